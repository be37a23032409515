/*
 * java.c -- the Java pack: files, classes and their members. See java_facts.h for what comes out.
 *
 * One walk in the order of the text. The Env knows the locals of the methods around; members,
 * inherited ones above all, are the resolver's affair.
 */
#include "syntax/packs/comments.h"
#include "syntax/packs/java_pack.h"
#include "syntax/packs/packs.h"

const TSLanguage *tree_sitter_java(void);

static const char *const kind_names[JAVA_KIND_COUNT] = {
#define X(id, name) [JAVA_##id] = name,
    JAVA_KINDS(X)
#undef X
};

static const char *const field_names[FIELD_COUNT] = {
#define X(id, name) [FIELD_##id] = name,
    JAVA_FIELDS(X)
#undef X
};

NodeId java_child(const JavaPack *p, NodeId n)
{
    NODE_EACH_CHILD (p->t, n, child) {
        if (java_counts(p, child))
            return child;
    }
    return NODE_NONE;
}

uint32_t java_expr(JavaPack *p, Expr e, NodeId n)
{
    e.at = p->t->nodes[n].start;
    e.scope = p->scope;
    return facts_add_expr(p->b, e);
}

uint32_t java_list(JavaPack *p, JavaExprs *items)
{
    uint32_t list = 0;

    for (size_t i = items->len; i-- > 0;)
        list = facts_add_expr(
            p->b, (Expr){.kind = EXPR_LIST, .a = items->at[i], .b = list, .scope = p->scope});
    VEC_DONE(items);
    return list;
}

/* -- definitions -- */

typedef struct DefAsk {
    DefKind kind;
    NodeId name;      /* the token */
    NodeId whole;     /* whose range is the definition's */
    NodeId modifiers; /* NODE_NONE: none */
    NodeId doc;       /* NODE_NONE: none */
    uint32_t scope;
} DefAsk;

static bool has_token(const JavaPack *p, NodeId n, uint16_t kind)
{
    return node_child_of_kind(p->t, n, kind) != NODE_NONE;
}

static bool is_in_interface(const JavaPack *p)
{
    return p->b->defs.at[p->class_def].kind == DEF_INTERFACE;
}

static Visibility visibility_of(const JavaPack *p, const DefAsk *ask)
{
    if (has_token(p, ask->modifiers, JAVA_TOKEN_PUBLIC) || ask->kind == DEF_ENUM_MEMBER)
        return VISIBLE_PUBLIC;
    if (has_token(p, ask->modifiers, JAVA_TOKEN_PRIVATE) ||
        has_token(p, ask->modifiers, JAVA_TOKEN_PROTECTED))
        return VISIBLE_CLASS;
    return is_in_interface(p) && p->class_def ? VISIBLE_PUBLIC : VISIBLE_MODULE;
}

static uint16_t flags_of(const JavaPack *p, const DefAsk *ask)
{
    uint16_t flags = has_token(p, ask->modifiers, JAVA_TOKEN_STATIC) ? DEF_IS_STATIC : 0;

    NODE_EACH_CHILD (p->t, ask->modifiers, child) {
        Str name = node_text(p->t, java_field(p, child, FIELD_NAME));

        if (java_kind(p, child) != JAVA_MARKER_ANNOTATION &&
            java_kind(p, child) != JAVA_ANNOTATION)
            continue;
        if (str_is(name, "Override"))
            flags |= DEF_IS_OVERRIDE;
        else if (str_is(name, "Deprecated"))
            flags |= DEF_IS_DEPRECATED;
    }
    return flags;
}

static uint32_t add_def(JavaPack *p, const DefAsk *ask)
{
    const Node *name = &p->t->nodes[ask->name], *whole = &p->t->nodes[ask->whole];
    Def d = {
        .name = java_name(p, ask->name),
        .name_start = name->start,
        .start = whole->start,
        .end = whole->end,
        .signature_end = whole->end,
        .line = tree_line(p->t, name->start),
        .end_line = tree_line(p->t, whole->end),
        .scope = ask->scope,
        .parent = p->def,
        .kind = (uint8_t)ask->kind,
        .visibility = (uint8_t)visibility_of(p, ask),
        .flags = flags_of(p, ask),
    };

    if (d.visibility == VISIBLE_PUBLIC)
        d.flags |= DEF_IS_EXPORTED;
    if (has_token(p, ask->modifiers, JAVA_TOKEN_PRIVATE))
        d.flags |= DEF_FLAG_PACK_2;
    if (ask->doc != NODE_NONE) {
        d.doc_start = p->t->nodes[ask->doc].start;
        d.doc_end = p->t->nodes[ask->doc].end;
        if (str_has(node_text(p->t, ask->doc), STR("@deprecated")))
            d.flags |= DEF_IS_DEPRECATED;
    }
    return facts_add_def(p->b, d);
}

