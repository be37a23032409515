/*
 * go_types.c -- the Go pack: types, fields and methods in them, parameters.
 */
#include "syntax/packs/go_pack.h"

/* -- types -- */

static bool is_known_plain_type(Str name)
{
    static const char *const plain[] = {
        "string", "int",     "error", "bool",    "byte",    "any",        "int64",
        "uint64", "uint32",  "int32", "float64", "rune",    "uint8",      "uint",
        "uint16", "float32", "int16", "int8",    "uintptr", "complex128", "complex64",
    };

    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        if (str_is(name, plain[i]))
            return true;
    }
    return false;
}

static uint32_t type_name(GoPack *p, NodeId n, uint8_t flags)
{
    NameId name = go_name(p, n);
    uint32_t bound;

    if (env_find(&p->env, name, &bound) && !(bound & ENV_OUTER))
        return bound;
    if (is_known_plain_type(node_text(p->t, n)))
        return 0;
    return go_expr(
        p, (Expr){.kind = EXPR_NAME, .name = name, .flags = EXPR_IS_REF | EXPR_IS_TYPE | flags},
        n);
}

static uint32_t qualified_type(GoPack *p, NodeId n, uint8_t flags)
{
    NodeId name = go_field(p, n, FIELD_NAME);
    uint32_t package = go_use(p, go_field(p, n, FIELD_PACKAGE), 0);

    if (name == NODE_NONE)
        return 0;
    return go_expr(p,
                   (Expr){.kind = EXPR_MEMBER,
                          .name = go_name(p, name),
                          .a = package,
                          .flags = EXPR_IS_REF | EXPR_IS_TYPE | flags},
                   name);
}

static uint32_t generic_type(GoPack *p, NodeId n, uint8_t flags)
{
    uint32_t type = go_type(p, go_field(p, n, FIELD_TYPE), flags);
    GoExprs arguments = {0};

    NODE_EACH_CHILD (p->t, go_field(p, n, FIELD_TYPE_ARGUMENTS), child)
        *VEC_PUSH(&arguments) = go_type(p, child, 0);
    uint32_t list = go_list(p, &arguments);
    return type ? go_expr(p, (Expr){.kind = EXPR_GENERIC, .a = type, .b = list}, n) : 0;
}

/* A type made of one other; nothing of interest when that has nothing. */
static uint32_t wrapped(GoPack *p, NodeId n, uint8_t kind, uint32_t inner)
{
    return inner ? go_expr(p, (Expr){.kind = kind, .a = inner}, n) : 0;
}

static uint32_t map_type(GoPack *p, NodeId n)
{
    uint32_t key = go_type(p, go_field(p, n, FIELD_KEY), 0);
    uint32_t value = go_type(p, go_field(p, n, FIELD_VALUE), 0);

    return key || value ? go_expr(p, (Expr){.kind = EXPR_GO_MAP, .a = key, .b = value}, n) : 0;
}

static uint32_t function_type(GoPack *p, NodeId n)
{
    GoSignature s = go_signature(p, n, false);

    return s.result || s.parameters
               ? go_expr(
                     p, (Expr){.kind = EXPR_FUNCTION_TYPE, .a = s.result, .b = s.parameters}, n)
               : 0;
}

/* One of several types that a constraint allows has no members to offer. */
static uint32_t union_type(GoPack *p, NodeId n, uint8_t flags)
{
    uint32_t first = 0, count = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        uint32_t type = go_type(p, child, flags);

        if (count++ == 0)
            first = type;
    }
    return count == 1 ? first : 0;
}

