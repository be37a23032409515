/*
 * resolve_names.c -- the resolver of languages without one of their own: lexical scopes within the
 * file, then names that only one definition in the repository has.
 *
 * The second is a guess (TIER_UNIQUE) and never printed as fact.
 */
#include "graph/resolve.h"

static void *prepare(const Program *p UNUSED, unsigned threads UNUSED)
{
    return xcalloc(1, 1);
}

/* The definition that the name has in the scopes around it; SIZE_MAX when it is a local. */
static SymbolId look_around(const Program *p, UnitId unit, const Expr *e, bool *ret_is_local)
{
    const Unit *u = &p->units[unit];

    *ret_is_local = false;
    for (uint32_t scope = e->scope; scope; scope = u->facts->scopes[scope].parent) {
        Entity found = facts_lookup(u->facts, scope, e->name);

        if (found.kind == ENTITY_DEF)
            return u->first_symbol + found.index;
        if (found.kind == ENTITY_LOCAL || found.kind == ENTITY_IMPORT) {
            *ret_is_local = found.kind == ENTITY_LOCAL;
            return 0;
        }
    }
    return 0;
}

static SymbolId only_one_named(const Program *p, UnitId unit, const Expr *e)
{
    const Unit *u = &p->units[unit];
    size_t count;
    const SymbolId *symbols = program_symbols_named(p, u->global_names[e->name], &count);

    if (count != 1)
        return 0;
    const Unit *other = &p->units[program_unit_of(p, symbols[0])];
    return other->file->language == u->file->language ? symbols[0] : 0;
}

static void resolve(void *state UNUSED, const Program *p, UnitId unit, unsigned thread UNUSED,
                    EdgeVec *edges, ResolveCounts *counts)
{
    const Facts *f = p->units[unit].facts;

    for (uint32_t i = 1; i < f->expr_count; i++) {
        const Expr *e = &f->exprs[i];
        bool is_local = false;
        SymbolId to = 0;

        if (!(e->flags & EXPR_IS_REF))
            continue;
        if (e->kind == EXPR_NAME)
            to = look_around(p, unit, e, &is_local);
        if (is_local)
            continue;
        if (to)
            resolve_emit(p, unit, e, to, TIER_EXACT, edges, counts);
        else if ((to = only_one_named(p, unit, e)))
            resolve_emit(p, unit, e, to, TIER_UNIQUE, edges, counts);
        else
            resolve_emit(p, unit, e, 0, TIER_NONE, edges, counts);
    }
}

static void done(void *state)
{
    free(state);
}

static const LanguageId languages[] = {LANG_NONE};

const ResolverOps resolver_names = {
    .name = "names",
    .languages = languages,
    .prepare = prepare,
    .resolve = resolve,
    .done = done,
};
