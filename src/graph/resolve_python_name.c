/*
 * resolve_python_name.c -- what a name is at some place: the scopes around it, and what was
 * bound to it last.
 *
 * Bindings before the use are looked at backwards, up to one that is made in any case. What
 * stays unknown is left out of a union: an edge needs one way that it can go.
 */
#include "graph/resolve_python.h"

/* -- scopes -- */

static bool is_block(const Scope *s, uint8_t flag)
{
    return s->kind == SCOPE_BLOCK && (s->flags & flag);
}

/* The first entity of the chain that counts: `try: from a import b` with an `except` that
 * binds b otherwise is an import. */
static Entity first_that_counts(const Facts *f, Entity first)
{
    if (first.kind != ENTITY_LOCAL)
        return first;
    PY_EACH_ENTITY (f, first, e) {
        if (e.at.kind == ENTITY_IMPORT)
            return e.at;
    }
    return first;
}

/* In a class's own statements a name means the outer one until it is bound: `C = C`. */
static bool is_not_yet_bound(const Facts *f, uint32_t scope, const Expr *e, Entity first)
{
    return f->scopes[scope].kind == SCOPE_CLASS && first.kind == ENTITY_DEF &&
           f->defs[first.index].end > e->at;
}

void pyname_find(PyThread *t, UnitId u, const Expr *e, PyName *ret)
{
    const Facts *f = py_facts(t, u);
    PyName later = {.kind = ENTITY_NONE};
    bool is_inner = false; /* a class's names are not seen from the functions in it */

    *ret = (PyName){.kind = ENTITY_NONE};
    for (uint32_t s = e->scope; s; s = f->scopes[s].parent) {
        const Scope *at = &f->scopes[s];

        if (at->kind == SCOPE_CLASS && is_inner)
            continue;
        is_inner |= !is_block(at, PY_SCOPE_NARROWED | PY_SCOPE_TYPE_PARAMETERS);
        Entity first = facts_lookup(f, s, e->name);
        if (first.kind == ENTITY_NONE)
            continue;
        if (is_block(at, PY_SCOPE_NARROWED)) {
            if (ret->narrowed == TYPE_UNSET) {
                ret->narrowed = pyinfer_annotation(t, u, f->locals[first.index].type);
                ret->narrowed_at = f->locals[first.index].start;
            }
            continue;
        }
        first = first_that_counts(f, first);
        if (is_not_yet_bound(f, s, e, first)) {
            later = (PyName){first.kind, s, first, ret->narrowed, ret->narrowed_at};
            continue;
        }
        ret->kind = first.kind;
        ret->scope = s;
        ret->first = first;
        return;
    }
    if (later.kind != ENTITY_NONE && !t->w->specials[py_global(t, u, e->name)])
        *ret = later;
}

bool pyscope_is_in_line(const Facts *f, uint32_t from, uint32_t scope)
{
    if (is_block(&f->scopes[scope], PY_SCOPE_COMPREHENSION))
        return false;
    while (from != scope && from && f->scopes[from].kind == SCOPE_BLOCK)
        from = f->scopes[from].parent;
    return from == scope;
}

/* -- what is bound to a name -- */

typedef struct Bindings {
    PyBinding at[PY_MAX_BINDINGS]; /* number i is at i % PY_MAX_BINDINGS */
    unsigned count;                /* all; only the last PY_MAX_BINDINGS are there */
    uint32_t declared;             /* Expr: the first annotation of a variable or parameter */
} Bindings;

bool pydef_is_variable(const Def *d)
{
    return d->kind == DEF_VARIABLE || d->kind == DEF_CONSTANT || d->kind == DEF_FIELD ||
           d->kind == DEF_TYPE || d->kind == DEF_ENUM_MEMBER;
}

bool pybinding_next(const Facts *f, Entity e, PyBinding *ret)
{
    if (e.kind == ENTITY_DEF && pydef_is_variable(&f->defs[e.index])) {
        const Def *d = &f->defs[e.index];

        *ret = (PyBinding){d->type, d->value, d->end, NULL};
        return true;
    }
    if (e.kind == ENTITY_LOCAL) {
        const Local *l = &f->locals[e.index];

        *ret = (PyBinding){l->type, l->value, l->start, l};
        return true;
    }
    return false;
}

static void collect(const Facts *f, Entity first, uint32_t before, Bindings *b)
{
    PyBinding x;
    unsigned seen = 0;

    b->count = b->declared = 0;
    PY_EACH_ENTITY (f, first, e) {
        seen++;
        if (!pybinding_next(f, e.at, &x))
            continue;
        /* an `except C as x` has a type and no value, and declares nothing for other
         * bindings */
        bool declares = !x.local || x.value || x.local->kind == LOCAL_PARAMETER;
        if (x.type && declares && !b->declared)
            b->declared = x.type;
        if (x.start <= before)
            b->at[b->count++ % PY_MAX_BINDINGS] = x;
    }
    if (seen == PY_MAX_CHAIN)
        b->count = 0; /* which one is the last before the use is not known */
}

