/*
 * resolve_python_infer.c -- the type of an expression, of a definition, of a function's result.
 *
 * What a name is at some place depends on what was bound to it last: bindings before the use are
 * looked at backwards, up to one that is made in any case. What stays unknown is left out of a
 * union, so a function that returns an instance in one branch and something unknown in another is
 * taken to return the instance: an edge needs one way that it can go.
 *
 * Once the tables are ready, of other units than the one at hand only annotations are looked at:
 * names, attributes, brackets. Everything else about them is in the tables, and so no chain of
 * files can make one question expensive.
 */
#include "graph/resolve_python.h"

/* -- names -- */

static bool is_block(const Scope *s, uint8_t flag)
{
    return s->kind == SCOPE_BLOCK && (s->flags & flag);
}

/* The first entity of the chain that counts: `try: from a import b` with an `except` that binds b
 * otherwise is an import. */
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

typedef struct Binding {
    uint32_t type, value; /* Exprs */
    uint32_t start;       /* from where the value is there */
    const Local *local;   /* NULL: of a def */
} Binding;

typedef struct Bindings {
    Binding at[PY_MAX_BINDINGS]; /* number i is at i % PY_MAX_BINDINGS */
    unsigned count;              /* all; only the last PY_MAX_BINDINGS are there */
    uint32_t declared;           /* Expr: the first annotation of a variable or parameter */
} Bindings;

static bool is_variable(const Def *d)
{
    return d->kind == DEF_VARIABLE || d->kind == DEF_CONSTANT || d->kind == DEF_FIELD ||
           d->kind == DEF_TYPE || d->kind == DEF_ENUM_MEMBER;
}

static bool next_binding(const Facts *f, Entity e, Binding *ret)
{
    if (e.kind == ENTITY_DEF && is_variable(&f->defs[e.index])) {
        const Def *d = &f->defs[e.index];

        *ret = (Binding){d->type, d->value, d->end, NULL};
        return true;
    }
    if (e.kind == ENTITY_LOCAL) {
        const Local *l = &f->locals[e.index];

        *ret = (Binding){l->type, l->value, l->start, l};
        return true;
    }
    return false;
}

static void collect(const Facts *f, Entity first, uint32_t before, Bindings *b)
{
    Binding x;

    b->count = b->declared = 0;
    PY_EACH_ENTITY (f, first, e) {
        if (!next_binding(f, e.at, &x))
            continue;
        /* an `except C as x` has a type and no value, and declares nothing for other bindings */
        bool declares = !x.local || x.value || x.local->kind == LOCAL_PARAMETER;
        if (x.type && declares && !b->declared)
            b->declared = x.type;
        if (x.start <= before)
            b->at[b->count++ % PY_MAX_BINDINGS] = x;
    }
}

/* A type that says which class: not just a container or something external. */
static bool is_telling(const PyThread *t, TypeId type)
{
    return type > TYPE_EXTERNAL && pytype_get(t, type).kind != PYT_BUILTIN;
}

static TypeId binding_type(PyThread *t, UnitId u, const Binding *x, uint32_t declared)
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
static bool is_certain(const Facts *f, const Binding *x, uint32_t at)
{
    const Expr *value = &f->exprs[x->value];

    return value->kind != PY_BRANCH || at < value->at;
}

