/*
 * java_notes.c -- the Java pack: entry points, tests, routes, flags, environment variables.
 *
 * Annotations are known by their simple names, whichever framework they are of.
 */
#include "syntax/packs/java_pack.h"

enum { NOTE_TEXT_MAX_BYTES = 200 };

Str java_string(const JavaPack *p, NodeId n)
{
    Str text = node_text(p->t, n);

    if (java_kind(p, n) != JAVA_STRING || text.len < 2 || str_starts(text, STR("\"\"\"")))
        return STR_NONE;
    return str_sub(text, 1, text.len - 1);
}

static void add_note(JavaPack *p, NoteKind kind, Str text, NodeId at, uint32_t def)
{
    if (text.len && text.len <= NOTE_TEXT_MAX_BYTES)
        facts_add_note(p->b, (Note){.kind = (uint8_t)kind,
                                    .text = facts_name_copy(p->b, text),
                                    .at = p->t->nodes[at].start,
                                    .def = def});
}

/* The simple name of an annotation. */
static Str annotation_name(const JavaPack *p, NodeId n)
{
    Str name = node_text(p->t, java_field(p, n, FIELD_NAME));
    size_t dot = str_rfind_char(name, '.');

    return dot == SIZE_MAX ? name : str_sub(name, dot + 1, name.len);
}

/* The value of an element of an annotation; `key` NULL or "value": the one without a name, too. */
static NodeId element(const JavaPack *p, NodeId annotation, const char *key)
{
    NODE_EACH_CHILD (p->t, java_field(p, annotation, FIELD_ARGUMENTS), child) {
        if (!java_counts(p, child))
            continue;
        if (java_kind(p, child) != JAVA_ELEMENT_PAIR) {
            if (strcmp(key, "value") == 0)
                return child;
        } else if (str_is(node_text(p->t, java_field(p, child, FIELD_KEY)), key)) {
            return java_field(p, child, FIELD_VALUE);
        }
    }
    return NODE_NONE;
}

static NodeId path_element(const JavaPack *p, NodeId annotation)
{
    NodeId value = element(p, annotation, "value");

    return value == NODE_NONE ? element(p, annotation, "path") : value;
}

/* -- routes -- */

typedef struct RouteRow {
    const char *annotation;
    const char *verb; /* "": told by its element `method` */
} RouteRow;

static const RouteRow route_rows[] = {
    {"GetMapping", "GET"},
    {"PostMapping", "POST"},
    {"PutMapping", "PUT"},
    {"DeleteMapping", "DELETE"},
    {"PatchMapping", "PATCH"},
    {"RequestMapping", ""},
    {"GET", "GET"},
    {"POST", "POST"},
    {"PUT", "PUT"},
    {"DELETE", "DELETE"},
    {"PATCH", "PATCH"},
};

static const RouteRow *route_row(Str annotation)
{
    for (size_t i = 0; i < ARRAY_LEN(route_rows); i++) {
        if (str_is(annotation, route_rows[i].annotation))
            return &route_rows[i];
    }
    return NULL;
}

/* The first annotation among the modifiers that has one of two names. */
static NodeId find_annotation(const JavaPack *p, NodeId modifiers, const char *a, const char *b)
{
    NODE_EACH_CHILD (p->t, modifiers, child) {
        Str name = annotation_name(p, child);

        if (str_is(name, a) || str_is(name, b))
            return child;
    }
    return NODE_NONE;
}

/* The class's own @RequestMapping or @Path, in front of those of its methods. */
static Str class_prefix(const JavaPack *p, NodeId method_modifiers)
{
    NodeId class_node = NODE_NONE;

    for (NodeId n = node_parent(p->t, method_modifiers); n != NODE_NONE;
         n = node_parent(p->t, n)) {
        if (java_kind(p, n) == JAVA_CLASS_DECLARATION ||
            java_kind(p, n) == JAVA_INTERFACE_DECLARATION) {
            class_node = n;
            break;
        }
    }
    NodeId modifiers = node_child_of_kind(p->t, class_node, JAVA_MODIFIERS);
    NodeId annotation = find_annotation(p, modifiers, "RequestMapping", "Path");
    NodeId value = path_element(p, annotation);
    if (java_kind(p, value) == JAVA_ELEMENT_ARRAY)
        value = java_child(p, value);
    return java_string(p, value);
}

static void add_route(JavaPack *p, Str verb, Str prefix, Str path, NodeId at, uint32_t def)
{
    AUTO(buf_done) Buf text = BUF(NOTE_TEXT_MAX_BYTES);

    buf_printf(&text, "%.*s ", STR_ARG(verb));
    if (!str_starts(prefix, STR("/")) && !(prefix.len == 0 && str_starts(path, STR("/"))))
        buf_add_char(&text, '/');
    buf_add(&text, prefix);
    if (path.len && prefix.len && !str_starts(path, STR("/")) && !str_ends(prefix, STR("/")))
        buf_add_char(&text, '/');
    buf_add(&text, path);
    add_note(p, NOTE_ROUTE, buf_str(&text), at, def);
}

