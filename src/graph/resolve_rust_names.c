/*
 * resolve_rust_names.c -- what a path means.
 *
 * A name is looked for in the blocks around it, then in its module (items, `use`, then globs), then
 * among the crates it may name, then in the prelude. `use` is followed when it is met, not before:
 * cycles of globs end at the first module that is asked a second time.
 */
#include "graph/resolve_rust.h"

static const RsThing nothing = {0};

static RsThing thing(RsKind kind, Tier tier, uint32_t id)
{
    return (RsThing){.kind = (uint8_t)kind, .tier = (uint8_t)tier, .id = id};
}

static bool is_in_space(const Def *d, RsSpace space)
{
    switch (d->kind) {
    case DEF_FUNCTION:
    case DEF_METHOD:
    case DEF_CONSTANT:
    case DEF_VARIABLE:
        return space == RS_VALUES;
    case DEF_ENUM:
    case DEF_UNION:
    case DEF_TRAIT:
    case DEF_TYPE:
    case DEF_MODULE:
        return space == RS_TYPES;
    case DEF_STRUCT:
    case DEF_ENUM_MEMBER:
        return space != RS_MACROS;
    case DEF_MACRO:
        return space == RS_MACROS;
    default:
        return false;
    }
}

/* -- remembered answers -- */

static uint64_t packed(RsThing x)
{
    return (uint64_t)x.kind << 48 | (uint64_t)x.tier << 40 | x.id;
}

static RsThing unpacked(uint64_t bits)
{
    return (RsThing){
        .kind = (uint8_t)(bits >> 48), .tier = (uint8_t)(bits >> 40), .id = (uint32_t)bits};
}

/* -- imports -- */

static RsThing import_path(RsThread *t, UnitId unit, const Import *m, RsSpace space)
{
    const Facts *f = rs_facts(t->s, unit);

    if (!m->extra || m->extra >= f->expr_count)
        return nothing;
    RsThing found = rs_path(t, unit, m->extra, space);
    if (found.kind == RS_SYMBOL || found.kind == RS_MODULE)
        found.tier = TIER_IMPORT;
    return found;
}

/* The names that a glob brings in from a module or an enum. */
static RsThing through_glob(RsThread *t, UnitId unit, const Import *m, uint32_t module,
                            uint32_t name, RsSpace space)
{
    const Facts *f = rs_facts(t->s, unit);
    RsThing from = m->extra && m->extra < f->expr_count ? rs_path(t, unit, m->extra, RS_TYPES)
                                                        : nothing;
    RsThing found = nothing;

    if (from.kind == RS_MODULE) {
        found = rs_in_module(t, from.id, name, space, !rs_is_within(t->s, module, from.id));
    } else if (from.kind == RS_SYMBOL) {
        SymbolId member = rs_own_member(t->s, from.id, name, space);

        if (member && program_def(t->s->p, member)->kind == DEF_ENUM_MEMBER)
            found = thing(RS_SYMBOL, TIER_IMPORT, member);
    }
    if (found.kind == RS_SYMBOL || found.kind == RS_MODULE)
        found.tier = TIER_IMPORT;
    return found;
}

/* -- modules -- */

static bool is_public_import(const Import *m)
{
    return m->kind == IMPORT_EXPORT || m->kind == IMPORT_EXPORT_ALL;
}

static RsThing item_thing(RsThread *t, const RsItem *item, RsSpace space, bool only_public)
{
    const Unit *u = &t->s->p->units[item->unit];

    if (item->kind == ENTITY_NONE)
        return space == RS_TYPES ? thing(RS_MODULE, TIER_IMPORT, item->index) : nothing;
    if (item->kind == ENTITY_DEF) {
        const Def *d = &u->facts->defs[item->index];

        if (!is_in_space(d, space) || (only_public && d->visibility == VISIBLE_FILE))
            return nothing;
        return thing(RS_SYMBOL, TIER_IMPORT, u->first_symbol + item->index);
    }
    const Import *m = &u->facts->imports[item->index];
    if (only_public && !is_public_import(m))
        return nothing;
    return import_path(t, item->unit, m, space);
}

