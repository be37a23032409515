/*
 * attributes.h -- what a repository's .gitattributes files say about its files.
 *
 * All levels are read, in git's order of precedence: $GIT_DIR/info/attributes first, then the file
 * nearest to the path, up to the root; within a file the last line that matches wins. Only the
 * attributes below are kept; macros are followed, others tolerated.
 */
#ifndef FONDATION_SOURCE_ATTRIBUTES_H
#define FONDATION_SOURCE_ATTRIBUTES_H

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "source/glob.h"

/* clang-format off */
#define ATTRIBUTES(X)                                  \
    X(GENERATED,     "linguist-generated")             \
    X(VENDORED,      "linguist-vendored")              \
    X(DOCUMENTATION, "linguist-documentation")         \
    X(DETECTABLE,    "linguist-detectable")            \
    X(LANGUAGE,      "linguist-language")              \
    X(BINARY,        "binary")                         \
    X(TEXT,          "text")                           \
    X(EOL,           "eol")                            \
    X(CRLF,          "crlf")                           \
    X(IDENT,         "ident")                          \
    X(ENCODING,      "working-tree-encoding")          \
    X(FILTER,        "filter")
/* clang-format on */

typedef enum Attribute {
#define X(id, name) ATTRIBUTE_##id,
    ATTRIBUTES(X)
#undef X
        ATTRIBUTE_COUNT
} Attribute;

typedef enum AttributeState {
    ATTRIBUTE_UNKNOWN, /* no line says anything */
    ATTRIBUTE_SET,
    ATTRIBUTE_UNSET,
    ATTRIBUTE_UNSPECIFIED, /* "!name": as if no line had said anything */
    ATTRIBUTE_VALUE,
} AttributeState;

typedef struct AttributeRule {
    GlobRule glob;
    uint8_t states[ATTRIBUTE_COUNT];
    Str language;
} AttributeRule;

typedef struct FileAttributes {
    uint8_t states[ATTRIBUTE_COUNT]; /* AttributeState; UNSPECIFIED is told as UNKNOWN */
    Str language;                    /* when the state of LANGUAGE is VALUE */
} FileAttributes;

enum {
    ATTRIBUTES_MAX_RULES = 2000, /* that say something of the attributes above */
    ATTRIBUTES_MAX_MACROS = 100,
    ATTRIBUTES_FILE_MAX_BYTES = 1 << 20,
};

typedef struct Attributes Attributes;

Attributes *attributes_new(void);
void attributes_free(Attributes *x);

/* `dir` is "" for the root, else without '/' at the end; parents before children, because macros
 * of the root are used below. Copies what it keeps. */
void attributes_add(Attributes *x, Str dir, Str text);
/* $GIT_DIR/info/attributes: stronger than all others. */
void attributes_add_info(Attributes *x, Str text);

/* Any thread, once all is added. */
FileAttributes attributes_of(const Attributes *x, Str path);

#endif
