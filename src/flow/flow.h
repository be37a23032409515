/*
 * flow.h -- what a function does, as a small tree of statements that is the same for all languages.
 *
 *     Flow *flow = flow_open(program);
 *     const FlowBody *body = flow_body(flow, symbol);          // NULL: nothing to read
 *     FLOW_EACH_CHILD (body, FLOW_ROOT, n) ...
 *
 * Bodies are read when they are asked for: the definition alone is parsed again with its pack's grammar
 * (the texts of the last FLOW_FILES_KEPT files are kept) and translated by a table of the language
 * (flow_tables.c). So a course about a few hundred functions of a million pays for those few hundred.
 *
 * Nodes stand in pre-order in one array, like those of tree.h. What is evaluated before a node
 * does its own work is below it with part FLOW_VALUE or FLOW_CONDITION: of `return f(g(x))` the
 * RETURN has the CALL f below it, and that the CALL g. FlowEvents gives the order of execution.
 *
 * Calls and writes are bound to the Program's resolved references: `target` is who is called or
 * written, 0 when that was not resolved; ask flow_is_fact before printing it as one.
 *
 * Languages: C, C++, Python, JavaScript, TypeScript, TSX, Go, Rust, Java.
 */
#ifndef FONDATION_FLOW_FLOW_H
#define FONDATION_FLOW_FLOW_H

#include "graph/program.h"
#include "syntax/pack.h"

enum {
    FLOW_MAX_NODES = 50000, /* of one body; what is beyond is left out, and is_cut says so */
    FLOW_MAX_DEPTH = 400,   /* of the grammar's nodes below the body */
    FLOW_MAX_SOURCE_BYTES =
        256 << 20, /* parsed by one Flow; after that there are no more bodies */
    FLOW_FILES_KEPT = 16,
};

typedef uint32_t FlowId; /* index into a body's nodes */
#define FLOW_ROOT 0u     /* a FLOW_BLOCK: the body itself */
#define FLOW_NONE UINT32_MAX

/* The ranges named in brackets are those of FlowNode: name, subject, value. */
typedef enum FlowKind {
    FLOW_OTHER,     /* a statement that is none of these */
    FLOW_BLOCK,     /* statements in order */
    FLOW_CALL,      /* name: the callee's last name; subject: the whole callee; arguments.
                       Macro calls and constructors are calls too (FLOW_IS_NEW, FLOW_IS_MACRO). */
    FLOW_ASSIGN,    /* name: the target's last name; subject: the whole target; value */
    FLOW_IF,        /* subject: the condition; a FLOW_THEN block and maybe a FLOW_ELSE block */
    FLOW_SWITCH,    /* subject: what is switched over; its arms are FLOW_CASEs */
    FLOW_CASE,      /* subject: the label or pattern; FLOW_IS_DEFAULT, FLOW_FALLS_THROUGH */
    FLOW_LOOP,      /* subject: the condition, or what is gone through (FLOW_IS_EACH) */
    FLOW_RETURN,    /* value */
    FLOW_THROW,     /* throw, raise, panic; value: what is thrown */
    FLOW_PROPAGATE, /* Rust's `?`: returns when `value` is an error */
    FLOW_TRY,       /* a FLOW_BODY block, then CATCHes, FLOW_ELSE, FLOW_FINALLY */
    FLOW_CATCH,     /* subject: what is caught; empty: everything */
    FLOW_WITH,      /* with, synchronized, try (resource): value: what is held for the body */
    FLOW_DEFER,     /* runs what is below it when the function ends */
    FLOW_SPAWN,     /* Go's `go`: what is below it runs at the same time */
    FLOW_ASSERT,    /* subject: the condition (a statement of the language; C's is a call) */
    FLOW_GOTO,      /* name: the label */
    FLOW_LABEL,     /* name */
    FLOW_BREAK,
    FLOW_CONTINUE,
    FLOW_CLOSURE, /* a function inside: its body is below it and does not run here */
    FLOW_KIND_COUNT
} FlowKind;

const char *flow_kind_name(FlowKind kind); /* "call", for dumps and tests */

/* Which part of its parent a node is. */
typedef enum FlowPart {
    FLOW_STEP,      /* a statement of a block or case */
    FLOW_VALUE,     /* evaluated for the parent, before it does its work */
    FLOW_CONDITION, /* the same, of a condition */
    FLOW_INIT,      /* of a for loop, an if, a switch */
    FLOW_UPDATE,    /* of a for loop */
    FLOW_THEN,
    FLOW_ELSE, /* of an if, a loop, a try */
    FLOW_BODY,
    FLOW_ARM, /* a FLOW_CASE or FLOW_CATCH */
    FLOW_FINALLY,
} FlowPart;

enum {
    FLOW_IS_DEFAULT = BIT(0),
    FLOW_FALLS_THROUGH = BIT(1),  /* the arm goes on into the next one */
    FLOW_IS_EACH = BIT(2),        /* a loop over the items of something */
    FLOW_TESTS_LAST = BIT(3),     /* do ... while */
    FLOW_IS_DECLARATION = BIT(4), /* the assignment makes its target: a local variable */
    FLOW_IS_UPDATE = BIT(5),      /* the new value depends on the old one: ++, +=, append */
    FLOW_IS_TAIL = BIT(6),     /* a value returned without a word: last expression of a body */
    FLOW_IS_NEW = BIT(7),      /* makes an object */
    FLOW_IS_MACRO = BIT(8),    /* Rust: name!(...) */
    FLOW_IS_MAYBE = BIT(9),    /* right of && || ?: or in a comprehension: may not run */
    FLOW_IS_ENDLESS = BIT(10), /* a loop without condition: for (;;), loop, while (true) */
    FLOW_IS_LOCAL = BIT(11),   /* the target is a plain name (not a.b, *a, a[i]) */
    FLOW_CATCHES_ALL = BIT(
        12), /* C++'s catch (...), Python's bare except, JavaScript's catch */
};

