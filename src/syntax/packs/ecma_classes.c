/*
 * ecma_classes.c -- everything with members: classes, interfaces, enums, object types, object
 * literals, and what plain JavaScript puts together by assignment.
 */
#include "syntax/packs/ecma_walk.h"

/* Members are declared with computed names that only running tells; these have no def. */
static bool is_plain_key(EcmaKind kind)
{
    return kind == K_PROPERTY_NAME || kind == K_PRIVATE_NAME || kind == K_STRING || kind == K_NUMBER;
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

static Def member_def(Walk *w, DefKind kind, NodeId member, NodeId name, NodeId body, NodeId doc)
{
    Def d = ecma_def_at(w, kind, member, name, body, doc);

    d.name = key_name(w, name);
    d.visibility = (uint8_t)ecma_visibility(w, member, name);
    d.flags |= member_flags(w, member);
    if (str_starts(str_sub(w->t->src, w->t->nodes[name].end, w->t->nodes[member].end), STR("?")))
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
    uint32_t declared = ecma_type(w, type);
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
    uint32_t signature = ecma_add(w, (Expr){.kind = EXPR_FUNCTION_TYPE, .flags = EXPR_IS_TYPE,
                                            .at = w->t->nodes[n].start});
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
    NodeId doc = NODE_NONE;

    if (body == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, body, child) {
        EcmaKind kind = node_kind(w->t, child);

        if (kind == K_COMMENT) {
            doc = ecma_doc(w->t, doc, child);
        } else if (kind == K_DECORATOR) {
            ecma_statement(w, child, NODE_NONE);
        } else if (w->t->nodes[child].flags & (NODE_NAMED | NODE_ERROR)) {
            member(w, child, ecma_doc_for(w->t, doc, child));
            doc = NODE_NONE;
        }
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

static void add_base(Walk *w, uint32_t *head, uint32_t *tail, uint32_t base, bool is_implemented)
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
    return ecma_add(w, (Expr){.kind = EXPR_GENERIC, .a = of, .b = list,
                              .at = w->b->exprs.at[of].at});
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
    NodeId body = node_field(t, n, F_BODY), comment = NODE_NONE;
    Def d = ecma_def_at(w, DEF_ENUM, whole, node_field(t, n, F_NAME), body, doc);

    d.flags |= (uint16_t)flags;
    uint32_t def = ecma_add_def(w, d);
    Frame f = ecma_enter(w, SCOPE_CLASS, def);
    w->b->defs.at[def].inner = w->scope;
    NODE_EACH_CHILD (t, body, child) {
        bool is_assigned = node_kind(t, child) == K_ENUM_ASSIGNMENT;
        NodeId name = is_assigned ? node_field(t, child, F_NAME) : child;

        if (node_kind(t, child) == K_COMMENT) {
            comment = ecma_doc(t, comment, child);
            continue;
        }
        if (is_plain_key(node_kind(t, name))) {
            Def m = member_def(w, DEF_ENUM_MEMBER, child, name, NODE_NONE,
                               ecma_doc_for(t, comment, child));
            ecma_add_def(w, m);
        }
        if (is_assigned)
            ecma_value(w, node_field(t, child, F_VALUE), false, 0);
        comment = NODE_NONE;
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
        ecma_add_local(w, (Local){.name = ecma_name(w, name), .scope = w->scope,
                                  .kind = LOCAL_TYPE_PARAMETER, .start = t->nodes[name].start,
                                  .type = keys});
    ecma_type(w, node_field(t, clause, F_ALIAS));
    uint32_t value = ecma_type(w, node_field(t, n, F_TYPE));
    uint32_t mapped = ecma_add(w, (Expr){.kind = ECMA_MAPPED, .flags = EXPR_IS_TYPE, .a = keys,
                                         .b = value, .at = t->nodes[n].start});
    ecma_leave(w, f);
    return mapped;
}

uint32_t ecma_object_type(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId only = ecma_first(t, n);
    NodeId clause = node_kind(t, only) == K_INDEX_SIGNATURE
                        ? node_child_of_kind(t, only, K_MAPPED_CLAUSE) : NODE_NONE;

    if (clause != NODE_NONE)
        return mapped_type(w, only, clause);
    uint32_t object = ecma_add(w, (Expr){.kind = EXPR_OBJECT, .flags = EXPR_IS_TYPE,
                                         .at = t->nodes[n].start});
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
    ecma_add(w, (Expr){.kind = ECMA_KEY, .flags = EXPR_IS_REF, .name = name, .a = l->expected,
                       .at = w->t->nodes[key].start});
    return ecma_add(w, (Expr){.kind = ECMA_PART, .name = name, .a = l->expected});
}

/* Defs of keys say who they belong to only outside functions: within, they are no more than data. */
static uint32_t add_key(Walk *w, DefKind kind, NodeId whole, NodeId key, NodeId body, NodeId doc)
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
    NodeId doc = NODE_NONE;
    uint32_t object = ecma_add(w, (Expr){.kind = EXPR_OBJECT, .at = t->nodes[n].start});
    Frame f = ecma_enter(w, SCOPE_CLASS, w->def);

    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_LITERAL;
    w->b->exprs.at[object].a = w->scope;
    NODE_EACH_CHILD (t, n, child) {
        switch (node_kind(t, child)) {
        case K_COMMENT:
            doc = ecma_doc(t, doc, child);
            continue;
        case K_PAIR:
            literal_pair(w, &l, child, ecma_doc_for(t, doc, child));
            break;
        case K_SHORTHAND:
            literal_shorthand(w, &l, child);
            break;
        case K_METHOD:
            literal_method(w, &l, child, ecma_doc_for(t, doc, child));
            break;
        case K_SPREAD: {
            uint32_t spread = ecma_value(w, ecma_first(t, child), is_wanted, expected);
            if (spread && is_wanted)
                facts_add_local(w->b, (Local){.scope = w->scope, .extra = ECMA_LOCAL_SPREAD,
                                              .value = spread, .start = t->nodes[child].start});
            break;
        }
        default:
            ecma_statement(w, child, NODE_NONE);
            break;
        }
        doc = NODE_NONE;
    }
    ecma_leave(w, f);
    if (!expected)
        return object;
    return ecma_add(w, (Expr){.kind = ECMA_EXPECTED, .a = object, .b = expected,
                              .at = t->nodes[n].start});
}

/* -- members by assignment -- */

/* The object scope in an initialiser, through what may be wrapped around it; 0 when it has none. */
static uint32_t scope_of_value(const Walk *w, uint32_t value)
{
    const Expr *e = &w->b->exprs.at[value];

    if (e->kind == ECMA_EXPECTED)
        e = &w->b->exprs.at[e->a];
    return e->kind == EXPR_OBJECT ? e->a : 0;
}

/* The scope that a def's assigned members go to, made when it is the first; 0 when it has none. */
static uint32_t member_scope(Walk *w, uint32_t def)
{
    Def *d = &w->b->defs.at[def];

    if (d->kind == DEF_CLASS)
        return d->inner;
    if (d->kind != DEF_FUNCTION && d->kind != DEF_METHOD) {
        if (!w->is_js || !d->value || d->scope != 1)
            return 0;
        uint32_t scope = scope_of_value(w, d->value);
        if (scope)
            return scope;
    }
    if (!d->bases) {
        uint32_t scope = facts_add_scope(w->b, SCOPE_CLASS, d->scope, def);
        uint32_t object = ecma_add(w, (Expr){.kind = EXPR_OBJECT, .a = scope, .at = d->name_start});

        w->b->defs.at[def].bases = object;
        return scope;
    }
    return scope_of_value(w, d->bases);
}

static uint32_t exports_scope(Walk *w)
{
    if (!w->exports_scope) {
        w->exports_scope = facts_add_scope(w->b, SCOPE_CLASS, 1, 0);
        w->b->scopes.at[w->exports_scope].flags |= ECMA_SCOPE_EXPORTS;
    }
    return w->exports_scope;
}

/* Where `this` in the present function has its members; 0 when that is not known. */
static uint32_t scope_of_this(Walk *w)
{
    uint32_t scope = w->scope;

    for (; scope; scope = w->b->scopes.at[scope].parent) {
        const Scope *s = &w->b->scopes.at[scope];

        if (s->kind == SCOPE_CLASS)
            return s->flags & ECMA_SCOPE_LITERAL ? 0 : scope;
        if (s->kind == SCOPE_FUNCTION && !(s->flags & ECMA_SCOPE_ARROW))
            break;
    }
    if (!scope || !w->b->scopes.at[scope].def)
        return 0;
    uint32_t parent = w->b->scopes.at[scope].parent, def = w->b->scopes.at[scope].def;
    if (w->b->scopes.at[parent].kind == SCOPE_CLASS)
        return w->b->scopes.at[parent].flags & ECMA_SCOPE_LITERAL ? 0 : parent;
    const Def *d = &w->b->defs.at[def];
    if (d->inner != scope)
        return 0;
    if (w->b->scopes.at[d->scope].kind == SCOPE_CLASS)
        return d->scope;
    return d->kind == DEF_FUNCTION ? member_scope(w, def) : 0;
}

typedef struct Target {
    uint32_t scope; /* that the member goes to; 0: nothing is made */
    DefKind plain, function; /* what it is when the value is no function, or one */
    uint16_t flags;
    bool is_exports; /* module.exports itself */
    uint32_t prototype_of; /* F.prototype itself: the def F */
} Target;

static bool is_word(Walk *w, NodeId n, const char *word)
{
    return node_kind(w->t, n) == K_IDENTIFIER && str_is(node_text(w->t, n), word) &&
           !ecma_local_in_sight(w, ecma_name(w, n));
}

static bool is_member(Walk *w, NodeId n, const char *object, const char *property)
{
    return node_kind(w->t, n) == K_MEMBER && is_word(w, node_field(w->t, n, F_OBJECT), object) &&
           str_is(node_text(w->t, node_field(w->t, n, F_PROPERTY)), property);
}

static uint32_t def_of_word(Walk *w, NodeId n)
{
    NameId name = node_kind(w->t, n) == K_IDENTIFIER ? ecma_name(w, n) : 0;

    if (!name || name >= w->def_named.len || ecma_local_in_sight(w, name))
        return 0;
    return w->def_named.at[name];
}

static Target target_of(Walk *w, NodeId left)
{
    const Tree *t = w->t;
    NodeId object = node_field(t, left, F_OBJECT), property = node_field(t, left, F_PROPERTY);
    Target to = {.plain = DEF_FIELD, .function = DEF_METHOD, .flags = ECMA_DEF_ASSIGNED};
    uint32_t def = 0;

    if (is_member(w, left, "module", "exports") || is_word(w, left, "exports")) {
        to.is_exports = true;
    } else if (node_kind(t, left) != K_MEMBER || property == NODE_NONE) {
        return to;
    } else if (node_kind(t, object) == K_THIS) {
        to.scope = w->is_js ? scope_of_this(w) : 0;
    } else if (is_word(w, object, "exports") || is_member(w, object, "module", "exports")) {
        to.scope = exports_scope(w);
        to.plain = DEF_CONSTANT;
        to.function = DEF_FUNCTION;
        to.flags |= DEF_IS_EXPORTED;
    } else if (node_kind(t, object) == K_MEMBER &&
               str_is(node_text(t, node_field(t, object, F_PROPERTY)), "prototype") &&
               (def = def_of_word(w, node_field(t, object, F_OBJECT)))) {
        to.scope = member_scope(w, def);
    } else if ((def = def_of_word(w, object))) {
        if (str_is(node_text(t, property), "prototype") && w->b->defs.at[def].kind == DEF_FUNCTION) {
            to.prototype_of = def;
            return to;
        }
        to.scope = member_scope(w, def);
        to.flags |= DEF_IS_STATIC;
    }
    return to;
}

/* -- mixing in -- */

/* The scope that gets what is mixed into the named function or object. */
static uint32_t scope_mixed_into(Walk *w, NodeId target)
{
    const Tree *t = w->t;
    uint32_t def;

    if (node_kind(t, target) == K_MEMBER &&
        str_is(node_text(t, node_field(t, target, F_PROPERTY)), "prototype")) {
        def = def_of_word(w, node_field(t, target, F_OBJECT));
        return def ? member_scope(w, def) : 0;
    }
    if (node_kind(t, target) != K_IDENTIFIER)
        return 0;
    uint32_t local = ecma_local_in_sight(w, ecma_name(w, target));
    if (local) {
        const Expr *e = &w->b->exprs.at[w->b->locals.at[local].value];

        return e->kind == EXPR_LAMBDA || e->kind == EXPR_OBJECT ? e->a : 0;
    }
    def = def_of_word(w, target);
    if (!def)
        return 0;
    return w->b->defs.at[def].kind == DEF_FUNCTION ? w->b->defs.at[def].inner
                                                   : member_scope(w, def);
}

void ecma_mix_in(Walk *w, Str function, NodeId arguments, uint32_t list)
{
    static const char *const words[] = {"assign", "mixin", "extend", "merge", "inherits"};
    const Tree *t = w->t;
    NodeId target = ecma_first(t, arguments);
    size_t word = 0;

    while (word < ARRAY_LEN(words) && !str_is(function, words[word]))
        word++;
    if (word == ARRAY_LEN(words) || !list || !w->is_js)
        return;
    bool is_inheritance = str_is(function, "inherits");
    uint32_t def = is_inheritance ? def_of_word(w, target) : 0;
    uint32_t scope = !is_inheritance ? scope_mixed_into(w, target) : def ? member_scope(w, def) : 0;
    for (list = w->b->exprs.at[list].b; list && scope; list = w->b->exprs.at[list].b) {
        uint32_t value = w->b->exprs.at[list].a;

        if (!value)
            continue;
        if (is_inheritance)
            value = ecma_add(w, (Expr){.kind = EXPR_MEMBER, .a = value,
                                       .name = facts_add_name(w->b, STR("prototype"))});
        ecma_note_local(w, scope, ECMA_LOCAL_SPREAD, 0, value);
    }
}

/* True for the first assignment to the member. */
static bool is_first(Walk *w, uint32_t scope, NameId name)
{
    bool is_new;

    (void)u64map_at(&w->assigned, (uint64_t)scope << 32 | name, &is_new);
    return is_new;
}

static uint32_t assign_member(Walk *w, const Target *to, NodeId left, NodeId value, NodeId whole,
                              NodeId doc)
{
    const Tree *t = w->t;
    NodeId name = node_field(t, left, F_PROPERTY);
    bool is_function = ecma_is_function(t, value);
    Def d = ecma_def_at(w, is_function ? to->function : to->plain, whole, name,
                        is_function ? node_field(t, value, F_BODY) : NODE_NONE, doc);

    d.flags |= to->flags;
    d.scope = to->scope;
    d.parent = w->b->scopes.at[to->scope].def;
    d.visibility = str_starts(node_text(t, name), STR("_")) ? VISIBLE_MODULE : VISIBLE_PUBLIC;
    uint32_t def = ecma_add_def(w, d);
    EcmaKind object = node_kind(t, node_field(t, left, F_OBJECT));
    if ((object == K_IDENTIFIER || object == K_MEMBER) && !(to->flags & DEF_IS_EXPORTED))
        ecma_value(w, node_field(t, left, F_OBJECT), false, 0);
    if (is_function) {
        ecma_function_of(w, def, value, 0);
        return ecma_add(w, (Expr){.kind = EXPR_LAMBDA, .a = w->b->defs.at[def].inner,
                                  .b = w->b->defs.at[def].type, .at = t->nodes[value].start});
    }
    Frame f = {0};
    bool has_scope = !w->is_in_function;
    if (has_scope)
        f = ecma_enter(w, SCOPE_BLOCK, def);
    uint32_t given = ecma_value(w, value, true, 0);
    if (has_scope)
        ecma_leave(w, f);
    w->b->defs.at[def].value = given;
    return given;
}

uint32_t ecma_assignment(Walk *w, NodeId n, bool is_wanted, NodeId whole, NodeId doc)
{
    const Tree *t = w->t;
    NodeId left = node_field(t, n, F_LEFT), right = node_field(t, n, F_RIGHT);
    Target to = target_of(w, left);
    uint32_t value;

    if (to.is_exports) {
        value = ecma_value(w, right, true, 0);
        if (value)
            ecma_note_local(w, 1, ECMA_LOCAL_EXPORTS, 0, value);
        return value;
    }
    if (to.prototype_of) {
        value = ecma_value(w, right, true, 0);
        uint32_t scope = member_scope(w, to.prototype_of);
        if (value)
            ecma_note_local(w, scope, ECMA_LOCAL_SPREAD, 0, value);
        return value;
    }
    if (to.scope && is_first(w, to.scope, ecma_name(w, node_field(t, left, F_PROPERTY))))
        return assign_member(w, &to, left, right, whole, doc);
    uint32_t target = ecma_target(w, left);
    uint32_t local = node_kind(t, left) == K_IDENTIFIER ? ecma_local_in_sight(w, ecma_name(w, left))
                                                        : 0;
    /* `let x; ... x = new X()`: the first value tells what it is */
    bool is_told = local && !w->b->locals.at[local].type && !w->b->locals.at[local].value &&
                   w->b->locals.at[local].kind == LOCAL_VARIABLE;
    uint32_t expected = target && !is_told
                            ? ecma_add(w, (Expr){.kind = ECMA_TYPE_OF, .a = target}) : 0;
    value = ecma_value(w, right, is_wanted || is_told, expected);
    if (is_told)
        w->b->locals.at[local].value = value;
    return value;
}
