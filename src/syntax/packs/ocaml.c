/*
 * ocaml.c -- OCaml, by a table. `let` defines a function when it has parameters or its value is
 * one; inside a function it makes a local.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "type", "pattern", "module", "function", "object", "method", "field", "record"

#define ROWS(X)                                                                                    \
    X("open_module", .role = TABLE_IMPORT, .module = "module", .flags = TABLE_IMPORTS_ALL)         \
    X("module_binding", TABLE_DEFINES(MODULE, "#module_name", "body"))                             \
    X("module_type_definition", TABLE_DEFINES(INTERFACE, "#module_type_name", "body"))             \
    X("module_parameter", .role = TABLE_PARAMETER, .name = "#module_name")                         \
    X("type_binding", TABLE_DEFINES(TYPE, "name", "body"), .flags = TABLE_KEEPS_SCOPE)             \
    X("constructor_declaration", TABLE_DEFINES(ENUM_MEMBER, "#constructor_name", NULL))            \
    X("field_declaration", TABLE_DEFINES(FIELD, "#field_name", NULL), .type = "type")              \
    X("value_definition", .role = TABLE_PLAIN)                                                     \
    X("let_binding", TABLE_DEFINES(VARIABLE, "pattern", "body"))                                   \
    X("value_specification", TABLE_DEFINES(FUNCTION, "#value_name", NULL))                         \
    X("external", TABLE_DEFINES(FUNCTION, "#value_name", NULL))                                    \
    X("class_binding", TABLE_DEFINES(CLASS, "#class_name", "body"))                                \
    X("method_definition", TABLE_DEFINES(METHOD, "#method_name", "body"))                          \
    X("instance_variable_definition", TABLE_DEFINES(FIELD, "#instance_variable_name", NULL))       \
    X("inheritance_definition", .role = TABLE_BASES)                                               \
    X("parameter", .role = TABLE_PARAMETERS)                                                       \
    X("value_pattern", .role = TABLE_PARAMETER)                                                    \
    X("match_case", .role = TABLE_SCOPE)                                                           \
    X("let_expression", .role = TABLE_SCOPE)                                                       \
    X("fun_expression", .role = TABLE_LAMBDA)                                                      \
    X("function_expression", .role = TABLE_LAMBDA)                                                 \
    X("application_expression", .role = TABLE_CALL, .callee = "function")                          \
    X("method_invocation", .role = TABLE_CALL, .object = "object", .callee = "method")             \
    X("field_get_expression", .role = TABLE_MEMBER, .object = "record", .name = "field")           \
    X("value_path", .role = TABLE_MEMBER, .object = "#module_path", .name = "#value_name")         \
    X("constructor_path", .role = TABLE_MEMBER, .object = "#module_path", .name = "#constructor_name") \
    X("field_path", .role = TABLE_MEMBER, .object = "#module_path", .name = "#field_name")         \
    X("type_constructor_path", .role = TABLE_MEMBER, .object = "#extended_module_path", .name = "#type_constructor") \
    X("module_type_path", .role = TABLE_MEMBER, .object = "#extended_module_path", .name = "#module_type_name") \
    X("class_path", .role = TABLE_MEMBER, .object = "#module_path", .name = "#class_name")         \
    X("module_path", .role = TABLE_MEMBER, .object = "#module_path", .name = "#module_name")       \
    X("extended_module_path", .role = TABLE_MEMBER, .object = "#extended_module_path", .name = "#module_name") \
    X("module_name", .role = TABLE_PLAIN)                                                          \
    X("module_type_name", .role = TABLE_PLAIN)                                                     \
    X("constructor_name", .role = TABLE_PLAIN)                                                     \
    X("field_name", .role = TABLE_PLAIN)                                                           \
    X("value_name", .role = TABLE_PLAIN)                                                           \
    X("class_name", .role = TABLE_PLAIN)                                                           \
    X("method_name", .role = TABLE_PLAIN)                                                          \
    X("instance_variable_name", .role = TABLE_PLAIN)                                               \
    X("type_constructor", .role = TABLE_PLAIN)                                                     \
    X("unit", .role = TABLE_PLAIN)                                                                 \
    X("string", .role = TABLE_STRING)                                                              \
    X("comment", .role = TABLE_COMMENT)
/* clang-format on */

static bool is_function(const TableWalk *w, NodeId n)
{
    NodeId body = table_select(w, n, "body");

    return table_select(w, n, "#parameter") != NODE_NONE ||
           table_is(w, body, "fun_expression") || table_is(w, body, "function_expression");
}

static bool hook(TableWalk *w, NodeId n, uint32_t *ret UNUSED)
{
    if (!table_is(w, n, "let_binding"))
        return false;
    NodeId name = table_select(w, n, "pattern");
    if (table_is(w, name, "unit") && w->at.scope == 1)
        table_note(w, NOTE_ENTRY_POINT, "", STR("let () ="), n, 0);
    if (!table_is(w, name, "value_name")) {
        table_lambda(w, n);
        return true;
    }
    if (w->at.function) {
        table_local(w, name, LOCAL_VARIABLE, 0, 0);
        if (is_function(w, n))
            table_lambda(w, n);
        else
            (void)table_walk_children(w, n);
        return true;
    }
    if (!is_function(w, n))
        return false;
    (void)table_define_all(w, n, name, table_select(w, n, "body"), DEF_FUNCTION);
    return true;
}

TABLE_PACK(ocaml, LANG_OCAML, 3, ROWS, FIELDS, .doc = "(**", .outside = VISIBLE_PUBLIC,
           .inside = VISIBLE_PUBLIC, .environment_calls = "getenv getenv_opt",
           .not_names = "_ int string bool unit float char list option array self",
           .hook = hook);
