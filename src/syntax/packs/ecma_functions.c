/*
 * ecma_functions.c -- functions: type parameters, parameters, results, bodies.
 */
#include "syntax/packs/ecma_walk.h"

bool ecma_is_function(const Tree *t, NodeId n)
{
    EcmaKind kind = node_kind(t, n);

    return kind == K_ARROW || kind == K_FUNCTION_EXPRESSION || kind == K_GENERATOR;
}

static bool has_modifier(const Tree *t, NodeId parameter, NodeId pattern)
{
    Str before = {t->src.ptr + t->nodes[parameter].start,
                  t->nodes[pattern].start - t->nodes[parameter].start};

    return ecma_has_token(t, parameter, K_ACCESSIBILITY) || str_has(before, STR("readonly ")) ||
           ecma_has_token(t, parameter, K_OVERRIDE);
}

/* `constructor(private x: T)` declares a field, too. */
static void add_parameter_property(Walk *w, NodeId parameter, NodeId pattern, uint32_t type,
                                   NodeId doc)
{
    Def d = ecma_def_at(w, DEF_FIELD, parameter, pattern, NODE_NONE, doc);

    d.scope = w->b->scopes.at[w->scope].parent;
    d.parent = w->b->scopes.at[d.scope].def;
    d.type = type;
    d.visibility = (uint8_t)ecma_visibility(w, parameter, pattern);
    ecma_add_def(w, d);
}

/* Names for parameters that are taken apart at once; no program can say them. */
static NameId whole_parameter(Walk *w, unsigned order)
{
    static const char *const names[] = {"{0}", "{1}", "{2}", "{3}", "{4}", "{5}", "{6}", "{7}"};

    return facts_add_name(w->b, str_from(names[MIN_OF(order, ARRAY_LEN(names) - 1)]));
}

typedef struct Parameter {
    NodeId whole, pattern, doc;
    uint32_t type, value;
    unsigned order;
    bool is_optional;
} Parameter;

static void declare_parameter(Walk *w, Parameter p)
{
    const Tree *t = w->t;
    Local local = {.scope = w->scope,
                   .kind = LOCAL_PARAMETER,
                   .type = p.type,
                   .value = p.value,
                   .order = (uint8_t)MIN_OF(p.order, 255u),
                   .start = t->nodes[p.pattern].start};
    NodeId name = p.pattern;

    if (p.is_optional)
        local.extra = ECMA_LOCAL_OPTIONAL;
    if (node_kind(t, name) == K_REST_PATTERN) {
        local.extra = ECMA_LOCAL_REST;
        name = ecma_first(t, name);
    }
    EcmaKind kind = node_kind(t, name);
    if (kind == K_IDENTIFIER || kind == K_THIS) {
        local.name = ecma_name(w, name);
        local.start = t->nodes[name].start;
        if (kind == K_THIS)
            local.kind = LOCAL_SELF;
        else if (p.whole != p.pattern && has_modifier(t, p.whole, p.pattern)) {
            local.extra = ECMA_LOCAL_PROPERTY;
            add_parameter_property(w, p.whole, name, p.type, p.doc);
        }
        ecma_add_local(w, local);
        if (local.extra == ECMA_LOCAL_PROPERTY)
            ecma_see_def(w, local.name);
        return;
    }
    if (kind != K_OBJECT_PATTERN && kind != K_ARRAY_PATTERN)
        return;
    local.name = whole_parameter(w, p.order);
    facts_add_local(w->b, local);
    Binding b = {.scope = w->scope, .kind = LOCAL_VARIABLE, .type = p.type};
    if (!p.type)
        b.value = ecma_add(w, (Expr){.kind = EXPR_NAME, .name = local.name});
    ecma_bind(w, name, &b);
}

enum { DOC_MAX_PARAMETERS = 64 };

