/*
 * resolve_go_types.c -- the type of a Go expression, and who a member of a type is.
 *
 * Types are rows of a table, equal ones are the same row, so comparing and remembering them costs a
 * number. A generic type's members are found once in terms of its own parameters and then rewritten
 * with the arguments at hand; parameters are matched by position, which is enough because a
 * method's or function's parameters never meet those of another in one rewriting.
 *
 * Every question is bounded by GO_MAX_DEPTH; what is being found out counts as not known, so cycles
 * end by themselves.
 */
#include "graph/resolve_go.h"

enum { TYPE_SLOTS_KEPT = 1 << 14 };

/* -- the table of types -- */

static uint64_t hash_of(GoTypeRow row)
{
    uint64_t h = ((uint64_t)row.a << 32 | row.b) * 0x9e3779b97f4a7c15u;

    return (h ^ (h >> 29) ^ row.kind) * 0xbf58476d1ce4e5b9u;
}

static bool has_parameters_in(const GoThread *t, GoTypeRow row)
{
    switch (row.kind) {
    case GO_TYPE_PARAMETER:
        return true;
    case GO_TYPE_NAMED:
        return t->types.at[row.b].has_parameters;
    case GO_TYPE_UNKNOWN:
    case GO_TYPE_EXTERNAL:
    case GO_TYPE_OBJECT:
    case GO_TYPE_PACKAGE:
        return false;
    default:
        return t->types.at[row.a].has_parameters || t->types.at[row.b].has_parameters;
    }
}

static void grow_slots(GoThread *t)
{
    size_t count = t->type_slot_count ? t->type_slot_count * 2 : 1024;

    t->type_slots = xrealloc(t->type_slots, count, sizeof(*t->type_slots));
    memset(t->type_slots, 0, count * sizeof(*t->type_slots));
    t->type_slot_count = count;
    for (size_t i = 1; i < t->types.len; i++) {
        size_t slot = (hash_of(t->types.at[i]) >> 32) & (count - 1);

        while (t->type_slots[slot])
            slot = (slot + 1) & (count - 1);
        t->type_slots[slot] = (uint32_t)i;
    }
}

static GoType make_type(GoThread *t, uint8_t kind, uint32_t a, uint32_t b)
{
    GoTypeRow row = {.kind = kind, .a = a, .b = b};

    if (t->types.len * 2 >= t->type_slot_count)
        grow_slots(t);
    size_t slot = (hash_of(row) >> 32) & (t->type_slot_count - 1);
    for (; t->type_slots[slot]; slot = (slot + 1) & (t->type_slot_count - 1)) {
        const GoTypeRow *old = &t->types.at[t->type_slots[slot]];

        if (old->kind == kind && old->a == a && old->b == b)
            return t->type_slots[slot];
    }
    row.has_parameters = has_parameters_in(t, row);
    *VEC_PUSH(&t->types) = row;
    t->type_slots[slot] = (uint32_t)t->types.len - 1;
    return (GoType)t->types.len - 1;
}

GoTypeRow go_type_row(const GoThread *t, GoType type)
{
    return t->types.at[type];
}

static GoType external_type(GoThread *t)
{
    return make_type(t, GO_TYPE_EXTERNAL, 0, 0);
}

/* A type around one other. Nothing is known of what is around the unknown; what is around
 * something external is external. */
static GoType around(GoThread *t, uint8_t kind, GoType inner)
{
    if (!inner || t->types.at[inner].kind == GO_TYPE_EXTERNAL)
        return inner;
    return make_type(t, kind, inner, 0);
}

void go_thread_init(GoThread *t, GoWorld *w)
{
    *t = (GoThread){.world = w, .unit = UNIT_NONE};
    (void)VEC_PUSH(&t->types);
    (void)VEC_PUSH(&t->members);
}

void go_thread_done(GoThread *t)
{
    VEC_DONE(&t->types);
    free(t->type_slots);
    u64map_done(&t->symbol_types);
    u64map_done(&t->member_ids);
    VEC_DONE(&t->members);
    VEC_DONE(&t->expr_types);
    VEC_DONE(&t->name_symbols);
}

