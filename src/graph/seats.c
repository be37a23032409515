/*
 * seats.c -- the tree, and D'Hondt's rule down it.
 */
#include "graph/seats.h"

#include <math.h>

/* Masses of children add up by this norm: many small modules are less than one large one. */
static const double SEAT_SUM = 1.5;
/* The further seats of a module or family are divided harder than D'Hondt would. */
static const double SEAT_WITHIN = 1.5;
/* How much more a folder may claim for a seat than the child that gets it. */
static const double SEAT_SLACK = 2.0;
/* What a folder's head weighs at least, of the heaviest module beside it. */
static const double SEAT_HEAD = 0.8;

typedef struct Builder {
    const Parts *x;
    const uint32_t *capacity;
    Str repository;
    Arena *a;
    Seats *s;
    uint32_t *node_of_folder;
} Builder;

static uint32_t add_node(Builder *b, Seat node)
{
    uint32_t id = b->s->count++;

    b->s->nodes[id] = node;
    if (node.parent != PART_NONE) {
        b->s->nodes[id].next = b->s->nodes[node.parent].first_child;
        b->s->nodes[node.parent].first_child = id;
    }
    return id;
}

/* -- families -- */

typedef struct Member {
    Str word; /* the stem's first, lower case */
    uint32_t module;
} Member;

static int by_word(const void *a, const void *b)
{
    const Member *x = a, *y = b;
    int c = str_cmp(x->word, y->word);

    if (c != 0)
        return c;
    return x->module < y->module ? -1 : x->module > y->module;
}

