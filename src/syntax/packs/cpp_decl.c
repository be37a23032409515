/*
 * cpp_decl.c -- what only C++ declares: namespaces, classes and their bases, templates, using.
 *
 * Every opening of a namespace is a def and a scope of its own; the resolver joins them by name.
 * A type parameter is a local: naming it is no reference. What a template makes of it is left to
 * the resolver, which finds C_EXPR_TYPE_PARAMETER in its place.
 */
#include "syntax/packs/c_family.h"

/* -- names of definitions -- */

static NodeId last_of_qualified(const CWalk *w, NodeId n)
{
    while (node_kind(w->t, n) == K_QUALIFIED) {
        NodeId name = node_field(w->t, n, F_NAME);

        if (name == NODE_NONE)
            break;
        n = name;
    }
    return n;
}

/* "operator ==" -> "operator==", "operator bool () const" -> "operator bool". */
static Str operator_text(CWalk *w, NodeId n)
{
    Str text = c_text(w, n);
    size_t end = str_find(text, STR("("), 9);
    char plain[64];
    size_t len = 0;

    if (node_kind(w->t, n) == K_OPERATOR_CAST && end != SIZE_MAX)
        text = str_trim(str_sub(text, 0, end));
    bool is_word = node_kind(w->t, n) == K_OPERATOR_CAST || str_has(text, STR("new")) ||
                   str_has(text, STR("delete"));
    for (size_t i = 0; i < text.len && len < sizeof(plain); i++) {
        bool is_blank = text.ptr[i] == ' ' || text.ptr[i] == '\n' || text.ptr[i] == '\t';

        if (!is_blank || is_word)
            plain[len++] = text.ptr[i];
    }
    return w->b->names.at[facts_name_copy(w->b, (Str){plain, len})];
}

static Str def_text(CWalk *w, NodeId n)
{
    switch (node_kind(w->t, n)) {
    case K_OPERATOR_NAME:
    case K_OPERATOR_CAST:
        return operator_text(w, n);
    case K_TEMPLATE_FUNCTION:
    case K_TEMPLATE_METHOD:
    case K_TEMPLATE_TYPE:
        return c_text(w, node_field(w->t, n, F_NAME));
    case K_POINTER_DECLARATOR: { /* the grammar's `A::*p` */
        NodeId inner = node_field(w->t, n, F_DECLARATOR);

        return inner == NODE_NONE ? STR_NONE : c_text(w, inner);
    }
    case K_IDENTIFIER:
    case K_FIELD_IDENTIFIER:
    case K_TYPE_IDENTIFIER:
    case K_DESTRUCTOR_NAME:
        return c_text(w, n);
    default:
        return STR_NONE;
    }
}

/* The Expr of everything before the last name of A::B::f. */
static uint32_t qualifier_of(CWalk *w, NodeId n)
{
    uint32_t expr = 0;

    while (node_kind(w->t, n) == K_QUALIFIED) {
        expr = cpp_scope_part(w, node_field(w->t, n, F_SCOPE), expr);
        n = node_field(w->t, n, F_NAME);
    }
    return expr;
}

/* The last name of a qualifier, without template arguments. */
static NameId last_name(const CWalk *w, uint32_t expr)
{
    while (expr && w->b->exprs.at[expr].kind == EXPR_GENERIC)
        expr = w->b->exprs.at[expr].a;
    return expr ? w->b->exprs.at[expr].name : 0;
}

/* The class of that name in this file; 0 when there is none or more than one. */
static uint32_t class_in_file(const CWalk *w, uint32_t qualifier)
{
    NameId name = last_name(w, qualifier);
    uint32_t def = name && name < w->words.len ? w->words.at[name].class_def : 0;
    return def == UINT32_MAX ? 0 : def;
}

void cpp_remember_class(CWalk *w, uint32_t def)
{
    CWord *word = &w->words.at[w->b->defs.at[def].name];

    word->class_def = word->class_def ? UINT32_MAX : def;
}

bool cpp_name_def(CWalk *w, NodeId name, Def *d)
{
    NodeId last = last_of_qualified(w, name);
    Str text = def_text(w, last);

    if (text.len == 0)
        return false;
    d->name = c_intern(w, text);
    d->name_start = c_start(w, last);
    d->line = tree_line(w->t, d->name_start);
    if (node_kind(w->t, name) == K_QUALIFIED) {
        uint32_t class = 0;

        d->bases = qualifier_of(w, name);
        d->flags |= d->bases ? C_DEF_IS_QUALIFIED : 0;
        class = class_in_file(w, d->bases);
        if (class && w->b->defs.at[class].inner) {
            d->parent = class;
            d->scope = w->b->defs.at[class].inner;
        }
        if (last_name(w, d->bases) == d->name)
            d->kind = DEF_CONSTRUCTOR;
        else if (d->kind == DEF_FUNCTION)
            d->kind = DEF_METHOD;
        else if (d->kind == DEF_VARIABLE)
            d->kind = DEF_FIELD;
    } else if (w->b->scopes.at[d->scope].kind == SCOPE_CLASS) {
        uint32_t class = w->b->scopes.at[d->scope].def;

        if (d->kind == DEF_FUNCTION)
            d->kind = w->b->defs.at[class].name == d->name ? DEF_CONSTRUCTOR : DEF_METHOD;
        else if (d->kind == DEF_VARIABLE)
            d->kind = DEF_FIELD;
    }
    return true;
}