static uint32_t fields_of(GoPack *p, NodeId n, uint32_t scope, uint32_t *ret_last_def)
{
    NodeId type_node = go_field(p, n, FIELD_TYPE);
    uint32_t first = 0, type;

    NODE_EACH_CHILD (p->t, n, child) {
        if (p->t->nodes[child].field != FIELD_NAME)
            continue;
        uint32_t def = go_add_def(p, &(GoDefAsk){DEF_FIELD, child, n, scope, 0});
        first = first ? first : def;
        *ret_last_def = def;
    }
    if (first) {
        uint32_t outer = p->def;

        p->def = first; /* a struct type written out here belongs to the field */
        type = go_type(p, type_node, 0);
        p->def = outer;
        for (uint32_t def = first; def <= *ret_last_def; def++)
            p->b->defs.at[def].type = type;
        return 0;
    }
    /* embedded: the field has the type's name */
    NodeId token = type_node;
    while (go_kind(p, token) == GO_GENERIC_TYPE || go_kind(p, token) == GO_QUALIFIED_TYPE)
        token = go_field(p, token,
                         go_kind(p, token) == GO_GENERIC_TYPE ? FIELD_TYPE : FIELD_NAME);
    if (token == NODE_NONE)
        return 0;
    uint32_t def = go_add_def(p, &(GoDefAsk){DEF_FIELD, token, n, scope, DEF_FLAG_PACK_1});
    *ret_last_def = def;
    type = go_type(p, type_node, EXPR_IS_BASE);
    if (node_child_of_kind(p->t, n, GO_TOKEN_STAR) != NODE_NONE)
        type = wrapped(p, n, EXPR_POINTER, type);
    p->b->defs.at[def].type = type;
    return type;
}

static uint32_t struct_type(GoPack *p, NodeId n, uint32_t scope)
{
    NodeId list = node_child_of_kind(p->t, n, GO_FIELD_DECLARATION_LIST);
    GoExprs embedded = {0};
    DocRun doc = {0};
    uint32_t last = 0;

    NODE_EACH_CHILD (p->t, list, child) {
        if (go_kind(p, child) == GO_COMMENT) {
            go_see_comment(p, &doc, child, last);
        } else if (go_kind(p, child) == GO_FIELD_DECLARATION) {
            uint32_t before = (uint32_t)p->b->defs.len;
            uint32_t type = fields_of(p, child, scope, &last);

            if (type)
                *VEC_PUSH(&embedded) = type;
            if (p->b->defs.len > before)
                go_take_doc(p, &doc, before);
        }
    }
    return go_list(p, &embedded);
}

static uint32_t interface_method(GoPack *p, NodeId n, uint32_t scope, DocRun *doc)
{
    NodeId name = go_field(p, n, FIELD_NAME);

    if (name == NODE_NONE)
        return 0;
    uint32_t def = go_add_def(p, &(GoDefAsk){DEF_METHOD, name, n, scope, DEF_IS_DECLARATION});
    go_take_doc(p, doc, def);
    p->b->defs.at[def].type = go_signature(p, n, false).result;
    return def;
}

static uint32_t interface_type(GoPack *p, NodeId n, uint32_t scope)
{
    GoExprs embedded = {0};
    DocRun doc = {0};
    uint32_t last = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        if (go_kind(p, child) == GO_COMMENT) {
            go_see_comment(p, &doc, child, last);
        } else if (go_kind(p, child) == GO_METHOD_ELEM) {
            last = interface_method(p, child, scope, &doc);
        } else if (go_kind(p, child) == GO_TYPE_ELEM) {
            uint32_t type = union_type(p, child, EXPR_IS_BASE);

            if (type)
                *VEC_PUSH(&embedded) = type;
        }
    }
    return go_list(p, &embedded);
}

uint32_t go_object_type(GoPack *p, NodeId n, uint32_t scope)
{
    bool is_interface = go_kind(p, n) == GO_INTERFACE_TYPE;
    uint32_t outer = p->scope;

    if (!scope)
        scope = facts_add_scope(p->b, SCOPE_CLASS, p->scope, p->def);
    p->scope = scope;
    uint32_t embedded = is_interface ? interface_type(p, n, scope) : struct_type(p, n, scope);
    p->scope = outer;
    return go_expr(p,
                   (Expr){.kind = EXPR_OBJECT,
                          .a = scope,
                          .b = embedded,
                          .extra = is_interface ? GO_OBJECT_INTERFACE : 0},
                   n);
}

