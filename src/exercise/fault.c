/*
 * fault.c -- where a fault can be planted, and which.
 */
#include "exercise/fault.h"

#include "exercise/parameters.h"

#include "graph/words.h"

enum { STATEMENT_MAX_BYTES = 160 };

const char *fault_words(FaultKind kind)
{
    static const char *const words[FAULT_KIND_COUNT] = {
        [FAULT_RELEASE] = "something that is taken is not given back",
        [FAULT_SWAP] = "two arguments of a call",
        [FAULT_BOUND] = "the bound of a loop",
        [FAULT_FLIP] = "a comparison",
        [FAULT_LOGIC] = "how two conditions are joined",
    };

    MUST(kind < FAULT_KIND_COUNT);
    return words[kind];
}

typedef struct FaultSearch {
    const World *world;
    const CodeTree *tree;
    const Snippet *snippet;
    FaultVec *found;
} FaultSearch;

static void offer(FaultSearch *f, FaultKind kind, uint32_t start, Str before, Str after)
{
    *VEC_PUSH(f->found) = (Fault){(uint8_t)kind, snippet_to_file(f->snippet, start), before,
                                  after};
}

/* -- comparisons and logic -- */

static const struct {
    const char *token, *flipped, *bound;
} comparisons[] = {
    {"<", ">=", "<="},  {"<=", ">", "<"},   {">", "<=", ">="},    {">=", "<", ">"},
    {"==", "!=", NULL}, {"!=", "==", NULL}, {"===", "!==", NULL}, {"!==", "===", NULL},
};

static bool is_in_loop_head(TSNode operation)
{
    static const char *const loops[] = {"for_statement", "while_statement", "for_clause", NULL};
    TSNode parent = ts_node_parent(operation);

    if (!ts_node_is_null(parent) && code_is(parent, "parenthesized_expression"))
        parent = ts_node_parent(parent);
    return !ts_node_is_null(parent) && code_is_one(parent, loops);
}

static bool is_operation(TSNode n)
{
    static const char *const types[] = {"binary_expression", "comparison_operator",
                                        "boolean_operator", NULL};

    return !ts_node_is_null(n) && code_is_one(n, types);
}

static void see_operator(FaultSearch *f, TSNode n)
{
    TSNode operation = ts_node_parent(n);
    Str token = code_text(f->tree, n);
    uint32_t at = ts_node_start_byte(n);
    static const char *const logic[][2] = {
        {"&&", "||"}, {"||", "&&"}, {"and", "or"}, {"or", "and"}};

    if (!is_operation(operation))
        return;
    for (size_t i = 0; i < ARRAY_LEN(comparisons); i++) {
        if (!str_is(token, comparisons[i].token))
            continue;
        if (comparisons[i].bound && is_in_loop_head(operation))
            offer(f, FAULT_BOUND, at, token, str_from(comparisons[i].bound));
        offer(f, FAULT_FLIP, at, token, str_from(comparisons[i].flipped));
    }
    for (size_t i = 0; i < ARRAY_LEN(logic); i++) {
        if (str_is(token, logic[i][0]))
            offer(f, FAULT_LOGIC, at, token, str_from(logic[i][1]));
    }
}

/* -- arguments -- */

static Str parameter_name(const World *w, SymbolId s, uint32_t order)
{
    UnitId unit = program_unit_of(w->program, s);
    const Unit *u = &w->program->units[unit];
    Str names[PARAMETERS_MAX];
    uint32_t count = parameter_names(u->facts, program_def(w->program, s), u->file->language,
                                     evidence_text(w->evidence, unit), names);

    return order < count ? names[order] : STR_NONE;
}

