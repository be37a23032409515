/*
 * document.c -- headings by line; markup to words.
 */
#include "source/document.h"

enum {
    UNDERLINE_STYLES_MAX = 16,
    TITLE_MAX_BYTES = 300,
    CODE_LINE_MAX_BYTES = 2000,
};

typedef struct Line {
    Str text; /* with its indentation */
    uint32_t number;
} Line;

typedef struct DocReader {
    Arena *arena;
    const DocumentSink *sink;
    LanguageId language;
    Str path, text;
    Line *lines;
    size_t count;
    /* the section being read */
    DocSection open;
    size_t open_line; /* index of its first line */
    char styles
        [UNDERLINE_STYLES_MAX]; /* of reStructuredText: adornments in order of appearance */
    unsigned style_count;
} DocReader;

/* -- sections -- */

static void close_section(DocReader *r, size_t end)
{
    DocSection *s = &r->open;
    const char *start, *stop;

    if (!r->sink->section || r->open_line > r->count)
        return;
    start = r->open_line < r->count ? r->lines[r->open_line].text.ptr
                                    : r->text.ptr + r->text.len;
    stop = end < r->count ? r->lines[end].text.ptr : r->text.ptr + r->text.len;
    s->text = (Str){start, (size_t)(stop - start)};
    s->end_line = end ? r->lines[end - 1].number : s->line;
    s->end_line = MAX_OF(s->end_line, s->line);
    if (s->level == 0 && str_trim(s->text).len == 0)
        return;
    r->sink->section(r->sink->self, s);
}

/* A heading of `level` whose lines are [first, end). */
static void open_section(DocReader *r, size_t first, size_t end, uint32_t level, Str title)
{
    close_section(r, first);
    r->open = (DocSection){
        .title = document_plain(r->arena, str_sub(title, 0, TITLE_MAX_BYTES)),
        .level = level,
        .path = r->path,
        .line = r->lines[first].number,
    };
    r->open_line = end;
}

static void tell_code(DocReader *r, Str line, uint32_t number, bool is_inline)
{
    if (r->sink->code && str_trim(line).len)
        r->sink->code(r->sink->self, line, number, is_inline);
}

/* Lines [first, end) of a block of code. Where lines with a "$ " are shown, the others are output.
 * A line that ends with a backslash goes on. */
static void take_code(DocReader *r, size_t first, size_t end)
{
    bool has_prompt = false;

    for (size_t i = first; i < end; i++)
        has_prompt |= str_starts(str_trim(r->lines[i].text), STR("$ "));
    for (size_t i = first; i < end; i++) {
        Str line = str_trim(r->lines[i].text);
        uint32_t number = r->lines[i].number;

        if (has_prompt && !str_starts(line, STR("$ ")))
            continue;
        while (line.len && line.len < CODE_LINE_MAX_BYTES && line.ptr[line.len - 1] == '\\' &&
               i + 1 < end) {
            i++;
            line = arena_printf(r->arena, "%.*s %.*s",
                                STR_ARG(str_trim(str_sub(line, 0, line.len - 1))),
                                STR_ARG(str_trim(r->lines[i].text)));
        }
        tell_code(r, line, number, false);
    }
}

static void take_inline_code(DocReader *r, const Line *l)
{
    size_t at = 0;

    while ((at = str_find_char(l->text, '`', at)) != SIZE_MAX) {
        size_t ticks = 1, end;

        while (at + ticks < l->text.len && l->text.ptr[at + ticks] == '`')
            ticks++;
        end = str_find(l->text, str_sub(l->text, at, at + ticks), at + ticks);
        if (end == SIZE_MAX)
            return;
        tell_code(r, str_sub(l->text, at + ticks, end), l->number, true);
        at = end + ticks;
    }
}

static size_t indent_of(Str line)
{
    size_t n = 0;

    while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
        n += line.ptr[n] == '\t' ? 4 : 1;
    return MIN_OF(n, line.len);
}

static bool is_blank(Str line)
{
    return str_trim(line).len == 0;
}

/* The whole line is one of these characters, three times or more. */
static char adornment(Str line)
{
    Str t = str_trim(line);

    if (t.len < 3 || !str_has(STR("=-~^\"'`#*+.:_"), str_sub(t, 0, 1)))
        return 0;
    for (size_t i = 1; i < t.len; i++) {
        if (t.ptr[i] != t.ptr[0])
            return 0;
    }
    return t.ptr[0];
}

