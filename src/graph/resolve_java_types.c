/*
 * resolve_java_types.c -- the type of a Java expression.
 *
 * Types are rows of a table, equal ones are the same row. A class without arguments is both the raw
 * type and the class seen from inside: its parameters then stay as they are. Wildcards are taken as
 * their bound, which is what reading through them gives.
 */
#include "graph/resolve_java.h"

enum { TYPE_SLOTS_KEPT = 1 << 14 };

/* -- the table of types -- */

static uint64_t hash_of(JavaTypeRow row)
{
    uint64_t h = ((uint64_t)row.a << 32 | row.b) * 0x9e3779b97f4a7c15u;

    return (h ^ (h >> 29) ^ row.kind) * 0xbf58476d1ce4e5b9u;
}

static bool has_parameters_in(const JavaThread *t, JavaTypeRow row)
{
    switch (row.kind) {
    case JAVA_TYPE_PARAMETER:
        return true;
    case JAVA_TYPE_CLASS:
        return t->types.at[row.b].has_parameters;
    case JAVA_TYPE_ARRAY:
    case JAVA_TYPE_ALL:
        return t->types.at[row.a].has_parameters;
    case JAVA_TYPE_CONS:
        return t->types.at[row.a].has_parameters || t->types.at[row.b].has_parameters;
    default:
        return false;
    }
}

static void grow_slots(JavaThread *t)
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

JavaType java_make_type(JavaThread *t, uint8_t kind, uint32_t a, uint32_t b)
{
    JavaTypeRow row = {.kind = kind, .a = a, .b = b};

    if (t->types.len * 2 >= t->type_slot_count)
        grow_slots(t);
    size_t slot = (hash_of(row) >> 32) & (t->type_slot_count - 1);
    for (; t->type_slots[slot]; slot = (slot + 1) & (t->type_slot_count - 1)) {
        const JavaTypeRow *old = &t->types.at[t->type_slots[slot]];

        if (old->kind == kind && old->a == a && old->b == b)
            return t->type_slots[slot];
    }
    row.has_parameters = has_parameters_in(t, row);
    *VEC_PUSH(&t->types) = row;
    t->type_slots[slot] = (uint32_t)t->types.len - 1;
    return (JavaType)t->types.len - 1;
}

/* -- the thread's memory -- */

void java_thread_init(JavaThread *t, JavaWorld *w)
{
    *t = (JavaThread){.world = w, .unit = JAVA_NONE_ID};
    (void)VEC_PUSH(&t->types);
}

void java_thread_done(JavaThread *t)
{
    VEC_DONE(&t->types);
    free(t->type_slots);
    interner_done(&t->dotted);
    VEC_DONE(&t->expr_types);
    VEC_DONE(&t->expr_calls);
    VEC_DONE(&t->calls);
    u64map_done(&t->type_names);
    u64map_done(&t->bases);
    u64map_done(&t->lines);
    u64map_done(&t->functions);
    u64map_done(&t->foreign_types);
    u64map_done(&t->fields);
    VEC_DONE(&t->field_rows);
    VEC_DONE(&t->function_rows);
    VEC_DONE(&t->line_rows);
    VEC_DONE(&t->line_types);
}

/* Forgets everything: what one unit is told must not depend on which units the thread had before
 * (an answer that ran into a limit or a cycle may differ with the way it was asked). */
void java_thread_begin(JavaThread *t, uint32_t unit)
{
    const Facts *f = java_facts(t, unit);

    t->unit = unit;
    t->depth = 0;
    t->types.len = 1;
    if (t->type_slot_count > TYPE_SLOTS_KEPT) {
        free(t->type_slots);
        t->type_slots = NULL;
        t->type_slot_count = 0;
    } else if (t->type_slot_count) {
        memset(t->type_slots, 0, t->type_slot_count * sizeof(*t->type_slots));
    }
    interner_done(&t->dotted);
    t->dotted = (Interner){0};
    (void)intern(&t->dotted, STR(""));
    u64map_done(&t->type_names);
    u64map_done(&t->bases);
    u64map_done(&t->lines);
    u64map_done(&t->functions);
    u64map_done(&t->foreign_types);
    u64map_done(&t->fields);
    VEC_CLEAR(&t->field_rows);
    VEC_CLEAR(&t->function_rows);
    VEC_CLEAR(&t->calls);
    VEC_CLEAR(&t->line_rows);
    VEC_CLEAR(&t->line_types);
    VEC_CLEAR(&t->expr_types);
    VEC_CLEAR(&t->expr_calls);
    while (t->expr_types.len < f->expr_count)
        (void)VEC_PUSH(&t->expr_types);
    while (t->expr_calls.len < f->expr_count)
        (void)VEC_PUSH(&t->expr_calls);
}