/* Forgets everything: what one unit is told must not depend on which units the thread had before
 * (an answer that ran into a limit may differ with the way it was asked). */
void go_thread_begin(GoThread *t, UnitId unit)
{
    const Facts *f = t->world->program->units[unit].facts;

    t->unit = unit;
    t->depth = 0;
    t->types.len = 1;
    t->members.len = 1;
    if (t->type_slot_count > TYPE_SLOTS_KEPT) {
        free(t->type_slots);
        t->type_slots = NULL;
        t->type_slot_count = 0;
    } else if (t->type_slot_count) {
        memset(t->type_slots, 0, t->type_slot_count * sizeof(*t->type_slots));
    }
    u64map_done(&t->symbol_types);
    u64map_done(&t->member_ids);
    VEC_CLEAR(&t->expr_types);
    VEC_CLEAR(&t->name_symbols);
    while (t->expr_types.len < f->expr_count)
        (void)VEC_PUSH(&t->expr_types);
    while (t->name_symbols.len < f->name_count)
        (void)VEC_PUSH(&t->name_symbols);
}

/* -- rewriting and matching -- */

static GoType nth(const GoThread *t, GoType list, uint32_t index)
{
    while (list && index--)
        list = t->types.at[list].b;
    return list ? t->types.at[list].a : 0;
}

static const Expr *parameter_expr(const GoThread *t, GoTypeRow row)
{
    return &t->world->program->units[row.a].facts->exprs[row.b];
}

/* The type with each parameter replaced by the argument at its position. */
static GoType rewrite(GoThread *t, GoType type, GoType arguments, unsigned depth)
{
    GoTypeRow row = t->types.at[type];

    if (!row.has_parameters || !arguments || depth > GO_MAX_DEPTH)
        return type;
    if (row.kind == GO_TYPE_PARAMETER) {
        GoType argument = nth(t, arguments, parameter_expr(t, row)->extra);

        return argument ? argument : type;
    }
    uint32_t a = row.kind == GO_TYPE_NAMED ? row.a : rewrite(t, row.a, arguments, depth + 1);
    uint32_t b = rewrite(t, row.b, arguments, depth + 1);
    return make_type(t, row.kind, a, b);
}

enum { MATCH_MAX = 8 };

/* Notes which types the parameters in `wanted` stand for when it is to be `given`. */
static void match(GoThread *t, GoType wanted, GoType given, GoType found[MATCH_MAX],
                  unsigned depth)
{
    GoTypeRow w = t->types.at[wanted], g = t->types.at[given];

    if (!w.has_parameters || !given || depth > GO_MAX_DEPTH)
        return;
    if (w.kind == GO_TYPE_PARAMETER) {
        uint32_t index = parameter_expr(t, w)->extra;

        if (index < MATCH_MAX && !found[index])
            found[index] = given;
        return;
    }
    if (w.kind != g.kind && g.kind == GO_TYPE_NAMED) {
        given = go_type_core(t, given);
        g = t->types.at[given];
    }
    if (w.kind != g.kind || (w.kind == GO_TYPE_NAMED && w.a != g.a))
        return;
    if (w.kind != GO_TYPE_NAMED)
        match(t, w.a, g.a, found, depth + 1);
    match(t, w.b, g.b, found, depth + 1);
}

static GoType list_of(GoThread *t, const GoType *items, size_t count)
{
    GoType list = 0;

    while (count--)
        list = make_type(t, GO_TYPE_CONS, items[count], list);
    return list;
}

/* -- types that are written -- */

static const Facts *facts_of(const GoThread *t, UnitId unit)
{
    return t->world->program->units[unit].facts;
}

static GoType type_list(GoThread *t, UnitId unit, uint32_t list, unsigned depth)
{
    const Facts *f = facts_of(t, unit);

    if (!list || depth > 256)
        return 0;
    GoType first = go_value_of(t, unit, f->exprs[list].a).type;
    GoType rest = type_list(t, unit, f->exprs[list].b, depth + 1);
    return make_type(t, GO_TYPE_CONS, first, rest);
}

