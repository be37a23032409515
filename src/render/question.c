/*
 * question.c -- exercises on a page.
 *
 * Without script a question is read, thought about, and its answer opened: <details> holds every
 * explanation. site.js adds the checking: it reads the keys from the attributes below and opens the
 * explanation of what was chosen.
 *
 *     .exercise[data-q=ID][data-answer=one|several|order|edit]
 *       input[data-key]            an option that is right
 *       ol.order > li[data-line]   a piece to be put in order; data-line 0 does not belong
 *       li[data-why=N]             the explanation of option N
 *
 * Exercises that change files (bug hunts, first changes) need the syntax tree of the learner's files:
 * the page gives the instructions and the command that checks.
 */
#include "render/site.h"

#include "render/texts.h"

#include <inttypes.h>

static Str kind_words(Str kind)
{
    static const struct {
        const char *kind;
        TextId text;
    } kinds[] = {
        {"locate", TEXT_LOCATE},     {"trace", TEXT_TRACE},
        {"parsons", TEXT_PARSONS},   {"predict", TEXT_PREDICT},
        {"impact", TEXT_IMPACT},     {"contrast", TEXT_CONTRAST},
        {"bug-hunt", TEXT_BUG_HUNT}, {"first-change", TEXT_FIRST_CHANGE},
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (str_is(kind, kinds[i].kind))
            return text_of(kinds[i].text);
    }
    return kind;
}

static bool is_order(const Exercise *e)
{
    return str_is(e->answer, "order") || (!e->answer.len && e->lines_count > 0);
}

static bool is_edit(const Exercise *e)
{
    return str_is(e->answer, "edit") || (!e->options_count && !e->lines_count);
}

static void put_letter(Buf *b, uint32_t number)
{
    buf_add_char(b, (char)('A' + number % 26));
}

/* The line that proves it, unless the words name one already. */
static void put_proof(Page *p, Str explanation, const Source *s)
{
    if (str_has(explanation, STR("](cite:")))
        return;
    html_lit(&p->out, " ");
    page_cite(p, s);
}

/* -- options -- */

static void put_options(Page *p, const Exercise *e)
{
    bool is_several = str_is(e->answer, "several");

    html_lit(&p->out, "<fieldset><legend>");
    html_text(&p->out, is_several ? T(CHOOSE_SEVERAL) : T(CHOOSE_ONE));
    html_lit(&p->out, "</legend>\n");
    for (uint32_t i = 0; i < e->options_count; i++) {
        html_lit(&p->out, "<label><input");
        html_attr(&p->out, "type", is_several ? STR("checkbox") : STR("radio"));
        html_attr(&p->out, "name",
                  is_several ? arena_printf(&p->arena, "%sq-%s-%" PRIu32, p->prefix, e->id, i)
                             : arena_printf(&p->arena, "%sq-%s", p->prefix, e->id));
        html_attr_u32(&p->out, "value", i);
        if (e->options[i].is_key)
            html_lit(&p->out, " data-key=\"1\"");
        html_lit(&p->out, "> <b>");
        put_letter(&p->out, i);
        html_lit(&p->out, "</b> <span>");
        page_inline(p, e->options[i].text);
        html_lit(&p->out, "</span></label>\n");
    }
    html_lit(&p->out, "</fieldset>\n");
}

static void put_option_answers(Page *p, const Exercise *e)
{
    html_lit(&p->out, "<ul class=\"answers\">\n");
    for (uint32_t i = 0; i < e->options_count; i++) {
        const ExerciseOption *o = &e->options[i];

        html_lit(&p->out, "<li");
        html_attr(&p->out, "class", o->is_key ? STR("key") : STR("other"));
        html_attr_u32(&p->out, "data-why", i);
        html_lit(&p->out, "><b>");
        put_letter(&p->out, i);
        html_lit(&p->out, "</b> <span><strong>");
        html_text(&p->out, o->is_key ? T(RIGHT) : T(WRONG));
        html_lit(&p->out, ".</strong> ");
        page_inline(p, o->explanation);
        put_proof(p, o->explanation, &o->source);
        html_lit(&p->out, "</span></li>\n");
    }
    html_lit(&p->out, "</ul>\n");
}

/* -- orders -- */

static void put_piece(Page *p, const ExerciseLine *l, bool is_question)
{
    html_lit(&p->out, "<li");
    if (is_question)
        html_attr_u32(&p->out, "data-line", l->order);
    html_lit(&p->out, "><pre><code>");
    html_text(&p->out, l->text);
    html_lit(&p->out, "</code></pre>");
}

static void put_lines(Page *p, const Exercise *e)
{
    html_lit(&p->out, "<p class=\"do\">");
    html_text(&p->out, T(PUT_IN_ORDER));
    html_lit(&p->out, "</p>\n<ol class=\"order\">\n");
    for (uint32_t i = 0; i < e->lines_count; i++) {
        put_piece(p, &e->lines[i], true);
        html_lit(&p->out, "</li>\n");
    }
    html_lit(&p->out, "</ol>\n");
}

/* The next piece in order after `order`; NULL at the end. */
static const ExerciseLine *next_line(const Exercise *e, uint32_t order)
{
    const ExerciseLine *best = NULL;

    for (uint32_t i = 0; i < e->lines_count; i++) {
        if (e->lines[i].order > order && (!best || e->lines[i].order < best->order))
            best = &e->lines[i];
    }
    return best;
}

