/*
 * document_plain.c -- marked-up text to words, for all forms of documents alike.
 */
#include "source/document.h"

enum { SPAN_MAX_BYTES = 2000 }; /* how far the end of a link, tag or `code` is looked for */

typedef struct Plain {
    Str s;
    size_t at;
    Buf out;
} Plain;

static void put(Plain *p, char c)
{
    bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';

    if (is_blank && (p->out.len == 0 || p->out.ptr[p->out.len - 1] == ' '))
        return;
    buf_add_char(&p->out, is_blank ? ' ' : c);
}

static void put_str(Plain *p, Str s)
{
    for (size_t i = 0; i < s.len; i++)
        put(p, s.ptr[i]);
}

/* The matching bracket for the one at `at`; SIZE_MAX when there is none near. */
static size_t closing(Str s, size_t at, char open, char close)
{
    unsigned depth = 0;

    for (size_t i = at; i < s.len && i < at + SPAN_MAX_BYTES; i++) {
        if (s.ptr[i] == open)
            depth++;
        else if (s.ptr[i] == close && --depth == 0)
            return i;
    }
    return SIZE_MAX;
}

/* "[words](target)", "[words][ref]", "![words](image)" at a bracket. */
static bool take_link(Plain *p, bool is_image)
{
    size_t end = closing(p->s, p->at, '[', ']');

    if (end == SIZE_MAX)
        return false;
    char after = end + 1 < p->s.len ? p->s.ptr[end + 1] : 0;
    size_t target = after == '('   ? closing(p->s, end + 1, '(', ')')
                    : after == '[' ? closing(p->s, end + 1, '[', ']')
                                   : SIZE_MAX;
    Str words = str_sub(p->s, p->at + 1, end);
    if (target == SIZE_MAX && !is_image && str_find_char(words, '[', 0) == SIZE_MAX)
        return false; /* plain brackets */
    if (!is_image) {
        Plain inner = {.s = words, .out = BUF(4096)};

        /* one level deep: "[![badge](x)](y)" leaves nothing */
        if (str_starts(words, STR("!["))) {
            inner.s = STR_NONE;
        }
        put_str(p, inner.s);
    }
    p->at = (target == SIZE_MAX ? end : target) + 1;
    return true;
}

/* "<tag ...>" and "<https://...>". */
static bool take_tag(Plain *p)
{
    size_t end = str_find_char(str_sub(p->s, 0, p->at + SPAN_MAX_BYTES), '>', p->at);
    char next = p->at + 1 < p->s.len ? p->s.ptr[p->at + 1] : 0;

    if (end == SIZE_MAX)
        return false;
    Str inside = str_sub(p->s, p->at + 1, end);
    if (str_starts(inside, STR("http://")) || str_starts(inside, STR("https://"))) {
        put_str(p, inside);
    } else if (!((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/' ||
                 next == '!')) {
        return false;
    }
    p->at = end + 1;
    return true;
}

/* Of reStructuredText: `words <target>`_ , :role:`words`, ``code``; and `code` of all. */
static void take_ticks(Plain *p)
{
    size_t ticks = 0, end;

    while (p->at + ticks < p->s.len && p->s.ptr[p->at + ticks] == '`')
        ticks++;
    Str mark = str_sub(p->s, p->at, p->at + ticks);
    end = str_find(str_sub(p->s, 0, p->at + ticks + SPAN_MAX_BYTES), mark, p->at + ticks);
    if (end == SIZE_MAX) {
        p->at += ticks;
        return;
    }
    Str words = str_sub(p->s, p->at + ticks, end);
    size_t target = str_rfind_char(words, '<');
    if (ticks == 1 && target != SIZE_MAX && target > 0 && words.len &&
        words.ptr[words.len - 1] == '>')
        words = str_trim(str_sub(words, 0, target));
    if (words.len > 1 && words.ptr[0] == '~') { /* :class:`~pkg.Name` shows Name */
        size_t dot = str_rfind_char(words, '.');

        words = str_sub(words, dot == SIZE_MAX ? 1 : dot + 1, words.len);
    }
    put_str(p, words);
    p->at = end + ticks;
    while (p->at < p->s.len && p->s.ptr[p->at] == '_')
        p->at++;
}

/* ":role:" before a tick. */
static bool take_role(Plain *p)
{
    size_t i = p->at + 1;

    while (i < p->s.len && ((p->s.ptr[i] >= 'a' && p->s.ptr[i] <= 'z') || p->s.ptr[i] == '-' ||
                            p->s.ptr[i] == ':'))
        i++;
    if (i >= p->s.len || p->s.ptr[i] != '`' || i < p->at + 3 || p->s.ptr[i - 1] != ':')
        return false;
    p->at = i;
    return true;
}

bool document_is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c & 0x80);
}

/* A run of * or _ that marks emphasis: at the edge of a word. */
static bool is_emphasis(const Plain *p)
{
    char c = p->s.ptr[p->at];
    size_t end = p->at;

    while (end < p->s.len && p->s.ptr[end] == c)
        end++;
    bool word_before = p->at > 0 && document_is_word(p->s.ptr[p->at - 1]);
    bool word_after = end < p->s.len && document_is_word(p->s.ptr[end]);
    if (c == '_')
        return word_before != word_after;
    return word_before || word_after || end - p->at == 2;
}

Str document_plain(Arena *a, Str marked)
{
    Plain p = {.s = marked, .out = BUF(marked.len + 16)};

    while (p.at < p.s.len) {
        char c = p.s.ptr[p.at];
        char next = p.at + 1 < p.s.len ? p.s.ptr[p.at + 1] : 0;

        if (c == '!' && next == '[') {
            p.at++;
            if (!take_link(&p, true))
                put(&p, c);
            continue;
        }
        if (c == '`') {
            take_ticks(&p);
            continue;
        }
        if ((c == '[' && take_link(&p, false)) || (c == '<' && take_tag(&p)) ||
            (c == ':' && take_role(&p)))
            continue;
        if (c == '\\' && next && !document_is_word(next)) {
            put(&p, next);
            p.at += 2;
            continue;
        }
        if ((c == '*' || c == '_') && is_emphasis(&p)) {
            while (p.at < p.s.len && p.s.ptr[p.at] == c)
                p.at++;
            continue;
        }
        put(&p, c);
        p.at++;
    }
    Str words = arena_str(a, str_trim(buf_str(&p.out)));
    buf_done(&p.out);
    return words;
}
