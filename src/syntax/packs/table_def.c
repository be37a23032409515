/*
 * table_def.c -- reading by a table: where the parts of a node are, what stands in front of a
 * definition, definitions and their scopes.
 */
#include "syntax/packs/table_parts.h"

enum { NAME_MAX_BYTES = 200, NAME_STEPS_MAX = 8, HEADER_MAX_BYTES = 300 };

const TableRow *table_row(const TableWalk *w, NodeId n)
{
    return &w->language->rows[node_kind(w->t, n)];
}

/* Patterns and the like stand where a name may stand: they have these. */
bool table_is_name(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (strchr(" (,{\n\t", text.ptr[i]))
            return false;
    }
    return text.len > 0 && text.len <= NAME_MAX_BYTES && !str_is(text, "_");
}

bool table_has_word(const char *words, Str word)
{
    Str rest = str_from(words), one;

    while (str_split(&rest, ' ', &one)) {
        if (str_eq(one, word))
            return true;
    }
    return false;
}

/* -- selectors -- */

bool table_is(const TableWalk *w, NodeId n, const char *kind)
{
    const char *name = w->language->kinds[node_kind(w->t, n)];

    return n != NODE_NONE && name && strcmp(name, kind) == 0;
}

/* Whether the child is what one step of a selector says. */
bool table_is_step(const TableWalk *w, NodeId child, Str step)
{
    bool is_kind = step.ptr[0] == '#';
    const char *name = is_kind ? w->language->kinds[w->t->nodes[child].kind]
                               : w->language->fields[w->t->nodes[child].field];

    return name && str_is(str_sub(step, is_kind, step.len), name);
}

static NodeId next_match(const TableWalk *w, NodeId child, Str step)
{
    while (child != NODE_NONE && !table_is_step(w, child, step))
        child = node_next(w->t, child);
    return child;
}

static NodeId last_child(const Tree *t, NodeId n)
{
    NodeId last = NODE_NONE;

    NODE_EACH_CHILD (t, n, child)
        last = child;
    return last;
}

static NodeId follow(const TableWalk *w, NodeId n, Str path)
{
    Str step;

    while (n != NODE_NONE && str_split(&path, '/', &step)) {
        if (str_is(step, "^"))
            n = last_child(w->t, n);
        else if (str_is(step, "."))
            n = node_first_child(w->t, n);
        else
            n = next_match(w, node_first_child(w->t, n), step);
    }
    return n;
}

NodeId table_select(const TableWalk *w, NodeId n, const char *selector)
{
    Str rest = str_from(selector), path;

    while (n != NODE_NONE && str_split(&rest, '|', &path)) {
        NodeId found = follow(w, n, path);

        if (found != NODE_NONE)
            return found;
    }
    return NODE_NONE;
}

/* The node whose text is the name: the last part of a qualified one. */
NodeId table_name_node(const TableWalk *w, NodeId n)
{
    if (table_row(w, node_parent(w->t, n))->def == DEF_NAMESPACE)
        return n; /* all of A.B */
    for (int i = 0; i < NAME_STEPS_MAX && n != NODE_NONE; i++) {
        const TableRow *row = table_row(w, n);

        if (!row->name || row->role == TABLE_DEF)
            return n;
        NodeId inner = table_select(w, n, row->name);
        if (inner == NODE_NONE)
            return n;
        n = inner;
    }
    return n;
}

/* -- comments and marks in front -- */

static void forget_front(TableWalk *w)
{
    w->doc.start = w->doc.end = 0;
    w->marks_start = UINT32_MAX;
}

static bool begins_with_any(Str text, const char *prefixes)
{
    Str rest = str_from(prefixes), prefix;

    while (str_split(&rest, ' ', &prefix)) {
        if (prefix.len && str_starts(text, prefix))
            return true;
    }
    return false;
}

static size_t newlines_between(const TableWalk *w, uint32_t from, uint32_t to)
{
    size_t count = 0;

    for (uint32_t i = from; i < to; i++)
        count += w->t->src.ptr[i] == '\n';
    return count;
}

/* Whether something other than white space stands on the comment's line before it. */
static bool trails_code(const TableWalk *w, uint32_t start)
{
    while (start > 0 && w->t->src.ptr[start - 1] != '\n') {
        char c = w->t->src.ptr[--start];

        if (c != ' ' && c != '\t' && c != '\r')
            return true;
    }
    return false;
}

void table_read_comment(TableWalk *w, NodeId n)
{
    const Node *node = &w->t->nodes[n];
    Str text = node_text(w->t, n);
    uint32_t end = node->end;

    while (end > node->start &&
           (w->t->src.ptr[end - 1] == '\n' || w->t->src.ptr[end - 1] == '\r'))
        end--;
    if (str_starts(text, STR("#!")) || trails_code(w, node->start))
        return;
    bool continues = w->doc.end && newlines_between(w, w->doc.end, node->start) <= 1;
    bool is_doc = (!w->language->doc[0] || begins_with_any(text, w->language->doc)) &&
                  !(w->language->doc_not && begins_with_any(text, w->language->doc_not));
    if (continues && (is_doc || !str_starts(text, STR("/")))) {
        w->doc.end = end;
    } else if (is_doc) {
        w->doc.start = node->start;
        w->doc.end = end;
    } else {
        w->doc.start = w->doc.end = 0;
    }
}

