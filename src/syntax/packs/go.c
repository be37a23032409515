/*
 * go.c -- the Go pack: files and declarations. See go_facts.h for what comes out.
 *
 * One walk in the order of the text. Package-level names may be used before they are declared, so
 * they are left to the resolver; locals may not, so the Env knows them when they are used.
 */
#include "syntax/packs/comments.h"
#include "syntax/packs/go_pack.h"
#include "syntax/packs/packs.h"

const TSLanguage *tree_sitter_go(void);

static const char *const kind_names[GO_KIND_COUNT] = {
#define X(id, name) [GO_##id] = name,
    GO_KINDS(X)
#undef X
};

static const char *const field_names[FIELD_COUNT] = {
#define X(id, name) [FIELD_##id] = name,
    GO_FIELDS(X)
#undef X
};

uint32_t go_expr(GoPack *p, Expr e, NodeId n)
{
    e.at = p->t->nodes[n].start;
    e.scope = p->scope;
    return facts_add_expr(p->b, e);
}

uint32_t go_list_from(GoPack *p, const uint32_t *items, size_t count)
{
    uint32_t list = 0;

    while (count--)
        list = facts_add_expr(
            p->b, (Expr){.kind = EXPR_LIST, .a = items[count], .b = list, .scope = p->scope});
    return list;
}

uint32_t go_list(GoPack *p, GoExprs *items)
{
    uint32_t list = go_list_from(p, items->at, items->len);

    VEC_DONE(items);
    return list;
}

static bool is_exported(Str name)
{
    return name.len && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
}

/* -- definitions -- */

uint32_t go_add_def(GoPack *p, const GoDefAsk *ask)
{
    const Node *name = &p->t->nodes[ask->name], *whole = &p->t->nodes[ask->whole];
    bool is_public = is_exported(node_text(p->t, ask->name));

    return facts_add_def(p->b, (Def){.name = go_name(p, ask->name),
                                     .name_start = name->start,
                                     .start = whole->start,
                                     .end = whole->end,
                                     .signature_end = whole->end,
                                     .line = tree_line(p->t, name->start),
                                     .end_line = tree_line(p->t, whole->end),
                                     .scope = ask->scope,
                                     .parent = p->def,
                                     .kind = (uint8_t)ask->kind,
                                     .visibility = is_public ? VISIBLE_PUBLIC : VISIBLE_MODULE,
                                     .flags = ask->flags | (is_public ? DEF_IS_EXPORTED : 0)});
}

static void set_doc(GoPack *p, uint32_t def, uint32_t start, uint32_t end)
{
    Def *d = &p->b->defs.at[def];

    d->doc_start = start;
    d->doc_end = end;
    if (str_has(str_sub(p->t->src, start, end), STR("Deprecated:")))
        d->flags |= DEF_IS_DEPRECATED;
}

void go_take_doc(GoPack *p, DocRun *doc, uint32_t def)
{
    uint32_t start, end;

    if (doc_run_take(doc, p->t, p->b->defs.at[def].start, &start, &end))
        set_doc(p, def, start, end);
}

/* Where a body begins, without the space before it. */
static void set_signature_end(GoPack *p, uint32_t def, uint32_t body_start)
{
    Def *d = &p->b->defs.at[def];

    while (body_start > d->start && strchr(" \t\n", p->t->src.ptr[body_start - 1]))
        body_start--;
    d->signature_end = body_start;
    d->flags |= DEF_HAS_BODY;
}

void go_see_comment(GoPack *p, DocRun *doc, NodeId n, uint32_t last_def)
{
    const Def *d = &p->b->defs.at[last_def];

    if (last_def && d->end_line == tree_line(p->t, p->t->nodes[n].start)) {
        if (!d->doc_end)
            set_doc(p, last_def, p->t->nodes[n].start, p->t->nodes[n].end);
        return;
    }
    doc_run_add(doc, p->t, n);
}

/* -- functions -- */