static GoType function_of(GoThread *t, GoType result, GoType parameters)
{
    return make_type(t, GO_TYPE_FUNCTION, result, parameters);
}

static bool is_type_def(const Def *d)
{
    return d->kind == DEF_STRUCT || d->kind == DEF_INTERFACE || d->kind == DEF_TYPE;
}

static UnitId unit_of(const GoThread *t, SymbolId s)
{
    const Unit *u = &t->world->program->units[t->unit];

    if (t->unit != UNIT_NONE && s >= u->first_symbol &&
        s - u->first_symbol < u->facts->def_count)
        return t->unit;
    return program_unit_of(t->world->program, s);
}

static GoType type_of_def(GoThread *t, UnitId unit, SymbolId s, const Def *d)
{
    switch (d->kind) {
    case DEF_STRUCT:
    case DEF_INTERFACE:
    case DEF_TYPE:
        if (d->flags & DEF_FLAG_PACK_1)
            return go_value_of(t, unit, d->value).type;
        return make_type(t, GO_TYPE_NAMED, s, 0);
    case DEF_FUNCTION:
    case DEF_METHOD: {
        GoType result = go_value_of(t, unit, d->type).type;

        return function_of(t, result,
                           d->kind == DEF_FUNCTION ? type_list(t, unit, d->bases, 0) : 0);
    }
    default:
        return go_value_of(t, unit, d->type ? d->type : d->value).type;
    }
}

/* What the symbol is, and found out once. */
static GoValue value_of_symbol(GoThread *t, SymbolId s)
{
    UnitId unit = unit_of(t, s);
    const Unit *u = &t->world->program->units[unit];
    const Def *d = &u->facts->defs[s - u->first_symbol];
    bool is_type = is_type_def(d), is_new;
    uint64_t *slot = u64map_at(&t->symbol_types, s, &is_new);

    if (!is_new) /* 0 also while it is being found out */
        return (GoValue){(GoType)*slot, is_type};
    GoType type = t->depth < GO_MAX_DEPTH ? type_of_def(t, unit, s, d) : 0;
    *u64map_at(&t->symbol_types, s, NULL) = type;
    return (GoValue){type, is_type};
}

static SymbolId canonical(const GoThread *t, SymbolId s)
{
    uint64_t first;

    return u64map_get(&t->world->canonical, s, &first) ? (SymbolId)first : s;
}

/* What the named type is made of. */
static GoType underlying(GoThread *t, GoTypeRow named)
{
    UnitId unit = unit_of(t, named.a);
    const Unit *u = &t->world->program->units[unit];
    const Def *d = &u->facts->defs[named.a - u->first_symbol];

    return rewrite(t, go_value_of(t, unit, d->value).type, named.b, 0);
}

/* A receiver's parameter has its constraint in the declaration of the receiver's type. */
static uint32_t constraint_in(const GoThread *t, UnitId unit, const Def *type, uint32_t index)
{
    const Facts *f = facts_of(t, unit);

    for (uint32_t i = 1; i < f->local_count; i++) {
        const Local *l = &f->locals[i];

        if (l->scope == type->inner && l->kind == LOCAL_TYPE_PARAMETER && l->order == index)
            return l->type;
    }
    return 0;
}

static GoType constraint_of(GoThread *t, GoTypeRow parameter)
{
    const Expr *e = parameter_expr(t, parameter);

    if (e->a)
        return go_value_of(t, parameter.a, e->a).type;
    GoTypeRow receiver = go_type_row(t, go_value_of(t, parameter.a, e->b).type);
    if (receiver.kind == GO_TYPE_POINTER)
        receiver = t->types.at[receiver.a];
    if (receiver.kind != GO_TYPE_NAMED)
        return 0;
    UnitId unit = unit_of(t, receiver.a);
    const Unit *u = &t->world->program->units[unit];
    uint32_t constraint = constraint_in(t, unit, &u->facts->defs[receiver.a - u->first_symbol],
                                        e->extra);
    return go_value_of(t, unit, constraint).type;
}

