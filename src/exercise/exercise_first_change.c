/*
 * exercise_first_change.c -- three small real changes, graded: describe a function, give one a better
 * name everywhere, write one more test; where there are no tests, give a number a name.
 *
 * Each is made with a reference solution, and only offered after the program has tried it: with the
 * repository as it is some check fails, with the solution over it all hold.
 */
#include "exercise/acceptance.h"
#include "exercise/code_tree.h"
#include "exercise/maker.h"
#include "exercise/parameters.h"
#include "exercise/snippet.h"

#include "graph/words.h"

enum {
    TRIED = 6,
    CHANGED_FILE_MAX_BYTES = 128 << 10, /* it is parsed whole, several times */
    NUMBER_MIN = 11,
    DESCRIBED_PARAMETERS_MAX = 4,
    RENAME_FILES_MAX = 3,
    RENAME_USES_MAX = 12,
    CHECKS_MAX = 12,
    TEST_MAX_LINES = 40,
    TESTED_USES_MAX = 30, /* what everything calls needs no test of its own */
};

/* -- trying it out -- */

typedef struct Overlay {
    const World *world;
    const Exercise *exercise; /* its edits are over the files; NULL: the repository as it is */
} Overlay;

static bool read_overlaid(void *self, Arena *a, Str path, Str *ret)
{
    const Overlay *o = self;
    UnitId unit = program_find_unit(o->world->program, path);

    if (unit == UNIT_NONE)
        return false;
    *ret = evidence_text(o->world->evidence, unit);
    return !o->exercise || edits_apply(a, o->exercise, path, *ret, ret);
}

static bool is_proved(const World *w, const Exercise *x)
{
    AUTO(arena_done) Arena a = {0};
    Overlay before = {w, NULL}, after = {w, x};
    LearnerFiles as_it_is = {&before, read_overlaid}, solved = {&after, read_overlaid};

    return acceptance_first_open(w->reader, &a, &as_it_is, x) != UINT32_MAX &&
           acceptance_first_open(w->reader, &a, &solved, x) == UINT32_MAX;
}

/* -- building -- */

static void add_edit(const World *w, Exercise *x, UnitId unit, uint32_t start, uint32_t len,
                     Str after)
{
    Str text = evidence_text(w->evidence, unit);
    ExerciseEdit *e = &x->edits[x->edits_count++];

    *e = (ExerciseEdit){.path = w->program->units[unit].file->path,
                        .start = start,
                        .line = evidence_line(w->evidence, unit, start),
                        .before = str_sub(text, start, start + len),
                        .after = after};
    hash_hex_of(text, e->hash);
}

static void add_check(const World *w, Exercise *x, Acceptance kind, UnitId unit, Str name,
                      Str inside, uint32_t count, Str words)
{
    if (!x->checks)
        x->checks = ARENA_ARRAY(w->arena, ExerciseCheck, CHECKS_MAX);
    if (x->checks_count < CHECKS_MAX)
        x->checks[x->checks_count++] = (ExerciseCheck){
            .kind = str_from(acceptance_word(kind)),
            .path = w->program->units[unit].file->path,
            .name = name,
            .inside = inside,
            .count = count,
            .words = words};
}

/* That nothing was lost on the way, for every file that is changed. */
static void add_guards(const World *w, Exercise *x, UnitId unit)
{
    const Unit *u = &w->program->units[unit];
    AUTO(buf_done) Buf words = BUF(4096);

    text_code(&words, u->file->path);
    text_lit(&words, " has all of its definitions and can be parsed");
    add_check(w, x, ACCEPT_KEEPS, unit, STR_NONE, STR_NONE, u->facts->def_count,
              arena_str(w->arena, buf_str(&words)));
    add_check(w, x, ACCEPT_READS, unit, STR_NONE, STR_NONE, 0, STR_NONE);
}

