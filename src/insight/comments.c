/*
 * comments.c -- one pass over a text: quoted texts and code are passed over, comments are handed out.
 */
#include "insight/comments.h"

typedef struct Marks {
    bool has_slashes;    /* double slash, and slash with star */
    bool has_hash;       /* # */
    bool has_docstrings; /* three quotes that stand where a statement does */
} Marks;

static bool marks_of(LanguageId language, Marks *ret)
{
    switch (language) {
    case LANG_C:
    case LANG_CPP:
    case LANG_JAVASCRIPT:
    case LANG_TYPESCRIPT:
    case LANG_TSX:
    case LANG_GO:
    case LANG_RUST:
    case LANG_JAVA:
    case LANG_CSHARP:
    case LANG_KOTLIN:
    case LANG_SWIFT:
    case LANG_SCALA:
        *ret = (Marks){.has_slashes = true};
        return true;
    case LANG_PYTHON:
        *ret = (Marks){.has_hash = true, .has_docstrings = true};
        return true;
    case LANG_RUBY:
    case LANG_BASH:
        *ret = (Marks){.has_hash = true};
        return true;
    default:
        return false;
    }
}

static bool stands_at(Str text, size_t at, const char *what)
{
    Str w = str_from(what);

    return at + w.len <= text.len && memcmp(text.ptr + at, w.ptr, w.len) == 0;
}

static size_t line_end(Str text, size_t at)
{
    return MIN_OF(str_find_char(text, '\n', at), text.len);
}

/* Whether only blanks stand before `at` in its line. */
static bool begins_line(Str text, size_t at)
{
    while (at && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\t'))
        at--;
    return at == 0 || text.ptr[at - 1] == '\n';
}

/* An apostrophe opens a quoted text only where it closes soon: not Rust's 'a, not "don't". */
static size_t pass_quoted(Str text, size_t at)
{
    char quote = text.ptr[at];
    bool may_span = quote == '`';
    size_t i = at + 1;

    for (; i < text.len && text.ptr[i] != quote; i++) {
        if (text.ptr[i] == '\n' && !may_span)
            return at + 1;
        i += text.ptr[i] == '\\';
    }
    return MIN_OF(i + 1, text.len);
}

/* The end of the line comments that follow each other from `at` on. */
static size_t end_of_lines(Str text, size_t at, const char *mark)
{
    size_t end = line_end(text, at);
    bool is_alone = begins_line(text, at);

    for (size_t next = end + 1; is_alone && next < text.len;) {
        size_t i = next;

        while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '\t'))
            i++;
        if (!stands_at(text, i, mark))
            break;
        end = line_end(text, i);
        next = end + 1;
    }
    return end;
}

static size_t end_of_block(Str text, size_t at, const char *end)
{
    size_t found = str_find(text, str_from(end), at);

    return found == SIZE_MAX ? text.len : found + strlen(end);
}

/* The end of the comment that begins at `at`; 0 when none does. */
static size_t comment_at(Str text, size_t at, Marks m)
{
    if (m.has_slashes && stands_at(text, at, "//"))
        return end_of_lines(text, at, "//");
    if (m.has_slashes && stands_at(text, at, "/*"))
        return end_of_block(text, at + 2, "*/");
    if (m.has_hash && text.ptr[at] == '#')
        return end_of_lines(text, at, "#");
    if (m.has_docstrings && (stands_at(text, at, "\"\"\"") || stands_at(text, at, "'''"))) {
        size_t end = end_of_block(text, at + 3,
                                  stands_at(text, at, "\"\"\"") ? "\"\"\"" : "'''");

        return begins_line(text, at) ? end : 0;
    }
    return 0;
}

/* Where something may begin that matters: most bytes of code are passed over here. */
static size_t pass_plain(Str text, size_t i)
{
    static const bool matters[256] = {
        ['/'] = true, ['#'] = true, ['"'] = true, ['\''] = true, ['`'] = true};

    while (i < text.len && !matters[(unsigned char)text.ptr[i]])
        i++;
    return i;
}

bool comment_next(Str text, LanguageId language, uint32_t *at, Comment *ret)
{
    Marks m;

    if (!marks_of(language, &m))
        return false;
    for (size_t i = pass_plain(text, *at); i < text.len; i = pass_plain(text, i)) {
        size_t end = comment_at(text, i, m);

        if (end) {
            *ret = (Comment){(uint32_t)i, (uint32_t)end};
            *at = (uint32_t)end;
            return true;
        }
        if (m.has_docstrings && (stands_at(text, i, "\"\"\"") || stands_at(text, i, "'''")))
            i = end_of_block(text, i + 3, stands_at(text, i, "'''") ? "'''" : "\"\"\"");
        else if (text.ptr[i] == '"' || text.ptr[i] == '\'' ||
                 (text.ptr[i] == '`' && m.has_slashes))
            i = pass_quoted(text, i);
        else
            i++;
    }
    *at = (uint32_t)text.len;
    return false;
}
