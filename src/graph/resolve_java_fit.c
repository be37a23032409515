/*
 * resolve_java_fit.c -- whether an argument fits a parameter in Java, and which method a lambda
 * stands for.
 *
 * What is not known about either of the two fits: the caller then knows that it rests on nothing.
 */
#include "graph/resolve_java.h"

/* -- functional interfaces -- */

static bool is_of_object(const JavaThread *t, uint32_t name)
{
    return name == t->world->name_equals || name == t->world->name_hash_code ||
           name == t->world->name_to_string;
}

uint32_t java_count_list(const Facts *f, uint32_t list)
{
    uint32_t count = 0;

    for (; list && count < 255; list = f->exprs[list].b)
        count++;
    return count;
}

typedef struct Shape {
    uint32_t name, count; /* of parameters */
} Shape;

enum { FUNCTION_MAX_SHAPES = 64 };

/* What has been seen of an interface and those it extends, the nearest first. */
typedef struct FunctionSearch {
    Shape seen[FUNCTION_MAX_SHAPES];
    size_t seen_count;
    JavaFunction found;
    bool is_several; /* more than one method has no body: it is not functional */
} FunctionSearch;

static bool was_seen(const FunctionSearch *s, Shape shape)
{
    for (size_t i = 0; i < s->seen_count; i++) {
        if (s->seen[i].name == shape.name && s->seen[i].count == shape.count)
            return true;
    }
    return false;
}

static void look_at_interface(const JavaThread *t, JavaType owner, FunctionSearch *s)
{
    const JavaClass *c = java_class_row(t, t->types.at[owner].a);
    const JavaUnit *u = &t->world->units[c->unit];

    if (!c->def || u->facts->defs[c->def].kind != DEF_INTERFACE)
        return;
    /* members follow their class, up to its end */
    for (uint32_t i = c->def + 1; i < u->facts->def_count && !s->is_several; i++) {
        const Def *d = &u->facts->defs[i];
        Shape shape = {u->names[d->name], java_count_list(u->facts, d->bases)};

        if (d->start >= u->facts->defs[c->def].end)
            break;
        if (d->scope != c->scope || d->kind != DEF_METHOD || (d->flags & DEF_IS_STATIC) ||
            is_of_object(t, shape.name) || was_seen(s, shape))
            continue;
        if (s->seen_count < FUNCTION_MAX_SHAPES)
            s->seen[s->seen_count++] = shape;
        if (!(d->flags & DEF_IS_DECLARATION))
            continue;
        s->is_several = s->found.def != 0;
        s->found = (JavaFunction){.unit = c->unit, .def = i, .owner = owner};
    }
}

JavaFunction java_function_of(JavaThread *t, JavaType type)
{
    FunctionSearch s = {0};
    uint64_t known;

    if (!java_is_interface(t, type))
        return s.found;
    if (u64map_get(&t->functions, type, &known))
        return t->function_rows.at[known];
    JavaLine line = java_line(t, type);
    for (uint32_t i = 0; i < line.count; i++)
        look_at_interface(t, t->line_types.at[line.first + i], &s);
    if (s.is_several)
        s.found = (JavaFunction){0};
    *VEC_PUSH(&t->function_rows) = s.found;
    *u64map_at(&t->functions, type, NULL) = t->function_rows.len - 1;
    return s.found;
}

const Def *java_function_def(const JavaThread *t, JavaFunction f)
{
    return &java_facts(t, f.unit)->defs[f.def];
}

JavaType java_function_parameter(JavaThread *t, JavaFunction f, uint32_t index)
{
    const Facts *facts = java_facts(t, f.unit);
    uint32_t list = java_function_def(t, f)->bases;
    JavaBinding b = java_binding_of(t, f.owner);

    while (list && index--)
        list = facts->exprs[list].b;
    return list ? java_rewrite(t, java_value_type(t, f.unit, facts->exprs[list].a), &b) : 0;
}

JavaType java_function_result(JavaThread *t, JavaFunction f)
{
    return java_member_type(t, f);
}

/* -- whether an argument fits -- */

bool java_is_primitive(const JavaThread *t, JavaType type)
{
    return t->types.at[type].kind == JAVA_TYPE_PRIMITIVE;
}

bool java_is_void(const JavaThread *t, JavaType type)
{
    return java_is_primitive(t, type) && t->types.at[type].a == JAVA_VOID;
}

