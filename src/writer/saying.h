/*
 * saying.h -- what statements do, in few words.
 *
 * "calls `filewclose`, sets `w->use` to `0` and returns `0`". Words are the same for all languages, but
 * for those that a language's people use themselves (raises, throws, panics). Code stands in
 * code spans as it is written; what is too long for one is left out, never cut short.
 */
#ifndef FONDATION_WRITER_SAYING_H
#define FONDATION_WRITER_SAYING_H

#include "flow/flow.h"
#include "writer/section.h"

enum {
    SAYING_CODE_BYTES = 72, /* of a code span */
    SAYING_DEEDS = 4,       /* in one sentence */
};

/* What a branch does, step by step. */
typedef struct Deeds {
    FlowId
        at[SAYING_DEEDS]; /* calls, assignments to more than a local variable, how it is left */
    uint32_t count;
    FlowId
        leave; /* return, throw, goto, break, continue that is its last step; FLOW_NONE: none */
    bool is_whole; /* nothing was left out: no branch or loop inside, not more than fit */
} Deeds;

/* Of a block, case or catch. */
Deeds saying_deeds(const FlowBody *f, FlowId block);

/* Each writes nothing and tells false when it has no words. */
bool saying_code(Buf *b, const FlowBody *f, FlowRange r);
bool saying_put_deeds(Buf *b, const FlowBody *f, const Deeds *deeds);
/* "sets `x` to `1`" for an assignment of any kind. */
bool saying_put_set(Buf *b, const FlowBody *f, FlowId assign);
/* What is known of deeds that are not whole: "calls `a` and `b`, among others". */
bool saying_put_some(Buf *b, const FlowBody *f, const Deeds *deeds);
/* "returns `-1`", "raises `ValueError`", "goes to `fail`". */
bool saying_put_leave(Buf *b, const FlowBody *f, FlowId leave);
/* "When `r != n` (`r` from `needfree`)", "When `usenext(w)` does not hold" ... of the branch of an if, case or
 * catch. What stands around it is not said, nor are the conditions before an `else if`. */
bool saying_put_when(Buf *b, const FlowBody *f, FlowId guard, FlowId block);
/* Of a node: every condition around it up to `top` (FLOW_NONE: the body), outermost first: "`a` and `b`
 * does not hold". False when they are more than SAYING_GUARDS or one of them has no words. */
enum { SAYING_GUARDS = 3 };
bool saying_put_way(Buf *b, const FlowBody *f, FlowId block, FlowId top);
/* Whether an if is all that the else of another holds. */
bool saying_is_else_if(const FlowBody *f, FlowId n);
/* The callee as it is written when that is short and plain, else its name. */
bool saying_put_callee(Buf *b, const FlowBody *f, FlowId call);

/* Takes back what was written after the first `len` bytes. */
void saying_cut(Buf *b, size_t len);

#endif