/* The function that the call with these arguments certainly goes to; 0: not known. */
static SymbolId callee_of(FaultSearch *f, TSNode arguments)
{
    const Program *p = f->world->program;
    uint32_t start = snippet_to_file(f->snippet, ts_node_start_byte(ts_node_parent(arguments)));
    uint32_t end = snippet_to_file(f->snippet, ts_node_start_byte(arguments));
    UnitId unit = f->snippet->unit;
    SymbolId found = 0;

    for (size_t i = evidence_first_edge(p, unit, start);
         i < p->unit_edges[unit + 1] && p->edges[i].at < end; i++) {
        if (p->edges[i].kind == EDGE_CALL &&
            tier_confidence(p->edges[i].tier) >= EDGE_CONFIDENCE_FACT)
            found = p->edges[i].to;
    }
    return found;
}

/* Two names that stand for the parameters of the same name: swapped, anybody can see it. */
static void see_arguments(FaultSearch *f, TSNode arguments)
{
    SymbolId callee = callee_of(f, arguments);
    uint32_t count = ts_node_named_child_count(arguments);

    for (uint32_t i = 0; callee && i + 1 < count; i++) {
        TSNode a = ts_node_named_child(arguments, i), b = ts_node_named_child(arguments, i + 1);
        Str x = code_text(f->tree, a), y = code_text(f->tree, b);

        if (!code_is_name(a) || !code_is_name(b) || str_eq(x, y) ||
            !str_eq(parameter_name(f->world, callee, i), x) ||
            !str_eq(parameter_name(f->world, callee, i + 1), y))
            continue;
        uint32_t start = ts_node_start_byte(a), end = ts_node_end_byte(b);
        Str between = str_sub(f->tree->src, ts_node_end_byte(a), ts_node_start_byte(b));
        offer(f, FAULT_SWAP, start, str_sub(f->tree->src, start, end),
              arena_printf(f->world->arena, "%.*s%.*s%.*s", STR_ARG(y), STR_ARG(between),
                           STR_ARG(x)));
    }
}

/* -- releases -- */

static const char *const pairs[][2] = {
    {"free", "alloc"},         {"free", "dup"},        {"free", "new"},  {"close", "open"},
    {"unlock", "lock"},        {"release", "acquire"}, {"unref", "ref"}, {"decref", "incref"},
    {"Unlock", "Lock"},        {"Close", "Open"},      {"Done", "Add"},  {"destroy", "create"},
    {"disconnect", "connect"}, {"pop", "push"},        {"end", "begin"}, {"stop", "start"},
};

/* The name that is called by a statement that is nothing but a call. */
static TSNode called_name(TSNode statement)
{
    TSNode none = {0}, call = ts_node_named_child(statement, 0);

    if (ts_node_is_null(call) || !strstr(ts_node_type(call), "call") ||
        ts_node_named_child_count(statement) != 1)
        return none;
    TSNode name = ts_node_child_by_field_name(call, "function", 8);
    if (ts_node_is_null(name))
        name = ts_node_child_by_field_name(call, "name", 4);
    return name;
}

/* What it gives back must have been taken above, under the same name. */
static bool is_taken_above(const FaultSearch *f, TSNode statement, Str name)
{
    Str above = str_sub(f->tree->src, f->snippet->start, ts_node_start_byte(statement));
    Words words;

    words_of(name, &words);
    Str last = words.count ? words.at[words.count - 1] : name;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        if (!str_is(last, pairs[i][0]))
            continue;
        for (size_t at = 0; (at = str_find(above, str_from(pairs[i][1]), at)) != SIZE_MAX;
             at++) {
            /* "lock" is part of "unlock" */
            size_t before = strlen(pairs[i][0]) -
                            MIN_OF(strlen(pairs[i][0]), strlen(pairs[i][1]));
            if (!str_ends(str_sub(above, 0, at + strlen(pairs[i][1])), str_from(pairs[i][0])) &&
                before <= at)
                return true;
        }
    }
    return false;
}

