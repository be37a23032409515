/*
 * markdown.c -- md4c's events as items.
 *
 * md4c tells no lines, but its texts point into the file: the line of an item is counted from there.
 * Texts that it makes up (line breaks, decoded targets) take the line of what came before.
 */
#include "verify/markdown.h"

#include "base/vec.h"

#include <md4c.h>

enum { MADE_UP_MAX_BYTES = 64 }; /* of a text that md4c makes: a line break, a character */

VEC_TYPE(ItemVec, MarkdownItem);

typedef struct Reading {
    Arena *arena;
    Str text;
    ItemVec items;
    bool is_cut;
    size_t at; /* how far lines were counted */
    uint32_t line;
    uint32_t leaf, row, rows;
    uint8_t level; /* of the heading we are in */
    unsigned in_link, in_code;
    uint32_t link_line[8]; /* of the links we are in; links do not nest deeper than images do */
    size_t link_start[8];  /* where the label begins in `label` */
    Buf label;             /* plain words of the heading or of the links we are in */
    Buf code;              /* of the span or block we are in */
    uint32_t code_line;
    Buf html; /* of the block we are in */
    uint32_t html_line;
    bool in_html;
} Reading;

static bool points_into(const Reading *r, const char *p)
{
    return p >= r->text.ptr && p < r->text.ptr + r->text.len;
}

/* Texts come in order but for labels of images, so counting goes on from the last place. */
static void see(Reading *r, const char *p)
{
    if (!points_into(r, p))
        return;
    size_t at = (size_t)(p - r->text.ptr);
    for (; r->at < at; r->at++)
        r->line += r->text.ptr[r->at] == '\n';
    while (r->at > at)
        r->line -= r->text.ptr[--r->at] == '\n';
    for (size_t i = 0; i < MIN_OF(r->in_link, (unsigned)ARRAY_LEN(r->link_line)); i++)
        r->link_line[i] = r->link_line[i] ? r->link_line[i] : r->line;
}

static void push(Reading *r, MarkdownItem item)
{
    if (r->items.len >= MARKDOWN_MAX_ITEMS) {
        r->is_cut = true;
        return;
    }
    item.leaf = r->leaf;
    item.row = r->row;
    item.is_heading = r->level > 0;
    if (item.kind != MARKDOWN_LINK)
        item.is_linked = r->in_link > 0;
    *VEC_PUSH(&r->items) = item;
}

/* -- texts -- */

static void add_entity(Buf *out, Str entity)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"&amp;", "&"}, {"&lt;", "<"},   {"&gt;", ">"},  {"&quot;", "\""},
                 {"&#39;", "'"}, {"&#124;", "|"}, {"&nbsp;", " "}};

    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (str_is(entity, known[i].name)) {
            buf_add(out, str_from(known[i].text));
            return;
        }
    }
    buf_add(out, entity);
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *self)
{
    Reading *r = self;
    Str s = {text, size};

    /* md4c 0.4.8 can tell a length beyond the file's end, found by fuzzing */
    if (points_into(r, text))
        s.len = MIN_OF(s.len, (size_t)(r->text.ptr + r->text.len - text));
    else if (size > MADE_UP_MAX_BYTES)
        return 0;
    see(r, text);
    switch (type) {
    case MD_TEXT_CODE:
        if (r->code.len == 0 && points_into(r, text))
            r->code_line = r->line;
        buf_add(&r->code, s);
        if (r->in_code && (r->in_link || r->level))
            buf_add(&r->label, s);
        break;
    case MD_TEXT_HTML:
        if (r->in_html && r->html.len == 0)
            r->html_line = r->line;
        if (r->in_html)
            buf_add(&r->html, s);
        else
            push(r, (MarkdownItem){.kind = MARKDOWN_HTML,
                                   .line = r->line,
                                   .text = arena_str(r->arena, s)});
        break;
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
        buf_add_char(&r->label, ' ');
        push(r, (MarkdownItem){.kind = MARKDOWN_WORDS, .line = r->line, .text = STR("\n")});
        break;
    case MD_TEXT_ENTITY:
    case MD_TEXT_NORMAL:
    case MD_TEXT_NULLCHAR:
    case MD_TEXT_LATEXMATH:
    default:
        if (type == MD_TEXT_ENTITY)
            add_entity(&r->label, s);
        else
            buf_add(&r->label, s);
        push(r, (MarkdownItem){
                    .kind = MARKDOWN_WORDS, .line = r->line, .text = arena_str(r->arena, s)});
        break;
    }
    return 0;
}

/* -- blocks -- */

static bool is_leaf(MD_BLOCKTYPE type)
{
    return type == MD_BLOCK_P || type == MD_BLOCK_H || type == MD_BLOCK_LI ||
           type == MD_BLOCK_TH || type == MD_BLOCK_TD || type == MD_BLOCK_CODE ||
           type == MD_BLOCK_HTML;
}