/* -- rewriting -- */

JavaType java_nth(const JavaThread *t, JavaType list, uint32_t index)
{
    while (list && index--)
        list = t->types.at[list].b;
    return list ? t->types.at[list].a : 0;
}

JavaBinding java_binding_of(const JavaThread *t, JavaType owner)
{
    JavaTypeRow row = t->types.at[owner];

    if (row.kind != JAVA_TYPE_CLASS)
        return (JavaBinding){0};
    const JavaClass *c = java_class_row(t, row.a);
    return (JavaBinding){.unit = c->unit, .scope = c->scope, .arguments = row.b};
}

static JavaType bound_to(const JavaThread *t, JavaType parameter, const JavaBinding *b)
{
    JavaTypeRow row = t->types.at[parameter];
    const Expr *e = &java_facts(t, row.a)->exprs[row.b];

    for (size_t i = 0; i < b->count; i++) {
        if (b->keys[i] == parameter)
            return b->values[i];
    }
    if (b->arguments && row.a == b->unit && e->scope == b->scope) {
        JavaType argument = java_nth(t, b->arguments, e->extra);

        return argument ? argument : parameter;
    }
    return parameter;
}

static JavaType rewrite(JavaThread *t, JavaType type, const JavaBinding *b, unsigned depth)
{
    JavaTypeRow row = t->types.at[type];

    if (!row.has_parameters || depth > JAVA_MAX_DEPTH)
        return type;
    if (row.kind == JAVA_TYPE_PARAMETER)
        return bound_to(t, type, b);
    uint32_t left = row.kind == JAVA_TYPE_CLASS ? row.a : rewrite(t, row.a, b, depth + 1);
    uint32_t right = rewrite(t, row.b, b, depth + 1);
    return java_make_type(t, row.kind, left, right);
}

JavaType java_rewrite(JavaThread *t, JavaType type, const JavaBinding *b)
{
    return b->arguments || b->count ? rewrite(t, type, b, 0) : type;
}

/* -- classes and what they extend -- */

static JavaType class_type(JavaThread *t, uint32_t class_id, JavaType arguments)
{
    return class_id == JAVA_NONE_ID ? 0
                                    : java_make_type(t, JAVA_TYPE_CLASS, class_id, arguments);
}

static JavaType cons(JavaThread *t, JavaType first, JavaType rest)
{
    return java_make_type(t, JAVA_TYPE_CONS, first, rest);
}

static JavaType type_list(JavaThread *t, uint32_t unit, uint32_t list, unsigned depth)
{
    const Facts *f = java_facts(t, unit);

    if (!list || depth > 200)
        return 0;
    JavaType first = java_value_type(t, unit, f->exprs[list].a);
    return cons(t, first, type_list(t, unit, f->exprs[list].b, depth + 1));
}

static JavaType find_bases(JavaThread *t, uint32_t class_id)
{
    const JavaClass *c = java_class_row(t, class_id);
    const Facts *f = java_facts(t, c->unit);
    uint32_t list = c->def ? f->defs[c->def].bases : f->exprs[c->object].b;
    JavaType bases = type_list(t, c->unit, list, 0);

    if (c->def && f->defs[c->def].kind == DEF_ENUM && t->world->enumeration != JAVA_NONE_ID) {
        JavaType self = cons(t, class_type(t, class_id, 0), 0);

        bases = cons(t, class_type(t, t->world->enumeration, self), bases);
    }
    return bases;
}

JavaType java_bases_of(JavaThread *t, uint32_t class_id)
{
    bool is_new;
    uint64_t *slot = u64map_at(&t->bases, class_id, &is_new);

    if (!is_new)
        return *slot ? (JavaType)(*slot - 1) : 0;
    JavaType bases = find_bases(t, class_id);
    *u64map_at(&t->bases, class_id, NULL) = (uint64_t)bases + 1;
    return bases;
}

