/*
 * outline_divide.c -- a module that is worth several chapters, divided.
 *
 * Where the source is divided by banners ("==== Terminal update ====") its author has said what the
 * parts are. Else each part grows from a type, or where there are too few, from a function: the
 * other items go to the seed they have most references with.
 */
#include "graph/outline_parts.h"

#include "base/vec.h"
#include "syntax/doc_text.h"

enum {
    LINES_A_PART = 110, /* of code: a module has room for one part for each so many */
    PARTS_MAX = 8,
    SEED_MIN_LINES = 10, /* of a function that a part may grow from */
    FUNCTIONS_SHARE = 3, /* of the repository's code: 1/3 */
    BANNERS_MIN = 3,     /* fewer divide nothing */
    BANNER_MAX_WORDS = 7,
    ROUNDS = 3,
};

/* Functions that every program has. */
static bool is_service(Str name)
{
    static const char *const names[] = {"main",  "usage", "help",  "version",    "die",
                                        "error", "fatal", "panic", "warn",       "warning",
                                        "log",   "debug", "print", "print_help", "print_usage",
                                        "setup", "init",  NULL};

    for (const char *const *n = names; *n; n++) {
        if (str_eq_nocase(name, str_from(*n)))
            return true;
    }
    return false;
}

static bool may_be_seed(const Choosing *c, uint32_t item)
{
    const Item *i = &c->parts.items[item];
    uint8_t kind = item_def(&c->parts, item)->kind;

    if (i->is_type)
        return i->members >= 2 && kind != DEF_ENUM;
    return kind == DEF_FUNCTION && i->lines >= SEED_MIN_LINES &&
           !is_service(item_name(&c->parts, item));
}

/* One class that is most of the module is one idea, whatever stands around it. */
static bool is_one_class(const Choosing *c, const Module *m)
{
    uint64_t lines = 0, largest = 0;

    for (uint32_t i = 0; i < m->item_count; i++) {
        const Item *item = &c->parts.items[m->items[i]];

        lines += item->lines;
        largest = item->is_type ? MAX_OF(largest, (uint64_t)item->lines) : largest;
    }
    return largest * 5 > lines * 3;
}

/* Only a file that is much of the whole is divided by what its functions do. */
static bool may_divide_by_functions(const Choosing *c, const Module *m)
{
    return (uint64_t)m->code_lines * FUNCTIONS_SHARE >= c->code_lines;
}

uint32_t outline_divisible(const Choosing *c, uint32_t module)
{
    const Module *m = &c->parts.modules[module];
    uint32_t room = m->code_lines / LINES_A_PART, seeds = 0;
    bool with_functions = may_divide_by_functions(c, m);

    if (room < 2 || is_one_class(c, m))
        return 1;
    for (uint32_t i = 0; i < m->item_count && seeds < room; i++)
        seeds += may_be_seed(c, m->items[i]) &&
                 (with_functions || c->parts.items[m->items[i]].is_type);
    uint32_t parts = MIN_OF(MIN_OF(room, seeds), (uint32_t)PARTS_MAX);
    return MAX_OF(parts, 1u);
}

/* -- banners -- */

typedef struct Banner {
    Str title;
    size_t start, end; /* of what it stands over */
    uint32_t line;
    double weight;
    uint32_t first; /* 1 + the heaviest item below it; 0: none */
} Banner;
VEC_TYPE(Banners, Banner);

static bool is_rule_char(char c)
{
    return c == '=' || c == '-' || c == '*' || c == '#' || c == '~' || c == '+' || c == '_';
}

/* Length of the run of one drawing character that the line has, markers aside. */
static size_t rule_length(Str line)
{
    size_t best = 0;

    for (size_t i = 0; i < line.len;) {
        size_t start = i;

        while (i < line.len && is_rule_char(line.ptr[i]) && line.ptr[i] == line.ptr[start])
            i++;
        best = MAX_OF(best, i - start);
        i += i == start;
    }
    return best;
}

/* What is left of a line of a comment when markers and rules are off both ends. */
static Str banner_words(Str line)
{
    while (line.len && (is_rule_char(line.ptr[0]) || strchr("/ \t;%", line.ptr[0])))
        line = str_sub(line, 1, line.len);
    while (line.len &&
           (is_rule_char(line.ptr[line.len - 1]) || strchr("/ \t.:", line.ptr[line.len - 1])))
        line.len--;
    return line;
}

