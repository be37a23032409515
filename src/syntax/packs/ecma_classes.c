/*
 * ecma_classes.c -- everything with members: classes, interfaces, enums, object types, object
 * literals.
 */
#include "syntax/packs/ecma_walk.h"

/* Members are declared with computed names that only running tells; these have no def. */
static bool is_plain_key(EcmaKind kind)
{
    return kind == K_PROPERTY_NAME || kind == K_PRIVATE_NAME || kind == K_STRING ||
           kind == K_NUMBER;
}

static NameId key_name(Walk *w, NodeId key)
{
    return facts_add_name(w->b, ecma_string(w->t, key));
}

Visibility ecma_visibility(Walk *w, NodeId member, NodeId name)
{
    Str word = node_text(w->t, node_child_of_kind(w->t, member, K_ACCESSIBILITY));

    if (str_is(word, "private") || str_is(word, "protected") ||
        node_kind(w->t, name) == K_PRIVATE_NAME)
        return VISIBLE_CLASS;
    return str_starts(node_text(w->t, name), STR("_")) ? VISIBLE_MODULE : VISIBLE_PUBLIC;
}

static uint16_t member_flags(Walk *w, NodeId member)
{
    const Tree *t = w->t;
    uint16_t flags = 0;

    NODE_EACH_CHILD (t, member, child) {
        switch (node_kind(t, child)) {
        case K_TOKEN_STATIC:
            flags |= DEF_IS_STATIC;
            break;
        case K_TOKEN_GET:
            flags |= DEF_IS_GETTER;
            break;
        case K_OVERRIDE:
            flags |= DEF_IS_OVERRIDE;
            break;
        default:
            break;
        }
    }
    return flags;
}

static Def member_def(Walk *w, DefKind kind, NodeId member, NodeId name, NodeId body,
                      NodeId doc)
{
    Def d = ecma_def_at(w, kind, member, name, body, doc);

    d.name = key_name(w, name);
    d.visibility = (uint8_t)ecma_visibility(w, member, name);
    d.flags |= member_flags(w, member);
    if (str_starts(str_sub(w->t->src, w->t->nodes[name].end, w->t->nodes[member].end),
                   STR("?")))
        d.flags |= DEF_IS_OPTIONAL;
    return d;
}

/* A method, signature or accessor of the present class scope. `expected` is what an object literal's
 * place asks for under its name. */
static void method(Walk *w, NodeId n, NodeId doc, uint16_t flags, uint32_t expected)
{
    const Tree *t = w->t;
    NodeId name = node_field(t, n, F_NAME), body = node_field(t, n, F_BODY);
    bool is_setter = ecma_has_token(t, n, K_TOKEN_SET);
    EcmaKind kind = node_kind(t, name);

    if (!is_plain_key(kind)) {
        if (name != NODE_NONE)
            ecma_children(w, name);
        Frame f = ecma_enter_function(w, w->def);
        ecma_function_parts(w, n, 0);
        ecma_leave(w, f);
        return;
    }
    bool is_constructor = !flags && str_is(node_text(t, name), "constructor");
    Def d = member_def(w, is_constructor ? DEF_CONSTRUCTOR : DEF_METHOD, n, name, body, doc);
    d.flags |= flags;
    if (body == NODE_NONE)
        d.flags |= DEF_IS_DECLARATION;
    if (is_setter)
        d.kind = DEF_PROPERTY;
    uint32_t outer = w->def;
    uint32_t def = ecma_add_def(w, d);
    ecma_function_of(w, def, n, expected);
    if (is_setter)
        w->b->defs.at[def].type = 0;
    w->def = outer;
}

