/*
 * prose.c -- taking markup off, one mark at a time.
 */
#include "graph/prose.h"

#include "syntax/doc_text.h"

enum {
    PLAIN_MAX_BYTES = 4096,
    DEFINITION_MIN_BYTES = 12,
    DEFINITION_MAX_BYTES = 400,
    DEFINITION_MIN_WORDS = 3,
    HEADER_MAX_BYTES = 16 << 10, /* of a file, looked through for its header comment */
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* -- marks: each takes the text at `at`, adds words, and tells how far it went (0: not its mark) -- */

static void add_code(Buf *out, Str code)
{
    buf_add_char(out, '`');
    buf_add(out, code);
    buf_add_char(out, '`');
}

/* "~flask.Flask", "Session <requests.Session>", "!func" -> what a reader sees. */
static Str role_label(Str inside)
{
    size_t angle = str_find_char(inside, '<', 0);

    if (angle != SIZE_MAX && angle > 0)
        return str_trim(str_sub(inside, 0, angle));
    if (str_starts(inside, STR("~"))) {
        size_t dot = str_rfind_char(inside, '.');

        return str_sub(inside, dot == SIZE_MAX ? 1 : dot + 1, inside.len);
    }
    return str_starts(inside, STR("!")) || str_starts(inside, STR("."))
               ? str_sub(inside, 1, inside.len)
               : inside;
}

/* :class:`X`, :py:meth:`X` */
static size_t take_role(Str s, size_t at, Buf *out)
{
    size_t i = at + 1;

    while (i < s.len && (is_letter(s.ptr[i]) || s.ptr[i] == ':' || s.ptr[i] == '-'))
        i++;
    if (i < at + 3 || i >= s.len || s.ptr[i] != '`' || s.ptr[i - 1] != ':')
        return 0;
    size_t end = str_find_char(s, '`', i + 1);
    if (end == SIZE_MAX)
        return 0;
    Str label = role_label(str_sub(s, i + 1, end));
    if (str_find_char(label, ' ', 0) == SIZE_MAX)
        add_code(out, label);
    else
        buf_add(out, label); /* words for a link, no name */
    return end + 1 - at;
}

/* `code`, ``code``, `text <url>`_ */
static size_t take_quoted(Str s, size_t at, Buf *out)
{
    size_t ticks = 1;

    while (at + ticks < s.len && s.ptr[at + ticks] == '`')
        ticks++;
    size_t end = at + ticks;
    while ((end = str_find_char(s, '`', end)) != SIZE_MAX) {
        size_t run = 1;

        while (end + run < s.len && s.ptr[end + run] == '`')
            run++;
        if (run == ticks)
            break;
        end += run;
    }
    if (end == SIZE_MAX || ticks > 2)
        return 0;
    Str inside = str_trim(str_sub(s, at + ticks, end));
    size_t after = end + ticks;
    if (ticks == 1 && after < s.len && s.ptr[after] == '_') {
        buf_add(out, role_label(inside));
        after += after + 1 < s.len && s.ptr[after + 1] == '_' ? 2 : 1;
    } else {
        add_code(out, inside);
    }
    return after - at;
}

/* {@link Gson#toJson text}, {@code x} */
static size_t take_javadoc(Str s, size_t at, Buf *out)
{
    size_t end = str_find_char(s, '}', at), space = str_find_char(s, ' ', at);

    if (at + 1 >= s.len || s.ptr[at + 1] != '@' || end == SIZE_MAX || space == SIZE_MAX ||
        space > end)
        return 0;
    Str inside = str_trim(str_sub(s, space + 1, end));
    Str label = inside;
    if (str_starts(str_sub(s, at, end), STR("{@link"))) {
        size_t gap = str_find_char(inside, ' ', 0);

        label = gap == SIZE_MAX ? inside : str_sub(inside, gap + 1, inside.len);
        if (str_starts(label, STR("#")))
            label = str_sub(label, 1, label.len);
    }
    add_code(out, label);
    return end + 1 - at;
}

/* <a href="...">, </p>: the words between stay. Not "a < b", not "vector<int>". */
static size_t take_tag(Str s, size_t at)
{
    size_t i = at + 1;

    if (i < s.len && s.ptr[i] == '/')
        i++;
    if (i >= s.len || !is_letter(s.ptr[i]) ||
        (at && is_word(s.ptr[at - 1]) && s.ptr[at + 1] != '/'))
        return 0;
    size_t end = str_find_char(s, '>', i);
    return end == SIZE_MAX || end - at > 300 ? 0 : end + 1 - at;
}

/* ![image](target), [![image](target)](target): pictures say nothing here. */
static size_t take_picture(Str s, size_t at)
{
    size_t close = str_find(s, STR("]("), at),
           end = close == SIZE_MAX ? SIZE_MAX : str_find_char(s, ')', close);

    if (end == SIZE_MAX)
        return 0;
    if (s.ptr[at] == '[' && end + 2 < s.len && s.ptr[end + 1] == ']' && s.ptr[end + 2] == '(')
        end = str_find_char(s, ')', end + 2);
    return end == SIZE_MAX ? 0 : end + 1 - at;
}

/* [text](target), [text][ref] */
static size_t take_link(Str s, size_t at, Buf *out)
{
    if (at + 2 < s.len && s.ptr[at + 1] == '!' && s.ptr[at + 2] == '[')
        return take_picture(s, at);
    size_t close = str_find_char(s, ']', at);

    if (close == SIZE_MAX || close + 1 >= s.len)
        return 0;
    Str label = str_sub(s, at + 1, close);
    char open = s.ptr[close + 1];
    if (open != '(' && open != '[') {
        if (label.len < 3 || label.ptr[0] != '`')
            return 0;
        buf_add(out, label); /* [`Type`], as Rust writes it */
        return close + 1 - at;
    }
    size_t end = str_find_char(s, open == '(' ? ')' : ']', close + 2);
    if (end == SIZE_MAX)
        return 0;
    buf_add(out, label);
    return end + 1 - at;
}

/* \brief, @brief, \c and the like: one word that commands. */
static size_t take_command(Str s, size_t at)
{
    static const char *const words[] = {"brief", "short",   "class", "struct", "file", "c",
                                        "p",     "a",       "e",     "em",     "b",    "ref",
                                        "link",  "details", "note",  NULL};

    if (at && !is_space(s.ptr[at - 1]))
        return 0;
    for (const char *const *w = words; *w; w++) {
        Str word = str_from(*w);
        size_t end = at + 1 + word.len;

        if (end < s.len && is_space(s.ptr[end]) && str_eq(str_sub(s, at + 1, end), word))
            return end + 1 - at;
    }
    return 0;
}

/* Whether the run of `c` that begins at `at` has a partner: one that ends a word, on either side. */
static bool has_partner(Str s, size_t at, size_t run)
{
    for (size_t i = at + run; i + run <= s.len && s.ptr[i] != '\n'; i++) {
        if (memcmp(s.ptr + i, s.ptr + at, run) == 0 && !is_space(s.ptr[i - 1]) &&
            (i + run >= s.len || !is_word(s.ptr[i + run])))
            return true;
    }
    for (size_t i = 0; i + run <= at; i++) {
        if (memcmp(s.ptr + i, s.ptr + at, run) == 0 && (i == 0 || !is_word(s.ptr[i - 1])) &&
            !is_space(s.ptr[i + run]))
            return true;
    }
    return false;
}

/* ** and * and _ around words; "*p", "_exit" and "a * b" keep theirs. */
static size_t take_emphasis(Str s, size_t at)
{
    char c = s.ptr[at];
    size_t run = 1;

    while (at + run < s.len && s.ptr[at + run] == c)
        run++;
    bool before = at && is_word(s.ptr[at - 1]),
         after = at + run < s.len && is_word(s.ptr[at + run]);
    if (c == '_' && before && after)
        return 0;
    bool space_before = at == 0 || is_space(s.ptr[at - 1]),
         space_after = at + run >= s.len || is_space(s.ptr[at + run]);
    return (space_before && space_after) || !has_partner(s, at, run) ? 0 : run;
}

/* |name| of reStructuredText. */
static size_t take_substitution(Str s, size_t at)
{
    bool opens = at + 1 < s.len && is_word(s.ptr[at + 1]) &&
                 (at == 0 || is_space(s.ptr[at - 1]));
    bool closes = at && is_word(s.ptr[at - 1]) && (at + 1 >= s.len || !is_word(s.ptr[at + 1]));

    return opens || closes ? 1 : 0;
}

static size_t take_mark(Str s, size_t at, Buf *out)
{
    switch (s.ptr[at]) {
    case ':':
        return take_role(s, at, out);
    case '`':
        return take_quoted(s, at, out);
    case '{':
        return take_javadoc(s, at, out);
    case '<':
        return take_tag(s, at);
    case '[':
        return take_link(s, at, out);
    case '!':
        return at + 1 < s.len && s.ptr[at + 1] == '[' ? take_picture(s, at) : 0;
    case '\\':
    case '@':
        return take_command(s, at);
    case '*':
    case '_':
        return take_emphasis(s, at);
    case '|':
        return take_substitution(s, at);
    default:
        return 0;
    }
}

static bool take_entity(Str s, size_t *at, Buf *out)
{
    static const struct {
        const char *name;
        char c;
    } rows[] = {{"&lt;", '<'},   {"&gt;", '>'},   {"&amp;", '&'},
                {"&quot;", '"'}, {"&#39;", '\''}, {"&nbsp;", ' '}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        Str name = str_from(rows[i].name);

        if (str_eq(str_sub(s, *at, *at + name.len), name)) {
            buf_add_char(out, rows[i].c);
            *at += name.len;
            return true;
        }
    }
    return false;
}

Str prose_plain(Arena *a, Str text)
{
    AUTO(buf_done) Buf out = BUF(PLAIN_MAX_BYTES);

    for (size_t i = 0; i < text.len && !out.full;) {
        size_t taken = take_mark(text, i, &out);

        if (taken) {
            i += taken;
            continue;
        }
        if (text.ptr[i] == '&' && take_entity(text, &i, &out))
            continue;
        if (!is_space(text.ptr[i]))
            buf_add_char(&out, text.ptr[i]);
        else if (out.len && out.ptr[out.len - 1] != ' ')
            buf_add_char(&out, ' ');
        i++;
    }
    return arena_str(a, str_trim(buf_str(&out)));
}

Str prose_title(Arena *a, Str title)
{
    AUTO(buf_done) Buf out = BUF(256);
    Str plain = prose_plain(a, title);
    size_t start = 0;

    size_t anchor = str_find(plain, STR("{#"), 0);
    if (anchor != SIZE_MAX)
        plain = str_trim(str_sub(plain, 0, anchor));
    size_t bracket = str_find_char(plain, '[', 0);
    if (bracket != SIZE_MAX && bracket > 0) /* what is left of a picture or link */
        plain = str_trim(str_sub(plain, 0, bracket));
    /* "3.2 Compaction", "4. Caches" */
    while (start < plain.len &&
           ((plain.ptr[start] >= '0' && plain.ptr[start] <= '9') || plain.ptr[start] == '.'))
        start++;
    if (start && start < plain.len && plain.ptr[start] == ' ')
        plain = str_trim(str_sub(plain, start, plain.len));
    for (size_t i = 0; i < plain.len; i++) {
        char c = plain.ptr[i];

        /* what is left of code marks, and symbols that pictures are made of */
        if (c != '`' && ((unsigned char)c < 0x80 || (unsigned char)c >= 0xc3) && c != '#')
            buf_add_char(&out, c);
    }
    Str kept = str_trim(buf_str(&out));
    while (kept.len && strchr(":.!?", kept.ptr[kept.len - 1]))
        kept.len--;
    return utf8_is_valid(kept) ? arena_str(a, kept) : STR_NONE;
}

bool prose_is_definition(Str s)
{
    uint32_t words = 0, odd = 0, lower = 0;

    if (s.len < DEFINITION_MIN_BYTES || s.len > DEFINITION_MAX_BYTES || doc_is_licence(s) ||
        !(is_letter(s.ptr[0]) || s.ptr[0] == '`'))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        words += is_word(s.ptr[i]) && (i == 0 || !is_word(s.ptr[i - 1]));
        odd += strchr("{};=\\|<>@$", s.ptr[i]) != NULL;
        lower += s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
    }
    static const char *const starts[] = {"TODO",
                                         "FIXME",
                                         "XXX",
                                         "http",
                                         "Author",
                                         "Created",
                                         "NOTE",
                                         "Note",
                                         "Notice",
                                         "WARNING",
                                         "See ",
                                         "Include",
                                         "This file is part of",
                                         "eslint",
                                         "This is a part of",
                                         "(c)",
                                         "Derived from",
                                         "Based on",
                                         "Ported from",
                                         "Needs to",
                                         "Must be",
                                         "Taken from",
                                         "Adapted from",
                                         "This file",
                                         "We ",
                                         "this ",
                                         "these ",
                                         "These ",
                                         "Modules in",
                                         "Licensed",
                                         "All rights",
                                         "For more",
                                         "Example",
                                         "Usage",
                                         "Deprecated",
                                         NULL};
    for (const char *const *w = starts; *w; w++) {
        if (str_starts(s, str_from(*w)))
            return false;
    }
    size_t space = str_find_char(s, ' ', 0), slash = str_find_char(s, '/', 0);
    if (str_has(s, STR(":=")) || slash < space) /* grammar; a path */
        return false;
    return words >= DEFINITION_MIN_WORDS && odd <= 3 && lower * 2 > s.len &&
           s.ptr[s.len - 1] != ':';
}