/* -- functions made by macros -- */

/* A macro by its looks. */
static bool is_upper(Str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] >= 'a' && name.ptr[i] <= 'z')
            return false;
    }
    return name.len > 3;
}

static bool takes_fixture(Str macro)
{
    return str_ends(macro, STR("_F")) || str_ends(macro, STR("_P")) ||
           str_starts(macro, STR("TYPED_TEST"));
}

bool cpp_macro_function(CWalk *w, NodeId n, const CDeclarator *d, NodeId body)
{
    Str macro = c_text(w, d->name);
    NodeId names[2] = {NODE_NONE, NODE_NONE};
    size_t count = 0;

    if (node_field(w->t, n, F_TYPE) != NODE_NONE || node_kind(w->t, d->name) != K_IDENTIFIER ||
        d->parameters == NODE_NONE || body == NODE_NONE || !is_upper(macro) ||
        w->b->scopes.at[w->here.class_scope].kind == SCOPE_CLASS)
        return false;
    NODE_EACH_CHILD (w->t, d->parameters, child) {
        NodeId type = node_field(w->t, child, F_TYPE);

        if (node_kind(w->t, type) == K_TYPE_IDENTIFIER && count < ARRAY_LEN(names))
            names[count++] = type;
    }
    if (count == 0)
        return false;
    (void)c_name(w, d->name, EXPR_IS_CALLED, C_NAME_MACRO);
    NodeId name = names[count - 1];
    Def def = c_new_def(w, n, name, DEF_FUNCTION);
    char full[256];
    snprintf(full, sizeof(full), "%.*s%s%.*s",
             STR_ARG(count > 1 ? c_text(w, names[0]) : STR("")), count > 1 ? "." : "",
             STR_ARG(c_text(w, name)));
    def.flags |= DEF_IS_GENERATED | DEF_HAS_BODY;
    def.signature_end = c_start(w, body);
    if (count > 1 && takes_fixture(macro)) {
        /* the body is that of a method of a class derived from the fixture */
        def.bases = c_name(w, names[0], EXPR_IS_TYPE, C_NAME_ORDINARY);
        def.flags |= def.bases ? C_DEF_IS_QUALIFIED : 0;
    } else {
        def.name = facts_name_copy(w->b, str_from(full));
        (void)c_intern(w, str_from(full));
    }
    uint32_t id = facts_add_def(w->b, def);
    size_t mark = c_locals_mark(w);
    CPlace before = c_enter_function(w, id);
    c_visit(w, body);
    w->here = before;
    c_locals_release(w, mark);
    if (str_has(macro, STR("TEST")))
        c_note_test(w, id, str_from(full));
    return true;
}

/* -- classes -- */

uint32_t cpp_define_class(CWalk *w, NodeId n, NodeId name, NodeId body, DefKind kind)
{
    NodeId last = last_of_qualified(w, name);
    NodeId plain = node_kind(w->t, last) == K_TEMPLATE_TYPE ? node_field(w->t, last, F_NAME)
                                                            : last;
    uint32_t qualifier = qualifier_of(w, name);

    if (node_kind(w->t, last) == K_TEMPLATE_TYPE)
        c_visit(w, node_field(w->t, last, F_ARGUMENTS));
    Def d = c_new_def(w, n, plain, kind);
    uint32_t outer = class_in_file(w, qualifier);
    d.value = qualifier;
    d.flags |= qualifier ? C_DEF_IS_QUALIFIED : 0;
    d.scope = w->here.scope;
    d.parent = outer ? outer : w->here.def;
    d.flags |= body == NODE_NONE ? DEF_IS_DECLARATION : DEF_HAS_BODY;
    if (body != NODE_NONE)
        d.signature_end = c_start(w, body);
    return facts_add_def(w->b, d);
}

