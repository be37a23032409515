/*
 * cpp_shape.c -- a word for each parameter and each argument, to choose among overloads by.
 *
 * The shape of a type is its last name without qualifiers, arguments and `const`, with a `*` for
 * each pointer: "string" for const std::string&, "Node*". An argument has the shape of its literal,
 * of the local variable it names, of the type it constructs; "?" where that would take more than
 * a look. What of "char*" goes into a "string" and other conversions are the resolver's to know.
 */
#include "syntax/packs/c_family.h"

enum { SHAPES_MAX_BYTES = 256 };

typedef struct Shapes {
    char text[SHAPES_MAX_BYTES];
    size_t len;
    bool is_known; /* one of them, at least */
    bool is_full;
} Shapes;

static void add_shape(Shapes *s, Str shape)
{
    if (s->len + shape.len + 2 > sizeof(s->text)) {
        s->is_full = true;
        return;
    }
    if (s->len)
        s->text[s->len++] = ',';
    memcpy(s->text + s->len, shape.ptr, shape.len);
    s->len += shape.len;
    s->is_known |= !str_is(shape, "?");
}

static uint32_t put_shapes(CWalk *w, const Shapes *s)
{
    if (!s->is_known || s->is_full)
        return 0;
    NameId name = facts_name_copy(w->b, (Str){s->text, s->len});
    (void)c_intern(w, (Str){s->text, s->len});
    CWord *word = &w->words.at[name];
    if (!word->shapes) /* one Expr for all calls of that look */
        word->shapes = facts_add_expr(
            w->b, (Expr){.kind = C_EXPR_SHAPES, .name = name, .scope = w->here.scope});
    return word->shapes;
}

/* -- types -- */

static Str unknown_shape(void)
{
    return STR("?");
}

static Str last_name(const CWalk *w, NodeId n)
{
    switch (node_kind(w->t, n)) {
    case K_QUALIFIED:
        return last_name(w, node_field(w->t, n, F_NAME));
    case K_TEMPLATE_TYPE:
    case K_TEMPLATE_FUNCTION:
    case K_STRUCT:
    case K_CLASS:
    case K_UNION:
    case K_ENUM:
        return last_name(w, node_field(w->t, n, F_NAME));
    case K_SIZED_TYPE:
        return str_has(c_text(w, n), STR("double")) ? STR("long double") : STR("int");
    case K_TYPE_IDENTIFIER:
    case K_IDENTIFIER:
    case K_PRIMITIVE_TYPE:
        return c_text(w, n);
    default:
        return STR_NONE;
    }
}

/* `basic_string<wchar_t>`: written like `wstring`. */
static bool is_given_wide(const CWalk *w, NodeId type)
{
    while (node_kind(w->t, type) == K_QUALIFIED)
        type = node_field(w->t, type, F_NAME);
    return node_kind(w->t, type) == K_TEMPLATE_TYPE &&
           str_starts(c_text(w, node_field(w->t, type, F_ARGUMENTS)), STR("<wchar_t"));
}

/* The shape in `ret` (64 bytes): "?" for type parameters and what has no name. */
static Str shape_of(CWalk *w, NodeId type, unsigned pointers, char *ret)
{
    Str name = last_name(w, type);

    if (name.len == 0 || name.len + pointers > 60 || c_find_local(w, c_intern(w, name)))
        return unknown_shape();
    size_t wide = is_given_wide(w, type);
    memcpy(ret, "w", wide);
    memcpy(ret + wide, name.ptr, name.len);
    memset(ret + wide + name.len, '*', pointers);
    return (Str){ret, wide + name.len + pointers};
}

Str cpp_declared_shape(CWalk *w, NodeId type, const CDeclarator *d, char *ret)
{
    if (d->function != NODE_NONE)
        return STR("()");
    return shape_of(w, type, d->pointers + d->arrays, ret);
}