static TypeId latest(PyThread *t, UnitId u, const Bindings *b, uint32_t at)
{
    TypeId type = TYPE_UNSET;

    for (unsigned i = b->count; i-- > 0 && b->count - i <= PY_MAX_BINDINGS;) {
        const Binding *x = &b->at[i % PY_MAX_BINDINGS];
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
static TypeId narrow(PyThread *t, TypeId type, TypeId test)
{
    PyType x = pytype_get(t, type);

    if (test == TYPE_UNSET || test == TYPE_UNKNOWN || test == TYPE_EXTERNAL)
        return type;
    if (x.kind == PYT_UNION) {
        TypeId a = inherits(t, x.a, test) ? x.a : TYPE_UNKNOWN;
        TypeId rest = narrow(t, x.b, test);

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
        type = narrow(t, type, n->narrowed);
    return type == TYPE_UNSET ? TYPE_UNKNOWN : type;
}

/* The same for a path: nothing when the last assignment before the use may not have been made. */
static TypeId assigned_type(PyThread *t, UnitId u, const Expr *e, const PyName *n)
{
    Bindings b;

    collect(py_facts(t, u), n->first, e->at, &b);
    if (!b.count)
        return TYPE_UNKNOWN;
    const Binding *last = &b.at[(b.count - 1) % PY_MAX_BINDINGS];
    return is_certain(py_facts(t, u), last, e->at) ? pyinfer_expr(t, u, last->value) : TYPE_UNKNOWN;
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
                       &found) || !found.symbol)
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
                  : pytype_make(t, l->extra & PY_LOCAL_CLS ? PYT_SELF_CLASS : PYT_SELF, class, 0, 0);
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
        return pytype_make(t, PYT_FORM, 0,
                           pytype_make(t, PYT_VARIABLE, u,
                                       (uint32_t)(l - py_facts(t, u)->locals), 1), 0);
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
           is_variable(&unit->facts->defs[s - unit->first_symbol]) &&
           facts_next_entity(unit->facts, n->first).kind != ENTITY_NONE &&
           pyscope_is_in_line(unit->facts, e->scope, n->scope);
}

/* typing.Self is the class around it; any other type is itself. */
static TypeId own_class(PyThread *t, UnitId u, const Expr *e, TypeId type)
{
    PyType x = pytype_get(t, type);

    if (x.kind != PYT_SPECIAL || x.sym != PYS_SELF)
        return type;
    SymbolId class = pyclass_around(t, u, e->scope);
    return class ? pytype_make(t, PYT_SELF_CLASS, class, 0, 0) : TYPE_UNKNOWN;
}

static TypeId name_type(PyThread *t, UnitId u, const Expr *e)
{
    PyName n;

    pyname_find(t, u, e, &n);
    if (n.kind == ENTITY_LOCAL)
        return t->w->is_ready && u != t->unit &&
                       py_facts(t, u)->locals[n.first.index].kind != LOCAL_TYPE_PARAMETER
                   ? TYPE_UNKNOWN : bound_type(t, u, e, &n);
    PyTarget x = pyname_target(t, u, e, &n);
    if (n.kind == ENTITY_DEF && has_line_of_bindings(t, u, e, &n, x.symbol))
        return bound_type(t, u, e, &n);
    TypeId type = own_class(t, u, e, target_type(t, x));
    return n.narrowed != TYPE_UNSET ? narrow(t, type, n.narrowed) : type;
}

/* -- attributes -- */

static TypeId external_member(PyThread *t, PyType module, uint32_t name)
{
    Str text = intern_text(&t->w->p->names, module.sym);
    Str first = str_sub(text, 0, MIN_OF(str_find_char(text, '.', 0), text.len));

    return pymodule_is_standard(first) ? pyspecial_type(t, t->w->specials[name]) : TYPE_EXTERNAL;
}

static TypeId member_type(PyThread *t, UnitId u, const Expr *e)
{
    TypeId base = pyinfer_expr(t, u, e->a);
    uint32_t name = py_global(t, u, e->name);
    PyType x = pytype_get(t, base);
    PyFound found;

    if (base == TYPE_EXTERNAL)
        return base;
    if (x.kind == PYT_EXTERNAL_MODULE)
        return own_class(t, u, e, external_member(t, x, name));
    if (x.kind == PYT_BUILTIN)
        return pytype_make(t, PYT_BUILTIN_METHOD, name, base, 0);
    if (pymember_find(t, base, name, &found))
        return pymember_type(t, &found);
    if (name == t->w->names.class)
        return pyinfer_class_of(t, base);
    if (name == t->w->names.new && (x.kind == PYT_SUPER || x.kind == PYT_BUILTIN_CLASS))
        return pytype_make(t, PYT_SPECIAL, PYS_NEW, 0, 0);
    TypeId container = pymember_builtin_base(t, base);
    return container == TYPE_UNKNOWN ? TYPE_UNKNOWN
                                     : pytype_make(t, PYT_BUILTIN_METHOD, name, container, 0);
}

/* -- classes and instances -- */

static TypeId each_of_union(PyThread *t, PyType x, TypeId (*of)(PyThread *t, TypeId type))
{
    TypeId a = of(t, x.a);

    return pytype_union(t, a, of(t, x.b));
}

static TypeId union_of_args(PyThread *t, PyType x, TypeId (*of)(PyThread *t, TypeId type))
{
    TypeId type = TYPE_UNKNOWN;

    for (uint32_t list = x.a; list; list = pytype_get(t, list).b) {
        TypeId one = pytype_get(t, list).a;

        type = pytype_union(t, type, of ? of(t, one) : one);
    }
    return type;
}

TypeId pyinfer_instance_of(PyThread *t, TypeId class)
{
    PyType x = pytype_get(t, class);

    switch ((PyTypeKind)x.kind) {
    case PYT_ATOM: return class;
    case PYT_CLASS: return pytype_make(t, PYT_INSTANCE, x.sym, x.a, 0);
    case PYT_SELF_CLASS: return pytype_make(t, PYT_SELF, x.sym, 0, 0);
    case PYT_BUILTIN_CLASS: return pytype_make(t, PYT_BUILTIN, x.sym, x.a, 0);
    case PYT_FORM: return x.a;
    case PYT_UNION: return each_of_union(t, x, pyinfer_instance_of);
    case PYT_BUILTIN: /* a tuple of classes, as isinstance takes it */
        return x.sym == PYB_TUPLE ? union_of_args(t, x, pyinfer_instance_of) : TYPE_UNKNOWN;
    case PYT_SPECIAL:
        return x.sym == PYS_CALLABLE ? pytype_make(t, PYT_CALLABLE, 0, TYPE_UNKNOWN, 0)
               : x.sym == PYS_TYPE   ? TYPE_EXTERNAL : TYPE_UNKNOWN;
    default: return TYPE_UNKNOWN;
    }
}

TypeId pyinfer_class_of(PyThread *t, TypeId instance)
{
    PyType x = pytype_get(t, instance);

    switch ((PyTypeKind)x.kind) {
    case PYT_ATOM: return instance;
    case PYT_INSTANCE: return pytype_make(t, PYT_CLASS, x.sym, x.a, 0);
    case PYT_SELF: return pytype_make(t, PYT_SELF_CLASS, x.sym, 0, 0);
    case PYT_BUILTIN: return pytype_make(t, PYT_BUILTIN_CLASS, x.sym, x.a, 0);
    case PYT_VARIABLE: return pytype_make(t, PYT_FORM, 0, instance, 0);
    case PYT_UNION: return each_of_union(t, x, pyinfer_class_of);
    default: return TYPE_UNKNOWN;
    }
}

TypeId pyinfer_annotation(PyThread *t, UnitId u, uint32_t e)
{
    const Expr *x = &py_facts(t, u)->exprs[e];

    if (!e)
        return TYPE_UNKNOWN;
    if (x->kind == EXPR_LITERAL)
        return x->extra == LITERAL_NONE ? TYPE_NONE
               : x->extra == LITERAL_TUPLE ? pyinfer_instance_of(t, pyinfer_expr(t, u, e))
                                           : TYPE_UNKNOWN;
    if (x->kind != EXPR_EITHER)
        return pyinfer_instance_of(t, pyinfer_expr(t, u, e));
    if (t->depth >= PY_MAX_DEPTH)
        return TYPE_UNKNOWN;
    t->depth++;
    TypeId a = pyinfer_annotation(t, u, x->a);
    TypeId type = pytype_union(t, a, pyinfer_annotation(t, u, x->b));
    t->depth--;
    return type;
}

/* -- calls -- */

typedef struct Call {
    UnitId u;
    uint32_t args; /* EXPR_LIST; 0: none are known */
} Call;

static void match(PyThread *t, TypeId declared, TypeId given, PyEnv *env);

static void match_lists(PyThread *t, uint32_t declared, uint32_t given, PyEnv *env)
{
    while (declared && given) {
        PyType d = pytype_get(t, declared), g = pytype_get(t, given);

        match(t, d.a, g.a, env);
        declared = d.b;
        given = g.b;
    }
}

static void learn(PyEnv *env, TypeId variable, TypeId type)
{
    for (unsigned i = 0; i < env->count; i++) {
        if (env->variables[i] == variable)
            return;
    }
    if (env->count < PY_MAX_TYPE_VARIABLES && type > TYPE_NONE) {
        env->variables[env->count] = variable;
        env->values[env->count++] = type;
    }
}

static TypeId result_of(PyThread *t, TypeId callee)
{
    return pyinfer_call(t, callee, 0, 0);
}

/* Learns what type variables in `declared` stand for from a value of type `given`. */
static void match(PyThread *t, TypeId declared, TypeId given, PyEnv *env)
{
    PyType d = pytype_get(t, declared), g = pytype_get(t, given);

    if (!(d.flags & PYT_HAS_VARIABLE) || given <= TYPE_NONE || t->depth >= PY_MAX_DEPTH)
        return;
    t->depth++;
    if (d.kind == PYT_VARIABLE)
        learn(env, declared, given);
    else if (d.kind == PYT_FORM)
        match(t, d.a, pyinfer_instance_of(t, given), env);
    else if (d.kind == PYT_CALLABLE)
        match(t, d.a, result_of(t, given), env);
    else if (d.kind == PYT_BUILTIN && d.sym == PYB_ITERABLE)
        match(t, pytype_arg(t, declared, 0), pyinfer_element(t, given), env);
    else if (d.kind == g.kind && d.sym == g.sym)
        match_lists(t, d.a, g.a, env);
    if (d.kind == PYT_UNION) {
        match(t, d.a, given, env);
        match(t, d.b, given, env);
    }
    t->depth--;
}

/* The parameter that argument number `place` (or with that keyword) fills; NULL: none. */
static const Local *parameter(const PyThread *t, SymbolId function, unsigned place,
                              uint32_t keyword, UnitId *ret_unit)
{
    uint32_t first = t->w->first_parameter[function];

    *ret_unit = program_unit_of(t->w->p, function);
    const Facts *f = py_facts(t, *ret_unit);
    for (uint32_t i = first, seen = 0; first && i < f->local_count && seen < 96; i++, seen++) {
        const Local *l = &f->locals[i];

        if (l->scope != f->locals[first].scope ||
            (l->kind != LOCAL_PARAMETER && l->kind != LOCAL_SELF))
            continue;
        if (keyword ? py_global(t, *ret_unit, l->name) == keyword
                    : l->order == place || ((l->extra & PY_LOCAL_ARGS) && l->order <= place))
            return l;
    }
    return NULL;
}

/* Learns from the arguments of a call what the function's type variables stand for. */
static void match_arguments(PyThread *t, SymbolId function, bool is_bound, Call call, PyEnv *env)
{
    const Facts *f = py_facts(t, call.u);
    unsigned place = is_bound;

    for (uint32_t list = call.args; list; list = f->exprs[list].b, place++) {
        const Expr *arg = &f->exprs[f->exprs[list].a];
        bool is_keyword = arg->kind == PY_KEYWORD;
        UnitId u;

        if (!f->exprs[list].a || arg->kind == PY_STARRED)
            continue;
        const Local *l = parameter(t, function, place,
                                   is_keyword ? py_global(t, call.u, arg->name) : 0, &u);
        if (!l || !l->type)
            continue;
        TypeId declared = pyinfer_annotation(t, u, l->type);
        if (pytype_get(t, declared).flags & PYT_HAS_VARIABLE)
            match(t, declared, pyinfer_expr(t, call.u, is_keyword ? arg->a : f->exprs[list].a), env);
    }
}

/* Adds what the type variables of the class that has the method stand for in the receiver. */
static void add_receiver(PyThread *t, SymbolId method, TypeId receiver, PyEnv *env)
{
    PyType x = pytype_get(t, receiver);
    UnitId u = program_unit_of(t->w->p, method);
    const Unit *unit = &t->w->p->units[u];
    SymbolId class = pyclass_around(t, u, unit->facts->defs[method - unit->first_symbol].scope);

    if (x.kind == PYT_CLASS || x.kind == PYT_SELF_CLASS)
        env->self = pyinfer_instance_of(t, receiver);
    else if (x.kind == PYT_SUPER)
        env->self = pytype_make(t, PYT_SELF, x.sym, 0, 0);
    else
        env->self = receiver;
    PyType self = pytype_get(t, env->self);
    if (self.kind != PYT_INSTANCE || !class)
        return;
    const PyClass *c = pyclass_get(t, self.sym);
    PyEnv own = {.count = 0};
    const PyClass *of = pyclass_get(t, self.sym);
    uint32_t list = self.a;
    for (uint32_t i = 0; list && i < of->param_count; i++, list = pytype_get(t, list).b)
        learn(&own, t->w->params.at[of->param_start + i], pytype_get(t, list).a);
    for (uint32_t i = 0; i < c->mro_count; i++) {
        PyType entry = pytype_get(t, t->w->mros.at[c->mro_start + i]);

        if (entry.kind != PYT_CLASS || entry.sym != class)
            continue;
        const PyClass *owner = pyclass_get(t, class);
        list = entry.a;
        for (uint32_t k = 0; list && k < owner->param_count; k++, list = pytype_get(t, list).b)
            learn(env, t->w->params.at[owner->param_start + k],
                  pytype_put(t, pytype_get(t, list).a, &own));
        return;
    }
}

static TypeId call_function(PyThread *t, PyType function, Call call)
{
    TypeId result = pyinfer_return(t, function.sym);
    PyEnv env = {.count = 0};

    if (!pytype_get(t, result).flags)
        return result;
    if (function.a)
        add_receiver(t, function.sym, function.a, &env);
    if (call.args && (pytype_get(t, result).flags & PYT_HAS_VARIABLE))
        match_arguments(t, function.sym, function.a != 0, call, &env);
    return pytype_put(t, result, &env);
}

/* C(...): where C has type variables and says nothing of them, its __init__ may tell. */
static TypeId call_class(PyThread *t, TypeId class, Call call)
{
    PyType x = pytype_get(t, class);
    const PyClass *c = pyclass_get(t, x.sym);
    uint32_t param_start = c->param_start, param_count = c->param_count, list = 0;
    PyEnv env = {.count = 0};
    PyFound found;

    if (x.a || !param_count || !call.args ||
        !pymember_find(t, class, t->w->names.init, &found) || !found.symbol)
        return pytype_make(t, PYT_INSTANCE, x.sym, x.a, 0);
    match_arguments(t, found.symbol, true, call, &env);
    for (uint32_t i = param_count; i-- > 0;) {
        TypeId variable = t->w->params.at[param_start + i];
        TypeId value = pytype_put(t, variable, &env);

        list = pytype_make(t, PYT_LIST, 0, value == variable ? TYPE_UNKNOWN : value, list);
    }
    return pytype_make(t, PYT_INSTANCE, x.sym, env.count ? list : 0, 0);
}

static TypeId call_builtin_class(PyThread *t, PyType x, UnitId u, uint32_t call)
{
    static const PySpecial specials[] = {
        [PYB_OTHER] = PYS_OTHER, [PYB_ITERABLE] = PYS_ITERABLE, [PYB_MAPPING] = PYS_MAPPING,
        [PYB_TUPLE] = PYS_TUPLE, [PYB_CONTEXT] = PYS_CONTEXT, [PYB_AWAITABLE] = PYS_AWAITABLE,
        [PYB_HOLDER] = PYS_HOLDER,
    };

    if (x.a || !call)
        return pytype_make(t, PYT_BUILTIN, x.sym, x.a, 0);
    return pyspecial_call(t, specials[x.sym], u, call);
}

static TypeId call_type(PyThread *t, TypeId callee, UnitId u, uint32_t call)
{
    PyType x = pytype_get(t, callee);
    Call args = {u, call ? py_facts(t, u)->exprs[call].b : 0};

    switch ((PyTypeKind)x.kind) {
    case PYT_CLASS: return call_class(t, callee, args);
    case PYT_SELF_CLASS: return pytype_make(t, PYT_SELF, x.sym, 0, 0);
    case PYT_FUNCTION: return call_function(t, x, args);
    case PYT_LAMBDA:
        return t->w->is_ready && x.sym != t->unit
                   ? TYPE_UNKNOWN : pyinfer_expr(t, x.sym, py_facts(t, x.sym)->exprs[x.a].b);
    case PYT_CALLABLE: case PYT_FORM: return x.a;
    case PYT_INSTANCE: case PYT_SELF: case PYT_VARIABLE:
        return pymember_call(t, callee, t->w->names.call);
    case PYT_BUILTIN_CLASS: return call_builtin_class(t, x, u, call);
    case PYT_SPECIAL: return call ? pyspecial_call(t, x.sym, u, call) : TYPE_UNKNOWN;
    case PYT_BUILTIN_METHOD: return pybuiltin_method_call(t, x.sym, x.a);
    case PYT_UNION: {
        TypeId a = pyinfer_call(t, x.a, u, call);
        return pytype_union(t, a, pyinfer_call(t, x.b, u, call));
    }
    default: return callee == TYPE_EXTERNAL ? TYPE_EXTERNAL : TYPE_UNKNOWN;
    }
}

TypeId pyinfer_call(PyThread *t, TypeId callee, UnitId u, uint32_t call)
{
    if (t->depth >= PY_MAX_DEPTH)
        return TYPE_UNKNOWN;
    t->depth++;
    TypeId type = call_type(t, callee, u, call);
    t->depth--;
    return type;
}

/* -- protocols: iteration, `with`, `await`, brackets -- */

static TypeId awaited(PyThread *t, TypeId type)
{
    PyType x = pytype_get(t, type);

    if (x.kind == PYT_UNION)
        return each_of_union(t, x, awaited);
    if (type == TYPE_EXTERNAL)
        return type;
    return x.kind == PYT_BUILTIN && x.sym == PYB_AWAITABLE ? pytype_arg(t, type, 0) : TYPE_UNKNOWN;
}

static TypeId element_of_instance(PyThread *t, TypeId type)
{
    const PyNames *n = &t->w->names;
    TypeId iterator = pymember_call(t, type, n->iter);

    if (iterator == TYPE_UNKNOWN)
        iterator = pymember_call(t, type, n->aiter);
    if (iterator != TYPE_UNKNOWN && pytype_get(t, iterator).kind == PYT_BUILTIN)
        return pyinfer_element(t, iterator);
    if (iterator == TYPE_UNKNOWN)
        iterator = type;
    TypeId element = pymember_call(t, iterator, n->next);
    if (element == TYPE_UNKNOWN)
        element = awaited(t, pymember_call(t, iterator, n->anext));
    if (element == TYPE_UNKNOWN)
        element = pymember_call(t, type, n->getitem);
    TypeId container = element == TYPE_UNKNOWN ? pymember_builtin_base(t, type) : TYPE_UNKNOWN;
    return container == TYPE_UNKNOWN ? element : pyinfer_element(t, container);
}

static bool is_enum(const PyThread *t, SymbolId class)
{
    return program_def(t->w->p, class)->kind == DEF_ENUM;
}

static TypeId element_type(PyThread *t, TypeId type)
{
    PyType x = pytype_get(t, type);

    switch ((PyTypeKind)x.kind) {
    case PYT_BUILTIN:
        return x.sym == PYB_TUPLE ? union_of_args(t, x, NULL)
               : x.sym == PYB_ITERABLE || x.sym == PYB_MAPPING ? pytype_arg(t, type, 0)
               : TYPE_UNKNOWN;
    case PYT_INSTANCE: case PYT_SELF: case PYT_VARIABLE: return element_of_instance(t, type);
    case PYT_CLASS:
        return is_enum(t, x.sym) ? pytype_make(t, PYT_INSTANCE, x.sym, 0, 0) : TYPE_UNKNOWN;
    case PYT_UNION: return each_of_union(t, x, pyinfer_element);
    default: return type == TYPE_EXTERNAL ? type : TYPE_UNKNOWN;
    }
}

TypeId pyinfer_element(PyThread *t, TypeId type)
{
    if (t->depth >= PY_MAX_DEPTH)
        return TYPE_UNKNOWN;
    t->depth++;
    type = element_type(t, type);
    t->depth--;
    return type;
}

static TypeId entered(PyThread *t, TypeId type)
{
    PyType x = pytype_get(t, type);

    if (x.kind == PYT_UNION)
        return each_of_union(t, x, entered);
    if (x.kind == PYT_BUILTIN)
        return x.sym == PYB_CONTEXT ? pytype_arg(t, type, 0) : TYPE_EXTERNAL;
    if (type == TYPE_EXTERNAL)
        return type;
    TypeId result = pymember_call(t, type, t->w->names.enter);
    return result != TYPE_UNKNOWN ? result : awaited(t, pymember_call(t, type, t->w->names.aenter));
}

/* Item `number` of a sequence that is unpacked. */
static TypeId item_type(PyThread *t, TypeId type, unsigned number)
{
    PyType x = pytype_get(t, type);

    if (x.kind == PYT_UNION) {
        TypeId a = item_type(t, x.a, number);
        return pytype_union(t, a, item_type(t, x.b, number));
    }
    return x.kind == PYT_BUILTIN && x.sym == PYB_TUPLE ? pytype_arg(t, type, number)
                                                       : pyinfer_element(t, type);
}

uint32_t pyinfer_arguments(PyThread *t, UnitId u, uint32_t list)
{
    const Facts *f = py_facts(t, u);
    TypeId at[PY_MAX_TYPE_VARIABLES];
    unsigned count = 0;
    uint32_t made = 0;

    for (; list && count < PY_MAX_TYPE_VARIABLES; list = f->exprs[list].b)
        at[count++] = pyinfer_annotation(t, u, f->exprs[list].a);
    while (count--)
        made = pytype_make(t, PYT_LIST, 0, at[count], made);
    return made;
}

/* Tuple[X, ...] is an iterable of X. */
static TypeId index_builtin(PyThread *t, UnitId u, PyType x, uint32_t list)
{
    const Facts *f = py_facts(t, u);
    uint32_t args = pyinfer_arguments(t, u, list);
    uint32_t second = list ? f->exprs[list].b : 0;

    if (x.sym == PYB_TUPLE && second && !f->exprs[second].a)
        return pytype_make(t, PYT_BUILTIN_CLASS, PYB_ITERABLE, args, 0);
    if (x.b) { /* Coroutine[send, receive, result] */
        uint32_t third = second ? f->exprs[second].b : 0;

        args = third ? pyinfer_arguments(t, u, third) : 0;
    }
    return pytype_make(t, PYT_BUILTIN_CLASS, x.sym, args, 0);
}

static TypeId index_value(PyThread *t, TypeId type)
{
    PyType x = pytype_get(t, type);

    if (x.kind == PYT_UNION)
        return each_of_union(t, x, index_value);
    if (x.kind == PYT_BUILTIN)
        return x.sym == PYB_MAPPING ? pytype_arg(t, type, 1) : element_type(t, type);
    if (x.kind != PYT_INSTANCE && x.kind != PYT_SELF && x.kind != PYT_VARIABLE)
        return type == TYPE_EXTERNAL ? type : TYPE_UNKNOWN;
    TypeId item = pymember_call(t, type, t->w->names.getitem);
    TypeId container = item == TYPE_UNKNOWN ? pymember_builtin_base(t, type) : TYPE_UNKNOWN;
    return container == TYPE_UNKNOWN ? item : index_value(t, container);
}

static TypeId index_type(PyThread *t, UnitId u, const Expr *e)
{
    TypeId base = pyinfer_expr(t, u, e->a);
    PyType x = pytype_get(t, base);

    switch ((PyTypeKind)x.kind) {
    case PYT_CLASS:
        return is_enum(t, x.sym) ? pytype_make(t, PYT_INSTANCE, x.sym, 0, 0)
                                 : pytype_make(t, PYT_CLASS, x.sym, pyinfer_arguments(t, u, e->b), 0);
    case PYT_SPECIAL: return pyspecial_index(t, x.sym, u, e->b);
    case PYT_BUILTIN_CLASS: return index_builtin(t, u, x, e->b);
    case PYT_FORM: return base;
    default: return index_value(t, base);
    }
}

/* -- expressions -- */

static TypeId literal_type(PyThread *t, UnitId u, const Expr *e)
{
    const Facts *f = py_facts(t, u);
    TypeId at[PY_MAX_TYPE_VARIABLES];
    unsigned count = 0;
    uint32_t list = 0;

    for (uint32_t item = e->b; item && count < PY_MAX_TYPE_VARIABLES; item = f->exprs[item].b)
        at[count++] = pyinfer_expr(t, u, f->exprs[item].a);
    switch ((LiteralKind)e->extra) {
    case LITERAL_NONE: return TYPE_NONE;
    case LITERAL_LIST: case LITERAL_SET: {
        TypeId element = TYPE_UNKNOWN;

        while (count--)
            element = pytype_union(t, at[count], element);
        return pytype_builtin(t, PYB_ITERABLE, element, 0);
    }
    case LITERAL_TUPLE: case LITERAL_MAP:
        while (count--)
            list = pytype_make(t, PYT_LIST, 0, at[count], list);
        return pytype_make(t, PYT_BUILTIN, e->extra == LITERAL_MAP ? PYB_MAPPING : PYB_TUPLE, list, 0);
    default: return pytype_make(t, PYT_BUILTIN, PYB_OTHER, 0, 0);
    }
}

static bool is_class_like(const PyThread *t, TypeId type)
{
    uint8_t kind = pytype_get(t, type).kind;

    return kind == PYT_CLASS || kind == PYT_BUILTIN_CLASS || kind == PYT_FORM || kind == PYT_SPECIAL;
}

/* a + b and the like: the result of a's method; X | Y of types is a type. */
static TypeId operator_type(PyThread *t, UnitId u, const Expr *e)
{
    TypeId left = pyinfer_expr(t, u, e->a), right = pyinfer_expr(t, u, e->b);
    PyType x = pytype_get(t, left);

    if (str_is(facts_name(py_facts(t, u), e->name), "__or__") &&
        (is_class_like(t, left) || is_class_like(t, right))) {
        TypeId a = pyinfer_instance_of(t, left);
        TypeId either = pytype_union(t, a, pyinfer_instance_of(t, right));
        return either <= TYPE_EXTERNAL ? either : pytype_make(t, PYT_FORM, 0, either, 0);
    }
    if (x.kind == PYT_BUILTIN)
        return left;
    return pymember_call(t, left, py_global(t, u, e->name));
}

static TypeId starred_type(PyThread *t, UnitId u, const Expr *e)
{
    return pyinfer_element(t, pyinfer_expr(t, u, e->a));
}

/* What the callable in `type` is given as argument `order`. */
static TypeId callable_argument(PyThread *t, TypeId type, unsigned order)
{
    PyType x = pytype_get(t, type);

    if (x.kind == PYT_UNION) {
        TypeId first = callable_argument(t, x.a, order);
        return first != TYPE_UNKNOWN ? first : callable_argument(t, x.b, order);
    }
    uint32_t list = x.kind == PYT_CALLABLE ? x.b : 0;
    for (; list && order; order--)
        list = pytype_get(t, list).b;
    return list ? pytype_get(t, list).a : TYPE_UNKNOWN;
}

/* The parameter of a lambda that is itself an argument of a call. */
static TypeId expected_type(PyThread *t, UnitId u, const Expr *e)
{
    TypeId callee = pyinfer_expr(t, u, e->a);
    PyType x = pytype_get(t, callee);
    PyFound init = {.symbol = x.sym};
    bool is_bound = x.kind == PYT_CLASS || x.a;
    PyEnv env = {.count = 0};
    UnitId of;

    if (x.kind == PYT_CLASS
            ? !pymember_find(t, callee, t->w->names.init, &init) || !init.symbol
            : x.kind != PYT_FUNCTION)
        return TYPE_UNKNOWN;
    const Local *l = parameter(t, init.symbol, (e->extra >> 8) + is_bound,
                               e->name ? py_global(t, u, e->name) : 0, &of);
    if (!l || !l->type)
        return TYPE_UNKNOWN;
    if (x.kind == PYT_FUNCTION && x.a)
        add_receiver(t, x.sym, x.a, &env);
    TypeId declared = pytype_put(t, pyinfer_annotation(t, of, l->type), &env);
    return callable_argument(t, declared, e->extra & UINT8_MAX);
}

/* An attribute that the function has assigned to has the type of what it was given last. */
static TypeId path_type(PyThread *t, UnitId u, const Expr *e)
{
    PyName n;

    pyname_find(t, u, e, &n);
    TypeId type = n.kind == ENTITY_LOCAL && pyscope_is_in_line(py_facts(t, u), e->scope, n.scope)
                      ? assigned_type(t, u, e, &n) : TYPE_UNKNOWN;
    return type > TYPE_NONE ? type : pyinfer_expr(t, u, e->a);
}

static TypeId expr_type(PyThread *t, UnitId u, uint32_t number)
{
    const Expr *e = &py_facts(t, u)->exprs[number];

    switch (e->kind) {
    case EXPR_NAME: return name_type(t, u, e);
    case EXPR_MEMBER: return member_type(t, u, e);
    case EXPR_CALL:
        if (t->w->is_ready && u != t->unit)
            return TYPE_UNKNOWN;
        return pyinfer_call(t, pyinfer_expr(t, u, e->a), u, number);
    case EXPR_INDEX: return index_type(t, u, e);
    case EXPR_AWAIT: return awaited(t, pyinfer_expr(t, u, e->a));
    case EXPR_EITHER: {
        TypeId a = pyinfer_expr(t, u, e->a);
        return pytype_union(t, a, pyinfer_expr(t, u, e->b));
    }
    case EXPR_SUPER: {
        SymbolId class = pyclass_around(t, u, e->scope);
        return class ? pytype_make(t, PYT_SUPER, class, 0, 0) : TYPE_UNKNOWN;
    }
    case EXPR_CAST:
        return narrow(t, pyinfer_expr(t, u, e->b), pyinfer_annotation(t, u, e->a));
    case PY_PATH: return path_type(t, u, e);
    case PY_EXPECTED: return expected_type(t, u, e);
    case EXPR_LITERAL: return literal_type(t, u, e);
    case EXPR_LAMBDA: return pytype_make(t, PYT_LAMBDA, u, number, 0);
    case PY_ITER: return pyinfer_element(t, pyinfer_expr(t, u, e->a));
    case PY_ITEM: return item_type(t, pyinfer_expr(t, u, e->a), e->extra);
    case PY_ENTER: return entered(t, pyinfer_expr(t, u, e->a));
    case PY_OPERATOR: return operator_type(t, u, e);
    case PY_STARRED: return starred_type(t, u, e);
    case PY_BRANCH: case PY_KEYWORD: return pyinfer_expr(t, u, e->a);
    default: return TYPE_UNKNOWN;
    }
}

TypeId pyinfer_expr(PyThread *t, UnitId u, uint32_t e)
{
    TypeId *at = &t->w->units[u].expr_types[e];
    bool is_kept = t->unit == UNIT_NONE || t->unit == u;

    if (!e)
        return TYPE_UNKNOWN;
    if (is_kept && *at != TYPE_UNSET)
        return *at == TYPE_BUSY ? TYPE_UNKNOWN : *at;
    if (t->depth >= PY_MAX_DEPTH)
        return TYPE_UNKNOWN;
    t->depth++;
    if (is_kept)
        *at = TYPE_BUSY;
    TypeId type = expr_type(t, u, e);
    if (is_kept)
        *at = type;
    t->depth--;
    return type;
}

/* -- definitions -- */

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
    Binding x;

    PY_EACH_ENTITY (f, ((Entity){def, ENTITY_DEF}), e) {
        if (next_binding(f, e.at, &x) && x.type)
            return x.type;
    }
    return 0;
}

static TypeId variable_type(PyThread *t, UnitId u, uint32_t def)
{
    const Facts *f = py_facts(t, u);
    const Def *d = &f->defs[def];
    Binding x;
    TypeId type = pyinfer_annotation(t, u, declaration(f, def));

    if (d->kind == DEF_TYPE && !d->type) {
        type = pyinfer_annotation(t, u, d->value);
        return type <= TYPE_EXTERNAL ? type : pytype_make(t, PYT_FORM, 0, type, 0);
    }
    if (type != TYPE_UNKNOWN)
        return type;
    PY_EACH_ENTITY (f, ((Entity){def, ENTITY_DEF}), e) {
        if (next_binding(f, e.at, &x))
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
        return pytype_make(t, PYT_INSTANCE, unit->first_symbol + unit->facts->scopes[d->scope].def,
                           0, 0);
    if (is_variable(d)) {
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
