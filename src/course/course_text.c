/*
 * course_text.c -- restricted Markdown, written and read back piece by piece.
 */
#include "course/course_text.h"

/* Everything that CommonMark or GitHub gives a meaning inside a line, and HTML's own three. Escaped
 * by a backslash, but '<' and '&', which become entities so that no renderer can take them for
 * tags. */
static bool is_markdown_special(char c)
{
    return strchr("\\`*_{}[]()#+!|~>$", c) != NULL && c != '\0';
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void add_escaped_char(Buf *b, Str s, size_t at, size_t len)
{
    char c = s.ptr[at];

    if (c == '<')
        buf_lit(b, "&lt;");
    else if (c == '&')
        buf_lit(b, "&amp;");
    else if (len == 1 && is_markdown_special(c))
        buf_printf(b, "\\%c", c);
    else
        buf_add_clean(b, str_sub(s, at, at + len));
}

/* A bare URL would become a link in GitHub's Markdown: its colon is written as an entity. */
static bool starts_url(Str s, size_t at)
{
    Str rest = str_sub(s, at, s.len);

    return str_starts(rest, STR("://")) ||
           (s.ptr[at] == '.' && at >= 3 && str_eq_nocase(str_sub(s, at - 3, at), STR("www")));
}

/* `code` inside foreign words, when it is closed on the same line and holds nothing odd. */
static size_t code_len(Str s, size_t at)
{
    size_t end = str_find_char(s, '`', at + 1);

    if (s.ptr[at] != '`' || end == SIZE_MAX || end == at + 1 || end - at > 120)
        return 0;
    Str code = str_sub(s, at + 1, end);
    if (memchr(code.ptr, '\n', code.len) || str_trim(code).len != code.len)
        return 0;
    return end + 1 - at;
}

void text_words(Buf *b, Str words)
{
    words = str_trim(words);
    for (size_t i = 0; i < words.len && !b->full;) {
        size_t n = utf8_len_at(words, i);
        size_t code = words.ptr[i] == '`' ? code_len(words, i) : 0;

        if (code) {
            text_code(b, str_sub(words, i + 1, i + code - 1));
            i += code;
        } else if (is_space(words.ptr[i])) {
            while (i < words.len && is_space(words.ptr[i]))
                i++;
            buf_add_char(b, ' ');
        } else if (starts_url(words, i)) {
            buf_lit(b, "&#");
            buf_printf(b, "%d;", words.ptr[i]);
            i++;
        } else {
            add_escaped_char(b, words, i, n ? n : 1);
            i += n ? n : 1;
        }
    }
}

static size_t longest_run(Str s, char c)
{
    size_t best = 0, run = 0;

    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == c ? run + 1 : 0;
        best = MAX_OF(best, run);
    }
    return best;
}

void text_code(Buf *b, Str code)
{
    AUTO(buf_done) Buf folded = BUF(4096);

    code = str_trim(code);
    for (size_t i = 0; i < code.len; i++) {
        if (!is_space(code.ptr[i]))
            buf_add_char(&folded, code.ptr[i]);
        else if (i + 1 < code.len && !is_space(code.ptr[i + 1]))
            buf_add_char(&folded, ' ');
    }
    Str text = buf_str(&folded);
    if (text.len == 0)
        return;
    size_t fence = longest_run(text, '`') + 1;
    bool needs_space = fence > 1;
    for (size_t i = 0; i < fence; i++)
        buf_add_char(b, '`');
    if (needs_space)
        buf_add_char(b, ' ');
    /* a bar would end a table's cell even inside code */
    buf_add_clean(b, text);
    if (needs_space)
        buf_add_char(b, ' ');
    for (size_t i = 0; i < fence; i++)
        buf_add_char(b, '`');
}

void text_add_target(Buf *b, Str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            strchr("/._-~+@,=", (char)c))
            buf_add_char(b, (char)c);
        else
            buf_printf(b, "%%%02X", c);
    }
}

static void add_label(Buf *b, Str label)
{
    AUTO(buf_done) Buf text = BUF(4096);

    text_words(&text, label);
    buf_add(b, buf_str(&text));
}

void text_link(Buf *b, Str label, const char *scheme, Str target)
{
    buf_lit(b, "[");
    add_label(b, label);
    buf_printf(b, "](%s:", scheme);
    text_add_target(b, target);
    buf_lit(b, ")");
}

static void add_lines(Buf *b, uint32_t line, uint32_t end_line)
{
    if (line)
        buf_printf(b, "#L%u", line);
    if (line && end_line > line)
        buf_printf(b, "-L%u", end_line);
}

void text_cite(Buf *b, Str path, uint32_t line, uint32_t end_line)
{
    buf_lit(b, "[");
    add_label(b, path);
    if (line)
        buf_printf(b, ":%u", line);
    if (line && end_line > line)
        buf_printf(b, "-%u", end_line);
    buf_lit(b, "](cite:");
    text_add_target(b, path);
    add_lines(b, line, end_line);
    buf_lit(b, ")");
}

void text_cite_source(Buf *b, const Source *s)
{
    text_cite(b, s->path, s->line, s->end_line);
}

void text_cite_line(Buf *b, Str path, uint32_t line)
{
    buf_printf(b, "[:%u](cite:", line);
    text_add_target(b, path);
    add_lines(b, line, 0);
    buf_lit(b, ")");
}

