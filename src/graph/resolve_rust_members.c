/*
 * resolve_rust_members.c -- what belongs to a type: fields, variants, and what its impls say.
 *
 * `owner` is a number for everything that can have members: a struct, enum or trait is its symbol,
 * a type from outside is the symbol count plus the program's number for its name. Members of all
 * impls of an owner are in one table, so that looking one up costs the same however many impls
 * there are.
 */
#include "graph/resolve_rust.h"

uint32_t rs_external_owner(const RsState *s, uint32_t name)
{
    return s->p->symbol_count + name;
}

/* -- gathering -- */

static void add_member(RsState *s, uint32_t owner, uint32_t name, SymbolId symbol,
                       uint32_t impl)
{
    uint64_t *first = u64map_at(&s->member_of_name, rs_key(owner, name), NULL);

    *VEC_PUSH(&s->members) = (RsMember){
        .next = (uint32_t)*first, .symbol = symbol, .impl = impl};
    *first = s->members.len - 1;
}

/* Fields, variants and trait items: the def they stand in is their owner. */
static void read_own_members(RsState *s, UnitId unit)
{
    const Unit *u = &s->p->units[unit];

    for (uint32_t i = u->facts->def_count; i-- > 1;) {
        const Def *d = &u->facts->defs[i];
        const Scope *scope = &u->facts->scopes[d->scope];

        if (scope->kind == SCOPE_CLASS && scope->def &&
            u->facts->defs[scope->def].inner == d->scope)
            add_member(s, u->first_symbol + scope->def, u->global_names[d->name],
                       u->first_symbol + i, 0);
    }
}

/* The expression of the type itself, without its arguments. */
static uint32_t head_of(const Facts *f, uint32_t expr)
{
    for (int i = 0; i < RS_ALIAS_MAX && expr && f->exprs[expr].kind == EXPR_GENERIC; i++)
        expr = f->exprs[expr].a;
    return expr;
}

static uint32_t owner_of(RsThread *t, UnitId unit, uint32_t expr)
{
    const RsState *s = t->s;

    for (int i = 0; i < RS_ALIAS_MAX && expr; i++) {
        const Facts *f = rs_facts(s, unit);

        expr = head_of(f, expr);
        if (f->exprs[expr].kind == EXPR_ARRAY)
            return rs_external_owner(s, s->names.slice);
        if (f->exprs[expr].kind == RUST_BOUNDS) { /* impl dyn Trait */
            expr = f->exprs[f->exprs[expr].a].a;
            continue;
        }
        RsThing type = rs_path(t, unit, expr, RS_TYPES);
        if (type.kind == RS_EXTERNAL)
            return type.id ? rs_external_owner(s, type.id) : 0;
        if (type.kind != RS_SYMBOL)
            return 0;
        const Def *d = program_def(s->p, type.id);
        if (d->kind != DEF_TYPE)
            return type.id;
        unit = program_unit_of(s->p, type.id);
        expr = d->value;
    }
    return 0;
}

static SymbolId trait_of(RsThread *t, UnitId unit, uint32_t expr)
{
    RsThing trait = rs_path(t, unit, head_of(rs_facts(t->s, unit), expr), RS_TYPES);

    return trait.kind == RS_SYMBOL && program_def(t->s->p, trait.id)->kind == DEF_TRAIT
               ? trait.id
               : 0;
}

/* A blanket impl of a trait gives every type the trait's items. */
static void add_blanket(RsState *s, uint32_t impl)
{
    SymbolId trait = s->impls.at[impl].trait;
    UnitId unit = program_unit_of(s->p, trait);
    const Unit *u = &s->p->units[unit];
    const Def *d = program_def(s->p, trait);

    for (uint32_t i = trait - u->first_symbol + 1;
         i < u->facts->def_count && u->facts->defs[i].start < d->end; i++) {
        if (u->facts->defs[i].scope != d->inner)
            continue;
        uint64_t *first = u64map_at(&s->blanket_of_name,
                                    u->global_names[u->facts->defs[i].name], NULL);

        *VEC_PUSH(&s->blankets) = (RsBlanket){
            .next = (uint32_t)*first, .impl = impl, .item = u->first_symbol + i};
        *first = s->blankets.len - 1;
    }
}