static void field(Walk *w, NodeId n, NodeId doc)
{
    const Tree *t = w->t;
    NodeId name = node_field(t, n, w->is_js ? F_PROPERTY : F_NAME);
    NodeId value = node_field(t, n, F_VALUE), type = node_field(t, n, F_TYPE);

    NODE_EACH_CHILD (t, n, child) {
        if (node_kind(t, child) == K_DECORATOR)
            ecma_statement(w, child, NODE_NONE);
    }
    if (!is_plain_key(node_kind(t, name))) {
        ecma_children(w, n);
        return;
    }
    bool is_function = ecma_is_function(t, value);
    Def d = member_def(w, is_function ? DEF_METHOD : DEF_FIELD, n, name,
                       is_function ? node_field(t, value, F_BODY) : NODE_NONE, doc);
    uint32_t def = ecma_add_def(w, d);
    Frame f = {0};
    bool has_scope = value != NODE_NONE;
    if (has_scope)
        f = ecma_enter(w, SCOPE_BLOCK, def);
    uint32_t declared = type == NODE_NONE ? ecma_jsdoc_type(w, ecma_doc_of_def(w, def))
                                          : ecma_type(w, type);
    uint32_t given = ecma_value(w, value, !declared, declared);
    if (has_scope)
        ecma_leave(w, f);
    w->b->defs.at[def].type = declared;
    w->b->defs.at[def].value = given;
}

static void property_signature(Walk *w, NodeId n, NodeId doc)
{
    NodeId name = node_field(w->t, n, F_NAME);
    uint32_t type = ecma_type(w, node_field(w->t, n, F_TYPE));

    if (!is_plain_key(node_kind(w->t, name))) {
        if (name != NODE_NONE)
            ecma_children(w, name);
        return;
    }
    Def d = member_def(w, DEF_PROPERTY, n, name, NODE_NONE, doc);
    d.type = type;
    ecma_add_def(w, d);
}

/* (...) => T as a member without a name, or after `new`. */
static void call_signature(Walk *w, NodeId n, unsigned what)
{
    uint32_t signature = ecma_add(
        w,
        (Expr){.kind = EXPR_FUNCTION_TYPE, .flags = EXPR_IS_TYPE, .at = w->t->nodes[n].start});
    uint32_t holder = w->scope;
    Frame f = ecma_enter_function(w, w->def);

    w->is_in_function = f.is_in_function;
    uint32_t scope = w->scope;
    uint32_t type = ecma_function_parts(w, n, 0);
    if (!type)
        type = ecma_type(w, node_field(w->t, n, F_TYPE));
    ecma_leave(w, f);
    w->b->exprs.at[signature].a = type;
    w->b->exprs.at[signature].scope = scope;
    ecma_note_local(w, holder, what, signature, 0);
}

static void index_signature(Walk *w, NodeId n)
{
    ecma_type(w, node_field(w->t, n, F_INDEX));
    uint32_t type = ecma_type(w, node_field(w->t, n, F_TYPE));

    ecma_note_local(w, w->scope, ECMA_LOCAL_INDEX, type, 0);
}

static void member(Walk *w, NodeId n, NodeId doc)
{
    switch (node_kind(w->t, n)) {
    case K_METHOD:
    case K_METHOD_SIGNATURE:
    case K_ABSTRACT_METHOD:
        method(w, n, doc, 0, 0);
        break;
    case K_PUBLIC_FIELD:
    case K_FIELD:
        field(w, n, doc);
        break;
    case K_PROPERTY_SIGNATURE:
        property_signature(w, n, doc);
        break;
    case K_CALL_SIGNATURE:
        call_signature(w, n, ECMA_LOCAL_CALL);
        break;
    case K_CONSTRUCT_SIGNATURE:
        call_signature(w, n, ECMA_LOCAL_CONSTRUCT);
        break;
    case K_INDEX_SIGNATURE:
        index_signature(w, n);
        break;
    default: /* static blocks, decorators, what could not be parsed */
        ecma_statement(w, n, NODE_NONE);
        break;
    }
}

static void members(Walk *w, NodeId body)
{
    DocRun doc = NO_DOC;

    if (body == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, body, child) {
        EcmaKind kind = node_kind(w->t, child);

        if (kind == K_COMMENT)
            ecma_doc_add(w->t, &doc, child);
        else if (kind == K_DECORATOR)
            ecma_statement(w, child, NODE_NONE);
        else if (w->t->nodes[child].flags & (NODE_NAMED | NODE_ERROR))
            member(w, child, ecma_doc_take(w->t, &doc, child));
    }
}

/* -- classes and interfaces -- */

static void mark_base(Walk *w, uint32_t base, bool is_implemented)
{
    Expr *e = &w->b->exprs.at[base];

    e->extra = is_implemented;
    if (e->kind == EXPR_GENERIC)
        e = &w->b->exprs.at[e->a];
    if (e->kind == EXPR_NAME || e->kind == EXPR_MEMBER)
        e->flags |= EXPR_IS_BASE;
}

