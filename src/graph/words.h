/*
 * words.h -- names taken apart into words, and compared as people would.
 *
 * "aeEventLoop", "event_loop" and "EventLoop" share the words event and loop; "conn" is short for
 * connection. ASCII only: other bytes are letters.
 */
#ifndef FONDATION_GRAPH_WORDS_H
#define FONDATION_GRAPH_WORDS_H

#include "base/arena.h"
#include "base/str.h"

enum { WORDS_MAX = 12 };

typedef struct Words {
    Str at[WORDS_MAX]; /* views into the text */
    uint32_t count;
} Words;

/* Words of an identifier, a file's name or a heading: split at marks, white space and changes of
 * case ("HTTPServer" -> HTTP, Server). Those beyond WORDS_MAX are dropped. */
void words_of(Str text, Words *ret);

/* The same word but for case and a plural s. */
bool word_eq(Str a, Str b);
/* Forms of one word: "expire" and "expiry", "template" and "templating". */
bool word_same_root(Str a, Str b);
/* word_eq, a form of the same word, or one begins with or abbreviates the other: "config" and "configuration", "conn" and
 * "connection"; from three letters on. */
bool word_like(Str a, Str b);
/* Stricter than word_like, whose short words begin many long ones: equal, written out equal, forms of
 * one word, or a beginning that is most of it. */
bool word_same(Str a, Str b);
/* "ctx" -> "context": what people would write out; the word itself when it is not known. */
Str word_in_full(Str word);
/* Whether some word of `w` is the same. */
bool words_have(const Words *w, Str word);
/* Whether every word of `inner` is like some word of `outer`; false when `inner` has none. */
bool words_cover(const Words *outer, const Words *inner);
/* How many words of `a` are like some word of `b`. */
uint32_t words_shared(const Words *a, const Words *b);

/* Words that say nothing of what a thing is about: "utils", "main", "index", "base" ... */
bool word_is_generic(Str word);
/* Words that name services every program has: strings, memory, logging, time ... */
bool word_is_utility(Str word);
/* Articles, prepositions and what headings begin with: "the", "of", "using", "how" ... */
bool word_is_small(Str word);

/* "aeEventLoop" -> "Ae event loop", with the words from `first` on. Words of capitals and acronyms
 * that are known stay in capitals; the first word begins with a capital. */
Str words_title(Arena *a, const Words *w, uint32_t first);

#endif