static void read_impl(RsState *s, UnitId unit, uint32_t self)
{
    RsThread *t = &s->threads[0];
    const Local *l = &rs_facts(s, unit)->locals[self];
    const Facts *f = rs_facts(s, unit);
    uint32_t number = (uint32_t)s->impls.len;
    RsImpl impl = {.unit = unit,
                   .scope = l->scope,
                   .self = self,
                   .owner = owner_of(t, unit, l->type),
                   .trait = l->value ? trait_of(t, unit, l->value) : 0};
    bool is_blanket = l->type && f->exprs[l->type].kind == RUST_LOCAL;

    if (impl.owner && impl.trait) {
        uint64_t *first = u64map_at(&s->impls_of_owner, impl.owner, NULL);

        impl.next = (uint32_t)*first;
        *first = number;
    }
    *VEC_PUSH(&s->impls) = impl;
    if (is_blanket && impl.trait)
        add_blanket(s, number);
}

static void read_impl_members(RsState *s, UnitId unit)
{
    const Unit *u = &s->p->units[unit];
    const Facts *f = u->facts;
    U64Map impl_of_scope = {0};

    for (size_t i = s->impls.len; i-- > 1 && s->impls.at[i].unit == unit;)
        *u64map_at(&impl_of_scope, s->impls.at[i].scope, NULL) = i;
    for (uint32_t i = f->def_count; i-- > 1 && impl_of_scope.len;) {
        uint64_t impl;

        if (u64map_get(&impl_of_scope, f->defs[i].scope, &impl) && s->impls.at[impl].owner)
            add_member(s, s->impls.at[impl].owner, u->global_names[f->defs[i].name],
                       u->first_symbol + i, (uint32_t)impl);
    }
    u64map_done(&impl_of_scope);
}

void rs_read_impls(RsState *s)
{
    for (UnitId u = s->p->unit_count; u-- > 0;) {
        if (s->p->units[u].file->language == LANG_RUST)
            read_own_members(s, u);
    }
    for (UnitId u = s->p->unit_count; u-- > 0;) {
        const Facts *f = rs_facts(s, u);

        if (s->p->units[u].file->language != LANG_RUST)
            continue;
        for (uint32_t i = 1; i < f->local_count; i++) {
            if (f->locals[i].kind == LOCAL_SELF && f->locals[i].extra == RUST_SELF_IMPL)
                read_impl(s, u, i);
        }
        read_impl_members(s, u);
    }
}

/* -- the table -- */

static uint32_t first_member(const RsState *s, uint32_t owner, uint32_t name)
{
    uint64_t first = 0;

    (void)u64map_get(&s->member_of_name, rs_key(owner, name), &first);
    return (uint32_t)first;
}

SymbolId rs_own_member(const RsState *s, uint32_t owner, uint32_t name, RsSpace space)
{
    for (uint32_t i = first_member(s, owner, name); i; i = s->members.at[i].next) {
        const RsMember *m = &s->members.at[i];
        DefKind kind = program_def(s->p, m->symbol)->kind;
        bool is_wanted = space == RS_SPACE_COUNT ? kind == DEF_FIELD
                         : space == RS_TYPES     ? kind == DEF_TYPE || kind == DEF_ENUM_MEMBER
                                                 : kind == DEF_METHOD || kind == DEF_CONSTANT ||
                                                   kind == DEF_ENUM_MEMBER;

        if (!m->impl && is_wanted)
            return m->symbol;
    }
    return 0;
}

