/*
 * flow.c -- bodies on demand: which file to parse, which references stand in it.
 */
#include "flow/flow.h"

#include "base/map.h"
#include "flow/flow_build.h"

/* A file parsed for the symbols in it; its place is given to another after a while. */
typedef struct ParsedFile {
    bool is_used;
    bool is_read; /* the tree is there */
    UnitId unit;
    uint64_t last_asked;
    Arena arena;
    Tree tree;
} ParsedFile;

struct Flow {
    const Program *program;
    SyntaxReader *reader;
    Arena arena;   /* bodies */
    U64Map bodies; /* by symbol: 1 + the index in `list`; 0: there is none */
    VEC(const FlowBody *) list;
    ParsedFile files[FLOW_FILES_KEPT];
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
        arena_done(&f->files[i].arena);
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

static void read_file(Flow *f, ParsedFile *file)
{
    const SourceFile *source = f->program->units[file->unit].file;
    const FlowGrammar *g = flow_grammar(source->language);
    Str text;

    if (!g || f->parsed_bytes + source->size > FLOW_MAX_SOURCE_BYTES)
        return;
    if (checkout_read(f->program->checkout, &file->arena, source, &text, NULL) != ERR_OK)
        return;
    f->parsed_bytes += text.len;
    file->is_read = parse(f->reader, &file->arena, g, text, &file->tree) == ERR_OK;
}

/* The one that was asked for longest ago makes room. */
static ParsedFile *file_of(Flow *f, UnitId unit)
{
    ParsedFile *oldest = &f->files[0];

    f->asked++;
    for (size_t i = 0; i < FLOW_FILES_KEPT; i++) {
        ParsedFile *file = &f->files[i];

        if (file->is_used && file->unit == unit) {
            file->last_asked = f->asked;
            return file;
        }
        if (file->last_asked < oldest->last_asked)
            oldest = file;
    }
    arena_done(&oldest->arena);
    *oldest = (ParsedFile){.is_used = true, .unit = unit, .last_asked = f->asked};
    read_file(f, oldest);
    return oldest;
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

static const FlowBody *read_body(Flow *f, SymbolId s)
{
    const Program *p = f->program;
    UnitId unit = program_unit_of(p, s);
    const Def *d = program_def(p, s);
    const FlowGrammar *g = flow_grammar(p->units[unit].file->language);

    if (!g || !may_have_body(d))
        return NULL;
    const ParsedFile *file = file_of(f, unit);
    if (!file->is_read || d->end > file->tree.src.len)
        return NULL;
    FlowBody *body = flow_build(&f->arena, g, &file->tree,
                                (FlowRange){d->signature_end, d->end});
    if (!body)
        return NULL;
    body->symbol = s;
    body->unit = unit;
    body->text = arena_str(&f->arena, str_sub(file->tree.src, d->start, d->end));
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