static bool is_comment_line(Str line)
{
    return str_starts(line, STR("/*")) || str_starts(line, STR("//")) ||
           str_starts(line, STR("#")) || str_starts(line, STR("* ")) ||
           str_starts(line, STR("--")) || str_starts(line, STR(";;"));
}

static bool is_title(Str words)
{
    Words w;

    words_of(words, &w);
    return w.count >= 1 && w.count <= BANNER_MAX_WORDS && words.len <= 60 && words.len >= 3 &&
           !str_has(words, STR("(")) && !str_has(words, STR("://")) && !doc_is_licence(words);
}

/* "/ * ==== Title ==== * /" on one line, or a rule with the title on the next. */
static void find_banners(Str text, Banners *ret)
{
    Str rest = text, line;
    uint32_t number = 0;
    bool after_rule = false;

    while (str_line(&rest, &line)) {
        size_t start = (size_t)(line.ptr - text.ptr);
        Str trimmed = str_trim(line), words = banner_words(trimmed);
        bool is_flush = line.len && line.ptr[0] != ' ' && line.ptr[0] != '\t';
        size_t rule = rule_length(trimmed);

        number++;
        if (((rule >= 5 && is_flush && is_comment_line(trimmed)) ||
             (after_rule && (is_comment_line(trimmed) || str_starts(line, STR(" *"))))) &&
            is_title(words)) {
            if (ret->len)
                VEC_LAST(ret)->end = start;
            *VEC_PUSH(ret) = (Banner){
                .title = words, .start = start, .end = text.len, .line = number};
            after_rule = false;
            continue;
        }
        after_rule = rule >= 10 && is_flush && words.len == 0 && is_comment_line(trimmed) &&
                     !str_ends(trimmed, STR("*/"));
    }
}

static void weigh_banners(const Choosing *c, uint32_t module, Banners *banners)
{
    const Module *m = &c->parts.modules[module];

    for (uint32_t i = 0; i < m->item_count; i++) { /* the weightiest first */
        uint32_t item = m->items[i];
        size_t at = item_def(&c->parts, item)->name_start;

        if (c->parts.unit_of[c->parts.items[item].symbol] != m->units[0])
            continue;
        for (size_t b = 0; b < banners->len; b++) {
            Banner *banner = &banners->at[b];

            if (at < banner->start || at >= banner->end)
                continue;
            banner->weight += c->parts.items[item].weight;
            if (!banner->first && may_be_seed(c, item))
                banner->first = item + 1;
        }
    }
}

static int heaviest_banner_first(const void *a, const void *b)
{
    const Banner *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->start < y->start ? -1 : x->start > y->start;
}

static bool says_nothing(Str title)
{
    Words w;
    uint32_t telling = 0;

    words_of(title, &w);
    for (uint32_t i = 0; i < w.count; i++)
        telling += !word_is_generic(w.at[i]) && !word_is_small(w.at[i]) &&
                   !word_is_utility(w.at[i]) && !str_eq_nocase(w.at[i], STR("functions")) &&
                   !str_eq_nocase(w.at[i], STR("prototypes")) &&
                   !str_eq_nocase(w.at[i], STR("declarations")) &&
                   !str_eq_nocase(w.at[i], STR("includes"));
    return telling == 0;
}

static void add_draft(Choosing *c, uint32_t module, uint32_t node, uint32_t seed)
{
    c->drafts[c->draft_count] = (Draft){
        .node = node, .seed = seed, .head = module, .is_divided = true};
    c->draft_of_item[seed] = ++c->draft_count;
}