void table_read_marks(TableWalk *w, NodeId n)
{
    uint32_t marks = MIN_OF(w->marks_start, w->t->nodes[n].start), doc_start = w->doc.start;
    uint32_t doc_end = w->doc.end;

    (void)table_walk_children(w, n);
    w->marks_start = marks;
    w->doc.start = doc_start;
    w->doc.end = doc_end;
}

/* -- definitions -- */

typedef struct Word {
    const char *word;
    int kind;       /* DefKind; -1: none */
    int visibility; /* -1: none */
    uint16_t flags; /* DEF_IS_... */
} Word;

/* What words in front of a name say, in every language that has them. */
static const Word header_words[] = {
    {"struct", DEF_STRUCT, -1, 0},
    {"enum", DEF_ENUM, -1, 0},
    {"interface", DEF_INTERFACE, -1, 0},
    {"protocol", DEF_INTERFACE, -1, 0},
    {"union", DEF_UNION, -1, 0},
    {"actor", DEF_CLASS, -1, 0},
    {"const", DEF_CONSTANT, -1, 0},
    {"static", -1, -1, DEF_IS_STATIC},
    {"override", -1, -1, DEF_IS_OVERRIDE},
    {"async", -1, -1, DEF_IS_ASYNC},
    {"suspend", -1, -1, DEF_IS_ASYNC},
    {"private", -1, VISIBLE_CLASS, 0},
    {"protected", -1, VISIBLE_CLASS, 0},
    {"fileprivate", -1, VISIBLE_FILE, 0},
    {"internal", -1, VISIBLE_MODULE, 0},
    {"package", -1, VISIBLE_MODULE, 0},
    {"public", -1, VISIBLE_PUBLIC, 0},
    {"open", -1, VISIBLE_PUBLIC, 0},
    {"pub", -1, VISIBLE_PUBLIC, 0},
    {"local", -1, VISIBLE_FILE, 0},
    {"export", -1, VISIBLE_PUBLIC, DEF_IS_EXPORTED},
    {"Obsolete", -1, -1, DEF_IS_DEPRECATED},
    {"Deprecated", -1, -1, DEF_IS_DEPRECATED},
    {"deprecated", -1, -1, DEF_IS_DEPRECATED},
};

