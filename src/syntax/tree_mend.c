/*
 * tree_mend.c -- finding the damaged items, cutting their text into pieces, putting the pieces'
 * trees in.
 *
 * Linear but for the parses: each piece is parsed at most twice and once more along with its
 * neighbours, no more than PIECES_MAX of them, which hold together no more bytes than the file.
 */
#include "syntax/tree_mend.h"

#include <tree_sitter/api.h>

enum { PIECES_MAX = 4000, DIRECTIVES_MAX_DEPTH = 64 };

typedef struct Mend {
    NodeVec old, made;
    NodeId *renumbered; /* by old node: its number in `made` */
    uint32_t *depths;   /* by node of `made` */
    NodeId *last_child; /* by node of `made` */
    size_t made_cap;
    bool *is_damaged; /* by old node: an ERROR is in it */
    TreeParser *parser;
    const TSLanguage *language;
    const TreeLexicon *lexicon;
    const uint16_t *item_lists;
    Str text;
    unsigned pieces_left;
} Mend;

/* -- where the damage is -- */

static bool is_item_list(const Mend *m, uint16_t kind)
{
    for (const uint16_t *k = m->item_lists; *k; k++) {
        if (*k == kind)
            return true;
    }
    return false;
}

static void mark_damage(Mend *m)
{
    for (NodeId n = 0; n < m->old.len; n++) {
        if (!(m->old.at[n].flags & NODE_ERROR))
            continue;
        for (NodeId up = n; up != NODE_NONE && !m->is_damaged[up]; up = m->old.at[up].parent)
            m->is_damaged[up] = true;
    }
}

/* Past the line of the next `}` in column 0 at or after `at`; the text's end when there is none. */
static size_t piece_end(Str text, size_t at)
{
    while (at < text.len) {
        bool is_line_start = at == 0 || text.ptr[at - 1] == '\n';

        if (is_line_start && text.ptr[at] == '}') {
            size_t end = str_find_char(text, '\n', at);
            return end == SIZE_MAX ? text.len : end + 1;
        }
        size_t newline = str_find_char(text, '\n', at);
        if (newline == SIZE_MAX)
            return text.len;
        at = newline + 1;
    }
    return text.len;
}

/* Whether something in [start, end) stands after such a line. */
static bool goes_beyond(Str text, size_t start, size_t end)
{
    Str part = str_sub(text, 0, end);

    return piece_end(part, start) < part.len;
}

static size_t line_start(Str text, size_t at)
{
    while (at > 0 && text.ptr[at - 1] != '\n')
        at--;
    return at;
}

static bool has_conditional(Str text)
{
    for (size_t at = 0; (at = str_find_char(text, '#', at)) != SIZE_MAX; at++) {
        size_t word = at + 1;

        while (word < text.len && (text.ptr[word] == ' ' || text.ptr[word] == '\t'))
            word++;
        Str rest = str_sub(text, word, text.len);
        if (str_starts(rest, STR("if")) || str_starts(rest, STR("else")) ||
            str_starts(rest, STR("elif")))
            return true;
    }
    return false;
}

/* -- one piece -- */

typedef enum Directive { NO_DIRECTIVE, OPENS, TURNS, ENDS } Directive;

static Directive directive_of(Str line)
{
    line = str_trim(line);
    if (!str_starts(line, STR("#")))
        return NO_DIRECTIVE;
    line = str_trim(str_sub(line, 1, line.len));
    return str_starts(line, STR("if"))      ? OPENS
           : str_starts(line, STR("el"))    ? TURNS
           : str_starts(line, STR("endif")) ? ENDS
                                            : NO_DIRECTIVE;
}

static void blank(char *from, size_t len)
{
    for (size_t i = 0; i < len; i++)
        from[i] = from[i] == '\n' ? '\n' : ' ';
}

/* Blanks the conditionals of the piece: those that have no partner in it, or all of them with their
 * later branches. */
static void blank_conditionals(char *text, size_t len, bool all)
{
    Str rest = {text, len}, line;
    char *open[DIRECTIVES_MAX_DEPTH];
    size_t open_len[DIRECTIVES_MAX_DEPTH], depth = 0, skipped_at = SIZE_MAX;

    while (str_line(&rest, &line)) {
        char *at = text + (line.ptr - text);

        switch (directive_of(line)) {
        case OPENS:
            if (depth == DIRECTIVES_MAX_DEPTH)
                return;
            open[depth] = at;
            open_len[depth++] = line.len;
            if (all)
                blank(at, line.len);
            break;
        case TURNS:
            if (all || depth == 0)
                blank(at, line.len);
            if (all && depth && skipped_at == SIZE_MAX)
                skipped_at = depth;
            break;
        case ENDS:
            if (all || depth == 0)
                blank(at, line.len);
            if (skipped_at == depth)
                skipped_at = SIZE_MAX;
            depth -= depth > 0;
            break;
        default:
            if (skipped_at != SIZE_MAX)
                blank(at, line.len);
        }
    }
    while (!all && depth--)
        blank(open[depth], open_len[depth]);
}

