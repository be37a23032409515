/*
 * ruby.c -- Ruby, by a table; what is written as a call (require, attr_reader, private ...) by the
 * hook.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "left", "receiver", "method", "arguments", "block", "scope", "object"

#define ROWS(X)                                                                                    \
    X("class", TABLE_DEFINES(CLASS, "name", "body"))                                               \
    X("module", TABLE_DEFINES(MODULE, "name", "body"))                                             \
    X("method", TABLE_DEFINES(METHOD, "name", "body"))                                             \
    X("singleton_method", TABLE_DEFINES(METHOD, "name", "body"))                                   \
    X("superclass", .role = TABLE_BASES)                                                           \
    X("method_parameters", .role = TABLE_PARAMETERS)                                               \
    X("lambda_parameters", .role = TABLE_PARAMETERS)                                               \
    X("block_parameters", .role = TABLE_PARAMETERS)                                                \
    X("left_assignment_list", .role = TABLE_PARAMETERS)                                            \
    X("optional_parameter", .role = TABLE_PARAMETER, .name = "name")                               \
    X("keyword_parameter", .role = TABLE_PARAMETER, .name = "name")                                \
    X("assignment", .role = TABLE_ASSIGN, .name = "left")                                          \
    X("operator_assignment", .role = TABLE_ASSIGN, .name = "left")                                 \
    X("call", .role = TABLE_CALL, .object = "receiver", .callee = "method")                        \
    X("element_reference", .role = TABLE_PLAIN)                                                    \
    X("argument_list", .role = TABLE_PLAIN)                                                        \
    X("scope_resolution", .role = TABLE_MEMBER, .object = "scope", .name = "name")                 \
    X("constant", .role = TABLE_NAME, .def = DEF_CONSTANT)                                         \
    X("instance_variable", .role = TABLE_NAME, .def = DEF_FIELD)                                   \
    X("class_variable", .role = TABLE_NAME, .def = DEF_FIELD)                                      \
    X("global_variable", .role = TABLE_IGNORED)                                                    \
    X("identifier", .role = TABLE_NAME)                                                            \
    X("self", .role = TABLE_THIS)                                                                  \
    X("block", .role = TABLE_LAMBDA)                                                               \
    X("do_block", .role = TABLE_LAMBDA)                                                            \
    X("lambda", .role = TABLE_LAMBDA)                                                              \
    X("string", .role = TABLE_STRING)                                                              \
    X("simple_symbol", .role = TABLE_IGNORED)                                                      \
    X("hash_key_symbol", .role = TABLE_IGNORED)                                                    \
    X("comment", .role = TABLE_COMMENT)
/* clang-format on */

/* private, protected, public alone: for all that follows in the class. */
static bool set_visibility(TableWalk *w, Str word)
{
    if (!w->at.class && !w->at.def)
        return false;
    if (str_is(word, "private") || str_is(word, "protected") || str_is(word, "public")) {
        w->at.forced = str_is(word, "public") ? VISIBLE_PUBLIC : VISIBLE_CLASS;
        w->at.is_forced = true;
        return true;
    }
    return false;
}

/* attr_accessor :x, :y */
static void define_attributes(TableWalk *w, NodeId call, NodeId arguments)
{
    NODE_EACH_CHILD (w->t, arguments, child) {
        if (!table_is(w, child, "simple_symbol"))
            continue;
        uint32_t def = table_define(w, call, child, NODE_NONE, DEF_PROPERTY);
        Str name = node_text(w->t, child);

        w->b->defs.at[def].name = facts_add_name(w->b, str_sub(name, 1, name.len));
        w->b->defs.at[def].name_start++;
        w->b->defs.at[def].flags |= DEF_IS_GETTER | DEF_IS_GENERATED;
    }
}

static bool is_route(const TableWalk *w, NodeId call, NodeId arguments)
{
    Str text = node_text(w->t, arguments);

    return table_select(w, call, "block") != NODE_NONE || str_has(text, STR("to:")) ||
           str_has(text, STR("=>"));
}

static void note_route(TableWalk *w, NodeId call, Str method)
{
    static const char *const methods[] = {"get", "post", "put", "delete", "patch"};
    static const char *const words[] = {"GET ", "POST ", "PUT ", "DELETE ", "PATCH "};
    Str path = table_string_in(w, call, 0);

    for (size_t i = 0; i < ARRAY_LEN(methods) && path.len && path.ptr[0] == '/'; i++) {
        if (str_is(method, methods[i]))
            table_note(w, NOTE_ROUTE, words[i], path, call, w->at.def);
    }
}

/* A call without receiver that Ruby programs use as a word of the language. */
static bool read_word(TableWalk *w, NodeId n, NodeId arguments)
{
    Str method = node_text(w->t, table_select(w, n, "method"));

    if (str_is(method, "require") || str_is(method, "require_relative") ||
        str_is(method, "load")) {
        Str path = table_string_in(w, n, 0);

        if (path.len)
            table_import(w, n, path, STR_NONE, STR_NONE, IMPORT_ALL);
        return path.len > 0;
    }
    if (arguments == NODE_NONE)
        return set_visibility(w, method);
    if (str_starts(method, STR("attr_"))) {
        define_attributes(w, n, arguments);
        return true;
    }
    if (str_is(method, "include") || str_is(method, "extend") || str_is(method, "prepend")) {
        bool was_in = w->is_in_bases;

        w->is_in_bases = true;
        (void)table_walk_children(w, arguments);
        w->is_in_bases = was_in;
        return true;
    }
    if (is_route(w, n, arguments))
        note_route(w, n, method);
    return false;
}

static bool hook(TableWalk *w, NodeId n, uint32_t *ret UNUSED)
{
    if (table_is(w, n, "identifier"))
        return set_visibility(w, node_text(w->t, n));
    if (table_is(w, n, "element_reference") && str_starts(node_text(w->t, n), STR("ENV["))) {
        Str name = table_string_in(w, n, 0);

        if (name.len)
            table_note(w, NOTE_ENVIRONMENT, "", name, n, w->at.def);
        return false;
    }
    if (!table_is(w, n, "call"))
        return false;
    NodeId receiver = table_select(w, n, "receiver");
    if (receiver == NODE_NONE)
        return read_word(w, n, table_select(w, n, "arguments"));
    if (str_is(node_text(w->t, receiver), "ENV") &&
        str_is(node_text(w->t, table_select(w, n, "method")), "fetch"))
        table_note(w, NOTE_ENVIRONMENT, "", table_string_in(w, n, w->t->nodes[receiver].end), n,
                   w->at.def);
    return false;
}

TABLE_PACK(ruby, LANG_RUBY, 3, ROWS, FIELDS, .doc = "", .doc_not = "#!",
           .outside = VISIBLE_PUBLIC, .inside = VISIBLE_PUBLIC, .constructor = "initialize",
           .test_prefix = "test_", .test_calls = "it specify scenario test",
           .not_names = "raise puts p print lambda proc loop", .hook = hook);
