/*
 * java_types.c -- the Java pack: types, type parameters, annotations.
 */
#include "syntax/packs/java_pack.h"

uint32_t java_primitive(JavaPack *p, JavaPrimitive kind)
{
    if (!p->primitives[kind])
        p->primitives[kind] = facts_add_expr(
            p->b, (Expr){.kind = EXPR_JAVA_PRIMITIVE, .extra = (uint16_t)kind, .scope = 1});
    return p->primitives[kind];
}

static uint32_t named_primitive(JavaPack *p, NodeId n)
{
    static const char *const words[JAVA_PRIMITIVE_COUNT] = {
        [JAVA_VOID] = "void",   [JAVA_BOOLEAN] = "boolean", [JAVA_BYTE] = "byte",
        [JAVA_SHORT] = "short", [JAVA_CHAR] = "char",       [JAVA_INT] = "int",
        [JAVA_LONG] = "long",   [JAVA_FLOAT] = "float",     [JAVA_DOUBLE] = "double",
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(node_text(p->t, n), words[i]))
            return java_primitive(p, (JavaPrimitive)i);
    }
    return 0;
}

/* Packages are written small: such a part of a name is a step, not a reference. */
static bool looks_like_package(Str part)
{
    return part.len && part.ptr[0] >= 'a' && part.ptr[0] <= 'z';
}

static uint32_t type_name(JavaPack *p, NodeId n, uint8_t flags)
{
    NameId name = java_name(p, n);
    uint32_t bound;

    if (env_find(&p->env, name, &bound) && (bound & ENV_TYPE))
        return bound & ~(uint32_t)ENV_TYPE;
    return java_expr(
        p, (Expr){.kind = EXPR_NAME, .name = name, .flags = EXPR_IS_REF | EXPR_IS_TYPE | flags},
        n);
}

/* The part of a dotted type before a dot: a class around, or a package. */
static uint32_t type_prefix(JavaPack *p, NodeId n)
{
    uint32_t e;

    if (java_kind(p, n) != JAVA_TYPE_IDENTIFIER)
        return java_type(p, n, 0);
    e = type_name(p, n, 0);
    if (looks_like_package(node_text(p->t, n)))
        p->b->exprs.at[e].flags &= (uint8_t)~EXPR_IS_REF;
    return e;
}

static uint32_t scoped_type(JavaPack *p, NodeId n, uint8_t flags)
{
    NodeId first = java_child(p, n), last = NODE_NONE;

    NODE_EACH_CHILD (p->t, n, child) {
        if (java_kind(p, child) == JAVA_TYPE_IDENTIFIER)
            last = child;
    }
    uint32_t prefix = type_prefix(p, first);
    java_annotations(p, n);
    if (last == NODE_NONE || last == first)
        return prefix;
    bool is_step = java_kind(p, p->t->nodes[n].parent) == JAVA_SCOPED_TYPE &&
                   looks_like_package(node_text(p->t, last));
    return java_expr(p,
                     (Expr){.kind = EXPR_MEMBER,
                            .name = java_name(p, last),
                            .a = prefix,
                            .flags = (is_step ? 0 : EXPR_IS_REF) | EXPR_IS_TYPE | flags},
                     last);
}

static uint32_t generic_type(JavaPack *p, NodeId n, uint8_t flags)
{
    NodeId list = node_child_of_kind(p->t, n, JAVA_TYPE_ARGUMENTS);
    uint32_t type = java_type(p, java_child(p, n), flags);
    JavaExprs arguments = {0};

    NODE_EACH_CHILD (p->t, list, child) {
        if (java_counts(p, child))
            *VEC_PUSH(&arguments) = java_type(p, child, 0);
    }
    return java_expr(p, (Expr){.kind = EXPR_GENERIC, .a = type, .b = java_list(p, &arguments)},
                     n);
}

