/*
 * facts.c -- building, storing and indexing the facts of one file.
 */
#include "syntax/facts.h"

enum { FACTS_MAGIC = 0x66644633 /* "3Fdf" */, FACTS_MAX_COUNT = 1 << 26 };

typedef struct KindRow {
    const char *word;
    bool is_shown;
} KindRow;

static const KindRow kind_rows[DEF_KIND_COUNT] = {
#define X(name, w, shown) [DEF_##name] = {.word = w, .is_shown = shown},
    DEF_KINDS(X)
#undef X
};

const char *def_kind_word(DefKind kind)
{
    MUST(kind < DEF_KIND_COUNT);
    return kind_rows[kind].word;
}

bool def_kind_is_shown(DefKind kind)
{
    MUST(kind < DEF_KIND_COUNT);
    return kind_rows[kind].is_shown;
}

/* -- building -- */

void facts_builder_reset(FactsBuilder *b)
{
    VEC_CLEAR(&b->defs);
    VEC_CLEAR(&b->locals);
    VEC_CLEAR(&b->scopes);
    VEC_CLEAR(&b->exprs);
    VEC_CLEAR(&b->imports);
    VEC_CLEAR(&b->notes);
    VEC_CLEAR(&b->names);
    strmap_done(&b->name_ids);
    arena_done(&b->scratch);
    b->line_count = b->code_lines = 0;
    b->has_error = b->is_lexical = false;
    (void)VEC_PUSH(&b->defs);
    (void)VEC_PUSH(&b->locals);
    (void)VEC_PUSH(&b->scopes);
    (void)VEC_PUSH(&b->exprs);
    (void)facts_add_name(b, STR(""));
    (void)facts_add_scope(b, SCOPE_FILE, 0, 0);
}

void facts_builder_init(FactsBuilder *b)
{
    *b = (FactsBuilder){0};
    facts_builder_reset(b);
}

void facts_builder_done(FactsBuilder *b)
{
    VEC_DONE(&b->defs);
    VEC_DONE(&b->locals);
    VEC_DONE(&b->scopes);
    VEC_DONE(&b->exprs);
    VEC_DONE(&b->imports);
    VEC_DONE(&b->notes);
    VEC_DONE(&b->names);
    strmap_done(&b->name_ids);
    arena_done(&b->scratch);
}

NameId facts_add_name(FactsBuilder *b, Str text)
{
    bool is_new;
    uint64_t *id = strmap_at(&b->name_ids, text, &is_new);

    if (is_new) {
        *id = b->names.len;
        *VEC_PUSH(&b->names) = text;
    }
    return (NameId)*id;
}

NameId facts_name_copy(FactsBuilder *b, Str text)
{
    uint64_t id;

    if (strmap_get(&b->name_ids, text, &id))
        return (NameId)id;
    return facts_add_name(b, arena_str(&b->scratch, text));
}

uint32_t facts_add_def(FactsBuilder *b, Def def)
{
    *VEC_PUSH(&b->defs) = def;
    return (uint32_t)b->defs.len - 1;
}

uint32_t facts_add_local(FactsBuilder *b, Local local)
{
    *VEC_PUSH(&b->locals) = local;
    return (uint32_t)b->locals.len - 1;
}

uint32_t facts_add_scope(FactsBuilder *b, ScopeKind kind, uint32_t parent, uint32_t def)
{
    *VEC_PUSH(&b->scopes) = (Scope){.parent = parent, .def = def, .kind = (uint8_t)kind};
    return (uint32_t)b->scopes.len - 1;
}

uint32_t facts_add_expr(FactsBuilder *b, Expr expr)
{
    *VEC_PUSH(&b->exprs) = expr;
    return (uint32_t)b->exprs.len - 1;
}

uint32_t facts_add_import(FactsBuilder *b, Import import)
{
    *VEC_PUSH(&b->imports) = import;
    return (uint32_t)b->imports.len - 1;
}

uint32_t facts_add_note(FactsBuilder *b, Note note)
{
    *VEC_PUSH(&b->notes) = note;
    return (uint32_t)b->notes.len - 1;
}

/* -- the cache's form: a header of counts, then the arrays, each padded to 8 bytes -- */

