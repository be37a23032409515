/*
 * resolve_python_fixture.c -- what pytest gives a test's parameters.
 *
 * A parameter of a test, or of a fixture, that nobody gives a value means the fixture of its
 * name: in the same class, in the same file, or in a conftest.py of the folder or one around
 * it. What the fixture returns or yields is the parameter's type; so a test that says only
 * `client` still leads to the code that it tests.
 */
#include "graph/resolve_python.h"

enum { FIXTURE_MAX_CONFTESTS = 16, FIXTURE_MAX_DECORATORS = 8 };

/* @fixture, @pytest.fixture, @pytest.fixture(...) */
static bool is_fixture(const Facts *f, const Def *d)
{
    unsigned count = 0;

    if (!d->inner || d->kind == DEF_CLASS)
        return false;
    for (uint32_t list = d->value; list && count < FIXTURE_MAX_DECORATORS;
         list = f->exprs[list].b, count++) {
        const Expr *e = &f->exprs[f->exprs[list].a];

        if (e->kind == EXPR_CALL)
            e = &f->exprs[e->a];
        if ((e->kind == EXPR_NAME || e->kind == EXPR_MEMBER) &&
            str_ends(facts_name(f, e->name), STR("fixture")))
            return true;
    }
    return false;
}

/* The fixture among the members of a class or file; NULL: none. */
static const PyMember *fixture_in(const PyThread *t, SymbolId owner, uint32_t name)
{
    const PyMember *m = owner ? pymember_lookup(t->w, owner, name) : NULL;

    if (!m || m->kind != ENTITY_DEF)
        return NULL;
    const Facts *f = py_facts(t, m->unit);
    return is_fixture(f, &f->defs[m->index]) ? m : NULL;
}

static const PyMember *find_fixture(const PyThread *t, UnitId u, const Def *user, uint32_t name)
{
    const Program *p = t->w->p;
    const Facts *f = py_facts(t, u);
    bool is_method = f->scopes[user->scope].kind == SCOPE_CLASS;
    const PyMember *m = fixture_in(t, is_method ? pyclass_around(t, u, user->scope) : 0, name);
    bool is_itself = &f->defs[m ? m->index : 0] == user;

    if (m && !is_itself)
        return m;
    m = fixture_in(t, p->units[u].first_symbol, name);
    if (m && &f->defs[m->index] != user)
        return m;
    for (unsigned level = 0; level < FIXTURE_MAX_CONFTESTS; level++) {
        UnitId conftest = pymodule_conftest(t->w, u, level);

        if (conftest == UNIT_NONE)
            return NULL;
        m = conftest != u ? fixture_in(t, p->units[conftest].first_symbol, name) : NULL;
        if (m)
            return m;
    }
    return NULL;
}

TypeId pyfixture_type(PyThread *t, UnitId u, const Def *user, NameId name)
{
    const PyMember *m;

    if (!(user->flags & DEF_IS_TEST) && !is_fixture(py_facts(t, u), user))
        return TYPE_UNKNOWN;
    m = find_fixture(t, u, user, py_global(t, u, name));
    if (!m)
        return TYPE_UNKNOWN;
    const Facts *f = py_facts(t, m->unit);
    TypeId type = pyinfer_return(t, t->w->p->units[m->unit].first_symbol + m->index);
    bool has_yield = facts_lookup(f, f->defs[m->index].inner, PY_NAME_YIELD).kind !=
                     ENTITY_NONE;
    return has_yield ? pyinfer_element(t, type) : type;
}
