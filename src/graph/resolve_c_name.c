/*
 * resolve_c_name.c -- who a name at file level means.
 *
 * The unit itself first, then what it includes, then what its host sees. A declaration leads to the
 * definition: a name without `static` means the same thing in all files that see it, so any
 * definition of it is taken, the one in the nearest folder when a repository holds several programs.
 */
#include "graph/resolve_c.h"

enum { CANDIDATES_MAX = 4096 }; /* of one name; more are not looked at */

/* -- the index -- */

/* The space that a name is found in; CPP_NONE for those that are not shared: members of C structs,
 * names inside functions. */
static uint32_t shared_in(const CState *s, UnitId u, uint32_t def)
{
    const Unit *unit = &s->p->units[u];
    const Def *d = &unit->facts->defs[def];
    uint8_t scope_kind = unit->facts->scopes[d->scope].kind;
    uint64_t space;

    if (!d->name || scope_kind == SCOPE_FUNCTION || scope_kind == SCOPE_BLOCK)
        return CPP_NONE;
    /* the body of TEST_F(Fixture, name) sees the fixture, but is no member of it */
    if ((d->flags & C_DEF_IS_QUALIFIED) && (d->flags & DEF_IS_GENERATED))
        return CPP_NONE;
    if (!s->has_cpp)
        return d->kind != DEF_FIELD && scope_kind == SCOPE_FILE ? CPP_GLOBAL : CPP_NONE;
    if ((d->flags & C_DEF_IS_QUALIFIED) && d->kind != DEF_MACRO &&
        u64map_get(&s->space_of_def, unit->first_symbol + def, &space))
        return (uint32_t)space;
    return s->space_of_scope[u][d->scope];
}

void c_index_names(CState *s)
{
    const Program *p = s->p;
    size_t names = p->names.map.len;

    s->name_start = ARENA_ARRAY(&s->arena, uint32_t, names + 2);
    s->unit_of = ARENA_ARRAY(&s->arena, UnitId, p->symbol_count + 1);
    for (uint32_t u = 0; u < p->unit_count; u++) {
        const Facts *f = p->units[u].facts;

        for (uint32_t d = 0; d < f->def_count; d++) {
            s->unit_of[p->units[u].first_symbol + d] = u;
            if (d && c_is_unit(p, u) && shared_in(s, u, d))
                s->name_start[p->units[u].global_names[f->defs[d].name] + 2]++;
        }
    }
    for (size_t n = 0; n < names; n++)
        s->name_start[n + 2] += s->name_start[n + 1];
    s->names = ARENA_ARRAY(&s->arena, CName, s->name_start[names + 1] + 1);
    for (uint32_t u = 0; u < p->unit_count; u++) {
        const Facts *f = p->units[u].facts;

        for (uint32_t d = 1; c_is_unit(p, u) && d < f->def_count; d++) {
            uint32_t space = shared_in(s, u, d);
            uint32_t name = p->units[u].global_names[f->defs[d].name];

            if (space)
                s->names[s->name_start[name + 1]++] = (CName){u, d, space};
        }
    }
}

/* -- choosing -- */

static bool is_tag_kind(const Def *d)
{
    return d->kind == DEF_STRUCT || d->kind == DEF_UNION || d->kind == DEF_ENUM ||
           d->kind == DEF_CLASS;
}

unsigned c_conditionality(const Def *d)
{
    bool is_foreign = !is_tag_kind(d) && (d->flags & C_DEF_IS_FOREIGN);

    return d->flags & C_DEF_IS_CONDITIONAL ? 2u + is_foreign : is_foreign;
}

bool c_is_always_there(const Def *d)
{
    return !(d->flags & C_DEF_IS_CONDITIONAL) &&
           (is_tag_kind(d) || !(d->flags & C_DEF_IS_FOREIGN));
}

bool c_is_of_class(const Def *d, CClass class)
{
    switch (class) {
    case C_CLASS_VALUE:
        return d->kind == DEF_FUNCTION || d->kind == DEF_VARIABLE ||
               d->kind == DEF_ENUM_MEMBER || d->kind == DEF_MACRO;
    case C_CLASS_TYPE:
        return d->kind == DEF_TYPE || (is_tag_kind(d) && (d->flags & C_DEF_IS_TYPEDEF));
    case C_CLASS_TAG:
        return is_tag_kind(d) && !(d->flags & C_DEF_IS_TYPEDEF);
    default:
        return d->kind == DEF_MACRO;
    }
}

