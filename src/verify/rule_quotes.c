/*
 * rule_quotes.c -- quoted code, and the nearest code of the repository.
 *
 * All blocks are gathered first. For each, the files of its language that share most of its names are
 * candidates; there the place is found where most runs of SHINGLE tokens agree, and the block is laid
 * beside it. A block that is almost the code (QUOTE_NEAR of its tokens, in order) is a quotation, and
 * what differs is a finding; one that is less near is an example of the author's own.
 *
 * Tests and examples are not asked: what resembles them is an example too.
 */
#include "verify/verify_parts.h"

#include "verify/tokens.h"

enum {
    SHINGLE = 4,
    QUOTE_MIN_TOKENS = 40,
    QUOTE_MAX_TOKENS = 2000,
    CANDIDATE_UNITS = 4,
    COMMON_UNITS = 50, /* a name in more files tells nothing about where a block is from */
    WINDOW_SLACK = 60, /* tokens more than the block has, on either side */
    QUOTE_NEAR = 80,   /* percent */
};

typedef struct Quoted {
    Doc *doc;
    uint32_t line;
    LanguageId language;
    Str text;
    TokenVec tokens;
    VEC(uint32_t) names; /* the program's numbers, each once, sorted */
} Quoted;

typedef struct UnitTokens {
    bool is_read;
    TokenVec tokens;
} UnitTokens;

typedef struct Quotes {
    Verifying *v;
    UnitTokens *of_units; /* by unit, read when first asked for */
    VEC(Quoted) blocks;
    U64Map units; /* name -> index + 1 into `postings` */
    VEC(VEC(uint32_t)) postings;
} Quotes;

/* -- gathering -- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static bool is_name_token(Str s)
{
    return s.len >= 3 && is_word_char(s.ptr[0]) && !(s.ptr[0] >= '0' && s.ptr[0] <= '9');
}

static void take_names(Quotes *q, Quoted *b)
{
    for (size_t i = 0; i < b->tokens.len; i++) {
        Str s = str_sub(b->text, b->tokens.at[i].at, b->tokens.at[i].at + b->tokens.at[i].len);
        uint32_t id = is_name_token(s) ? intern_find(&q->v->program->names, s) : UINT32_MAX;

        if (id != UINT32_MAX)
            *VEC_PUSH(&b->names) = id;
    }
    VEC_SORT(&b->names, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < b->names.len; i++) {
        if (!kept || b->names.at[kept - 1] != b->names.at[i])
            b->names.at[kept++] = b->names.at[i];
    }
    b->names.len = kept;
    for (size_t i = 0; i < kept; i++) {
        bool is_new;
        uint64_t *place = u64map_at(&q->units, b->names.at[i], &is_new);

        if (is_new) {
            (void)VEC_PUSH(&q->postings);
            *place = q->postings.len;
        }
    }
}

static void take_block(Quotes *q, Doc *d, const MarkdownItem *it)
{
    Str info = it->target, word = str_sub(info, 0, str_find_char(info, ' ', 0));
    LanguageId language = language_by_name(str_sub(word, 0, str_find_char(word, ',', 0)));

    if (language == LANG_NONE || language_use(language) != LANGUAGE_CODE ||
        language == LANG_BASH)
        return;
    Quoted b = {.doc = d, .line = it->line, .language = language, .text = it->text};
    tokens_read(language, it->text, &b.tokens);
    if (b.tokens.len < QUOTE_MIN_TOKENS || b.tokens.len > QUOTE_MAX_TOKENS) {
        VEC_DONE(&b.tokens);
        return;
    }
    take_names(q, &b);
    *VEC_PUSH(&q->blocks) = b;
}

/* -- where names are used -- */

static bool is_asked(const Unit *u)
{
    return !(u->file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE | FILE_IS_DOC)) &&
           language_use(u->file->language) == LANGUAGE_CODE;
}

static void find_postings(Quotes *q)
{
    const Program *p = q->v->program;

    for (UnitId u = 0; u < p->unit_count; u++) {
        const Unit *unit = &p->units[u];

        if (!is_asked(unit))
            continue;
        for (uint32_t n = 0; n < unit->facts->name_count; n++) {
            uint64_t place;

            if (u64map_get(&q->units, unit->global_names[n], &place) &&
                q->postings.at[place - 1].len <= COMMON_UNITS)
                *VEC_PUSH(&q->postings.at[place - 1]) = u;
        }
    }
}

/* C headers hold C++, JavaScript is quoted as TypeScript. */
static bool is_same_family(LanguageId a, LanguageId b)
{
    const Pack *x = pack_for(a), *y = pack_for(b);
    bool is_c = (a == LANG_C || a == LANG_CPP) && (b == LANG_C || b == LANG_CPP);
    bool is_ecma = (a == LANG_JAVASCRIPT || a == LANG_TYPESCRIPT || a == LANG_TSX) &&
                   (b == LANG_JAVASCRIPT || b == LANG_TYPESCRIPT || b == LANG_TSX);

    return is_c || is_ecma || (x && x == y) || a == b;
}

