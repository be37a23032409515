/*
 * course_json.c -- one table of fields for each struct; writing and reading both walk the tables.
 *
 * A field is a name, a type and an offset. A new field is one line here, one in the schema, and is
 * optional on reading (an older course does not have it), unless its type is REQUIRED_TEXT.
 */
#include "course/course_json.h"

#include <inttypes.h>

typedef enum FieldType {
    FIELD_TEXT,
    FIELD_REQUIRED_TEXT,
    FIELD_ID,   /* char[COURSE_ID_SIZE] */
    FIELD_HASH, /* char[HASH_HEX_SIZE] */
    FIELD_U32,
    FIELD_PIXELS, /* uint32_t up to DIAGRAM_MAX_PIXELS; left out when 0 */
    FIELD_U64,
    FIELD_INDEX, /* uint32_t; UINT32_MAX is written as null */
    FIELD_DOUBLE,
    FIELD_BOOL,
    FIELD_WORD,   /* uint8_t: one of `words` */
    FIELD_SOURCE, /* Source; left out when the path is empty */
    FIELD_TEXTS,  /* LIST_OF(Str) */
    FIELD_STRUCT,
    FIELD_LIST, /* LIST_OF(struct) */
} FieldType;

typedef struct Field {
    const char *name;
    FieldType type;
    uint32_t offset;
    uint32_t count_offset;     /* of lists */
    const struct Shape *shape; /* of structs and lists */
    const char *const *words;  /* of words, NULL-ended */
} Field;

typedef struct Shape {
    size_t size;
    const Field *fields; /* ended by a NULL name */
} Shape;

#define F(Struct, member, field_type, json_name)                                  \
    {                                                                             \
        .name = json_name, .type = field_type, .offset = offsetof(Struct, member) \
    }