static void add_base(Walk *w, uint32_t *head, uint32_t *tail, uint32_t base,
                     bool is_implemented)
{
    if (!base)
        return;
    mark_base(w, base, is_implemented);
    ecma_list_add(w, head, tail, base);
}

static uint32_t with_type_arguments(Walk *w, uint32_t of, NodeId arguments)
{
    if (!of || arguments == NODE_NONE)
        return of;
    uint32_t list = ecma_type_list(w, arguments);
    return ecma_add(
        w, (Expr){.kind = EXPR_GENERIC, .a = of, .b = list, .at = w->b->exprs.at[of].at});
}

static uint32_t class_bases(Walk *w, NodeId heritage)
{
    const Tree *t = w->t;
    uint32_t head = 0, tail = 0;

    if (heritage == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (t, heritage, child) {
        EcmaKind kind = node_kind(t, child);

        if (kind == K_EXTENDS) {
            uint32_t base = ecma_value(w, node_field(t, child, F_VALUE), true, 0);
            base = with_type_arguments(w, base, node_field(t, child, F_TYPE_ARGUMENTS));
            add_base(w, &head, &tail, base, false);
        } else if (kind == K_IMPLEMENTS) {
            NODE_EACH_CHILD (t, child, type) {
                if (t->nodes[type].flags & NODE_NAMED)
                    add_base(w, &head, &tail, ecma_type(w, type), true);
            }
        } else if (t->nodes[child].flags & NODE_NAMED) {
            add_base(w, &head, &tail, ecma_value(w, child, true, 0), false);
        }
    }
    return head;
}

static void class_of(Walk *w, uint32_t def, NodeId n)
{
    const Tree *t = w->t;
    Frame around = ecma_enter(w, SCOPE_BLOCK, def);
    bool had_wish = w->wants_returns;

    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_GENERIC;
    ecma_type_parameters(w, n);
    NODE_EACH_CHILD (t, n, child) {
        if (node_kind(t, child) == K_DECORATOR)
            ecma_statement(w, child, NODE_NONE);
    }
    uint32_t bases = class_bases(w, node_child_of_kind(t, n, K_CLASS_HERITAGE));
    w->b->defs.at[def].bases = bases;
    Frame inner = ecma_enter(w, SCOPE_CLASS, def);
    w->b->defs.at[def].inner = w->scope;
    members(w, node_field(t, n, F_BODY));
    ecma_leave(w, inner);
    w->wants_returns = had_wish;
    ecma_leave(w, around);
}

void ecma_class(Walk *w, NodeId n, NodeId name, NodeId whole, NodeId doc, unsigned flags)
{
    Def d = ecma_def_at(w, DEF_CLASS, whole, name, node_field(w->t, n, F_BODY), doc);

    d.flags |= (uint16_t)flags;
    class_of(w, ecma_add_def(w, d), n);
}

/* A class without a declaration: what a function returns, what an argument is. */
uint32_t ecma_class_value(Walk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_NAME);
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);
    Def d = ecma_def_at(w, DEF_CLASS, n, name, node_field(w->t, n, F_BODY), NODE_NONE);

    if (name == NODE_NONE)
        d.name = 0;
    uint32_t def = ecma_add_def(w, d);
    class_of(w, def, n);
    uint32_t inner = w->b->defs.at[def].inner;
    ecma_leave(w, f);
    return ecma_add(w, (Expr){.kind = ECMA_CLASS, .scope = inner, .at = w->t->nodes[n].start});
}

void ecma_interface(Walk *w, NodeId n, NodeId whole, NodeId doc, unsigned flags)
{
    const Tree *t = w->t;
    NodeId body = node_field(t, n, F_BODY);
    Def d = ecma_def_at(w, DEF_INTERFACE, whole, node_field(t, n, F_NAME), body, doc);
    uint32_t head = 0, tail = 0;

    d.flags |= (uint16_t)flags;
    uint32_t def = ecma_add_def(w, d);
    Frame around = ecma_enter(w, SCOPE_BLOCK, def);
    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_GENERIC;
    ecma_type_parameters(w, n);
    NODE_EACH_CHILD (t, n, child) {
        if (node_kind(t, child) != K_EXTENDS_TYPE)
            continue;
        NODE_EACH_CHILD (t, child, type) {
            if (t->nodes[type].flags & NODE_NAMED)
                add_base(w, &head, &tail, ecma_type(w, type), false);
        }
    }
    w->b->defs.at[def].bases = head;
    Frame inner = ecma_enter(w, SCOPE_CLASS, def);
    w->b->defs.at[def].inner = w->scope;
    members(w, body);
    ecma_leave(w, inner);
    ecma_leave(w, around);
}

