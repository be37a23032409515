/*
 * options.c -- gathering flags and variables, and who sets and reads what they stand for.
 */
#include "insight/options.h"

#include "graph/rank.h"
#include "insight/arguments.h"
#include "insight/fields.h"

enum { LETTERS_MAKE_A_PARSER = 3, HELP_MAX_BYTES = 200, NAME_MAX_BYTES = 40 };

typedef struct Finding {
    const Insight *x;
    Flow *flow;
    OptionFact *all;
    uint32_t count;
} Finding;

static bool is_word_char(char c)
{
    return c == '_' || c == '-' || (c >= '0' && c <= '9') ||
           ((c | 32) >= 'a' && (c | 32) <= 'z');
}

bool option_is_named_in(Str s, Str option, size_t *ret_at)
{
    for (size_t at = 0; (at = str_find(s, option, at)) != SIZE_MAX; at++) {
        bool is_start = at == 0 || !is_word_char(s.ptr[at - 1]);
        size_t end = at + option.len;
        bool is_end = end >= s.len || !is_word_char(s.ptr[end]);

        if (is_start && is_end) {
            *ret_at = at;
            return true;
        }
    }
    return false;
}

/* -- adding -- */

static OptionFact *find(Finding *f, Str name, SymbolId parser)
{
    for (uint32_t i = 0; i < f->count; i++) {
        if (str_eq(f->all[i].name, name) && f->all[i].parser == parser)
            return &f->all[i];
    }
    return NULL;
}

static OptionFact *add(Finding *f, OptionKind kind, Str name, Place at, SymbolId parser)
{
    OptionFact *old = find(f, name, parser);

    if (old)
        return old;
    if (f->count == OPTIONS_MAX || !name.len || name.len > NAME_MAX_BYTES)
        return NULL;
    OptionFact *o = &f->all[f->count++];
    *o = (OptionFact){.name = name, .kind = (uint8_t)kind, .at = at, .parser = parser};
    return o;
}

/* -- arms of parsers that are written out -- */

static bool is_kept(const Insight *x, SymbolId s)
{
    const Def *d = program_def(x->program, s);

    return d->kind == DEF_FIELD || d->kind == DEF_PROPERTY || d->kind == DEF_VARIABLE;
}

static void add_targets(Finding *f, OptionFact *o, const FlowBody *b, FlowId from, FlowId end)
{
    for (FlowId n = from; n < end && o->target_count < OPTION_MAX_TARGETS; n++) {
        const FlowNode *node = &b->nodes[n];

        if (node->kind != FLOW_ASSIGN || !flow_is_fact(node) || !is_kept(f->x, node->target))
            continue;
        bool is_repeated = false;
        for (uint32_t i = 0; i < o->target_count; i++)
            is_repeated |= o->targets[i].symbol == node->target;
        if (is_repeated)
            continue;
        Str value = flow_text(b, node->value);
        o->targets[o->target_count++] = (OptionTarget){
            .symbol = node->target,
            .at = {b->unit, node->name.start},
            .value = value.len <= INSIGHT_MAX_VALUE_BYTES ? value : STR_NONE};
    }
}

/* 'b' -> "-b"; empty for another label. */
static Str letter_flag(const Insight *x, Str label)
{
    if (label.len != 3 || label.ptr[0] != '\'' || label.ptr[2] != '\'')
        return STR_NONE;
    char c = label.ptr[1];
    bool is_letter = ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
    return is_letter ? arena_printf(x->arena, "-%c", c) : STR_NONE;
}

static uint32_t count_letters(Finding *f, const FlowBody *b, FlowId node)
{
    uint32_t letters = 0;

    FLOW_EACH_CHILD(b, node, arm)
    letters += b->nodes[arm].kind == FLOW_CASE &&
               letter_flag(f->x, flow_text(b, b->nodes[arm].subject)).len;
    return letters;
}