#define TEXTS(Struct, member, json_name)                                            \
    {                                                                               \
        .name = json_name, .type = FIELD_TEXTS, .offset = offsetof(Struct, member), \
        .count_offset = offsetof(Struct, member##_count)                            \
    }
#define STRUCT(Struct, member, json_name, its_shape)                                 \
    {                                                                                \
        .name = json_name, .type = FIELD_STRUCT, .offset = offsetof(Struct, member), \
        .shape = &its_shape                                                          \
    }
#define ITEMS(Struct, member, json_name, its_shape)                                \
    {                                                                              \
        .name = json_name, .type = FIELD_LIST, .offset = offsetof(Struct, member), \
        .count_offset = offsetof(Struct, member##_count), .shape = &its_shape      \
    }
#define WORD(Struct, member, json_name, its_words)                                 \
    {                                                                              \
        .name = json_name, .type = FIELD_WORD, .offset = offsetof(Struct, member), \
        .words = its_words                                                         \
    }
#define SHAPE(Struct, its_fields)                    \
    {                                                \
        .size = sizeof(Struct), .fields = its_fields \
    }

static const char *const highlight_words[] = {
#define X(id, css) css,
    HIGHLIGHTS(X)
#undef X
        NULL,
};
static const char *const diagram_words[] = {"graph", "sequence", NULL};
static const char *const block_words[] = {"prose",   "excerpt", "table",
                                          "diagram", "quote",   NULL};

/* clang-format off */
static const Field span_fields[] = {
    F(Span, start, FIELD_U32, "start"),
    F(Span, end, FIELD_U32, "end"),
    WORD(Span, css, "class", highlight_words),
    F(Span, symbol, FIELD_TEXT, "symbol"),
    {0},
};
static const Shape span_shape = SHAPE(Span, span_fields);

static const Field callout_fields[] = {
    F(Callout, line, FIELD_U32, "line"),
    F(Callout, end_line, FIELD_U32, "endLine"),
    F(Callout, text, FIELD_REQUIRED_TEXT, "text"),
    {0},
};
static const Shape callout_shape = SHAPE(Callout, callout_fields);

static const Field excerpt_fields[] = {
    F(Excerpt, id, FIELD_ID, "id"),
    F(Excerpt, source, FIELD_SOURCE, "source"),
    F(Excerpt, language, FIELD_TEXT, "language"),
    F(Excerpt, text, FIELD_REQUIRED_TEXT, "text"),
    F(Excerpt, hash, FIELD_HASH, "hash"),
    ITEMS(Excerpt, spans, "spans", span_shape),
    ITEMS(Excerpt, callouts, "callouts", callout_shape),
    {0},
};
static const Shape excerpt_shape = SHAPE(Excerpt, excerpt_fields);

static const Field point_fields[] = {
    F(DiagramPoint, x, FIELD_PIXELS, "x"),
    F(DiagramPoint, y, FIELD_PIXELS, "y"),
    {0},
};
static const Shape point_shape = SHAPE(DiagramPoint, point_fields);

static const Field node_fields[] = {
    F(DiagramNode, id, FIELD_REQUIRED_TEXT, "id"),
    F(DiagramNode, label, FIELD_REQUIRED_TEXT, "label"),
    F(DiagramNode, link, FIELD_TEXT, "link"),
    F(DiagramNode, x, FIELD_PIXELS, "x"),
    F(DiagramNode, y, FIELD_PIXELS, "y"),
    F(DiagramNode, width, FIELD_PIXELS, "width"),
    F(DiagramNode, height, FIELD_PIXELS, "height"),
    {0},
};
static const Shape node_shape = SHAPE(DiagramNode, node_fields);

static const Field diagram_edge_fields[] = {
    F(DiagramEdge, from, FIELD_U32, "from"),
    F(DiagramEdge, to, FIELD_U32, "to"),
    F(DiagramEdge, label, FIELD_TEXT, "label"),
    F(DiagramEdge, source, FIELD_SOURCE, "source"),
    ITEMS(DiagramEdge, route, "route", point_shape),
    F(DiagramEdge, label_x, FIELD_PIXELS, "labelX"),
    F(DiagramEdge, label_y, FIELD_PIXELS, "labelY"),
    {0},
};
static const Shape diagram_edge_shape = SHAPE(DiagramEdge, diagram_edge_fields);

static const Field diagram_fields[] = {
    F(Diagram, id, FIELD_ID, "id"),
    WORD(Diagram, kind, "kind", diagram_words),
    F(Diagram, title, FIELD_REQUIRED_TEXT, "title"),
    F(Diagram, description, FIELD_TEXT, "description"),
    ITEMS(Diagram, nodes, "nodes", node_shape),
    ITEMS(Diagram, edges, "edges", diagram_edge_shape),
    F(Diagram, width, FIELD_PIXELS, "width"),
    F(Diagram, height, FIELD_PIXELS, "height"),
    {0},
};
static const Shape diagram_shape = SHAPE(Diagram, diagram_fields);

/* a table's cells are read and written by hand: rows of head_count each */
static const Field block_fields[] = {
    WORD(Block, kind, "kind", block_words),
    F(Block, text, FIELD_TEXT, "text"),
    F(Block, source, FIELD_SOURCE, "source"),
    F(Block, excerpt, FIELD_INDEX, "excerpt"),
    F(Block, diagram, FIELD_INDEX, "diagram"),
    {0},
};
static const Shape block_shape = SHAPE(Block, block_fields);

static const Field section_fields[] = {
    F(Section, id, FIELD_ID, "id"),
    F(Section, slug, FIELD_REQUIRED_TEXT, "slug"),
    F(Section, title, FIELD_REQUIRED_TEXT, "title"),
    F(Section, kind, FIELD_TEXT, "kind"),
    ITEMS(Section, blocks, "blocks", block_shape),
    {0},
};
static const Shape section_shape = SHAPE(Section, section_fields);

static const Field symbol_fields[] = {
    F(CourseSymbol, id, FIELD_ID, "id"),
    F(CourseSymbol, name, FIELD_REQUIRED_TEXT, "name"),
    F(CourseSymbol, qualified_name, FIELD_TEXT, "qualifiedName"),
    F(CourseSymbol, kind, FIELD_TEXT, "kind"),
    F(CourseSymbol, role, FIELD_TEXT, "role"),
    /* path and line stand beside the name, as scripts expect; the whole range is `source` */
    F(CourseSymbol, source.path, FIELD_REQUIRED_TEXT, "path"),
    F(CourseSymbol, source.line, FIELD_U32, "line"),
    F(CourseSymbol, source.end_line, FIELD_U32, "endLine"),
    F(CourseSymbol, signature, FIELD_TEXT, "signature"),
    F(CourseSymbol, doc, FIELD_TEXT, "doc"),
    F(CourseSymbol, doc_source, FIELD_SOURCE, "docSource"),
    F(CourseSymbol, visibility, FIELD_TEXT, "visibility"),
    {0},
};
static const Shape symbol_shape = SHAPE(CourseSymbol, symbol_fields);

static const Field evidence_fields[] = {
    F(RelationEvidence, from_symbol, FIELD_TEXT, "fromSymbol"),
    F(RelationEvidence, to_symbol, FIELD_TEXT, "toSymbol"),
    F(RelationEvidence, kind, FIELD_TEXT, "kind"),
    F(RelationEvidence, source, FIELD_SOURCE, "source"),
    F(RelationEvidence, confidence, FIELD_U32, "confidence"),
    {0},
};
static const Shape evidence_shape = SHAPE(RelationEvidence, evidence_fields);

static const Field relation_fields[] = {
    F(CourseRelation, to, FIELD_ID, "to"),
    F(CourseRelation, kind, FIELD_TEXT, "kind"),
    F(CourseRelation, count, FIELD_U32, "count"),
    ITEMS(CourseRelation, evidence, "evidence", evidence_shape),
    {0},
};
static const Shape relation_shape = SHAPE(CourseRelation, relation_fields);

static const Field chapter_fields[] = {
    F(Chapter, id, FIELD_ID, "id"),
    F(Chapter, number, FIELD_U32, "number"),
    F(Chapter, slug, FIELD_REQUIRED_TEXT, "slug"),
    F(Chapter, title, FIELD_REQUIRED_TEXT, "title"),
    F(Chapter, kind, FIELD_TEXT, "kind"),
    F(Chapter, definition, FIELD_TEXT, "definition"),
    F(Chapter, definition_source, FIELD_SOURCE, "definitionSource"),
    TEXTS(Chapter, prerequisites, "prerequisites"),
    TEXTS(Chapter, files, "files"),
    ITEMS(Chapter, symbols, "symbols", symbol_shape),
    ITEMS(Chapter, relations, "relations", relation_shape),
    ITEMS(Chapter, sections, "sections", section_shape),
    F(Chapter, words, FIELD_U32, "words"),
    F(Chapter, minutes, FIELD_U32, "minutes"),
    {0},
};
static const Shape chapter_shape = SHAPE(Chapter, chapter_fields);

static const Field glossary_fields[] = {
    F(GlossaryEntry, slug, FIELD_REQUIRED_TEXT, "slug"),
    F(GlossaryEntry, term, FIELD_REQUIRED_TEXT, "term"),
    F(GlossaryEntry, definition, FIELD_TEXT, "definition"),
    F(GlossaryEntry, source, FIELD_SOURCE, "source"),
    F(GlossaryEntry, chapter, FIELD_ID, "chapter"),
    {0},
};
static const Shape glossary_shape = SHAPE(GlossaryEntry, glossary_fields);

static const Field where_fields[] = {
    F(WhereToLook, intent, FIELD_REQUIRED_TEXT, "intent"),
    F(WhereToLook, symbol, FIELD_TEXT, "symbol"),
    F(WhereToLook, source, FIELD_SOURCE, "source"),
    F(WhereToLook, chapter, FIELD_ID, "chapter"),
    {0},
};
static const Shape where_shape = SHAPE(WhereToLook, where_fields);

static const Field command_fields[] = {
    F(CourseCommand, kind, FIELD_REQUIRED_TEXT, "kind"),
    F(CourseCommand, command, FIELD_REQUIRED_TEXT, "command"),
    F(CourseCommand, source, FIELD_SOURCE, "source"),
    F(CourseCommand, basis, FIELD_TEXT, "basis"),
    F(CourseCommand, state, FIELD_TEXT, "state"),
    {0},
};
static const Shape command_shape = SHAPE(CourseCommand, command_fields);

static const Field entry_fields[] = {
    F(CourseEntry, kind, FIELD_REQUIRED_TEXT, "kind"),
    F(CourseEntry, name, FIELD_REQUIRED_TEXT, "name"),
    F(CourseEntry, source.path, FIELD_REQUIRED_TEXT, "path"),
    F(CourseEntry, source.line, FIELD_U32, "line"),
    F(CourseEntry, chapter, FIELD_ID, "chapter"),
    {0},
};
static const Shape entry_shape = SHAPE(CourseEntry, entry_fields);

static const Field step_fields[] = {
    F(TutorialStep, text, FIELD_REQUIRED_TEXT, "text"),
    F(TutorialStep, command, FIELD_TEXT, "command"),
    F(TutorialStep, source, FIELD_SOURCE, "source"),
    F(TutorialStep, basis, FIELD_TEXT, "basis"),
    F(TutorialStep, expected, FIELD_TEXT, "expected"),
    {0},
};
static const Shape step_shape = SHAPE(TutorialStep, step_fields);

static const Field tutorial_fields[] = {
    F(Tutorial, id, FIELD_ID, "id"),
    F(Tutorial, number, FIELD_U32, "number"),
    F(Tutorial, slug, FIELD_REQUIRED_TEXT, "slug"),
    F(Tutorial, title, FIELD_REQUIRED_TEXT, "title"),
    F(Tutorial, goal, FIELD_TEXT, "goal"),
    F(Tutorial, kind, FIELD_TEXT, "kind"),
    ITEMS(Tutorial, steps, "steps", step_shape),
    TEXTS(Tutorial, exercises, "exercises"),
    {0},
};
static const Shape tutorial_shape = SHAPE(Tutorial, tutorial_fields);

static const Field option_fields[] = {
    F(ExerciseOption, text, FIELD_REQUIRED_TEXT, "text"),
    F(ExerciseOption, explanation, FIELD_TEXT, "explanation"),
    F(ExerciseOption, source, FIELD_SOURCE, "source"),
    F(ExerciseOption, is_key, FIELD_BOOL, "key"),
    F(ExerciseOption, value, FIELD_TEXT, "value"),
    {0},
};
static const Shape option_shape = SHAPE(ExerciseOption, option_fields);

static const Field exercise_line_fields[] = {
    F(ExerciseLine, text, FIELD_REQUIRED_TEXT, "text"),
    F(ExerciseLine, order, FIELD_U32, "order"),
    F(ExerciseLine, source, FIELD_SOURCE, "source"),
    F(ExerciseLine, explanation, FIELD_TEXT, "explanation"),
    {0},
};
static const Shape exercise_line_shape = SHAPE(ExerciseLine, exercise_line_fields);

static const Field edit_fields[] = {
    F(ExerciseEdit, path, FIELD_REQUIRED_TEXT, "path"),
    F(ExerciseEdit, hash, FIELD_HASH, "hash"),
    F(ExerciseEdit, start, FIELD_U32, "start"),
    F(ExerciseEdit, line, FIELD_U32, "line"),
    F(ExerciseEdit, before, FIELD_TEXT, "before"),
    F(ExerciseEdit, after, FIELD_TEXT, "after"),
    {0},
};
static const Shape edit_shape = SHAPE(ExerciseEdit, edit_fields);

static const Field acceptance_fields[] = {
    F(ExerciseCheck, kind, FIELD_REQUIRED_TEXT, "kind"),
    F(ExerciseCheck, path, FIELD_TEXT, "path"),
    F(ExerciseCheck, name, FIELD_TEXT, "name"),
    F(ExerciseCheck, inside, FIELD_TEXT, "inside"),
    F(ExerciseCheck, count, FIELD_U32, "count"),
    F(ExerciseCheck, words, FIELD_TEXT, "words"),
    {0},
};
static const Shape acceptance_shape = SHAPE(ExerciseCheck, acceptance_fields);

static const Field fact_fields[] = {
    F(Source, path, FIELD_REQUIRED_TEXT, "path"),
    F(Source, line, FIELD_U32, "line"),
    F(Source, end_line, FIELD_U32, "endLine"),
    {0},
};
static const Shape fact_shape = SHAPE(Source, fact_fields);

static const Field exercise_fields[] = {
    F(Exercise, id, FIELD_ID, "id"),
    F(Exercise, chapter, FIELD_ID, "chapter"),
    F(Exercise, section, FIELD_TEXT, "section"),
    F(Exercise, kind, FIELD_REQUIRED_TEXT, "kind"),
    F(Exercise, rule, FIELD_TEXT, "rule"),
    F(Exercise, subject, FIELD_TEXT, "subject"),
    F(Exercise, level, FIELD_TEXT, "level"),
    F(Exercise, view, FIELD_TEXT, "view"),
    F(Exercise, answer, FIELD_TEXT, "answer"),
    F(Exercise, grade, FIELD_U32, "grade"),
    F(Exercise, question, FIELD_REQUIRED_TEXT, "question"),
    ITEMS(Exercise, options, "options", option_shape),
    ITEMS(Exercise, lines, "lines", exercise_line_shape),
    ITEMS(Exercise, edits, "edits", edit_shape),
    ITEMS(Exercise, checks, "checks", acceptance_shape),
    ITEMS(Exercise, facts, "facts", fact_shape),
    TEXTS(Exercise, hints, "hints"),
    F(Exercise, solution, FIELD_TEXT, "solution"),
    {0},
};
static const Shape exercise_shape = SHAPE(Exercise, exercise_fields);

static const Field language_fields[] = {
    F(CourseLanguage, name, FIELD_REQUIRED_TEXT, "name"),
    F(CourseLanguage, files, FIELD_U64, "files"),
    F(CourseLanguage, lines, FIELD_U64, "lines"),
    {0},
};
static const Shape language_shape = SHAPE(CourseLanguage, language_fields);

static const Field passed_over_fields[] = {
    F(PassedOver, reason, FIELD_REQUIRED_TEXT, "reason"),
    F(PassedOver, words, FIELD_TEXT, "words"),
    F(PassedOver, count, FIELD_U64, "count"),
    TEXTS(PassedOver, examples, "examples"),
    {0},
};
static const Shape passed_over_shape = SHAPE(PassedOver, passed_over_fields);

static const Field left_out_fields[] = {
    F(LeftOutEntry, what, FIELD_REQUIRED_TEXT, "what"),
    F(LeftOutEntry, reason, FIELD_TEXT, "reason"),
    {0},
};
static const Shape left_out_shape = SHAPE(LeftOutEntry, left_out_fields);

static const Field finding_fields[] = {
    F(Finding, check, FIELD_REQUIRED_TEXT, "check"),
    F(Finding, severity, FIELD_TEXT, "severity"),
    F(Finding, place, FIELD_TEXT, "place"),
    F(Finding, message, FIELD_TEXT, "message"),
    F(Finding, action, FIELD_TEXT, "action"),
    {0},
};
static const Shape finding_shape = SHAPE(Finding, finding_fields);

static const Field figure_fields[] = {
    F(Figure, check, FIELD_REQUIRED_TEXT, "check"),
    F(Figure, checked, FIELD_U64, "checked"),
    F(Figure, good, FIELD_U64, "good"),
    F(Figure, target, FIELD_DOUBLE, "target"),
    {0},
};
static const Shape figure_shape = SHAPE(Figure, figure_fields);

static const Field score_fields[] = {
    F(ScorePart, name, FIELD_REQUIRED_TEXT, "name"),
    F(ScorePart, points, FIELD_DOUBLE, "points"),
    F(ScorePart, most, FIELD_DOUBLE, "most"),
    {0},
};
static const Shape score_shape = SHAPE(ScorePart, score_fields);

static const Field view_fields[] = {
    F(ReportView, kind, FIELD_REQUIRED_TEXT, "kind"),
    F(ReportView, chapters, FIELD_U32, "chapters"),
    {0},
};
static const Shape view_shape = SHAPE(ReportView, view_fields);

static const Field report_fields[] = {
    F(Report, score, FIELD_U32, "score"),
    F(Report, is_reproducible, FIELD_BOOL, "reproducible"),
    ITEMS(Report, score_parts, "scoreParts", score_shape),
    ITEMS(Report, views, "views", view_shape),
    ITEMS(Report, figures, "figures", figure_shape),
    ITEMS(Report, findings, "findings", finding_shape),
    ITEMS(Report, left_out, "leftOut", left_out_shape),
    ITEMS(Report, passed_over, "passedOver", passed_over_shape),
    {0},
};
static const Shape report_shape = SHAPE(Report, report_fields);

static const Field repository_fields[] = {
    F(CourseRepository, name, FIELD_REQUIRED_TEXT, "name"),
    F(CourseRepository, owner, FIELD_TEXT, "owner"),
    F(CourseRepository, origin, FIELD_TEXT, "origin"),
    F(CourseRepository, web_url, FIELD_TEXT, "webUrl"),
    F(CourseRepository, permalink_prefix, FIELD_TEXT, "permalinkPrefix"),
    F(CourseRepository, commit, FIELD_TEXT, "commit"),
    F(CourseRepository, branch, FIELD_TEXT, "branch"),
    F(CourseRepository, licence, FIELD_TEXT, "licence"),
    F(CourseRepository, time_ms, FIELD_U64, "timeMs"),
    F(CourseRepository, is_dirty, FIELD_BOOL, "dirty"),
    F(CourseRepository, is_shallow, FIELD_BOOL, "shallow"),
    {0},
};
static const Shape repository_shape = SHAPE(CourseRepository, repository_fields);

static const Field made_fields[] = {
    F(CourseMade, version, FIELD_TEXT, "version"),
    F(CourseMade, writer, FIELD_TEXT, "writer"),
    F(CourseMade, language, FIELD_TEXT, "language"),
    F(CourseMade, audience, FIELD_TEXT, "audience"),
    F(CourseMade, prompt, FIELD_TEXT, "prompt"),
    {0},
};
static const Shape made_shape = SHAPE(CourseMade, made_fields);

static const Field totals_fields[] = {
    F(CourseTotals, files, FIELD_U64, "files"),
    F(CourseTotals, lines, FIELD_U64, "lines"),
    F(CourseTotals, symbols, FIELD_U64, "symbols"),
    F(CourseTotals, edges, FIELD_U64, "edges"),
    F(CourseTotals, references, FIELD_U64, "references"),
    F(CourseTotals, resolved, FIELD_U64, "resolved"),
    {0},
};
static const Shape totals_shape = SHAPE(CourseTotals, totals_fields);

static const Field course_fields[] = {
    F(Course, title, FIELD_REQUIRED_TEXT, "title"),
    F(Course, summary, FIELD_TEXT, "summary"),
    F(Course, summary_source, FIELD_SOURCE, "summarySource"),
    STRUCT(Course, repository, "repository", repository_shape),
    STRUCT(Course, made, "made", made_shape),
    STRUCT(Course, totals, "totals", totals_shape),
    ITEMS(Course, languages, "languages", language_shape),
    F(Course, map, FIELD_INDEX, "map"),
    ITEMS(Course, chapters, "chapters", chapter_shape),
    ITEMS(Course, tutorials, "tutorials", tutorial_shape),
    ITEMS(Course, exercises, "exercises", exercise_shape),
    ITEMS(Course, glossary, "glossary", glossary_shape),
    ITEMS(Course, where_to_look, "whereToLook", where_shape),
    ITEMS(Course, commands, "commands", command_shape),
    ITEMS(Course, entry_points, "entryPoints", entry_shape),
    ITEMS(Course, excerpts, "excerpts", excerpt_shape),
    ITEMS(Course, diagrams, "diagrams", diagram_shape),
    STRUCT(Course, report, "report", report_shape),
    {0},
};
static const Shape course_shape = SHAPE(Course, course_fields);
/* clang-format on */

/* -- writing -- */

static void write_struct(JsonWriter *w, const Shape *shape, const char *at);

static void write_table(JsonWriter *w, const Table *t)
{
    jw_object(w, "table");
    jw_array(w, "head");
    for (uint32_t i = 0; i < t->head_count; i++)
        jw_put_text(w, t->head[i]);
    jw_end_array(w);
    jw_array(w, "rows");
    for (uint32_t row = 0; row < t->row_count; row++) {
        jw_begin_array(w);
        for (uint32_t i = 0; i < t->head_count; i++)
            jw_put_text(w, t->cells[row * t->head_count + i]);
        jw_end_array(w);
    }
    jw_end_array(w);
    jw_end_object(w);
}

static void write_source(JsonWriter *w, const Source *s)
{
    jw_begin_object(w);
    jw_text(w, "path", s->path);
    if (s->line)
        jw_u64(w, "line", s->line);
    if (s->end_line > s->line)
        jw_u64(w, "endLine", s->end_line);
    jw_end_object(w);
}

static uint32_t count_at(const Field *f, const char *at)
{
    return *(const uint32_t *)(const void *)(at + f->count_offset);
}

static void write_list(JsonWriter *w, const Field *f, const char *at)
{
    const char *items = *(const char *const *)(const void *)(at + f->offset);

    jw_array(w, f->name);
    for (uint32_t i = 0; i < count_at(f, at); i++) {
        if (f->type == FIELD_TEXTS)
            jw_put_text(w, ((const Str *)(const void *)items)[i]);
        else
            write_struct(w, f->shape, items + i * f->shape->size);
    }
    jw_end_array(w);
}

/* Empty texts, zero numbers and empty lists of optional fields are left out: most fields are empty
 * most of the time, and reading gives the same back. */
static void write_field(JsonWriter *w, const Field *f, const char *at)
{
    const void *value = at + f->offset;

    switch (f->type) {
    case FIELD_TEXT:
        if (((const Str *)value)->len)
            jw_text(w, f->name, *(const Str *)value);
        break;
    case FIELD_REQUIRED_TEXT:
        jw_text(w, f->name, *(const Str *)value);
        break;
    case FIELD_ID:
    case FIELD_HASH:
        if (*(const char *)value)
            jw_text(w, f->name, str_from(value));
        break;
    case FIELD_U32:
        jw_u64(w, f->name, *(const uint32_t *)value);
        break;
    case FIELD_PIXELS:
        if (*(const uint32_t *)value)
            jw_u64(w, f->name, *(const uint32_t *)value);
        break;
    case FIELD_U64:
        jw_u64(w, f->name, *(const uint64_t *)value);
        break;
    case FIELD_INDEX:
        if (*(const uint32_t *)value != UINT32_MAX)
            jw_u64(w, f->name, *(const uint32_t *)value);
        break;
    case FIELD_DOUBLE:
        jw_fixed(w, f->name, *(const double *)value, 4);
        break;
    case FIELD_BOOL:
        jw_bool(w, f->name, *(const bool *)value);
        break;
    case FIELD_WORD:
        jw_text(w, f->name, str_from(f->words[*(const uint8_t *)value]));
        break;
    case FIELD_SOURCE:
        if (((const Source *)value)->path.len) {
            jw_key(w, f->name);
            write_source(w, value);
        }
        break;
    case FIELD_STRUCT:
        jw_key(w, f->name);
        write_struct(w, f->shape, value);
        break;
    case FIELD_TEXTS:
    case FIELD_LIST:
        if (count_at(f, at))
            write_list(w, f, at);
        break;
    }
}

static void write_struct(JsonWriter *w, const Shape *shape, const char *at)
{
    jw_begin_object(w);
    for (const Field *f = shape->fields; f->name; f++)
        write_field(w, f, at);
    if (shape == &block_shape && ((const Block *)(const void *)at)->kind == BLOCK_TABLE)
        write_table(w, &((const Block *)(const void *)at)->table);
    jw_end_object(w);
}

void course_write_json(const Course *c, Buf *out)
{
    JsonWriter w;

    jw_init(&w, out, 1);
    jw_begin_object(&w);
    jw_u64(&w, "schemaVersion", COURSE_SCHEMA_VERSION);
    for (const Field *f = course_shape.fields; f->name; f++)
        write_field(&w, f, (const char *)c);
    jw_end_object(&w);
    buf_add_char(out, '\n');
}

void course_write_report(const Course *c, Buf *out)
{
    JsonWriter w;

    jw_init(&w, out, 1);
    write_struct(&w, &report_shape, (const char *)&c->report);
    buf_add_char(out, '\n');
}

/* -- the schema, from the same tables -- */

static void schema_struct(JsonWriter *w, const Shape *shape, bool has_version);

static void schema_type(JsonWriter *w, const char *type)
{
    jw_text(w, "type", str_from(type));
}

static void schema_source(JsonWriter *w)
{
    schema_type(w, "object");
    jw_object(w, "properties");
    jw_object(w, "path");
    schema_type(w, "string");
    jw_end_object(w);
    jw_object(w, "line");
    schema_type(w, "integer");
    jw_end_object(w);
    jw_object(w, "endLine");
    schema_type(w, "integer");
    jw_end_object(w);
    jw_end_object(w);
    jw_array(w, "required");
    jw_put_text(w, STR("path"));
    jw_end_array(w);
}

static void schema_words(JsonWriter *w, const char *const *words)
{
    jw_array(w, "enum");
    for (; *words; words++)
        jw_put_text(w, str_from(*words));
    jw_end_array(w);
}

static void schema_field(JsonWriter *w, const Field *f)
{
    jw_object(w, f->name);
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_REQUIRED_TEXT:
        schema_type(w, "string");
        break;
    case FIELD_ID:
    case FIELD_HASH:
        schema_type(w, "string");
        jw_text(w, "pattern",
                f->type == FIELD_ID ? STR("^[0-9a-f]{16}$") : STR("^[0-9a-f]{64}$"));
        break;
    case FIELD_U32:
    case FIELD_PIXELS:
    case FIELD_U64:
    case FIELD_INDEX:
        schema_type(w, "integer");
        jw_u64(w, "minimum", 0);
        break;
    case FIELD_DOUBLE:
        schema_type(w, "number");
        break;
    case FIELD_BOOL:
        schema_type(w, "boolean");
        break;
    case FIELD_WORD:
        schema_words(w, f->words);
        break;
    case FIELD_SOURCE:
        schema_source(w);
        break;
    case FIELD_STRUCT:
        schema_struct(w, f->shape, false);
        break;
    case FIELD_TEXTS:
        schema_type(w, "array");
        jw_object(w, "items");
        schema_type(w, "string");
        jw_end_object(w);
        break;
    case FIELD_LIST:
        schema_type(w, "array");
        jw_u64(w, "maxItems", COURSE_MAX_LIST);
        jw_object(w, "items");
        schema_struct(w, f->shape, false);
        jw_end_object(w);
        break;
    }
    jw_end_object(w);
}

static void schema_texts(JsonWriter *w, const char *name)
{
    jw_object(w, name);
    schema_type(w, "array");
    jw_object(w, "items");
    schema_type(w, "string");
    jw_end_object(w);
    jw_end_object(w);
}

static void schema_table(JsonWriter *w)
{
    jw_object(w, "table");
    schema_type(w, "object");
    jw_object(w, "properties");
    schema_texts(w, "head");
    jw_object(w, "rows");
    schema_type(w, "array");
    jw_object(w, "items");
    schema_type(w, "array");
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
    jw_end_object(w);
}

/* The members of an object's schema; the object itself is open. */
static void schema_struct(JsonWriter *w, const Shape *shape, bool has_version)
{
    schema_type(w, "object");
    jw_object(w, "properties");
    if (has_version) {
        jw_object(w, "schemaVersion");
        jw_u64(w, "const", COURSE_SCHEMA_VERSION);
        jw_end_object(w);
    }
    for (const Field *f = shape->fields; f->name; f++)
        schema_field(w, f);
    if (shape == &block_shape)
        schema_table(w);
    jw_end_object(w);
    jw_array(w, "required");
    if (has_version)
        jw_put_text(w, STR("schemaVersion"));
    for (const Field *f = shape->fields; f->name; f++) {
        if (f->type == FIELD_REQUIRED_TEXT)
            jw_put_text(w, str_from(f->name));
    }
    jw_end_array(w);
}

void course_write_schema(Buf *out)
{
    JsonWriter w;

    jw_init(&w, out, 1);
    jw_begin_object(&w);
    jw_text(&w, "$schema", STR("http://json-schema.org/draft-07/schema#"));
    jw_text(&w, "title", STR("A course by fondation, version 1"));
    jw_text(&w, "description",
            STR("Printed by `fondation schema` from the tables that write and read "
                "course.json. Fields that are not here are ignored by readers."));
    schema_struct(&w, &course_shape, true);
    jw_end_object(&w);
    buf_add_char(out, '\n');
}

/* -- reading -- */

static ErrCode read_struct(Arena *a, const json_t *object, const Shape *shape, char *at,
                           Err *err);

static ErrCode read_text(Arena *a, const json_t *value, const char *name, Str *ret, Err *err)
{
    if (!json_is_string(value))
        return err_set(err, ERR_INVALID, "field '%s' must be text", name);
    *ret = arena_str(a, (Str){json_string_value(value), json_string_length(value)});
    return ERR_OK;
}

static ErrCode read_fixed_text(const json_t *value, const char *name, char *ret, size_t size,
                               Err *err)
{
    if (!json_is_string(value) || json_string_length(value) != size - 1)
        return err_set(err, ERR_INVALID, "field '%s' must be text of %zu bytes", name,
                       size - 1);
    memcpy(ret, json_string_value(value), size - 1);
    ret[size - 1] = '\0';
    return ERR_OK;
}

static ErrCode read_number(const json_t *value, const char *name, uint64_t max, uint64_t *ret,
                           Err *err)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        (uint64_t)json_integer_value(value) > max)
        return err_set(err, ERR_INVALID, "field '%s' must be a whole number from 0 to %" PRIu64,
                       name, max);
    *ret = (uint64_t)json_integer_value(value);
    return ERR_OK;
}

