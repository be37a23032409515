/*
 * ecma_variables.c -- variables, and the patterns that take values apart.
 */
#include "syntax/packs/ecma_walk.h"

static void bind_name(Walk *w, NodeId n, const Binding *b)
{
    NameId name = ecma_name(w, n);

    if (!b->is_def) {
        ecma_add_local(w, (Local){.name = name,
                                  .scope = b->scope,
                                  .kind = (uint8_t)b->kind,
                                  .start = w->t->nodes[n].start,
                                  .type = b->type,
                                  .value = b->value,
                                  .extra = b->extra});
        return;
    }
    Def d = ecma_def_at(w, b->is_constant ? DEF_CONSTANT : DEF_VARIABLE, b->whole, n, NODE_NONE,
                        b->doc);
    d.scope = b->scope;
    d.type = b->type;
    d.value = b->value;
    d.flags |= b->flags;
    ecma_add_def(w, d);
}

/* The Expr of the whole that is taken apart. */
static uint32_t bound_whole(Walk *w, const Binding *b)
{
    if (b->type)
        return ecma_add(w, (Expr){.kind = EXPR_CAST, .a = b->type});
    return b->value;
}

static void bind_part(Walk *w, NodeId pattern, const Binding *b, uint32_t value)
{
    Binding part = *b;

    part.type = 0;
    part.value = value;
    ecma_bind(w, pattern, &part);
}

static uint32_t key_of_whole(Walk *w, NodeId key, uint32_t whole)
{
    EcmaKind kind = node_kind(w->t, key);

    if (kind == K_COMPUTED_NAME) {
        ecma_children(w, key);
        return 0;
    }
    if (!whole)
        return 0;
    Str text = kind == K_STRING ? ecma_string(w->t, key) : node_text(w->t, key);
    return ecma_add(w, (Expr){.kind = EXPR_MEMBER,
                              .flags = EXPR_IS_REF,
                              .a = whole,
                              .name = facts_add_name(w->b, text),
                              .at = w->t->nodes[key].start});
}

static void bind_object(Walk *w, NodeId pattern, const Binding *b)
{
    const Tree *t = w->t;
    uint32_t whole = bound_whole(w, b);

    NODE_EACH_CHILD (t, pattern, child) {
        NodeId left;

        switch (node_kind(t, child)) {
        case K_SHORTHAND_PATTERN:
            bind_part(w, child, b, key_of_whole(w, child, whole));
            break;
        case K_PAIR_PATTERN:
            bind_part(w, node_field(t, child, F_VALUE), b,
                      key_of_whole(w, node_field(t, child, F_KEY), whole));
            break;
        case K_OBJECT_ASSIGNMENT_PATTERN: {
            left = node_field(t, child, F_LEFT);
            uint32_t key = node_kind(t, left) == K_SHORTHAND_PATTERN
                               ? key_of_whole(w, left, whole)
                               : 0;
            uint32_t otherwise = ecma_value(w, node_field(t, child, F_RIGHT), true, 0);
            bind_part(w, left, b, ecma_either(w, key, otherwise));
            break;
        }
        case K_REST_PATTERN:
            bind_part(w, ecma_first(t, child), b, whole);
            break;
        default:
            break;
        }
    }
}

static void bind_array(Walk *w, NodeId pattern, const Binding *b)
{
    const Tree *t = w->t;
    uint32_t whole = bound_whole(w, b), at = t->nodes[pattern].start;
    unsigned index = 0;

    NODE_EACH_CHILD (t, pattern, child) {
        for (; at < t->nodes[child].start; at++)
            index += t->src.ptr[at] == ',';
        at = t->nodes[child].end;
        if (!ecma_is_plain(t, child))
            continue;
        if (node_kind(t, child) == K_REST_PATTERN) {
            bind_part(w, ecma_first(t, child), b, whole);
            continue;
        }
        uint32_t part = whole ? ecma_add(w, (Expr){.kind = EXPR_INDEX,
                                                   .a = whole,
                                                   .extra = (uint16_t)MIN_OF(index + 1, 1000u)})
                              : 0;
        bind_part(w, child, b, part);
    }
}

void ecma_bind(Walk *w, NodeId pattern, const Binding *b)
{
    Binding with_default = *b;

    switch (node_kind(w->t, pattern)) {
    case K_IDENTIFIER:
    case K_SHORTHAND_PATTERN:
        bind_name(w, pattern, b);
        break;
    case K_OBJECT_PATTERN:
        bind_object(w, pattern, b);
        break;
    case K_ARRAY_PATTERN:
        bind_array(w, pattern, b);
        break;
    case K_ASSIGNMENT_PATTERN: {
        uint32_t otherwise = ecma_value(w, node_field(w->t, pattern, F_RIGHT), !b->type,
                                        b->type);
        if (!b->type)
            with_default.value = ecma_either(w, b->value, otherwise);
        ecma_bind(w, node_field(w->t, pattern, F_LEFT), &with_default);
        break;
    }
    default:
        break;
    }
}

