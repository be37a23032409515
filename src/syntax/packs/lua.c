/*
 * lua.c -- Lua, by a table. A function is a value here: `M.f = function` defines as `function M.f`
 * does.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "table", "field", "method", "arguments", "value", "content"

#define ROWS(X)                                                                                    \
    X("function_declaration", TABLE_DEFINES(FUNCTION, "name", "body"))                             \
    X("parameters", .role = TABLE_PARAMETERS)                                                      \
    X("variable_declaration", .role = TABLE_MARKS)                                                 \
    X("assignment_statement", .role = TABLE_ASSIGN, .name = "#variable_list/name")                 \
    X("variable_list", .role = TABLE_PARAMETERS)                                                   \
    X("expression_list", .role = TABLE_PLAIN)                                                      \
    X("for_generic_clause", .role = TABLE_PLAIN)                                                   \
    X("for_numeric_clause", .role = TABLE_PARAMETER, .name = "name")                               \
    X("function_definition", .role = TABLE_LAMBDA)                                                 \
    X("block", .role = TABLE_SCOPE)                                                                \
    X("for_statement", .role = TABLE_SCOPE)                                                        \
    X("function_call", .role = TABLE_CALL, .callee = "name")                                       \
    X("dot_index_expression", .role = TABLE_MEMBER, .object = "table", .name = "field")            \
    X("method_index_expression", .role = TABLE_MEMBER, .object = "table", .name = "method")        \
    X("field", .role = TABLE_PLAIN)                                                                \
    X("identifier", .role = TABLE_NAME)                                                            \
    X("string", .role = TABLE_STRING)                                                              \
    X("comment_content", .role = TABLE_IGNORED)                                                    \
    X("comment", .role = TABLE_COMMENT)
/* clang-format on */

static NodeId function_value(const TableWalk *w, NodeId list)
{
    NodeId value = table_select(w, list, "value");

    return table_is(w, value, "function_definition") ? value : NODE_NONE;
}

static void define_function(TableWalk *w, NodeId n, NodeId name, NodeId function)
{
    uint32_t def = table_define_all(w, n, name, table_select(w, function, "body"),
                                    DEF_FUNCTION);

    w->b->defs.at[def].end = w->t->nodes[function].end;
}

static bool hook(TableWalk *w, NodeId n, uint32_t *ret)
{
    if (table_is(w, n, "assignment_statement")) {
        NodeId name = table_select(w, n, "#variable_list/name");
        NodeId function = function_value(w, table_select(w, n, "#expression_list"));

        if (name == NODE_NONE || function == NODE_NONE || w->at.function)
            return false;
        define_function(w, n, name, function);
        return true;
    }
    if (table_is(w, n, "field")) { /* of a table: { name = value } */
        NodeId name = table_select(w, n, "name"), value = table_select(w, n, "value");

        if (!table_is(w, name, "identifier"))
            return false;
        if (table_is(w, value, "function_definition") && !w->at.function)
            define_function(w, n, name, value);
        else
            (void)table_walk(w, value);
        return true;
    }
    if (table_is(w, n, "identifier") && str_is(node_text(w->t, n), "self") &&
        !w->is_declaring) {
        *ret = facts_add_expr(
            w->b, (Expr){.kind = EXPR_THIS, .at = w->t->nodes[n].start, .scope = w->at.scope});
        return true;
    }
    if (table_is(w, n, "function_call") &&
        str_is(node_text(w->t, table_select(w, n, "name")), "require")) {
        Str path = table_string_in(w, n, 0);

        if (path.len)
            table_import(w, n, path, STR_NONE, STR_NONE, IMPORT_MODULE);
        return path.len > 0;
    }
    return false;
}

TABLE_PACK(lua, LANG_LUA, 3, ROWS, FIELDS, .doc = "--", .outside = VISIBLE_PUBLIC,
           .inside = VISIBLE_PUBLIC, .test_prefix = "test_", .test_calls = "it test",
           .environment_calls = "getenv",
           .not_names = "print pairs ipairs type tostring tonumber error assert pcall "
                        "setmetatable next select unpack",
           .hook = hook);