static ErrCode read_u32(const json_t *value, const char *name, uint32_t *ret, Err *err)
{
    uint64_t number = 0;
    ErrCode rc = read_number(value, name, UINT32_MAX - 1, &number, err);

    if (rc == ERR_OK)
        *ret = (uint32_t)number;
    return rc;
}

static ErrCode read_pixels(const json_t *value, const char *name, uint32_t *ret, Err *err)
{
    uint64_t number = 0;
    ErrCode rc = read_number(value, name, DIAGRAM_MAX_PIXELS, &number, err);

    if (rc == ERR_OK)
        *ret = (uint32_t)number;
    return rc;
}

static ErrCode read_word(const json_t *value, const Field *f, uint8_t *ret, Err *err)
{
    for (uint8_t i = 0; json_is_string(value) && f->words[i]; i++) {
        if (strcmp(json_string_value(value), f->words[i]) == 0) {
            *ret = i;
            return ERR_OK;
        }
    }
    return err_set(err, ERR_INVALID, "field '%s' has a word that is not known", f->name);
}

static ErrCode read_source(Arena *a, const json_t *value, const char *name, Source *ret,
                           Err *err)
{
    uint64_t line = 0, end_line = 0;
    Str path = STR_NONE;

    if (!json_is_object(value))
        return err_set(err, ERR_INVALID, "field '%s' must be an object", name);
    ErrCode rc = jr_text(value, "path", &path, err);
    if (rc == ERR_OK)
        rc = jr_u64(value, "?line", UINT32_MAX, &line, err);
    end_line = line;
    if (rc == ERR_OK)
        rc = jr_u64(value, "?endLine", UINT32_MAX, &end_line, err);
    if (rc != ERR_OK)
        return err_wrap(err, "field '%s'", name);
    if (!path_is_plain(path) || end_line < line)
        return err_set(err, ERR_INVALID,
                       "field '%s' must name lines of a file below the repository", name);
    *ret = (Source){arena_str(a, path), (uint32_t)line, (uint32_t)end_line};
    return ERR_OK;
}