static bool is_wanted(const Def *d, RsWant want)
{
    switch (want) {
    case RS_WANT_FIELD:
        return d->kind == DEF_FIELD;
    case RS_WANT_METHOD:
        return d->kind == DEF_METHOD && d->flags & RUST_DEF_TAKES_SELF;
    case RS_WANT_ASSOCIATED:
        return d->kind == DEF_METHOD || d->kind == DEF_CONSTANT || d->kind == DEF_ENUM_MEMBER;
    case RS_WANT_TYPE:
        return d->kind == DEF_TYPE || d->kind == DEF_ENUM_MEMBER;
    }
    return false;
}

/* -- environments -- */

static void bind_self(RsEnv *env, SymbolId trait, RsType type)
{
    rs_bind(env, trait, UINT32_MAX, type);
}

static void bind_impl(RsThread *t, const RsImpl *impl, RsType type, RsEnv *env)
{
    const Local *self = &rs_facts(t->s, impl->unit)->locals[impl->self];

    rs_match(t, rs_type_of(t, impl->unit, self->type), type, env);
}

/* The parameters of a trait: from the arguments of a bound or of an impl's trait. */
static void bind_trait(RsThread *t, SymbolId trait, RsType bound, RsType type, RsEnv *env)
{
    UnitId unit = program_unit_of(t->s->p, trait);

    bind_self(env, trait, type);
    rs_bind_parameters(t, unit, program_def(t->s->p, trait)->inner, bound, env);
}

static RsType impl_trait(RsThread *t, const RsImpl *impl, const RsEnv *env)
{
    const Local *self = &rs_facts(t->s, impl->unit)->locals[impl->self];

    return rs_substitute(t, rs_type_of(t, impl->unit, self->value), env);
}

/* -- looking up -- */

/* Whether an impl's type can be `type`: Foo<u8> is not Foo<u16>. */
static bool may_be(RsThread *t, RsType pattern, RsType type)
{
    RsTypeRow p = *rs_row(t, pattern), a = *rs_row(t, type);

    if (!pattern || !type || p.kind == RS_T_PARAMETER || p.kind == RS_T_SELF ||
        p.kind == RS_T_PROJECTION || p.kind == RS_T_BOUNDS || a.kind == RS_T_PARAMETER ||
        a.kind == RS_T_PROJECTION)
        return true;
    if (p.kind != a.kind || p.id != a.id)
        return false;
    for (size_t i = 0; i < p.count && i < a.count; i++) {
        if (!may_be(t, p.arguments[i], a.arguments[i]))
            return false;
    }
    return true;
}

static bool impl_fits(RsThread *t, uint32_t impl, RsType type)
{
    const RsImpl *i = &t->s->impls.at[impl];

    return may_be(t, rs_type_of(t, i->unit, rs_facts(t->s, i->unit)->locals[i->self].type),
                  type);
}

static bool is_of_trait(const RsState *s, const RsMember *m)
{
    return m->impl &&
           rs_facts(s, s->impls.at[m->impl].unit)->locals[s->impls.at[m->impl].self].value != 0;
}

/* The best of the owner's members of that name: its own before inherent before traits'. */
static const RsMember *best_member(RsThread *t, uint32_t owner, RsType type, uint32_t name,
                                   RsWant want, bool *ret_is_guess)
{
    const RsState *s = t->s;
    const RsMember *best = NULL, *elsewhere = NULL;

    *ret_is_guess = false;
    uint32_t looked = 0;
    for (uint32_t i = first_member(s, owner, name); i && looked < RS_OVERLOADS_MAX;
         i = s->members.at[i].next) {
        const RsMember *m = &s->members.at[i];

        looked++;
        if (!is_wanted(program_def(s->p, m->symbol), want) ||
            (m->impl && !impl_fits(t, m->impl, type)))
            continue;
        if (program_def(s->p, m->symbol)->flags & RUST_DEF_IS_ELSEWHERE) {
            elsewhere = elsewhere ? elsewhere : m;
            continue;
        }
        if (!is_of_trait(s, m))
            return m;
        /* impl From<A> and impl From<B>: which one, only the argument would tell */
        *ret_is_guess |= best != NULL;
        best = best ? best : m;
    }
    return best ? best : elsewhere;
}