/* Where a body begins, without the space before it. */
static void set_body(JavaPack *p, uint32_t def, NodeId body)
{
    Def *d = &p->b->defs.at[def];
    uint32_t start = p->t->nodes[body].start;

    while (start > d->start && strchr(" \t\r\n", p->t->src.ptr[start - 1]))
        start--;
    d->signature_end = start;
    d->flags |= DEF_HAS_BODY;
}

static bool is_javadoc(const JavaPack *p, NodeId n)
{
    return java_kind(p, n) == JAVA_BLOCK_COMMENT && str_starts(node_text(p->t, n), STR("/**"));
}

/* -- fields -- */

static bool is_plain_value(const JavaPack *p, NodeId value)
{
    uint16_t kind = java_kind(p, value);

    return kind >= JAVA_DECIMAL_INTEGER && kind <= JAVA_NULL_LITERAL;
}

/* A field's initialiser is read in a scope of its own, so that what it calls is called by the
 * field and not by the class. */
static void field_value(JavaPack *p, uint32_t def, uint32_t type, NodeId value)
{
    uint32_t outer_def = p->def, outer_scope = p->scope;

    if (value == NODE_NONE)
        return;
    if (!is_plain_value(p, value)) {
        p->def = def;
        p->scope = facts_add_scope(p->b, SCOPE_BLOCK, p->scope, def);
        p->b->defs.at[def].inner = p->scope;
    }
    (void)java_value_for(p, value, false, (JavaContext){type, JAVA_LAMBDA_TYPED});
    p->def = outer_def;
    p->scope = outer_scope;
}

static void fields(JavaPack *p, NodeId n, NodeId doc)
{
    NodeId modifiers = node_child_of_kind(p->t, n, JAVA_MODIFIERS);
    bool is_constant = java_kind(p, n) == JAVA_CONSTANT_DECLARATION ||
                       (has_token(p, modifiers, JAVA_TOKEN_STATIC) &&
                        has_token(p, modifiers, JAVA_TOKEN_FINAL));
    uint32_t type = java_type(p, java_field(p, n, FIELD_TYPE), 0);
    bool is_first = true;

    NODE_EACH_CHILD (p->t, n, child) {
        NodeId name = java_field(p, child, FIELD_NAME);

        if (java_kind(p, child) != JAVA_VARIABLE_DECLARATOR || name == NODE_NONE)
            continue;
        uint32_t def = add_def(p, &(DefAsk){is_constant ? DEF_CONSTANT : DEF_FIELD, name, n,
                                            modifiers, doc, p->scope});
        uint32_t own = java_array_of(p, type, java_field(p, child, FIELD_DIMENSIONS));
        p->b->defs.at[def].type = own;
        if (is_constant)
            p->b->defs.at[def].flags |= DEF_IS_STATIC;
        if (is_first) {
            java_annotations(p, modifiers);
            java_note_annotations(p, modifiers, def);
        }
        is_first = false;
        field_value(p, def, own, java_field(p, child, FIELD_VALUE));
    }
}

static void enum_constant(JavaPack *p, NodeId n, NodeId doc)
{
    NodeId name = java_field(p, n, FIELD_NAME), body = java_field(p, n, FIELD_BODY);
    NodeId modifiers = node_child_of_kind(p->t, n, JAVA_MODIFIERS);
    NodeId arguments = java_field(p, n, FIELD_ARGUMENTS);

    if (name == NODE_NONE)
        return;
    uint32_t outer = p->def;
    uint32_t def = add_def(p, &(DefAsk){DEF_ENUM_MEMBER, name, n, modifiers, doc, p->scope});
    p->b->defs.at[def].flags |= DEF_IS_STATIC;
    java_annotations(p, modifiers);
    if (arguments != NODE_NONE) {
        /* not a reference, but lambdas among the arguments want to know who takes them */
        uint32_t callee = java_expr(p, (Expr){.kind = EXPR_JAVA_CONSTRUCTOR}, name);

        (void)java_arguments(p, arguments, callee);
    }
    if (body != NODE_NONE) {
        uint32_t base = java_expr(p, (Expr){.kind = EXPR_THIS}, name);

        p->def = def;
        (void)java_anonymous(p, body, base);
        p->def = outer;
    }
}

