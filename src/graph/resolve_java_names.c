/*
 * resolve_java_names.c -- who a simple name is in Java.
 *
 * Names of variables, methods and types live apart. A name is looked for from the inside out: in
 * each class around with all that it inherits, then in the file's imports, the package and what is
 * imported as a whole.
 */
#include "graph/resolve_java.h"

const Facts *java_facts(const JavaThread *t, uint32_t unit)
{
    return t->world->units[unit].facts;
}

static bool is_class_def(const Def *d)
{
    return d->kind == DEF_CLASS || d->kind == DEF_INTERFACE || d->kind == DEF_ENUM;
}

/* -- the world -- */

static void add_class(JavaWorld *w, uint32_t unit, uint32_t scope)
{
    const JavaUnit *u = &w->units[unit];
    const Scope *s = &u->facts->scopes[scope];
    uint32_t object = java_scope_object(s), def = object ? 0 : s->def;

    /* facts from a cache are checked in general, not for this number */
    if (object &&
        (object >= u->facts->expr_count || u->facts->exprs[object].kind != EXPR_OBJECT))
        return;
    if (!object && u->facts->defs[def].inner != scope)
        return;
    w->class_of_scope[u->scope_base + scope] = (uint32_t)w->classes.len + 1;
    *VEC_PUSH(&w->classes) = (JavaClass){.unit = unit,
                                         .scope = scope,
                                         .def = def,
                                         .object = object,
                                         .next = JAVA_NONE_ID,
                                         .name = def ? u->names[u->facts->defs[def].name] : 0};
}

/* Behind the first class of the same full name. */
static void add_to_package(JavaWorld *w, uint32_t unit, const Def *d)
{
    const JavaUnit *u = &w->units[unit];
    uint32_t class_plus_1 = w->class_of_scope[u->scope_base + d->inner];
    bool is_new;

    if (!class_plus_1)
        return;
    uint64_t *first = u64map_at(&w->package_classes,
                                (uint64_t)u->package << 32 | u->names[d->name], &is_new);
    if (is_new) {
        *first = class_plus_1 - 1;
        return;
    }
    w->classes.at[class_plus_1 - 1].next = w->classes.at[*first].next;
    w->classes.at[*first].next = class_plus_1 - 1;
}

static uint8_t use_of(const Def *d)
{
    if (is_class_def(d))
        return JAVA_USED_TYPE;
    /* a record's component is read like a method */
    if (d->flags & DEF_FLAG_PACK_1)
        return JAVA_USED_FIELD | JAVA_USED_METHOD;
    return d->kind == DEF_METHOD || d->kind == DEF_CONSTRUCTOR ? JAVA_USED_METHOD
                                                               : JAVA_USED_FIELD;
}

static void add_members(JavaWorld *w, uint32_t unit)
{
    const JavaUnit *u = &w->units[unit];

    for (uint32_t i = 1; i < u->facts->def_count; i++) {
        const Def *d = &u->facts->defs[i];
        uint32_t class_plus_1 = w->class_of_scope[u->scope_base + d->scope],
                 name = u->names[d->name];
        bool is_new;

        if (d->scope == 1 && is_class_def(d))
            add_to_package(w, unit, d);
        if (!class_plus_1)
            continue;
        uint64_t *first = u64map_at(&w->members, (uint64_t)(class_plus_1 - 1) << 32 | name,
                                    &is_new);
        if (is_new)
            *first = i;
        w->used_as[name] |= use_of(d);
    }
}

static uint32_t package_number(JavaWorld *w, Str name)
{
    bool is_new;
    uint64_t *number = strmap_at(&w->packages, name, &is_new);

    if (is_new)
        *number = w->packages.len;
    return (uint32_t)(*number - 1);
}

void java_world_names(JavaWorld *w)
{
    for (uint32_t i = 0; i < w->unit_count; i++) {
        JavaUnit *u = &w->units[i];

        if (!u->facts)
            continue;
        NameId package = u->facts->scopes[1].extra;
        u->package = package_number(
            w, package < u->facts->name_count ? facts_name(u->facts, package) : STR(""));
        for (uint32_t s = 2; s < u->facts->scope_count; s++) {
            if (u->facts->scopes[s].kind == SCOPE_CLASS)
                add_class(w, i, s);
        }
    }
    for (uint32_t i = 0; i < w->unit_count; i++) {
        if (w->units[i].facts)
            add_members(w, i);
    }
}

