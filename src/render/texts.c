/*
 * texts.c -- the table in English.
 */
#include "render/texts.h"

#include "render/html.h"

static const char *const texts[TEXT_COUNT] = {
#define X(id, words) words,
    TEXTS(X)
#undef X
};

Str text_of(TextId id)
{
    return str_from(texts[id]);
}

void texts_put_for_script(Buf *b)
{
    html_lit(b, "<div id=\"words\" hidden");
#define X(name, words) html_attr(b, "data-" name, STR(words));
    SCRIPT_TEXTS(X)
#undef X
    html_lit(b, "></div>\n");
}