/* -- methods -- */

static void declare_parameter(JavaPack *p, NodeId name, uint32_t type, size_t order)
{
    java_declare(p, name, type);
    facts_add_local(p->b, (Local){.name = java_name(p, name),
                                  .scope = p->scope,
                                  .start = p->t->nodes[name].start,
                                  .type = type,
                                  .kind = LOCAL_PARAMETER,
                                  .order = (uint8_t)MIN_OF(order, 255u)});
}

/* T... x: the type is a child without a field. */
static uint32_t spread_type(JavaPack *p, NodeId n, NodeId *ret_name)
{
    NodeId declarator = node_child_of_kind(p->t, n, JAVA_VARIABLE_DECLARATOR);
    uint32_t type = 0;

    NODE_EACH_CHILD (p->t, n, child) {
        uint16_t kind = java_kind(p, child);

        if (kind != JAVA_MODIFIERS && kind != JAVA_VARIABLE_DECLARATOR &&
            java_counts(p, child) && !type)
            type = java_type(p, child, 0);
    }
    *ret_name = java_field(p, declarator, FIELD_NAME);
    return java_expr(p, (Expr){.kind = EXPR_ARRAY, .a = type}, n);
}

void java_parameters(JavaPack *p, NodeId list, uint32_t *ret_types, bool *ret_is_variadic)
{
    JavaExprs types = {0};

    *ret_is_variadic = false;
    NODE_EACH_CHILD (p->t, list, n) {
        NodeId name = java_field(p, n, FIELD_NAME);
        uint32_t type;

        if (java_kind(p, n) == JAVA_FORMAL_PARAMETER) {
            type = java_type(p, java_field(p, n, FIELD_TYPE), 0);
            type = java_array_of(p, type, java_field(p, n, FIELD_DIMENSIONS));
        } else if (java_kind(p, n) == JAVA_SPREAD_PARAMETER) {
            type = spread_type(p, n, &name);
            *ret_is_variadic = true;
        } else {
            continue;
        }
        java_annotations(p, node_child_of_kind(p->t, n, JAVA_MODIFIERS));
        if (name != NODE_NONE)
            declare_parameter(p, name, type, types.len);
        *VEC_PUSH(&types) = type;
    }
    *ret_types = java_list(p, &types);
}

/* The components of the record around are parameters of its compact constructor. */
static void declare_components(JavaPack *p)
{
    const Def *record = &p->b->defs.at[p->class_def];
    size_t count = p->b->defs.len;

    for (size_t i = p->class_def + 1; i < count; i++) {
        Def d = p->b->defs.at[i];

        if (!(d.flags & DEF_FLAG_PACK_1) || d.scope != record->inner)
            break;
        env_declare(&p->env, d.name, d.type);
    }
}

static void method_head(JavaPack *p, NodeId n, uint32_t def)
{
    NodeId type_parameters = java_field(p, n, FIELD_TYPE_PARAMETERS);
    uint32_t parameters = 0, type;
    bool is_variadic = false;

    if (type_parameters != NODE_NONE)
        java_type_parameters(p, type_parameters, p->scope);
    type = java_type(p, java_field(p, n, FIELD_TYPE), 0);
    type = java_array_of(p, type, java_field(p, n, FIELD_DIMENSIONS));
    java_parameters(p, java_field(p, n, FIELD_PARAMETERS), &parameters, &is_variadic);
    NODE_EACH_CHILD (p->t, node_child_of_kind(p->t, n, JAVA_THROWS), child) {
        if (java_counts(p, child))
            (void)java_type(p, child, 0);
    }
    Def *d = &p->b->defs.at[def];
    d->type = type;
    d->bases = parameters;
    if (is_variadic)
        d->flags |= DEF_IS_VARIADIC;
    p->return_type = type;
}

