/*
 * doc_text.c -- taking the markers off a comment.
 */
#include "syntax/doc_text.h"

enum { DOC_MAX_BYTES = 64 << 10 };

/* What a line of a comment may begin with; the longest that fits is taken off. */
static const char *const line_markers[] = {
    "///", "//!", "//<", "//",     "/**<", "/**", "/*!<", "/*!",    "/*",
    "##",  "#:",  "#",   "---",    "--",   ";;;", ";;",   ";",      "{-|",
    "{-",  "(**", "(*",  "\"\"\"", "'''",  "%%",  "%",    "=begin",
};

static const char *const end_markers[] = {"*/", "\"\"\"", "'''", "-}", "*)", "=end"};

static bool is_frame_char(char c)
{
    return strchr("*-=#~_/+", c) != NULL && c != '\0';
}

/* A line that only decorates: "*****", "-----". */
static bool is_frame(Str line)
{
    if (str_is(line, "/"))
        return true; /* what is left of a longer frame */
    if (line.len < 3)
        return false;
    for (size_t i = 0; i < line.len; i++) {
        if (!is_frame_char(line.ptr[i]))
            return false;
    }
    return true;
}

static Str take_prefix(Str line, bool is_first)
{
    size_t best = 0;

    for (size_t i = 0; i < ARRAY_LEN(line_markers); i++) {
        Str marker = str_from(line_markers[i]);

        if (str_starts(line, marker) && marker.len > best)
            best = marker.len;
    }
    if (best)
        return str_sub(line, best, line.len);
    /* inside a block comment a line may begin with one star */
    if (!is_first && line.len && line.ptr[0] == '*' && (line.len == 1 || line.ptr[1] != '*'))
        return str_sub(line, 1, line.len);
    return line;
}

static Str take_suffix(Str line)
{
    line = str_trim(line);
    for (size_t i = 0; i < ARRAY_LEN(end_markers); i++) {
        Str marker = str_from(end_markers[i]);

        if (str_ends(line, marker)) {
            line = str_sub(line, 0, line.len - marker.len);
            break;
        }
    }
    while (line.len && line.ptr[line.len - 1] == '*')
        line.len--;
    return line;
}

/* Docstrings keep their lines as they are but for the quotes; r""" and the like lose the prefix. */
static Str take_string_prefix(Str raw)
{
    size_t n = 0;

    while (n < 3 && n < raw.len && strchr("rRuUbBfF", raw.ptr[n]))
        n++;
    return n < raw.len && (raw.ptr[n] == '"' || raw.ptr[n] == '\'') ? str_sub(raw, n, raw.len)
                                                                    : raw;
}

static bool is_block_comment(Str raw)
{
    return str_starts(raw, STR("\"")) || str_starts(raw, STR("'")) ||
           str_starts(raw, STR("{-"));
}

Str doc_plain(Arena *a, Str raw)
{
    AUTO(buf_done) Buf out = BUF(DOC_MAX_BYTES);
    bool is_first = true;
    Str line;

    raw = take_string_prefix(str_trim(raw));
    bool is_docstring = is_block_comment(raw);
    Str rest = raw;
    while (str_line(&rest, &line) && !out.full) {
        /* the end first: of a line that only ends the comment, a prefix would take the star */
        Str text = take_suffix(line);

        if (is_first || !is_docstring)
            text = take_prefix(text, is_first);
        if (is_first && is_docstring && str_starts(text, STR("\"")))
            text = str_sub(text, 1, text.len);
        if (is_docstring && rest.len == 0 && str_ends(text, STR("\"")))
            text.len--;
        text = str_trim(text);
        if (!is_frame(text) && !(is_first && text.len == 0)) {
            buf_add(&out, text);
            buf_add_char(&out, '\n');
        }
        is_first = false;
    }
    return arena_str(a, str_trim(buf_str(&out)));
}

static bool starts_with_any(Str line, const char *const *words)
{
    for (; *words; words++) {
        if (str_starts(line, str_from(*words)))
            return true;
    }
    return false;
}

