/*
 * resolve_ecma_names.c -- what a name means: scopes outwards, then imports, re-exports, globals.
 *
 * JavaScript keeps values and types apart under the same names: a lookup says which it means, and
 * takes the other only when there is nothing else.
 */
#include "graph/resolve_ecma.h"

/* -- the index of a unit -- */

static void index_names(EcmaUnit *u, Arena *a)
{
    const Facts *f = u->facts;
    uint32_t slots = 16;

    while (slots / 2 < f->name_count)
        slots *= 2;
    u->name_slots = ARENA_ARRAY(a, uint32_t, slots);
    u->name_mask = slots - 1;
    for (NameId n = 1; n < f->name_count; n++) {
        uint32_t slot = (u->global[n] * 2654435761u >> 7) & u->name_mask;

        while (u->name_slots[slot])
            slot = (slot + 1) & u->name_mask;
        u->name_slots[slot] = n;
    }
}

NameId ecma_local_name(const EcmaUnit *u, uint32_t global)
{
    uint32_t slot = (global * 2654435761u >> 7) & u->name_mask;

    for (; u->name_slots[slot]; slot = (slot + 1) & u->name_mask) {
        if (u->global[u->name_slots[slot]] == global)
            return u->name_slots[slot];
    }
    return UINT32_MAX;
}

static void index_chains(EcmaUnit *u, Arena *a)
{
    const Facts *f = u->facts;

    u->first_local = ARENA_ARRAY(a, uint32_t, f->scope_count);
    u->next_local = ARENA_ARRAY(a, uint32_t, f->local_count);
    /* Chains are in order, but variables come after all else: who looks for parameters stops there. */
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t l = f->local_count; l-- > 1;) {
            bool is_variable = f->locals[l].kind == LOCAL_VARIABLE && f->locals[l].name;

            if (is_variable != (pass == 0))
                continue;
            u->next_local[l] = u->first_local[f->locals[l].scope];
            u->first_local[f->locals[l].scope] = l;
        }
    }
    for (uint32_t l = f->local_count; l-- > 1;) {
        if (f->locals[l].extra == ECMA_LOCAL_EXPORTS && !f->locals[l].name &&
            f->locals[l].scope == 1)
            u->exports_value = l;
    }
    u->first_def = ARENA_ARRAY(a, uint32_t, f->scope_count);
    u->next_def = ARENA_ARRAY(a, uint32_t, f->def_count);
    for (uint32_t d = f->def_count; d-- > 1;) {
        u->next_def[d] = u->first_def[f->defs[d].scope];
        u->first_def[f->defs[d].scope] = d;
    }
}

static int pair_order(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return x[0] < y[0] ? -1 : x[0] > y[0];
}