static void method(JavaPack *p, NodeId n, NodeId doc)
{
    NodeId name = java_field(p, n, FIELD_NAME), body = java_field(p, n, FIELD_BODY);
    NodeId modifiers = node_child_of_kind(p->t, n, JAVA_MODIFIERS);
    uint16_t kind = java_kind(p, n);
    bool is_constructor = kind == JAVA_CONSTRUCTOR_DECLARATION ||
                          kind == JAVA_COMPACT_CONSTRUCTOR;
    JavaPack outer = *p;

    if (name == NODE_NONE)
        return;
    uint32_t def = add_def(p, &(DefAsk){is_constructor ? DEF_CONSTRUCTOR : DEF_METHOD, name, n,
                                        modifiers, doc, p->scope});
    if (body != NODE_NONE)
        set_body(p, def, body);
    else if (!has_token(p, modifiers, JAVA_TOKEN_NATIVE) &&
             !has_token(p, modifiers, JAVA_TOKEN_DEFAULT))
        p->b->defs.at[def].flags |= DEF_IS_DECLARATION;
    JavaBlock block = java_enter(p);
    p->def = def;
    p->scope = facts_add_scope(p->b, SCOPE_FUNCTION, p->scope, def);
    p->b->defs.at[def].inner = p->scope;
    java_annotations(p, modifiers);
    java_note_annotations(p, modifiers, def);
    if (kind == JAVA_COMPACT_CONSTRUCTOR)
        declare_components(p);
    method_head(p, n, def);
    java_note_method(p, n, modifiers, def);
    if (body != NODE_NONE)
        java_block(p, body);
    (void)java_value(p, java_field(p, n, FIELD_VALUE), false);
    java_leave(p, block);
    p->def = outer.def;
    p->return_type = outer.return_type;
}

/* -- classes -- */

static void member(JavaPack *p, NodeId n, NodeId doc)
{
    JavaBlock block;

    switch (java_kind(p, n)) {
    case JAVA_FIELD_DECLARATION:
    case JAVA_CONSTANT_DECLARATION:
        fields(p, n, doc);
        return;
    case JAVA_METHOD_DECLARATION:
    case JAVA_CONSTRUCTOR_DECLARATION:
    case JAVA_COMPACT_CONSTRUCTOR:
    case JAVA_ANNOTATION_ELEMENT:
        method(p, n, doc);
        return;
    case JAVA_ENUM_CONSTANT:
        enum_constant(p, n, doc);
        return;
    case JAVA_CLASS_DECLARATION:
    case JAVA_RECORD_DECLARATION:
    case JAVA_INTERFACE_DECLARATION:
    case JAVA_ANNOTATION_TYPE_DECLARATION:
    case JAVA_ENUM_DECLARATION:
        java_class(p, n, doc);
        return;
    case JAVA_STATIC_INITIALIZER:
    case JAVA_BLOCK:
        block = java_enter(p);
        p->scope = facts_add_scope(p->b, SCOPE_BLOCK, p->scope, p->def);
        java_block(p, n);
        java_leave(p, block);
        return;
    default: /* broken source */
        if (p->t->nodes[n].flags & NODE_ERROR) {
            NODE_EACH_CHILD (p->t, n, child)
                member(p, child, NODE_NONE);
        }
    }
}

static void members(JavaPack *p, NodeId body)
{
    NodeId doc = NODE_NONE;

    NODE_EACH_CHILD (p->t, body, child) {
        if (java_kind(p, child) == JAVA_ENUM_BODY_DECLARATIONS) {
            members(p, child);
        } else if (java_is_comment(java_kind(p, child))) {
            doc = is_javadoc(p, child) ? child : doc;
            continue;
        } else {
            member(p, child, doc);
        }
        if (java_counts(p, child))
            doc = NODE_NONE;
    }
}

/* A local of the method around is not seen where the class has a field of that name. */
static void hide_locals(JavaPack *p, NodeId body)
{
    uint32_t bound;

    NODE_EACH_CHILD (p->t, body, field) {
        if (java_kind(p, field) != JAVA_FIELD_DECLARATION)
            continue;
        NODE_EACH_CHILD (p->t, field, child) {
            NodeId name = java_field(p, child, FIELD_NAME);

            if (java_kind(p, child) == JAVA_VARIABLE_DECLARATOR && name != NODE_NONE &&
                env_find(&p->env, java_name(p, name), &bound))
                env_declare(&p->env, java_name(p, name), ENV_OUTER);
        }
    }
}

static void class_members(JavaPack *p, NodeId body)
{
    hide_locals(p, body);
    *VEC_PUSH(&p->class_depths) = p->env.depth;
    members(p, body);
    (void)VEC_POP(&p->class_depths);
}

