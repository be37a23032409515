/*
 * c_preproc.c -- includes, macros and what their bodies name, conditions.
 */
#include "syntax/packs/c_family.h"

enum { MACRO_PARAMETERS_MAX = 64 };

/* -- includes -- */

/* 0: always there; 1: perhaps; 2: never on Linux. */
static uint16_t include_level(const CWalk *w)
{
    return w->here.level == C_LEVEL_ALWAYS ? 0 : w->here.level == C_LEVEL_NEVER ? 2 : 1;
}

void c_include(CWalk *w, NodeId n)
{
    NodeId path = node_field(w->t, n, F_PATH);
    bool is_system = node_kind(w->t, path) == K_SYSTEM_STRING;
    Str text = c_text(w, path);

    if (!is_system && node_kind(w->t, path) != K_STRING) {
        c_visit(w, path);
        return;
    }
    if (text.len < 3)
        return;
    NameId module = c_intern(w, str_sub(text, 1, text.len - 1));
    facts_add_import(w->b, (Import){.module = module,
                                    .scope = 1,
                                    .at = c_start(w, path),
                                    .kind = IMPORT_MODULE,
                                    .is_system = is_system,
                                    .extra = include_level(w)});
}

/* -- macro bodies -- */

typedef struct Body {
    CWalk *w;
    Str text;
    uint32_t offset; /* of the text in the file */
    size_t at;
    NameId parameters[MACRO_PARAMETERS_MAX];
    size_t parameter_count;
    char before; /* the last character that is no white space */
    bool is_tag; /* after struct, union, enum */
} Body;

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool goes_on_name(char c)
{
    return begins_name(c) || (c >= '0' && c <= '9');
}

static char peek(const Body *m, size_t at)
{
    return at < m->text.len ? m->text.ptr[at] : '\0';
}

static size_t skip_blanks(const Body *m, size_t at)
{
    while (peek(m, at) == ' ' || peek(m, at) == '\t' || peek(m, at) == '\\' ||
           peek(m, at) == '\n' || peek(m, at) == '\r')
        at++;
    return at;
}

static void skip_quoted(Body *m)
{
    char quote = m->text.ptr[m->at++];

    while (m->at < m->text.len && m->text.ptr[m->at] != quote && m->text.ptr[m->at] != '\n')
        m->at += m->text.ptr[m->at] == '\\' ? 2 : 1;
    m->at++;
}

static void skip_comment(Body *m)
{
    size_t end = str_find(m->text, STR("*/"), m->at + 2);

    m->at = end == SIZE_MAX ? m->text.len : end + 2;
}

static bool is_parameter(const Body *m, NameId name)
{
    for (size_t i = 0; i < m->parameter_count; i++) {
        if (m->parameters[i] == name)
            return true;
    }
    return false;
}

static void read_word(Body *m)
{
    size_t start = m->at;

    while (goes_on_name(peek(m, m->at)))
        m->at++;
    Str word = str_sub(m->text, start, m->at);
    size_t next = skip_blanks(m, m->at);
    bool is_pasted = m->before == '#' || (peek(m, next) == '#' && peek(m, next + 1) == '#');
    bool is_member = m->before == '.' || m->before == '>';
    bool was_tag = m->is_tag;

    m->is_tag = str_is(word, "struct") || str_is(word, "union") || str_is(word, "enum");
    m->before = 'a';
    if (is_pasted || is_member || m->is_tag)
        return;
    NameId name = c_intern(m->w, word);
    if (c_is_keyword(m->w, name) || is_parameter(m, name))
        return;
    (void)c_add_ref(m->w, name, m->offset + (uint32_t)start,
                    EXPR_IS_MACRO_ARG | (was_tag ? EXPR_IS_TYPE : 0) |
                        (peek(m, next) == '(' && !was_tag ? EXPR_IS_CALLED : 0),
                    was_tag ? C_NAME_TAG : C_NAME_ORDINARY);
}

/* The names in the text of a macro, but for its parameters, members, and what is pasted. */
static void read_body(Body *m)
{
    while (m->at < m->text.len) {
        char c = m->text.ptr[m->at];

        if (begins_name(c)) {
            read_word(m);
        } else if (c >= '0' && c <= '9') {
            while (goes_on_name(peek(m, m->at)) || peek(m, m->at) == '.')
                m->at++;
            m->before = '0';
        } else if (c == '"' || c == '\'') {
            skip_quoted(m);
            m->before = '"';
        } else if (c == '/' && peek(m, m->at + 1) == '*') {
            skip_comment(m);
        } else if (c == '/' && peek(m, m->at + 1) == '/') {
            break;
        } else {
            /* '>' stands for "->" only; '>' alone is an operator */
            bool is_lone_greater = c == '>' && (m->at == 0 || m->text.ptr[m->at - 1] != '-');

            if (c != ' ' && c != '\t' && c != '\\' && c != '\n' && c != '\r')
                m->before = is_lone_greater ? '(' : c;
            m->at++;
        }
    }
}