void ecma_enum(Walk *w, NodeId n, NodeId whole, NodeId doc, unsigned flags)
{
    const Tree *t = w->t;
    NodeId body = node_field(t, n, F_BODY);
    DocRun comments = NO_DOC;
    Def d = ecma_def_at(w, DEF_ENUM, whole, node_field(t, n, F_NAME), body, doc);

    d.flags |= (uint16_t)flags;
    uint32_t def = ecma_add_def(w, d);
    Frame f = ecma_enter(w, SCOPE_CLASS, def);
    w->b->defs.at[def].inner = w->scope;
    NODE_EACH_CHILD (t, body, child) {
        bool is_assigned = node_kind(t, child) == K_ENUM_ASSIGNMENT;
        NodeId name = is_assigned ? node_field(t, child, F_NAME) : child;

        if (node_kind(t, child) == K_COMMENT) {
            ecma_doc_add(t, &comments, child);
            continue;
        }
        NodeId comment = ecma_doc_take(t, &comments, child);
        if (is_plain_key(node_kind(t, name)))
            ecma_add_def(w, member_def(w, DEF_ENUM_MEMBER, child, name, NODE_NONE, comment));
        if (is_assigned)
            ecma_value(w, node_field(t, child, F_VALUE), false, 0);
    }
    ecma_leave(w, f);
}

/* -- object types -- */

/* {[K in Keys]: T} */
static uint32_t mapped_type(Walk *w, NodeId n, NodeId clause)
{
    const Tree *t = w->t;
    NodeId name = node_field(t, clause, F_NAME);
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);
    uint32_t keys = ecma_type(w, node_field(t, clause, F_TYPE));

    if (name != NODE_NONE)
        ecma_add_local(w, (Local){.name = ecma_name(w, name),
                                  .scope = w->scope,
                                  .kind = LOCAL_TYPE_PARAMETER,
                                  .start = t->nodes[name].start,
                                  .type = keys});
    ecma_type(w, node_field(t, clause, F_ALIAS));
    uint32_t value = ecma_type(w, node_field(t, n, F_TYPE));
    uint32_t mapped = ecma_add(w, (Expr){.kind = ECMA_MAPPED,
                                         .flags = EXPR_IS_TYPE,
                                         .a = keys,
                                         .b = value,
                                         .at = t->nodes[n].start});
    ecma_leave(w, f);
    return mapped;
}

uint32_t ecma_object_type(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId only = ecma_first(t, n);
    NodeId clause = node_kind(t, only) == K_INDEX_SIGNATURE
                        ? node_child_of_kind(t, only, K_MAPPED_CLAUSE)
                        : NODE_NONE;

    if (clause != NODE_NONE)
        return mapped_type(w, only, clause);
    uint32_t object = ecma_add(
        w, (Expr){.kind = EXPR_OBJECT, .flags = EXPR_IS_TYPE, .at = t->nodes[n].start});
    Frame f = ecma_enter(w, SCOPE_CLASS, w->def);
    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_LITERAL;
    w->b->exprs.at[object].a = w->scope;
    members(w, n);
    ecma_leave(w, f);
    return object;
}

/* -- object literals -- */

typedef struct Literal {
    bool is_wanted;
    uint32_t expected; /* of the whole literal */
} Literal;

/* What is expected under a key; and the key's own reference to it. */
static uint32_t expected_of_key(Walk *w, const Literal *l, NodeId key)
{
    NameId name;

    if (!l->expected)
        return 0;
    name = key_name(w, key);
    ecma_add(w, (Expr){.kind = ECMA_KEY,
                       .flags = EXPR_IS_REF,
                       .name = name,
                       .a = l->expected,
                       .at = w->t->nodes[key].start});
    return ecma_add(w, (Expr){.kind = ECMA_PART, .name = name, .a = l->expected});
}

