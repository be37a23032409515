/*
 * data.c -- the tree, and the readers of JSON, INI and XML. TOML and YAML have files of their own.
 */
#include "source/data.h"

#include <stdarg.h>

/* -- the tree -- */

DataBuilder data_begin(Arena *a)
{
    DataBuilder b = {.arena = a};

    *VEC_PUSH(&b.items) = (DataItem){.kind = DATA_OBJECT};
    return b;
}

uint32_t data_add(DataBuilder *b, uint32_t parent, DataKind kind, Str key, Str value,
                  uint32_t line)
{
    uint32_t item = (uint32_t)b->items.len;

    if (item >= DATA_MAX_ITEMS)
        return 0;
    *VEC_PUSH(&b->items) = (DataItem){
        .key = key, .value = value, .line = line, .parent = parent, .kind = (uint8_t)kind};
    DataItem *p = &b->items.at[parent];
    if (p->last)
        b->items.at[p->last].next = item;
    else
        p->first = item;
    p->last = item;
    return item;
}

Data data_end(DataBuilder *b)
{
    Data d = {.items = ARENA_ARRAY(b->arena, DataItem, b->items.len),
              .count = (uint32_t)b->items.len};

    memcpy(d.items, b->items.at, b->items.len * sizeof(DataItem));
    VEC_DONE(&b->items);
    return d;
}

uint32_t data_child(const Data *d, uint32_t parent, const char *key)
{
    DATA_EACH_CHILD (d, parent, child) {
        if (str_is(d->items[child].key, key))
            return child;
    }
    return 0;
}

uint32_t data_find(const Data *d, ...)
{
    va_list keys;
    const char *key;
    uint32_t at = 0;
    bool is_first = true;

    va_start(keys, d);
    while ((key = va_arg(keys, const char *)) && (at || is_first)) {
        at = data_child(d, at, key);
        is_first = false;
    }
    va_end(keys);
    return at;
}

Str data_text(const Data *d, uint32_t item)
{
    return item && d->items[item].kind == DATA_TEXT ? d->items[item].value : STR_NONE;
}

uint32_t data_line(const Data *d, uint32_t item)
{
    return item ? d->items[item].line : 0;
}

/* -- JSON, with comments and trailing commas, as configuration files have them -- */

typedef struct JsonReader {
    DataBuilder *b;
    Str text;
    size_t at;
    uint32_t line;
    unsigned depth;
} JsonReader;

static char json_peek(JsonReader *r)
{
    while (r->at < r->text.len) {
        char c = r->text.ptr[r->at];

        if (c == '\n')
            r->line++;
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            r->at++;
        } else if (c == '/' && r->at + 1 < r->text.len && r->text.ptr[r->at + 1] == '/') {
            r->at = MIN_OF(str_find_char(r->text, '\n', r->at), r->text.len);
        } else if (c == '/' && r->at + 1 < r->text.len && r->text.ptr[r->at + 1] == '*') {
            size_t end = MIN_OF(str_find(r->text, STR("*/"), r->at + 2), r->text.len);

            for (size_t i = r->at; i < end; i++)
                r->line += r->text.ptr[i] == '\n';
            r->at = MIN_OF(end + 2, r->text.len);
        } else {
            return c;
        }
    }
    return 0;
}

static unsigned hex4(Str s)
{
    unsigned n = 0;

    for (size_t i = 0; i < 4 && i < s.len; i++) {
        char c = s.ptr[i];

        n = n * 16 + (unsigned)(c >= '0' && c <= '9'   ? c - '0'
                                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                       : 0);
    }
    return n;
}

