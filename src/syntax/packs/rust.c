/*
 * rust.c -- Rust's pack: items.
 *
 * One walk over the tree. Names of locals are bound on the way (rust_bind, rust_release), because
 * in Rust a name means the nearest `let` before it and nothing else can tell two `x` of one block
 * apart. What rust_facts.h says about impl blocks and tuple fields is done here.
 */
#include "syntax/packs/rust.h"

#include "syntax/packs/comments.h"
#include "syntax/packs/packs.h"

const TSLanguage *tree_sitter_rust(void);

static const char *const kinds[K_COUNT] = {
#define X(id, name) [K_##id] = name,
    RUST_KINDS(X)
#undef X
};

static const char *const fields[F_COUNT] = {
#define X(id, name) [F_##id] = name,
    RUST_FIELDS(X)
#undef X
};

/* -- names and bindings -- */

NameId rust_name(Walk *w, NodeId n)
{
    Str text = node_text(w->t, n);

    if (str_starts(text, STR("r#")))
        text = str_sub(text, 2, text.len);
    return facts_add_name(w->b, text);
}

static uint32_t *binding_place(Walk *w, NameId name)
{
    while (w->binding_of_name.len <= name)
        (void)VEC_PUSH(&w->binding_of_name);
    return &w->binding_of_name.at[name];
}

uint32_t rust_bind(Walk *w, NodeId n, Local local)
{
    local.name = rust_name(w, n);
    local.scope = w->scope;
    local.start = w->t->nodes[n].start;
    uint32_t index = facts_add_local(w->b, local);
    uint32_t *place = binding_place(w, local.name);

    *VEC_PUSH(&w->bindings) = (Binding){.local = index, .name = local.name, .hidden = *place};
    *place = (uint32_t)w->bindings.len;
    return index;
}

size_t rust_mark(const Walk *w)
{
    return w->bindings.len;
}

void rust_release(Walk *w, size_t mark)
{
    while (w->bindings.len > mark) {
        Binding last = VEC_POP(&w->bindings);

        w->binding_of_name.at[last.name] = last.hidden;
    }
}

uint32_t rust_local(const Walk *w, NameId name)
{
    uint32_t binding = name < w->binding_of_name.len ? w->binding_of_name.at[name] : 0;

    return binding > w->floor ? w->bindings.at[binding - 1].local : 0;
}

/* -- definitions -- */

static const Prelude no_prelude = {.start = UINT32_MAX, .first_attribute = NODE_NONE};

static Visibility visibility_of(const Walk *w, NodeId n)
{
    NodeId mark = node_child_of_kind(w->t, n, K_VISIBILITY);

    if (w->container == IN_TRAIT || w->container == IN_TRAIT_IMPL)
        return VISIBLE_PUBLIC;
    if (mark == NODE_NONE)
        return VISIBLE_FILE;
    return str_is(node_text(w->t, mark), "pub") ? VISIBLE_PUBLIC : VISIBLE_MODULE;
}

static uint32_t add_def(Walk *w, NodeId n, NodeId name, NodeId body, DefKind kind,
                        const Prelude *prelude)
{
    const Node *node = &w->t->nodes[n];
    uint32_t name_start = name == NODE_NONE ? node->start : w->t->nodes[name].start;
    Visibility visibility = visibility_of(w, n);
    uint16_t flags = 0;

    flags |= visibility >= VISIBLE_MODULE ? DEF_IS_EXPORTED : 0;
    flags |= body != NODE_NONE ? DEF_HAS_BODY : 0;
    flags |= prelude->is_deprecated ? DEF_IS_DEPRECATED : 0;
    flags |= prelude->is_elsewhere ? RUST_DEF_IS_ELSEWHERE : 0;
    flags |= w->container == IN_TRAIT_IMPL ? DEF_IS_OVERRIDE : 0;
    return facts_add_def(
        w->b, (Def){.name = name == NODE_NONE ? 0 : rust_name(w, name),
                    .name_start = name_start,
                    .start = MIN_OF(prelude->start, node->start),
                    .end = node->end,
                    .signature_end = body == NODE_NONE ? node->end : w->t->nodes[body].start,
                    .doc_start = prelude->doc_start,
                    .doc_end = prelude->doc_end,
                    .line = tree_line(w->t, name_start),
                    .end_line = tree_line(w->t, node->end),
                    .scope = w->scope,
                    .parent = w->def,
                    .kind = (uint8_t)kind,
                    .flags = flags,
                    .visibility = (uint8_t)visibility});
}