static void read_parameter(Walk *w, NodeId n, unsigned *order, NodeId doc)
{
    const Tree *t = w->t;
    Parameter p = {.whole = n, .pattern = n, .order = *order, .doc = doc};
    EcmaKind kind = node_kind(t, n);
    NodeId value = NODE_NONE;

    if (kind == K_REQUIRED_PARAMETER || kind == K_OPTIONAL_PARAMETER) {
        p.pattern = node_field(t, n, F_PATTERN);
        p.is_optional = kind == K_OPTIONAL_PARAMETER;
        if (p.pattern == NODE_NONE)
            return;
        NODE_EACH_CHILD (t, n, child) {
            if (node_kind(t, child) == K_DECORATOR)
                ecma_statement(w, child, NODE_NONE);
        }
        p.type = ecma_type(w, node_field(t, n, F_TYPE));
        value = node_field(t, n, F_VALUE);
    } else if (kind == K_ASSIGNMENT_PATTERN) {
        p.pattern = p.whole = node_field(t, n, F_LEFT);
        value = node_field(t, n, F_RIGHT);
    }
    if (p.pattern == NODE_NONE)
        return;
    if (value != NODE_NONE) {
        p.is_optional = true;
        p.value = ecma_value(w, value, !p.type, p.type);
    }
    if (w->doc.len && !p.type && *order < DOC_MAX_PARAMETERS) {
        NodeId name = node_kind(t, p.pattern) == K_REST_PATTERN ? ecma_first(t, p.pattern)
                                                                : p.pattern;

        if (node_kind(t, name) == K_IDENTIFIER)
            p.type = ecma_jsdoc_parameter(w, w->doc, node_text(t, name));
    }
    if (node_kind(t, p.pattern) != K_THIS)
        ++*order;
    declare_parameter(w, p);
}

static void read_parameters(Walk *w, NodeId list)
{
    unsigned order = 0;
    NodeId doc = NODE_NONE;

    if (list == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, list, child) {
        if (node_kind(w->t, child) == K_COMMENT) {
            doc = ecma_is_doc(w->t, child) ? child : NODE_NONE;
        } else if (w->t->nodes[child].flags & NODE_NAMED) {
            read_parameter(w, child, &order, doc);
            doc = NODE_NONE;
        }
    }
}

void ecma_type_parameters(Walk *w, NodeId n)
{
    NodeId list = node_field(w->t, n, F_TYPE_PARAMETERS);
    unsigned order = 0;

    if (list == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, list, p) {
        NodeId name = node_field(w->t, p, F_NAME);

        if (node_kind(w->t, p) != K_TYPE_PARAMETER || name == NODE_NONE)
            continue;
        uint32_t constraint = ecma_type(w, node_field(w->t, p, F_CONSTRAINT));
        uint32_t otherwise = ecma_type(w, node_field(w->t, p, F_VALUE));
        ecma_add_local(w, (Local){.name = ecma_name(w, name),
                                  .scope = w->scope,
                                  .kind = LOCAL_TYPE_PARAMETER,
                                  .start = w->t->nodes[name].start,
                                  .type = constraint,
                                  .value = otherwise,
                                  .order = (uint8_t)MIN_OF(order, 255u)});
        order++;
    }
}

static uint8_t function_flags(const Tree *t, NodeId n)
{
    return (uint8_t)((ecma_has_token(t, n, K_TOKEN_ASYNC) ? ECMA_SCOPE_ASYNC : 0) |
                     (ecma_has_token(t, n, K_TOKEN_STAR) ? ECMA_SCOPE_GENERATOR : 0) |
                     (node_kind(t, n) == K_ARROW ? ECMA_SCOPE_ARROW : 0));
}

static void read_body(Walk *w, NodeId body, bool is_typed)
{
    if (node_kind(w->t, body) == K_STATEMENT_BLOCK) {
        ecma_statements(w, body);
        return;
    }
    uint32_t value = ecma_value(w, body, !is_typed, w->expected);
    if (value && !is_typed)
        ecma_note_local(w, w->scope, ECMA_LOCAL_RETURN, 0, value);
}

