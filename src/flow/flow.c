/*
 * flow.c -- bodies on demand: which file to parse, which references stand in it.
 */
#include "flow/flow.h"

#include "base/map.h"
#include "flow/flow_build.h"

/* A file read for the symbols in it; its place is given to another after a while. */
typedef struct KeptText {
    bool is_used;
    UnitId unit;
    uint64_t last_asked;
    Arena arena;
    Str text; /* empty when it cannot be read */
} KeptText;

struct Flow {
    const Program *program;
    SyntaxReader *reader;
    Arena arena;   /* bodies */
    U64Map bodies; /* by symbol: 1 + the index in `list`; 0: there is none */
    VEC(const FlowBody *) list;
    KeptText texts[FLOW_FILES_KEPT];
    uint64_t asked;
    uint64_t parsed_bytes;
};

Flow *flow_open(const Program *p)
{
    Flow *f = xcalloc(1, sizeof(*f));

    f->program = p;
    f->reader = syntax_reader_new();
    return f;
}

void flow_close(Flow *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < FLOW_FILES_KEPT; i++)
        arena_done(&f->texts[i].arena);
    syntax_reader_free(f->reader);
    u64map_done(&f->bodies);
    VEC_DONE(&f->list);
    arena_done(&f->arena);
    free(f);
}

const Program *flow_program(const Flow *f)
{
    return f->program;
}

static ErrCode parse(SyntaxReader *reader, Arena *a, const FlowGrammar *g, Str src, Tree *ret)
{
    return tree_read(a, syntax_reader_parser(reader), g->language, g->lexicon, src, ret, NULL);
}

/* The one that was asked for longest ago makes room. */
static Str text_of_unit(Flow *f, UnitId unit)
{
    KeptText *oldest = &f->texts[0];

    f->asked++;
    for (size_t i = 0; i < FLOW_FILES_KEPT; i++) {
        KeptText *kept = &f->texts[i];

        if (kept->is_used && kept->unit == unit) {
            kept->last_asked = f->asked;
            return kept->text;
        }
        if (kept->last_asked < oldest->last_asked)
            oldest = kept;
    }
    arena_done(&oldest->arena);
    *oldest = (KeptText){.is_used = true, .unit = unit, .last_asked = f->asked};
    if (checkout_read(f->program->checkout, &oldest->arena, f->program->units[unit].file,
                      &oldest->text, NULL) != ERR_OK)
        oldest->text = STR_NONE;
    return oldest->text;
}

/* -- binding to the program's references -- */

