/*
 * tokens.c -- one pass over the bytes.
 */
#include "verify/tokens.h"

static bool is_word(char c)
{
    return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static bool has_hash_comments(LanguageId language)
{
    return language == LANG_PYTHON || language == LANG_RUBY || language == LANG_BASH ||
           language == LANG_ELIXIR || language == LANG_PERL || language == LANG_R;
}

/* The end of a comment that begins at `at`; `at` when none does. */
static size_t comment_end(LanguageId language, Str text, size_t at)
{
    Str rest = str_sub(text, at, text.len);
    size_t end;

    if (str_starts(rest, STR("/*"))) {
        end = str_find(text, STR("*/"), at + 2);
        return end == SIZE_MAX ? text.len : end + 2;
    }
    if ((str_starts(rest, STR("//")) && language != LANG_PYTHON) ||
        (rest.len && rest.ptr[0] == '#' && has_hash_comments(language))) {
        end = str_find_char(text, '\n', at);
        return end == SIZE_MAX ? text.len : end;
    }
    return at;
}

/* A quoted text ends in its line, or it is none: a quote may be a lifetime or an apostrophe. */
static size_t quoted_end(Str text, size_t at)
{
    char quote = text.ptr[at];

    for (size_t i = at + 1; i < text.len && text.ptr[i] != '\n'; i++) {
        if (text.ptr[i] == '\\')
            i++;
        else if (text.ptr[i] == quote)
            return i + 1;
    }
    return at + 1;
}

/* A comment that holds nothing but dots. */
static bool is_gap(Str s)
{
    bool has_dots = false;

    if (str_has(s, STR("...")) || str_has(s, STR("\xe2\x80\xa6")))
        has_dots = true;
    return has_dots && s.len <= 120;
}

static uint32_t lines_in(Str s)
{
    uint32_t count = 0;

    for (size_t i = 0; i < s.len; i++)
        count += s.ptr[i] == '\n';
    return count;
}

void tokens_read(LanguageId language, Str text, TokenVec *tokens)
{
    uint32_t line = 0;

    for (size_t i = 0, end; i < text.len && tokens->len < TOKENS_MAX; i = end) {
        char c = text.ptr[i];

        end = i + 1;
        if (c == '\n')
            line++;
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            continue;
        size_t after = comment_end(language, text, i);
        bool is_comment = after > i;
        if (is_comment)
            end = after;
        else if (is_word(c))
            for (; end < text.len && is_word(text.ptr[end]);)
                end++;
        else if (c == '"' || c == '\'' || c == '`')
            end = quoted_end(text, i);
        else if (str_starts(str_sub(text, i, text.len), STR("...")))
            end = i + 3;
        Str s = str_sub(text, i, end);
        bool gap = is_comment ? is_gap(s) : str_is(s, "...");
        if (!is_comment || gap)
            *VEC_PUSH(tokens) = (Token){.hash = str_hash(s),
                                        .line = line,
                                        .at = (uint32_t)i,
                                        .len = (uint32_t)s.len,
                                        .is_gap = gap};
        line += lines_in(s) * (c != '\n');
    }
}
