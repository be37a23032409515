/*
 * resolve_java.c -- the Java resolver: preparing the world, and what each reference leads to.
 */
#include "graph/resolve_java.h"

#include "syntax/pack.h"

/* -- preparing -- */

static uint32_t library_name(JavaWorld *w, Str text)
{
    uint32_t n = intern_find(&w->program->names, text);

    if (n != UINT32_MAX)
        return n;
    return (uint32_t)w->program->names.map.len + intern(&w->own_names, text);
}

static void add_library_unit(JavaWorld *w, uint32_t unit, const char *source,
                             SyntaxReader *reader)
{
    Facts *facts = NULL;
    Err err = {0};

    MUST(syntax_read(reader, &w->arena, LANG_JAVA, str_from(source), &facts, &err) == ERR_OK);
    facts_index(facts, &w->arena);
    uint32_t *names = ARENA_ARRAY(&w->arena, uint32_t, facts->name_count + 1);
    for (uint32_t i = 1; i < facts->name_count; i++)
        names[i] = library_name(w, facts->names[i]);
    w->units[unit] = (JavaUnit){.facts = facts, .names = names, .path = STR("")};
}

static void add_units(JavaWorld *w)
{
    const Program *p = w->program;
    SyntaxReader *reader = syntax_reader_new();
    uint32_t library = 0;

    while (java_library[library])
        library++;
    w->library_first = p->unit_count;
    w->unit_count = p->unit_count + library;
    w->units = ARENA_ARRAY(&w->arena, JavaUnit, w->unit_count);
    (void)intern(&w->own_names, STR(""));
    for (uint32_t i = 0; i < p->unit_count; i++) {
        const Unit *u = &p->units[i];

        if (u->file->language == LANG_JAVA)
            w->units[i] = (JavaUnit){.facts = u->facts,
                                     .names = u->global_names,
                                     .first_symbol = u->first_symbol,
                                     .path = u->file->path};
    }
    for (uint32_t i = 0; i < library; i++)
        add_library_unit(w, p->unit_count + i, java_library[i], reader);
    syntax_reader_free(reader);
}

static void number_scopes(JavaWorld *w)
{
    uint32_t scopes = 0;

    for (uint32_t i = 0; i < w->unit_count; i++) {
        w->units[i].scope_base = scopes;
        scopes += w->units[i].facts ? w->units[i].facts->scope_count : 0;
    }
    w->class_of_scope = ARENA_ARRAY(&w->arena, uint32_t, scopes + 1);
}

static uint32_t library_class(const JavaWorld *w, const char *package, const char *name)
{
    uint64_t number, class_id;
    uint32_t id = intern_find(&w->program->names, str_from(name));

    if (id == UINT32_MAX)
        id = (uint32_t)w->program->names.map.len + intern_find(&w->own_names, str_from(name));
    if (!strmap_get(&w->packages, str_from(package), &number) ||
        !u64map_get(&w->package_classes, (number - 1) << 32 | id, &class_id))
        return JAVA_NONE_ID;
    return (uint32_t)class_id;
}

static void find_known_classes(JavaWorld *w)
{
    static const char *const boxes[JAVA_PRIMITIVE_COUNT] = {
        [JAVA_VOID] = "Void",   [JAVA_BOOLEAN] = "Boolean", [JAVA_BYTE] = "Byte",
        [JAVA_SHORT] = "Short", [JAVA_CHAR] = "Character",  [JAVA_INT] = "Integer",
        [JAVA_LONG] = "Long",   [JAVA_FLOAT] = "Float",     [JAVA_DOUBLE] = "Double",
    };
    uint64_t package = 0;

    for (size_t i = 0; i < ARRAY_LEN(boxes); i++)
        w->boxes[i] = library_class(w, "java.lang", boxes[i]);
    w->object = library_class(w, "java.lang", "Object");
    w->string = library_class(w, "java.lang", "String");
    w->enumeration = library_class(w, "java.lang", "Enum");
    w->iterable = library_class(w, "java.lang", "Iterable");
    w->class_class = library_class(w, "java.lang", "Class");
    (void)strmap_get(&w->packages, STR("java.lang"), &package);
    w->lang_package = (uint32_t)package - 1;
    w->name_values = library_name(w, STR("values"));
    w->name_value_of = library_name(w, STR("valueOf"));
    w->name_length = library_name(w, STR("length"));
    w->name_equals = library_name(w, STR("equals"));
    w->name_hash_code = library_name(w, STR("hashCode"));
    w->name_to_string = library_name(w, STR("toString"));
}