/* -- Markdown -- */

static size_t fence_len(Str line, char *ret_char)
{
    Str t = str_trim(line);
    size_t n = 0;

    if (t.len == 0 || (t.ptr[0] != '`' && t.ptr[0] != '~'))
        return 0;
    while (n < t.len && t.ptr[n] == t.ptr[0])
        n++;
    *ret_char = t.ptr[0];
    return n >= 3 ? n : 0;
}

/* The line after the fence that closes the one at `first`; the end of the text without one. */
static size_t skip_fence(DocReader *r, size_t first, size_t *ret_last)
{
    char mark = 0, other = 0;
    size_t n = fence_len(r->lines[first].text, &mark), i;

    for (i = first + 1; i < r->count; i++) {
        Str t = str_trim(r->lines[i].text);

        if (fence_len(t, &other) >= n && other == mark && fence_len(t, &other) == t.len)
            break;
    }
    *ret_last = i;
    return MIN_OF(i + 1, r->count);
}

static bool is_shell_word(Str word)
{
    static const char *const words[] = {
        "",           "sh",           "bash",     "shell", "console", "zsh", "shell-session",
        "sh-session", "shellsession", "terminal", "cmd",   "text",    "txt", "plain",
        "powershell", "fish"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq_nocase(word, str_from(words[i])))
            return true;
    }
    return false;
}

static Str fence_word(Str line)
{
    Str t = str_trim(line);
    size_t n = 0, end;

    while (n < t.len && (t.ptr[n] == '`' || t.ptr[n] == '~'))
        n++;
    t = str_trim(str_sub(t, n, t.len));
    for (end = 0; end < t.len && t.ptr[end] != ' ' && t.ptr[end] != '{' && t.ptr[end] != ',';
         end++)
        ;
    return str_sub(t, 0, end);
}

static uint32_t atx_level(Str line, Str *ret_title)
{
    uint32_t level = 0;
    Str t = str_trim(line);

    while (level < t.len && t.ptr[level] == '#')
        level++;
    if (level == 0 || level > 6 ||
        (level < t.len && t.ptr[level] != ' ' && t.ptr[level] != '\t'))
        return 0;
    t = str_trim(str_sub(t, level, t.len));
    while (t.len && t.ptr[t.len - 1] == '#')
        t.len--;
    size_t anchor = str_find(t, STR("{#"), 0);
    *ret_title = str_trim(str_sub(t, 0, anchor));
    return level;
}

/* "---" at the very top opens a block of data that another one closes. */
static size_t skip_front_matter(const DocReader *r)
{
    if (r->count == 0 || !str_is(str_trim(r->lines[0].text), "---"))
        return 0;
    for (size_t i = 1; i < r->count && i < 200; i++) {
        if (str_is(str_trim(r->lines[i].text), "---"))
            return i + 1;
    }
    return 0;
}

static void read_markdown(DocReader *r)
{
    size_t i = skip_front_matter(r);
    bool in_comment = false, after_blank = true;

    r->open_line = i;
    while (i < r->count) {
        Str line = r->lines[i].text, title;
        char mark;
        uint32_t level;
        bool was_blank = after_blank;

        after_blank = is_blank(line);
        if (in_comment || str_starts(str_trim(line), STR("<!--"))) {
            in_comment = !str_has(line, STR("-->"));
            i++;
        } else if (fence_len(line, &mark)) {
            size_t last, next = skip_fence(r, i, &last);

            if (is_shell_word(fence_word(line)))
                take_code(r, i + 1, last);
            i = next;
        } else if (indent_of(line) >= 4 && was_blank && !after_blank) {
            size_t end = i;

            while (end < r->count &&
                   (indent_of(r->lines[end].text) >= 4 || is_blank(r->lines[end].text)))
                end++;
            take_code(r, i, end);
            i = end;
            after_blank = true;
        } else if (indent_of(line) < 4 && (level = atx_level(line, &title))) {
            open_section(r, i, i + 1, level, title);
            i++;
        } else if (!after_blank && i + 1 < r->count && indent_of(line) < 4 &&
                   !str_starts(line, STR("|")) && !str_starts(line, STR("-")) &&
                   !str_starts(line, STR(">")) &&
                   (adornment(r->lines[i + 1].text) == '=' ||
                    adornment(r->lines[i + 1].text) == '-') &&
                   was_blank) {
            open_section(r, i, i + 2, adornment(r->lines[i + 1].text) == '=' ? 1 : 2,
                         str_trim(line));
            i += 2;
        } else {
            take_inline_code(r, &r->lines[i]);
            i++;
        }
    }
}

