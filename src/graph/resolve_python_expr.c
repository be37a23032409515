/*
 * resolve_python_expr.c -- the type of an expression.
 *
 * Once the tables are ready, of other units than the one at hand only annotations are looked
 * at: names, attributes, brackets. Everything else about them is in the tables, and so no
 * chain of files can make one question expensive.
 */
#include "graph/resolve_python.h"

/* -- attributes -- */

static TypeId external_member(PyThread *t, PyType module, uint32_t name)
{
    Str text = intern_text(&t->w->p->names, module.sym);
    Str first = str_sub(text, 0, MIN_OF(str_find_char(text, '.', 0), text.len));

    return pymodule_is_standard(first) ? pyspecial_type(t, t->w->specials[name])
                                       : TYPE_EXTERNAL;
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
        return pyname_own_class(t, u, e, external_member(t, x, name));
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

/* clang-format off */
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
/* clang-format on */

/* clang-format off */
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
/* clang-format on */

TypeId pyinfer_annotation(PyThread *t, UnitId u, uint32_t e)
{
    const Expr *x = &py_facts(t, u)->exprs[e];

    if (!e)
        return TYPE_UNKNOWN;
    if (x->kind == EXPR_LITERAL)
        return x->extra == LITERAL_NONE    ? TYPE_NONE
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

/* -- protocols: iteration, `with`, `await`, brackets -- */

static TypeId awaited(PyThread *t, TypeId type)
{
    PyType x = pytype_get(t, type);

    if (x.kind == PYT_UNION)
        return each_of_union(t, x, awaited);
    if (type == TYPE_EXTERNAL)
        return type;
    return x.kind == PYT_BUILTIN && x.sym == PYB_AWAITABLE ? pytype_arg(t, type, 0)
                                                           : TYPE_UNKNOWN;
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

/* clang-format off */
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
/* clang-format on */

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
    return result != TYPE_UNKNOWN ? result
                                  : awaited(t, pymember_call(t, type, t->w->names.aenter));
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
        return is_enum(t, x.sym)
                   ? pytype_make(t, PYT_INSTANCE, x.sym, 0, 0)
                   : pytype_make(t, PYT_CLASS, x.sym, pyinfer_arguments(t, u, e->b), 0);
    case PYT_SPECIAL:
        return pyspecial_index(t, x.sym, u, e->b);
    case PYT_BUILTIN_CLASS:
        return index_builtin(t, u, x, e->b);
    case PYT_FORM:
        return base;
    default:
        return index_value(t, base);
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
    case LITERAL_NONE:
        return TYPE_NONE;
    case LITERAL_LIST:
    case LITERAL_SET: {
        TypeId element = TYPE_UNKNOWN;

        while (count--)
            element = pytype_union(t, at[count], element);
        return pytype_builtin(t, PYB_ITERABLE, element, 0);
    }
    case LITERAL_TUPLE:
    case LITERAL_MAP:
        while (count--)
            list = pytype_make(t, PYT_LIST, 0, at[count], list);
        return pytype_make(t, PYT_BUILTIN, e->extra == LITERAL_MAP ? PYB_MAPPING : PYB_TUPLE,
                           list, 0);
    default:
        return pytype_make(t, PYT_BUILTIN, PYB_OTHER, 0, 0);
    }
}

static bool is_class_like(const PyThread *t, TypeId type)
{
    uint8_t kind = pytype_get(t, type).kind;

    return kind == PYT_CLASS || kind == PYT_BUILTIN_CLASS || kind == PYT_FORM ||
           kind == PYT_SPECIAL;
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

/* An attribute that the function has assigned to has the type of what it was given last. */
static TypeId path_type(PyThread *t, UnitId u, const Expr *e)
{
    PyName n;

    pyname_find(t, u, e, &n);
    TypeId type = n.kind == ENTITY_LOCAL &&
                          pyscope_is_in_line(py_facts(t, u), e->scope, n.scope)
                      ? pyname_assigned(t, u, e, &n)
                      : TYPE_UNKNOWN;
    return type > TYPE_NONE ? type : pyinfer_expr(t, u, e->a);
}

/* clang-format off */
static TypeId expr_type(PyThread *t, UnitId u, uint32_t number)
{
    const Expr *e = &py_facts(t, u)->exprs[number];

    switch (e->kind) {
    case EXPR_NAME: return pyname_type(t, u, e);
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
        return pyname_narrow(t, pyinfer_expr(t, u, e->b), pyinfer_annotation(t, u, e->a));
    case PY_PATH: return path_type(t, u, e);
    case PY_EXPECTED: return pycall_expected(t, u, e);
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
/* clang-format on */

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