static ErrCode read_list(Arena *a, const json_t *value, const Field *f, char *at, Err *err)
{
    size_t size = f->type == FIELD_TEXTS ? sizeof(Str) : f->shape->size;
    size_t count = json_array_size(value);

    if (!json_is_array(value))
        return err_set(err, ERR_INVALID, "field '%s' must be a list", f->name);
    if (count > COURSE_MAX_LIST)
        return err_set(err, ERR_LIMIT, "field '%s' has more than %d entries", f->name,
                       COURSE_MAX_LIST);
    char *items = arena_alloc_array(a, count, size);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(value, i);
        ErrCode rc = f->type == FIELD_TEXTS
                         ? read_text(a, item, f->name, &((Str *)(void *)items)[i], err)
                         : read_struct(a, item, f->shape, items + i * size, err);

        if (rc != ERR_OK)
            return err_wrap(err, "'%s', entry %zu", f->name, i);
    }
    *(char **)(void *)(at + f->offset) = items;
    *(uint32_t *)(void *)(at + f->count_offset) = (uint32_t)count;
    return ERR_OK;
}

static ErrCode read_field(Arena *a, const json_t *value, const Field *f, char *at, Err *err)
{
    void *to = at + f->offset;

    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_REQUIRED_TEXT:
        return read_text(a, value, f->name, to, err);
    case FIELD_ID:
        return read_fixed_text(value, f->name, to, COURSE_ID_SIZE, err);
    case FIELD_HASH:
        return read_fixed_text(value, f->name, to, HASH_HEX_SIZE, err);
    case FIELD_U32:
    case FIELD_INDEX:
        return read_u32(value, f->name, to, err);
    case FIELD_PIXELS:
        return read_pixels(value, f->name, to, err);
    case FIELD_U64:
        return read_number(value, f->name, INT64_MAX, to, err);
    case FIELD_DOUBLE:
        if (!json_is_number(value))
            return err_set(err, ERR_INVALID, "field '%s' must be a number", f->name);
        *(double *)to = json_number_value(value);
        return ERR_OK;
    case FIELD_BOOL:
        if (!json_is_boolean(value))
            return err_set(err, ERR_INVALID, "field '%s' must be true or false", f->name);
        *(bool *)to = json_is_true(value);
        return ERR_OK;
    case FIELD_WORD:
        return read_word(value, f, to, err);
    case FIELD_SOURCE:
        return read_source(a, value, f->name, to, err);
    case FIELD_STRUCT:
        if (read_struct(a, value, f->shape, to, err) != ERR_OK)
            return err_wrap(err, "'%s'", f->name);
        return ERR_OK;
    case FIELD_TEXTS:
    case FIELD_LIST:
        return read_list(a, value, f, at, err);
    }
    return ERR_OK;
}