typedef struct FactsHeader {
    uint32_t magic, version;
    uint32_t def_count, local_count, scope_count, expr_count, import_count, note_count,
        name_count;
    uint32_t text_bytes;
    uint32_t line_count, code_lines;
    uint32_t has_error, is_lexical;
} FactsHeader;

static size_t padded(size_t bytes)
{
    return (bytes + 7) / 8 * 8;
}

static const void *put(char **at, const void *from, size_t bytes)
{
    const void *to = *at;

    if (bytes)
        memcpy(*at, from, bytes);
    *at += padded(bytes);
    return to;
}

/* The lengths of all names, then their texts, not padded. */
static void put_names(FactsBuilder *b, Arena *a, char *at, Facts *f)
{
    Str *names = ARENA_ARRAY(a, Str, b->names.len);
    char *text = at + b->names.len * sizeof(uint32_t);

    for (size_t i = 0; i < b->names.len; i++) {
        Str name = b->names.at[i];
        uint32_t len = (uint32_t)name.len;

        memcpy(at + i * sizeof(len), &len, sizeof(len));
        names[i] = (Str){text, name.len};
        if (name.len)
            memcpy(text, name.ptr, name.len);
        text += name.len;
    }
    f->names = names;
    f->name_count = (uint32_t)b->names.len;
}

#define FACTS_ARRAYS(X)      \
    X(defs, def_count)       \
    X(locals, local_count)   \
    X(scopes, scope_count)   \
    X(exprs, expr_count)     \
    X(imports, import_count) \
    X(notes, note_count)

Facts *facts_finish(FactsBuilder *b, Arena *a)
{
    Facts *f = ARENA_NEW(a, Facts);
    FactsHeader h = {
        .magic = FACTS_MAGIC,
        .version = FACTS_VERSION,
        .name_count = (uint32_t)b->names.len,
        .line_count = b->line_count,
        .code_lines = b->code_lines,
        .has_error = b->has_error,
        .is_lexical = b->is_lexical,
    };
    size_t total = padded(sizeof(h)) + b->names.len * sizeof(uint32_t);

    for (size_t i = 0; i < b->names.len; i++)
        h.text_bytes += (uint32_t)b->names.at[i].len;
    total += h.text_bytes;
#define X(array, count)               \
    h.count = (uint32_t)b->array.len; \
    total += padded(b->array.len * sizeof(*b->array.at));
    FACTS_ARRAYS(X)
#undef X
    char *block = arena_alloc(a, total), *at = block;
    put(&at, &h, sizeof(h));
#define X(array, count)                                                    \
    f->array = put(&at, b->array.at, b->array.len * sizeof(*b->array.at)); \
    f->count = h.count;
    FACTS_ARRAYS(X)
#undef X
    put_names(b, a, at, f);
    f->line_count = h.line_count;
    f->code_lines = h.code_lines;
    f->has_error = b->has_error;
    f->is_lexical = b->is_lexical;
    f->bytes = (Str){block, total};
    return f;
}

typedef struct FactsReader {
    Str left;
    bool is_short;
} FactsReader;

static const void *take(FactsReader *r, uint32_t count, size_t bytes, bool is_padded)
{
    size_t len = count <= FACTS_MAX_COUNT ? count * bytes : SIZE_MAX;
    size_t padded = is_padded && len < SIZE_MAX - 8 ? (len + 7) / 8 * 8 : len;

    if (r->is_short || padded > r->left.len) {
        r->is_short = true;
        return NULL;
    }
    const void *at = r->left.ptr;
    r->left = str_sub(r->left, padded, r->left.len);
    return at;
}

static bool read_names(FactsReader *r, Arena *a, Facts *f, uint32_t text_bytes)
{
    const unsigned char *lens = take(r, f->name_count, sizeof(uint32_t), false);
    const char *text = take(r, text_bytes, 1, false);

    if (r->is_short || r->left.len)
        return false;
    Str *names = ARENA_ARRAY(a, Str, f->name_count);
    size_t used = 0;
    for (uint32_t i = 0; i < f->name_count; i++) {
        uint32_t len;

        memcpy(&len, lens + i * sizeof(len), sizeof(len));
        if (len > text_bytes - used)
            return false;
        names[i] = (Str){text + used, len};
        used += len;
    }
    f->names = names;
    return used == text_bytes && f->name_count > 0 && names[0].len == 0;
}

