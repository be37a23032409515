/*
 * ecma.c -- reads facts out of JavaScript and TypeScript: scopes, statements, declarations.
 *
 * One walk from the root down. Two things keep it cheap: names that are known to be locals when
 * they are met leave no record unless somebody needs their type, and values leave one only where
 * something may later be asked of it (is_wanted).
 *
 * Declarations come as the language nests them: `export` and `declare` wrap the statement, so what
 * they say is handed inwards (Outer).
 */
#include "syntax/packs/ecma_walk.h"

/* What stands around a declaration. */
typedef struct Outer {
    NodeId whole; /* the wrapper, or the declaration itself */
    NodeId doc;   /* the comment before it, or NODE_NONE */
    unsigned flags;
} Outer;

/* -- small things -- */

NameId ecma_name(Walk *w, NodeId n)
{
    return n == NODE_NONE ? 0 : facts_add_name(w->b, node_text(w->t, n));
}

uint32_t ecma_add(Walk *w, Expr e)
{
    if (!e.scope)
        e.scope = w->scope;
    return facts_add_expr(w->b, e);
}

static bool is_plain(const Tree *t, NodeId n)
{
    return (t->nodes[n].flags & NODE_NAMED) && t->nodes[n].kind != K_COMMENT;
}

NodeId ecma_first(const Tree *t, NodeId n)
{
    if (n == NODE_NONE)
        return NODE_NONE;
    NODE_EACH_CHILD (t, n, child) {
        if (is_plain(t, child))
            return child;
    }
    return NODE_NONE;
}

NodeId ecma_after(const Tree *t, NodeId n)
{
    for (n = node_next(t, n); n != NODE_NONE; n = node_next(t, n)) {
        if (is_plain(t, n))
            return n;
    }
    return NODE_NONE;
}

Str ecma_string(const Tree *t, NodeId n)
{
    Str text = node_text(t, n);

    if (text.len >= 2 && (text.ptr[0] == '\'' || text.ptr[0] == '"' || text.ptr[0] == '`'))
        return str_sub(text, 1, text.len - 1);
    return text;
}

bool ecma_has_token(const Tree *t, NodeId n, EcmaKind token)
{
    return node_child_of_kind(t, n, token) != NODE_NONE;
}

/* -- scopes and what is in sight -- */

static uint32_t *sight_of(Walk *w, NameId name)
{
    while (w->in_sight.len <= name)
        (void)VEC_PUSH(&w->in_sight);
    return &w->in_sight.at[name];
}

static void see(Walk *w, NameId name, uint32_t what)
{
    uint32_t *sight = sight_of(w, name);

    *VEC_PUSH(&w->sights) = (Sight){name, *sight};
    *sight = what;
}

void ecma_see_def(Walk *w, NameId name)
{
    if (name)
        see(w, name, SIGHT_DEF);
}

void ecma_see_path(Walk *w, NameId path, uint32_t local)
{
    see(w, path, local);
}

uint32_t ecma_local_in_sight(const Walk *w, NameId name)
{
    uint32_t what = name < w->in_sight.len ? w->in_sight.at[name] : 0;

    return what == SIGHT_DEF ? 0 : what;
}

uint32_t ecma_add_local(Walk *w, Local local)
{
    uint32_t l = facts_add_local(w->b, local);

    if (local.name && local.kind != LOCAL_TYPE_PARAMETER && local.extra != ECMA_LOCAL_NARROWED)
        see(w, local.name, l);
    return l;
}

void ecma_note_local(Walk *w, uint32_t scope, unsigned what, uint32_t type, uint32_t value)
{
    facts_add_local(w->b, (Local){.scope = scope, .extra = (uint16_t)what, .type = type,
                                  .value = value});
}

Frame ecma_enter(Walk *w, ScopeKind kind, uint32_t def)
{
    Frame f = {w->scope, w->function, w->def, w->expected, w->sights.len, w->is_in_function};

    w->scope = facts_add_scope(w->b, kind, w->scope, def);
    w->def = def;
    return f;
}

Frame ecma_enter_function(Walk *w, uint32_t def)
{
    Frame f = ecma_enter(w, SCOPE_FUNCTION, def);

    w->function = w->scope;
    w->expected = 0;
    w->is_in_function = true;
    return f;
}

void ecma_leave(Walk *w, Frame f)
{
    while (w->sights.len > f.sights) {
        Sight s = VEC_POP(&w->sights);

        *sight_of(w, s.name) = s.before;
    }
    w->scope = f.scope;
    w->function = f.function;
    w->def = f.def;
    w->expected = f.expected;
    w->is_in_function = f.is_in_function;
}

