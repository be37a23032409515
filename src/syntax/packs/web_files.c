/*
 * web_files.c -- HTML and CSS: headings, named places, template blocks, what is loaded; rules,
 * custom properties, animations. The grammars are only for highlighting.
 */
#include "syntax/pack.h"
#include "syntax/packs/text_facts.h"

/* -- HTML -- */

enum { TAG_MAX_BYTES = 4096, TITLE_MAX_BYTES = 300 };

/* The value of an attribute in a tag; empty when it is not there. */
static Str attribute(Str tag, const char *name)
{
    Str n = str_from(name);

    for (size_t at = 0; (at = str_find(tag, n, at)) != SIZE_MAX; at += n.len) {
        size_t i = at + n.len;
        bool is_alone = at > 0 && str_has(STR(" \t\r\n"), str_sub(tag, at - 1, at));

        if (!is_alone || i + 1 >= tag.len || tag.ptr[i] != '=' ||
            (tag.ptr[i + 1] != '"' && tag.ptr[i + 1] != '\''))
            continue;
        size_t end = str_find_char(tag, tag.ptr[i + 1], i + 2);
        return end == SIZE_MAX ? STR_NONE : str_sub(tag, i + 2, end);
    }
    return STR_NONE;
}

static bool is_tag(Str tag, const char *name)
{
    Str n = str_from(name);

    return tag.len >= n.len && str_eq_nocase(str_sub(tag, 0, n.len), n) &&
           (tag.len == n.len || str_has(STR(" \t\r\n/"), str_sub(tag, n.len, n.len + 1)));
}

static void take_tag(TextFacts *t, Str tag, size_t after)
{
    uint32_t line = text_line(t, text_offset(t, tag));
    Str id = attribute(tag, "id");

    if (id.len && !str_has(id, STR("{")))
        (void)text_add_def(t, DEF_PROPERTY, id, line, line);
    if ((tag.len >= 2 && (tag.ptr[0] == 'h' || tag.ptr[0] == 'H') && tag.ptr[1] >= '1' &&
         tag.ptr[1] <= '6') ||
        is_tag(tag, "title")) {
        Str near = str_sub(t->src, after, after + TITLE_MAX_BYTES);
        Str words = str_trim(str_sub(near, 0, str_find_char(near, '<', 0)));

        if (words.len && str_find_char(words, '\n', 0) == SIZE_MAX)
            (void)text_add_def(t, DEF_SECTION, words, line, line);
    }
    if (is_tag(tag, "script") || is_tag(tag, "link")) {
        Str loaded = attribute(tag, is_tag(tag, "script") ? "src" : "href");

        if (loaded.len && !str_has(loaded, STR("{")))
            facts_add_import(t->b, (Import){.module = facts_add_name(t->b, loaded),
                                            .scope = 1,
                                            .kind = IMPORT_MODULE,
                                            .at = text_offset(t, loaded)});
    }
}

/* "{% block name %}", "{% extends 'x' %}" of Django, Jinja and their like. */
static void take_template(TextFacts *t, Str inside)
{
    static const char *const openers[] = {"block ", "macro ", "define "};

    inside = str_trim(inside);
    for (size_t i = 0; i < ARRAY_LEN(openers); i++) {
        Str word = str_from(openers[i]);

        if (!str_starts(inside, word))
            continue;
        Str name = str_trim(str_sub(inside, word.len, inside.len));
        size_t end = 0;
        while (end < name.len && !str_has(STR(" (\t"), str_sub(name, end, end + 1)))
            end++;
        uint32_t line = text_line(t, text_offset(t, inside));
        (void)text_add_def(t, DEF_RULE, str_sub(name, 0, end), line, line);
    }
}

