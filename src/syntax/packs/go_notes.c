/*
 * go_notes.c -- the Go pack: entry points, tests, routes, flags, commands, environment variables.
 *
 * Recognised by shape alone (the pack sees one file): a method called GET with a path as its first
 * argument is a route, whatever the router.
 */
#include "syntax/packs/go_pack.h"

enum { NOTE_TEXT_MAX_BYTES = 200, BUILD_TAG_MAX_BYTES = 1000 };

Str go_string(const GoPack *p, NodeId n)
{
    Str text = node_text(p->t, n);

    if ((go_kind(p, n) != GO_INTERPRETED_STRING && go_kind(p, n) != GO_RAW_STRING) ||
        text.len < 2)
        return STR_NONE;
    return str_sub(text, 1, text.len - 1);
}

static void add_note(GoPack *p, NoteKind kind, Str text, NodeId at, uint32_t expr)
{
    if (text.len && text.len <= NOTE_TEXT_MAX_BYTES)
        facts_add_note(p->b, (Note){.kind = (uint8_t)kind,
                                    .text = facts_name_copy(p->b, text),
                                    .at = p->t->nodes[at].start,
                                    .def = p->def,
                                    .expr = expr});
}

static bool is_one_of(Str name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(name, words[i]))
            return true;
    }
    return false;
}

static NodeId nth_argument(const GoPack *p, NodeId arguments, size_t index)
{
    NODE_EACH_CHILD (p->t, arguments, child) {
        if ((p->t->nodes[child].flags & NODE_NAMED) && go_kind(p, child) != GO_COMMENT &&
            index-- == 0)
            return child;
    }
    return NODE_NONE;
}

/* -- calls -- */

/* "GET /users" of r.GET("/users", list), "/users" of http.HandleFunc("/users", list). */
static bool note_route(GoPack *p, Str name, NodeId arguments)
{
    static const char *const any[] = {"HandleFunc", "Handle", "HandlerFunc",
                                      "Any",        "Mount",  "Route"};
    static const char *const verbs[] = {"GET",    "POST",    "PUT",  "DELETE", "PATCH",
                                        "HEAD",   "OPTIONS", "Get",  "Post",   "Put",
                                        "Delete", "Patch",   "Head", "Options"};
    NodeId first = nth_argument(p, arguments, 0);
    Str path = go_string(p, first);
    bool is_any = is_one_of(name, any, ARRAY_LEN(any));
    AUTO(buf_done) Buf text = BUF(NOTE_TEXT_MAX_BYTES);

    if ((!is_any && !is_one_of(name, verbs, ARRAY_LEN(verbs))) ||
        nth_argument(p, arguments, 1) == NODE_NONE)
        return false;
    if (!str_starts(path, STR("/")) && !(is_any && str_has(path, STR(" /"))))
        return false;
    for (size_t i = 0; !is_any && i < name.len; i++)
        buf_add_char(&text, name.ptr[i] & ~32);
    if (!is_any)
        buf_add_char(&text, ' ');
    buf_add(&text, path);
    add_note(p, NOTE_ROUTE, buf_str(&text), first, 0);
    return true;
}

/* flag.String("name", ...), fs.StringVar(&x, "name", ...), cmd.Flags().StringVarP(&x, "name", ...) */
static bool note_flag(GoPack *p, Str name, NodeId operand, NodeId arguments)
{
    static const char *const types[] = {
        "String",  "Bool",     "Int",         "Int64",          "Uint",     "Uint64",
        "Float64", "Duration", "StringSlice", "StringArray",    "IntSlice", "Count",
        "Int32",   "Uint16",   "Uint32",      "StringToString", "",
    };
    Str base = name, on = node_text(p->t, operand);
    AUTO(buf_done) Buf text = BUF(NOTE_TEXT_MAX_BYTES);

    if (!str_is(on, "flag") && !str_ends(on, STR("lags()")) && !str_ends(on, STR("flag")) &&
        !str_ends(on, STR("lags")) && !str_is(on, "fs") && !str_ends(on, STR("lagSet")))
        return false;
    if (str_ends(base, STR("P")))
        base = str_sub(base, 0, base.len - 1);
    bool is_var = str_ends(base, STR("Var"));
    if (is_var)
        base = str_sub(base, 0, base.len - 3);
    if (!is_one_of(base, types, is_var ? ARRAY_LEN(types) : ARRAY_LEN(types) - 1))
        return false;
    NodeId first = nth_argument(p, arguments, is_var ? 1 : 0);
    Str flag = go_string(p, first);
    if (!flag.len)
        return false;
    buf_printf(&text, "--%.*s", STR_ARG(flag));
    add_note(p, NOTE_FLAG, buf_str(&text), first, 0);
    return true;
}

