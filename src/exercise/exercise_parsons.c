/*
 * exercise_parsons.c -- the statements of a function, shuffled: put them in order.
 *
 * Only functions are taken whose order can be found by thinking. Neighbours that do not depend on each
 * other (neither assigns to what the other names, neither leaves the block) are one piece, a branch with
 * a single statement is one piece with its condition, and what is left must be four to nine pieces. One
 * more piece may stand among them that does not belong: a condition turned round.
 */
#include "exercise/fault.h"
#include "exercise/order.h"

enum {
    OFFERED = 3,
    TRIED = 24,
    BODY_MIN_LINES = 5,
    BODY_MAX_LINES = 24,
    PIECES_MIN = 4,
    PIECES_MAX = 9,
    PIECE_MAX_LINES = 7,
    SMALL_BRANCH_LINES = 4,
    NAMES_MAX = 64,
    BODY_MAX_PIECES = 64,
};

typedef struct Slice {
    uint32_t line, end_line;
    bool must_stay; /* the next piece must not be merged into it: something orders them */
} Slice;

typedef struct Cutting {
    const World *world;
    const Snippet *snippet;
    const FlowBody *body;
    Slice at[BODY_MAX_PIECES];
    uint32_t count;
    uint32_t doc_end_line; /* of a docstring in the body; 0: none */
    bool is_unfit;
} Cutting;

/* -- does one statement depend on the other? -- */

typedef struct Names {
    Str at[NAMES_MAX];
    uint32_t count;
} Names;

static bool is_name_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static bool has_name(const Names *n, Str name)
{
    for (uint32_t i = 0; i < n->count; i++) {
        if (str_eq(n->at[i], name))
            return true;
    }
    return false;
}

static void add_name(Names *n, Str name)
{
    if (name.len && n->count < NAMES_MAX && !has_name(n, name) && !syntax_is_word(name) &&
        !(name.ptr[0] >= '0' && name.ptr[0] <= '9'))
        n->at[n->count++] = name;
}

static void add_names_in(Names *n, Str text)
{
    for (size_t i = 0; i < text.len;) {
        size_t start = i;

        while (i < text.len && is_name_char(text.ptr[i]))
            i++;
        add_name(n, str_sub(text, start, i));
        i += i == start;
    }
}

/* What the statement assigns to, as it is written: `n`, `t->refs`. */
static void add_assigned(const FlowBody *b, FlowId n, Names *ret)
{
    for (FlowId i = n; i < flow_end(b, n); i++) {
        bool is_new = b->nodes[i].flags & FLOW_IS_DECLARATION; /* of `char *s` the name is s */
        Str target = is_new ? flow_name(b, i) : flow_text(b, b->nodes[i].subject);

        while (target.len && strchr("*&( ", target.ptr[0])) /* *p = ... is about p */
            target = str_sub(target, 1, target.len);
        if (b->nodes[i].kind == FLOW_ASSIGN && target.len && ret->count < NAMES_MAX)
            ret->at[ret->count++] = target;
    }
}

/* Whether the text speaks of what is assigned, as it is written. That `g(t)` comes after `t->refs = 1`
 * cannot be found by thinking: it does not count. */
static bool speaks_of(Str text, Str target)
{
    for (size_t at = 0; target.len && (at = str_find(text, target, at)) != SIZE_MAX; at++) {
        size_t after = at + target.len;

        if ((at == 0 || !is_name_char(text.ptr[at - 1])) &&
            (after >= text.len || !is_name_char(text.ptr[after])))
            return true;
    }
    return false;
}

static bool speaks_of_any(Str text, const Names *targets)
{
    for (uint32_t i = 0; i < targets->count; i++) {
        if (speaks_of(text, targets->at[i]))
            return true;
    }
    return false;
}

static bool do_share(const Names *a, const Names *b)
{
    for (uint32_t i = 0; i < a->count; i++) {
        if (has_name(b, a->at[i]))
            return true;
    }
    return false;
}