static ErrCode read_table(Arena *a, const json_t *block, Table *ret, Err *err)
{
    const json_t *table = NULL, *head = NULL, *rows = NULL;
    ErrCode rc = jr_object(block, "table", &table, err);

    if (rc == ERR_OK)
        rc = jr_array(table, "head", 64, &head, err);
    if (rc == ERR_OK)
        rc = jr_array(table, "rows", COURSE_MAX_LIST, &rows, err);
    if (rc != ERR_OK)
        return rc;
    uint32_t columns = (uint32_t)json_array_size(head), count = (uint32_t)json_array_size(rows);
    *ret = (Table){
        .head = ARENA_ARRAY(a, Str, columns), .head_count = columns, .row_count = count};
    ret->cells = ARENA_ARRAY(a, Str, (size_t)columns * count);
    for (uint32_t i = 0; i < columns && rc == ERR_OK; i++)
        rc = read_text(a, json_array_get(head, i), "head", &ret->head[i], err);
    for (uint32_t row = 0; row < count && rc == ERR_OK; row++) {
        const json_t *cells = json_array_get(rows, row);

        if (json_array_size(cells) != columns)
            return err_set(err, ERR_INVALID, "a row of a table has the wrong number of cells");
        for (uint32_t i = 0; i < columns && rc == ERR_OK; i++)
            rc = read_text(a, json_array_get(cells, i), "cell", &ret->cells[row * columns + i],
                           err);
    }
    return rc;
}

