/*
 * ecma_narrow.c -- what conditions tell of the names in them: `x instanceof C`, `x.kind === "a"`,
 * `isC(x)`, `"y" in x`, `!x.ok`, and the cases of a switch.
 *
 * Where a condition holds, its names are declared once more, in a block scope around what it
 * guards, with an Expr that says what is known. A reference still finds the real declaration; only
 * who asks for its type meets the narrowed one. Members of members ("x.y") are narrowed under
 * their whole path, which no program can have as a name.
 */
#include "syntax/packs/ecma_walk.h"

enum {
    PATH_MAX_NAMES = 4,
    PATH_MAX_BYTES = 120,
    NARROWINGS_MAX = 40, /* in one scope: each is asked through all before it */
    OPERANDS_MAX = 512,  /* of one chain of && or ||; no less than trees are deep */
};

Str ecma_operator(const Tree *t, NodeId binary)
{
    NodeId left = node_field(t, binary, F_LEFT), right = node_field(t, binary, F_RIGHT);

    if (left == NODE_NONE || right == NODE_NONE)
        return STR_NONE;
    return str_trim(str_sub(t->src, t->nodes[left].end, t->nodes[right].start));
}

static NodeId without_parentheses(const Tree *t, NodeId n)
{
    while (node_kind(t, n) == K_PARENTHESIZED || node_kind(t, n) == K_NON_NULL)
        n = ecma_first(t, n);
    return n;
}

static bool is_not(const Tree *t, NodeId n)
{
    return node_kind(t, n) == K_UNARY && str_starts(node_text(t, n), STR("!"));
}

static bool is_equality(Str operator)
{
    return str_is(operator, "===") || str_is(operator, "==") || str_is(operator, "!==") ||
           str_is(operator, "!=");
}

/* A name, or a chain of members on one. */
static bool is_path(const Tree *t, NodeId n)
{
    unsigned names = 0;

    for (n = without_parentheses(t, n); node_kind(t, n) == K_MEMBER && names < PATH_MAX_NAMES;
         n = without_parentheses(t, node_field(t, n, F_OBJECT)))
        names++;
    return node_kind(t, n) == K_IDENTIFIER || (names && node_kind(t, n) == K_THIS);
}

/* What a discriminant is compared with: a literal, or a member of an enum. */
static bool is_unit(const Tree *t, NodeId n)
{
    EcmaKind kind = node_kind(t, n);

    return kind == K_STRING || kind == K_TRUE || kind == K_FALSE || kind == K_NUMBER ||
           (kind == K_MEMBER && node_kind(t, node_field(t, n, F_OBJECT)) == K_IDENTIFIER);
}

static bool is_nothing(const Tree *t, NodeId n)
{
    return node_kind(t, n) == K_UNDEFINED || node_kind(t, n) == K_NULL;
}

static bool is_discriminant(const Tree *t, NodeId n)
{
    n = without_parentheses(t, n);
    return node_kind(t, n) == K_MEMBER && is_path(t, node_field(t, n, F_OBJECT));
}

bool ecma_can_narrow(const Tree *t, NodeId n)
{
    n = without_parentheses(t, n);
    switch (node_kind(t, n)) {
    case K_CALL:
        return is_path(t, ecma_first(t, node_field(t, n, F_ARGUMENTS)));
    case K_MEMBER:
        return is_discriminant(t, n);
    case K_UNARY:
        return is_not(t, n) && ecma_can_narrow(t, ecma_first(t, n));
    case K_BINARY: {
        Str operator= ecma_operator(t, n);
        NodeId left = node_field(t, n, F_LEFT), right = node_field(t, n, F_RIGHT);

        if (str_is(operator, "&&") || str_is(operator, "||"))
            return ecma_can_narrow(t, left) || ecma_can_narrow(t, right);
        if (str_is(operator, "instanceof"))
            return is_path(t, left);
        if (str_is(operator, "in"))
            return node_kind(t, left) == K_STRING && is_path(t, right);
        return is_equality(operator) &&
               ((is_discriminant(t, left) && (is_unit(t, right) || is_nothing(t, right))) ||
                (is_discriminant(t, right) && is_unit(t, left)));
    }
    default:
        return false;
    }
}

/* -- recording it -- */

