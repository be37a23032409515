/*
 * exercise_bug_hunt.c -- one fault planted in a copy of a function: find and mend it.
 *
 * The key is the file: it is mended when the copy has the file's shape again. What is stored is the edit
 * that plants the fault, so that a copy can be made from any checkout of the commit.
 */
#include "exercise/fault.h"
#include "exercise/maker.h"

enum { OFFERED = 2, LINES_MIN = 5, LINES_MAX = 60, HINTS = 3 };

static uint64_t dice_of(const char *id)
{
    uint64_t dice = 0;

    memcpy(&dice, id, sizeof(dice));
    return dice;
}

static void make_edit(const World *w, SymbolId s, const Fault *f, ExerciseEdit *ret)
{
    UnitId unit = program_unit_of(w->program, s);

    *ret = (ExerciseEdit){.path = w->program->units[unit].file->path,
                          .start = f->start,
                          .line = evidence_line(w->evidence, unit, f->start),
                          .before = f->before,
                          .after = f->after};
    hash_hex_of(evidence_text(w->evidence, unit), ret->hash);
}

static void write_question(Maker *m, SymbolId s, Exercise *x)
{
    AUTO(buf_done) Buf text = BUF(8192);
    Thing subject = thing_symbol(&m->world, s);
    Source source;
    Str sentence = world_sentence(&m->world, s, &source);

    text_lit(&text, "In a copy of ");
    text_code(&text, x->edits[0].path);
    text_lit(&text, " one fault was planted in ");
    thing_write(&m->world, &subject, &text);
    text_lit(&text, ". Find it and mend it.");
    if (sentence.len) {
        text_lit(&text, " The source says of the function: “");
        text_words(&text, sentence);
        text_lit(&text, "”");
    }
    x->question = maker_text(m, &text);
}

static void write_hints(Maker *m, SymbolId s, const Fault *f, Exercise *x)
{
    AUTO(buf_done) Buf text = BUF(4096);
    Source range = evidence_range(m->world.evidence, s);
    uint32_t middle = range.line + (range.end_line - range.line) / 2;

    x->hints = ARENA_ARRAY(m->world.arena, Str, HINTS);
    x->hints[x->hints_count++] = arena_printf(m->world.arena,
                                              "It stands in the %s half of the function.",
                                              x->edits[0].line > middle ? "second" : "first");
    x->hints[x->hints_count++] = arena_printf(m->world.arena, "Look at this: %s.",
                                              fault_words(f->kind));
    buf_printf(&text, "It is in line %u.", x->edits[0].line);
    x->hints[x->hints_count++] = maker_text(m, &text);
}

static void write_solution(Maker *m, const Fault *f, Exercise *x)
{
    AUTO(buf_done) Buf text = BUF(4096);
    const ExerciseEdit *e = &x->edits[0];

    if (f->kind == FAULT_RELEASE) {
        text_lit(&text, "The statement ");
        text_code(&text, str_trim(e->before));
        text_lit(&text, " is missing");
    } else {
        text_code(&text, e->before);
        text_lit(&text, " was made ");
        text_code(&text, e->after);
    }
    text_lit(&text, " (");
    text_cite(&text, e->path, e->line, 0);
    text_lit(&text, ").");
    x->solution = maker_text(m, &text);
}

static void offer(Maker *m, SymbolId s)
{
    Thing subject = thing_symbol(&m->world, s);
    Exercise *x = maker_add(m, "bug-hunt", "plant-fault", thing_value(&m->world, &subject));
    Fault f;

    if (!fault_choose(&m->world, s, dice_of(x->id), &f)) {
        maker_drop(m);
        return;
    }
    x->edits = ARENA_ARRAY(m->world.arena, ExerciseEdit, 1);
    x->edits_count = 1;
    make_edit(&m->world, s, &f, &x->edits[0]);
    x->level = STR("block");
    x->view = STR("execution");
    x->answer = STR("edit");
    x->facts = ARENA_ARRAY(m->world.arena, Source, 1);
    x->facts[x->facts_count++] = world_line(&m->world, subject.unit, f.start);
    write_question(m, s, x);
    write_hints(m, s, &f, x);
    write_solution(m, &f, x);
}

static bool is_fit(const Maker *m, SymbolId s)
{
    Source range = evidence_range(m->world.evidence, s);
    uint32_t lines = range.end_line - range.line + 1;

    const Unit *u = &m->world.program->units[program_unit_of(m->world.program, s)];

    /* the whole file is parsed when the learner's copy is judged */
    return lines >= LINES_MIN && lines <= LINES_MAX &&
           u->file->size <= CODE_TREE_MAX_BYTES / 2 && !u->facts->is_lexical &&
           world_is_alone(&m->world, s);
}

static void make(Maker *m)
{
    size_t before = m->found->len;
    uint32_t tried = 0;

    for (size_t i = 0;
         i < m->functions.len && m->found->len - before < OFFERED && tried < 2 * OFFERED; i++) {
        if (!is_fit(m, m->functions.at[i]))
            continue;
        offer(m, m->functions.at[i]);
        tried++;
    }
}

static bool recompute(const World *w, const Exercise *x, Str *ret_why)
{
    ExerciseEdit again = {0};
    Thing subject;
    Fault f;
    bool is_found = x->edits_count == 1 && thing_find(w, x->subject, &subject) &&
                    subject.kind == THING_SYMBOL &&
                    fault_choose(w, subject.symbol, dice_of(x->id), &f);

    if (is_found)
        make_edit(w, subject.symbol, &f, &again);
    const ExerciseEdit *e = x->edits;
    if (is_found && str_eq(again.path, e->path) && strcmp(again.hash, e->hash) == 0 &&
        again.start == e->start && str_eq(again.before, e->before) &&
        str_eq(again.after, e->after))
        return true;
    *ret_why = arena_printf(w->arena, "the fault in '%.*s' cannot be planted again",
                            STR_ARG(x->subject));
    return false;
}

const ExerciseKind exercise_bug_hunt = {"bug-hunt", make, recompute};