static bool has_names(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (begins_name(text.ptr[i]) && (i == 0 || !goes_on_name(text.ptr[i - 1])))
            return true;
    }
    return false;
}

void c_names_in_text(CWalk *w, uint32_t start, uint32_t end)
{
    Body m = {.w = w, .text = str_sub(w->t->src, start, end), .offset = start};

    read_body(&m);
}

static void add_parameters(CWalk *w, NodeId list, Body *m)
{
    if (list == NODE_NONE)
        return;
    NODE_EACH_CHILD (w->t, list, child) {
        if (node_kind(w->t, child) == K_IDENTIFIER && m->parameter_count < MACRO_PARAMETERS_MAX)
            m->parameters[m->parameter_count++] = c_intern(w, c_text(w, child));
    }
}

/* The namespaces that a macro opens, as a list: `#define LIB_BEGIN namespace lib { namespace v1 {`. */
static uint32_t opened_namespaces(CWalk *w, const Body *m)
{
    uint32_t first = 0, last = 0;
    size_t at = 0;

    while ((at = str_find(m->text, STR("namespace "), at)) != SIZE_MAX) {
        size_t start = skip_blanks(m, at + strlen("namespace ")), end = start;

        while (goes_on_name(peek(m, end)) || (peek(m, end) == ':' && peek(m, end + 1) == ':'))
            end += peek(m, end) == ':' ? 2 : 1;
        at = end;
        if (end == start || peek(m, skip_blanks(m, end)) != '{')
            continue;
        Str name = str_sub(m->text, start, end);
        uint32_t expr = facts_add_expr(w->b, (Expr){.kind = EXPR_NAME,
                                                    .extra = C_NAME_SCOPE,
                                                    .name = c_intern(w, name),
                                                    .at = m->offset + (uint32_t)start,
                                                    .scope = 1});
        uint32_t item = facts_add_expr(w->b, (Expr){.kind = EXPR_LIST, .a = expr, .scope = 1});
        if (last)
            w->b->exprs.at[last].b = item;
        else
            first = item;
        last = item;
    }
    return first;
}

/* Whether [at, end of text) is one pair of parentheses, or nothing. */
static bool is_one_pair(const Body *m, size_t at)
{
    unsigned depth = 0;

    if (at == m->text.len)
        return true;
    for (; at < m->text.len; at++) {
        depth += m->text.ptr[at] == '(';
        if (m->text.ptr[at] == ')' && --depth == 0)
            return at + 1 == m->text.len;
        if (depth == 0)
            return false;
    }
    return false;
}

/* The name that the macro is another name of, or whose type its value has: `#define a b`,
 * `#define a(x) b(x)`, `#define a(x) ((struct b *)x)`. `first`: the first reference in the body. */
static uint32_t stands_for(const CWalk *w, const Body *m, size_t first)
{
    if (first == w->b->exprs.len)
        return 0;
    const Expr *e = &w->b->exprs.at[first];
    Str before = str_trim(str_sub(m->text, 0, e->at - m->offset));
    size_t at = skip_blanks(m, e->at - m->offset + w->b->names.at[e->name].len);

    bool is_bare = !str_starts(before, STR("("));
    while (str_starts(before, STR("(")))
        before = str_trim(str_sub(before, 1, before.len));
    if (before.len && !str_is(before, "struct") && !str_is(before, "union"))
        return 0;
    if (is_bare)
        return is_one_pair(m, at) ? (uint32_t)first : 0;
    size_t stars = at;
    while (peek(m, at) == '*')
        at = skip_blanks(m, at + 1);
    return at > stars && peek(m, at) == ')' ? (uint32_t)first : 0;
}

static void read_macro_body(CWalk *w, NodeId n, uint32_t def)
{
    NodeId value = node_field(w->t, n, F_VALUE);
    Str text = str_trim(c_text(w, value));
    Body m = {.w = w, .text = text};
    size_t first = w->b->exprs.len;

    if (value == NODE_NONE || !has_names(text))
        return;
    m.offset = c_start(w, value);
    add_parameters(w, node_field(w->t, n, F_PARAMETERS), &m);
    CPlace before = w->here;
    w->here.scope = facts_add_scope(w->b, SCOPE_BLOCK, before.scope, def);
    read_body(&m);
    w->b->defs.at[def].value = w->is_cpp ? opened_namespaces(w, &m) : stands_for(w, &m, first);
    w->here = before;
}

/* -- macros -- */

static bool is_guard(const CWalk *w, NodeId n)
{
    return w->guard != NODE_NONE && node_parent(w->t, n) == w->guard &&
           node_field(w->t, n, F_VALUE) == NODE_NONE &&
           str_eq(c_text(w, node_field(w->t, n, F_NAME)),
                  c_text(w, node_field(w->t, w->guard, F_NAME)));
}

