/*
 * ecma_notes.c -- comments and literals with a meaning: docs, TODOs, entry points, tests, routes,
 * options, environment variables.
 */
#include "syntax/packs/ecma_walk.h"

enum { NOTE_MAX_BYTES = 200 };

/* -- doc comments -- */

static bool is_block_doc(Str text)
{
    return str_starts(text, STR("/**")) && text.len > 5;
}

/* Comments that speak to tools. */
static bool is_directive(Str text)
{
    static const char *const words[] = {
        "eslint",     "@ts-",         "prettier", "istanbul", "c8 ",       "#region",
        "#endregion", "/ <reference", "biome",    "oxlint",   "v8 ignore", "jshint",
        "global ",    "tslint",       "webpack",  "@jsx",     "#__",
    };
    Str inside = str_trim(str_sub(text, 2, text.len));

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_starts(inside, str_from(words[i])))
            return true;
    }
    return false;
}

bool ecma_is_doc(const Tree *t, NodeId comment)
{
    return is_block_doc(node_text(t, comment));
}

static unsigned newlines(const Tree *t, uint32_t from, uint32_t to)
{
    unsigned count = 0;

    for (uint32_t at = from; at < to; at++)
        count += t->src.ptr[at] == '\n';
    return count;
}

void ecma_doc_add(const Tree *t, DocRun *run, NodeId comment)
{
    Str text = node_text(t, comment);
    bool goes_on = run->first != NODE_NONE && str_starts(text, STR("//")) &&
                   newlines(t, t->nodes[run->last].end, t->nodes[comment].start) <= 1;

    if (is_directive(text) && !is_block_doc(text))
        return;
    if (!goes_on)
        run->first = comment;
    run->last = comment;
}

NodeId ecma_doc_take(const Tree *t, DocRun *run, NodeId declaration)
{
    DocRun r = *run;

    *run = NO_DOC;
    if (r.first == NODE_NONE || is_block_doc(node_text(t, r.first)))
        return r.first;
    /* a comment at the end of the line before belongs to that line */
    uint32_t start = t->nodes[r.first].start;
    while (start > 0 && (t->src.ptr[start - 1] == ' ' || t->src.ptr[start - 1] == '\t'))
        start--;
    if (start > 0 && t->src.ptr[start - 1] != '\n')
        return NODE_NONE;
    return newlines(t, t->nodes[r.last].end, t->nodes[declaration].start) == 1 ? r.first
                                                                               : NODE_NONE;
}

/* -- notes -- */

static void note(Walk *w, NoteKind kind, Str text, uint32_t at, unsigned extra)
{
    text = str_sub(str_trim(text), 0, NOTE_MAX_BYTES);
    facts_add_note(w->b, (Note){.kind = (uint8_t)kind,
                                .extra = (uint8_t)extra,
                                .at = at,
                                .def = w->def,
                                .text = facts_name_copy(w->b, text)});
}

static void note_todo(Walk *w, NodeId comment)
{
    static const char *const words[] = {"TODO", "FIXME", "BUG", "XXX", "HACK"};
    Str text = node_text(w->t, comment);

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        size_t at = str_find(text, str_from(words[i]), 0);
        size_t after = at + strlen(words[i]);

        if (at == SIZE_MAX || (at && text.ptr[at - 1] != ' ' && text.ptr[at - 1] != '/' &&
                               text.ptr[at - 1] != '*' && text.ptr[at - 1] != '@'))
            continue;
        if (after < text.len && text.ptr[after] != ':' && text.ptr[after] != ' ' &&
            text.ptr[after] != '(')
            continue;
        size_t end = MIN_OF(str_find_char(text, '\n', at), text.len);
        Str line = str_sub(text, at, end);
        if (str_ends(line, STR("*/")))
            line.len -= 2;
        note(w, NOTE_TODO, line, w->t->nodes[comment].start + (uint32_t)at, 0);
        return;
    }
}

