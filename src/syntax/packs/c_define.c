/*
 * c_define.c -- functions, variables, members, typedefs: what declarations define.
 *
 * A macro that stands for declaration specifiers and was not hidden (c_holes.c) leaves an ERROR
 * beside the type; the walk looks into it, takes the type that is there and the macro as used.
 */
#include "syntax/packs/c_family.h"

/* -- specifiers -- */

typedef struct CSpecifiers {
    uint32_t type; /* Expr */
    bool is_static, is_extern, is_virtual;
    uint32_t
        owner; /* the def kept free for the first declarator, when an unnamed struct needs it */
    size_t first; /* Exprs from here on were made for them */
} CSpecifiers;

static bool has_unnamed_body(const CWalk *w, NodeId type)
{
    uint16_t kind = node_kind(w->t, type);

    return (kind == K_STRUCT || kind == K_UNION || kind == K_ENUM || kind == K_CLASS) &&
           node_field(w->t, type, F_BODY) != NODE_NONE &&
           node_field(w->t, type, F_NAME) == NODE_NONE;
}

/* A macro by its looks: no lower-case letter, or two leading underscores. */
static bool looks_like_macro(Str name)
{
    if (str_starts(name, STR("__")))
        return true;
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] >= 'a' && name.ptr[i] <= 'z')
            return false;
    }
    return name.len > 1;
}

/* What the parser could not place between the specifiers and the declarator. Of two names one is
 * the type, the other a macro. */
static void read_stray_specifiers(CWalk *w, NodeId error, NodeId type, CSpecifiers *s)
{
    bool may_be_type = node_kind(w->t, type) == K_TYPE_IDENTIFIER &&
                       looks_like_macro(c_text(w, type));

    NODE_EACH_CHILD (w->t, error, child) {
        if (node_kind(w->t, child) == K_IDENTIFIER && may_be_type &&
            !looks_like_macro(c_text(w, child)))
            s->type = c_name(w, child, EXPR_IS_TYPE, C_NAME_ORDINARY);
        else if (node_kind(w->t, child) == K_STRUCT || node_kind(w->t, child) == K_UNION)
            s->type = c_type(w, child, 0);
        else
            c_visit(w, child);
    }
}

static void read_storage(const CWalk *w, NodeId n, CSpecifiers *s)
{
    Str text = c_text(w, n);

    s->is_static |= str_is(text, "static");
    s->is_extern |= str_is(text, "extern");
}

/* Everything before the first declarator. */
static CSpecifiers read_specifiers(CWalk *w, NodeId n, bool has_declarator)
{
    CSpecifiers s = {.first = w->b->exprs.len};
    NodeId type = node_field(w->t, n, F_TYPE);

    NODE_EACH_CHILD (w->t, n, child) {
        const Node *node = &w->t->nodes[child];

        if (node->field == F_DECLARATOR || node->field == F_BODY)
            break;
        if (child == type) {
            if (has_declarator && has_unnamed_body(w, type))
                s.owner = facts_add_def(w->b, (Def){0});
            s.type = c_type(w, type, s.owner);
        } else if (node->kind == K_STORAGE_CLASS) {
            read_storage(w, child, &s);
        } else if (node->kind == K_TOKEN_VIRTUAL) {
            s.is_virtual = true;
        } else if (node->flags & NODE_ERROR) {
            read_stray_specifiers(w, child, type, &s);
        }
    }
    s.type = c_qualify(w, n, s.type);
    return s;
}

/* -- definitions -- */

Def c_new_def(CWalk *w, NodeId whole, NodeId name, DefKind kind)
{
    uint32_t start = MIN_OF(w->here.outer_start, c_start(w, whole));
    Def d = {
        .name = c_intern(w, c_text(w, name)),
        .name_start = c_start(w, name),
        .start = start,
        .end = c_end(w, whole),
        .signature_end = c_end(w, whole),
        .line = tree_line(w->t, c_start(w, name)),
        .end_line = tree_line(w->t, c_end(w, whole)),
        .scope = w->here.class_scope,
        .parent = w->b->scopes.at[w->here.class_scope].def,
        .kind = (uint8_t)kind,
        .visibility = w->here.visibility,
        .flags = w->here.level <= C_LEVEL_UNKNOWN ? C_DEF_IS_CONDITIONAL : 0,
    };
    if ((w->here.level < C_LEVEL_UNKNOWN || w->here.level == C_LEVEL_LIKELY) &&
        (kind == DEF_FUNCTION || kind == DEF_VARIABLE || kind == DEF_MACRO || kind == DEF_TYPE))
        d.flags |= C_DEF_IS_FOREIGN;

    c_set_doc(&d, c_doc_before(w, start));
    return d;
}