static bool is_jump(uint8_t kind)
{
    return kind == FLOW_RETURN || kind == FLOW_THROW || kind == FLOW_BREAK ||
           kind == FLOW_CONTINUE || kind == FLOW_GOTO;
}

static bool has_jump(const FlowBody *b, FlowId n)
{
    for (FlowId i = n; i < flow_end(b, n); i++) {
        if (is_jump(b->nodes[i].kind))
            return true;
    }
    return false;
}

/* What can be found by thinking: what is assigned must be assigned before it is read, a guard comes before
 * what it guards, what leaves comes last. That something is read before it is assigned anew would be another
 * program, but not a worse one, and two guards in a row may change places: neither counts. */
static bool must_precede(const FlowBody *b, FlowId first, FlowId second)
{
    Names written = {0}, guarded = {0}, named = {0};
    Str text = flow_text(b, b->nodes[second].all);

    if (is_jump(b->nodes[second].kind))
        return true;
    add_assigned(b, first, &written);
    if (speaks_of_any(text, &written))
        return true;
    if (b->nodes[first].kind != FLOW_IF || !has_jump(b, first) || has_jump(b, second))
        return false;
    add_names_in(&guarded, flow_text(b, b->nodes[first].subject));
    add_names_in(&named, text);
    return do_share(&guarded, &named);
}

/* -- cutting -- */

static uint32_t first_line(const Cutting *c, FlowId n)
{
    return snippet_line(c->world, c->snippet, c->body->nodes[n].all.start);
}

static uint32_t last_line(const Cutting *c, FlowId n)
{
    const FlowRange *all = &c->body->nodes[n].all;

    return snippet_line(c->world, c->snippet, all->end > all->start ? all->end - 1 : all->end);
}

static bool is_closer(Str line)
{
    line = str_trim(line);
    for (size_t i = 0; i < line.len; i++) {
        if (!strchr("}])>;,", line.ptr[i]))
            return false;
    }
    return true;
}

static Str line_of(const Cutting *c, uint32_t line)
{
    return evidence_lines(c->world->evidence, c->snippet->unit, line, line);
}

/* Lines between two pieces: closing brackets belong to what they close, the rest to what follows. */
static void begin_piece(Cutting *c, uint32_t line, uint32_t end_line, bool must_stay)
{
    uint32_t first = line;

    if (end_line <= c->doc_end_line)
        return; /* a docstring is not what a function does */
    if (c->count) {
        Slice *last = &c->at[c->count - 1];

        if (line <= last->end_line || c->count == BODY_MAX_PIECES) {
            c->is_unfit = true;
            return;
        }
        first = last->end_line + 1;
        while (first < line && is_closer(line_of(c, first)))
            last->end_line = first++;
    }
    c->at[c->count++] = (Slice){first, end_line, must_stay};
}

/* Cases of a switch, conditions of a chain and handlers of a try stand in an order that nothing forces:
 * those stay whole. */
static bool has_free_order(const FlowBody *b, FlowId n)
{
    FlowId other = flow_part(b, n, FLOW_ELSE);
    uint32_t catches = 0;

    FLOW_EACH_CHILD(b, n, child)
    catches += b->nodes[child].kind == FLOW_CATCH;
    if (b->nodes[n].kind == FLOW_IF && other != FLOW_NONE) {
        FlowId first = flow_first_child(b, other);

        return first != FLOW_NONE && b->nodes[first].kind == FLOW_IF;
    }
    return b->nodes[n].kind == FLOW_SWITCH || catches > 1;
}

static bool is_branching(const FlowBody *b, FlowId n)
{
    uint8_t kind = b->nodes[n].kind;

    return (kind == FLOW_IF || kind == FLOW_LOOP || kind == FLOW_TRY || kind == FLOW_WITH) &&
           !has_free_order(b, n);
}