/* The receiver's type without pointer and parentheses. */
static NodeId receiver_type(const GoPack *p, NodeId type)
{
    while (go_kind(p, type) == GO_POINTER_TYPE || go_kind(p, type) == GO_PARENTHESIZED_TYPE) {
        NodeId inner = NODE_NONE;

        NODE_EACH_CHILD (p->t, type, child) {
            if (p->t->nodes[child].flags & NODE_NAMED && go_kind(p, child) != GO_COMMENT)
                inner = child;
        }
        type = inner;
    }
    return type;
}

/* The names in func (l *List[K, V]) are type parameters of the method. */
static void receiver_parameters(GoPack *p, NodeId type, GoExprs *made)
{
    NODE_EACH_CHILD (p->t, go_field(p, type, FIELD_TYPE_ARGUMENTS), argument) {
        NodeId name = node_first_child(p->t, argument);

        if (go_kind(p, argument) == GO_TYPE_IDENTIFIER)
            name = argument;
        if (go_kind(p, name) != GO_TYPE_IDENTIFIER)
            continue;
        uint32_t e = go_expr(p,
                             (Expr){.kind = EXPR_GO_TYPE_PARAMETER,
                                    .name = go_name(p, name),
                                    .extra = (uint16_t)made->len},
                             name);
        env_declare(&p->env, p->b->exprs.at[e].name, e);
        *VEC_PUSH(made) = e;
    }
}

static uint32_t receiver(GoPack *p, NodeId list)
{
    NodeId parameter = node_child_of_kind(p->t, list, GO_PARAMETER_DECLARATION);
    NodeId type_node = go_field(p, parameter, FIELD_TYPE);
    NodeId name = go_field(p, parameter, FIELD_NAME);
    NodeId base = receiver_type(p, type_node);
    GoExprs made = {0};

    if (go_kind(p, base) == GO_GENERIC_TYPE)
        receiver_parameters(p, base, &made);
    uint32_t type = go_type(p, type_node, 0);
    for (size_t i = 0; i < made.len; i++)
        p->b->exprs.at[made.at[i]].b = type;
    VEC_DONE(&made);
    if (name != NODE_NONE) {
        (void)go_declare(p, name, type, 0, GO_TAKE_ALL, 0);
        facts_add_local(p->b, (Local){.name = go_name(p, name),
                                      .scope = p->scope,
                                      .start = p->t->nodes[name].start,
                                      .type = type,
                                      .kind = LOCAL_SELF});
    }
    return type;
}

/* The scope that holds the methods of one receiver type in this file. */
static uint32_t methods_scope(GoPack *p, NodeId list)
{
    NodeId parameter = node_child_of_kind(p->t, list, GO_PARAMETER_DECLARATION);
    NodeId base = receiver_type(p, go_field(p, parameter, FIELD_TYPE));

    if (go_kind(p, base) == GO_GENERIC_TYPE)
        base = go_field(p, base, FIELD_TYPE);
    NameId name = base == NODE_NONE ? 0 : go_name(p, base);
    uint32_t scope = GO_SLOT(&p->method_scopes, name);
    if (!scope) {
        scope = facts_add_scope(p->b, SCOPE_CLASS, 1, 0);
        p->b->scopes.at[scope].flags = GO_SCOPE_METHODS;
        GO_SLOT(&p->method_scopes, name) = scope;
    }
    return scope;
}