GoType go_type_core(GoThread *t, GoType type)
{
    for (unsigned i = 0; i < GO_MAX_DEPTH; i++) {
        GoTypeRow row = t->types.at[type];

        if (row.kind == GO_TYPE_NAMED)
            type = underlying(t, row);
        else if (row.kind == GO_TYPE_PARAMETER)
            type = constraint_of(t, row);
        else if (row.kind == GO_TYPE_APPROX)
            type = row.a;
        else
            return type;
    }
    return 0;
}

/* Of what indexing, ranging and calling look through: one pointer, then names. */
static GoTypeRow core_behind_pointer(GoThread *t, GoType type)
{
    GoTypeRow row = go_type_row(t, go_type_core(t, type));

    return row.kind == GO_TYPE_POINTER ? go_type_row(t, go_type_core(t, row.a)) : row;
}

static GoType element_of(GoThread *t, GoType type)
{
    GoTypeRow row = core_behind_pointer(t, type);

    if (row.kind == GO_TYPE_EXTERNAL)
        return external_type(t);
    if (row.kind == GO_TYPE_MAP)
        return row.b;
    return row.kind == GO_TYPE_SEQUENCE || row.kind == GO_TYPE_CHANNEL ? row.a : 0;
}

/* -- members -- */

typedef struct Search {
    GoType queue
        [GO_MAX_EMBEDDED]; /* types to look into: the embedded of one level, then the next */
    size_t len;
    bool saw_external;
} Search;

static void enqueue(GoThread *t, Search *s, GoType type)
{
    GoTypeRow row = t->types.at[type];

    if (row.kind == GO_TYPE_POINTER)
        type = row.a;
    if (t->types.at[type].kind == GO_TYPE_EXTERNAL)
        s->saw_external = true;
    for (size_t i = 0; i < s->len; i++) {
        if (s->queue[i] == type)
            return;
    }
    if (type && s->len < ARRAY_LEN(s->queue))
        s->queue[s->len++] = type;
}

static GoMember member_found(GoThread *t, uint64_t symbol, GoType arguments)
{
    SymbolId s = go_variant_for(t, t->unit, (SymbolId)symbol);

    return (GoMember){.symbol = s,
                      .type = rewrite(t, value_of_symbol(t, s).type, arguments, 0)};
}

/* A field or interface method in the scope of a struct or interface; else its embedded types join
 * the queue. */
static GoMember in_object(GoThread *t, GoTypeRow object, uint32_t name, GoType arguments,
                          Search *s)
{
    const Facts *f = facts_of(t, object.a);
    const Expr *e = &f->exprs[object.b];
    uint64_t symbol;

    if (u64map_get(&t->world->members, go_owner_scope(t->world, object.a, e->a) << 32 | name,
                   &symbol))
        return member_found(t, symbol, arguments);
    for (uint32_t list = e->b; list; list = f->exprs[list].b)
        enqueue(t, s,
                rewrite(t, go_value_of(t, object.a, f->exprs[list].a).type, arguments, 0));
    return (GoMember){0};
}

static GoMember in_type(GoThread *t, GoType type, uint32_t name, Search *s)
{
    GoTypeRow row = t->types.at[type];
    GoType arguments = 0;
    uint64_t symbol;

    for (unsigned i = 0; i < GO_MAX_DEPTH; i++) {
        switch (row.kind) {
        case GO_TYPE_NAMED:
            if (i == 0 || core_behind_pointer(t, type).kind == GO_TYPE_OBJECT) {
                uint64_t owner = go_owner_type(canonical(t, row.a));

                /* a type defined by another has the other's fields, but not its methods */
                if (i == 0 && u64map_get(&t->world->members, owner << 32 | name, &symbol))
                    return member_found(t, symbol, row.b);
            }
            arguments = row.b;
            type = underlying(t, row);
            break;
        case GO_TYPE_PARAMETER:
            type = constraint_of(t, row);
            arguments = t->types.at[type].kind == GO_TYPE_NAMED ? t->types.at[type].b : 0;
            break;
        case GO_TYPE_APPROX:
            type = row.a;
            break;
        case GO_TYPE_OBJECT:
            return in_object(t, row, name, arguments, s);
        case GO_TYPE_POINTER:
            if (i == 0)
                enqueue(t, s, row.a);
            return (GoMember){0};
        case GO_TYPE_EXTERNAL:
            s->saw_external = true;
            return (GoMember){0};
        default:
            return (GoMember){0};
        }
        row = t->types.at[type];
    }
    return (GoMember){0};
}

