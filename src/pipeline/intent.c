/*
 * intent.c -- what a function does, as something a reader may want.
 *
 * Comments begin with a verb, in the imperative ("Return the name") or in the third person ("Returns the
 * name", "fileread reads jobs"). Whether a word is a verb cannot be told from its letters, so those that
 * comments begin with are listed; a sentence that begins otherwise gives nothing.
 */
#include "pipeline/intent.h"

/* clang-format off */
static const char *const verbs[] = {
    "abort", "accept", "acquire", "add", "adjust", "allocate", "append", "apply", "assign", "attach", "bind", "build",
    "calculate", "call", "cancel", "change", "check", "clean", "clear", "close", "collect", "compare", "compile",
    "compute", "concatenate", "configure", "connect", "construct", "consume", "convert", "copy", "count", "create",
    "decode", "delete", "deserialize", "destroy", "detect", "determine", "disconnect", "dispatch", "display", "drop",
    "emit", "encode", "ensure", "erase", "escape", "evaluate", "execute", "expand", "expire", "extract", "fetch",
    "fill", "filter", "find", "finish", "flush", "format", "free", "generate", "get", "grow", "handle", "implement",
    "increment", "init", "initialise", "initialize", "insert", "install", "invoke", "iterate", "join", "kill",
    "limit", "link", "list", "listen", "load", "lock", "log", "look", "make", "map", "mark", "match", "merge", "move",
    "normalize", "notify", "obtain", "open", "pack", "parse", "perform", "place", "pop", "prepare", "print", "process",
    "propagate", "publish", "push", "put", "query", "read", "rebuild", "receive", "record", "recover", "redirect",
    "register", "release", "reload", "remove", "rename", "render", "replace", "report", "reserve", "reset", "resize",
    "resolve", "restore", "retrieve", "return", "rewrite", "round", "run", "save", "scan", "schedule", "search",
    "seek", "select", "send", "serialize", "serve", "set", "setup", "show", "shut", "skip", "sort", "split", "start",
    "stop", "store", "stream", "strip", "submit", "subscribe", "swap", "sync", "take", "test", "tokenize", "trim",
    "truncate", "try", "unlock", "unregister", "update", "use", "validate", "verify", "visit", "wait", "walk", "wrap",
    "write", "yield",
};
/* clang-format on */

/* Whether `word` is the verb or its third person: returns, matches, tries. */
static bool is_form_of(Str word, Str verb)
{
    if (str_eq_nocase(word, verb))
        return true;
    if (!str_ends(word, STR("s")))
        return false;
    Str stem = str_sub(word, 0, word.len - 1);
    if (str_eq_nocase(stem, verb) ||
        (str_ends(stem, STR("e")) && str_eq_nocase(str_sub(stem, 0, stem.len - 1), verb)))
        return true;
    return str_ends(stem, STR("ie")) && str_ends(verb, STR("y")) &&
           str_eq_nocase(str_sub(stem, 0, stem.len - 2), str_sub(verb, 0, verb.len - 1));
}

static Str verb_of(Str word)
{
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (is_form_of(word, str_from(verbs[i])))
            return str_from(verbs[i]);
    }
    return STR_NONE;
}

static Str first_word(Str s)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] != ' ' && s.ptr[n] != '\n')
        n++;
    return str_sub(s, 0, n);
}

/* "walwrite writes", "`f` - writes", "f(): writes": the name and what joins it to the sentence. */
static Str without_name(Str sentence, Str function)
{
    Str s = sentence;

    s = str_starts(s, STR("`")) ? str_sub(s, 1, s.len) : s;
    if (function.len == 0 || s.len <= function.len ||
        !str_eq_nocase(str_sub(s, 0, function.len), function))
        return sentence;
    s = str_sub(s, function.len, s.len);
    if (!strchr(" `(:-", s.ptr[0]))
        return sentence;
    while (s.len && strchr("` ():-", s.ptr[0]))
        s = str_sub(s, 1, s.len);
    return s;
}

/* "erase the lines, and returns how many" -> "erase the lines": the second verb has another form. */
static Str until_second_verb(Str s)
{
    for (size_t i = 1; i + 1 < s.len; i++) {
        size_t at = i + 1;

        if (s.ptr[i] != ' ')
            continue;
        if (str_starts(str_sub(s, at, s.len), STR("and ")))
            at += 4;
        else if (s.ptr[i - 1] != ',')
            continue;
        Str word = first_word(str_sub(s, at, s.len)), verb = verb_of(word);
        if (verb.len && !str_eq_nocase(word, verb))
            return str_sub(s, 0, i);
    }
    return s;
}

Str intent_from_doc(Arena *a, Str function, Str sentence)
{
    Str s = without_name(str_trim(sentence), function), word = first_word(s),
        verb = verb_of(word);
    Str rest = until_second_verb(str_trim(str_sub(s, word.len, s.len)));

    while (rest.len && strchr(".!:;,", rest.ptr[rest.len - 1]))
        rest.len--;
    if (!verb.len || !rest.len || str_starts(rest, STR("of ")) ||
        str_starts(rest, STR("is "))) /* a noun after all */
        return STR_NONE;
    return arena_printf(a, "%.*s %.*s", STR_ARG(verb), STR_ARG(rest));
}
