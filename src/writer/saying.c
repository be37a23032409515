/*
 * saying.c -- phrases for statements.
 */
#include "writer/saying.h"

#include "flow/failures.h"

enum {
    SAYING_STEPS = 40,
    CALLEE_BYTES = 40,
    PHRASES_MAX = SAYING_DEEDS + 1,
    PHRASE_BYTES = 4096
};

void saying_cut(Buf *b, size_t len)
{
    if (b->len <= len)
        return;
    b->len = len;
    b->ptr[len] = '\0';
}

/* -- code -- */

static bool holds_comment(Str code)
{
    return str_has(code, STR("/*")) || str_has(code, STR("//")) || str_has(code, STR(" # "));
}

bool saying_code(Buf *b, const FlowBody *f, FlowRange r)
{
    Str code = str_trim(flow_text(f, r));

    if (!code.len || code.len > SAYING_CODE_BYTES || holds_comment(code) ||
        str_has(code, STR("\n")))
        return false;
    text_code(b, code);
    return true;
}

static bool is_plain_callee(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                         c == '$';

        if (!is_letter && !(c >= '0' && c <= '9') && !strchr(".:->#?", c))
            return false;
    }
    return s.len > 0;
}

bool saying_put_callee(Buf *b, const FlowBody *f, FlowId call)
{
    Str callee = flow_text(f, f->nodes[call].subject);

    if (callee.len > CALLEE_BYTES || !is_plain_callee(callee)) {
        if (f->nodes[call].name.end != f->nodes[call].subject.end)
            return false; /* what is called has no name: table[i]() */
        callee = flow_name(f, call);
    }
    if (!callee.len || callee.len > CALLEE_BYTES || !is_plain_callee(callee))
        return false;
    text_code(b, callee);
    return true;
}

/* -- deeds -- */

static FlowId call_in_value(const FlowBody *f, FlowId n)
{
    FLOW_EACH_CHILD(f, n, child)
    {
        if (f->nodes[child].kind == FLOW_CALL && !(f->nodes[child].flags & FLOW_IS_MAYBE))
            return child;
        if (f->nodes[child].kind == FLOW_PROPAGATE)
            return call_in_value(f, child);
    }
    return FLOW_NONE;
}

/* A local variable is nobody else's business: the call that gives it a value is. */
static FlowId deed_of_assign(const FlowBody *f, FlowId n)
{
    const FlowNode *node = &f->nodes[n];
    bool is_own = (node->flags & FLOW_IS_DECLARATION) ||
                  ((node->flags & FLOW_IS_LOCAL) && !node->target);

    return is_own ? call_in_value(f, n) : n;
}

static void add_deed(Deeds *d, FlowId n)
{
    if (n == FLOW_NONE)
        return;
    if (d->count < SAYING_DEEDS)
        d->at[d->count++] = n;
    else
        d->is_whole = false;
}

static void add_step(const FlowBody *f, FlowId n, Deeds *d)
{
    switch (f->nodes[n].kind) {
    case FLOW_CALL:
        add_deed(d, n);
        break;
    case FLOW_ASSIGN:
        add_deed(d, deed_of_assign(f, n));
        break;
    case FLOW_PROPAGATE:
        add_deed(d, call_in_value(f, n));
        break;
    case FLOW_RETURN:
    case FLOW_THROW:
    case FLOW_GOTO:
    case FLOW_BREAK:
    case FLOW_CONTINUE:
        d->leave = n;
        break;
    case FLOW_OTHER:
        break;
    default:
        d->is_whole = false;
    }
}

Deeds saying_deeds(const FlowBody *f, FlowId block)
{
    Deeds d = {.leave = FLOW_NONE, .is_whole = !f->is_cut};

    FLOW_EACH_CHILD(f, block, n)
    {
        if (f->nodes[n].part != FLOW_STEP)
            continue;
        if (f->nodes[n].flags & FLOW_IS_MAYBE)
            d.is_whole = false;
        else
            add_step(f, n, &d);
    }
    return d;
}

/* -- phrases -- */

static const char *throw_word(const FlowBody *f)
{
    switch (f->language) {
    case LANG_PYTHON:
        return "raises";
    case LANG_GO:
    case LANG_RUST:
        return "panics";
    default:
        return "throws";
    }
}

/* Of `raise X(...).with_cause(e)` the call that makes X. */
static FlowId innermost_callee(const FlowBody *f, FlowId call)
{
    for (FlowId inner = call; inner != FLOW_NONE;) {
        call = inner;
        inner = FLOW_NONE;
        FLOW_EACH_CHILD(f, call, child)
        {
            if (f->nodes[child].kind == FLOW_CALL &&
                f->nodes[child].all.end <= f->nodes[call].subject.end)
                inner = child;
        }
    }
    return call;
}