static GoMember search(GoThread *t, GoType type, uint32_t name)
{
    Search s = {0};

    enqueue(t, &s, type);
    /* the queue is in order of depth, so the first that is found is the shallowest */
    for (size_t i = 0; i < s.len; i++) {
        GoMember m = in_type(t, s.queue[i], name, &s);

        if (m.symbol)
            return m;
    }
    return (GoMember){.is_external = s.saw_external};
}

GoMember go_member_of(GoThread *t, GoType type, uint32_t name)
{
    bool is_new;

    if (!type || t->depth >= GO_MAX_DEPTH)
        return (GoMember){0};
    uint64_t *slot = u64map_at(&t->member_ids, (uint64_t)type << 32 | name, &is_new);
    if (!is_new) {
        GoMember m = t->members.at[*slot];

        if (m.symbol)
            m.symbol = go_variant_for(t, t->unit, canonical(t, m.symbol));
        return m;
    }
    t->depth++;
    GoMember m = search(t, type, name);
    t->depth--;
    *VEC_PUSH(&t->members) = m;
    *u64map_at(&t->member_ids, (uint64_t)type << 32 | name, NULL) = t->members.len - 1;
    return m;
}

/* -- values -- */

static GoValue value(GoType type)
{
    return (GoValue){type, false};
}

static GoValue value_of_name(GoThread *t, UnitId unit, const Expr *e)
{
    GoName name = go_name_of(t, unit, e);

    if (name.symbol)
        return value_of_symbol(t, name.symbol);
    if (!name.import)
        return value(0);
    if (name.import->package == GO_PACKAGE_NONE)
        return value(external_type(t));
    return value(make_type(t, GO_TYPE_PACKAGE, name.import->package, 0));
}

static GoValue value_of_member(GoThread *t, UnitId unit, const Expr *e)
{
    GoValue base = go_value_of(t, unit, e->a);
    GoTypeRow row = t->types.at[base.type];
    uint32_t name = t->world->program->units[unit].global_names[e->name];

    if (row.kind == GO_TYPE_PACKAGE) {
        SymbolId s = go_package_symbol(t, unit, row.a, name);

        return s ? value_of_symbol(t, s) : value(0);
    }
    if (row.kind == GO_TYPE_EXTERNAL)
        return (GoValue){base.type, (e->flags & EXPR_IS_TYPE) != 0};
    GoMember m = go_member_of(t, base.type, name);
    return value(m.is_external ? external_type(t) : m.type);
}

/* A generic function's result, its parameters told by the arguments of the call. */
static GoType infer_result(GoThread *t, UnitId unit, GoTypeRow function, uint32_t arguments)
{
    const Facts *f = facts_of(t, unit);
    GoType found[MATCH_MAX] = {0};
    GoType wanted = function.b, last = 0;

    for (uint32_t list = arguments; list; list = f->exprs[list].b) {
        GoType given = go_value_of(t, unit, f->exprs[list].a).type;

        if (wanted) {
            last = t->types.at[wanted].a;
            wanted = t->types.at[wanted].b;
        }
        match(t, last, given, found, 0);
        /* one of several that a variadic parameter takes */
        if (!wanted && t->types.at[last].kind == GO_TYPE_SEQUENCE)
            match(t, t->types.at[last].a, given, found, 0);
    }
    return rewrite(t, function.a, list_of(t, found, MATCH_MAX), 0);
}