static ErrCode read_struct(Arena *a, const json_t *object, const Shape *shape, char *at,
                           Err *err)
{
    if (!json_is_object(object))
        return err_set(err, ERR_INVALID, "an object is expected");
    for (const Field *f = shape->fields; f->name; f++) {
        const json_t *value = json_object_get(object, f->name);

        if (f->type == FIELD_INDEX)
            *(uint32_t *)(void *)(at + f->offset) = UINT32_MAX;
        if (value) {
            ErrCode rc = read_field(a, value, f, at, err);

            if (rc != ERR_OK)
                return rc;
        } else if (f->type == FIELD_REQUIRED_TEXT) {
            return err_set(err, ERR_INVALID, "field '%s' is missing", f->name);
        }
    }
    Block *block = (Block *)(void *)at;
    if (shape == &block_shape && block->kind == BLOCK_TABLE)
        return read_table(a, object, &block->table, err);
    return ERR_OK;
}

/* What the tables cannot say: indices, paths and ranges that must fit each other. */
static ErrCode check_blocks(const Course *c, const Chapter *chapter, Err *err)
{
    for (uint32_t s = 0; s < chapter->sections_count; s++) {
        for (uint32_t i = 0; i < chapter->sections[s].blocks_count; i++) {
            const Block *b = &chapter->sections[s].blocks[i];

            if ((b->kind == BLOCK_EXCERPT && b->excerpt >= c->excerpts_count) ||
                (b->kind == BLOCK_DIAGRAM && b->diagram >= c->diagrams_count))
                return err_set(err, ERR_INVALID,
                               "a block of section '%.*s' points to an excerpt or diagram that "
                               "is not there",
                               STR_ARG(chapter->sections[s].slug));
        }
    }
    return ERR_OK;
}