/* The base classes of the class, as a list of types. */
void cpp_bases(CWalk *w, NodeId n, uint32_t def)
{
    NodeId clause = node_child_of_kind(w->t, n, K_BASE_CLAUSE);
    uint32_t first = 0, last = 0;

    if (clause == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, clause, child) {
        uint32_t before = (uint32_t)w->b->exprs.len;
        uint32_t type = c_type(w, child, 0);

        if (!type)
            continue;
        /* the name that the base comes down to is the one that is inherited from */
        uint32_t head = type;
        while (w->b->exprs.at[head].kind == EXPR_GENERIC)
            head = w->b->exprs.at[head].a;
        if (head >= before)
            w->b->exprs.at[head].flags |= EXPR_IS_BASE;
        uint32_t item = facts_add_expr(w->b, (Expr){.kind = EXPR_LIST,
                                                    .at = c_start(w, child),
                                                    .a = type,
                                                    .scope = w->here.scope});
        if (last)
            w->b->exprs.at[last].b = item;
        else
            first = item;
        last = item;
    }
    w->b->defs.at[def].bases = first;
}

/* -- namespaces -- */

static void open_namespace(CWalk *w, NodeId n, NodeId name, bool is_inline)
{
    uint32_t def = 0;

    if (name != NODE_NONE) {
        Def d = c_new_def(w, n, name, DEF_NAMESPACE);

        d.signature_end = c_end(w, name);
        d.parent = w->here.def;
        def = facts_add_def(w->b, d);
    }
    uint32_t scope = facts_add_scope(w->b, SCOPE_NAMESPACE, w->here.scope,
                                     def ? def : w->here.def);
    if (!def || is_inline)
        w->b->scopes.at[scope].flags |= C_SCOPE_IS_INLINE;
    if (def)
        w->b->defs.at[def].inner = scope;
    w->here.scope = w->here.class_scope = scope;
    w->here.def = def ? def : w->here.def;
    if (name == NODE_NONE)
        w->here.visibility = VISIBLE_FILE;
}

static void open_nested(CWalk *w, NodeId n, NodeId specifier)
{
    NODE_EACH_CHILD (w->t, specifier, child) {
        if (node_kind(w->t, child) == K_NESTED_NAMESPACE)
            open_nested(w, n, child);
        else if (node_kind(w->t, child) == K_NAMESPACE_IDENTIFIER)
            open_namespace(w, n, child, false);
    }
}

static void read_namespace(CWalk *w, NodeId n)
{
    CPlace before = w->here;
    NodeId name = node_field(w->t, n, F_NAME);

    if (node_kind(w->t, name) == K_NESTED_NAMESPACE)
        open_nested(w, n, name);
    else
        open_namespace(w, n, name, node_child_of_kind(w->t, n, K_TOKEN_INLINE) != NODE_NONE);
    w->here.outer_start = UINT32_MAX;
    c_visit(w, node_field(w->t, n, F_BODY));
    w->here = before;
}

/* -- using -- */

static void add_using(CWalk *w, NodeId at, uint32_t expr, ImportKind kind, NameId local)
{
    if (expr)
        (void)facts_add_import(w->b, (Import){.local = local,
                                              .scope = w->here.scope,
                                              .at = c_start(w, at),
                                              .kind = (uint8_t)kind,
                                              .extra = expr});
}

static void read_using(CWalk *w, NodeId n)
{
    bool is_namespace = node_child_of_kind(w->t, n, K_TOKEN_NAMESPACE) != NODE_NONE ||
                        node_child_of_kind(w->t, n, K_TOKEN_ENUM) != NODE_NONE;

    NODE_EACH_CHILD (w->t, n, child) {
        uint16_t kind = node_kind(w->t, child);

        if (kind != K_IDENTIFIER && kind != K_QUALIFIED)
            continue;
        uint32_t expr = c_expr(w, child, true);
        NodeId last = last_of_qualified(w, child);
        if (is_namespace)
            add_using(w, child, expr, IMPORT_ALL, 0);
        else
            add_using(w, child, expr, IMPORT_NAME, c_intern(w, c_text(w, last)));
    }
}

static void read_namespace_alias(CWalk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_NAME);
    uint32_t expr = 0;

    for (NodeId child = node_next(w->t, name); child != NODE_NONE;
         child = node_next(w->t, child)) {
        if (node_kind(w->t, child) == K_NAMESPACE_IDENTIFIER)
            expr = cpp_scope_part(w, child, expr);
        else if (node_kind(w->t, child) == K_NESTED_NAMESPACE)
            expr = cpp_nested_name(w, child, expr);
    }
    add_using(w, n, expr, IMPORT_NAME, c_intern(w, c_text(w, name)));
}

static void read_alias(CWalk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_NAME);
    NodeId type = node_field(w->t, n, F_TYPE);

    if (name == NODE_NONE)
        return;
    Def d = c_new_def(w, n, name, DEF_TYPE);
    d.scope = w->here.scope;
    d.parent = w->here.def;
    uint32_t def = facts_add_def(w->b, d);
    w->b->defs.at[def].value = c_type(w, type, 0);
}

