/*
 * page_source.c -- a file of the repository as a page: what citations lead to where no forge is known.
 *
 * The file itself is never linked to: a browser would run what it holds.
 */
#include "render/frame.h"
#include "render/texts.h"

#include <inttypes.h>

void page_source(Page *p, Str path, Str text)
{
    Frame f = {.title = path, .here = STR(""), .kind = STR("source")};
    uint32_t number = 0;
    Str line;

    frame_begin(p, &f);
    html_lit(&p->out, "<article>\n<header class=\"opening\"><p class=\"crumbs\">");
    html_text(&p->out, T(SOURCE_FILE));
    html_lit(&p->out, "</p><h1>");
    page_source_label(p, &(Source){path, 0, 0});
    html_lit(&p->out,
             "</h1></header>\n<figure class=\"code whole\"><pre tabindex=\"0\"><code>");
    while (str_line(&text, &line) && !p->out.full) {
        number++;
        buf_printf(&p->out, "<span class=\"l\" id=\"L%" PRIu32 "\" data-n=\"%" PRIu32 "\">",
                   number, number);
        html_text(&p->out, line);
        html_lit(&p->out, "\n</span>");
    }
    html_lit(&p->out, "</code></pre></figure>\n</article>\n");
    frame_end(p, &f);
}