/* -- reStructuredText and plain text: underlined titles -- */

static uint32_t style_level(DocReader *r, char style, bool has_overline)
{
    char key = has_overline ? (char)(style | 0x80) : style;

    for (unsigned i = 0; i < r->style_count; i++) {
        if (r->styles[i] == key)
            return MIN_OF(i + 1, 6u);
    }
    if (r->style_count < UNDERLINE_STYLES_MAX)
        r->styles[r->style_count++] = key;
    return MIN_OF(r->style_count, 6u);
}

/* A title with the same characters below it, as long as it, and perhaps above. */
static bool take_underlined(DocReader *r, size_t *i)
{
    size_t at = *i;
    bool has_overline = adornment(r->lines[at].text) && at + 2 < r->count &&
                        adornment(r->lines[at + 2].text) == adornment(r->lines[at].text);
    size_t title = at + has_overline;

    if (title + 1 >= r->count || is_blank(r->lines[title].text) ||
        adornment(r->lines[title].text))
        return false;
    char style = adornment(r->lines[title + 1].text);
    Str words = str_trim(r->lines[title].text), line = str_trim(r->lines[title + 1].text);
    if (!style || line.len + 1 < words.len ||
        (at > 0 && !is_blank(r->lines[at - 1].text) && !has_overline))
        return false;
    if (!has_overline && indent_of(r->lines[title].text) > 0)
        return false;
    if (r->language != LANG_RST && !str_has(STR("=-~*"), (Str){&style, 1}))
        return false;
    open_section(r, at, title + 2, style_level(r, style, has_overline), words);
    *i = title + 2;
    return true;
}

/* The indented lines after "::" or a code directive. */
static size_t take_indented(DocReader *r, size_t from, size_t indent, bool is_code)
{
    size_t i = from, first;

    /* options of the directive, then a blank line */
    while (i < r->count && !is_blank(r->lines[i].text) && indent_of(r->lines[i].text) > indent)
        i++;
    while (i < r->count && is_blank(r->lines[i].text))
        i++;
    first = i;
    while (i < r->count && (is_blank(r->lines[i].text) || indent_of(r->lines[i].text) > indent))
        i++;
    if (is_code)
        take_code(r, first, i);
    return MAX_OF(i, from);
}

static void read_rst(DocReader *r)
{
    size_t i = 0;

    while (i < r->count) {
        Str line = r->lines[i].text, t = str_trim(line);

        if (take_underlined(r, &i))
            continue;
        i++;
        if (str_starts(t, STR(".. code-block::")) || str_starts(t, STR(".. code::")) ||
            str_starts(t, STR(".. sourcecode::")) || str_starts(t, STR(".. prompt::"))) {
            Str word = str_trim(str_sub(t, str_find(t, STR("::"), 0) + 2, t.len));

            i = take_indented(r, i, indent_of(line),
                              is_shell_word(str_sub(word, 0, str_find_char(word, ' ', 0))));
        } else if (str_starts(t, STR(".. "))) {
            continue;
        } else if (str_ends(t, STR("::"))) {
            i = take_indented(r, i, indent_of(line), true);
        } else {
            take_inline_code(r, &r->lines[i - 1]);
        }
    }
}

static void read_plain(DocReader *r)
{
    size_t i = 0;

    while (i < r->count) {
        if (take_underlined(r, &i))
            continue;
        if (indent_of(r->lines[i].text) >= 2)
            take_code(r, i, i + 1);
        i++;
    }
}

/* -- AsciiDoc and manual pages -- */

