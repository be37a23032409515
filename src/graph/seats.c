/*
 * seats.c -- the tree, and D'Hondt's rule down it.
 */
#include "graph/seats.h"

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
    return members >= 2 && members < all && !str_eq_nocase(word, b->repository) &&
           !(word_is_generic(word) && word.len > 1);
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

        for (end = i + 1; end < f->module_count && str_eq(members[end].word, members[i].word); end++)
            ;
        if (is_family_word(b, members[i].word, end - i, f->module_count))
            parent = add_node(b, (Seat){.kind = SEAT_FAMILY, .index = members[i].module,
                                        .word = members[i].word, .parent = node});
        for (uint32_t k = i; k < end; k++)
            b->s->of_module[members[k].module] = add_node(
                b, (Seat){.kind = SEAT_MODULE, .index = members[k].module, .parent = parent,
                          .mass = b->x->modules[members[k].module].mass,
                          .capacity = b->capacity[members[k].module]});
    }
}

void seats_build(const Parts *x, const uint32_t *capacity, Str repository, Arena *a, Seats *ret)
{
    Builder b = {.x = x, .capacity = capacity, .repository = repository, .a = a, .s = ret};

    *ret = (Seats){.nodes = ARENA_ARRAY(a, Seat, x->folder_count + 2 * (size_t)x->module_count + 1),
                   .of_module = ARENA_ARRAY(a, uint32_t, x->module_count + 1)};
    b.node_of_folder = ARENA_ARRAY(a, uint32_t, x->folder_count + 1);
    for (uint32_t f = 0; f < x->folder_count; f++) {
        uint32_t parent = x->folders[f].parent;

        b.node_of_folder[f] = add_node(
            &b, (Seat){.kind = SEAT_FOLDER, .index = f,
                       .parent = parent == PART_NONE ? PART_NONE : b.node_of_folder[parent]});
    }
    for (uint32_t f = 0; f < x->folder_count; f++)
        add_modules(&b, f, b.node_of_folder[f]);
    /* folders and families came before what is in them */
    for (uint32_t n = ret->count; n-- > 1;) {
        Seat *parent = &ret->nodes[ret->nodes[n].parent];

        parent->mass += ret->nodes[n].mass;
        parent->capacity += ret->nodes[n].mass > 0 ? ret->nodes[n].capacity : 0;
    }
}

/* -- giving -- */

static uint32_t most_deserving(const Seats *s, uint32_t parent)
{
    uint32_t best = 0;
    double best_share = 0;

    for (uint32_t n = s->nodes[parent].first_child; n; n = s->nodes[n].next) {
        const Seat *x = &s->nodes[n];
        double share = x->mass / (x->given + 1);

        /* children are listed last first; of equals the first by path is taken */
        if (x->given < x->capacity && share > 0 && share >= best_share) {
            best = n;
            best_share = share;
        }
    }
    return best;
}

static void give_below(Seats *s, uint32_t node)
{
    uint32_t seats = s->nodes[node].given;

    /* one seat is the node's own: it is shown as a whole */
    if (s->nodes[node].first_child == 0 || seats < 2)
        return;
    while (seats-- > 0) {
        uint32_t child = most_deserving(s, node);

        if (!child)
            break;
        s->nodes[child].given++;
    }
    for (uint32_t n = s->nodes[node].first_child; n; n = s->nodes[n].next)
        give_below(s, n);
}

uint32_t seats_give(Seats *s, uint32_t wanted)
{
    for (uint32_t n = 0; n < s->count; n++)
        s->nodes[n].given = 0;
    if (s->count == 0)
        return 0;
    s->nodes[0].given = MIN_OF(wanted, s->nodes[0].capacity);
    give_below(s, 0);
    return s->nodes[0].given;
}
