/*
 * near.c -- the defined name that is one slip away from another: a letter wrong, missing, too much or
 * swapped; or the same words joined in another manner.
 */
#include "verify/verify_parts.h"

enum { NEAR_MAX_BYTES = 64, NEAR_LONG_BYTES = 9 };

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static char lower(char c)
{
    return is_upper(c) ? (char)(c | 32) : c;
}

/* Letters and digits are the same: fooBar, foo_bar, foo-bar. Not FooBar: that is another kind of
 * thing, a type beside a function. */
static bool same_words(Str a, Str b)
{
    size_t i = 0, n = 0;

    if (a.len == 0 || b.len == 0 || is_upper(a.ptr[0]) != is_upper(b.ptr[0]))
        return false;

    for (;;) {
        while (i < a.len && (a.ptr[i] == '_' || a.ptr[i] == '-'))
            i++;
        while (n < b.len && (b.ptr[n] == '_' || b.ptr[n] == '-'))
            n++;
        if (i == a.len || n == b.len)
            return i == a.len && n == b.len;
        if (lower(a.ptr[i++]) != lower(b.ptr[n++]))
            return false;
    }
}

/* Edits between two words, swaps of neighbours count one; at most `max` + 1 is told. */
static unsigned distance(Str a, Str b, unsigned max)
{
    unsigned rows[3][NEAR_MAX_BYTES + 1];

    if (a.len > NEAR_MAX_BYTES || b.len > NEAR_MAX_BYTES || a.len > b.len + max ||
        b.len > a.len + max)
        return max + 1;
    for (size_t n = 0; n <= b.len; n++)
        rows[0][n] = (unsigned)n;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        unsigned best = row[0] = (unsigned)i;

        for (size_t n = 1; n <= b.len; n++) {
            unsigned change = a.ptr[i - 1] != b.ptr[n - 1];

            row[n] = MIN_OF(MIN_OF(above[n], row[n - 1]) + 1, above[n - 1] + change);
            if (i > 1 && n > 1 && a.ptr[i - 1] == b.ptr[n - 2] && a.ptr[i - 2] == b.ptr[n - 1])
                row[n] = MIN_OF(row[n], above2[n - 2] + 1);
            best = MIN_OF(best, row[n]);
        }
        if (best > max)
            return max + 1;
    }
    return rows[a.len % 3][b.len];
}

static bool is_defined(const Verifying *v, uint32_t name)
{
    size_t count;
    const SymbolId *symbols = program_symbols_named(v->program, name, &count);

    for (size_t i = 0; i < count; i++) {
        const Unit *u = &v->program->units[program_unit_of(v->program, symbols[i])];

        if (!(u->file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE | FILE_IS_DOC)) &&
            u->file->language != LANG_MARKDOWN)
            return true;
    }
    return false;
}

Str near_name(const Verifying *v, Str word)
{
    const Interner *names = &v->program->names;
    unsigned max = word.len >= NEAR_LONG_BYTES ? 2 : 1;
    Str best = STR("");

    for (uint32_t id = 1; id < names->map.len && max; id++) {
        Str name = intern_text(names, id);

        if (name.len + 2 < word.len || name.len > word.len + 4)
            continue;
        if (same_words(name, word) && is_defined(v, id))
            return name;
        if (word.len == name.len + 1 && word.ptr[name.len] == 's' && str_starts(word, name) &&
            is_defined(v, id))
            return STR(""); /* more than one of it */
        unsigned apart = distance(name, word, max);
        if (apart && apart <= max && is_defined(v, id)) {
            best = name;
            max = apart - 1;
        }
    }
    return best;
}