static uint32_t put_def(CWalk *w, uint32_t owner, Def d)
{
    if (!owner)
        return facts_add_def(w->b, d);
    w->b->defs.at[owner] = d;
    return owner;
}

static bool is_plain_name(uint16_t kind)
{
    return kind == K_IDENTIFIER || kind == K_FIELD_IDENTIFIER || kind == K_TYPE_IDENTIFIER;
}

static bool is_override(const CWalk *w, NodeId function)
{
    NODE_EACH_CHILD (w->t, function, child) {
        if (node_kind(w->t, child) == K_VIRTUAL_SPECIFIER &&
            str_is(c_text(w, child), "override"))
            return true;
    }
    return false;
}

/* The def of what a declarator outside functions declares; false when it has no name to go by. */
static bool def_of_declarator(CWalk *w, NodeId whole, const CDeclarator *d,
                              const CSpecifiers *s, Def *ret)
{
    if (d->name == NODE_NONE)
        return false;
    *ret = c_new_def(w, whole, d->name, d->is_function ? DEF_FUNCTION : DEF_VARIABLE);
    if (w->is_cpp ? !cpp_name_def(w, d->name, ret) : !is_plain_name(node_kind(w->t, d->name)))
        return false;
    if (!w->is_cpp && w->b->scopes.at[ret->scope].kind == SCOPE_CLASS)
        ret->kind = DEF_FIELD;
    if (c_is_keyword(w, ret->name))
        return false;
    if (s->is_static) {
        ret->flags |= DEF_IS_STATIC;
        if (ret->kind == DEF_FUNCTION || ret->kind == DEF_VARIABLE)
            ret->visibility = VISIBLE_FILE;
    }
    if (d->is_function && w->is_cpp && is_override(w, d->function))
        ret->flags |= DEF_IS_OVERRIDE;
    return true;
}

/* References in the specifiers and the qualifier were read before the def was there; from `first`
 * on they become its own. */
static void adopt_references(CWalk *w, size_t first, uint32_t def)
{
    uint32_t scope = 0;

    for (size_t i = first; i < w->b->exprs.len; i++) {
        if (w->b->exprs.at[i].scope != w->here.scope)
            continue;
        if (!scope)
            scope = facts_add_scope(w->b, SCOPE_BLOCK, w->here.scope, def);
        w->b->exprs.at[i].scope = scope;
    }
}

/* -- functions -- */

void c_add_locals(CWalk *w, NodeId declarator, uint32_t type, bool is_decorated)
{
    CDeclarator d = c_declarator(w, declarator);

    if (node_kind(w->t, d.name) == K_BINDING_DECLARATOR) {
        uint16_t position = 0;

        NODE_EACH_CHILD (w->t, d.name, child) {
            uint32_t part = !type ? 0
                                  : facts_add_expr(w->b, (Expr){.kind = C_EXPR_BINDING,
                                                                .extra = position++,
                                                                .at = c_start(w, child),
                                                                .a = type,
                                                                .scope = w->here.scope});

            if (node_kind(w->t, child) == K_IDENTIFIER)
                c_add_local(w, c_intern(w, c_text(w, child)), part);
        }
    } else if (is_plain_name(node_kind(w->t, d.name))) {
        c_add_local(w, c_intern(w, c_text(w, d.name)),
                    is_decorated ? c_decorate(w, type, &d) : type);
    }
}

/* The shape of the variable that the declarator makes, for c_add_locals. */
static void set_local_shape(CWalk *w, NodeId type, NodeId declarator)
{
    char text[64];

    if (!w->is_cpp)
        return;
    CDeclarator d = c_declarator(w, declarator);
    Str shape = cpp_declared_shape(w, type, &d, text);
    w->local_shape = str_is(shape, "?") ? 0 : facts_name_copy(w->b, shape);
}

void c_add_parameter(CWalk *w, NodeId n)
{
    uint32_t base = c_qualify(w, n, c_type(w, node_field(w->t, n, F_TYPE), 0));
    NodeId declarator = node_field(w->t, n, F_DECLARATOR);

    c_declarator_parts(w, declarator, NODE_NONE);
    set_local_shape(w, node_field(w->t, n, F_TYPE), declarator);
    c_add_locals(w, declarator, base, true);
    w->local_shape = 0;
    c_visit(w, node_field(w->t, n, F_DEFAULT_VALUE));
}

