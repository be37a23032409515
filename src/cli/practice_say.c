/*
 * practice_say.c -- what `practice` prints.
 */
#include "cli/practice_say.h"

#include "base/json.h"
#include "course/course_text.h"

enum { QUESTION_IN_LIST_BYTES = 72, LINK_DEPTH_MAX = 3 };

/* -- words -- */

static void colour(Say *s, const char *code)
{
    if (s->has_colour)
        buf_printf(&s->out, "\x1b[%sm", code);
}

static const struct {
    const char *entity;
    char c;
} entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&#58;", ':'}, {"&quot;", '"'}};

/* Escapes of Markdown and HTML undone; control bytes replaced. */
static void put_plain(Buf *out, Str raw)
{
    AUTO(buf_done) Buf plain = BUF(SAY_MAX_BYTES);

    for (size_t i = 0; i < raw.len; i++) {
        bool is_done = false;

        for (size_t e = 0; e < ARRAY_LEN(entities) && !is_done; e++) {
            if (str_starts(str_sub(raw, i, raw.len), str_from(entities[e].entity))) {
                buf_add_char(&plain, entities[e].c);
                i += strlen(entities[e].entity) - 1;
                is_done = true;
            }
        }
        if (is_done || (raw.ptr[i] == '\\' && i + 1 < raw.len && raw.ptr[i + 1] != '\n' &&
                        strchr("\\`*_{}[]()#+-.!>|~&<:", raw.ptr[i + 1])))
            continue;
        buf_add_char(&plain, raw.ptr[i]);
    }
    buf_add_clean(out, buf_str(&plain));
}

static void put_pieces(Say *s, Arena *a, Str text, unsigned depth)
{
    Piece piece;

    while (text_next(a, &text, &piece)) {
        if (piece.kind == PIECE_CODE) {
            colour(s, "36");
            buf_add_clean(&s->out, piece.label);
            colour(s, "0");
        } else if (piece.kind == PIECE_LINK && depth < LINK_DEPTH_MAX) {
            put_pieces(s, a, piece.label, depth + 1);
        } else {
            put_plain(&s->out, piece.kind == PIECE_LINK ? piece.label : piece.raw);
        }
    }
}

void say_text(Say *s, Str text)
{
    AUTO(arena_done) Arena a = {0};

    put_pieces(s, &a, text, 0);
}

static void say_bold(Say *s, Str words)
{
    colour(s, "1");
    put_plain(&s->out, words);
    colour(s, "0");
}

static char letter(uint32_t i)
{
    return (char)('a' + i % 26);
}

/* -- one exercise -- */

static void say_head(Say *s, const Exercise *x)
{
    const Chapter *ch = course_find_chapter(s->course, str_from(x->chapter));

    buf_lit(&s->out, "\n");
    say_bold(s, x->kind);
    buf_printf(&s->out, "  %.16s", x->id);
    if (ch) {
        buf_printf(&s->out, "  chapter %u: ", ch->number);
        put_plain(&s->out, ch->title);
    }
    if (practice_is_solved(s->record, x)) {
        colour(s, "32");
        buf_lit(&s->out, "  solved");
        colour(s, "0");
    }
    buf_lit(&s->out, "\n\n");
}

static void say_lines(Say *s, const Exercise *x)
{
    for (uint32_t i = 0; i < x->lines_count; i++) {
        Str rest = x->lines[i].text, line;

        for (bool is_first = true; str_line(&rest, &line); is_first = false) {
            buf_printf(&s->out, "  %c  ", is_first ? letter(i) : ' ');
            buf_add_clean(&s->out, line);
            buf_lit(&s->out, "\n");
        }
    }
}

static const char *how_to_answer(const Exercise *x)
{
    if (str_is(x->answer, "several"))
        return "Answer with the letters of all that are right.";
    if (str_is(x->answer, "order"))
        return "Answer with the letters in order, leaving out what does not belong.";
    if (str_is(x->answer, "edit"))
        return "Edit the copy; it is checked when you save.";
    return "Answer with a letter.";
}

void say_exercise(Say *s, const Exercise *x)
{
    say_head(s, x);
    say_text(s, x->question);
    buf_lit(&s->out, "\n\n");
    for (uint32_t i = 0; i < x->options_count; i++) {
        buf_printf(&s->out, "  %c  ", letter(i));
        say_text(s, x->options[i].text);
        buf_lit(&s->out, "\n");
    }
    say_lines(s, x);
    for (uint32_t i = 0; i < x->checks_count; i++) {
        if (x->checks[i].words.len == 0)
            continue;
        buf_lit(&s->out, "  - ");
        say_text(s, x->checks[i].words);
        buf_lit(&s->out, "\n");
    }
    if (x->options_count || x->lines_count || x->checks_count)
        buf_lit(&s->out, "\n");
    buf_printf(&s->out, "%s\n", how_to_answer(x));
}