static bool is_word_char(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

/* The next word of a text; false at its end. */
bool table_next_word(Str *rest, Str *ret)
{
    size_t start = 0;

    while (start < rest->len && !is_word_char(rest->ptr[start]))
        start++;
    size_t end = start;
    while (end < rest->len && is_word_char(rest->ptr[end]))
        end++;
    *ret = str_sub(*rest, start, end);
    *rest = str_sub(*rest, end, rest->len);
    return ret->len > 0;
}

bool table_is_class_kind(DefKind kind)
{
    return kind == DEF_CLASS || kind == DEF_STRUCT || kind == DEF_UNION || kind == DEF_ENUM ||
           kind == DEF_INTERFACE || kind == DEF_TRAIT;
}

/* Reads what stands between the definition's beginning and its name. */
static void read_header(TableWalk *w, Str header, Def *d, bool by_word)
{
    Str word, rest = str_sub(header,
                             header.len > HEADER_MAX_BYTES ? header.len - HEADER_MAX_BYTES : 0,
                             header.len);

    while (table_next_word(&rest, &word)) {
        if (w->language->test_marks && table_has_word(w->language->test_marks, word))
            d->flags |= DEF_IS_TEST;
        for (size_t i = 0; i < ARRAY_LEN(header_words); i++) {
            const Word *h = &header_words[i];

            if (!str_is(word, h->word))
                continue;
            d->flags |= h->flags;
            if (h->visibility >= 0)
                d->visibility = (uint8_t)h->visibility;
            if (by_word && h->kind >= 0 &&
                !(h->kind == DEF_CONSTANT && table_is_class_kind(d->kind)))
                d->kind = (uint8_t)h->kind;
        }
    }
    if (d->visibility >= VISIBLE_MODULE)
        d->flags |= DEF_IS_EXPORTED;
}

bool table_is_function_kind(DefKind kind)
{
    return kind == DEF_FUNCTION || kind == DEF_METHOD || kind == DEF_CONSTRUCTOR ||
           kind == DEF_MACRO;
}

bool table_is_variable_kind(DefKind kind)
{
    return kind == DEF_VARIABLE || kind == DEF_FIELD || kind == DEF_PROPERTY ||
           kind == DEF_CONSTANT;
}

static bool is_in_class(const TableWalk *w)
{
    return w->at.class && w->at.scope == w->at.class;
}

/* The kind that fits the place: a function in a class is a method. */
static DefKind kind_here(const TableWalk *w, DefKind kind, Str name)
{
    bool is_in = is_in_class(w);

    if (is_in && kind == DEF_FUNCTION)
        kind = DEF_METHOD;
    if (is_in && kind == DEF_VARIABLE)
        kind = DEF_FIELD;
    if (!w->at.class && !w->at.def && (kind == DEF_FIELD || kind == DEF_PROPERTY))
        kind = DEF_VARIABLE;
    if (kind == DEF_METHOD && !w->at.def && !is_in)
        kind = DEF_FUNCTION;
    if (kind == DEF_METHOD && w->language->constructor &&
        str_is(name, w->language->constructor))
        kind = DEF_CONSTRUCTOR;
    return kind;
}

static void note_def(TableWalk *w, uint32_t def)
{
    const Def *d = &w->b->defs.at[def];
    Str name = w->b->names.at[d->name];
    bool has_prefix = w->language->test_prefix && table_is_function_kind(d->kind) &&
                      d->kind != DEF_MACRO &&
                      str_starts(name, str_from(w->language->test_prefix));

    if (has_prefix)
        w->b->defs.at[def].flags |= DEF_IS_TEST;
    if (w->b->defs.at[def].flags & DEF_IS_TEST && table_is_function_kind(d->kind))
        facts_add_note(
            w->b, (Note){.kind = NOTE_TEST, .text = d->name, .at = d->name_start, .def = def});
    else if (w->language->main && table_is_function_kind(d->kind) &&
             str_is(name, w->language->main))
        facts_add_note(
            w->b,
            (Note){.kind = NOTE_ENTRY_POINT, .text = d->name, .at = d->name_start, .def = def});
}

uint32_t table_define(TableWalk *w, NodeId n, NodeId name, NodeId body, DefKind kind)
{
    const Node *node = &w->t->nodes[n], *name_at = &w->t->nodes[name];
    Str text = node_text(w->t, name);
    bool has_doc = w->doc.end &&
                   newlines_between(w, w->doc.end, MIN_OF(w->marks_start, node->start)) <= 1;
    Def d = {
        .name = facts_add_name(w->b, text),
        .name_start = name_at->start,
        .start = MIN_OF(w->marks_start, node->start),
        .end = node->end,
        .signature_end = body == NODE_NONE ? node->end : w->t->nodes[body].start,
        .doc_start = has_doc ? w->doc.start : 0,
        .doc_end = has_doc ? w->doc.end : 0,
        .line = tree_line(w->t, name_at->start),
        .end_line = tree_line(w->t, node->end),
        .scope = w->at.scope,
        .parent = w->at.def,
        .kind = (uint8_t)kind_here(w, kind, text),
        .flags = body == NODE_NONE ? 0 : DEF_HAS_BODY,
        .visibility = (uint8_t)(w->at.is_forced  ? w->at.forced
                                : is_in_class(w) ? w->language->inside
                                                 : w->language->outside),
    };

    const TableRow *row = table_row(w, n);
    bool by_word = row->role == TABLE_DEF && row->flags & TABLE_KIND_BY_WORD;
    if (row->role == TABLE_DEF && row->flags & TABLE_IS_TEST)
        d.flags |= DEF_IS_TEST;
    read_header(w, str_sub(w->t->src, d.start, d.name_start), &d, by_word);
    uint32_t def = facts_add_def(w->b, d);
    uint64_t *seen = u64map_at(&w->declared, (uint64_t)d.scope << 32 | d.name, NULL);
    *seen = *seen ? *seen : def + 1;
    forget_front(w);
    note_def(w, def);
    return def;
}

TableContext table_enter(TableWalk *w, ScopeKind kind, uint32_t def)
{
    TableContext outside = w->at;

    w->at.scope = facts_add_scope(w->b, kind, w->at.scope, def ? def : w->at.def);
    if (def) {
        w->at.def = def;
        w->b->defs.at[def].inner = w->at.scope;
    }
    if (kind == SCOPE_FUNCTION)
        w->at.function = w->at.scope;
    if (kind == SCOPE_CLASS) {
        w->at.class = w->at.scope;
        w->at.function = 0;
    }
    if (kind != SCOPE_BLOCK)
        w->at.is_forced = false;
    forget_front(w);
    return outside;
}

void table_leave(TableWalk *w, TableContext outside)
{
    w->at = outside;
    forget_front(w);
}

uint32_t table_find(const TableWalk *w, Str name)
{
    uint64_t id, def;
    uint32_t scopes[] = {w->at.class, 1};

    if (!strmap_get(&w->b->name_ids, name, &id))
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        if (scopes[i] && u64map_get(&w->declared, (uint64_t)scopes[i] << 32 | id, &def) && def)
            return (uint32_t)def - 1;
    }
    return 0;
}

void table_local(TableWalk *w, NodeId name, LocalKind kind, uint32_t type, uint32_t value)
{
    NameId id = facts_add_name(w->b, node_text(w->t, name));

    if (!table_is_name(node_text(w->t, name)))
        return;
    facts_add_local(w->b, (Local){.name = id,
                                  .scope = w->at.scope,
                                  .start = w->t->nodes[name].start,
                                  .type = type,
                                  .value = value,
                                  .kind = (uint8_t)kind});
    (void)u64map_at(&w->declared, (uint64_t)w->at.scope << 32 | id, NULL);
}
