/*
 * resolve_table.c -- the resolver of the languages that are described by a table.
 *
 * What they share: names are looked for in the scopes around them, then in the classes around them
 * and what those extend, then through imports; `this.x` is a member of the class; the type of a
 * local or field is what it is declared with or made as. Where a language lets the whole program
 * see a name (types of a package, functions of a script), the only top-level definition of that
 * name is likely; a method that is found by its name alone stays a guess.
 */
#include "graph/resolve.h"

enum { TYPE_DEPTH_MAX = 16, BASE_DEPTH_MAX = 8, CANDIDATES_MAX = 64, PATH_MAX_BYTES = 400 };

typedef struct TableThread {
    VEC(Edge) edges;
    U64Map types; /* unit, expr -> symbol of its type + 1; while it is being asked for: 0 */
} TableThread;

typedef struct TableState {
    const Program *p;
    U64Map members; /* symbol, global name -> first member */
    StrMap units; /* the path's end without extension, in lower case -> unit + 1; 0: several */
    Arena arena;
    TableThread *threads;
    unsigned thread_count;
} TableState;

/* A unit that is being resolved, by one thread. */
typedef struct Here {
    TableState *s;
    const Program *p;
    TableThread *t;
    UnitId unit;
    const Facts *f;
} Here;

typedef struct Found {
    SymbolId to;
    Tier tier;
    bool is_local;
} Found;

static const LanguageId languages[] = {
    LANG_CSHARP, LANG_RUBY,   LANG_PHP,     LANG_KOTLIN, LANG_SWIFT, LANG_SCALA, LANG_BASH,
    LANG_LUA,    LANG_ELIXIR, LANG_HASKELL, LANG_OCAML,  LANG_ZIG,   LANG_NONE,
};

/* What a file sees of other files by a bare name. */
typedef struct Rule {
    LanguageId language;
    bool sees_types, sees_functions, sees_values;
    bool in_modules;   /* also what stands in a module or namespace */
    bool needs_import; /* only of files or modules that it imports whole */
} Rule;

static const Rule rules[] = {
    {LANG_CSHARP, .sees_types = true, .in_modules = true},
    {LANG_KOTLIN, .sees_types = true, .sees_functions = true, .in_modules = true},
    {LANG_SWIFT, .sees_types = true, .sees_functions = true, .in_modules = true},
    {LANG_SCALA, .sees_types = true, .in_modules = true},
    {LANG_PHP, .sees_types = true, .sees_functions = true, .sees_values = true,
     .in_modules = true},
    {LANG_RUBY, .sees_types = true, .sees_functions = true},
    {LANG_BASH, .sees_functions = true},
    {LANG_LUA, .sees_functions = true, .sees_values = true},
    {LANG_ELIXIR, .sees_functions = true, .in_modules = true, .needs_import = true},
    {LANG_HASKELL, .sees_types = true, .sees_functions = true, .sees_values = true,
     .in_modules = true, .needs_import = true},
    {LANG_OCAML, .sees_types = true, .sees_functions = true, .sees_values = true,
     .in_modules = true, .needs_import = true},
    {LANG_ZIG},
};

static const Rule *rule_of(LanguageId language)
{
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        if (rules[i].language == language)
            return &rules[i];
    }
    return NULL;
}

static bool is_ours(LanguageId language)
{
    return rule_of(language) != NULL;
}

/* -- preparing -- */

static void add_members(TableState *s, UnitId unit)
{
    const Unit *u = &s->p->units[unit];

    for (uint32_t i = 1; i < u->facts->def_count; i++) {
        const Def *d = &u->facts->defs[i];
        bool is_new;

        if (!d->parent)
            continue;
        uint64_t key = (uint64_t)(u->first_symbol + d->parent) << 32 | u->global_names[d->name];
        uint64_t *place = u64map_at(&s->members, key, &is_new);
        if (is_new)
            *place = u->first_symbol + i;
    }
}

/* "src/a/Foo_bar.ml" is found as "foo_bar", "a/foo_bar" and "src/a/foo_bar". */
static void add_unit(TableState *s, UnitId unit)
{
    Str path = s->p->units[unit].file->path, ext = path_ext(path);
    char *text = arena_cstr(&s->arena,
                            str_sub(path, 0, path.len - (ext.len ? ext.len + 1 : 0)));
    size_t len = strlen(text);

    for (size_t i = 0; i < len; i++)
        text[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i]);
    for (size_t i = len; i-- > 0;) {
        bool is_new;

        if (i > 0 && text[i - 1] != '/')
            continue;
        uint64_t *place = strmap_at(&s->units, (Str){text + i, len - i}, &is_new);
        *place = is_new ? unit + 1 : 0;
    }
}

