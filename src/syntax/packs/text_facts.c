/*
 * text_facts.c -- line starts, and the meaning of well-known keys.
 */
#include "syntax/packs/text_facts.h"

static void count_lines(TextFacts *t, const char *comment)
{
    Str rest = t->src, line, mark = str_from(comment);
    size_t count = 1;

    for (size_t at = 0; (at = str_find_char(t->src, '\n', at)) != SIZE_MAX; at++)
        count++;
    t->line_starts = ARENA_ARRAY(&t->arena, uint32_t, count + 1);
    while (str_line(&rest, &line)) {
        Str trimmed = str_trim(line);

        t->line_starts[t->line_count++] = (uint32_t)(line.ptr - t->src.ptr);
        t->b->code_lines += trimmed.len > 0 && !(mark.len && str_starts(trimmed, mark));
    }
    t->b->line_count = t->line_count;
}

void text_facts_begin(TextFacts *t, Str src, FactsBuilder *b, const char *comment)
{
    *t = (TextFacts){.src = src, .b = b};
    count_lines(t, comment);
}

void text_facts_done(TextFacts *t)
{
    arena_done(&t->arena);
}

static bool is_inside(const TextFacts *t, Str piece)
{
    return piece.ptr && t->src.ptr && piece.ptr >= t->src.ptr &&
           piece.ptr + piece.len <= t->src.ptr + t->src.len;
}

uint32_t text_offset(const TextFacts *t, Str piece)
{
    return is_inside(t, piece) ? (uint32_t)(piece.ptr - t->src.ptr) : 0;
}

uint32_t text_line(const TextFacts *t, uint32_t offset)
{
    uint32_t low = 0, high = t->line_count;

    while (low < high) { /* the first line that starts after it */
        uint32_t middle = (low + high) / 2;

        if (t->line_starts[middle] <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return MAX_OF(low, 1u);
}

uint32_t text_line_start(const TextFacts *t, uint32_t line)
{
    return line >= 1 && line <= t->line_count ? t->line_starts[line - 1]
                                              : (uint32_t)(line ? t->src.len : 0);
}

uint32_t text_line_end(const TextFacts *t, uint32_t line)
{
    uint32_t start = text_line_start(t, line);

    return (uint32_t)MIN_OF(str_find_char(t->src, '\n', start), t->src.len);
}

uint32_t text_add_def(TextFacts *t, DefKind kind, Str name, uint32_t line, uint32_t end_line)
{
    FactsBuilder *b = t->b;
    bool is_piece = is_inside(t, name);
    uint32_t start = text_line_start(t, line);

    if (name.len == 0 || line == 0 || line > t->line_count)
        return 0;
    end_line = MAX_OF(MIN_OF(end_line, t->line_count), line);
    return facts_add_def(
        b, (Def){
               .name = is_piece ? facts_add_name(b, name) : facts_name_copy(b, name),
               .name_start = is_piece ? text_offset(t, name) : start,
               .start = start,
               .end = text_line_end(t, end_line),
               .signature_end = text_line_end(t, line),
               .line = line,
               .end_line = end_line,
               .scope = 1,
               .kind = (uint8_t)kind,
               .visibility = VISIBLE_PUBLIC,
               .flags = end_line > line ? DEF_HAS_BODY : 0,
           });
}

void text_add_ref(TextFacts *t, Str name, uint32_t flags)
{
    if (name.len && is_inside(t, name))
        facts_add_expr(t->b, (Expr){.kind = EXPR_NAME,
                                    .flags = (uint8_t)(EXPR_IS_REF | flags),
                                    .name = facts_add_name(t->b, name),
                                    .at = text_offset(t, name),
                                    .scope = 1});
}

void text_add_note(TextFacts *t, NoteKind kind, Str text, uint32_t offset, uint32_t def)
{
    if (text.len == 0)
        return;
    facts_add_note(t->b, (Note){.kind = (uint8_t)kind,
                                .text = is_inside(t, text) ? facts_add_name(t->b, text)
                                                           : facts_name_copy(t->b, text),
                                .at = offset,
                                .def = def});
}

/* -- well-known keys -- */

enum { DATA_DEFS_MAX = 500, ROUTE_MAX_BYTES = 300 };

/* The last line of an item with all that is below it. */
static uint32_t last_line(const Data *d, uint32_t item)
{
    while (d->items[item].last)
        item = d->items[item].last;
    return d->items[item].line;
}

static void add_children(TextFacts *t, const Data *d, uint32_t parent, DefKind kind)
{
    unsigned n = 0;

    if (parent == 0)
        return;
    DATA_EACH_CHILD (d, parent, i) {
        if (n++ >= DATA_DEFS_MAX)
            return;
        (void)text_add_def(t, kind, d->items[i].key, d->items[i].line, last_line(d, i));
    }
}

/* OpenAPI: paths: /users: get: ... */
static void add_routes(TextFacts *t, const Data *d, uint32_t paths)
{
    static const char *const methods[] = {"get",   "put",  "post",   "delete",
                                          "patch", "head", "options"};

    if (paths == 0)
        return;
    DATA_EACH_CHILD (d, paths, p) {
        Str path = d->items[p].key;

        if (path.len == 0 || path.ptr[0] != '/' || path.len > ROUTE_MAX_BYTES)
            continue;
        uint32_t def = text_add_def(t, DEF_RULE, path, d->items[p].line, last_line(d, p));
        for (size_t m = 0; m < ARRAY_LEN(methods); m++) {
            uint32_t method = data_child(d, p, methods[m]);
            char upper[8] = {0};

            for (size_t i = 0; methods[m][i]; i++)
                upper[i] = (char)(methods[m][i] - 32);
            if (method)
                text_add_note(t, NOTE_ROUTE,
                              arena_printf(&t->arena, "%s %.*s", upper, STR_ARG(path)),
                              text_line_start(t, d->items[method].line), def);
        }
    }
}

void text_read_data(TextFacts *t, const Data *d)
{
    bool is_api = data_find(d, "openapi", NULL) || data_find(d, "swagger", NULL);
    uint32_t jobs = data_find(d, "jobs", NULL), services = data_find(d, "services", NULL);

    if (is_api) {
        add_routes(t, d, data_find(d, "paths", NULL));
        add_children(t, d, data_find(d, "components", "schemas", NULL), DEF_TYPE);
        add_children(t, d, data_find(d, "definitions", NULL), DEF_TYPE);
        return;
    }
    add_children(t, d, data_find(d, "scripts", NULL), DEF_RULE);
    add_children(t, d, jobs, DEF_RULE);
    add_children(t, d, services, DEF_RULE);
    add_children(t, d, data_find(d, "$defs", NULL), DEF_TYPE);
    if (!jobs && !services) { /* the keys at the top: what the file is about */
        unsigned n = 0;

        DATA_EACH_CHILD (d, 0, i) {
            if (n++ < DATA_DEFS_MAX)
                (void)text_add_def(t, DEF_PROPERTY, d->items[i].key, d->items[i].line,
                                   last_line(d, i));
        }
    }
}