/* -- templates -- */

static void add_type_parameter(CWalk *w, NodeId n, unsigned position)
{
    NodeId name = node_field(w->t, n, F_NAME);

    if (name == NODE_NONE)
        name = node_child_of_kind(w->t, n, K_TYPE_IDENTIFIER);
    uint32_t otherwise = c_type(w, node_field(w->t, n, F_DEFAULT_TYPE), 0);
    if (name == NODE_NONE)
        return;
    NameId id = c_intern(w, c_text(w, name));
    uint32_t expr = facts_add_expr(
        w->b, (Expr){.kind = C_EXPR_TYPE_PARAMETER,
                     .flags = EXPR_IS_TYPE,
                     .name = id,
                     .extra = (uint16_t)(MIN_OF(position, 255u) |
                                         MIN_OF(w->template_depth, 255u) << 8),
                     .at = c_start(w, name),
                     .a = otherwise,
                     .scope = w->here.scope});
    c_add_local(w, id, expr);
}

void cpp_template_parameters(CWalk *w, NodeId list)
{
    unsigned position = 0;

    NODE_EACH_CHILD (w->t, list, child) {
        switch (node_kind(w->t, child)) {
        case K_TYPE_PARAMETER:
        case K_VARIADIC_TYPE_PARAMETER:
        case K_OPTIONAL_TYPE_PARAMETER:
            add_type_parameter(w, child, position++);
            break;
        case K_TEMPLATE_PARAMETER:
            NODE_EACH_CHILD (w->t, child, inner) {
                if (node_kind(w->t, inner) == K_TYPE_PARAMETER)
                    add_type_parameter(w, inner, position);
            }
            position++;
            break;
        case K_PARAMETER:
        case K_OPTIONAL_PARAMETER:
        case K_PACK_PARAMETER:
            c_add_parameter(w, child);
            position++;
            break;
        default:
            break;
        }
    }
}

static void read_template(CWalk *w, NodeId n)
{
    CPlace before = w->here;
    size_t mark = c_locals_mark(w);
    NodeId list = node_field(w->t, n, F_PARAMETERS);

    w->here.outer_start = MIN_OF(w->here.outer_start, c_start(w, n));
    if (list != NODE_NONE)
        cpp_template_parameters(w, list);
    w->template_depth++;
    NODE_EACH_CHILD (w->t, n, child) {
        if (child != list)
            c_visit(w, child);
    }
    w->template_depth--;
    c_locals_release(w, mark);
    w->here = before;
}

/* -- friends, concepts -- */

/* A friend function belongs to the namespace around the class. */
static void read_friend(CWalk *w, NodeId n)
{
    CPlace before = w->here;
    uint32_t scope = w->here.class_scope;

    NODE_EACH_CHILD (w->t, n, child) {
        switch (node_kind(w->t, child)) {
        case K_DECLARATION:
        case K_FUNCTION_DEFINITION:
            while (w->b->scopes.at[scope].kind == SCOPE_CLASS)
                scope = w->b->scopes.at[scope].parent;
            w->here.class_scope = scope;
            c_visit(w, child);
            w->here = before;
            break;
        case K_STRUCT:
        case K_CLASS:
            c_visit_children(w, child);
            break;
        default:
            (void)c_type(w, child, 0);
        }
    }
}

static void read_concept(CWalk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_NAME);

    if (name != NODE_NONE)
        (void)facts_add_def(w->b, c_new_def(w, n, name, DEF_TYPE));
    for (NodeId child = node_next(w->t, name); name != NODE_NONE && child != NODE_NONE;
         child = node_next(w->t, child))
        c_visit(w, child);
}

static void read_access(CWalk *w, NodeId n)
{
    w->here.visibility = str_is(c_text(w, n), "public") ? VISIBLE_PUBLIC : VISIBLE_CLASS;
}

bool cpp_declaration(CWalk *w, NodeId n)
{
    switch (node_kind(w->t, n)) {
    case K_NAMESPACE:
        read_namespace(w, n);
        return true;
    case K_NAMESPACE_ALIAS:
        read_namespace_alias(w, n);
        return true;
    case K_USING:
        read_using(w, n);
        return true;
    case K_ALIAS:
        read_alias(w, n);
        return true;
    case K_TEMPLATE:
        read_template(w, n);
        return true;
    case K_FRIEND:
        read_friend(w, n);
        return true;
    case K_CONCEPT:
        read_concept(w, n);
        return true;
    case K_ACCESS:
        read_access(w, n);
        return true;
    default:
        return false;
    }
}