/* Smaller is better. */
typedef struct Rank {
    unsigned sight, is_conditional, kind, distance, is_declaration;
} Rank;

static bool is_better(const Rank *a, const Rank *b)
{
    if (a->sight != b->sight)
        return a->sight < b->sight;
    if (a->is_conditional != b->is_conditional)
        return a->is_conditional < b->is_conditional;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    if (a->distance != b->distance)
        return a->distance < b->distance;
    return a->is_declaration < b->is_declaration;
}

static bool is_hidden(const CThread *t, const CName *n, const Def *d)
{
    CSight sight = c_sight(t, n->unit);

    if (sight != C_SIGHT_NONE)
        return false;
    /* out of sight: only what the linker would find, and bodies of structs that are declared */
    return (d->flags & DEF_IS_STATIC) || d->kind == DEF_MACRO ||
           t->s->p->units[n->unit].file->skip;
}

/* The definition of a function or variable that is only declared at `seen`. */
static CName definition_of(const CThread *t, uint32_t name, CName seen)
{
    const CState *s = t->s;
    const Def *declared = c_def(t->p, seen.unit, seen.def);
    CName best = seen;
    unsigned best_distance = UINT32_MAX;
    uint32_t end = MIN_OF(s->name_start[name + 1], s->name_start[name] + CANDIDATES_MAX);

    for (uint32_t i = s->name_start[name]; i < end; i++) {
        CName n = s->names[i];
        const Def *d = c_def(t->p, n.unit, n.def);
        bool is_static = (d->flags & DEF_IS_STATIC) || (declared->flags & DEF_IS_STATIC);

        if (n.space != seen.space || d->kind != declared->kind ||
            (d->flags & DEF_IS_DECLARATION) || (is_static && n.unit != seen.unit))
            continue;
        unsigned distance = n.unit == t->unit ? 0 : 2 * c_distance(s, seen.unit, n.unit) + 2;

        /* what includes the header that declares it comes first */
        distance -= n.unit != t->unit && s->host[seen.unit] == n.unit;
        distance += c_strangeness(s, t->unit, n.unit);
        if (distance < best_distance) {
            best = n;
            best_distance = distance;
        }
    }
    return best;
}

typedef struct Choice {
    CName best;
    Rank rank;
    unsigned hidden; /* candidates out of sight that are definitions */
} Choice;

static Choice choose(const CThread *t, uint32_t name, CClass class)
{
    const CState *s = t->s;
    Choice c = {.best = {UNIT_NONE, 0, 0}};
    uint32_t end = MIN_OF(s->name_start[name + 1], s->name_start[name] + CANDIDATES_MAX);

    for (uint32_t i = s->name_start[name]; i < end; i++) {
        CName n = s->names[i];
        const Def *d = c_def(t->p, n.unit, n.def);

        if (n.space != CPP_GLOBAL || !c_is_of_class(d, class) || is_hidden(t, &n, d))
            continue;
        bool is_declaration = (d->flags & DEF_IS_DECLARATION) != 0;
        bool is_conditional = !c_is_always_there(d);
        Rank rank = {
            .sight = c_sight(t, n.unit),
            .is_conditional = c_conditionality(d),
            /* a macro hides what has its name, if it is there at all */
            .kind = (d->kind == DEF_MACRO) == is_conditional,
            .distance = c_distance(s, t->unit, n.unit) + c_strangeness(s, t->unit, n.unit),
            .is_declaration = is_declaration,
        };
        /* `struct s;` says nothing: any body is better, even out of sight */
        if (class == C_CLASS_TAG && is_declaration)
            rank.sight = C_SIGHT_NONE + 1;
        c.hidden += rank.sight == C_SIGHT_NONE && !is_declaration;
        if (c.best.unit == UNIT_NONE || is_better(&rank, &c.rank)) {
            c.best = n;
            c.rank = rank;
        }
    }
    return c;
}