static Str code_words(const World *w, const char *before, Str code, const char *after)
{
    AUTO(buf_done) Buf text = BUF(4096);

    buf_add(&text, str_from(before));
    text_code(&text, code);
    buf_add(&text, str_from(after));
    return arena_str(w->arena, buf_str(&text));
}

/* Text and language that edits can be made in. */
static bool is_fit(const World *w, SymbolId s)
{
    UnitId unit = program_unit_of(w->program, s);
    const Unit *u = &w->program->units[unit];
    Str text = evidence_text(w->evidence, unit);

    return world_is_code(w, s) && world_is_alone(w, s) && text.len <= CHANGED_FILE_MAX_BYTES &&
           utf8_is_valid(text) && !(u->file->flags & (FILE_IS_UNTRACKED | FILE_IS_CHANGED)) &&
           !u->facts->has_error && !u->facts->is_lexical;
}

static uint32_t line_start(Str text, uint32_t at)
{
    while (at && text.ptr[at - 1] != '\n')
        at--;
    return at;
}

static Str indentation_at(Str text, uint32_t line)
{
    uint32_t end = line;

    while (end < text.len && (text.ptr[end] == ' ' || text.ptr[end] == '\t'))
        end++;
    return str_sub(text, line, end);
}

/* -- 1: describe a function -- */

static uint32_t parameters_of(const World *w, SymbolId s, Buf *ret)
{
    const Unit *u = &w->program->units[program_unit_of(w->program, s)];
    Str names[PARAMETERS_MAX];
    uint32_t count = parameter_names(u->facts, program_def(w->program, s), u->file->language,
                                     evidence_text(w->evidence, program_unit_of(w->program, s)),
                                     names);

    for (uint32_t i = 0; i < count; i++) {
        buf_add(ret, i ? STR(", ") : STR(""));
        buf_add(ret, names[i]);
    }
    return count;
}

/* What is certain of it, as a comment of its language: who calls it, what it takes. */
static Str describing_comment(const World *w, SymbolId s, Str indentation, LanguageId language,
                              Str parameters)
{
    const Program *p = w->program;
    Str name = program_name(p, s), caller = STR_NONE;
    const char *open = "/* ", *close = " */";

    for (size_t i = p->in_start[s]; i < p->in_start[s + 1] && !caller.len; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];

        if (e->kind == EDGE_CALL && world_is_code(w, e->from) && !world_is_in_test(w, e->from))
            caller = program_name(p, e->from);
    }
    if (language == LANG_GO)
        open = "// ", close = "";
    else if (language == LANG_RUST)
        open = "/// ", close = "";
    else if (language == LANG_PYTHON)
        open = "\"\"\"", close = "\"\"\"";
    else if (language != LANG_C && language != LANG_CPP)
        open = "/** ";
    return arena_printf(w->arena, "%.*s%s%.*s takes %.*s%s%.*s.%s\n", STR_ARG(indentation),
                        open, STR_ARG(name), STR_ARG(parameters),
                        caller.len ? " and is called by " : "", STR_ARG(caller), close);
}

/* Of Python's, where the body begins; of others, the line of the definition. */
static bool comment_place(const World *w, SymbolId s, uint32_t *ret_at, Str *ret_indentation)
{
    UnitId unit = program_unit_of(w->program, s);
    const Def *d = program_def(w->program, s);
    Str text = evidence_text(w->evidence, unit);
    uint32_t line = line_start(text, d->start);

    if (w->program->units[unit].file->language == LANG_PYTHON) {
        size_t end = str_find(text, STR(":\n"),
                              d->signature_end - MIN_OF(d->signature_end, 2u));

        if (end == SIZE_MAX || end >= d->end)
            return false;
        line = (uint32_t)end + 2;
    }
    *ret_at = line;
    *ret_indentation = indentation_at(text, line);
    return line + ret_indentation->len <= d->start ||
           w->program->units[unit].file->language == LANG_PYTHON;
}