static void function(GoPack *p, NodeId n, DocRun *doc)
{
    NodeId name = go_field(p, n, FIELD_NAME), body = go_field(p, n, FIELD_BODY);
    NodeId receiver_list = go_field(p, n, FIELD_RECEIVER);
    NodeId type_parameters = go_field(p, n, FIELD_TYPE_PARAMETERS);
    bool is_method = go_kind(p, n) == GO_METHOD_DECLARATION;

    if (name == NODE_NONE)
        return;
    uint32_t def = go_add_def(p, &(GoDefAsk){is_method ? DEF_METHOD : DEF_FUNCTION, name, n,
                                             is_method ? methods_scope(p, receiver_list) : 1,
                                             body == NODE_NONE ? DEF_IS_DECLARATION : 0});
    go_take_doc(p, doc, def);
    if (body != NODE_NONE)
        set_signature_end(p, def, p->t->nodes[body].start);
    GoBlock block = go_enter(p);
    p->def = def;
    p->scope = facts_add_scope(p->b, SCOPE_FUNCTION, 1, def);
    p->b->defs.at[def].inner = p->scope;
    if (is_method) {
        uint32_t type = receiver(p, receiver_list);

        p->b->defs.at[def].value = type;
    }
    if (type_parameters != NODE_NONE)
        go_type_parameters(p, type_parameters, p->scope);
    GoSignature s = go_signature(p, n, true);
    p->b->defs.at[def].type = s.result;
    if (type_parameters != NODE_NONE)
        p->b->defs.at[def].bases = s.parameters;
    go_note_function(p, n, def);
    if (body != NODE_NONE)
        go_block(p, body);
    go_leave(p, block);
    p->def = 0;
}

/* -- const, var, type -- */

static bool is_in_function(const GoPack *p)
{
    return p->env.depth > 0;
}

static size_t count_fields(const GoPack *p, NodeId n, uint8_t field)
{
    size_t count = 0;

    NODE_EACH_CHILD (p->t, n, child)
        count += p->t->nodes[child].field == field && (p->t->nodes[child].flags & NODE_NAMED);
    return count;
}

/* A variable's initialiser is read in a scope of its own, so that what it calls is called by the
 * variable and not by the file. */
static void enter_value(GoPack *p, uint32_t def)
{
    p->def = def;
    p->scope = facts_add_scope(p->b, SCOPE_BLOCK, 1, def);
    p->b->defs.at[def].inner = p->scope;
}

/* A literal or iota. */
static bool is_plain_value(const GoPack *p, NodeId spec)
{
    NODE_EACH_CHILD (p->t, go_field(p, spec, FIELD_VALUE), child) {
        uint16_t kind = go_kind(p, child);

        if (kind != GO_NONE && kind != GO_RAW_STRING && kind != GO_INTERPRETED_STRING)
            return false;
    }
    return true;
}

typedef struct Spec {
    NodeId n;
    NodeId whole; /* the declaration, when it has no other spec */
    DefKind kind;
    uint32_t type;
    GoExprs values; /* one a name, or one for all */
} Spec;

static void read_spec_values(GoPack *p, Spec *s)
{
    NODE_EACH_CHILD (p->t, go_field(p, s->n, FIELD_VALUE), child) {
        if (go_kind(p, child) != GO_COMMENT && (p->t->nodes[child].flags & NODE_NAMED))
            *VEC_PUSH(&s->values) = go_value(p, child, true);
    }
}

/* What the i-th of `count` names is given. */
static uint32_t value_of_name(GoPack *p, const Spec *s, size_t i, size_t count)
{
    if (s->values.len == count)
        return s->values.at[i];
    if (s->values.len != 1 || !s->values.at[0])
        return 0;
    return facts_add_expr(p->b,
                          (Expr){.kind = EXPR_GO_LOCAL,
                                 .b = s->values.at[0],
                                 .scope = p->scope,
                                 .at = p->t->nodes[s->n].start,
                                 .extra = (uint16_t)(GO_TAKE_RESULT | i << GO_TAKE_BITS)});
}

static void declare_locals(GoPack *p, Spec *s, size_t count)
{
    size_t i = 0;

    read_spec_values(p, s);
    NODE_EACH_CHILD (p->t, s->n, child) {
        if (p->t->nodes[child].field != FIELD_NAME || !(p->t->nodes[child].flags & NODE_NAMED))
            continue;
        uint32_t value = s->type ? 0 : value_of_name(p, s, i, count);
        (void)go_declare(p, child, s->type, value, GO_TAKE_ALL, 0);
        i++;
    }
}