static RsThing look_in_module(RsThread *t, uint32_t module, uint32_t name, RsSpace space,
                              bool only_public)
{
    const RsState *s = t->s;
    RsThing outside = nothing, elsewhere = nothing, found;
    uint64_t first = 0;

    (void)u64map_get(&s->item_of_name, rs_key(module, name), &first);
    for (uint32_t i = (uint32_t)first; i; i = s->items.at[i].next) {
        found = item_thing(t, &s->items.at[i], space, only_public);
        if (!found.kind)
            continue;
        if (s->items.at[i].is_elsewhere)
            elsewhere = elsewhere.kind ? elsewhere : found;
        else if (found.kind != RS_EXTERNAL)
            return found;
        else
            outside = found;
    }
    if (outside.kind || elsewhere.kind)
        return outside.kind ? outside : elsewhere;
    for (uint32_t i = s->modules.at[module].globs; i; i = s->items.at[i].next) {
        const RsItem *item = &s->items.at[i];
        const Import *m = &rs_facts(s, item->unit)->imports[item->index];

        if (only_public && !is_public_import(m))
            continue;
        found = through_glob(t, item->unit, m, module, name, space);
        if (found.kind)
            return found;
    }
    return nothing;
}

RsThing rs_in_module(RsThread *t, uint32_t module, uint32_t name, RsSpace space,
                     bool only_public)
{
    uint64_t key = rs_key(module * (2 * RS_SPACE_COUNT) + space * 2 + only_public, name);
    bool is_new;
    uint64_t *memo = u64map_at(&t->names, key, &is_new);

    if (!is_new && *memo && !(*memo & rs_being_asked))
        return unpacked(*memo - 1);
    if (rs_cannot_ask(t, *memo))
        return nothing;
    RsQuestion question = rs_ask(t, memo);
    RsThing found = look_in_module(t, module, name, space, only_public);
    bool is_final = rs_answer(t, question, found.kind != RS_NONE);
    *u64map_at(&t->names, key, NULL) = is_final ? packed(found) + 1 : 0;
    return found;
}

/* -- crates by name -- */

static RsThing crate_thing(const RsState *s, uint32_t crate)
{
    return thing(RS_MODULE, TIER_IMPORT, s->crates.at[crate].root);
}

static RsThing crate_by_name(const RsState *s, uint32_t crate, uint32_t name)
{
    uint32_t number = s->crates.at[crate].package;
    const RsPackage *package = number ? &s->packages.at[number - 1] : NULL;

    if (package && package->lib && package->lib_name == name)
        return crate_thing(s, package->lib);
    for (size_t i = 0; package && i < package->dependencies.len; i++) {
        const RsDependency *d = &package->dependencies.at[i];

        if (d->name != name)
            continue;
        if (!d->package || !s->packages.at[d->package - 1].lib)
            return thing(RS_EXTERNAL, TIER_EXTERNAL, name);
        return crate_thing(s, s->packages.at[d->package - 1].lib);
    }
    /* tests of a workspace's root, files without a manifest: any library of the repository */
    uint64_t lib;
    if (!package && u64map_get(&s->lib_of_name, name, &lib))
        return crate_thing(s, (uint32_t)lib);
    Str text = intern_text(&s->p->names, name);
    if (str_is(text, "std") || str_is(text, "core") || str_is(text, "alloc") ||
        str_is(text, "proc_macro"))
        return thing(RS_EXTERNAL, TIER_EXTERNAL, name);
    return nothing;
}

/* -- macros: seen by the order of the text, or exported from a crate -- */

static RsThing macro_by_name(const RsState *s, UnitId unit, uint32_t name)
{
    uint32_t crate = s->modules.at[s->module_of_unit[unit]].crate;
    SymbolId in_crate = 0, exported = 0;
    uint64_t first = 0;

    (void)u64map_get(&s->macro_of_name, name, &first);
    for (uint32_t i = (uint32_t)first; i; i = s->items.at[i].next) {
        const RsItem *item = &s->items.at[i];
        const Unit *u = &s->p->units[item->unit];
        SymbolId symbol = u->first_symbol + item->index;

        if (item->unit == unit)
            return thing(RS_SYMBOL, TIER_EXACT, symbol);
        if (s->modules.at[s->module_of_unit[item->unit]].crate == crate && !in_crate)
            in_crate = symbol;
        if (u->facts->defs[item->index].flags & RUST_DEF_IS_MACRO_EXPORT && !exported)
            exported = symbol;
    }
    if (in_crate || exported)
        return thing(RS_SYMBOL, TIER_IMPORT, in_crate ? in_crate : exported);
    return nothing;
}

/* -- names in their scopes -- */