static bool is_block_of(const FlowNode *n)
{
    return n->kind == FLOW_BLOCK || n->kind == FLOW_CASE || n->kind == FLOW_CATCH;
}

/* The first statement below, of its blocks; FLOW_NONE. */
static FlowId first_step(const FlowBody *b, FlowId n)
{
    FLOW_EACH_CHILD(b, n, child)
    {
        if (is_block_of(&b->nodes[child])) {
            FLOW_EACH_CHILD(b, child, step)
            {
                if (b->nodes[step].part == FLOW_STEP)
                    return step;
            }
        }
    }
    return FLOW_NONE;
}

static uint32_t count_steps(const FlowBody *b, FlowId n)
{
    uint32_t count = 0;

    for (FlowId i = n + 1; i < flow_end(b, n); i++)
        count += b->nodes[i].part == FLOW_STEP;
    return count;
}

static void cut_block(Cutting *c, FlowId block, unsigned depth);

static void cut_branches(Cutting *c, FlowId n, unsigned depth)
{
    const FlowBody *b = c->body;
    FlowId first = first_step(b, n);

    begin_piece(c, first_line(c, n), first_line(c, first) - 1, true);
    FLOW_EACH_CHILD(b, n, child)
    {
        if (is_block_of(&b->nodes[child]))
            cut_block(c, child, depth + 1);
    }
    /* what closes it belongs to its last piece */
    if (c->count && last_line(c, n) > c->at[c->count - 1].end_line)
        c->at[c->count - 1].end_line = last_line(c, n);
}

static void cut_step(Cutting *c, FlowId n, bool must_stay, unsigned depth)
{
    const FlowBody *b = c->body;
    uint32_t line = first_line(c, n), end_line = last_line(c, n);
    FlowId first = is_branching(b, n) ? first_step(b, n) : FLOW_NONE;
    bool is_small = end_line - line < SMALL_BRANCH_LINES && count_steps(b, n) <= 1;

    if (first == FLOW_NONE || is_small || first_line(c, first) <= line)
        begin_piece(c, line, end_line, must_stay);
    else
        cut_branches(c, n, depth);
}

static void cut_block(Cutting *c, FlowId block, unsigned depth)
{
    const FlowBody *b = c->body;

    if (depth > FLOW_MAX_DEPTH / 4)
        c->is_unfit = true;
    FLOW_EACH_CHILD(b, block, n)
    {
        FlowId next = b->nodes[n].next;

        if (c->is_unfit)
            return;
        if (b->nodes[n].part != FLOW_STEP)
            continue;
        cut_step(c, n, next == FLOW_NONE || must_precede(b, n, next), depth);
        /* the end of a compound statement is bound to what follows like the whole */
        if (c->count)
            c->at[c->count - 1].must_stay = next == FLOW_NONE || must_precede(b, n, next);
    }
}

static void merge_pieces(Cutting *c)
{
    uint32_t kept = 0;

    for (uint32_t i = 1; i < c->count; i++) {
        if (c->at[kept].must_stay)
            c->at[++kept] = c->at[i];
        else {
            c->at[kept].end_line = c->at[i].end_line;
            c->at[kept].must_stay = c->at[i].must_stay;
        }
    }
    c->count = c->count ? kept + 1 : 0;
}

static bool is_worth_asking(const Cutting *c)
{
    if (c->is_unfit || c->count < PIECES_MIN || c->count > PIECES_MAX)
        return false;
    uint32_t lines = c->at[c->count - 1].end_line - c->at[0].line + 1;
    if (lines < BODY_MIN_LINES || lines > BODY_MAX_LINES)
        return false;
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->at[i].end_line - c->at[i].line >= PIECE_MAX_LINES)
            return false;
    }
    return true;
}

/* -- the lines -- */

static size_t indentation(Str line)
{
    size_t i = 0;

    while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'))
        i++;
    return i == line.len ? SIZE_MAX : i;
}

