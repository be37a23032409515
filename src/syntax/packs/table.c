/*
 * table.c -- reads facts out of a tree by a language's table.
 *
 * One recursive walk. The role of a node's row decides; nodes without a row are looked through. A
 * comment or mark is remembered until the next definition takes it, so that attributes, modifiers
 * and doc comments may stand beside the definition or inside it, as the grammar likes.
 */
#include "syntax/packs/table_parts.h"

#include "syntax/packs/comments.h"

enum { NEAR_NODES = 8, NOTE_TEXT_MAX = 120 };

/* -- references -- */

/* Whether the nearest thing of that name around is a local. */
static bool is_local(const TableWalk *w, NameId name)
{
    for (uint32_t scope = w->at.scope; scope > 1; scope = w->b->scopes.at[scope].parent) {
        uint64_t seen;

        if (u64map_get(&w->declared, (uint64_t)scope << 32 | name, &seen))
            return seen == 0;
    }
    return false;
}

uint32_t table_refer(TableWalk *w, NodeId name, uint32_t object, uint8_t flags)
{
    Str text = node_text(w->t, name);

    if (!table_is_name(text) ||
        (w->language->not_names && table_has_word(w->language->not_names, text)))
        return 0;
    NameId id = facts_add_name(w->b, text);
    flags |= w->flags | EXPR_IS_REF;
    w->flags = 0;
    if (w->is_in_bases)
        flags |= EXPR_IS_BASE | EXPR_IS_TYPE;
    if (!object && is_local(w, id))
        flags &= (uint8_t)~EXPR_IS_REF;
    return facts_add_expr(w->b, (Expr){.kind = object ? EXPR_MEMBER : EXPR_NAME,
                                       .flags = flags,
                                       .a = object,
                                       .name = id,
                                       .at = w->t->nodes[name].start,
                                       .scope = w->at.scope});
}

/* Something stands before the dot that cannot be said: a member of it all the same. */
static uint32_t unknown_object(TableWalk *w, NodeId n)
{
    return facts_add_expr(
        w->b, (Expr){.kind = EXPR_LITERAL, .at = w->t->nodes[n].start, .scope = w->at.scope});
}

static uint32_t read_object(TableWalk *w, NodeId object)
{
    uint8_t flags = w->flags;

    w->flags = 0;
    uint32_t expr = table_walk(w, object);
    w->flags = flags;
    return expr ? expr : unknown_object(w, object);
}

/* Walks the children of n but a, and b wherever it is. */
static void walk_others(TableWalk *w, NodeId n, NodeId a, NodeId b)
{
    NodeId skipped = w->skipped;

    w->skipped = b;
    NODE_EACH_CHILD (w->t, n, child) {
        if (child != a)
            (void)table_walk(w, child);
    }
    w->skipped = skipped;
}

static uint32_t read_member(TableWalk *w, NodeId n, const TableRow *row)
{
    NodeId object = table_select(w, n, row->object), name = table_select(w, n, row->name);
    uint8_t flags = w->flags;

    if (name == NODE_NONE)
        return table_walk_children(w, n);
    if (object == name)
        object = NODE_NONE;
    w->flags = 0;
    /* a path that may have something in front, and has not: just a name */
    uint32_t of = object != NODE_NONE ? read_object(w, object)
                  : row->object       ? 0
                                      : unknown_object(w, n);
    /* a.f(x).g: the name node may hold more than a name */
    NodeId plain = table_name_node(w, name);
    uint32_t expr = table_refer(w, plain, of, flags);
    walk_others(w, n, object, name);
    return expr;
}

/* -- notes from calls -- */

Str table_string_in(const TableWalk *w, NodeId n, uint32_t from)
{
    NodeId end = node_end(w->t, n);
    int looked = 0;

    for (NodeId i = n + 1; i < end && looked < NEAR_NODES; i++) {
        const Node *node = &w->t->nodes[i];

        if (node->start < from)
            continue;
        looked++;
        if (w->language->rows[node->kind].role != TABLE_STRING)
            continue;
        Str text = node_text(w->t, i);
        while (text.len >= 2 && (text.ptr[0] == '"' || text.ptr[0] == '\'') &&
               text.ptr[text.len - 1] == text.ptr[0])
            text = str_sub(text, 1, text.len - 1);
        return text;
    }
    return STR_NONE;
}

