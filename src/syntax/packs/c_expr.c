/*
 * c_expr.c -- expressions: references, the types of receivers, initialisers; the function's locals.
 *
 * c_expr visits every name in an expression once. Exprs that are no references are made only where
 * somebody asks for them: as the receiver of a member, as the initialiser that types a variable.
 */
#include "syntax/packs/c_family.h"

/* -- names -- */

/* Words that the grammar takes for names where it is lost, or in the arguments of a macro. Sorted. */
/* clang-format off */
static const char *const keywords[] = {
    "_Alignas", "_Alignof", "_Bool", "_Generic", "_Noreturn", "_Static_assert", "__FILE__",
    "__FUNCTION__", "__LINE__", "__PRETTY_FUNCTION__", "__VA_ARGS__", "__VA_OPT__", "__asm__",
    "__attribute__", "__auto_type", "__cplusplus", "__extension__", "__func__",
    "__has_attribute", "__has_builtin", "__has_include", "__inline", "__inline__", "__restrict",
    "__typeof", "__typeof__", "__volatile__", "alignas", "alignof", "asm", "auto", "bool",
    "break", "case", "char", "const", "continue", "default", "defined", "do", "double", "else",
    "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
    "restrict", "return", "short", "signed", "size_t", "sizeof", "static", "struct", "switch",
    "typedef", "typeof", "union", "unsigned", "void", "volatile", "while",
};
/* clang-format on */
/* clang-format off */
static const char *const cpp_keywords[] = {
    "catch", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield",
    "concept", "const_cast", "consteval", "constexpr", "constinit", "decltype", "delete",
    "dynamic_cast", "explicit", "false", "friend", "mutable", "namespace", "new", "noexcept",
    "nullptr", "operator", "private", "protected", "public", "reinterpret_cast", "requires",
    "static_assert", "static_cast", "template", "this", "thread_local", "throw", "true", "try",
    "typeid", "typename", "using", "virtual", "wchar_t",
};
/* clang-format on */

static bool is_among(Str word, const char *const *words, size_t count)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_from(words[middle]), word);

        if (c == 0)
            return true;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* The number of a name, with a place for it in w->words. */
NameId c_intern(CWalk *w, Str text)
{
    NameId name = facts_add_name(w->b, text);

    while (w->words.len <= name) {
        Str word = w->b->names.at[w->words.len];

        VEC_PUSH(&w->words)->is_keyword = is_among(word, keywords, ARRAY_LEN(keywords)) ||
                                          (w->is_cpp && is_among(word, cpp_keywords,
                                                                 ARRAY_LEN(cpp_keywords)));
    }
    return name;
}

bool c_is_keyword(const CWalk *w, NameId name)
{
    return w->words.at[name].is_keyword;
}

/* -- locals -- */

void c_add_local(CWalk *w, NameId name, uint32_t type)
{
    CWord *word = &w->words.at[name];

    *VEC_PUSH(&w->locals) = (CLocal){
        .name = name, .shadowed = word->local, .type = type, .shape = w->local_shape};
    word->local = (uint32_t)w->locals.len;
}

size_t c_locals_mark(const CWalk *w)
{
    return w->locals.len;
}

void c_locals_release(CWalk *w, size_t mark)
{
    while (w->locals.len > mark) {
        CLocal l = VEC_POP(&w->locals);

        w->words.at[l.name].local = l.shadowed;
    }
}

const CLocal *c_find_local(const CWalk *w, NameId name)
{
    uint32_t local = w->words.at[name].local;

    return local ? &w->locals.at[local - 1] : NULL;
}

/* What C++ keeps of a call to choose among overloads. */
static unsigned arguments_of_call(const CWalk *w, uint8_t flags)
{
    return w->is_cpp && (flags & EXPR_IS_CALLED) ? w->call_arguments << C_ARGS_SHIFT : 0;
}

static uint32_t shapes_of_call(const CWalk *w, uint8_t flags)
{
    return flags & EXPR_IS_CALLED ? w->call_shapes : 0;
}

uint32_t c_add_ref(CWalk *w, NameId name, uint32_t at, uint8_t flags, uint16_t space)
{
    return facts_add_expr(w->b, (Expr){.kind = EXPR_NAME,
                                       .flags = flags | EXPR_IS_REF,
                                       .extra = (uint16_t)(space | arguments_of_call(w, flags)),
                                       .name = name,
                                       .at = at,
                                       .b = shapes_of_call(w, flags),
                                       .scope = w->here.scope});
}