typedef struct Candidate {
    UnitId unit;
    uint32_t shared;
} Candidate;

/* The units that share most of the block's names, best first; how many. */
static size_t find_candidates(Quotes *q, const Quoted *b, Candidate ret[CANDIDATE_UNITS])
{
    U64Map votes = {0};
    size_t count = 0;

    for (size_t i = 0; i < b->names.len; i++) {
        uint64_t place = 0;

        (void)u64map_get(&q->units, b->names.at[i], &place);
        MUST(place > 0);
        for (size_t n = 0;
             n < q->postings.at[place - 1].len && q->postings.at[place - 1].len <= COMMON_UNITS;
             n++)
            ++*u64map_at(&votes, q->postings.at[place - 1].at[n], NULL);
    }
    for (size_t i = 0; i < votes.len; i++) {
        Candidate c = {(UnitId)votes.entries[i].key, (uint32_t)votes.entries[i].value};
        size_t at = count;

        if (!is_same_family(q->v->program->units[c.unit].file->language, b->language))
            continue;
        if (count < CANDIDATE_UNITS)
            count++;
        else if (ret[--at].shared >= c.shared)
            continue;
        for (; at && ret[at - 1].shared < c.shared; at--)
            ret[at] = ret[at - 1];
        ret[at] = c;
    }
    u64map_done(&votes);
    return count;
}

/* -- laying side by side -- */

static uint64_t shingle_at(const TokenVec *t, size_t at)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < SHINGLE; i++)
        hash = hash * 0x9e3779b97f4a7c15u + t->at[at + i].hash;
    return hash;
}

/* Where in the file the block would begin, by the vote of equal runs. */
static bool find_offset(const TokenVec *block, const TokenVec *file, long *ret)
{
    U64Map places = {0}, votes = {0};
    uint64_t best = 0;

    for (size_t i = 0; i + SHINGLE <= block->len; i++)
        *u64map_at(&places, shingle_at(block, i), NULL) = i + 1;
    for (size_t i = 0; i + SHINGLE <= file->len; i++) {
        uint64_t place;

        if (!u64map_get(&places, shingle_at(file, i), &place))
            continue;
        /* shifted, so that no key is negative; coarse, so that small gaps agree */
        long offset = (long)i - (long)(place - 1) + QUOTE_MAX_TOKENS;
        uint64_t count = ++*u64map_at(&votes, (uint64_t)(offset / 16), NULL);
        if (count > best) {
            best = count;
            *ret = offset - QUOTE_MAX_TOKENS;
        }
    }
    u64map_done(&places);
    u64map_done(&votes);
    return best > 0;
}

typedef struct Beside {
    size_t common;  /* tokens of the block that stand in the code, in order */
    size_t first;   /* the first that does not, between two that do; SIZE_MAX: none */
    size_t against; /* the code's token beside it */
} Beside;

/* Only runs of SHINGLE pairs are the same code: single signs agree by chance. What stands before the
 * first run and behind the last is the author's own; between them the first token without a partner
 * is what differs. */
static void judge_pairs(const TokenVec *block, size_t *column, Beside *ret)
{
    size_t begun = SIZE_MAX, pending = SIZE_MAX;

    for (size_t r = 0, end; r < block->len; r = end) {
        for (end = r + 1; end < block->len && column[r] && column[end] == column[end - 1] + 1;)
            end++;
        if (column[r] && end - r >= SHINGLE) {
            if (begun != SIZE_MAX && pending != SIZE_MAX && ret->first == SIZE_MAX) {
                ret->first = pending;
                ret->against = column[begun];
            }
            ret->common += end - r;
            begun = end - 1;
            pending = SIZE_MAX;
            continue;
        }
        for (size_t i = r; i < end && pending == SIZE_MAX; i++) {
            if (!column[i] && !block->at[i].is_gap)
                pending = i;
        }
    }
}