static bool in_owner(RsThread *t, uint32_t owner, RsType type, uint32_t name, RsWant want,
                     RsFound *ret)
{
    const RsState *s = t->s;
    const RsMember *m = best_member(t, owner, type, name, want, &ret->is_guess);

    if (m) {
        ret->symbol = m->symbol;
        if (m->impl) {
            bind_impl(t, &s->impls.at[m->impl], type, &ret->env);
        } else if (rs_row(t, type)->kind == RS_T_NOMINAL) {
            UnitId unit = program_unit_of(s->p, owner);

            rs_bind_parameters(t, unit, program_def(s->p, owner)->inner, type, &ret->env);
        }
        return true;
    }
    uint64_t first = 0;
    (void)u64map_get(&s->impls_of_owner, owner, &first);
    for (uint32_t i = (uint32_t)first; i; i = s->impls.at[i].next) {
        SymbolId item = 0;

        for (uint32_t n = first_member(s, s->impls.at[i].trait, name); n && !item;
             n = s->members.at[n].next) {
            if (!s->members.at[n].impl &&
                is_wanted(program_def(s->p, s->members.at[n].symbol), want))
                item = s->members.at[n].symbol;
        }
        if (!item || !impl_fits(t, i, type))
            continue;
        ret->symbol = item;
        bind_impl(t, &s->impls.at[i], type, &ret->env);
        bind_trait(t, s->impls.at[i].trait, impl_trait(t, &s->impls.at[i], &ret->env), type,
                   &ret->env);
        return true;
    }
    return false;
}

static bool in_bound(RsThread *t, RsType bound, RsType type, uint32_t name, RsWant want,
                     RsFound *ret, int depth);

static bool in_trait(RsThread *t, SymbolId trait, RsType bound, RsType type, uint32_t name,
                     RsWant want, RsFound *ret, int depth)
{
    const RsState *s = t->s;
    UnitId unit = program_unit_of(s->p, trait);
    const Facts *f = rs_facts(s, unit);

    for (uint32_t i = first_member(s, trait, name); i; i = s->members.at[i].next) {
        const RsMember *m = &s->members.at[i];

        if (!is_wanted(program_def(s->p, m->symbol), want))
            continue;
        ret->symbol = m->symbol;
        bind_trait(t, trait, bound, type, &ret->env);
        return true;
    }
    for (uint32_t list = program_def(s->p, trait)->bases;
         list && f->exprs[list].kind == EXPR_LIST; list = f->exprs[list].b) {
        if (in_bound(t, rs_type_of(t, unit, f->exprs[list].a), type, name, want, ret,
                     depth + 1))
            return true;
    }
    return false;
}

static bool in_bound(RsThread *t, RsType bound, RsType type, uint32_t name, RsWant want,
                     RsFound *ret, int depth)
{
    const RsTypeRow row = *rs_row(t, bound);

    if (depth > RS_ALIAS_MAX)
        return false;
    if (row.kind == RS_T_TRAIT)
        return in_trait(t, row.id, bound, type, name, want, ret, depth);
    if (row.kind == RS_T_EXTERNAL) {
        RsType result = 0;
        RsStdCall call = {.receiver = bound};

        if (want == RS_WANT_METHOD && rs_std_method(t, name, &call, &result)) {
            ret->is_external = true;
            ret->external = result;
            ret->receiver = bound;
            return true;
        }
    }
    return false;
}

/* The bounds that an associated type has where it is declared: trait T { type Item: Bound; } */
static bool in_projection(RsThread *t, RsType type, uint32_t name, RsWant want, RsFound *ret)
{
    const RsTypeRow row = *rs_row(t, type);
    RsFound declared = {0};

    if (!rs_member(t, rs_argument(t, type, 0), row.id, RS_WANT_TYPE, &declared) ||
        !declared.symbol)
        return false;
    UnitId unit = program_unit_of(t->s->p, declared.symbol);
    const Facts *f = rs_facts(t->s, unit);
    for (uint32_t list = program_def(t->s->p, declared.symbol)->bases;
         list && f->exprs[list].kind == EXPR_LIST; list = f->exprs[list].b) {
        if (in_bound(t, rs_type_of(t, unit, f->exprs[list].a), type, name, want, ret, 0))
            return true;
    }
    return false;
}

