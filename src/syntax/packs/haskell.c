/*
 * haskell.c -- Haskell, by a table.
 *
 * A function is its signature and all its equations: one definition from the first to the last. The
 * module's list of exports decides what can be seen.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "module", "names", "alias", "exports", "variable", "type", "constructor", "pattern", \
               "match", "function", "id", "binds", "patterns", "expression"

#define ROWS(X)                                                                                    \
    X("header", .role = TABLE_IGNORED)                                                             \
    X("export", .role = TABLE_PLAIN)                                                               \
    X("import", .role = TABLE_IGNORED)                                                             \
    X("import_name", .role = TABLE_PLAIN)                                                          \
    X("module", .role = TABLE_PLAIN)                                                               \
    X("data_type", TABLE_DEFINES(TYPE, "name", NULL), .flags = TABLE_KEEPS_SCOPE)                  \
    X("newtype", TABLE_DEFINES(TYPE, "name", NULL), .flags = TABLE_KEEPS_SCOPE)                    \
    X("type_synomym", TABLE_DEFINES(TYPE, "name", NULL), .flags = TABLE_KEEPS_SCOPE)               \
    X("class", TABLE_DEFINES(INTERFACE, "name", NULL), .flags = TABLE_KEEPS_SCOPE)                 \
    X("instance", .role = TABLE_PLAIN)                                                             \
    X("instance_declarations", .role = TABLE_PLAIN)                                                \
    X("data_constructor", TABLE_DEFINES(ENUM_MEMBER, "constructor/name|constructor", NULL))        \
    X("newtype_constructor", TABLE_DEFINES(ENUM_MEMBER, "name", NULL))                             \
    X("prefix", .role = TABLE_PLAIN)                                                               \
    X("field", TABLE_DEFINES(FIELD, "name/#variable", NULL), .type = "type")                       \
    X("field_name", .role = TABLE_PLAIN)                                                           \
    X("signature", .role = TABLE_PLAIN)                                                            \
    X("function", .role = TABLE_PLAIN)                                                             \
    X("bind", .role = TABLE_PLAIN)                                                                 \
    X("deriving", .role = TABLE_BASES)                                                             \
    X("type_params", .role = TABLE_PARAMETERS)                                                     \
    X("patterns", .role = TABLE_PARAMETERS)                                                        \
    X("lambda", .role = TABLE_LAMBDA)                                                              \
    X("let_in", .role = TABLE_SCOPE)                                                               \
    X("do", .role = TABLE_SCOPE)                                                                   \
    X("alternative", .role = TABLE_SCOPE)                                                          \
    X("apply", .role = TABLE_CALL, .callee = "function")                                           \
    X("qualified", .role = TABLE_MEMBER, .object = "module", .name = "id")                         \
    X("module_id", .role = TABLE_NAME)                                                             \
    X("variable", .role = TABLE_NAME)                                                              \
    X("constructor", .role = TABLE_TYPE_NAME)                                                      \
    X("name", .role = TABLE_TYPE_NAME)                                                             \
    X("operator", .role = TABLE_NAME)                                                              \
    X("string", .role = TABLE_STRING)                                                              \
    X("pragma", .role = TABLE_IGNORED)                                                             \
    X("comment", .role = TABLE_COMMENT)                                                            \
    X("haddock", .role = TABLE_COMMENT)
/* clang-format on */

/* Exported names are kept in w->declared under a scope that no file has. */
static const uint64_t exports_scope = (uint64_t)UINT32_MAX << 32;

static void read_header(TableWalk *w, NodeId n)
{
    NodeId exports = table_select(w, n, "exports");

    if (w->doc.end) {
        w->b->defs.at[0].doc_start = w->doc.start;
        w->b->defs.at[0].doc_end = w->doc.end;
    }
    w->doc.start = w->doc.end = 0;
    if (exports == NODE_NONE)
        return;
    (void)u64map_at(&w->declared, exports_scope, NULL); /* there is a list */
    NODE_EACH_CHILD (w->t, exports, child) {
        NodeId name = table_select(w, child, "variable|type|.");

        if (name != NODE_NONE)
            (void)u64map_at(&w->declared,
                            exports_scope | facts_add_name(w->b, node_text(w->t, name)), NULL);
    }
}

static void hide_unexported(TableWalk *w, uint32_t def)
{
    Def *d = &w->b->defs.at[def];
    uint64_t found;

    if (u64map_get(&w->declared, exports_scope, &found) &&
        !u64map_get(&w->declared, exports_scope | d->name, &found)) {
        d->visibility = VISIBLE_FILE;
        d->flags &= (uint16_t)~DEF_IS_EXPORTED;
    }
}