static void put_line_answers(Page *p, const Exercise *e)
{
    html_lit(&p->out, "<ol class=\"ordered\">\n");
    for (const ExerciseLine *l = next_line(e, 0); l; l = next_line(e, l->order)) {
        put_piece(p, l, false);
        html_lit(&p->out, "<p>");
        page_inline(p, l->explanation);
        put_proof(p, l->explanation, &l->source);
        html_lit(&p->out, "</p></li>\n");
    }
    html_lit(&p->out, "</ol>\n");
    for (uint32_t i = 0; i < e->lines_count; i++) {
        if (e->lines[i].order)
            continue;
        html_lit(&p->out, "<div class=\"stray\"><p><strong>");
        html_text(&p->out, T(DISTRACTOR));
        html_lit(&p->out, "</strong></p><pre><code>");
        html_text(&p->out, e->lines[i].text);
        html_lit(&p->out, "</code></pre><p>");
        page_inline(p, e->lines[i].explanation);
        html_lit(&p->out, "</p></div>\n");
    }
}

/* -- edits -- */

static void put_terminal(Page *p, const Exercise *e)
{
    if (e->checks_count) {
        html_lit(&p->out, "<p class=\"do\">");
        html_text(&p->out, T(ACCEPTED_WHEN));
        html_lit(&p->out, "</p>\n<ul class=\"checks\">\n");
        for (uint32_t i = 0; i < e->checks_count; i++) {
            html_lit(&p->out, "<li>");
            page_inline(p, e->checks[i].words);
            html_lit(&p->out, "</li>\n");
        }
        html_lit(&p->out, "</ul>\n");
    }
    html_lit(&p->out, "<p class=\"do\">");
    html_text(&p->out, T(IN_TERMINAL));
    html_lit(&p->out, "</p>\n<pre tabindex=\"0\"><code>fondation practice COURSE ");
    html_text(&p->out, str_from(e->id));
    html_lit(&p->out, " --repo REPOSITORY</code></pre>\n");
}

static void put_edit_answers(Page *p, const Exercise *e)
{
    for (uint32_t i = 0; i < e->edits_count; i++) {
        const ExerciseEdit *d = &e->edits[i];
        /* of a bug hunt the edit plants the fault: what was there before is the answer */
        Str answer = str_is(e->kind, "bug-hunt") ? d->before : d->after;

        html_lit(&p->out, "<p>");
        html_text(&p->out, T(SOLUTION));
        html_lit(&p->out, ": ");
        page_cite(p, &(Source){d->path, d->line, d->line});
        html_lit(&p->out, "</p>\n<pre tabindex=\"0\"><code>");
        html_text(&p->out, answer);
        html_lit(&p->out, "</code></pre>\n");
    }
}

/* -- the whole -- */

static void put_hints(Page *p, const Exercise *e)
{
    for (uint32_t i = 0; i < e->hints_count; i++) {
        html_lit(&p->out, "<details class=\"hint\"><summary>");
        html_text(&p->out, T(HINT));
        if (e->hints_count > 1)
            buf_printf(&p->out, " %" PRIu32, i + 1);
        html_lit(&p->out, "</summary>\n");
        page_blocks(p, e->hints[i]);
        html_lit(&p->out, "</details>\n");
    }
}

static bool has_answer(const Exercise *e)
{
    return e->options_count || e->lines_count || e->edits_count || e->solution.len;
}

static void put_answers(Page *p, const Exercise *e)
{
    if (!has_answer(e))
        return;
    html_lit(&p->out, "<details class=\"why\"><summary>");
    html_text(&p->out, e->options_count ? T(ANSWER_WHY) : T(ANSWER));
    html_lit(&p->out, "</summary>\n");
    if (e->options_count)
        put_option_answers(p, e);
    if (e->lines_count)
        put_line_answers(p, e);
    if (e->solution.len)
        page_blocks(p, e->solution);
    if (is_edit(e))
        put_edit_answers(p, e);
    html_lit(&p->out, "</details>\n");
}

void page_exercise(Page *p, const Exercise *e)
{
    Str id = arena_printf(&p->arena, "%sq-%s", p->prefix, e->id);
    Str answer = is_order(e) ? STR("order") : is_edit(e) ? STR("edit") : e->answer;

    html_lit(&p->out, "<div class=\"exercise\" role=\"group\"");
    html_attr(&p->out, "id", id);
    html_attr(&p->out, "data-q", str_from(e->id));
    html_attr(&p->out, "data-answer", answer.len ? answer : STR("one"));
    html_attr(&p->out, "aria-labelledby", arena_printf(&p->arena, "%.*s-k", STR_ARG(id)));
    buf_printf(&p->out, ">\n<h%u class=\"kind\"", p->level + 1);
    html_attr(&p->out, "id", arena_printf(&p->arena, "%.*s-k", STR_ARG(id)));
    html_lit(&p->out, ">");
    html_text(&p->out, kind_words(e->kind));
    if (e->grade)
        buf_printf(&p->out, " · %" PRIu32, e->grade);
    buf_printf(&p->out, "</h%u>\n<div class=\"ask\">", p->level + 1);
    page_blocks(p, e->question);
    html_lit(&p->out, "</div>\n");
    if (e->lines_count)
        put_lines(p, e);
    else if (e->options_count)
        put_options(p, e);
    if (is_edit(e))
        put_terminal(p, e);
    else
        html_lit(&p->out, "<p class=\"verdict\" role=\"status\"></p>\n");
    if (!is_edit(e)) {
        html_lit(&p->out, "<p class=\"act\"><button type=\"button\" class=\"check\" hidden>");
        html_text(&p->out, T(CHECK_ANSWER));
        html_lit(&p->out, "</button></p>\n");
    }
    put_hints(p, e);
    put_answers(p, e);
    html_lit(&p->out, "</div>\n");
}