static size_t error_bytes(const NodeVec *nodes)
{
    size_t bytes = 0;

    for (size_t i = 0; i < nodes->len; i++) {
        if (nodes->at[i].flags & NODE_ERROR)
            bytes += nodes->at[i].end - nodes->at[i].start + 1;
    }
    return bytes;
}

/* Parses the text; false when the parser gave up. */
static bool parse_piece(const Mend *m, Str text, NodeVec *ret)
{
    TSTree *tree = tree_parse(m->parser, m->language, &text);

    VEC_CLEAR(ret);
    if (!tree)
        return false;
    (void)tree_copy(m->lexicon, tree, ret);
    return true;
}

/* The better of both readings of the piece; false when there is none. *ret_plain: it could be read
 * with its conditionals, and without an error. */
static bool read_piece(const Mend *m, size_t start, size_t end, NodeVec *ret, bool *ret_plain)
{
    Str piece = str_sub(m->text, start, end);
    Arena arena = {0};
    NodeVec other = {0};
    char *text = arena_cstr(&arena, piece);

    blank_conditionals(text, piece.len, false);
    bool is_read = parse_piece(m, (Str){text, piece.len}, ret);
    *ret_plain = is_read && error_bytes(ret) == 0;
    if (!*ret_plain && has_conditional((Str){text, piece.len})) {
        text = arena_cstr(&arena, piece);
        blank_conditionals(text, piece.len, true);
        if (parse_piece(m, (Str){text, piece.len}, &other) &&
            (!is_read || error_bytes(&other) < error_bytes(ret))) {
            NodeVec worse = *ret;

            *ret = other;
            other = worse;
            is_read = true;
        }
    }
    VEC_DONE(&other);
    arena_done(&arena);
    return is_read;
}

/* -- building the new tree -- */

static NodeId add_node(Mend *m, Node node, NodeId parent)
{
    NodeId id = (NodeId)m->made.len;

    if (id == m->made_cap) {
        m->made_cap = m->made_cap ? m->made_cap * 2 : 1024;
        m->depths = xrealloc(m->depths, m->made_cap, sizeof(*m->depths));
        m->last_child = xrealloc(m->last_child, m->made_cap, sizeof(*m->last_child));
    }
    m->depths[id] = parent == NODE_NONE ? 0 : m->depths[parent] + 1;
    m->last_child[id] = NODE_NONE;
    node.parent = parent;
    node.next = NODE_NONE;
    *VEC_PUSH(&m->made) = node;
    if (parent != NODE_NONE) {
        if (m->last_child[parent] != NODE_NONE)
            m->made.at[m->last_child[parent]].next = id;
        m->last_child[parent] = id;
    }
    return id;
}

/* The items of a piece become children of `parent`. */
static void graft(Mend *m, const NodeVec *piece, size_t start, NodeId parent)
{
    NodeId *numbers = xcalloc(piece->len + 1, sizeof(*numbers));

    for (NodeId n = 1; n < piece->len; n++) {
        Node node = piece->at[n];
        NodeId up = node.parent == 0 ? parent : numbers[node.parent];

        numbers[n] = NODE_NONE;
        if (up == NODE_NONE || m->depths[up] + 1 >= TREE_MAX_DEPTH)
            continue;
        node.start += (uint32_t)start;
        node.end += (uint32_t)start;
        numbers[n] = add_node(m, node, up);
    }
    free(numbers);
}

static NodeId end_of(const Mend *m, NodeId n)
{
    while (n != NODE_NONE) {
        if (m->old.at[n].next != NODE_NONE)
            return m->old.at[n].next;
        n = m->old.at[n].parent;
    }
    return (NodeId)m->old.len;
}

typedef struct Piece {
    size_t start;
    NodeVec nodes;
} Piece;
VEC_TYPE(Pieces, Piece);

/* The trees of the pieces. `mild` is the range's text: conditionals are blanked in it where a piece
 * is in need of that. Returns how much was lost in errors. */