/* "x.y" of a path; STR_NONE for a plain name. */
static Str path_text(const Tree *t, NodeId n, char text[PATH_MAX_BYTES])
{
    Str names[PATH_MAX_NAMES + 1];
    size_t count = 0, len = 0;

    for (n = without_parentheses(t, n); node_kind(t, n) == K_MEMBER && count < PATH_MAX_NAMES;
         n = without_parentheses(t, node_field(t, n, F_OBJECT)))
        names[count++] = node_text(t, node_field(t, n, F_PROPERTY));
    if (!count || (node_kind(t, n) != K_IDENTIFIER && node_kind(t, n) != K_THIS))
        return STR_NONE;
    names[count++] = node_text(t, n);
    while (count) {
        Str name = names[--count];

        if (len + name.len + 1 >= PATH_MAX_BYTES)
            return STR_NONE;
        memcpy(text + len, name.ptr, name.len);
        len += name.len;
        if (count)
            text[len++] = '.';
    }
    return (Str){text, len};
}

/* An Expr for asking only, without references, that sees the names around `scope`. */
static uint32_t asked(Walk *w, NodeId n, uint32_t scope)
{
    const Tree *t = w->t;

    n = without_parentheses(t, n);
    switch (node_kind(t, n)) {
    case K_IDENTIFIER:
        return ecma_add(w, (Expr){.kind = EXPR_NAME,
                                  .name = ecma_name(w, n),
                                  .scope = scope,
                                  .at = t->nodes[n].start});
    case K_THIS:
        return ecma_add(w, (Expr){.kind = EXPR_THIS, .scope = scope});
    case K_MEMBER: {
        uint32_t object = asked(w, node_field(t, n, F_OBJECT), scope);

        if (!object)
            return 0;
        return ecma_add(w, (Expr){.kind = EXPR_MEMBER,
                                  .a = object,
                                  .scope = scope,
                                  .name = ecma_name(w, node_field(t, n, F_PROPERTY))});
    }
    case K_STRING:
    case K_NUMBER:
    case K_TRUE:
    case K_FALSE:
        return ecma_add(w, (Expr){.kind = EXPR_LITERAL,
                                  .extra = LITERAL_TEXT,
                                  .scope = scope,
                                  .name = facts_add_name(w->b, ecma_string(t, n))});
    default:
        return 0;
    }
}

/* `what` holds of the path from `start` on. */
static void declare(Walk *w, NodeId path, EcmaWhere what, uint32_t b, NameId name,
                    uint32_t start)
{
    char text[PATH_MAX_BYTES];
    Str path_name = path_text(w->t, path, text);

    path = without_parentheses(w->t, path);
    /* begins behind what is asked, so that it asks for those before it and not for itself */
    uint32_t at = w->t->nodes[path].start;
    if (w->narrowings++ >= NARROWINGS_MAX)
        return;
    uint32_t of = asked(w, path, w->scope);
    NameId local = path_name.len ? facts_name_copy(w->b, path_name) : ecma_name(w, path);
    if (!of || !local)
        return;
    if (path_name.len && ecma_local_in_sight(w, local))
        of = ecma_add(w, (Expr){.kind = ECMA_PATH, .a = of, .name = local, .at = at});
    start = MAX_OF(start, at + 1);
    uint32_t where = ecma_add(
        w, (Expr){.kind = ECMA_WHERE, .extra = (uint16_t)what, .a = of, .b = b, .name = name});
    uint32_t l = ecma_add_local(w, (Local){.name = local,
                                           .scope = w->scope,
                                           .start = start,
                                           .value = where,
                                           .extra = ECMA_LOCAL_NARROWED});
    if (path_name.len) {
        w->narrowed_paths++;
        ecma_see_path(w, local, l);
    }
}

static EcmaWhere turned(EcmaWhere what, bool yes)
{
    return yes ? what : what + 1;
}

static void narrow_by_equality(Walk *w, NodeId left, NodeId right, bool yes, uint32_t start)
{
    const Tree *t = w->t;

    if (is_discriminant(t, left) && is_nothing(t, right)) {
        left = without_parentheses(t, left);
        declare(w, node_field(t, left, F_OBJECT), turned(ECMA_TRUE, !yes), 0,
                ecma_name(w, node_field(t, left, F_PROPERTY)), start);
        return;
    }
    if (!is_discriminant(t, left) || !is_unit(t, right)) {
        NodeId swap = left;

        left = right;
        right = swap;
    }
    if (!is_discriminant(t, left) || !is_unit(t, right))
        return;
    left = without_parentheses(t, left);
    declare(w, node_field(t, left, F_OBJECT), turned(ECMA_EQUALS, yes),
            asked(w, right, w->scope), ecma_name(w, node_field(t, left, F_PROPERTY)), start);
}

typedef struct Alternatives {
    NodeId member; /* x.kind, as it is met first */
    uint32_t head, tail;
} Alternatives;