/* -- header comments -- */

typedef struct Cursor {
    Str text;
    size_t at;
} Cursor;

static void skip_line(Cursor *c)
{
    size_t end = str_find_char(c->text, '\n', c->at);

    c->at = end == SIZE_MAX ? c->text.len : end + 1;
}

static bool at_text(const Cursor *c, const char *what)
{
    return str_starts(str_sub(c->text, c->at, c->text.len), str_from(what));
}

static size_t end_of_block(Str text, size_t at, const char *close)
{
    size_t end = str_find(text, str_from(close), at + 2);

    return end == SIZE_MAX ? text.len : end + strlen(close);
}

static size_t end_of_lines(Str text, size_t at, const char *marker)
{
    Cursor c = {text, at};

    while (c.at < text.len && at_text(&c, marker))
        skip_line(&c);
    while (c.at > at && is_space(text.ptr[c.at - 1]))
        c.at--;
    return c.at;
}

static bool has_hash_comments(LanguageId l)
{
    return l == LANG_PYTHON || l == LANG_RUBY || l == LANG_BASH || l == LANG_PERL ||
           l == LANG_ELIXIR || l == LANG_R || l == LANG_NIM || l == LANG_CRYSTAL ||
           l == LANG_YAML || l == LANG_TOML || l == LANG_MAKEFILE || l == LANG_CMAKE;
}

