/*
 * data_yaml.c -- YAML as CI files and manifests write it: blocks by indentation, lists, plain and
 * quoted scalars, literal and folded texts, lists and maps in brackets on one line.
 *
 * The text is first cut into lines with their indentation; then one function reads the lines of one
 * level and calls itself for deeper ones.
 */
#include "source/data.h"

enum { CONTINUED_MAX_BYTES = 4096 }; /* of a plain text over several lines */

typedef struct YamlLine {
    Str text; /* without indentation and comment; empty lines are kept for literal texts */
    Str raw;  /* the whole line */
    uint32_t indent;
    uint32_t number;
} YamlLine;

typedef struct YamlReader {
    DataBuilder *b;
    VEC(YamlLine) lines;
    size_t at;
    unsigned depth;
} YamlReader;

/* Up to a '#' that begins a comment: at the start or after a blank, outside of quotes. */
static Str without_comment(Str s)
{
    char quote = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool is_after_blank = i == 0 || s.ptr[i - 1] == ' ' || s.ptr[i - 1] == '\t';

        if (quote) {
            if (c == quote)
                quote = 0;
        } else if ((c == '"' || c == '\'') &&
                   (is_after_blank || s.ptr[i - 1] == '[' || s.ptr[i - 1] == '{')) {
            quote = c;
        } else if (c == '#' && is_after_blank) {
            return str_sub(s, 0, i);
        }
    }
    return s;
}

static void cut_lines(YamlReader *r, Str text)
{
    Str rest = text, line;
    uint32_t number = 0;

    while (str_line(&rest, &line)) {
        uint32_t indent = 0;

        number++;
        while (indent < line.len && line.ptr[indent] == ' ')
            indent++;
        Str body = str_trim(without_comment(str_sub(line, indent, line.len)));
        if (str_is(body, "---") || str_is(body, "..."))
            body = STR_NONE;
        *VEC_PUSH(&r->lines) = (YamlLine){
            .text = body, .raw = line, .indent = indent, .number = number};
    }
}

/* The next line that says something; NULL at the end. */
static YamlLine *next_line(YamlReader *r)
{
    while (r->at < r->lines.len && r->lines.at[r->at].text.len == 0)
        r->at++;
    return r->at < r->lines.len ? &r->lines.at[r->at] : NULL;
}

/* -- scalars -- */

static Str unquote(Arena *a, Str s)
{
    if (s.len < 2 || (s.ptr[0] != '"' && s.ptr[0] != '\'') || s.ptr[s.len - 1] != s.ptr[0])
        return s;
    char quote = s.ptr[0];
    Str inner = str_sub(s, 1, s.len - 1);
    if (str_find_char(inner, quote == '"' ? '\\' : '\'', 0) == SIZE_MAX)
        return inner;
    char *to = arena_alloc(a, inner.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        char c = inner.ptr[i];

        if (quote == '"' && c == '\\' && i + 1 < inner.len) {
            c = inner.ptr[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        } else if (quote == '\'' && c == '\'' && i + 1 < inner.len) {
            i++;
        }
        to[len++] = c;
    }
    return (Str){to, len};
}

/* Anchors and tags before a value say nothing here. */
static Str without_marks(Str s)
{
    while (s.len && (s.ptr[0] == '&' || s.ptr[0] == '!')) {
        size_t blank = str_find_char(s, ' ', 0);

        s = blank == SIZE_MAX ? STR_NONE : str_trim(str_sub(s, blank, s.len));
    }
    return s;
}

static void take_scalar(YamlReader *r, uint32_t parent, Str key, Str value, uint32_t line);

/* "[a, b]" or "{a: b}": split at the commas of this level. */
static void take_flow(YamlReader *r, uint32_t parent, Str key, Str s, uint32_t line)
{
    bool is_list = s.ptr[0] == '[';
    uint32_t item = data_add(r->b, parent, is_list ? DATA_LIST : DATA_OBJECT, key, STR_NONE,
                             line);
    size_t start = 1;
    unsigned depth = 0;
    char quote = 0;

    if (!item || r->depth >= DATA_MAX_DEPTH)
        return;
    r->depth++;
    for (size_t i = 1; i < s.len; i++) {
        char c = s.ptr[i];
        bool is_end = i + 1 == s.len;

        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && depth && !is_end)
            depth--;
        if (!is_end && (c != ',' || depth || quote))
            continue;
        Str one = str_trim(str_sub(s, start, i));
        start = i + 1;
        size_t colon = is_list ? SIZE_MAX : str_find_char(one, ':', 0);
        Str name = colon == SIZE_MAX ? STR_NONE
                                     : unquote(r->b->arena, str_trim(str_sub(one, 0, colon)));
        if (one.len)
            take_scalar(r, item, name,
                        str_trim(str_sub(one, colon == SIZE_MAX ? 0 : colon + 1, one.len)),
                        line);
    }
    r->depth--;
}