static void declare_globals(GoPack *p, Spec *s, size_t count, DocRun *doc,
                            uint32_t *ret_last_def)
{
    uint32_t first = (uint32_t)p->b->defs.len, def = first;
    size_t i = 0;

    NODE_EACH_CHILD (p->t, s->n, child) {
        if (p->t->nodes[child].field == FIELD_NAME && (p->t->nodes[child].flags & NODE_NAMED))
            *ret_last_def = go_add_def(p, &(GoDefAsk){s->kind, child, s->whole, 1, 0});
    }
    if (p->b->defs.len == first)
        return;
    go_take_doc(p, doc, first);
    if (go_field(p, s->n, FIELD_VALUE) != NODE_NONE) {
        if (!is_plain_value(p, s->n))
            enter_value(p, first);
        read_spec_values(p, s);
    }
    for (; i < count && def + i < p->b->defs.len && i < *ret_last_def - first + 1; i++) {
        uint32_t value = value_of_name(p, s, i, count);

        p->b->defs.at[def + i].type = s->type;
        p->b->defs.at[def + i].value = value;
        if (i) {
            p->b->defs.at[def + i].doc_start = p->b->defs.at[first].doc_start;
            p->b->defs.at[def + i].doc_end = p->b->defs.at[first].doc_end;
        }
    }
    p->def = 0;
    p->scope = 1;
}

/* One const or var spec. In a const group a spec without type and value repeats the one above. */
static void value_spec(GoPack *p, Spec *s, DocRun *doc, uint32_t *last_def)
{
    size_t count = count_fields(p, s->n, FIELD_NAME);
    bool repeats = s->kind == DEF_CONSTANT && go_field(p, s->n, FIELD_VALUE) == NODE_NONE;

    if (!repeats) {
        VEC_CLEAR(&s->values);
        s->type = go_type(p, go_field(p, s->n, FIELD_TYPE), 0);
    }
    if (is_in_function(p))
        declare_locals(p, s, count);
    else
        declare_globals(p, s, count, doc, last_def);
}

static DefKind kind_of_type(const GoPack *p, NodeId type)
{
    switch (go_kind(p, type)) {
    case GO_STRUCT_TYPE:
        return DEF_STRUCT;
    case GO_INTERFACE_TYPE:
        return DEF_INTERFACE;
    default:
        return DEF_TYPE;
    }
}

static void set_type_body(GoPack *p, uint32_t def, NodeId type)
{
    size_t brace = str_find_char(p->t->src, '{', p->t->nodes[type].start);

    if (kind_of_type(p, type) != DEF_TYPE && brace < p->t->nodes[type].end)
        set_signature_end(p, def, (uint32_t)brace);
}

static void type_spec(GoPack *p, NodeId n, NodeId whole, DocRun *doc)
{
    NodeId name = go_field(p, n, FIELD_NAME), type = go_field(p, n, FIELD_TYPE);
    NodeId type_parameters = go_field(p, n, FIELD_TYPE_PARAMETERS);
    uint32_t outer_def = p->def;

    if (name == NODE_NONE)
        return;
    if (is_in_function(p)) {
        if (p->scope == p->block_scope)
            p->scope = facts_add_scope(p->b, SCOPE_BLOCK, p->scope, p->def);
        env_declare(&p->env, go_name(p, name), ENV_OUTER);
    }
    uint32_t def = go_add_def(
        p, &(GoDefAsk){kind_of_type(p, type), name, whole, p->scope,
                       go_kind(p, n) == GO_TYPE_ALIAS ? DEF_FLAG_PACK_1 : 0});
    go_take_doc(p, doc, def);
    set_type_body(p, def, type);
    uint32_t scope = facts_add_scope(p->b, SCOPE_CLASS, p->scope, def);
    GoBlock block = go_enter(p);
    p->b->defs.at[def].inner = scope;
    p->def = def;
    p->scope = scope;
    if (type_parameters != NODE_NONE)
        go_type_parameters(p, type_parameters, scope);
    uint32_t value = kind_of_type(p, type) == DEF_TYPE ? go_type(p, type, 0)
                                                       : go_object_type(p, type, scope);
    p->b->defs.at[def].value = value;
    if (p->b->exprs.at[value].kind == EXPR_OBJECT)
        p->b->defs.at[def].bases = p->b->exprs.at[value].b;
    go_leave(p, block);
    p->def = outer_def;
}