/* What changes while the inside of an item is walked. */
typedef struct Outside {
    uint32_t scope, def, floor;
    size_t mark;
    Container container;
    bool is_test;
} Outside;

static Outside enter(Walk *w, ScopeKind kind, uint32_t def, Container container)
{
    Outside outside = {.scope = w->scope,
                       .def = w->def,
                       .floor = w->floor,
                       .mark = rust_mark(w),
                       .container = w->container,
                       .is_test = w->is_test};

    /* only a method sees the generic parameters around it */
    if (w->container == IN_MODULE)
        w->floor = (uint32_t)w->bindings.len;
    w->scope = facts_add_scope(w->b, kind, w->scope, def);
    w->def = def;
    w->container = container;
    return outside;
}

static void leave(Walk *w, const Outside *outside)
{
    rust_release(w, outside->mark);
    w->scope = outside->scope;
    w->def = outside->def;
    w->floor = outside->floor;
    w->container = outside->container;
    w->is_test = outside->is_test;
}

static Def *def_at(Walk *w, uint32_t def)
{
    return &w->b->defs.at[def];
}

/* -- functions -- */

static bool is_async(const Walk *w, NodeId n)
{
    NodeId modifiers = node_child_of_kind(w->t, n, K_FUNCTION_MODIFIERS);

    return node_child_of_kind(w->t, modifiers, K_ASYNC) != NODE_NONE;
}

static void note_function(Walk *w, uint32_t def, const Prelude *prelude)
{
    Def *d = def_at(w, def);
    Note note = {.text = d->name, .at = d->name_start, .def = def};

    if (prelude->is_test) {
        d->flags |= DEF_IS_TEST;
        note.kind = NOTE_TEST;
        facts_add_note(w->b, note);
    } else if (d->scope == 1 && str_is(w->b->names.at[d->name], "main")) {
        note.kind = NOTE_ENTRY_POINT;
        facts_add_note(w->b, note);
    }
}

static void read_function(Walk *w, NodeId n, Prelude *prelude)
{
    NodeId name = node_field(w->t, n, F_NAME), body = node_field(w->t, n, F_BODY);
    bool is_member = w->container != IN_MODULE;
    uint32_t def = add_def(w, n, name, body, is_member ? DEF_METHOD : DEF_FUNCTION, prelude);

    note_function(w, def, prelude);
    Outside outside = enter(w, SCOPE_FUNCTION, def, IN_MODULE);
    uint16_t flags = body == NODE_NONE ? DEF_IS_DECLARATION : 0;
    flags |= is_async(w, n) ? DEF_IS_ASYNC : 0;
    flags |= w->is_test && !is_member ? DEF_IS_TEST : 0;
    rust_type_parameters(w, node_field(w->t, n, F_TYPE_PARAMETERS));
    bool takes_self = rust_parameters(w, node_field(w->t, n, F_PARAMETERS));
    flags |= takes_self ? RUST_DEF_TAKES_SELF : is_member ? DEF_IS_STATIC : 0;
    uint32_t type = rust_type(w, node_field(w->t, n, F_RETURN_TYPE), 0);
    rust_where(w, n);
    def_at(w, def)->inner = w->scope;
    def_at(w, def)->type = type;
    def_at(w, def)->flags |= flags;
    if (body != NODE_NONE)
        (void)rust_items(w, body, false);
    leave(w, &outside);
}

/* -- types -- */

static void read_named_fields(Walk *w, NodeId list, const Prelude *owner)
{
    Prelude prelude = no_prelude;

    NODE_EACH_CHILD (w->t, list, child) {
        if (w->t->nodes[child].kind == K_FIELD_DECLARATION) {
            NodeId name = node_field(w->t, child, F_NAME);
            uint32_t def = add_def(w, child, name, NODE_NONE, DEF_FIELD, &prelude);
            uint32_t type = rust_type(w, node_field(w->t, child, F_TYPE), 0);

            def_at(w, def)->type = type;
            if (owner->is_clap)
                rust_clap_name(w, name, &prelude, NOTE_FLAG);
            prelude = no_prelude;
        } else {
            (void)rust_item(w, child, &prelude);
        }
    }
}