static void *prepare(const Program *p, unsigned threads)
{
    TableState *s = xcalloc(1, sizeof(*s));

    s->p = p;
    s->thread_count = threads;
    s->threads = xcalloc(threads, sizeof(*s->threads));
    for (UnitId u = 0; u < p->unit_count; u++) {
        if (!is_ours(p->units[u].file->language))
            continue;
        add_members(s, u);
        add_unit(s, u);
    }
    return s;
}

static void done(void *state)
{
    TableState *s = state;

    for (unsigned i = 0; i < s->thread_count; i++) {
        VEC_DONE(&s->threads[i].edges);
        u64map_done(&s->threads[i].types);
    }
    free(s->threads);
    u64map_done(&s->members);
    strmap_done(&s->units);
    arena_done(&s->arena);
    free(s);
}

/* -- kinds -- */

static bool is_type_kind(DefKind kind)
{
    return kind == DEF_CLASS || kind == DEF_STRUCT || kind == DEF_UNION || kind == DEF_ENUM ||
           kind == DEF_INTERFACE || kind == DEF_TRAIT || kind == DEF_TYPE;
}

static bool holds_members(DefKind kind)
{
    return is_type_kind(kind) || kind == DEF_MODULE || kind == DEF_NAMESPACE;
}

/* Whether a name by itself may mean the definition from anywhere: it is in no class. */
static bool is_top_level(const Program *p, SymbolId s)
{
    const Unit *u = &p->units[program_unit_of(p, s)];
    const Def *d = &u->facts->defs[s - u->first_symbol];
    uint8_t scope = u->facts->scopes[d->scope].kind;

    if (scope == SCOPE_FUNCTION || scope == SCOPE_BLOCK)
        return false;
    while (d->parent) {
        d = &u->facts->defs[d->parent];
        if (d->kind != DEF_MODULE && d->kind != DEF_NAMESPACE && d->kind != DEF_TYPE)
            return false;
    }
    return true;
}

static uint32_t global(const Here *h, NameId name)
{
    return h->p->units[h->unit].global_names[name];
}

/* -- members -- */

static SymbolId type_named(const Here *h, UnitId unit, uint32_t expr, int depth);

static SymbolId member_of(const Here *h, SymbolId owner, uint32_t name, int depth)
{
    UnitId unit = program_unit_of(h->p, owner);
    const Facts *f = h->p->units[unit].facts;
    uint64_t found;

    if (u64map_get(&h->s->members, (uint64_t)owner << 32 | name, &found))
        return (SymbolId)found;
    for (uint32_t list = program_def(h->p, owner)->bases;
         list && f->exprs[list].kind == EXPR_LIST; list = f->exprs[list].b) {
        SymbolId base = depth < BASE_DEPTH_MAX
                            ? type_named(h, unit, f->exprs[list].a, depth + 1)
                            : 0;
        SymbolId member = base && base != owner ? member_of(h, base, name, depth + 1) : 0;

        if (member)
            return member;
    }
    return 0;
}

/* The class whose members `this` has; 0: none. */
static SymbolId class_around(const Here *h, UnitId unit, uint32_t scope)
{
    const Unit *u = &h->p->units[unit];

    for (; scope; scope = u->facts->scopes[scope].parent) {
        const Scope *at = &u->facts->scopes[scope];

        /* a method of Lua stands beside its table: its parent says whose it is */
        if (at->kind == SCOPE_FUNCTION && at->def &&
            u->facts->defs[at->def].kind == DEF_METHOD && u->facts->defs[at->def].parent)
            return u->first_symbol + u->facts->defs[at->def].parent;
        if (at->kind == SCOPE_CLASS && at->def)
            return u->first_symbol + at->def;
    }
    return 0;
}

/* -- units by module names -- */

