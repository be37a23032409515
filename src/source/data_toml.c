/*
 * data_toml.c -- TOML: tables, arrays of tables, dotted keys, strings of four kinds.
 */
#include "source/data.h"

enum { LOOK_BACK = 256 }; /* children searched for a table's name: keeps hostile files linear */

typedef struct TomlReader {
    DataBuilder *b;
    Str text;
    size_t at;
    uint32_t line;
    unsigned depth;
} TomlReader;

static char peek(const TomlReader *r)
{
    return r->at < r->text.len ? r->text.ptr[r->at] : 0;
}

static void skip_blanks(TomlReader *r)
{
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\r')
        r->at++;
}

static void skip_line(TomlReader *r)
{
    r->at = MIN_OF(str_find_char(r->text, '\n', r->at), r->text.len);
}

/* Blanks, comments and line ends: what may stand between the values of an array. */
static void skip_space(TomlReader *r)
{
    for (;;) {
        skip_blanks(r);
        if (peek(r) == '#')
            skip_line(r);
        if (peek(r) != '\n')
            return;
        r->line++;
        r->at++;
    }
}

static bool is_bare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '+';
}

static Str unescape(Arena *a, Str raw)
{
    char *to = arena_alloc(a, raw.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];

        if (c == '\\' && i + 1 < raw.len) {
            c = raw.ptr[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        to[len++] = c;
    }
    return (Str){to, len};
}

/* At a quote; one or three of them. */
static Str take_string(TomlReader *r)
{
    char quote = peek(r);
    Str three = str_sub(r->text, r->at, r->at + 3);
    bool is_long = three.len == 3 && three.ptr[1] == quote && three.ptr[2] == quote;
    bool is_plain = true;

    r->at += is_long ? 3 : 1;
    size_t start = r->at;
    for (; r->at < r->text.len; r->at++) {
        char c = r->text.ptr[r->at];

        if (c == '\n' && !is_long)
            break;
        r->line += c == '\n';
        if (c == '\\' && quote == '"') {
            is_plain = false;
            r->at++;
        } else if (c == quote &&
                   (!is_long || str_eq(str_sub(r->text, r->at, r->at + 3), three))) {
            break;
        }
    }
    Str raw = str_sub(r->text, start, r->at);
    if (peek(r) == quote)
        r->at = MIN_OF(r->at + (is_long ? 3 : 1), r->text.len);
    if (is_long && raw.len && raw.ptr[0] == '\n')
        raw = str_sub(raw, 1, raw.len);
    return is_plain ? raw : unescape(r->b->arena, raw);
}

static bool take_key(TomlReader *r, Str *ret)
{
    skip_blanks(r);
    if (peek(r) == '"' || peek(r) == '\'') {
        *ret = take_string(r);
        return true;
    }
    size_t start = r->at;
    while (is_bare(peek(r)))
        r->at++;
    *ret = str_sub(r->text, start, r->at);
    return r->at > start;
}

/* The child of that key, made when there is none; in a list of tables: its newest table. */
static uint32_t child_table(TomlReader *r, uint32_t parent, Str key, uint32_t line)
{
    DataItem *items = r->b->items.at;
    uint32_t looked = 0;

    for (uint32_t i = items[parent].first; i && looked < LOOK_BACK;
         i = items[i].next, looked++) {
        if (!str_eq(items[i].key, key))
            continue;
        if (items[i].kind == DATA_LIST && items[i].last)
            return items[i].last;
        return i;
    }
    return data_add(r->b, parent, DATA_OBJECT, key, STR_NONE, line);
}

static uint32_t new_table_of_list(TomlReader *r, uint32_t parent, Str key)
{
    DataItem *items = r->b->items.at;
    uint32_t list = 0, looked = 0;

    for (uint32_t i = items[parent].first; i && looked < LOOK_BACK;
         i = items[i].next, looked++) {
        if (str_eq(items[i].key, key))
            list = i;
    }
    if (!list)
        list = data_add(r->b, parent, DATA_LIST, key, STR_NONE, r->line);
    return list ? data_add(r->b, list, DATA_OBJECT, STR_NONE, STR_NONE, r->line) : 0;
}

/* "[a.b]" or "[[a.b]]"; the table that follows. */
static uint32_t take_header(TomlReader *r)
{
    bool is_list = str_starts(str_sub(r->text, r->at, r->at + 2), STR("[["));
    uint32_t table = 0;
    Str key;

    r->at += is_list ? 2 : 1;
    while (take_key(r, &key)) {
        skip_blanks(r);
        bool is_last = peek(r) != '.';
        table = is_last && is_list ? new_table_of_list(r, table, key)
                                   : child_table(r, table, key, r->line);
        if (is_last || !table)
            break;
        r->at++;
    }
    skip_line(r);
    return table;
}

static void take_value(TomlReader *r, uint32_t parent, Str key, uint32_t line);

static void take_pair(TomlReader *r, uint32_t table)
{
    uint32_t line = r->line;
    Str key;

    if (!take_key(r, &key))
        return;
    skip_blanks(r);
    while (peek(r) == '.') {
        r->at++;
        table = child_table(r, table, key, line);
        if (!take_key(r, &key))
            return;
        skip_blanks(r);
    }
    if (peek(r) != '=')
        return;
    r->at++;
    skip_blanks(r);
    take_value(r, table, key, line);
}

static void take_members(TomlReader *r, uint32_t item, char close)
{
    r->at++;
    for (;;) {
        skip_space(r);
        char c = peek(r);
        size_t before = r->at;

        if (c == 0)
            return;
        if (c == close || c == ',') {
            r->at++;
            if (c == close)
                return;
            continue;
        }
        if (close == '}')
            take_pair(r, item);
        else
            take_value(r, item, STR_NONE, r->line);
        if (r->at == before)
            return;
    }
}

static void take_value(TomlReader *r, uint32_t parent, Str key, uint32_t line)
{
    char c = peek(r);

    if (c == '"' || c == '\'') {
        uint32_t item = data_add(r->b, parent, DATA_TEXT, key, STR_NONE, line);
        Str value = take_string(r);

        if (item)
            r->b->items.at[item].value = value;
    } else if (c == '[' || c == '{') {
        uint32_t item = data_add(r->b, parent, c == '[' ? DATA_LIST : DATA_OBJECT, key,
                                 STR_NONE, line);

        if (!item || r->depth >= DATA_MAX_DEPTH) {
            r->at = r->text.len;
            return;
        }
        r->depth++;
        take_members(r, item, c == '[' ? ']' : '}');
        r->depth--;
    } else {
        size_t start = r->at;

        while (r->at < r->text.len &&
               !str_has(STR(",]}\n#"), str_sub(r->text, r->at, r->at + 1)))
            r->at++;
        (void)data_add(r->b, parent, DATA_TEXT, key, str_trim(str_sub(r->text, start, r->at)),
                       line);
    }
}

Data data_read_toml(Arena *a, Str text)
{
    DataBuilder b = data_begin(a);
    TomlReader r = {.b = &b, .text = str_sub(text, 0, DATA_MAX_BYTES), .line = 1};
    uint32_t table = 0;

    for (;;) {
        skip_space(&r);
        if (r.at >= r.text.len)
            break;
        if (peek(&r) == '[')
            table = take_header(&r);
        else
            take_pair(&r, table);
        skip_line(&r);
    }
    return data_end(&b);
}
