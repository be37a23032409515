/*
 * section_fields.c -- "Type, field | What the source says | Set in".
 *
 * The chapter's types in their order, each with the fields that are described or set somewhere. A field
 * that is neither says nothing that its declaration does not.
 */
#include "writer/section.h"

#include "insight/fields.h"
#include "syntax/doc_text.h"

enum {
    TYPES_MAX = 3,
    ROWS_MAX = 24,
    WRITERS_SHOWN = 3,
    NAMES_MAX = 12,
    COUNTERS_MAX = 3,
    COUNTER_MAX_WRITERS = 6,
    CONDITION_MAX_BYTES = 60,
    DECLARATION_MAX_BYTES = 44,
    VALUE_MAX_BYTES = 16,
};

static bool is_type(const Def *d)
{
    return d->kind == DEF_STRUCT || d->kind == DEF_CLASS || d->kind == DEF_UNION ||
           d->kind == DEF_INTERFACE;
}

static Str doc_of(const SectionAsk *s, SymbolId symbol)
{
    return section_own_doc(s, symbol);
}

/* A comment inside of a method that is no constructor is about the statement, not about the field. */
static Str doc_of_field(const SectionAsk *s, const FieldFact *f)
{
    const Program *p = s->ask->program;

    if (f->declared_in && program_def(p, f->declared_in)->kind != DEF_CONSTRUCTOR &&
        !str_is(program_name(p, f->declared_in), "__init__"))
        return STR_NONE;
    return doc_of(s, f->field);
}

/* The declaration where it is short and names the field, else the name. */
static Str declaration(const SectionAsk *s, SymbolId field)
{
    Str signature = evidence_signature(s->ask->evidence, field);
    Str name = program_name(s->ask->program, field);

    if (signature.len && signature.len <= DECLARATION_MAX_BYTES && str_has(signature, name) &&
        str_find_char(signature, '=', 0) == SIZE_MAX &&
        str_find_char(signature, ',', 0) == SIZE_MAX && !str_starts(signature, STR("def ")))
        return signature;
    return name;
}

/* A value that tells something without its surroundings: a number, a word of the language, a LIMIT. */
static bool is_telling_value(Str v)
{
    static const char *const words[] = {"true", "false", "True", "False",  "NULL",
                                        "None", "nil",   "null", "nullptr"};

    if (!v.len || v.len > VALUE_MAX_BYTES)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(v, words[i]))
            return true;
    }
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];

        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && c != '_' && c != '.' &&
            c != '-')
            return false;
    }
    return true;
}

/* Where it gets its first value: in the method that declares it, or beside its declaration. */
static bool put_declaration(const SectionAsk *s, const FieldFact *f, Buf *b)
{
    bool is_telling = is_telling_value(f->initial);

    if (f->declared_in) {
        section_put_name(s, b, f->declared_in);
        text_lit(b, " ");
        if (is_telling) {
            text_lit(b, "(to ");
            text_code(b, f->initial);
            text_lit(b, ") ");
        }
        Source at = evidence_place(s->ask->evidence, f->field);
        text_cite_line(b, at.path, at.line);
    } else if (is_telling) {
        text_lit(b, "starts as ");
        text_code(b, f->initial);
    }
    return f->declared_in || is_telling;
}

static void put_writers(const SectionAsk *s, const FieldFact *f)
{
    Buf *b = draft_cell(s->draft);

    bool is_first = !put_declaration(s, f, b);
    for (uint32_t i = 0; i < MIN_OF(f->writer_count, (uint32_t)WRITERS_SHOWN); i++) {
        const FieldWriter *w = &f->writers[i];
        Source at = section_source(s, &w->first);

        buf_add(b, is_first ? STR("") : STR(", "));
        is_first = false;
        section_put_name(s, b, w->by);
        if (w->count == 1 && is_telling_value(w->value)) {
            text_lit(b, " (to ");
            text_code(b, w->value);
            text_lit(b, ")");
        }
        text_lit(b, " ");
        text_cite(b, at.path, at.line, 0);
    }
    if (f->writer_count > WRITERS_SHOWN)
        buf_printf(b, ", and %u more", f->writer_count - WRITERS_SHOWN);
    draft_end_cell(s->draft);
}

static void put_row(const SectionAsk *s, const FieldFact *f, bool has_docs)
{
    Source place = evidence_place(s->ask->evidence, f->field);
    Buf *b = draft_cell(s->draft);

    text_code(b, evidence_clean(s->ask->evidence, declaration(s, f->field)));
    text_lit(b, " ");
    text_cite_line(b, place.path, place.line);
    draft_end_cell(s->draft);
    if (has_docs) {
        text_words(draft_cell(s->draft), doc_of_field(s, f));
        draft_end_cell(s->draft);
    }
    put_writers(s, f);
}

