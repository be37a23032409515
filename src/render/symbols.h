/*
 * symbols.h -- symbols.json, read back: what is shown when somebody points at a name.
 */
#ifndef FONDATION_RENDER_SYMBOLS_H
#define FONDATION_RENDER_SYMBOLS_H

#include "base/err.h"
#include "base/map.h"
#include "course/course.h"

enum {
    SYMBOLS_JSON_MAX_READ = 64 << 20,
    SYMBOLS_MAX_READ = 100000,
    SYMBOL_CALLERS_MAX_READ = 64,
};

typedef struct SymbolCaller {
    Str name;
    Source source;
} SymbolCaller;

typedef struct SymbolCard {
    Str id, name, kind, signature, doc;
    Source source;
    LIST_OF(SymbolCaller, callers); /* the first of them */
    uint64_t caller_count;
} SymbolCard;

typedef struct SymbolTable {
    LIST_OF(SymbolCard, cards);
    StrMap by_id;
} SymbolTable;

/* Everything lives in `a` but the map: symbols_done. ERR_INVALID for anything that is not a list of
 * symbols. */
MUST_CHECK ErrCode symbols_read(Arena *a, Str bytes, SymbolTable *ret, Err *err);
void symbols_done(SymbolTable *t);
/* NULL when it is not known. */
const SymbolCard *symbols_find(const SymbolTable *t, Str id);

#endif