/* The second of the pair that begins with `key`. */
static bool find_pair(const uint32_t *pairs, uint32_t count, uint32_t key, uint32_t *ret)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (pairs[2 * middle] == key) {
            *ret = pairs[2 * middle + 1];
            return true;
        }
        if (pairs[2 * middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

uint32_t ecma_expected_of_call(const EcmaUnit *u, uint32_t call)
{
    uint32_t found = 0;

    (void)find_pair(u->calls, u->call_count, call, &found);
    return found;
}

static void index_exprs(EcmaUnit *u, Arena *a)
{
    const Facts *f = u->facts;
    VEC(uint32_t) calls = {0};

    u->expected = ARENA_ARRAY(a, uint32_t, f->scope_count);
    u->result = ARENA_ARRAY(a, uint32_t, f->scope_count);
    for (uint32_t i = 1; i < f->expr_count; i++) {
        const Expr *e = &f->exprs[i];

        if (e->kind == ECMA_EXPECTED) {
            const Expr *of = &f->exprs[e->a];

            if (of->kind == EXPR_LAMBDA || of->kind == EXPR_OBJECT) {
                u->expected[of->a] = e->b;
            } else if (of->kind == EXPR_CALL) {
                *VEC_PUSH(&calls) = e->a;
                *VEC_PUSH(&calls) = e->b;
            }
        } else if (e->kind == EXPR_LAMBDA) {
            u->result[e->a] = e->b;
        } else if (e->kind == EXPR_FUNCTION_TYPE || e->kind == ECMA_CONSTRUCTOR_TYPE) {
            u->result[e->scope] = e->a;
        }
    }
    if (calls.len)
        qsort(calls.at, calls.len / 2, 2 * sizeof(uint32_t), pair_order);
    u->call_count = (uint32_t)calls.len / 2;
    u->calls = ARENA_ARRAY(a, uint32_t, calls.len + 1);
    if (calls.len)
        memcpy(u->calls, calls.at, calls.len * sizeof(uint32_t));
    VEC_DONE(&calls);
    for (uint32_t d = 1; d < f->def_count; d++) {
        const Def *def = &f->defs[d];

        if (def->inner && f->scopes[def->inner].kind == SCOPE_FUNCTION)
            u->result[def->inner] = def->type;
        if (def->flags & DEF_IS_DEFAULT_EXPORT && !u->default_def)
            u->default_def = d;
    }
    for (uint32_t s = 1; s < f->scope_count; s++) {
        if (f->scopes[s].flags & ECMA_SCOPE_EXPORTS && f->scopes[s].kind == SCOPE_CLASS)
            u->exports_scope = s;
    }
}

/* References in imports, in the order of both exprs and imports. */
static void index_imports(EcmaUnit *u, Arena *a)
{
    const Facts *f = u->facts;

    u->import_of = ARENA_ARRAY(a, uint32_t, 2 * f->import_count + 1);
    for (uint32_t i = 0; i < f->import_count; i++) {
        if (!f->imports[i].extra)
            continue;
        u->import_of[2 * u->import_of_count] = f->imports[i].extra;
        u->import_of[2 * u->import_of_count + 1] = i;
        u->import_of_count++;
    }
}

uint32_t ecma_import_of_expr(const EcmaUnit *u, uint32_t expr)
{
    uint32_t import;

    return find_pair(u->import_of, u->import_of_count, expr, &import) ? import + 1 : 0;
}

static void index_modules(Ecma *e, UnitId unit, EcmaUnit *u, Arena *a)
{
    const Facts *f = u->facts;
    VEC(uint32_t) pairs = {0};

    for (uint32_t i = 0; i < f->import_count; i++) {
        if (f->imports[i].module) {
            *VEC_PUSH(&pairs) = f->imports[i].module;
            *VEC_PUSH(&pairs) = MODULE_UNKNOWN;
        }
    }
    for (uint32_t i = 1; i < f->expr_count; i++) {
        if (f->exprs[i].kind == ECMA_MODULE) {
            *VEC_PUSH(&pairs) = f->exprs[i].name;
            *VEC_PUSH(&pairs) = MODULE_UNKNOWN;
        }
    }
    if (pairs.len)
        qsort(pairs.at, pairs.len / 2, 2 * sizeof(uint32_t), pair_order);
    u->modules = ARENA_ARRAY(a, uint32_t, pairs.len + 1);
    for (size_t i = 0; i < pairs.len; i += 2) {
        if (i && pairs.at[i] == pairs.at[i - 2])
            continue;
        u->modules[2 * u->module_count] = pairs.at[i];
        u->modules[2 * u->module_count + 1] = ecma_module_find(e->modules, unit,
                                                               facts_name(f, pairs.at[i]));
        u->module_count++;
    }
    VEC_DONE(&pairs);
}

UnitId ecma_module_of(const EcmaUnit *u, NameId specifier)
{
    uint32_t unit;

    return find_pair(u->modules, u->module_count, specifier, &unit) ? unit : MODULE_UNKNOWN;
}

/* A file that neither imports nor exports shares its names with all others. */
static bool is_script(const EcmaUnit *u)
{
    const Facts *f = u->facts;

    if (u->default_def || u->exports_scope || u->exports_value)
        return false;
    for (uint32_t i = 0; i < f->import_count; i++) {
        if (f->imports[i].scope == 1)
            return false;
    }
    for (uint32_t d = 1; d < f->def_count; d++) {
        if (f->defs[d].scope == 1 && f->defs[d].flags & DEF_IS_EXPORTED)
            return false;
    }
    return true;
}

void ecma_index_unit(Ecma *e, UnitId unit, Arena *a)
{
    EcmaUnit *u = &e->units[unit];
    const SourceFile *file = e->p->units[unit].file;

    u->facts = e->p->units[unit].facts;
    u->global = e->p->units[unit].global_names;
    u->is_ours = true;
    u->is_js = file->language == LANG_JAVASCRIPT;
    u->is_declarations = str_ends(file->path, STR(".d.ts")) ||
                         str_ends(file->path, STR(".d.mts")) ||
                         str_ends(file->path, STR(".d.cts"));
    index_names(u, a);
    index_chains(u, a);
    index_exprs(u, a);
    index_imports(u, a);
    index_modules(e, unit, u, a);
    u->is_script = is_script(u);
}

/* -- globals -- */

VEC_TYPE(GlobalNames, GlobalName);

static void add_global(U64Map *first, GlobalNames *all, uint32_t name, UnitId unit,
                       uint32_t def)
{
    bool is_new;
    uint64_t *head = u64map_at(first, name, &is_new);

    *VEC_PUSH(all) = (GlobalName){
        .name = name, .unit = unit, .def = def, .next = (uint32_t)*head};
    *head = all->len;
}

void ecma_index_globals(Ecma *e)
{
    GlobalNames globals = {0}, ambients = {0};

    for (UnitId unit = e->p->unit_count; unit-- > 0;) { /* backwards: chains come in order */
        const EcmaUnit *u = &e->units[unit];

        if (!u->is_ours)
            continue;
        for (uint32_t d = u->facts->def_count; d-- > 1;) {
            const Def *def = &u->facts->defs[d];
            const Scope *s = &u->facts->scopes[def->scope];

            if (def->kind == DEF_MODULE && def->inner && u->is_script &&
                u->facts->scopes[def->inner].flags & ECMA_SCOPE_AMBIENT)
                add_global(&e->ambient_first, &ambients, u->global[def->name], unit, d);
            else if ((def->scope == 1 && u->is_script && !u->is_js) ||
                     (s->kind == SCOPE_NAMESPACE && s->flags & ECMA_SCOPE_GLOBAL))
                add_global(&e->global_first, &globals, u->global[def->name], unit, d);
        }
    }
    e->globals = globals.at;
    e->global_count = (uint32_t)globals.len;
    e->ambients = ambients.at;
    e->ambient_count = (uint32_t)ambients.len;
}

/* -- scopes -- */

bool ecma_is_type_def(DefKind kind)
{
    return kind == DEF_CLASS || kind == DEF_INTERFACE || kind == DEF_TYPE || kind == DEF_ENUM ||
           kind == DEF_NAMESPACE;
}

bool ecma_is_value_def(DefKind kind)
{
    return kind != DEF_INTERFACE && kind != DEF_TYPE;
}

static bool def_means(DefKind kind, Meaning meaning)
{
    return (meaning & MEANS_VALUE && ecma_is_value_def(kind)) ||
           (meaning & MEANS_TYPE && ecma_is_type_def(kind));
}

static Thing thing_of_import(Asker *x, UnitId unit, uint32_t import, Meaning meaning)
{
    Thing t = ecma_imported(x, unit, import, meaning);

    t.is_imported = true;
    return t;
}

Thing ecma_in_scope(Asker *x, UnitId unit, uint32_t scope, uint32_t name, Meaning meaning)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Facts *f = u->facts;
    NameId local = ecma_local_name(u, name);
    Thing otherwise = {0};

    if (local == UINT32_MAX)
        return otherwise;
    for (Entity e = facts_lookup(f, scope, local); e.kind != ENTITY_NONE;
         e = facts_next_entity(f, e)) {
        if (e.kind == ENTITY_DEF) {
            Thing t = {.kind = THING_DEF, .unit = unit, .index = e.index};

            if (def_means(f->defs[e.index].kind, meaning))
                return t;
            if (!otherwise.kind)
                otherwise = t;
        } else if (e.kind == ENTITY_LOCAL) {
            const Local *l = &f->locals[e.index];
            bool is_type = l->kind == LOCAL_TYPE_PARAMETER;

            if (l->extra == ECMA_LOCAL_NARROWED)
                continue;
            if (meaning & (is_type ? MEANS_TYPE : MEANS_VALUE))
                return (Thing){.kind = THING_LOCAL, .unit = unit, .index = e.index};
        } else if (f->imports[e.index].kind == IMPORT_NAME ||
                   f->imports[e.index].kind == IMPORT_MODULE) {
            return thing_of_import(x, unit, e.index, meaning);
        }
    }
    return otherwise;
}

static Thing global_thing(Asker *x, uint32_t name, Meaning meaning)
{
    uint64_t next;
    Thing otherwise = {0};

    if (!u64map_get(&x->e->global_first, name, &next))
        return otherwise;
    for (; next; next = x->e->globals[next - 1].next) {
        const GlobalName *g = &x->e->globals[next - 1];
        Thing t = {.kind = THING_DEF, .unit = g->unit, .index = g->def, .is_imported = true};

        if (def_means(ecma_unit(x, g->unit)->facts->defs[g->def].kind, meaning))
            return t;
        if (!otherwise.kind)
            otherwise = t;
    }
    return otherwise;
}

/* Other blocks of the same namespace see each other's names. */
static Thing in_merged_namespace(Asker *x, UnitId unit, uint32_t scope, uint32_t name,
                                 Meaning meaning)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    uint32_t def = f->scopes[scope].def;
    Thing t = {0};

    if (!def || f->defs[def].inner != scope)
        return t;
    for (Entity e = facts_lookup(f, f->defs[def].scope, f->defs[def].name);
         e.kind != ENTITY_NONE; e = facts_next_entity(f, e)) {
        if (e.kind == ENTITY_DEF && e.index != def && f->defs[e.index].inner &&
            f->defs[e.index].kind == DEF_NAMESPACE &&
            (t = ecma_in_scope(x, unit, f->defs[e.index].inner, name, meaning)).kind)
            return t;
    }
    return t;
}