static Str without_indentation(const Cutting *c, const Slice *p, size_t common)
{
    AUTO(buf_done) Buf text = BUF(16 << 10);

    for (uint32_t line = p->line; line <= p->end_line; line++) {
        Str s = line_of(c, line);

        if (str_trim(s).len == 0)
            continue;
        if (text.len)
            buf_add_char(&text, '\n');
        buf_add_clean(&text, str_sub(s, MIN_OF(common, s.len), s.len));
    }
    return arena_str(c->world->arena, buf_str(&text));
}

/* The piece with the fault in it; false when the line with it stands in the piece more than once. */
static bool plant(const Cutting *c, const Slice *p, size_t common, const Fault *f, Str *ret)
{
    const World *w = c->world;
    Str whole = without_indentation(c, p, common);
    Str own = str_trim(line_of(c, evidence_line(w->evidence, c->snippet->unit, f->start)));
    size_t column = f->start -
                    (size_t)(own.ptr - evidence_text(w->evidence, c->snippet->unit).ptr);
    size_t at = str_find(whole, own, 0);

    if (at == SIZE_MAX || str_find(whole, own, at + 1) != SIZE_MAX)
        return false;
    *ret = fault_apply(w->arena, whole, (uint32_t)(at + column), f->before, f->after);
    return true;
}

static void explain_near_miss(const World *w, const Fault *f, ExerciseLine *l)
{
    AUTO(buf_done) Buf why = BUF(4096);

    text_lit(&why, "It does not belong: the source has ");
    text_code(&why, f->before);
    text_lit(&why, ", not ");
    text_code(&why, f->after);
    text_lit(&why, " (");
    text_cite_source(&why, &l->source);
    text_lit(&why, ").");
    l->explanation = arena_str(w->arena, buf_str(&why));
}

/* A piece with one comparison turned round, which the file does not have; false when there is none. */
static bool make_near_miss(const Cutting *c, size_t common, ExerciseLine *ret)
{
    const World *w = c->world;
    FaultVec found = {0};
    bool is_made = false;

    fault_find(w, c->snippet, &found);
    for (size_t i = 0; i < found.len && !is_made; i++) {
        const Fault *f = &found.at[i];
        Source line = world_line(w, c->snippet->unit, f->start);

        for (uint32_t n = 0; n < c->count && f->kind == FAULT_FLIP && !is_made; n++) {
            if (line.line < c->at[n].line || line.line > c->at[n].end_line ||
                !plant(c, &c->at[n], common, f, &ret->text))
                continue;
            ret->source = line;
            explain_near_miss(w, f, ret);
            is_made = true;
        }
    }
    VEC_DONE(&found);
    return is_made;
}

/* The shuffled lines of the function; false when it is not fit to be asked. */
static bool cut(const World *w, SymbolId s, const char *id, ExerciseLine **ret_lines,
                uint32_t *ret_count)
{
    Cutting c = {.world = w, .snippet = snippet_of(w, s)};
    size_t common = SIZE_MAX;

    if (!c.snippet || !c.snippet->body)
        return false;
    c.body = c.snippet->body;
    const Def *d = program_def(w->program, s);
    if (d->doc_end > d->doc_start && d->doc_start > d->start)
        c.doc_end_line = evidence_line(w->evidence, c.snippet->unit, d->doc_end - 1);
    cut_block(&c, FLOW_ROOT, 0);
    merge_pieces(&c);
    if (!is_worth_asking(&c))
        return false;
    for (uint32_t i = 0; i < c.count; i++) {
        for (uint32_t line = c.at[i].line; line <= c.at[i].end_line; line++)
            common = MIN_OF(common, indentation(line_of(&c, line)));
    }
    ExerciseLine *lines = ARENA_ARRAY(w->arena, ExerciseLine, c.count + 1);
    Str path = w->program->units[c.snippet->unit].file->path;
    for (uint32_t i = 0; i < c.count; i++)
        lines[i] = (ExerciseLine){.text = without_indentation(&c, &c.at[i], common),
                                  .order = i + 1,
                                  .source = {path, c.at[i].line, c.at[i].end_line}};
    *ret_count = c.count +
                 (c.count < PIECES_MAX && make_near_miss(&c, common, &lines[c.count]));
    order_shuffle(id, lines, *ret_count);
    *ret_lines = lines;
    return true;
}