void text_chapter_link(Buf *b, const Chapter *c)
{
    text_link(b, c->title, "chapter", str_from(c->id));
}

/* -- reading -- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static Str decode(Arena *a, Str s)
{
    char *out = arena_alloc(a, s.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        int high = i + 2 < s.len + 0 && s.ptr[i] == '%' ? hex_digit(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(s.ptr[i + 2]) : -1;

        if (low >= 0) {
            out[len++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[len++] = s.ptr[i];
        }
    }
    return (Str){out, len};
}

static bool take_code(Str *rest, Piece *ret)
{
    size_t fence = 0;

    while (fence < rest->len && rest->ptr[fence] == '`')
        fence++;
    for (size_t i = fence; i < rest->len;) {
        size_t run = 0;

        while (i + run < rest->len && rest->ptr[i + run] == '`')
            run++;
        if (run == fence) {
            Str code = str_sub(*rest, fence, i);

            if (code.len > 2 && code.ptr[0] == ' ' && code.ptr[code.len - 1] == ' ')
                code = str_sub(code, 1, code.len - 1);
            *ret = (Piece){
                .kind = PIECE_CODE, .raw = str_sub(*rest, 0, i + fence), .label = code};
            *rest = str_sub(*rest, i + fence, rest->len);
            return true;
        }
        i += run ? run : 1;
    }
    return false;
}

/* The index of the ']' that closes the label begun at rest[0] == '['; SIZE_MAX when none does. */
static size_t label_end(Str s)
{
    for (size_t i = 1; i < s.len; i++) {
        if (s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == '`') {
            Str code = str_sub(s, i, s.len);
            Piece p;

            if (take_code(&code, &p))
                i += p.raw.len - 1;
        } else if (s.ptr[i] == '[')
            return SIZE_MAX;
        else if (s.ptr[i] == ']')
            return i;
    }
    return SIZE_MAX;
}

static bool take_link(Arena *a, Str *rest, Piece *ret)
{
    size_t close = label_end(*rest);

    if (close == SIZE_MAX || close + 1 >= rest->len || rest->ptr[close + 1] != '(')
        return false;
    size_t end = str_find_char(*rest, ')', close + 2);
    if (end == SIZE_MAX)
        return false;
    Str target = str_sub(*rest, close + 2, end);
    for (size_t i = 0; i < target.len; i++) {
        if (is_space(target.ptr[i]) || target.ptr[i] == '<')
            return false;
    }
    *ret = (Piece){
        .kind = PIECE_LINK,
        .raw = str_sub(*rest, 0, end + 1),
        .label = str_sub(*rest, 1, close),
        .target = decode(a, target),
    };
    *rest = str_sub(*rest, end + 1, rest->len);
    return true;
}

bool text_next(Arena *a, Str *rest, Piece *ret)
{
    size_t n = 0;

    if (rest->len == 0)
        return false;
    if (rest->ptr[0] == '`' && take_code(rest, ret))
        return true;
    if (rest->ptr[0] == '[' && take_link(a, rest, ret))
        return true;
    do {
        n += rest->ptr[n] == '\\' && n + 1 < rest->len ? 2 : 1;
    } while (n < rest->len && rest->ptr[n] != '`' && rest->ptr[n] != '[');
    *ret = (Piece){.kind = PIECE_TEXT, .raw = str_sub(*rest, 0, n)};
    *rest = str_sub(*rest, n, rest->len);
    return true;
}

bool text_parse_cite(Str target, Source *ret)
{
    Source s = {0};
    uint64_t line, end_line;

    if (!str_starts(target, STR("cite:")))
        return false;
    target = str_sub(target, 5, target.len);
    size_t hash = str_find(target, STR("#L"), 0);
    s.path = str_sub(target, 0, hash);
    if (!path_is_plain(s.path))
        return false;
    if (hash != SIZE_MAX) {
        Str lines = str_sub(target, hash + 2, target.len);
        size_t dash = str_find(lines, STR("-L"), 0);

        if (!parse_u64(str_sub(lines, 0, dash), UINT32_MAX, &line) || line == 0)
            return false;
        end_line = line;
        if (dash != SIZE_MAX &&
            (!parse_u64(str_sub(lines, dash + 2, lines.len), UINT32_MAX, &end_line) ||
             end_line < line))
            return false;
        s.line = (uint32_t)line;
        s.end_line = (uint32_t)end_line;
    }
    *ret = s;
    return true;
}

static uint32_t words_of(Str s)
{
    uint32_t words = 0;
    bool in_word = false;

    for (size_t i = 0; i < s.len; i++) {
        bool is_letter = !is_space(s.ptr[i]) && !strchr("*_#>|-\\", s.ptr[i]);

        words += is_letter && !in_word;
        in_word = is_letter || (in_word && !is_space(s.ptr[i]));
    }
    return words;
}

uint32_t text_count_words(Str text)
{
    AUTO(arena_done) Arena a = {0};
    uint32_t words = 0;
    Piece p;

    while (text_next(&a, &text, &p))
        words += p.kind == PIECE_CODE ? 1 : words_of(p.kind == PIECE_LINK ? p.label : p.raw);
    return words;
}