static bool thing_means(Asker *x, Thing t, Meaning meaning)
{
    return t.kind != THING_DEF || meaning == MEANS_ANY ||
           def_means(ecma_unit(x, t.unit)->facts->defs[t.index].kind, meaning);
}

Thing ecma_lookup(Asker *x, UnitId unit, uint32_t scope, uint32_t name, Meaning meaning)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    Thing t;

    for (; scope; scope = f->scopes[scope].parent) {
        if (f->scopes[scope].kind == SCOPE_CLASS)
            continue;
        t = ecma_in_scope(x, unit, scope, name, meaning);
        if (!t.kind && f->scopes[scope].kind == SCOPE_NAMESPACE)
            t = in_merged_namespace(x, unit, scope, name, meaning);
        if (t.kind && thing_means(x, t, meaning))
            return t;
    }
    return global_thing(x, name, meaning); /* an interface may add to a value of the language */
}

/* -- exports -- */

typedef struct Visit {
    UnitId unit;
    uint32_t name;
} Visit;

typedef struct Search {
    Visit seen[EXPORT_MAX_VISITS];
    unsigned seen_count;
    Meaning meaning;
} Search;

static Thing exported(Asker *x, Search *s, UnitId unit, uint32_t name);

static bool was_seen(Search *s, UnitId unit, uint32_t name)
{
    for (unsigned i = 0; i < s->seen_count; i++) {
        if (s->seen[i].unit == unit && s->seen[i].name == name)
            return true;
    }
    if (s->seen_count == EXPORT_MAX_VISITS)
        return true;
    s->seen[s->seen_count++] = (Visit){unit, name};
    return false;
}

