/*
 * resolve_python_member.c -- classes and what they inherit; attributes of classes, instances and
 * modules.
 *
 * The order in which base classes are searched is Python's own for all hierarchies but the
 * contrived: depth first, each class at its last place. Attributes of a class and those set on its
 * instances share one table, as a reader thinks of them.
 */
#include "graph/resolve_python.h"

/* -- the table of members -- */

static uint32_t member_slot(const PyWorld *w, uint32_t owner, uint32_t name)
{
    uint64_t h = ((uint64_t)owner << 32 | name) * 0x9e3779b97f4a7c15u;
    uint32_t slot = (uint32_t)(h >> 32) & (w->member_slots - 1);

    while (w->members[slot].owner &&
           (w->members[slot].owner != owner || w->members[slot].name != name))
        slot = (slot + 1) & (w->member_slots - 1);
    return slot;
}

const PyMember *pymember_lookup(const PyWorld *w, uint32_t owner, uint32_t name)
{
    const PyMember *m = &w->members[member_slot(w, owner, name)];

    return m->owner ? m : NULL;
}

static bool is_callable_kind(uint8_t kind)
{
    return kind == DEF_FUNCTION || kind == DEF_METHOD || kind == DEF_CONSTRUCTOR ||
           kind == DEF_CLASS || kind == DEF_ENUM || kind == DEF_INTERFACE;
}

/* Of several definitions: a property's getter, the last function that is no overload, else the
 * first. */
Entity pyentity_choose(const Facts *f, Entity first, uint32_t before, bool *ret_is_mixed)
{
    Entity best = first;

    *ret_is_mixed = false;
    if (first.kind != ENTITY_DEF)
        return first;
    PY_EACH_ENTITY (f, facts_next_entity(f, first), e) {
        if (e.at.kind == ENTITY_IMPORT)
            *ret_is_mixed = true;
        if (e.at.kind != ENTITY_DEF || f->defs[first.index].kind == DEF_PROPERTY)
            continue;
        const Def *d = &f->defs[e.at.index];
        if (is_callable_kind(d->kind) && !(d->flags & PY_DEF_IS_OVERLOAD) && d->start < before)
            best = e.at;
    }
    return best;
}

/* Whether any of the entities says of what type it is. */
static bool is_declared(const Facts *f, Entity first)
{
    PY_EACH_ENTITY (f, first, e) {
        if (e.at.kind == ENTITY_IMPORT ||
            (e.at.kind == ENTITY_LOCAL && f->locals[e.at.index].type))
            return true;
        if (e.at.kind != ENTITY_DEF)
            continue;
        const Def *d = &f->defs[e.at.index];
        if (d->type || (d->kind != DEF_FIELD && d->kind != DEF_ENUM_MEMBER &&
                        d->kind != DEF_VARIABLE && d->kind != DEF_CONSTANT))
            return true;
    }
    return false;
}

static void add_member(PyWorld *w, UnitId u, uint32_t scope, NameId name, Entity e)
{
    const Unit *unit = &w->p->units[u];
    Entity first = facts_lookup(unit->facts, scope, name);

    while (first.kind == ENTITY_LOCAL)
        first = facts_next_entity(unit->facts, first);
    if (!name || first.kind != e.kind || first.index != e.index)
        return;
    uint32_t owner = unit->first_symbol + (scope == 1 ? 0 : unit->facts->scopes[scope].def);
    PyMember *m = &w->members[member_slot(w, owner, unit->global_names[name])];
    bool is_mixed;
    Entity chosen = pyentity_choose(unit->facts, first, UINT32_MAX, &is_mixed);
    *m = (PyMember){.owner = owner, .name = unit->global_names[name], .unit = u,
                    .index = chosen.index, .kind = chosen.kind, .is_mixed = is_mixed,
                    .is_declared = is_declared(unit->facts, first)};
}

static bool has_members(const Facts *f, uint32_t scope)
{
    return scope == 1 || f->scopes[scope].kind == SCOPE_CLASS;
}

