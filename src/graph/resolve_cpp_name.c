/*
 * resolve_cpp_name.c -- names in the spaces of C++, and the choice among overloads.
 *
 * A name is looked for in the function (local types), in the class and its bases, in the classes
 * and namespaces around, in what `using namespace` opens. The first space that has it decides. Of
 * several functions there, those that take as many arguments as are given, and of these the one
 * whose parameters look most like the arguments (cpp_shape.c). Where that leaves several, the one that
 * asks for least is taken, as a guess; in a template, where the choice is made anew for each use, any
 * of them is likely.
 */
#include "graph/resolve_c.h"

enum {
    BASES_MAX_DEPTH = 16,
    BASES_MAX_VISITS = 128, /* for one name */
    CANDIDATES_MAX = 4096,
    OTHER_SHAPES = 1 << 16, /* more than any distance */
};

static bool is_type(const Def *d)
{
    return d->kind == DEF_CLASS || d->kind == DEF_STRUCT || d->kind == DEF_UNION ||
           d->kind == DEF_ENUM || d->kind == DEF_TYPE;
}

static bool is_callable(const Def *d)
{
    return d->kind == DEF_FUNCTION || d->kind == DEF_METHOD;
}

/* 0: not what is asked for; else the smaller the better. */
static unsigned fitness(const Def *d, CClass class)
{
    switch (class) {
    case CPP_CLASS_VALUE:
        if (is_callable(d) || d->kind == DEF_VARIABLE || d->kind == DEF_FIELD ||
            d->kind == DEF_ENUM_MEMBER)
            return 1;
        return is_type(d) ? 2 : d->kind == DEF_MACRO ? 1 : 0;
    case CPP_CLASS_TYPE:
        /* `typedef struct s s;` is what s means */
        return d->kind == DEF_TYPE           ? 1
               : is_type(d)                  ? 2
               : d->kind == DEF_MACRO        ? 3
               : fitness(d, CPP_CLASS_VALUE) ? 4 /* T x(value) is read as a declaration */
                                             : 0;
    case CPP_CLASS_SCOPE:
        return is_type(d) ? 1 : d->kind == DEF_NAMESPACE ? 2 : d->kind == DEF_MACRO ? 3 : 0;
    default:
        return c_is_of_class(d, class);
    }
}

static uint16_t arity_of(const CThread *t, const CName *n)
{
    const Facts *f = t->p->units[n->unit].facts;
    uint32_t type = f->defs[n->def].type;

    if (!type || f->exprs[type].kind != EXPR_FUNCTION_TYPE)
        return c_arity(0, 255);
    return f->exprs[type].extra;
}

/* The fewest arguments that a function takes. Of overloads between which nothing known decides, the
 * one that asks for least is the one that is called in most places. */
static unsigned least_of(const CThread *t, const CName *n)
{
    const Def *d = c_def(t->p, n->unit, n->def);

    return is_callable(d) && !(d->flags & C_DEF_IS_QUALIFIED) ? c_arity_least(arity_of(t, n))
                                                              : 0;
}

static bool takes(const CThread *t, const CName *n, CppCall call)
{
    const Def *d = c_def(t->p, n->unit, n->def);

    if (!call.arguments || !is_callable(d))
        return true;
    unsigned count = call.arguments - 1;
    uint16_t arity = arity_of(t, n);
    /* a definition outside the class does not repeat the default values */
    unsigned least = d->flags & C_DEF_IS_QUALIFIED ? 0 : c_arity_least(arity);
    unsigned most = c_arity_most(arity);
    return count >= least && (most == 255 || count <= most);
}

/* -- shapes -- */

static Str shapes_of(const CThread *t, const CName *n)
{
    const Facts *f = t->p->units[n->unit].facts;
    uint32_t type = f->defs[n->def].type;

    if (!type || f->exprs[type].kind != EXPR_FUNCTION_TYPE || !f->exprs[type].b)
        return STR_NONE;
    return facts_name(f, f->exprs[f->exprs[type].b].name);
}