static JavaType bound_of(JavaThread *t, JavaTypeRow parameter)
{
    const Expr *e = &java_facts(t, parameter.a)->exprs[parameter.b];
    JavaType bound = java_value_type(t, parameter.a, e->a);

    return bound ? bound : class_type(t, t->world->object, 0);
}

JavaType java_bounded(JavaThread *t, JavaType type)
{
    for (unsigned i = 0; i < JAVA_MAX_DEPTH; i++) {
        JavaTypeRow row = t->types.at[type];

        if (row.kind != JAVA_TYPE_PARAMETER)
            return type;
        type = bound_of(t, row);
    }
    return 0;
}

JavaType java_as_super(JavaThread *t, JavaType type, uint32_t class_id, bool *is_open)
{
    JavaLine line = java_line(t, type);

    if (line.is_open)
        *is_open = true;
    for (uint32_t i = 0; i < line.count; i++) {
        JavaType super = t->line_types.at[line.first + i];

        if (t->types.at[super].a == class_id)
            return super;
    }
    return 0;
}

JavaType java_boxed(JavaThread *t, JavaType type)
{
    JavaTypeRow row = t->types.at[type];

    if (row.kind != JAVA_TYPE_PRIMITIVE || row.a == JAVA_VOID)
        return type;
    return class_type(t, t->world->boxes[row.a], 0);
}

JavaType java_member_type(JavaThread *t, JavaMember m)
{
    const Def *d = java_def(t, m);
    JavaBinding b = java_binding_of(t, m.owner);

    if (d->kind == DEF_ENUM_MEMBER)
        return m.owner;
    return java_rewrite(t, java_value_type(t, m.unit, d->type), &b);
}

/* -- values -- */

static JavaType external(JavaThread *t)
{
    return java_make_type(t, JAVA_TYPE_EXTERNAL, 0, 0);
}

static JavaType dotted_type(JavaThread *t, Str name)
{
    return java_make_type(t, JAVA_TYPE_PACKAGE, intern(&t->dotted, name), 0);
}

static JavaType type_of_name(JavaThread *t, uint32_t unit, const Expr *e)
{
    const JavaUnit *u = &t->world->units[unit];
    Str text = facts_name(u->facts, e->name);
    JavaType type;
    Tier tier;

    if (e->flags & EXPR_IS_IMPORT)
        return dotted_type(t, text);
    if (!(e->flags & EXPR_IS_TYPE)) {
        JavaMember m = java_field_named(t, unit, e->scope, u->names[e->name], &tier);

        if (m.def)
            return java_member_type(t, m);
        type = java_type_named(t, unit, e->scope, e->name);
        if (!type && m.is_external)
            return external(t);
        return type ? type : dotted_type(t, text);
    }
    type = java_type_named(t, unit, e->scope, e->name);
    return type ? type : dotted_type(t, text);
}

static JavaType in_package(JavaThread *t, uint32_t unit, uint32_t package, const Expr *e)
{
    const JavaUnit *u = &t->world->units[unit];
    Str prefix = intern_text(&t->dotted, package), name = facts_name(u->facts, e->name);
    uint32_t class_id = java_class_in_package(t, unit, prefix, u->names[e->name]);
    AUTO(buf_done) Buf whole = BUF(1000);

    if (class_id != JAVA_NONE_ID)
        return class_type(t, class_id, 0);
    buf_printf(&whole, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(name));
    return dotted_type(t, buf_str(&whole));
}

static JavaType type_of_member(JavaThread *t, uint32_t unit, const Expr *e)
{
    JavaType base = java_value_type(t, unit, e->a);
    JavaTypeRow row = t->types.at[base];
    uint32_t name = t->world->units[unit].names[e->name];
    JavaMember m = {0};

    switch (row.kind) {
    case JAVA_TYPE_PACKAGE:
        return in_package(t, unit, row.a, e);
    case JAVA_TYPE_EXTERNAL:
        return base;
    case JAVA_TYPE_ARRAY:
        return name == t->world->name_length
                   ? java_make_type(t, JAVA_TYPE_PRIMITIVE, JAVA_INT, 0)
                   : 0;
    case JAVA_TYPE_CLASS:
    case JAVA_TYPE_PARAMETER:
    case JAVA_TYPE_ALL:
        break;
    default:
        return 0;
    }
    if (!(e->flags & EXPR_IS_TYPE)) {
        m = java_field_of(t, base, name);
        if (m.def)
            return java_member_type(t, m);
    }
    JavaMember inner = java_class_in(t, base, name);
    if (inner.def)
        return class_type(t, java_class_of(t, inner), 0);
    return m.is_external || inner.is_external ? external(t) : 0;
}

