/*
 * parts_items.c -- the items of a repository, and the module each belongs to.
 *
 * An item is an outermost definition. Typedefs are the struct behind them; methods defined outside of
 * their class are the class's; types of a header for many files go to the module that makes them,
 * bears their name or has most functions that begin with it.
 */
#include "graph/parts_items.h"

#include "base/vec.h"

enum {
    SHARED_HEADER_TYPES = 3, /* a header with fewer belongs to one module anyway */
    SUBSTANCE_LINES = 5,     /* of a function worth a look */
    OBJECT_MEMBERS = 4,      /* of a variable that is a type in all but name */
    SIBLINGS_MAX = 400,      /* modules of a folder that a type's name is compared with */
};

static bool is_type_kind(uint8_t kind)
{
    switch (kind) {
    case DEF_CLASS:
    case DEF_STRUCT:
    case DEF_UNION:
    case DEF_ENUM:
    case DEF_INTERFACE:
    case DEF_TRAIT:
        return true;
    default:
        return false;
    }
}

static bool is_item(const Facts *f, uint32_t def)
{
    const Def *d = &f->defs[def];

    return def_kind_is_shown(d->kind) && d->kind != DEF_NAMESPACE && d->kind != DEF_MODULE &&
           !(d->flags & (DEF_IS_TEST | DEF_IS_DECLARATION)) && facts_name(f, d->name).len;
}

static uint32_t lines_of(const Def *d)
{
    return d->end_line - MIN_OF(d->line, d->end_line) + 1;
}

static void gather_items(Parts *x)
{
    VEC(Item) found = {0};

    x->item_of = ARENA_ARRAY(x->arena, uint32_t, x->program->symbol_count + 1);
    for (uint32_t u = 0; u < x->program->unit_count; u++) {
        const Unit *unit = &x->program->units[u];
        const Facts *f = unit->facts;

        for (uint32_t d = 0; d < MAX_OF(f->def_count, 1u); d++)
            x->item_of[unit->first_symbol + d] = PART_NONE;
        if (x->module_of_unit[u] == PART_NONE)
            continue;
        for (uint32_t d = 1; d < f->def_count; d++) {
            if (parts_outermost(f, d) != d || !is_item(f, d))
                continue;
            const Def *def = &f->defs[d];
            x->item_of[unit->first_symbol + d] = (uint32_t)found.len;
            *VEC_PUSH(&found) = (Item){.symbol = unit->first_symbol + d,
                                       .module = x->module_of_unit[u],
                                       .lines = lines_of(def),
                                       .is_type = is_type_kind(def->kind),
                                       .is_exported = (def->flags & DEF_IS_EXPORTED) ||
                                                      def->visibility == VISIBLE_PUBLIC};
        }
        for (uint32_t d = 1; d < f->def_count; d++) {
            uint32_t outer = parts_outermost(f, d);

            if (outer == d)
                continue;
            uint32_t item = outer ? x->item_of[unit->first_symbol + outer] : PART_NONE;
            x->item_of[unit->first_symbol + d] = item;
            if (item == PART_NONE || f->defs[d].parent != outer ||
                f->defs[d].kind == DEF_TYPE_PARAMETER)
                continue;
            found.at[item].members++;
            if (f->defs[d].start >=
                f->defs[outer].end) /* Go, Rust: methods apart from their type */
                found.at[item].lines += lines_of(&f->defs[d]);
        }
    }
    for (size_t i = 0; i < found.len; i++) {
        const Unit *u = &x->program->units[x->unit_of[found.at[i].symbol]];
        uint8_t kind = u->facts->defs[found.at[i].symbol - u->first_symbol].kind;

        /* objects that functions are assigned to: prototypes, modules in an object */
        if ((kind == DEF_VARIABLE || kind == DEF_CONSTANT) &&
            found.at[i].members >= OBJECT_MEMBERS)
            found.at[i].is_type = true;
    }
    x->items = ARENA_ARRAY(x->arena, Item, found.len);
    x->item_count = (uint32_t)found.len;
    if (found.len)
        memcpy(x->items, found.at, found.len * sizeof(Item));
    VEC_DONE(&found);
}