static bool describe(const World *w, SymbolId s, Exercise *x)
{
    AUTO(buf_done) Buf parameters = BUF(1024);
    UnitId unit = program_unit_of(w->program, s);
    LanguageId language = w->program->units[unit].file->language;
    const Def *d = program_def(w->program, s);
    Str name = program_name(w->program, s), indentation;
    uint32_t count = parameters_of(w, s, &parameters), at;

    if (d->doc_end > d->doc_start || !count || count > DESCRIBED_PARAMETERS_MAX ||
        parameters.full || !comment_place(w, s, &at, &indentation))
        return false;
    x->edits = ARENA_ARRAY(w->arena, ExerciseEdit, 1);
    add_edit(w, x, unit, at, 0,
             describing_comment(w, s, indentation, language, buf_str(&parameters)));
    add_check(w, x, ACCEPT_DOCUMENTED, unit, name, STR_NONE, 0,
              code_words(w, "A comment at ", name, " speaks of each parameter by its name"));
    add_guards(w, x, unit);
    x->grade = 1;
    x->question = arena_printf(
        w->arena, "%.*s%.*s", STR_ARG(code_words(w, "Nobody has described ", name, ". ")),
        STR_ARG(code_words(
            w, "Read it and those who call it, and write the comment: what it does, and what ",
            buf_str(&parameters), count > 1 ? " are for." : " is for.")));
    return true;
}

/* -- 2: a better name -- */

/* Whether nobody outside of the repository can know it: what a header of C does not declare is private
 * too. */
static bool is_private(const World *w, SymbolId s)
{
    const Def *d = program_def(w->program, s);
    bool is_c = w->program->units[program_unit_of(w->program, s)].file->language == LANG_C;

    return (d->kind == DEF_FUNCTION || d->kind == DEF_METHOD) &&
           !(d->flags & (DEF_IS_EXPORTED | DEF_IS_TEST | DEF_IS_OVERRIDE)) &&
           (d->visibility != VISIBLE_PUBLIC || is_c) &&
           !str_is(program_name(w->program, s), "main");
}

/* Definitions and declarations anywhere that have its last name. */
static size_t namesakes(const World *w, SymbolId s)
{
    const Program *p = w->program;
    size_t count, definitions = 0;
    const SymbolId *named = program_symbols_named(
        p, p->units[program_unit_of(p, s)].global_names[program_def(p, s)->name], &count);

    for (size_t i = 0; i < count; i++)
        definitions += !(program_def(p, named[i])->flags & DEF_IS_DECLARATION);
    return definitions;
}

/* "heap.c", "siftdown" -> "heap_siftdown"; empty when the name has that word already. */
static Str better_name(const World *w, SymbolId s)
{
    Str path = w->program->units[program_unit_of(w->program, s)].file->path;
    Str name = program_name(w->program, s), stem = path_base(path);
    Words of_file, of_name;

    stem = str_sub(stem, 0, str_find_char(stem, '.', 0));
    words_of(stem, &of_file);
    words_of(name, &of_name);
    if (of_file.count == 0 || words_have(&of_name, of_file.at[0]) || of_file.at[0].len < 3)
        return STR_NONE;
    Str first = of_file.at[0];
    char *new_name = arena_alloc(w->arena, first.len + name.len + 2);
    size_t len = 0;
    bool is_snake = str_find_char(name, '_', 0) != SIZE_MAX || of_name.count < 2;
    while (name.len && name.ptr[0] == '_') {
        new_name[len++] = '_';
        name = str_sub(name, 1, name.len);
    }
    bool is_camel = !is_snake && name.len;
    for (size_t i = 0; i < first.len; i++)
        new_name[len++] = (char)(first.ptr[i] >= 'A' && first.ptr[i] <= 'Z' ? first.ptr[i] + 32
                                                                            : first.ptr[i]);
    if (is_snake)
        new_name[len++] = '_';
    for (size_t i = 0; i < name.len; i++)
        new_name[len++] = is_camel && i == 0 && name.ptr[0] >= 'a' && name.ptr[0] <= 'z'
                              ? (char)(name.ptr[0] - 32)
                              : name.ptr[i];
    return (Str){new_name, len};
}