/* Defs of keys say who they belong to only outside functions: within, they are no more than data. */
static uint32_t add_key(Walk *w, DefKind kind, NodeId whole, NodeId key, NodeId body,
                        NodeId doc)
{
    Def d = ecma_def_at(w, kind, whole, key, body, doc);

    d.name = key_name(w, key);
    d.flags |= ECMA_DEF_LITERAL_KEY;
    d.visibility = w->is_in_function ? VISIBLE_FILE : VISIBLE_PUBLIC;
    return ecma_add_def(w, d);
}

static void literal_pair(Walk *w, const Literal *l, NodeId n, NodeId doc)
{
    const Tree *t = w->t;
    NodeId key = node_field(t, n, F_KEY), value = node_field(t, n, F_VALUE);

    if (!is_plain_key(node_kind(t, key))) {
        if (key != NODE_NONE)
            ecma_children(w, key);
        ecma_value(w, value, false, 0);
        return;
    }
    uint32_t expected = expected_of_key(w, l, key), def = 0;
    bool is_function = ecma_is_function(t, value);
    if (l->is_wanted || (is_function && !w->is_in_function))
        def = add_key(w, is_function ? DEF_METHOD : DEF_PROPERTY, n, key,
                      is_function ? node_field(t, value, F_BODY) : NODE_NONE, doc);
    if (def && is_function) {
        uint32_t outer = w->def;
        ecma_function_of(w, def, value, expected);
        w->def = outer;
        return;
    }
    uint32_t outer = w->def;
    if (def && !w->is_in_function)
        w->def = def;
    uint32_t given = ecma_value(w, value, l->is_wanted, expected);
    w->def = outer;
    if (def)
        w->b->defs.at[def].value = given;
}

static void literal_shorthand(Walk *w, const Literal *l, NodeId n)
{
    uint32_t def = 0;

    if (l->is_wanted)
        def = add_key(w, DEF_PROPERTY, n, n, NODE_NONE, NODE_NONE);
    uint32_t given = ecma_value(w, n, l->is_wanted, 0);
    if (def)
        w->b->defs.at[def].value = given;
}

static void literal_method(Walk *w, const Literal *l, NodeId n, NodeId doc)
{
    NodeId name = node_field(w->t, n, F_NAME);
    uint32_t expected = is_plain_key(node_kind(w->t, name)) ? expected_of_key(w, l, name) : 0;

    method(w, n, doc, ECMA_DEF_LITERAL_KEY, expected);
}

uint32_t ecma_object(Walk *w, NodeId n, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;
    Literal l = {is_wanted, expected};
    DocRun doc = NO_DOC;
    uint32_t object = ecma_add(w, (Expr){.kind = EXPR_OBJECT, .at = t->nodes[n].start});
    Frame f = ecma_enter(w, SCOPE_CLASS, w->def);

    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_LITERAL;
    w->b->exprs.at[object].a = w->scope;
    NODE_EACH_CHILD (t, n, child) {
        switch (node_kind(t, child)) {
        case K_COMMENT:
            ecma_doc_add(t, &doc, child);
            continue;
        case K_PAIR:
            literal_pair(w, &l, child, ecma_doc_take(t, &doc, child));
            break;
        case K_SHORTHAND:
            literal_shorthand(w, &l, child);
            break;
        case K_METHOD:
            literal_method(w, &l, child, ecma_doc_take(t, &doc, child));
            break;
        case K_SPREAD: {
            uint32_t spread = ecma_value(w, ecma_first(t, child), is_wanted, expected);
            if (spread && is_wanted)
                facts_add_local(w->b, (Local){.scope = w->scope,
                                              .extra = ECMA_LOCAL_SPREAD,
                                              .value = spread,
                                              .start = t->nodes[child].start});
            break;
        }
        default:
            ecma_statement(w, child, NODE_NONE);
            break;
        }
        doc = NO_DOC;
    }
    ecma_leave(w, f);
    if (!expected)
        return object;
    return ecma_add(
        w, (Expr){.kind = ECMA_EXPECTED, .a = object, .b = expected, .at = t->nodes[n].start});
}