static void *prepare(const Program *p, unsigned threads)
{
    JavaWorld *w = xcalloc(1, sizeof(*w));

    w->program = p;
    add_units(w);
    number_scopes(w);
    w->name_count = (uint32_t)(p->names.map.len + w->own_names.map.len);
    w->used_as = ARENA_ARRAY(&w->arena, uint8_t, w->name_count + 1);
    java_world_names(w);
    find_known_classes(w);
    java_world_imports(w);
    w->thread_count = threads;
    w->threads = xcalloc(threads, sizeof(*w->threads));
    for (unsigned i = 0; i < threads; i++)
        java_thread_init(&w->threads[i], w);
    return w;
}

static void done(void *state)
{
    JavaWorld *w = state;

    for (unsigned i = 0; i < w->thread_count; i++)
        java_thread_done(&w->threads[i]);
    free(w->threads);
    VEC_DONE(&w->classes);
    strmap_done(&w->packages);
    u64map_done(&w->package_classes);
    u64map_done(&w->members);
    interner_done(&w->own_names);
    arena_done(&w->arena);
    free(w);
}

/* -- references -- */

typedef struct Found {
    SymbolId symbol;
    Tier tier;
} Found;

static const Found nothing = {0, TIER_NONE}, outside = {0, TIER_EXTERNAL};

/* What is in the library is external. */
static Found found(const JavaThread *t, JavaMember m, Tier tier)
{
    if (!m.def)
        return m.is_external ? outside : nothing;
    if (m.unit >= t->world->library_first)
        return outside;
    return (Found){t->world->units[m.unit].first_symbol + m.def, tier};
}

static Tier tier_of_type(const JavaThread *t, const JavaClass *c)
{
    return c->unit == t->unit ? TIER_EXACT : TIER_IMPORT;
}

static Found found_type(const JavaThread *t, JavaType type)
{
    JavaTypeRow row = java_row(t, type);

    if (row.kind == JAVA_TYPE_EXTERNAL)
        return outside;
    if (row.kind != JAVA_TYPE_CLASS || !java_class_row(t, row.a)->def)
        return nothing;
    const JavaClass *c = java_class_row(t, row.a);
    return found(t, (JavaMember){.unit = c->unit, .def = c->def}, tier_of_type(t, c));
}

static Found find_call(JavaThread *t, uint32_t i, const Expr *e)
{
    const JavaCall *call = java_call(t, i);
    JavaMember method = call->method;

    if (method.def)
        return found(t, method, call->tier);
    if (e->flags & EXPR_IS_TYPE) /* a class whose constructor nobody wrote */
        return found_type(t, java_value_type(t, t->unit, i));
    return method.is_external ? outside : nothing;
}

static Found find_name(JavaThread *t, uint32_t i, const Expr *e)
{
    Tier tier;

    if (!(e->flags & EXPR_IS_TYPE)) {
        JavaMember m = java_field_named(t, t->unit, e->scope,
                                        t->world->units[t->unit].names[e->name], &tier);

        if (m.def)
            return found(t, m, tier);
        Found type = found_type(t, java_type_named(t, t->unit, e->scope, e->name));
        if (type.symbol || !m.is_external)
            return type;
        return outside;
    }
    return found_type(t, java_value_type(t, t->unit, i));
}

/* import static a.B.c: whatever of that name there is. */
static Found find_static_import(JavaThread *t, JavaType type, uint32_t name)
{
    JavaMember methods[JAVA_MAX_CANDIDATES];
    bool is_external = java_row(t, type).kind == JAVA_TYPE_EXTERNAL;
    JavaMember m = java_field_of(t, type, name);

    if (m.def)
        return found(t, m, TIER_IMPORT);
    if (java_methods_of(t, type, name, methods, JAVA_MAX_CANDIDATES, &is_external))
        return found(t, methods[0], TIER_IMPORT);
    m = java_class_in(t, type, name);
    return m.def ? found(t, m, TIER_IMPORT) : is_external || m.is_external ? outside : nothing;
}

