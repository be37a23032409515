/*
 * resolve_python_world.c -- the first phase: the tables, filled in the order of the units.
 */
#include "graph/resolve_python.h"

static void name_numbers(PyWorld *w)
{
    const struct {
        uint32_t *at;
        const char *text;
    } rows[] = {
        {&w->names.enter, "__enter__"},
        {&w->names.aenter, "__aenter__"},
        {&w->names.iter, "__iter__"},
        {&w->names.aiter, "__aiter__"},
        {&w->names.next, "__next__"},
        {&w->names.anext, "__anext__"},
        {&w->names.getitem, "__getitem__"},
        {&w->names.call, "__call__"},
        {&w->names.get, "__get__"},
        {&w->names.class, "__class__"},
        {&w->names.dict_get, "get"},
        {&w->names.init, "__init__"},
        {&w->names.new, "__new__"},
        {&w->names.pop, "pop"},
        {&w->names.setdefault, "setdefault"},
        {&w->names.values, "values"},
        {&w->names.items, "items"},
        {&w->names.keys, "keys"},
        {&w->names.copy, "copy"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        *rows[i].at = resolve_global_name(w->p, str_from(rows[i].text));
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
            (void)pyimport_follow(t, u, i);
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
    pymembers_build(w);
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
