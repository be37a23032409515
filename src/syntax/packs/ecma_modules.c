/*
 * ecma_modules.c -- imports and exports, of ES modules and of require().
 */
#include "syntax/packs/ecma_walk.h"

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
    return ecma_add(w, (Expr){.kind = ECMA_IMPORTED,
                              .name = ecma_name(w, name),
                              .at = w->t->nodes[name].start,
                              .flags = (uint8_t)(EXPR_IS_REF | EXPR_IS_IMPORT |
                                                 (is_type ? EXPR_IS_TYPE : 0))});
}

/* `const x = require("m")` and `const {a, b: c} = require("m")`: imports. False when the pattern is
 * more than that. */
static bool required_names(Walk *w, NodeId pattern, NodeId module)
{
    const Tree *t = w->t;

    if (node_kind(t, pattern) == K_IDENTIFIER) {
        add_import(w,
                   (Import){.local = ecma_name(w, pattern),
                            .at = t->nodes[pattern].start,
                            .kind = IMPORT_MODULE,
                            .level = ECMA_REQUIRED},
                   module);
        return true;
    }
    if (node_kind(t, pattern) != K_OBJECT_PATTERN)
        return false;
    NODE_EACH_CHILD (t, pattern, child) {
        EcmaKind kind = node_kind(t, child),
                 value = node_kind(t, node_field(t, child, F_VALUE));

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
        Import m = {.symbol = ecma_name(w, key),
                    .local = ecma_name(w, local),
                    .at = t->nodes[key].start,
                    .kind = IMPORT_NAME,
                    .level = ECMA_REQUIRED};
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
                        ? ecma_required(t, node_field(t, value, F_OBJECT))
                        : NODE_NONE;

    if (module == NODE_NONE || property == NODE_NONE || node_kind(t, name) != K_IDENTIFIER)
        return false;
    Import m = {.symbol = ecma_name(w, property),
                .local = ecma_name(w, name),
                .at = t->nodes[property].start,
                .kind = IMPORT_NAME,
                .level = ECMA_REQUIRED};
    m.extra = imported(w, property, false);
    add_import(w, m, module);
    return true;
}

bool ecma_required_import(Walk *w, NodeId pattern, NodeId value)
{
    NodeId module = ecma_required(w->t, value);

    return (module != NODE_NONE && required_names(w, pattern, module)) ||
           required_member(w, pattern, value);
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
                    .at = t->nodes[name].start,
                    .kind = IMPORT_NAME,
                    .is_type_only = is_type};
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
                        .local = ecma_name(w, child),
                        .at = at,
                        .kind = IMPORT_NAME,
                        .is_type_only = is_type};
            m.extra = imported(w, child, is_type);
            add_import(w, m, module);
        } else if (node_kind(t, child) == K_NAMESPACE_IMPORT) {
            add_import(w,
                       (Import){.local = ecma_name(w, ecma_first(t, child)),
                                .at = at,
                                .kind = IMPORT_MODULE,
                                .is_type_only = is_type},
                       module);
        } else if (node_kind(t, child) == K_NAMED_IMPORTS) {
            import_names(w, child, module, is_type);
        }
    }
}

void ecma_import(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId clause = node_child_of_kind(t, n, K_IMPORT_CLAUSE);
    NodeId required = node_child_of_kind(t, n, K_IMPORT_REQUIRE);
    NodeId module = node_field(t, required == NODE_NONE ? n : required, F_SOURCE);

    if (module == NODE_NONE)
        return;
    if (required != NODE_NONE) {
        NodeId name = ecma_first(t, required);
        add_import(w,
                   (Import){.local = ecma_name(w, name),
                            .at = t->nodes[name].start,
                            .kind = IMPORT_MODULE,
                            .level = ECMA_REQUIRED},
                   module);
    } else if (clause != NODE_NONE) {
        import_clause(w, clause, module, ecma_has_token(t, n, K_TOKEN_TYPE));
    } else {
        add_import(w, (Import){.at = t->nodes[module].start, .kind = IMPORT_MODULE}, module);
    }
}