static Found find_member(JavaThread *t, uint32_t i, const Expr *e)
{
    JavaType base = java_value_type(t, t->unit, e->a);
    JavaTypeRow row = java_row(t, base);
    uint32_t name = t->world->units[t->unit].names[e->name];

    if (row.kind == JAVA_TYPE_EXTERNAL || row.kind == JAVA_TYPE_ARRAY)
        return outside;
    if (row.kind == JAVA_TYPE_PACKAGE) {
        Found type = found_type(t, java_value_type(t, t->unit, i));

        /* an import of what is not here comes from outside */
        return type.symbol || type.tier == TIER_EXTERNAL || !(e->flags & EXPR_IS_IMPORT)
                   ? type
                   : outside;
    }
    if (!base)
        return nothing;
    if (e->flags & EXPR_IS_TYPE)
        return found_type(t, java_value_type(t, t->unit, i));
    if (e->flags & EXPR_IS_IMPORT)
        return find_static_import(t, base, name);
    JavaMember m = java_field_of(t, base, name);
    if (m.def)
        return found(t, m, TIER_TYPED);
    JavaMember inner = java_class_in(t, base, name);
    if (inner.def)
        return found(t, inner, TIER_TYPED);
    return m.is_external || inner.is_external ? outside : nothing;
}

/* The constant of an enum, else an ordinary name. */
static Found find_case(JavaThread *t, uint32_t i, const Expr *e)
{
    JavaType type = java_bounded(t, java_value_type(t, t->unit, e->a));
    JavaTypeRow row = java_row(t, type);

    if (row.kind == JAVA_TYPE_EXTERNAL)
        return outside;
    if (row.kind == JAVA_TYPE_CLASS) {
        JavaMember m = java_field_of(t, type, t->world->units[t->unit].names[e->name]);

        if (m.def && java_def(t, m)->kind == DEF_ENUM_MEMBER)
            return found(t, m, TIER_TYPED);
    }
    return e->extra ? nothing : find_name(t, i, e);
}

static Found find_key(JavaThread *t, const Expr *e)
{
    JavaType type = java_value_type(t, t->unit, e->a);
    JavaMember methods[JAVA_MAX_CANDIDATES];
    bool is_external = java_row(t, type).kind == JAVA_TYPE_EXTERNAL;
    JavaTypeRow row = java_row(t, type);

    if (row.kind == JAVA_TYPE_CLASS &&
        java_methods_of(t, type, t->world->units[t->unit].names[e->name], methods,
                        JAVA_MAX_CANDIDATES, &is_external))
        return found(t, methods[0], TIER_TYPED);
    return is_external || row.kind == JAVA_TYPE_PACKAGE ? outside : nothing;
}

static Found find(JavaThread *t, uint32_t i, const Expr *e)
{
    Tier tier;

    switch (e->kind) {
    case EXPR_NAME:
        return e->flags & EXPR_IS_CALLED ? find_call(t, i, e) : find_name(t, i, e);
    case EXPR_MEMBER:
        return e->flags & EXPR_IS_CALLED ? find_call(t, i, e) : find_member(t, i, e);
    case EXPR_JAVA_CONSTRUCTOR:
        return find_call(t, i, e);
    case EXPR_JAVA_CASE:
        return find_case(t, i, e);
    case EXPR_JAVA_CAPTURED:
        return found(t, java_captured_field(t, t->unit, e), TIER_MEMBER);
    case EXPR_JAVA_KEY:
        return find_key(t, e);
    case EXPR_JAVA_REFERENCE: {
        JavaMember m = java_reference(t, i, &tier);

        return found(t, m, tier);
    }
    default:
        return nothing;
    }
}

static int by_place(const void *x, const void *y)
{
    const Edge *a = x, *b = y;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static void sort_edges(EdgeVec *edges)
{
    for (size_t i = 1; i < edges->len; i++) {
        if (edges->at[i - 1].at > edges->at[i].at) {
            VEC_SORT(edges, by_place);
            return;
        }
    }
}

static void resolve(void *state, const Program *p, UnitId unit, unsigned thread, EdgeVec *edges,
                    ResolveCounts *counts)
{
    JavaWorld *w = state;
    JavaThread *t = &w->threads[thread];
    const Facts *f = p->units[unit].facts;

    java_thread_begin(t, unit);
    for (uint32_t i = 1; i < f->expr_count; i++) {
        const Expr *e = &f->exprs[i];

        if (!(e->flags & EXPR_IS_REF))
            continue;
        Found to = find(t, i, e);
        if (e->kind == EXPR_JAVA_CAPTURED && !to.symbol)
            continue; /* a local after all: no reference */
        resolve_emit(p, unit, e, to.symbol, to.tier, edges, counts);
    }
    sort_edges(edges);
}

static const LanguageId languages[] = {LANG_JAVA, LANG_NONE};

const ResolverOps resolver_java = {
    .name = "java",
    .languages = languages,
    .prepare = prepare,
    .resolve = resolve,
    .done = done,
};
