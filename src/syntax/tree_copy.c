/*
 * tree_copy.c -- one walk over the parser's tree, by its own structures.
 *
 * tree-sitter's cursor keeps for every node what only going back needs, rows and columns, and is
 * asked for symbol, name and field of each node anew: that took a fifth of the time of a parse. The
 * structures behind it are internal, but the version of the core is pinned, and tree_copy_test walks
 * the same trees with the cursor.
 *
 * In short: a Subtree has children, some of them hidden (rules that only group). A hidden one's
 * children count as its parent's. An alias, by the production of the direct parent and the place in
 * it, gives a node another symbol and makes it visible. Likewise fields, which a hidden node passes on
 * to its children. "Extras" (comments) have neither and take no place.
 */
#include "syntax/tree_copy.h"

#include <language.h>
#include <subtree.h>
#include <tree.h>

/* A node whose children are being copied, hidden ones included. */
typedef struct Level {
    const Subtree *next, *end;
    const TSSymbol *aliases; /* by place; NULL: none */
    const TSFieldMapEntry *fields, *fields_end;
    uint32_t at;     /* where the next child's padding begins; the first child's is behind it */
    uint32_t place;  /* of the next child among those that are no extras */
    TSFieldId field; /* that a hidden node passes on */
    bool is_first;   /* no child was taken yet */
    bool is_kept;    /* it is c->open[c->depth - 1] */
} Level;

typedef struct Copy {
    const TreeLexicon *lexicon;
    Node *nodes;
    size_t count, cap;
    VEC(Level) levels;
    /* the kept ancestors of the node at hand, and the last child copied below each */
    NodeId open[TREE_MAX_DEPTH + 1];
    NodeId last_child[TREE_MAX_DEPTH + 1];
    uint32_t depth; /* kept ancestors open */
    bool is_cut;
} Copy;

static NodeId add_node(Copy *c, Node node)
{
    NodeId id = (NodeId)c->count++;

    MUST(id < c->cap);
    node.parent = NODE_NONE;
    node.next = NODE_NONE;
    if (c->depth) {
        NodeId before = c->last_child[c->depth - 1];

        node.parent = c->open[c->depth - 1];
        if (before != NODE_NONE)
            c->nodes[before].next = id;
        c->last_child[c->depth - 1] = id;
    }
    c->nodes[id] = node;
    return id;
}

/* Its number if it is of interest, else NODE_NONE. */
static NodeId copy_node(Copy *c, Subtree subtree, TSSymbol alias, TSFieldId field,
                        uint32_t start)
{
    const TreeLexicon *x = c->lexicon;
    TSSymbol symbol = alias ? alias : ts_subtree_symbol(subtree);
    bool is_named = alias ? x->language->symbol_metadata[alias].named
                          : ts_subtree_named(subtree);
    bool is_error = symbol == ts_builtin_sym_error;
    TSSymbol shown = is_error ? symbol : x->language->public_symbol_map[symbol];
    uint16_t kind = shown < x->symbol_count ? x->kind_of_symbol[shown] : 0;
    unsigned flags = (is_error ? NODE_ERROR : 0u) | (is_named ? NODE_NAMED : 0u) |
                     (ts_subtree_missing(subtree) ? NODE_MISSING : 0u);

    if (!kind && !flags)
        return NODE_NONE;
    return add_node(c, (Node){
                           .kind = kind,
                           .field = field < x->field_count ? x->field_of_id[field] : 0,
                           .flags = (uint8_t)flags,
                           .start = start,
                           .end = start + ts_subtree_size(subtree).bytes,
                       });
}

static void descend(Copy *c, Subtree subtree, TSFieldId field, uint32_t start, NodeId kept)
{
    const TSLanguage *language = c->lexicon->language;
    uint32_t count = ts_subtree_child_count(subtree);
    Level level = {.at = start, .field = field, .is_first = true, .is_kept = kept != NODE_NONE};

    if (count == 0)
        return;
    level.next = ts_subtree_children(subtree);
    level.end = level.next + count;
    level.aliases = ts_language_alias_sequence(language, subtree.ptr->production_id);
    ts_language_field_map(language, subtree.ptr->production_id, &level.fields,
                          &level.fields_end);
    *VEC_PUSH(&c->levels) = level;
    if (level.is_kept) {
        c->open[c->depth] = kept;
        c->last_child[c->depth++] = NODE_NONE;
    }
}

static TSFieldId field_at(const Level *l, uint32_t place)
{
    for (const TSFieldMapEntry *f = l->fields; f < l->fields_end; f++) {
        if (!f->inherited && f->child_index == place)
            return f->field_id;
    }
    return l->field;
}

static void copy_child(Copy *c, Level *l)
{
    Subtree child = *l->next++;
    uint32_t start = l->at + (l->is_first ? 0 : ts_subtree_padding(child).bytes);
    TSSymbol alias = 0;
    TSFieldId field = 0;

    l->is_first = false;
    l->at = start + ts_subtree_size(child).bytes;
    if (!ts_subtree_extra(child)) {
        alias = l->aliases ? l->aliases[l->place] : 0;
        field = field_at(l, l->place);
        l->place++;
    }
    if (!alias && !ts_subtree_visible(child)) {
        descend(c, child, field, start, NODE_NONE);
        return;
    }
    NodeId id = copy_node(c, child, alias, field, start);
    if (c->depth < TREE_MAX_DEPTH)
        descend(c, child, 0, start, id);
    else
        c->is_cut = true;
}

static void copy_tree(Copy *c, Subtree root)
{
    uint32_t start = ts_subtree_padding(root).bytes;

    descend(c, root, 0, start, copy_node(c, root, 0, 0, start));
    while (c->levels.len) {
        Level *l = VEC_LAST(&c->levels);

        if (l->next < l->end) {
            copy_child(c, l);
            continue;
        }
        c->depth -= l->is_kept;
        (void)VEC_POP(&c->levels);
    }
}

bool tree_copy(const TreeLexicon *lexicon, const TSTree *tree, NodeVec *ret)
{
    size_t most = ts_subtree_visible_descendant_count(tree->root) + (size_t)1;
    Copy *c = xcalloc(1, sizeof(*c));

    if (ret->cap < most) {
        ret->at = xrealloc(ret->at, most, sizeof(*ret->at));
        ret->cap = most;
    }
    c->lexicon = lexicon;
    c->nodes = ret->at;
    c->cap = ret->cap;
    copy_tree(c, tree->root);
    ret->len = c->count;
    bool is_cut = c->is_cut;
    VEC_DONE(&c->levels);
    free(c);
    return is_cut;
}