static void add_bases(JavaPack *p, NodeId n, JavaExprs *bases)
{
    NODE_EACH_CHILD (p->t, n, child) {
        switch (java_kind(p, child)) {
        case JAVA_SUPERCLASS:
            *VEC_PUSH(bases) = java_type(p, java_child(p, child), EXPR_IS_BASE);
            break;
        case JAVA_SUPER_INTERFACES:
        case JAVA_EXTENDS_INTERFACES:
            NODE_EACH_CHILD (p->t, node_child_of_kind(p->t, child, JAVA_TYPE_LIST), type) {
                if (java_counts(p, type))
                    *VEC_PUSH(bases) = java_type(p, type, EXPR_IS_BASE);
            }
            break;
        case JAVA_PERMITS:
            NODE_EACH_CHILD (p->t, node_child_of_kind(p->t, child, JAVA_TYPE_LIST), type) {
                if (java_counts(p, type))
                    (void)java_type(p, type, 0);
            }
            break;
        default:
            break;
        }
    }
}

static void components(JavaPack *p, NodeId list)
{
    NODE_EACH_CHILD (p->t, list, n) {
        NodeId name = java_field(p, n, FIELD_NAME);
        NodeId modifiers = node_child_of_kind(p->t, n, JAVA_MODIFIERS);
        uint32_t type = 0;

        if (java_kind(p, n) == JAVA_FORMAL_PARAMETER)
            type = java_array_of(p, java_type(p, java_field(p, n, FIELD_TYPE), 0),
                                 java_field(p, n, FIELD_DIMENSIONS));
        else if (java_kind(p, n) == JAVA_SPREAD_PARAMETER)
            type = spread_type(p, n, &name);
        if (name == NODE_NONE)
            continue;
        java_annotations(p, modifiers);
        uint32_t def = add_def(p,
                               &(DefAsk){DEF_FIELD, name, n, modifiers, NODE_NONE, p->scope});
        p->b->defs.at[def].type = type;
        p->b->defs.at[def].visibility = VISIBLE_PUBLIC;
        p->b->defs.at[def].flags |= DEF_FLAG_PACK_1;
    }
}

static DefKind kind_of_class(uint16_t kind)
{
    switch (kind) {
    case JAVA_INTERFACE_DECLARATION:
    case JAVA_ANNOTATION_TYPE_DECLARATION:
        return DEF_INTERFACE;
    case JAVA_ENUM_DECLARATION:
        return DEF_ENUM;
    default:
        return DEF_CLASS;
    }
}

/* A class in a method: a scope for it and for what follows it in the block. */
static void open_local_scope(JavaPack *p, NodeId name)
{
    uint8_t kind = p->b->scopes.at[p->scope].kind;

    if (kind != SCOPE_FUNCTION && kind != SCOPE_BLOCK)
        return;
    if (p->scope == p->block_scope || kind == SCOPE_FUNCTION)
        p->scope = facts_add_scope(p->b, SCOPE_BLOCK, p->scope, p->def);
    env_declare(&p->env, java_name(p, name), ENV_OUTER);
}

/* What reading a class must leave as it was. */
static void restore(JavaPack *p, const JavaPack *outer)
{
    p->def = outer->def;
    p->class_def = outer->class_def;
    p->context = outer->context;
    p->return_type = outer->return_type;
    p->lambda_value = outer->lambda_value;
    p->lambda_returns = outer->lambda_returns;
    p->switch_value = outer->switch_value;
}

void java_class(JavaPack *p, NodeId n, NodeId doc)
{
    NodeId name = java_field(p, n, FIELD_NAME), body = java_field(p, n, FIELD_BODY);
    NodeId modifiers = node_child_of_kind(p->t, n, JAVA_MODIFIERS);
    NodeId type_parameters = java_field(p, n, FIELD_TYPE_PARAMETERS);
    JavaPack outer = *p;
    JavaExprs bases = {0};

    if (name == NODE_NONE)
        return;
    open_local_scope(p, name);
    uint32_t def = add_def(
        p, &(DefAsk){kind_of_class(java_kind(p, n)), name, n, modifiers, doc, p->scope});
    if (body != NODE_NONE)
        set_body(p, def, body);
    JavaBlock block = java_enter(p);
    /* members are not seen in the head: it gets a scope of its own */
    uint32_t head = facts_add_scope(p->b, SCOPE_BLOCK, p->scope, def);
    uint32_t inner = facts_add_scope(p->b, SCOPE_CLASS, p->scope, def);
    p->b->defs.at[def].inner = inner;
    p->def = p->class_def = def;
    p->scope = head;
    if (type_parameters != NODE_NONE)
        java_type_parameters(p, type_parameters, inner);
    java_annotations(p, modifiers);
    java_note_annotations(p, modifiers, def);
    add_bases(p, n, &bases);
    uint32_t list = java_list(p, &bases);
    p->b->defs.at[def].bases = list;
    p->scope = inner;
    if (java_kind(p, n) == JAVA_RECORD_DECLARATION)
        components(p, java_field(p, n, FIELD_PARAMETERS));
    class_members(p, body);
    java_leave(p, block);
    restore(p, &outer);
}