typedef struct Tokens {
    const CodeTree *tree;
    Str name;
    uint32_t at[RENAME_USES_MAX + 1];
    uint32_t count;
} Tokens;

static bool see_token(void *self, TSNode n, unsigned depth UNUSED)
{
    Tokens *t = self;

    if (code_is_name(n) && str_eq(code_text(t->tree, n), t->name) &&
        t->count <= RENAME_USES_MAX)
        t->at[t->count++] = ts_node_start_byte(n);
    return !ts_node_is_extra(n);
}

/* Every token of that name in the file must be the definition, a declaration or a certain reference. */
static bool is_known_token(const World *w, UnitId unit, uint32_t at, SymbolId s)
{
    const Program *p = w->program;
    const Unit *u = &p->units[unit];

    for (uint32_t d = 1; d < u->facts->def_count; d++) {
        if (u->facts->defs[d].name_start == at)
            return u->first_symbol + d == s || (u->facts->defs[d].flags & DEF_IS_DECLARATION);
    }
    for (size_t i = evidence_first_edge(p, unit, at);
         i < p->unit_edges[unit + 1] && p->edges[i].at == at; i++) {
        if (p->edges[i].to == s && tier_confidence(p->edges[i].tier) >= EDGE_CONFIDENCE_FACT)
            return true;
    }
    return false;
}

/* Before the file is parsed: whether the name stands in it as often as is known of it. */
static bool is_known_as_often(const World *w, UnitId unit, SymbolId s)
{
    const Program *p = w->program;
    const Facts *f = p->units[unit].facts;
    Str name = program_name(p, s);
    uint32_t words = 0, known = 0, at = 0;

    while (words <= RENAME_USES_MAX && world_has_word(w, unit, at, UINT32_MAX, name, &at)) {
        words++;
        at += (uint32_t)name.len;
    }
    for (uint32_t d = 1; d < f->def_count; d++)
        known += str_eq(facts_name(f, f->defs[d].name), name);
    for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++)
        known += p->edges[p->edges_in[i]].unit == unit;
    return words == known;
}

static bool rename_in(const World *w, UnitId unit, SymbolId s, Str new_name, Exercise *x)
{
    CodeTree tree;
    Tokens t = {.tree = &tree, .name = program_name(w->program, s)};
    const Unit *u = &w->program->units[unit];

    if (!is_known_as_often(w, unit, s) ||
        !code_tree_read(w->reader, u->file->language, evidence_text(w->evidence, unit), &tree))
        return false;
    code_walk(ts_tree_root_node(tree.tree), see_token, &t);
    if (t.count == 0 || x->edits_count + t.count > RENAME_USES_MAX)
        return false;
    for (uint32_t i = 0; i < t.count; i++) {
        if (!is_known_token(w, unit, t.at[i], s))
            return false;
        add_edit(w, x, unit, t.at[i], (uint32_t)t.name.len, new_name);
    }
    add_check(w, x, ACCEPT_USES, unit, new_name, STR_NONE, t.count,
              arena_printf(w->arena, "%.*s %u time%s",
                           STR_ARG(code_words(w, "", u->file->path, " uses the new name")),
                           t.count, t.count == 1 ? "" : "s"));
    add_check(w, x, ACCEPT_GONE, unit, t.name, STR_NONE, 0,
              code_words(w, "the old name is gone from ", u->file->path, ""));
    add_guards(w, x, unit);
    return true;
}