static uint32_t array_type(GoPack *p, NodeId n)
{
    NodeId length = go_field(p, n, FIELD_LENGTH);

    if (length != NODE_NONE)
        (void)go_value(p, length, false);
    return wrapped(p, n, EXPR_ARRAY, go_type(p, go_field(p, n, FIELD_ELEMENT), 0));
}

static uint32_t first_child_type(GoPack *p, NodeId n, uint8_t flags)
{
    NODE_EACH_CHILD (p->t, n, child) {
        if ((p->t->nodes[child].flags & NODE_NAMED) && go_kind(p, child) != GO_COMMENT)
            return go_type(p, child, flags);
    }
    return 0;
}

uint32_t go_type(GoPack *p, NodeId n, uint8_t flags)
{
    switch (go_kind(p, n)) {
    case GO_TYPE_IDENTIFIER:
    case GO_IDENTIFIER:
        return type_name(p, n, flags);
    case GO_QUALIFIED_TYPE:
        return qualified_type(p, n, flags);
    case GO_GENERIC_TYPE:
        return generic_type(p, n, flags);
    case GO_POINTER_TYPE:
        return wrapped(p, n, EXPR_POINTER, first_child_type(p, n, flags));
    case GO_ARRAY_TYPE:
    case GO_SLICE_TYPE:
    case GO_IMPLICIT_ARRAY_TYPE:
        return array_type(p, n);
    case GO_MAP_TYPE:
        return map_type(p, n);
    case GO_CHANNEL_TYPE:
        return wrapped(p, n, EXPR_GO_CHANNEL, go_type(p, go_field(p, n, FIELD_VALUE), 0));
    case GO_FUNCTION_TYPE:
        return function_type(p, n);
    case GO_STRUCT_TYPE:
    case GO_INTERFACE_TYPE:
        return go_object_type(p, n, 0);
    case GO_PARENTHESIZED_TYPE:
        return first_child_type(p, n, flags);
    case GO_NEGATED_TYPE:
        return wrapped(p, n, EXPR_GO_APPROX, first_child_type(p, n, flags));
    case GO_TYPE_ELEM:
    case GO_TYPE_CONSTRAINT:
        return union_type(p, n, flags);
    case GO_NONE:
        return n == NODE_NONE ? 0 : first_child_type(p, n, flags);
    default:
        return go_kind(p, n) == GO_COMMENT ? 0 : go_value(p, n, true);
    }
}

/* -- parameters -- */

void go_type_parameters(GoPack *p, NodeId list, uint32_t scope)
{
    uint32_t count = 0;
    GoExprs made = {0};
    size_t next = 0;

    /* all names before any constraint: constraints may use them */
    NODE_EACH_CHILD (p->t, list, declaration) {
        NODE_EACH_CHILD (p->t, declaration, child) {
            if (p->t->nodes[child].field != FIELD_NAME)
                continue;
            NameId name = go_name(p, child);
            uint32_t e = go_expr(p,
                                 (Expr){.kind = EXPR_GO_TYPE_PARAMETER,
                                        .name = name,
                                        .extra = (uint16_t)count++},
                                 child);
            env_declare(&p->env, name, e);
            *VEC_PUSH(&made) = e;
        }
    }
    NODE_EACH_CHILD (p->t, list, declaration) {
        uint32_t constraint = go_type(p, go_field(p, declaration, FIELD_TYPE), 0);

        NODE_EACH_CHILD (p->t, declaration, child) {
            if (p->t->nodes[child].field != FIELD_NAME || next >= made.len)
                continue;
            Expr *e = &p->b->exprs.at[made.at[next]];
            e->a = constraint;
            facts_add_local(p->b, (Local){.name = e->name,
                                          .scope = scope,
                                          .start = e->at,
                                          .type = constraint,
                                          .kind = LOCAL_TYPE_PARAMETER,
                                          .order = (uint8_t)MIN_OF(next, 255u)});
            next++;
        }
    }
    VEC_DONE(&made);
}