Thing ecma_module_thing(Asker *x, UnitId unit, NameId specifier)
{
    UnitId target = ecma_module_of(ecma_unit(x, unit), specifier);

    if (target == MODULE_EXTERNAL)
        return (Thing){.kind = THING_EXTERNAL};
    if (target == MODULE_UNKNOWN)
        return (Thing){0};
    return (Thing){.kind = THING_MODULE, .unit = target, .is_imported = true};
}

/* `export = x` or `export default x` in the block of `declare module`. */
static Thing ambient_default(Asker *x, UnitId unit, uint32_t scope)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Facts *f = u->facts;

    for (uint32_t l = u->first_local[scope]; l; l = u->next_local[l]) {
        const Expr *e = &f->exprs[f->locals[l].value];

        if (!f->locals[l].name && f->locals[l].extra == ECMA_LOCAL_EXPORTS &&
            e->kind == EXPR_NAME)
            return ecma_lookup(x, unit, e->scope, u->global[e->name], MEANS_VALUE);
    }
    for (uint32_t i = 0; i < f->import_count; i++) {
        const Import *m = &f->imports[i];

        if (m->kind == IMPORT_EXPORT && m->scope == scope && !m->module &&
            u->global[m->local] == x->e->name_default)
            return ecma_lookup(x, unit, scope, u->global[m->symbol], MEANS_ANY);
    }
    return (Thing){0};
}