static void take_scalar(YamlReader *r, uint32_t parent, Str key, Str value, uint32_t line)
{
    value = without_marks(value);
    if (value.len >= 2 && ((value.ptr[0] == '[' && value.ptr[value.len - 1] == ']') ||
                           (value.ptr[0] == '{' && value.ptr[value.len - 1] == '}')))
        take_flow(r, parent, key, value, line);
    else
        (void)data_add(r->b, parent, DATA_TEXT, key, unquote(r->b->arena, value), line);
}

/* Lines deeper than `indent`, as they are, without what all of them are indented by; folded ones as
 * one line. */
static void take_literal(YamlReader *r, uint32_t parent, Str key, uint32_t indent,
                         bool is_folded)
{
    AUTO(buf_done) Buf text = BUF(DATA_MAX_BYTES);
    uint32_t first = 0, own = 0;

    for (; r->at < r->lines.len; r->at++) {
        const YamlLine *l = &r->lines.at[r->at];
        bool is_empty = str_trim(l->raw).len == 0;

        if (!is_empty && l->indent <= indent)
            break;
        if (first == 0 && is_empty)
            continue;
        if (first == 0) {
            first = l->number;
            own = l->indent;
        }
        buf_add(&text, str_sub(l->raw, MIN_OF(own, l->indent), l->raw.len));
        buf_add_char(&text, is_folded && !is_empty ? ' ' : '\n');
    }
    (void)data_add(r->b, parent, DATA_TEXT, key, arena_str(r->b->arena, buf_str(&text)), first);
}

/* -- blocks -- */

static void take_block(YamlReader *r, uint32_t parent, uint32_t indent);

static bool is_literal_mark(Str value)
{
    return value.len && value.len <= 3 && (value.ptr[0] == '|' || value.ptr[0] == '>');
}

/* A plain text that goes on in deeper lines. */
static Str take_continuation(YamlReader *r, Str value, uint32_t indent)
{
    YamlLine *l;

    if (value.len == 0 || value.ptr[0] == '"' || value.ptr[0] == '\'' || value.ptr[0] == '[' ||
        value.ptr[0] == '{')
        return value;
    while ((l = next_line(r)) && l->indent > indent) {
        value = arena_printf(r->b->arena, "%.*s %.*s", STR_ARG(value), STR_ARG(l->text));
        r->at++;
        if (value.len > CONTINUED_MAX_BYTES)
            break;
    }
    return value;
}

/* What follows "key:" or "-" on its line; the reader stands behind that line. `indent` is that of
 * the key. */
