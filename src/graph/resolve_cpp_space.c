/*
 * resolve_cpp_space.c -- the namespaces and classes of C++, joined over all files.
 *
 * A space is named by its parent and its name; unnamed and inline namespaces are their parent. So a
 * class that is declared here and defined there is one space, and so are a template and its
 * specialisations. Functions written as A::f belong to the space of A.
 *
 * All of this is found without asking who includes whom: one program seldom has two classes of one
 * qualified name, and where it does, the choice is made among their members, by nearness.
 */
#include "graph/resolve_c.h"

enum {
    SPACE_MAX_DEPTH = 16,
    BASES_MAX = 64,
    USINGS_MAX = 32,      /* `using namespace` of one file that are followed */
    USINGS_MAX_DEPTH = 2, /* the name of one found through another */
};

static uint32_t add_space(CState *s, uint32_t parent, uint32_t name, bool is_class)
{
    *VEC_PUSH(&s->spaces) = (CppSpace){.parent = parent, .name = name, .is_class = is_class};
    return (uint32_t)s->spaces.len - 1;
}

static uint32_t space_for(CState *s, uint32_t parent, uint32_t name, bool is_class)
{
    bool is_new;
    uint64_t *space = u64map_at(&s->space_of_name, (uint64_t)parent << 32 | name, &is_new);

    if (is_new) {
        uint32_t added = add_space(s, parent, name, is_class);

        *space = added;
        return added;
    }
    s->spaces.at[*space].is_class |= is_class;
    return (uint32_t)*space;
}

uint32_t cpp_space_in(const CState *s, uint32_t space, uint32_t name)
{
    uint64_t found;

    return u64map_get(&s->space_of_name, (uint64_t)space << 32 | name, &found) ||
                   u64map_get(&s->space_of_alias, (uint64_t)space << 32 | name, &found)
               ? (uint32_t)found
               : CPP_NONE;
}

/* The def whose own scope this is; 0 for the scopes of unnamed structs and namespaces. */
static uint32_t def_of_scope(const Facts *f, uint32_t scope)
{
    uint32_t def = f->scopes[scope].def;

    return def && f->defs[def].inner == scope ? def : 0;
}

/* Of one more body of a class. */
static uint32_t class_space(CState *s, uint32_t parent, uint32_t name)
{
    uint32_t space = space_for(s, parent, name, true);

    s->spaces.at[space].is_split |= s->spaces.at[space].has_body;
    s->spaces.at[space].has_body = true;
    return space;
}

static uint32_t space_of_scope(CState *s, UnitId u, uint32_t scope)
{
    const Unit *unit = &s->p->units[u];
    const Facts *f = unit->facts;
    const Scope *sc = &f->scopes[scope];
    uint32_t parent = sc->parent ? s->space_of_scope[u][sc->parent] : CPP_GLOBAL;
    uint32_t def = def_of_scope(f, scope);
    uint32_t name = def ? unit->global_names[f->defs[def].name] : 0;
    bool is_local = sc->parent && (f->scopes[sc->parent].kind == SCOPE_FUNCTION ||
                                   f->scopes[sc->parent].kind == SCOPE_BLOCK);

    switch (sc->kind) {
    case SCOPE_NAMESPACE:
        return (sc->flags & C_SCOPE_IS_INLINE) || !name ? parent
                                                        : space_for(s, parent, name, false);
    case SCOPE_CLASS:
        if (!name || is_local)
            return add_space(s, parent, name, true);
        return class_space(s, c_is_cpp(s->p, u) ? parent : CPP_GLOBAL, name);
    default:
        return parent;
    }
}

/* -- A::f -- */

static uint32_t global_name(const CState *s, UnitId unit, NameId name)
{
    return s->p->units[unit].global_names[name];
}

static uint32_t space_of(const CState *s, UnitId unit, uint32_t expr, unsigned depth,
                         unsigned usings);

/* `using namespace` at file level of the unit. What one of them names may be found through another,
 * so a name that is nowhere asks for usings ^ depth look-ups: both are bounded. */
static uint32_t space_by_using(const CState *s, UnitId unit, uint32_t name, unsigned usings)
{
    const Facts *f = s->p->units[unit].facts;
    unsigned followed = 0;

    for (uint32_t i = 0; i < f->import_count && followed < USINGS_MAX; i++) {
        const Import *m = &f->imports[i];

        if (m->module || m->kind != IMPORT_ALL || m->extra >= f->expr_count)
            continue;
        followed++;
        uint32_t space = space_of(s, unit, m->extra, 0, usings + 1);
        uint32_t found = space ? cpp_space_in(s, space, name) : CPP_NONE;
        if (found)
            return found;
    }
    return CPP_NONE;
}