/* All files that have a token of the name, by their facts. */
static bool rename_everywhere(const World *w, SymbolId s, Str new_name, Exercise *x)
{
    const Program *p = w->program;
    uint32_t files = 0,
             name = p->units[program_unit_of(p, s)].global_names[program_def(p, s)->name];

    x->edits = ARENA_ARRAY(w->arena, ExerciseEdit, RENAME_USES_MAX);
    for (UnitId u = 0; u < p->unit_count; u++) {
        bool has_name = false;

        for (uint32_t i = 0; i < p->units[u].facts->name_count && !has_name; i++)
            has_name = p->units[u].global_names[i] == name;
        if (has_name && (++files > RENAME_FILES_MAX || !rename_in(w, u, s, new_name, x)))
            return false;
    }
    bool is_open = program_def(p, s)->visibility == VISIBLE_PUBLIC;
    return files > 0 && x->edits_count >= 3 && (files == 1 || !is_open);
}

static bool rename_it(const World *w, SymbolId s, Exercise *x)
{
    Str name = program_name(w->program, s), new_name;

    if (!is_private(w, s) || namesakes(w, s) != 1)
        return false;
    new_name = better_name(w, s);
    if (!new_name.len || intern_find(&w->program->names, new_name) != UINT32_MAX)
        return false;
    add_check(w, x, ACCEPT_DEFINES, program_unit_of(w->program, s), new_name, STR_NONE, 0,
              code_words(w, "", new_name, " is defined"));
    if (!rename_everywhere(w, s, new_name, x))
        return false;
    x->grade = 2;
    x->question = arena_printf(
        w->arena, "%.*s%.*s",
        STR_ARG(code_words(w, "The name ", name, " does not say where it belongs. ")),
        STR_ARG(code_words(w, "Call it ", new_name,
                           ", wherever it is defined, declared and used.")));
    return true;
}

/* -- 3: one more test -- */

/* The first test that calls it and is short enough to be an example. */
static SymbolId example_test(const World *w, SymbolId s)
{
    const Program *p = w->program;

    for (size_t i = p->in_start[s]; i < p->in_start[s + 1]; i++) {
        const Edge *e = &p->edges[p->edges_in[i]];
        const Def *d = program_def(p, e->from);

        if (e->kind == EDGE_CALL && tier_confidence(e->tier) >= EDGE_CONFIDENCE_FACT &&
            (d->flags & DEF_IS_TEST) && world_is_code(w, e->from) && is_fit(w, e->from)) {
            Source range = evidence_range(w->evidence, e->from);

            if (range.end_line - range.line < TEST_MAX_LINES)
                return e->from;
        }
    }
    return 0;
}

/* A copy of the example under another name, behind it. */
static bool copy_test(const World *w, SymbolId test, Exercise *x)
{
    UnitId unit = program_unit_of(w->program, test);
    const Def *d = program_def(w->program, test);
    Str text = evidence_text(w->evidence, unit), name = program_name(w->program, test);
    uint32_t start = line_start(text, d->start), end = d->end;
    bool is_camel = str_find_char(name, '_', 0) == SIZE_MAX;

    while (end < text.len && text.ptr[end] != '\n')
        end++;
    if (end >= text.len || d->name_start < start ||
        !str_eq(str_sub(text, d->name_start, d->name_start + name.len), name))
        return false;
    uint32_t name_end = d->name_start + (uint32_t)name.len;
    x->edits = ARENA_ARRAY(w->arena, ExerciseEdit, 1);
    add_edit(w, x, unit, end + 1, 0,
             arena_printf(w->arena, "\n%.*s%s%.*s\n", STR_ARG(str_sub(text, start, name_end)),
                          is_camel ? "Again" : "_again",
                          STR_ARG(str_sub(text, name_end, end))));
    return true;
}

