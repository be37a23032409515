/*
 * scala.c -- Scala, by a table.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "type", "return_type", "pattern", "value", "field", "function", "alias"

#define ROWS(X)                                                                                    \
    X("package_identifier", .role = TABLE_IGNORED)                                                 \
    X("import_declaration", .role = TABLE_IGNORED)                                                 \
    X("namespace_selectors", .role = TABLE_PLAIN)                                                  \
    X("arrow_renamed_identifier", .role = TABLE_PLAIN)                                             \
    X("namespace_wildcard", .role = TABLE_PLAIN)                                                   \
    X("class_definition", TABLE_DEFINES(CLASS, "name", "body"))                                    \
    X("object_definition", TABLE_DEFINES(CLASS, "name", "body"))                                   \
    X("trait_definition", TABLE_DEFINES(TRAIT, "name", "body"))                                    \
    X("enum_definition", TABLE_DEFINES(ENUM, "name", "body"))                                      \
    X("simple_enum_case", TABLE_DEFINES(ENUM_MEMBER, "name", NULL))                                \
    X("full_enum_case", TABLE_DEFINES(ENUM_MEMBER, "name", NULL))                                  \
    X("function_definition", TABLE_DEFINES(FUNCTION, "name", "body"), .type = "return_type")       \
    X("function_declaration", TABLE_DEFINES(FUNCTION, "name", NULL), .type = "return_type")        \
    X("val_definition", TABLE_DEFINES(PROPERTY, "pattern", NULL), .type = "type")                  \
    X("var_definition", TABLE_DEFINES(PROPERTY, "pattern", NULL), .type = "type")                  \
    X("val_declaration", TABLE_DEFINES(PROPERTY, "name", NULL), .type = "type")                    \
    X("var_declaration", TABLE_DEFINES(PROPERTY, "name", NULL), .type = "type")                    \
    X("given_definition", TABLE_DEFINES(VARIABLE, "name", NULL), .type = "return_type")            \
    X("type_definition", TABLE_DEFINES(TYPE, "name", NULL), .type = "type")                        \
    X("class_parameter", .role = TABLE_PARAMETER, .name = "name", .type = "type")                  \
    X("parameter", .role = TABLE_PARAMETER, .name = "name", .type = "type")                        \
    X("type_parameters", .role = TABLE_PARAMETERS)                                                 \
    X("bindings", .role = TABLE_PARAMETERS)                                                        \
    X("binding", .role = TABLE_PARAMETER, .name = "name", .type = "type")                          \
    X("extends_clause", .role = TABLE_BASES)                                                       \
    X("modifiers", .role = TABLE_MARKS)                                                            \
    X("annotation", .role = TABLE_MARKS)                                                           \
    X("block", .role = TABLE_SCOPE)                                                                \
    X("case_clause", .role = TABLE_SCOPE)                                                          \
    X("lambda_expression", .role = TABLE_LAMBDA)                                                   \
    X("call_expression", .role = TABLE_CALL, .callee = "function")                                 \
    X("instance_expression", .role = TABLE_NEW, .callee = "#type_identifier|#generic_type")        \
    X("generic_type", .role = TABLE_PLAIN)                                                         \
    X("field_expression", .role = TABLE_MEMBER, .object = "value", .name = "field")                \
    X("identifier", .role = TABLE_NAME)                                                            \
    X("type_identifier", .role = TABLE_TYPE_NAME)                                                  \
    X("string", .role = TABLE_STRING)                                                              \
    X("comment", .role = TABLE_COMMENT)                                                            \
    X("block_comment", .role = TABLE_COMMENT)
/* clang-format on */

/* import a.b.{C, D => E}, a.b._ : the grammar gives the path as loose identifiers. */
static void read_import(TableWalk *w, NodeId n)
{
    NodeId selectors = table_select(w, n, "#namespace_selectors"),
           wildcard = table_select(w, n, "#namespace_wildcard");
    NodeId last = selectors != NODE_NONE ? selectors : wildcard;
    Str text = node_text(w->t, n), path;

    path = str_trim(
        str_sub(text, strlen("import"),
                last == NODE_NONE ? text.len : w->t->nodes[last].start - w->t->nodes[n].start));
    while (str_ends(path, STR(".")))
        path = str_sub(path, 0, path.len - 1);
    if (last == NODE_NONE) {
        size_t dot = str_rfind_char(path, '.');
        Str name = dot == SIZE_MAX ? path : str_sub(path, dot + 1, path.len);

        table_import(w, n, path, name, name, IMPORT_NAME);
    } else if (selectors == NODE_NONE) {
        table_import(w, n, path, STR_NONE, STR_NONE, IMPORT_ALL);
    } else {
        NODE_EACH_CHILD (w->t, selectors, child) {
            NodeId alias = table_select(w, child, "alias"),
                   name = table_select(w, child, "name");
            Str symbol = node_text(w->t, name == NODE_NONE ? child : name);

            table_import(w, child, path, symbol,
                         alias == NODE_NONE ? symbol : node_text(w->t, alias), IMPORT_NAME);
        }
    }
}

static bool hook(TableWalk *w, NodeId n, uint32_t *ret UNUSED)
{
    if (table_is(w, n, "import_declaration")) {
        read_import(w, n);
        return true;
    }
    if (!table_is(w, n, "class_parameter"))
        return false;
    NodeId name = table_select(w, n, "name");
    Str head = str_sub(w->t->src, w->t->nodes[n].start,
                       name == NODE_NONE ? 0 : w->t->nodes[name].start);
    if (!str_has(head, STR("val ")) && !str_has(head, STR("var ")))
        return false;
    (void)table_define_all(w, n, name, NODE_NONE, DEF_PROPERTY);
    return true;
}

TABLE_PACK(scala, LANG_SCALA, 3, ROWS, FIELDS, .doc = "/**", .outside = VISIBLE_PUBLIC,
           .inside = VISIBLE_PUBLIC, .constructor = "this", .main = "main",
           .test_calls = "test it", .not_names = "this super", .environment_calls = "getenv",
           .hook = hook);