static Tier tier_of(const Choice *c, CClass class)
{
    switch (c->rank.sight) {
    case C_SIGHT_OWN:
        return TIER_EXACT;
    case C_SIGHT_CLOSURE:
    case C_SIGHT_CONDITIONAL:
    case C_SIGHT_HOST:
        return TIER_IMPORT;
    case C_SIGHT_NONE:
        /* bodies of structs are out of sight by design; all others should have been declared */
        return c->hidden <= 1 ? TIER_LIKELY : class == C_CLASS_TAG ? TIER_LIKELY : TIER_UNIQUE;
    default:
        return TIER_LIKELY;
    }
}

static CFound look_up(const CThread *t, uint32_t name, CClass class)
{
    Choice c = choose(t, name, class);

    if (c.best.unit == UNIT_NONE)
        return (CFound){0};
    const Def *d = c_def(t->p, c.best.unit, c.best.def);
    /* what may be there only for systems that lack it, or is another program's */
    if ((!c_is_always_there(d) || c.rank.sight > C_SIGHT_CLOSURE) &&
        c_is_library_name(intern_text(&t->p->names, name)))
        return (CFound){0};
    CName to = c.best;
    if ((d->kind == DEF_FUNCTION || d->kind == DEF_VARIABLE) && (d->flags & DEF_IS_DECLARATION))
        to = definition_of(t, name, c.best);
    return (CFound){
        .symbol = t->p->units[to.unit].first_symbol + to.def,
        .unit = to.unit,
        .def = to.def,
        .tier = (uint8_t)tier_of(&c, class),
        .is_certain = c.rank.sight <= C_SIGHT_CLOSURE && c_is_always_there(d),
        .seen = t->p->units[c.best.unit].first_symbol + c.best.def,
    };
}

CFound c_lookup(CThread *t, uint32_t global_name, CClass class)
{
    bool is_new;
    uint32_t *kept = c_memo_at(&t->names, (uint64_t)global_name * C_CLASS_COUNT + class,
                               t->generation, &is_new);

    if (is_new) {
        *kept = (uint32_t)t->found.len;
        *VEC_PUSH(&t->found) = look_up(t, global_name, class);
    }
    return t->found.at[*kept];
}

CFound c_lookup_local(CThread *t, uint32_t scope, NameId name, CClass class)
{
    const Unit *u = &t->p->units[t->unit];
    const Facts *f = u->facts;

    if (!t->has_local_defs)
        return (CFound){0};
    for (; scope && f->scopes[scope].kind != SCOPE_FILE; scope = f->scopes[scope].parent) {
        for (Entity e = facts_lookup(f, scope, name); e.kind != ENTITY_NONE;
             e = facts_next_entity(f, e)) {
            if (e.kind == ENTITY_DEF && f->defs[e.index].kind != DEF_FIELD &&
                c_is_of_class(&f->defs[e.index], class))
                return (CFound){.symbol = u->first_symbol + e.index,
                                .unit = t->unit,
                                .def = e.index,
                                .tier = TIER_EXACT,
                                .seen = u->first_symbol + e.index};
        }
    }
    return (CFound){0};
}

/* -- memo -- */

uint32_t *c_memo_at(CMemo *m, uint64_t key, uint32_t generation, bool *ret_new)
{
    if (!m->entries) {
        m->mask = 1023;
        m->entries = xcalloc(m->mask + 1, sizeof(*m->entries));
    }
    if (m->used > m->mask / 2) { /* entries of older generations go */
        CMemo bigger = {.mask = m->mask * 2 + 1};

        bigger.entries = xcalloc(bigger.mask + 1, sizeof(*bigger.entries));
        for (uint32_t i = 0; i <= m->mask; i++) {
            bool ignored;

            if (m->entries[i].generation == generation)
                *c_memo_at(&bigger, m->entries[i].key, generation,
                           &ignored) = m->entries[i].value;
        }
        free(m->entries);
        *m = bigger;
    }
    uint32_t slot = (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & m->mask;
    while (m->entries[slot].generation == generation && m->entries[slot].key != key)
        slot = (slot + 1) & m->mask;
    *ret_new = m->entries[slot].generation != generation;
    if (*ret_new) {
        m->entries[slot] = (CMemoEntry){.key = key, .generation = generation};
        m->used++;
    }
    return &m->entries[slot].value;
}

void c_memo_done(CMemo *m)
{
    free(m->entries);
    *m = (CMemo){0};
}