static Thing ambient_exported(Asker *x, uint32_t module, uint32_t name, Meaning meaning)
{
    uint64_t next;
    Thing t = {0};

    if (!u64map_get(&x->e->ambient_first, module, &next))
        return t;
    for (; next && !t.kind; next = x->e->ambients[next - 1].next) {
        const GlobalName *g = &x->e->ambients[next - 1];

        uint32_t scope = ecma_unit(x, g->unit)->facts->defs[g->def].inner;
        t = ecma_in_scope(x, g->unit, scope, name, meaning);
        if (!t.kind && name == x->e->name_default)
            t = ambient_default(x, g->unit, scope);
    }
    return t;
}

/* What `symbol` of the import's module is. */
static Thing from_module(Asker *x, Search *s, UnitId unit, const Import *m)
{
    Thing module = ecma_module_thing(x, unit, m->module);

    if (module.kind == THING_MODULE && !m->symbol)
        return m->level == ECMA_REQUIRED ? ecma_exports_of(x, module.unit) : module;
    if (module.kind == THING_MODULE) {
        Thing t = exported(x, s, module.unit, ecma_global(x, unit, m->symbol));

        return t;
    }
    if (m->symbol) {
        Thing ambient = ambient_exported(x, ecma_global(x, unit, m->module),
                                         ecma_global(x, unit, m->symbol), s->meaning);
        if (ambient.kind)
            return ambient;
    }
    return module;
}

/* import A = N.M */
static Thing aliased(Asker *x, Search *s, UnitId unit, const Import *m)
{
    const Expr *e = ecma_expr(x, unit, m->extra);
    Member found;

    if (e->kind == EXPR_NAME)
        return ecma_lookup(x, unit, e->scope, ecma_global(x, unit, e->name), s->meaning);
    if (e->kind != EXPR_MEMBER)
        return (Thing){0};
    if (s->meaning == MEANS_TYPE)
        return ecma_type_member_thing(x, unit, e, NULL);
    const Type *holder = ecma_value_type(x, unit, e->a, NULL);
    if (ecma_member_find(x, holder, ecma_global(x, unit, e->name), &found) && found.thing.kind)
        return found.thing;
    return s->meaning & MEANS_TYPE ? ecma_type_member_thing(x, unit, e, NULL) : (Thing){0};
}

