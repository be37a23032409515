/*
 * project_licence.c -- licences by a sentence that only their text has.
 */
#include "source/document.h"
#include "source/project_parts.h"

typedef struct LicenceRow {
    const char *sign, *also; /* both stand in the text; `also` may be "" */
    const char *id;
} LicenceRow;

/* clang-format off */
static const LicenceRow licences[] = {
    {"Permission is hereby granted, free of charge, to any person obtaining", "", "MIT"},
    {"Apache License", "Version 2.0", "Apache-2.0"},
    {"Mozilla Public License", "2.0", "MPL-2.0"},
    {"GNU AFFERO GENERAL PUBLIC LICENSE", "Version 3", "AGPL-3.0"},
    {"GNU LESSER GENERAL PUBLIC LICENSE", "Version 3", "LGPL-3.0"},
    {"GNU LESSER GENERAL PUBLIC LICENSE", "Version 2.1", "LGPL-2.1"},
    {"GNU GENERAL PUBLIC LICENSE", "Version 3", "GPL-3.0"},
    {"GNU GENERAL PUBLIC LICENSE", "Version 2", "GPL-2.0"},
    {"Redistribution and use in source and binary forms", "ay be used to endorse or promote", "BSD-3-Clause"},
    {"Redistribution and use in source and binary forms", "", "BSD-2-Clause"},
    {"Permission to use, copy, modify, and/or distribute this software for any", "", "ISC"},
    {"Permission to use, copy, modify, and distribute this software for any", "", "ISC"},
    {"This is free and unencumbered software released into the public domain", "", "Unlicense"},
    {"Boost Software License", "", "BSL-1.0"},
    {"Permission to use, copy, modify, and distribute this software and its documentation for any purpose, without fee",
     "", "PostgreSQL"},
    {"zlib License", "", "Zlib"},
};
/* clang-format on */

/* The words of the text with single blanks, so that line breaks do not matter. */
static Str licence_text(Arena *a, Str text)
{
    return document_plain(a, str_sub(text, 0, 20000));
}

static Str licence_of_text(Str text)
{
    for (size_t k = 0; k < ARRAY_LEN(licences); k++) {
        if (str_has(text, str_from(licences[k].sign)) &&
            str_has(text, str_from(licences[k].also)))
            return str_from(licences[k].id);
    }
    return STR_NONE;
}

static bool is_licence_file(const SourceFile *f)
{
    static const char *const names[] = {"licen", "copying", "unlicense", "copyright"};
    bool is_named = false;

    for (size_t n = 0; n < ARRAY_LEN(names); n++)
        is_named |= project_starts_nocase(f->path, names[n]);
    return is_named && f->skip == SKIP_NONE && str_find_char(f->path, '/', 0) == SIZE_MAX;
}

/* Of the files in the root; several are a choice ("Apache-2.0 OR MIT"). */
Str project_licence_of_files(ProjectBuilder *b, const SourceFile *files, size_t count)
{
    Str found = STR_NONE;

    for (size_t i = 0; i < count; i++) {
        AUTO(arena_done) Arena scratch = {0};
        Str text;
        Err ignored;

        if (!is_licence_file(&files[i]) ||
            checkout_read(b->checkout, &scratch, &files[i], &text, &ignored) != ERR_OK)
            continue;
        Str id = licence_of_text(licence_text(&scratch, text));
        if (id.len == 0 || str_has(found, id))
            continue;
        found = found.len ? arena_printf(b->arena, "%.*s OR %.*s", STR_ARG(found), STR_ARG(id))
                          : id;
    }
    return found;
}
