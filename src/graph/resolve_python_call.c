/*
 * resolve_python_call.c -- the type of a call's result, and what its arguments tell of type
 * variables.
 */
#include "graph/resolve_python.h"

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
static void match_arguments(PyThread *t, SymbolId function, bool is_bound, Call call,
                            PyEnv *env)
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
            match(t, declared, pyinfer_expr(t, call.u, is_keyword ? arg->a : f->exprs[list].a),
                  env);
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
    pyclass_env(t, env->self, &own);
    for (uint32_t i = 0; i < c->mro_count; i++) {
        TypeId entry = t->w->mros.at[c->mro_start + i];

        if (pytype_get(t, entry).kind == PYT_CLASS && pytype_get(t, entry).sym == class) {
            pyclass_env(t, pytype_put(t, entry, &own), env);
            return;
        }
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
        [PYB_OTHER] = PYS_OTHER,     [PYB_ITERABLE] = PYS_ITERABLE,
        [PYB_MAPPING] = PYS_MAPPING, [PYB_TUPLE] = PYS_TUPLE,
        [PYB_CONTEXT] = PYS_CONTEXT, [PYB_AWAITABLE] = PYS_AWAITABLE,
        [PYB_HOLDER] = PYS_HOLDER,
    };

    if (x.a || !call)
        return pytype_make(t, PYT_BUILTIN, x.sym, x.a, 0);
    return pyspecial_call(t, specials[x.sym], u, call);
}

/* clang-format off */
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
/* clang-format on */

TypeId pyinfer_call(PyThread *t, TypeId callee, UnitId u, uint32_t call)
{
    if (t->depth >= PY_MAX_DEPTH)
        return TYPE_UNKNOWN;
    t->depth++;
    TypeId type = call_type(t, callee, u, call);
    t->depth--;
    return type;
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
TypeId pycall_expected(PyThread *t, UnitId u, const Expr *e)
{
    TypeId callee = pyinfer_expr(t, u, e->a);
    PyType x = pytype_get(t, callee);
    PyFound init = {.symbol = x.sym};
    bool is_bound = x.kind == PYT_CLASS || x.a;
    PyEnv env = {.count = 0};
    UnitId of;

    if (x.kind == PYT_CLASS ? !pymember_find(t, callee, t->w->names.init, &init) || !init.symbol
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