static void build_members(PyWorld *w)
{
    size_t count = 0;

    for (UnitId u = 0; u < w->p->unit_count; u++) {
        if (w->units[u].is_python)
            count += w->p->units[u].facts->def_count + w->p->units[u].facts->import_count;
    }
    for (w->member_slots = 1024; w->member_slots / 2 < count;)
        w->member_slots *= 2;
    w->members = ARENA_ARRAY(&w->arena, PyMember, w->member_slots);
    for (UnitId u = 0; u < w->p->unit_count; u++) {
        const Facts *f = w->p->units[u].facts;

        if (!w->units[u].is_python)
            continue;
        for (uint32_t d = 1; d < f->def_count; d++) {
            if (has_members(f, f->defs[d].scope))
                add_member(w, u, f->defs[d].scope, f->defs[d].name, (Entity){d, ENTITY_DEF});
        }
        for (uint32_t i = 0; i < f->import_count; i++) {
            if (has_members(f, f->imports[i].scope))
                add_member(w, u, f->imports[i].scope, f->imports[i].local,
                           (Entity){i, ENTITY_IMPORT});
        }
    }
}

/* -- modules -- */

static PyTarget follow_import(PyThread *t, UnitId u, uint32_t index);

static PyTarget import_target(PyThread *t, UnitId u, uint32_t index)
{
    return t->w->is_ready ? t->w->units[u].imports[index] : follow_import(t, u, index);
}

static bool is_in_repository(const PyThread *t, PyTarget x)
{
    uint8_t kind = pytype_get(t, x.type).kind;

    return x.symbol || kind == PYT_MODULE || kind == PYT_PACKAGE;
}

/* The first import of the chain that leads into the repository; else the first of all. */
static PyTarget best_import(PyThread *t, UnitId u, Entity chain)
{
    const Facts *f = py_facts(t, u);
    PyTarget first = {0, TYPE_UNSET};

    PY_EACH_ENTITY (f, chain, e) {
        if (e.at.kind != ENTITY_IMPORT)
            continue;
        PyTarget x = import_target(t, u, e.at.index);
        if (is_in_repository(t, x))
            return x;
        if (first.type == TYPE_UNSET)
            first = x;
    }
    return first.type == TYPE_UNSET ? (PyTarget){0, TYPE_UNKNOWN} : first;
}

/* What a chosen entity leads to. A def that an import gives a rival to stands back when it is only a
 * variable (the `except ImportError: x = None` of an optional import). */
static PyTarget entity_target(PyThread *t, UnitId u, Entity chosen, bool is_mixed)
{
    const Unit *unit = &t->w->p->units[u];
    const Facts *f = unit->facts;

    if (chosen.kind == ENTITY_IMPORT)
        return best_import(t, u, chosen);
    const Def *d = &f->defs[chosen.index];
    if (is_mixed && !is_callable_kind(d->kind)) {
        PyTarget rival = best_import(t, u, facts_lookup(f, d->scope, d->name));

        if (is_in_repository(t, rival))
            return rival;
    }
    return (PyTarget){unit->first_symbol + chosen.index, TYPE_UNSET};
}

static PyTarget from_stars(PyThread *t, UnitId u, uint32_t name, unsigned depth)
{
    const PyUnit *unit = &t->w->units[u];

    for (uint32_t i = unit->star_count; i-- > 0 && depth < PY_MAX_STAR_DEPTH;) {
        PyType module = pytype_get(t, import_target(t, u, unit->stars[i]).type);

        if (module.kind != PYT_MODULE || module.sym == u)
            continue;
        PyTarget x = pymember_of_module(t, module.sym, name, depth + 1);
        if (is_in_repository(t, x))
            return x;
    }
    return (PyTarget){0, TYPE_UNKNOWN};
}

PyTarget pymember_of_module(PyThread *t, UnitId module, uint32_t name, unsigned depth)
{
    const PyMember *m = pymember_lookup(t->w, t->w->p->units[module].first_symbol, name);
    PyTarget x = {0, TYPE_UNKNOWN};

    if (m)
        x = entity_target(t, module, (Entity){m->index, m->kind}, m->is_mixed);
    if (is_in_repository(t, x))
        return x;
    TypeId child = depth ? TYPE_UNKNOWN
                         : pymodule_child(t, pytype_make(t, PYT_MODULE, module, 0, 0),
                                          intern_text(&t->w->p->names, name));
    if (child != TYPE_UNKNOWN)
        return (PyTarget){0, child};
    PyTarget star = from_stars(t, module, name, depth);
    return is_in_repository(t, star) ? star : x;
}