static bool is_slug(Str slug)
{
    for (size_t i = 0; i < slug.len; i++) {
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", slug.ptr[i]) || !slug.ptr[i])
            return false;
    }
    return slug.len > 0 && slug.len < 200;
}

static ErrCode check_diagrams(const Course *c, Err *err)
{
    for (uint32_t i = 0; i < c->diagrams_count; i++) {
        const Diagram *d = &c->diagrams[i];

        for (uint32_t e = 0; e < d->edges_count; e++) {
            if (d->edges[e].from >= d->nodes_count || d->edges[e].to >= d->nodes_count)
                return err_set(err, ERR_INVALID, "diagram '%.*s' has an edge without a node",
                               STR_ARG(d->title));
        }
    }
    for (uint32_t i = 0; i < c->excerpts_count; i++) {
        const Excerpt *x = &c->excerpts[i];

        for (uint32_t s = 0; s < x->spans_count; s++) {
            if (x->spans[s].start > x->spans[s].end || x->spans[s].end > x->text.len)
                return err_set(err, ERR_INVALID, "excerpt '%s' has a span outside of its text",
                               x->id);
        }
    }
    return ERR_OK;
}

static ErrCode check_course(const Course *c, Err *err)
{
    if (c->chapters_count > COURSE_MAX_CHAPTERS || c->tutorials_count > COURSE_MAX_CHAPTERS)
        return err_set(err, ERR_LIMIT, "a course has at most %d chapters", COURSE_MAX_CHAPTERS);
    if (c->map != UINT32_MAX && c->map >= c->diagrams_count)
        return err_set(err, ERR_INVALID, "the map is not one of the diagrams");
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        if (!is_slug(c->chapters[i].slug))
            return err_set(err, ERR_INVALID, "chapter %u has a slug that is no file name",
                           i + 1);
        ErrCode rc = check_blocks(c, &c->chapters[i], err);
        if (rc != ERR_OK)
            return rc;
    }
    for (uint32_t i = 0; i < c->tutorials_count; i++) {
        if (!is_slug(c->tutorials[i].slug))
            return err_set(err, ERR_INVALID, "tutorial %u has a slug that is no file name",
                           i + 1);
    }
    return check_diagrams(c, err);
}