/* -- defs -- */

Def ecma_def_at(Walk *w, DefKind kind, NodeId whole, NodeId name, NodeId body, NodeId doc)
{
    const Node *all = &w->t->nodes[whole];
    const Node *token = name == NODE_NONE ? all : &w->t->nodes[name];
    Def d = {
        .name = ecma_name(w, name), .name_start = token->start,
        .start = all->start, .end = all->end,
        .signature_end = body == NODE_NONE ? all->end : w->t->nodes[body].start,
        .line = tree_line(w->t, token->start), .end_line = tree_line(w->t, all->end),
        .scope = w->scope, .parent = w->def,
        .kind = (uint8_t)kind, .visibility = VISIBLE_FILE,
        .flags = body == NODE_NONE ? 0 : DEF_HAS_BODY,
    };

    if (doc != NODE_NONE) {
        d.doc_start = w->t->nodes[doc].start;
        d.doc_end = d.doc_start;
        for (NodeId n = doc; n != NODE_NONE && node_kind(w->t, n) == K_COMMENT &&
                             w->t->nodes[n].end <= d.start; n = node_next(w->t, n))
            d.doc_end = w->t->nodes[n].end;
        if (str_has(str_sub(w->t->src, d.doc_start, d.doc_end), STR("@deprecated")))
            d.flags |= DEF_IS_DEPRECATED;
    }
    return d;
}

uint32_t ecma_add_def(Walk *w, Def def)
{
    if (def.flags & (DEF_IS_EXPORTED | DEF_IS_DEFAULT_EXPORT))
        def.visibility = VISIBLE_PUBLIC;
    uint32_t d = facts_add_def(w->b, def);

    while (w->def_named.len <= def.name)
        (void)VEC_PUSH(&w->def_named);
    if (w->b->scopes.at[def.scope].kind != SCOPE_CLASS) {
        w->def_named.at[def.name] = d;
        ecma_see_def(w, def.name);
    }
    return d;
}

static Def outer_def(Walk *w, DefKind kind, const Outer *o, NodeId name, NodeId body)
{
    Def d = ecma_def_at(w, kind, o->whole, name, body, o->doc);

    d.flags |= (uint16_t)o->flags;
    return d;
}