static GoValue value_of_call(GoThread *t, UnitId unit, const Expr *e)
{
    GoValue callee = go_value_of(t, unit, e->a);
    GoTypeRow row = t->types.at[callee.type];

    if (callee.is_type || row.kind == GO_TYPE_EXTERNAL)
        return value(callee.type);
    if (row.kind != GO_TYPE_FUNCTION)
        row = go_type_row(t, go_type_core(t, callee.type));
    if (row.kind != GO_TYPE_FUNCTION)
        return value(0);
    if (row.b && t->types.at[row.a].has_parameters)
        return value(infer_result(t, unit, row, e->b));
    return value(row.a);
}

/* A generic type or function with its arguments. */
static GoType instantiate(GoThread *t, GoType generic, GoType arguments)
{
    GoTypeRow row = t->types.at[generic];

    if (row.kind == GO_TYPE_NAMED)
        return make_type(t, GO_TYPE_NAMED, row.a, arguments);
    return rewrite(t, generic, arguments, 0);
}

static GoValue value_of_index(GoThread *t, UnitId unit, const Expr *e)
{
    GoValue base = go_value_of(t, unit, e->a);

    if (base.is_type || t->types.at[base.type].kind == GO_TYPE_FUNCTION) {
        GoType argument = go_value_of(t, unit, e->b).type;

        return (GoValue){instantiate(t, base.type, list_of(t, &argument, 1)), base.is_type};
    }
    return value(element_of(t, base.type));
}

/* The index-th parameter of the function that an iterator calls. */
static GoType yielded(GoThread *t, GoTypeRow function, uint32_t index)
{
    GoTypeRow yield = go_type_row(t, nth(t, function.b, 0));

    return yield.kind == GO_TYPE_FUNCTION ? nth(t, yield.b, index) : 0;
}

static GoType ranged(GoThread *t, GoType type, bool is_key)
{
    GoTypeRow row = core_behind_pointer(t, type);

    switch (row.kind) {
    case GO_TYPE_EXTERNAL:
        return external_type(t);
    case GO_TYPE_MAP:
        return is_key ? row.a : row.b;
    case GO_TYPE_CHANNEL:
        return is_key ? row.a : 0;
    case GO_TYPE_SEQUENCE:
        return is_key ? 0 : row.a;
    case GO_TYPE_FUNCTION:
        return yielded(t, row, is_key ? 0 : 1);
    default:
        return 0;
    }
}

static GoValue value_of_local(GoThread *t, UnitId unit, const Expr *e)
{
    unsigned take = e->extra & (BIT(GO_TAKE_BITS) - 1), index = e->extra >> GO_TAKE_BITS;
    GoType type = go_value_of(t, unit, e->a ? e->a : e->b).type;
    GoTypeRow row = t->types.at[type];

    switch (take) {
    case GO_TAKE_RESULT:
        if (row.kind == GO_TYPE_TUPLE)
            return value(nth(t, row.a, index));
        /* `v, ok := m[k]`: the first is the value; of something external nothing is known */
        return value(index == 0 || row.kind == GO_TYPE_EXTERNAL ? type : 0);
    case GO_TAKE_RANGE_KEY:
        return value(ranged(t, type, true));
    case GO_TAKE_RANGE_VALUE:
        return value(ranged(t, type, false));
    default:
        return value(type);
    }
}

static GoValue pointer_or_target(GoThread *t, UnitId unit, const Expr *e)
{
    GoValue base = go_value_of(t, unit, e->a);

    if (base.is_type)
        return (GoValue){around(t, GO_TYPE_POINTER, base.type), true};
    GoTypeRow row = go_type_row(t, go_type_core(t, base.type));
    if (row.kind == GO_TYPE_EXTERNAL)
        return value(external_type(t));
    return value(row.kind == GO_TYPE_POINTER ? row.a : 0);
}

static GoType without_pointer(const GoThread *t, GoType type)
{
    GoTypeRow row = t->types.at[type];

    return row.kind == GO_TYPE_POINTER ? row.a : type;
}

static GoType type_around(GoThread *t, UnitId unit, const Expr *e, uint8_t kind)
{
    return around(t, kind, go_value_of(t, unit, e->a).type);
}