static Str first_word(const Builder *b, uint32_t module)
{
    Words w;
    char *word;

    words_of(b->x->modules[module].stem, &w);
    if (w.count == 0)
        return STR("");
    word = arena_alloc(b->a, w.at[0].len + 1);
    for (size_t i = 0; i < w.at[0].len; i++) {
        char c = w.at[0].ptr[i];

        word[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (Str){word, w.at[0].len};
}

/* The repository's own name and words that say nothing make no family. */
static bool is_family_word(const Builder *b, Str word, uint32_t members, uint32_t all)
{
    static const char *const empty[] = {
        "test", "util", "utils", "common", "base", "main", "index", "helper",  "get", "set",
        "is",   "to",   "use",   "create", "make", "new",  "my",    "default", NULL};

    for (const char *const *e = empty; *e; e++) {
        if (str_eq_nocase(word, str_from(*e)))
            return false;
    }
    return members >= 2 && members < all && !str_eq_nocase(word, b->repository);
}

/* What the stems of all members begin with, as the first writes it: "write_batch". */
static Str common_words(const Builder *b, const Member *members, uint32_t count)
{
    Words first;

    words_of(b->x->modules[members[0].module].stem, &first);
    for (uint32_t i = 1; i < count; i++) {
        Words w;
        uint32_t same = 0;

        words_of(b->x->modules[members[i].module].stem, &w);
        while (same < first.count && same < w.count && word_eq(first.at[same], w.at[same]))
            same++;
        first.count = MIN_OF(first.count, same);
    }
    const char *end = first.count
                          ? first.at[first.count - 1].ptr + first.at[first.count - 1].len
                          : NULL;
    return end ? (Str){first.at[0].ptr, (size_t)(end - first.at[0].ptr)} : members[0].word;
}

static void add_modules(Builder *b, uint32_t folder, uint32_t node)
{
    const Folder *f = &b->x->folders[folder];
    Member *members = ARENA_ARRAY(b->a, Member, f->module_count + 1);

    for (uint32_t i = 0; i < f->module_count; i++)
        members[i] = (Member){first_word(b, f->modules[i]), f->modules[i]};
    qsort(members, f->module_count, sizeof(*members), by_word);
    for (uint32_t i = 0, end; i < f->module_count; i = end) {
        uint32_t parent = node;

        for (end = i + 1; end < f->module_count && str_eq(members[end].word, members[i].word);
             end++)
            ;
        if (is_family_word(b, members[i].word, end - i, f->module_count))
            parent = add_node(b, (Seat){.kind = SEAT_FAMILY,
                                        .index = members[i].module,
                                        .word = common_words(b, members + i, end - i),
                                        .parent = node});
        for (uint32_t k = i; k < end; k++)
            b->s->of_module[members[k].module] = add_node(
                b, (Seat){.kind = SEAT_MODULE,
                          .index = members[k].module,
                          .parent = parent,
                          .mass = b->x->modules[members[k].module].mass,
                          .capacity = b->capacity[members[k].module]});
    }
}

/* The file that speaks for a folder is shown before what is in it, however short it is. */
static void lift_heads(Builder *b, uint32_t folder)
{
    const Folder *f = &b->x->folders[folder];
    double most = 0;

    for (uint32_t i = 0; i < f->module_count; i++)
        most = MAX_OF(most, b->x->modules[f->modules[i]].mass);
    for (uint32_t i = 0; i < f->module_count; i++) {
        Seat *s = &b->s->nodes[b->s->of_module[f->modules[i]]];

        if (b->x->modules[f->modules[i]].is_head &&
            b->x->modules[f->modules[i]].has_substance && s->mass > 0)
            s->mass = MAX_OF(s->mass, most * SEAT_HEAD);
    }
}

void seats_build(const Parts *x, const uint32_t *capacity, Str repository, Arena *a, Seats *ret)
{
    Builder b = {.x = x, .capacity = capacity, .repository = repository, .a = a, .s = ret};

    *ret = (Seats){
        .nodes = ARENA_ARRAY(a, Seat, x->folder_count + 2 * (size_t)x->module_count + 1),
        .of_module = ARENA_ARRAY(a, uint32_t, x->module_count + 1)};
    b.node_of_folder = ARENA_ARRAY(a, uint32_t, x->folder_count + 1);
    for (uint32_t f = 0; f < x->folder_count; f++) {
        uint32_t parent = x->folders[f].parent;

        b.node_of_folder[f] = add_node(
            &b, (Seat){.kind = SEAT_FOLDER,
                       .index = f,
                       .parent = parent == PART_NONE ? PART_NONE : b.node_of_folder[parent]});
    }
    for (uint32_t f = 0; f < x->folder_count; f++) {
        add_modules(&b, f, b.node_of_folder[f]);
        lift_heads(&b, f);
    }
    /* folders and families came before what is in them */
    for (uint32_t n = ret->count; n-- > 1;) {
        Seat *parent = &ret->nodes[ret->nodes[n].parent];

        if (ret->nodes[n].first_child)
            ret->nodes[n].mass = pow(ret->nodes[n].mass, 1 / SEAT_SUM);
        parent->mass += pow(ret->nodes[n].mass, SEAT_SUM);
        parent->capacity += ret->nodes[n].mass > 0 ? ret->nodes[n].capacity : 0;
    }
}

/* -- giving -- */

typedef struct Giver {
    Seats *s;
    Arena *a;
    uint32_t wanted;
    double **worth; /* by node: worth[k] of its k-th further seat, falling; `wanted` of them */
} Giver;

static int largest_first(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? 1 : x > y ? -1 : 0;
}

/* A module's further chapters are worth less than D'Hondt would have it: they must be found in it. */
static void worth_of_leaf(const Giver *g, const Seat *x, double *ret)
{
    for (uint32_t k = 0; k < g->wanted; k++)
        ret[k] = k < x->capacity ? x->mass / pow(k + 1, SEAT_WITHIN) : 0;
}

/* The first seat shows the node as a whole. From the second on its children are shown, so a seat
 * is worth no more than the child that would get it, however heavy the others are. */
static void worth_of_inner(const Giver *g, uint32_t node, double *ret)
{
    const Seat *x = &g->s->nodes[node];
    uint32_t children = 0, count = 0;

    for (uint32_t n = x->first_child; n; n = g->s->nodes[n].next)
        children++;
    double *all = xcalloc((size_t)children * g->wanted + 1, sizeof(*all));
    for (uint32_t n = x->first_child; n; n = g->s->nodes[n].next) {
        memcpy(all + count, g->worth[n], g->wanted * sizeof(*all));
        count += g->wanted;
    }
    qsort(all, count, sizeof(*all), largest_first);
    for (uint32_t k = 0; k < g->wanted; k++) {
        double share = x->mass / pow(k + 1, x->kind == SEAT_FAMILY ? SEAT_WITHIN : 1);
        double last = k < count ? SEAT_SLACK * all[k] : 0;

        ret[k] = k == 0 ? x->mass : MIN_OF(share, last);
        if (k && ret[k] > ret[k - 1])
            ret[k] = ret[k - 1];
    }
    free(all);
}

static uint32_t most_deserving(const Giver *g, uint32_t parent)
{
    uint32_t best = 0;
    double most = 0;

    for (uint32_t n = g->s->nodes[parent].first_child; n; n = g->s->nodes[n].next) {
        const Seat *x = &g->s->nodes[n];
        double worth = x->given < g->wanted ? g->worth[n][x->given] : 0;

        /* children are listed last first; of equals the first by path is taken */
        if (worth > 0 && worth >= most) {
            best = n;
            most = worth;
        }
    }
    return best;
}

static void give_below(Giver *g, uint32_t node)
{
    Seat *x = &g->s->nodes[node];
    uint32_t seats = x->given;

    if (x->first_child == 0 || seats < 2)
        return;
    for (; seats > 0; seats--) {
        uint32_t child = most_deserving(g, node);

        if (!child)
            break;
        g->s->nodes[child].given++;
    }
    x->given -= seats;
    for (uint32_t n = x->first_child; n; n = g->s->nodes[n].next)
        give_below(g, n);
}

uint32_t seats_give(Seats *s, Arena *a, uint32_t wanted)
{
    Giver g = {.s = s, .a = a, .wanted = wanted};

    for (uint32_t n = 0; n < s->count; n++)
        s->nodes[n].given = 0;
    if (s->count == 0 || wanted == 0)
        return 0;
    g.worth = ARENA_ARRAY(a, double *, s->count);
    double *room = ARENA_ARRAY(a, double, (size_t)s->count *wanted);
    for (uint32_t n = s->count; n-- > 0;) {
        g.worth[n] = room + (size_t)n * wanted;
        if (s->nodes[n].kind == SEAT_MODULE)
            worth_of_leaf(&g, &s->nodes[n], g.worth[n]);
        else
            worth_of_inner(&g, n, g.worth[n]);
    }
    s->nodes[0].given = MIN_OF(wanted, s->nodes[0].capacity);
    give_below(&g, 0);
    return s->nodes[0].given;
}