/* -- functions -- */

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
    Local local = {.scope = w->scope, .kind = LOCAL_PARAMETER, .type = p.type, .value = p.value,
                   .order = (uint8_t)MIN_OF(p.order, 255u), .start = t->nodes[p.pattern].start};
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
        ecma_add_local(w, (Local){
            .name = ecma_name(w, name), .scope = w->scope, .kind = LOCAL_TYPE_PARAMETER,
            .start = w->t->nodes[name].start, .type = constraint, .value = otherwise,
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
    ecma_type_parameters(w, n);
    if (one != NODE_NONE) {
        unsigned order = 0;
        read_parameter(w, one, &order, NODE_NONE);
    }
    read_parameters(w, node_field(t, n, F_PARAMETERS));
    uint32_t type = ecma_type(w, node_field(t, n, F_RETURN_TYPE));
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

    if (name != NODE_NONE)
        ecma_add_local(w, (Local){.name = ecma_name(w, name), .scope = scope,
                                  .kind = LOCAL_VARIABLE, .start = w->t->nodes[name].start,
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
    uint32_t type = ecma_function_parts(w, n, expected);
    w->b->defs.at[d].type = type;
    if (w->b->scopes.at[scope].flags & ECMA_SCOPE_ASYNC)
        w->b->defs.at[d].flags |= DEF_IS_ASYNC;
    ecma_leave(w, f);
}

static void function_declaration(Walk *w, NodeId n, const Outer *o)
{
    NodeId body = node_field(w->t, n, F_BODY);
    Def d = outer_def(w, DEF_FUNCTION, o, node_field(w->t, n, F_NAME), body);

    if (body == NODE_NONE)
        d.flags |= DEF_IS_DECLARATION;
    ecma_function_of(w, ecma_add_def(w, d), n, 0);
}

/* -- variables -- */

bool ecma_is_function(const Tree *t, NodeId n)
{
    EcmaKind kind = node_kind(t, n);

    return kind == K_ARROW || kind == K_FUNCTION_EXPRESSION || kind == K_GENERATOR;
}

static void bind_name(Walk *w, NodeId n, const Binding *b)
{
    NameId name = ecma_name(w, n);

    if (!b->is_def) {
        ecma_add_local(w, (Local){.name = name, .scope = b->scope, .kind = (uint8_t)b->kind,
                                  .start = w->t->nodes[n].start, .type = b->type,
                                  .value = b->value, .extra = b->extra});
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
    return ecma_add(w, (Expr){.kind = EXPR_MEMBER, .flags = EXPR_IS_REF, .a = whole,
                              .name = facts_add_name(w->b, text), .at = w->t->nodes[key].start});
}

static uint32_t either(Walk *w, uint32_t a, uint32_t b)
{
    return a && b ? ecma_add(w, (Expr){.kind = EXPR_EITHER, .a = a, .b = b}) : a ? a : b;
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
            uint32_t key = node_kind(t, left) == K_SHORTHAND_PATTERN ? key_of_whole(w, left, whole) : 0;
            uint32_t otherwise = ecma_value(w, node_field(t, child, F_RIGHT), true, 0);
            bind_part(w, left, b, either(w, key, otherwise));
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
        if (!is_plain(t, child))
            continue;
        if (node_kind(t, child) == K_REST_PATTERN) {
            bind_part(w, ecma_first(t, child), b, whole);
            continue;
        }
        uint32_t part = whole ? ecma_add(w, (Expr){.kind = EXPR_INDEX, .a = whole,
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
        uint32_t otherwise = ecma_value(w, node_field(w->t, pattern, F_RIGHT), !b->type, b->type);
        if (!b->type)
            with_default.value = either(w, b->value, otherwise);
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
    Def d = outer_def(w, DEF_FUNCTION, o, name, node_field(w->t, value, F_BODY));
    d.scope = scope;
    uint32_t def = ecma_add_def(w, d);
    Frame f = ecma_enter(w, SCOPE_BLOCK, def);
    uint32_t declared = ecma_type(w, type);
    ecma_leave(w, f);
    ecma_function_of(w, def, value, declared);
    if (declared) { /* the declared type is that of the whole function */
        uint32_t lambda = ecma_add(w, (Expr){.kind = EXPR_LAMBDA, .a = w->b->defs.at[def].inner,
                                             .b = w->b->defs.at[def].type});
        w->b->defs.at[def].value =
            ecma_add(w, (Expr){.kind = ECMA_EXPECTED, .a = lambda, .b = declared});
    }
    return true;
}

/* `require("x")`: the string; NODE_NONE when it is something else. */
NodeId ecma_required(const Tree *t, NodeId call)
{
    NodeId callee = node_field(t, call, F_FUNCTION);

    if (node_kind(t, call) != K_CALL || node_kind(t, callee) != K_IDENTIFIER ||
        !str_is(node_text(t, callee), "require"))
        return NODE_NONE;
    NodeId argument = ecma_first(t, node_field(t, call, F_ARGUMENTS));
    return node_kind(t, argument) == K_STRING ? argument : NODE_NONE;
}

static void add_import(Walk *w, Import m, NodeId module)
{
    m.module = facts_name_copy(w->b, ecma_string(w->t, module));
    m.scope = w->scope;
    facts_add_import(w->b, m);
    if (m.local && m.kind != IMPORT_EXPORT)
        ecma_see_def(w, m.local);
}

/* The reference in an import: `a` of `import {a}`. */
static uint32_t imported(Walk *w, NodeId name, bool is_type)
{
    return ecma_add(w, (Expr){
        .kind = ECMA_IMPORTED, .name = ecma_name(w, name), .at = w->t->nodes[name].start,
        .flags = (uint8_t)(EXPR_IS_REF | EXPR_IS_IMPORT | (is_type ? EXPR_IS_TYPE : 0))});
}

/* `const x = require("m")` and `const {a, b: c} = require("m")`: imports. False when the pattern is
 * more than that. */
static bool required_names(Walk *w, NodeId pattern, NodeId module)
{
    const Tree *t = w->t;

    if (node_kind(t, pattern) == K_IDENTIFIER) {
        add_import(w, (Import){.local = ecma_name(w, pattern), .at = t->nodes[pattern].start,
                               .kind = IMPORT_MODULE, .level = ECMA_REQUIRED}, module);
        return true;
    }
    if (node_kind(t, pattern) != K_OBJECT_PATTERN)
        return false;
    NODE_EACH_CHILD (t, pattern, child) {
        EcmaKind kind = node_kind(t, child), value = node_kind(t, node_field(t, child, F_VALUE));

        if (kind != K_SHORTHAND_PATTERN && kind != K_COMMENT &&
            !(kind == K_PAIR_PATTERN && value == K_IDENTIFIER))
            return false;
    }
    NODE_EACH_CHILD (t, pattern, child) {
        bool is_pair = node_kind(t, child) == K_PAIR_PATTERN;
        NodeId key = is_pair ? node_field(t, child, F_KEY) : child;
        NodeId local = is_pair ? node_field(t, child, F_VALUE) : child;

        if (node_kind(t, child) == K_COMMENT)
            continue;
        Import m = {.symbol = ecma_name(w, key), .local = ecma_name(w, local),
                    .at = t->nodes[key].start, .kind = IMPORT_NAME, .level = ECMA_REQUIRED};
        m.extra = imported(w, key, false);
        add_import(w, m, module);
    }
    return true;
}

/* `const x = require("m").y` */
static bool required_member(Walk *w, NodeId name, NodeId value)
{
    const Tree *t = w->t;
    NodeId property = node_field(t, value, F_PROPERTY);
    NodeId module = node_kind(t, value) == K_MEMBER
                        ? ecma_required(t, node_field(t, value, F_OBJECT)) : NODE_NONE;

    if (module == NODE_NONE || property == NODE_NONE || node_kind(t, name) != K_IDENTIFIER)
        return false;
    Import m = {.symbol = ecma_name(w, property), .local = ecma_name(w, name),
                .at = t->nodes[property].start, .kind = IMPORT_NAME, .level = ECMA_REQUIRED};
    m.extra = imported(w, property, false);
    add_import(w, m, module);
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
    NodeId type = node_field(t, n, F_TYPE), module = ecma_required(t, value);
    Binding b = {.scope = is_var ? w->function : w->scope, .kind = LOCAL_VARIABLE,
                 .is_def = !w->is_in_function, .is_constant = is_constant,
                 .flags = (uint16_t)o->flags, .whole = o->whole, .doc = o->doc};

    if (name == NODE_NONE)
        return;
    if (module != NODE_NONE && required_names(w, name, module))
        return;
    if (required_member(w, name, value))
        return;
    if (b.is_def && value != NODE_NONE && named_value(w, name, value, type, o, b.scope))
        return;
    if (!b.is_def || node_kind(t, name) != K_IDENTIFIER) {
        b.type = ecma_type(w, type);
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
    uint32_t declared = ecma_type(w, type);
    uint32_t given = ecma_value(w, value, !declared, declared);
    if (has_scope)
        ecma_leave(w, f);
    w->b->defs.at[def].type = declared;
    w->b->defs.at[def].value = given;
    if (node_kind(t, value) == K_OBJECT || node_kind(t, value) == K_ARRAY)
        w->b->defs.at[def].signature_end = t->nodes[value].start;
}

static void variables(Walk *w, NodeId n, const Outer *o)
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
        if (count > 1)
            one.whole = child;
        declarator(w, child, &one, is_var, is_constant);
    }
}

/* -- imports and exports -- */

static void import_names(Walk *w, NodeId list, NodeId module, bool is_type_only)
{
    const Tree *t = w->t;

    NODE_EACH_CHILD (t, list, child) {
        NodeId name = node_field(t, child, F_NAME), alias = node_field(t, child, F_ALIAS);

        if (node_kind(t, child) != K_IMPORT_SPECIFIER || name == NODE_NONE)
            continue;
        bool is_type = is_type_only || ecma_has_token(t, child, K_TOKEN_TYPE);
        Import m = {.symbol = facts_add_name(w->b, ecma_string(t, name)),
                    .local = ecma_name(w, alias == NODE_NONE ? name : alias),
                    .at = t->nodes[name].start, .kind = IMPORT_NAME, .is_type_only = is_type};
        m.extra = imported(w, name, is_type);
        add_import(w, m, module);
    }
}

static void import_clause(Walk *w, NodeId clause, NodeId module, bool is_type)
{
    const Tree *t = w->t;

    NODE_EACH_CHILD (t, clause, child) {
        uint32_t at = t->nodes[child].start;

        if (node_kind(t, child) == K_IDENTIFIER) {
            Import m = {.symbol = facts_add_name(w->b, STR("default")),
                        .local = ecma_name(w, child), .at = at, .kind = IMPORT_NAME,
                        .is_type_only = is_type};
            m.extra = imported(w, child, is_type);
            add_import(w, m, module);
        } else if (node_kind(t, child) == K_NAMESPACE_IMPORT) {
            add_import(w, (Import){.local = ecma_name(w, ecma_first(t, child)), .at = at,
                                   .kind = IMPORT_MODULE, .is_type_only = is_type}, module);
        } else if (node_kind(t, child) == K_NAMED_IMPORTS) {
            import_names(w, child, module, is_type);
        }
    }
}

static void import_statement(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId clause = node_child_of_kind(t, n, K_IMPORT_CLAUSE);
    NodeId required = node_child_of_kind(t, n, K_IMPORT_REQUIRE);
    NodeId module = node_field(t, required == NODE_NONE ? n : required, F_SOURCE);

    if (module == NODE_NONE)
        return;
    if (required != NODE_NONE) {
        NodeId name = ecma_first(t, required);
        add_import(w, (Import){.local = ecma_name(w, name), .at = t->nodes[name].start,
                               .kind = IMPORT_MODULE, .level = ECMA_REQUIRED}, module);
    } else if (clause != NODE_NONE) {
        import_clause(w, clause, module, ecma_has_token(t, n, K_TOKEN_TYPE));
    } else {
        add_import(w, (Import){.at = t->nodes[module].start, .kind = IMPORT_MODULE}, module);
    }
}

/* `import A = N.M`: an import of a part of this file. */
static void import_alias(Walk *w, NodeId n, const Outer *o)
{
    NodeId name = ecma_first(w->t, n), of = name == NODE_NONE ? name : ecma_after(w->t, name);

    if (of == NODE_NONE)
        return;
    Import m = {.local = ecma_name(w, name), .scope = w->scope, .kind = IMPORT_NAME,
                .at = w->t->nodes[name].start};
    m.extra = ecma_value(w, of, true, 0);
    if (!m.extra)
        return;
    m.symbol = w->b->exprs.at[m.extra].name;
    facts_add_import(w->b, m);
    ecma_see_def(w, m.local);
    if (o->flags & DEF_IS_EXPORTED)
        facts_add_import(w->b, (Import){.symbol = m.local, .local = m.local, .scope = w->scope,
                                        .at = m.at, .kind = IMPORT_EXPORT});
}

static void export_names(Walk *w, NodeId clause, NodeId module)
{
    const Tree *t = w->t;

    NODE_EACH_CHILD (t, clause, child) {
        NodeId name = node_field(t, child, F_NAME), alias = node_field(t, child, F_ALIAS);

        if (node_kind(t, child) != K_EXPORT_SPECIFIER || name == NODE_NONE)
            continue;
        NameId symbol = facts_add_name(w->b, ecma_string(t, name));
        Import m = {.symbol = symbol, .at = t->nodes[name].start, .kind = IMPORT_EXPORT,
                    .local = alias == NODE_NONE ? symbol
                                                : facts_add_name(w->b, ecma_string(t, alias)),
                    .is_type_only = ecma_has_token(t, child, K_TOKEN_TYPE)};
        if (module != NODE_NONE) {
            m.extra = imported(w, name, m.is_type_only);
            add_import(w, m, module);
            continue;
        }
        m.extra = ecma_add(w, (Expr){.kind = EXPR_NAME, .name = symbol, .at = m.at,
                                     .flags = EXPR_IS_REF | EXPR_IS_IMPORT});
        m.scope = w->scope;
        facts_add_import(w->b, m);
    }
}

/* `export default` of something without a declaration of its own. */
static void export_default(Walk *w, NodeId n, NodeId value, NodeId doc)
{
    const Tree *t = w->t;
    NodeId token = node_child_of_kind(t, n, K_TOKEN_DEFAULT);
    NameId name = facts_add_name(w->b, STR("default"));
    Outer o = {n, doc, DEF_IS_EXPORTED | DEF_IS_DEFAULT_EXPORT};

    if (node_kind(t, value) == K_IDENTIFIER) {
        uint32_t ref = ecma_value(w, value, true, 0);
        facts_add_import(w->b, (Import){.symbol = ecma_name(w, value), .local = name,
                                        .scope = w->scope, .at = t->nodes[value].start,
                                        .kind = IMPORT_EXPORT, .extra = ref});
        return;
    }
    if (node_kind(t, value) == K_CLASS) {
        NodeId own = node_field(t, value, F_NAME);
        ecma_class(w, value, own == NODE_NONE ? token : own, n, doc, o.flags);
        return;
    }
    NodeId body = node_field(t, value, F_BODY);
    NodeId own = ecma_is_function(t, value) ? node_field(t, value, F_NAME) : NODE_NONE;
    Def d = outer_def(w, ecma_is_function(t, value) ? DEF_FUNCTION : DEF_CONSTANT, &o,
                      own == NODE_NONE ? token : own, body);
    uint32_t def = ecma_add_def(w, d);
    if (ecma_is_function(t, value)) {
        ecma_function_of(w, def, value, 0);
        return;
    }
    Frame f = ecma_enter(w, SCOPE_BLOCK, def);
    uint32_t given = ecma_value(w, value, true, 0);
    ecma_leave(w, f);
    w->b->defs.at[def].value = given;
}

static void declaration(Walk *w, NodeId n, const Outer *o);

static void export_statement(Walk *w, NodeId n, NodeId doc)
{
    const Tree *t = w->t;
    NodeId inner = node_field(t, n, F_DECLARATION), value = node_field(t, n, F_VALUE);
    NodeId module = node_field(t, n, F_SOURCE), clause = node_child_of_kind(t, n, K_EXPORT_CLAUSE);
    NodeId space = node_child_of_kind(t, n, K_NAMESPACE_EXPORT);
    bool is_default = ecma_has_token(t, n, K_TOKEN_DEFAULT);
    Outer o = {n, doc, DEF_IS_EXPORTED | (is_default ? DEF_IS_DEFAULT_EXPORT : 0)};

    NODE_EACH_CHILD (t, n, child) {
        if (node_kind(t, child) == K_DECORATOR)
            ecma_statement(w, child, NODE_NONE);
    }
    if (inner != NODE_NONE) {
        declaration(w, inner, &o);
    } else if (value != NODE_NONE) {
        export_default(w, n, value, doc);
    } else if (clause != NODE_NONE) {
        export_names(w, clause, module);
    } else if (space != NODE_NONE && module != NODE_NONE) {
        add_import(w, (Import){.local = facts_add_name(w->b, ecma_string(t, ecma_first(t, space))),
                               .at = t->nodes[module].start, .kind = IMPORT_EXPORT}, module);
    } else if (module != NODE_NONE) {
        add_import(w, (Import){.at = t->nodes[module].start, .kind = IMPORT_EXPORT_ALL}, module);
    } else if ((value = ecma_first(t, n)) != NODE_NONE) {
        uint32_t all = ecma_value(w, value, true, 0); /* export = value */
        if (all)
            ecma_note_local(w, w->scope, ECMA_LOCAL_EXPORTS, 0, all);
    }
}

/* -- namespaces and ambient declarations -- */

static void namespace_body(Walk *w, NodeId body, uint32_t def, uint8_t flags)
{
    Frame f = ecma_enter(w, SCOPE_NAMESPACE, def);

    w->b->scopes.at[w->scope].flags |= flags;
    if (def)
        w->b->defs.at[def].inner = w->scope;
    if (body != NODE_NONE)
        ecma_statements(w, body);
    ecma_leave(w, f);
}

/* `namespace A.B {}` is `namespace A { export namespace B {} }`. */
static void namespace_named(Walk *w, NodeId name, NodeId body, const Outer *o)
{
    const Tree *t = w->t;

    if (node_kind(t, name) != K_NESTED_IDENTIFIER) {
        bool is_string = node_kind(t, name) == K_STRING;
        Def d = outer_def(w, is_string ? DEF_MODULE : DEF_NAMESPACE, o, name, body);

        if (is_string)
            d.name = facts_add_name(w->b, ecma_string(t, name));
        namespace_body(w, body, ecma_add_def(w, d), is_string ? ECMA_SCOPE_AMBIENT : 0);
        return;
    }
    NodeId outer = node_field(t, name, F_OBJECT), inner = node_field(t, name, F_PROPERTY);
    Def d = outer_def(w, DEF_NAMESPACE, o, outer, body);
    uint32_t def = ecma_add_def(w, d);
    Frame f = ecma_enter(w, SCOPE_NAMESPACE, def);
    w->b->defs.at[def].inner = w->scope;
    Outer within = {o->whole, NODE_NONE, DEF_IS_EXPORTED};
    namespace_named(w, inner, body, &within);
    ecma_leave(w, f);
}

static void ambient(Walk *w, NodeId n, const Outer *o)
{
    const Tree *t = w->t;
    NodeId block = node_child_of_kind(t, n, K_STATEMENT_BLOCK);

    if (block != NODE_NONE) {
        namespace_body(w, block, 0, ECMA_SCOPE_GLOBAL);
        return;
    }
    NODE_EACH_CHILD (t, n, child) {
        if (is_plain(t, child))
            declaration(w, child, o);
    }
}

static void type_alias(Walk *w, NodeId n, const Outer *o)
{
    NodeId value = node_field(w->t, n, F_VALUE);
    Def d = outer_def(w, DEF_TYPE, o, node_field(w->t, n, F_NAME), NODE_NONE);
    uint32_t def = ecma_add_def(w, d);
    Frame f = ecma_enter(w, SCOPE_BLOCK, def);

    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_GENERIC;
    w->b->defs.at[def].inner = w->scope;
    ecma_type_parameters(w, n);
    uint32_t type = ecma_type(w, value);
    w->b->defs.at[def].value = type;
    ecma_leave(w, f);
}

/* True when `n` is a declaration. */
static bool is_declaration(EcmaKind kind)
{
    switch (kind) {
    case K_FUNCTION_DECLARATION: case K_GENERATOR_DECLARATION: case K_FUNCTION_SIGNATURE:
    case K_CLASS_DECLARATION: case K_ABSTRACT_CLASS: case K_INTERFACE: case K_ENUM:
    case K_TYPE_ALIAS: case K_INTERNAL_MODULE: case K_MODULE: case K_AMBIENT: case K_IMPORT_ALIAS:
    case K_LEXICAL: case K_VARIABLE_DECLARATION: case K_USING:
        return true;
    default:
        return false;
    }
}

static void declaration(Walk *w, NodeId n, const Outer *o)
{
    const Tree *t = w->t;

    switch (node_kind(t, n)) {
    case K_FUNCTION_DECLARATION:
    case K_GENERATOR_DECLARATION:
    case K_FUNCTION_SIGNATURE:
        function_declaration(w, n, o);
        break;
    case K_CLASS_DECLARATION:
    case K_ABSTRACT_CLASS:
        ecma_class(w, n, node_field(t, n, F_NAME), o->whole, o->doc, o->flags);
        break;
    case K_INTERFACE:
        ecma_interface(w, n, o->whole, o->doc, o->flags);
        break;
    case K_ENUM:
        ecma_enum(w, n, o->whole, o->doc, o->flags);
        break;
    case K_TYPE_ALIAS:
        type_alias(w, n, o);
        break;
    case K_INTERNAL_MODULE:
    case K_MODULE:
        namespace_named(w, node_field(t, n, F_NAME), node_field(t, n, F_BODY), o);
        break;
    case K_AMBIENT:
        ambient(w, n, o);
        break;
    case K_IMPORT_ALIAS:
        import_alias(w, n, o);
        break;
    case K_LEXICAL:
    case K_VARIABLE_DECLARATION:
    case K_USING:
        variables(w, n, o);
        break;
    default:
        ecma_statement(w, n, o->doc);
        break;
    }
}

/* -- statements -- */

static void block(Walk *w, NodeId n)
{
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);

    ecma_statements(w, n);
    ecma_leave(w, f);
}

static void if_statement(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId condition = node_field(t, n, F_CONDITION);
    NodeId then = node_field(t, n, F_CONSEQUENCE), otherwise = node_field(t, n, F_ALTERNATIVE);

    ecma_value(w, condition, false, 0);
    if (then != NODE_NONE)
        ecma_statement_where(w, condition, true, then);
    if (otherwise != NODE_NONE)
        ecma_statement_where(w, condition, false, otherwise);
    if (ecma_leaves(t, then) && ecma_can_narrow(t, condition))
        ecma_narrow(w, condition, false, t->nodes[n].end);
}

static void while_statement(Walk *w, NodeId n)
{
    NodeId condition = node_field(w->t, n, F_CONDITION), body = node_field(w->t, n, F_BODY);

    ecma_value(w, condition, false, 0);
    if (body != NODE_NONE)
        ecma_statement_where(w, condition, true, body);
}

static void for_in_statement(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId left = node_field(t, n, F_LEFT), right = node_field(t, n, F_RIGHT);
    bool is_of = ecma_has_token(t, n, K_TOKEN_OF);
    uint32_t of = ecma_value(w, right, is_of, 0);
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);
    bool is_declared = left != NODE_NONE && t->nodes[left].start > t->nodes[n].start &&
                       (str_has(str_sub(t->src, t->nodes[n].start, t->nodes[left].start), STR("const")) ||
                        str_has(str_sub(t->src, t->nodes[n].start, t->nodes[left].start), STR("let")) ||
                        str_has(str_sub(t->src, t->nodes[n].start, t->nodes[left].start), STR("var")));

    if (is_declared) {
        Binding b = {.scope = w->scope, .kind = LOCAL_VARIABLE};
        if (is_of && of)
            b.value = ecma_add(w, (Expr){.kind = ECMA_ITEM, .a = of});
        ecma_bind(w, left, &b);
    } else if (left != NODE_NONE) {
        ecma_target(w, left);
    }
    NodeId body = node_field(t, n, F_BODY);
    if (body != NODE_NONE)
        ecma_statement(w, body, NODE_NONE);
    ecma_leave(w, f);
}

static void catch_clause(Walk *w, NodeId n)
{
    NodeId parameter = node_field(w->t, n, F_PARAMETER), body = node_field(w->t, n, F_BODY);
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);

    if (parameter != NODE_NONE) {
        Binding b = {.scope = w->scope, .kind = LOCAL_VARIABLE,
                     .type = ecma_type(w, node_field(w->t, n, F_TYPE))};
        ecma_bind(w, parameter, &b);
    }
    if (body != NODE_NONE)
        ecma_statements(w, body);
    ecma_leave(w, f);
}

static void return_statement(Walk *w, NodeId n)
{
    NodeId given = ecma_first(w->t, n);

    if (given == NODE_NONE)
        return;
    uint32_t value = ecma_value(w, given, w->wants_returns, w->expected);
    if (value && w->wants_returns)
        ecma_note_local(w, w->function, ECMA_LOCAL_RETURN, 0, value);
}

static void expression_statement(Walk *w, NodeId n, NodeId doc)
{
    NodeId inner = ecma_first(w->t, n);

    if (inner == NODE_NONE)
        return;
    if (is_declaration(node_kind(w->t, inner))) {
        Outer o = {n, doc, 0};
        declaration(w, inner, &o);
    } else if (node_kind(w->t, inner) == K_ASSIGNMENT) {
        ecma_assignment(w, inner, false, n, doc);
    } else {
        ecma_value(w, inner, false, 0);
    }
}

void ecma_statement(Walk *w, NodeId n, NodeId doc)
{
    EcmaKind kind = node_kind(w->t, n);
    Outer o = {n, doc, 0};

    if (is_declaration(kind)) {
        declaration(w, n, &o);
        return;
    }
    switch (kind) {
    case K_EXPORT:
        export_statement(w, n, doc);
        break;
    case K_IMPORT_STATEMENT:
        import_statement(w, n);
        break;
    case K_EXPRESSION_STATEMENT:
        expression_statement(w, n, doc);
        break;
    case K_STATEMENT_BLOCK:
    case K_SWITCH_BODY:
    case K_FOR:
        block(w, n);
        break;
    case K_IF:
        if_statement(w, n);
        break;
    case K_WHILE:
        while_statement(w, n);
        break;
    case K_SWITCH:
        ecma_switch(w, n);
        break;
    case K_FOR_IN:
        for_in_statement(w, n);
        break;
    case K_CATCH:
        catch_clause(w, n);
        break;
    case K_RETURN:
        return_statement(w, n);
        break;
    case K_SWITCH_CASE:
        ecma_note_case(w, n);
        ecma_statements(w, n);
        break;
    default:
        ecma_value(w, n, false, 0);
        break;
    }
}

void ecma_statements(Walk *w, NodeId parent)
{
    NodeId doc = NODE_NONE;

    NODE_EACH_CHILD (w->t, parent, child) {
        if (node_kind(w->t, child) == K_COMMENT) {
            doc = ecma_doc(w->t, doc, child);
        } else if (w->t->nodes[child].flags & (NODE_NAMED | NODE_ERROR)) {
            ecma_statement(w, child, ecma_doc_for(w->t, doc, child));
            doc = NODE_NONE;
        }
    }
}

/* -- the whole file -- */

/* `export {a}` and `module.exports = {a}` come apart from what they export. */
static void mark_exported(Walk *w)
{
    for (size_t i = 0; i < w->b->imports.len; i++) {
        const Import *m = &w->b->imports.at[i];

        if (m->kind != IMPORT_EXPORT || m->module || m->symbol >= w->def_named.len)
            continue;
        uint32_t d = w->def_named.at[m->symbol];
        if (d && w->b->defs.at[d].scope == 1) {
            w->b->defs.at[d].flags |= DEF_IS_EXPORTED;
            w->b->defs.at[d].visibility = VISIBLE_PUBLIC;
        }
    }
}

void ecma_extract(const Tree *t, FactsBuilder *b, bool is_js)
{
    Walk w = {.t = t, .b = b, .is_js = is_js, .scope = 1, .function = 1};

    if (t->count)
        ecma_statements(&w, 0);
    mark_exported(&w);
    ecma_note_comments(&w);
    b->code_lines = ecma_code_lines(t);
    VEC_DONE(&w.in_sight);
    VEC_DONE(&w.sights);
    VEC_DONE(&w.def_named);
    u64map_done(&w.assigned);
}