/* How many drafts it made; 0 when there are too few banners. */
static uint32_t divide_by_banners(Choosing *c, uint32_t module, uint32_t node, uint32_t count)
{
    const Module *m = &c->parts.modules[module];
    Str text = choosing_text(c, m->units[0]);
    Banners banners = {0};
    uint32_t made = 0, good = 0;

    find_banners(text, &banners);
    weigh_banners(c, module, &banners);
    VEC_SORT(&banners, heaviest_banner_first);
    for (size_t b = 0; b < banners.len; b++)
        good += banners.at[b].first && !says_nothing(banners.at[b].title);
    for (size_t b = 0; b < banners.len && made < count && good >= BANNERS_MIN; b++) {
        const Banner *banner = &banners.at[b];

        if (!banner->first || says_nothing(banner->title))
            continue;
        add_draft(c, module, node, banner->first - 1);
        Draft *d = &c->drafts[c->draft_count - 1];
        d->title = banner->title;
        d->title_line = banner->line;
        d->title_unit = m->units[0];
        for (uint32_t i = 0; i < m->item_count; i++) {
            size_t at = item_def(&c->parts, m->items[i])->name_start;

            if (c->parts.unit_of[c->parts.items[m->items[i]].symbol] == m->units[0] &&
                at >= banner->start && at < banner->end && !c->draft_of_item[m->items[i]])
                c->draft_of_item[m->items[i]] = c->draft_count;
        }
        made++;
    }
    VEC_DONE(&banners);
    return made;
}

/* -- seeds -- */

static bool is_named_already(const Choosing *c, uint32_t first_draft, Str name)
{
    for (uint32_t d = first_draft; d < c->draft_count; d++) {
        if (str_eq_nocase(item_name(&c->parts, c->drafts[d].seed), name))
            return true;
    }
    return false;
}

static void divide_by_seeds(Choosing *c, uint32_t module, uint32_t node, uint32_t count)
{
    const Module *m = &c->parts.modules[module];
    uint32_t first_draft = c->draft_count;

    for (int types = 1; types >= (may_divide_by_functions(c, m) ? 0 : 1); types--) {
        for (uint32_t i = 0; i < m->item_count && count; i++) {
            uint32_t item = m->items[i];

            if (c->draft_of_item[item] || c->parts.items[item].is_type != (types == 1) ||
                !may_be_seed(c, item) ||
                is_named_already(c, first_draft, item_name(&c->parts, item)))
                continue;
            add_draft(c, module, node, item);
            count--;
        }
    }
}

/* -- the rest goes where its references are -- */

static void settle_items_of(Choosing *c, uint32_t module, uint32_t first_draft)
{
    const Module *m = &c->parts.modules[module];
    uint32_t drafts = c->draft_count;
    uint32_t *local = ARENA_ARRAY(c->arena, uint32_t,
                                  c->parts.item_count + 1); /* 1 + place in m->items */
    uint32_t *votes = ARENA_ARRAY(c->arena, uint32_t, (size_t)m->item_count * drafts + 1);

    for (uint32_t i = 0; i < m->item_count; i++)
        local[m->items[i]] = i + 1;
    for (int round = 0; round < ROUNDS; round++) {
        memset(votes, 0, sizeof(*votes) * m->item_count * drafts);
        for (size_t e = 0; e < c->program->edge_count; e++) {
            const Edge *edge = &c->program->edges[e];
            uint32_t from = c->parts.item_of[edge->from], to = c->parts.item_of[edge->to];

            if (from == PART_NONE || to == PART_NONE || !local[from] || !local[to])
                continue;
            if (c->draft_of_item[to])
                votes[(local[from] - 1) * drafts + c->draft_of_item[to] - 1]++;
            if (c->draft_of_item[from])
                votes[(local[to] - 1) * drafts + c->draft_of_item[from] - 1] += 2;
        }
        for (uint32_t i = 0; i < m->item_count; i++) {
            uint32_t best = 0, best_votes = 0;

            for (uint32_t d = first_draft; d < drafts; d++) {
                if (votes[i * drafts + d] > best_votes) {
                    best_votes = votes[i * drafts + d];
                    best = d + 1;
                }
            }
            if (!c->draft_of_item[m->items[i]] && best)
                c->draft_of_item[m->items[i]] = best;
        }
    }
}

void outline_divide(Choosing *c, uint32_t module, uint32_t node, uint32_t count)
{
    uint32_t first = c->draft_count;

    if (!divide_by_banners(c, module, node, count))
        divide_by_seeds(c, module, node, count);
    if (c->draft_count == first)
        return;
    settle_items_of(c, module, first);
    c->draft_of_module[module] = first + 1;
}