static UnitId unit_called(const Here *h, Str module)
{
    char text[PATH_MAX_BYTES];
    uint64_t unit;
    size_t len = 0;

    while (str_starts(module, STR("./")) || str_starts(module, STR("../")))
        module = str_sub(module, module.ptr[1] == '/' ? 2 : 3, module.len);
    Str ext = path_ext(module);
    if (str_is(ext, "zig") || str_is(ext, "sh") || str_is(ext, "lua") || str_is(ext, "rb") ||
        str_is(ext, "php") || str_is(ext, "bash"))
        module = str_sub(module, 0, module.len - ext.len - 1);
    for (; len < module.len && len < sizeof(text); len++) {
        char c = module.ptr[len];

        text[len] = (char)(c == '.' || c == '\\'  ? '/'
                           : c >= 'A' && c <= 'Z' ? c - 'A' + 'a'
                                                  : c);
    }
    if (!strmap_get(&h->s->units, (Str){text, len}, &unit) || !unit)
        return UNIT_NONE;
    LanguageId language = h->p->units[unit - 1].file->language;
    return language == h->p->units[h->unit].file->language ? (UnitId)unit - 1 : UNIT_NONE;
}

/* A definition of the file itself, or of the one module it holds. */
static SymbolId top_of_unit(const Here *h, UnitId unit, uint32_t name)
{
    size_t count, low = 0;
    const SymbolId *symbols = program_symbols_named(h->p, name, &count);
    const Unit *u = &h->p->units[unit];

    /* symbols are sorted, and those of a unit follow each other */
    for (size_t high = count; low < high;) {
        size_t middle = low + (high - low) / 2;

        if (symbols[middle] < u->first_symbol)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < count && symbols[low] < u->first_symbol + u->facts->def_count; low++) {
        if (is_top_level(h->p, symbols[low]))
            return symbols[low];
    }
    return 0;
}

/* -- names by themselves -- */

static bool fits(const Def *d, uint8_t flags)
{
    if (d->kind == DEF_CONSTRUCTOR)
        return false;
    return !(flags & EXPR_IS_TYPE) || holds_members(d->kind) || d->kind == DEF_ENUM_MEMBER;
}

/* Whether the file imports all of what the symbol stands in: its file, or the module around it. */
static bool imports_all_of(const Here *h, SymbolId symbol)
{
    UnitId unit = program_unit_of(h->p, symbol);
    const Facts *f = h->p->units[unit].facts;
    uint32_t parent = program_def(h->p, symbol)->parent;
    Str module = parent ? facts_name(f, f->defs[parent].name) : STR_NONE;

    for (uint32_t i = 0; i < h->f->import_count; i++) {
        const Import *m = &h->f->imports[i];
        Str text = facts_name(h->f, m->module);

        if (m->kind == IMPORT_ALL &&
            ((module.len && str_eq(text, module)) || unit_called(h, text) == unit))
            return true;
    }
    return false;
}

/* Whether a bare name in this file can mean the symbol, which is in another file. */
static bool can_see(const Here *h, SymbolId symbol, uint8_t flags)
{
    const Unit *u = &h->p->units[program_unit_of(h->p, symbol)];
    const Def *d = &u->facts->defs[symbol - u->first_symbol];
    const Rule *rule = rule_of(h->p->units[h->unit].file->language);
    bool is_type = holds_members(d->kind) || d->kind == DEF_ENUM_MEMBER;
    bool is_function = d->kind == DEF_FUNCTION || d->kind == DEF_MACRO;

    if (u->file->language != rule->language || !fits(d, flags) || d->kind == DEF_FIELD ||
        d->kind == DEF_METHOD || d->visibility == VISIBLE_FILE || !is_top_level(h->p, symbol))
        return false;
    if (is_type ? !rule->sees_types : is_function ? !rule->sees_functions : !rule->sees_values)
        return false;
    /* a function that is not called may be anything, where values and calls look alike */
    if (is_function && !(flags & EXPR_IS_CALLED) && !rule->sees_values)
        return false;
    if (!is_type && d->parent && !rule->in_modules)
        return false;
    return !rule->needs_import || imports_all_of(h, symbol);
}

/* The only definition of that name that the file can see; with several, the one in its folder. */
static SymbolId only_visible(const Here *h, uint32_t name, uint8_t flags)
{
    size_t count, fitting = 0, near = 0;
    const SymbolId *symbols = program_symbols_named(h->p, name, &count);
    SymbolId found = 0, near_found = 0;
    Str dir = path_dir(h->p->units[h->unit].file->path);

    for (size_t i = 0; i < count; i++) {
        if (i == CANDIDATES_MAX)
            return 0;
        if (!can_see(h, symbols[i], flags))
            continue;
        found = symbols[i];
        fitting++;
        if (str_eq(path_dir(h->p->units[program_unit_of(h->p, symbols[i])].file->path), dir)) {
            near_found = symbols[i];
            near++;
        }
    }
    return fitting == 1 ? found : near == 1 ? near_found : 0;
}