PyTarget pyname_target(PyThread *t, UnitId u, const Expr *e, const PyName *n)
{
    const Facts *f = py_facts(t, u);

    if (n->kind == ENTITY_DEF) {
        bool is_mixed;
        uint32_t before = pyscope_is_in_line(f, e->scope, n->scope) ? e->at : UINT32_MAX;
        Entity chosen = pyentity_choose(f, n->first, before, &is_mixed);

        return entity_target(t, u, chosen, is_mixed);
    }
    if (n->kind == ENTITY_IMPORT)
        return best_import(t, u, n->first);
    uint32_t name = py_global(t, u, e->name);
    PyTarget star = from_stars(t, u, name, 0);
    if (is_in_repository(t, star))
        return star;
    PySpecial special = t->w->specials[name];
    return (PyTarget){0, special ? pyspecial_type(t, special) : TYPE_UNKNOWN};
}

/* -- imports -- */

static PyTarget external_name(PyThread *t, Str module, uint32_t name)
{
    Str first = str_sub(module, 0, MIN_OF(str_find_char(module, '.', 0), module.len));

    if (!pymodule_is_standard(first))
        return (PyTarget){0, TYPE_EXTERNAL};
    return (PyTarget){0, pyspecial_type(t, t->w->specials[name])};
}

static PyTarget find_import(PyThread *t, UnitId u, uint32_t index)
{
    const Facts *f = py_facts(t, u);
    const Import *i = &f->imports[index];
    Str module = facts_name(f, i->module);
    TypeId found = pymodule_find(t, u, module, i->level);

    if (i->kind != IMPORT_NAME) {
        if (found == TYPE_UNKNOWN)
            found = pytype_make(t, PYT_EXTERNAL_MODULE, py_global(t, u, i->module), 0, 0);
        return (PyTarget){0, found};
    }
    if (found == TYPE_UNKNOWN)
        return i->level ? (PyTarget){0, TYPE_UNKNOWN}
                        : external_name(t, module, py_global(t, u, i->symbol));
    PyType x = pytype_get(t, found);
    if (x.kind == PYT_PACKAGE)
        return (PyTarget){0, pymodule_child(t, found, facts_name(f, i->symbol))};
    return pymember_of_module(t, x.sym, py_global(t, u, i->symbol), 0);
}

/* Follows an import, and the imports that it leads over: each is found once. */
static PyTarget follow_import(PyThread *t, UnitId u, uint32_t index)
{
    PyTarget *at = &t->w->units[u].imports[index];

    if (at->type != TYPE_UNSET || at->symbol || t->depth >= PY_MAX_DEPTH)
        return *at;
    *at = (PyTarget){0, TYPE_UNKNOWN}; /* what a circle of imports sees */
    t->depth++;
    *at = find_import(t, u, index);
    t->depth--;
    return *at;
}

static void find_stars(PyWorld *w, UnitId u)
{
    const Facts *f = w->p->units[u].facts;
    uint32_t count = 0;

    for (uint32_t i = 0; i < f->import_count; i++)
        count += f->imports[i].kind == IMPORT_ALL && f->imports[i].scope == 1;
    if (!count)
        return;
    uint32_t *stars = ARENA_ARRAY(&w->arena, uint32_t, count);
    for (uint32_t i = 0; i < f->import_count; i++) {
        if (f->imports[i].kind == IMPORT_ALL && f->imports[i].scope == 1)
            stars[w->units[u].star_count++] = i;
    }
    w->units[u].stars = stars;
}

/* -- classes -- */

static const Def *def_of(const PyThread *t, SymbolId s, UnitId *ret_unit)
{
    *ret_unit = program_unit_of(t->w->p, s);
    return &t->w->p->units[*ret_unit].facts->defs[s - t->w->p->units[*ret_unit].first_symbol];
}