void c_add_parameters(CWalk *w, NodeId list)
{
    if (list == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, list, child) {
        uint16_t kind = node_kind(w->t, child);

        if (kind == K_PARAMETER || kind == K_OPTIONAL_PARAMETER || kind == K_PACK_PARAMETER)
            c_add_parameter(w, child);
        else if (kind == K_IDENTIFIER) /* K&R: the type follows below */
            c_add_local(w, c_intern(w, c_text(w, child)), 0);
        else
            c_visit(w, child);
    }
}

CPlace c_enter_function(CWalk *w, uint32_t def)
{
    CPlace before = w->here;

    w->here.scope = facts_add_scope(w->b, SCOPE_FUNCTION, w->b->defs.at[def].scope, def);
    w->b->defs.at[def].inner = w->here.scope;
    w->b->scopes.at[w->here.scope].flags |= w->template_depth ? C_SCOPE_IS_TEMPLATE : 0;
    w->here.def = def;
    w->here.is_in_function = true;
    w->here.outer_start = UINT32_MAX;
    return before;
}

/* The declared return type, or the one behind `->`. */
static uint32_t return_type(CWalk *w, const CSpecifiers *s, const CDeclarator *d)
{
    NodeId trailing = d->function == NODE_NONE
                          ? NODE_NONE
                          : node_child_of_kind(w->t, d->function, K_TRAILING_TYPE);
    NodeId type = trailing == NODE_NONE ? NODE_NONE : node_first_child(w->t, trailing);

    return s->type || type == NODE_NONE ? s->type : c_type(w, type, 0);
}

void c_read_function(CWalk *w, NodeId n)
{
    NodeId declarator = node_field(w->t, n, F_DECLARATOR);
    NodeId body = node_field(w->t, n, F_BODY);
    CDeclarator d = c_declarator(w, declarator);
    if (w->is_cpp && cpp_macro_function(w, n, &d, body))
        return;
    CSpecifiers s = read_specifiers(w, n, d.is_function);
    Def def;

    d.is_function |= node_kind(w->t, d.name) == K_OPERATOR_CAST && w->is_cpp;
    if (!d.is_function || !def_of_declarator(w, n, &d, &s, &def)) {
        for (; declarator != NODE_NONE; declarator = node_next(w->t, declarator))
            c_visit(w, declarator);
        return;
    }
    def.type = c_decorate(w, return_type(w, &s, &d), &d);
    def.signature_end = body == NODE_NONE ? def.end : c_start(w, body);
    def.flags |= body == NODE_NONE ? 0 : DEF_HAS_BODY;
    uint32_t id = put_def(w, s.owner, def);
    adopt_references(w, s.first, id);
    size_t mark = c_locals_mark(w);
    CPlace before = c_enter_function(w, id);
    c_add_parameters(w, d.parameters);
    c_declarator_parts(w, declarator, d.parameters);
    /* parameters of K&R functions and initialisers of members stand before the body */
    for (NodeId next = node_next(w->t, declarator); next != NODE_NONE;
         next = node_next(w->t, next))
        c_visit(w, next);
    w->here = before;
    c_locals_release(w, mark);
    c_note_function(w, id, d.parameters);
}

/* Arguments of a macro that makes a function are its parameters, with their types between them. */
static void add_macro_parameters(CWalk *w, NodeId first)
{
    uint32_t type = 0;

    for (NodeId child = first; child != NODE_NONE; child = node_next(w->t, child)) {
        if (w->t->nodes[child].flags & NODE_ERROR) {
            NodeId tag = node_child_of_kind(w->t, child, K_IDENTIFIER);

            type = tag == NODE_NONE ? 0 : c_name(w, tag, EXPR_IS_TYPE, C_NAME_TAG);
        } else if (node_kind(w->t, child) == K_IDENTIFIER) {
            NameId argument = c_intern(w, c_text(w, child));

            if (!c_is_keyword(w, argument)) {
                c_add_local(w, argument, type);
                type = 0;
            }
        }
    }
}

/* What the function is called: the first argument, a name or a text. */
static NodeId name_of_macro_function(const CWalk *w, NodeId call)
{
    NodeId arguments = node_field(w->t, call, F_ARGUMENTS);

    if (arguments == NODE_NONE)
        return NODE_NONE;
    NODE_EACH_CHILD (w->t, arguments, child) {
        if (node_kind(w->t, child) == K_IDENTIFIER)
            return child;
        if (node_kind(w->t, child) == K_STRING)
            return node_child_of_kind(w->t, child, K_STRING_CONTENT);
    }
    return NODE_NONE;
}