static void read_letters(Finding *f, const FlowBody *b, FlowId node)
{
    if (count_letters(f, b, node) < LETTERS_MAKE_A_PARSER)
        return;
    FLOW_EACH_CHILD(b, node, arm)
    {
        Str flag = letter_flag(f->x, flow_text(b, b->nodes[arm].subject));
        OptionFact *o = NULL;

        if (b->nodes[arm].kind == FLOW_CASE && flag.len)
            o = add(f, OPTION_FLAG, flag, (Place){b->unit, b->nodes[arm].subject.start},
                    b->symbol);
        if (o)
            add_targets(f, o, b, arm, flow_end(b, arm));
    }
}

/* The block of the `if` whose condition compares with the text at `at`. */
static FlowId then_of(const FlowBody *b, uint32_t at)
{
    FlowId best = FLOW_NONE;

    for (FlowId n = 0; n < b->count; n++) {
        const FlowNode *node = &b->nodes[n];

        if (node->kind == FLOW_IF && node->subject.start <= at && node->subject.end > at)
            best = n;
        if (node->kind == FLOW_CASE && node->subject.start <= at && node->subject.end > at)
            return n;
    }
    return best == FLOW_NONE ? FLOW_NONE : flow_part(b, best, FLOW_THEN);
}

/* A function that takes the words of a command line, or asks getopt for them. */
static bool takes_words(const Insight *x, UnitId unit, uint32_t def)
{
    const Facts *f = x->program->units[unit].facts;
    const Def *d = &f->defs[def];
    Str text = str_sub(insight_text(x, unit), d->start, d->end);
    unsigned letters = 0;

    if (!insight_is_function(d) ||
        !(str_has(text, STR("argv")) || str_has(text, STR("getopt"))))
        return false;
    for (size_t at = 0; (at = str_find(text, STR("case '"), at)) != SIZE_MAX; at++)
        letters++;
    return letters >= LETTERS_MAKE_A_PARSER;
}

static bool is_c(LanguageId language)
{
    return language == LANG_C || language == LANG_CPP;
}

static void read_written_out(Finding *f, UnitId unit)
{
    const Unit *u = &f->x->program->units[unit];

    if (!f->flow || !is_c(u->file->language) || !str_has(insight_text(f->x, unit), STR("argv")))
        return;
    for (uint32_t d = 1; d < u->facts->def_count; d++) {
        const FlowBody *b = takes_words(f->x, unit, d) ? flow_body(f->flow, u->first_symbol + d)
                                                       : NULL;

        for (FlowId n = 0; b && n < b->count; n++) {
            if (b->nodes[n].kind == FLOW_SWITCH)
                read_letters(f, b, n);
        }
    }
}

/* -- notes -- */

/* The call, annotation or attribute in which the flag is declared says more of it. */
static void read_declaration(Finding *f, OptionFact *o, const Note *n)
{
    const Insight *x = f->x;
    const Unit *u = &x->program->units[o->at.unit];
    Arguments a;

    if (!arguments_around(insight_text(x, o->at.unit), n->at, &a))
        return;
    ArgumentValue help = arguments_help(&a, u->file->language),
                  initial = arguments_default(&a, u->file->language);
    if (help.text.len && help.text.len <= HELP_MAX_BYTES) {
        o->help = help.text;
        o->help_at = (Place){o->at.unit, help.at};
    }
    if (initial.text.len && initial.text.len <= INSIGHT_MAX_VALUE_BYTES) {
        o->initial = initial.text;
        o->initial_at = (Place){o->at.unit, initial.at};
    }
}

/* "HOME", not "wsgi.errors": what looks like the environment may be a dictionary of a protocol. */
static bool is_variable_name(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') && !(s.ptr[i] >= '0' && s.ptr[i] <= '9') &&
            s.ptr[i] != '_')
            return false;
    }
    return s.len > 1;
}