static bool tuple_field(RsThread *t, RsType type, uint32_t name, RsFound *ret)
{
    const RsTypeRow row = *rs_row(t, type);
    uint64_t number;

    if (row.kind != RS_T_NOMINAL || !parse_u64(rs_name_text(t->s, name), UINT8_MAX, &number))
        return false;
    UnitId unit = program_unit_of(t->s->p, row.id);
    const Facts *f = rs_facts(t->s, unit);
    uint32_t scope = program_def(t->s->p, row.id)->inner;
    for (uint32_t i = scope ? t->s->first_local[unit][scope] : 0;
         i && i < f->local_count && f->locals[i].scope == scope; i++) {
        if (f->locals[i].kind != LOCAL_VARIABLE || f->locals[i].order != number)
            continue;
        ret->local = i;
        ret->unit = unit;
        rs_bind_parameters(t, unit, scope, type, &ret->env);
        return true;
    }
    return false;
}

static bool in_type(RsThread *t, RsType type, uint32_t name, RsWant want, RsFound *ret)
{
    const RsState *s = t->s;
    const RsTypeRow row = *rs_row(t, type);
    RsType bound;

    switch (row.kind) {
    case RS_T_NOMINAL:
        return in_owner(t, row.id, type, name, want, ret) ||
               (want == RS_WANT_FIELD && tuple_field(t, type, name, ret));
    case RS_T_EXTERNAL:
        return in_owner(t, rs_external_owner(s, row.id), type, name, want, ret);
    case RS_T_SLICE:
        return in_owner(t, rs_external_owner(s, s->names.slice), type, name, want, ret);
    case RS_T_TRAIT:
        return in_trait(t, row.id, type, type, name, want, ret, 0);
    case RS_T_SELF:
        return in_trait(t, row.id, 0, type, name, want, ret, 0);
    case RS_T_PROJECTION:
        return in_projection(t, type, name, want, ret);
    case RS_T_PARAMETER:
        for (size_t i = 0; (bound = rs_bound(t, row.id2, row.id, i)); i++) {
            if (in_bound(t, bound, type, name, want, ret, 0))
                return true;
        }
        return false;
    case RS_T_BOUNDS:
        for (size_t i = 0; i < row.count; i++) {
            if (in_bound(t, row.arguments[i], type, name, want, ret, 0))
                return true;
        }
        return false;
    default:
        return false;
    }
}

/* Methods that come with every type, or by derive. */
static RsType universal_method(RsThread *t, RsType type, uint32_t name)
{
    Str text = rs_name_text(t->s, name);
    RsType item;

    if (str_is(text, "clone") || str_is(text, "to_owned") || str_is(text, "by_ref") ||
        str_is(text, "as_ref") || str_is(text, "as_mut") || str_is(text, "borrow") ||
        str_is(text, "borrow_mut"))
        return type;
    if (str_is(text, "to_string"))
        return rs_external(t, "String", 0, 0);
    if ((str_is(text, "into_iter") || str_is(text, "iter")) && (item = rs_element_of(t, type)))
        return rs_external(t, "Iterator", item, 0);
    return 0;
}

/* A method that the repository does not have: of the standard library, by the first type on the way
 * of dereferences that the table knows it for. */
static bool from_outside(RsThread *t, RsType type, uint32_t name, RsFound *ret)
{
    RsType at = type, item, result;
    RsStdCall call = {0};

    ret->is_external = true;
    for (int i = 0; i < RS_ALIAS_MAX && at; i++, at = rs_deref(t, at)) {
        call.receiver = at;
        if (rs_std_method(t, name, &call, &result)) {
            ret->receiver = at;
            ret->external = result;
            return true;
        }
        if ((item = rs_associated_type(t, at, "Iterator", t->s->names.item))) {
            call.receiver = rs_external(t, "Iterator", item, 0);
            if (rs_std_method(t, name, &call, &result)) {
                ret->receiver = call.receiver;
                ret->external = result;
                return true;
            }
        }
    }
    ret->is_external = false;
    return false;
}