/* What a value is, as far as its text tells. */
typedef enum FlowValue {
    VALUE_ABSENT,  /* `return;` */
    VALUE_NOTHING, /* NULL, nil, None, null, undefined, nullptr */
    VALUE_TRUE,
    VALUE_FALSE,
    VALUE_ZERO,
    VALUE_NEGATIVE, /* a number below 0 */
    VALUE_NUMBER,
    VALUE_TEXT,
    VALUE_NAME, /* x, a.b, A::B */
    VALUE_CALL,
    VALUE_NEW,
    VALUE_CLOSURE,
    VALUE_OTHER,
} FlowValue;

typedef struct FlowRange {
    uint32_t start, end; /* bytes of the file; equal: there is none */
} FlowRange;

typedef struct FlowNode {
    uint8_t kind;     /* FlowKind */
    uint8_t part;     /* FlowPart */
    uint16_t flags;   /* FLOW_IS_... */
    uint8_t value_is; /* FlowValue: of `value` */
    uint8_t tier;     /* Tier of `target` */
    uint16_t argument_count;
    FlowRange all;
    uint32_t line, end_line; /* 1-based, of `all` */
    FlowRange name, subject, value;
    uint32_t first_argument; /* into the body's arguments */
    SymbolId target;     /* of calls: callee; of assignments: field or variable; 0: unknown */
    FlowId parent, next; /* FLOW_NONE: none */
} FlowNode;

typedef struct FlowBody {
    SymbolId symbol; /* 0 when it was read by flow_read */
    UnitId unit;
    LanguageId language;
    Str text;            /* of the whole definition */
    uint32_t text_start; /* its offset in the file */
    const FlowNode *nodes;
    uint32_t count;
    const FlowRange *arguments;
    uint32_t argument_count;
    bool is_cut;     /* a limit was met: something is missing */
    bool is_damaged; /* the parser met errors in the file */
} FlowBody;

typedef struct Flow Flow;

/* One thread owns a Flow. The Program must outlive it. */
Flow *flow_open(const Program *p);
void flow_close(Flow *f);
const Program *flow_program(const Flow *f);

/* The body of a function, method or constructor; lives until flow_close. NULL when the symbol has
 * none (declared only, another kind), its language has no table, its file cannot be read or
 * parsed within the limits. Asking again costs nothing. */
const FlowBody *flow_body(Flow *f, SymbolId s);
bool flow_has_language(LanguageId language);
/* The index of the first reference of the unit at or after an offset. */
size_t flow_first_edge(const Program *p, UnitId unit, uint32_t at);

/* The same for any text without a Program: the statements of src[start, end). Nothing is bound. NULL as
 * above. The body lives in `a`; its text is `src` itself. */
const FlowBody *flow_read(SyntaxReader *reader, Arena *a, LanguageId language, Str src,
                          FlowRange range);

/* -- going about -- */

static inline FlowId flow_first_child(const FlowBody *b, FlowId n)
{
    return n + 1 < b->count && b->nodes[n + 1].parent == n ? n + 1 : FLOW_NONE;
}

#define FLOW_EACH_CHILD(b, n, child)                                    \
    for (FlowId child = flow_first_child((b), (n)); child != FLOW_NONE; \
         child = (b)->nodes[child].next)

/* The first node after everything below n. */
static inline FlowId flow_end(const FlowBody *b, FlowId n)
{
    for (; n != FLOW_NONE; n = b->nodes[n].parent) {
        if (b->nodes[n].next != FLOW_NONE)
            return b->nodes[n].next;
    }
    return b->count;
}

/* The first child that is this part; FLOW_NONE. */
FlowId flow_part(const FlowBody *b, FlowId n, FlowPart part);
/* The nearest node above n that is of this kind; FLOW_NONE. */
FlowId flow_above(const FlowBody *b, FlowId n, FlowKind kind);

static inline Str flow_text(const FlowBody *b, FlowRange r)
{
    return r.end <= r.start ? STR_NONE
                            : str_sub(b->text, r.start - b->text_start, r.end - b->text_start);
}
static inline Str flow_name(const FlowBody *b, FlowId n)
{
    return flow_text(b, b->nodes[n].name);
}
Str flow_argument(const FlowBody *b, FlowId call, uint32_t index); /* STR_NONE: none such */
FlowValue flow_value_of(Str text);                                 /* by its text alone */

/* Whether target was resolved well enough to be printed as fact. */
static inline bool flow_is_fact(const FlowNode *n)
{
    return n->target && tier_confidence(n->tier) >= EDGE_CONFIDENCE_FACT;
}

/* Whether n runs on every way from the start of the body to it, that is: it stands under no
 * if, case, loop body, catch, closure, nor right of && or ?:. */
bool flow_is_certain(const FlowBody *b, FlowId n);
/* Whether what follows the block can not be reached from its end: its last statement returns, throws,
 * jumps, breaks or continues, or is an if or switch all of whose ways do. */
bool flow_leaves(const FlowBody *b, FlowId block);

/* -- in the order of execution -- */

/* Fills `ret` (room for body->count) with the nodes below `n`, and n itself unless it is a
 * block, in the order in which they do their work: arguments before calls, conditions before
 * branches, deferred blocks where they are registered. Closures are listed, not entered. Branches
 * follow each other. Returns how many. */
uint32_t flow_events(const FlowBody *b, FlowId n, FlowId *ret);

/* One line for each node, indented: for dumps and tests. */
void flow_dump(const FlowBody *b, Buf *out);

#endif