static RsThing in_block(RsThread *t, UnitId unit, uint32_t scope, NameId name, RsSpace space)
{
    const Unit *u = &t->s->p->units[unit];
    RsThing elsewhere = nothing;

    for (Entity e = facts_lookup(u->facts, scope, name); e.kind;
         e = facts_next_entity(u->facts, e)) {
        if (e.kind == ENTITY_DEF && is_in_space(&u->facts->defs[e.index], space)) {
            uint64_t module;

            if (u->facts->defs[e.index].kind == DEF_MODULE)
                return u64map_get(&t->s->module_of_scope,
                                  rs_key(unit, u->facts->defs[e.index].inner), &module)
                           ? thing(RS_MODULE, TIER_EXACT, (uint32_t)module)
                           : nothing;
            RsThing found = thing(RS_SYMBOL, TIER_EXACT, u->first_symbol + e.index);
            if (!(u->facts->defs[e.index].flags & RUST_DEF_IS_ELSEWHERE))
                return found;
            elsewhere = elsewhere.kind ? elsewhere : found;
        }
        if (e.kind != ENTITY_IMPORT)
            continue;
        RsThing found = import_path(t, unit, &u->facts->imports[e.index], space);
        if (found.kind)
            return found;
    }
    return elsewhere;
}

static RsThing in_block_globs(RsThread *t, UnitId unit, uint32_t scope, NameId name,
                              RsSpace space)
{
    const Facts *f = rs_facts(t->s, unit);
    uint64_t first = 0;

    (void)u64map_get(&t->s->globs_of_block, rs_key(unit, scope), &first);
    for (uint32_t i = (uint32_t)first; i; i = t->s->items.at[i].next) {
        RsThing found = through_glob(t, unit, &f->imports[t->s->items.at[i].index],
                                     rs_module_of(t->s, unit, scope),
                                     rs_global(t->s, unit, name), space);

        if (found.kind)
            return found;
    }
    return nothing;
}

static RsThing in_prelude(RsThread *t, uint32_t name)
{
    return rs_std_is(t->s, name, RS_IS_PRELUDE) ? thing(RS_EXTERNAL, TIER_EXTERNAL, name)
                                                : nothing;
}

static RsThing by_name(RsThread *t, UnitId unit, const Expr *e, RsSpace space)
{
    const RsState *s = t->s;
    const Facts *f = rs_facts(s, unit);
    uint32_t name = rs_global(s, unit, e->name), scope = e->scope;
    RsThing found = nothing;

    for (; scope > 1 && f->scopes[scope].kind != SCOPE_NAMESPACE;
         scope = f->scopes[scope].parent) {
        if (f->scopes[scope].kind == SCOPE_CLASS)
            continue;
        found = in_block(t, unit, scope, e->name, space);
        if (!found.kind)
            found = in_block_globs(t, unit, scope, e->name, space);
        if (found.kind)
            return found;
    }
    uint32_t module = rs_module_of(s, unit, scope);
    if (space == RS_MACROS)
        found = macro_by_name(s, unit, name);
    if (!found.kind)
        found = rs_in_module(t, module, name, space, false);
    if (found.kind == RS_SYMBOL && program_unit_of(s->p, found.id) == unit &&
        found.tier == TIER_IMPORT &&
        program_def(s->p, found.id)->scope == s->modules.at[module].scope)
        found.tier = TIER_EXACT;
    if (!found.kind && space == RS_TYPES)
        found = crate_by_name(s, s->modules.at[module].crate, name);
    /* paths of `use` began at the crate's root before 2018 */
    if (!found.kind && e->flags & EXPR_IS_IMPORT)
        found = rs_in_module(t, s->crates.at[s->modules.at[module].crate].root, name, space,
                             false);
    return found.kind ? found : in_prelude(t, name);
}

/* -- paths -- */

uint32_t rs_self_local(const RsState *s, UnitId unit, uint32_t scope)
{
    const Facts *f = rs_facts(s, unit);

    for (; scope > 1; scope = f->scopes[scope].parent) {
        if (f->scopes[scope].kind != SCOPE_CLASS)
            continue;
        for (Entity e = facts_lookup(f, scope, s->self_of_unit[unit]); e.kind;
             e = facts_next_entity(f, e)) {
            if (e.kind == ENTITY_LOCAL)
                return e.index;
        }
    }
    return 0;
}

static RsThing by_keyword(RsThread *t, UnitId unit, const Expr *e, RsSpace space)
{
    const RsState *s = t->s;
    uint32_t module = rs_module_of(s, unit, e->scope), name = rs_global(s, unit, e->name);

    switch (e->extra) {
    case RUST_NAME_CRATE:
        return crate_thing(s, s->modules.at[module].crate);
    case RUST_NAME_SELF:
        return thing(RS_MODULE, TIER_EXACT, module);
    case RUST_NAME_SUPER:
        module = s->modules.at[module].parent;
        return module ? thing(RS_MODULE, TIER_IMPORT, module) : nothing;
    case RUST_NAME_PRIMITIVE:
        return thing(RS_EXTERNAL, TIER_EXTERNAL, name);
    case RUST_NAME_GLOBAL: {
        RsThing found = crate_by_name(s, s->modules.at[module].crate, name);

        if (found.kind)
            return found;
        return rs_in_module(t, s->crates.at[s->modules.at[module].crate].root, name, space,
                            false);
    }
    default:
        return by_name(t, unit, e, e->extra == RUST_NAME_MACRO ? RS_MACROS : space);
    }
}

