/*
 * code_tree.c -- over the parser's own tree, with a cursor: no recursion, whatever the depth.
 */
#include "exercise/code_tree.h"

bool code_tree_read(SyntaxReader *r, LanguageId language, Str src, CodeTree *ret)
{
    const Pack *pack = pack_for(language);

    *ret = (CodeTree){.src = src};
    if (!pack || !pack->grammar || src.len > CODE_TREE_MAX_BYTES)
        return false;
    ret->tree = tree_parse(syntax_reader_parser(r), pack->grammar(), &ret->src);
    return ret->tree != NULL;
}

void code_walk(TSNode top, bool (*see)(void *self, TSNode n, unsigned depth), void *self)
{
    TSTreeCursor cursor = ts_tree_cursor_new(top);
    unsigned depth = 0;
    bool is_done = false;

    while (!is_done) {
        if (see(self, ts_tree_cursor_current_node(&cursor), depth) &&
            ts_tree_cursor_goto_first_child(&cursor)) {
            depth++;
            continue;
        }
        while (depth && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            (void)ts_tree_cursor_goto_parent(&cursor);
            depth--;
        }
        is_done = depth == 0;
    }
    ts_tree_cursor_delete(&cursor);
}

typedef struct Shaping {
    const CodeTree *tree;
    Hash hash;
    uint32_t errors;
} Shaping;

static bool add_to_shape(void *self, TSNode n, unsigned depth)
{
    Shaping *s = self;

    if (ts_node_is_extra(n))
        return false;
    hash_add_u64(&s->hash, depth);
    hash_add(&s->hash, str_from(ts_node_type(n)));
    if (ts_node_child_count(n) == 0)
        hash_add(&s->hash, code_text(s->tree, n));
    return true;
}

void code_tree_shape(const CodeTree *t, char ret_hex[HASH_HEX_SIZE])
{
    Shaping s = {.tree = t};

    hash_init(&s.hash);
    code_walk(ts_tree_root_node(t->tree), add_to_shape, &s);
    hash_hex(&s.hash, ret_hex);
}

static bool count_error(void *self, TSNode n, unsigned depth UNUSED)
{
    uint32_t *count = self;

    *count += ts_node_is_missing(n) || code_is(n, "ERROR");
    return ts_node_has_error(n);
}

uint32_t code_tree_errors(const CodeTree *t)
{
    uint32_t count = 0;

    code_walk(ts_tree_root_node(t->tree), count_error, &count);
    return count;
}

bool code_is_one(TSNode n, const char *const *types)
{
    for (; *types; types++) {
        if (code_is(n, *types))
            return true;
    }
    return false;
}

bool code_is_block(TSNode n)
{
    static const char *const types[] = {"compound_statement", "block",
                                        "statement_block",    "statement_list",
                                        "constructor_body",   NULL};

    return code_is_one(n, types);
}

bool code_is_name(TSNode n)
{
    const char *type = ts_node_type(n);
    size_t len = strlen(type);

    return ts_node_child_count(n) == 0 && len >= 10 &&
           strcmp(type + len - 10, "identifier") == 0;
}

TSNode code_body(const CodeTree *t, uint32_t start, uint32_t end)
{
    TSNode none = {0};
    TSNode n = ts_node_named_descendant_for_byte_range(ts_tree_root_node(t->tree), start,
                                                       end > start ? end - 1 : end);

    while (!ts_node_is_null(n)) {
        TSNode body = ts_node_child_by_field_name(n, "body", 4);
        TSNode inner = ts_node_child_by_field_name(n, "definition", 10); /* decorated */

        if (!ts_node_is_null(inner))
            body = ts_node_child_by_field_name(inner, "body", 4);
        if (!ts_node_is_null(body))
            return code_is_block(body) && ts_node_start_byte(body) >= start &&
                           ts_node_end_byte(body) <= end
                       ? body
                       : none;
        if (ts_node_start_byte(n) < start || ts_node_end_byte(n) > end)
            break;
        n = ts_node_parent(n);
    }
    return none;
}