/* The end of the comment that begins here, 0 when none does. */
static size_t comment_end(const Cursor *c, LanguageId language)
{
    if (at_text(c, "/*"))
        return end_of_block(c->text, c->at, "*/");
    if (at_text(c, "//"))
        return end_of_lines(c->text, c->at, "//");
    if (language == LANG_PYTHON && (at_text(c, "\"\"\"") || at_text(c, "r\"\"\"")))
        return end_of_block(c->text, c->at + 1, "\"\"\"");
    if (language == LANG_PYTHON && at_text(c, "'''"))
        return end_of_block(c->text, c->at + 1, "'''");
    if (has_hash_comments(language) && at_text(c, "#"))
        return end_of_lines(c->text, c->at, "#");
    if ((language == LANG_LUA || language == LANG_HASKELL || language == LANG_SQL ||
         language == LANG_ADA) &&
        at_text(c, "--"))
        return end_of_lines(c->text, c->at, "--");
    if (language == LANG_OCAML && at_text(c, "(*"))
        return end_of_block(c->text, c->at, "*)");
    if (at_text(c, ";"))
        return end_of_lines(c->text, c->at, ";");
    return 0;
}

/* Lines that may stand before the comment that tells: guards, packages, pragmas. */
static bool is_preamble(const Cursor *c)
{
    static const char *const starts[] = {
        "#!",  "#ifndef", "#define",    "#pragma", "package ", "'use strict'", "\"use strict\"",
        "#![", "<?php",   "namespace ", "module;", NULL};

    for (const char *const *s = starts; *s; s++) {
        if (at_text(c, *s))
            return true;
    }
    return false;
}