void table_note(TableWalk *w, NoteKind kind, const char *before, Str text, NodeId at,
                uint32_t def)
{
    char made[NOTE_TEXT_MAX + 16];
    int len = snprintf(made, sizeof(made), "%s%.*s", before,
                       (int)MIN_OF(text.len, (size_t)NOTE_TEXT_MAX), text.ptr ? text.ptr : "");

    facts_add_note(w->b, (Note){.kind = (uint8_t)kind,
                                .at = w->t->nodes[at].start,
                                .def = def,
                                .text = facts_name_copy(w->b, (Str){made, (size_t)len})});
}

static void note_route(TableWalk *w, NodeId n, Str name, Str text)
{
    char method[16];
    size_t len = 0;

    if (str_starts(name, STR("Map")))
        name = str_sub(name, 3, name.len);
    if (text.ptr[0] != '/')
        return;
    for (; len < name.len && len + 2 < sizeof(method); len++)
        method[len] = (char)(name.ptr[len] >= 'a' && name.ptr[len] <= 'z'
                                 ? name.ptr[len] - 'a' + 'A'
                                 : name.ptr[len]);
    method[len] = ' ';
    method[len + 1] = 0;
    table_note(w, NOTE_ROUTE, method, text, n, w->at.def);
}

static void note_call(TableWalk *w, NodeId n, NodeId callee)
{
    const TableLanguage *l = w->language;
    Str name = node_text(w->t, table_name_node(w, callee));
    bool is_test = l->test_calls && table_has_word(l->test_calls, name);
    bool is_route = l->route_calls && table_has_word(l->route_calls, name);
    bool is_variable = l->environment_calls && table_has_word(l->environment_calls, name);

    if (!is_test && !is_route && !is_variable)
        return;
    Str text = table_string_in(w, n, w->t->nodes[callee].end);
    if (!text.len)
        return;
    if (is_test)
        table_note(w, NOTE_TEST, "", text, n, w->at.def);
    else if (is_route)
        note_route(w, n, name, text);
    else
        table_note(w, NOTE_ENVIRONMENT, "", text, n, w->at.def);
}

static uint32_t read_call(TableWalk *w, NodeId n, const TableRow *row)
{
    NodeId callee = row->callee ? table_select(w, n, row->callee) : NODE_NONE;
    NodeId object = row->object ? table_select(w, n, row->object) : NODE_NONE;
    uint32_t called = 0;

    w->flags = 0;
    if (callee == NODE_NONE)
        return table_walk_children(w, n);
    note_call(w, n, callee);
    if (object != NODE_NONE) {
        uint32_t of = read_object(w, object);

        w->flags = 0;
        called = table_refer(w, table_name_node(w, callee), of, EXPR_IS_CALLED);
    } else {
        w->flags = EXPR_IS_CALLED | (row->role == TABLE_NEW ? EXPR_IS_TYPE : 0);
        called = table_walk(w, callee);
        w->flags = 0;
    }
    walk_others(w, n, object, callee);
    if (!called)
        return 0;
    return facts_add_expr(w->b, (Expr){.kind = row->role == TABLE_NEW ? EXPR_NEW : EXPR_CALL,
                                       .a = called,
                                       .at = w->t->nodes[n].start,
                                       .scope = w->at.scope});
}

/* -- declarations -- */