static void read_asciidoc(DocReader *r)
{
    bool in_block = false;

    for (size_t i = 0; i < r->count; i++) {
        Str t = str_trim(r->lines[i].text);
        uint32_t level = 0;

        if (t.len >= 4 && (adornment(t) == '-' || adornment(t) == '.')) {
            in_block = !in_block;
            continue;
        }
        while (level < t.len && t.ptr[level] == '=')
            level++;
        if (!in_block && level && level <= 6 && level < t.len && t.ptr[level] == ' ') {
            open_section(r, i, i + 1, level, str_trim(str_sub(t, level, t.len)));
        } else if (in_block) {
            take_code(r, i, i + 1);
        } else if (t.len && i + 1 < r->count &&
                   (adornment(r->lines[i + 1].text) == '=' ||
                    adornment(r->lines[i + 1].text) == '-') &&
                   str_trim(r->lines[i + 1].text).len + 2 >= t.len &&
                   t.len + 2 >= str_trim(r->lines[i + 1].text).len) {
            open_section(r, i, i + 2, adornment(r->lines[i + 1].text) == '=' ? 1 : 2, t);
            i++;
        } else {
            take_inline_code(r, &r->lines[i]);
        }
    }
}

static Str roff_title(Arena *a, Str words)
{
    Str t = str_trim(words);
    char *to = arena_alloc(a, t.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"')
            continue;
        if (t.ptr[i] == '\\' && i + 1 < t.len) { /* \-, \&, \fB */
            i++;
            if (t.ptr[i] == 'f')
                i++;
            else if (t.ptr[i] == '-')
                to[len++] = '-';
            continue;
        }
        to[len++] = t.ptr[i];
    }
    return (Str){to, len};
}

static void read_manual(DocReader *r)
{
    for (size_t i = 0; i < r->count; i++) {
        Str t = r->lines[i].text;
        bool is_section = str_starts(t, STR(".SH ")) || str_starts(t, STR(".Sh "));
        bool is_part = str_starts(t, STR(".SS ")) || str_starts(t, STR(".Ss "));

        if (is_section || is_part)
            open_section(r, i, i + 1, is_section ? 1 : 2,
                         roff_title(r->arena, str_sub(t, 4, t.len)));
    }
}

/* -- all forms -- */

static void cut_lines(DocReader *r)
{
    size_t count = 1;
    Str rest = r->text, line;

    for (size_t i = 0; i < r->text.len; i++)
        count += r->text.ptr[i] == '\n';
    r->lines = ARENA_ARRAY(r->arena, Line, count + 1);
    while (str_line(&rest, &line)) {
        r->lines[r->count] = (Line){line, (uint32_t)r->count + 1};
        r->count++;
    }
}

void document_read(Arena *a, LanguageId language, Str path, Str text, const DocumentSink *sink)
{
    DocReader r = {.arena = a,
                   .sink = sink,
                   .language = language,
                   .path = path,
                   .text = text,
                   .open = {.path = path, .line = 1}};

    cut_lines(&r);
    switch (language) {
    case LANG_MARKDOWN:
        read_markdown(&r);
        break;
    case LANG_RST:
        read_rst(&r);
        break;
    case LANG_ASCIIDOC:
        read_asciidoc(&r);
        break;
    case LANG_ROFF:
        read_manual(&r);
        break;
    default:
        read_plain(&r);
        break;
    }
    close_section(&r, r.count);
}

/* -- the paragraph that introduces -- */

enum { PARAGRAPH_MIN_WORDS = 5, PARAGRAPH_LOOK_LINES = 200 };

static unsigned count_words(Str s)
{
    unsigned n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += document_is_word(s.ptr[i]) && (i == 0 || s.ptr[i - 1] == ' ');
    return n;
}

/* Lines that are no prose: lists, tables, tags, badges, directives, rules, quotes, links alone. */
static bool is_prose(Arena *a, Str line)
{
    Str t = str_trim(line);

    if (str_starts(t, STR("<"))) { /* a sentence in tags; not a row of badges or links */
        Str plain = document_plain(a, t);

        return count_words(plain) >= PARAGRAPH_MIN_WORDS && plain.ptr[plain.len - 1] == '.';
    }

    if (t.len == 0 || adornment(t) || indent_of(line) >= 4 ||
        str_has(STR("|>+.="), str_sub(t, 0, 1)) || str_starts(t, STR("- ")) ||
        str_starts(t, STR("* ")) || str_starts(t, STR("[!")) || str_starts(t, STR("![")) ||
        str_starts(t, STR(":")) || str_starts(t, STR("#")))
        return false;
    return document_plain(a, t).len > 0;
}

typedef struct Paragraph {
    Str plain;
    uint32_t line, end_line;
} Paragraph;