/* `const f = () => ...` and `const C = class ...` are what they look like. */
static bool named_value(Walk *w, NodeId name, NodeId value, NodeId type, const Outer *o,
                        uint32_t scope)
{
    if (node_kind(w->t, name) != K_IDENTIFIER)
        return false;
    if (node_kind(w->t, value) == K_CLASS) {
        ecma_class(w, value, name, o->whole, o->doc, o->flags);
        return true;
    }
    if (!ecma_is_function(w->t, value))
        return false;
    Def d = ecma_outer_def(w, DEF_FUNCTION, o, name, node_field(w->t, value, F_BODY));
    d.scope = scope;
    uint32_t def = ecma_add_def(w, d);
    Frame f = ecma_enter(w, SCOPE_BLOCK, def);
    uint32_t declared = ecma_type(w, type);
    ecma_leave(w, f);
    ecma_function_of(w, def, value, declared);
    if (declared) { /* the declared type is that of the whole function */
        uint32_t lambda = ecma_add(w, (Expr){.kind = EXPR_LAMBDA,
                                             .a = w->b->defs.at[def].inner,
                                             .b = w->b->defs.at[def].type});
        w->b->defs.at[def].value = ecma_add(
            w, (Expr){.kind = ECMA_EXPECTED, .a = lambda, .b = declared});
    }
    return true;
}

static bool is_simple(const Tree *t, NodeId value)
{
    EcmaKind kind = node_kind(t, value);

    return value == NODE_NONE || kind == K_STRING || kind == K_NUMBER || kind == K_NONE ||
           kind == K_IDENTIFIER;
}

static void declarator(Walk *w, NodeId n, const Outer *o, bool is_var, bool is_constant)
{
    const Tree *t = w->t;
    NodeId name = node_field(t, n, F_NAME), value = node_field(t, n, F_VALUE);
    NodeId type = node_field(t, n, F_TYPE);
    Binding b = {.scope = is_var ? w->function : w->scope,
                 .kind = LOCAL_VARIABLE,
                 .is_def = !w->is_in_function,
                 .is_constant = is_constant,
                 .flags = (uint16_t)o->flags,
                 .whole = o->whole,
                 .doc = o->doc};

    if (name == NODE_NONE)
        return;
    if (ecma_required_import(w, name, value))
        return;
    if (b.is_def && value != NODE_NONE && named_value(w, name, value, type, o, b.scope))
        return;
    if (!b.is_def || node_kind(t, name) != K_IDENTIFIER) {
        b.type = type == NODE_NONE ? ecma_jsdoc_type(w, ecma_doc_of_node(w, o->doc))
                                   : ecma_type(w, type);
        b.value = ecma_value(w, value, !b.type, b.type);
        ecma_bind(w, name, &b);
        return;
    }
    /* the def first, so that what its initialiser uses is used by it */
    uint32_t def = (uint32_t)w->b->defs.len;
    ecma_bind(w, name, &b);
    Frame f = {0};
    bool has_scope = type != NODE_NONE || !is_simple(t, value);
    if (has_scope)
        f = ecma_enter(w, SCOPE_BLOCK, def);
    uint32_t declared = type == NODE_NONE ? ecma_jsdoc_type(w, ecma_doc_of_def(w, def))
                                          : ecma_type(w, type);
    uint32_t given = ecma_value(w, value, !declared, declared);
    if (has_scope)
        ecma_leave(w, f);
    w->b->defs.at[def].type = declared;
    w->b->defs.at[def].value = given;
    if (node_kind(t, value) == K_OBJECT || node_kind(t, value) == K_ARRAY)
        w->b->defs.at[def].signature_end = t->nodes[value].start;
}

void ecma_variables(Walk *w, NodeId n, const Outer *o)
{
    const Tree *t = w->t;
    bool is_var = node_kind(t, n) == K_VARIABLE_DECLARATION;
    bool is_constant = str_starts(node_text(t, n), STR("const"));
    unsigned count = 0;

    NODE_EACH_CHILD (t, n, child)
        count += node_kind(t, child) == K_VARIABLE_DECLARATOR;
    NODE_EACH_CHILD (t, n, child) {
        Outer one = *o;

        if (node_kind(t, child) != K_VARIABLE_DECLARATOR)
            continue;
        if (count > 1) { /* the comment speaks of the first, or of all */
            one.whole = child;
            if (child != ecma_first(t, n))
                one.doc = NODE_NONE;
        }
        declarator(w, child, &one, is_var, is_constant);
    }
}