/* -- classes by full name -- */

static size_t common_prefix(Str a, Str b)
{
    size_t n = 0;

    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

/* Of several classes of one full name (modules built apart, library) the one whose file is nearest. */
static uint32_t nearest(const JavaWorld *w, uint32_t unit, uint32_t first)
{
    uint32_t best = first;
    size_t best_prefix = 0;

    if (w->classes.at[first].next == JAVA_NONE_ID)
        return first;
    for (uint32_t c = first, n = 0; c != JAVA_NONE_ID && n < JAVA_MAX_SAME;
         c = w->classes.at[c].next, n++) {
        uint32_t other = w->classes.at[c].unit;
        size_t prefix = other >= w->library_first
                            ? 0
                            : 1 + common_prefix(w->units[unit].path, w->units[other].path);

        if (prefix > best_prefix ||
            (prefix == best_prefix && other < w->classes.at[best].unit)) {
            best = c;
            best_prefix = prefix;
        }
    }
    return best;
}

static uint32_t class_in(const JavaWorld *w, uint32_t unit, uint32_t package, uint32_t name)
{
    uint64_t first;

    if (!u64map_get(&w->package_classes, (uint64_t)package << 32 | name, &first))
        return JAVA_NONE_ID;
    return nearest(w, unit, (uint32_t)first);
}

uint32_t java_class_in_package(const JavaThread *t, uint32_t unit, Str package, uint32_t name)
{
    uint64_t number;

    if (!strmap_get(&t->world->packages, package, &number))
        return JAVA_NONE_ID;
    return class_in(t->world, unit, (uint32_t)number - 1, name);
}

static uint32_t number_of_name(const JavaWorld *w, Str text)
{
    uint32_t n = intern_find(&w->program->names, text);

    if (n != UINT32_MAX)
        return n;
    n = intern_find(&w->own_names, text);
    return n == UINT32_MAX ? UINT32_MAX : (uint32_t)w->program->names.map.len + n;
}

/* A class declared in the class itself. */
static uint32_t own_member_class(const JavaWorld *w, uint32_t class_id, uint32_t name)
{
    const JavaClass *c = &w->classes.at[class_id];
    const Facts *f = w->units[c->unit].facts;
    uint64_t def;

    if (!u64map_get(&w->members, (uint64_t)class_id << 32 | name, &def))
        return JAVA_NONE_ID;
    Entity e = {(uint32_t)def, ENTITY_DEF};
    for (unsigned i = 0; e.kind == ENTITY_DEF && i < JAVA_MAX_SAME_NAME;
         i++, e = facts_next_entity(f, e)) {
        const Def *d = &f->defs[e.index];

        if (is_class_def(d) && w->class_of_scope[w->units[c->unit].scope_base + d->inner])
            return w->class_of_scope[w->units[c->unit].scope_base + d->inner] - 1;
    }
    return JAVA_NONE_ID;
}

/* "a.b.Outer.Inner": the longest part that is a package, then classes in classes. */
static uint32_t class_by_full_name(const JavaWorld *w, uint32_t unit, Str name, unsigned depth)
{
    size_t dot = str_rfind_char(name, '.');
    Str rest = dot == SIZE_MAX ? STR("") : str_sub(name, 0, dot);
    uint32_t last = number_of_name(w,
                                   dot == SIZE_MAX ? name : str_sub(name, dot + 1, name.len));
    uint64_t package;

    if (last == UINT32_MAX || depth > JAVA_MAX_DEPTH)
        return JAVA_NONE_ID;
    if (strmap_get(&w->packages, rest, &package)) {
        uint32_t found = class_in(w, unit, (uint32_t)package - 1, last);

        if (found != JAVA_NONE_ID)
            return found;
    }
    if (!rest.len)
        return JAVA_NONE_ID;
    uint32_t outer = class_by_full_name(w, unit, rest, depth + 1);
    return outer == JAVA_NONE_ID ? outer : own_member_class(w, outer, last);
}

static JavaImport read_import(JavaWorld *w, uint32_t unit, const Import *m)
{
    const JavaUnit *u = &w->units[unit];
    Str module = facts_name(u->facts, m->module);
    JavaImport i = {
        .class_id = JAVA_NONE_ID, .package = JAVA_NONE_ID, .is_static = m->extra != 0};
    uint64_t package;

    if (m->kind == IMPORT_NAME)
        i.name = u->names[m->symbol];
    if (i.is_static || m->kind == IMPORT_ALL) {
        if (!i.is_static && strmap_get(&w->packages, module, &package))
            i.package = (uint32_t)package - 1;
        else
            i.class_id = class_by_full_name(w, unit, module, 0);
        return i;
    }
    Str whole = arena_printf(&w->arena, "%.*s%s%.*s", STR_ARG(module), module.len ? "." : "",
                             STR_ARG(facts_name(u->facts, m->symbol)));
    i.class_id = class_by_full_name(w, unit, whole, 0);
    return i;
}

void java_world_imports(JavaWorld *w)
{
    for (uint32_t unit = 0; unit < w->unit_count; unit++) {
        JavaUnit *u = &w->units[unit];

        if (!u->facts)
            continue;
        uint32_t count = MIN_OF(u->facts->import_count, (uint32_t)JAVA_MAX_IMPORTS);
        u->imports = ARENA_ARRAY(&w->arena, JavaImport, count + 1);
        for (uint32_t i = 0; i < count; i++)
            u->imports[u->import_count++] = read_import(w, unit, &u->facts->imports[i]);
    }
}

/* -- what a type inherits -- */

/* A line in the making. */
typedef struct Gather {
    JavaType types[JAVA_MAX_BASES];
    size_t count;
    JavaType later[JAVA_MAX_BASES]; /* interfaces, looked into after the superclasses */
    size_t later_count;
    bool is_open;
} Gather;

static bool has_class(const JavaThread *t, const Gather *g, uint32_t class_id)
{
    for (size_t i = 0; i < g->count; i++) {
        if (t->types.at[g->types[i]].a == class_id)
            return true;
    }
    return false;
}

bool java_is_interface(const JavaThread *t, JavaType type)
{
    JavaTypeRow row = t->types.at[type];

    if (row.kind != JAVA_TYPE_CLASS)
        return false;
    const JavaClass *c = java_class_row(t, row.a);
    return c->def && java_facts(t, c->unit)->defs[c->def].kind == DEF_INTERFACE;
}

/* Appends the class and its superclasses; their interfaces are put off. */
static void add_superclasses(JavaThread *t, JavaType type, Gather *g)
{
    while (type) {
        JavaTypeRow row = t->types.at[type];
        JavaType next = 0;

        if (row.kind == JAVA_TYPE_EXTERNAL)
            g->is_open = true;
        if (row.kind != JAVA_TYPE_CLASS || has_class(t, g, row.a) || g->count >= JAVA_MAX_BASES)
            return;
        g->types[g->count++] = type;
        JavaBinding binding = java_binding_of(t, type);
        for (JavaType list = java_bases_of(t, row.a); list; list = t->types.at[list].b) {
            JavaType base = java_rewrite(t, t->types.at[list].a, &binding);

            if (!base)
                g->is_open = true; /* a base class that nobody knows */
            else if (!next && !java_is_interface(t, base))
                next = base;
            else if (g->later_count < JAVA_MAX_BASES)
                g->later[g->later_count++] = base;
        }
        type = next;
    }
}

static void gather(JavaThread *t, JavaType type, Gather *g)
{
    JavaTypeRow row = t->types.at[type];

    if (row.kind != JAVA_TYPE_ALL) {
        add_superclasses(t, type, g);
    } else {
        for (JavaType list = row.a; list; list = t->types.at[list].b)
            add_superclasses(t, java_bounded(t, t->types.at[list].a), g);
    }
    for (size_t i = 0; i < g->later_count; i++)
        add_superclasses(t, g->later[i], g);
}

JavaLine java_line(JavaThread *t, JavaType type)
{
    uint64_t known;
    Gather g = {0};

    type = java_bounded(t, type);
    if (u64map_get(&t->lines, type, &known))
        return t->line_rows.at[known];
    if (t->depth >= JAVA_MAX_DEPTH)
        return (JavaLine){.is_open = true};
    t->depth++;
    gather(t, type, &g);
    t->depth--;
    if (!type || t->types.at[type].kind == JAVA_TYPE_EXTERNAL)
        g.is_open = true;
    JavaLine line = {.first = (uint32_t)t->line_types.len, .is_open = g.is_open};
    for (size_t i = 0; i < g.count; i++)
        *VEC_PUSH(&t->line_types) = g.types[i];
    if (t->world->object != JAVA_NONE_ID && !has_class(t, &g, t->world->object))
        *VEC_PUSH(&t->line_types) = java_make_type(t, JAVA_TYPE_CLASS, t->world->object, 0);
    line.count = (uint32_t)t->line_types.len - line.first;
    *VEC_PUSH(&t->line_rows) = line;
    *u64map_at(&t->lines, type, NULL) = t->line_rows.len - 1;
    return line;
}

/* -- members -- */

const Def *java_def(const JavaThread *t, JavaMember m)
{
    return &java_facts(t, m.unit)->defs[m.def];
}

uint32_t java_class_of(const JavaThread *t, JavaMember m)
{
    if (!m.def || !is_class_def(java_def(t, m)))
        return JAVA_NONE_ID;
    uint32_t scope = t->world->units[m.unit].scope_base + java_def(t, m)->inner;
    return t->world->class_of_scope[scope] - 1;
}

/* The first definition of that name and use that the class itself has; `inherited`: that a class
 * which extends it has, too. */
static uint32_t own_member(const JavaThread *t, uint32_t class_id, uint32_t name, uint8_t use,
                           bool inherited)
{
    const Facts *f = java_facts(t, java_class_row(t, class_id)->unit);
    uint64_t def;

    if (!u64map_get(&t->world->members, (uint64_t)class_id << 32 | name, &def))
        return 0;
    Entity e = {(uint32_t)def, ENTITY_DEF};
    for (unsigned i = 0; e.kind == ENTITY_DEF && i < JAVA_MAX_SAME_NAME;
         i++, e = facts_next_entity(f, e)) {
        const Def *d = &f->defs[e.index];

        if ((use_of(d) & use) && !(inherited && (d->flags & DEF_FLAG_PACK_2)))
            return e.index;
    }
    return 0;
}

static JavaMember find_member_of(JavaThread *t, JavaType type, uint32_t name, uint8_t use)
{
    JavaLine line = java_line(t, type);

    for (uint32_t i = 0; i < line.count; i++) {
        JavaType owner = t->line_types.at[line.first + i];
        uint32_t class_id = t->types.at[owner].a;
        uint32_t def = own_member(t, class_id, name, use, i > 0);

        if (def)
            return (JavaMember){
                .unit = java_class_row(t, class_id)->unit, .def = def, .owner = owner};
    }
    return (JavaMember){.is_external = line.is_open};
}

static JavaMember member_of(JavaThread *t, JavaType type, uint32_t name, uint8_t use)
{
    uint64_t key = (uint64_t)type << 34 | (uint64_t)name << 2 | (use == JAVA_USED_TYPE), known;
    JavaTypeRow row = java_row(t, java_bounded(t, type));

    if (name >= t->world->name_count || !(t->world->used_as[name] & use)) {
        if (row.kind != JAVA_TYPE_CLASS)
            return (JavaMember){.is_external = row.kind == JAVA_TYPE_EXTERNAL};
        return (JavaMember){.is_external = java_line(t, type).is_open};
    }
    if (u64map_get(&t->fields, key, &known))
        return t->field_rows.at[known];
    JavaMember found = find_member_of(t, type, name, use);
    *VEC_PUSH(&t->field_rows) = found;
    *u64map_at(&t->fields, key, NULL) = t->field_rows.len - 1;
    return found;
}

JavaMember java_field_of(JavaThread *t, JavaType type, uint32_t name)
{
    return member_of(t, type, name, JAVA_USED_FIELD);
}

JavaMember java_class_in(JavaThread *t, JavaType type, uint32_t name)
{
    return member_of(t, type, name, JAVA_USED_TYPE);
}

/* Private methods are not inherited, nor are static ones of interfaces. */
static bool is_inherited(const Def *d, bool is_interface_method)
{
    return !(d->flags & DEF_FLAG_PACK_2) &&
           !(is_interface_method && (d->flags & DEF_IS_STATIC));
}

/* The methods of that name that one class of the line has itself. */
static size_t own_methods(const JavaThread *t, JavaType owner, uint32_t name, bool inherited,
                          JavaMember *out, size_t max)
{
    bool of_interface = java_is_interface(t, owner);

    uint32_t class_id = t->types.at[owner].a, unit = java_class_row(t, class_id)->unit;
    const Facts *f = java_facts(t, unit);
    uint64_t def;
    size_t count = 0;
    uint32_t component = 0;

    if (!u64map_get(&t->world->members, (uint64_t)class_id << 32 | name, &def))
        return 0;
    Entity e = {(uint32_t)def, ENTITY_DEF};
    for (unsigned i = 0; e.kind == ENTITY_DEF && count < max && i < JAVA_MAX_SAME_NAME;
         i++, e = facts_next_entity(f, e)) {
        const Def *d = &f->defs[e.index];

        if (d->kind == DEF_METHOD && (!inherited || is_inherited(d, of_interface)))
            out[count++] = (JavaMember){.unit = unit, .def = e.index, .owner = owner};
        else if (d->kind == DEF_FIELD && (d->flags & DEF_FLAG_PACK_1))
            component = e.index;
    }
    if (count == 0 && component)
        out[count++] = (JavaMember){.unit = unit, .def = component, .owner = owner};
    return count;
}

size_t java_methods_of(JavaThread *t, JavaType type, uint32_t name, JavaMember *out, size_t max,
                       bool *ret_is_external)
{
    size_t count = 0;
    JavaLine line = java_line(t, type);

    if (line.is_open)
        *ret_is_external = true;
    if (name >= t->world->name_count || !(t->world->used_as[name] & JAVA_USED_METHOD))
        return 0;
    for (uint32_t i = 0; i < line.count; i++)
        count += own_methods(t, t->line_types.at[line.first + i], name, i > 0, out + count,
                             max - count);
    return count;
}

size_t java_constructors_of(JavaThread *t, JavaType type, JavaMember *out, size_t max)
{
    JavaTypeRow row = t->types.at[type];
    uint64_t def;
    size_t count = 0;

    if (row.kind != JAVA_TYPE_CLASS)
        return 0;
    const JavaClass *c = java_class_row(t, row.a);
    const Facts *f = java_facts(t, c->unit);
    if (!c->def || !u64map_get(&t->world->members, (uint64_t)row.a << 32 | c->name, &def))
        return 0;
    Entity e = {(uint32_t)def, ENTITY_DEF};
    for (unsigned i = 0; e.kind == ENTITY_DEF && count < max && i < JAVA_MAX_SAME_NAME;
         i++, e = facts_next_entity(f, e)) {
        if (f->defs[e.index].kind == DEF_CONSTRUCTOR)
            out[count++] = (JavaMember){.unit = c->unit, .def = e.index, .owner = type};
    }
    return count;
}

/* -- names at a place -- */

static uint32_t class_of_scope(const JavaThread *t, uint32_t unit, uint32_t scope)
{
    const JavaUnit *u = &t->world->units[unit];

    if (u->facts->scopes[scope].kind != SCOPE_CLASS)
        return JAVA_NONE_ID;
    return t->world->class_of_scope[u->scope_base + scope] - 1;
}

uint32_t java_class_around(const JavaThread *t, uint32_t unit, uint32_t scope)
{
    for (; scope; scope = java_facts(t, unit)->scopes[scope].parent) {
        uint32_t class_id = class_of_scope(t, unit, scope);

        if (class_id != JAVA_NONE_ID)
            return class_id;
    }
    return JAVA_NONE_ID;
}

static JavaType class_type(JavaThread *t, uint32_t class_id)
{
    return class_id == JAVA_NONE_ID ? 0 : java_make_type(t, JAVA_TYPE_CLASS, class_id, 0);
}

/* A class that a method declares for itself. */
static uint32_t local_class(const JavaThread *t, uint32_t unit, uint32_t scope, NameId name)
{
    const Facts *f = java_facts(t, unit);

    Entity e = facts_lookup(f, scope, name);
    for (unsigned i = 0; e.kind != ENTITY_NONE && i < JAVA_MAX_SAME_NAME;
         i++, e = facts_next_entity(f, e)) {
        if (e.kind == ENTITY_DEF && is_class_def(&f->defs[e.index]))
            return t->world->class_of_scope[t->world->units[unit].scope_base +
                                            f->defs[e.index].inner] -
                   1;
    }
    return JAVA_NONE_ID;
}

static JavaType imported_class(JavaThread *t, const JavaUnit *u, uint32_t name)
{
    for (uint32_t i = 0; i < u->import_count; i++) {
        const JavaImport *m = &u->imports[i];

        if (m->name != name)
            continue;
        if (!m->is_static)
            return m->class_id == JAVA_NONE_ID ? java_make_type(t, JAVA_TYPE_EXTERNAL, name, 0)
                                               : class_type(t, m->class_id);
        if (m->class_id != JAVA_NONE_ID) {
            JavaMember found = java_class_in(t, class_type(t, m->class_id), name);

            if (found.def)
                return class_type(t, java_class_of(t, found));
        }
    }
    return 0;
}

/* import a.b.*; and java.lang, which is imported so everywhere */
static JavaType class_on_demand(JavaThread *t, uint32_t unit, uint32_t name)
{
    const JavaUnit *u = &t->world->units[unit];
    bool is_open = false;

    for (uint32_t i = 0; i < u->import_count; i++) {
        const JavaImport *m = &u->imports[i];

        if (m->name)
            continue;
        is_open |= m->package == JAVA_NONE_ID && m->class_id == JAVA_NONE_ID;
        if (m->package != JAVA_NONE_ID) {
            uint32_t found = class_in(t->world, unit, m->package, name);

            if (found != JAVA_NONE_ID)
                return class_type(t, found);
        } else if (m->class_id != JAVA_NONE_ID) {
            JavaMember found = java_class_in(t, class_type(t, m->class_id), name);

            if (found.def)
                return class_type(t, java_class_of(t, found));
        }
    }
    uint32_t found = class_in(t->world, unit, t->world->lang_package, name);
    if (found != JAVA_NONE_ID)
        return class_type(t, found);
    return is_open ? java_make_type(t, JAVA_TYPE_EXTERNAL, name, 0) : 0;
}

static JavaType find_in_file(JavaThread *t, uint32_t unit, uint32_t name)
{
    const JavaUnit *u = &t->world->units[unit];
    uint32_t in_package = class_in(t->world, unit, u->package, name);

    if (in_package != JAVA_NONE_ID && java_class_row(t, in_package)->unit == unit)
        return class_type(t, in_package);
    JavaType type = imported_class(t, u, name);
    if (type)
        return type;
    if (in_package != JAVA_NONE_ID)
        return class_type(t, in_package);
    return class_on_demand(t, unit, name);
}

static JavaType type_in_file(JavaThread *t, uint32_t unit, uint32_t name)
{
    bool is_new;
    uint64_t *slot = u64map_at(&t->type_names, (uint64_t)unit << 32 | name, &is_new);

    if (!is_new)
        return (JavaType)*slot;
    JavaType type = find_in_file(t, unit, name);
    *u64map_at(&t->type_names, (uint64_t)unit << 32 | name, NULL) = type;
    return type;
}

JavaType java_type_named(JavaThread *t, uint32_t unit, uint32_t scope, NameId name)
{
    const Facts *f = java_facts(t, unit);
    uint32_t number = t->world->units[unit].names[name];
    bool is_member = (t->world->used_as[number] & JAVA_USED_TYPE) != 0;

    for (; scope > 1; scope = f->scopes[scope].parent) {
        uint32_t class_id = class_of_scope(t, unit, scope);

        if (class_id == JAVA_NONE_ID) {
            uint32_t local = local_class(t, unit, scope, name);

            if (local != JAVA_NONE_ID)
                return class_type(t, local);
            continue;
        }
        if (java_class_row(t, class_id)->name == number && java_class_row(t, class_id)->def)
            return class_type(t, class_id);
        if (is_member) {
            JavaMember found = java_class_in(t, class_type(t, class_id), number);

            if (found.def)
                return class_type(t, java_class_of(t, found));
        }
    }
    return type_in_file(t, unit, number);
}

JavaMember java_field_named(JavaThread *t, uint32_t unit, uint32_t scope, uint32_t name,
                            Tier *tier)
{
    const JavaUnit *u = &t->world->units[unit];
    bool is_external = false;

    *tier = TIER_EXACT;
    for (; scope > 1; scope = u->facts->scopes[scope].parent) {
        uint32_t class_id = class_of_scope(t, unit, scope);

        if (class_id == JAVA_NONE_ID)
            continue;
        JavaMember m = java_field_of(t, class_type(t, class_id), name);
        if (m.def) {
            *tier = m.unit == unit ? TIER_EXACT : TIER_MEMBER;
            return m;
        }
        is_external |= m.is_external;
    }
    *tier = TIER_IMPORT;
    for (int all = 0; all < 2; all++) { /* imports of one name go before those of all */
        for (uint32_t i = 0; i < u->import_count; i++) {
            const JavaImport *import = &u->imports[i];

            if (!import->is_static || import->name != (all ? 0 : name))
                continue;
            if (import->class_id == JAVA_NONE_ID) {
                is_external = true;
                continue;
            }
            JavaMember m = java_field_of(t, class_type(t, import->class_id), name);
            if (m.def)
                return m;
        }
    }
    return (JavaMember){.is_external = is_external};
}

JavaMember java_captured_field(JavaThread *t, uint32_t unit, const Expr *e)
{
    const JavaUnit *u = &t->world->units[unit];
    uint32_t left = e->extra;

    for (uint32_t scope = e->scope; scope > 1 && left; scope = u->facts->scopes[scope].parent) {
        uint32_t class_id = class_of_scope(t, unit, scope);

        if (class_id == JAVA_NONE_ID)
            continue;
        JavaMember m = java_field_of(t, class_type(t, class_id), u->names[e->name]);
        if (m.def)
            return m;
        left--;
    }
    return (JavaMember){0};
}

static size_t imported_methods(JavaThread *t, const JavaUnit *u, uint32_t name, bool all,
                               JavaMember *out, size_t max, bool *is_external)
{
    size_t count = 0;

    for (uint32_t i = 0; i < u->import_count; i++) {
        const JavaImport *import = &u->imports[i];

        if (!import->is_static || import->name != (all ? 0 : name))
            continue;
        if (import->class_id == JAVA_NONE_ID)
            *is_external = true;
        else
            count += java_methods_of(t, class_type(t, import->class_id), name, out + count,
                                     max - count, is_external);
    }
    return count;
}

size_t java_methods_named(JavaThread *t, uint32_t unit, uint32_t scope, uint32_t name,
                          JavaMember *out, size_t max, bool *ret_is_external, Tier *ret_tier)
{
    const JavaUnit *u = &t->world->units[unit];
    size_t count;

    *ret_tier = TIER_EXACT;
    for (; scope > 1; scope = u->facts->scopes[scope].parent) {
        uint32_t class_id = class_of_scope(t, unit, scope);

        if (class_id == JAVA_NONE_ID)
            continue;
        count = java_methods_of(t, class_type(t, class_id), name, out, max, ret_is_external);
        if (count) {
            if (out[0].unit != unit)
                *ret_tier = TIER_MEMBER;
            return count;
        }
    }
    *ret_tier = TIER_IMPORT;
    count = imported_methods(t, u, name, false, out, max, ret_is_external);
    return count ? count : imported_methods(t, u, name, true, out, max, ret_is_external);
}