static JavaType generic(JavaThread *t, uint32_t unit, const Expr *e)
{
    JavaType base = java_value_type(t, unit, e->a);
    JavaTypeRow row = t->types.at[base];

    if (row.kind != JAVA_TYPE_CLASS || !e->b)
        return base;
    return class_type(t, row.a, type_list(t, unit, e->b, 0));
}

static JavaType this_type(JavaThread *t, uint32_t unit, const Expr *e)
{
    if (e->a)
        return java_value_type(t, unit, e->a);
    return class_type(t, java_class_around(t, unit, e->scope), 0);
}

static JavaType super_type(JavaThread *t, uint32_t unit, const Expr *e)
{
    JavaType type = this_type(t, unit, e);
    JavaTypeRow row = t->types.at[type];

    if (row.kind != JAVA_TYPE_CLASS)
        return type;
    const JavaClass *c = java_class_row(t, row.a);
    /* Interface.super.f() */
    if (e->a && c->def && java_facts(t, c->unit)->defs[c->def].kind == DEF_INTERFACE)
        return type;
    for (JavaType list = java_bases_of(t, row.a); list; list = t->types.at[list].b) {
        JavaTypeRow base = t->types.at[t->types.at[list].a];
        const JavaClass *b = base.kind == JAVA_TYPE_CLASS ? java_class_row(t, base.a) : NULL;

        if (!b || !b->def || java_facts(t, b->unit)->defs[b->def].kind != DEF_INTERFACE)
            return t->types.at[list].a ? t->types.at[list].a : external(t);
    }
    return class_type(t, t->world->object, 0);
}

static JavaType element_type(JavaThread *t, JavaType type)
{
    JavaTypeRow row = t->types.at[type];
    bool is_open = false;

    if (row.kind == JAVA_TYPE_ARRAY || row.kind == JAVA_TYPE_EXTERNAL)
        return row.kind == JAVA_TYPE_ARRAY ? row.a : type;
    JavaType iterable = java_as_super(t, type, t->world->iterable, &is_open);
    if (iterable && t->types.at[iterable].b)
        return java_nth(t, t->types.at[iterable].b, 0);
    return iterable ? 0 : is_open ? external(t) : 0;
}

static JavaType unboxed(const JavaThread *t, JavaType type, JavaPrimitive *ret)
{
    JavaTypeRow row = t->types.at[type];

    if (row.kind == JAVA_TYPE_PRIMITIVE) {
        *ret = (JavaPrimitive)row.a;
        return type;
    }
    for (int i = JAVA_BOOLEAN; row.kind == JAVA_TYPE_CLASS && i < JAVA_PRIMITIVE_COUNT; i++) {
        if (t->world->boxes[i] == row.a) {
            *ret = (JavaPrimitive)i;
            return type;
        }
    }
    return 0;
}

static bool is_string(const JavaThread *t, JavaType type)
{
    return t->types.at[type].kind == JAVA_TYPE_CLASS && t->types.at[type].a == t->world->string;
}

static JavaType sum_type(JavaThread *t, JavaType a, JavaType b)
{
    JavaPrimitive x = JAVA_INT, y = JAVA_INT;

    if (is_string(t, a) || is_string(t, b))
        return class_type(t, t->world->string, 0);
    if (!unboxed(t, a, &x) || !unboxed(t, b, &y))
        return 0;
    if (x == JAVA_BOOLEAN)
        return a;
    return java_make_type(t, JAVA_TYPE_PRIMITIVE, MAX_OF(MAX_OF(x, y), JAVA_INT), 0);
}

static JavaType either(JavaThread *t, JavaType a, JavaType b)
{
    if (t->types.at[a].kind == JAVA_TYPE_UNKNOWN || t->types.at[a].kind == JAVA_TYPE_NULL ||
        t->types.at[a].kind == JAVA_TYPE_LAMBDA)
        return b;
    return a;
}

static JavaType class_literal(JavaThread *t, JavaType of)
{
    return class_type(t, t->world->class_class, of ? cons(t, java_boxed(t, of), 0) : 0);
}

