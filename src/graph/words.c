/*
 * words.c -- splitting and comparing; three small lists of words.
 */
#include "graph/words.h"

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return is_upper(c) || is_lower(c) || is_digit(c);
}

/* Whether a new word begins at `i`, the character before it being part of a word. */
static bool is_break(Str s, size_t i)
{
    char before = s.ptr[i - 1], c = s.ptr[i], after = i + 1 < s.len ? s.ptr[i + 1] : '\0';

    if (is_upper(c))
        return is_lower(before) || (is_digit(before) && is_lower(after)) ||
               (is_upper(before) && is_lower(after) &&
                !(after == 's' && (i + 2 == s.len || !is_letter(s.ptr[i + 2]))));
    return false;
}

void words_of(Str text, Words *ret)
{
    *ret = (Words){0};
    for (size_t i = 0; i < text.len && ret->count < WORDS_MAX;) {
        size_t start = i;

        if (!is_letter(text.ptr[i])) {
            i++;
            continue;
        }
        do
            i++;
        while (i < text.len && is_letter(text.ptr[i]) && !is_break(text, i));
        ret->at[ret->count++] = str_sub(text, start, i);
    }
}

static char lower(char c)
{
    return is_upper(c) ? (char)(c + 32) : c;
}

/* For the lists below, which are gone through for every word of every heading: mostly the first
 * letter tells. */
static bool is_word(Str word, const char *text)
{
    for (size_t i = 0; i < word.len; i++) {
        if (!text[i] || lower(word.ptr[i]) != lower(text[i]))
            return false;
    }
    return !text[word.len];
}

/* Without the plural's s. */
static Str singular(Str w)
{
    if (w.len > 4 && lower(w.ptr[w.len - 1]) == 's' && lower(w.ptr[w.len - 2]) == 'e' &&
        lower(w.ptr[w.len - 3]) == 'i')
        return str_sub(w, 0, w.len - 3); /* queries: compared as "quer" with "quer(y)" */
    if (w.len > 3 && lower(w.ptr[w.len - 1]) == 's' && lower(w.ptr[w.len - 2]) != 's')
        return str_sub(w, 0, w.len - 1);
    return w;
}

bool word_eq(Str a, Str b)
{
    if (str_eq_nocase(a, b))
        return true;
    Str x = singular(a), y = singular(b);
    if (str_eq_nocase(x, y))
        return true;
    if (x.len + 3 == a.len && y.len == x.len + 1 && lower(y.ptr[y.len - 1]) == 'y')
        return str_eq_nocase(x, str_sub(y, 0, x.len));
    if (y.len + 3 == b.len && x.len == y.len + 1 && lower(x.ptr[x.len - 1]) == 'y')
        return str_eq_nocase(y, str_sub(x, 0, y.len));
    return false;
}

static bool starts_nocase(Str s, Str prefix)
{
    return s.len >= prefix.len && str_eq_nocase(str_sub(s, 0, prefix.len), prefix);
}

/* "cmd" is in "command", "ctx" in "context": same first letter, every letter in order, no vowel but
 * what the long word has there. */
static bool abbreviates(Str brief, Str full)
{
    size_t at = 0;

    if (brief.len < 3 || full.len < brief.len + 3 || lower(brief.ptr[0]) != lower(full.ptr[0]))
        return false;
    for (size_t i = 0; i < brief.len; i++, at++) {
        while (at < full.len && lower(full.ptr[at]) != lower(brief.ptr[i]))
            at++;
        if (at == full.len || at > 2 * i + 3)
            return false;
    }
    return true;
}

Str word_in_full(Str word)
{
    static const char *const rows[][2] = {{"ctx", "context"},
                                          {"conn", "connection"},
                                          {"cmd", "command"},
                                          {"cmds", "commands"},
                                          {"msg", "message"},
                                          {"req", "request"},
                                          {"res", "response"},
                                          {"cfg", "configuration"},
                                          {"prot", "protocol"},
                                          {"proto", "protocol"},
                                          {"serv", "server"},
                                          {"srv", "server"},
                                          {"sched", "scheduler"},
                                          {"expr", "expression"},
                                          {"exec", "execution"},
                                          {"env", "environment"},
                                          {"opts", "options"},
                                          {"args", "arguments"},
                                          {"stmt", "statement"},
                                          {"repl", "replication"},
                                          {"dict", "dictionary"},
                                          {"auth", "authentication"},
                                          {"sess", "session"},
                                          {"mgr", "manager"},
                                          {"btree", "B-tree"},
                                          {"pubsub", "publish/subscribe"},
                                          {"init", "start-up"},
                                          {"memtable", "memtable"},
                                          {"perf", "performance"},
                                          {"refs", "references"},
                                          {"dep", "dependency"},
                                          {"deps", "dependencies"},
                                          {"impl", "implementation"},
                                          {"config", "configuration"},
                                          {"db", "database"},
                                          {"app", "application"},
                                          {"util", "utilities"},
                                          {"str", "string"},
                                          {"fmt", "formatting"},
                                          {"std", "standard"},
                                          {"ptr", "pointer"},
                                          {"tmp", "temporary"},
                                          {"txt", "text"},
                                          {"mem", "memory"},
                                          {"func", "function"},
                                          {"src", "source"},
                                          {"val", "value"},
                                          {"num", "number"}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (is_word(word, rows[i][0]))
            return str_from(rows[i][1]);
    }
    return word;
}