/* Escapes undone; code points beyond ASCII become '?' (none matters in what is read here). */
static Str json_unescape(Arena *a, Str raw)
{
    char *to = arena_alloc(a, raw.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];

        if (c == '\\' && i + 1 < raw.len) {
            c = raw.ptr[++i];
            if (c == 'u') {
                unsigned code = hex4(str_sub(raw, i + 1, i + 5));

                c = code && code < 0x80 ? (char)code : '?';
                i = MIN_OF(i + 4, raw.len - 1);
            } else {
                c = c == 'n'               ? '\n'
                    : c == 't'             ? '\t'
                    : c == 'r'             ? '\r'
                    : c == 'b' || c == 'f' ? ' '
                                           : c;
            }
        }
        to[len++] = c;
    }
    return (Str){to, len};
}

/* At a quote. */
static Str json_string(JsonReader *r)
{
    size_t start = ++r->at;
    bool is_plain = true;

    while (r->at < r->text.len && r->text.ptr[r->at] != '"') {
        if (r->text.ptr[r->at] == '\n')
            r->line++;
        if (r->text.ptr[r->at] == '\\') {
            is_plain = false;
            r->at++;
        }
        r->at++;
    }
    Str raw = str_sub(r->text, start, r->at);
    r->at = MIN_OF(r->at + 1, r->text.len);
    return is_plain ? raw : json_unescape(r->b->arena, raw);
}

static void json_value(JsonReader *r, uint32_t parent, Str key, uint32_t line);

static void json_members(JsonReader *r, uint32_t item, bool is_list)
{
    char close = is_list ? ']' : '}', c;

    r->at++;
    while ((c = json_peek(r)) && c != close) {
        uint32_t line = r->line;
        Str key = STR_NONE;

        if (c == ',') {
            r->at++;
            continue;
        }
        if (!is_list) {
            if (c != '"')
                return;
            key = json_string(r);
            if (json_peek(r) != ':')
                return;
            r->at++;
            if (!json_peek(r))
                return;
        }
        size_t before = r->at;
        json_value(r, item, key, line);
        if (r->at == before)
            return; /* nothing that JSON knows: give this level up */
    }
    r->at = MIN_OF(r->at + 1, r->text.len);
}

static void json_value(JsonReader *r, uint32_t parent, Str key, uint32_t line)
{
    char c = json_peek(r);

    if (c == '{' || c == '[') {
        uint32_t item = data_add(r->b, parent, c == '[' ? DATA_LIST : DATA_OBJECT, key,
                                 STR_NONE, line);

        if (!item || ++r->depth > DATA_MAX_DEPTH) {
            r->at = r->text.len;
            return;
        }
        json_members(r, item, c == '[');
        r->depth--;
    } else if (c == '"') {
        Str value = json_string(r);

        (void)data_add(r->b, parent, DATA_TEXT, key, value, line);
    } else {
        size_t start = r->at;

        while (r->at < r->text.len &&
               !str_has(STR(" \t\r\n,]}:"), str_sub(r->text, r->at, r->at + 1)))
            r->at++;
        if (r->at > start)
            (void)data_add(r->b, parent, DATA_TEXT, key, str_sub(r->text, start, r->at), line);
    }
}

Data data_read_json(Arena *a, Str text)
{
    DataBuilder b = data_begin(a);
    JsonReader r = {.b = &b, .text = str_sub(text, 0, DATA_MAX_BYTES), .line = 1};

    if (json_peek(&r) == '{')
        json_members(&r, 0, false);
    return data_end(&b);
}

/* -- INI: [section], key = value, continued by deeper lines -- */