static void read_html(Str src, FactsBuilder *b)
{
    TextFacts t;

    text_facts_begin(&t, src, b, NULL);
    for (size_t at = 0; at < src.len; at++) {
        char c = src.ptr[at];
        Str near = str_sub(src, at, at + TAG_MAX_BYTES);

        if (c == '<' && str_starts(near, STR("<!--"))) {
            at = MIN_OF(str_find(src, STR("-->"), at), src.len - 1);
        } else if (c == '<' && at + 1 < src.len && src.ptr[at + 1] != '/') {
            size_t end = str_find_char(near, '>', 0);

            if (end == SIZE_MAX)
                continue;
            take_tag(&t, str_sub(near, 1, end), at + end + 1);
            at += end;
        } else if (c == '{' && str_starts(near, STR("{%"))) {
            size_t end = str_find(near, STR("%}"), 0);

            if (end == SIZE_MAX)
                continue;
            take_template(&t, str_sub(near, 2, end));
            at += end;
        }
    }
    text_facts_done(&t);
}

/* -- CSS -- */

enum { SELECTOR_MAX_BYTES = 200, CSS_DEPTH_MAX = 16 };

typedef struct CssReader {
    TextFacts t;
    uint32_t open[CSS_DEPTH_MAX]; /* def of the rule around; 0: none */
    unsigned depth;
} CssReader;

/* What stands before a '{': a selector or an at-rule. */
static void open_rule(CssReader *r, Str head)
{
    uint32_t def = 0;

    head = str_trim(head);
    if (head.len && head.len <= SELECTOR_MAX_BYTES) {
        uint32_t line = text_line(&r->t, text_offset(&r->t, head));
        Str name = head;

        if (str_starts(name, STR("@keyframes ")))
            name = str_trim(str_sub(name, 11, name.len));
        if (name.ptr[0] != '@')
            def = text_add_def(&r->t, DEF_RULE, name, line, line);
    }
    if (r->depth < CSS_DEPTH_MAX)
        r->open[r->depth] = def;
    r->depth++;
}

static void close_rule(CssReader *r, size_t at)
{
    if (r->depth == 0)
        return;
    r->depth--;
    uint32_t def = r->depth < CSS_DEPTH_MAX ? r->open[r->depth] : 0;
    if (def) {
        Def *d = &r->t.b->defs.at[def];

        d->end = MAX_OF((uint32_t)at + 1, d->signature_end);
        d->end_line = MAX_OF(text_line(&r->t, (uint32_t)at), d->line);
        d->flags |= DEF_HAS_BODY;
    }
}

/* "--name: value" */
static void take_declaration(CssReader *r, Str text)
{
    text = str_trim(text);
    size_t colon = str_find_char(text, ':', 0);
    if (str_starts(text, STR("--")) && colon != SIZE_MAX && colon < SELECTOR_MAX_BYTES) {
        uint32_t line = text_line(&r->t, text_offset(&r->t, text));

        (void)text_add_def(&r->t, DEF_VARIABLE, str_trim(str_sub(text, 0, colon)), line, line);
    }
}

static void read_css(Str src, FactsBuilder *b)
{
    CssReader r = {0};
    size_t start = 0;

    text_facts_begin(&r.t, src, b, NULL);
    for (size_t at = 0; at < src.len; at++) {
        char c = src.ptr[at];

        if (c == '/' && at + 1 < src.len && src.ptr[at + 1] == '*') {
            at = MIN_OF(str_find(src, STR("*/"), at + 2), src.len - 2) + 1;
            start = str_trim(str_sub(src, start, at)).len && src.ptr[start] == '/' ? at + 1
                                                                                   : start;
        } else if (c == '"' || c == '\'') {
            at = MIN_OF(str_find_char(src, c, at + 1), src.len - 1);
        } else if (c == '{' || c == '}' || c == ';') {
            Str before = str_sub(src, start, at);

            while (str_starts(str_trim(before), STR("/*"))) {
                size_t end = str_find(before, STR("*/"), 0);

                before = end == SIZE_MAX ? STR_NONE : str_sub(before, end + 2, before.len);
            }
            if (c == '{')
                open_rule(&r, before);
            else
                take_declaration(&r, before);
            if (c == '}')
                close_rule(&r, at);
            start = at + 1;
        }
    }
    text_facts_done(&r.t);
}

const TSLanguage *tree_sitter_html(void);
const TSLanguage *tree_sitter_css(void);

const Pack pack_html = {
    .language = LANG_HTML, .version = 1, .grammar = tree_sitter_html, .read_text = read_html};
const Pack pack_css = {
    .language = LANG_CSS, .version = 1, .grammar = tree_sitter_css, .read_text = read_css};