/* Declares the target the first time it is assigned to in its function or file. */
static void assign_to(TableWalk *w, NodeId n, NodeId target, uint32_t value)
{
    const TableRow *row = table_row(w, target);
    uint32_t scope = w->at.function ? w->at.function : w->at.scope;

    if (row->role != TABLE_NAME && row->role != TABLE_TYPE_NAME) {
        w->flags = row->role == TABLE_MEMBER ? EXPR_IS_WRITTEN : 0;
        (void)table_walk(w, target);
        w->flags = 0;
        return;
    }
    if (row->def == DEF_FIELD &&
        w->at.class) /* @x of Ruby: of the object, wherever it is set */
        scope = w->at.class;
    NodeId name = table_name_node(w, target);
    NameId id = facts_add_name(w->b, node_text(w->t, name));
    uint64_t key = (uint64_t)scope << 32 | id, seen;
    if (u64map_get(&w->declared, key, &seen)) {
        (void)table_refer(w, name, 0, EXPR_IS_WRITTEN);
        return;
    }
    if (w->at.function && row->def != DEF_FIELD) {
        (void)u64map_at(&w->declared, key, NULL);
        facts_add_local(w->b, (Local){.name = id,
                                      .scope = scope,
                                      .start = w->t->nodes[name].start,
                                      .value = value});
        return;
    }
    TableContext here = w->at;
    w->at.scope = scope;
    w->at.def = w->b->scopes.at[scope].def;
    uint32_t def = table_define(w, n, name, NODE_NONE, row->def ? row->def : DEF_VARIABLE);
    w->at = here;
    w->b->defs.at[def].value = value;
}

static uint32_t read_assignment(TableWalk *w, NodeId n, const TableRow *row)
{
    NodeId target = table_select(w, n, row->name);
    uint32_t value = 0;

    if (target == NODE_NONE)
        return table_walk_children(w, n);
    uint32_t doc_start = w->doc.start, doc_end = w->doc.end;
    NodeId skipped = w->skipped;
    w->skipped = target;
    NODE_EACH_CHILD (w->t, n, child)
        value = table_walk(w, child);
    w->skipped = skipped;
    w->doc.start = doc_start;
    w->doc.end = doc_end;
    assign_to(w, n, target, value);
    return 0;
}

static uint32_t read_type(TableWalk *w, NodeId type)
{
    w->flags = EXPR_IS_TYPE;
    uint32_t expr = table_walk(w, type);
    w->flags = 0;
    return expr;
}

static void read_parameter(TableWalk *w, NodeId n, const TableRow *row)
{
    NodeId name = row->name ? table_select(w, n, row->name) : n,
           type = row->type ? table_select(w, n, row->type) : NODE_NONE;
    uint32_t expr = type == NODE_NONE ? 0 : read_type(w, type);

    NodeId unused = row->alias ? table_select(w, n, row->alias) : NODE_NONE;
    NODE_EACH_CHILD (w->t, n, child) {
        if (name != n && child != name && child != type && child != unused)
            (void)table_walk(w, child);
    }
    if (name != NODE_NONE)
        table_local(w, table_name_node(w, name), LOCAL_PARAMETER, expr, 0);
}

void table_declare(TableWalk *w, NodeId n)
{
    bool was_declaring = w->is_declaring;

    w->is_declaring = true;
    (void)table_walk_children(w, n);
    w->is_declaring = was_declaring;
}

static void read_typed(TableWalk *w, NodeId n, const TableRow *row)
{
    NodeId type = table_select(w, n, row->type);
    uint32_t before = w->typed, marks = w->marks_start;

    w->typed = type == NODE_NONE ? 0 : read_type(w, type);
    NODE_EACH_CHILD (w->t, n, child) {
        if (child == type)
            continue;
        w->marks_start = MIN_OF(w->marks_start, marks);
        (void)table_walk(w, child);
        marks = UINT32_MAX;
    }
    w->typed = before;
}

static bool becomes_local(const TableWalk *w, const TableRow *row)
{
    return w->at.function && table_is_variable_kind(row->def);
}

static ScopeKind scope_of(DefKind kind)
{
    if (table_is_class_kind(kind))
        return SCOPE_CLASS;
    if (kind == DEF_MODULE || kind == DEF_NAMESPACE)
        return SCOPE_NAMESPACE;
    return table_is_function_kind(kind) ? SCOPE_FUNCTION : SCOPE_BLOCK;
}