/* Endings of one word's forms: expire, expiry, expiration; template, templating. */
static bool is_ending(Str s)
{
    static const char *const list[] = {"",   "y",   "e",    "s",   "es",    "ed",
                                       "er", "or",  "ing",  "ion", "ation", "ions",
                                       "al", "ies", "able", "ent", "ment",  NULL};

    for (const char *const *e = list; *e; e++) {
        if (is_word(s, *e))
            return true;
    }
    return false;
}

bool word_same_root(Str a, Str b)
{
    size_t same = 0;

    while (same < a.len && same < b.len && lower(a.ptr[same]) == lower(b.ptr[same]))
        same++;
    return same >= 4 && is_ending(str_sub(a, same, a.len)) &&
           is_ending(str_sub(b, same, b.len));
}

bool word_like(Str a, Str b)
{
    if (word_eq(a, b) || word_same_root(a, b))
        return true;
    Str brief = a.len < b.len ? a : b, full = a.len < b.len ? b : a;
    if (brief.len < 3)
        return false;
    if (starts_nocase(full, brief))
        return brief.len >= 4 || full.len >= 6;
    return abbreviates(brief, full);
}

uint32_t words_shared(const Words *a, const Words *b)
{
    uint32_t shared = 0;

    for (uint32_t i = 0; i < a->count; i++) {
        for (uint32_t k = 0; k < b->count; k++) {
            if (word_like(a->at[i], b->at[k])) {
                shared++;
                break;
            }
        }
    }
    return shared;
}

bool words_cover(const Words *outer, const Words *inner)
{
    return inner->count && words_shared(inner, outer) == inner->count;
}

bool word_same(Str a, Str b)
{
    Str brief = a.len < b.len ? a : b, full = a.len < b.len ? b : a;

    if (word_eq(a, b) || word_eq(word_in_full(a), b) || word_eq(a, word_in_full(b)) ||
        word_same_root(a, b))
        return true;
    return brief.len >= 4 && brief.len * 5 >= full.len * 3 &&
           str_eq_nocase(str_sub(full, 0, brief.len), brief);
}

bool words_have(const Words *w, Str word)
{
    for (uint32_t i = 0; i < w->count; i++) {
        if (word_same(w->at[i], word))
            return true;
    }
    return false;
}

/* -- lists -- */

static bool is_among(Str word, const char *const *list)
{
    for (; *list; list++) {
        if (is_word(word, *list))
            return true;
    }
    return false;
}

bool word_is_generic(Str word)
{
    static const char *const list[] = {
        "util",   "utils",     "utility",    "utilities", "helper",    "helpers", "misc",
        "common", "shared",    "main",       "index",     "mod",       "lib",     "init",
        "base",   "core",      "impl",       "internal",  "internals", "private", "src",
        "source", "default",   "types",      "type",      "typing",    "def",     "defs",
        "const",  "constants", "global",     "globals",   "compat",    "support", "tools",
        "tool",   "stuff",     "general",    "app",       "pkg",       "package", "packages",
        "module", "modules",   "file",       "files",     "data",      "dat",     "code",
        "all",    "interface", "interfaces", "abstract",  "generic",   "new",     "old",
        "legacy", "std",       "lib",        "config",    "version",   "t",       "x",
        "s",      "doc",       "node",       NULL,
    };

    return word.len < 2 || is_among(word, list);
}

