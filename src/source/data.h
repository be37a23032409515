/*
 * data.h -- manifests as trees of keys and values with their lines: JSON, TOML, YAML, INI, XML.
 *
 * Readers for what manifests and CI files hold, not for everything the formats allow: tags, anchors,
 * merge keys, entities of one's own and attributes of XML are passed over. Nothing here fails: what
 * is not understood is left out, and reading goes on at the next line. All are linear in the text
 * and bounded in depth and number.
 *
 * Values keep the line they begin on; a text of several lines has its following lines right after
 * it, so that line k of the value is line + k of the file (YAML blocks, INI continuations).
 */
#ifndef FONDATION_SOURCE_DATA_H
#define FONDATION_SOURCE_DATA_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

enum { DATA_MAX_ITEMS = 100000, DATA_MAX_DEPTH = 48, DATA_MAX_BYTES = 4 << 20 };

typedef enum DataKind { DATA_TEXT, DATA_OBJECT, DATA_LIST } DataKind;

typedef struct DataItem {
    Str key;   /* empty in lists */
    Str value; /* of DATA_TEXT: unescaped; numbers and words as written */
    uint32_t line;
    uint32_t parent;
    uint32_t next;  /* sibling; 0: none */
    uint32_t first; /* child; 0: none */
    uint32_t last;
    uint8_t kind; /* DataKind */
} DataItem;

/* Item 0 is the root, an object (of XML: the document). Zero is a valid tree without anything. */
typedef struct Data {
    DataItem *items;
    uint32_t count;
} Data;

/* All texts live in `a` or point into `text`, which must outlive the tree. */
Data data_read_json(Arena *a, Str text);
Data data_read_toml(Arena *a, Str text);
Data data_read_yaml(Arena *a, Str text);
Data data_read_ini(Arena *a, Str text);
Data data_read_xml(Arena *a, Str text);

/* The child of that key; 0 when there is none (or `parent` is 0 and there is nothing). */
uint32_t data_child(const Data *d, uint32_t parent, const char *key);
/* Along keys, from the root: data_find(&d, "project", "scripts", NULL). 0 when there is none. */
uint32_t data_find(const Data *d, ...) __attribute__((sentinel));
/* Its text; empty for 0 and for what is no text. */
Str data_text(const Data *d, uint32_t item);
uint32_t data_line(const Data *d, uint32_t item);

#define DATA_EACH_CHILD(d, parent, child)                                        \
    for (uint32_t child = (d)->count ? (d)->items[parent].first : 0; child != 0; \
         child = (d)->items[child].next)

/* -- for the readers -- */

typedef struct DataBuilder {
    Arena *arena;
    VEC(DataItem) items;
} DataBuilder;

/* With the root in place. */
DataBuilder data_begin(Arena *a);
/* A new last child; 0 when there are too many. */
uint32_t data_add(DataBuilder *b, uint32_t parent, DataKind kind, Str key, Str value,
                  uint32_t line);
Data data_end(DataBuilder *b);

#endif