/* The arguments of a class's type as an environment for what its body says. */
static void class_env(PyThread *t, TypeId type, PyEnv *env)
{
    PyType x = pytype_get(t, type);
    const PyClass *c = pyclass_get(t, x.sym);
    uint32_t list = x.a;

    for (uint32_t i = 0; list && i < c->param_count && env->count < PY_MAX_TYPE_VARIABLES; i++) {
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
        class_env(t, base, &env);
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

/* The type variables that the bases name, in order; those of Generic[...] alone when it is there. */
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
    const Def *d = def_of(t, class, &u);
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

/* -- attributes -- */

static TypeId variable_bound(PyThread *t, PyType variable)
{
    const Facts *f = py_facts(t, variable.sym);
    TypeId bound = TYPE_UNKNOWN;

    if (variable.b)
        return TYPE_UNKNOWN;
    for (uint32_t list = f->exprs[variable.a].b; list; list = f->exprs[list].b) {
        const Expr *arg = &f->exprs[f->exprs[list].a];

        if (arg->kind == PY_KEYWORD && str_is(facts_name(f, arg->name), "bound"))
            return pyinfer_annotation(t, variable.sym, arg->a);
        if (arg->kind != PY_KEYWORD && arg->kind != EXPR_NONE)
            bound = pytype_union(t, bound, pyinfer_annotation(t, variable.sym, f->exprs[list].a));
    }
    return bound;
}

/* The member of the first class that declares it; else of the first that has it. */
static const PyMember *search_mro(const PyThread *t, uint32_t start, uint32_t end, uint32_t name,
                                  uint32_t *ret_at)
{
    const PyMember *found = NULL;

    for (uint32_t i = start; i < end; i++) {
        PyType entry = pytype_get(t, t->w->mros.at[i]);
        const PyMember *m = entry.kind == PYT_CLASS ? pymember_lookup(t->w, entry.sym, name) : NULL;

        if (!m || (found && !m->is_declared))
            continue;
        found = m;
        *ret_at = i;
        if (m->is_declared)
            break;
    }
    return found;
}

static bool find_in_mro(PyThread *t, TypeId base, uint32_t name, unsigned from, PyFound *ret)
{
    PyType x = pytype_get(t, base);
    const PyClass *c = pyclass_get(t, x.sym);
    uint32_t at = 0;
    const PyMember *m = search_mro(t, c->mro_start + MIN_OF(from, c->mro_count),
                                   c->mro_start + c->mro_count, name, &at);

    if (!m)
        return false;
    TypeId owner = t->w->mros.at[at];
    PyTarget target = entity_target(t, m->unit, (Entity){m->index, m->kind}, m->is_mixed);
    *ret = (PyFound){target.symbol, target.type, owner, base};
    if (pytype_get(t, owner).a && x.a && (x.kind == PYT_CLASS || x.kind == PYT_INSTANCE)) {
        PyEnv env = {.count = 0};

        class_env(t, base, &env);
        ret->owner = pytype_put(t, owner, &env);
    }
    return true;
}

bool pymember_is_declared(const PyThread *t, const PyFound *found)
{
    const Def *d = found->symbol ? program_def(t->w->p, found->symbol) : NULL;
    PyType owner = pytype_get(t, found->owner);

    if (!d || owner.kind != PYT_CLASS)
        return false;
    UnitId u = program_unit_of(t->w->p, found->symbol);
    const PyMember *m = pymember_lookup(t->w, owner.sym, py_global(t, u, d->name));
    return m && m->is_declared;
}

static bool find_in_class(PyThread *t, TypeId base, uint32_t name, PyFound *ret)
{
    SymbolId metaclass = pyclass_get(t, pytype_get(t, base).sym)->metaclass;

    if (find_in_mro(t, base, name, 0, ret))
        return true;
    return metaclass &&
           find_in_mro(t, pytype_make(t, PYT_INSTANCE, metaclass, 0, 0), name, 0, ret);
}

static bool found_in_module(PyTarget x, TypeId module, PyFound *ret)
{
    *ret = (PyFound){.symbol = x.symbol, .type = x.type, .receiver = module};
    return x.symbol || x.type != TYPE_UNKNOWN;
}

static bool member_find(PyThread *t, TypeId base, uint32_t name, PyFound *ret)
{
    PyType x = pytype_get(t, base);

    switch ((PyTypeKind)x.kind) {
    case PYT_INSTANCE: case PYT_SELF:
        return find_in_mro(t, base, name, 0, ret);
    case PYT_CLASS: case PYT_SELF_CLASS:
        return find_in_class(t, base, name, ret);
    case PYT_SUPER:
        return find_in_mro(t, pytype_make(t, PYT_SELF, x.sym, 0, 0), name, 1, ret);
    case PYT_MODULE:
        return found_in_module(pymember_of_module(t, x.sym, name, 0), base, ret);
    case PYT_PACKAGE:
        return found_in_module(
            (PyTarget){0, pymodule_child(t, base, intern_text(&t->w->p->names, name))}, base, ret);
    case PYT_UNION:
        return pymember_find(t, x.a, name, ret) || pymember_find(t, x.b, name, ret);
    case PYT_VARIABLE:
        return pymember_find(t, variable_bound(t, x), name, ret);
    case PYT_FORM: { /* the class that a type variable stands for; other forms have no attributes */
        PyType of = pytype_get(t, x.a);

        return of.kind == PYT_VARIABLE &&
               pymember_find(t, pyinfer_class_of(t, variable_bound(t, of)), name, ret);
    }
    default:
        return false;
    }
}

bool pymember_find(PyThread *t, TypeId base, uint32_t name, PyFound *ret)
{
    if (t->depth >= PY_MAX_DEPTH)
        return false;
    t->depth++;
    bool is_found = member_find(t, base, name, ret);
    t->depth--;
    return is_found;
}

static bool is_class_side(const PyThread *t, TypeId receiver)
{
    uint8_t kind = pytype_get(t, receiver).kind;

    return kind == PYT_CLASS || kind == PYT_SELF_CLASS;
}

/* The instance that `self` is for a receiver. */
static TypeId self_of(PyThread *t, TypeId receiver)
{
    return is_class_side(t, receiver) ? pyinfer_instance_of(t, receiver) : receiver;
}

/* A class attribute with __get__ gives what that returns. */
static TypeId described(PyThread *t, TypeId type)
{
    PyFound get;
    PyType x = pytype_get(t, type);

    if (x.kind != PYT_INSTANCE || !pymember_find(t, type, t->w->names.get, &get))
        return type;
    TypeId result = pyinfer_call(t, pymember_type(t, &get), 0, 0);
    return result;
}

TypeId pymember_type(PyThread *t, const PyFound *found)
{
    UnitId u;

    if (!found->symbol)
        return found->type;
    if (found->owner == TYPE_UNSET)
        return pyinfer_def(t, found->symbol);
    const Def *d = def_of(t, found->symbol, &u);
    PyEnv env = {.self = self_of(t, found->receiver)};
    if (pytype_get(t, found->owner).kind == PYT_CLASS)
        class_env(t, found->owner, &env);
    if (d->kind == DEF_PROPERTY && !is_class_side(t, found->receiver))
        return pytype_put(t, pyinfer_return(t, found->symbol), &env);
    TypeId type = pyinfer_def(t, found->symbol);
    PyType x = pytype_get(t, type);
    if (x.kind == PYT_FUNCTION && x.sym == found->symbol)
        return pytype_make(t, PYT_FUNCTION, x.sym, found->receiver, 0);
    return described(t, pytype_put(t, type, &env));
}

TypeId pymember_call(PyThread *t, TypeId base, uint32_t name)
{
    PyFound found;

    if (name == UINT32_MAX || !pymember_find(t, base, name, &found))
        return TYPE_UNKNOWN;
    return pyinfer_call(t, pymember_type(t, &found), 0, 0);
}

TypeId pymember_builtin_base(PyThread *t, TypeId base)
{
    PyType x = pytype_get(t, base);

    if (x.kind != PYT_INSTANCE && x.kind != PYT_SELF)
        return TYPE_UNKNOWN;
    const PyClass *c = pyclass_get(t, x.sym);
    for (uint32_t i = 0; i < c->mro_count; i++) {
        PyType entry = pytype_get(t, t->w->mros.at[c->mro_start + i]);

        if (entry.kind != PYT_BUILTIN_CLASS)
            continue;
        PyEnv env = {.count = 0};
        class_env(t, base, &env);
        return pytype_put(t, pytype_make(t, PYT_BUILTIN, entry.sym, entry.a, 0), &env);
    }
    return TYPE_UNKNOWN;
}

/* -- the first phase -- */

static void name_numbers(PyWorld *w)
{
    const struct { uint32_t *at; const char *text; } rows[] = {
        {&w->names.enter, "__enter__"}, {&w->names.aenter, "__aenter__"},
        {&w->names.iter, "__iter__"}, {&w->names.aiter, "__aiter__"},
        {&w->names.next, "__next__"}, {&w->names.anext, "__anext__"},
        {&w->names.getitem, "__getitem__"}, {&w->names.call, "__call__"},
        {&w->names.get, "__get__"}, {&w->names.class, "__class__"}, {&w->names.dict_get, "get"},
        {&w->names.init, "__init__"}, {&w->names.new, "__new__"},
        {&w->names.pop, "pop"}, {&w->names.setdefault, "setdefault"},
        {&w->names.values, "values"}, {&w->names.items, "items"}, {&w->names.keys, "keys"},
        {&w->names.copy, "copy"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        *rows[i].at = resolve_global_name(w->p, str_from(rows[i].text));
}

static void look_at_unit(PyWorld *w, UnitId u)
{
    const Unit *unit = &w->p->units[u];
    const Facts *f = unit->facts;

    w->units[u].is_python = unit->file->language == LANG_PYTHON;
    if (!w->units[u].is_python)
        return;
    w->units[u].expr_types = ARENA_ARRAY(&w->arena, TypeId, f->expr_count + 1);
    for (uint32_t d = 1; d < f->def_count; d++) {
        if (f->defs[d].inner && f->scopes[f->defs[d].inner].kind == SCOPE_CLASS) {
            w->class_of[unit->first_symbol + d] = (uint32_t)w->classes.len;
            (void)VEC_PUSH(&w->classes);
        }
    }
    for (uint32_t l = 1; l < f->local_count; l++) {
        const Local *x = &f->locals[l];

        if ((x->kind == LOCAL_PARAMETER || x->kind == LOCAL_SELF) && x->order == 0 &&
            !(f->scopes[x->scope].flags & PY_SCOPE_LAMBDA))
            w->first_parameter[unit->first_symbol + f->scopes[x->scope].def] = l;
    }
    w->units[u].imports = ARENA_ARRAY(&w->arena, PyTarget, f->import_count + 1);
    find_stars(w, u);
}

static void find_all(PyWorld *w)
{
    PyThread *t = &w->main;

    for (UnitId u = 0; u < w->p->unit_count; u++) {
        for (uint32_t i = 0; w->units[u].is_python && i < py_facts(t, u)->import_count; i++)
            (void)follow_import(t, u, i);
    }
    for (UnitId u = 0; u < w->p->unit_count; u++) {
        const Unit *unit = &w->p->units[u];

        for (uint32_t d = 1; w->units[u].is_python && d < unit->facts->def_count; d++) {
            const Def *def = &unit->facts->defs[d];

            (void)pyinfer_def(t, unit->first_symbol + d);
            if (def->inner && unit->facts->scopes[def->inner].kind == SCOPE_CLASS)
                (void)pyclass_get(t, unit->first_symbol + d);
            else if (def->inner)
                (void)pyinfer_return(t, unit->first_symbol + d);
        }
    }
}

PyWorld *pyworld_new(const Program *p, unsigned threads)
{
    PyWorld *w = xcalloc(1, sizeof(*w));

    w->p = p;
    w->units = ARENA_ARRAY(&w->arena, PyUnit, p->unit_count + 1);
    w->def_types = ARENA_ARRAY(&w->arena, TypeId, p->symbol_count + 1);
    w->return_types = ARENA_ARRAY(&w->arena, TypeId, p->symbol_count + 1);
    w->class_of = ARENA_ARRAY(&w->arena, uint32_t, p->symbol_count + 1);
    w->first_parameter = ARENA_ARRAY(&w->arena, uint32_t, p->symbol_count + 1);
    (void)VEC_PUSH(&w->classes);
    for (UnitId u = 0; u < p->unit_count; u++)
        look_at_unit(w, u);
    name_numbers(w);
    w->specials = pyspecial_table(p, &w->arena);
    w->main = (PyThread){.w = w, .unit = UNIT_NONE};
    w->modules = pymodules_new(w);
    build_members(w);
    find_all(w);
    w->thread_count = threads;
    w->threads = ARENA_ARRAY(&w->arena, PyThread, threads + 1);
    for (unsigned i = 0; i < threads; i++)
        w->threads[i] = (PyThread){.w = w, .types.base = &w->main.types};
    w->is_ready = true;
    return w;
}

void pyworld_free(PyWorld *w)
{
    for (unsigned i = 0; i < w->thread_count; i++)
        pytypes_done(&w->threads[i].types);
    pytypes_done(&w->main.types);
    pymodules_free(w->modules);
    VEC_DONE(&w->classes);
    VEC_DONE(&w->mros);
    VEC_DONE(&w->params);
    arena_done(&w->arena);
    free(w);
}