static uint32_t space_of(const CState *s, UnitId unit, uint32_t expr, unsigned depth,
                         unsigned usings)
{
    const Facts *f = s->p->units[unit].facts;
    const Expr *e = &f->exprs[expr];
    uint32_t name = global_name(s, unit, e->name), space;

    if (depth > SPACE_MAX_DEPTH)
        return CPP_NONE;
    switch (e->kind) {
    case C_EXPR_GLOBAL:
        return CPP_GLOBAL;
    case EXPR_GENERIC:
        return space_of(s, unit, e->a, depth + 1, usings);
    case EXPR_OBJECT:
        return s->space_of_scope[unit][e->a];
    case EXPR_MEMBER:
        space = c_extra(e->extra) == C_VIA_SCOPE ? space_of(s, unit, e->a, depth + 1, usings)
                                                 : CPP_NONE;
        return space ? cpp_space_in(s, space, name) : CPP_NONE;
    case EXPR_NAME:
        for (space = s->space_of_scope[unit][e->scope]; space;
             space = s->spaces.at[space].parent) {
            uint32_t found = cpp_space_in(s, space, name);

            if (found)
                return found;
        }
        return usings < USINGS_MAX_DEPTH ? space_by_using(s, unit, name, usings) : CPP_NONE;
    default:
        return CPP_NONE;
    }
}

uint32_t cpp_space_of_expr(const CState *s, UnitId unit, uint32_t expr, unsigned depth)
{
    return space_of(s, unit, expr, depth, 0);
}

/* `typedef A B;`: what B:: leads to, and a class or a test that is derived from B. */
static void place_aliases(CState *s, UnitId u)
{
    const Unit *unit = &s->p->units[u];
    const Facts *f = unit->facts;

    for (uint32_t d = 1; d < f->def_count; d++) {
        const Def *def = &f->defs[d];
        uint8_t scope_kind = f->scopes[def->scope].kind;

        if (def->kind != DEF_TYPE || !def->value || scope_kind == SCOPE_FUNCTION ||
            scope_kind == SCOPE_BLOCK)
            continue;
        uint32_t space = cpp_space_of_expr(s, u, def->value, 0);
        uint32_t parent = s->space_of_scope[u][def->scope];
        bool is_new;
        if (!space || !s->spaces.at[space].is_class)
            continue;
        uint64_t *alias = u64map_at(&s->space_of_alias,
                                    (uint64_t)parent << 32 | unit->global_names[def->name],
                                    &is_new);
        if (is_new)
            *alias = space;
    }
}

/* Classes written as `class A::B { ... }`, and all that is in them. */
static void place_qualified_classes(CState *s, UnitId u)
{
    const Unit *unit = &s->p->units[u];
    const Facts *f = unit->facts;
    uint32_t first = f->scope_count;

    for (uint32_t i = 2; i < f->scope_count; i++) {
        uint32_t def = def_of_scope(f, i);
        const Def *d = &f->defs[def];

        if (f->scopes[i].kind == SCOPE_CLASS && def && (d->flags & C_DEF_IS_QUALIFIED) &&
            d->value) {
            uint32_t parent = cpp_space_of_expr(s, u, d->value, 0);

            first = MIN_OF(first, i);
            if (parent)
                s->space_of_scope[u][i] = space_for(s, parent, unit->global_names[d->name],
                                                    true);
        } else if (i > first) {
            s->space_of_scope[u][i] = space_of_scope(s, u, i);
        }
    }
}

static void place_qualified(CState *s, UnitId u)
{
    const Unit *unit = &s->p->units[u];
    const Facts *f = unit->facts;

    for (uint32_t d = 1; d < f->def_count; d++) {
        const Def *def = &f->defs[d];

        if (!(def->flags & C_DEF_IS_QUALIFIED))
            continue;
        bool is_function = def->inner && f->scopes[def->inner].kind == SCOPE_FUNCTION;
        uint32_t qualifier = is_function || !def->value ? def->bases : def->value;
        if (!is_function && (def->kind == DEF_METHOD || def->kind == DEF_FIELD ||
                             def->kind == DEF_FUNCTION || def->kind == DEF_CONSTRUCTOR))
            qualifier = def->bases;
        uint32_t space = qualifier ? cpp_space_of_expr(s, u, qualifier, 0) : CPP_NONE;
        if (space)
            *u64map_at(&s->space_of_def, unit->first_symbol + d, NULL) = space;
    }
    /* what is inside such a function sees the class first */
    for (uint32_t i = 2; i < f->scope_count; i++) {
        const Scope *sc = &f->scopes[i];
        uint64_t space;

        if (sc->kind == SCOPE_CLASS && (f->scopes[sc->parent].kind == SCOPE_FUNCTION ||
                                        f->scopes[sc->parent].kind == SCOPE_BLOCK))
            s->spaces.at[s->space_of_scope[u][i]].parent = s->space_of_scope[u][sc->parent];
        if (sc->kind != SCOPE_FUNCTION && sc->kind != SCOPE_BLOCK)
            continue;
        bool is_inner = f->scopes[sc->parent].def == sc->def;
        if (!is_inner && u64map_get(&s->space_of_def, unit->first_symbol + sc->def, &space))
            s->space_of_scope[u][i] = (uint32_t)space;
        else
            s->space_of_scope[u][i] = s->space_of_scope[u][sc->parent];
    }
}