static Str attribute(Reading *r, const MD_ATTRIBUTE *a)
{
    AUTO(buf_done) Buf out = BUF(MARKDOWN_MAX_BYTES);

    for (unsigned i = 0; a->text && a->size <= r->text.len && a->substr_offsets[i] < a->size;
         i++) {
        Str part = {a->text + a->substr_offsets[i],
                    a->substr_offsets[i + 1] - a->substr_offsets[i]};

        if (a->substr_types[i] == MD_TEXT_ENTITY)
            add_entity(&out, part);
        else
            buf_add(&out, part);
    }
    return arena_str(r->arena, buf_str(&out));
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    Reading *r = self;

    if (is_leaf(type))
        r->leaf++;
    if (type == MD_BLOCK_TR)
        r->row = ++r->rows;
    if (type == MD_BLOCK_H) {
        r->level = (uint8_t)((MD_BLOCK_H_DETAIL *)detail)->level;
        buf_clear(&r->label);
    }
    if (type == MD_BLOCK_CODE)
        buf_clear(&r->code);
    if (type == MD_BLOCK_HTML) {
        buf_clear(&r->html);
        r->in_html = true;
    }
    return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    Reading *r = self;

    if (type == MD_BLOCK_H) {
        uint8_t level = r->level;

        push(r, (MarkdownItem){.kind = MARKDOWN_HEADING,
                               .level = level,
                               .line = r->line,
                               .text = arena_str(r->arena, str_trim(buf_str(&r->label)))});
        r->level = 0;
    }
    if (type == MD_BLOCK_CODE && r->code.len) {
        const MD_BLOCK_CODE_DETAIL *d = detail;

        push(r, (MarkdownItem){.kind = MARKDOWN_BLOCK,
                               .is_fenced = d->fence_char != 0,
                               .line = r->code_line,
                               .text = arena_str(r->arena, buf_str(&r->code)),
                               .target = attribute(r, &d->info)});
        buf_clear(&r->code);
    }
    if (type == MD_BLOCK_HTML) {
        push(r, (MarkdownItem){.kind = MARKDOWN_HTML,
                               .line = r->html_line,
                               .text = arena_str(r->arena, buf_str(&r->html))});
        r->in_html = false;
    }
    if (type == MD_BLOCK_TR)
        r->row = 0;
    if (is_leaf(type)) {
        r->leaf++;
        buf_clear(&r->label);
    }
    return 0;
}

/* -- spans -- */

static int on_enter_span(MD_SPANTYPE type, void *detail UNUSED, void *self)
{
    Reading *r = self;

    if (type == MD_SPAN_CODE) {
        r->in_code++;
        buf_clear(&r->code);
    }
    if (type == MD_SPAN_A || type == MD_SPAN_IMG) {
        if (r->in_link < ARRAY_LEN(r->link_start)) {
            r->link_start[r->in_link] = r->label.len;
            r->link_line[r->in_link] = 0; /* that of the first text in it */
        }
        r->in_link++;
    }
    return 0;
}

static void leave_link(Reading *r, const MD_ATTRIBUTE *target, bool is_image)
{
    size_t start = 0;
    uint32_t line = r->line;

    r->in_link--;
    if (r->in_link < ARRAY_LEN(r->link_start)) {
        start = r->link_start[r->in_link];
        line = r->link_line[r->in_link] ? r->link_line[r->in_link] : r->line;
    }
    push(r, (MarkdownItem){
                .kind = MARKDOWN_LINK,
                .is_image = is_image,
                .is_linked = r->in_link > 0,
                .line = line,
                .text = arena_str(r->arena, str_sub(buf_str(&r->label), start, r->label.len)),
                .target = attribute(r, target)});
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *self)
{
    Reading *r = self;

    if (type == MD_SPAN_CODE) {
        push(r, (MarkdownItem){.kind = MARKDOWN_CODE,
                               .line = r->code_line,
                               .text = arena_str(r->arena, buf_str(&r->code))});
        r->in_code--;
        buf_clear(&r->code);
    }
    if (type == MD_SPAN_A)
        leave_link(r, &((MD_SPAN_A_DETAIL *)detail)->href, false);
    if (type == MD_SPAN_IMG)
        leave_link(r, &((MD_SPAN_IMG_DETAIL *)detail)->src, true);
    return 0;
}

/* -- the file -- */