void say_hint(Say *s, const Exercise *x, uint32_t number)
{
    if (number >= x->hints_count) {
        buf_add(&s->out, x->hints_count ? STR("There are no more hints.\n")
                                        : STR("There is no hint for this one.\n"));
        return;
    }
    buf_printf(&s->out, "Hint %u of %u: ", number + 1, x->hints_count);
    say_text(s, x->hints[number]);
    buf_lit(&s->out, "\n");
}

/* -- verdicts -- */

static void say_mark(Say *s, bool is_right)
{
    colour(s, is_right ? "32" : "31");
    buf_add(&s->out, is_right ? STR("Right.") : STR("Not right."));
    colour(s, "0");
    buf_lit(&s->out, "\n");
}

static void say_why(Say *s, uint32_t i, Str explanation)
{
    if (!explanation.len)
        return;
    buf_printf(&s->out, "  %c  ", letter(i));
    say_text(s, explanation);
    buf_lit(&s->out, "\n");
}

void say_verdict(Say *s, const Exercise *x, Verdict v, uint32_t chosen)
{
    if (v == VERDICT_NOT_UNDERSTOOD) {
        buf_printf(&s->out, "That is no answer to this exercise. %s\n", how_to_answer(x));
        return;
    }
    say_mark(s, v == VERDICT_RIGHT);
    for (uint32_t i = 0; i < x->options_count; i++) {
        if (v == VERDICT_RIGHT || (chosen >> i & 1))
            say_why(s, i, x->options[i].explanation);
    }
    for (uint32_t i = 0; i < x->lines_count && v == VERDICT_RIGHT; i++)
        say_why(s, i, x->lines[i].explanation);
    if (v == VERDICT_RIGHT && x->solution.len) {
        say_text(s, x->solution);
        buf_lit(&s->out, "\n");
    }
}

void say_scratch(Say *s, const Exercise *x, const ScratchTold *told)
{
    colour(s, told->is_solved ? "32" : "33");
    put_plain(&s->out, told->words);
    colour(s, "0");
    buf_lit(&s->out, "\n");
    for (uint32_t i = 0; told->holds && i < x->checks_count; i++) {
        if (!x->checks[i].words.len)
            continue;
        buf_printf(&s->out, "  [%c] ", told->holds[i] ? 'x' : ' ');
        say_text(s, x->checks[i].words);
        buf_lit(&s->out, "\n");
    }
    if (told->is_solved && x->solution.len) {
        say_text(s, x->solution);
        buf_lit(&s->out, "\n");
    }
}

/* -- the list -- */

bool practice_is_solved(const Record *r, const Exercise *x)
{
    const RecordEntry *e = record_find(r, x->id);

    return e && e->is_solved;
}

const Exercise *practice_next(const Course *c, const Record *r, const Exercise *after)
{
    uint32_t first = after ? (uint32_t)(after - c->exercises) + 1 : 0;

    for (uint32_t i = 0; i < c->exercises_count; i++) {
        const Exercise *x = &c->exercises[(first + i) % c->exercises_count];

        if (x != after && !practice_is_solved(r, x))
            return x;
    }
    return NULL;
}

static void say_row(Say *s, const Exercise *x)
{
    const RecordEntry *e = record_find(s->record, x->id);
    AUTO(buf_done) Buf kept = s->out;
    char mark = e && e->is_solved ? 'x' : e && e->tries ? '.' : ' ';

    /* the question is written aside, to be cut */
    s->out = BUF(SAY_MAX_BYTES);
    bool has_colour = s->has_colour;
    s->has_colour = false;
    say_text(s, x->question);
    s->has_colour = has_colour;
    Str question = buf_str(&s->out);
    size_t len = MIN_OF(question.len, (size_t)QUESTION_IN_LIST_BYTES);
    while (len && len < question.len && ((unsigned char)question.ptr[len] & 0xC0) == 0x80)
        len--;
    buf_printf(&kept, "  [%c] %.8s  %-12.*s  %.*s%s\n", mark, x->id, STR_ARG(x->kind), (int)len,
               question.ptr ? question.ptr : "", len < question.len ? " ..." : "");
    buf_done(&s->out);
    s->out = kept;
    kept = (Buf){0};
}

