/*
 * elixir.c -- Elixir. Its grammar knows calls and operators only: `defmodule` and `def` are calls
 * like any other, so the hook does the defining and the table the rest.
 *
 * Clauses of one function are one definition that ends with the last of them.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "target", "left", "right", "operand", "key", "value"

#define ROWS(X)                                                                                    \
    X("call", .role = TABLE_CALL, .callee = "target")                                              \
    X("arguments", .role = TABLE_PLAIN)                                                            \
    X("do_block", .role = TABLE_SCOPE)                                                             \
    X("anonymous_function", .role = TABLE_LAMBDA)                                                  \
    X("stab_clause", .role = TABLE_SCOPE)                                                          \
    X("binary_operator", .role = TABLE_PLAIN)                                                      \
    X("unary_operator", .role = TABLE_PLAIN)                                                       \
    X("dot", .role = TABLE_MEMBER, .object = "left", .name = "right")                              \
    X("tuple", .role = TABLE_PLAIN)                                                                \
    X("keywords", .role = TABLE_PLAIN)                                                             \
    X("pair", .role = TABLE_PLAIN)                                                                 \
    X("keyword", .role = TABLE_IGNORED)                                                            \
    X("atom", .role = TABLE_IGNORED)                                                               \
    X("alias", .role = TABLE_TYPE_NAME)                                                            \
    X("identifier", .role = TABLE_NAME)                                                            \
    X("string", .role = TABLE_STRING)                                                              \
    X("comment", .role = TABLE_COMMENT)
/* clang-format on */

static void walk_all_but(TableWalk *w, NodeId n, NodeId skipped)
{
    NodeId before = w->skipped;

    w->skipped = skipped;
    (void)table_walk_children(w, n);
    w->skipped = before;
}

static void define_module(TableWalk *w, NodeId n, NodeId arguments, DefKind kind)
{
    NodeId name = table_select(w, arguments, "#alias"), body = table_select(w, n, "#do_block");

    if (name == NODE_NONE) {
        table_lambda(w, n);
        return;
    }
    uint32_t def = table_define(w, n, name, body, kind);
    TableContext outside = table_enter(w, kind == DEF_INTERFACE ? SCOPE_CLASS : SCOPE_NAMESPACE,
                                       def);
    walk_all_but(w, arguments, name);
    if (body != NODE_NONE)
        (void)table_walk_children(w, body);
    table_leave(w, outside);
}

/* f(a, b) when guard: the call, or the bare name. */
static NodeId head_of(const TableWalk *w, NodeId arguments)
{
    NodeId head = table_select(w, arguments, ".");

    return table_is(w, head, "binary_operator") ? table_select(w, head, "left") : head;
}

static bool continues(const TableWalk *w, uint32_t def)
{
    return def && w->b->defs.at[def].scope == w->at.scope &&
           (w->b->defs.at[def].kind == DEF_FUNCTION || w->b->defs.at[def].kind == DEF_MACRO ||
            w->b->defs.at[def].kind == DEF_METHOD);
}

/* The function of that name that was defined in this module before; 0: none. */
static uint32_t earlier_clause(const TableWalk *w, NodeId name)
{
    uint64_t id, def;

    if (!strmap_get(&w->b->name_ids, node_text(w->t, name), &id) ||
        !u64map_get(&w->declared, (uint64_t)w->at.scope << 32 | id, &def) || !def)
        return 0;
    return continues(w, (uint32_t)def - 1) ? (uint32_t)def - 1 : 0;
}

static void define_function(TableWalk *w, NodeId n, NodeId arguments, Str word)
{
    NodeId head = head_of(w, arguments),
           name = table_is(w, head, "call") ? table_select(w, head, "target") : head;
    NodeId body = table_select(w, n, "#do_block");

    if (!table_is(w, name, "identifier")) {
        table_lambda(w, n);
        return;
    }
    uint32_t def = earlier_clause(w, name);
    if (def) {
        w->b->defs.at[def].end = w->t->nodes[n].end;
        w->b->defs.at[def].end_line = tree_line(w->t, w->t->nodes[n].end);
    } else {
        def = table_define(w, n, name, body,
                           str_starts(word, STR("defmacro")) ? DEF_MACRO : DEF_FUNCTION);
        if (str_ends(word, STR("p")))
            w->b->defs.at[def].visibility = VISIBLE_FILE;
        else
            w->b->defs.at[def].flags |= DEF_IS_EXPORTED;
    }
    uint32_t inner = w->b->defs.at[def].inner;
    TableContext outside = table_enter(w, SCOPE_FUNCTION, def);
    w->b->defs.at[def].inner = inner ? inner : w->at.scope;
    if (table_is(w, head, "call"))
        table_declare(w, table_select(w, head, "#arguments"));
    walk_all_but(w, arguments, head);
    if (body != NODE_NONE)
        (void)table_walk_children(w, body);
    table_leave(w, outside);
}

