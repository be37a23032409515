/*
 * python_notes.c -- literals and places of a Python file that carry meaning: routes,
 * command-line flags and commands, environment variables, the entry point, TODO comments,
 * __all__.
 *
 * Recognised by the shape of the call alone (the pack sees no other file): names that the
 * widespread frameworks share, with a first argument that looks the part.
 */
#include "syntax/packs/python_pack.h"

enum { NOTE_MAX_BYTES = 200, METHODS_MAX = 8 };

Str py_string(const Py *py, NodeId n)
{
    NodeId content = py_kind(py, n) == KIND_STRING
                         ? node_child_of_kind(py->t, n, KIND_STRING_CONTENT)
                         : NODE_NONE;
    Str text = py_text(py, content);

    if (n != NODE_NONE && node_child_of_kind(py->t, n, KIND_INTERPOLATION) != NODE_NONE)
        return STR_NONE;
    return text.len <= NOTE_MAX_BYTES && str_find_char(text, '\n', 0) == SIZE_MAX ? text
                                                                                  : STR_NONE;
}

static void add_note(Py *py, NoteKind kind, Str text, NodeId at, uint32_t def)
{
    facts_add_note(py->b, (Note){.kind = (uint8_t)kind,
                                 .text = facts_name_copy(py->b, text),
                                 .at = py->t->nodes[at].start,
                                 .def = def});
}

static NodeId positional(const Py *py, NodeId call, unsigned number)
{
    NodeId list = py_field(py, call, FIELD_ARGUMENTS);

    if (py_kind(py, list) != KIND_ARGUMENTS)
        return NODE_NONE;
    NODE_EACH_CHILD (py->t, list, child) {
        if (py_kind(py, child) == KIND_COMMENT)
            continue;
        if (py_kind(py, child) == KIND_KEYWORD)
            return NODE_NONE;
        if (number-- == 0)
            return child;
    }
    return NODE_NONE;
}

static NodeId keyword(const Py *py, NodeId call, const char *name)
{
    NodeId list = py_field(py, call, FIELD_ARGUMENTS);

    if (py_kind(py, list) != KIND_ARGUMENTS)
        return NODE_NONE;
    NODE_EACH_CHILD (py->t, list, child) {
        if (py_kind(py, child) == KIND_KEYWORD &&
            str_is(py_text(py, py_field(py, child, FIELD_NAME)), name))
            return py_field(py, child, FIELD_VALUE);
    }
    return NODE_NONE;
}

/* -- routes -- */

static void add_route(Py *py, NodeId call, Str method, Str path, uint32_t def)
{
    AUTO(buf_done) Buf text = BUF(2 * NOTE_MAX_BYTES);

    for (size_t i = 0; i < method.len; i++)
        buf_add_char(&text, (char)(method.ptr[i] & ~0x20));
    buf_printf(&text, "%s%.*s", method.len ? " " : "", STR_ARG(path));
    add_note(py, NOTE_ROUTE, buf_str(&text), call, def);
}

/* app.route("/x", methods=["POST"]): a note for each method. */
static void note_route(Py *py, NodeId call, uint32_t def)
{
    Str path = py_string(py, positional(py, call, 0));
    NodeId methods = keyword(py, call, "methods");
    unsigned count = 0;

    if (!str_starts(path, STR("/")))
        return;
    if (methods != NODE_NONE) {
        NODE_EACH_CHILD (py->t, methods, child) {
            Str method = py_string(py, child);

            if (method.len && count < METHODS_MAX) {
                add_route(py, call, method, path, def);
                count++;
            }
        }
    }
    if (!count)
        add_route(py, call, STR("GET"), path, def);
}

/* router.get("/x") as a decorator: the attribute is the method. */
static void note_method_route(Py *py, NodeId call, Str method, uint32_t def)
{
    Str path = py_string(py, positional(py, call, 0));

    if (py->decorated && str_starts(path, STR("/")))
        add_route(py, call, method, path, def);
}

/* path("x/", view) in a list of URL patterns. */
static void note_url_pattern(Py *py, NodeId call, uint32_t def)
{
    Str path = py_string(py, positional(py, call, 0));

    if (positional(py, call, 1) == NODE_NONE ||
        py_kind(py, positional(py, call, 0)) != KIND_STRING ||
        py_kind(py, node_parent(py->t, call)) != KIND_LIST)
        return;
    if (str_starts(path, STR("^")))
        path = str_sub(path, 1, path.len);
    AUTO(buf_done) Buf text = BUF(2 * NOTE_MAX_BYTES);
    buf_printf(&text, "/%.*s", STR_ARG(path));
    add_note(py, NOTE_ROUTE, buf_str(&text), call, def);
}

/* -- command lines -- */

/* The longest of the option's spellings: "--verbose" of "-v", "--verbose". */
static void note_flag(Py *py, NodeId call, uint32_t def)
{
    NodeId at = NODE_NONE;
    Str best = STR_NONE;

    for (unsigned i = 0; i < METHODS_MAX; i++) {
        NodeId n = positional(py, call, i);
        Str text = py_string(py, n);

        if (str_starts(text, STR("-")) && text.len > best.len && text.len > 1) {
            best = text;
            at = n;
        }
    }
    if (at != NODE_NONE)
        add_note(py, NOTE_FLAG, best, at, def);
}

