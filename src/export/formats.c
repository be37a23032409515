/*
 * formats.c -- the table of formats.
 */
#include "export/formats.h"

#include "export/html.h"
#include "export/zip.h"

const ExportFormat export_formats[] = {
    {"html", "a static site", export_html, export_html_flat, false},
    {"zip", "everything in one file", export_zip, export_zip, true},
    {0},
};

const ExportFormat *export_format_find(Str name)
{
    for (const ExportFormat *f = export_formats; f->name; f++) {
        if (str_is(name, f->name))
            return f;
    }
    return NULL;
}