uint32_t c_name(CWalk *w, NodeId n, uint8_t flags, uint16_t space)
{
    if (n == NODE_NONE || c_start(w, n) == c_end(w, n))
        return 0;
    NameId name = c_intern(w, c_text(w, n));
    const CLocal *local = c_find_local(w, name);

    if (c_is_keyword(w, name))
        return 0;
    bool hides = space == C_NAME_ORDINARY ||
                 (space == C_NAME_SCOPE && local && local->type &&
                  w->b->exprs.at[local->type].kind == C_EXPR_TYPE_PARAMETER);
    if (local && hides)
        return local->type;
    return c_add_ref(w, name, c_start(w, n), flags, space);
}

/* -- calls -- */

static unsigned count_arguments(const CWalk *w, NodeId list)
{
    unsigned count = 0;

    if (list == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (w->t, list, child) {
        const Node *node = &w->t->nodes[child];

        count += (node->flags & NODE_NAMED) && !(node->flags & NODE_ERROR) &&
                 node->kind != K_COMMENT && count < C_ARGS_MAX;
    }
    return count;
}

/* `struct name` among the arguments of a macro: the grammar sees the name `struct` and an ERROR.
 * Returns the type's Expr. */
static uint32_t type_argument(CWalk *w, NodeId keyword)
{
    NodeId error = node_next(w->t, keyword);
    Str text = c_text(w, keyword);

    if (error == NODE_NONE || !(w->t->nodes[error].flags & NODE_ERROR) ||
        !(str_is(text, "struct") || str_is(text, "union") || str_is(text, "enum")))
        return 0;
    return c_name(w, node_child_of_kind(w->t, error, K_IDENTIFIER), EXPR_IS_TYPE, C_NAME_TAG);
}

/* A name after a type, as in container_of(p, struct s, field), is a member of it. */
static void member_argument(CWalk *w, NodeId n, uint32_t type)
{
    facts_add_expr(w->b, (Expr){.kind = EXPR_MEMBER,
                                .flags = EXPR_IS_REF,
                                .extra = C_VIA_DESIGNATOR,
                                .name = c_intern(w, c_text(w, n)),
                                .at = c_start(w, n),
                                .a = type,
                                .scope = w->here.scope});
}

/* All arguments; the Expr of the first type among them, 0 when there is none. */
static uint32_t read_arguments(CWalk *w, NodeId list)
{
    uint32_t type = 0, fresh_type = 0;

    if (list == NODE_NONE)
        return 0;
    NODE_EACH_CHILD (w->t, list, child) {
        bool is_name = node_kind(w->t, child) == K_IDENTIFIER;
        uint32_t found = is_name && !w->is_cpp ? type_argument(w, child) : 0;

        if (found) {
            fresh_type = found;
            type = type ? type : found;
            child = node_next(w->t, child);
            continue;
        }
        if (is_name && fresh_type && !c_find_local(w, c_intern(w, c_text(w, child))))
            member_argument(w, child, fresh_type);
        else
            c_visit(w, child);
        fresh_type = 0;
    }
    return type;
}

static uint32_t either(CWalk *w, uint32_t a, uint32_t b)
{
    if (!a || !b || a == b)
        return a ? a : b;
    return facts_add_expr(w->b, (Expr){.kind = EXPR_EITHER,
                                       .at = w->b->exprs.at[a].at,
                                       .a = a,
                                       .b = b,
                                       .scope = w->here.scope});
}

static uint32_t wrap(CWalk *w, NodeId n, uint8_t kind, uint32_t a, uint16_t extra)
{
    if (!a)
        return 0;
    return facts_add_expr(
        w->b,
        (Expr){
            .kind = kind, .extra = extra, .at = c_start(w, n), .a = a, .scope = w->here.scope});
}

static uint32_t read_call(CWalk *w, NodeId n, bool is_wanted)
{
    NodeId function = node_field(w->t, n, F_FUNCTION);
    NodeId arguments = node_field(w->t, n, F_ARGUMENTS);
    unsigned count = count_arguments(w, arguments);

    w->call_shapes = w->is_cpp ? cpp_argument_shapes(w, arguments) : 0;
    w->call_arguments = count + 1;
    uint32_t callee = c_expr_flagged(w, function, is_wanted, EXPR_IS_CALLED);
    w->call_arguments = w->call_shapes = 0;
    c_note_call(w, n, c_text(w, function));
    uint32_t type = read_arguments(w, arguments);
    if (!is_wanted)
        return 0;
    if (w->is_cpp)
        return wrap(w, n, EXPR_CALL, callee, 0);
    return either(w, callee, type);
}

/* -- members -- */

uint32_t c_add_member(CWalk *w, NodeId name, uint32_t receiver, CVia via, uint8_t flags)
{
    return facts_add_expr(w->b, (Expr){.kind = EXPR_MEMBER,
                                       .flags = flags | EXPR_IS_REF,
                                       .extra = (uint16_t)(via | arguments_of_call(w, flags)),
                                       .name = c_intern(w, c_text(w, name)),
                                       .at = c_start(w, name),
                                       .a = receiver,
                                       .b = shapes_of_call(w, flags),
                                       .scope = w->here.scope});
}

static uint32_t read_field_expression(CWalk *w, NodeId n, uint8_t flags)
{
    unsigned arguments = w->call_arguments;
    uint32_t shapes = w->call_shapes;
    NodeId field = node_field(w->t, n, F_FIELD);
    CVia via = node_child_of_kind(w->t, n, K_ARROW) != NODE_NONE ? C_VIA_ARROW : C_VIA_DOT;

    w->call_arguments = w->call_shapes = 0;
    uint32_t receiver = c_expr(w, node_field(w->t, n, F_ARGUMENT), true);
    w->call_arguments = arguments;
    w->call_shapes = shapes;
    if (node_kind(w->t, field) == K_FIELD_IDENTIFIER)
        return c_add_member(w, field, receiver, via, flags);
    return w->is_cpp ? cpp_member(w, field, receiver, via, flags) : 0;
}

/* -- initialisers -- */

/* Whether the list holds something whose type follows from the type of the list. */
static bool list_needs_type(const CWalk *w, NodeId list)
{
    NODE_EACH_CHILD (w->t, list, child) {
        uint16_t kind = node_kind(w->t, child);

        if (kind == K_INITIALIZER_PAIR || kind == K_INITIALIZER_LIST)
            return true;
    }
    return false;
}

/* What the item at a position of the list is to be. */
static uint32_t item_type(CWalk *w, NodeId item, uint32_t type, unsigned position)
{
    if (!type || !list_needs_type(w, item))
        return 0;
    if (w->b->exprs.at[type].kind == EXPR_ARRAY)
        return w->b->exprs.at[type].a;
    return wrap(w, item, C_EXPR_NTH, type, (uint16_t)MIN_OF(position, (unsigned)UINT16_MAX));
}

static void read_pair(CWalk *w, NodeId n, uint32_t type)
{
    NodeId value = node_field(w->t, n, F_VALUE);

    NODE_EACH_CHILD (w->t, n, child) {
        uint16_t kind = node_kind(w->t, child);

        if (child == value)
            break;
        if (kind == K_FIELD_DESIGNATOR || kind == K_FIELD_IDENTIFIER) {
            NodeId name = kind == K_FIELD_IDENTIFIER
                              ? child
                              : node_child_of_kind(w->t, child, K_FIELD_IDENTIFIER);

            if (name != NODE_NONE)
                type = c_add_member(w, name, type, C_VIA_DESIGNATOR, EXPR_IS_WRITTEN);
        } else if (w->t->nodes[child].field == F_DESIGNATOR) { /* [index] = */
            c_visit_children(w, child);
            type = wrap(w, child, C_EXPR_NTH, type, UINT16_MAX);
        }
    }
    c_initialiser(w, value, type);
}

void c_initialiser(CWalk *w, NodeId n, uint32_t type)
{
    unsigned position = 0;

    if (node_kind(w->t, n) != K_INITIALIZER_LIST) {
        c_visit(w, n);
        return;
    }
    c_note_list(w, n);
    CRows rows = c_rows_of(w, type);
    NODE_EACH_CHILD (w->t, n, child) {
        size_t first_expr = w->b->exprs.len;

        switch (node_kind(w->t, child)) {
        case K_INITIALIZER_PAIR:
            read_pair(w, child, type);
            break;
        case K_INITIALIZER_LIST:
            c_initialiser(w, child, item_type(w, child, type, position));
            if (rows != C_ROWS_OTHER)
                c_note_row(w, child, rows, first_expr);
            break;
        case K_COMMENT:
            continue;
        default:
            c_visit(w, child);
        }
        position += (w->t->nodes[child].flags & NODE_NAMED) != 0;
    }
}

/* -- expressions -- */

static uint32_t read_assignment(CWalk *w, NodeId n, bool is_wanted)
{
    NodeId right = node_field(w->t, n, F_RIGHT);
    bool is_list = node_kind(w->t, right) == K_INITIALIZER_LIST;
    uint32_t left = c_expr_flagged(w, node_field(w->t, n, F_LEFT), is_wanted || is_list,
                                   EXPR_IS_WRITTEN);

    c_initialiser(w, right, left);
    return left;
}

static uint32_t read_conditional(CWalk *w, NodeId n, bool is_wanted)
{
    c_visit(w, node_field(w->t, n, F_CONDITION));
    uint32_t a = c_expr(w, node_field(w->t, n, F_CONSEQUENCE), is_wanted);
    uint32_t b = c_expr(w, node_field(w->t, n, F_ALTERNATIVE), is_wanted);

    return is_wanted ? either(w, a, b) : 0;
}

/* Sums and the like: of a pointer and a number it is the pointer that has members. */
static uint32_t read_binary(CWalk *w, NodeId n, bool is_wanted)
{
    uint32_t left = c_expr(w, node_field(w->t, n, F_LEFT), is_wanted);
    uint32_t right = c_expr(w, node_field(w->t, n, F_RIGHT), is_wanted);

    return left ? left : right;
}

static uint32_t read_typed(CWalk *w, NodeId n)
{
    uint32_t type = c_type(w, node_field(w->t, n, F_TYPE), 0);

    c_initialiser(w, node_field(w->t, n, F_VALUE), type);
    return type;
}

static uint32_t read_offsetof(CWalk *w, NodeId n)
{
    uint32_t type = c_type(w, node_field(w->t, n, F_TYPE), 0);
    NodeId member = node_field(w->t, n, F_MEMBER);

    if (member != NODE_NONE)
        (void)c_add_member(w, member, type, C_VIA_DESIGNATOR, 0);
    return 0;
}

static uint32_t read_subscript(CWalk *w, NodeId n, bool is_wanted, uint8_t flags)
{
    NodeId argument = node_field(w->t, n, F_ARGUMENT);
    uint32_t of = c_expr_flagged(w, argument, is_wanted, flags);

    for (NodeId next = node_next(w->t, argument); next != NODE_NONE;
         next = node_next(w->t, next))
        c_visit(w, next);
    return w->is_cpp && is_wanted ? wrap(w, n, EXPR_INDEX, of, 0) : of;
}

static uint32_t read_pointer(CWalk *w, NodeId n, bool is_wanted, uint8_t flags)
{
    bool is_address = node_child_of_kind(w->t, n, K_ADDRESS_TOKEN) != NODE_NONE;
    uint32_t of = c_expr_flagged(w, node_field(w->t, n, F_ARGUMENT), is_wanted,
                                 flags & EXPR_IS_CALLED);

    if (!w->is_cpp || !is_wanted)
        return of;
    return wrap(w, n, is_address ? EXPR_ADDRESS : EXPR_DEREF, of, 0);
}

static uint32_t read_parenthesized(CWalk *w, NodeId n, bool is_wanted, uint8_t flags)
{
    uint32_t expr = 0;

    NODE_EACH_CHILD (w->t, n, child) {
        if (node_kind(w->t, child) != K_COMMENT)
            expr = c_expr_flagged(w, child, is_wanted, flags);
    }
    return expr;
}

uint32_t c_expr(CWalk *w, NodeId n, bool is_wanted)
{
    return c_expr_flagged(w, n, is_wanted, 0);
}

uint32_t c_expr_flagged(CWalk *w, NodeId n, bool is_wanted, uint8_t flags)
{
    switch (node_kind(w->t, n)) {
    case K_IDENTIFIER:
        return c_name(w, n, flags, C_NAME_ORDINARY);
    case K_TYPE_IDENTIFIER:
        return c_name(w, n, flags | EXPR_IS_TYPE, C_NAME_ORDINARY);
    case K_PARENTHESIZED:
    case K_EXTENSION:
        return read_parenthesized(w, n, is_wanted, flags);
    case K_CALL:
        return read_call(w, n, is_wanted);
    case K_FIELD_EXPRESSION:
        return read_field_expression(w, n, flags);
    case K_SUBSCRIPT:
        return read_subscript(w, n, is_wanted, flags);
    case K_POINTER_EXPRESSION:
        return read_pointer(w, n, is_wanted, flags);
    case K_UPDATE:
        return c_expr_flagged(w, node_field(w->t, n, F_ARGUMENT), is_wanted, EXPR_IS_WRITTEN);
    case K_ASSIGNMENT:
        return read_assignment(w, n, is_wanted);
    case K_CONDITIONAL:
        return read_conditional(w, n, is_wanted);
    case K_BINARY:
        return read_binary(w, n, is_wanted);
    case K_COMMA:
        c_visit(w, node_field(w->t, n, F_LEFT));
        return c_expr(w, node_field(w->t, n, F_RIGHT), is_wanted);
    case K_CAST:
    case K_COMPOUND_LITERAL:
        return read_typed(w, n);
    case K_OFFSETOF:
        return read_offsetof(w, n);
    case K_TYPE_DESCRIPTOR:
        return c_type(w, n, 0);
    case K_INITIALIZER_LIST:
        c_initialiser(w, n, 0);
        return 0;
    case K_FIELD_IDENTIFIER:
    case K_STATEMENT_IDENTIFIER:
    case K_STRING:
        return 0;
    default:
        if (w->is_cpp)
            return cpp_expr(w, n, is_wanted, flags);
        c_visit_children(w, n);
        return 0;
    }
}