static bool is_spec(uint16_t kind)
{
    return kind == GO_CONST_SPEC || kind == GO_VAR_SPEC || kind == GO_TYPE_SPEC ||
           kind == GO_TYPE_ALIAS;
}

/* The only spec of `const x = 1`: then the definition is the whole declaration. A parenthesis
 * directly after the keyword means a group, even of one. */
static bool is_single(const GoPack *p, NodeId n, NodeId list)
{
    Str text = node_text(p->t, n);
    size_t at = 0;

    if (list != n)
        return false;
    while (at < text.len && text.ptr[at] >= 'a' && text.ptr[at] <= 'z')
        at++;
    text = str_trim(str_sub(text, at, text.len));
    return !text.len || text.ptr[0] != '(';
}

void go_declaration(GoPack *p, NodeId n, DocRun *doc)
{
    NodeId inner = node_child_of_kind(p->t, n, GO_VAR_SPEC_LIST);
    NodeId list = inner == NODE_NONE ? n : inner;
    bool is_one = is_single(p, n, list);
    DocRun own = is_one ? *doc : (DocRun){0};
    Spec spec = {.kind = go_kind(p, n) == GO_CONST_DECLARATION ? DEF_CONSTANT : DEF_VARIABLE};
    uint32_t last = 0;

    NODE_EACH_CHILD (p->t, list, child) {
        NodeId whole = is_one ? n : child;

        if (go_kind(p, child) == GO_COMMENT) {
            go_see_comment(p, &own, child, last);
        } else if (is_spec(go_kind(p, child))) {
            spec.n = child;
            spec.whole = whole;
            if (go_kind(p, n) == GO_TYPE_DECLARATION)
                type_spec(p, child, whole, &own);
            else
                value_spec(p, &spec, &own, &last);
        }
    }
    VEC_DONE(&spec.values);
    *doc = (DocRun){0};
}

/* -- files -- */

/* The name that an import most likely gets: the last part of the path that is not a version. */
static Str guess_package_name(Str path)
{
    Str last = path_base(path);

    if (last.len > 1 && last.ptr[0] == 'v' && last.ptr[1] >= '0' && last.ptr[1] <= '9' &&
        str_find_char(last, '.', 0) == SIZE_MAX && path_dir(path).len)
        last = path_base(path_dir(path));
    size_t dot = str_find(last, STR(".v"), 0);
    return dot != SIZE_MAX ? str_sub(last, 0, dot) : last;
}

static void import_spec(GoPack *p, NodeId n)
{
    NodeId alias = go_field(p, n, FIELD_NAME);
    Str path = go_string(p, go_field(p, n, FIELD_PATH));
    NameId local = facts_add_name(p->b, alias != NODE_NONE ? node_text(p->t, alias)
                                                           : guess_package_name(path));
    bool is_named = alias == NODE_NONE ||
                    (go_kind(p, alias) != GO_DOT && go_kind(p, alias) != GO_BLANK_IDENTIFIER);

    facts_add_import(p->b,
                     (Import){.module = facts_add_name(p->b, path),
                              .local = local,
                              .scope = 1,
                              .at = p->t->nodes[go_field(p, n, FIELD_PATH)].start,
                              .kind = go_kind(p, alias) == GO_DOT ? IMPORT_ALL : IMPORT_MODULE,
                              .is_type_only = alias == NODE_NONE});
    p->has_testing |= str_is(path, "testing");
    if (is_named && !GO_SLOT(&p->import_exprs, local))
        GO_SLOT(&p->import_exprs, local) = go_expr(p, (Expr){.kind = EXPR_NAME, .name = local},
                                                   n);
}