/* `NAME(argument, ...) { body }`: a macro that makes a function, called by its first argument, as
 * SYSCALL_DEFINE3(read, ...) and TEST_CASE("parses") do. */
void c_read_macro_function(CWalk *w, NodeId call, NodeId body)
{
    NodeId name = name_of_macro_function(w, call);
    NodeId macro = node_field(w->t, call, F_FUNCTION);

    if (name == NODE_NONE) {
        c_visit(w, call);
        c_visit(w, body);
        return;
    }
    Def def = c_new_def(w, call, name, DEF_FUNCTION);
    def.end = c_end(w, body);
    def.end_line = tree_line(w->t, def.end);
    def.signature_end = c_start(w, body);
    def.flags |= DEF_HAS_BODY | DEF_IS_GENERATED;
    uint32_t id = put_def(w, 0, def);
    c_name(w, macro, EXPR_IS_CALLED, C_NAME_ORDINARY);
    size_t mark = c_locals_mark(w);
    CPlace before = c_enter_function(w, id);
    if (node_kind(w->t, name) == K_IDENTIFIER)
        add_macro_parameters(w, node_next(w->t, name));
    c_visit(w, body);
    w->here = before;
    c_locals_release(w, mark);
    if (str_has(c_text(w, macro), STR("TEST")) || str_is(c_text(w, macro), "SCENARIO"))
        c_note_test(w, id, c_text(w, name));
}

/* -- variables, prototypes, types -- */

/* `value`: of `if (T *x = value)`, which stands beside the declarator. */
static void read_local(CWalk *w, NodeId type_node, NodeId declarator, uint32_t base,
                       NodeId value)
{
    CDeclarator d = c_declarator(w, declarator);

    c_declarator_parts(w, declarator, NODE_NONE);
    if (d.value != NODE_NONE)
        value = d.value;
    if (!base && w->is_cpp && value != NODE_NONE &&
        node_kind(w->t, value) != K_INITIALIZER_LIST) {
        uint32_t type = c_expr(w, value, true); /* auto, or nothing with members */
        char text[64];

        set_local_shape(w, type_node, declarator);
        if (!w->local_shape) {
            Str shape = cpp_argument_shape(w, value, text, 0);

            w->local_shape = str_is(shape, "?") ? 0 : facts_name_copy(w->b, shape);
        }
        c_add_locals(w, declarator, type, false);
        w->local_shape = 0;
        return;
    }
    set_local_shape(w, type_node, declarator);
    c_add_locals(w, declarator, base, true);
    w->local_shape = 0;
    if (value != NODE_NONE)
        c_initialiser(
            w, value,
            c_decorate(w, node_kind(w->t, value) == K_INITIALIZER_LIST ? base : 0, &d));
}

/* `T x(a, b);` in a function: a variable, whatever the grammar says. */
static void read_vexing_local(CWalk *w, const CDeclarator *d, uint32_t base)
{
    if (is_plain_name(node_kind(w->t, d->name)))
        c_add_local(w, c_intern(w, c_text(w, d->name)), base);
    if (d->parameters == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, d->parameters, child) {
        NodeId type = node_field(w->t, child, F_TYPE);

        if (node_kind(w->t, type) == K_TYPE_IDENTIFIER)
            (void)c_name(w, type, 0, C_NAME_ORDINARY);
        else
            c_visit_children(w, child);
    }
}

static void read_variable(CWalk *w, NodeId n, NodeId declarator, CSpecifiers *s)
{
    CDeclarator d = c_declarator(w, declarator);
    Def def;

    if (!def_of_declarator(w, n, &d, s, &def)) {
        c_visit_children(w, declarator);
        return;
    }
    def.type = c_decorate(w, d.is_function ? return_type(w, s, &d) : s->type, &d);
    if (def.kind != DEF_FIELD && (d.is_function || (s->is_extern && d.value == NODE_NONE)))
        def.flags |= DEF_IS_DECLARATION;
    if (d.value != NODE_NONE)
        def.signature_end = c_start(w, d.value);
    CComment after = def.doc_end && def.kind != DEF_FIELD ? (CComment){0, 0}
                                                          : c_doc_after(w, def.end);
    if (after.end)
        c_set_doc(&def, after);
    uint32_t id = put_def(w, s->owner, def);
    s->owner = 0;
    if (w->b->scopes.at[w->here.scope].kind != SCOPE_CLASS || def.kind != DEF_FIELD)
        adopt_references(w, s->first, id);
    CPlace before = w->here;
    w->here.def = id;
    /* names in the initialiser are used by the variable, and seen from its class */
    if (d.value != NODE_NONE || (def.flags & C_DEF_IS_QUALIFIED))
        w->here.scope = facts_add_scope(w->b, SCOPE_BLOCK, def.scope, id);
    c_declarator_parts(w, declarator, NODE_NONE);
    if (d.value != NODE_NONE) {
        if (!def.type && w->is_cpp)
            w->b->defs.at[id].value = c_expr(w, d.value, true);
        else
            c_initialiser(w, d.value, def.type);
    }
    w->here = before;
}

