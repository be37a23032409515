/*
 * ecma_scopes.c -- the walk's own state: scopes, which names are in sight, and defs as they are added.
 */
#include "syntax/packs/ecma_walk.h"

/* -- small things -- */

NameId ecma_name(Walk *w, NodeId n)
{
    return n == NODE_NONE ? 0 : facts_add_name(w->b, node_text(w->t, n));
}

uint32_t ecma_add(Walk *w, Expr e)
{
    if (!e.scope)
        e.scope = w->scope;
    return facts_add_expr(w->b, e);
}

bool ecma_is_plain(const Tree *t, NodeId n)
{
    return (t->nodes[n].flags & NODE_NAMED) && t->nodes[n].kind != K_COMMENT;
}

NodeId ecma_first(const Tree *t, NodeId n)
{
    if (n == NODE_NONE)
        return NODE_NONE;
    NODE_EACH_CHILD (t, n, child) {
        if (ecma_is_plain(t, child))
            return child;
    }
    return NODE_NONE;
}

NodeId ecma_after(const Tree *t, NodeId n)
{
    for (n = node_next(t, n); n != NODE_NONE; n = node_next(t, n)) {
        if (ecma_is_plain(t, n))
            return n;
    }
    return NODE_NONE;
}

Str ecma_string(const Tree *t, NodeId n)
{
    Str text = node_text(t, n);

    if (text.len >= 2 && (text.ptr[0] == '\'' || text.ptr[0] == '"' || text.ptr[0] == '`'))
        return str_sub(text, 1, text.len - 1);
    return text;
}

bool ecma_has_token(const Tree *t, NodeId n, EcmaKind token)
{
    return node_child_of_kind(t, n, token) != NODE_NONE;
}

/* -- scopes and what is in sight -- */

static uint32_t *sight_of(Walk *w, NameId name)
{
    while (w->in_sight.len <= name)
        (void)VEC_PUSH(&w->in_sight);
    return &w->in_sight.at[name];
}

static void see(Walk *w, NameId name, uint32_t what)
{
    uint32_t *sight = sight_of(w, name);

    *VEC_PUSH(&w->sights) = (Sight){name, *sight};
    *sight = what;
}

void ecma_see_def(Walk *w, NameId name)
{
    if (name)
        see(w, name, SIGHT_DEF);
}

void ecma_see_path(Walk *w, NameId path, uint32_t local)
{
    see(w, path, local);
}

uint32_t ecma_local_in_sight(const Walk *w, NameId name)
{
    uint32_t what = name < w->in_sight.len ? w->in_sight.at[name] : 0;

    return what == SIGHT_DEF ? 0 : what;
}

uint32_t ecma_add_local(Walk *w, Local local)
{
    uint32_t l = facts_add_local(w->b, local);

    if (local.name && local.kind != LOCAL_TYPE_PARAMETER && local.extra != ECMA_LOCAL_NARROWED)
        see(w, local.name, l);
    return l;
}

void ecma_note_local(Walk *w, uint32_t scope, unsigned what, uint32_t type, uint32_t value)
{
    facts_add_local(
        w->b, (Local){.scope = scope, .extra = (uint16_t)what, .type = type, .value = value});
}

Frame ecma_enter(Walk *w, ScopeKind kind, uint32_t def)
{
    Frame f = {w->scope,      w->function,   w->def,           w->expected,
               w->narrowings, w->sights.len, w->is_in_function};

    w->scope = facts_add_scope(w->b, kind, w->scope, def);
    w->def = def;
    w->narrowings = 0;
    return f;
}

Frame ecma_enter_function(Walk *w, uint32_t def)
{
    Frame f = ecma_enter(w, SCOPE_FUNCTION, def);

    w->function = w->scope;
    w->expected = 0;
    w->is_in_function = true;
    return f;
}

void ecma_leave(Walk *w, Frame f)
{
    while (w->sights.len > f.sights) {
        Sight s = VEC_POP(&w->sights);

        *sight_of(w, s.name) = s.before;
    }
    w->scope = f.scope;
    w->function = f.function;
    w->def = f.def;
    w->expected = f.expected;
    w->narrowings = f.narrowings;
    w->is_in_function = f.is_in_function;
}

/* -- defs -- */

Def ecma_def_at(Walk *w, DefKind kind, NodeId whole, NodeId name, NodeId body, NodeId doc)
{
    const Node *all = &w->t->nodes[whole];
    const Node *token = name == NODE_NONE ? all : &w->t->nodes[name];
    Def d = {
        .name = ecma_name(w, name),
        .name_start = token->start,
        .start = all->start,
        .end = all->end,
        .signature_end = body == NODE_NONE ? all->end : w->t->nodes[body].start,
        .line = tree_line(w->t, token->start),
        .end_line = tree_line(w->t, all->end),
        .scope = w->scope,
        .parent = w->def,
        .kind = (uint8_t)kind,
        .visibility = VISIBLE_FILE,
        .flags = body == NODE_NONE ? 0 : DEF_HAS_BODY,
    };

    if (doc != NODE_NONE) {
        d.doc_start = w->t->nodes[doc].start;
        d.doc_end = d.doc_start;
        for (NodeId n = doc;
             n != NODE_NONE && node_kind(w->t, n) == K_COMMENT && w->t->nodes[n].end <= d.start;
             n = node_next(w->t, n))
            d.doc_end = w->t->nodes[n].end;
        if (str_has(str_sub(w->t->src, d.doc_start, d.doc_end), STR("@deprecated")))
            d.flags |= DEF_IS_DEPRECATED;
    }
    return d;
}

uint32_t ecma_add_def(Walk *w, Def def)
{
    if (def.flags & (DEF_IS_EXPORTED | DEF_IS_DEFAULT_EXPORT))
        def.visibility = VISIBLE_PUBLIC;
    uint32_t d = facts_add_def(w->b, def);

    while (w->def_named.len <= def.name)
        (void)VEC_PUSH(&w->def_named);
    if (w->b->scopes.at[def.scope].kind != SCOPE_CLASS) {
        w->def_named.at[def.name] = d;
        ecma_see_def(w, def.name);
    }
    return d;
}

enum { DOC_MAX_BYTES = 16 << 10 }; /* it is searched once for each parameter */

static Str jsdoc(const Walk *w, uint32_t start, uint32_t end)
{
    Str doc = str_sub(str_sub(w->t->src, start, end), 0, DOC_MAX_BYTES);

    return w->is_js && str_starts(doc, STR("/**")) ? doc : STR_NONE;
}

Str ecma_doc_of_def(const Walk *w, uint32_t def)
{
    return jsdoc(w, w->b->defs.at[def].doc_start, w->b->defs.at[def].doc_end);
}

Str ecma_doc_of_node(const Walk *w, NodeId doc)
{
    return doc == NODE_NONE ? STR_NONE : jsdoc(w, w->t->nodes[doc].start, w->t->nodes[doc].end);
}

Def ecma_outer_def(Walk *w, DefKind kind, const Outer *o, NodeId name, NodeId body)
{
    Def d = ecma_def_at(w, kind, o->whole, name, body, o->doc);

    d.flags |= (uint16_t)o->flags;
    return d;
}
