/*
 * lexical.c -- definitions by the look of a line.
 */
#include "syntax/lexical.h"

typedef struct Opener {
    const char *word; /* first on the line, with the space after it */
    DefKind kind;
} Opener;

/* Only forms that are the same in every language that has the word. */
static const Opener openers[] = {
    {"class ", DEF_CLASS},
    {"def ", DEF_FUNCTION},
    {"func ", DEF_FUNCTION},
    {"function ", DEF_FUNCTION},
    {"fn ", DEF_FUNCTION},
    {"pub fn ", DEF_FUNCTION},
    {"interface ", DEF_INTERFACE},
    {"struct ", DEF_STRUCT},
    {"enum ", DEF_ENUM},
    {"trait ", DEF_TRAIT},
    {"export class ", DEF_CLASS},
    {"export function ", DEF_FUNCTION},
    {"export interface ", DEF_INTERFACE},
    {"public class ", DEF_CLASS},
};

static bool is_name_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static Str leading_name(Str s)
{
    size_t n = 0;

    while (n < s.len && is_name_char(s.ptr[n]))
        n++;
    return str_sub(s, 0, n);
}

static void look_at_line(Str src, Str line, uint32_t number, FactsBuilder *b)
{
    for (size_t i = 0; i < ARRAY_LEN(openers); i++) {
        Str word = str_from(openers[i].word);

        if (!str_starts(line, word))
            continue;
        Str name = leading_name(str_sub(line, word.len, line.len));
        if (name.len == 0 || name.len > 200)
            return;
        uint32_t start = (uint32_t)(line.ptr - src.ptr);
        uint32_t end = start + (uint32_t)line.len;
        facts_add_def(b, (Def){.name = facts_add_name(b, name),
                               .name_start = (uint32_t)(name.ptr - src.ptr),
                               .start = start,
                               .end = end,
                               .signature_end = end,
                               .line = number,
                               .end_line = number,
                               .scope = 1,
                               .kind = (uint8_t)openers[i].kind,
                               .visibility = VISIBLE_PUBLIC});
        return;
    }
}

void lexical_extract(LanguageId language UNUSED, Str src, FactsBuilder *b)
{
    Str rest = src, line;

    while (str_line(&rest, &line)) {
        b->line_count++;
        b->code_lines += str_trim(line).len > 0;
        look_at_line(src, line, b->line_count, b);
    }
}