static uint32_t count_solved(const Say *s)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->course->exercises_count; i++)
        count += practice_is_solved(s->record, &s->course->exercises[i]);
    return count;
}

void say_list(Say *s)
{
    for (uint32_t c = 0; c < s->course->chapters_count; c++) {
        const Chapter *ch = &s->course->chapters[c];
        bool has_head = false;

        for (uint32_t i = 0; i < s->course->exercises_count; i++) {
            if (strcmp(s->course->exercises[i].chapter, ch->id) != 0)
                continue;
            if (!has_head) {
                buf_printf(&s->out, "%u. ", ch->number);
                say_bold(s, ch->title);
                buf_lit(&s->out, "\n");
            }
            has_head = true;
            say_row(s, &s->course->exercises[i]);
        }
    }
    buf_printf(&s->out, "%u of %u solved\n", count_solved(s), s->course->exercises_count);
}

/* -- JSON -- */

static void json_texts(JsonWriter *w, const char *name, const Str *texts, uint32_t count)
{
    jw_array(w, name);
    for (uint32_t i = 0; i < count; i++)
        jw_put_text(w, texts[i]);
    jw_end_array(w);
}

static void json_state(JsonWriter *w, const Say *s, const Exercise *x)
{
    const RecordEntry *e = record_find(s->record, x->id);

    jw_text(w, "id", str_from(x->id));
    jw_text(w, "kind", x->kind);
    jw_text(w, "chapter", str_from(x->chapter));
    jw_text(w, "answer", x->answer);
    jw_text(w, "question", x->question);
    jw_bool(w, "solved", e && e->is_solved);
    jw_u64(w, "tries", e ? e->tries : 0);
}

static void json_end(Say *s, JsonWriter *w)
{
    jw_end_object(w);
    buf_add_char(&s->out, '\n');
}

void say_json_list(Say *s)
{
    JsonWriter w;

    jw_init(&w, &s->out, 2);
    jw_begin_object(&w);
    jw_u64(&w, "solved", count_solved(s));
    jw_u64(&w, "total", s->course->exercises_count);
    jw_array(&w, "exercises");
    for (uint32_t i = 0; i < s->course->exercises_count; i++) {
        jw_begin_object(&w);
        json_state(&w, s, &s->course->exercises[i]);
        jw_end_object(&w);
    }
    jw_end_array(&w);
    json_end(s, &w);
}

static void json_lettered(JsonWriter *w, uint32_t i, Str text)
{
    char name[2] = {letter(i), '\0'};

    jw_begin_object(w);
    jw_text(w, "letter", str_from(name));
    jw_text(w, "text", text);
    jw_end_object(w);
}

void say_json_exercise(Say *s, const Exercise *x)
{
    const RecordEntry *e = record_find(s->record, x->id);
    JsonWriter w;

    jw_init(&w, &s->out, 2);
    jw_begin_object(&w);
    json_state(&w, s, x);
    jw_array(&w, "options");
    for (uint32_t i = 0; i < x->options_count; i++)
        json_lettered(&w, i, x->options[i].text);
    for (uint32_t i = 0; i < x->lines_count; i++)
        json_lettered(&w, i, x->lines[i].text);
    jw_end_array(&w);
    jw_array(&w, "checks");
    for (uint32_t i = 0; i < x->checks_count; i++) {
        if (x->checks[i].words.len)
            jw_put_text(&w, x->checks[i].words);
    }
    jw_end_array(&w);
    json_texts(&w, "hints", x->hints, e ? MIN_OF(e->hints, x->hints_count) : 0);
    json_end(s, &w);
}

void say_json_verdict(Say *s, const Exercise *x, Verdict v, uint32_t chosen,
                      const ScratchTold *told)
{
    JsonWriter w;

    jw_init(&w, &s->out, 2);
    jw_begin_object(&w);
    json_state(&w, s, x);
    jw_bool(&w, "right", told ? told->is_solved : v == VERDICT_RIGHT);
    jw_array(&w, "explanations");
    for (uint32_t i = 0; i < x->options_count; i++) {
        if (v == VERDICT_RIGHT || (chosen >> i & 1))
            json_lettered(&w, i, x->options[i].explanation);
    }
    jw_end_array(&w);
    if (told) {
        jw_text(&w, "message", told->words);
        jw_array(&w, "checks");
        for (uint32_t i = 0; told->holds && i < x->checks_count; i++) {
            jw_begin_object(&w);
            jw_text(&w, "text", x->checks[i].words);
            jw_bool(&w, "holds", told->holds[i]);
            jw_end_object(&w);
        }
        jw_end_array(&w);
    }
    json_end(s, &w);
}