/* Whether a field that is an Expr index may hold a scope number instead. */
static bool holds_scope(uint8_t expr_kind)
{
    return expr_kind == EXPR_LAMBDA || expr_kind == EXPR_OBJECT;
}

static bool indices_are_in_range(const Facts *f)
{
    uint32_t defs = f->def_count, scopes = f->scope_count, exprs = f->expr_count;
    uint32_t names = f->name_count;

    if (!defs || !scopes || !exprs || !f->local_count || scopes < 2)
        return false;
    for (uint32_t i = 0; i < defs; i++) {
        const Def *d = &f->defs[i];

        if (d->name >= names || d->scope >= scopes || d->inner >= scopes || d->parent >= defs ||
            d->type >= exprs || d->value >= exprs || d->bases >= exprs ||
            d->kind >= DEF_KIND_COUNT || d->visibility > VISIBLE_PUBLIC || d->start > d->end ||
            d->doc_start > d->doc_end || d->parent == i + (i == 0))
            return false;
    }
    for (uint32_t i = 0; i < f->local_count; i++) {
        const Local *l = &f->locals[i];

        if (l->name >= names || l->scope >= scopes || l->type >= exprs || l->value >= exprs)
            return false;
    }
    for (uint32_t i = 0; i < scopes; i++) {
        /* parents come before children: no cycle can be */
        if ((i && f->scopes[i].parent >= i) || f->scopes[i].def >= defs)
            return false;
    }
    for (uint32_t i = 0; i < exprs; i++) {
        const Expr *e = &f->exprs[i];
        uint32_t limit_a = holds_scope(e->kind) ? scopes : exprs;

        if (e->name >= names || e->scope >= scopes || e->a >= limit_a || e->b >= exprs)
            return false;
    }
    for (uint32_t i = 0; i < f->import_count; i++) {
        const Import *m = &f->imports[i];

        if (m->module >= names || m->symbol >= names || m->local >= names || m->scope >= scopes)
            return false;
    }
    for (uint32_t i = 0; i < f->note_count; i++) {
        const Note *n = &f->notes[i];

        if (n->text >= names || n->def >= defs || n->expr >= exprs ||
            n->kind >= NOTE_KIND_COUNT)
            return false;
    }
    return true;
}

ErrCode facts_read(Arena *a, Str bytes, Facts **ret, Err *err)
{
    FactsReader r = {.left = bytes};
    Facts *f = ARENA_NEW(a, Facts);
    const FactsHeader *h = take(&r, 1, sizeof(*h), true);

    if (!h || (uintptr_t)bytes.ptr % 8 || h->magic != FACTS_MAGIC ||
        h->version != FACTS_VERSION)
        return err_set(err, ERR_INVALID, "these are not facts of version %d", FACTS_VERSION);
    *f = (Facts){
        .def_count = h->def_count,
        .local_count = h->local_count,
        .scope_count = h->scope_count,
        .expr_count = h->expr_count,
        .import_count = h->import_count,
        .note_count = h->note_count,
        .name_count = h->name_count,
        .line_count = h->line_count,
        .code_lines = h->code_lines,
        .has_error = h->has_error != 0,
        .is_lexical = h->is_lexical != 0,
    };
    f->defs = take(&r, f->def_count, sizeof(Def), true);
    f->locals = take(&r, f->local_count, sizeof(Local), true);
    f->scopes = take(&r, f->scope_count, sizeof(Scope), true);
    f->exprs = take(&r, f->expr_count, sizeof(Expr), true);
    f->imports = take(&r, f->import_count, sizeof(Import), true);
    f->notes = take(&r, f->note_count, sizeof(Note), true);
    if (!read_names(&r, a, f, h->text_bytes) || !indices_are_in_range(f))
        return err_set(err, ERR_INVALID, "the facts are damaged");
    f->bytes = bytes;
    *ret = f;
    return ERR_OK;
}

/* -- looking names up: a table of chains, one link for each entity -- */