static bool note_environment(GoPack *p, Str name, NodeId operand, NodeId arguments)
{
    NodeId first = nth_argument(p, arguments, 0);

    if (!str_is(node_text(p->t, operand), "os") ||
        (!str_is(name, "Getenv") && !str_is(name, "LookupEnv")))
        return false;
    add_note(p, NOTE_ENVIRONMENT, go_string(p, first), first, 0);
    return true;
}

void go_note_call(GoPack *p, NodeId call UNUSED, NodeId callee, NodeId arguments)
{
    NodeId operand = go_field(p, callee, FIELD_OPERAND);
    Str name = node_text(p->t, go_field(p, callee, FIELD_FIELD));

    if (go_kind(p, callee) != GO_SELECTOR_EXPRESSION || arguments == NODE_NONE)
        return;
    (void)(note_environment(p, name, operand, arguments) || note_route(p, name, arguments) ||
           note_flag(p, name, operand, arguments));
}

/* -- literals: cobra.Command{Use: "serve"}, cli.StringFlag{Name: "port"} -- */

static Str value_of_key(const GoPack *p, NodeId body, const char *key, NodeId *ret_at)
{
    NODE_EACH_CHILD (p->t, body, element) {
        NodeId value = go_field(p, element, FIELD_VALUE);

        if (go_kind(p, element) != GO_KEYED_ELEMENT ||
            !str_is(node_text(p->t, go_field(p, element, FIELD_KEY)), key))
            continue;
        if (go_kind(p, value) == GO_LITERAL_ELEMENT)
            value = node_first_child(p->t, value);
        *ret_at = value;
        return go_string(p, value);
    }
    return STR_NONE;
}

void go_note_literal(GoPack *p, NodeId type, NodeId body)
{
    Str name = node_text(p->t, type);
    AUTO(buf_done) Buf text = BUF(NOTE_TEXT_MAX_BYTES);
    NodeId at = NODE_NONE;

    if (go_kind(p, type) != GO_QUALIFIED_TYPE)
        return;
    if (str_is(name, "cobra.Command")) {
        Str use = value_of_key(p, body, "Use", &at);

        add_note(p, NOTE_COMMAND, str_sub(use, 0, MIN_OF(str_find_char(use, ' ', 0), use.len)),
                 at, 0);
    } else if (str_is(name, "cli.Command")) {
        Str command = value_of_key(p, body, "Name", &at);

        add_note(p, NOTE_COMMAND, command, at, 0);
    } else if (str_starts(name, STR("cli.")) && str_ends(name, STR("Flag"))) {
        Str flag = value_of_key(p, body, "Name", &at);

        if (!flag.len)
            return;
        buf_printf(&text, "--%.*s", STR_ARG(flag));
        add_note(p, NOTE_FLAG, buf_str(&text), at, 0);
    }
}

/* -- functions -- */

/* TestX, BenchmarkX, FuzzX take one *testing.T, B, F; ExampleX takes nothing. */
static bool is_test(GoPack *p, NodeId n, Str name)
{
    static const struct {
        Str prefix;
        const char *type;
    } forms[] = {
        {{"Test", 4}, "*testing.T"},
        {{"Benchmark", 9}, "*testing.B"},
        {{"Fuzz", 4}, "*testing.F"},
    };
    NodeId list = go_field(p, n, FIELD_PARAMETERS);
    NodeId first = node_child_of_kind(p->t, list, GO_PARAMETER_DECLARATION);
    Str type = node_text(p->t, go_field(p, first, FIELD_TYPE));
    Str package = p->b->names.at[p->b->scopes.at[1].extra];

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        if (str_starts(name, forms[i].prefix) && str_is(type, forms[i].type))
            return true;
    }
    return str_starts(name, STR("Example")) && first == NODE_NONE &&
           (p->has_testing || str_ends(package, STR("_test")));
}

void go_note_function(GoPack *p, NodeId n, uint32_t def)
{
    Str name = node_text(p->t, go_field(p, n, FIELD_NAME));
    Str package = p->b->names.at[p->b->scopes.at[1].extra];

    if (go_kind(p, n) == GO_METHOD_DECLARATION)
        return;
    if (str_is(name, "main") && str_is(package, "main"))
        add_note(p, NOTE_ENTRY_POINT, name, go_field(p, n, FIELD_NAME), 0);
    if (is_test(p, n, name)) {
        p->b->defs.at[def].flags |= DEF_IS_TEST;
        add_note(p, NOTE_TEST, name, go_field(p, n, FIELD_NAME), 0);
    }
}

void go_note_directive(GoPack *p, NodeId comment)
{
    Str text = node_text(p->t, comment);

    if (!str_starts(text, STR("//go:build ")) && !str_starts(text, STR("// +build ")))
        return;
    text = str_trim(str_sub(text, 2, MIN_OF(text.len, (size_t)BUILD_TAG_MAX_BYTES)));
    facts_add_note(p->b, (Note){.kind = NOTE_BUILD_TAG,
                                .text = facts_add_name(p->b, text),
                                .at = p->t->nodes[comment].start});
}