/* byte -> short -> int -> long -> float -> double, char -> int */
static bool widens(uint32_t from, uint32_t to)
{
    if (from == to)
        return true;
    if (from == JAVA_BOOLEAN || to == JAVA_BOOLEAN || from == JAVA_VOID || to == JAVA_VOID ||
        to == JAVA_CHAR)
        return false;
    return from == JAVA_CHAR ? to >= JAVA_INT : from < to;
}

/* Whether any method that the reference may mean takes so many parameters, or one less and is
 * called on the first. */
static bool reference_takes(JavaThread *t, const Expr *reference, uint32_t count)
{
    JavaMember methods[JAVA_MAX_CANDIDATES];
    bool is_external = false;
    JavaType target = java_value_type(t, t->unit, reference->a);

    if (reference->extra || t->types.at[target].kind != JAVA_TYPE_CLASS)
        return true;
    size_t found = java_methods_of(t, target, t->world->units[t->unit].names[reference->name],
                                   methods, JAVA_MAX_CANDIDATES, &is_external);
    for (size_t i = 0; i < found; i++) {
        const Def *d = java_def(t, methods[i]);
        uint32_t own = java_count_list(java_facts(t, methods[i].unit), d->bases);

        if (own == count || (d->flags & DEF_IS_VARIADIC) ||
            (own + 1 == count && !(d->flags & DEF_IS_STATIC)))
            return true;
    }
    return found == 0 || is_external;
}

static JavaFit fit_lambda(JavaThread *t, JavaTypeRow lambda, JavaType wanted)
{
    const Expr *e = &java_facts(t, lambda.a)->exprs[lambda.b];
    JavaTypeRow row = t->types.at[wanted];

    if (row.kind == JAVA_TYPE_PARAMETER || row.kind == JAVA_TYPE_EXTERNAL)
        return JAVA_FIT_UNKNOWN;
    JavaFunction f = java_function_of(t, wanted);
    if (!f.def)
        return java_line(t, wanted).is_open ? JAVA_FIT_UNKNOWN : JAVA_FIT_NOT;
    uint32_t count = java_count_list(java_facts(t, f.unit), java_function_def(t, f)->bases);
    if (java_lambda_count(e) == JAVA_LAMBDA_REFERENCE) {
        const Expr *body = &java_facts(t, lambda.a)->exprs[e->b];

        return body->kind != EXPR_JAVA_REFERENCE || reference_takes(t, body, count)
                   ? JAVA_FIT_STRICT
                   : JAVA_FIT_NOT;
    }
    if (count != java_lambda_count(e))
        return JAVA_FIT_NOT;
    bool wants_value = !java_is_void(t, java_function_result(t, f));
    if (!(e->extra & JAVA_LAMBDA_IS_EXPRESSION))
        return wants_value == ((e->extra & JAVA_LAMBDA_HAS_VALUE) != 0) ? JAVA_FIT_STRICT
                                                                        : JAVA_FIT_NOT;
    /* bodies that depend on parameters must not be looked at before the method is chosen */
    if (java_lambda_count(e) == 0 && wants_value &&
        java_is_void(t, java_value_type(t, lambda.a, e->b)))
        return JAVA_FIT_NOT;
    return JAVA_FIT_STRICT;
}

static JavaFit fit_primitive(JavaThread *t, JavaTypeRow wanted, JavaType given)
{
    JavaTypeRow row = t->types.at[given];

    if (row.kind == JAVA_TYPE_PRIMITIVE)
        return widens(row.a, wanted.a) ? JAVA_FIT_STRICT : JAVA_FIT_NOT;
    row = java_row(t, java_bounded(t, given));
    if (row.kind != JAVA_TYPE_CLASS)
        return JAVA_FIT_NOT;
    for (uint32_t i = JAVA_BOOLEAN; i < JAVA_PRIMITIVE_COUNT; i++) {
        if (t->world->boxes[i] == row.a)
            return widens(i, wanted.a) ? JAVA_FIT_LOOSE : JAVA_FIT_NOT;
    }
    return JAVA_FIT_NOT;
}

static JavaFit fit_class(JavaThread *t, JavaType wanted, JavaType given)
{
    JavaTypeRow row = t->types.at[wanted];
    bool is_open = false;

    if (row.a == t->world->object)
        return java_is_primitive(t, given) ? JAVA_FIT_LOOSE : JAVA_FIT_STRICT;
    if (java_is_primitive(t, given)) {
        JavaType box = java_boxed(t, given);

        return box != given && java_as_super(t, box, row.a, &is_open) ? JAVA_FIT_LOOSE
                                                                      : JAVA_FIT_NOT;
    }
    if (t->types.at[given].kind == JAVA_TYPE_ARRAY)
        return JAVA_FIT_NOT;
    if (java_as_super(t, given, row.a, &is_open))
        return JAVA_FIT_STRICT;
    return is_open ? JAVA_FIT_UNKNOWN : JAVA_FIT_NOT;
}