void ecma_note_comments(Walk *w)
{
    w->def = 0;
    for (NodeId n = 0; n < w->t->count; n++) {
        if (w->t->nodes[n].kind == K_COMMENT)
            note_todo(w, n);
        else if (w->t->nodes[n].kind == K_HASH_BANG)
            note(w, NOTE_ENTRY_POINT, node_text(w->t, n), w->t->nodes[n].start, 0);
    }
}

/* The words of a callee `a.b.c`: the first and the last; false when it is no chain of names. */
static bool callee_words(Walk *w, NodeId callee, Str *ret_first, Str *ret_last)
{
    const Tree *t = w->t;
    NodeId n = callee;

    *ret_last = STR_NONE;
    while (node_kind(t, n) == K_MEMBER || node_kind(t, n) == K_CALL) {
        if (node_kind(t, n) == K_CALL) { /* a chain of calls: router.route('/').get(...) */
            n = node_field(t, n, F_FUNCTION);
            continue;
        }
        if (!ret_last->ptr)
            *ret_last = node_text(t, node_field(t, n, F_PROPERTY));
        n = node_field(t, n, F_OBJECT);
    }
    *ret_first = node_text(t, n);
    if (!ret_last->ptr)
        *ret_last = *ret_first;
    return node_kind(t, n) == K_IDENTIFIER || node_kind(t, n) == K_THIS;
}

static bool is_one_of(Str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, list[i]))
            return true;
    }
    return false;
}

#define IS_ONE_OF(word, ...)                              \
    is_one_of((word), (const char *const[]){__VA_ARGS__}, \
              ARRAY_LEN(((const char *const[]){__VA_ARGS__})))

static bool is_text(const Tree *t, NodeId n)
{
    return node_kind(t, n) == K_STRING || node_kind(t, n) == K_TEMPLATE;
}

static void note_test(Walk *w, Str first, Str last, NodeId text, NodeId body)
{
    if (!IS_ONE_OF(first, "it", "test", "describe", "suite", "specify", "context", "Deno",
                   "bench") ||
        !ecma_is_function(w->t, body))
        return;
    if (!str_eq(first, last) &&
        !IS_ONE_OF(last, "only", "skip", "concurrent", "sequential", "fails", "each", "runIf",
                   "skipIf", "test", "serial", "todo", "describe", "step"))
        return;
    note(w, NOTE_TEST, ecma_string(w->t, text), w->t->nodes[text].start,
         IS_ONE_OF(first, "describe", "suite", "context"));
}

static bool is_router(Str name)
{
    return IS_ONE_OF(name, "app", "router", "server", "fastify", "route", "routes", "api",
                     "koa") ||
           str_ends(name, STR("Router")) || str_ends(name, STR("App")) ||
           str_ends(name, STR("Server"));
}

static void note_route(Walk *w, Str first, Str last, NodeId text, NodeId handler)
{
    AUTO(buf_done) Buf route = BUF(NOTE_MAX_BYTES);
    Str path = ecma_string(w->t, text);

    if (!is_router(first) ||
        !IS_ONE_OF(last, "get", "post", "put", "delete", "patch", "head", "options", "all",
                   "use", "route") ||
        !str_starts(path, STR("/")))
        return;
    if (handler == NODE_NONE && !str_is(last, "route"))
        return;
    for (size_t i = 0; i < last.len; i++)
        buf_add_char(&route, (char)(last.ptr[i] & ~0x20));
    buf_add_char(&route, ' ');
    buf_add(&route, path);
    note(w, NOTE_ROUTE, buf_str(&route), w->t->nodes[text].start, 0);
}

/* The long name in "-p, --port <number>", else the first word. */
static Str flag_of(Str text)
{
    size_t at = str_find(text, STR("--"), 0), end;

    if (at == SIZE_MAX)
        at = str_find(text, STR("-"), 0);
    if (at == SIZE_MAX)
        return STR_NONE;
    for (end = at; end < text.len && text.ptr[end] != ' ' && text.ptr[end] != ',' &&
                   text.ptr[end] != '=';)
        end++;
    return str_sub(text, at, end);
}