static bool is_legal_line(Str line)
{
    static const char *const marks[] = {"opyright",       "icense",
                                        "SPDX",           "arrant",
                                        "WARRANT",        "edistribut",
                                        "ermission is",   "received a copy",
                                        "PROVIDED",       "ll rights reserved",
                                        "(c) ",           "(C) ",
                                        " BSD",           "Portions of",
                                        "applicable law", "AS IS",
                                        "free software",  NULL};

    for (const char *const *m = marks; *m; m++) {
        if (str_has(line, str_from(*m)))
            return true;
    }
    return false;
}

/* The next paragraph off the front of *rest. */
static bool next_paragraph(Str *rest, Str *ret)
{
    const char *start = NULL, *end = NULL;
    Str line;

    while (str_line(rest, &line)) {
        if (str_trim(line).len == 0 && start)
            break;
        if (str_trim(line).len == 0)
            continue;
        start = start ? start : line.ptr;
        end = line.ptr + line.len;
    }
    *ret = start ? (Str){start, (size_t)(end - start)} : STR_NONE;
    return start != NULL;
}

/* The first paragraph that is not about rights, or what one says before it turns to them: many
 * headers are both. */
static Str without_licence(Str plain)
{
    Str rest = plain, paragraph;

    while (next_paragraph(&rest, &paragraph)) {
        Str lines = paragraph, line;

        while (str_line(&lines, &line)) {
            if (is_legal_line(line))
                break;
            line = (Str){NULL, 0};
        }
        if (!line.ptr)
            return paragraph;
        if (line.ptr > paragraph.ptr)
            return str_trim(str_sub(paragraph, 0, (size_t)(line.ptr - paragraph.ptr)));
    }
    return STR_NONE;
}

