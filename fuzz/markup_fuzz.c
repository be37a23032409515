/*
 * markup_fuzz.c -- any bytes as restricted Markdown of a course.
 *
 * Properties: what comes out is limited by what went in, has only the tags of the list, each closed in its
 * order, no attribute but ours, and no address that is not allowed.
 */
#include "fuzz.h"

#include "render/html.h"
#include "render/markup.h"

static Link resolve(void *self UNUSED, Arena *a UNUSED, Str target)
{
    return (Link){.url = target, .kind = (LinkKind)(target.len % 4), .term = target};
}

static const char *const tags[] = {"p",    "ul", "ol",     "li",  "blockquote", "pre",
                                   "code", "em", "strong", "del", "a"};

static size_t tag_number(Str name)
{
    for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
        if (str_is(name, tags[i]))
            return i;
    }
    return SIZE_MAX;
}

static void check_href(Str tag)
{
    size_t start = str_find(tag, STR("href=\""), 0);

    if (start == SIZE_MAX)
        return;
    Str href = str_sub(tag, start + 6, str_find_char(tag, '"', start + 6));
    MUST(url_is_allowed(href));
    MUST(!str_starts(href, STR("javascript:")));
}

/* Walks the tags with a stack. */
static void check_balance(Str html)
{
    unsigned char open[1 << 14];
    size_t depth = 0;

    for (size_t at = 0; (at = str_find_char(html, '<', at)) != SIZE_MAX;) {
        size_t end = str_find_char(html, '>', at);

        MUST(end != SIZE_MAX);
        Str tag = str_sub(html, at + 1, end);
        bool is_end = str_starts(tag, STR("/"));
        Str name = str_sub(tag, is_end, MIN_OF(str_find_char(tag, ' ', 0), tag.len));
        at = end;
        if (str_is(name, "br") || str_is(name, "wbr"))
            continue;
        size_t number = tag_number(name);
        MUST(number != SIZE_MAX);
        if (is_end) {
            MUST(depth > 0 && open[--depth] == number);
        } else {
            MUST(depth < sizeof(open));
            open[depth++] = (unsigned char)number;
            check_href(tag);
        }
    }
    MUST(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf blocks = BUF(64 << 20), line = BUF(64 << 20), plain = BUF(64 << 20);
    Str input = fuzz_input(&a, data, MIN_OF(size, (size_t)16384));
    LinkResolver links = {NULL, resolve};

    markup_blocks(&blocks, input, links);
    markup_inline(&line, input, links);
    markup_plain(&plain, input);
    MUST(blocks.len <= input.len * MARKUP_MAX_GROWTH + 4096);
    MUST(utf8_is_valid(buf_str(&blocks)) && utf8_is_valid(buf_str(&line)));
    check_balance(buf_str(&blocks));
    check_balance(buf_str(&line));
    return 0;
}