static Thing local_export(Asker *x, Search *s, UnitId unit, const Import *m)
{
    if (m->kind == IMPORT_NAME)
        return aliased(x, s, unit, m);
    return ecma_lookup(x, unit, m->scope, ecma_global(x, unit, m->symbol), s->meaning);
}

/* Declared under this name and exported. */
static Thing declared_export(Asker *x, Search *s, UnitId unit, NameId name)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Facts *f = u->facts;
    Thing otherwise = {0};

    for (Entity e = facts_lookup(f, 1, name); e.kind != ENTITY_NONE && !x->is_over;
         e = facts_next_entity(f, e)) {
        Thing t = {.kind = THING_DEF, .unit = unit, .index = e.index};

        ecma_ask_step(x);
        if (e.kind == ENTITY_IMPORT && f->imports[e.index].kind == IMPORT_EXPORT) {
            const Import *m = &f->imports[e.index];

            t = m->module ? from_module(x, s, unit, m) : local_export(x, s, unit, m);
            if (t.kind && t.kind != THING_EXTERNAL)
                return t;
        } else if (e.kind == ENTITY_DEF) {
            uint16_t flags = f->defs[e.index].flags;

            if (!u->is_declarations &&
                (!(flags & DEF_IS_EXPORTED) || flags & DEF_IS_DEFAULT_EXPORT))
                continue;
            if (def_means(f->defs[e.index].kind, s->meaning))
                return t;
        } else {
            continue;
        }
        if (!otherwise.kind)
            otherwise = t;
    }
    return otherwise;
}

static Thing starred_export(Asker *x, Search *s, UnitId unit, uint32_t name)
{
    const Facts *f = ecma_unit(x, unit)->facts;
    Thing otherwise = {0};

    for (uint32_t i = 0; i < f->import_count && !x->is_over; i++) {
        if (f->imports[i].kind != IMPORT_EXPORT_ALL)
            continue;
        ecma_ask_step(x);
        Thing module = ecma_module_thing(x, unit, f->imports[i].module);
        if (module.kind == THING_MODULE) {
            Thing t = exported(x, s, module.unit, name);

            if (t.kind && t.kind != THING_EXTERNAL)
                return t;
            if (!otherwise.kind)
                otherwise = t;
        } else if (module.kind == THING_EXTERNAL) {
            otherwise = module; /* may be there */
        }
    }
    return otherwise;
}

/* Of module.exports: exports.x = ..., or what the whole is set to. */
static Thing required_export(Asker *x, UnitId unit, uint32_t name)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    Member m;

    if (u->exports_scope) {
        Thing t = ecma_in_scope(x, unit, u->exports_scope, name, MEANS_VALUE);

        if (t.kind)
            return ecma_through_key(x, t);
    }
    for (uint32_t l = u->exports_value; l; l = u->next_local[l]) {
        if (u->facts->locals[l].extra != ECMA_LOCAL_EXPORTS || u->facts->locals[l].name)
            continue;
        const Type *t = ecma_value_type(x, unit, u->facts->locals[l].value, NULL);
        if (t && t->kind != TYPE_EXPORTS && ecma_member_find(x, t, name, &m) && m.thing.kind)
            return ecma_through_key(x, m.thing);
    }
    return (Thing){0};
}

static Thing exported(Asker *x, Search *s, UnitId unit, uint32_t name)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    NameId local;

    if (x->is_over || was_seen(s, unit, name))
        return (Thing){0};
    ecma_ask_step(x);
    local = ecma_local_name(u, name);
    if (name == x->e->name_default && u->default_def)
        return (Thing){.kind = THING_DEF, .unit = unit, .index = u->default_def};
    if (local != UINT32_MAX) {
        Thing t = declared_export(x, s, unit, local);

        if (t.kind)
            return t;
    }
    if (name == x->e->name_default)
        return u->exports_scope || u->exports_value ? ecma_exports_of(x, unit) : (Thing){0};
    Thing t = starred_export(x, s, unit, name);
    if (!t.kind && (u->exports_scope || u->exports_value))
        t = required_export(x, unit, name);
    return t;
}