/* Known type, unknown method: it comes from outside, or was made by a macro. */
static bool from_nowhere(RsThread *t, RsType type, uint32_t name, RsFound *ret)
{
    ret->is_external = true;
    ret->receiver = type;
    ret->external = universal_method(t, type, name);
    return true;
}

static bool has_impl(RsThread *t, RsType type, SymbolId trait)
{
    const RsState *s = t->s;
    const RsTypeRow row = *rs_row(t, type);
    uint32_t owner = row.kind == RS_T_NOMINAL    ? row.id
                     : row.kind == RS_T_EXTERNAL ? rs_external_owner(s, row.id)
                     : row.kind == RS_T_SLICE    ? rs_external_owner(s, s->names.slice)
                                                 : 0;
    uint64_t first = 0;

    if (owner)
        (void)u64map_get(&s->impls_of_owner, owner, &first);
    for (uint32_t i = (uint32_t)first; i; i = s->impls.at[i].next) {
        if (s->impls.at[i].trait == trait)
            return true;
    }
    return false;
}

/* Whether the bounds of a blanket impl's parameter allow the type. What outside traits it has is
 * not known: those bounds are taken on trust. */
static bool blanket_fits(RsThread *t, const RsImpl *impl, RsType type)
{
    const Facts *f = rs_facts(t->s, impl->unit);
    const Expr *self = &f->exprs[f->locals[impl->self].type];
    RsType bound;

    if (self->at >= f->local_count)
        return false;
    for (size_t i = 0; (bound = rs_bound(t, impl->unit, self->at, i)); i++) {
        const RsTypeRow row = *rs_row(t, bound);

        if (row.kind == RS_T_TRAIT && !has_impl(t, type, row.id))
            return false;
    }
    return true;
}

/* Traits implemented for every type: an extension trait's methods. */
static bool in_blanket(RsThread *t, RsType type, uint32_t name, RsWant want, RsFound *ret)
{
    const RsState *s = t->s;
    uint64_t first = 0;

    (void)u64map_get(&s->blanket_of_name, name, &first);
    for (uint32_t i = (uint32_t)first; i; i = s->blankets.at[i].next) {
        const RsBlanket *b = &s->blankets.at[i];
        const RsImpl *impl = &s->impls.at[b->impl];

        if (!is_wanted(program_def(s->p, b->item), want) || !blanket_fits(t, impl, type))
            continue;
        ret->symbol = b->item;
        bind_impl(t, impl, type, &ret->env);
        bind_trait(t, impl->trait, impl_trait(t, impl, &ret->env), type, &ret->env);
        return true;
    }
    return false;
}

bool rs_member(RsThread *t, RsType type, uint32_t name, RsWant want, RsFound *ret)
{
    RsType at = type;
    bool looks_through = want == RS_WANT_FIELD || want == RS_WANT_METHOD;

    *ret = (RsFound){0};
    if (!type || t->depth > RS_DEPTH_MAX)
        return false;
    t->depth++;
    bool is_found = false;
    for (int i = 0; i < RS_ALIAS_MAX && at && !is_found;
         i++, at = looks_through ? rs_deref(t, at) : 0) {
        ret->receiver = at;
        is_found = in_type(t, at, name, want, ret);
    }
    if (!is_found && want == RS_WANT_METHOD)
        is_found = from_outside(t, type, name, ret) || in_blanket(t, type, name, want, ret) ||
                   from_nowhere(t, type, name, ret);
    else if (!is_found && want == RS_WANT_ASSOCIATED)
        is_found = in_blanket(t, type, name, want, ret) ||
                   (ret->is_external = rs_row(t, type)->kind == RS_T_EXTERNAL);
    t->depth--;
    return is_found;
}