static size_t read_pieces(Mend *m, size_t start, size_t end, Pieces *ret, char *mild)
{
    size_t lost = 0;

    for (size_t at = start, stop; at < end && m->pieces_left; at = stop) {
        Piece *piece = VEC_PUSH(ret);
        bool is_plain;

        stop = MIN_OF(piece_end(m->text, at), end);
        m->pieces_left--;
        piece->start = at;
        if (read_piece(m, at, stop, &piece->nodes, &is_plain))
            lost += error_bytes(&piece->nodes);
        else
            lost += stop - at;
        if (!is_plain)
            blank_conditionals(mild + (at - start), stop - at, true);
    }
    return lost;
}

/* Whether no item goes on beyond a `}` in column 0. */
static bool is_sound(const Mend *m, const NodeVec *nodes, size_t start)
{
    for (NodeId n = 1; n < nodes->len; n++) {
        const Node *node = &nodes->at[n];

        if (is_item_list(m, nodes->at[node->parent].kind) && !is_item_list(m, node->kind) &&
            goes_beyond(m->text, start + node->start, start + node->end))
            return false;
    }
    return true;
}

/* Braces that the text opens and does not close. Those in strings and comments count too: it only
 * decides what is worth a try. */
static long open_braces(Str text)
{
    long open = 0;

    for (size_t i = 0; i < text.len; i++)
        open += (text.ptr[i] == '{') - (text.ptr[i] == '}');
    return open;
}

/* Whether a piece is inside something that another piece opens: a namespace, extern "C". */
static bool are_nested(const Pieces *pieces, Str text, size_t start)
{
    for (size_t i = 0; i < pieces->len; i++) {
        size_t from = pieces->at[i].start - start;
        size_t to = i + 1 < pieces->len ? pieces->at[i + 1].start - start : text.len;

        if (open_braces(str_sub(text, from, to)) != 0)
            return true;
    }
    return false;
}

/* Reads [start, end) again into `parent`: as a whole, with conditionals left out where they did the
 * damage, when that is sound and loses no more than the pieces do (it keeps namespaces that several
 * pieces are in); else piece by piece. */
static void mend_range(Mend *m, size_t start, size_t end, NodeId parent)
{
    Arena arena = {0};
    Pieces pieces = {0};
    NodeVec whole = {0};
    char *mild = arena_cstr(&arena, str_sub(m->text, start, end));
    size_t lost = read_pieces(m, start, end, &pieces, mild);

    blank_conditionals(mild, end - start, false);
    if (pieces.len > 1 && lost && are_nested(&pieces, (Str){mild, end - start}, start) &&
        parse_piece(m, (Str){mild, end - start}, &whole) && error_bytes(&whole) <= lost &&
        is_sound(m, &whole, start)) {
        graft(m, &whole, start, parent);
    } else {
        for (size_t i = 0; i < pieces.len; i++)
            graft(m, &pieces.at[i].nodes, pieces.at[i].start, parent);
    }
    for (size_t i = 0; i < pieces.len; i++)
        VEC_DONE(&pieces.at[i].nodes);
    VEC_DONE(&pieces);
    VEC_DONE(&whole);
    arena_done(&arena);
}

static size_t errors_in(const Mend *m, NodeId item)
{
    size_t bytes = 0;

    for (NodeId n = item, end = end_of(m, item); n < end; n++) {
        if (m->old.at[n].flags & NODE_ERROR)
            bytes += m->old.at[n].end - m->old.at[n].start + 1;
    }
    return bytes;
}

/* An item that ends where it should, but is damaged inside: read without its conditionals. False
 * when that is no better. */
static bool mend_inside(Mend *m, NodeId item, NodeId parent)
{
    const Node *n = &m->old.at[item];
    Arena arena = {0};
    NodeVec nodes = {0};
    size_t len = n->end - n->start;
    char *text = arena_cstr(&arena, str_sub(m->text, n->start, n->end));

    m->pieces_left--;
    blank_conditionals(text, len, true);
    bool is_better = parse_piece(m, (Str){text, len}, &nodes) &&
                     error_bytes(&nodes) < errors_in(m, item);
    if (is_better)
        graft(m, &nodes, n->start, parent);
    VEC_DONE(&nodes);
    arena_done(&arena);
    return is_better;
}

typedef enum Damage { DAMAGE_NONE, DAMAGE_INSIDE, DAMAGE_BEYOND } Damage;