/* Walks what is inside a definition: everything but the names it declares. */
static void walk_inside(TableWalk *w, NodeId n, uint32_t def, const TableRow *row, NodeId name,
                        NodeId body)
{
    NodeId type = row->type ? table_select(w, n, row->type) : NODE_NONE;
    ScopeKind kind = scope_of(w->b->defs.at[def].kind);
    uint32_t bases = w->bases, typed = w->typed;
    NodeId skipped = w->skipped;
    TableContext outside = w->at;

    if (row->flags & TABLE_KEEPS_SCOPE)
        w->at.def = def;
    else if (kind != SCOPE_BLOCK)
        outside = table_enter(w, kind, def);
    w->bases = 0;
    w->skipped = name;
    bool is_variable = table_is_variable_kind(w->b->defs.at[def].kind);
    uint32_t expr = type != NODE_NONE ? read_type(w, type)
                    : is_variable     ? w->typed
                                      : 0,
             value = 0;
    w->typed = 0;
    NODE_EACH_CHILD (w->t, n, child) {
        if (child == type)
            continue;
        if (child == body)
            w->marks_start = UINT32_MAX;
        value = table_walk(w, child);
    }
    w->b->defs.at[def].type = expr;
    w->b->defs.at[def].value = is_variable ? value : 0;
    w->b->defs.at[def].bases = w->bases;
    w->bases = bases;
    w->typed = typed;
    w->skipped = skipped;
    table_leave(w, outside);
}

static void read_local_def(TableWalk *w, NodeId n, const TableRow *row, NodeId name)
{
    NodeId type = row->type ? table_select(w, n, row->type) : NODE_NONE, skipped = w->skipped;
    uint32_t expr = type == NODE_NONE ? w->typed : read_type(w, type), value = 0;

    w->skipped = name;
    NODE_EACH_CHILD (w->t, n, child) {
        if (child != type)
            value = table_walk(w, child);
    }
    w->skipped = skipped;
    table_local(w, table_name_node(w, name), LOCAL_VARIABLE, expr, value);
}

/* `case a, b`: each child in the place of the name is one. */
static void define_members(TableWalk *w, NodeId n, const TableRow *row)
{
    NODE_EACH_CHILD (w->t, n, child) {
        if (table_is_step(w, child, str_from(row->name)))
            (void)table_define(w, n, table_name_node(w, child), NODE_NONE, row->def);
        else
            (void)table_walk(w, child);
    }
}

/* `extension Name { ... }`: its members belong to the type, when the file has it. */
static void read_extension(TableWalk *w, NodeId n, const TableRow *row)
{
    NodeId name = table_select(w, n, row->name),
           body = row->body ? table_select(w, n, row->body) : NODE_NONE;

    if (name == NODE_NONE) {
        (void)table_walk_children(w, n);
        return;
    }
    uint32_t def = table_find(w, node_text(w->t, table_name_node(w, name)));
    (void)table_walk(w, name);
    if (!def) {
        def = table_define(w, n, table_name_node(w, name), body, row->def);
        w->b->defs.at[def].flags |= DEF_IS_DECLARATION;
        walk_inside(w, n, def, row, name, body);
        return;
    }
    uint32_t inner = w->b->defs.at[def].inner;
    TableContext outside = table_enter(w, SCOPE_CLASS, def);
    w->b->defs.at[def].inner = inner ? inner : w->at.scope;
    walk_others(w, n, NODE_NONE, name);
    table_leave(w, outside);
}

/* `function M.f()`: f belongs to M, when M is defined here. */
static void give_owner(TableWalk *w, uint32_t def, NodeId name)
{
    const TableRow *row = table_row(w, name);
    NodeId object = row->role == TABLE_MEMBER && row->object
                        ? table_select(w, name, row->object)
                        : NODE_NONE;
    uint32_t owner = object == NODE_NONE
                         ? 0
                         : table_find(w, node_text(w->t, table_name_node(w, object)));

    if (!owner || owner == def)
        return;
    w->b->defs.at[def].parent = owner;
    if (w->b->defs.at[def].kind == DEF_FUNCTION)
        w->b->defs.at[def].kind = DEF_METHOD;
}

