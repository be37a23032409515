/*
 * c_family.c -- the packs of C and C++: the walk through a file, item by item.
 *
 * Both branches of an #if are read as if both were there: which one a build takes is not known, and
 * a reader may ask about either.
 */
#include "syntax/packs/c_family.h"

const TSLanguage *tree_sitter_c(void);
const TSLanguage *tree_sitter_cpp(void);

/* -- items -- */

static bool ends_with_missing(const CWalk *w, NodeId n)
{
    NodeId last = NODE_NONE;

    NODE_EACH_CHILD (w->t, n, child)
        last = child;
    return last != NODE_NONE && (w->t->nodes[last].flags & NODE_MISSING);
}

static bool makes_definition(Str macro)
{
    static const char *const prefixes[] = {"DEFINE_", "DECLARE_", "define_", "declare_"};
    static const char *const names[] = {"LIST_HEAD", "HLIST_HEAD", "LLIST_HEAD", "MODULE_NAME"};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        if (str_starts(macro, str_from(prefixes[i])))
            return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_is(macro, names[i]))
            return true;
    }
    return str_has(macro, STR("_DEFINE_")) || str_ends(macro, STR("_DEFINE"));
}

/* A macro called among the declarations: `DEFINE_MUTEX(name);`, `EXPORT_SYMBOL(name);`. */
static void read_macro_item(CWalk *w, NodeId n, NodeId call)
{
    NodeId function = node_field(w->t, call, F_FUNCTION);
    NodeId arguments = node_field(w->t, call, F_ARGUMENTS);
    NodeId name = arguments == NODE_NONE ? NODE_NONE : node_first_child(w->t, arguments);

    if (node_kind(w->t, function) == K_IDENTIFIER && node_kind(w->t, name) == K_IDENTIFIER &&
        makes_definition(c_text(w, function))) {
        if (w->here.is_in_function) {
            c_add_local(w, c_intern(w, c_text(w, name)), 0);
        } else {
            Def def = c_new_def(w, n, name, DEF_VARIABLE);

            def.flags |= DEF_IS_GENERATED;
            if (str_has(c_text(w, function), STR("DECLARE")))
                def.flags |= DEF_IS_DECLARATION;
            (void)facts_add_def(w->b, def);
        }
    }
    c_visit(w, call);
}

/* A statement among declarations; NODE_NONE or the sibling that was read along with it. */
static NodeId read_stray_statement(CWalk *w, NodeId n)
{
    NodeId call = node_child_of_kind(w->t, n, K_CALL);
    NodeId next = node_next(w->t, n);

    if (call == NODE_NONE) {
        c_visit_children(w, n);
        return NODE_NONE;
    }
    bool is_unended = ends_with_missing(w, n);
    if (is_unended && node_kind(w->t, next) == K_COMPOUND && !w->here.is_in_function) {
        c_read_macro_function(w, call, next);
        return next;
    }
    read_macro_item(w, n, call);
    if (is_unended && w->here.outer_start == UINT32_MAX)
        w->here.outer_start = c_start(w, n);
    return NODE_NONE;
}

void c_items(CWalk *w, NodeId list)
{
    NodeId skip = NODE_NONE;

    NODE_EACH_CHILD (w->t, list, child) {
        uint16_t kind = node_kind(w->t, child);

        if (child == skip || w->t->nodes[child].field == F_CONDITION ||
            w->t->nodes[child].field == F_NAME)
            continue;
        if (kind == K_EXPRESSION_STATEMENT) {
            skip = read_stray_statement(w, child);
            continue;
        }
        c_visit(w, child);
        if (kind != K_COMMENT)
            w->here.outer_start = UINT32_MAX;
    }
}

static void read_block(CWalk *w, NodeId n)
{
    size_t mark = c_locals_mark(w);

    if (node_kind(w->t, n) == K_COMPOUND)
        c_items(w, n);
    else
        c_visit_children(w, n);
    c_locals_release(w, mark);
}

static void read_branches(CWalk *w, NodeId n)
{
    CPlace before = w->here;

    c_condition(w, n);
    if (c_is_never(w, n))
        c_visit(w, node_field(w->t, n, F_ALTERNATIVE));
    else
        c_items(w, n);
    before.visibility = w->here.visibility; /* `public:` goes on behind an #endif */
    w->here = before;
}

void c_visit(CWalk *w, NodeId n)
{
    if (n == NODE_NONE)
        return;
    switch (node_kind(w->t, n)) {
    case K_COMMENT:
    case K_ATTRIBUTE_SPECIFIER:
    case K_ATTRIBUTE_DECLARATION:
    case K_DECLSPEC:
    case K_DIRECTIVE:
        break;
    case K_FUNCTION_DEFINITION:
        c_read_function(w, n);
        break;
    case K_DECLARATION:
        c_read_declaration(w, n);
        break;
    case K_FIELD_DECLARATION:
        c_read_members(w, n);
        break;
    case K_TYPE_DEFINITION:
        c_read_typedef(w, n);
        break;
    case K_STRUCT:
    case K_UNION:
    case K_ENUM:
    case K_CLASS:
        c_tag_item(w, n);
        break;
    case K_LINKAGE:
        c_visit(w, node_field(w->t, n, F_BODY));
        break;
    case K_TRANSLATION_UNIT:
    case K_DECLARATION_LIST:
        c_items(w, n);
        break;
    case K_IF_CONDITION:
    case K_IFDEF:
    case K_ELIF_BRANCH:
    case K_ELIFDEF_BRANCH:
    case K_ELSE_BRANCH:
        read_branches(w, n);
        break;
    case K_INCLUDE:
        c_include(w, n);
        break;
    case K_DEFINE:
    case K_DEFINE_FUNCTION:
        c_define(w, n);
        break;
    case K_COMPOUND:
    case K_FOR:
    case K_IF:
    case K_SWITCH:
    case K_WHILE:
        read_block(w, n);
        break;
    default:
        if (!w->is_cpp || !cpp_declaration(w, n))
            (void)c_expr(w, n, false);
    }
}