static uint32_t wildcard(JavaPack *p, NodeId n)
{
    bool is_super = node_child_of_kind(p->t, n, JAVA_SUPER) != NODE_NONE;
    uint32_t bound = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        uint16_t kind = java_kind(p, child);

        if (java_counts(p, child) && kind != JAVA_SUPER && kind != JAVA_ANNOTATION &&
            kind != JAVA_MARKER_ANNOTATION)
            bound = java_type(p, child, 0);
    }
    return java_expr(p, (Expr){.kind = EXPR_JAVA_WILDCARD, .a = bound, .extra = is_super}, n);
}

uint32_t java_array_of(JavaPack *p, uint32_t type, NodeId dimensions)
{
    Str text = node_text(p->t, dimensions);

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '[')
            type = java_expr(p, (Expr){.kind = EXPR_ARRAY, .a = type}, dimensions);
    }
    return type;
}

static uint32_t union_type(JavaPack *p, NodeId n)
{
    uint32_t type = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        if (!java_counts(p, child))
            continue;
        uint32_t next = java_type(p, child, 0);
        type = type ? java_expr(p, (Expr){.kind = EXPR_EITHER, .a = type, .b = next}, n) : next;
    }
    return type;
}

uint32_t java_type(JavaPack *p, NodeId n, uint8_t flags)
{
    switch (java_kind(p, n)) {
    case JAVA_TYPE_IDENTIFIER:
    case JAVA_IDENTIFIER:
        return type_name(p, n, flags);
    case JAVA_SCOPED_TYPE:
        return scoped_type(p, n, flags);
    case JAVA_SCOPED_IDENTIFIER:
        return java_dotted(p, n, EXPR_IS_TYPE | flags);
    case JAVA_GENERIC_TYPE:
        return generic_type(p, n, flags);
    case JAVA_ARRAY_TYPE:
        return java_array_of(p, java_type(p, java_field(p, n, FIELD_ELEMENT), flags),
                             java_field(p, n, FIELD_DIMENSIONS));
    case JAVA_ANNOTATED_TYPE:
        java_annotations(p, n);
        NODE_EACH_CHILD (p->t, n, child) {
            uint16_t kind = java_kind(p, child);

            if (java_counts(p, child) && kind != JAVA_ANNOTATION &&
                kind != JAVA_MARKER_ANNOTATION)
                return java_type(p, child, flags);
        }
        return 0;
    case JAVA_WILDCARD:
        return wildcard(p, n);
    case JAVA_CATCH_TYPE:
        return union_type(p, n);
    case JAVA_INTEGRAL_TYPE:
    case JAVA_FLOATING_TYPE:
    case JAVA_BOOLEAN_TYPE:
    case JAVA_VOID_TYPE:
        return named_primitive(p, n);
    default:
        return n == NODE_NONE || java_is_comment(java_kind(p, n)) ? 0 : java_value(p, n, true);
    }
}

static uint32_t bound(JavaPack *p, NodeId n)
{
    JavaExprs bounds = {0};

    NODE_EACH_CHILD (p->t, n, child) {
        if (java_counts(p, child))
            *VEC_PUSH(&bounds) = java_type(p, child, 0);
    }
    if (bounds.len <= 1) {
        uint32_t only = bounds.len ? bounds.at[0] : 0;

        VEC_DONE(&bounds);
        return only;
    }
    uint32_t list = java_list(p, &bounds);
    return java_expr(p, (Expr){.kind = EXPR_TUPLE, .b = list}, n);
}