static GoValue find_value(GoThread *t, UnitId unit, uint32_t expr)
{
    const Expr *e = &facts_of(t, unit)->exprs[expr];
    GoType a;

    switch (e->kind) {
    case EXPR_NAME:
        return value_of_name(t, unit, e);
    case EXPR_MEMBER:
        return value_of_member(t, unit, e);
    case EXPR_CALL:
        return value_of_call(t, unit, e);
    case EXPR_NEW:
    case EXPR_CAST:
        return value(go_value_of(t, unit, e->a).type);
    case EXPR_INDEX:
        return value_of_index(t, unit, e);
    case EXPR_DEREF:
        return pointer_or_target(t, unit, e);
    case EXPR_ADDRESS:
        return value(type_around(t, unit, e, GO_TYPE_POINTER));
    case EXPR_EITHER:
        a = go_value_of(t, unit, e->a).type;
        return value(a ? a : go_value_of(t, unit, e->b).type);
    case EXPR_LAMBDA:
        return value(go_value_of(t, unit, e->b).type);
    case EXPR_GENERIC: {
        GoValue base = go_value_of(t, unit, e->a);

        return (GoValue){instantiate(t, base.type, type_list(t, unit, e->b, 0)), base.is_type};
    }
    case EXPR_POINTER:
        return (GoValue){type_around(t, unit, e, GO_TYPE_POINTER), true};
    case EXPR_ARRAY:
        return (GoValue){type_around(t, unit, e, GO_TYPE_SEQUENCE), true};
    case EXPR_FUNCTION_TYPE:
        a = go_value_of(t, unit, e->a).type;
        return (GoValue){function_of(t, a, type_list(t, unit, e->b, 0)), true};
    case EXPR_TUPLE:
        return (GoValue){make_type(t, GO_TYPE_TUPLE, type_list(t, unit, e->b, 0), 0), true};
    case EXPR_OBJECT:
        return (GoValue){make_type(t, GO_TYPE_OBJECT, unit, expr), true};
    case EXPR_GO_LOCAL:
        return value_of_local(t, unit, e);
    case EXPR_GO_TYPE_PARAMETER:
        return (GoValue){make_type(t, GO_TYPE_PARAMETER, unit, expr), true};
    case EXPR_GO_ELEMENT:
        return (GoValue){without_pointer(t, element_of(t, go_value_of(t, unit, e->a).type)),
                         true};
    case EXPR_GO_MAP_KEY: {
        GoTypeRow row = go_type_row(t, go_type_core(t, go_value_of(t, unit, e->a).type));

        return (GoValue){row.kind == GO_TYPE_MAP ? without_pointer(t, row.a) : 0, true};
    }
    case EXPR_GO_MAP:
        a = go_value_of(t, unit, e->a).type;
        return (GoValue){make_type(t, GO_TYPE_MAP, a, go_value_of(t, unit, e->b).type), true};
    case EXPR_GO_CHANNEL:
        return (GoValue){type_around(t, unit, e, GO_TYPE_CHANNEL), true};
    case EXPR_GO_RECEIVE:
        return value(element_of(t, go_value_of(t, unit, e->a).type));
    case EXPR_GO_APPROX:
        return (GoValue){type_around(t, unit, e, GO_TYPE_APPROX), true};
    default:
        return value(0);
    }
}

GoValue go_value_of(GoThread *t, UnitId unit, uint32_t expr)
{
    if (!expr || t->depth >= GO_MAX_DEPTH)
        return value(0);
    if (unit == t->unit) {
        uint32_t known = t->expr_types.at[expr];

        if (known)
            return (GoValue){known >> 2, (known & 2) != 0};
        t->expr_types.at[expr] = 1; /* not known while it is being found out */
    }
    t->depth++;
    GoValue v = find_value(t, unit, expr);
    t->depth--;
    if (unit == t->unit)
        t->expr_types.at[expr] = v.type << 2 | (uint32_t)v.is_type << 1 | 1;
    return v;
}
