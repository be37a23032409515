/*
 * tree_copy_test.c -- the copied tree is the one that tree-sitter's own cursor shows.
 *
 * Every grammar reads a few texts, most of them not of its language: errors, hidden nodes, aliases
 * and fields come up in all of them. This is what a new version of the core has to pass.
 */
#include "test.h"

#include "base/file.h"
#include "syntax/pack.h"
#include "syntax/tree_copy.h"

#include <tree_sitter/api.h>

enum { TEXT_MAX_BYTES = 1 << 20 };

typedef struct Walk {
    const TreeLexicon *lexicon;
    const NodeVec *copied;
    size_t seen;
} Walk;

static Node shown_by(const Walk *w, const TSTreeCursor *cursor)
{
    TSNode node = ts_tree_cursor_current_node(cursor);
    TSSymbol symbol = ts_node_symbol(node);
    TSFieldId field = ts_tree_cursor_current_field_id(cursor);
    unsigned flags = (symbol == (TSSymbol)-1 ? NODE_ERROR : 0u) |
                     (ts_node_is_missing(node) ? NODE_MISSING : 0u) |
                     (ts_node_is_named(node) ? NODE_NAMED : 0u);

    return (Node){
        .kind = symbol < w->lexicon->symbol_count ? w->lexicon->kind_of_symbol[symbol] : 0,
        .field = field < w->lexicon->field_count ? w->lexicon->field_of_id[field] : 0,
        .flags = (uint8_t)flags,
        .start = ts_node_start_byte(node),
        .end = ts_node_end_byte(node),
    };
}

static NodeId compare_node(Walk *w, const TSTreeCursor *cursor, NodeId parent)
{
    Node expected = shown_by(w, cursor);

    if (!expected.kind && !expected.flags)
        return NODE_NONE;
    CHECK(w->seen < w->copied->len);
    NodeId id = (NodeId)w->seen++;
    const Node *n = &w->copied->at[id];
    CHECK_INT(n->kind, expected.kind);
    CHECK_INT(n->field, expected.field);
    CHECK_INT(n->flags, expected.flags);
    CHECK_INT(n->start, expected.start);
    CHECK_INT(n->end, expected.end);
    CHECK_INT(n->parent, parent);
    return id;
}

/* `before`: the last sibling that was kept. */
static void compare_tree(Walk *w, TSTreeCursor *cursor, NodeId parent, NodeId *before)
{
    NodeId id = compare_node(w, cursor, parent);
    NodeId own = NODE_NONE;

    if (id != NODE_NONE) {
        CHECK(*before == NODE_NONE || w->copied->at[*before].next == id);
        *before = id;
        before = &own;
        parent = id;
    }
    if (ts_tree_cursor_goto_first_child(cursor)) {
        do
            compare_tree(w, cursor, parent, before);
        while (ts_tree_cursor_goto_next_sibling(cursor));
        CHECK(ts_tree_cursor_goto_parent(cursor));
    }
    CHECK(own == NODE_NONE || w->copied->at[own].next == NODE_NONE);
}

static size_t compare(TreeParser *parser, const Pack *pack, Str text)
{
    TreeLexicon *lexicon = tree_lexicon_new(pack->grammar(), &pack->names);
    NodeVec nodes = {0};
    NodeId before = NODE_NONE;
    TSTree *tree = tree_parse(parser, pack->grammar(), &text);

    if (tree) { /* it may stand still in foreign text */
        bool is_cut = tree_copy(lexicon, tree, &nodes);
        Walk walk = {.lexicon = lexicon, .copied = &nodes};
        TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));

        if (!is_cut) {
            compare_tree(&walk, &cursor, NODE_NONE, &before);
            CHECK_INT(walk.seen, nodes.len);
        }
        ts_tree_cursor_delete(&cursor);
    }
    size_t count = nodes.len;
    VEC_DONE(&nodes);
    tree_lexicon_free(lexicon);
    return count;
}

static const char snippets[] =
    "export default class A<T> extends B.C { async *f(a, {b = 1, ...c}: D[]) { return "
    "`x${a?.b}`; } }\n"
    "fn main() -> Result<(), E> { let x: &'a str = match y { Some(ref z) => z, _ => \"\" }; }\n"
    "func (s *S) M(a, b int) (n int, err error) { go func() { ch <- 1 }() }\n"
    "@D(\"x\") public record R(int a) implements I { int f() throws E { return switch (a) { "
    "default -> 1; }; } }\n"
    "key: &a [1, {b: c}]\n<p class=\"x\">y</p>\n# heading\n[table]\nx = { y = 1 }\n"
    "module M where\nf x | x > 0 = let y = x in y\nlet rec g = function [] -> 0 | _ :: t -> "
    "1\n";

static const char *const files[] = {"src/syntax/tree_copy.c", "tools/bench", "test/cli/lib.sh"};

TEST(every_grammar_s_trees_are_those_of_the_cursor)
{
    TreeParser *parser = tree_parser_new();
    size_t count, nodes = 0;
    const Pack *const *packs = pack_list(&count);
    Arena arena = {0};
    Err err = {0};

    for (size_t i = 0; i < count; i++) {
        if (!packs[i]->grammar)
            continue;
        nodes += compare(parser, packs[i], STR(""));
        nodes += compare(parser, packs[i], str_from(snippets));
        for (size_t f = 0; f < ARRAY_LEN(files); f++) {
            Str text;

            CHECK_OK(file_read(&arena, files[f], TEXT_MAX_BYTES, &text, &err), &err);
            nodes += compare(parser, packs[i], text);
        }
    }
    CHECK(nodes > 10000);
    arena_done(&arena);
    tree_parser_free(parser);
}

TEST_MAIN()