static void read_note(Finding *f, UnitId unit, const Note *n)
{
    const Unit *u = &f->x->program->units[unit];
    bool is_flag = n->kind == NOTE_FLAG;
    SymbolId parser = n->def ? u->first_symbol + n->def : 0;

    if ((!is_flag && n->kind != NOTE_ENVIRONMENT) || (parser && insight_in_test(f->x, parser)))
        return;
    if (!is_flag && !is_variable_name(facts_name(u->facts, n->text)))
        return;
    OptionFact *o = add(f, is_flag ? OPTION_FLAG : OPTION_ENVIRONMENT,
                        facts_name(u->facts, n->text), (Place){unit, n->at}, parser);
    if (!o || o->at.at != n->at)
        return;
    read_declaration(f, o, n);
    const FlowBody *b = is_flag && f->flow && parser && is_c(u->file->language)
                            ? flow_body(f->flow, insight_function_of(f->x->program, parser))
                            : NULL;
    FlowId then = b ? then_of(b, n->at) : FLOW_NONE;
    if (then != FLOW_NONE)
        add_targets(f, o, b, then, flow_end(b, then));
    /* clap: the field is the option */
    if (parser && program_def(f->x->program, parser)->kind == DEF_FIELD)
        o->targets[o->target_count++] = (OptionTarget){.symbol = parser, .at = o->at};
}

/* -- usage texts -- */

/* Up to a bracket that has a %d in it, or that the quoted text does not close. */
static Str without_holes(Str help)
{
    size_t open = str_find(help, STR(" ("), 0);

    if (open != SIZE_MAX && (str_find_char(help, '%', open) != SIZE_MAX ||
                             str_find_char(help, ')', open) == SIZE_MAX))
        help = str_trim(str_sub(help, 0, open));
    return str_find_char(help, '%', 0) == SIZE_MAX ? help : STR_NONE;
}

/* "-b DIR   write-ahead log directory\n" inside a quoted text: what follows the flag. */
static void find_usage(const Insight *x, OptionFact *o)
{
    Str text = insight_text(x, o->at.unit);

    for (size_t found = 0;
         o->kind == OPTION_FLAG && (found = str_find(text, o->name, found)) != SIZE_MAX;
         found++) {
        Str trimmed = str_trim(insight_line_around(text, (uint32_t)found));
        size_t at;

        if (!trimmed.len || trimmed.ptr[0] != '"' ||
            !option_is_named_in(trimmed, o->name, &at) ||
            str_trim(str_sub(trimmed, 1, at)).len > 4)
            continue;
        Str help = str_sub(trimmed, at + o->name.len, trimmed.len);
        size_t end = MIN_OF(MIN_OF(str_find(help, STR("\\n"), 0), str_find_char(help, '"', 0)),
                            help.len);
        help = without_holes(str_trim(str_sub(help, 0, end)));
        if (help.len < 4 || help.len > HELP_MAX_BYTES)
            continue;
        o->help = help;
        o->help_at = (Place){o->at.unit, (uint32_t)(help.ptr - text.ptr)};
        return;
    }
}

/* -- defaults and readers of what is set -- */

static void find_initial(const Insight *x, OptionFact *o)
{
    const Program *p = x->program;
    SymbolId target = o->targets[0].symbol;
    const Def *d = program_def(p, target);

    if (d->kind == DEF_VARIABLE) {
        Str value = insight_value_at(insight_text(x, program_unit_of(p, target)),
                                     d->name_start);

        if (value.len) {
            o->initial = value;
            o->initial_at = (Place){program_unit_of(p, target), d->name_start};
        }
        return;
    }
    for (size_t i = p->in_start[target]; i < p->in_start[target + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];
        SymbolId by = insight_function_of(p, e->from);

        /* an initialiser of a variable at the top of a file */
        if (e->kind != EDGE_WRITE || !insight_is_fact(e) || insight_is_test_edge(x, e) ||
            program_def(p, by)->kind != DEF_VARIABLE)
            continue;
        o->initial = insight_value_at(insight_text(x, e->unit), e->at);
        o->initial_at = (Place){e->unit, e->at};
        return;
    }
}