/* A module that is always written with its whole name (Elixir's A.B.C). */
static SymbolId module_named(const Here *h, uint32_t name)
{
    size_t count;
    const SymbolId *symbols = program_symbols_named(h->p, name, &count);

    for (size_t i = 0; i < count && i < CANDIDATES_MAX; i++) {
        DefKind kind = program_def(h->p, symbols[i])->kind;
        const Unit *u = &h->p->units[program_unit_of(h->p, symbols[i])];

        if ((kind == DEF_MODULE || kind == DEF_INTERFACE) && u->file->language == LANG_ELIXIR)
            return symbols[i];
    }
    return 0;
}

static SymbolId only_top_level(const Here *h, uint32_t name, uint8_t flags)
{
    if (h->p->units[h->unit].file->language == LANG_ELIXIR && flags & EXPR_IS_TYPE)
        return module_named(h, name);
    return only_visible(h, name, flags);
}

/* What an import names: the only one of that name in the language, wherever it is. */
static SymbolId only_exported(const Here *h, uint32_t name, uint8_t flags)
{
    size_t count;
    const SymbolId *symbols = program_symbols_named(h->p, name, &count);
    SymbolId found = 0;

    for (size_t i = 0; i < count; i++) {
        if (i == CANDIDATES_MAX)
            return 0;
        const Unit *u = &h->p->units[program_unit_of(h->p, symbols[i])];
        const Def *d = &u->facts->defs[symbols[i] - u->first_symbol];

        if (u->file->language != h->p->units[h->unit].file->language || !fits(d, flags) ||
            d->visibility == VISIBLE_FILE || !is_top_level(h->p, symbols[i]))
            continue;
        if (found)
            return 0;
        found = symbols[i];
    }
    return found;
}

static SymbolId through_import(const Here *h, const Import *m, uint8_t flags)
{
    Str module = facts_name(h->f, m->module);
    UnitId unit = unit_called(h, module);
    uint32_t name = m->symbol ? global(h, m->symbol) : UINT32_MAX;

    if (h->p->units[h->unit].file->language == LANG_ELIXIR) {
        AUTO(arena_done) Arena a = {0};
        Str symbol = facts_name(h->f, m->symbol);

        if (symbol.len)
            module = arena_printf(&a, "%.*s.%.*s", STR_ARG(module), STR_ARG(symbol));
        return module_named(h, resolve_global_name(h->p, module));
    }
    if (!m->symbol)
        return unit == UNIT_NONE ? 0 : h->p->units[unit].first_symbol;
    if (unit != UNIT_NONE) {
        SymbolId top = top_of_unit(h, unit, name);

        if (top)
            return top;
    }
    return only_exported(h, name, flags);
}

/* The last local of that name before the place. */
static uint32_t local_before(const Facts *f, Entity e, uint32_t at)
{
    uint32_t local = 0;

    for (; e.kind; e = facts_next_entity(f, e)) {
        if (e.kind == ENTITY_LOCAL && (!local || f->locals[e.index].start <= at))
            local = e.index;
    }
    return local;
}

static Found in_scopes(const Here *h, UnitId unit, const Expr *e)
{
    const Unit *u = &h->p->units[unit];

    for (uint32_t scope = e->scope; scope; scope = u->facts->scopes[scope].parent) {
        for (Entity x = facts_lookup(u->facts, scope, e->name); x.kind;
             x = facts_next_entity(u->facts, x)) {
            if (x.kind == ENTITY_LOCAL)
                return (Found){.is_local = true, .to = local_before(u->facts, x, e->at)};
            if (x.kind == ENTITY_DEF && fits(&u->facts->defs[x.index], e->flags))
                return (Found){.to = u->first_symbol + x.index, .tier = TIER_EXACT};
            if (x.kind == ENTITY_IMPORT && unit == h->unit) {
                SymbolId to = through_import(h, &u->facts->imports[x.index], e->flags);

                return (Found){.to = to, .tier = to ? TIER_IMPORT : TIER_EXTERNAL};
            }
        }
    }
    return (Found){.tier = TIER_NONE};
}