static void read_tuple_fields(Walk *w, NodeId list)
{
    uint8_t order = 0;

    NODE_EACH_CHILD (w->t, list, child) {
        char text[8];

        if (w->t->nodes[child].field != F_TYPE)
            continue;
        int len = snprintf(text, sizeof(text), "%u", order);
        facts_add_local(w->b, (Local){.name = facts_name_copy(w->b, (Str){text, (size_t)len}),
                                      .scope = w->scope,
                                      .start = w->t->nodes[child].start,
                                      .type = rust_type(w, child, 0),
                                      .order = order});
        if (order++ == UINT8_MAX)
            return;
    }
}

static void read_fields(Walk *w, NodeId body, const Prelude *prelude)
{
    if (node_kind(w->t, body) == K_FIELD_LIST)
        read_named_fields(w, body, prelude);
    else if (node_kind(w->t, body) == K_ORDERED_FIELD_LIST)
        read_tuple_fields(w, body);
}

static void read_struct(Walk *w, NodeId n, DefKind kind, Prelude *prelude)
{
    NodeId body = node_field(w->t, n, F_BODY);
    uint32_t def = add_def(w, n, node_field(w->t, n, F_NAME), body, kind, prelude);
    Outside outside = enter(w, SCOPE_CLASS, def, IN_MODULE);

    def_at(w, def)->inner = w->scope;
    facts_add_local(w->b, (Local){.name = w->self_type, .scope = w->scope, .kind = LOCAL_SELF});
    rust_type_parameters(w, node_field(w->t, n, F_TYPE_PARAMETERS));
    rust_where(w, n);
    read_fields(w, body, prelude);
    leave(w, &outside);
}

static void read_variant(Walk *w, NodeId n, const Prelude *prelude, bool is_subcommand)
{
    NodeId name = node_field(w->t, n, F_NAME), body = node_field(w->t, n, F_BODY);
    uint32_t def = add_def(w, n, name, body, DEF_ENUM_MEMBER, prelude);
    Prelude inner = no_prelude;

    def_at(w, def)->visibility = VISIBLE_PUBLIC;
    if (is_subcommand)
        rust_clap_name(w, name, prelude, NOTE_COMMAND);
    (void)rust_value(w, node_field(w->t, n, F_VALUE), false);
    if (body == NODE_NONE)
        return;
    uint32_t scope = w->scope;
    w->scope = facts_add_scope(w->b, SCOPE_CLASS, scope, def);
    w->def = def;
    def_at(w, def)->inner = w->scope;
    inner.is_clap = is_subcommand;
    read_fields(w, body, &inner);
    w->def = def_at(w, def)->parent;
    w->scope = scope;
}

static void read_enum(Walk *w, NodeId n, Prelude *prelude)
{
    NodeId body = node_field(w->t, n, F_BODY);
    uint32_t def = add_def(w, n, node_field(w->t, n, F_NAME), body, DEF_ENUM, prelude);
    Outside outside = enter(w, SCOPE_CLASS, def, IN_MODULE);
    Prelude inner = no_prelude;

    def_at(w, def)->inner = w->scope;
    facts_add_local(w->b, (Local){.name = w->self_type, .scope = w->scope, .kind = LOCAL_SELF});
    rust_type_parameters(w, node_field(w->t, n, F_TYPE_PARAMETERS));
    rust_where(w, n);
    if (body != NODE_NONE) {
        NODE_EACH_CHILD (w->t, body, child) {
            if (w->t->nodes[child].kind == K_ENUM_VARIANT) {
                read_variant(w, child, &inner, prelude->is_subcommand);
                inner = no_prelude;
            } else {
                (void)rust_item(w, child, &inner);
            }
        }
    }
    leave(w, &outside);
}

static void read_trait(Walk *w, NodeId n, Prelude *prelude)
{
    NodeId body = node_field(w->t, n, F_BODY);
    uint32_t def = add_def(w, n, node_field(w->t, n, F_NAME), body, DEF_TRAIT, prelude);
    Outside outside = enter(w, SCOPE_CLASS, def, IN_TRAIT);

    /* a trait in a function sees nothing of it, and its methods see the trait's parameters */
    def_at(w, def)->inner = w->scope;
    facts_add_local(w->b, (Local){.name = w->self_type,
                                  .scope = w->scope,
                                  .kind = LOCAL_SELF,
                                  .extra = RUST_SELF_TRAIT});
    rust_type_parameters(w, node_field(w->t, n, F_TYPE_PARAMETERS));
    uint32_t bases = rust_bounds(w, node_field(w->t, n, F_BOUNDS), EXPR_IS_BASE);
    def_at(w, def)->bases = bases;
    rust_where(w, n);
    if (body != NODE_NONE)
        (void)rust_items(w, body, false);
    leave(w, &outside);
}

