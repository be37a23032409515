/*
 * parts_items.h -- shared by parts.c and parts_items.c.
 */
#ifndef FONDATION_GRAPH_PARTS_ITEMS_H
#define FONDATION_GRAPH_PARTS_ITEMS_H

#include "graph/parts.h"

/* Needs modules, folders and units of symbols; fills items and the modules' lists of them. */
void parts_find_items(Parts *x);

static inline bool parts_is_c_family(LanguageId l)
{
    return l == LANG_C || l == LANG_CPP || l == LANG_OBJC || l == LANG_OBJCPP || l == LANG_CUDA;
}

static inline bool parts_is_header(Str path)
{
    Str ext = path_ext(path);

    return ext.len && (ext.ptr[0] == 'h' || ext.ptr[0] == 'H');
}

/* The outermost definition around a def, looked for through namespaces; 0 for the file. */
static inline uint32_t parts_outermost(const Facts *f, uint32_t def)
{
    uint32_t best = 0;

    for (uint32_t d = def; d; d = f->defs[d].parent) {
        if (f->defs[d].kind != DEF_NAMESPACE && f->defs[d].kind != DEF_MODULE)
            best = d;
    }
    return best;
}

#endif
