/*
 * markup.c -- callbacks of md4c that write through the escaping calls.
 */
#include "render/markup.h"

#include "render/html.h"

#include <md4c.h>

typedef enum Mode { MODE_BLOCKS, MODE_INLINE, MODE_PLAIN } Mode;

enum {
    MARKUP_MAX_SPANS = 48, /* in each other; deeper ones lose their tags */
    CODE_UNBROKEN = 14,    /* bytes of a name that are kept together */
    CODE_PIECE_MIN = 4,
};

/* md4c 0.4.8 now and then ends a span that it never began, or ends two in the wrong order: what is
 * open is kept here, and only that is closed. */
typedef struct OpenSpan {
    MD_SPANTYPE type;
    const char *tag; /* NULL: nothing was written */
} OpenSpan;

typedef struct Markup {
    Buf *out;
    Str input;
    Mode mode;
    LinkResolver links;
    Arena arena;
    unsigned blocks; /* open blocks that may nest: lists, quotes */
    unsigned images; /* open images: their text stays, their tags do not */
    OpenSpan spans[MARKUP_MAX_SPANS];
    unsigned span_count;
    bool is_cite; /* inside a citation: paths may be broken after a '/' */
    uint32_t paragraphs;
} Markup;

/* A nonzero answer ends the parse: what is written is balanced no more, so the caller drops it. */
static int is_over(const Markup *m)
{
    return m->out->full;
}

static const char *block_tag(MD_BLOCKTYPE type)
{
    switch (type) {
    case MD_BLOCK_QUOTE:
        return "blockquote";
    case MD_BLOCK_UL:
        return "ul";
    case MD_BLOCK_OL:
        return "ol";
    case MD_BLOCK_LI:
        return "li";
    case MD_BLOCK_CODE:
        return "pre";
    case MD_BLOCK_P:
        return "p";
    case MD_BLOCK_H:
        return "p"; /* headings are the page's affair */
    default:
        return NULL;
    }
}

static bool nests(MD_BLOCKTYPE type)
{
    return type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL ||
           type == MD_BLOCK_LI;
}

static void close_spans(Markup *m, unsigned down_to)
{
    while (m->span_count > down_to) {
        const OpenSpan *s = &m->spans[--m->span_count];

        if (s->tag)
            buf_printf(m->out, "</%s>", s->tag);
        if (s->type == MD_SPAN_A)
            m->is_cite = false;
    }
}

/* Between blocks of plain text there is a space; the caller folds the rest. */
static int plain_block(Markup *m)
{
    if (m->out->len && m->out->ptr[m->out->len - 1] != ' ')
        buf_add_char(m->out, ' ');
    return is_over(m);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    Markup *m = self;
    const char *tag = block_tag(type);

    if (m->mode == MODE_PLAIN)
        return plain_block(m);
    close_spans(m, 0);
    if (!tag)
        return 0;
    if (nests(type) && ++m->blocks > MARKUP_MAX_DEPTH)
        return is_over(m);
    if (m->blocks > MARKUP_MAX_DEPTH || (m->mode == MODE_INLINE && type == MD_BLOCK_P)) {
        if (m->paragraphs++)
            html_lit(m->out, "<br>");
        return is_over(m);
    }
    if (type == MD_BLOCK_OL && ((const MD_BLOCK_OL_DETAIL *)detail)->start != 1)
        buf_printf(m->out, "<ol start=\"%u\">", ((const MD_BLOCK_OL_DETAIL *)detail)->start);
    else if (type == MD_BLOCK_CODE)
        html_lit(m->out, "<pre tabindex=\"0\"><code>");
    else
        buf_printf(m->out, "<%s>", tag);
    return is_over(m);
}

static int leave_block(MD_BLOCKTYPE type, void *detail UNUSED, void *self)
{
    Markup *m = self;
    const char *tag = block_tag(type);

    if (m->mode == MODE_PLAIN || !tag)
        return is_over(m);
    close_spans(m, 0);
    bool is_flat = m->blocks > MARKUP_MAX_DEPTH;
    if (nests(type))
        m->blocks--;
    if (is_flat || (m->mode == MODE_INLINE && type == MD_BLOCK_P))
        return is_over(m);
    if (type == MD_BLOCK_CODE)
        html_lit(m->out, "</code></pre>");
    else
        buf_printf(m->out, "</%s>", tag);
    return is_over(m);
}

/* An attribute's text with entities and NULs as md4c found them; only what our own writers use is
 * decoded, the rest stays as written. */