/* A type that says which class: not just a container or something external. */
static bool is_telling(const PyThread *t, TypeId type)
{
    return type > TYPE_EXTERNAL && pytype_get(t, type).kind != PYT_BUILTIN;
}

static TypeId binding_type(PyThread *t, UnitId u, const PyBinding *x, uint32_t declared)
{
    if (x->local && x->local->kind != LOCAL_VARIABLE)
        return pyinfer_local(t, u, x->local);
    TypeId value = pyinfer_expr(t, u, x->value);
    if (!declared && !x->type)
        return value;
    TypeId type = pyinfer_annotation(t, u, x->type ? x->type : declared);
    return is_telling(t, value) || type == TYPE_UNKNOWN ? value : type;
}

/* Made in any case, as seen from `at`: not in a branch that has ended before. */
static bool is_certain(const Facts *f, const PyBinding *x, uint32_t at)
{
    const Expr *value = &f->exprs[x->value];

    return value->kind != PY_BRANCH || at < value->at;
}

static TypeId latest(PyThread *t, UnitId u, const Bindings *b, uint32_t at)
{
    TypeId type = TYPE_UNSET;

    for (unsigned i = b->count; i-- > 0 && b->count - i <= PY_MAX_BINDINGS;) {
        const PyBinding *x = &b->at[i % PY_MAX_BINDINGS];
        TypeId one = binding_type(t, u, x, b->declared);

        type = type == TYPE_UNSET ? one : pytype_union(t, type, one);
        if (is_certain(py_facts(t, u), x, at))
            break;
    }
    return type;
}

static bool inherits(PyThread *t, TypeId type, TypeId from)
{
    PyType x = pytype_get(t, type), y = pytype_get(t, from);

    if ((x.kind != PYT_INSTANCE && x.kind != PYT_SELF) || y.kind != PYT_INSTANCE)
        return false;
    const PyClass *c = pyclass_get(t, x.sym);
    for (uint32_t i = 0; i < c->mro_count; i++) {
        PyType entry = pytype_get(t, t->w->mros.at[c->mro_start + i]);

        if (entry.kind == PYT_CLASS && entry.sym == y.sym)
            return true;
    }
    return false;
}

/* What is left of `type` where it is known to be `test`. */
TypeId pyname_narrow(PyThread *t, TypeId type, TypeId test)
{
    PyType x = pytype_get(t, type);

    if (test == TYPE_UNSET || test == TYPE_UNKNOWN || test == TYPE_EXTERNAL)
        return type;
    if (x.kind == PYT_UNION) {
        TypeId a = inherits(t, x.a, test) ? x.a : TYPE_UNKNOWN;
        TypeId rest = pyname_narrow(t, x.b, test);

        return a == TYPE_UNKNOWN ? rest : rest == test ? a : pytype_union(t, a, rest);
    }
    return inherits(t, type, test) ? type : test;
}

static TypeId bound_type(PyThread *t, UnitId u, const Expr *e, const PyName *n)
{
    const Facts *f = py_facts(t, u);
    bool in_line = pyscope_is_in_line(f, e->scope, n->scope);
    Bindings b;

    collect(f, n->first, in_line ? e->at : UINT32_MAX, &b);
    TypeId type = latest(t, u, &b, in_line ? e->at : UINT32_MAX);
    if (type <= TYPE_NONE && type != TYPE_UNKNOWN && in_line) {
        /* None so far, or nothing: in a loop it may come from further down */
        collect(f, n->first, UINT32_MAX, &b);
        type = latest(t, u, &b, UINT32_MAX);
    }
    unsigned last = b.count ? (b.count - 1) % PY_MAX_BINDINGS : 0;
    if (n->narrowed != TYPE_UNSET && (!b.count || b.at[last].start <= n->narrowed_at))
        type = pyname_narrow(t, type, n->narrowed);
    return type == TYPE_UNSET ? pyinfer_annotation(t, u, b.declared) : type;
}

/* The same for a path: nothing when the last assignment before the use may not have been
 * made. */
TypeId pyname_assigned(PyThread *t, UnitId u, const Expr *e, const PyName *n)
{
    Bindings b;

    collect(py_facts(t, u), n->first, e->at, &b);
    if (!b.count)
        return TYPE_UNKNOWN;
    const PyBinding *last = &b.at[(b.count - 1) % PY_MAX_BINDINGS];
    return is_certain(py_facts(t, u), last, e->at) ? pyinfer_expr(t, u, last->value)
                                                   : TYPE_UNKNOWN;
}