/* `import A = N.M`: an import of a part of this file. */
void ecma_import_alias(Walk *w, NodeId n, const Outer *o)
{
    NodeId name = ecma_first(w->t, n), of = name == NODE_NONE ? name : ecma_after(w->t, name);

    if (of == NODE_NONE)
        return;
    Import m = {.local = ecma_name(w, name),
                .scope = w->scope,
                .kind = IMPORT_NAME,
                .at = w->t->nodes[name].start};
    m.extra = ecma_value(w, of, true, 0);
    if (!m.extra)
        return;
    m.symbol = w->b->exprs.at[m.extra].name;
    facts_add_import(w->b, m);
    ecma_see_def(w, m.local);
    if (o->flags & DEF_IS_EXPORTED)
        facts_add_import(w->b, (Import){.symbol = m.local,
                                        .local = m.local,
                                        .scope = w->scope,
                                        .at = m.at,
                                        .kind = IMPORT_EXPORT});
}

static void export_names(Walk *w, NodeId clause, NodeId module)
{
    const Tree *t = w->t;

    NODE_EACH_CHILD (t, clause, child) {
        NodeId name = node_field(t, child, F_NAME), alias = node_field(t, child, F_ALIAS);

        if (node_kind(t, child) != K_EXPORT_SPECIFIER || name == NODE_NONE)
            continue;
        NameId symbol = facts_add_name(w->b, ecma_string(t, name));
        Import m = {.symbol = symbol,
                    .at = t->nodes[name].start,
                    .kind = IMPORT_EXPORT,
                    .local = alias == NODE_NONE ? symbol
                                                : facts_add_name(w->b, ecma_string(t, alias)),
                    .is_type_only = ecma_has_token(t, child, K_TOKEN_TYPE)};
        if (module != NODE_NONE) {
            m.extra = imported(w, name, m.is_type_only);
            add_import(w, m, module);
            continue;
        }
        m.extra = ecma_add(w, (Expr){.kind = EXPR_NAME,
                                     .name = symbol,
                                     .at = m.at,
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
        facts_add_import(w->b, (Import){.symbol = ecma_name(w, value),
                                        .local = name,
                                        .scope = w->scope,
                                        .at = t->nodes[value].start,
                                        .kind = IMPORT_EXPORT,
                                        .extra = ref});
        return;
    }
    if (node_kind(t, value) == K_CLASS) {
        NodeId own = node_field(t, value, F_NAME);
        ecma_class(w, value, own == NODE_NONE ? token : own, n, doc, o.flags);
        return;
    }
    NodeId body = node_field(t, value, F_BODY);
    NodeId own = ecma_is_function(t, value) ? node_field(t, value, F_NAME) : NODE_NONE;
    Def d = ecma_outer_def(w, ecma_is_function(t, value) ? DEF_FUNCTION : DEF_CONSTANT, &o,
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

void ecma_export(Walk *w, NodeId n, NodeId doc)
{
    const Tree *t = w->t;
    NodeId inner = node_field(t, n, F_DECLARATION), value = node_field(t, n, F_VALUE);
    NodeId module = node_field(t, n, F_SOURCE),
           clause = node_child_of_kind(t, n, K_EXPORT_CLAUSE);
    NodeId space = node_child_of_kind(t, n, K_NAMESPACE_EXPORT);
    bool is_default = ecma_has_token(t, n, K_TOKEN_DEFAULT);
    Outer o = {n, doc, DEF_IS_EXPORTED | (is_default ? DEF_IS_DEFAULT_EXPORT : 0)};

    NODE_EACH_CHILD (t, n, child) {
        if (node_kind(t, child) == K_DECORATOR)
            ecma_statement(w, child, NODE_NONE);
    }
    if (inner != NODE_NONE) {
        ecma_declaration(w, inner, &o);
    } else if (value != NODE_NONE) {
        export_default(w, n, value, doc);
    } else if (clause != NODE_NONE) {
        export_names(w, clause, module);
    } else if (space != NODE_NONE && module != NODE_NONE) {
        add_import(w,
                   (Import){.local = facts_add_name(w->b, ecma_string(t, ecma_first(t, space))),
                            .at = t->nodes[module].start,
                            .kind = IMPORT_EXPORT},
                   module);
    } else if (module != NODE_NONE) {
        add_import(w, (Import){.at = t->nodes[module].start, .kind = IMPORT_EXPORT_ALL},
                   module);
    } else if ((value = ecma_first(t, n)) != NODE_NONE) {
        uint32_t all = ecma_value(w, value, true, 0); /* export = value */
        if (all)
            ecma_note_local(w, w->scope, ECMA_LOCAL_EXPORTS, 0, all);
    }
}