/* The last name of a type, when it is one that may have been defined in this file. */
static NameId type_word(Walk *w, NodeId n)
{
    while (node_kind(w->t, n) == K_GENERIC_TYPE)
        n = node_field(w->t, n, F_TYPE);
    return node_kind(w->t, n) == K_TYPE_IDENTIFIER ? rust_name(w, n) : 0;
}

static void read_impl(Walk *w, NodeId n)
{
    NodeId body = node_field(w->t, n, F_BODY), type = node_field(w->t, n, F_TYPE);
    NodeId trait = node_field(w->t, n, F_TRAIT);
    uint32_t first_def = (uint32_t)w->b->defs.len;
    Outside outside = enter(w, SCOPE_CLASS, w->def,
                            trait == NODE_NONE ? IN_IMPL : IN_TRAIT_IMPL);
    Local self = {.name = w->self_type,
                  .scope = w->scope,
                  .start = w->t->nodes[n].start,
                  .kind = LOCAL_SELF,
                  .extra = RUST_SELF_IMPL};

    rust_type_parameters(w, node_field(w->t, n, F_TYPE_PARAMETERS));
    self.value = rust_type(w, trait, EXPR_IS_BASE);
    self.type = rust_type(w, type, 0);
    facts_add_local(w->b, self);
    rust_where(w, n);
    if (body != NODE_NONE)
        (void)rust_items(w, body, false);
    *VEC_PUSH(&w->impls) = (Impl){.scope = w->scope,
                                  .type = type_word(w, type),
                                  .first_def = first_def,
                                  .end_def = (uint32_t)w->b->defs.len};
    leave(w, &outside);
}

/* Members of an impl become members of its type when that stands in the same file. */
static void give_impls_their_types(Walk *w)
{
    VEC(uint32_t) def_of_name = {0};

    for (uint32_t i = 1; i < w->b->defs.len; i++) {
        const Def *d = &w->b->defs.at[i];

        if (d->kind != DEF_STRUCT && d->kind != DEF_ENUM && d->kind != DEF_UNION &&
            d->kind != DEF_TRAIT && d->kind != DEF_TYPE)
            continue;
        while (def_of_name.len <= d->name)
            (void)VEC_PUSH(&def_of_name);
        if (!def_of_name.at[d->name])
            def_of_name.at[d->name] = i;
    }
    for (size_t i = 0; i < w->impls.len; i++) {
        const Impl *impl = &w->impls.at[i];
        uint32_t type = impl->type < def_of_name.len ? def_of_name.at[impl->type] : 0;
        uint32_t scope = w->b->scopes.at[impl->scope].parent;

        while (type && scope && scope != w->b->defs.at[type].scope)
            scope = w->b->scopes.at[scope].parent;
        if (!type || !scope)
            continue;
        w->b->scopes.at[impl->scope].def = type;
        for (uint32_t d = impl->first_def; d < impl->end_def; d++) {
            if (w->b->defs.at[d].scope == impl->scope)
                w->b->defs.at[d].parent = type;
        }
    }
    VEC_DONE(&def_of_name);
}

/* -- the rest -- */

static void read_module(Walk *w, NodeId n, Prelude *prelude)
{
    NodeId body = node_field(w->t, n, F_BODY);
    uint32_t def = add_def(w, n, node_field(w->t, n, F_NAME), body, DEF_MODULE, prelude);

    if (prelude->path)
        def_at(w, def)->value = rust_expr(
            w, n, (Expr){.kind = EXPR_LITERAL, .name = prelude->path, .extra = LITERAL_TEXT});
    if (body == NODE_NONE) {
        def_at(w, def)->flags |= DEF_IS_DECLARATION;
        return;
    }
    Outside outside = enter(w, SCOPE_NAMESPACE, def, IN_MODULE);
    def_at(w, def)->inner = w->scope;
    w->is_test |= prelude->is_test_only;
    (void)rust_items(w, body, false);
    leave(w, &outside);
}