static Str attribute_text(Markup *m, const MD_ATTRIBUTE *attribute)
{
    AUTO(buf_done) Buf text = BUF(64 << 10);

    for (size_t i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
        MD_OFFSET from = attribute->substr_offsets[i], to = attribute->substr_offsets[i + 1];
        Str part = {attribute->text + from, to - from};

        if (attribute->substr_types[i] == MD_TEXT_ENTITY && str_is(part, "&amp;"))
            buf_lit(&text, "&");
        else
            buf_add(&text, part);
    }
    return arena_str(&m->arena, buf_str(&text));
}

/* Returns the tag that was written; NULL for an address that is not allowed. */
static const char *open_link(Markup *m, const MD_SPAN_A_DETAIL *detail)
{
    Link link = m->links.resolve(m->links.self, &m->arena, attribute_text(m, &detail->href));

    if (!url_is_allowed(link.url))
        return NULL;
    html_lit(m->out, "<a");
    html_attr(m->out, "href", link.url);
    m->is_cite = link.kind == LINK_CITE;
    if (link.kind == LINK_CITE)
        html_lit(m->out, " class=\"cite\"");
    if (link.kind == LINK_TERM) {
        html_lit(m->out, " class=\"term\"");
        html_attr(m->out, "data-t", link.term);
    }
    if (url_is_external(link.url))
        html_lit(m->out, " rel=\"noreferrer\"");
    html_lit(m->out, ">");
    return "a";
}

static const char *span_tag(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_EM:
        return "em";
    case MD_SPAN_STRONG:
        return "strong";
    case MD_SPAN_CODE:
        return "code";
    case MD_SPAN_DEL:
        return "del";
    default:
        return NULL;
    }
}

static const char *open_span(Markup *m, MD_SPANTYPE type, void *detail)
{
    const char *tag = span_tag(type);

    if (type == MD_SPAN_A)
        return open_link(m, detail);
    if (tag)
        buf_printf(m->out, "<%s>", tag);
    return tag;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *self)
{
    Markup *m = self;

    if (m->mode == MODE_PLAIN)
        return is_over(m);
    m->images += type == MD_SPAN_IMG;
    if (m->images || m->span_count == MARKUP_MAX_SPANS)
        return is_over(m);
    m->spans[m->span_count].type = type;
    m->spans[m->span_count].tag = open_span(m, type, detail);
    m->span_count++;
    return is_over(m);
}

static int leave_span(MD_SPANTYPE type, void *detail UNUSED, void *self)
{
    Markup *m = self;
    unsigned at = m->span_count;

    if (m->mode == MODE_PLAIN)
        return is_over(m);
    if (m->images) {
        m->images -= type == MD_SPAN_IMG;
        return is_over(m);
    }
    while (at > 0 && m->spans[at - 1].type != type)
        at--;
    if (at > 0)
        close_spans(m, at - 1);
    return is_over(m);
}

/* Numeric entities become their character; of the named ones, those that escaping makes. Others are
 * shown as they stand. */
static void put_entity(Markup *m, Str entity)
{
    static const struct {
        const char *name, *text;
    } named[] = {{"&lt;", "<"},    {"&gt;", ">"},   {"&amp;", "&"},
                 {"&quot;", "\""}, {"&nbsp;", " "}, {"&apos;", "'"}};
    uint64_t code = 0;
    Str digits = str_sub(entity, 2, entity.len - 1);

    for (size_t i = 0; i < ARRAY_LEN(named); i++) {
        if (str_is(entity, named[i].name)) {
            html_text(m->out, str_from(named[i].text));
            return;
        }
    }
    if (str_starts(entity, STR("&#")) && parse_u64(digits, 0x7e, &code) && code >= 0x20) {
        char c = (char)code;

        html_text(m->out, (Str){&c, 1});
        return;
    }
    html_text(m->out, entity);
}

/* Where a long name may be broken: after what joins its parts. */
static void put_code(Markup *m, Str code)
{
    while (m->mode != MODE_PLAIN && code.len > CODE_UNBROKEN) {
        size_t end = 1;

        while (end < code.len && (end < CODE_PIECE_MIN || !strchr("_./:,(", code.ptr[end - 1])))
            end++;
        html_text(m->out, str_sub(code, 0, end));
        if (end < code.len && code.ptr[end] != ' ' && code.ptr[end] != code.ptr[end - 1])
            html_lit(m->out, "<wbr>");
        code = str_sub(code, end, code.len);
    }
    html_text(m->out, code);
}