static Found by_name(const Here *h, UnitId unit, const Expr *e)
{
    Found found = in_scopes(h, unit, e);
    uint32_t name = h->p->units[unit].global_names[e->name];

    if (found.to || found.is_local || found.tier == TIER_EXTERNAL)
        return found;
    SymbolId around = class_around(h, unit, e->scope);
    found.to = around ? member_of(h, around, name, 0) : 0;
    if (found.to && fits(program_def(h->p, found.to), e->flags)) {
        found.tier = TIER_MEMBER;
        return found;
    }
    found.to = only_top_level(h, name, e->flags);
    found.tier = found.to ? TIER_LIKELY : TIER_NONE;
    return found;
}

/* -- types -- */

static SymbolId type_of(const Here *h, UnitId unit, uint32_t expr, int depth);

/* The type or module that an expression names. */
static SymbolId type_named(const Here *h, UnitId unit, uint32_t expr, int depth)
{
    const Facts *f = h->p->units[unit].facts;
    const Expr *e = &f->exprs[expr];
    Found found;

    if (!expr || depth > TYPE_DEPTH_MAX)
        return 0;
    if (e->kind == EXPR_MEMBER) {
        SymbolId owner = type_named(h, unit, e->a, depth + 1);
        SymbolId member = owner ? member_of(h, owner, h->p->units[unit].global_names[e->name],
                                            depth)
                                : 0;

        if (member && holds_members(program_def(h->p, member)->kind))
            return member;
        return only_top_level(h, h->p->units[unit].global_names[e->name], EXPR_IS_TYPE);
    }
    if (e->kind != EXPR_NAME)
        return 0;
    Expr as_type = *e;
    as_type.flags |= EXPR_IS_TYPE;
    found = in_scopes(h, unit, &as_type);
    if (!found.to && !found.is_local)
        found.to = only_top_level(h, h->p->units[unit].global_names[e->name], EXPR_IS_TYPE);
    return found.is_local || !found.to || !holds_members(program_def(h->p, found.to)->kind)
               ? 0
               : found.to;
}

static SymbolId type_of_def(const Here *h, SymbolId s, int depth)
{
    UnitId unit = program_unit_of(h->p, s);
    const Def *d = program_def(h->p, s);

    if (holds_members(d->kind))
        return s;
    SymbolId declared = type_named(h, unit, d->type, depth + 1);
    if (!declared)
        declared = type_of(h, unit, d->value, depth + 1);
    /* a table of Lua is its own type */
    bool is_table = !declared && d->kind == DEF_VARIABLE &&
                    h->p->units[unit].file->language == LANG_LUA;
    return is_table ? s : declared;
}

static Found of_member(const Here *h, UnitId unit, const Expr *e, int depth);

static SymbolId find_type(const Here *h, UnitId unit, uint32_t expr, int depth)
{
    const Facts *f = h->p->units[unit].facts;
    const Expr *e = &f->exprs[expr];
    Found found;

    switch (e->kind) {
    case EXPR_THIS:
        return class_around(h, unit, e->scope);
    case EXPR_NEW:
        return type_named(h, unit, e->a, depth + 1);
    case EXPR_CALL:
        /* X.new of Ruby and Zig's X.init make an X; a call of a class makes one, too */
        if (f->exprs[e->a].kind == EXPR_MEMBER &&
            (str_is(facts_name(f, f->exprs[e->a].name), "new") ||
             str_is(facts_name(f, f->exprs[e->a].name), "init")))
            return type_named(h, unit, f->exprs[e->a].a, depth + 1);
        return type_of(h, unit, e->a, depth + 1);
    case EXPR_NAME:
        found = in_scopes(h, unit, e);
        if (found.is_local) {
            const Local *l = &f->locals[found.to];
            SymbolId declared = type_named(h, unit, l->type, depth + 1);

            return declared ? declared : type_of(h, unit, l->value, depth + 1);
        }
        if (!found.to)
            found = by_name(h, unit, e);
        return found.to && !found.is_local ? type_of_def(h, found.to, depth) : 0;
    case EXPR_MEMBER:
        found = of_member(h, unit, e, depth + 1);
        return found.to ? type_of_def(h, found.to, depth) : 0;
    default:
        return 0;
    }
}

static SymbolId type_of(const Here *h, UnitId unit, uint32_t expr, int depth)
{
    bool is_new;
    uint64_t key = (uint64_t)unit << 32 | expr;

    if (!expr || depth > TYPE_DEPTH_MAX)
        return 0;
    uint64_t *memo = u64map_at(&h->t->types, key, &is_new);
    if (!is_new)
        return *memo ? (SymbolId)(*memo - 1) : 0;
    SymbolId type = find_type(h, unit, expr, depth);
    *u64map_at(&h->t->types, key, NULL) = (uint64_t)type + 1;
    return type;
}

