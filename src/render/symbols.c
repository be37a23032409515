/*
 * symbols.c -- symbols.json by the checked getters of base/json.h.
 */
#include "render/symbols.h"

#include "base/json.h"

static ErrCode read_text(Arena *a, const json_t *object, const char *name, Str *ret, Err *err)
{
    Str text = STR("");
    ErrCode rc = jr_text(object, name, &text, err);

    if (rc == ERR_OK)
        *ret = arena_str(a, text);
    return rc;
}

static ErrCode read_place(Arena *a, const json_t *object, Source *ret, Err *err)
{
    uint64_t line = 0, end_line = 0;
    ErrCode rc = read_text(a, object, "path", &ret->path, err);

    if (rc == ERR_OK)
        rc = jr_u64(object, "line", UINT32_MAX, &line, err);
    if (rc == ERR_OK)
        rc = jr_u64(object, "?endLine", UINT32_MAX, &end_line, err);
    if (rc == ERR_OK && !path_is_plain(ret->path))
        return err_set(err, ERR_INVALID, "a symbol's path leads out of the repository");
    ret->line = (uint32_t)line;
    ret->end_line = (uint32_t)MAX_OF(end_line, line);
    return rc;
}

static ErrCode read_callers(Arena *a, const json_t *object, SymbolCard *ret, Err *err)
{
    const json_t *list = NULL;
    ErrCode rc = jr_array(object, "callers", SYMBOL_CALLERS_MAX_READ, &list, err);

    if (rc == ERR_OK)
        ret->callers = ARENA_ARRAY(a, SymbolCaller, json_array_size(list));
    for (size_t i = 0; rc == ERR_OK && i < json_array_size(list); i++) {
        SymbolCaller *caller = &ret->callers[ret->callers_count++];

        rc = read_text(a, json_array_get(list, i), "name", &caller->name, err);
        if (rc == ERR_OK)
            rc = read_place(a, json_array_get(list, i), &caller->source, err);
        caller->source.end_line = caller->source.line;
    }
    return rc;
}

static ErrCode read_card(Arena *a, const json_t *object, SymbolCard *ret, Err *err)
{
    ErrCode rc = read_text(a, object, "id", &ret->id, err);

    if (rc == ERR_OK)
        rc = read_text(a, object, "qualifiedName", &ret->name, err);
    if (rc == ERR_OK)
        rc = read_text(a, object, "kind", &ret->kind, err);
    if (rc == ERR_OK)
        rc = read_text(a, object, "signature", &ret->signature, err);
    if (rc == ERR_OK)
        rc = read_text(a, object, "doc", &ret->doc, err);
    if (rc == ERR_OK)
        rc = read_place(a, object, &ret->source, err);
    if (rc == ERR_OK)
        rc = read_callers(a, object, ret, err);
    if (rc == ERR_OK)
        rc = jr_u64(object, "callerCount", INT64_MAX, &ret->caller_count, err);
    return rc;
}

ErrCode symbols_read(Arena *a, Str bytes, SymbolTable *ret, Err *err)
{
    AUTO(jr_release) json_t *root = NULL;
    const json_t *list = NULL;
    SymbolTable table = {0};
    ErrCode rc = bytes.len > SYMBOLS_JSON_MAX_READ
                     ? err_set(err, ERR_LIMIT, "it is larger than %d bytes",
                               SYMBOLS_JSON_MAX_READ)
                     : jr_read(bytes, &root, err);

    if (rc == ERR_OK)
        rc = jr_array(root, "symbols", SYMBOLS_MAX_READ, &list, err);
    if (rc == ERR_OK)
        table.cards = ARENA_ARRAY(a, SymbolCard, json_array_size(list));
    for (size_t i = 0; rc == ERR_OK && i < json_array_size(list); i++)
        rc = read_card(a, json_array_get(list, i), &table.cards[table.cards_count++], err);
    if (rc != ERR_OK)
        return err_wrap(err, "reading symbols.json");
    for (uint32_t i = 0; i < table.cards_count; i++)
        (void)strmap_set(&table.by_id, table.cards[i].id, i);
    *ret = table;
    return ERR_OK;
}

void symbols_done(SymbolTable *t)
{
    strmap_done(&t->by_id);
}

const SymbolCard *symbols_find(const SymbolTable *t, Str id)
{
    uint64_t at;

    return t && strmap_get(&t->by_id, id, &at) ? &t->cards[at] : NULL;
}