/* What stands between LIB_BEGIN_NAMESPACE and its end is read as if it stood outside: so the
 * namespaces that such a macro opens are other names of the global one. */
static void join_opened_by_macros(CState *s, UnitId u)
{
    const Unit *unit = &s->p->units[u];
    const Facts *f = unit->facts;

    for (uint32_t d = 1; d < f->def_count; d++) {
        uint32_t item = f->defs[d].kind == DEF_MACRO ? f->defs[d].value : 0;

        for (; item && f->exprs[item].kind == EXPR_LIST; item = f->exprs[item].b) {
            uint32_t name = unit->global_names[f->exprs[f->exprs[item].a].name];

            *u64map_at(&s->space_of_name, (uint64_t)CPP_GLOBAL << 32 | name, NULL) = CPP_GLOBAL;
        }
    }
}

void cpp_find_spaces(CState *s)
{
    const Program *p = s->p;

    for (uint32_t u = 0; u < p->unit_count && !s->has_cpp; u++)
        s->has_cpp = c_is_cpp(p, u);
    if (!s->has_cpp)
        return;
    (void)add_space(s, CPP_NONE, 0, false);
    (void)add_space(s, CPP_NONE, 0, false);
    s->space_of_scope = ARENA_ARRAY(&s->arena, uint32_t *, p->unit_count + 1);
    for (uint32_t u = 0; u < p->unit_count; u++) {
        if (c_is_cpp(p, u))
            join_opened_by_macros(s, u);
    }
    for (uint32_t u = 0; u < p->unit_count; u++) {
        if (!c_is_unit(p, u))
            continue;
        uint32_t count = p->units[u].facts->scope_count;

        s->space_of_scope[u] = ARENA_ARRAY(&s->arena, uint32_t, count);
        for (uint32_t i = 1; i < count; i++)
            s->space_of_scope[u][i] = space_of_scope(s, u, i);
    }
    for (uint32_t u = 0; u < p->unit_count; u++) {
        if (c_is_cpp(p, u))
            place_qualified_classes(s, u);
    }
    for (uint32_t u = 0; u < p->unit_count; u++) {
        if (c_is_cpp(p, u))
            place_aliases(s, u);
    }
    for (uint32_t u = 0; u < p->unit_count; u++) {
        if (c_is_cpp(p, u))
            place_qualified(s, u);
    }
}

uint32_t cpp_space_of_class(const CState *s, UnitId unit, uint32_t def)
{
    const Def *d = c_def(s->p, unit, def);

    if (d->inner && d->kind != DEF_FUNCTION && d->kind != DEF_METHOD &&
        d->kind != DEF_CONSTRUCTOR)
        return s->space_of_scope[unit][d->inner];
    if (d->kind == DEF_CLASS || d->kind == DEF_STRUCT || d->kind == DEF_UNION ||
        d->kind == DEF_ENUM)
        return cpp_space_in(s, s->space_of_scope[unit][d->scope],
                            global_name(s, unit, d->name));
    return CPP_NONE;
}

/* -- base classes -- */

static void add_base(CState *s, uint32_t space, uint32_t base, UnitId unit, uint32_t expr)
{
    unsigned count = 0;

    for (uint32_t b = s->spaces.at[space].bases; b; b = s->bases.at[b].next) {
        if (s->bases.at[b].space == base || ++count == BASES_MAX)
            return; /* of another specialisation */
    }
    *VEC_PUSH(&s->bases) = (CppBase){
        .space = base, .next = s->spaces.at[space].bases, .unit = unit, .expr = expr};
    s->spaces.at[space].bases = (uint32_t)s->bases.len - 1;
}

void cpp_find_bases(CState *s)
{
    const Program *p = s->p;

    (void)VEC_PUSH(&s->bases);
    for (uint32_t u = 0; u < p->unit_count && s->has_cpp; u++) {
        const Facts *f = p->units[u].facts;

        for (uint32_t d = 1; c_is_cpp(p, u) && d < f->def_count; d++) {
            const Def *def = &f->defs[d];

            if (!def->bases || !def->inner || f->scopes[def->inner].kind != SCOPE_CLASS)
                continue;
            uint32_t space = s->space_of_scope[u][def->inner];
            for (uint32_t item = def->bases; item; item = f->exprs[item].b) {
                uint32_t base = cpp_space_of_expr(s, u, f->exprs[item].a, 0);

                if (base && base != space)
                    add_base(s, space, base, u, f->exprs[item].a);
            }
        }
    }
}