/* The parameter of the same place in the method that this one's method overrides. */
static TypeId inherited_parameter(PyThread *t, UnitId u, const Local *l)
{
    const Unit *unit = &t->w->p->units[u];
    const Def *method = &unit->facts->defs[unit->facts->scopes[l->scope].def];
    SymbolId class = pyclass_around(t, u, method->scope);
    PyFound found;

    if (unit->facts->scopes[method->scope].kind != SCOPE_CLASS || !class ||
        !pymember_find(t, pytype_make(t, PYT_SUPER, class, 0, 0), py_global(t, u, method->name),
                       &found) ||
        !found.symbol)
        return TYPE_UNKNOWN;
    UnitId base = program_unit_of(t->w->p, found.symbol);
    const Facts *f = py_facts(t, base);
    uint32_t first = t->w->first_parameter[found.symbol];
    for (uint32_t i = first, seen = 0; first && i < f->local_count && seen < 64; i++, seen++) {
        if (f->locals[i].scope == f->locals[first].scope && f->locals[i].order == l->order &&
            f->locals[i].kind == LOCAL_PARAMETER && f->locals[i].type)
            return pyinfer_annotation(t, base, f->locals[i].type);
    }
    return TYPE_UNKNOWN;
}

static TypeId self_type(PyThread *t, UnitId u, const Local *l)
{
    SymbolId class = pyclass_around(t, u, l->scope);

    return !class ? TYPE_UNKNOWN
                  : pytype_make(t, l->extra & PY_LOCAL_CLS ? PYT_SELF_CLASS : PYT_SELF, class,
                                0, 0);
}

static TypeId fixture_type(PyThread *t, UnitId u, const Local *l)
{
    const Facts *f = py_facts(t, u);
    const Scope *scope = &f->scopes[l->scope];

    return scope->flags & PY_SCOPE_LAMBDA ? TYPE_UNKNOWN
                                          : pyfixture_type(t, u, &f->defs[scope->def], l->name);
}

TypeId pyinfer_local(PyThread *t, UnitId u, const Local *l)
{
    if (l->kind == LOCAL_SELF)
        return self_type(t, u, l);
    if (l->kind == LOCAL_TYPE_PARAMETER)
        return pytype_make(
            t, PYT_FORM, 0,
            pytype_make(t, PYT_VARIABLE, u, (uint32_t)(l - py_facts(t, u)->locals), 1), 0);
    TypeId type = pyinfer_annotation(t, u, l->type);
    if (l->extra & PY_LOCAL_ARGS)
        return pytype_builtin(t, PYB_ITERABLE, type, 0);
    if (l->extra & PY_LOCAL_KWARGS)
        return pytype_builtin(t, PYB_MAPPING, TYPE_UNKNOWN, type);
    if (type == TYPE_UNKNOWN && !l->type) {
        type = inherited_parameter(t, u, l);
        if (type == TYPE_UNKNOWN)
            type = pyinfer_expr(t, u, l->value);
        if (type == TYPE_UNKNOWN)
            type = fixture_type(t, u, l);
    }
    return type;
}

static TypeId target_type(PyThread *t, PyTarget x)
{
    return x.symbol ? pyinfer_def(t, x.symbol) : x.type;
}

/* A module variable bound more than once, seen from the code that binds it. */
static bool has_line_of_bindings(const PyThread *t, UnitId u, const Expr *e, const PyName *n,
                                 SymbolId s)
{
    const Unit *unit = &t->w->p->units[u];

    return s && s >= unit->first_symbol && s - unit->first_symbol < unit->facts->def_count &&
           pydef_is_variable(&unit->facts->defs[s - unit->first_symbol]) &&
           facts_next_entity(unit->facts, n->first).kind != ENTITY_NONE &&
           pyscope_is_in_line(unit->facts, e->scope, n->scope);
}

/* typing.Self is the class around it; any other type is itself. */
TypeId pyname_own_class(PyThread *t, UnitId u, const Expr *e, TypeId type)
{
    PyType x = pytype_get(t, type);

    if (x.kind != PYT_SPECIAL || x.sym != PYS_SELF)
        return type;
    SymbolId class = pyclass_around(t, u, e->scope);
    return class ? pytype_make(t, PYT_SELF_CLASS, class, 0, 0) : TYPE_UNKNOWN;
}

TypeId pyname_type(PyThread *t, UnitId u, const Expr *e)
{
    PyName n;

    pyname_find(t, u, e, &n);
    if (n.kind == ENTITY_LOCAL)
        return t->w->is_ready && u != t->unit &&
                       py_facts(t, u)->locals[n.first.index].kind != LOCAL_TYPE_PARAMETER
                   ? TYPE_UNKNOWN
                   : bound_type(t, u, e, &n);
    PyTarget x = pyname_target(t, u, e, &n);
    if (n.kind == ENTITY_DEF && has_line_of_bindings(t, u, e, &n, x.symbol))
        return bound_type(t, u, e, &n);
    TypeId type = pyname_own_class(t, u, e, target_type(t, x));
    return n.narrowed != TYPE_UNSET ? pyname_narrow(t, type, n.narrowed) : type;
}