void c_read_declaration(CWalk *w, NodeId n)
{
    NodeId first = node_field(w->t, n, F_DECLARATOR);
    CSpecifiers s = read_specifiers(w, n, first != NODE_NONE && !w->here.is_in_function);

    for (NodeId child = first; child != NODE_NONE; child = node_next(w->t, child)) {
        const Node *node = &w->t->nodes[child];

        if (node->field != F_DECLARATOR) {
            if (node->field != F_VALUE)
                c_visit(w, child);
        } else if (!w->here.is_in_function) {
            read_variable(w, n, child, &s);
        } else {
            CDeclarator d = c_declarator(w, child);

            if (d.is_function && w->is_cpp && d.pointers == 0)
                read_vexing_local(w, &d, s.type);
            else if (s.is_extern || d.is_function) /* no locals */
                c_declarator_parts(w, child, NODE_NONE);
            else
                read_local(w, node_field(w->t, n, F_TYPE), child, s.type,
                           node_field(w->t, n, F_VALUE));
        }
    }
}

static DefKind kind_of_type(uint16_t kind)
{
    switch (kind) {
    case K_STRUCT:
        return DEF_STRUCT;
    case K_UNION:
        return DEF_UNION;
    case K_CLASS:
        return DEF_CLASS;
    case K_ENUM:
        return DEF_ENUM;
    default:
        return DEF_TYPE;
    }
}

/* `typedef struct { ... } name` gives a struct called name; other typedefs are types of their own. */
void c_read_typedef(CWalk *w, NodeId n)
{
    NodeId type = node_field(w->t, n, F_TYPE);
    NodeId first = node_field(w->t, n, F_DECLARATOR);
    CSpecifiers s = read_specifiers(w, n, first != NODE_NONE);
    uint32_t value = s.type;

    for (NodeId child = first; child != NODE_NONE; child = node_next(w->t, child)) {
        if (w->t->nodes[child].field != F_DECLARATOR)
            continue;
        CDeclarator d = c_declarator(w, child);

        c_declarator_parts(w, child, NODE_NONE);
        if (d.name == NODE_NONE)
            continue;
        Def def = c_new_def(w, n, d.name, DEF_TYPE);
        if (s.owner && d.pointers == 0 && d.function == NODE_NONE) {
            def.kind = (uint8_t)kind_of_type(node_kind(w->t, type));
            def.flags |= C_DEF_IS_TYPEDEF; /* also where C_DEF_IS_FOREIGN was set */
            def.inner = w->b->defs.at[s.owner].inner;
            def.signature_end = c_start(w, node_field(w->t, type, F_BODY));
        }
        def.value = c_decorate(w, value, &d);
        def.scope = w->is_cpp || w->here.is_in_function ? w->here.scope : def.scope;
        (void)put_def(w, s.owner, def);
        s.owner = 0;
    }
}

/* -- members -- */

void c_read_members(CWalk *w, NodeId n)
{
    NodeId first = node_field(w->t, n, F_DECLARATOR);
    NodeId type = node_field(w->t, n, F_TYPE);

    if (first == NODE_NONE && has_unnamed_body(w, type) && node_kind(w->t, type) != K_ENUM) {
        /* members of an unnamed member are members of the struct around it */
        c_items(w, node_field(w->t, type, F_BODY));
        return;
    }
    if (first == NODE_NONE && w->is_cpp && kind_of_type(node_kind(w->t, type)) != DEF_TYPE) {
        c_tag_item(w, type); /* `class Inner;` */
        return;
    }
    CSpecifiers s = read_specifiers(w, n, first != NODE_NONE);
    for (NodeId child = first; child != NODE_NONE; child = node_next(w->t, child)) {
        if (w->t->nodes[child].field == F_DECLARATOR)
            read_variable(w, n, child, &s);
        else
            c_visit(w, child);
    }
}
