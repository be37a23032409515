/*
 * env.h -- which local a name means while a tree is walked.
 *
 * For languages whose locals are declared before they are used: the pack walks a function in the
 * order of its text, opens a block for each scope, declares names as it meets them, and asks here
 * for each name it sees. Answers cost one array access; leaving a block costs what was declared
 * in it.
 *
 * A name is bound to a number of the pack's own (usually the Expr that tells its type). Names that
 * are not bound mean something outside of the function.
 */
#ifndef FONDATION_SYNTAX_PACKS_ENV_H
#define FONDATION_SYNTAX_PACKS_ENV_H

#include "syntax/facts.h"

#include "base/vec.h"

typedef struct EnvCell {
    uint32_t value;
    uint32_t depth; /* of the block that declared it; 0: not bound */
} EnvCell;

typedef struct EnvUndo {
    NameId name;
    EnvCell was;
} EnvUndo;

typedef struct Env {
    VEC(EnvCell) cells; /* by NameId */
    VEC(EnvUndo) undo;
    uint32_t depth; /* open blocks */
} Env;

void env_done(Env *env);

/* Opens a block; the result goes to env_leave. */
uint32_t env_enter(Env *env);
/* Forgets everything declared since that env_enter. */
void env_leave(Env *env, uint32_t mark);

/* Binds the name in the innermost block, hiding what it meant outside. */
void env_declare(Env *env, NameId name, uint32_t value);
/* Whether the name is bound; *ret_value is written only then. */
bool env_find(const Env *env, NameId name, uint32_t *ret_value);
/* Depth of the block that declared the name, from 1; 0 when it is not bound. */
uint32_t env_depth_of(const Env *env, NameId name);
/* Whether the innermost block itself declared the name. */
bool env_is_here(const Env *env, NameId name);

#endif