static bool says_extension(const TableWalk *w, NodeId n, NodeId name)
{
    Str header = str_sub(w->t->src, w->t->nodes[n].start, w->t->nodes[name].start), word;

    while (table_next_word(&header, &word)) {
        if (str_is(word, "extension"))
            return true;
    }
    return false;
}

static uint32_t read_def(TableWalk *w, NodeId n, const TableRow *row)
{
    NodeId name = row->name ? table_select(w, n, row->name) : NODE_NONE;
    NodeId body = row->body ? table_select(w, n, row->body) : NODE_NONE;
    uint32_t marks = w->marks_start;

    if (name == NODE_NONE || !table_is_name(node_text(w->t, table_name_node(w, name)))) {
        TableContext outside = table_enter(w, scope_of(row->def), 0);

        (void)table_walk_children(w, n);
        table_leave(w, outside);
        return 0;
    }
    if (row->def == DEF_ENUM_MEMBER && !str_has(str_from(row->name), STR("/"))) {
        define_members(w, n, row);
        return 0;
    }
    if (becomes_local(w, row)) {
        read_local_def(w, n, row, name);
        return 0;
    }
    w->marks_start = marks;
    if (row->flags & TABLE_KIND_BY_WORD && says_extension(w, n, name)) {
        read_extension(w, n, row);
        return 0;
    }
    uint32_t def = table_define(w, n, table_name_node(w, name), body, row->def);
    give_owner(w, def, name);
    walk_inside(w, n, def, row, name, body);
    return 0;
}

uint32_t table_define_all(TableWalk *w, NodeId n, NodeId name, NodeId body, DefKind kind)
{
    uint32_t def = table_define(w, n, table_name_node(w, name), body, kind);

    give_owner(w, def, name);
    walk_inside(w, n, def, table_row(w, n), name, body);
    return def;
}

/* -- imports -- */

void table_import(TableWalk *w, NodeId at, Str module, Str symbol, Str local, ImportKind kind)
{
    facts_add_import(w->b, (Import){.module = facts_name_copy(w->b, module),
                                    .symbol = symbol.len ? facts_name_copy(w->b, symbol) : 0,
                                    .local = local.len ? facts_name_copy(w->b, local) : 0,
                                    .scope = w->at.scope,
                                    .at = w->t->nodes[at].start,
                                    .kind = (uint8_t)kind});
}

/* The last part of a.b.C, a\b\C or a::b::C. */
static Str last_part(Str path)
{
    size_t cut = path.len;

    while (cut > 0 && path.ptr[cut - 1] != '.' && path.ptr[cut - 1] != '\\' &&
           path.ptr[cut - 1] != ':' && path.ptr[cut - 1] != '/')
        cut--;
    return str_sub(path, cut, path.len);
}

static void read_import(TableWalk *w, NodeId n, const TableRow *row)
{
    NodeId module = table_select(w, n, row->module);
    NodeId alias = row->alias ? table_select(w, n, row->alias) : NODE_NONE;
    Str path = node_text(w->t, module == NODE_NONE ? n : module);
    Str name = last_part(path), local = alias == NODE_NONE ? name : node_text(w->t, alias);

    if (alias == NODE_NONE &&
        (row->flags & TABLE_IMPORTS_ALL || str_ends(node_text(w->t, n), STR("*"))))
        table_import(w, n, path, STR_NONE, STR_NONE, IMPORT_ALL);
    else
        table_import(w, n, path, name, local,
                     name.len == path.len ? IMPORT_MODULE : IMPORT_NAME);
}

/* -- the walk -- */

static uint32_t read_name(TableWalk *w, NodeId n, const TableRow *row)
{
    uint8_t flags = row->role == TABLE_TYPE_NAME ? EXPR_IS_TYPE : 0;
    NodeId name = row->name ? table_select(w, n, row->name) : n;

    if (name == NODE_NONE)
        return table_walk_children(w, n);
    if (w->is_declaring && row->role == TABLE_NAME) {
        table_local(w, name, LOCAL_PARAMETER, 0, 0);
        return 0;
    }
    uint32_t expr = table_refer(w, name, 0, flags);
    if (name != n)
        walk_others(w, n, NODE_NONE, name);
    return expr;
}