/* Whether an item with errors can be mended: within its own text, or that of what follows too. */
static Damage damage_of(const Mend *m, NodeId item)
{
    const Node *n = &m->old.at[item];

    if (!m->is_damaged[item] || !m->pieces_left || n->field)
        return DAMAGE_NONE;
    if ((n->flags & NODE_ERROR) || goes_beyond(m->text, n->start, n->end))
        return DAMAGE_BEYOND;
    return has_conditional(str_sub(m->text, n->start, n->end)) ? DAMAGE_INSIDE : DAMAGE_NONE;
}

/* Where the items of a list end: what is behind is in the list around. */
static size_t list_end(const Mend *m, NodeId list)
{
    size_t end = list ? m->old.at[list].end : m->text.len;

    return list && end && m->text.ptr[end - 1] == '}' ? end - 1 : end;
}

/* Where the text ends that is read again for a damaged item: not within a later item that goes on
 * beyond it, a namespace say, whose rest would be lost, and not behind the list. Not past the item's
 * start: there is no such place. */
static size_t range_end(const Mend *m, NodeId item)
{
    const Node *n = &m->old.at[item];
    size_t end = piece_end(m->text, n->start), limit = list_end(m, n->parent);

    while (end < n->end)
        end = piece_end(m->text, end);
    for (NodeId next = n->next; next != NODE_NONE; next = m->old.at[next].next) {
        const Node *later = &m->old.at[next];

        if (later->start >= end)
            break;
        if (later->end > end && later->start >= n->end && is_item_list(m, later->kind))
            return MIN_OF(line_start(m->text, later->start), limit);
    }
    return MIN_OF(end, limit);
}

/* Copies the items of a list, those that are damaged from new parses. */
static void mend_list(Mend *m, NodeId list, NodeId to);

static void copy_item(Mend *m, NodeId item, NodeId to)
{
    NodeId end = end_of(m, item);

    m->renumbered[item] = add_node(m, m->old.at[item], to);
    if (is_item_list(m, m->old.at[item].kind) && m->is_damaged[item]) {
        mend_list(m, item, m->renumbered[item]);
        return;
    }
    for (NodeId n = item + 1; n < end; n++)
        m->renumbered[n] = add_node(m, m->old.at[n], m->renumbered[m->old.at[n].parent]);
}

static void mend_list(Mend *m, NodeId list, NodeId to)
{
    NodeId first = list + 1 < m->old.len && m->old.at[list + 1].parent == list ? list + 1
                                                                               : NODE_NONE;
    size_t mended_until = 0;

    for (NodeId item = first; item != NODE_NONE; item = m->old.at[item].next) {
        const Node *n = &m->old.at[item];
        bool is_list = is_item_list(m, n->kind) && !(n->flags & NODE_ERROR);

        if (n->start < mended_until)
            continue; /* it was in the text that has been read again */
        Damage damage = is_list ? DAMAGE_NONE : damage_of(m, item);
        if (damage == DAMAGE_INSIDE && mend_inside(m, item, to))
            continue;
        if (damage != DAMAGE_BEYOND) {
            copy_item(m, item, to);
            continue;
        }
        size_t start = MAX_OF(line_start(m->text, n->start), mended_until);
        size_t end = range_end(m, item);
        if (end <= n->start) {
            copy_item(m, item, to);
            continue;
        }
        mend_range(m, start, end, to);
        mended_until = end;
    }
}

void tree_mend(NodeVec *nodes, TreeParser *parser, const TSLanguage *language,
               const TreeLexicon *lexicon, const uint16_t *item_lists, Str text)
{
    Mend m = {.old = *nodes,
              .parser = parser,
              .language = language,
              .lexicon = lexicon,
              .item_lists = item_lists,
              .text = text,
              .pieces_left = PIECES_MAX};

    if (m.old.len == 0)
        return;
    m.is_damaged = xcalloc(m.old.len, sizeof(*m.is_damaged));
    m.renumbered = xcalloc(m.old.len, sizeof(*m.renumbered));
    mark_damage(&m);
    if (m.is_damaged[0]) {
        Node root = m.old.at[0];

        /* a root that is an ERROR itself is no list of items any more: all is read again */
        bool is_lost = (root.flags & NODE_ERROR) || !is_item_list(&m, root.kind);
        root.kind = item_lists[0];
        root.flags = NODE_NAMED;
        root.start = 0;
        root.end = (uint32_t)text.len;
        NodeId to = add_node(&m, root, NODE_NONE);
        if (is_lost)
            mend_range(&m, 0, text.len, to);
        else
            mend_list(&m, 0, to);
        VEC_DONE(&m.old);
        *nodes = m.made;
    }
    free(m.is_damaged);
    free(m.renumbered);
    free(m.depths);
    free(m.last_child);
}
