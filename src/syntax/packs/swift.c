/*
 * swift.c -- Swift, by a table.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "bound_identifier", "target", "suffix", "external_name"

#define ROWS(X)                                                                                    \
    X("import_declaration", .role = TABLE_IMPORT, .module = "#identifier", .flags = TABLE_IMPORTS_ALL) \
    X("class_declaration", TABLE_DEFINES(CLASS, "name", "body"), .flags = TABLE_KIND_BY_WORD)      \
    X("protocol_declaration", TABLE_DEFINES(INTERFACE, "name", "body"))                            \
    X("enum_entry", TABLE_DEFINES(ENUM_MEMBER, "name", NULL))                                      \
    X("function_declaration", TABLE_DEFINES(FUNCTION, "name", "body"), .type = "#user_type|#optional_type") \
    X("protocol_function_declaration", TABLE_DEFINES(METHOD, "name", NULL))                        \
    X("init_declaration", TABLE_DEFINES(CONSTRUCTOR, "#=init", "body"))                            \
    X("=init", .role = TABLE_PLAIN)                                                                \
    X("deinit_declaration", .role = TABLE_LAMBDA)                                                  \
    X("subscript_declaration", .role = TABLE_LAMBDA)                                               \
    X("property_declaration", TABLE_DEFINES(PROPERTY, "name/bound_identifier", NULL),              \
      .type = "#type_annotation")                                                                  \
    X("protocol_property_declaration", TABLE_DEFINES(PROPERTY, "name/bound_identifier", NULL),     \
      .type = "#type_annotation")                                                                  \
    X("type_annotation", .role = TABLE_PLAIN)                                                      \
    X("typealias_declaration", TABLE_DEFINES(TYPE, "name", NULL))                                  \
    X("associatedtype_declaration", TABLE_DEFINES(TYPE, "name", NULL))                             \
    X("parameter", .role = TABLE_PARAMETER, .name = "name", .type = "#user_type|#optional_type",     \
      .alias = "external_name")                                                                    \
    X("optional_type", .role = TABLE_PLAIN)                                                        \
    X("lambda_parameter", .role = TABLE_PARAMETER, .name = "name")                                 \
    X("type_parameter", .role = TABLE_PARAMETER, .name = "#type_identifier")                       \
    X("pattern", .role = TABLE_PARAMETERS)                                                         \
    X("inheritance_specifier", .role = TABLE_BASES)                                                \
    X("modifiers", .role = TABLE_MARKS)                                                            \
    X("attribute", .role = TABLE_MARKS)                                                            \
    X("lambda_literal", .role = TABLE_LAMBDA)                                                      \
    X("computed_property", .role = TABLE_LAMBDA)                                                   \
    X("if_statement", .role = TABLE_SCOPE)                                                         \
    X("for_statement", .role = TABLE_SCOPE)                                                        \
    X("call_expression", .role = TABLE_CALL, .callee = ".")                                        \
    X("navigation_expression", .role = TABLE_MEMBER, .object = "target", .name = "suffix/suffix")  \
    X("user_type", .role = TABLE_TYPE_NAME, .name = "#type_identifier")                            \
    X("type_identifier", .role = TABLE_TYPE_NAME)                                                  \
    X("simple_identifier", .role = TABLE_NAME)                                                     \
    X("identifier", .role = TABLE_PLAIN)                                                           \
    X("value_argument_label", .role = TABLE_IGNORED)                                               \
    X("self_expression", .role = TABLE_THIS)                                                       \
    X("super_expression", .role = TABLE_THIS)                                                      \
    X("line_string_literal", .role = TABLE_STRING)                                                 \
    X("comment", .role = TABLE_COMMENT)                                                            \
    X("multiline_comment", .role = TABLE_COMMENT)
/* clang-format on */

TABLE_PACK(swift, LANG_SWIFT, 3, ROWS, FIELDS, .doc = "/// /**", .outside = VISIBLE_MODULE,
           .inside = VISIBLE_MODULE, .test_marks = "Test", .test_prefix = "test",
           .test_calls = "it", .environment_calls = "environment");
