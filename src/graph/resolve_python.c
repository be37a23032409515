/*
 * resolve_python.c -- who a name means in Python.
 *
 * A plain name is looked up as Python does: function by function outwards, the file, what is
 * imported. For `a.b` the type of `a` is inferred (resolve_python_expr.c) and b looked up in
 * it. A module the repository does not have, and whatever comes out of one, is external. Only
 * when nothing at all is known of `a` a name that one definition alone has is guessed.
 */
#include "graph/resolve_python.h"

typedef struct Resolving {
    PyThread *t;
    UnitId unit;
    EdgeVec *edges;
    ResolveCounts *counts;
    uint32_t next_import; /* imports before it belong to references that have passed */
} Resolving;

static void emit(const Resolving *r, const Expr *e, SymbolId to, Tier tier)
{
    resolve_emit(r->t->w->p, r->unit, e, to, tier, r->edges, r->counts);
}

static SymbolId module_symbol(const Resolving *r, TypeId type)
{
    PyType x = pytype_get(r->t, type);

    return x.kind == PYT_MODULE ? r->t->w->p->units[x.sym].first_symbol : 0;
}

static bool is_external(const Resolving *r, TypeId type)
{
    switch ((PyTypeKind)pytype_get(r->t, type).kind) {
    case PYT_EXTERNAL_MODULE:
    case PYT_BUILTIN:
    case PYT_BUILTIN_CLASS:
    case PYT_BUILTIN_METHOD:
    case PYT_SPECIAL:
        return true;
    default:
        return type == TYPE_EXTERNAL || type == TYPE_NONE;
    }
}

/* -- guesses -- */