/* -- associated types and dereferencing -- */

static bool is_named_trait(const RsState *s, const RsImpl *impl, const char *trait)
{
    const Facts *f = rs_facts(s, impl->unit);
    uint32_t head = head_of(f, f->locals[impl->self].value);

    return !trait || (head && str_is(facts_name(f, f->exprs[head].name), trait));
}

static RsType bound_binding(RsThread *t, RsType bound, const char *trait, uint32_t name)
{
    RsTypeRow row = *rs_row(t, bound);

    (void)trait;
    for (size_t i = 0; i < row.count; i++) {
        RsTypeRow argument = *rs_row(t, row.arguments[i]);

        if (argument.kind == RS_T_BINDING && argument.id == name)
            return rs_argument(t, row.arguments[i], 0);
    }
    return 0;
}

static RsType impl_type(RsThread *t, uint32_t owner, RsType type, const char *trait,
                        uint32_t name)
{
    const RsState *s = t->s;

    for (uint32_t i = first_member(s, owner, name); i; i = s->members.at[i].next) {
        const RsMember *m = &s->members.at[i];
        RsEnv env = {0};

        if (!m->impl || program_def(s->p, m->symbol)->kind != DEF_TYPE ||
            !is_named_trait(s, &s->impls.at[m->impl], trait) || !impl_fits(t, m->impl, type))
            continue;
        bind_impl(t, &s->impls.at[m->impl], type, &env);
        const Def *d = program_def(s->p, m->symbol);
        return rs_substitute(t, rs_type_of(t, program_unit_of(s->p, m->symbol), d->value),
                             &env);
    }
    return 0;
}

RsType rs_associated_type(RsThread *t, RsType type, const char *trait, uint32_t name)
{
    const RsTypeRow row = *rs_row(t, type);
    RsType found = 0, bound;

    if (!type || name == UINT32_MAX || t->depth > RS_DEPTH_MAX)
        return 0;
    t->depth++;
    switch (row.kind) {
    case RS_T_NOMINAL:
        found = impl_type(t, row.id, type, trait, name);
        break;
    case RS_T_EXTERNAL:
        found = bound_binding(t, type, trait, name);
        if (!found)
            found = impl_type(t, rs_external_owner(t->s, row.id), type, trait, name);
        if (!found && name == t->s->names.item && !trait)
            found = rs_element_of(t, type);
        break;
    case RS_T_TRAIT:
        found = bound_binding(t, type, trait, name);
        break;
    case RS_T_PARAMETER:
        for (size_t i = 0; !found && (bound = rs_bound(t, row.id2, row.id, i)); i++)
            found = bound_binding(t, bound, trait, name);
        break;
    case RS_T_BOUNDS:
        for (size_t i = 0; !found && i < row.count; i++)
            found = bound_binding(t, row.arguments[i], trait, name);
        break;
    case RS_T_SLICE:
        if (name == t->s->names.item && !trait)
            found = rs_argument(t, type, 0);
        break;
    default:
        break;
    }
    t->depth--;
    return found;
}

RsType rs_deref(RsThread *t, RsType type)
{
    const RsTypeRow row = *rs_row(t, type);

    if (row.kind == RS_T_NOMINAL)
        return rs_associated_type(t, type, "Deref", t->s->names.target);
    if (rs_has_trait(t, type, RS_IS_POINTER))
        return rs_argument(t, type, 0);
    if (row.kind != RS_T_EXTERNAL)
        return 0;
    if (rs_is_external(t, type, "String"))
        return rs_external(t, "str", 0, 0);
    if (rs_is_external(t, type, "PathBuf"))
        return rs_external(t, "Path", 0, 0);
    if (rs_is_external(t, type, "Vec") || rs_is_external(t, type, "SmallVec")) {
        RsType element = rs_argument(t, type, 0);

        return rs_type(t, RS_T_SLICE, 0, 0, &element, 1);
    }
    return 0;
}
