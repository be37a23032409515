/*
 * resolve_python_member.c -- attributes of classes, instances and modules, and what imports
 * lead to.
 *
 * Attributes of a class and those set on its instances share one table, as a reader thinks of
 * them.
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
    *m = (PyMember){.owner = owner,
                    .name = unit->global_names[name],
                    .unit = u,
                    .index = chosen.index,
                    .kind = chosen.kind,
                    .is_mixed = is_mixed,
                    .is_declared = is_declared(unit->facts, first)};
}

static bool has_members(const Facts *f, uint32_t scope)
{
    return scope == 1 || f->scopes[scope].kind == SCOPE_CLASS;
}

void pymembers_build(PyWorld *w)
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

PyTarget pyimport_follow(PyThread *t, UnitId u, uint32_t index);

static PyTarget import_target(PyThread *t, UnitId u, uint32_t index)
{
    return t->w->is_ready ? t->w->units[u].imports[index] : pyimport_follow(t, u, index);
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

/* What a chosen entity leads to. A def that an import gives a rival to stands back when it
 * is only a variable (the `except ImportError: x = None` of an optional import). */
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
PyTarget pyimport_follow(PyThread *t, UnitId u, uint32_t index)
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
            bound = pytype_union(t, bound,
                                 pyinfer_annotation(t, variable.sym, f->exprs[list].a));
    }
    return bound;
}

/* The member of the first class that declares it; else of the first that has it. */
static const PyMember *search_mro(const PyThread *t, uint32_t start, uint32_t end,
                                  uint32_t name, uint32_t *ret_at)
{
    const PyMember *found = NULL;

    for (uint32_t i = start; i < end; i++) {
        PyType entry = pytype_get(t, t->w->mros.at[i]);
        const PyMember *m = entry.kind == PYT_CLASS ? pymember_lookup(t->w, entry.sym, name)
                                                    : NULL;

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

        pyclass_env(t, base, &env);
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
    case PYT_INSTANCE:
    case PYT_SELF:
        return find_in_mro(t, base, name, 0, ret);
    case PYT_CLASS:
    case PYT_SELF_CLASS:
        return find_in_class(t, base, name, ret);
    case PYT_SUPER:
        return find_in_mro(t, pytype_make(t, PYT_SELF, x.sym, 0, 0), name, 1, ret);
    case PYT_MODULE:
        return found_in_module(pymember_of_module(t, x.sym, name, 0), base, ret);
    case PYT_PACKAGE:
        return found_in_module(
            (PyTarget){0, pymodule_child(t, base, intern_text(&t->w->p->names, name))}, base,
            ret);
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
    const Def *d = pydef_of(t, found->symbol, &u);
    PyEnv env = {.self = self_of(t, found->receiver)};
    if (pytype_get(t, found->owner).kind == PYT_CLASS)
        pyclass_env(t, found->owner, &env);
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
        pyclass_env(t, base, &env);
        return pytype_put(t, pytype_make(t, PYT_BUILTIN, entry.sym, entry.a, 0), &env);
    }
    return TYPE_UNKNOWN;
}