/* Whether a comment that ends here is the documentation of a definition right below it; in JavaScript
 * a line comment on top of an import is about that import. */
static bool is_attached(Str text, size_t start, size_t end, LanguageId language)
{
    static const char *const free_lines[] = {
        "#",      "package",      "import",   "use ",     "'use", "\"use",
        "from ",  "const ",       "var ",     "let ",     "/",    "namespace",
        "module", "extern crate", "export *", "export {", NULL};
    size_t at = end;

    if (language == LANG_PYTHON || (at < text.len && text.ptr[at] != '\n') ||
        at + 1 >= text.len)
        return false;
    at++;
    if (is_space(text.ptr[at]))
        return false;
    bool is_ecma = language == LANG_JAVASCRIPT || language == LANG_TYPESCRIPT ||
                   language == LANG_TSX;
    if (is_ecma && str_starts(str_sub(text, start, end), STR("//")))
        return true;
    for (const char *const *f = free_lines; *f; f++) {
        if (str_starts(str_sub(text, at, text.len), str_from(*f)))
            return false;
    }
    return true;
}

bool prose_find_header(Arena *a, Str text, LanguageId language, size_t *ret_start,
                       size_t *ret_end)
{
    Cursor c = {str_sub(text, 0, HEADER_MAX_BYTES), 0};

    while (c.at < c.text.len) {
        size_t end = is_space(c.text.ptr[c.at]) ? 0 : comment_end(&c, language);

        if (is_space(c.text.ptr[c.at])) {
            c.at++;
        } else if (end) {
            Str raw = str_sub(text, c.at, end);
            uint32_t line, end_line;

            if (!at_text(&c, "#!") && prose_first_sentence(a, raw, 1, &line, &end_line).len &&
                (!is_attached(text, c.at, end, language) || str_starts(raw, STR("//!")))) {
                *ret_start = c.at;
                *ret_end = end;
                return true;
            }
            c.at = end;
        } else if (is_preamble(&c)) {
            skip_line(&c);
        } else {
            break;
        }
    }
    return false;
}

/* "ae.c -- A simple library", "zmalloc - total memory": what stands behind the dash. */
static Str without_file_name(Str s)
{
    size_t i = 0;

    while (i < s.len && (is_word(s.ptr[i]) || strchr("./-", s.ptr[i])))
        i++;
    size_t name_end = i;
    while (i < s.len && strchr(" -:\t", s.ptr[i]))
        i++;
    bool is_file = str_find_char(str_sub(s, 0, name_end), '.', 0) != SIZE_MAX;
    Str gap = str_sub(s, name_end, i);
    bool has_dash = gap.len > 1 && str_find_char(gap, '-', 0) != SIZE_MAX;
    bool has_colon = is_file && str_find_char(gap, ':', 0) != SIZE_MAX;
    if (name_end && i < s.len && (has_dash || has_colon))
        return str_sub(s, i, s.len);
    return s;
}

/* Some headers begin with a line that is only the file's name. */
static Str without_name_line(Str paragraph)
{
    Str rest = paragraph, line;

    if (!str_line(&rest, &line) || str_find_char(str_trim(line), ' ', 0) != SIZE_MAX ||
        str_find_char(line, '.', 0) == SIZE_MAX || str_trim(rest).len == 0)
        return paragraph;
    return str_trim(rest);
}

static uint32_t newlines(Str s)
{
    uint32_t count = 0;

    for (size_t i = 0; i < s.len; i++)
        count += s.ptr[i] == '\n';
    return count;
}

Str prose_first_sentence(Arena *a, Str raw, uint32_t first_line, uint32_t *ret_line,
                         uint32_t *ret_end_line)
{
    Str paragraph = without_name_line(doc_first_paragraph(without_licence(doc_plain(a, raw))));
    Str sentence = doc_first_sentence(paragraph), rest = sentence, line;

    if (!str_line(&rest, &line))
        return STR_NONE;
    size_t at = str_find(raw, str_trim(line), 0);
    *ret_line = first_line + (at == SIZE_MAX ? 0 : newlines(str_sub(raw, 0, at)));
    *ret_end_line = *ret_line + newlines(sentence);
    Str plain = without_file_name(prose_plain(a, sentence));
    return prose_is_definition(plain) ? plain : STR_NONE;
}