void c_visit_children(CWalk *w, NodeId n)
{
    NODE_EACH_CHILD (w->t, n, child)
        c_visit(w, child);
}

typedef struct Extent {
    uint32_t start, end, scope;
} Extent;

static int by_start(const void *a, const void *b)
{
    const Extent *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->end > y->end ? -1 : x->end < y->end;
}

static void read_hole(CWalk *w, TreeHole hole)
{
    uint32_t end = hole.start;

    if (hole.kind == C_HOLE_SILENT)
        return;
    if (hole.kind == C_HOLE_MACRO) {
        while (end < hole.end && w->t->src.ptr[end] != '(' && w->t->src.ptr[end] != ' ')
            end++;
        (void)c_add_ref(w, c_intern(w, str_sub(w->t->src, hole.start, end)), hole.start, 0,
                        C_NAME_MACRO);
    }
    c_names_in_text(w, end, hole.end);
}

/* The macros that were hidden from the parser are used all the same, in the scope that they stand
 * in: holes and defs are gone through side by side. */
static void read_holes(CWalk *w)
{
    VEC(Extent) defs = {0}, open = {0};
    size_t next = 0;

    for (size_t i = 1; w->t->hole_count && i < w->b->defs.len; i++) {
        const Def *d = &w->b->defs.at[i];

        if (d->inner)
            *VEC_PUSH(&defs) = (Extent){d->start, d->end, d->inner};
    }
    VEC_SORT(&defs, by_start);
    for (uint32_t i = 0; i < w->t->hole_count; i++) {
        TreeHole hole = w->t->holes[i];

        for (; next < defs.len && defs.at[next].start <= hole.start; next++) {
            while (open.len && VEC_LAST(&open)->end <= defs.at[next].start)
                open.len--;
            *VEC_PUSH(&open) = defs.at[next];
        }
        while (open.len && VEC_LAST(&open)->end <= hole.start)
            open.len--;
        w->here.scope = open.len ? VEC_LAST(&open)->scope : 1;

        read_hole(w, hole);
    }
    VEC_DONE(&defs);
    VEC_DONE(&open);
}

/* -- the packs -- */

static void extract(const Tree *t, FactsBuilder *b, bool is_cpp)
{
    CWalk w = {
        .t = t,
        .b = b,
        .is_cpp = is_cpp,
        .here = {.scope = 1,
                 .class_scope = 1,
                 .visibility = VISIBLE_PUBLIC,
                 .level = C_LEVEL_ALWAYS,
                 .outer_start = UINT32_MAX},
        .guard = c_find_guard(t),
    };

    c_comments_collect(&w);
    c_visit(&w, 0);
    read_holes(&w);
    c_read_comments(&w);
    VEC_DONE(&w.locals);
    VEC_DONE(&w.words);
    VEC_DONE(&w.comments);
}

static void extract_c(const Tree *t, FactsBuilder *b)
{
    extract(t, b, false);
}

static void extract_cpp(const Tree *t, FactsBuilder *b)
{
    extract(t, b, true);
}

#define NAMED(id, name) [K_##id] = name,
#define LEFT_OUT(id, name)
static const char *const c_kinds[] = {C_KINDS(NAMED, NAMED, LEFT_OUT)};
static const char *const cpp_kinds[] = {C_KINDS(NAMED, LEFT_OUT, NAMED)};
#undef NAMED
#define NAMED(id, name) [F_##id] = name,
static const char *const c_fields[] = {C_FIELDS(NAMED, NAMED, LEFT_OUT)};
static const char *const cpp_fields[] = {C_FIELDS(NAMED, LEFT_OUT, NAMED)};
#undef NAMED
#undef LEFT_OUT

static const uint16_t item_lists[] = {
    K_TRANSLATION_UNIT,
    K_IF_CONDITION,
    K_IFDEF,
    K_ELSE_BRANCH,
    K_ELIF_BRANCH,
    K_ELIFDEF_BRANCH,
    K_LINKAGE,
    K_DECLARATION_LIST,
    K_NAMESPACE,
    0,
};

const Pack pack_c = {
    .language = LANG_C,
    .version = 17,
    .grammar = tree_sitter_c,
    .names = {c_kinds, ARRAY_LEN(c_kinds), c_fields, ARRAY_LEN(c_fields), c_find_holes,
              item_lists},
    .extract = extract_c,
};

const Pack pack_cpp = {
    .language = LANG_CPP,
    .version = 17,
    .grammar = tree_sitter_cpp,
    .names = {cpp_kinds, ARRAY_LEN(cpp_kinds), cpp_fields, ARRAY_LEN(cpp_fields),
              cpp_find_holes, item_lists},
    .extract = extract_cpp,
};