/* -- typedefs are the struct behind them, methods outside of their class are the class's -- */

static size_t first_edge_at(const Program *p, UnitId unit, uint32_t at)
{
    size_t low = 0, high = p->edge_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const Edge *e = &p->edges[middle];

        if (e->unit < unit || (e->unit == unit && e->at < at))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t aliased_item(const Parts *x, UnitId unit, const Def *d)
{
    const Facts *f = x->program->units[unit].facts;
    const Expr *value = &f->exprs[d->value];

    if (!d->value || value->kind != EXPR_NAME)
        return PART_NONE;
    size_t i = first_edge_at(x->program, unit, value->at);
    if (i < x->program->edge_count && x->program->edges[i].unit == unit &&
        x->program->edges[i].at == value->at)
        return x->item_of[x->program->edges[i].to];
    return PART_NONE;
}

static void follow_typedefs(Parts *x)
{

    for (uint32_t i = 0; i < x->item_count; i++) {
        UnitId unit = x->unit_of[x->items[i].symbol];
        const Def *d = item_def(x, i);

        if (d->kind != DEF_TYPE || !parts_is_c_family(x->program->units[unit].file->language))
            continue;
        uint32_t target = aliased_item(x, unit, d);
        if (target == PART_NONE || target == i || !x->items[target].is_type)
            continue;
        x->item_of[x->items[i].symbol] = target;
        x->items[i].module = PART_NONE; /* no item any more */
    }
}

/* Members of one module's types that may be defined outside of them: their names to the item they
 * belong to. */
typedef struct Members {
    StrMap functions, types;
} Members;

static StrMap *members_of_kind(Members *m, uint8_t kind)
{
    switch (kind) {
    case DEF_METHOD:
    case DEF_CONSTRUCTOR:
        return &m->functions;
    case DEF_STRUCT:
    case DEF_CLASS:
        return &m->types;
    default:
        return NULL;
    }
}

static void index_members(const Parts *x, const Module *m, Members *members)
{
    for (uint32_t n = 0; n < m->unit_count; n++) {
        const Unit *u = &x->program->units[m->units[n]];

        for (uint32_t d = 1; d < u->facts->def_count; d++) {
            const Def *def = &u->facts->defs[d];
            uint32_t item = x->item_of[u->first_symbol + d];
            StrMap *map = members_of_kind(members, def->kind);

            if (map && item != PART_NONE && x->items[item].symbol != u->first_symbol + d &&
                x->items[item].is_type)
                *strmap_at(map, facts_name(u->facts, def->name), NULL) = item;
        }
    }
}

static void follow_member(const Parts *x, Members *members, UnitId unit, uint32_t d)
{
    const Unit *u = &x->program->units[unit];
    const Def *def = &u->facts->defs[d];
    uint32_t item = x->item_of[u->first_symbol + d];
    StrMap *map = members_of_kind(members, def->kind);
    uint64_t owner;

    if (!map || item == PART_NONE || x->items[item].symbol != u->first_symbol + d ||
        !strmap_get(map, facts_name(u->facts, def->name), &owner) || owner == item)
        return;
    x->items[owner].lines += x->items[item].lines;
    x->items[item].module = PART_NONE;
    x->item_of[u->first_symbol + d] = (uint32_t)owner;
}

static void follow_methods_of(const Parts *x, const Module *m)
{
    Members members = {0};

    index_members(x, m, &members);
    for (uint32_t n = 0; n < m->unit_count; n++) {
        for (uint32_t d = 1; d < x->program->units[m->units[n]].facts->def_count; d++)
            follow_member(x, &members, m->units[n], d);
    }
    strmap_done(&members.functions);
    strmap_done(&members.types);
}

static void follow_methods(Parts *x)
{
    for (uint32_t m = 0; m < x->module_count; m++) {
        const Module *module = &x->modules[m];

        if (x->program->units[module->units[0]].file->language == LANG_CPP)
            follow_methods_of(x, module);
    }
}

/* What was inside an item that is none any more belongs to what took its place. */
static void settle_items(Parts *x)
{

    for (SymbolId s = 1; s < x->program->symbol_count; s++) {
        for (uint32_t hops = 0; hops < 4; hops++) {
            uint32_t item = x->item_of[s];

            if (item == PART_NONE || x->items[item].module != PART_NONE)
                break;
            uint32_t next = x->item_of[x->items[item].symbol];
            x->item_of[s] = next == item ? PART_NONE : next;
        }
    }
}

/* -- types of shared headers -- */

static const char *const life_verbs[] = {"create", "new",     "make",    "alloc",  "init",
                                         "free",   "destroy", "release", "delete", "open",
                                         "close",  "clear",   NULL};

static bool is_life_verb(Str w)
{
    for (const char *const *v = life_verbs; *v; v++) {
        if (str_eq_nocase(w, str_from(*v)))
            return true;
    }
    return false;
}

/* "createClient", "client_free" -> "client", lower case; empty when the name tells of no life. */
static Str made_thing(Arena *a, Str function)
{
    Words w;

    words_of(function, &w);
    if (w.count < 2 || w.count > 4)
        return STR("");
    uint32_t first = is_life_verb(w.at[0]) ? 1 : 0;
    uint32_t end = !first && is_life_verb(w.at[w.count - 1]) ? w.count - 1 : w.count;
    if (!first && end == w.count)
        return STR("");
    char *key = arena_alloc(a, function.len + 1);
    size_t len = 0;
    for (uint32_t i = first; i < end; i++) {
        for (size_t k = 0; k < w.at[i].len; k++) {
            char c = w.at[i].ptr[k];

            key[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
    }
    return (Str){key, len};
}

static Str lower_join(Arena *a, const Words *w, uint32_t first)
{
    AUTO(buf_done) Buf out = BUF(1024);

    for (uint32_t i = first; i < w->count; i++) {
        for (size_t k = 0; k < w->at[i].len; k++) {
            char c = w->at[i].ptr[k];

            buf_add_char(&out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
        }
    }
    return arena_str(a, buf_str(&out));
}

/* A module of the folder whose only word is like a word of the type's name. */
static uint32_t module_named(const Parts *x, const Folder *f, const Words *type)
{
    for (uint32_t pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < MIN_OF(f->module_count, (uint32_t)SIBLINGS_MAX); i++) {
            Words stem;

            words_of(x->modules[f->modules[i]].stem, &stem);
            for (uint32_t k = type->count; k-- > 0 && stem.count == 1;) {
                if (pass == 0 ? word_eq(stem.at[0], type->at[k])
                              : stem.at[0].len >= 3 && type->at[k].len >= 3 &&
                                    word_like(stem.at[0], type->at[k]))
                    return f->modules[i];
            }
        }
    }
    return PART_NONE;
}

static bool starts_nocase(Str s, Str prefix)
{
    return s.len > prefix.len && str_eq_nocase(str_sub(s, 0, prefix.len), prefix);
}

enum { NAMESAKES_MIN = 3 };

/* The module with most functions whose names begin with the type's: walinit, walwrite ... for Wal. */
static uint32_t module_of_namesakes(const Parts *x, const Folder *f, Str type)
{
    uint32_t best = PART_NONE, most = NAMESAKES_MIN - 1;

    for (uint32_t i = 0; i < MIN_OF(f->module_count, (uint32_t)SIBLINGS_MAX) && type.len >= 2;
         i++) {
        const Module *m = &x->modules[f->modules[i]];
        uint32_t count = 0;

        for (uint32_t n = 0; n < m->unit_count; n++) {
            const Unit *u = &x->program->units[m->units[n]];

            for (uint32_t d = 1; d < u->facts->def_count; d++)
                count += u->facts->defs[d].kind == DEF_FUNCTION &&
                         (u->facts->defs[d].flags & DEF_HAS_BODY) &&
                         starts_nocase(facts_name(u->facts, u->facts->defs[d].name), type);
        }
        if (count > most) {
            most = count;
            best = f->modules[i];
        }
    }
    return best;
}

static uint32_t home_of_type(Parts *x, const StrMap *makers, const Folder *f, uint32_t item)
{
    Words w;
    uint64_t maker;

    words_of(item_name(x, item), &w);
    for (uint32_t first = 0; first < w.count && first < 2; first++) {
        if (strmap_get(makers, lower_join(x->arena, &w, first), &maker))
            return (uint32_t)maker;
    }
    uint32_t found = module_named(x, f, &w);
    if (found == PART_NONE)
        found = module_of_namesakes(x, f, item_name(x, item));
    return found == PART_NONE ? x->items[item].module : found;
}

/* What the functions of one folder make and free; made again when the folder changes. */
typedef struct Makers {
    uint32_t folder;
    StrMap modules; /* thing -> module that makes it */
} Makers;

static void gather_makers_of(Parts *x, uint32_t module, StrMap *makers)
{
    const Module *m = &x->modules[module];

    for (uint32_t n = 0; n < m->unit_count; n++) {
        const Unit *u = &x->program->units[m->units[n]];

        for (uint32_t d = 1; d < u->facts->def_count; d++) {
            const Def *def = &u->facts->defs[d];
            bool is_new;

            if (def->kind != DEF_FUNCTION || def->parent || !(def->flags & DEF_HAS_BODY))
                continue;
            Str thing = made_thing(x->arena, facts_name(u->facts, def->name));
            if (thing.len == 0)
                continue;
            uint64_t *at = strmap_at(makers, thing, &is_new);
            if (is_new)
                *at = module;
        }
    }
}

static void turn_to_folder(Parts *x, Makers *makers, uint32_t folder)
{
    const Folder *f = &x->folders[folder];

    if (makers->folder == folder)
        return;
    strmap_done(&makers->modules);
    makers->modules = (StrMap){0};
    makers->folder = folder;
    for (uint32_t i = 0; i < f->module_count; i++)
        gather_makers_of(x, f->modules[i], &makers->modules);
}

/* Structs that stand in headers of C for several modules. */
static void home_types(Parts *x)
{
    VEC(uint32_t) types = {0};
    Makers makers = {.folder = PART_NONE};

    for (uint32_t i = 0; i < x->item_count;) {
        UnitId unit = x->unit_of[x->items[i].symbol];
        const SourceFile *f = x->program->units[unit].file;
        uint32_t end = i;

        VEC_CLEAR(&types);
        for (; end < x->item_count && x->unit_of[x->items[end].symbol] == unit; end++) {
            uint8_t kind = item_def(x, end)->kind;

            if (x->items[end].module != PART_NONE && (kind == DEF_STRUCT || kind == DEF_UNION))
                *VEC_PUSH(&types) = end;
        }
        i = end;
        if (f->language != LANG_C || !parts_is_header(f->path) ||
            types.len < SHARED_HEADER_TYPES)
            continue;
        uint32_t folder = x->modules[x->module_of_unit[unit]].folder;
        turn_to_folder(x, &makers, folder);
        for (size_t n = 0; n < types.len; n++)
            x->items[types.at[n]].module = home_of_type(x, &makers.modules, &x->folders[folder],
                                                        types.at[n]);
    }
    strmap_done(&makers.modules);
    VEC_DONE(&types);
}

static void list_items(Parts *x)
{

    for (uint32_t i = 0; i < x->item_count; i++) {
        if (x->items[i].module != PART_NONE)
            x->modules[x->items[i].module].item_count++;
    }
    for (uint32_t m = 0; m < x->module_count; m++) {
        x->modules[m].items = ARENA_ARRAY(x->arena, uint32_t, x->modules[m].item_count + 1);
        x->modules[m].item_count = 0;
    }
    for (uint32_t i = 0; i < x->item_count; i++) {
        Module *m = x->items[i].module == PART_NONE ? NULL : &x->modules[x->items[i].module];

        if (!m)
            continue;
        m->items[m->item_count++] = i;
        m->has_substance |= x->items[i].is_type ? x->items[i].members > 0
                                                : x->items[i].lines >= SUBSTANCE_LINES;
    }
}

void parts_find_items(Parts *x)
{
    gather_items(x);
    follow_typedefs(x);
    follow_methods(x);
    settle_items(x);
    home_types(x);
    list_items(x);
}