/* The longest common subsequence of block and file[from, to). */
static Beside lay_beside(const TokenVec *block, const TokenVec *file, size_t from, size_t to)
{
    size_t rows = block->len, columns = to - from;
    uint16_t *table = xcalloc((rows + 1) * (columns + 1), sizeof(*table));
    Beside ret = {.first = SIZE_MAX};

#define CELL(r, c) table[(r) * (columns + 1) + (c)]
    for (size_t r = rows; r-- > 0;) {
        for (size_t c = columns; c-- > 0;) {
            if (block->at[r].hash == file->at[from + c].hash)
                CELL(r, c) = (uint16_t)(CELL(r + 1, c + 1) + 1);
            else
                CELL(r, c) = MAX_OF(CELL(r + 1, c), CELL(r, c + 1));
        }
    }
    size_t *column = xcalloc(rows + 1, sizeof(*column)); /* + 1; 0: the token has no partner */
    for (size_t r = 0, c = 0; r < rows && c < columns;) {
        if (block->at[r].hash == file->at[from + c].hash)
            column[r++] = ++c;
        else if (CELL(r, c + 1) >= CELL(r + 1, c))
            c++;
        else
            r++;
    }
#undef CELL
    free(table);
    judge_pairs(block, column, &ret);
    ret.against += from;
    free(column);
    return ret;
}

static Str line_of(Str text, uint32_t at)
{
    size_t start = str_rfind_char(str_sub(text, 0, at), '\n');

    start = start == SIZE_MAX ? 0 : start + 1;
    return str_trim(str_sub(text, start, str_find_char(text, '\n', start)));
}

/* Lays the block beside a unit; true when it is found there, as it is or almost. */
static bool compare(Quotes *q, const Quoted *b, UnitId unit, bool *ret_same)
{
    const Unit *u = &q->v->program->units[unit];
    Str text = evidence_text(q->v->evidence, unit);
    UnitTokens *of_unit = &q->of_units[unit];
    long offset = 0;
    bool is_near = false;

    if (!of_unit->is_read)
        tokens_read(u->file->language, text, &of_unit->tokens);
    of_unit->is_read = true;
    const TokenVec file = of_unit->tokens;
    if (find_offset(&b->tokens, &file, &offset)) {
        size_t from = offset > WINDOW_SLACK ? (size_t)offset - WINDOW_SLACK : 0;
        size_t to = MIN_OF(file.len, (size_t)MAX_OF(offset, 0L) + b->tokens.len + WINDOW_SLACK);
        Beside side = lay_beside(&b->tokens, &file, MIN_OF(from, to), to);

        *ret_same = side.first == SIZE_MAX;
        is_near = side.common * 100 >= b->tokens.len * QUOTE_NEAR;
        if (is_near && !*ret_same) {
            const Token *mine = &b->tokens.at[side.first];
            Str code = line_of(b->text, mine->at);
            const Token *theirs = side.against < file.len ? &file.at[side.against] : NULL;

            verify_find(q->v, b->doc, b->line + mine->line, RULE_QUOTE, false,
                        "'%.*s' where %.*s:%u has '%.*s'", STR_ARG(code),
                        STR_ARG(u->file->path), theirs ? theirs->line + 1 : 1,
                        STR_ARG(theirs ? line_of(text, theirs->at) : STR("")));
        }
    }
    return is_near;
}

/* The same code may stand in two files: one that has it as it is settles the matter. */
static void check_block(Quotes *q, const Quoted *b)
{
    Candidate candidates[CANDIDATE_UNITS];
    size_t count = find_candidates(q, b, candidates);
    size_t before = q->v->told->findings.len;

    for (size_t i = 0; i < count; i++) {
        bool is_same = false;

        if (candidates[i].shared * 2 < b->names.len)
            break;
        if (!compare(q, b, candidates[i].unit, &is_same))
            continue;
        if (is_same) {
            q->v->told->findings.len = before;
            return;
        }
    }
    if (q->v->told->findings.len > before + 1)
        q->v->told->findings.len = before + 1;
}

void rule_quotes(Verifying *v)
{
    Quotes q = {.v = v};

    for (size_t i = 0; i < v->docs.len; i++) {
        Doc *d = v->docs.at[i];

        for (size_t n = 0; !d->is_history && n < d->md.count; n++) {
            if (d->md.items[n].kind == MARKDOWN_BLOCK)
                take_block(&q, d, &d->md.items[n]);
        }
    }
    if (q.blocks.len)
        find_postings(&q);
    q.of_units = ARENA_ARRAY(v->arena, UnitTokens, v->program->unit_count + 1);
    for (size_t i = 0; i < q.blocks.len && !(v->ask->stop && *v->ask->stop); i++)
        check_block(&q, &q.blocks.at[i]);
    for (size_t i = 0; i < q.blocks.len; i++) {
        VEC_DONE(&q.blocks.at[i].tokens);
        VEC_DONE(&q.blocks.at[i].names);
    }
    for (size_t i = 0; i < q.postings.len; i++)
        VEC_DONE(&q.postings.at[i]);
    for (UnitId u = 0; u < v->program->unit_count; u++)
        VEC_DONE(&q.of_units[u].tokens);
    VEC_DONE(&q.blocks);
    VEC_DONE(&q.postings);
    u64map_done(&q.units);
}