static void note_route(JavaPack *p, NodeId modifiers, NodeId annotation, const RouteRow *row,
                       uint32_t def)
{
    Str prefix = class_prefix(p, modifiers), verb = str_from(row->verb);
    NodeId value = path_element(p, annotation);

    if (!verb.len) {
        Str method = node_text(p->t, element(p, annotation, "method"));
        size_t dot = str_rfind_char(method, '.');

        verb = method.len ? str_trim(str_sub(method, dot == SIZE_MAX ? 0 : dot + 1, method.len))
                          : STR("ANY");
        if (str_ends(verb, STR("}")))
            verb = str_trim(str_sub(verb, 0, verb.len - 1));
    } else if (strcmp(row->annotation, row->verb) ==
               0) { /* JAX-RS: the path stands beside the verb */
        value = path_element(p, find_annotation(p, modifiers, "Path", "Path"));
    }
    if (java_kind(p, value) != JAVA_ELEMENT_ARRAY) {
        add_route(p, verb, prefix, java_string(p, value), annotation, def);
        return;
    }
    NODE_EACH_CHILD (p->t, value, child) {
        if (java_kind(p, child) == JAVA_STRING)
            add_route(p, verb, prefix, java_string(p, child), child, def);
    }
}

/* -- flags: @Option(names = {"-v", "--verbose"}), @Option(name = "--x"), @Parameter(names = ...) -- */

static void note_flag(JavaPack *p, NodeId annotation, uint32_t def)
{
    NodeId value = element(p, annotation, "names");
    NodeId last = NODE_NONE;

    if (value == NODE_NONE)
        value = element(p, annotation, "name");
    if (java_kind(p, value) == JAVA_STRING)
        last = value;
    NODE_EACH_CHILD (p->t, value, child) {
        /* the longest form stands for all */
        if (java_kind(p, child) == JAVA_STRING &&
            (last == NODE_NONE || java_string(p, child).len > java_string(p, last).len))
            last = child;
    }
    if (str_starts(java_string(p, last), STR("-")))
        add_note(p, NOTE_FLAG, java_string(p, last), last, def);
}

static bool is_test_annotation(Str name)
{
    static const char *const words[] = {"Test",        "ParameterizedTest", "RepeatedTest",
                                        "TestFactory", "TestTemplate",      "Property"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(name, words[i]))
            return true;
    }
    return false;
}

static void note_test(JavaPack *p, NodeId at, uint32_t def)
{
    if (p->b->defs.at[def].kind != DEF_METHOD || (p->b->defs.at[def].flags & DEF_IS_TEST))
        return;
    p->b->defs.at[def].flags |= DEF_IS_TEST;
    add_note(p, NOTE_TEST, p->b->names.at[p->b->defs.at[def].name], at, def);
}

void java_note_annotations(JavaPack *p, NodeId modifiers, uint32_t def)
{
    bool is_method = p->b->defs.at[def].kind == DEF_METHOD;

    NODE_EACH_CHILD (p->t, modifiers, child) {
        Str name = annotation_name(p, child);
        const RouteRow *row = name.len && is_method ? route_row(name) : NULL;

        if (row)
            note_route(p, modifiers, child, row, def);
        else if (str_is(name, "Option") || str_is(name, "Parameter"))
            note_flag(p, child, def);
        else if (is_test_annotation(name))
            note_test(p, child, def);
        else if (str_is(name, "Command"))
            add_note(p, NOTE_COMMAND, java_string(p, element(p, child, "name")), child, def);
    }
}

/* -- methods and calls -- */

static bool extends_test_case(const JavaPack *p, NodeId method)
{
    NodeId body = node_parent(p->t, method);
    NodeId super = java_field(p, node_parent(p->t, body), FIELD_SUPERCLASS);

    return str_ends(node_text(p->t, super), STR("TestCase"));
}

void java_note_method(JavaPack *p, NodeId n, NodeId modifiers, uint32_t def)
{
    NodeId name_node = java_field(p, n, FIELD_NAME), list = java_field(p, n, FIELD_PARAMETERS);
    Str name = node_text(p->t, name_node);
    bool is_public = node_child_of_kind(p->t, modifiers, JAVA_TOKEN_PUBLIC) != NODE_NONE;
    bool is_static = node_child_of_kind(p->t, modifiers, JAVA_TOKEN_STATIC) != NODE_NONE;

    if (java_kind(p, n) != JAVA_METHOD_DECLARATION)
        return;
    if (is_public && is_static && str_is(name, "main") &&
        str_has(node_text(p->t, list), STR("String")))
        add_note(p, NOTE_ENTRY_POINT, name, name_node, def);
    if (is_public && !is_static && str_starts(name, STR("test")) &&
        java_child(p, list) == NODE_NONE && extends_test_case(p, n))
        note_test(p, name_node, def);
}

void java_note_call(JavaPack *p, NodeId n)
{
    NodeId argument = java_child(p, java_field(p, n, FIELD_ARGUMENTS));

    if (str_is(node_text(p->t, java_field(p, n, FIELD_NAME)), "getenv") &&
        str_is(node_text(p->t, java_field(p, n, FIELD_OBJECT)), "System"))
        add_note(p, NOTE_ENVIRONMENT, java_string(p, argument), argument, p->def);
}