static bool is_one_of(Str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

static bool is_text(Str shape)
{
    static const char *const names[] = {"char*", "wchar_t*", "Slice", "path"};

    return is_one_of(shape, names, ARRAY_LEN(names)) || str_has(shape, STR("string")) ||
           str_has(shape, STR("String"));
}

/* Of wide characters: `wstring`, `wformat_string`. */
static bool is_wide(Str shape)
{
    return str_starts(shape, STR("w")) || str_has(shape, STR("_w"));
}

static bool is_number(Str shape)
{
    static const char *const names[] = {
        "int",      "char", "double", "float",     "bool",    "size_t", "ssize_t",
        "unsigned", "long", "short",  "ptrdiff_t", "wchar_t", "off_t",  "long double"};

    return is_one_of(shape, names, ARRAY_LEN(names)) || str_starts(shape, STR("int")) ||
           str_starts(shape, STR("uint"));
}

/* 0: the same; the more the less likely that the argument goes there. */
static unsigned difference(Str argument, Str parameter)
{
    bool is_pointer = parameter.len && parameter.ptr[parameter.len - 1] == '*';

    if (str_eq(argument, parameter) && !str_is(argument, "?"))
        return 0;
    if (str_is(argument, "?") || str_is(parameter, "?"))
        return 3;
    if (is_text(argument) && is_text(parameter))
        return is_wide(argument) == is_wide(parameter) ? 1 : 6;
    if (is_number(argument) && is_number(parameter))
        return 1;
    if (str_is(argument, "nullptr"))
        return is_pointer ? 1 : 6;
    if (str_is(argument, "()"))
        return str_is(parameter, "function") ? 1 : 5;
    return 6;
}

/* Whether the function may be called on a const object. */
static bool is_const(const CThread *t, const CName *n)
{
    const Facts *f = t->p->units[n->unit].facts;
    uint32_t type = f->defs[n->def].type;

    return type && (f->exprs[type].flags & C_FUNCTION_IS_CONST);
}

/* 0: it fits; 1: a function for const objects on one that is not; 2: the other way round. */
static unsigned const_misfit(const CThread *t, const CName *n, CppCall call)
{
    const Def *d = c_def(t->p, n->unit, n->def);

    if (call.object == CPP_OBJECT_UNKNOWN || d->kind != DEF_METHOD ||
        (d->flags & DEF_IS_STATIC))
        return 0;
    bool on_const = call.object == CPP_OBJECT_CONST;
    return is_const(t, n) == on_const ? 0 : on_const ? 2 : 1;
}

CppObject cpp_object_around(const CThread *t, UnitId unit, uint32_t scope)
{
    const Facts *f = t->p->units[unit].facts;
    const Def *d = &f->defs[f->scopes[scope].def];

    if (d->kind != DEF_METHOD || !d->type || f->exprs[d->type].kind != EXPR_FUNCTION_TYPE)
        return CPP_OBJECT_UNKNOWN;
    return f->exprs[d->type].flags & C_FUNCTION_IS_CONST ? CPP_OBJECT_CONST : CPP_OBJECT_PLAIN;
}

static unsigned unlikeness(const CThread *t, const CName *n, CppCall call)
{
    Str arguments = call.shapes ? intern_text(&t->p->names, call.shapes) : STR_NONE;
    Str parameters = shapes_of(t, n), argument, parameter;
    unsigned sum = 0;

    if (!arguments.len || !is_callable(c_def(t->p, n->unit, n->def)))
        return 0;
    while (str_split(&arguments, ',', &argument)) {
        if (!str_split(&parameters, ',', &parameter))
            parameter = STR("?");
        sum += difference(argument, parameter);
    }
    return sum;
}

/* There an overload that depends on the arguments is chosen anew for each use: any is right. */
static bool is_in_template(const Facts *f, uint32_t scope)
{
    for (; scope; scope = f->scopes[scope].parent) {
        if (f->scopes[scope].flags & C_SCOPE_IS_TEMPLATE)
            return true;
    }
    return false;
}

CppCall cpp_call_of(const CThread *t, UnitId unit, const Expr *e)
{
    const Unit *u = &t->p->units[unit];

    if (!(e->flags & EXPR_IS_CALLED))
        return (CppCall){0};
    return (CppCall){
        .arguments = c_arguments_of(e->extra),
        .is_in_template = is_in_template(u->facts, e->scope),
        .object = (uint8_t)cpp_object_around(t, unit, e->scope),
        .shapes = e->b && u->facts->exprs[e->b].kind == C_EXPR_SHAPES
                      ? u->global_names[u->facts->exprs[e->b].name]
                      : 0,
    };
}

void cpp_in_class(const CThread *t, UnitId unit, const Expr *e, uint32_t space, bool is_of_base,
                  CppCall *call)
{
    const Facts *f = t->p->units[unit].facts;

    if (unit != t->unit || !t->s->spaces.at[space].is_split)
        return;
    for (uint32_t scope = e->scope; scope; scope = f->scopes[scope].parent) {
        if (f->scopes[scope].kind == SCOPE_CLASS &&
            t->s->space_of_scope[unit][scope] == space) {
            call->class_scope = scope;
            call->is_of_base = is_of_base;
            return;
        }
    }
}

/* -- choosing -- */

/* Smaller is better. */
typedef struct Rank {
    unsigned misfit, is_elsewhere, unlike, sight, is_conditional, distance, least,
        is_declaration;
} Rank;

static bool is_better(const Rank *a, const Rank *b)
{
    bool hidden_a = a->sight == C_SIGHT_NONE, hidden_b = b->sight == C_SIGHT_NONE;

    if (hidden_a != hidden_b)
        return !hidden_a;
    if (a->misfit != b->misfit)
        return a->misfit < b->misfit;
    if (a->is_elsewhere != b->is_elsewhere)
        return a->is_elsewhere < b->is_elsewhere;
    if (a->unlike != b->unlike)
        return a->unlike < b->unlike;
    if ((a->sight == C_SIGHT_HOST) != (b->sight == C_SIGHT_HOST))
        return a->sight < b->sight;
    if (a->is_conditional != b->is_conditional)
        return a->is_conditional < b->is_conditional;
    if (a->sight != b->sight)
        return a->sight < b->sight;
    if (a->distance != b->distance)
        return a->distance < b->distance;
    if (a->least != b->least)
        return a->least < b->least;
    return a->is_declaration < b->is_declaration;
}

static bool is_hidden(const CThread *t, const CName *n, const Def *d)
{
    return c_sight(t, n->unit) == C_SIGHT_NONE &&
           (d->kind == DEF_MACRO || d->visibility == VISIBLE_FILE);
}

typedef struct Range {
    uint32_t start, end;
} Range;

static Range candidates(const CState *s, uint32_t name)
{
    uint32_t start = s->name_start[name];

    return (Range){start, MIN_OF(s->name_start[name + 1], start + CANDIDATES_MAX)};
}

/* Whether it is declared in, or is a definition for, the class of that scope in the unit. */
static bool is_in_class(const CThread *t, const CName *n, uint32_t scope)
{
    const Def *d = c_def(t->p, n->unit, n->def);

    return (n->unit == t->unit && d->scope == scope) || (d->flags & C_DEF_IS_QUALIFIED);
}

/* Misfits: 1-3 by kind, 8 more for a function that does not take so many arguments. */
static CName choose(const CThread *t, uint32_t space, uint32_t name, CClass class, CppCall call,
                    Rank *ret_rank)
{
    const CState *s = t->s;
    Range r = candidates(s, name);
    CName best = {UNIT_NONE, 0, 0};

    for (uint32_t i = r.start; i < r.end; i++) {
        CName n = s->names[i];
        const Def *d = c_def(t->p, n.unit, n.def);
        unsigned misfit = n.space == space ? fitness(d, class) : 0;

        if (!misfit || is_hidden(t, &n, d))
            continue;
        Rank rank = {
            .misfit = misfit + (takes(t, &n, call) ? 0 : 8),
            .is_elsewhere = call.class_scope &&
                            is_in_class(t, &n, call.class_scope) == call.is_of_base,
            .unlike = 4 * unlikeness(t, &n, call) + const_misfit(t, &n, call),
            .sight = c_sight(t, n.unit),
            .is_conditional = c_conditionality(d),
            .distance = c_distance(s, t->unit, n.unit) + c_strangeness(s, t->unit, n.unit),
            .least = least_of(t, &n),
            .is_declaration = (d->flags & DEF_IS_DECLARATION) != 0,
        };
        if (best.unit == UNIT_NONE || is_better(&rank, ret_rank)) {
            best = n;
            *ret_rank = rank;
        }
    }
    return best;
}

/* Specialisations of a template are one space: the same function in another of them is another. */
static bool is_of_other_class(const CThread *t, const CName *a, const CName *b)
{
    const Def *d = c_def(t->p, a->unit, a->def), *e = c_def(t->p, b->unit, b->def);

    return t->s->spaces.at[a->space].is_split &&
           !((d->flags | e->flags) & C_DEF_IS_QUALIFIED) &&
           (a->unit != b->unit || d->scope != e->scope);
}

/* The definition behind a declaration: of the same number of parameters, of the same shapes where
 * there is one. */
static CName definition_of(const CThread *t, uint32_t name, CName seen)
{
    const CState *s = t->s;
    Range r = candidates(s, name);
    const Def *declared = c_def(t->p, seen.unit, seen.def);
    unsigned most = c_arity_most(arity_of(t, &seen)), best_distance = UINT32_MAX;
    CName best = seen;

    for (uint32_t i = r.start; i < r.end; i++) {
        CName n = s->names[i];
        const Def *d = c_def(t->p, n.unit, n.def);

        if (n.space != seen.space || d->kind == DEF_MACRO || (d->flags & DEF_IS_DECLARATION) ||
            is_type(d) != is_type(declared) || is_callable(d) != is_callable(declared) ||
            (is_callable(d) && c_arity_most(arity_of(t, &n)) != most) || is_hidden(t, &n, d) ||
            is_of_other_class(t, &n, &seen))
            continue;
        unsigned distance = 2 * c_distance(s, seen.unit, n.unit) + (n.unit != seen.unit) +
                            (s->host[seen.unit] != n.unit) + c_strangeness(s, t->unit, n.unit);

        if (is_callable(d) && !str_eq(shapes_of(t, &n), shapes_of(t, &seen)))
            distance += OTHER_SHAPES;
        if (is_callable(d) && is_const(t, &n) != is_const(t, &seen))
            distance += OTHER_SHAPES;

        if (distance < best_distance) {
            best = n;
            best_distance = distance;
        }
    }
    return best;
}

/* Whether another function of the space is as good. */
static bool has_rival(const CThread *t, uint32_t name, CName chosen, CppCall call)
{
    const CState *s = t->s;
    Range r = candidates(s, name);
    Str shapes = shapes_of(t, &chosen);
    unsigned unlike = unlikeness(t, &chosen, call);
    unsigned misfit = const_misfit(t, &chosen, call);
    bool is_seen = c_sight(t, chosen.unit) != C_SIGHT_NONE;

    if (!is_callable(c_def(t->p, chosen.unit, chosen.def)))
        return false;
    for (uint32_t i = r.start; i < r.end; i++) {
        CName n = s->names[i];
        const Def *d = c_def(t->p, n.unit, n.def);

        if (n.space != chosen.space || !is_callable(d) || !takes(t, &n, call) ||
            is_hidden(t, &n, d) || (n.unit == chosen.unit && n.def == chosen.def) ||
            (is_seen && c_sight(t, n.unit) == C_SIGHT_NONE))
            continue;
        if (call.class_scope &&
            is_in_class(t, &n, call.class_scope) != is_in_class(t, &chosen, call.class_scope))
            continue;
        /* the same parameters: its declaration or definition, or differs in `const` only */
        bool is_other = is_of_other_class(t, &n, &chosen) ||
                        !str_eq(shapes_of(t, &n), shapes) ||
                        (n.unit == chosen.unit &&
                         ((d->flags ^ c_def(t->p, chosen.unit, chosen.def)->flags) &
                          DEF_IS_DECLARATION) == 0);
        if (is_other && unlikeness(t, &n, call) <= unlike &&
            const_misfit(t, &n, call) <= misfit)
            return true;
    }
    return false;
}

static CFound look_in(const CThread *t, uint32_t space, uint32_t name, CClass class,
                      CppCall call)
{
    Rank rank = {0};
    CName seen = choose(t, space, name, class, call, &rank);

    if (seen.unit == UNIT_NONE)
        return (CFound){0};
    CName to = seen;
    const Def *d = c_def(t->p, seen.unit, seen.def);
    /* only for systems that lack it */
    if (space == CPP_GLOBAL && !c_is_always_there(d) && (!is_type(d) || d->kind == DEF_TYPE) &&
        c_is_library_name(intern_text(&t->p->names, name)))
        return (CFound){0};
    if (d->flags & DEF_IS_DECLARATION)
        to = definition_of(t, name, seen);
    Tier tier = rank.sight == C_SIGHT_OWN    ? TIER_EXACT
                : rank.sight == C_SIGHT_NONE ? TIER_LIKELY
                                             : TIER_IMPORT;
    if (has_rival(t, name, seen, call))
        tier = call.is_in_template ? TIER_LIKELY : TIER_UNIQUE;
    return (CFound){.symbol = t->p->units[to.unit].first_symbol + to.def,
                    .unit = to.unit,
                    .def = to.def,
                    .tier = (uint8_t)tier,
                    .seen = t->p->units[seen.unit].first_symbol + seen.def};
}

/* Mixed to 64 bits: one key for two questions is less likely than a broken machine. */
static uint64_t key_of(uint32_t space, uint32_t name, CppCall call)
{
    uint64_t key = (uint64_t)name << 32 | space;

    return key ^ ((uint64_t)call.shapes << 10 | (uint64_t)call.is_in_template << 50 |
                  (uint64_t)call.class_scope << 24 | (uint64_t)call.is_of_base << 51 |
                  (uint64_t)call.object << 8 | call.arguments) *
                     0xd6e8feb86659fd93u;
}

CFound cpp_lookup_in(CThread *t, uint32_t space, uint32_t name, CClass class, CppCall call)
{
    bool is_new;
    uint32_t *kept = c_memo_at(&t->in_space[class], key_of(space, name, call), t->generation,
                               &is_new);

    if (is_new) {
        *kept = (uint32_t)t->found.len;
        *VEC_PUSH(&t->found) = look_in(t, space, name, class, call);
    }
    return t->found.at[*kept];
}

/* Specialisations of a template are one space and have the bases of them all, so there may be many
 * ways up, and circles. */
static CFound look_up_bases(CThread *t, uint32_t space, uint32_t name, CClass class,
                            CppCall call, unsigned depth, unsigned *visits_left)
{
    const CState *s = t->s;
    CFound found = cpp_lookup_in(t, space, name, class, call);

    for (uint32_t b = s->spaces.at[space].bases;
         b && !found.symbol && depth < BASES_MAX_DEPTH && *visits_left;
         b = s->bases.at[b].next) {
        --*visits_left;
        found = look_up_bases(t, s->bases.at[b].space, name, class, call, depth + 1,
                              visits_left);
    }
    return found;
}

CFound cpp_lookup_member(CThread *t, uint32_t space, uint32_t name, CClass class, CppCall call)
{
    unsigned visits_left = BASES_MAX_VISITS;

    return look_up_bases(t, space, name, class, call, 0, &visits_left);
}

/* -- outwards -- */

/* A function that nobody has said how to find: by the types of its arguments, which are not known
 * here. It must be the only one of its name in any namespace that is seen. */
static CFound look_by_arguments(const CThread *t, uint32_t name, CppCall call)
{
    const CState *s = t->s;
    Range r = candidates(s, name);
    uint32_t space = CPP_NONE;

    for (uint32_t i = r.start; i < r.end; i++) {
        CName n = s->names[i];
        const Def *d = c_def(t->p, n.unit, n.def);

        if (d->kind != DEF_FUNCTION || s->spaces.at[n.space].is_class ||
            c_sight(t, n.unit) > C_SIGHT_CLOSURE || !takes(t, &n, call))
            continue;
        if (space && space != n.space)
            return (CFound){0};
        space = n.space;
    }
    CFound found = space ? look_in(t, space, name, CPP_CLASS_VALUE, call) : (CFound){0};
    found.tier = TIER_LIKELY;
    return found;
}

static CFound look_around(CThread *t, uint32_t space, uint32_t name, CClass class, CppCall call)
{
    const CState *s = t->s;
    CFound found = {0};

    for (; space && !found.symbol; space = s->spaces.at[space].parent)
        found = s->spaces.at[space].is_class ? cpp_lookup_member(t, space, name, class, call)
                                             : cpp_lookup_in(t, space, name, class, call);
    for (size_t i = 0; i < t->usings.len && !found.symbol; i++)
        found = cpp_lookup_in(t, t->usings.at[i], name, class, call);
    if (!found.symbol && class == CPP_CLASS_VALUE && call.arguments > 1)
        found = look_by_arguments(t, name, call);
    return found;
}

static CFound lookup_around(CThread *t, uint32_t space, uint32_t name, CClass class,
                            CppCall call)
{
    bool is_new;
    uint64_t key = key_of(space, name, call);
    uint32_t *kept = c_memo_at(&t->around[class], key, t->generation, &is_new);

    if (is_new) {
        CFound found = look_around(t, space, name, class, call);

        /* the memo may have grown meanwhile */
        kept = c_memo_at(&t->around[class], key, t->generation, &is_new);
        *kept = (uint32_t)t->found.len;
        *VEC_PUSH(&t->found) = found;
    }
    return t->found.at[*kept];
}

/* Types defined in the function, and names that a `using` brought into a scope. */
static CFound lookup_scopes(CThread *t, UnitId unit, const Expr *e, CClass class)
{
    const Unit *u = &t->p->units[unit];
    const Facts *f = u->facts;

    for (uint32_t scope = e->scope; scope; scope = f->scopes[scope].parent) {
        uint8_t kind = f->scopes[scope].kind;
        bool is_local = kind == SCOPE_FUNCTION || kind == SCOPE_BLOCK;
        bool is_class = kind == SCOPE_CLASS; /* this one of several specialisations */

        for (Entity x = facts_lookup(f, scope, e->name); x.kind != ENTITY_NONE;
             x = facts_next_entity(f, x)) {
            if (x.kind == ENTITY_DEF && fitness(&f->defs[x.index], class) &&
                (is_local || (is_class && !is_callable(&f->defs[x.index]) &&
                              !(f->defs[x.index].flags & DEF_IS_DECLARATION))))
                return (CFound){.symbol = u->first_symbol + x.index,
                                .unit = unit,
                                .def = x.index,
                                .tier = TIER_EXACT,
                                .seen = u->first_symbol + x.index};
            if (x.kind == ENTITY_IMPORT && f->imports[x.index].extra < f->expr_count &&
                f->exprs[f->imports[x.index].extra].kind == EXPR_MEMBER) {
                const Expr *m = &f->exprs[f->imports[x.index].extra];
                uint32_t space = cpp_space_of_expr(t->s, unit, m->a, 0);
                CFound found = {0};

                if (space)
                    found = cpp_lookup_member(t, space, u->global_names[m->name], class,
                                              cpp_call_of(t, unit, e));
                if (found.symbol)
                    return found;
            }
        }
    }
    return (CFound){0};
}

/* A member or a function of a namespace that is named like one of the C library and calls that name
 * wraps it: `int file::close() { return CHECKED(close(fd)); }`. */
static bool is_wrapped(const CThread *t, UnitId unit, const Expr *e)
{
    const Facts *f = t->p->units[unit].facts;
    const Def *around = &f->defs[f->scopes[e->scope].def];

    return (e->flags & EXPR_IS_CALLED) && around->name == e->name && is_callable(around) &&
           t->s->space_of_scope[unit][e->scope] != CPP_GLOBAL &&
           c_is_library_name(facts_name(f, e->name));
}

CFound cpp_lookup(CThread *t, UnitId unit, const Expr *e, CClass class)
{
    if (is_wrapped(t, unit, e))
        return (CFound){0};
    CFound found = lookup_scopes(t, unit, e, class);

    if (found.symbol)
        return found;
    CppCall call = cpp_call_of(t, unit, e);
    uint32_t space = t->s->space_of_scope[unit][e->scope];
    cpp_in_class(t, unit, e, space, false, &call);
    return lookup_around(t, space, t->p->units[unit].global_names[e->name], class, call);
}

void cpp_begin_unit(CThread *t)
{
    const Facts *f = t->p->units[t->unit].facts;

    VEC_CLEAR(&t->usings);
    VEC_CLEAR(&t->envs);
    VEC_CLEAR(&t->cpp_types);
    (void)VEC_PUSH(&t->envs);
    for (size_t i = 0; i < C_CLASS_COUNT; i++)
        t->in_space[i].used = t->around[i].used = 0;
    for (uint32_t i = 0; i < f->import_count; i++) {
        const Import *m = &f->imports[i];
        uint32_t space = !m->module && m->kind == IMPORT_ALL && m->extra < f->expr_count
                             ? cpp_space_of_expr(t->s, t->unit, m->extra, 0)
                             : CPP_NONE;

        if (space)
            *VEC_PUSH(&t->usings) = space;
    }
}
