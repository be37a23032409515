/*
 * php.c -- PHP, by a table.
 *
 * Variables are not kept: they are local, and a `$` tells them apart from everything else.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "type", "return_type", "object", "scope", "function", "alias"

#define ROWS(X)                                                                                    \
    X("namespace_name", .role = TABLE_IGNORED)                                                     \
    X("namespace_use_clause", .role = TABLE_IMPORT, .module = "#qualified_name|#name", .alias = "alias") \
    X("class_declaration", TABLE_DEFINES(CLASS, "name", "body"))                                   \
    X("interface_declaration", TABLE_DEFINES(INTERFACE, "name", "body"))                           \
    X("trait_declaration", TABLE_DEFINES(TRAIT, "name", "body"))                                   \
    X("enum_declaration", TABLE_DEFINES(ENUM, "name", "body"))                                     \
    X("enum_case", TABLE_DEFINES(ENUM_MEMBER, "name", NULL))                                       \
    X("function_definition", TABLE_DEFINES(FUNCTION, "name", "body"), .type = "return_type")       \
    X("method_declaration", TABLE_DEFINES(METHOD, "name", "body"), .type = "return_type")          \
    X("property_declaration", .role = TABLE_TYPED, .type = "type")                                 \
    X("named_type", .role = TABLE_TYPE_NAME, .name = "#name|#qualified_name/#name")                \
    X("optional_type", .role = TABLE_PLAIN)                                                        \
    X("property_element", TABLE_DEFINES(FIELD, "name", NULL))                                      \
    X("const_element", TABLE_DEFINES(CONSTANT, "#name", NULL))                                     \
    X("property_promotion_parameter", .role = TABLE_PLAIN, .name = "name", .type = "type")         \
    X("simple_parameter", .role = TABLE_PARAMETER, .name = "name", .type = "type")                 \
    X("variadic_parameter", .role = TABLE_PARAMETER, .name = "name", .type = "type")               \
    X("base_clause", .role = TABLE_BASES)                                                          \
    X("class_interface_clause", .role = TABLE_BASES)                                               \
    X("use_declaration", .role = TABLE_BASES)                                                      \
    X("attribute_list", .role = TABLE_MARKS)                                                       \
    X("visibility_modifier", .role = TABLE_MARKS)                                                  \
    X("abstract_modifier", .role = TABLE_MARKS)                                                    \
    X("static_modifier", .role = TABLE_MARKS)                                                      \
    X("final_modifier", .role = TABLE_MARKS)                                                       \
    X("readonly_modifier", .role = TABLE_MARKS)                                                    \
    X("anonymous_function", .role = TABLE_LAMBDA)                                                  \
    X("arrow_function", .role = TABLE_LAMBDA)                                                      \
    X("function_call_expression", .role = TABLE_CALL, .callee = "function")                        \
    X("member_call_expression", .role = TABLE_CALL, .object = "object", .callee = "name")          \
    X("nullsafe_member_call_expression", .role = TABLE_CALL, .object = "object", .callee = "name") \
    X("scoped_call_expression", .role = TABLE_CALL, .object = "scope", .callee = "name")           \
    X("object_creation_expression", .role = TABLE_NEW, .callee = "#name|#qualified_name")          \
    X("member_access_expression", .role = TABLE_MEMBER, .object = "object", .name = "name")        \
    X("nullsafe_member_access_expression", .role = TABLE_MEMBER, .object = "object", .name = "name") \
    X("scoped_property_access_expression", .role = TABLE_MEMBER, .object = "scope", .name = "name") \
    X("class_constant_access_expression", .role = TABLE_MEMBER, .object = ".", .name = "^")        \
    X("include_expression", .role = TABLE_IMPORT, .module = "#string/#string_content")             \
    X("include_once_expression", .role = TABLE_IMPORT, .module = "#string/#string_content")        \
    X("require_expression", .role = TABLE_IMPORT, .module = "#string/#string_content")             \
    X("require_once_expression", .role = TABLE_IMPORT, .module = "#string/#string_content")        \
    X("relative_scope", .role = TABLE_THIS)                                                        \
    X("qualified_name", .role = TABLE_NAME, .name = "#name")                                       \
    X("name", .role = TABLE_NAME)                                                                  \
    X("variable_name", .role = TABLE_IGNORED, .name = "#name")                                     \
    X("primitive_type", .role = TABLE_IGNORED)                                                     \
    X("string", .role = TABLE_STRING)                                                              \
    X("encapsed_string", .role = TABLE_STRING)                                                     \
    X("string_content", .role = TABLE_IGNORED)                                                     \
    X("arguments", .role = TABLE_PLAIN)                                                            \
    X("argument", .role = TABLE_PLAIN)                                                             \
    X("comment", .role = TABLE_COMMENT)
/* clang-format on */

static bool hook(TableWalk *w, NodeId n, uint32_t *ret)
{
    if (table_is(w, n, "variable_name") && str_is(node_text(w->t, n), "$this")) {
        *ret = facts_add_expr(
            w->b, (Expr){.kind = EXPR_THIS, .at = w->t->nodes[n].start, .scope = w->at.scope});
        return true;
    }
    if (table_is(w, n, "property_promotion_parameter") && w->at.class) {
        /* __construct(private Foo $foo): a field of the class */
        TableContext here = w->at;
        w->at.scope = w->at.class;
        w->at.def = w->b->scopes.at[w->at.class].def;
        uint32_t def = table_define(w, n, table_select(w, n, "name/#name"), NODE_NONE,
                                    DEF_FIELD);
        w->at = here;
        uint32_t type = table_walk(w, table_select(w, n, "type"));
        w->b->defs.at[def].type = type;
        return true;
    }
    if (table_is(w, n, "function_call_expression") &&
        str_is(node_text(w->t, table_select(w, n, "function")), "define")) {
        NodeId name = table_select(w, n, "#arguments/#argument/#string/#string_content");

        if (name != NODE_NONE)
            (void)table_define(w, n, name, NODE_NONE, DEF_CONSTANT);
        return name != NODE_NONE;
    }
    return false;
}

TABLE_PACK(php, LANG_PHP, 3, ROWS, FIELDS, .doc = "/**", .outside = VISIBLE_PUBLIC,
           .inside = VISIBLE_PUBLIC, .constructor = "__construct", .test_marks = "Test",
           .test_prefix = "test", .not_names = "true false null TRUE FALSE NULL",
           .route_calls = "get post put delete patch", .environment_calls = "getenv env",
           .hook = hook);