static bool add_test(const World *w, SymbolId s, Exercise *x)
{
    Str name = program_name(w->program, s);
    size_t uses = w->program->in_start[s + 1] - w->program->in_start[s];
    SymbolId test = uses <= TESTED_USES_MAX ? example_test(w, s) : 0;

    if (!test || !copy_test(w, test, x))
        return false;
    UnitId unit = program_unit_of(w->program, test);
    const Unit *u = &w->program->units[unit];
    uint32_t count = acceptance_count_tests(w->reader, w->arena, u->file->language,
                                            evidence_text(w->evidence, unit), name);
    AUTO(buf_done) Buf words = BUF(4096);
    buf_printf(&words, "%u test%s of ", count + 1, count ? "s" : "");
    text_code(&words, u->file->path);
    buf_add(&words, count ? STR(" use ") : STR(" uses "));
    text_code(&words, name);
    add_check(w, x, ACCEPT_TESTS, unit, name, STR_NONE, count + 1,
              arena_str(w->arena, buf_str(&words)));
    add_guards(w, x, unit);
    x->grade = 3;
    buf_clear(&words);
    text_lit(&words, "Write one more test of ");
    text_code(&words, name);
    text_lit(&words, " in ");
    text_code(&words, u->file->path);
    text_lit(&words, ", with an input that no test has yet. ");
    text_code(&words, program_name(w->program, test));
    text_lit(&words, " is an example (");
    Source range = evidence_range(w->evidence, test);
    text_cite_source(&words, &range);
    text_lit(&words, ").");
    x->question = arena_str(w->arena, buf_str(&words));
    return true;
}

/* -- instead of 3, where there are no tests: a number gets a name -- */

typedef struct Number {
    const CodeTree *tree;
    uint32_t at, len, count; /* of numbers that are worth a name */
} Number;

static bool see_number(void *self, TSNode n, unsigned depth UNUSED)
{
    static const char *const types[] = {
        "number_literal", "integer", "number", "int_literal", "decimal_integer_literal", NULL};
    Number *f = self;
    uint64_t value;

    if (code_is_one(n, types) && parse_u64(code_text(f->tree, n), UINT32_MAX, &value) &&
        value >= NUMBER_MIN) {
        if (f->count++ == 0) {
            f->at = ts_node_start_byte(n);
            f->len = ts_node_end_byte(n) - f->at;
        }
    }
    return !ts_node_is_extra(n);
}

/* How the language names a number; NULL: not simple enough. */
static const char *constant_form(LanguageId language, bool is_in_class)
{
    switch (language) {
    case LANG_C:
        return "#define %.*s %.*s\n\n";
    case LANG_PYTHON:
        return is_in_class ? NULL : "%.*s = %.*s\n\n\n";
    case LANG_JAVASCRIPT:
    case LANG_TYPESCRIPT:
        return is_in_class ? NULL : "const %.*s = %.*s;\n\n";
    case LANG_GO:
        return "const %.*s = %.*s\n\n";
    case LANG_JAVA:
        return "  private static final int %.*s = %.*s;\n\n";
    default:
        return NULL;
    }
}

