/*
 * names.c -- names in code spans.
 */
#include "course/names.h"

#include "syntax/pack.h"

static bool is_name_char(char c)
{
    return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* One behind a letter is an apostrophe. */
static bool begins_quoted(Str code, size_t at)
{
    return strchr("\"'`", code.ptr[at]) && !(at && is_name_char(code.ptr[at - 1]));
}

/* One that is not closed in its line is no quote. */
static size_t end_of_quoted(Str code, size_t at)
{
    size_t end = at + 1;

    while (end < code.len && code.ptr[end] != code.ptr[at] && code.ptr[end] != '\n')
        end += code.ptr[end] == '\\' ? 2 : 1;
    return end < code.len && code.ptr[end] == code.ptr[at] ? end + 1 : at + 1;
}

bool names_next(Str code, size_t *at, Str *ret)
{
    while (*at < code.len) {
        if (begins_quoted(code, *at)) {
            *at = end_of_quoted(code, *at);
            continue;
        }
        size_t start = *at;
        while (*at < code.len && is_name_char(code.ptr[*at]))
            ++*at;
        *ret = str_sub(code, start, *at);
        if (ret->len > 1)
            return true;
        *at += *at == start;
    }
    return false;
}

Str names_last(Str code)
{
    size_t end = code.len, start;

    for (size_t i = 1; i < code.len; i++) {
        if (strchr("(<[ ", code.ptr[i])) {
            end = i;
            break;
        }
    }
    while (end && !is_name_char(code.ptr[end - 1]))
        end--;
    for (start = end; start && is_name_char(code.ptr[start - 1]);)
        start--;
    return str_sub(code, start, end);
}

bool names_exists(const Program *p, Evidence *e, Str name)
{
    return name.len == 0 || (name.ptr[0] >= '0' && name.ptr[0] <= '9') ||
           syntax_is_word(name) || intern_find(&p->names, name) != UINT32_MAX ||
           evidence_mentions(e, name);
}

/* "set in `f` (a.c:90)": whether the line is one of a definition of that name. */
static bool lies_in(const Program *p, Str name, const Source *s)
{
    UnitId unit = program_find_unit(p, s->path);
    const Facts *f = unit == UNIT_NONE ? NULL : p->units[unit].facts;
    NameId id = f ? facts_find_name(f, name) : UINT32_MAX;

    for (uint32_t d = 1; f && id != UINT32_MAX && d < f->def_count; d++) {
        if (f->defs[d].name == id && f->defs[d].line <= s->line &&
            f->defs[d].end_line >= s->end_line)
            return true;
    }
    return false;
}

/* `put` by OP_PUT, GET by @GetMapping: words of a protocol are written as each place likes. */
static bool has_nocase(Str lines, Str word)
{
    for (size_t i = 0; i + word.len <= lines.len; i++) {
        if (str_eq_nocase(str_sub(lines, i, i + word.len), word))
            return true;
    }
    return false;
}

bool names_near(const Program *p, Evidence *e, Str name, const Source *s)
{
    uint32_t from = s->line > NAMES_NEAR_LINES ? s->line - NAMES_NEAR_LINES : 1;
    Str lines = evidence_file_lines(e, s->path, from,
                                    MAX_OF(s->line, s->end_line) + NAMES_NEAR_LINES);

    return has_nocase(lines, name) || lies_in(p, name, s);
}
