/*
 * formats.h -- the packages that can be made of a course, by name.
 */
#ifndef FONDATION_EXPORT_FORMATS_H
#define FONDATION_EXPORT_FORMATS_H

#include "course/file_sink.h"

typedef struct ExportFormat {
    const char *name;
    const char *choices_help;
    ExportPackage *package; /* into the course's folder */
    ExportPackage *alone;   /* into a folder of its own; of a single file: the same */
    bool is_file;           /* one file, not a folder */
} ExportFormat;

enum { EXPORT_FORMATS_MAX = 16 };

/* Ended by a NULL name. */
extern const ExportFormat export_formats[];

/* NULL when there is none. */
const ExportFormat *export_format_find(Str name);

#endif