static Thing export_question(Asker *x, UnitId unit, uint32_t name, Meaning meaning)
{
    Search s;

    s.seen_count = 0;
    s.meaning = meaning;
    Thing t = exported(x, &s, unit, name);
    t.is_imported = true;
    return t;
}

Thing ecma_exported(Asker *x, UnitId unit, uint32_t name, Meaning meaning)
{
    return ecma_ask_thing(x, ASK_EXPORT, export_question, unit, name, meaning);
}

static Thing import_question(Asker *x, UnitId unit, uint32_t import, Meaning meaning)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    const Import *m = &u->facts->imports[import];
    uint32_t name = ecma_global(x, unit, m->symbol);
    Search s;

    if (x->imports >= IMPORT_MAX_DEPTH) {
        x->cuts++;
        return (Thing){0};
    }
    x->imports++;
    s.seen_count = 0;
    s.meaning = meaning;
    Thing t = m->module ? from_module(x, &s, unit, m) : local_export(x, &s, unit, m);
    x->imports--;
    if (!t.kind && name == x->e->name_default) { /* import x from a script without default */
        Thing module = ecma_module_thing(x, unit, m->module);

        if (module.kind == THING_MODULE && ecma_unit(x, module.unit)->is_js)
            t = ecma_exports_of(x, module.unit);
    }
    t.is_imported = true;
    return t;
}

Thing ecma_imported(Asker *x, UnitId unit, uint32_t import, Meaning meaning)
{
    return ecma_ask_thing(x, ASK_IMPORT, import_question, unit, import, meaning);
}

Thing ecma_exports_of(Asker *x, UnitId unit)
{
    const EcmaUnit *u = ecma_unit(x, unit);

    return (Thing){.kind = u->exports_value || u->exports_scope ? THING_EXPORTS : THING_MODULE,
                   .unit = unit,
                   .is_imported = true};
}

Thing ecma_exported_whole(Asker *x, UnitId unit, unsigned depth)
{
    const EcmaUnit *u = ecma_unit(x, unit);
    Thing t = {.kind = THING_MODULE, .unit = unit, .is_imported = true}, other = {0};

    if (!u->exports_value || depth > EXPORTS_MAX_DEPTH)
        return t;
    const Expr *e = &u->facts->exprs[u->facts->locals[u->exports_value].value];
    if (e->kind == ECMA_MODULE) {
        other = ecma_module_thing(x, unit, e->name);
        return other.kind == THING_MODULE ? ecma_exported_whole(x, other.unit, depth + 1) : t;
    }
    if (e->kind == ECMA_CLASS)
        other = (Thing){
            .kind = THING_DEF, .unit = unit, .index = u->facts->scopes[e->scope].def};
    else if (e->kind == EXPR_NAME)
        other = ecma_lookup(x, unit, e->scope, u->global[e->name], MEANS_VALUE);
    if (other.kind == THING_EXPORTS)
        return ecma_exported_whole(x, other.unit, depth + 1);
    return other.kind == THING_DEF || other.kind == THING_MODULE ? other : t;
}

Thing ecma_through_key(Asker *x, Thing t)
{
    if (t.kind != THING_DEF)
        return t;
    const EcmaUnit *u = ecma_unit(x, t.unit);
    const Def *d = &u->facts->defs[t.index];
    const Expr *value = &u->facts->exprs[d->value];
    bool is_key = d->flags & ECMA_DEF_LITERAL_KEY ||
                  (d->scope == u->exports_scope && u->exports_scope);
    if (!is_key || value->kind != EXPR_NAME)
        return t;
    Thing through = ecma_lookup(x, t.unit, value->scope, u->global[value->name], MEANS_VALUE);
    return through.kind == THING_NONE || through.kind == THING_LOCAL ||
                   through.kind == THING_EXTERNAL
               ? t
               : through;
}