/* Derives and attributes may name a trait or module beside the macro. */
static RsThing by_any_name(RsThread *t, UnitId unit, const Expr *e, RsSpace space)
{
    RsThing found = by_keyword(t, unit, e, space);

    if (!found.kind && e->extra == RUST_NAME_MACRO && e->flags & EXPR_IS_DECORATOR) {
        found = by_name(t, unit, e, RS_VALUES); /* a procedural macro's function */
        if (!found.kind)
            found = by_name(t, unit, e, RS_TYPES);
    }
    return found;
}

static RsThing of_type(RsThread *t, UnitId unit, const Expr *e, RsSpace space)
{
    RsFound found;
    uint32_t name = rs_global(t->s, unit, e->name);
    RsType type = rs_type_of(t, unit, e->a);

    if (!type || space == RS_MACROS ||
        !rs_member(t, type, name, space == RS_TYPES ? RS_WANT_TYPE : RS_WANT_ASSOCIATED,
                   &found))
        return nothing;
    if (found.symbol)
        return thing(RS_SYMBOL, TIER_MEMBER, found.symbol);
    return found.is_external ? thing(RS_EXTERNAL, TIER_EXTERNAL, name) : nothing;
}

static RsThing by_member(RsThread *t, UnitId unit, const Expr *e, RsSpace space)
{
    const RsState *s = t->s;
    uint32_t name = rs_global(s, unit, e->name);

    if (!e->a)
        return nothing;
    RsThing base = rs_path(t, unit, e->a, RS_TYPES);
    switch (base.kind) {
    case RS_MODULE:
        if (name == s->names.super)
            return s->modules.at[base.id].parent
                       ? thing(RS_MODULE, TIER_IMPORT, s->modules.at[base.id].parent)
                       : nothing;
        RsThing found = rs_in_module(t, base.id, name, space, false);
        if (!found.kind && space == RS_MACROS)
            found = macro_by_name(s, s->modules.at[base.id].unit, name);
        return found;
    case RS_SYMBOL: {
        SymbolId own = rs_own_member(s, base.id, name, space);

        if (own)
            return thing(RS_SYMBOL, TIER_MEMBER, own);
        return of_type(t, unit, e, space);
    }
    case RS_EXTERNAL: {
        RsThing member = of_type(t, unit, e, space);

        return member.kind == RS_SYMBOL ? member : thing(RS_EXTERNAL, TIER_EXTERNAL, name);
    }
    case RS_SELF:
    case RS_PARAMETER:
    case RS_NONE:
        return of_type(t, unit, e, space);
    default:
        return nothing;
    }
}

static RsThing find_path(RsThread *t, UnitId unit, uint32_t expr, RsSpace space)
{
    const Facts *f = rs_facts(t->s, unit);
    const Expr *e = &f->exprs[expr];

    switch (e->kind) {
    case EXPR_NAME:
        return by_any_name(t, unit, e, space);
    case EXPR_MEMBER:
        return e->extra == RUST_PATH ? by_member(t, unit, e, space) : nothing;
    case EXPR_GENERIC:
        return rs_path(t, unit, e->a, space);
    case EXPR_THIS: {
        uint32_t self = rs_self_local(t->s, unit, e->scope);

        return self ? thing(RS_SELF, TIER_EXACT, self) : nothing;
    }
    case RUST_LOCAL:
        if (e->at < f->local_count && f->locals[e->at].kind == LOCAL_TYPE_PARAMETER)
            return thing(RS_PARAMETER, TIER_EXACT, e->at);
        return nothing;
    default:
        return nothing;
    }
}

RsThing rs_path(RsThread *t, UnitId unit, uint32_t expr, RsSpace space)
{
    if (!expr)
        return nothing;
    MUST(expr < 1u << 30);
    uint64_t key = rs_key(unit, expr << 2 | space);
    bool is_new;
    uint64_t *memo = u64map_at(&t->things, key, &is_new);
    if (!is_new && *memo && !(*memo & rs_being_asked))
        return unpacked(*memo - 1);
    if (rs_cannot_ask(t, *memo))
        return nothing;
    RsQuestion question = rs_ask(t, memo);
    RsThing found = find_path(t, unit, expr, space);
    bool is_final = rs_answer(t, question, found.kind != RS_NONE);
    *u64map_at(&t->things, key, NULL) = is_final ? packed(found) + 1 : 0;
    return found;
}