/* `#define WITH "file.h"`, for an `#include WITH`. */
static void include_by_macro(CWalk *w, NodeId value)
{
    Str text = str_trim(c_text(w, value));
    bool is_system = str_starts(text, STR("<")) && str_ends(text, STR(".h>"));

    if (is_system || (str_starts(text, STR("\"")) && str_ends(text, STR(".h\""))))
        facts_add_import(w->b, (Import){.module = c_intern(w, str_sub(text, 1, text.len - 1)),
                                        .scope = 1,
                                        .at = c_start(w, value),
                                        .kind = IMPORT_MODULE,
                                        .is_system = is_system,
                                        .extra = include_level(w)});
}

void c_define(CWalk *w, NodeId n)
{
    NodeId name = node_field(w->t, n, F_NAME);

    if (name == NODE_NONE || is_guard(w, n))
        return;
    CPlace before = w->here;
    /* macros know no scopes */
    w->here.scope = w->here.class_scope = 1;
    w->here.visibility = VISIBLE_PUBLIC;
    Def d = c_new_def(w, n, name, DEF_MACRO);
    NodeId parameters = node_field(w->t, n, F_PARAMETERS);
    NodeId value = node_field(w->t, n, F_VALUE);
    NodeId last = value != NODE_NONE ? value : parameters != NODE_NONE ? parameters : name;
    CComment after = c_doc_after(w, c_end(w, last));

    d.end = c_end(w, last); /* the node goes on to the next line */
    d.end_line = tree_line(w->t, d.end);
    d.signature_end = parameters != NODE_NONE ? c_end(w, parameters) : d.end;
    d.parent = 0;
    if (after.end)
        c_set_doc(&d, after);
    uint32_t id = facts_add_def(w->b, d);
    c_remember_macro(w, d.name,
                     parameters == NODE_NONE ? str_trim(c_text(w, value)) : STR_NONE);
    include_by_macro(w, value);
    read_macro_body(w, n, id);
    w->here = before;
}

/* -- conditions -- */

static void visit_condition(CWalk *w, NodeId n)
{
    if (node_kind(w->t, n) == K_IDENTIFIER) {
        NameId name = c_intern(w, c_text(w, n));

        if (!c_is_keyword(w, name))
            (void)c_add_ref(w, name, c_start(w, n), 0, C_NAME_MACRO);
        return;
    }
    NODE_EACH_CHILD (w->t, n, child)
        visit_condition(w, child);
}

/* The condition of an #if, the name of an #ifdef. */
static NodeId condition_of(const CWalk *w, NodeId n)
{
    NodeId condition = node_field(w->t, n, F_CONDITION);

    return condition != NODE_NONE ? condition : node_field(w->t, n, F_NAME);
}

/* How likely the branch's own condition holds. */
static unsigned own_level(CWalk *w, NodeId n, NodeId condition)
{
    uint16_t kind = node_kind(w->t, n);
    Str text = c_text(w, condition);

    if (kind != K_IFDEF && kind != K_ELIFDEF_BRANCH)
        return c_level_of(w, text);
    Str directive = str_sub(w->t->src, c_start(w, n) + 1, c_start(w, condition));
    unsigned level = c_level_of_defined(w, text);
    return str_has(directive, STR("ndef")) ? C_LEVEL_ALWAYS - level : level;
}

void c_condition(CWalk *w, NodeId n)
{
    uint16_t kind = node_kind(w->t, n);
    bool is_else = kind == K_ELSE_BRANCH;
    NodeId condition = is_else ? NODE_NONE : condition_of(w, n);
    CPlace *here = &w->here;

    if ((condition == NODE_NONE && !is_else) || n == w->guard)
        return;
    if (kind == K_IF_CONDITION || kind == K_IFDEF) {
        here->level_outside = here->level;
        here->level_before = C_LEVEL_NEVER;
    }
    unsigned own = is_else ? C_LEVEL_ALWAYS : own_level(w, n, condition);
    if (!is_else)
        visit_condition(w, condition);
    own = MIN_OF(own, C_LEVEL_ALWAYS - (unsigned)here->level_before);
    here->level = (uint8_t)MIN_OF(own, here->level_outside);
    here->level_before = (uint8_t)MAX_OF(own, here->level_before);
}

bool c_is_never(const CWalk *w, NodeId n)
{
    return node_kind(w->t, n) == K_IF_CONDITION &&
           str_is(c_text(w, node_field(w->t, n, F_CONDITION)), "0");
}

/* The #ifndef that holds everything but comments. */
NodeId c_find_guard(const Tree *t)
{
    NodeId guard = NODE_NONE;

    NODE_EACH_CHILD (t, 0, child) {
        if (node_kind(t, child) == K_COMMENT)
            continue;
        if (guard != NODE_NONE || node_kind(t, child) != K_IFDEF)
            return NODE_NONE;
        guard = child;
    }
    return guard;
}