static Str constant_name(const World *w, SymbolId s, LanguageId language)
{
    AUTO(buf_done) Buf name = BUF(256);
    Words words;

    words_of(program_name(w->program, s), &words);
    for (uint32_t i = 0; i < words.count && language != LANG_GO; i++) {
        for (size_t n = 0; n < words.at[i].len; n++) {
            char c = words.at[i].ptr[n];

            buf_add_char(&name, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
        }
        buf_lit(&name, "_");
    }
    if (language == LANG_GO)
        buf_printf(&name, "%.*sNumber", STR_ARG(program_name(w->program, s)));
    else
        buf_lit(&name, "NUMBER");
    return arena_str(w->arena, buf_str(&name));
}

static bool name_number(const World *w, SymbolId s, Exercise *x)
{
    UnitId unit = program_unit_of(w->program, s);
    const Unit *u = &w->program->units[unit];
    const Def *d = program_def(w->program, s);
    const Snippet *n = snippet_of(w, s);
    const char *form = constant_form(u->file->language, d->parent != 0);
    Str text = evidence_text(w->evidence, unit), function = program_name(w->program, s);
    CodeTree tree;
    Number number = {.tree = &tree};

    if (!form || !n || !code_tree_read(w->reader, n->language, n->text, &tree))
        return false;
    code_walk(ts_tree_root_node(tree.tree), see_number, &number);
    Str value = str_sub(n->text, number.at, number.at + number.len);
    uint32_t at = snippet_to_file(n, number.at);
    if (number.count != 1 || at < d->signature_end)
        return false;
    uint32_t before = line_start(
        text, d->doc_end > d->doc_start && d->doc_start < d->start ? d->doc_start : d->start);
    Str name = constant_name(w, s, u->file->language);
    x->edits = ARENA_ARRAY(w->arena, ExerciseEdit, 2);
    add_edit(w, x, unit, before, 0,
             arena_printf(w->arena, form, STR_ARG(name), STR_ARG(value)));
    add_edit(w, x, unit, at, number.len, name);
    add_check(w, x, ACCEPT_LACKS, unit, value, function, 0,
              arena_printf(w->arena, "%.*s%.*s",
                           STR_ARG(code_words(w, "", function, " has no ")),
                           STR_ARG(code_words(w, "", value, " any more"))));
    add_guards(w, x, unit);
    x->checks[1].count++; /* the new definition */
    x->checks[1].words = code_words(w, "", u->file->path,
                                    " has one definition more, and can be parsed");
    x->grade = 3;
    x->question = arena_printf(
        w->arena, "%.*s%.*s",
        STR_ARG(code_words(w, "", function, " has a number that says nothing: ")),
        STR_ARG(
            code_words(w, "", value, ". Find out what it stands for, and give it a name.")));
    return true;
}

/* -- the table -- */

static size_t uses_of(const World *w, SymbolId s)
{
    return w->program->in_start[s + 1] - w->program->in_start[s];
}

static bool may_be_described(const World *w, SymbolId s)
{
    const Def *d = program_def(w->program, s);

    return d->doc_end <= d->doc_start && uses_of(w, s) > 0;
}

static bool may_be_renamed(const World *w, SymbolId s)
{
    return is_private(w, s) && uses_of(w, s) >= 2 && uses_of(w, s) < RENAME_USES_MAX &&
           namesakes(w, s) == 1 && better_name(w, s).len;
}

static bool may_be_tested(const World *w, SymbolId s)
{
    return uses_of(w, s) > 0 && uses_of(w, s) <= TESTED_USES_MAX;
}

/* By its text: exactly one number of two digits or more. */
static bool may_have_number(const World *w, SymbolId s)
{
    const Unit *u = &w->program->units[program_unit_of(w->program, s)];
    const Def *d = program_def(w->program, s);
    Str body = str_sub(evidence_text(w->evidence, program_unit_of(w->program, s)),
                       d->signature_end, d->end);
    uint32_t count = 0;

    if (!constant_form(u->file->language, d->parent != 0) || body.len > SNIPPET_MAX_BYTES / 16)
        return false;
    for (size_t i = 0; i + 1 < body.len; i++) {
        bool is_first = body.ptr[i] >= '1' && body.ptr[i] <= '9' &&
                        (i == 0 || !(strchr("._x'\"", body.ptr[i - 1]) ||
                                     (body.ptr[i - 1] >= '0' && body.ptr[i - 1] <= '9') ||
                                     (body.ptr[i - 1] | 32) - 'a' < 26u));

        count += is_first && body.ptr[i + 1] >= '0' && body.ptr[i + 1] <= '9';
    }
    return count == 1;
}

/* `may` costs little and is asked of many; what `build` makes has still to be proved. */
static const struct {
    const char *rule;
    bool (*may)(const World *w, SymbolId s);
    bool (*build)(const World *w, SymbolId s, Exercise *x);
} changes[] = {
    {"describe", may_be_described, describe},
    {"rename", may_be_renamed, rename_it},
    {"add-test", may_be_tested, add_test},
    {"name-number", may_have_number, name_number},
};

/* Everything but the texts that only a new exercise has; false when it cannot be made or proved. */
static bool build(const World *w, Str rule, SymbolId s, Exercise *x)
{
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        if (str_is(rule, changes[i].rule))
            return is_fit(w, s) && changes[i].build(w, s, x) && is_proved(w, x);
    }
    return false;
}