static JavaType find_type(JavaThread *t, uint32_t unit, uint32_t expr)
{
    const Expr *e = &java_facts(t, unit)->exprs[expr];
    JavaType a;

    switch (e->kind) {
    case EXPR_NAME:
        return type_of_name(t, unit, e);
    case EXPR_MEMBER:
        return type_of_member(t, unit, e);
    case EXPR_CALL:
        return unit == t->unit ? java_call_result(t, e->a) : 0;
    case EXPR_GENERIC:
        return generic(t, unit, e);
    case EXPR_ARRAY:
        a = java_value_type(t, unit, e->a);
        return a ? java_make_type(t, JAVA_TYPE_ARRAY, a, 0) : 0;
    case EXPR_INDEX:
        a = java_value_type(t, unit, e->a);
        return t->types.at[a].kind == JAVA_TYPE_ARRAY      ? t->types.at[a].a
               : t->types.at[a].kind == JAVA_TYPE_EXTERNAL ? a
                                                           : 0;
    case EXPR_THIS:
        return this_type(t, unit, e);
    case EXPR_SUPER:
        return super_type(t, unit, e);
    case EXPR_EITHER:
        a = java_value_type(t, unit, e->a);
        return either(t, a, java_value_type(t, unit, e->b));
    case EXPR_LITERAL:
        return e->extra == LITERAL_TEXT ? class_type(t, t->world->string, 0)
                                        : java_make_type(t, JAVA_TYPE_NULL, 0, 0);
    case EXPR_OBJECT:
        return class_type(t, java_class_around(t, unit, e->a), 0);
    case EXPR_TUPLE:
        return java_make_type(t, JAVA_TYPE_ALL, type_list(t, unit, e->b, 0), 0);
    case EXPR_JAVA_PRIMITIVE:
        return java_make_type(t, JAVA_TYPE_PRIMITIVE, e->extra, 0);
    case EXPR_JAVA_TYPE_PARAMETER:
        return java_make_type(t, JAVA_TYPE_PARAMETER, unit, expr);
    case EXPR_JAVA_LAMBDA:
        return java_make_type(t, JAVA_TYPE_LAMBDA, unit, expr);
    case EXPR_JAVA_PARAMETER:
        return unit == t->unit ? java_lambda_parameter(t, expr) : 0;
    case EXPR_JAVA_ELEMENT:
        return element_type(t, java_value_type(t, unit, e->a));
    case EXPR_JAVA_PLUS:
        a = java_value_type(t, unit, e->a);
        return sum_type(t, a, java_value_type(t, unit, e->b));
    case EXPR_JAVA_CAPTURED: {
        JavaMember m = java_captured_field(t, unit, e);

        return m.def ? java_member_type(t, m) : java_value_type(t, unit, e->a);
    }
    case EXPR_JAVA_CLASS:
        return class_literal(t, java_value_type(t, unit, e->a));
    case EXPR_JAVA_WILDCARD:
        return e->a ? java_value_type(t, unit, e->a) : class_type(t, t->world->object, 0);
    default:
        return 0;
    }
}

/* What is known of the expression; true when it need not be found out. Else it counts as not known
 * from now on, while it is being found out. */
static bool is_known(JavaThread *t, uint32_t unit, uint32_t expr, JavaType *ret)
{
    uint64_t known;

    if (unit == t->unit) {
        known = t->expr_types.at[expr];
        if (!known)
            t->expr_types.at[expr] = 1;
    } else {
        uint64_t *slot = u64map_at(&t->foreign_types, (uint64_t)unit << 32 | expr, NULL);

        known = *slot;
        if (!known)
            *slot = 1;
    }
    *ret = known >= 2 ? (JavaType)(known - 2) : 0;
    return known != 0;
}

JavaType java_value_type(JavaThread *t, uint32_t unit, uint32_t expr)
{
    JavaType type;

    if (!expr || t->depth >= JAVA_MAX_DEPTH)
        return 0;
    if (is_known(t, unit, expr, &type))
        return type;
    t->depth++;
    type = find_type(t, unit, expr);
    t->depth--;
    if (unit == t->unit)
        t->expr_types.at[expr] = type + 2;
    else
        *u64map_at(&t->foreign_types, (uint64_t)unit << 32 | expr, NULL) = (uint64_t)type + 2;
    return type;
}
