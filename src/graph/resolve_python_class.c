/*
 * resolve_python_class.c -- what a class inherits, and its type variables.
 *
 * The order in which base classes are searched is Python's own for all hierarchies but the
 * contrived: depth first, each class at its last place.
 */
#include "graph/resolve_python.h"

const Def *pydef_of(const PyThread *t, SymbolId s, UnitId *ret_unit)
{
    *ret_unit = program_unit_of(t->w->p, s);
    return &t->w->p->units[*ret_unit].facts->defs[s - t->w->p->units[*ret_unit].first_symbol];
}

/* The arguments of a class's type as an environment for what its body says. */
void pyclass_env(PyThread *t, TypeId type, PyEnv *env)
{
    PyType x = pytype_get(t, type);
    const PyClass *c = pyclass_get(t, x.sym);
    uint32_t list = x.a;

    for (uint32_t i = 0; list && i < c->param_count && env->count < PY_MAX_TYPE_VARIABLES;
         i++) {
        PyType cell = pytype_get(t, list);

        env->variables[env->count] = t->w->params.at[c->param_start + i];
        env->values[env->count++] = cell.a;
        list = cell.b;
    }
}

static bool in_mro(const PyThread *t, const TypeId *mro, size_t count, SymbolId class)
{
    for (size_t i = 0; i < count; i++) {
        if (pytype_get(t, mro[i]).sym == class && pytype_get(t, mro[i]).kind == PYT_CLASS)
            return true;
    }
    return false;
}

typedef struct MroList {
    TypeId at[PY_MAX_MRO];
    unsigned count;
} MroList;

/* Appends what a base brings, with its type arguments. */
static void add_base(PyThread *t, TypeId base, MroList *list, PyClass *c)
{
    PyType x = pytype_get(t, base);

    if (x.kind == PYT_BUILTIN_CLASS && list->count < PY_MAX_MRO) {
        list->at[list->count++] = base;
        c->has_unknown_base = true;
    } else if (x.kind == PYT_CLASS) {
        const PyClass *b = pyclass_get(t, x.sym);
        uint32_t start = b->mro_start, count = b->mro_count;
        PyEnv env = {.count = 0};

        c->has_unknown_base |= b->has_unknown_base;
        if (!c->metaclass)
            c->metaclass = b->metaclass;
        pyclass_env(t, base, &env);
        for (uint32_t i = 0; i < count && list->count < PY_MAX_MRO; i++)
            list->at[list->count++] = i ? pytype_put(t, t->w->mros.at[start + i], &env) : base;
    } else if (!(x.kind == PYT_SPECIAL && x.sym == PYS_GENERIC) && x.kind != PYT_FORM) {
        c->has_unknown_base = true;
    }
}

/* Each class at its last place only. */
static void keep_last(PyThread *t, MroList *list)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < list->count; i++) {
        PyType x = pytype_get(t, list->at[i]);

        if (x.kind != PYT_CLASS || !in_mro(t, list->at + i + 1, list->count - i - 1, x.sym))
            list->at[kept++] = list->at[i];
    }
    list->count = kept;
}

static void add_param(PyThread *t, PyClass *c, TypeId variable)
{
    if (pytype_get(t, variable).kind != PYT_VARIABLE || c->param_count >= PY_MAX_TYPE_VARIABLES)
        return;
    for (uint32_t i = 0; i < c->param_count; i++) {
        if (t->w->params.at[c->param_start + i] == variable)
            return;
    }
    *VEC_PUSH(&t->w->params) = variable;
    c->param_count++;
}

/* The type variables that the bases name, in order; those of Generic[...] alone when it is
 * there. */
static void find_params(PyThread *t, UnitId u, const Def *d, PyClass *c)
{
    const Facts *f = py_facts(t, u);
    VEC(TypeId) all = {0}, generic = {0};

    for (uint32_t list = d->bases; list; list = f->exprs[list].b) {
        const Expr *base = &f->exprs[f->exprs[list].a];

        if (base->kind != EXPR_INDEX)
            continue;
        PyType of = pytype_get(t, pyinfer_expr(t, u, base->a));
        bool is_generic = of.kind == PYT_SPECIAL && of.sym == PYS_GENERIC;
        for (uint32_t arg = base->b; arg; arg = f->exprs[arg].b) {
            TypeId variable = pyinfer_annotation(t, u, f->exprs[arg].a);

            *VEC_PUSH(&all) = variable;
            if (is_generic)
                *VEC_PUSH(&generic) = variable;
        }
    }
    c->param_start = (uint32_t)t->w->params.len;
    for (size_t i = 0; i < generic.len; i++)
        add_param(t, c, generic.at[i]);
    for (size_t i = 0; i < all.len && !generic.len; i++)
        add_param(t, c, all.at[i]);
    VEC_DONE(&all);
    VEC_DONE(&generic);
}

static void find_bases(PyThread *t, UnitId u, const Def *d, MroList *list, PyClass *c)
{
    const Facts *f = py_facts(t, u);

    for (uint32_t at = d->bases; at; at = f->exprs[at].b) {
        const Expr *base = &f->exprs[f->exprs[at].a];

        if (base->kind == PY_METACLASS) {
            PyType meta = pytype_get(t, pyinfer_expr(t, u, base->a));

            c->metaclass = meta.kind == PYT_CLASS ? meta.sym : 0;
        } else {
            add_base(t, pyinfer_expr(t, u, f->exprs[at].a), list, c);
        }
    }
}

static uint32_t own_arguments(PyThread *t, const PyClass *c)
{
    uint32_t list = 0;

    for (uint32_t i = c->param_count; i-- > 0;)
        list = pytype_make(t, PYT_LIST, 0, t->w->params.at[c->param_start + i], list);
    return list;
}

static void find_class(PyThread *t, SymbolId class, uint32_t place)
{
    UnitId u;
    const Def *d = pydef_of(t, class, &u);
    PyClass c = {0};
    MroList *list = xcalloc(1, sizeof(*list));

    t->w->classes.at[place].is_busy = true;
    find_params(t, u, d, &c);
    list->at[list->count++] = pytype_make(t, PYT_CLASS, class, own_arguments(t, &c), 0);
    find_bases(t, u, d, list, &c);
    keep_last(t, list);
    c.mro_start = (uint32_t)t->w->mros.len;
    c.mro_count = list->count;
    c.is_known = true;
    for (unsigned i = 0; i < list->count; i++)
        *VEC_PUSH(&t->w->mros) = list->at[i];
    t->w->classes.at[place] = c;
    free(list);
}

const PyClass *pyclass_get(PyThread *t, SymbolId class)
{
    uint32_t place = t->w->class_of[class];

    if (place && !t->w->is_ready && !t->w->classes.at[place].is_known &&
        !t->w->classes.at[place].is_busy && t->depth < PY_MAX_DEPTH) {
        t->depth++;
        find_class(t, class, place);
        t->depth--;
    }
    return &t->w->classes.at[place];
}

SymbolId pyclass_around(const PyThread *t, UnitId u, uint32_t scope)
{
    const Unit *unit = &t->w->p->units[u];
    const Facts *f = unit->facts;

    for (uint32_t d = f->scopes[scope].def; d; d = f->defs[d].parent) {
        if (f->defs[d].inner && f->scopes[f->defs[d].inner].kind == SCOPE_CLASS)
            return unit->first_symbol + d;
    }
    return 0;
}
