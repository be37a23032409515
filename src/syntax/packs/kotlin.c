/*
 * kotlin.c -- Kotlin, by a table.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "type"

#define ROWS(X)                                                                                    \
    X("package_header", .role = TABLE_IGNORED)                                                     \
    X("import", .role = TABLE_IMPORT, .module = "#qualified_identifier", .alias = "#identifier")   \
    X("qualified_identifier", .role = TABLE_IGNORED)                                               \
    X("class_declaration", TABLE_DEFINES(CLASS, "name", "#class_body|#enum_class_body"),           \
      .flags = TABLE_KIND_BY_WORD)                                                                 \
    X("object_declaration", TABLE_DEFINES(CLASS, "name", "#class_body"))                           \
    X("class_body", .role = TABLE_PLAIN)                                                           \
    X("enum_class_body", .role = TABLE_PLAIN)                                                      \
    X("enum_entry", TABLE_DEFINES(ENUM_MEMBER, "#identifier", NULL))                               \
    X("function_declaration", TABLE_DEFINES(FUNCTION, "name", "#function_body"),                   \
      .type = "#user_type|#nullable_type")                                                         \
    X("function_body", .role = TABLE_PLAIN)                                                        \
    X("secondary_constructor", .role = TABLE_LAMBDA)                                               \
    X("anonymous_initializer", .role = TABLE_LAMBDA)                                               \
    X("property_declaration", TABLE_DEFINES(PROPERTY, "#variable_declaration/#identifier", NULL),  \
      .type = "#variable_declaration/#user_type|#variable_declaration/#nullable_type",             \
      .flags = TABLE_KIND_BY_WORD)                                                                 \
    X("nullable_type", .role = TABLE_PLAIN)                                                        \
    X("type_alias", TABLE_DEFINES(TYPE, "type", NULL))                                             \
    X("class_parameter", .role = TABLE_PARAMETER, .name = "#identifier", .type = "#user_type|#nullable_type") \
    X("parameter", .role = TABLE_PARAMETER, .name = "#identifier", .type = "#user_type|#nullable_type") \
    X("type_parameter", .role = TABLE_PARAMETER, .name = "#identifier")                            \
    X("variable_declaration", .role = TABLE_PARAMETERS)                                            \
    X("lambda_parameters", .role = TABLE_PARAMETERS)                                               \
    X("delegation_specifiers", .role = TABLE_BASES)                                                \
    X("modifiers", .role = TABLE_MARKS)                                                            \
    X("annotation", .role = TABLE_MARKS)                                                           \
    X("block", .role = TABLE_SCOPE)                                                                \
    X("for_statement", .role = TABLE_SCOPE)                                                        \
    X("lambda_literal", .role = TABLE_LAMBDA)                                                      \
    X("anonymous_function", .role = TABLE_LAMBDA)                                                  \
    X("call_expression", .role = TABLE_CALL, .callee = ".")                                        \
    X("constructor_invocation", .role = TABLE_NEW, .callee = "#user_type")                         \
    X("navigation_expression", .role = TABLE_MEMBER, .object = ".", .name = "^")                   \
    X("user_type", .role = TABLE_TYPE_NAME, .name = "#identifier")                                 \
    X("identifier", .role = TABLE_NAME)                                                            \
    X("this_expression", .role = TABLE_THIS)                                                       \
    X("super_expression", .role = TABLE_THIS)                                                      \
    X("string_literal", .role = TABLE_STRING)                                                      \
    X("line_comment", .role = TABLE_COMMENT)                                                       \
    X("block_comment", .role = TABLE_COMMENT)
/* clang-format on */

/* `class C(val x: Int)`: x is a property of C. */
static bool hook(TableWalk *w, NodeId n, uint32_t *ret UNUSED)
{
    if (!table_is(w, n, "class_parameter"))
        return false;
    NodeId name = table_select(w, n, "#identifier");
    if (name == NODE_NONE)
        return false;
    Str head = str_sub(w->t->src, w->t->nodes[n].start, w->t->nodes[name].start);
    if (!str_has(head, STR("val ")) && !str_has(head, STR("var ")))
        return false;
    (void)table_define_all(w, n, name, NODE_NONE, DEF_PROPERTY);
    return true;
}

TABLE_PACK(kotlin, LANG_KOTLIN, 3, ROWS, FIELDS, .doc = "/**", .outside = VISIBLE_PUBLIC,
           .inside = VISIBLE_PUBLIC, .main = "main", .test_marks = "Test ParameterizedTest",
           .test_calls = "it should", .not_names = "it field",
           .route_calls = "get post put delete patch", .environment_calls = "getenv",
           .hook = hook);