static void import_declaration(GoPack *p, NodeId n)
{
    NODE_EACH_CHILD (p->t, n, child) {
        if (go_kind(p, child) == GO_IMPORT_SPEC)
            import_spec(p, child);
        else if (go_kind(p, child) == GO_IMPORT_SPEC_LIST)
            import_declaration(p, child);
    }
}

static void package_clause(GoPack *p, NodeId n)
{
    NodeId name = node_child_of_kind(p->t, n, GO_PACKAGE_IDENTIFIER);
    NameId id = name == NODE_NONE ? 0 : go_name(p, name);

    /* the clause comes first in a file, so its name has one of the first numbers */
    p->b->scopes.at[1].extra = id <= UINT16_MAX ? (uint16_t)id : 0;
}

static bool is_directive(Str comment)
{
    return str_starts(comment, STR("//go:")) || str_starts(comment, STR("// +build")) ||
           str_starts(comment, STR("//nolint")) || str_starts(comment, STR("//line "));
}

static void top_level(GoPack *p, NodeId n, DocRun *doc)
{
    switch (go_kind(p, n)) {
    case GO_COMMENT:
        if (!is_directive(node_text(p->t, n))) {
            doc_run_add(doc, p->t, n);
        } else {
            go_note_directive(p, n);
            doc_run_pass(doc, p->t, n);
        }
        return;
    case GO_PACKAGE_CLAUSE:
        package_clause(p, n);
        break;
    case GO_IMPORT_DECLARATION:
        import_declaration(p, n);
        break;
    case GO_FUNCTION_DECLARATION:
    case GO_METHOD_DECLARATION:
        function(p, n, doc);
        break;
    case GO_CONST_DECLARATION:
    case GO_VAR_DECLARATION:
    case GO_TYPE_DECLARATION:
        go_declaration(p, n, doc);
        break;
    default: /* broken source: declarations may hang below an error */
        if (p->t->nodes[n].flags & NODE_ERROR) {
            NODE_EACH_CHILD (p->t, n, child)
                top_level(p, child, doc);
        }
    }
    *doc = (DocRun){0};
}

/* Methods belong to their type when it is in the same file. */
static void adopt_methods(GoPack *p)
{
    VEC(uint32_t) types = {0}; /* by NameId */

    for (size_t i = 1; i < p->b->defs.len; i++) {
        const Def *d = &p->b->defs.at[i];

        if (d->scope == 1 &&
            (d->kind == DEF_STRUCT || d->kind == DEF_INTERFACE || d->kind == DEF_TYPE) &&
            !GO_SLOT(&types, d->name))
            GO_SLOT(&types, d->name) = (uint32_t)i;
    }
    for (size_t name = 1; name < p->method_scopes.len && name < types.len; name++) {
        if (p->method_scopes.at[name])
            p->b->scopes.at[p->method_scopes.at[name]].def = types.at[name];
    }
    for (size_t i = 1; i < p->b->defs.len; i++) {
        Def *d = &p->b->defs.at[i];

        if (d->kind == DEF_METHOD && (p->b->scopes.at[d->scope].flags & GO_SCOPE_METHODS))
            d->parent = p->b->scopes.at[d->scope].def;
    }
    VEC_DONE(&types);
}

static void extract(const Tree *t, FactsBuilder *b)
{
    static const uint16_t comments[] = {GO_COMMENT, 0};
    GoPack p = {.t = t, .b = b, .scope = 1};
    DocRun doc = {0};

    NODE_EACH_CHILD (t, 0, child)
        top_level(&p, child, &doc);
    comments_read(t, comments, b);
    adopt_methods(&p);
    env_done(&p.env);
    VEC_DONE(&p.import_exprs);
    VEC_DONE(&p.method_scopes);
}

const Pack pack_go = {
    .language = LANG_GO,
    .version = 3,
    .grammar = tree_sitter_go,
    .names = {kind_names, GO_KIND_COUNT, field_names, FIELD_COUNT},
    .extract = extract,
};