/* -- the exercise -- */

static void write_texts(Maker *m, SymbolId s, Exercise *x)
{
    AUTO(buf_done) Buf text = BUF(8192);
    Thing subject = thing_symbol(&m->world, s);
    Source source, range = evidence_range(m->world.evidence, s);
    Str sentence = world_sentence(&m->world, s, &source);
    bool has_stranger = false;

    for (uint32_t i = 0; i < x->lines_count; i++)
        has_stranger |= x->lines[i].order == 0;
    text_lit(&text, "These are the pieces of the body of ");
    thing_write(&m->world, &subject, &text);
    if (sentence.len) {
        text_lit(&text, ", of which the source says: “");
        text_words(&text, sentence);
        text_lit(&text, "”");
    }
    buf_add(&text, sentence.len ? STR(" Put them in order") : STR(". Put them in order"));
    if (has_stranger)
        text_lit(&text, "; one does not belong");
    text_lit(&text, ".");
    x->question = maker_text(m, &text);
    buf_clear(&text);
    text_lit(&text, "The body stands in ");
    text_cite_source(&text, &range);
    text_lit(&text, ".");
    x->solution = maker_text(m, &text);
    x->facts = ARENA_ARRAY(m->world.arena, Source, 1);
    x->facts[x->facts_count++] = range;
    x->hints = ARENA_ARRAY(m->world.arena, Str, 2);
    x->hints[x->hints_count++] = STR(
        "A name must be given a value before it is used; what returns "
        "from a block comes last in it.");
    for (uint32_t i = 0; i < x->lines_count; i++) {
        if (x->lines[i].order == 1)
            x->hints[x->hints_count++] = arena_printf(m->world.arena, "The first piece is %c.",
                                                      (char)('a' + i));
    }
}

static void offer(Maker *m, SymbolId s)
{
    Thing subject = thing_symbol(&m->world, s);
    Exercise *x = maker_add(m, "parsons", "order-lines", thing_value(&m->world, &subject));

    if (!cut(&m->world, s, x->id, &x->lines, &x->lines_count)) {
        maker_drop(m);
        return;
    }
    x->level = STR("block");
    x->view = STR("execution");
    x->answer = STR("order");
    write_texts(m, s, x);
}

static void make(Maker *m)
{
    size_t before = m->found->len;
    uint32_t tried = 0;

    for (size_t i = 0;
         i < m->functions.len && m->found->len - before < OFFERED && tried < TRIED; i++) {
        SymbolId s = m->functions.at[i];
        Source range = evidence_range(m->world.evidence, s);
        uint32_t lines = range.end_line - range.line + 1;

        if (lines < BODY_MIN_LINES || lines > BODY_MAX_LINES + 6 ||
            !world_is_alone(&m->world, s))
            continue;
        offer(m, s);
        tried++;
    }
}

static bool recompute(const World *w, const Exercise *x, Str *ret_why)
{
    ExerciseLine *lines = NULL;
    uint32_t count = 0;
    Thing subject;
    bool is_equal = thing_find(w, x->subject, &subject) && subject.kind == THING_SYMBOL &&
                    cut(w, subject.symbol, x->id, &lines, &count);

    if (!is_equal || !order_is_same(x, lines, count)) {
        *ret_why = arena_printf(w->arena, "the pieces of '%.*s' are others now",
                                STR_ARG(x->subject));
        return false;
    }
    return true;
}

const ExerciseKind exercise_parsons = {"parsons", make, recompute};