/* "---" in the first line, up to the next one: how many bytes, and lines. */
static size_t front_matter(Str text, uint32_t *ret_lines)
{
    Str rest = text, line;
    uint32_t lines = 0;

    if (!str_line(&rest, &line) || !str_is(str_trim(line), "---"))
        return 0;
    for (lines = 1; str_line(&rest, &line);) {
        lines++;
        if (str_is(str_trim(line), "---") || str_is(str_trim(line), "...")) {
            *ret_lines = lines;
            return text.len - rest.len;
        }
    }
    return 0;
}

/* A line that is nothing but the tag of a component: "<Tabs groupId='x'>", "</Tab>". */
static bool is_component_line(Str line)
{
    line = str_trim(line);
    size_t at = str_starts(line, STR("</")) ? 2 : 1;

    return line.len > at && line.ptr[0] == '<' && line.ptr[at] >= 'A' && line.ptr[at] <= 'Z' &&
           str_ends(line, STR(">"));
}

/* To CommonMark such a line begins raw HTML that swallows the fence behind it; where components are
 * used it does not. They give way to blanks, so that all places stay. */
static Str without_components(Arena *a, Str text)
{
    Str rest = text, line;
    char *copy = NULL;

    while (str_line(&rest, &line)) {
        if (!is_component_line(line))
            continue;
        if (!copy)
            copy = arena_cstr(a, text);
        memset(copy + (line.ptr - text.ptr), ' ', line.len);
    }
    return copy ? (Str){copy, text.len} : text;
}

ErrCode markdown_read(Arena *a, Str text, Markdown *ret, Err *err)
{
    uint32_t lines = 0;
    MD_PARSER parser = {
        .flags = MD_DIALECT_GITHUB,
        .enter_block = on_enter_block,
        .leave_block = on_leave_block,
        .enter_span = on_enter_span,
        .leave_span = on_leave_span,
        .text = on_text,
    };

    if (text.len > MARKDOWN_MAX_BYTES)
        return err_set(err, ERR_LIMIT, "it is larger than %d bytes", MARKDOWN_MAX_BYTES);
    size_t skipped = front_matter(text, &lines);
    Reading r = {.arena = a,
                 .text = without_components(a, str_sub(text, skipped, text.len)),
                 .line = lines + 1,
                 .label = BUF(MARKDOWN_MAX_BYTES),
                 .code = BUF(MARKDOWN_MAX_BYTES),
                 .html = BUF(MARKDOWN_MAX_BYTES)};
    /* md4c fails only when memory is out, and memory that is out ends the process elsewhere */
    MUST(md_parse(r.text.len ? r.text.ptr : "", (MD_SIZE)r.text.len, &parser, &r) == 0);
    ret->items = ARENA_ARRAY(a, MarkdownItem, r.items.len);
    if (r.items.len)
        memcpy(ret->items, r.items.at, r.items.len * sizeof(MarkdownItem));
    ret->count = r.items.len;
    ret->is_cut = r.is_cut;
    VEC_DONE(&r.items);
    buf_done(&r.label);
    buf_done(&r.code);
    buf_done(&r.html);
    return ERR_OK;
}

/* -- anchors -- */

Str markdown_slug(Arena *a, Str heading)
{
    AUTO(buf_done) Buf out = BUF(MARKDOWN_MAX_BYTES);

    for (size_t i = 0; i < heading.len; i++) {
        char c = heading.ptr[i];

        if (c >= 'A' && c <= 'Z')
            buf_add_char(&out, (char)(c | 32));
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                 (c & 0x80))
            buf_add_char(&out, c);
        else if (c == ' ')
            buf_add_char(&out, '-');
    }
    return arena_str(a, buf_str(&out));
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == ':';
}

static bool is_wanted(Str name)
{
    return str_eq_nocase(name, STR("id")) || str_eq_nocase(name, STR("name")) ||
           str_eq_nocase(name, STR("href")) || str_eq_nocase(name, STR("src"));
}

bool markdown_html_attribute(Str *rest, Str *ret_name, Str *ret_value)
{
    size_t at = 0;

    while ((at = str_find_char(*rest, '=', at)) != SIZE_MAX) {
        size_t start = at, value = at + 1, end;
        char quote = value < rest->len ? rest->ptr[value] : '\0';

        while (start && is_name(rest->ptr[start - 1]))
            start--;
        Str name = str_sub(*rest, start, at++);
        if (!is_wanted(name) || (start && strchr("=\"'/", rest->ptr[start - 1])))
            continue;
        if (quote == '"' || quote == '\'') {
            end = str_find_char(*rest, quote, ++value);
        } else {
            for (end = value; end < rest->len && !strchr(" \t\r\n>", rest->ptr[end]);)
                end++;
        }
        if (end == SIZE_MAX)
            continue;
        *ret_name = name;
        *ret_value = str_sub(*rest, value, end);
        *rest = str_sub(*rest, end, rest->len);
        return true;
    }
    return false;
}