static void read_constant(Walk *w, NodeId n, DefKind kind, Prelude *prelude)
{
    NodeId value = node_field(w->t, n, F_VALUE);
    uint32_t def = add_def(w, n, node_field(w->t, n, F_NAME), NODE_NONE, kind, prelude);
    Outside outside = enter(w, SCOPE_BLOCK, def, IN_MODULE);

    uint32_t type = rust_type(w, node_field(w->t, n, F_TYPE), 0);
    uint32_t expr = value == NODE_NONE ? 0 : rust_value(w, value, true);
    def_at(w, def)->type = type;
    def_at(w, def)->value = expr;
    if (value == NODE_NONE)
        def_at(w, def)->flags |= DEF_IS_DECLARATION;
    leave(w, &outside);
}

static void read_type_item(Walk *w, NodeId n, Prelude *prelude)
{
    uint32_t def = add_def(w, n, node_field(w->t, n, F_NAME), NODE_NONE, DEF_TYPE, prelude);
    NodeId type = node_field(w->t, n, F_TYPE);
    Outside outside = enter(w, SCOPE_CLASS, def, IN_MODULE);

    def_at(w, def)->inner = w->scope;
    rust_type_parameters(w, node_field(w->t, n, F_TYPE_PARAMETERS));
    uint32_t value = rust_type(w, type, 0);
    uint32_t bases = rust_bounds(w, node_field(w->t, n, F_BOUNDS), 0);
    def_at(w, def)->value = value;
    def_at(w, def)->bases = bases;
    if (type == NODE_NONE)
        def_at(w, def)->flags |= DEF_IS_DECLARATION;
    rust_where(w, n);
    leave(w, &outside);
}

static void read_macro_definition(Walk *w, NodeId n, Prelude *prelude)
{
    NodeId rule = node_child_of_kind(w->t, n, K_MACRO_RULE);
    uint32_t def = add_def(w, n, node_field(w->t, n, F_NAME), rule, DEF_MACRO, prelude);
    Outside outside = enter(w, SCOPE_BLOCK, def, IN_MODULE);

    if (prelude->is_macro_export) {
        def_at(w, def)->flags |= RUST_DEF_IS_MACRO_EXPORT | DEF_IS_EXPORTED;
        def_at(w, def)->visibility = VISIBLE_PUBLIC;
    }
    NODE_EACH_CHILD (w->t, n, child) {
        if (w->t->nodes[child].kind == K_MACRO_RULE)
            rust_macro_body(w, node_field(w->t, child, F_RIGHT));
    }
    leave(w, &outside);
}

static void read_extern_crate(Walk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_NAME), alias = node_field(w->t, n, F_ALIAS);

    if (name == NODE_NONE)
        return;
    bool is_self = w->t->nodes[name].kind == K_SELF || str_is(node_text(w->t, name), "self");
    uint32_t path = rust_expr(w, name,
                              (Expr){.kind = EXPR_NAME,
                                     .name = rust_name(w, name),
                                     .flags = EXPR_IS_REF | EXPR_IS_IMPORT,
                                     .extra = is_self ? RUST_NAME_CRATE : RUST_NAME_GLOBAL});
    facts_add_import(w->b, (Import){.module = rust_name(w, name),
                                    .local = rust_name(w, alias == NODE_NONE ? name : alias),
                                    .scope = w->scope,
                                    .at = w->t->nodes[name].start,
                                    .kind = IMPORT_MODULE,
                                    .extra = path});
}

/* A comment joins the doc comment being gathered, or is the inner doc of what we are in. */
static void read_comment(Walk *w, NodeId n, Prelude *prelude)
{
    const Node *node = &w->t->nodes[n];
    uint32_t end = node->end;

    while (end > node->start &&
           (w->t->src.ptr[end - 1] == '\n' || w->t->src.ptr[end - 1] == '\r'))
        end--;
    if (node_child_of_kind(w->t, n, K_OUTER_DOC) != NODE_NONE) {
        if (!prelude->doc_end)
            prelude->doc_start = node->start;
        prelude->doc_end = end;
    } else if (node_child_of_kind(w->t, n, K_INNER_DOC) != NODE_NONE) {
        Def *owner = def_at(w, w->def);

        if (!owner->doc_end)
            owner->doc_start = node->start;
        owner->doc_end = end;
    }
}

