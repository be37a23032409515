/*
 * zig.c -- Zig, by a table. Types are values of constants: what stands after `=` tells the kind.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "type", "function", "object", "member"

#define ROWS(X)                                                                                    \
    X("function_declaration", TABLE_DEFINES(FUNCTION, "name", "body"), .type = "type")             \
    X("variable_declaration", TABLE_DEFINES(VARIABLE, "#identifier", NULL), .type = "type",        \
      .flags = TABLE_KIND_BY_WORD)                                                                 \
    X("container_field", TABLE_DEFINES(FIELD, "name", NULL), .type = "type")                       \
    X("struct_declaration", .role = TABLE_PLAIN)                                                   \
    X("enum_declaration", .role = TABLE_PLAIN)                                                     \
    X("union_declaration", .role = TABLE_PLAIN)                                                    \
    X("opaque_declaration", .role = TABLE_PLAIN)                                                   \
    X("error_set_declaration", .role = TABLE_IGNORED)                                              \
    X("test_declaration", .role = TABLE_LAMBDA)                                                    \
    X("parameter", .role = TABLE_PARAMETER, .name = "name", .type = "type")                        \
    X("payload", .role = TABLE_PARAMETERS)                                                         \
    X("block", .role = TABLE_SCOPE)                                                                \
    X("call_expression", .role = TABLE_CALL, .callee = "function")                                 \
    X("field_expression", .role = TABLE_MEMBER, .object = "object", .name = "member")              \
    X("builtin_function", .role = TABLE_PLAIN)                                                     \
    X("builtin_identifier", .role = TABLE_IGNORED)                                                 \
    X("builtin_type", .role = TABLE_IGNORED)                                                       \
    X("identifier", .role = TABLE_NAME)                                                            \
    X("string", .role = TABLE_STRING)                                                              \
    X("comment", .role = TABLE_COMMENT)
/* clang-format on */

static DefKind container_kind(const TableWalk *w, NodeId n, NodeId *ret)
{
    static const struct {
        const char *kind;
        DefKind def;
    } containers[] = {
        {"#struct_declaration", DEF_STRUCT},
        {"#enum_declaration", DEF_ENUM},
        {"#union_declaration", DEF_UNION},
        {"#opaque_declaration", DEF_STRUCT},
    };

    for (size_t i = 0; i < ARRAY_LEN(containers); i++) {
        *ret = table_select(w, n, containers[i].kind);
        if (*ret != NODE_NONE)
            return containers[i].def;
    }
    return DEF_NONE;
}

static bool hook(TableWalk *w, NodeId n, uint32_t *ret UNUSED)
{
    NodeId container;

    if (table_is(w, n, "variable_declaration")) {
        NodeId name = table_select(w, n, "#identifier");
        DefKind kind = container_kind(w, n, &container);

        if (kind == DEF_NONE || name == NODE_NONE)
            return false;
        (void)table_define_all(w, n, name, container, kind);
        return true;
    }
    if (table_is(w, n, "container_field") &&
        table_is(w, node_parent(w->t, n), "enum_declaration")) {
        NodeId name = table_select(w, n, "name");

        if (name != NODE_NONE)
            (void)table_define(w, n, name, NODE_NONE, DEF_ENUM_MEMBER);
        return name != NODE_NONE;
    }
    if (table_is(w, n, "test_declaration")) {
        Str name = table_string_in(w, n, 0);

        table_note(w, NOTE_TEST, "", name.len ? name : STR("test"), n, w->at.def);
        return false;
    }
    if (table_is(w, n, "builtin_function") && str_starts(node_text(w->t, n), STR("@import"))) {
        Str path = table_string_in(w, n, 0);

        if (path.len)
            table_import(w, n, path, STR_NONE, STR_NONE, IMPORT_MODULE);
        return true;
    }
    return false;
}

TABLE_PACK(zig, LANG_ZIG, 3, ROWS, FIELDS, .doc = "///", .doc_not = "////",
           .outside = VISIBLE_FILE, .inside = VISIBLE_FILE, .main = "main",
           .environment_calls = "getEnvVarOwned", .not_names = "_", .hook = hook);