/* x.kind === A || x.kind === B: false when it is anything else. */
static bool gather_alternatives(Walk *w, NodeId n, bool yes, Alternatives *a)
{
    const Tree *t = w->t;
    char text[PATH_MAX_BYTES], other[PATH_MAX_BYTES];

    n = without_parentheses(t, n);
    if (is_not(t, n))
        return gather_alternatives(w, ecma_first(t, n), !yes, a);
    if (node_kind(t, n) != K_BINARY)
        return false;
    Str operator= ecma_operator(t, n);
    NodeId left = node_field(t, n, F_LEFT), right = node_field(t, n, F_RIGHT);
    if (str_is(operator, yes ? "||" : "&&"))
        return gather_alternatives(w, left, yes, a) && gather_alternatives(w, right, yes, a);
    if (!is_equality(operator) || (operator.ptr[0] == '=') != yes ||
        !is_discriminant(t, left) || !is_unit(t, right))
        return false;
    left = without_parentheses(t, left);
    if (a->member == NODE_NONE)
        a->member = left;
    else if (!str_eq(path_text(t, a->member, text), path_text(t, left, other)))
        return false;
    ecma_list_add(w, &a->head, &a->tail, asked(w, right, w->scope));
    return true;
}

static void narrow_by_binary(Walk *w, NodeId n, bool yes, uint32_t start)
{
    const Tree *t = w->t;
    Str operator= ecma_operator(t, n);
    NodeId left = node_field(t, n, F_LEFT), right = node_field(t, n, F_RIGHT);

    if (str_is(operator, "&&") || str_is(operator, "||")) {
        Alternatives a = {.member = NODE_NONE};

        if (str_is(operator, "&&") == yes) { /* both sides are known */
            ecma_narrow(w, left, yes, start);
            ecma_narrow(w, right, yes, start);
        } else if (gather_alternatives(w, n, yes, &a) && a.head) {
            declare(w, node_field(t, a.member, F_OBJECT), ECMA_EQUALS, a.head,
                    ecma_name(w, node_field(t, a.member, F_PROPERTY)), start);
        }
    } else if (str_is(operator, "instanceof")) {
        uint32_t class = is_path(t, left) ? asked(w, right, w->scope) : 0;

        if (class)
            declare(w, left, turned(ECMA_IS_A, yes), class, 0, start);
    } else if (str_is(operator, "in")) {
        if (node_kind(t, left) == K_STRING && is_path(t, right))
            declare(w, right, turned(ECMA_HAS, yes), 0,
                    facts_add_name(w->b, ecma_string(t, left)), start);
    } else if (is_equality(operator)) {
        narrow_by_equality(w, left, right, (operator.ptr[0] == '=') == yes, start);
    }
}

void ecma_narrow(Walk *w, NodeId n, bool yes, uint32_t start)
{
    const Tree *t = w->t;

    n = without_parentheses(t, n);
    switch (node_kind(t, n)) {
    case K_CALL: { /* a type guard, if its result says so */
        NodeId argument = ecma_first(t, node_field(t, n, F_ARGUMENTS));
        uint32_t guard = is_path(t, argument) ? asked(w, node_field(t, n, F_FUNCTION), w->scope)
                                              : 0;

        if (guard)
            declare(w, argument, turned(ECMA_PASSES, yes), guard, 0, start);
        break;
    }
    case K_MEMBER:
        if (is_discriminant(t, n))
            declare(w, node_field(t, n, F_OBJECT), turned(ECMA_TRUE, yes), 0,
                    ecma_name(w, node_field(t, n, F_PROPERTY)), start);
        break;
    case K_UNARY:
        if (is_not(t, n))
            ecma_narrow(w, ecma_first(t, n), !yes, start);
        break;
    case K_BINARY:
        narrow_by_binary(w, n, yes, start);
        break;
    default:
        break;
    }
}

/* -- where it is used -- */

uint32_t ecma_value_where(Walk *w, NodeId condition, bool yes, NodeId n, bool is_wanted,
                          uint32_t expected)
{
    if (n == NODE_NONE || !ecma_can_narrow(w->t, condition))
        return ecma_value(w, n, is_wanted, expected);
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);
    ecma_narrow(w, condition, yes, 0);
    uint32_t value = ecma_value(w, n, is_wanted, expected);
    ecma_leave(w, f);
    return value;
}

/* a && b && c: each operand stands where those before it are true (for ||: false). One scope for
 * all of them: what an operand tells begins behind it. */
