/*
 * fields.h -- who sets each field of a type.
 *
 * A field's writers are the functions with an EDGE_WRITE to it, tests apart, and the variables whose
 * initialisers name it. The list tells who was found, never that there is nobody else.
 */
#ifndef FONDATION_INSIGHT_FIELDS_H
#define FONDATION_INSIGHT_FIELDS_H

#include "insight/insight.h"

enum { FIELDS_MAX = 400, FIELD_MAX_WRITERS = 200 };

typedef struct FieldWriter {
    SymbolId by; /* function, or the variable whose initialiser it is */
    Place first; /* of its first write */
    uint32_t count;
    Str value;   /* of the first write, when it is short and plain; may be empty */
    int8_t step; /* of the first write: 1 or -1 where it counts up or down by one, else 0 */
} FieldWriter;

typedef struct FieldFact {
    SymbolId field;
    FieldWriter *writers; /* in order of place */
    uint32_t writer_count;
    SymbolId
        declared_in; /* the function that declares it (Python's __init__); 0: the type itself */
    Str initial;     /* the value beside its declaration, when it is short; may be empty */
    uint32_t reads;  /* references outside of tests that do not write */
} FieldFact;

/* Whether the field only ever counts, as far as was resolved: raised in one place at least and lowered in
 * another, and set to nothing but 0 or 1 elsewhere. */
bool field_is_counter(const FieldFact *f);

/* Fields and properties declared directly in the type, in order of the source. */
uint32_t fields_of_type(const Insight *x, SymbolId type, FieldFact **ret);

#endif