static void note_option(Walk *w, Str last, NodeId text)
{
    Str inside = ecma_string(w->t, text), flag = flag_of(inside);

    if (str_is(last, "command") && inside.len && inside.ptr[0] != '-')
        note(w, NOTE_COMMAND, inside, w->t->nodes[text].start, 0);
    else if (IS_ONE_OF(last, "option", "requiredOption", "addOption", "flag", "includes",
                       "indexOf") &&
             str_starts(inside, STR("-")) && flag.len > 1)
        note(w, NOTE_FLAG, flag, w->t->nodes[text].start, 0);
}

void ecma_note_call(Walk *w, NodeId call UNUSED, NodeId callee, NodeId arguments)
{
    const Tree *t = w->t;
    NodeId text = ecma_first(t, arguments);
    Str first, last;

    if (node_kind(t, arguments) != K_ARGUMENTS || !is_text(t, text) ||
        !(node_kind(t, callee) == K_MEMBER || node_kind(t, callee) == K_IDENTIFIER ||
          node_kind(t, callee) == K_CALL) ||
        !callee_words(w, callee, &first, &last))
        return;
    NodeId second = ecma_after(t, text);
    NodeId body = second;
    for (NodeId n = second; n != NODE_NONE; n = ecma_after(t, n))
        body = n;
    note_test(w, first, last, text,
              body == NODE_NONE || ecma_is_function(t, body) ? body : second);
    note_route(w, first, last, text, body);
    note_option(w, last, text);
    if (str_is(first, "Deno") && str_is(last, "get"))
        note(w, NOTE_ENVIRONMENT, ecma_string(t, text), t->nodes[text].start, 0);
}

/* process.env.X, import.meta.env.X */
void ecma_note_member(Walk *w, NodeId member)
{
    const Tree *t = w->t;
    NodeId object = node_field(t, member, F_OBJECT),
           property = node_field(t, member, F_PROPERTY);

    if (node_kind(t, object) != K_MEMBER || property == NODE_NONE)
        return;
    Str text = node_text(t, object);
    if (str_is(text, "process.env") || str_is(text, "import.meta.env"))
        note(w, NOTE_ENVIRONMENT, node_text(t, property), t->nodes[property].start, 0);
}

/* require.main === module, import.meta.url === ... argv[1] */
void ecma_note_comparison(Walk *w, NodeId binary)
{
    const Tree *t = w->t;
    Str left = node_text(t, node_field(t, binary, F_LEFT));
    Str right = node_text(t, node_field(t, binary, F_RIGHT));

    if ((str_is(left, "require.main") && str_is(right, "module")) ||
        (str_is(right, "require.main") && str_is(left, "module")) ||
        (str_starts(left, STR("import.meta.url")) && str_has(right, STR("argv"))) ||
        (str_starts(right, STR("import.meta.url")) && str_has(left, STR("argv"))))
        note(w, NOTE_ENTRY_POINT, node_text(t, binary), t->nodes[binary].start, 0);
}

/* case '--verbose': */
void ecma_note_case(Walk *w, NodeId switch_case)
{
    NodeId value = node_field(w->t, switch_case, F_VALUE);
    Str text = ecma_string(w->t, value);

    if (node_kind(w->t, value) == K_STRING && str_starts(text, STR("--")) && text.len > 2)
        note(w, NOTE_FLAG, text, w->t->nodes[value].start, 0);
}

/* -- lines -- */

uint32_t ecma_code_lines(const Tree *t)
{
    uint32_t count = 0, comment = 0;
    bool has_code = false;

    while (comment < t->count && t->nodes[comment].kind != K_COMMENT)
        comment++;
    for (uint32_t at = 0; at < t->src.len; at++) {
        char c = t->src.ptr[at];

        if (comment < t->count && at == t->nodes[comment].start) {
            uint32_t end = t->nodes[comment].end;
            bool is_long = memchr(t->src.ptr + at, '\n', end - at) != NULL;

            if (is_long) {
                count += has_code;
                has_code = false;
            }
            at = end > at ? end - 1 : at;
            for (comment++; comment < t->count && t->nodes[comment].kind != K_COMMENT;)
                comment++;
        } else if (c == '\n') {
            count += has_code;
            has_code = false;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            has_code = true;
        }
    }
    return count + has_code;
}