/* Whether the class extends or implements the class of outside with that name. */
static bool extends_external(JavaThread *t, JavaType type, uint32_t name)
{
    JavaLine line = java_line(t, type);

    for (uint32_t i = 0; i < line.count; i++) {
        uint32_t class_id = t->types.at[t->line_types.at[line.first + i]].a;

        for (JavaType list = java_bases_of(t, class_id); list; list = t->types.at[list].b) {
            JavaTypeRow base = t->types.at[t->types.at[list].a];

            if (base.kind == JAVA_TYPE_EXTERNAL && base.a == name)
                return true;
        }
    }
    return false;
}

/* When one of the two is of a class of outside. Such a class takes no primitive, and extends no
 * class of the program. */
static JavaFit fit_external(JavaThread *t, JavaType wanted, JavaType given)
{
    JavaTypeRow w = t->types.at[wanted], g = t->types.at[given];

    if (w.kind == JAVA_TYPE_EXTERNAL && g.kind == JAVA_TYPE_PRIMITIVE)
        return JAVA_FIT_NOT;
    if (w.kind == JAVA_TYPE_PRIMITIVE)
        return JAVA_FIT_NOT;
    if (w.kind == JAVA_TYPE_EXTERNAL && w.a && g.kind == JAVA_TYPE_EXTERNAL && g.a == w.a)
        return JAVA_FIT_STRICT;
    if (w.kind == JAVA_TYPE_EXTERNAL && w.a && g.kind == JAVA_TYPE_CLASS) {
        if (extends_external(t, given, w.a))
            return JAVA_FIT_STRICT;
        return java_line(t, given).is_open ? JAVA_FIT_UNKNOWN : JAVA_FIT_NOT;
    }
    if (w.kind == JAVA_TYPE_CLASS && g.kind == JAVA_TYPE_EXTERNAL) {
        if (w.a == t->world->object)
            return JAVA_FIT_STRICT;
        return java_class_row(t, w.a)->unit < t->world->library_first ? JAVA_FIT_NOT
                                                                      : JAVA_FIT_UNKNOWN;
    }
    return JAVA_FIT_UNKNOWN;
}

JavaFit java_fit(JavaThread *t, JavaType wanted, JavaType given, unsigned depth)
{
    JavaTypeRow w = t->types.at[wanted], g = t->types.at[given];

    if (w.kind == JAVA_TYPE_UNKNOWN || g.kind == JAVA_TYPE_UNKNOWN ||
        g.kind == JAVA_TYPE_PACKAGE || depth > JAVA_MAX_DEPTH)
        return JAVA_FIT_UNKNOWN;
    if (g.kind == JAVA_TYPE_EXTERNAL ||
        (w.kind == JAVA_TYPE_EXTERNAL && g.kind != JAVA_TYPE_LAMBDA &&
         g.kind != JAVA_TYPE_NULL))
        return fit_external(t, wanted, given);
    if (g.kind == JAVA_TYPE_LAMBDA)
        return fit_lambda(t, g, wanted);
    if (w.kind == JAVA_TYPE_PRIMITIVE)
        return g.kind == JAVA_TYPE_NULL ? JAVA_FIT_NOT : fit_primitive(t, w, given);
    if (g.kind == JAVA_TYPE_NULL)
        return JAVA_FIT_STRICT;
    switch (w.kind) {
    case JAVA_TYPE_ARRAY:
        if (g.kind != JAVA_TYPE_ARRAY)
            return JAVA_FIT_NOT;
        if (java_is_primitive(t, w.a) || java_is_primitive(t, g.a))
            return w.a == g.a ? JAVA_FIT_STRICT : JAVA_FIT_NOT;
        return java_fit(t, w.a, g.a, depth + 1);
    case JAVA_TYPE_PARAMETER:
        if (java_is_primitive(t, given))
            return JAVA_FIT_LOOSE;
        if (wanted == given || !java_facts(t, w.a)->exprs[w.b].a)
            return JAVA_FIT_STRICT;
        return java_fit(t, java_bounded(t, wanted), given, depth + 1);
    case JAVA_TYPE_ALL:
        return w.a ? java_fit(t, t->types.at[w.a].a, given, depth + 1) : JAVA_FIT_UNKNOWN;
    case JAVA_TYPE_CLASS:
        return fit_class(t, wanted, given);
    default:
        return JAVA_FIT_UNKNOWN;
    }
}
