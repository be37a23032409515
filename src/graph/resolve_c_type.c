/*
 * resolve_c_type.c -- which struct an expression comes down to, and the members of structs.
 *
 * Pointers are not followed: `p->x`, `(*p).x` and `p[0].x` name the same member, and the pack has
 * left the difference out. Types are asked of the unit that is being resolved: a typedef named in a
 * header means what the unit sees under that name.
 */
#include "graph/resolve_c.h"

static const CType no_type;

/* -- members -- */

/* The range of the unit among the symbols of a name, which are in order of units. */
static size_t first_in_unit(const SymbolId *symbols, size_t count, SymbolId first)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (symbols[middle] < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static CFound member_in_scope(const CThread *t, UnitId unit, uint32_t scope, uint32_t name)
{
    const Unit *u = &t->p->units[unit];
    size_t count;
    const SymbolId *symbols = program_symbols_named(t->p, name, &count);

    for (size_t i = first_in_unit(symbols, count, u->first_symbol); i < count; i++) {
        uint32_t def = symbols[i] - u->first_symbol;

        if (def >= u->facts->def_count)
            break;
        if (u->facts->defs[def].scope == scope && u->facts->defs[def].kind == DEF_FIELD)
            return (CFound){.symbol = symbols[i],
                            .unit = unit,
                            .def = def,
                            .tier = TIER_TYPED,
                            .seen = symbols[i]};
    }
    return (CFound){0};
}

/* The same struct may have other bodies: in the other branch of an #if, in another file. */
static CFound member_of_namesake(CThread *t, CType type, uint32_t name)
{
    const CState *s = t->s;
    const Unit *u = &t->p->units[type.unit];
    uint32_t def = u->facts->scopes[type.scope].def;
    const Def *d = &u->facts->defs[def];

    if (!def || d->inner != type.scope || !d->name)
        return (CFound){0};
    uint32_t tag = u->global_names[d->name];
    CClass class = d->flags & C_DEF_IS_TYPEDEF ? C_CLASS_TYPE : C_CLASS_TAG;
    for (uint32_t i = s->name_start[tag]; i < s->name_start[tag + 1]; i++) {
        CName n = s->names[i];
        const Def *other = c_def(t->p, n.unit, n.def);

        if (!c_is_of_class(other, class) || !other->inner ||
            (n.unit == type.unit && n.def == def) ||
            (n.unit != type.unit && c_sight(t, n.unit) == C_SIGHT_NONE))
            continue;
        CFound found = member_in_scope(t, n.unit, other->inner, name);
        if (found.symbol)
            return found;
    }
    return (CFound){0};
}

CFound c_member(CThread *t, CType type, uint32_t global_name)
{
    if (!type.scope)
        return (CFound){0};
    CFound found = member_in_scope(t, type.unit, type.scope, global_name);

    return found.symbol ? found : member_of_namesake(t, type, global_name);
}

/* The member at a position. */
static CType type_of_nth(CThread *t, CType of, unsigned position, unsigned depth)
{
    const Facts *f = t->p->units[of.unit].facts;
    uint32_t def = f->scopes[of.scope].def;

    if (!of.scope)
        return no_type;
    for (uint32_t d = def + 1; d < f->def_count && position <= UINT8_MAX; d++) {
        if (f->defs[d].scope != of.scope || f->defs[d].kind != DEF_FIELD) {
            if (f->defs[d].start > f->defs[def].end)
                break;
            continue;
        }
        if (position-- == 0)
            return c_type_of(t, of.unit, f->defs[d].type, depth + 1);
    }
    return no_type;
}

/* -- definitions as types, values as types -- */

static CType type_of_def(CThread *t, const CFound *found, unsigned depth);

static CType type_of_type_def(CThread *t, const CFound *found, unsigned depth)
{
    const Def *d = c_def(t->p, found->unit, found->def);

    if (d->inner)
        return (CType){.unit = found->unit, .scope = d->inner};
    return c_type_of(t, found->unit, d->value, depth + 1);
}

/* What the macro stands for, as a type or as a value. */
static CType type_of_macro(CThread *t, const CFound *macro, unsigned depth)
{
    uint32_t value = c_def(t->p, macro->unit, macro->def)->value;

    if (!value || depth > C_TYPE_MAX_DEPTH)
        return no_type;
    const Unit *u = &t->p->units[macro->unit];
    const Expr *e = &u->facts->exprs[value];
    if (e->kind != EXPR_NAME)
        return no_type;
    uint32_t name = u->global_names[e->name];
    CFound found = c_lookup(t, name, e->extra == C_NAME_TAG ? C_CLASS_TAG : C_CLASS_TYPE);
    if (found.symbol)
        return type_of_type_def(t, &found, depth + 1);
    found = c_lookup(t, name, C_CLASS_VALUE);
    return found.symbol && found.symbol != macro->symbol ? type_of_def(t, &found, depth + 1)
                                                         : no_type;
}

static CType type_named(CThread *t, UnitId unit, const Expr *e, unsigned depth)
{
    CClass class = e->extra == C_NAME_TAG ? C_CLASS_TAG : C_CLASS_TYPE;
    uint32_t name = t->p->units[unit].global_names[e->name];
    CFound macro = c_lookup(t, name, C_CLASS_MACRO);
    CFound found = {0};

    if (unit == t->unit)
        found = c_lookup_local(t, e->scope, e->name, class);
    if (!found.symbol && !macro.is_certain)
        found = c_lookup(t, name, class);
    CType type = found.symbol ? type_of_type_def(t, &found, depth) : no_type;
    return type.scope || !macro.symbol ? type : type_of_macro(t, &macro, depth);
}

/* The type of a variable's or member's value, or of what a function returns. */
static CType type_of_def(CThread *t, const CFound *found, unsigned depth)
{
    bool is_new;
    uint32_t *kept = c_memo_at(&t->types, found->symbol, t->generation, &is_new);
    const Def *d = c_def(t->p, found->unit, found->def);

    if (!is_new)
        return t->type_list.at[*kept];
    uint32_t place = (uint32_t)t->type_list.len;
    *kept = place; /* a cycle finds no type here */
    *VEC_PUSH(&t->type_list) = no_type;
    CType type = d->kind == DEF_MACRO ? type_of_macro(t, found, depth)
                                      : c_type_of(t, found->unit, d->type, depth + 1);
    t->type_list.at[place] = type;
    return type;
}

static CType type_of_name(CThread *t, UnitId unit, const Expr *e, unsigned depth)
{
    if (e->flags & EXPR_IS_TYPE)
        return type_named(t, unit, e, depth);
    CFound found = c_lookup(t, t->p->units[unit].global_names[e->name], C_CLASS_VALUE);
    if (!found.symbol)
        return no_type;
    CType type = type_of_def(t, &found, depth);
    if (type.scope || found.seen == found.symbol)
        return type;
    /* what is declared may name the type where the definition is out of sight */
    UnitId seen_unit = t->s->unit_of[found.seen];
    CFound seen = {.symbol = found.seen,
                   .unit = seen_unit,
                   .def = found.seen - t->p->units[seen_unit].first_symbol};
    return type_of_def(t, &seen, depth);
}

static CType compute_type(CThread *t, UnitId unit, const Expr *e, unsigned depth)
{
    CType type;

    switch (e->kind) {
    case EXPR_NAME:
        return type_of_name(t, unit, e, depth);
    case EXPR_MEMBER: {
        CFound member = c_member(t, c_type_of(t, unit, e->a, depth + 1),
                                 t->p->units[unit].global_names[e->name]);

        return member.symbol ? type_of_def(t, &member, depth) : no_type;
    }
    case EXPR_OBJECT:
        return (CType){.unit = unit, .scope = e->a};
    case EXPR_ARRAY:
        type = c_type_of(t, unit, e->a, depth + 1);
        type.arrays += type.arrays < UINT8_MAX;
        return type;
    case C_EXPR_NTH:
        type = c_type_of(t, unit, e->a, depth + 1);
        if (type.arrays) {
            type.arrays--;
            return type;
        }
        return e->extra == UINT16_MAX ? type : type_of_nth(t, type, e->extra, depth);
    case EXPR_EITHER:
        type = c_type_of(t, unit, e->a, depth + 1);
        return type.scope ? type : c_type_of(t, unit, e->b, depth + 1);
    default:
        return no_type;
    }
}

CType c_type_of(CThread *t, UnitId unit, uint32_t expr, unsigned depth)
{
    if (!expr || depth > C_TYPE_MAX_DEPTH)
        return no_type;
    const Expr *e = &t->p->units[unit].facts->exprs[expr];
    if (unit != t->unit)
        return compute_type(t, unit, e, depth);
    if (!t->expr_type[expr]) {
        *VEC_PUSH(&t->type_list) = no_type;
        t->expr_type[expr] = (uint32_t)t->type_list.len; /* a cycle finds no type here */
        uint32_t place = t->expr_type[expr] - 1;
        CType type = compute_type(t, unit, e, depth);
        t->type_list.at[place] = type;
    }
    return t->type_list.at[t->expr_type[expr] - 1];
}