static void note_command(Py *py, NodeId call, uint32_t def)
{
    Str name = py_string(py, positional(py, call, 0));

    if (name.len && str_find_char(name, ' ', 0) == SIZE_MAX)
        add_note(py, NOTE_COMMAND, name, call, def);
}

/* -- the environment -- */

static bool is_environ(const Py *py, NodeId n)
{
    return str_is(py_last_name(py, n), "environ") &&
           (py_kind(py, n) == KIND_ATTRIBUTE || py_kind(py, n) == KIND_IDENTIFIER);
}

static void note_environment(Py *py, NodeId name_node, uint32_t def)
{
    Str name = py_string(py, name_node);

    if (name.len)
        add_note(py, NOTE_ENVIRONMENT, name, name_node, def);
}

void py_note_subscript(Py *py, NodeId subscript, uint32_t scope)
{
    if (is_environ(py, py_field(py, subscript, FIELD_VALUE)))
        note_environment(py, py_field(py, subscript, FIELD_SUBSCRIPT),
                         py->b->scopes.at[scope].def);
}

/* -- calls -- */

void py_note_call(Py *py, NodeId call, uint32_t scope)
{
    NodeId callee = py_field(py, call, FIELD_FUNCTION);
    Str name = py_last_name(py, callee);
    bool is_attribute = py_kind(py, callee) == KIND_ATTRIBUTE;
    uint32_t def = py->decorated ? py->decorated : py->b->scopes.at[scope].def;

    if (name.len == 0 || py_kind(py, callee) == KIND_CALL)
        return;
    switch (name.ptr[0]) {
    case 'r':
        if (is_attribute && str_is(name, "route"))
            note_route(py, call, def);
        else if (str_is(name, "re_path"))
            note_url_pattern(py, call, def);
        break;
    case 'p':
        if (str_is(name, "path"))
            note_url_pattern(py, call, def);
        else if (is_attribute &&
                 (str_is(name, "post") || str_is(name, "put") || str_is(name, "patch")))
            note_method_route(py, call, name, def);
        break;
    case 'd':
    case 'h':
    case 'w':
        if (is_attribute &&
            (str_is(name, "delete") || str_is(name, "head") || str_is(name, "websocket")))
            note_method_route(py, call, name, def);
        break;
    case 'u':
        if (str_is(name, "url"))
            note_url_pattern(py, call, def);
        break;
    case 'o':
        if (str_is(name, "option"))
            note_flag(py, call, def);
        break;
    case 'a':
        if (str_is(name, "add_argument") || str_is(name, "add_option"))
            note_flag(py, call, def);
        else if (str_is(name, "add_parser"))
            note_command(py, call, def);
        else if (str_is(name, "add_url_rule"))
            note_route(py, call, def);
        break;
    case 'c':
        if (py->decorated && str_is(name, "command"))
            note_command(py, call, def);
        break;
    case 'g':
        if (str_is(name, "getenv"))
            note_environment(py, positional(py, call, 0), def);
        else if (is_attribute && str_is(name, "get")) {
            if (is_environ(py, py_field(py, callee, FIELD_OBJECT)))
                note_environment(py, positional(py, call, 0), def);
            else
                note_method_route(py, call, name, def);
        }
        break;
    case 's':
        if (str_is(name, "setdefault") && is_attribute &&
            is_environ(py, py_field(py, callee, FIELD_OBJECT)))
            note_environment(py, positional(py, call, 0), def);
        break;
    default:
        break;
    }
}

/* -- the rest -- */

void py_note_main(Py *py, NodeId if_statement, uint32_t scope)
{
    Str condition = py_text(py, py_field(py, if_statement, FIELD_CONDITION));

    if (scope == 1 && condition.len < 40 && str_has(condition, STR("__name__")) &&
        str_has(condition, STR("__main__")))
        add_note(py, NOTE_ENTRY_POINT, STR("__main__"), if_statement, 0);
}

void py_note_exports(Py *py, NodeId list)
{
    if (list == NODE_NONE)
        return;
    NODE_EACH_CHILD (py->t, list, child) {
        Str name = py_string(py, child);

        if (name.len)
            add_note(py, NOTE_EXPORT, name, child, 0);
        else if (py_kind(py, child) == KIND_LIST || py_kind(py, child) == KIND_TUPLE)
            py_note_exports(py, child);
    }
}

static uint32_t def_around(const Py *py, NodeId n)
{
    for (n = node_parent(py->t, n); n != NODE_NONE; n = node_parent(py->t, n)) {
        if (py_kind(py, n) == KIND_FUNCTION || py_kind(py, n) == KIND_CLASS)
            return py->mark[n];
    }
    return 0;
}

static bool is_todo(Str comment)
{
    static const char *const words[] = {"TODO", "FIXME", "XXX", "BUG"};

    for (size_t at = 0; at + 2 < comment.len; at++) {
        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
            if (comment.ptr[at] == words[i][0] &&
                str_starts(str_sub(comment, at, comment.len), str_from(words[i])))
                return true;
        }
    }
    return false;
}

void py_note_comments(Py *py)
{
    for (NodeId n = 0; n < py->t->count; n++) {
        if (py_kind(py, n) != KIND_COMMENT)
            continue;
        Str text = py_text(py, n);
        while (text.len && text.ptr[0] == '#')
            text = str_sub(text, 1, text.len);
        text = str_trim(str_sub(text, 0, NOTE_MAX_BYTES));
        if (is_todo(text))
            add_note(py, NOTE_TODO, text, n, def_around(py, n));
    }
}