static void write_texts(Maker *m, SymbolId s, Exercise *x)
{
    Source place = evidence_range(m->world.evidence, s);
    AUTO(buf_done) Buf text = BUF(4096);

    x->level = STR("whole");
    x->view = STR("purpose");
    x->answer = STR("edit");
    x->facts = ARENA_ARRAY(m->world.arena, Source, 1);
    x->facts[x->facts_count++] = place;
    x->hints = ARENA_ARRAY(m->world.arena, Str, 2);
    text_lit(&text, "Begin at ");
    text_cite_source(&text, &place);
    text_lit(&text, ".");
    x->hints[x->hints_count++] = maker_text(m, &text);
    buf_clear(&text);
    buf_printf(&text, "The reference solution changes %u place%s, the first in ",
               x->edits_count, x->edits_count == 1 ? "" : "s");
    text_cite(&text, x->edits[0].path, x->edits[0].line, 0);
    text_lit(&text, ".");
    x->hints[x->hints_count++] = maker_text(m, &text);
}

/* The first that can be proved. */
static void offer_change(Maker *m, size_t i, unsigned grade)
{
    uint32_t tried = 0;
    bool is_found = m->grades & BIT(grade);

    for (size_t n = 0; n < m->functions.len && !is_found && tried < TRIED; n++) {
        SymbolId s = m->functions.at[n];

        const Unit *u = &m->world.program->units[program_unit_of(m->world.program, s)];

        if (u->file->size > CHANGED_FILE_MAX_BYTES || !world_is_code(&m->world, s) ||
            !changes[i].may(&m->world, s))
            continue;
        tried++;
        Thing subject = thing_symbol(&m->world, s);
        Exercise *x = maker_add(m, "first-change", changes[i].rule,
                                thing_value(&m->world, &subject));
        is_found = build(&m->world, x->rule, s, x);
        x->grade = grade;
        if (is_found)
            write_texts(m, s, x);
        else
            maker_drop(m);
    }
    m->grades |= is_found ? BIT(grade) : 0;
}

static void make(Maker *m)
{
    for (unsigned grade = 1; grade <= 3; grade++)
        offer_change(m, grade - 1, grade);
}

void exercise_make_last_change(Maker *m)
{
    offer_change(m, 3, m->grades & BIT(3) ? 1 : 3);
}

static bool is_same(const Exercise *a, const Exercise *b)
{
    if (a->edits_count != b->edits_count || a->checks_count != b->checks_count)
        return false;
    for (uint32_t i = 0; i < a->edits_count; i++) {
        const ExerciseEdit *x = &a->edits[i], *y = &b->edits[i];

        if (!str_eq(x->path, y->path) || strcmp(x->hash, y->hash) != 0 ||
            x->start != y->start || !str_eq(x->before, y->before) ||
            !str_eq(x->after, y->after))
            return false;
    }
    for (uint32_t i = 0; i < a->checks_count; i++) {
        const ExerciseCheck *x = &a->checks[i], *y = &b->checks[i];

        if (!str_eq(x->kind, y->kind) || !str_eq(x->path, y->path) ||
            !str_eq(x->name, y->name) || x->count != y->count)
            return false;
    }
    return true;
}

static bool recompute(const World *w, const Exercise *x, Str *ret_why)
{
    Exercise again = {0};
    Thing subject;

    if (thing_find(w, x->subject, &subject) && subject.kind == THING_SYMBOL &&
        build(w, x->rule, subject.symbol, &again) && is_same(x, &again))
        return true;
    *ret_why = arena_printf(w->arena, "the change to '%.*s' cannot be proved",
                            STR_ARG(x->subject));
    return false;
}

const ExerciseKind exercise_first_change = {"first-change", make, recompute};
