/*
 * resolve_ecma_ask.c -- asking questions, and keeping what was answered and made.
 *
 * Types and environments are made once each: equal ones are one object, so that a question about
 * a generic type is the same question every time. An answer that was found while a question met
 * itself further down depends on who began to ask, and is not kept.
 */
#include "graph/resolve_ecma.h"

enum AnswerState {
    ANSWER_OPEN, /* being looked for, further up */
    ANSWER_KEPT,
    ANSWER_VOID, /* to be found anew each time */
};

struct Answer {
    uint64_t key;
    const Env *env;
    const Type *type;
    uint32_t steps;
    uint32_t height;
    Thing thing;   /* of kept things */
    uint8_t state; /* enum AnswerState */
};

/* -- hash tables: slots hold index + 1, or pointers -- */

static uint64_t mixed(uint64_t h, uint64_t value)
{
    h = (h ^ value) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

static uint64_t type_hash(const Type *t)
{
    uint64_t h = mixed((uint64_t)t->kind << 40 | (uint64_t)t->count << 32 | t->unit, t->index);

    h = mixed(h, (uintptr_t)t->env);
    for (unsigned i = 0; i < t->count; i++)
        h = mixed(h, (uintptr_t)t->parts[i]);
    return h;
}

static uint64_t env_hash(const Env *env)
{
    uint64_t h = mixed((uint64_t)env->unit << 32 | env->scope, (uintptr_t)env->next);

    for (unsigned i = 0; i < env->count; i++)
        h = mixed(h, (uintptr_t)env->arguments[i]);
    return h;
}

static bool is_same_type(const Type *a, const Type *b)
{
    if (a->kind != b->kind || a->unit != b->unit || a->index != b->index || a->env != b->env ||
        a->count != b->count)
        return false;
    for (unsigned i = 0; i < a->count; i++) {
        if (a->parts[i] != b->parts[i])
            return false;
    }
    return true;
}

static bool is_same_env(const Env *a, const Env *b)
{
    if (a->unit != b->unit || a->scope != b->scope || a->next != b->next ||
        a->count != b->count)
        return false;
    for (unsigned i = 0; i < a->count; i++) {
        if (a->arguments[i] != b->arguments[i])
            return false;
    }
    return true;
}

/* Twice the slots, the first time 256; `hash_at` gives the hash of what a slot holds. */
static void grow(MadeTable *t, uint64_t (*hash_of)(const void *))
{
    size_t count = t->mask ? 2 * (t->mask + 1) : 256;
    const void **slots = (const void **)xcalloc(count, sizeof(*slots));

    for (size_t i = 0; t->mask && i <= t->mask; i++) {
        if (!t->slots[i])
            continue;
        size_t slot = hash_of(t->slots[i]) & (count - 1);
        while (slots[slot])
            slot = (slot + 1) & (count - 1);
        slots[slot] = t->slots[i];
    }
    free(t->slots);
    t->slots = slots;
    t->mask = count - 1;
}

static uint64_t hash_of_type(const void *t)
{
    return type_hash(t);
}

static uint64_t hash_of_env(const void *env)
{
    return env_hash(env);
}

/* The one type that is equal to `t`. */
static const Type *the_type(Asker *x, const Type *t)
{
    MadeTable *table = &x->types;

    if (2 * table->len >= table->mask)
        grow(table, hash_of_type);
    size_t slot = type_hash(t) & table->mask;
    for (; table->slots[slot]; slot = (slot + 1) & table->mask) {
        if (is_same_type(table->slots[slot], t))
            return table->slots[slot];
    }
    Type *made = ARENA_NEW(&x->arena, Type);
    *made = *t;
    if (t->count) {
        const Type **parts = (const Type **)arena_alloc_array(&x->arena, t->count,
                                                              sizeof(*parts));

        memcpy(parts, t->parts, t->count * sizeof(*parts));
        made->parts = parts;
    }
    table->slots[slot] = made;
    table->len++;
    return made;
}

const Type *ecma_type_new(Asker *x, TypeKind kind, UnitId unit, uint32_t index, const Env *env)
{
    return the_type(x,
                    &(Type){.kind = (uint8_t)kind, .unit = unit, .index = index, .env = env});
}

const Type *ecma_type_with_parts(Asker *x, TypeKind kind, uint32_t index,
                                 const Type *const *parts, unsigned count)
{
    return the_type(
        x, &(Type){
               .kind = (uint8_t)kind, .index = index, .count = (uint8_t)count, .parts = parts});
}

const Type *ecma_type_given(Asker *x, const Type *t, const Type *const *parts, unsigned count)
{
    Type given = *t;

    given.parts = parts;
    given.count = (uint8_t)count;
    return the_type(x, &given);
}

const Env *ecma_env_finish(Asker *x, const EnvDraft *draft)
{
    MadeTable *table = &x->envs;

    if (2 * table->len >= table->mask)
        grow(table, hash_of_env);
    size_t slot = env_hash(&draft->env) & table->mask;
    for (; table->slots[slot]; slot = (slot + 1) & table->mask) {
        if (is_same_env(table->slots[slot], &draft->env))
            return table->slots[slot];
    }
    Env *made = ARENA_NEW(&x->arena, Env);
    *made = draft->env;
    made->arguments = (const Type **)arena_alloc_array(&x->arena, made->count, sizeof(Type *));
    memcpy(made->arguments, draft->arguments, made->count * sizeof(Type *));
    table->slots[slot] = made;
    table->len++;
    return made;
}

/* -- answers -- */

static uint64_t answer_hash(uint64_t key, const Env *env)
{
    return mixed(mixed(key, key >> 32), (uintptr_t)env);
}

static void grow_answers(Asker *x)
{
    uint32_t count = x->kept_mask ? 2 * (x->kept_mask + 1) : 1024;

    free(x->kept);
    x->kept = xcalloc(count, sizeof(*x->kept));
    x->kept_mask = count - 1;
    for (uint32_t i = 0; i < x->answer_count; i++) {
        uint32_t slot = (uint32_t)answer_hash(x->answers[i].key, x->answers[i].env) &
                        x->kept_mask;

        while (x->kept[slot])
            slot = (slot + 1) & x->kept_mask;
        x->kept[slot] = i + 1;
    }
}

/* The index of the question's place, made ANSWER_VOID when it is new. */
static size_t answer_place(Asker *x, uint64_t key, const Env *env)
{
    if (2 * (x->answer_count + 1) >= x->kept_mask)
        grow_answers(x);
    uint32_t slot = (uint32_t)answer_hash(key, env) & x->kept_mask;
    for (; x->kept[slot]; slot = (slot + 1) & x->kept_mask) {
        const Answer *a = &x->answers[x->kept[slot] - 1];

        if (a->key == key && a->env == env)
            return x->kept[slot] - 1;
    }
    if (x->answer_count == x->answer_cap)
        x->answers = vec_grow(x->answers, &x->answer_cap, sizeof(*x->answers));
    x->answers[x->answer_count++] = (Answer){.key = key, .env = env, .state = ANSWER_VOID};
    x->kept[slot] = (uint32_t)x->answer_count;
    return x->answer_count - 1;
}

/* A kept answer costs what finding it cost, so that limits are met at the same place each time. */
static bool charge_answer(Asker *x, const Answer *a)
{
    x->steps += a->steps;
    if (x->steps > ASK_MAX_STEPS || x->depth + a->height > ASK_MAX_DEPTH) {
        x->is_over = true;
        return false;
    }
    x->deepest = MAX_OF(x->deepest, x->depth + a->height);
    return true;
}

static void forget(Asker *x)
{
    arena_done(&x->arena);
    free(x->types.slots);
    free(x->envs.slots);
    free(x->kept);
    x->types = x->envs = (MadeTable){0};
    x->kept = NULL;
    x->kept_mask = 0;
    x->answer_count = 0;
}

void ecma_ask_done(Asker *x)
{
    forget(x);
    free(x->answers);
}

void ecma_ask_begin(Asker *x)
{
    x->steps = x->depth = x->deepest = x->cuts = x->imports = 0;
    x->is_over = false;
    if (x->arena.bytes_total > KEPT_MAX_BYTES)
        forget(x);
}

void ecma_ask_step(Asker *x)
{
    if (++x->steps > ASK_MAX_STEPS)
        x->is_over = true;
}

static uint64_t question_key(QuestionKind kind, UnitId unit, uint32_t index)
{
    return (uint64_t)kind << 60 | (uint64_t)unit << 32 | index;
}

/* Closes the question: kept, unless it was cut short or the asker gave up. */
static void close_question(Asker *x, size_t place, uint32_t steps, uint32_t cuts,
                           uint32_t deepest)
{
    Answer *a = &x->answers[place];

    if (x->cuts == cuts && !x->is_over) {
        a->state = ANSWER_KEPT;
        a->steps = x->steps - steps;
        a->height = x->deepest - x->depth;
    } else {
        a->state = ANSWER_VOID;
    }
    x->deepest = MAX_OF(x->deepest, deepest);
}

const Type *ecma_ask(Asker *x, QuestionKind kind, Question *question, UnitId unit,
                     uint32_t index, const Env *env)
{
    if (x->is_over || !index)
        return NULL;
    size_t place = answer_place(x, question_key(kind, unit, index), env);
    if (x->answers[place].state == ANSWER_KEPT)
        return charge_answer(x, &x->answers[place]) ? x->answers[place].type : NULL;
    uint32_t steps = x->steps, cuts = x->cuts, deepest = x->deepest;
    ecma_ask_step(x);
    if (x->depth >= ASK_MAX_DEPTH)
        x->is_over = true;
    if (x->is_over)
        return NULL;
    if (x->answers[place].state == ANSWER_OPEN) {
        x->cuts++;
        return NULL;
    }
    x->answers[place].state = ANSWER_OPEN;
    x->deepest = ++x->depth;
    const Type *t = question(x, unit, index, env);
    x->depth--;
    x->answers[place].type = t;
    close_question(x, place, steps, cuts, deepest);
    return x->is_over ? NULL : t;
}

Thing ecma_ask_thing(Asker *x, QuestionKind kind, ThingQuestion *question, UnitId unit,
                     uint32_t index, Meaning meaning)
{
    /* the meaning takes the place of the environment, which things do not depend on */
    const Env *mark = (const Env *)(uintptr_t)meaning;

    if (x->is_over)
        return (Thing){0};
    size_t place = answer_place(x, question_key(kind, unit, index), mark);
    if (x->answers[place].state == ANSWER_KEPT)
        return charge_answer(x, &x->answers[place]) ? x->answers[place].thing : (Thing){0};
    uint32_t steps = x->steps, cuts = x->cuts, deepest = x->deepest;
    x->deepest = x->depth;
    Thing t = question(x, unit, index, meaning);
    x->answers[place].thing = t;
    close_question(x, place, steps, cuts, deepest);
    return t;
}