uint32_t java_anonymous(JavaPack *p, NodeId body, uint32_t base)
{
    JavaBlock block = java_enter(p);
    JavaPack outer = *p;
    JavaExprs bases = {0};

    p->scope = facts_add_scope(p->b, SCOPE_CLASS, p->scope, p->def);
    *VEC_PUSH(&bases) = base;
    uint32_t list = java_list(p, &bases);
    uint32_t object = java_expr(p, (Expr){.kind = EXPR_OBJECT, .a = p->scope, .b = list}, body);
    if (object < 1u << 24) {
        p->b->scopes.at[p->scope].extra = (uint16_t)object;
        p->b->scopes.at[p->scope].flags = (uint8_t)(object >> 16);
    }
    p->class_def = 0;
    class_members(p, body);
    java_leave(p, block);
    restore(p, &outer);
    return object;
}

/* -- files -- */

static void package(JavaPack *p, NodeId n)
{
    NODE_EACH_CHILD (p->t, n, child) {
        uint16_t kind = java_kind(p, child);

        if (kind == JAVA_IDENTIFIER || kind == JAVA_SCOPED_IDENTIFIER) {
            NameId name = java_name(p, child);

            /* it is among the first names of the file */
            p->b->scopes.at[1].extra = name <= UINT16_MAX ? (uint16_t)name : 0;
        } else if (kind == JAVA_ANNOTATION || kind == JAVA_MARKER_ANNOTATION) {
            java_annotations(p, n);
        }
    }
}

static void import(JavaPack *p, NodeId n)
{
    bool is_all = has_token(p, n, JAVA_ASTERISK),
         is_static = has_token(p, n, JAVA_TOKEN_STATIC);
    NodeId whole = java_child(p, n);
    Str text = node_text(p->t, whole);
    size_t dot = str_rfind_char(text, '.');
    Import i = {.scope = 1,
                .at = whole == NODE_NONE ? 0 : p->t->nodes[whole].start,
                .kind = is_all ? IMPORT_ALL : IMPORT_NAME,
                .extra = is_static};

    if (whole == NODE_NONE)
        return;
    if (is_all) {
        i.module = facts_add_name(p->b, text);
    } else {
        i.module = facts_add_name(p->b, str_sub(text, 0, dot == SIZE_MAX ? 0 : dot));
        i.symbol = i.local = facts_add_name(p->b, str_sub(text, dot + 1, text.len));
    }
    facts_add_import(p->b, i);
    if (!is_all || is_static)
        (void)java_dotted(p, whole, EXPR_IS_IMPORT | (is_static && !is_all ? 0 : EXPR_IS_TYPE));
}

static void top_level(JavaPack *p, NodeId n, NodeId doc)
{
    switch (java_kind(p, n)) {
    case JAVA_PACKAGE_DECLARATION:
        package(p, n);
        return;
    case JAVA_IMPORT_DECLARATION:
        import(p, n);
        return;
    default:
        member(p, n, doc);
    }
}

static void extract(const Tree *t, FactsBuilder *b)
{
    static const uint16_t comments[] = {JAVA_LINE_COMMENT, JAVA_BLOCK_COMMENT, 0};
    JavaPack p = {.t = t, .b = b, .scope = 1};
    NodeId doc = NODE_NONE;

    NODE_EACH_CHILD (t, 0, child) {
        if (java_is_comment(t->nodes[child].kind)) {
            doc = is_javadoc(&p, child) ? child : doc;
            continue;
        }
        top_level(&p, child, doc);
        doc = NODE_NONE;
    }
    comments_read(t, comments, b);
    env_done(&p.env);
    VEC_DONE(&p.class_depths);
}

const Pack pack_java = {
    .language = LANG_JAVA,
    .version = 4,
    .grammar = tree_sitter_java,
    .names = {kind_names, JAVA_KIND_COUNT, field_names, FIELD_COUNT},
    .extract = extract,
};