Data data_read_ini(Arena *a, Str text)
{
    DataBuilder b = data_begin(a);
    Str rest = str_sub(text, 0, DATA_MAX_BYTES), line;
    uint32_t section = 0, last = 0, number = 0;

    while (str_line(&rest, &line)) {
        Str trimmed = str_trim(line);

        number++;
        if (trimmed.len == 0 || trimmed.ptr[0] == '#' || trimmed.ptr[0] == ';')
            continue;
        if (last && (line.ptr[0] == ' ' || line.ptr[0] == '\t')) {
            Str *value = &b.items.at[last].value;

            /* the value and its continuation lie behind each other in the text */
            if (value->ptr)
                *value = (Str){value->ptr, (size_t)(trimmed.ptr + trimmed.len - value->ptr)};
            continue;
        }
        last = 0;
        if (trimmed.ptr[0] == '[') {
            size_t end = MIN_OF(str_find_char(trimmed, ']', 0), trimmed.len);

            section = data_add(&b, 0, DATA_OBJECT, str_trim(str_sub(trimmed, 1, end)), STR_NONE,
                               number);
            continue;
        }
        size_t sign = MIN_OF(str_find_char(trimmed, '=', 0), str_find_char(trimmed, ':', 0));
        if (sign == SIZE_MAX)
            continue;
        Str value = str_trim(str_sub(trimmed, sign + 1, trimmed.len));
        if (value.len == 0)
            value = (Str){trimmed.ptr + trimmed.len, 0};
        last = data_add(&b, section, DATA_TEXT, str_trim(str_sub(trimmed, 0, sign)), value,
                        number);
    }
    return data_end(&b);
}

/* -- XML: elements and their text -- */

typedef struct XmlReader {
    DataBuilder *b;
    Str text;
    size_t at;
    uint32_t line;
    uint32_t open[DATA_MAX_DEPTH]; /* elements around, from the root */
    unsigned depth;
} XmlReader;

static void xml_move(XmlReader *r, size_t to)
{
    to = MIN_OF(to, r->text.len);
    for (; r->at < to; r->at++)
        r->line += r->text.ptr[r->at] == '\n';
}

static size_t xml_after(const XmlReader *r, Str sign)
{
    size_t at = str_find(r->text, sign, r->at);

    return at == SIZE_MAX ? r->text.len : at + sign.len;
}

static Str xml_name(Str tag)
{
    size_t n = 0;

    while (n < tag.len && !str_has(STR(" \t\r\n/>"), str_sub(tag, n, n + 1)))
        n++;
    return str_sub(tag, 0, n);
}

static void xml_tag(XmlReader *r)
{
    size_t end = xml_after(r, STR(">"));
    Str tag = str_sub(r->text, r->at + 1, end ? end - 1 : 0);

    if (str_starts(tag, STR("/"))) {
        if (r->depth)
            r->depth--;
    } else if (tag.len && tag.ptr[0] != '?' && tag.ptr[0] != '!') {
        bool is_closed = tag.ptr[tag.len - 1] == '/';
        uint32_t parent = r->open[r->depth];
        uint32_t item = data_add(r->b, parent, DATA_TEXT, xml_name(tag), STR_NONE, r->line);

        if (parent)
            r->b->items.at[parent].kind = DATA_OBJECT;
        if (!item || (!is_closed && r->depth + 1 >= DATA_MAX_DEPTH)) {
            r->at = r->text.len;
            return;
        }
        if (!is_closed)
            r->open[++r->depth] = item;
    }
    xml_move(r, end);
}

Data data_read_xml(Arena *a, Str text)
{
    DataBuilder b = data_begin(a);
    XmlReader r = {.b = &b, .text = str_sub(text, 0, DATA_MAX_BYTES), .line = 1};

    while (r.at < r.text.len) {
        if (str_starts(str_sub(r.text, r.at, r.at + 4), STR("<!--"))) {
            xml_move(&r, xml_after(&r, STR("-->")));
        } else if (r.text.ptr[r.at] == '<') {
            xml_tag(&r);
        } else {
            size_t end = MIN_OF(str_find_char(r.text, '<', r.at), r.text.len);
            Str inner = str_trim(str_sub(r.text, r.at, end));
            DataItem *item = &b.items.at[r.open[r.depth]];

            if (r.depth && inner.len && item->kind == DATA_TEXT && item->value.len == 0)
                item->value = inner;
            xml_move(&r, end);
        }
    }
    return data_end(&b);
}