typedef struct Parameter {
    NodeId name; /* NODE_NONE: it has none */
    uint32_t type;
} Parameter;
VEC_TYPE(Parameters, Parameter);

static void parameters_of(GoPack *p, NodeId list, Parameters *out)
{
    NODE_EACH_CHILD (p->t, list, n) {
        bool is_variadic = go_kind(p, n) == GO_VARIADIC_PARAMETER_DECLARATION;
        bool has_name = false;

        if (!is_variadic && go_kind(p, n) != GO_PARAMETER_DECLARATION)
            continue;
        uint32_t type = go_type(p, go_field(p, n, FIELD_TYPE), 0);
        if (is_variadic)
            type = wrapped(p, n, EXPR_ARRAY, type);
        NODE_EACH_CHILD (p->t, n, child) {
            if (p->t->nodes[child].field != FIELD_NAME)
                continue;
            *VEC_PUSH(out) = (Parameter){child, type};
            has_name = true;
        }
        if (!has_name)
            *VEC_PUSH(out) = (Parameter){NODE_NONE, type};
    }
}

static uint32_t types_list(GoPack *p, const Parameters *from, bool *ret_has_any)
{
    GoExprs types = {0};

    *ret_has_any = false;
    for (size_t i = 0; i < from->len; i++) {
        *VEC_PUSH(&types) = from->at[i].type;
        *ret_has_any |= from->at[i].type != 0;
    }
    if (!*ret_has_any)
        VEC_CLEAR(&types);
    return go_list(p, &types);
}

static void declare_parameters(GoPack *p, const Parameters *list, LocalKind kind)
{
    for (size_t i = 0; i < list->len; i++) {
        if (list->at[i].name == NODE_NONE)
            continue;
        (void)go_declare(p, list->at[i].name, list->at[i].type, 0, GO_TAKE_ALL, 0);
        facts_add_local(p->b, (Local){.name = go_name(p, list->at[i].name),
                                      .scope = p->scope,
                                      .start = p->t->nodes[list->at[i].name].start,
                                      .type = list->at[i].type,
                                      .kind = (uint8_t)kind,
                                      .order = (uint8_t)MIN_OF(i, 255u)});
    }
}

GoSignature go_signature(GoPack *p, NodeId n, bool declares)
{
    NodeId result_node = go_field(p, n, FIELD_RESULT);
    Parameters parameters = {0}, results = {0};
    GoSignature s = {0};
    bool has_any;

    parameters_of(p, go_field(p, n, FIELD_PARAMETERS), &parameters);
    s.parameters = types_list(p, &parameters, &has_any);
    s.count = (uint32_t)parameters.len;
    if (go_kind(p, result_node) == GO_PARAMETER_LIST) {
        parameters_of(p, result_node, &results);
        if (results.len == 1) {
            s.result = results.at[0].type;
        } else {
            uint32_t list = types_list(p, &results, &has_any);

            s.result = list ? go_expr(p, (Expr){.kind = EXPR_TUPLE, .b = list}, result_node)
                            : 0;
        }
    } else if (result_node != NODE_NONE) {
        s.result = go_type(p, result_node, 0);
    }
    if (declares) {
        declare_parameters(p, &parameters, LOCAL_PARAMETER);
        for (size_t i = 0; i < results.len; i++) {
            if (results.at[i].name != NODE_NONE)
                (void)go_declare(p, results.at[i].name, results.at[i].type, 0, GO_TAKE_ALL, 0);
        }
    }
    VEC_DONE(&parameters);
    VEC_DONE(&results);
    return s;
}