/* Lines that end the prose of a doc comment. */
static bool ends_paragraph(Str line)
{
    static const char *const enders[] = {
        "@",       ":param",  ":return",    ":raises",     ":type",      "\\param",  "\\return",
        "\\brief", "Args:",   "Arguments:", "Parameters:", "Parameters", "Returns:", "Return:",
        "Raises:", "Yields:", "Example:",   "Examples:",   "Example",    ">>>",      "```",
        "~~~",     "- ",      "* ",         "+ ",          "1. ",        "1) ",      ".. ",
        "<pre>",   "<p>",     "<ul>",       "<ol>",        "<li>",       "<table",   "<h",
        "# ",      "## ",     "### ",       "Note:",       "NOTE:",      "\\fn",     "\\see",
        "\\sa ",   "\\note",  "\\retval",   "\\ingroup",   "@code",      "TODO",     "FIXME",
        "XXX",     NULL,
    };

    return line.len == 0 || starts_with_any(line, enders);
}

/* "------ types ------", "/// Helpers ///": a heading over what follows, not about the next thing. */
static bool is_banner(Str line)
{
    size_t before = 0, after = 0;

    while (before < line.len && is_frame_char(line.ptr[before]))
        before++;
    while (after < line.len && is_frame_char(line.ptr[line.len - 1 - after]))
        after++;
    return before >= 3 && after >= 3;
}

/* The sentences before one that only leads to a list or an example: "Like this:". */
static Str without_lead_in(Str s)
{
    Str whole = s;

    if (!str_ends(s, STR(":")))
        return s;
    while (s.len &&
           !(s.ptr[s.len - 1] == '.' && s.len < whole.len && strchr(" \n", whole.ptr[s.len])))
        s.len--;
    if (s.len)
        return s;
    while (whole.len && whole.ptr[whole.len - 1] == ':')
        whole.len--;
    return whole;
}

bool doc_is_licence(Str plain)
{
    static const char *const marks[] = {
        "Copyright",
        "copyright (c)",
        "SPDX-License",
        "Licensed under",
        "Permission is hereby granted",
        "All rights reserved",
        "GNU General Public License",
        "Redistribution and use",
    };
    Str head = str_sub(plain, 0, 600);

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (str_has(head, str_from(marks[i])))
            return true;
    }
    return false;
}

static bool is_directive(Str line)
{
    static const char *const directives[] = {
        "eslint", "@ts-",         "ts-",          "prettier-", "noqa",   "type:", "pylint",
        "mypy:",  "clang-format", "NOLINT",       "go:",       "+build", "!/",    "-*-",
        "vim:",   "istanbul",     "biome-ignore", "nolint",    NULL,
    };

    return starts_with_any(line, directives);
}

Str doc_first_paragraph(Str plain)
{
    Str rest = plain, line;
    const char *start = NULL, *end = NULL;

    if (doc_is_licence(plain))
        return STR_NONE;
    while (str_line(&rest, &line)) {
        line = str_trim(line);
        if (!start && is_banner(line))
            return STR_NONE;
        if (!start && (line.len == 0 || is_directive(line)))
            continue;
        if (!start && (str_starts(line, STR("@brief ")) || str_starts(line, STR("\\brief "))))
            line = str_trim(str_sub(line, 7, line.len));
        else if (ends_paragraph(line))
            break;
        if (!start)
            start = line.ptr;
        end = line.ptr + line.len;
    }
    return start ? without_lead_in((Str){start, (size_t)(end - start)}) : STR_NONE;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Whether the full stop at `at` belongs to an abbreviation. */
static bool is_abbreviation(Str s, size_t at)
{
    static const char *const short_forms[] = {"e.g",  "i.e",    "etc",  "vs", "cf",  "Dr", "Mr",
                                              "resp", "approx", "incl", "no", "fig", "al"};
    size_t start = at;

    while (start && !is_space(s.ptr[start - 1]) && s.ptr[start - 1] != '(')
        start--;
    Str word = str_sub(s, start, at);
    for (size_t i = 0; i < ARRAY_LEN(short_forms); i++) {
        if (str_eq_nocase(word, str_from(short_forms[i])))
            return true;
    }
    return word.len == 1;
}

Str doc_first_sentence(Str paragraph)
{
    for (size_t i = 0; i < paragraph.len; i++) {
        char c = paragraph.ptr[i];
        bool at_end = i + 1 >= paragraph.len || is_space(paragraph.ptr[i + 1]);

        if ((c == '.' || c == '!' || c == '?') && at_end && !is_abbreviation(paragraph, i))
            return str_sub(paragraph, 0, i + 1);
    }
    return paragraph;
}
