/*
 * c_sharp.c -- C#, by a table.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "type", "returns", "value", "accessors", "expression", "function", "left", "qualifier"

#define ROWS(X)                                                                                    \
    X("using_directive", .role = TABLE_IMPORT, .module = "#qualified_name|#identifier", .alias = "name", \
      .flags = TABLE_IMPORTS_ALL)                                                                  \
    X("namespace_declaration", TABLE_DEFINES(NAMESPACE, "name", "body"))                           \
    X("file_scoped_namespace_declaration", .role = TABLE_IGNORED)                                  \
    X("class_declaration", TABLE_DEFINES(CLASS, "name", "body"))                                   \
    X("record_declaration", TABLE_DEFINES(CLASS, "name", "body"))                                  \
    X("struct_declaration", TABLE_DEFINES(STRUCT, "name", "body"))                                 \
    X("interface_declaration", TABLE_DEFINES(INTERFACE, "name", "body"))                           \
    X("enum_declaration", TABLE_DEFINES(ENUM, "name", "body"))                                     \
    X("enum_member_declaration", TABLE_DEFINES(ENUM_MEMBER, "name", NULL))                         \
    X("delegate_declaration", TABLE_DEFINES(TYPE, "name", NULL), .type = "type")                   \
    X("method_declaration", TABLE_DEFINES(METHOD, "name", "body"), .type = "returns")              \
    X("constructor_declaration", TABLE_DEFINES(CONSTRUCTOR, "name", "body"))                       \
    X("local_function_statement", TABLE_DEFINES(FUNCTION, "name", "body"), .type = "type")         \
    X("property_declaration", TABLE_DEFINES(PROPERTY, "name", "accessors|value"), .type = "type")  \
    X("event_declaration", TABLE_DEFINES(PROPERTY, "name", "accessors"), .type = "type")           \
    X("indexer_declaration", .role = TABLE_LAMBDA)                                                 \
    X("operator_declaration", .role = TABLE_LAMBDA)                                                \
    X("variable_declaration", .role = TABLE_TYPED, .type = "type")                                 \
    X("variable_declarator", TABLE_DEFINES(VARIABLE, "name", NULL), .flags = TABLE_KIND_BY_WORD)   \
    X("parameter", .role = TABLE_PARAMETER, .name = "name", .type = "type")                        \
    X("implicit_parameter", .role = TABLE_PARAMETER)                                               \
    X("type_parameter", .role = TABLE_PARAMETER, .name = "name")                                   \
    X("catch_declaration", .role = TABLE_PARAMETER, .name = "name", .type = "type")                \
    X("declaration_pattern", .role = TABLE_PARAMETER, .name = "name", .type = "type")              \
    X("declaration_expression", .role = TABLE_PARAMETER, .name = "name", .type = "type")           \
    X("foreach_statement", .role = TABLE_ASSIGN, .name = "left")                                   \
    X("base_list", .role = TABLE_BASES)                                                            \
    X("attribute_list", .role = TABLE_MARKS)                                                       \
    X("modifier", .role = TABLE_MARKS)                                                             \
    X("block", .role = TABLE_SCOPE)                                                                \
    X("lambda_expression", .role = TABLE_LAMBDA)                                                   \
    X("anonymous_method_expression", .role = TABLE_LAMBDA)                                         \
    X("invocation_expression", .role = TABLE_CALL, .callee = "function")                           \
    X("object_creation_expression", .role = TABLE_NEW, .callee = "type")                           \
    X("member_access_expression", .role = TABLE_MEMBER, .object = "expression", .name = "name")    \
    X("member_binding_expression", .role = TABLE_MEMBER, .name = "name")                           \
    X("qualified_name", .role = TABLE_MEMBER, .object = "qualifier", .name = "name")               \
    X("generic_name", .role = TABLE_NAME, .name = "#identifier")                                   \
    X("identifier", .role = TABLE_NAME)                                                            \
    X("=this", .role = TABLE_THIS)                                                                 \
    X("predefined_type", .role = TABLE_IGNORED)                                                    \
    X("implicit_type", .role = TABLE_IGNORED)                                                      \
    X("string_literal", .role = TABLE_STRING)                                                      \
    X("comment", .role = TABLE_COMMENT)
/* clang-format on */

TABLE_PACK(c_sharp, LANG_CSHARP, 3, ROWS, FIELDS, .doc = "/// /**", .outside = VISIBLE_MODULE,
           .inside = VISIBLE_CLASS, .main = "Main",
           .test_marks = "Fact Theory Test TestMethod TestCase",
           .not_names = "nameof value var",
           .route_calls = "MapGet MapPost MapPut MapDelete MapPatch",
           .environment_calls = "GetEnvironmentVariable");