static bool is_worth_guessing(Str name)
{
    static const char *const common[] = {
        "append",  "clear",  "close",      "copy",   "count",  "decode", "encode",
        "execute", "extend", "format",     "index",  "insert", "items",  "join",
        "keys",    "lower",  "name",       "open",   "pop",    "read",   "remove",
        "replace", "send",   "setdefault", "sort",   "split",  "start",  "strip",
        "update",  "upper",  "value",      "values", "write",
    };

    if (name.len < 4 || str_starts(name, STR("__")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(common); i++) {
        if (str_is(name, common[i]))
            return false;
    }
    return true;
}

static void guess(const Resolving *r, const Expr *e)
{
    const Program *p = r->t->w->p;
    size_t count;
    const SymbolId *symbols = program_symbols_named(p, p->units[r->unit].global_names[e->name],
                                                    &count);

    if (count == 1 && is_worth_guessing(facts_name(p->units[r->unit].facts, e->name)) &&
        r->t->w->units[program_unit_of(p, symbols[0])].is_python)
        emit(r, e, symbols[0], TIER_UNIQUE);
    else
        emit(r, e, 0, TIER_NONE);
}

/* -- references -- */

static void resolve_import(Resolving *r, uint32_t number, const Expr *e)
{
    const Facts *f = r->t->w->p->units[r->unit].facts;

    while (r->next_import < f->import_count && f->imports[r->next_import].extra < number)
        r->next_import++;
    if (r->next_import >= f->import_count || f->imports[r->next_import].extra != number) {
        emit(r, e, 0, TIER_NONE);
        return;
    }
    PyTarget x = r->t->w->units[r->unit].imports[r->next_import];
    SymbolId to = x.symbol ? x.symbol : module_symbol(r, x.type);
    emit(r, e, to, to ? TIER_IMPORT : is_external(r, x.type) ? TIER_EXTERNAL : TIER_NONE);
}

static void resolve_name(Resolving *r, const Expr *e)
{
    PyName n;

    pyname_find(r->t, r->unit, e, &n);
    if (n.kind == ENTITY_LOCAL)
        return;
    PyTarget x = pyname_target(r->t, r->unit, e, &n);
    SymbolId to = x.symbol ? x.symbol : module_symbol(r, x.type);
    if (to)
        emit(r, e, to, n.kind == ENTITY_DEF ? TIER_EXACT : TIER_IMPORT);
    else
        emit(r, e, 0, is_external(r, x.type) ? TIER_EXTERNAL : TIER_NONE);
}

/* How sure an attribute is: of a module, a class or self it is read off; else a type was
 * inferred. */
static Tier member_tier(const Resolving *r, TypeId base)
{
    switch ((PyTypeKind)pytype_get(r->t, base).kind) {
    case PYT_MODULE:
    case PYT_PACKAGE:
    case PYT_CLASS:
    case PYT_SELF:
    case PYT_SELF_CLASS:
    case PYT_SUPER:
        return TIER_MEMBER;
    default:
        return TIER_TYPED;
    }
}

static void resolve_member(Resolving *r, const Expr *e)
{
    TypeId base = pyinfer_expr(r->t, r->unit, e->a);
    PyFound found;

    if (base == TYPE_UNKNOWN) {
        guess(r, e);
        return;
    }
    bool is_found = pymember_find(r->t, base, py_global(r->t, r->unit, e->name), &found);
    SymbolId to = !is_found ? 0 : found.symbol ? found.symbol : module_symbol(r, found.type);
    if (to)
        emit(r, e, to, member_tier(r, base));
    else
        emit(r, e, 0, is_external(r, base) ? TIER_EXTERNAL : TIER_NONE);
}

/* -- attributes that set what a base class declares -- */

enum { MAX_STEPS_BACK = 64 };

/* The scope of the function that a definition inside it is made by. */
static uint32_t scope_of_maker(const Facts *f, uint32_t def)
{
    for (uint32_t d = def, steps = 0; d-- > 1 && steps < MAX_STEPS_BACK; steps++) {
        if (f->defs[d].inner && f->defs[d].end >= f->defs[def].end)
            return f->defs[d].inner;
    }
    return f->defs[def].scope;
}

/* `self.x = 1`, or `x = 1` in a class, where a base class declares x: a definition here, and
 * there something that is written. */
static void resolve_override(Resolving *r, uint32_t def)
{
    const Facts *f = r->t->w->p->units[r->unit].facts;
    const Def *d = &f->defs[def];
    SymbolId class = pyclass_around(r->t, r->unit, d->scope);
    PyFound found;

    if (!class || d->type ||
        !pymember_find(r->t, pytype_make(r->t, PYT_SUPER, class, 0, 0),
                       py_global(r->t, r->unit, d->name), &found) ||
        !pymember_is_declared(r->t, &found))
        return;
    Expr e = {.kind = EXPR_NAME,
              .flags = EXPR_IS_REF | EXPR_IS_WRITTEN,
              .name = d->name,
              .at = d->name_start,
              .scope = scope_of_maker(f, def)};
    emit(r, &e, found.symbol, TIER_MEMBER);
}

static int by_place(const void *a, const void *b)
{
    const Edge *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

/* References come in the order of the text, but for a few in odd places. */
static void keep_order(EdgeVec *edges)
{
    for (size_t i = 1; i < edges->len; i++) {
        if (edges->at[i - 1].at > edges->at[i].at) {
            VEC_SORT(edges, by_place);
            return;
        }
    }
}

static void resolve(void *state, const Program *p, UnitId unit, unsigned thread, EdgeVec *edges,
                    ResolveCounts *counts)
{
    PyWorld *w = state;
    const Facts *f = p->units[unit].facts;
    Resolving r = {.t = &w->threads[thread], .unit = unit, .edges = edges, .counts = counts};

    r.t->unit = unit;
    for (uint32_t i = 1; i < f->expr_count; i++) {
        const Expr *e = &f->exprs[i];

        if (!(e->flags & EXPR_IS_REF))
            continue;
        if (e->flags & EXPR_IS_IMPORT)
            resolve_import(&r, i, e);
        else if (e->kind == EXPR_NAME)
            resolve_name(&r, e);
        else
            resolve_member(&r, e);
    }
    for (uint32_t d = 1; d < f->def_count; d++) {
        if (f->defs[d].kind == DEF_FIELD)
            resolve_override(&r, d);
    }
    keep_order(edges);
}

static void *prepare(const Program *p, unsigned threads)
{
    return pyworld_new(p, threads);
}

static void done(void *state)
{
    pyworld_free(state);
}

static const LanguageId languages[] = {LANG_PYTHON, LANG_NONE};

const ResolverOps resolver_python = {
    .name = "python",
    .languages = languages,
    .prepare = prepare,
    .resolve = resolve,
    .done = done,
};