bool rust_item(Walk *w, NodeId n, Prelude *prelude)
{
    switch (w->t->nodes[n].kind) {
    case K_LINE_COMMENT:
    case K_BLOCK_COMMENT:
        read_comment(w, n, prelude);
        return true; /* what was gathered stays for the item that follows */
    case K_ATTRIBUTE_ITEM:
    case K_INNER_ATTRIBUTE_ITEM:
        rust_attribute(w, n, prelude);
        return true;
    case K_MOD_ITEM:
        read_module(w, n, prelude);
        break;
    case K_FOREIGN_MOD:
        (void)rust_items(w, node_field(w->t, n, F_BODY), false);
        break;
    case K_FUNCTION_ITEM:
    case K_FUNCTION_SIGNATURE:
        read_function(w, n, prelude);
        break;
    case K_STRUCT_ITEM:
        read_struct(w, n, DEF_STRUCT, prelude);
        break;
    case K_UNION_ITEM:
        read_struct(w, n, DEF_UNION, prelude);
        break;
    case K_ENUM_ITEM:
        read_enum(w, n, prelude);
        break;
    case K_TRAIT_ITEM:
        read_trait(w, n, prelude);
        break;
    case K_IMPL_ITEM:
        read_impl(w, n);
        break;
    case K_TYPE_ITEM:
    case K_ASSOCIATED_TYPE:
        read_type_item(w, n, prelude);
        break;
    case K_CONST_ITEM:
        read_constant(w, n, DEF_CONSTANT, prelude);
        break;
    case K_STATIC_ITEM:
        read_constant(w, n, DEF_VARIABLE, prelude);
        break;
    case K_MACRO_DEFINITION:
        read_macro_definition(w, n, prelude);
        break;
    case K_USE:
        rust_use(w, n, prelude->is_elsewhere);
        break;
    case K_EXTERN_CRATE:
        read_extern_crate(w, n);
        break;
    default:
        return false;
    }
    *prelude = no_prelude;
    return true;
}

static void read_let(Walk *w, NodeId n)
{
    NodeId type_node = node_field(w->t, n, F_TYPE), alternative;
    uint32_t type = rust_type(w, type_node, 0);
    /* Vec<_> and the like: the value says the rest */
    bool has_blank = type && str_find_char(node_text(w->t, type_node), '_', 0) != SIZE_MAX;
    uint32_t value = rust_value(w, node_field(w->t, n, F_VALUE), type == 0 || has_blank);

    if ((alternative = node_field(w->t, n, F_ALTERNATIVE)) != NODE_NONE)
        (void)rust_value(w, alternative, false);
    NodeId pattern = node_field(w->t, n, F_PATTERN);
    uint32_t first = (uint32_t)w->b->locals.len;
    rust_pattern(w, pattern, type ? type : value);
    if (has_blank && w->b->locals.len == first + 1 && w->b->locals.at[first].value == type) {
        w->b->locals.at[first].type = type;
        w->b->locals.at[first].value = value;
    }
}

/* Whether a block's statement is its value: the last one, without a semicolon. */
static bool is_tail(const Walk *w, NodeId n)
{
    return node_next(w->t, n) == NODE_NONE && w->t->src.ptr[w->t->nodes[n].end - 1] != ';';
}

uint32_t rust_items(Walk *w, NodeId n, bool is_wanted)
{
    Prelude prelude = no_prelude;
    uint32_t value = 0;

    if (n == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (w->t, n, child) {
        if (rust_item(w, child, &prelude))
            continue;
        prelude = no_prelude;
        if (w->t->nodes[child].kind == K_LET)
            read_let(w, child);
        else
            value = rust_value(w, child, is_wanted && is_tail(w, child));
    }
    return value;
}

static void extract(const Tree *t, FactsBuilder *b)
{
    static const uint16_t comments[] = {K_LINE_COMMENT, K_BLOCK_COMMENT, 0};
    Walk w = {.t = t, .b = b, .scope = 1, .self_type = facts_add_name(b, STR("Self"))};

    (void)rust_items(&w, 0, false);
    rust_hidden_macros(&w);
    give_impls_their_types(&w);
    comments_read(t, comments, b);
    VEC_DONE(&w.binding_of_name);
    VEC_DONE(&w.bindings);
    VEC_DONE(&w.impls);
}

const Pack pack_rust = {
    .language = LANG_RUST,
    .version = 6,
    .grammar = tree_sitter_rust,
    .names = {kinds, K_COUNT, fields, F_COUNT, .find_holes = rust_find_holes},
    .extract = extract,
};