uint32_t ecma_chain(Walk *w, NodeId n, Str operator, bool is_wanted, uint32_t expected)
{
    const Tree *t = w->t;
    NodeId operands[OPERANDS_MAX];
    unsigned count = 0;
    uint32_t value = 0;
    bool is_and = str_is(operator, "&&");

    for (; node_kind(t, n) == K_BINARY && str_eq(ecma_operator(t, n), operator) &&
           count < OPERANDS_MAX - 1;
         n = node_field(t, n, F_LEFT))
        operands[count++] = node_field(t, n, F_RIGHT);
    operands[count++] = n;
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);
    while (count--) {
        bool is_part = is_wanted && (!is_and || count == 0);
        uint32_t one = ecma_value(w, operands[count], is_part, is_and && count ? 0 : expected);

        if (is_part)
            value = ecma_either(w, value, one);
        if (count && ecma_can_narrow(t, operands[count]))
            ecma_narrow(w, operands[count], is_and, t->nodes[operands[count]].end);
    }
    ecma_leave(w, f);
    return value;
}

void ecma_statement_where(Walk *w, NodeId condition, bool yes, NodeId n)
{
    if (!ecma_can_narrow(w->t, condition)) {
        ecma_statement(w, n, NODE_NONE);
        return;
    }
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);
    ecma_narrow(w, condition, yes, 0);
    ecma_statement(w, n, NODE_NONE);
    ecma_leave(w, f);
}

bool ecma_leaves(const Tree *t, NodeId n)
{
    NodeId last = n;

    if (node_kind(t, n) == K_STATEMENT_BLOCK) {
        last = NODE_NONE;
        NODE_EACH_CHILD (t, n, child) {
            if (node_kind(t, child) != K_COMMENT)
                last = child;
        }
    }
    EcmaKind kind = node_kind(t, last);
    return kind == K_RETURN || kind == K_THROW || kind == K_CONTINUE || kind == K_BREAK;
}

uint32_t ecma_path(Walk *w, NodeId member, uint32_t expr)
{
    char text[PATH_MAX_BYTES];
    uint64_t name;

    if (!w->narrowed_paths || !expr)
        return expr;
    Str path = path_text(w->t, member, text);
    if (!path.len || !strmap_get(&w->b->name_ids, path, &name) ||
        !ecma_local_in_sight(w, (NameId)name))
        return expr;
    return ecma_add(w, (Expr){.kind = ECMA_PATH,
                              .a = expr,
                              .name = (NameId)name,
                              .at = w->t->nodes[member].start});
}

/* -- switch (x.kind) { case "a": ... } -- */

static bool has_statements(const Tree *t, NodeId switch_case)
{
    NODE_EACH_CHILD (t, switch_case, child) {
        if (t->nodes[child].field == F_BODY)
            return true;
    }
    return false;
}

typedef struct Switch {
    NodeId subject;      /* the member that is switched on */
    uint32_t head, tail; /* list of the values of cases that run together */
    uint32_t all, all_tail;
} Switch;

static void switch_case(Walk *w, Switch *s, NodeId n)
{
    const Tree *t = w->t;
    bool is_default = node_kind(t, n) == K_SWITCH_DEFAULT;
    NodeId value = node_field(t, n, F_VALUE);

    if (!is_default && is_unit(t, value)) {
        uint32_t unit = asked(w, value, w->scope);

        ecma_list_add(w, &s->head, &s->tail, unit);
        ecma_list_add(w, &s->all, &s->all_tail, unit);
    }
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);
    uint32_t list = is_default && !s->head ? s->all : s->head;
    if (has_statements(t, n) && list && !(is_default && s->head))
        declare(w, node_field(t, s->subject, F_OBJECT), turned(ECMA_EQUALS, !is_default), list,
                ecma_name(w, node_field(t, s->subject, F_PROPERTY)), 0);
    ecma_note_case(w, n);
    ecma_statements(w, n);
    ecma_leave(w, f);
    if (has_statements(t, n))
        s->head = s->tail = 0;
}

void ecma_switch(Walk *w, NodeId n)
{
    const Tree *t = w->t;
    NodeId value = node_field(t, n, F_VALUE), body = node_field(t, n, F_BODY);
    Switch s = {.subject = without_parentheses(t, value)};

    ecma_value(w, value, false, 0);
    if (body == NODE_NONE)
        return;
    if (!is_discriminant(t, s.subject)) {
        ecma_statement(w, body, NODE_NONE);
        return;
    }
    Frame f = ecma_enter(w, SCOPE_BLOCK, w->def);
    NODE_EACH_CHILD (t, body, child) {
        EcmaKind kind = node_kind(t, child);

        if (kind == K_SWITCH_CASE || kind == K_SWITCH_DEFAULT)
            switch_case(w, &s, child);
        else
            ecma_statement(w, child, NODE_NONE);
    }
    ecma_leave(w, f);
}