static void put_type_row(const SectionAsk *s, SymbolId type, bool has_docs)
{
    Buf *b = draft_cell(s->draft);

    text_lit(b, "**");
    section_put_name(s, b, type);
    text_lit(b, "** ");
    Source place = evidence_place(s->ask->evidence, type);
    text_cite(b, place.path, place.line, 0);
    draft_end_cell(s->draft);
    if (has_docs) {
        text_words(draft_cell(s->draft), doc_of(s, type));
        draft_end_cell(s->draft);
    }
    (void)draft_cell(s->draft);
    draft_end_cell(s->draft);
}

typedef struct FieldRows {
    SymbolId type;
    FieldFact *fields;
    uint32_t count;
    uint32_t told;     /* those that are described or set */
    uint32_t at_birth; /* of them those that only the constructor sets, and nobody describes */
} FieldRows;

static bool says_something(const SectionAsk *s, const FieldFact *f)
{
    return f->writer_count || f->declared_in || doc_of_field(s, f).len;
}

static bool is_constructor(const SectionAsk *s, SymbolId symbol)
{
    return program_def(s->ask->program, symbol)->kind == DEF_CONSTRUCTOR ||
           str_is(program_name(s->ask->program, symbol), "__init__");
}

/* Whoever makes the object sets it, and nobody else was found to. */
static bool is_set_at_birth(const SectionAsk *s, const FieldFact *f)
{
    if (f->declared_in && !is_constructor(s, f->declared_in))
        return false;
    for (uint32_t i = 0; i < f->writer_count; i++) {
        if (!is_constructor(s, f->writers[i].by))
            return false;
    }
    return f->declared_in || f->writer_count;
}

/* Those described and set first, then those set, so that a limit cuts what tells least. */
static uint32_t worth(const SectionAsk *s, const FieldFact *f)
{
    if (is_set_at_birth(s, f) && !doc_of_field(s, f).len)
        return 0; /* told of in one sentence for all */
    return (doc_of_field(s, f).len ? 2 : 0) + (f->writer_count || f->declared_in ? 1 : 0);
}

static uint32_t gather(const SectionAsk *s, FieldRows *ret, bool *ret_has_docs,
                       bool *ret_has_writers)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->about->symbol_count && count < TYPES_MAX; i++) {
        SymbolId type = s->about->symbols[i];
        FieldRows rows = {.type = type};

        if (!is_type(program_def(s->ask->program, type)) || insight_in_test(s->insight, type))
            continue;
        rows.count = fields_of_type(s->insight, type, &rows.fields);
        for (uint32_t n = 0; n < rows.count; n++) {
            rows.told += says_something(s, &rows.fields[n]);
            rows.at_birth += is_set_at_birth(s, &rows.fields[n]) &&
                             !doc_of_field(s, &rows.fields[n]).len;
            *ret_has_docs |= doc_of_field(s, &rows.fields[n]).len > 0;
            *ret_has_writers |= rows.fields[n].writer_count > 0;
        }
        if (rows.told)
            ret[count++] = rows;
    }
    return count;
}

/* The rows of one type, at most `room`: what tells most is chosen, the order is the source's. Returns
 * how many were left out. */
static uint32_t put_type(const SectionAsk *s, const FieldRows *rows, uint32_t room,
                         bool has_docs)
{
    bool *is_chosen = ARENA_ARRAY(s->insight->arena, bool, rows->count);
    uint32_t chosen = 0;

    for (uint32_t tells = 3; tells >= 1; tells--) {
        for (uint32_t n = 0; n < rows->count && chosen < room; n++) {
            if (worth(s, &rows->fields[n]) == tells) {
                is_chosen[n] = true;
                chosen++;
            }
        }
    }
    if (chosen)
        put_type_row(s, rows->type, has_docs);
    for (uint32_t n = 0; n < rows->count; n++) {
        if (is_chosen[n])
            put_row(s, &rows->fields[n], has_docs);
    }
    return rows->told - chosen - rows->at_birth;
}

