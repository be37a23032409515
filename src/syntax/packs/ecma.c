/*
 * ecma.c -- reads facts out of JavaScript and TypeScript: the file, its statements, declarations.
 *
 * One walk from the root down. Two things keep it cheap: names that are known to be locals when
 * they are met leave no record unless somebody needs their type, and values leave one only where
 * something may later be asked of it (is_wanted).
 *
 * Declarations come as the language nests them: `export` and `declare` wrap the statement, so what
 * they say is handed inwards (Outer).
 */
#include "syntax/packs/ecma_walk.h"

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
        Def d = ecma_outer_def(w, is_string ? DEF_MODULE : DEF_NAMESPACE, o, name, body);

        if (is_string)
            d.name = facts_add_name(w->b, ecma_string(t, name));
        namespace_body(w, body, ecma_add_def(w, d), is_string ? ECMA_SCOPE_AMBIENT : 0);
        return;
    }
    NodeId outer = node_field(t, name, F_OBJECT), inner = node_field(t, name, F_PROPERTY);
    Def d = ecma_outer_def(w, DEF_NAMESPACE, o, outer, body);
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
        if (ecma_is_plain(t, child))
            ecma_declaration(w, child, o);
    }
}

static void type_alias(Walk *w, NodeId n, const Outer *o)
{
    NodeId value = node_field(w->t, n, F_VALUE);
    Def d = ecma_outer_def(w, DEF_TYPE, o, node_field(w->t, n, F_NAME), NODE_NONE);
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
    case K_FUNCTION_DECLARATION:
    case K_GENERATOR_DECLARATION:
    case K_FUNCTION_SIGNATURE:
    case K_CLASS_DECLARATION:
    case K_ABSTRACT_CLASS:
    case K_INTERFACE:
    case K_ENUM:
    case K_TYPE_ALIAS:
    case K_INTERNAL_MODULE:
    case K_MODULE:
    case K_AMBIENT:
    case K_IMPORT_ALIAS:
    case K_LEXICAL:
    case K_VARIABLE_DECLARATION:
    case K_USING:
        return true;
    default:
        return false;
    }
}

void ecma_declaration(Walk *w, NodeId n, const Outer *o)
{
    const Tree *t = w->t;

    switch (node_kind(t, n)) {
    case K_FUNCTION_DECLARATION:
    case K_GENERATOR_DECLARATION:
    case K_FUNCTION_SIGNATURE:
        ecma_function(w, n, o);
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
        ecma_import_alias(w, n, o);
        break;
    case K_LEXICAL:
    case K_VARIABLE_DECLARATION:
    case K_USING:
        ecma_variables(w, n, o);
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
    bool is_declared =
        left != NODE_NONE && t->nodes[left].start > t->nodes[n].start &&
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
        Binding b = {.scope = w->scope,
                     .kind = LOCAL_VARIABLE,
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
        ecma_declaration(w, inner, &o);
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
        ecma_declaration(w, n, &o);
        return;
    }
    switch (kind) {
    case K_EXPORT:
        ecma_export(w, n, doc);
        break;
    case K_IMPORT_STATEMENT:
        ecma_import(w, n);
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
    DocRun doc = NO_DOC;

    NODE_EACH_CHILD (w->t, parent, child) {
        if (node_kind(w->t, child) == K_COMMENT) {
            ecma_doc_add(w->t, &doc, child);
            if (w->is_js && !w->is_in_function && ecma_is_doc(w->t, child))
                ecma_jsdoc_typedefs(w, child);
        } else if (w->t->nodes[child].flags & (NODE_NAMED | NODE_ERROR))
            ecma_statement(w, child, ecma_doc_take(w->t, &doc, child));
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
