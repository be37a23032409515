/*
 * markdown_exercises.c -- exercises as they are read: the question, hints and answer folded away.
 *
 * What is shown is what course.json says; nothing is decided here but the letters of the options.
 */
#include "export/markdown_page.h"

#include "course/course_text.h"

static char letter(uint32_t i)
{
    return (char)('a' + i % 26);
}

static const struct {
    const char *kind, *title;
} titles[] = {
    {"locate", "Locate"},        {"trace", "Trace"},
    {"parsons", "Put in order"}, {"impact", "Impact"},
    {"predict", "Predict"},      {"contrast", "Contrast"},
    {"bug-hunt", "Bug hunt"},    {"first-change", "First change"},
};

static const char *title_of(const Exercise *x)
{
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        if (str_is(x->kind, titles[i].kind))
            return titles[i].title;
    }
    return "Question";
}

/* -- the question -- */

static void put_options(Page *p, const Exercise *x)
{
    for (uint32_t i = 0; i < x->options_count; i++) {
        buf_printf(&p->out, "- (%c) ", letter(i));
        page_text(p, x->options[i].text);
        buf_lit(&p->out, "\n");
    }
    if (x->options_count)
        buf_lit(&p->out, "\n");
}

/* Pieces in one block, a letter before each. */
static void put_lines(Page *p, const Exercise *x)
{
    if (!x->lines_count)
        return;
    buf_printf(&p->out, "~~~~text exercise=%s\n", x->id);
    for (uint32_t i = 0; i < x->lines_count; i++) {
        Str rest = x->lines[i].text, line;

        for (bool is_first = true; str_line(&rest, &line); is_first = false) {
            buf_printf(&p->out, "%c | ", is_first ? letter(i) : ' ');
            buf_add_clean(&p->out, line);
            buf_lit(&p->out, "\n");
        }
    }
    buf_lit(&p->out, "~~~~\n\n");
}

static void put_checks(Page *p, const Exercise *x)
{
    if (!x->checks_count)
        return;
    buf_lit(&p->out, "It is done when:\n\n");
    for (uint32_t i = 0; i < x->checks_count; i++) {
        if (!x->checks[i].words.len)
            continue;
        buf_lit(&p->out, "- ");
        page_text(p, x->checks[i].words);
        buf_lit(&p->out, "\n");
    }
    buf_lit(&p->out, "\n");
}

static void put_how(Page *p, const Exercise *x)
{
    if (str_is(x->answer, "several"))
        buf_lit(&p->out, " *(mark all that do)*");
    buf_lit(&p->out, "\n\n");
    put_options(p, x);
    put_lines(p, x);
    put_checks(p, x);
    if (str_is(x->answer, "edit"))
        buf_printf(
            &p->out,
            "Do it with `fondation practice COURSE %s --repo REPOSITORY`: it makes a copy to "
            "work in, and checks it whenever you save.\n\n",
            x->id);
}

static void put_hints(Page *p, const Exercise *x)
{
    for (uint32_t i = 0; i < x->hints_count; i++) {
        buf_printf(&p->out, "<details><summary>Hint%s</summary>\n\n",
                   x->hints_count > 1 ? arena_printf(&p->arena, " %u", i + 1).ptr : "");
        page_text(p, x->hints[i]);
        buf_lit(&p->out, "\n\n</details>\n\n");
    }
}

/* -- the answer -- */

static void put_explained(Page *p, const Exercise *x, bool is_key)
{
    for (uint32_t i = 0; i < x->options_count; i++) {
        if (x->options[i].is_key != is_key)
            continue;
        buf_printf(&p->out, is_key ? "- **%c**: " : "- %c: ", letter(i));
        page_text(p, x->options[i].explanation);
        buf_lit(&p->out, "\n");
    }
}

static void put_order(Page *p, const Exercise *x)
{
    buf_lit(&p->out, "Order: **");
    for (uint32_t place = 1; place <= x->lines_count; place++) {
        for (uint32_t i = 0; i < x->lines_count; i++) {
            if (x->lines[i].order == place)
                buf_printf(&p->out, place > 1 ? " %c" : "%c", letter(i));
        }
    }
    buf_lit(&p->out, "**.\n\n");
    for (uint32_t i = 0; i < x->lines_count; i++) {
        if (!x->lines[i].explanation.len)
            continue;
        buf_printf(&p->out, "- %c: ", letter(i));
        page_text(p, x->lines[i].explanation);
        buf_lit(&p->out, "\n");
    }
    buf_lit(&p->out, "\n");
}

static void put_answer(Page *p, const Exercise *x)
{
    if (!x->options_count && !x->lines_count && !x->solution.len)
        return;
    buf_lit(&p->out, "<details><summary>Answer</summary>\n\n");
    if (x->lines_count)
        put_order(p, x);
    put_explained(p, x, true);
    put_explained(p, x, false);
    if (x->options_count)
        buf_lit(&p->out, "\n");
    if (x->solution.len) {
        page_text(p, x->solution);
        buf_lit(&p->out, "\n\n");
    }
    buf_lit(&p->out, "</details>\n\n");
}

static void put_exercise(Page *p, const Exercise *x, uint32_t number)
{
    buf_printf(&p->out, "**%u. %s** (`%s`) ", number, title_of(x), x->id);
    page_text(p, x->question);
    put_how(p, x);
    put_hints(p, x);
    put_answer(p, x);
}

void markdown_put_exercises(Page *p, const Chapter *ch)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < p->course->exercises_count; i++) {
        const Exercise *x = &p->course->exercises[i];

        if (strcmp(x->chapter, ch->id) != 0)
            continue;
        if (number++ == 0)
            buf_lit(&p->out, "## Check yourself\n\n");
        put_exercise(p, x, number);
    }
}

void markdown_put_tutorial_exercises(Page *p, const Tutorial *t)
{
    for (uint32_t n = 0; n < t->exercises_count; n++) {
        for (uint32_t i = 0; i < p->course->exercises_count; i++) {
            if (str_is(t->exercises[n], p->course->exercises[i].id))
                put_exercise(p, &p->course->exercises[i], n + 1);
        }
    }
}