typedef struct Link {
    uint32_t scope;
    NameId name;
    uint32_t index;
    uint32_t
        next; /* link number + 1 of the next entity of the same scope and name; 0: the last */
    uint8_t kind; /* EntityKind */
} Link;

struct FactsIndex {
    uint32_t *slots; /* link number + 1 of the first of a chain; 0: free */
    uint32_t slot_mask;
    Link *links; /* defs first, then locals, then imports */
    uint32_t first_local, first_import;
    uint32_t *tails; /* by link number: the chain's last, kept at its first */
};

static uint32_t hash_of(uint32_t scope, NameId name)
{
    uint64_t h = ((uint64_t)scope << 32 | name) * 0x9e3779b97f4a7c15u;

    return (uint32_t)(h >> 32);
}

/* The slot of the chain for (scope, name), or the free one where it belongs. */
static uint32_t slot_of(const struct FactsIndex *x, uint32_t scope, NameId name)
{
    uint32_t slot = hash_of(scope, name) & x->slot_mask;

    while (x->slots[slot]) {
        const Link *l = &x->links[x->slots[slot] - 1];

        if (l->scope == scope && l->name == name)
            break;
        slot = (slot + 1) & x->slot_mask;
    }
    return slot;
}

static void add_link(struct FactsIndex *x, uint32_t number, Link link)
{
    x->links[number] = link;
    if (!link.name || !link.scope)
        return;
    uint32_t slot = slot_of(x, link.scope, link.name);
    if (!x->slots[slot]) {
        x->slots[slot] = number + 1;
        x->tails[number] = number;
        return;
    }
    uint32_t head = x->slots[slot] - 1;
    x->links[x->tails[head]].next = number + 1;
    x->tails[head] = number;
}

void facts_index(Facts *f, Arena *a)
{
    struct FactsIndex *x = ARENA_NEW(a, struct FactsIndex);
    uint32_t count = f->def_count + f->local_count + f->import_count;
    uint32_t slots = 16;

    while (slots / 2 < count)
        slots *= 2;
    x->slots = ARENA_ARRAY(a, uint32_t, slots);
    x->slot_mask = slots - 1;
    x->links = ARENA_ARRAY(a, Link, count + 1);
    x->tails = ARENA_ARRAY(a, uint32_t, count + 1);
    x->first_local = f->def_count;
    x->first_import = f->def_count + f->local_count;
    for (uint32_t i = 1; i < f->def_count; i++)
        add_link(x, i, (Link){f->defs[i].scope, f->defs[i].name, i, 0, ENTITY_DEF});
    for (uint32_t i = 1; i < f->local_count; i++)
        add_link(x, x->first_local + i,
                 (Link){f->locals[i].scope, f->locals[i].name, i, 0, ENTITY_LOCAL});
    for (uint32_t i = 0; i < f->import_count; i++)
        add_link(x, x->first_import + i,
                 (Link){f->imports[i].scope, f->imports[i].local, i, 0, ENTITY_IMPORT});
    f->index = x;
}

static Entity entity_of(const struct FactsIndex *x, uint32_t link_plus_1)
{
    if (!link_plus_1)
        return (Entity){0, ENTITY_NONE};
    return (Entity){x->links[link_plus_1 - 1].index, x->links[link_plus_1 - 1].kind};
}

Entity facts_lookup(const Facts *f, uint32_t scope, NameId name)
{
    MUST(f->index);
    if (!name || !scope || name == UINT32_MAX)
        return (Entity){0, ENTITY_NONE};
    return entity_of(f->index, f->index->slots[slot_of(f->index, scope, name)]);
}

Entity facts_next_entity(const Facts *f, Entity e)
{
    const struct FactsIndex *x = f->index;
    uint32_t number = e.index;

    if (e.kind == ENTITY_LOCAL)
        number += x->first_local;
    else if (e.kind == ENTITY_IMPORT)
        number += x->first_import;
    return e.kind == ENTITY_NONE ? e : entity_of(x, x->links[number].next);
}

NameId facts_find_name(const Facts *f, Str text)
{
    for (uint32_t i = 0; i < f->name_count; i++) {
        if (str_eq(f->names[i], text))
            return i;
    }
    return UINT32_MAX;
}