/* The whole lines of a statement that stands alone on them. */
static void see_statement(FaultSearch *f, TSNode n)
{
    TSNode name = called_name(n);
    uint32_t start = ts_node_start_byte(n), end = ts_node_end_byte(n);
    Str src = f->tree->src;
    TSNode parent = ts_node_parent(n);

    if (ts_node_is_null(name) || end - start > STATEMENT_MAX_BYTES || !code_is_block(parent) ||
        ts_node_named_child_count(parent) < 2 ||
        !is_taken_above(f, n, code_text(f->tree, name)))
        return;
    while (start > f->snippet->start &&
           (src.ptr[start - 1] == ' ' || src.ptr[start - 1] == '\t'))
        start--;
    while (end < src.len && src.ptr[end] != '\n') {
        if (!strchr(" \t;\r", src.ptr[end]))
            return;
        end++;
    }
    if (start && src.ptr[start - 1] == '\n' && end < src.len)
        offer(f, FAULT_RELEASE, start, str_sub(src, start, end + 1), STR(""));
}

static bool see(void *self, TSNode n, unsigned depth UNUSED)
{
    static const char *const argument_lists[] = {"argument_list", "arguments", NULL};
    static const char *const statements[] = {"expression_statement", "call_expression", NULL};
    FaultSearch *f = self;

    if (ts_node_end_byte(n) <= f->snippet->start || ts_node_start_byte(n) >= f->snippet->end)
        return false;
    if (ts_node_start_byte(n) < f->snippet->start)
        return true;
    if (!ts_node_is_named(n))
        see_operator(f, n);
    else if (code_is_one(n, argument_lists))
        see_arguments(f, n);
    else if (code_is_one(n, statements))
        see_statement(f, n);
    return !ts_node_is_extra(n);
}

/* False when the definition cannot be read by itself. */
static bool find_in(const World *w, const Snippet *n, FaultVec *ret, char shape[HASH_HEX_SIZE])
{
    CodeTree t;

    if (!code_tree_read(w->reader, n->language, n->text, &t) || code_tree_errors(&t))
        return false;
    FaultSearch f = {w, &t, n, ret};
    code_tree_shape(&t, shape);
    code_walk(ts_tree_root_node(t.tree), see, &f);
    return true;
}

void fault_find(const World *w, const Snippet *n, FaultVec *ret)
{
    char shape[HASH_HEX_SIZE];

    (void)find_in(w, n, ret, shape);
}

Str fault_apply(Arena *a, Str text, uint32_t start, Str before, Str after)
{
    return arena_printf(a, "%.*s%.*s%.*s", STR_ARG(str_sub(text, 0, start)), STR_ARG(after),
                        STR_ARG(str_sub(text, start + before.len, text.len)));
}

/* -- choosing -- */

static bool can_be_read(const World *w, const Snippet *n, const Fault *f, const char *shape)
{
    char its_shape[HASH_HEX_SIZE];
    uint32_t start = f->start - n->file_start + n->start;
    CodeTree t;

    if (!code_tree_read(w->reader, n->language,
                        fault_apply(w->arena, n->text, start, f->before, f->after), &t))
        return false;
    code_tree_shape(&t, its_shape);
    return strcmp(shape, its_shape) != 0 && code_tree_errors(&t) == 0;
}

static size_t count_of_kind(const FaultVec *found, int kind)
{
    size_t count = 0;

    for (size_t i = 0; i < found->len; i++)
        count += found->at[i].kind == kind;
    return count;
}

bool fault_choose(const World *w, SymbolId s, uint64_t dice, Fault *ret)
{
    const Snippet *n = snippet_of(w, s);
    char shape[HASH_HEX_SIZE];
    FaultVec found = {0};
    bool is_found = false;

    if (!n || !find_in(w, n, &found, shape))
        return false;
    for (int kind = 0; kind < FAULT_KIND_COUNT && !is_found; kind++) {
        size_t nth = 0, wanted = dice % MAX_OF(count_of_kind(&found, kind), (size_t)1);

        for (size_t i = 0; i < found.len && !is_found; i++) {
            if (found.at[i].kind != kind || nth++ != wanted)
                continue;
            *ret = found.at[i];
            is_found = can_be_read(w, n, ret, shape);
        }
    }
    VEC_DONE(&found);
    return is_found;
}