/* "Set when a `Gson` is made [Gson.java:248], and nowhere else that was resolved: `a`, `b`." */
static void put_set_at_birth(const SectionAsk *s, const FieldRows *rows)
{
    uint32_t shown = 0;
    Buf *b = draft_prose(s->draft);

    for (uint32_t n = 0; n < rows->count; n++) {
        const FieldFact *f = &rows->fields[n];
        Place first = f->writer_count
                          ? f->writers[0].first
                          : (Place){program_unit_of(s->ask->program, f->field),
                                    program_def(s->ask->program, f->field)->name_start};

        if (!is_set_at_birth(s, f) || doc_of_field(s, f).len || shown >= NAMES_MAX)
            continue;
        if (shown++ == 0) {
            Source at = section_source(s, &first);

            text_lit(b, "Set when ");
            section_put_name(s, b, rows->type);
            text_lit(b, " is made (from ");
            text_cite(b, at.path, at.line, 0);
            text_lit(b, " on), and nowhere else that was resolved: ");
        } else {
            text_lit(b, ", ");
        }
        text_code(b, program_name(s->ask->program, f->field));
    }
    if (rows->at_birth > shown)
        buf_printf(b, " and %u more", rows->at_birth - shown);
    if (shown)
        text_lit(b, ".");
    draft_end_prose(s->draft);
}

/* -- counters: who holds, who lets go, and what happens at the end -- */

/* The calls that stand under a condition on the field, in the function that lowers it. */
static void put_release(const SectionAsk *s, Buf *b, const FieldFact *f, const FieldWriter *w)
{
    const FlowBody *body = flow_body(s->shared->flow, w->by);
    Str name = program_name(s->ask->program, f->field);

    for (FlowId n = 0; body && n < body->count; n++) {
        const FlowNode *node = &body->nodes[n];
        Str condition = flow_text(body, node->subject);
        FlowId then = node->kind == FLOW_IF ? flow_part(body, n, FLOW_THEN) : FLOW_NONE;

        if (then == FLOW_NONE || node->all.start < w->first.at || !str_has(condition, name) ||
            condition.len > CONDITION_MAX_BYTES)
            continue;
        for (FlowId c = then; c < flow_end(body, then); c++) {
            const FlowNode *call = &body->nodes[c];
            Place at = {body->unit, call->all.start};

            if (call->kind != FLOW_CALL || !flow_is_fact(call))
                continue;
            text_lit(b, ", which calls ");
            section_put_symbol_at(s, b, call->target, &at);
            text_lit(b, " if ");
            text_code(b, evidence_clean(s->ask->evidence, condition));
            return;
        }
    }
}

static void put_counter(const SectionAsk *s, const FieldFact *f)
{
    Buf *b = draft_prose(s->draft);

    text_code(b, program_name(s->ask->program, f->field));
    for (int step = 1; step >= -1; step -= 2) {
        bool is_first = true;

        buf_add(b, step > 0 ? STR(" is counted up in ") : STR("; down in "));
        for (uint32_t i = 0; i < f->writer_count; i++) {
            if (f->writers[i].step != step)
                continue;
            buf_add(b, is_first ? STR("") : STR(", "));
            is_first = false;
            section_put_symbol_at(s, b, f->writers[i].by, &f->writers[i].first);
            if (step < 0)
                put_release(s, b, f, &f->writers[i]);
        }
    }
    text_lit(b, ".");
    draft_end_prose(s->draft);
}

static void put_counters(const SectionAsk *s, const FieldRows *types, uint32_t count)
{
    uint32_t shown = 0;

    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t n = 0; n < types[i].count && shown < COUNTERS_MAX; n++) {
            if (!field_is_counter(&types[i].fields[n]) ||
                types[i].fields[n].writer_count > COUNTER_MAX_WRITERS)
                continue;
            put_counter(s, &types[i].fields[n]);
            shown++;
        }
    }
}

bool section_fields(const SectionAsk *s)
{
    FieldRows types[TYPES_MAX];
    bool has_docs = false, has_writers = false;
    uint32_t count = gather(s, types, &has_docs, &has_writers), left_out = 0;

    if (!count || !has_writers)
        return false;
    const char *with_docs[] = {"Type, field", "What the source says", "Set in", NULL};
    const char *without[] = {"Type, field", "Set in", NULL};
    draft_section(s->draft, "fields", count == 1 ? "Its fields" : "Its types and their fields");
    draft_table(s->draft, has_docs ? with_docs : without);
    for (uint32_t i = 0; i < count; i++)
        left_out += put_type(s, &types[i], ROWS_MAX / count, has_docs);
    draft_end_table(s->draft);
    for (uint32_t i = 0; i < count; i++)
        put_set_at_birth(s, &types[i]);
    put_counters(s, types, count);
    if (left_out) {
        buf_printf(draft_prose(s->draft), "%u more %s not listed here.", left_out,
                   left_out == 1 ? "field is" : "fields are");
        draft_end_prose(s->draft);
    }
    return true;
}