ErrCode course_from_json(Arena *a, const json_t *root, Course **ret, Err *err)
{
    Course *c = ARENA_NEW(a, Course);
    uint64_t version = 0;
    ErrCode rc = jr_u64(root, "schemaVersion", UINT32_MAX, &version, err);

    if (rc == ERR_OK && version != COURSE_SCHEMA_VERSION)
        return err_set(err, ERR_INVALID,
                       "the course has schema version %" PRIu64 ", this program reads %d",
                       version, COURSE_SCHEMA_VERSION);
    if (rc == ERR_OK)
        rc = read_struct(a, root, &course_shape, (char *)c, err);
    if (rc == ERR_OK)
        rc = check_course(c, err);
    if (rc == ERR_OK)
        *ret = c;
    return rc;
}

ErrCode course_read_json(Arena *a, Str bytes, Course **ret, Err *err)
{
    AUTO(jr_release) json_t *root = NULL;

    if (bytes.len > COURSE_JSON_MAX_BYTES)
        return err_set(err, ERR_LIMIT, "course.json is larger than %d bytes",
                       COURSE_JSON_MAX_BYTES);
    ErrCode rc = jr_read(bytes, &root, err);
    if (rc == ERR_OK)
        rc = course_from_json(a, root, ret, err);
    return rc == ERR_OK ? rc : err_wrap(err, "reading course.json");
}