static void read_import(TableWalk *w, NodeId n)
{
    Str module = node_text(w->t, table_select(w, n, "module")),
        alias = node_text(w->t, table_select(w, n, "alias"));
    NodeId names = table_select(w, n, "names");
    bool is_hiding = str_has(node_text(w->t, n), STR("hiding"));

    if (names == NODE_NONE || is_hiding) {
        table_import(w, n, module, STR_NONE, alias, IMPORT_ALL);
        return;
    }
    NODE_EACH_CHILD (w->t, names, child) {
        Str name = node_text(w->t, table_select(w, child, "variable|type"));

        if (name.len)
            table_import(w, child, module, name, name, IMPORT_NAME);
    }
}

/* The function of that name whose signature or first equation has been read in this scope. */
static uint32_t earlier_equation(const TableWalk *w, NodeId name)
{
    uint64_t id, def;

    if (!strmap_get(&w->b->name_ids, node_text(w->t, name), &id) ||
        !u64map_get(&w->declared, (uint64_t)w->at.scope << 32 | id, &def) || !def)
        return 0;
    const Def *d = &w->b->defs.at[def - 1];
    return d->kind == DEF_FUNCTION || d->kind == DEF_METHOD || d->kind == DEF_VARIABLE
               ? (uint32_t)def - 1
               : 0;
}

static void walk_equation(TableWalk *w, NodeId n, NodeId name, uint32_t def)
{
    NodeId skipped = w->skipped;
    uint32_t inner = w->b->defs.at[def].inner;
    TableContext outside = table_enter(w, SCOPE_FUNCTION, def);

    w->b->defs.at[def].inner = inner ? inner : w->at.scope;
    w->skipped = name;
    /* where-bindings are known in the equations before them */
    NodeId patterns = table_select(w, n, "patterns"), binds = table_select(w, n, "binds");
    (void)table_walk(w, patterns);
    (void)table_walk(w, binds);
    NODE_EACH_CHILD (w->t, n, child) {
        if (child != patterns && child != binds)
            (void)table_walk(w, child);
    }
    w->skipped = skipped;
    table_leave(w, outside);
}

static void read_equation(TableWalk *w, NodeId n, NodeId name, bool is_signature)
{
    if (w->at.function) {
        if (!is_signature) {
            table_local(w, name, LOCAL_VARIABLE, 0, 0);
            table_lambda(w, n);
        }
        return;
    }
    uint32_t def = earlier_equation(w, name);
    if (!def) {
        NodeId match = is_signature ? NODE_NONE : table_select(w, n, "match");

        def = table_define(w, n, name, match, DEF_FUNCTION);
        hide_unexported(w, def);
        w->b->defs.at[def].flags |= is_signature ? DEF_IS_DECLARATION : 0;
    }
    Def *d = &w->b->defs.at[def];
    if (d->end < w->t->nodes[n].end) {
        if (d->flags & DEF_IS_DECLARATION)
            d->signature_end = d->end;
        d->end = w->t->nodes[n].end;
        d->end_line = tree_line(w->t, d->end);
    }
    if (is_signature) {
        (void)table_walk(w, table_select(w, n, "type"));
        return;
    }
    d->flags = (uint16_t)((d->flags & ~DEF_IS_DECLARATION) | DEF_HAS_BODY);
    walk_equation(w, n, name, def);
}

static bool hook(TableWalk *w, NodeId n, uint32_t *ret UNUSED)
{
    if (table_is(w, n, "header")) {
        read_header(w, n);
        return true;
    }
    if (table_is(w, n, "import")) {
        read_import(w, n);
        return false;
    }
    if (table_is(w, n, "instance_declarations")) {
        TableContext outside = table_enter(w, SCOPE_CLASS, 0);

        (void)table_walk_children(w, n);
        table_leave(w, outside);
        return true;
    }
    bool is_signature = table_is(w, n, "signature");
    if (!is_signature && !table_is(w, n, "function") && !table_is(w, n, "bind"))
        return false;
    NodeId name = table_select(w, n, "name"), pattern = table_select(w, n, "pattern");
    if (pattern != NODE_NONE) { /* x <- action */
        table_declare(w, pattern);
        if (table_is(w, pattern, "variable"))
            table_local(w, pattern, LOCAL_VARIABLE, 0, 0);
        (void)table_walk(w, table_select(w, n, "expression"));
        return true;
    }
    if (!table_is(w, name, "variable"))
        return false;
    read_equation(w, n, name, is_signature);
    return true;
}

TABLE_PACK(haskell, LANG_HASKELL, 3, ROWS, FIELDS, .doc = "-- {-", .outside = VISIBLE_PUBLIC,
           .inside = VISIBLE_PUBLIC, .main = "main", .environment_calls = "lookupEnv getEnv",
           .test_calls = "it testCase prop",
           .not_names = "otherwise Int String Bool IO Maybe Show Eq Ord", .hook = hook);
