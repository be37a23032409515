/*
 * env.c -- bindings by name number, with a list of what to put back.
 */
#include "syntax/packs/env.h"

void env_done(Env *env)
{
    VEC_DONE(&env->cells);
    VEC_DONE(&env->undo);
    env->depth = 0;
}

uint32_t env_enter(Env *env)
{
    env->depth++;
    return (uint32_t)env->undo.len;
}

void env_leave(Env *env, uint32_t mark)
{
    MUST(env->depth > 0 && mark <= env->undo.len);
    while (env->undo.len > mark) {
        EnvUndo u = VEC_POP(&env->undo);

        env->cells.at[u.name] = u.was;
    }
    env->depth--;
}

void env_declare(Env *env, NameId name, uint32_t value)
{
    while (env->cells.len <= name)
        (void)VEC_PUSH(&env->cells);
    *VEC_PUSH(&env->undo) = (EnvUndo){name, env->cells.at[name]};
    env->cells.at[name] = (EnvCell){value, env->depth};
}

bool env_find(const Env *env, NameId name, uint32_t *ret_value)
{
    if (name >= env->cells.len || env->cells.at[name].depth == 0)
        return false;
    *ret_value = env->cells.at[name].value;
    return true;
}

uint32_t env_depth_of(const Env *env, NameId name)
{
    return name < env->cells.len ? env->cells.at[name].depth : 0;
}

bool env_is_here(const Env *env, NameId name)
{
    return name < env->cells.len && env->cells.at[name].depth == env->depth && env->depth > 0;
}