bool word_is_utility(Str word)
{
    static const char *const list[] = {
        "util",       "utils",        "utility",     "utilities",   "helper",     "helpers",
        "misc",       "compat",       "string",      "strings",     "str",        "strl",
        "strbuf",     "sds",          "malloc",      "zmalloc",     "alloc",      "allocator",
        "mem",        "memory",       "arena",       "log",         "logger",     "logging",
        "debug",      "debughelpers", "assert",      "redisassert", "typing",     "types",
        "const",      "constants",    "version",     "endian",      "endianconv", "crc",
        "crc16",      "crc32",        "crc32c",      "crc64",       "sha1",       "sha256",
        "md5",        "hash",         "siphash",     "random",      "rand",       "time",
        "localtime",  "monotonic",    "date",        "mutex",       "mutexlock",  "atomic",
        "atomicvar",  "thread",       "coding",      "path",        "paths",      "bytes",
        "bytesconv",  "math",         "primes",      "histogram",   "testhelp",   "testutil",
        "testing",    "port",         "portability", "platform",    "export",     "macros",
        "fmacros",    "defs",         "print",       "printf",      "format",     "color",
        "colors",     "deprecated",   "polyfill",    "polyfills",   "shim",       "shims",
        "array",      "list",         "adlist",      "vector",      "buffer",     "pointer",
        "primitives", "fs",           "os",          "sys",         "system",     "warn",
        "warnings",   "status",       "slice",       "certs",       "isatty",     "usage",
        NULL,
    };

    return is_among(word, list);
}

bool word_is_small(Str word)
{
    static const char *const list[] = {
        "a",    "an",    "the",   "and",   "or",    "of",    "in",   "on",  "to",   "for",
        "with", "by",    "from",  "at",    "as",    "is",    "are",  "be",  "it",   "its",
        "this", "that",  "these", "you",   "your",  "we",    "our",  "how", "what", "why",
        "when", "where", "which", "using", "use",   "about", "into", "via", "not",  "no",
        "do",   "does",  "can",   "more",  "other", "some",  "vs",   NULL,
    };

    return is_among(word, list);
}

static bool is_acronym(Str word)
{
    static const char *const list[] = {
        "acl",  "aof", "api",  "ast",  "cli",   "cpu",  "cors", "crlf",  "csrf", "css",
        "csv",  "db",  "dfa",  "dma",  "dns",   "dom",  "ffi",  "ftp",   "gc",   "gpu",
        "gui",  "hmr", "html", "http", "https", "i18n", "id",   "imap",  "io",   "ip",
        "ipc",  "ir",  "jit",  "json", "jwt",   "lru",  "lsp",  "mqtt",  "mvcc", "nfa",
        "nis",  "orm", "os",   "pid",  "pop3",  "ram",  "rdb",  "regex", "rest", "rpc",
        "sasl", "sdk", "smtp", "sql",  "ssa",   "ssh",  "ssl",  "ssr",   "tcp",  "tls",
        "toml", "ttl", "tty",  "tui",  "udp",   "ui",   "uri",  "url",   "usb",  "utf8",
        "uuid", "vfs", "vm",   "wal",  "wasm",  "wsgi", "xml",  "yaml",  NULL,
    };

    return !str_eq_nocase(word, STR("regex")) && !str_eq_nocase(word, STR("rest")) &&
           !str_eq_nocase(word, STR("id")) && is_among(word, list);
}

static bool is_all_capitals(Str word)
{
    bool has_upper = false;

    for (size_t i = 0; i < word.len; i++) {
        if (is_lower(word.ptr[i]) && !(word.ptr[i] == 's' && i + 1 == word.len))
            return false;
        has_upper |= is_upper(word.ptr[i]);
    }
    return has_upper && word.len > 1;
}

/* "ssl", "lzf": nobody says it as a word. */
static bool is_unspeakable(Str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = lower(word.ptr[i]);

        if (c == 0 || strchr("aeiouy", c) || !is_lower(c))
            return false;
    }
    return word.len >= 2 && word.len <= 4;
}

static void add_word(Buf *out, Str word, bool is_first)
{
    bool is_upper_word = is_acronym(word) || is_unspeakable(word);
    bool stays = is_all_capitals(word);

    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];

        if (stays)
            ;
        else if (is_upper_word || (is_first && i == 0))
            c = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        else
            c = lower(c);
        buf_add_char(out, c);
    }
}

Str words_title(Arena *a, const Words *w, uint32_t first)
{
    AUTO(buf_done) Buf out = BUF(1024);

    for (uint32_t i = first; i < w->count; i++) {
        if (i > first)
            buf_add_char(&out, ' ');
        add_word(&out, w->at[i], i == first);
    }
    return arena_str(a, buf_str(&out));
}