static void put_words(Markup *m, Str words)
{
    while (m->is_cite && m->mode != MODE_PLAIN && words.len) {
        size_t slash = str_find_char(words, '/', 0);
        size_t end = slash == SIZE_MAX ? words.len : slash + 1;

        html_text(m->out, str_sub(words, 0, end));
        if (slash != SIZE_MAX)
            html_lit(m->out, "<wbr>");
        words = str_sub(words, end, words.len);
    }
    html_text(m->out, words);
}

/* md4c 0.4.8 can name a piece whose end lies before its beginning, which is then of a size that leaves
 * the input. Pieces are parts of the input, or a few constant bytes of md4c's own. */
static bool is_sound(const Markup *m, Str piece)
{
    enum { CONSTANT_MAX = 64 };
    uintptr_t at = (uintptr_t)piece.ptr, start = (uintptr_t)m->input.ptr;

    if (at < start || at >= start + m->input.len)
        return piece.len <= CONSTANT_MAX;
    return piece.len <= start + m->input.len - at;
}

static int put_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *self)
{
    Markup *m = self;
    Str words = {text, size};

    if (!is_sound(m, words))
        return is_over(m);

    switch (type) {
    case MD_TEXT_NULLCHAR:
        html_text(m->out, STR("\xef\xbf\xbd"));
        break;
    case MD_TEXT_BR:
        if (m->mode == MODE_PLAIN)
            html_lit(m->out, " ");
        else
            html_lit(m->out, "<br>");
        break;
    case MD_TEXT_SOFTBR:
        html_lit(m->out, " ");
        break;
    case MD_TEXT_ENTITY:
        put_entity(m, words);
        break;
    case MD_TEXT_CODE:
        put_code(m, words);
        break;
    default:
        put_words(m, words);
        break;
    }
    return is_over(m);
}

static const MD_PARSER parser = {
    .flags = MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS,
    .enter_block = enter_block,
    .leave_block = leave_block,
    .enter_span = enter_span,
    .leave_span = leave_span,
    .text = put_text,
};

/* A line break and zeros behind the text: md4c 0.4.8 looks at a byte or two beyond the last line. */
static Str guarded(Buf *copy, Str text)
{
    static const char zeros[16];

    buf_add(copy, text);
    buf_lit(copy, "\n");
    buf_add_bytes(copy, zeros, sizeof(zeros));
    return (Str){copy->ptr, text.len + 1};
}

/* Written aside and taken whole: a parse that ended early would leave tags open. */
static void render(Buf *out, Str text, LinkResolver links, Mode mode)
{
    text = str_sub(text, 0, MARKUP_MAX_BYTES);
    AUTO(buf_done) Buf html = BUF(text.len * MARKUP_MAX_GROWTH + 4096);
    AUTO(buf_done) Buf copy = BUF(MARKUP_MAX_BYTES + 64);
    Str input = guarded(&copy, text);
    Markup m = {.out = &html, .input = input, .mode = mode, .links = links};
    int rc = md_parse(input.ptr, (MD_SIZE)input.len, &parser, &m);

    if (rc == 0 && !html.full)
        buf_add(out, str_trim(buf_str(&html)));
    else
        html_text(out, text);
    arena_done(&m.arena);
}

void markup_blocks(Buf *out, Str text, LinkResolver links)
{
    render(out, text, links, MODE_BLOCKS);
}

void markup_inline(Buf *out, Str text, LinkResolver links)
{
    render(out, text, links, MODE_INLINE);
}

/* html_text wrote it escaped: the entities are taken back. */
void markup_plain(Buf *out, Str text)
{
    static const struct {
        const char *entity;
        char c;
    } entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    AUTO(buf_done) Buf html = BUF(MARKUP_MAX_BYTES * 8);

    render(&html, text, (LinkResolver){0}, MODE_PLAIN);
    Str words = buf_str(&html);
    for (size_t i = 0; i < words.len;) {
        size_t len = 1;
        char c = words.ptr[i];

        for (size_t e = 0; c == '&' && e < ARRAY_LEN(entities); e++) {
            if (str_starts(str_sub(words, i, words.len), str_from(entities[e].entity))) {
                c = entities[e].c;
                len = strlen(entities[e].entity);
            }
        }
        if (c == '\n' || c == '\t')
            c = ' ';
        if (c != ' ' || (out->len && out->ptr[out->len - 1] != ' '))
            buf_add_char(out, c);
        i += len;
    }
}
