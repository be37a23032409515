/*
 * ecma_assigned.c -- members that come to be while the program runs, as plain JavaScript has them:
 * this.x = ..., F.prototype.x = ..., exports.x = ..., Object.assign(F, ...).
 */
#include "syntax/packs/ecma_walk.h"

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
        uint32_t object = ecma_add(
            w, (Expr){.kind = EXPR_OBJECT, .a = scope, .at = d->name_start});

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
    uint32_t scope;          /* that the member goes to; 0: nothing is made */
    DefKind plain, function; /* what it is when the value is no function, or one */
    uint16_t flags;
    bool is_exports;       /* module.exports itself */
    uint32_t prototype_of; /* F.prototype itself: the def F */
} Target;

static bool is_word(Walk *w, NodeId n, const char *word)
{
    return node_kind(w->t, n) == K_IDENTIFIER && str_is(node_text(w->t, n), word) &&
           !ecma_local_in_sight(w, ecma_name(w, n));
}

static bool is_member(Walk *w, NodeId n, const char *object, const char *property)
{
    return node_kind(w->t, n) == K_MEMBER &&
           is_word(w, node_field(w->t, n, F_OBJECT), object) &&
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
        if (str_is(node_text(t, property), "prototype") &&
            w->b->defs.at[def].kind == DEF_FUNCTION) {
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
    uint32_t scope = !is_inheritance ? scope_mixed_into(w, target)
                     : def           ? member_scope(w, def)
                                     : 0;
    for (list = w->b->exprs.at[list].b; list && scope; list = w->b->exprs.at[list].b) {
        uint32_t value = w->b->exprs.at[list].a;

        if (!value)
            continue;
        if (is_inheritance)
            value = ecma_add(w, (Expr){.kind = EXPR_MEMBER,
                                       .a = value,
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

static uint32_t assign_member(Walk *w, const Target *to, NodeId left, NodeId value,
                              NodeId whole, NodeId doc)
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
        return ecma_add(w, (Expr){.kind = EXPR_LAMBDA,
                                  .a = w->b->defs.at[def].inner,
                                  .b = w->b->defs.at[def].type,
                                  .at = t->nodes[value].start});
    }
    Frame f = {0};
    bool has_scope = !w->is_in_function;
    if (has_scope)
        f = ecma_enter(w, SCOPE_BLOCK, def);
    uint32_t declared = ecma_jsdoc_type(w, ecma_doc_of_def(w, def));
    uint32_t given = ecma_value(w, value, true, declared);
    if (has_scope)
        ecma_leave(w, f);
    w->b->defs.at[def].type = declared;
    w->b->defs.at[def].value = given;
    return given;
}

/* `module.exports = function f() {}`: what the module is, under its own name or as "exports". */
static uint32_t export_function(Walk *w, NodeId left, NodeId function, NodeId whole, NodeId doc)
{
    NodeId name = node_field(w->t, function, F_NAME);

    if (name == NODE_NONE)
        name = node_kind(w->t, left) == K_MEMBER ? node_field(w->t, left, F_PROPERTY) : left;
    Def d = ecma_def_at(w, DEF_FUNCTION, whole, name, node_field(w->t, function, F_BODY), doc);

    d.flags |= DEF_IS_EXPORTED | DEF_IS_DEFAULT_EXPORT;
    uint32_t def = ecma_add_def(w, d);
    ecma_function_of(w, def, function, 0);
    return ecma_add(w, (Expr){.kind = EXPR_NAME,
                              .name = w->b->defs.at[def].name,
                              .at = w->b->defs.at[def].name_start});
}

uint32_t ecma_assignment(Walk *w, NodeId n, bool is_wanted, NodeId whole, NodeId doc)
{
    const Tree *t = w->t;
    NodeId left = node_field(t, n, F_LEFT), right = node_field(t, n, F_RIGHT);
    Target to = target_of(w, left);
    uint32_t value;

    if (to.is_exports) {
        bool is_own = w->scope == 1 && ecma_is_function(t, right);

        value = is_own ? export_function(w, left, right, whole, doc)
                       : ecma_value(w, right, true, 0);
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
    uint32_t local = node_kind(t, left) == K_IDENTIFIER
                         ? ecma_local_in_sight(w, ecma_name(w, left))
                         : 0;
    /* `let x; ... x = new X()`: the first value tells what it is */
    bool is_told = local && !w->b->locals.at[local].type && !w->b->locals.at[local].value &&
                   w->b->locals.at[local].kind == LOCAL_VARIABLE;
    uint32_t expected = target && !is_told
                            ? ecma_add(w, (Expr){.kind = ECMA_TYPE_OF, .a = target})
                            : 0;
    value = ecma_value(w, right, is_wanted || is_told, expected);
    if (is_told)
        w->b->locals.at[local].value = value;
    return value;
}
