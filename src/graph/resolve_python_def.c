/*
 * resolve_python_def.c -- the types of definitions and of what functions return.
 *
 * A function that returns an instance in one branch and something unknown in another is taken
 * to return the instance.
 */
#include "graph/resolve_python.h"

/* What decorators make of a function, where they are known to make something else of it. */
static TypeId decorated(PyThread *t, UnitId u, const Def *d, TypeId type)
{
    const Facts *f = py_facts(t, u);
    uint32_t items[PY_MAX_TYPE_VARIABLES];
    unsigned count = 0;

    for (uint32_t list = d->value; list && count < ARRAY_LEN(items); list = f->exprs[list].b)
        items[count++] = f->exprs[list].a;
    while (count--) {
        TypeId made = pyinfer_call(t, pyinfer_expr(t, u, items[count]), 0, 0);
        uint8_t kind = pytype_get(t, made).kind;

        if (kind == PYT_INSTANCE || kind == PYT_UNION)
            type = made;
    }
    return type;
}

static bool has_context_manager(PyThread *t, UnitId u, const Def *d)
{
    const Facts *f = py_facts(t, u);

    for (uint32_t list = d->value; list; list = f->exprs[list].b) {
        PyType x = pytype_get(t, pyinfer_expr(t, u, f->exprs[list].a));

        if (x.kind == PYT_SPECIAL && x.sym == PYS_CONTEXT_MANAGER)
            return true;
    }
    return false;
}

/* The first annotation among the bindings of a variable; 0: none. */
static uint32_t declaration(const Facts *f, uint32_t def)
{
    PyBinding x;

    PY_EACH_ENTITY (f, ((Entity){def, ENTITY_DEF}), e) {
        if (pybinding_next(f, e.at, &x) && x.type)
            return x.type;
    }
    return 0;
}

static TypeId variable_type(PyThread *t, UnitId u, uint32_t def)
{
    const Facts *f = py_facts(t, u);
    const Def *d = &f->defs[def];
    PyBinding x;
    TypeId type = pyinfer_annotation(t, u, declaration(f, def));

    if (d->kind == DEF_TYPE && !d->type) {
        type = pyinfer_annotation(t, u, d->value);
        return type <= TYPE_EXTERNAL ? type : pytype_make(t, PYT_FORM, 0, type, 0);
    }
    if (type != TYPE_UNKNOWN)
        return type;
    PY_EACH_ENTITY (f, ((Entity){def, ENTITY_DEF}), e) {
        if (pybinding_next(f, e.at, &x))
            type = pytype_union(t, type, pyinfer_expr(t, u, x.value));
    }
    return type;
}

/* An attribute that says nothing of its type has that of the attribute it hides. */
static TypeId inherited_field(PyThread *t, UnitId u, const Def *d)
{
    SymbolId class = pyclass_around(t, u, d->scope);
    PyFound found;

    if (!class || !pymember_find(t, pytype_make(t, PYT_SUPER, class, 0, 0),
                                 py_global(t, u, d->name), &found))
        return TYPE_UNKNOWN;
    return pymember_type(t, &found);
}

static TypeId def_type(PyThread *t, UnitId u, uint32_t def)
{
    const Unit *unit = &t->w->p->units[u];
    const Def *d = &unit->facts->defs[def];

    if (d->kind == DEF_ENUM_MEMBER)
        return pytype_make(t, PYT_INSTANCE,
                           unit->first_symbol + unit->facts->scopes[d->scope].def, 0, 0);
    if (pydef_is_variable(d)) {
        TypeId type = variable_type(t, u, def);
        return type <= TYPE_NONE && d->kind == DEF_FIELD ? inherited_field(t, u, d) : type;
    }
    if (d->inner && unit->facts->scopes[d->inner].kind == SCOPE_CLASS)
        return pytype_make(t, PYT_CLASS, unit->first_symbol + def, 0, 0);
    return decorated(t, u, d, pytype_make(t, PYT_FUNCTION, unit->first_symbol + def, 0, 0));
}

/* An entry of one of the tables by symbol, found by `find` when it is not there. */
static TypeId from_table(PyThread *t, TypeId *table, SymbolId s,
                         TypeId (*find)(PyThread *t, UnitId u, uint32_t def))
{
    UnitId u;

    if (t->w->is_ready || table[s] != TYPE_UNSET || t->depth >= PY_MAX_DEPTH)
        return table[s] == TYPE_BUSY || table[s] == TYPE_UNSET ? TYPE_UNKNOWN : table[s];
    u = program_unit_of(t->w->p, s);
    table[s] = TYPE_BUSY;
    t->depth++;
    TypeId type = find(t, u, s - t->w->p->units[u].first_symbol);
    t->depth--;
    table[s] = type;
    return type;
}

TypeId pyinfer_def(PyThread *t, SymbolId s)
{
    return from_table(t, t->w->def_types, s, def_type);
}

/* The values of the locals named `return` or `yield` of a function, together. */
static TypeId results(PyThread *t, UnitId u, uint32_t scope, NameId name, bool *ret_any)
{
    const Facts *f = py_facts(t, u);
    TypeId type = TYPE_UNSET;

    *ret_any = false;
    PY_EACH_ENTITY (f, facts_lookup(f, scope, name), e) {
        if (e.at.kind != ENTITY_LOCAL)
            continue;
        TypeId one = pyinfer_expr(t, u, f->locals[e.at.index].value);

        *ret_any = true;
        type = type == TYPE_UNSET ? one : pytype_union(t, type, one);
    }
    return type == TYPE_UNSET ? TYPE_NONE : type;
}

static TypeId return_type(PyThread *t, UnitId u, uint32_t def)
{
    const Def *d = &py_facts(t, u)->defs[def];
    bool has_yield, has_return;
    TypeId yielded = results(t, u, d->inner, PY_NAME_YIELD, &has_yield), type;

    if (d->type)
        type = pyinfer_annotation(t, u, d->type);
    else if (has_yield)
        type = pytype_builtin(t, PYB_ITERABLE, yielded, 0);
    else
        type = results(t, u, d->inner, PY_NAME_RETURN, &has_return);
    if (has_context_manager(t, u, d))
        return pytype_builtin(t, PYB_CONTEXT, pyinfer_element(t, type), 0);
    if ((d->flags & DEF_IS_ASYNC) && !has_yield)
        return pytype_builtin(t, PYB_AWAITABLE, type, 0);
    return type;
}

TypeId pyinfer_return(PyThread *t, SymbolId function)
{
    return from_table(t, t->w->return_types, function, return_type);
}
