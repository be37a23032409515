/*
 * vec.h -- growable arrays of one type.
 *
 *     VEC(Def) defs = {0};
 *     *VEC_PUSH(&defs) = (Def){...};
 *     for (size_t i = 0; i < defs.len; i++) use(&defs.at[i]);
 *     VEC_DONE(&defs);
 *
 * Pointers into `at` are good until the next push. Lengths are checked by the caller against a
 * named limit before pushing what a stranger can multiply.
 */
#ifndef FONDATION_VEC_H
#define FONDATION_VEC_H

#include "base/base.h"

#define VEC(Type)   \
    struct {        \
        Type *at;   \
        size_t len; \
        size_t cap; \
    }

/* A named vector type, for parameters and fields: VEC_TYPE(Defs, Def); */
#define VEC_TYPE(Name, Type) typedef VEC(Type) Name

/* A pointer to one new, zeroed element at the end. */
#define VEC_PUSH(v)                                                                           \
    (((v)->len == (v)->cap ? (void)((v)->at = vec_grow((v)->at, &(v)->cap, sizeof(*(v)->at))) \
                           : (void)0),                                                        \
     memset(&(v)->at[(v)->len], 0, sizeof(*(v)->at)), &(v)->at[(v)->len++])

#define VEC_LAST(v) (&(v)->at[(v)->len - 1])
#define VEC_POP(v) ((v)->at[--(v)->len])
#define VEC_CLEAR(v) ((void)((v)->len = 0))
#define VEC_DONE(v) (free((v)->at), (v)->at = NULL, (v)->len = (v)->cap = 0)
#define VEC_SORT(v, compare) \
    ((v)->len > 1 ? qsort((v)->at, (v)->len, sizeof(*(v)->at), (compare)) : (void)0)

static inline void *vec_grow(void *at, size_t *cap, size_t element_bytes)
{
    *cap = *cap ? *cap * 2 : 8;
    return xrealloc(at, *cap, element_bytes);
}

#endif