size_t flow_first_edge(const Program *p, UnitId unit, uint32_t at)
{
    size_t low = p->unit_edges[unit], high = p->unit_edges[unit + 1];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (p->edges[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of several references by one token, the one of the node's own kind. */
static const Edge *edge_of(const Program *p, UnitId unit, const FlowNode *n)
{
    EdgeKind wanted = n->kind == FLOW_ASSIGN ? EDGE_WRITE : EDGE_CALL;
    const Edge *found = NULL;

    for (size_t i = flow_first_edge(p, unit, n->name.start);
         i < p->unit_edges[unit + 1] && p->edges[i].at == n->name.start; i++) {
        if (!found || (p->edges[i].kind == wanted && found->kind != wanted))
            found = &p->edges[i];
    }
    return found;
}

static void bind_nodes(const Program *p, UnitId unit, FlowBody *body)
{
    FlowNode *nodes = (FlowNode *)body->nodes; /* still ours alone */

    for (uint32_t i = 0; i < body->count; i++) {
        FlowNode *n = &nodes[i];

        if ((n->kind != FLOW_CALL && n->kind != FLOW_ASSIGN) || n->name.end <= n->name.start)
            continue;
        const Edge *e = edge_of(p, unit, n);
        if (e) {
            n->target = e->to;
            n->tier = e->tier;
        }
    }
}

/* -- bodies -- */

static bool may_have_body(const Def *d)
{
    bool is_code = d->kind == DEF_FUNCTION || d->kind == DEF_METHOD ||
                   d->kind == DEF_CONSTRUCTOR || (d->flags & (DEF_IS_TEST | DEF_IS_GETTER));

    return is_code && !(d->flags & DEF_IS_DECLARATION) && d->signature_end < d->end;
}

/* The definition alone is parsed, not its file. Where a grammar reads it differently outside of a
 * class, one is put around it. */
typedef struct Snippet {
    Str text;
    uint32_t start;  /* of the definition in the file, or of what is taken of it */
    uint32_t before; /* bytes put before it */
    uint32_t line;   /* of `start` */
} Snippet;

static bool needs_class(LanguageId language, const Def *d)
{
    switch (language) {
    case LANG_JAVASCRIPT:
    case LANG_TYPESCRIPT:
    case LANG_TSX:
        return d->kind == DEF_METHOD || d->kind == DEF_CONSTRUCTOR ||
               (d->flags & DEF_IS_GETTER);
    case LANG_CPP:
    case LANG_JAVA:
        return d->parent != 0 && d->kind != DEF_FUNCTION;
    default:
        return false;
    }
}

/* Python's decorators would end the block that the definition begins. */
static uint32_t start_of(LanguageId language, Str file, const Def *d)
{
    uint32_t at = d->name_start;

    if (language != LANG_PYTHON || at < d->start)
        return d->start;
    while (at > d->start && file.ptr[at - 1] != '\n')
        at--;
    while (at < d->name_start && (file.ptr[at] == ' ' || file.ptr[at] == '\t'))
        at++;
    return at;
}

static Snippet cut_snippet(Arena *a, LanguageId language, Str file, const Def *d)
{
    Snippet s = {.start = start_of(language, file, d), .line = d->line};
    Str code = str_sub(file, s.start, d->end);
    bool in_class = needs_class(language, d);

    for (uint32_t at = s.start; at < d->name_start; at++)
        s.line -= file.ptr[at] == '\n';
    s.before = in_class ? (uint32_t)strlen("class A{") : 0;
    s.text = in_class ? arena_printf(a, "class A{%.*s\n};", STR_ARG(code)) : code;
    return s;
}

static void move_range(FlowRange *r, uint32_t before, uint32_t start)
{
    if (r->end == 0)
        return;
    r->start = r->start - before + start;
    r->end = r->end - before + start;
}

/* Offsets and lines become those of the file. */
static void move_nodes(FlowBody *b, const Snippet *s)
{
    FlowNode *nodes = (FlowNode *)b->nodes; /* still ours alone */
    FlowRange *arguments = (FlowRange *)b->arguments;

    for (uint32_t i = 0; i < b->count; i++) {
        move_range(&nodes[i].all, s->before, s->start);
        move_range(&nodes[i].name, s->before, s->start);
        move_range(&nodes[i].subject, s->before, s->start);
        move_range(&nodes[i].value, s->before, s->start);
        nodes[i].line += s->line - 1;
        nodes[i].end_line += s->line - 1;
    }
    for (uint32_t i = 0; i < b->argument_count; i++)
        move_range(&arguments[i], s->before, s->start);
}

static const FlowBody *read_body(Flow *f, SymbolId s)
{
    AUTO(arena_done) Arena scratch = {0};
    const Program *p = f->program;
    UnitId unit = program_unit_of(p, s);
    const Def *d = program_def(p, s);
    const FlowGrammar *g = flow_grammar(p->units[unit].file->language);
    Tree tree;

    if (!g || !may_have_body(d) || f->parsed_bytes > FLOW_MAX_SOURCE_BYTES)
        return NULL;
    Str file = text_of_unit(f, unit);
    if (d->end > file.len || d->signature_end < d->start || d->name_start > d->signature_end)
        return NULL;
    Snippet snippet = cut_snippet(&scratch, p->units[unit].file->language, file, d);
    f->parsed_bytes += snippet.text.len;
    if (snippet.start > d->signature_end ||
        parse(f->reader, &scratch, g, snippet.text, &tree) != ERR_OK)
        return NULL;
    FlowBody *body = flow_build(&f->arena, g, &tree,
                                (FlowRange){d->signature_end - snippet.start + snippet.before,
                                            d->end - snippet.start + snippet.before});
    if (!body)
        return NULL;
    move_nodes(body, &snippet);
    body->symbol = s;
    body->unit = unit;
    body->text = arena_str(&f->arena, str_sub(file, d->start, d->end));
    body->text_start = d->start;
    bind_nodes(p, unit, body);
    return body;
}

const FlowBody *flow_body(Flow *f, SymbolId s)
{
    bool is_new;

    if (s == 0 || s >= f->program->symbol_count)
        return NULL;
    uint64_t *at = u64map_at(&f->bodies, s, &is_new);
    if (is_new) {
        const FlowBody *body = read_body(f, s);

        if (body) {
            *VEC_PUSH(&f->list) = body;
            *at = f->list.len;
        }
    }
    return *at ? f->list.at[*at - 1] : NULL;
}

const FlowBody *flow_read(SyntaxReader *reader, Arena *a, LanguageId language, Str src,
                          FlowRange range)
{
    const FlowGrammar *g = flow_grammar(language);
    Tree tree;

    if (!g || parse(reader, a, g, src, &tree) != ERR_OK)
        return NULL;
    FlowBody *body = flow_build(a, g, &tree, range);
    if (!body)
        return NULL;
    body->unit = UNIT_NONE;
    body->text = src;
    return body;
}

/* -- going about -- */

FlowId flow_part(const FlowBody *b, FlowId n, FlowPart part)
{
    FLOW_EACH_CHILD(b, n, child)
    {
        if (b->nodes[child].part == part)
            return child;
    }
    return FLOW_NONE;
}

FlowId flow_above(const FlowBody *b, FlowId n, FlowKind kind)
{
    while (n != FLOW_NONE && (n = b->nodes[n].parent) != FLOW_NONE) {
        if (b->nodes[n].kind == kind)
            return n;
    }
    return FLOW_NONE;
}

Str flow_argument(const FlowBody *b, FlowId call, uint32_t index)
{
    const FlowNode *n = &b->nodes[call];

    return index < n->argument_count ? flow_text(b, b->arguments[n->first_argument + index])
                                     : STR_NONE;
}

/* The parts whose nodes run whenever their parent does. */
static bool runs_with_parent(const FlowNode *n, const FlowNode *parent)
{
    switch (n->part) {
    case FLOW_THEN:
    case FLOW_ELSE:
    case FLOW_ARM:
    case FLOW_UPDATE:
        return false;
    case FLOW_BODY:
        return parent->kind == FLOW_TRY || parent->kind == FLOW_WITH ||
               (parent->kind == FLOW_LOOP &&
                (parent->flags & (FLOW_TESTS_LAST | FLOW_IS_ENDLESS)));
    default:
        return parent->kind != FLOW_CLOSURE;
    }
}

bool flow_is_certain(const FlowBody *b, FlowId n)
{
    for (; b->nodes[n].parent != FLOW_NONE; n = b->nodes[n].parent) {
        if ((b->nodes[n].flags & FLOW_IS_MAYBE) ||
            !runs_with_parent(&b->nodes[n], &b->nodes[b->nodes[n].parent]))
            return false;
    }
    return true;
}

static FlowId last_child(const FlowBody *b, FlowId n)
{
    FlowId last = FLOW_NONE;

    FLOW_EACH_CHILD(b, n, child)
    {
        if (b->nodes[child].part != FLOW_CONDITION)
            last = child;
    }
    return last;
}

static bool switch_leaves(const FlowBody *b, FlowId n)
{
    bool has_default = false;

    FLOW_EACH_CHILD(b, n, child)
    {
        if (b->nodes[child].kind != FLOW_CASE)
            continue;
        FlowId last = last_child(b, child);
        /* a break leaves the arm, not what is around the switch */
        if (last != FLOW_NONE && (b->nodes[last].kind == FLOW_BREAK || !flow_leaves(b, child)))
            return false;
        has_default |= (b->nodes[child].flags & FLOW_IS_DEFAULT) != 0;
    }
    return has_default;
}

bool flow_leaves(const FlowBody *b, FlowId block)
{
    FlowId last = last_child(b, block);

    if (last == FLOW_NONE)
        return false;
    switch (b->nodes[last].kind) {
    case FLOW_RETURN:
    case FLOW_THROW:
    case FLOW_GOTO:
    case FLOW_BREAK:
    case FLOW_CONTINUE:
        return !(b->nodes[last].flags & FLOW_IS_MAYBE);
    case FLOW_BLOCK:
        return flow_leaves(b, last);
    case FLOW_IF: {
        FlowId then = flow_part(b, last, FLOW_THEN), other = flow_part(b, last, FLOW_ELSE);

        return then != FLOW_NONE && other != FLOW_NONE && flow_leaves(b, then) &&
               flow_leaves(b, other);
    }
    case FLOW_SWITCH:
        return switch_leaves(b, last);
    default:
        return false;
    }
}