/* The next paragraph at or after line *i; *i goes behind it. False at the end. */
static bool next_paragraph(DocReader *r, Arena *a, size_t *i, Paragraph *ret)
{
    AUTO(arena_done) Arena scratch = {0};
    size_t end, last;
    char mark;

    for (; *i < r->count && *i < PARAGRAPH_LOOK_LINES; *i = end) {
        Str line = r->lines[*i].text, t = str_trim(line);

        end = *i + 1;
        if (r->language == LANG_MARKDOWN && fence_len(line, &mark)) {
            end = skip_fence(r, *i, &last);
            continue;
        }
        if (r->language == LANG_RST && str_starts(t, STR(".. "))) {
            while (end < r->count && !is_blank(r->lines[end].text) &&
                   indent_of(r->lines[end].text) > 0)
                end++;
            continue;
        }
        if (str_starts(t, STR("<!--"))) {
            while (end < r->count && !str_has(r->lines[end - 1].text, STR("-->")))
                end++;
            continue;
        }
        if (!is_prose(&scratch, line))
            continue;
        while (end < r->count && is_prose(&scratch, r->lines[end].text))
            end++;
        if (end < r->count && adornment(r->lines[end].text) && end == *i + 1)
            continue; /* a title that is underlined */
        const char *to = r->lines[end - 1].text.ptr + r->lines[end - 1].text.len;
        *ret = (Paragraph){document_plain(a, (Str){line.ptr, (size_t)(to - line.ptr)}),
                           (uint32_t)*i + 1, (uint32_t)end};
        *i = end;
        return true;
    }
    return false;
}

/* "two major parts:" points at a list that is not quoted: that sentence goes. */
static Str without_open_end(Str s)
{
    if (s.len == 0 || s.ptr[s.len - 1] != ':')
        return s;
    for (size_t i = s.len; i-- > 1;) {
        if (s.ptr[i] == ' ' && (s.ptr[i - 1] == '.' || s.ptr[i - 1] == '!'))
            return str_sub(s, 0, i);
    }
    return str_sub(s, 0, str_rfind_char(s, ','));
}

/* "NAME is a ...", "NAME (aka x) is ...", "NAME: a ..." */
static bool defines(Str s, Str name)
{
    static const char *const verbs[] = {
        " is ",       " are ",        " provides ", " aims ",   " lets ",  " helps ",
        " makes ",    " allows ",     " turns ",    " reads ",  " runs ",  " finds ",
        " converts ", " implements ", " offers ",   " gives ",  " takes ", " builds ",
        " creates ",  " generates ",  " serves ",   " brings ",
    };

    if (name.len == 0 || s.len <= name.len || !str_eq_nocase(str_sub(s, 0, name.len), name) ||
        document_is_word(s.ptr[name.len]))
        return false;
    Str start = str_sub(s, name.len, name.len + 80);
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (str_has(start, str_from(verbs[i])))
            return true;
    }
    return false;
}

/* About the document, the visitor or the news, not about the project. */
static bool is_about_something_else(Str s)
{
    static const char *const starts[] = {
        "This README", "This document", "This file",   "This is the README",
        "Note",        "NOTE",          "Warning",     "See ",
        "Please ",     "For ",          "If you",      "Documentation",
        "Welcome",     "Click",         "Copyright",   "Read ",
        "Visit ",      "You can",       "Looking for", "Thank",
        "We ",         "Contribut"};

    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        if (str_starts(s, str_from(starts[i])))
            return true;
    }
    return str_has(s, STR("sponsor")) || str_has(s, STR("backers")) || str_has(s, STR("donat"));
}

Str document_introduction(Arena *a, LanguageId language, Str text, Str name, uint32_t *ret_line,
                          uint32_t *ret_end_line)
{
    AUTO(arena_done) Arena scratch = {0};
    DocReader r = {.arena = &scratch, .text = text, .language = language};
    Paragraph p, best = {0};
    bool is_sure = false;

    cut_lines(&r);
    size_t i = language == LANG_MARKDOWN ? skip_front_matter(&r) : 0;
    while (!is_sure && next_paragraph(&r, a, &i, &p)) {
        if (count_words(p.plain) < PARAGRAPH_MIN_WORDS)
            continue;
        is_sure = defines(p.plain, name) && !is_about_something_else(p.plain);
        if (is_sure || (!best.plain.len && !is_about_something_else(p.plain)))
            best = p;
    }
    *ret_line = best.line;
    *ret_end_line = best.end_line;
    return without_open_end(best.plain);
}