/* @doc, @moduledoc, @spec, @attribute value, @attribute */
static bool read_attribute(TableWalk *w, NodeId n)
{
    NodeId operand = table_select(w, n, "operand"), target = table_select(w, operand, "target");
    Str name = node_text(w->t, target == NODE_NONE ? operand : target);
    NodeId text = table_select(w, operand, "#arguments/#string");

    if (node_text(w->t, n).ptr[0] != '@')
        return false;
    if (text != NODE_NONE && str_is(name, "moduledoc")) {
        Def *module = &w->b->defs.at[w->at.def];

        module->doc_start = w->t->nodes[text].start;
        module->doc_end = w->t->nodes[text].end;
    } else if (text != NODE_NONE && str_is(name, "doc")) {
        w->doc.start = w->t->nodes[text].start;
        w->doc.end = w->t->nodes[text].end;
        w->marks_start = MIN_OF(w->marks_start, w->t->nodes[n].start);
    } else if (target != NODE_NONE &&
               (str_is(name, "spec") || str_is(name, "impl") || str_is(name, "deprecated"))) {
        w->marks_start = MIN_OF(w->marks_start, w->t->nodes[n].start);
    } else if (target != NODE_NONE &&
               (str_is(name, "type") || str_is(name, "typep") || str_is(name, "opaque"))) {
        NodeId type = table_select(w, operand, "#arguments/#binary_operator/left");

        if (table_is(w, type, "call"))
            type = table_select(w, type, "target");
        if (table_is(w, type, "identifier"))
            (void)table_define(w, n, type, NODE_NONE, DEF_TYPE);
    } else if (target != NODE_NONE && table_is(w, target, "identifier") &&
               !str_is(name, "callback")) {
        if (!earlier_clause(w, target) && !table_find(w, name))
            (void)table_define(w, n, target, NODE_NONE, DEF_CONSTANT);
        (void)table_walk(w, table_select(w, operand, "#arguments"));
    } else if (target == NODE_NONE) {
        (void)table_walk(w, operand);
    }
    return true;
}

/* alias X.Y, as: Z; alias P.{Q, R}; import, use, require X */
static void read_import(TableWalk *w, NodeId n, NodeId arguments, Str word)
{
    NodeId module = table_select(w, arguments, "."),
           as = table_select(w, arguments, "#keywords/#pair/value");
    Str path = node_text(w->t, module),
        key = node_text(w->t, table_select(w, arguments, "#keywords/#pair/key"));
    size_t dot = str_rfind_char(path, '.');

    if (table_is(w, module, "dot")) {
        NodeId list = table_select(w, module, "right");

        path = node_text(w->t, table_select(w, module, "left"));
        NODE_EACH_CHILD (w->t, list, child)
            table_import(w, child, path, node_text(w->t, child), node_text(w->t, child),
                         IMPORT_NAME);
        return;
    }
    if (!table_is(w, module, "alias"))
        return;
    Str local = str_starts(key, STR("as"))
                    ? node_text(w->t, as)
                    : str_sub(path, dot == SIZE_MAX ? 0 : dot + 1, path.len);
    bool is_all = str_is(word, "import") || str_is(word, "use");
    table_import(w, n, path, STR_NONE, is_all ? STR_NONE : local,
                 is_all ? IMPORT_ALL : IMPORT_MODULE);
    (void)table_walk(w, module);
}

static bool read_word(TableWalk *w, NodeId n, NodeId arguments, Str word)
{
    if (str_is(word, "defmodule"))
        define_module(w, n, arguments, DEF_MODULE);
    else if (str_is(word, "defprotocol"))
        define_module(w, n, arguments, DEF_INTERFACE);
    else if (str_is(word, "defimpl")) {
        walk_all_but(w, arguments, NODE_NONE);
        TableContext outside = table_enter(w, SCOPE_CLASS, 0);
        (void)table_walk_children(w, table_select(w, n, "#do_block"));
        table_leave(w, outside);
    } else if (table_has_word("def defp defmacro defmacrop defguard defguardp defdelegate",
                              word))
        define_function(w, n, arguments, word);
    else if (table_has_word("alias import use require", word))
        read_import(w, n, arguments, word);
    else
        return false;
    return true;
}

static bool hook(TableWalk *w, NodeId n, uint32_t *ret UNUSED)
{
    if (table_is(w, n, "unary_operator"))
        return read_attribute(w, n);
    if (table_is(w, n, "binary_operator")) {
        NodeId left = table_select(w, n, "left"), right = table_select(w, n, "right");
        bool has_both = left != NODE_NONE && right != NODE_NONE;
        Str operator= has_both
            ? str_trim(str_sub(w->t->src, w->t->nodes[left].end, w->t->nodes[right].start))
            : STR_NONE;

        if (!str_is(operator, "=") || !w->at.function)
            return false;
        (void)table_walk(w, right);
        bool was_declaring = w->is_declaring;
        w->is_declaring = true;
        (void)table_walk(w, left);
        w->is_declaring = was_declaring;
        return true;
    }
    if (!table_is(w, n, "call"))
        return false;
    NodeId target = table_select(w, n, "target"), arguments = table_select(w, n, "#arguments");
    return table_is(w, target, "identifier") && arguments != NODE_NONE &&
           read_word(w, n, arguments, node_text(w->t, target));
}

TABLE_PACK(
    elixir, LANG_ELIXIR, 3, ROWS, FIELDS, .doc = "#!", .outside = VISIBLE_PUBLIC,
    .inside = VISIBLE_PUBLIC, .test_calls = "test", .route_calls = "get post put delete patch",
    .environment_calls = "get_env fetch_env fetch_env!",
    .not_names =
        "def defp if unless case cond with fn quote unquote raise __MODULE__ _ nil true false "
        "defstruct is_nil is_binary is_atom is_list is_map for try receive when do end",
    .hook = hook);