void java_type_parameters(JavaPack *p, NodeId list, uint32_t scope)
{
    uint32_t count = 0;
    JavaExprs made = {0};
    size_t next = 0;

    /* all names before any bound: bounds may use them */
    NODE_EACH_CHILD (p->t, list, n) {
        NodeId name = node_child_of_kind(p->t, n, JAVA_TYPE_IDENTIFIER);

        if (java_kind(p, n) != JAVA_TYPE_PARAMETER || name == NODE_NONE)
            continue;
        uint32_t e = java_expr(p,
                               (Expr){.kind = EXPR_JAVA_TYPE_PARAMETER,
                                      .name = java_name(p, name),
                                      .extra = (uint16_t)count++},
                               name);
        p->b->exprs.at[e].scope = scope; /* tells whose parameter it is */
        env_declare(&p->env, p->b->exprs.at[e].name, e | ENV_TYPE);
        *VEC_PUSH(&made) = e;
    }
    NODE_EACH_CHILD (p->t, list, n) {
        NodeId name = node_child_of_kind(p->t, n, JAVA_TYPE_IDENTIFIER);

        if (java_kind(p, n) != JAVA_TYPE_PARAMETER || name == NODE_NONE || next >= made.len)
            continue;
        java_annotations(p, n);
        uint32_t type = bound(p, node_child_of_kind(p->t, n, JAVA_TYPE_BOUND));
        Expr *e = &p->b->exprs.at[made.at[next]];
        e->a = type;
        facts_add_local(p->b, (Local){.name = e->name,
                                      .scope = scope,
                                      .start = e->at,
                                      .type = type,
                                      .kind = LOCAL_TYPE_PARAMETER,
                                      .order = (uint8_t)MIN_OF(next, 255u)});
        next++;
    }
    VEC_DONE(&made);
}

/* -- names with dots -- */

/* The first part of a dotted name that is not a local, or the whole of one without dots. */
static uint32_t first_part(JavaPack *p, NodeId n, uint8_t flags, bool is_whole)
{
    bool is_step = !is_whole && looks_like_package(node_text(p->t, n));

    return java_expr(p,
                     (Expr){.kind = EXPR_NAME,
                            .name = java_name(p, n),
                            .flags = (is_step ? 0 : EXPR_IS_REF) | flags},
                     n);
}

uint32_t java_dotted(JavaPack *p, NodeId n, uint8_t flags)
{
    NodeId name = java_field(p, n, FIELD_NAME), scope = java_field(p, n, FIELD_SCOPE);

    if (java_kind(p, n) == JAVA_IDENTIFIER)
        return first_part(p, n, flags, true);
    if (name == NODE_NONE || scope == NODE_NONE)
        return 0;
    uint8_t inherited = flags & (EXPR_IS_IMPORT | EXPR_IS_TYPE);
    uint32_t a = java_kind(p, scope) == JAVA_IDENTIFIER ? first_part(p, scope, inherited, false)
                                                        : java_dotted(p, scope, inherited);
    if (java_kind(p, scope) == JAVA_SCOPED_IDENTIFIER &&
        looks_like_package(node_text(p->t, java_field(p, scope, FIELD_NAME))))
        p->b->exprs.at[a].flags &= (uint8_t)~EXPR_IS_REF;
    return java_expr(p,
                     (Expr){.kind = EXPR_MEMBER,
                            .name = java_name(p, name),
                            .a = a,
                            .flags = EXPR_IS_REF | flags},
                     name);
}

/* -- annotations -- */

static void annotation(JavaPack *p, NodeId n)
{
    NodeId name = java_field(p, n, FIELD_NAME);
    uint32_t type = 0;

    if (name != NODE_NONE)
        type = java_dotted(p, name, EXPR_IS_TYPE | EXPR_IS_DECORATOR);
    NODE_EACH_CHILD (p->t, java_field(p, n, FIELD_ARGUMENTS), child) {
        NodeId key = java_field(p, child, FIELD_KEY);

        if (java_kind(p, child) != JAVA_ELEMENT_PAIR) {
            (void)java_value(p, child, false);
            continue;
        }
        if (key != NODE_NONE && type)
            (void)java_expr(p,
                            (Expr){.kind = EXPR_JAVA_KEY,
                                   .name = java_name(p, key),
                                   .a = type,
                                   .flags = EXPR_IS_REF},
                            key);
        (void)java_value(p, java_field(p, child, FIELD_VALUE), false);
    }
}

void java_annotations(JavaPack *p, NodeId n)
{
    NODE_EACH_CHILD (p->t, n, child) {
        if (java_kind(p, child) == JAVA_ANNOTATION ||
            java_kind(p, child) == JAVA_MARKER_ANNOTATION)
            annotation(p, child);
    }
}