/* What is thrown: whole when it is short, else the name of what is made. */
static void put_thrown(Buf *b, const FlowBody *f, FlowId n)
{
    bool is_panic = f->language == LANG_GO || f->language == LANG_RUST;
    FlowId call = innermost_callee(f, call_in_value(f, n));
    size_t before = b->len;

    if (f->nodes[n].value.end <= f->nodes[n].value.start) {
        buf_add(b, is_panic ? STR("") : STR(" it again"));
        return;
    }
    buf_add(b, is_panic ? STR(" with ") : STR(" "));
    if (saying_code(b, f, f->nodes[n].value) ||
        (call != FLOW_NONE && saying_put_callee(b, f, call)))
        return;
    saying_cut(b, before);
}

static void put_returned(Buf *b, const FlowBody *f, FlowId n)
{
    size_t before = b->len;

    text_lit(b, " ");
    if (saying_code(b, f, f->nodes[n].value))
        return;
    FlowId call = f->nodes[n].value_is == VALUE_CALL ? call_in_value(f, n) : FLOW_NONE;
    text_lit(b, "what ");
    if (call != FLOW_NONE && saying_put_callee(b, f, call)) {
        text_lit(b, " returns");
        return;
    }
    saying_cut(b, before);
}

static bool breaks_switch(const FlowBody *f, FlowId n)
{
    for (n = f->nodes[n].parent; n != FLOW_NONE; n = f->nodes[n].parent) {
        if (f->nodes[n].kind == FLOW_LOOP)
            return false;
        if (f->nodes[n].kind == FLOW_SWITCH)
            return true;
    }
    return true;
}

bool saying_put_leave(Buf *b, const FlowBody *f, FlowId leave)
{
    const FlowNode *n = &f->nodes[leave];

    switch (n->kind) {
    case FLOW_RETURN:
        text_lit(b, "returns");
        put_returned(b, f, leave);
        return true;
    case FLOW_THROW:
        buf_printf(b, "%s", throw_word(f));
        put_thrown(b, f, leave);
        return true;
    case FLOW_GOTO:
        text_lit(b, "goes to ");
        text_code(b, flow_name(f, leave));
        return true;
    case FLOW_CONTINUE:
        text_lit(b, "goes on with the next round");
        return true;
    case FLOW_BREAK:
        if (breaks_switch(f, leave) || n->name.end > n->name.start)
            return false;
        text_lit(b, "leaves the loop");
        return true;
    default:
        return false;
    }
}

bool saying_put_set(Buf *b, const FlowBody *f, FlowId n)
{
    const FlowNode *node = &f->nodes[n];
    Str all = flow_text(f, node->all);
    bool is_plus = str_has(all, STR("++")), is_minus = str_has(all, STR("--"));
    FlowRange value = node->value;

    if (value.end <= value.start && (is_plus || is_minus)) {
        buf_add(b, is_plus ? STR("adds 1 to ") : STR("takes 1 from "));
        return saying_code(b, f, node->subject);
    }
    Str operator= str_trim(flow_text(f, (FlowRange){node->subject.end, value.start}));
    bool adds = str_is(operator, "+="), takes = str_is(operator, "-=");
    size_t start = b->len;
    if (adds || takes) {
        buf_add(b, adds ? STR("adds ") : STR("takes "));
        if (saying_code(b, f, value)) {
            buf_add(b, adds ? STR(" to ") : STR(" from "));
            return saying_code(b, f, node->subject);
        }
        saying_cut(b, start);
    }
    if ((node->flags & FLOW_IS_UPDATE) || value.end <= value.start) {
        text_lit(b, "changes ");
        return saying_code(b, f, node->subject);
    }
    text_lit(b, "sets ");
    if (!saying_code(b, f, node->subject))
        return false;
    size_t before = b->len;
    text_lit(b, " to ");
    if (!saying_code(b, f, value)) {
        FlowId call = node->value_is == VALUE_CALL ? call_in_value(f, n) : FLOW_NONE;

        text_lit(b, "what ");
        if (call != FLOW_NONE && saying_put_callee(b, f, call)) {
            text_lit(b, " returns");
        } else {
            saying_cut(b, before);
        }
    }
    return true;
}

typedef struct Phrases {
    Buf at[PHRASES_MAX];
    uint32_t count;
} Phrases;

static void phrases_done(Phrases *p)
{
    for (uint32_t i = 0; i < PHRASES_MAX; i++)
        buf_done(&p->at[i]);
}

/* "a", "a and b", "a, b and c" */
static void join(Buf *b, const Phrases *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        if (i)
            buf_add(b, i + 1 == p->count ? STR(" and ") : STR(", "));
        buf_add(b, buf_str(&p->at[i]));
    }
}

