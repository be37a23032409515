/*
 * rust_holes.c -- Rust's pack: item macros that only wrap.
 *
 * `cfg_rt! { pub mod task; ... }` puts items behind a condition; to the grammar its inside is a heap
 * of tokens. The macro's name with its brace, and the brace that closes it, are hidden from the
 * parser, which then sees the items as if they stood there by themselves. Known by name: cfg_*,
 * cfg_if with its branches, feature, pin_project.
 *
 * One pass over the bytes that knows comments, strings, characters and lifetimes.
 */
#include "syntax/packs/rust.h"

enum { WRAPPERS_MAX_DEPTH = 64 };

typedef struct Scanner {
    Str src;
    size_t at;
    TreeHoles *holes;
    unsigned depth;                       /* of braces */
    unsigned wrapper[WRAPPERS_MAX_DEPTH]; /* depths whose closing brace is hidden, too */
    bool is_cfg_if[WRAPPERS_MAX_DEPTH];   /* a cfg_if!, whose branches are to be opened */
    unsigned wrapper_count;
    char before; /* the last byte that is neither space nor comment */
} Scanner;

static char byte_at(const Scanner *s, size_t at)
{
    return at < s->src.len ? s->src.ptr[at] : 0;
}

static bool is_word(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c & 0x80);
}

static void skip_block_comment(Scanner *s)
{
    unsigned depth = 0;

    do {
        bool opens = byte_at(s, s->at) == '/' && byte_at(s, s->at + 1) == '*';
        bool closes = byte_at(s, s->at) == '*' && byte_at(s, s->at + 1) == '/';

        depth += opens;
        depth -= closes;
        s->at += opens || closes ? 2 : 1;
    } while (depth && s->at < s->src.len);
}

/* r"..", r#".."#, with the quote or # at s->at. False: no raw string. */
static bool skip_raw_string(Scanner *s)
{
    size_t hashes = 0, at = s->at;

    while (byte_at(s, at) == '#') {
        hashes++;
        at++;
    }
    if (byte_at(s, at) != '"')
        return false;
    for (at++; at < s->src.len; at++) {
        size_t n = 0;

        if (s->src.ptr[at] != '"')
            continue;
        while (n < hashes && byte_at(s, at + 1 + n) == '#')
            n++;
        if (n == hashes)
            break;
        at += n;
    }
    s->at = at + 1 + hashes;
    return true;
}

static void skip_string(Scanner *s)
{
    for (s->at++; s->at < s->src.len && s->src.ptr[s->at] != '"'; s->at++)
        s->at += s->src.ptr[s->at] == '\\';
    s->at++;
}

/* 'a' and '\n' are characters, 'a is a lifetime. */
static void skip_quote(Scanner *s)
{
    char first = byte_at(s, s->at + 1);

    s->at++;
    if (first == '\\') {
        for (s->at += 2;
             s->at < s->src.len && s->src.ptr[s->at] != '\'' && s->src.ptr[s->at] != '\n';
             s->at++)
            ;
        s->at++;
        return;
    }
    size_t end = s->at + MAX_OF(utf8_len_at(s->src, s->at), (size_t)1);
    if (byte_at(s, end) == '\'')
        s->at = end + 1;
}

static size_t past_space(const Scanner *s, size_t at)
{
    while (byte_at(s, at) == ' ' || byte_at(s, at) == '\t' || byte_at(s, at) == '\n' ||
           byte_at(s, at) == '\r')
        at++;
    return at;
}

static void hide(Scanner *s, size_t start, size_t end)
{
    *VEC_PUSH(s->holes) = (TreeHole){.start = (uint32_t)start, .end = (uint32_t)end};
}

static bool is_wrapper_name(Str name)
{
    return (str_starts(name, STR("cfg_")) && !str_is(name, "cfg_attr")) ||
           str_is(name, "feature") || str_is(name, "pin_project");
}

/* From here on to its partner the brace is hidden. */
static void open_hidden(Scanner *s, size_t start, size_t brace, bool is_cfg_if)
{
    hide(s, start, brace + 1);
    s->wrapper[s->wrapper_count] = ++s->depth;
    s->is_cfg_if[s->wrapper_count++] = is_cfg_if;
    s->at = brace + 1;
    s->before = '{';
}

/* After a word that ends at `end`: `! {` of a wrapper at the beginning of an item. */
static bool open_wrapper(Scanner *s, size_t start, size_t end)
{
    Str name = str_sub(s->src, start, end);

    if (byte_at(s, end) != '!' || !is_wrapper_name(name) ||
        s->wrapper_count == WRAPPERS_MAX_DEPTH)
        return false;
    size_t brace = past_space(s, end + 1);
    bool is_item = s->before == 0 || strchr("{};]:", s->before);
    if (!is_item || byte_at(s, brace) != '{')
        return false;
    /* a path in front belongs to it: pin_project_lite::pin_project! */
    while (start > 0 && (is_word(s->src.ptr[start - 1]) || s->src.ptr[start - 1] == ':'))
        start--;
    open_hidden(s, start, brace, str_is(name, "cfg_if"));
    return true;
}

static bool is_in_cfg_if(const Scanner *s)
{
    return s->wrapper_count && s->wrapper[s->wrapper_count - 1] == s->depth &&
           s->is_cfg_if[s->wrapper_count - 1];
}

/* `if #[cfg(..)] {` and `else {` of cfg_if: hidden up to the brace. */
static bool open_branch(Scanner *s, size_t start)
{
    size_t brace = str_find_char(s->src, '{', s->at);

    if (brace == SIZE_MAX || s->wrapper_count == WRAPPERS_MAX_DEPTH)
        return false;
    open_hidden(s, start, brace, false);
    return true;
}

static void close_brace(Scanner *s)
{
    if (s->wrapper_count && s->wrapper[s->wrapper_count - 1] == s->depth) {
        hide(s, s->at, s->at + 1);
        s->wrapper_count--;
    }
    s->depth -= s->depth > 0;
}

static void scan_word(Scanner *s)
{
    size_t start = s->at;

    while (is_word(byte_at(s, s->at)))
        s->at++;
    Str word = str_sub(s->src, start, s->at);
    char next = byte_at(s, s->at);
    bool is_raw = str_is(word, "r") || str_is(word, "br") || str_is(word, "cr");
    bool is_branch = is_in_cfg_if(s) && (str_is(word, "if") || str_is(word, "else"));

    if (is_raw && (next == '"' || next == '#') && skip_raw_string(s))
        s->before = '"';
    else if (is_branch ? !open_branch(s, start) : !open_wrapper(s, start, s->at))
        s->before = 'a';
}

static void scan_other(Scanner *s, char c)
{
    if (c == '"') {
        skip_string(s);
    } else if (c == '\'') {
        skip_quote(s);
    } else {
        s->depth += c == '{';
        if (c == '}')
            close_brace(s);
        s->at++;
    }
    s->before = c;
}

void rust_find_holes(Str src, TreeHoles *ret)
{
    Scanner s = {.src = src, .holes = ret};

    if (!str_has(src, STR("cfg_")) && !str_has(src, STR("feature!")) &&
        !str_has(src, STR("pin_project!")))
        return;
    while (s.at < src.len) {
        char c = src.ptr[s.at], next = byte_at(&s, s.at + 1);

        if (c == '/' && next == '/') {
            size_t end = str_find_char(src, '\n', s.at);

            s.at = end == SIZE_MAX ? src.len : end;
        } else if (c == '/' && next == '*') {
            skip_block_comment(&s);
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            s.at++;
        } else if (is_word(c)) {
            scan_word(&s);
        } else {
            scan_other(&s, c);
        }
    }
}