uint32_t ecma_function_parts(Walk *w, NodeId n, uint32_t expected)
{
    const Tree *t = w->t;
    uint8_t flags = function_flags(t, n);
    NodeId body = node_field(t, n, F_BODY), one = node_field(t, n, F_PARAMETER);
    bool had_wish = w->wants_returns;

    w->b->scopes.at[w->scope].flags |= flags;
    uint32_t this_type = w->doc.len ? ecma_jsdoc_this(w, w->doc) : 0;
    if (this_type)
        facts_add_local(w->b, (Local){.name = facts_add_name(w->b, STR("this")),
                                      .scope = w->scope,
                                      .kind = LOCAL_SELF,
                                      .type = this_type});
    ecma_type_parameters(w, n);
    if (one != NODE_NONE) {
        unsigned order = 0;
        read_parameter(w, one, &order, NODE_NONE);
    }
    read_parameters(w, node_field(t, n, F_PARAMETERS));
    uint32_t type = w->doc.len ? ecma_jsdoc_returns(w, w->doc)
                               : ecma_type(w, node_field(t, n, F_RETURN_TYPE));
    w->doc = STR_NONE;
    if (type)
        w->expected = flags & ECMA_SCOPE_ASYNC
                          ? ecma_add(w, (Expr){.kind = ECMA_RESULT, .a = type, .extra = 1})
                          : type;
    else
        w->expected = expected ? ecma_add(w, (Expr){.kind = ECMA_RESULT, .a = expected}) : 0;
    if (body != NODE_NONE) {
        w->wants_returns = !type && !(flags & ECMA_SCOPE_GENERATOR);
        read_body(w, body, !w->wants_returns);
    }
    w->wants_returns = had_wish;
    return type;
}

uint32_t ecma_lambda(Walk *w, NodeId n, uint32_t expected)
{
    NodeId name = node_field(w->t, n, F_NAME);
    uint32_t at = w->t->nodes[n].start;
    uint32_t lambda = ecma_add(w, (Expr){.kind = EXPR_LAMBDA, .at = at});
    Frame f = ecma_enter_function(w, w->def);
    uint32_t scope = w->scope;

    w->doc = STR_NONE;
    if (name != NODE_NONE)
        ecma_add_local(w, (Local){.name = ecma_name(w, name),
                                  .scope = scope,
                                  .kind = LOCAL_VARIABLE,
                                  .start = w->t->nodes[name].start,
                                  .value = lambda});
    w->b->exprs.at[lambda].a = scope;
    uint32_t type = ecma_function_parts(w, n, expected);
    w->b->exprs.at[lambda].b = type;
    ecma_leave(w, f);
    if (!expected)
        return lambda;
    return ecma_add(w, (Expr){.kind = ECMA_EXPECTED, .a = lambda, .b = expected, .at = at});
}

void ecma_function_of(Walk *w, uint32_t d, NodeId n, uint32_t expected)
{
    Frame f = ecma_enter_function(w, d);
    uint32_t scope = w->scope;

    w->b->defs.at[d].inner = scope;
    w->doc = ecma_doc_of_def(w, d);
    uint32_t type = ecma_function_parts(w, n, expected);
    w->b->defs.at[d].type = type;
    if (w->b->scopes.at[scope].flags & ECMA_SCOPE_ASYNC)
        w->b->defs.at[d].flags |= DEF_IS_ASYNC;
    ecma_leave(w, f);
}

void ecma_function(Walk *w, NodeId n, const Outer *o)
{
    NodeId body = node_field(w->t, n, F_BODY);
    Def d = ecma_outer_def(w, DEF_FUNCTION, o, node_field(w->t, n, F_NAME), body);

    if (body == NODE_NONE)
        d.flags |= DEF_IS_DECLARATION;
    ecma_function_of(w, ecma_add_def(w, d), n, 0);
}