/* `new X()`, and Rust's X(...): not a function but a value is named. */
static bool makes_value(const FlowBody *f, FlowId call)
{
    Str name = flow_name(f, call);

    return (f->nodes[call].flags & FLOW_IS_NEW) ||
           (f->language == LANG_RUST && name.len && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z');
}

static bool is_named_before(const FlowBody *f, const Deeds *d, uint32_t first, uint32_t at)
{
    Str callee = flow_text(f, f->nodes[d->at[at]].subject);

    for (uint32_t i = first; i < at; i++) {
        if (str_eq(flow_text(f, f->nodes[d->at[i]].subject), callee))
            return true;
    }
    return false;
}

/* Calls that follow each other share their verb. */
static bool put_calls(Buf *b, const FlowBody *f, const Deeds *d, uint32_t *i)
{
    uint32_t first = *i, end = first;
    bool is_made = makes_value(f, d->at[first]);

    while (end < d->count && f->nodes[d->at[end]].kind == FLOW_CALL &&
           makes_value(f, d->at[end]) == is_made)
        end++;
    buf_add(b, is_made ? STR("makes ") : STR("calls "));
    *i = end;
    for (uint32_t k = end; k-- > first;) { /* one that is called again is named once */
        if (is_named_before(f, d, first, k))
            end--;
    }
    for (uint32_t k = first, named = first; k < *i; k++) {
        if (is_named_before(f, d, first, k))
            continue;
        if (named > first)
            buf_add(b, named + 1 == end ? STR(" and ") : STR(", "));
        if (!saying_put_callee(b, f, d->at[k]))
            return false;
        named++;
    }
    return true;
}

static bool collect_phrases(const FlowBody *f, const Deeds *d, Phrases *p)
{
    for (uint32_t i = 0; i < d->count;) {
        Buf *b = &p->at[p->count++];

        if (f->nodes[d->at[i]].kind == FLOW_CALL) {
            if (!put_calls(b, f, d, &i))
                return false;
        } else if (!saying_put_set(b, f, d->at[i++])) {
            return false;
        }
    }
    return true;
}

bool saying_put_deeds(Buf *b, const FlowBody *f, const Deeds *d)
{
    AUTO(phrases_done) Phrases p = {0};

    for (uint32_t i = 0; i < PHRASES_MAX; i++)
        p.at[i] = BUF(PHRASE_BYTES);
    if (!d->is_whole) { /* only how it ends can be said */
        if (d->leave == FLOW_NONE)
            return false;
        size_t before = b->len;
        text_lit(b, "in the end ");
        if (saying_put_leave(b, f, d->leave))
            return true;
        saying_cut(b, before);
        return false;
    }
    if (!collect_phrases(f, d, &p))
        return false;
    if (d->leave != FLOW_NONE && saying_put_leave(&p.at[p.count], f, d->leave))
        p.count++;
    join(b, &p);
    return p.count > 0;
}

bool saying_put_some(Buf *b, const FlowBody *f, const Deeds *d)
{
    AUTO(phrases_done) Phrases p = {0};

    for (uint32_t i = 0; i < PHRASES_MAX; i++)
        p.at[i] = BUF(PHRASE_BYTES);
    if (d->count == 0 || !collect_phrases(f, d, &p))
        return false;
    join(b, &p);
    text_lit(b, ", among others");
    return true;
}

/* -- when -- */

static bool put_if(Buf *b, const FlowBody *f, FlowId guard, FlowId block)
{
    Str variable;
    FlowId call = flow_tested_call(f, guard, &variable);

    text_lit(b, "When ");
    if (!saying_code(b, f, f->nodes[guard].subject))
        return false;
    if (f->nodes[block].part == FLOW_ELSE)
        text_lit(b, " does not hold");
    if (call == FLOW_NONE)
        return true;
    size_t before = b->len;
    text_lit(b, " (");
    text_code(b, variable);
    text_lit(b, " from ");
    if (saying_put_callee(b, f, call)) {
        text_lit(b, ")");
    } else {
        saying_cut(b, before);
    }
    return true;
}

/* What falls into this arm comes here with another value. */
static bool is_fallen_into(const FlowBody *f, FlowId guard, FlowId arm)
{
    FLOW_EACH_CHILD(f, guard, child)
    {
        if (f->nodes[child].next == arm)
            return f->nodes[child].flags & FLOW_FALLS_THROUGH;
    }
    return false;
}

static bool put_case(Buf *b, const FlowBody *f, FlowId guard, FlowId block)
{
    FlowRange subject = f->nodes[guard].subject;
    bool is_default = f->nodes[block].flags & FLOW_IS_DEFAULT;

    if (is_fallen_into(f, guard, block))
        return false;
    if (is_default && subject.end > subject.start) {
        text_lit(b, "When ");
        if (!saying_code(b, f, subject))
            return false;
        text_lit(b, " is none of the other cases");
        return true;
    }
    if (is_default || subject.end <= subject.start)
        return false;
    text_lit(b, "When ");
    if (!saying_code(b, f, subject))
        return false;
    text_lit(b, " is ");
    return saying_code(b, f, f->nodes[block].subject);
}

static bool put_catch(Buf *b, const FlowBody *f, FlowId block)
{
    const char *word = f->language == LANG_PYTHON ? "raised" : "thrown";

    if (f->nodes[block].flags & FLOW_CATCHES_ALL) {
        buf_printf(b, "When anything is %s", word);
        return true;
    }
    text_lit(b, "When ");
    if (!saying_code(b, f, f->nodes[block].subject))
        return false;
    buf_printf(b, " is %s", word);
    return true;
}

bool saying_put_when(Buf *b, const FlowBody *f, FlowId guard, FlowId block)
{
    size_t before = b->len;
    bool is_said = false;

    if (f->nodes[guard].kind == FLOW_IF)
        is_said = put_if(b, f, guard, block);
    else if (f->nodes[block].kind == FLOW_CASE)
        is_said = put_case(b, f, guard, block);
    else if (f->nodes[block].kind == FLOW_CATCH)
        is_said = put_catch(b, f, block);
    if (!is_said)
        saying_cut(b, before);
    return is_said;
}

/* -- the whole way -- */

bool saying_is_else_if(const FlowBody *f, FlowId n)
{
    FlowId parent = f->nodes[n].parent;

    return parent != FLOW_NONE && f->nodes[parent].part == FLOW_ELSE &&
           f->nodes[f->nodes[parent].parent].kind == FLOW_IF &&
           flow_first_child(f, parent) == n && f->nodes[n].next == FLOW_NONE;
}

/* A part of the way: "`a`", "`a` does not hold". False when it has no words. */
static bool put_guard(Buf *b, const FlowBody *f, FlowId guard, FlowId block, size_t start)
{
    AUTO(buf_done) Buf when = BUF(PHRASE_BYTES);

    if (!saying_put_when(&when, f, guard, block))
        return false;
    Str said = str_sub(buf_str(&when), strlen("When "), when.len);
    if (str_has(str_sub(buf_str(b), start, b->len), said))
        return true; /* asked for twice */
    buf_add(b, b->len > start ? STR(" and ") : STR(""));
    buf_add(b, said);
    return true;
}

/* Ifs before `n` in its block whose branch leads away: they did not hold. */
static bool put_passed(Buf *b, const FlowBody *f, FlowId n, size_t start)
{
    for (FlowId before = flow_first_child(f, f->nodes[n].parent);
         before != FLOW_NONE && before < n; before = f->nodes[before].next) {
        FlowId then = f->nodes[before].kind == FLOW_IF ? flow_part(f, before, FLOW_THEN)
                                                       : FLOW_NONE;

        if (then == FLOW_NONE || !flow_leaves(f, then))
            continue;
        buf_add(b, b->len > start ? STR(" and ") : STR(""));
        if (!saying_code(b, f, f->nodes[before].subject))
            return false;
        text_lit(b, " does not hold");
    }
    return true;
}

static bool is_branch(const FlowBody *f, FlowId n)
{
    uint8_t part = f->nodes[n].part;

    return part == FLOW_THEN || part == FLOW_ARM ||
           (part == FLOW_ELSE && f->nodes[f->nodes[n].parent].kind == FLOW_IF);
}

bool saying_put_way(Buf *b, const FlowBody *f, FlowId block, FlowId top)
{
    FlowId steps[SAYING_STEPS];
    uint32_t count = 0, guards = 0;
    size_t start = b->len;

    for (FlowId n = block; n != FLOW_NONE && n != top && f->nodes[n].parent != FLOW_NONE;
         n = f->nodes[n].parent) {
        guards += is_branch(f, n);
        if (count == SAYING_STEPS || guards > SAYING_GUARDS)
            return false;
        steps[count++] = n;
    }
    for (uint32_t i = count; i-- > 0;) {
        bool is_inside = b->len > start; /* of some branch: what precedes it there matters */
        bool is_said = is_branch(f, steps[i])
                           ? put_guard(b, f, f->nodes[steps[i]].parent, steps[i], start)
                           : !is_inside || f->nodes[steps[i]].part != FLOW_STEP ||
                                 put_passed(b, f, steps[i], start);

        if (!is_said) {
            saying_cut(b, start);
            return false;
        }
    }
    return b->len > start;
}