uint32_t cpp_parameter_shapes(CWalk *w, NodeId parameters)
{
    Shapes s = {0};
    char text[64];

    if (parameters == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (w->t, parameters, child) {
        uint16_t kind = node_kind(w->t, child);

        if (kind != K_PARAMETER && kind != K_OPTIONAL_PARAMETER && kind != K_PACK_PARAMETER)
            continue;
        NodeId declarator = node_field(w->t, child, F_DECLARATOR);
        CDeclarator d = c_declarator(w, declarator);
        for (NodeId n = declarator; n != NODE_NONE; n = node_field(w->t, n, F_DECLARATOR)) {
            d.pointers += node_kind(w->t, n) == K_ABSTRACT_POINTER;
            if (node_kind(w->t, n) == K_ABSTRACT_FUNCTION)
                d.function = n;
        }
        add_shape(&s, kind == K_PACK_PARAMETER
                          ? unknown_shape()
                          : cpp_declared_shape(w, node_field(w->t, child, F_TYPE), &d, text));
    }
    return put_shapes(w, &s);
}

/* -- arguments -- */

static Str shape_of_number(Str text)
{
    bool is_hex = str_starts(text, STR("0x")) || str_starts(text, STR("0X"));

    for (size_t i = 0; i < text.len && !is_hex; i++) {
        if (text.ptr[i] != '.' && text.ptr[i] != 'e' && text.ptr[i] != 'E')
            continue;
        char suffix = text.ptr[text.len - 1];
        return suffix == 'f' || suffix == 'F'   ? STR("float")
               : suffix == 'l' || suffix == 'L' ? STR("long double")
                                                : STR("double");
    }
    return STR("int");
}

/* Of text and characters, which may be wide: L"text". */
static Str shape_of_text(Str text, bool is_character)
{
    if (str_starts(text, STR("L")))
        return is_character ? STR("wchar_t") : STR("wchar_t*");
    return is_character ? STR("char") : STR("char*");
}

static bool is_one_of(Str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return false;
}

/* What a call gives, as far as its name tells. */
static Str shape_of_call(CWalk *w, NodeId n, char *ret, unsigned depth)
{
    static const char *const counts[] = {"size", "length", "count", "strlen", "sizeof"};
    static const char *const chars[] = {"c_str", "data"};
    static const char *const strings[] = {"str", "substr", "to_string", "string", "ToString"};
    NodeId function = node_field(w->t, n, F_FUNCTION);
    uint16_t kind = node_kind(w->t, function);
    NodeId last = function;

    if (kind == K_FIELD_EXPRESSION)
        last = node_field(w->t, function, F_FIELD);
    while (node_kind(w->t, last) == K_QUALIFIED)
        last = node_field(w->t, last, F_NAME);
    Str name = node_kind(w->t, last) == K_FIELD_IDENTIFIER ? c_text(w, last)
                                                           : last_name(w, last);
    if (is_one_of(name, counts, ARRAY_LEN(counts)))
        return STR("int");
    if (is_one_of(name, chars, ARRAY_LEN(chars)))
        return STR("char*");
    if (is_one_of(name, strings, ARRAY_LEN(strings)))
        return STR("string");
    if (str_is(name, "move") || str_is(name, "forward")) {
        NodeId list = node_field(w->t, n, F_ARGUMENTS), only = NODE_NONE;

        if (list != NODE_NONE) {
            NODE_EACH_CHILD (w->t, list, child)
                only = child;
        }
        return only == NODE_NONE ? unknown_shape()
                                 : cpp_argument_shape(w, only, ret, depth + 1);
    }
    if (str_ends(name, STR("_cast"))) {
        NodeId arguments = node_field(w->t, last, F_ARGUMENTS);
        NodeId type = arguments == NODE_NONE
                          ? NODE_NONE
                          : node_child_of_kind(w->t, arguments, K_TYPE_DESCRIPTOR);

        return type == NODE_NONE ? unknown_shape()
                                 : cpp_argument_shape(w, type, ret, depth + 1);
    }
    /* a class by the custom of writing them with a capital; C::f() is none */
    if (kind != K_IDENTIFIER || !name.len || name.ptr[0] < 'A' || name.ptr[0] > 'Z')
        return unknown_shape();
    NameId id = c_intern(w, name);
    return w->words.at[id].class_def ? name : unknown_shape();
}

static Str without_star(Str shape)
{
    return shape.len > 1 && shape.ptr[shape.len - 1] == '*' ? str_sub(shape, 0, shape.len - 1)
                                                            : unknown_shape();
}

static Str with_star(Str shape, char *ret)
{
    if (str_is(shape, "?") || shape.len > 60)
        return unknown_shape();
    memmove(ret, shape.ptr, shape.len);
    ret[shape.len] = '*';
    return (Str){ret, shape.len + 1};
}

static Str shape_of_descriptor(CWalk *w, NodeId n, char *ret)
{
    unsigned pointers = 0;

    for (NodeId d = node_field(w->t, n, F_DECLARATOR); d != NODE_NONE;
         d = node_field(w->t, d, F_DECLARATOR))
        pointers += node_kind(w->t, d) == K_ABSTRACT_POINTER;
    return shape_of(w, node_field(w->t, n, F_TYPE), pointers, ret);
}

static Str shape_of_pointer_expression(CWalk *w, NodeId n, char *ret, unsigned depth)
{
    Str inner = cpp_argument_shape(w, node_field(w->t, n, F_ARGUMENT), ret, depth + 1);

    return node_child_of_kind(w->t, n, K_ADDRESS_TOKEN) != NODE_NONE ? with_star(inner, ret)
                                                                     : without_star(inner);
}

Str cpp_argument_shape(CWalk *w, NodeId n, char *ret, unsigned depth)
{
    if (n == NODE_NONE || depth > 8)
        return unknown_shape();
    switch (node_kind(w->t, n)) {
    case K_STRING:
    case K_CONCATENATED_STRING:
    case K_RAW_STRING:
        return shape_of_text(c_text(w, n), false);
    case K_CHARACTER:
        return shape_of_text(c_text(w, n), true);
    case K_NUMBER:
        return shape_of_number(c_text(w, n));
    case K_NULL_LITERAL:
        return STR("nullptr");
    case K_LAMBDA:
        return STR("()");
    case K_IDENTIFIER: {
        const CLocal *local = c_find_local(w, c_intern(w, c_text(w, n)));

        return local && local->shape ? w->b->names.at[local->shape] : unknown_shape();
    }
    case K_POINTER_EXPRESSION:
        return shape_of_pointer_expression(w, n, ret, depth);
    case K_SUBSCRIPT:
        return without_star(
            cpp_argument_shape(w, node_field(w->t, n, F_ARGUMENT), ret, depth + 1));
    case K_PARENTHESIZED:
        return cpp_argument_shape(w, node_first_child(w->t, n), ret, depth + 1);
    case K_CALL:
        return shape_of_call(w, n, ret, depth);
    case K_NEW:
        return shape_of(w, node_field(w->t, n, F_TYPE), 1, ret);
    case K_CAST:
        return cpp_argument_shape(w, node_field(w->t, n, F_TYPE), ret, depth + 1);
    case K_COMPOUND_LITERAL:
        return shape_of(w, node_field(w->t, n, F_TYPE), 0, ret);
    case K_TYPE_DESCRIPTOR:
        return shape_of_descriptor(w, n, ret);
    default:
        return str_is(c_text(w, n), "true") || str_is(c_text(w, n), "false") ? STR("bool")
                                                                             : unknown_shape();
    }
}

uint32_t cpp_argument_shapes(CWalk *w, NodeId list)
{
    Shapes s = {0};
    char text[64];

    if (list == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (w->t, list, child) {
        const Node *node = &w->t->nodes[child];

        if ((node->flags & NODE_NAMED) && !(node->flags & NODE_ERROR) &&
            node->kind != K_COMMENT)
            add_shape(&s, cpp_argument_shape(w, child, text, 0));
    }
    return put_shapes(w, &s);
}