/* -- members by receiver -- */

/* What stands before the dot names a module of its own file. */
static SymbolId of_module(const Here *h, UnitId unit, const Expr *object, uint32_t name)
{
    const Facts *f = h->p->units[unit].facts;
    Str text = facts_name(f, object->name);

    if (unit != h->unit || object->kind != EXPR_NAME)
        return 0;
    for (uint32_t i = 0; i < f->import_count; i++) {
        if (f->imports[i].local != object->name &&
            !str_eq(facts_name(f, f->imports[i].module), text))
            continue;
        UnitId other = unit_called(h, facts_name(f, f->imports[i].module));
        SymbolId found = other == UNIT_NONE ? 0 : top_of_unit(h, other, name);

        if (found)
            return found;
    }
    UnitId other = unit_called(h, text);
    return other == UNIT_NONE || other == unit ? 0 : top_of_unit(h, other, name);
}

static Found of_member(const Here *h, UnitId unit, const Expr *e, int depth)
{
    const Facts *f = h->p->units[unit].facts;
    uint32_t name = h->p->units[unit].global_names[e->name];
    const Expr *object = &f->exprs[e->a];
    SymbolId type = type_of(h, unit, e->a, depth + 1);
    SymbolId member = type ? member_of(h, type, name, 0) : 0;

    if (member) {
        bool is_sure = object->kind == EXPR_THIS || object->kind == EXPR_NAME;

        return (Found){.to = member,
                       .tier = object->kind == EXPR_THIS ? TIER_MEMBER
                               : is_sure                 ? TIER_TYPED
                                                         : TIER_LIKELY};
    }
    member = of_module(h, unit, object, name);
    return (Found){.to = member, .tier = member ? TIER_IMPORT : TIER_NONE};
}

/* A method or field that only one class of the language has: a guess. */
static SymbolId only_one(const Here *h, uint32_t name)
{
    size_t count;
    const SymbolId *symbols = program_symbols_named(h->p, name, &count);

    if (count != 1)
        return 0;
    const Unit *u = &h->p->units[program_unit_of(h->p, symbols[0])];
    return u->file->language == h->p->units[h->unit].file->language &&
                   u->facts->defs[symbols[0] - u->first_symbol].kind != DEF_CONSTRUCTOR
               ? symbols[0]
               : 0;
}

static void resolve_one(Here *h, const Expr *e, ResolveCounts *counts)
{
    Found found = e->kind == EXPR_MEMBER ? of_member(h, h->unit, e, 0) : by_name(h, h->unit, e);

    if (found.is_local)
        return;
    if (!found.to && found.tier != TIER_EXTERNAL &&
        (found.to = only_one(h, global(h, e->name))))
        found.tier = TIER_UNIQUE;
    counts->references++;
    counts->by_tier[found.tier]++;
    if (!found.to)
        return;
    *VEC_PUSH(&h->t->edges) = (Edge){.from = resolve_from(h->p, h->unit, e->scope),
                                     .to = found.to,
                                     .unit = h->unit,
                                     .at = e->at,
                                     .kind = (uint8_t)resolve_edge_kind(e->flags),
                                     .tier = (uint8_t)found.tier};
}

static int by_place(const void *a, const void *b)
{
    const Edge *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static void resolve(void *state, const Program *p, UnitId unit, unsigned thread, EdgeVec *edges,
                    ResolveCounts *counts)
{
    TableState *s = state;
    Here h = {
        .s = s, .p = p, .t = &s->threads[thread], .unit = unit, .f = p->units[unit].facts};

    /* what a name means depends on the unit that asks (its imports): nothing is kept over units */
    VEC_CLEAR(&h.t->edges);
    u64map_done(&h.t->types);
    for (uint32_t i = 1; i < h.f->expr_count; i++) {
        if (h.f->exprs[i].flags & EXPR_IS_REF)
            resolve_one(&h, &h.f->exprs[i], counts);
    }
    VEC_SORT(&h.t->edges, by_place);
    for (size_t i = 0; i < h.t->edges.len; i++)
        *VEC_PUSH(edges) = h.t->edges.at[i];
}

const ResolverOps resolver_table = {
    .name = "table",
    .languages = languages,
    .prepare = prepare,
    .resolve = resolve,
    .done = done,
};