static void find_readers(const Insight *x, OptionFact *o)
{
    const Program *p = x->program;
    SymbolId target = o->targets[0].symbol;

    for (size_t i = p->in_start[target]; i < p->in_start[target + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];
        SymbolId by = insight_function_of(p, e->from);
        bool is_known = by == o->parser || !insight_is_function(program_def(p, by));

        for (uint32_t n = 0; n < o->reader_count; n++)
            is_known |= o->readers[n] == by;
        if (is_known || e->kind == EDGE_WRITE || !insight_is_fact(e) ||
            insight_is_test_edge(x, e))
            continue;
        o->readers[o->reader_count] = by;
        o->read_at[o->reader_count++] = (Place){e->unit, e->at};
        if (o->reader_count == OPTION_MAX_READERS)
            return;
    }
}

/* -- documents -- */

static bool is_telling_document(Str path)
{
    return !rank_is_news(path) && !str_has(path, STR("test"));
}

/* What lists and tables put before a word. */
static Str strip_markup(Str line)
{
    while (line.len && strchr(" \t*`|.:#=+>[", line.ptr[0]))
        line = str_sub(line, 1, line.len);
    return line;
}

/* A document describes a flag where a line begins with it: others only mention it. The name of a variable
 * is long enough to mean no other. */
static bool describes(Str line, const OptionFact *o)
{
    size_t at;

    if (!option_is_named_in(line, o->name, &at))
        return false;
    if (o->kind == OPTION_ENVIRONMENT)
        return str_find_char(o->name, '_', 0) != SIZE_MAX;
    Str stripped = strip_markup(line);
    /* "-v, --verbose": the other spelling first */
    if (str_starts(stripped, STR("-")) && stripped.len > 3 && stripped.ptr[2] == ',')
        return str_starts(str_trim(str_sub(stripped, 3, stripped.len)), o->name) ||
               str_starts(stripped, o->name);
    return str_starts(stripped, o->name);
}

/* The first line of a document that describes it; documents stand README first. */
static void find_document(const Insight *x, OptionFact *o)
{
    size_t at;

    for (size_t i = 0; x->project && i < x->project->section_count; i++) {
        const DocSection *s = &x->project->sections[i];
        Str rest = s->text, line;
        uint32_t number = s->line + (s->level > 0);

        if (!is_telling_document(s->path) || !option_is_named_in(s->text, o->name, &at))
            continue;
        for (; str_line(&rest, &line); number++) {
            if (!describes(line, o))
                continue;
            o->doc_path = s->path;
            o->doc_line = MIN_OF(number, s->end_line);
            return;
        }
    }
}

static bool is_of_the_program(const Insight *x, UnitId unit)
{
    const SourceFile *f = x->program->units[unit].file;

    return !x->is_test_unit[unit] &&
           !(f->flags & (FILE_IS_EXAMPLE | FILE_IS_BUILD | FILE_IS_DOC)) &&
           language_use(f->language) == LANGUAGE_CODE && f->language != LANG_BASH;
}

static int by_place(const void *a, const void *b)
{
    const OptionFact *x = a, *y = b;

    if (x->at.unit != y->at.unit)
        return x->at.unit < y->at.unit ? -1 : 1;
    return x->at.at < y->at.at ? -1 : x->at.at > y->at.at;
}

uint32_t options_find(const Insight *x, Flow *flow, OptionFact **ret)
{
    Finding f = {.x = x, .flow = flow, .all = ARENA_ARRAY(x->arena, OptionFact, OPTIONS_MAX)};

    for (UnitId unit = 0; unit < x->program->unit_count; unit++) {
        const Facts *facts = x->program->units[unit].facts;

        if (!is_of_the_program(x, unit))
            continue;
        read_written_out(&f, unit);
        for (uint32_t n = 0; n < facts->note_count; n++)
            read_note(&f, unit, &facts->notes[n]);
    }
    for (uint32_t i = 0; i < f.count; i++) {
        OptionFact *o = &f.all[i];

        if (!o->help.len)
            find_usage(x, o);
        if (o->target_count && !o->initial.len)
            find_initial(x, o);
        if (o->target_count)
            find_readers(x, o);
        find_document(x, o);
    }
    if (f.count)
        qsort(f.all, f.count, sizeof(*f.all), by_place);
    *ret = f.all;
    return f.count;
}