static void read_bases(TableWalk *w, NodeId n)
{
    bool was_in = w->is_in_bases;

    w->is_in_bases = true;
    NODE_EACH_CHILD (w->t, n, child) {
        uint32_t expr = table_walk(w, child);

        if (expr)
            w->bases = facts_add_expr(w->b, (Expr){.kind = EXPR_LIST,
                                                   .a = expr,
                                                   .b = w->bases,
                                                   .at = w->t->nodes[child].start,
                                                   .scope = w->at.scope});
    }
    w->is_in_bases = was_in;
}

static void read_scope(TableWalk *w, NodeId n, ScopeKind kind)
{
    TableContext outside = table_enter(w, kind, 0);
    bool was_declaring = w->is_declaring;

    w->flags = 0;
    w->is_declaring = false;
    (void)table_walk_children(w, n);
    w->is_declaring = was_declaring;
    table_leave(w, outside);
}

void table_lambda(TableWalk *w, NodeId n)
{
    read_scope(w, n, SCOPE_FUNCTION);
}

uint32_t table_walk_children(TableWalk *w, NodeId n)
{
    uint32_t last = 0;

    NODE_EACH_CHILD (w->t, n, child)
        last = table_walk(w, child);
    return last;
}

uint32_t table_walk(TableWalk *w, NodeId n)
{
    const TableRow *row = table_row(w, n);
    uint32_t expr = 0;

    if (n == NODE_NONE || n == w->skipped)
        return 0;
    if (w->language->hook && w->language->hook(w, n, &expr))
        return expr;
    switch (row->role) {
    case TABLE_PLAIN:
        return table_walk_children(w, n);
    case TABLE_DEF:
        return read_def(w, n, row);
    case TABLE_EXTENSION:
        read_extension(w, n, row);
        return 0;
    case TABLE_PARAMETER:
        read_parameter(w, n, row);
        return 0;
    case TABLE_PARAMETERS:
        table_declare(w, n);
        return 0;
    case TABLE_TYPED:
        read_typed(w, n, row);
        return 0;
    case TABLE_SCOPE:
        read_scope(w, n, SCOPE_BLOCK);
        return 0;
    case TABLE_LAMBDA:
        read_scope(w, n, SCOPE_FUNCTION);
        return 0;
    case TABLE_NAME:
    case TABLE_TYPE_NAME:
        return read_name(w, n, row);
    case TABLE_THIS:
        w->flags = 0;
        return facts_add_expr(
            w->b, (Expr){.kind = EXPR_THIS, .at = w->t->nodes[n].start, .scope = w->at.scope});
    case TABLE_MEMBER:
        return read_member(w, n, row);
    case TABLE_CALL:
    case TABLE_NEW:
        return read_call(w, n, row);
    case TABLE_ASSIGN:
        return read_assignment(w, n, row);
    case TABLE_BASES:
        read_bases(w, n);
        return 0;
    case TABLE_IMPORT:
        read_import(w, n, row);
        return 0;
    case TABLE_COMMENT:
        table_read_comment(w, n);
        return 0;
    case TABLE_MARKS:
        table_read_marks(w, n);
        return 0;
    case TABLE_STRING:
        return table_walk_children(w, n); /* what is interpolated */
    case TABLE_IGNORED:
        return 0;
    }
    return 0;
}

void table_extract(const TableLanguage *language, const Tree *t, FactsBuilder *b)
{
    TableWalk w = {.language = language,
                   .t = t,
                   .b = b,
                   .at = {.scope = 1},
                   .marks_start = UINT32_MAX,
                   .skipped = NODE_NONE};
    uint16_t comments[8];
    size_t count = 0;

    for (size_t kind = 1; kind < language->kind_count && count + 1 < ARRAY_LEN(comments);
         kind++) {
        if (language->rows[kind].role == TABLE_COMMENT)
            comments[count++] = (uint16_t)kind;
    }
    comments[count] = 0;
    (void)table_walk_children(&w, 0);
    comments_read(t, comments, b);
    u64map_done(&w.declared);
}