static void take_content(YamlReader *r, uint32_t parent, Str key, Str value, uint32_t indent,
                         uint32_t line)
{
    value = without_marks(value);
    if (is_literal_mark(value)) {
        take_literal(r, parent, key, indent, value.ptr[0] == '>');
        return;
    }
    if (value.len) {
        take_scalar(r, parent, key, take_continuation(r, value, indent), line);
        return;
    }
    YamlLine *l = next_line(r);
    bool is_list = l && str_starts(l->text, STR("-")) &&
                   (l->text.len == 1 || l->text.ptr[1] == ' ');
    if (!l || !(l->indent > indent || (is_list && key.len && l->indent == indent))) {
        (void)data_add(r->b, parent, DATA_TEXT, key, STR_NONE, line);
        return;
    }
    uint32_t item = data_add(r->b, parent, is_list ? DATA_LIST : DATA_OBJECT, key, STR_NONE,
                             line);
    if (item && r->depth < DATA_MAX_DEPTH) {
        r->depth++;
        take_block(r, item, l->indent);
        r->depth--;
    }
}

/* The ':' that ends a key: followed by a blank or nothing, outside of quotes. */
static size_t key_end(Str s)
{
    char quote = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (quote)
            quote = s.ptr[i] == quote ? 0 : quote;
        else if (i == 0 && (s.ptr[i] == '"' || s.ptr[i] == '\''))
            quote = s.ptr[i];
        else if (s.ptr[i] == ':' && (i + 1 == s.len || s.ptr[i + 1] == ' '))
            return i;
    }
    return SIZE_MAX;
}

static void take_list_entry(YamlReader *r, uint32_t parent, YamlLine *l)
{
    Str rest = str_trim(str_sub(l->text, 1, l->text.len));
    uint32_t inner = l->indent + (uint32_t)(rest.len ? rest.ptr - l->text.ptr : 2);
    bool is_map = rest.len && rest.ptr[0] != '"' && rest.ptr[0] != '\'' && rest.ptr[0] != '[' &&
                  rest.ptr[0] != '{' && key_end(rest) != SIZE_MAX;

    if (!is_map && !(rest.len && rest.ptr[0] == '-' && rest.len > 1 && rest.ptr[1] == ' ')) {
        r->at++;
        take_content(r, parent, STR_NONE, rest, l->indent, l->number);
        return;
    }
    /* "- key: value": a map whose first line begins behind the dash */
    uint32_t item = data_add(r->b, parent, is_map ? DATA_OBJECT : DATA_LIST, STR_NONE, STR_NONE,
                             l->number);
    l->text = rest;
    l->indent = inner;
    if (!item || r->depth >= DATA_MAX_DEPTH) {
        r->at++;
        return;
    }
    r->depth++;
    take_block(r, item, inner);
    r->depth--;
}

static void take_block(YamlReader *r, uint32_t parent, uint32_t indent)
{
    YamlLine *l;

    while ((l = next_line(r)) && l->indent >= indent) {
        bool is_entry = str_starts(l->text, STR("-")) &&
                        (l->text.len == 1 || l->text.ptr[1] == ' ');
        size_t end;

        if (l->indent > indent) { /* a line that fits nowhere */
            r->at++;
            continue;
        }
        if (is_entry) {
            if (r->b->items.at[parent].kind != DATA_LIST && r->b->items.at[parent].first)
                return; /* a list at the indentation of the map around it: the caller's */
            take_list_entry(r, parent, l);
            continue;
        }
        end = key_end(l->text);
        r->at++;
        if (end == SIZE_MAX)
            continue;
        take_content(r, parent, unquote(r->b->arena, str_trim(str_sub(l->text, 0, end))),
                     str_trim(str_sub(l->text, end + 1, l->text.len)), indent, l->number);
    }
}

Data data_read_yaml(Arena *a, Str text)
{
    DataBuilder b = data_begin(a);
    YamlReader r = {.b = &b};
    YamlLine *l;

    cut_lines(&r, str_sub(text, 0, DATA_MAX_BYTES));
    while ((l = next_line(&r))) {
        size_t before = r.at;

        take_block(&r, 0, l->indent);
        if (r.at == before)
            r.at++;
    }
    VEC_DONE(&r.lines);
    return data_end(&b);
}
