/*
 * failures.c -- by the shape of statements, language by language where they differ.
 */
#include "flow/failures.h"

/* -- what leaves -- */

bool flow_is_exit(const FlowBody *b, FlowId n)
{
    static const char *const names[] = {
        "exit",       "_exit",    "abort",        "os.Exit",       "log.Fatal",
        "log.Fatalf", "sys.exit", "process.exit", "process::exit", "std::process::exit",
        "System.exit"};
    Str callee = flow_text(b, b->nodes[n].subject);

    if (b->nodes[n].kind != FLOW_CALL || b->nodes[n].target)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_is(callee, names[i]))
            return true;
    }
    return false;
}

static bool ends_well(const FlowBody *b, FlowId exit)
{
    Str status = flow_argument(b, exit, 0);

    return str_is(status, "0") || str_is(status, "EXIT_SUCCESS") ||
           (status.len == 0 && b->language != LANG_C && b->language != LANG_CPP);
}

/* `throw e`, `raise`, `raise e` inside of the catch that caught it. */
static bool is_thrown_again(const FlowBody *b, FlowId n)
{
    const FlowNode *node = &b->nodes[n];

    return node->value.end <= node->value.start ||
           (node->value_is == VALUE_NAME && flow_above(b, n, FLOW_CATCH) != FLOW_NONE &&
            b->language != LANG_PYTHON);
}

static bool makes_error_in_go(Str value)
{
    return str_has(value, STR("errors.New(")) ||
           (str_has(value, STR("fmt.Errorf(")) && !str_has(value, STR("%w")));
}

static bool is_failure_value(const FlowBody *b, const FlowNode *n)
{
    Str value = flow_text(b, n->value);

    switch (b->language) {
    case LANG_C:
    case LANG_CPP:
        return n->value_is == VALUE_NOTHING || n->value_is == VALUE_NEGATIVE;
    case LANG_GO:
        return makes_error_in_go(value);
    case LANG_RUST:
        return str_starts(value, STR("Err(")) && !str_is(value, "Err(e)") &&
               !str_is(value, "Err(err)") && !str_is(value, "Err(e.into())") &&
               !str_is(value, "Err(err.into())");
    default:
        return false;
    }
}

static bool is_in_closure(const FlowBody *b, FlowId n)
{
    return flow_above(b, n, FLOW_CLOSURE) != FLOW_NONE;
}

static bool failure_kind(const FlowBody *b, FlowId n, FailureKind *ret)
{
    const FlowNode *node = &b->nodes[n];

    if (node->kind == FLOW_THROW && !is_thrown_again(b, n)) {
        *ret = FAILURE_THROW;
        return true;
    }
    if (flow_is_exit(b, n) && !ends_well(b, n)) {
        *ret = FAILURE_EXIT;
        return true;
    }
    if (node->kind == FLOW_RETURN && is_failure_value(b, node)) {
        *ret = FAILURE_RETURN;
        return true;
    }
    return false;
}

/* -- what leads there -- */

static void find_guard(const FlowBody *b, Failure *f)
{
    for (FlowId n = f->at, up; (up = b->nodes[n].parent) != FLOW_NONE; n = up) {
        uint8_t part = b->nodes[n].part;
        bool is_branch = part == FLOW_THEN || part == FLOW_ELSE || part == FLOW_ARM;

        if (is_branch) {
            f->block = n;
            f->guard = up;
            return;
        }
    }
}

uint32_t flow_failures(const FlowBody *b, Failure ret[FAILURES_MAX])
{
    uint32_t count = 0;

    for (FlowId n = 0; n < b->count && count < FAILURES_MAX; n++) {
        Failure f = {.at = n, .block = FLOW_NONE, .guard = FLOW_NONE};

        if ((b->nodes[n].flags & FLOW_IS_MAYBE) || !failure_kind(b, n, &f.kind) ||
            is_in_closure(b, n))
            continue;
        find_guard(b, &f);
        ret[count++] = f;
    }
    return count;
}

/* -- what is said -- */

static FlowId first_call_below(const FlowBody *b, FlowId n)
{
    FLOW_EACH_CHILD(b, n, child)
    {
        if (b->nodes[child].kind == FLOW_CALL && b->nodes[child].part == FLOW_VALUE)
            return child;
    }
    return FLOW_NONE;
}

/* The call that makes the error: of Rust's `Err(x)` what is inside. */
static FlowId maker_of(const FlowBody *b, const Failure *f)
{
    FlowId call = first_call_below(b, f->at);

    if (call != FLOW_NONE && b->language == LANG_RUST && str_is(flow_name(b, call), "Err"))
        return first_call_below(b, call);
    /* of `raise X(...).with_cause(e)` the inner one */
    for (FlowId inner = call; inner != FLOW_NONE;) {
        call = inner;
        inner = first_call_below(b, call);
        if (inner != FLOW_NONE && b->nodes[inner].all.end > b->nodes[call].subject.end)
            inner = FLOW_NONE;
    }
    return call;
}

Str failure_name(const FlowBody *b, const Failure *f)
{
    FlowId call = maker_of(b, f);
    Str value = flow_text(b, b->nodes[f->at].value);

    if (f->kind == FAILURE_EXIT)
        return STR_NONE;
    if (call == FLOW_NONE) {
        if (b->language == LANG_RUST && f->kind == FAILURE_RETURN &&
            str_starts(value, STR("Err(")))
            value = str_sub(value, 4, value.len - 1);
        return flow_value_of(value) == VALUE_NAME && b->language != LANG_GO ? value : STR_NONE;
    }
    if (b->language == LANG_GO)
        return STR_NONE;
    return flow_text(b, b->nodes[call].subject);
}

static Str text_of_literal(Str text)
{
    text = str_trim(text);
    if (text.len > 1 && strchr("fbru", text.ptr[0]) && strchr("\"'", text.ptr[1]))
        text = str_sub(text, 1, text.len);
    if (flow_value_of(text) != VALUE_TEXT)
        return STR_NONE;
    return str_sub(text, 1, text.len - 1);
}

Str failure_text(const FlowBody *b, const Failure *f)
{
    const FlowNode *at = &b->nodes[f->at];

    if (at->kind == FLOW_THROW && at->argument_count) /* panic */
        return text_of_literal(flow_argument(b, f->at, 0));
    for (FlowId n = f->at; n < flow_end(b, f->at); n++) {
        if (b->nodes[n].kind != FLOW_CALL)
            continue;
        for (uint32_t i = 0; i < b->nodes[n].argument_count; i++) {
            Str text = text_of_literal(flow_argument(b, n, i));

            if (text.len)
                return text;
        }
    }
    return STR_NONE;
}

/* -- what a caller does -- */

static bool is_word_char(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

static bool is_plain_name(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_word_char(s.ptr[i]))
            return false;
    }
    return s.len > 0 && !(s.ptr[0] >= '0' && s.ptr[0] <= '9');
}

static bool is_one_of(Str text, const char *const *words)
{
    for (; *words; words++) {
        if (str_is(text, *words))
            return true;
    }
    return false;
}

/* Whether the condition holds when `what` is the value that tells a failure. */
static bool tells_failure(Str condition, Str what, FlowValue failed)
{
    static const char *const negative[] = {"== -1", "< 0", NULL};
    static const char *const nothing[] = {"== NULL", "== nullptr", NULL};
    static const char *const error[] = {"!= nil", NULL};
    const char *const *after = failed == VALUE_NEGATIVE  ? negative
                               : failed == VALUE_NOTHING ? nothing
                                                         : error;
    Str text = str_trim(condition);

    if (failed == VALUE_NOTHING && str_starts(text, STR("!")) &&
        str_eq(str_trim(str_sub(text, 1, text.len)), what))
        return true;
    return str_starts(text, what) &&
           is_one_of(str_trim(str_sub(text, what.len, text.len)), after);
}

FlowId flow_branch_on_failure(const FlowBody *b, FlowId call, FlowValue failed, FlowId *ret_if)
{
    const FlowNode *n = &b->nodes[call];
    FlowId parent = n->parent, an_if;
    Str what = flow_text(b, n->all);

    if (parent == FLOW_NONE || (n->flags & FLOW_IS_MAYBE))
        return FLOW_NONE;
    if (b->nodes[parent].kind == FLOW_IF && n->part == FLOW_CONDITION) {
        an_if = parent;
    } else if (b->nodes[parent].kind == FLOW_ASSIGN) {
        an_if = b->nodes[parent].part == FLOW_INIT ? b->nodes[parent].parent : parent;
        /* `v, err := f()` is two assignments */
        while (an_if != FLOW_NONE && b->nodes[an_if].kind == FLOW_ASSIGN)
            an_if = b->nodes[an_if].next;
        if (an_if == FLOW_NONE || b->nodes[an_if].kind != FLOW_IF ||
            flow_tested_call(b, an_if, &what) != call)
            return FLOW_NONE;
    } else {
        return FLOW_NONE;
    }
    if (!tells_failure(flow_text(b, b->nodes[an_if].subject), what, failed))
        return FLOW_NONE;
    *ret_if = an_if;
    return flow_part(b, an_if, FLOW_THEN);
}

/* The name that a condition is a test of: `!x`, `x == NULL`, `err != nil`, `not x`. */
static Str tested_name(Str condition)
{
    Str text = str_trim(condition);
    size_t end = 0;

    if (str_starts(text, STR("!")) || str_starts(text, STR("not "))) {
        text = str_trim(str_sub(text, text.ptr[0] == '!' ? 1 : 4, text.len));
        return is_plain_name(text) ? text : STR_NONE;
    }
    while (end < text.len && is_word_char(text.ptr[end]))
        end++;
    Str name = str_sub(text, 0, end), rest = str_trim(str_sub(text, end, text.len));
    bool is_test = rest.len == 0 || strchr("=!<>", rest.ptr[0]) || str_starts(rest, STR("is "));
    bool is_one = !str_has(rest, STR("&&")) && !str_has(rest, STR("||")) &&
                  !str_has(rest, STR(" and ")) && !str_has(rest, STR(" or "));
    return is_test && is_one && is_plain_name(name) ? name : STR_NONE;
}

static bool assigns(const FlowBody *b, FlowId n, Str variable)
{
    return b->nodes[n].kind == FLOW_ASSIGN && (b->nodes[n].flags & FLOW_IS_LOCAL) &&
           str_eq(flow_text(b, b->nodes[n].subject), variable);
}

/* The call that is the whole value of the assignment; with several targets the first one holds it. */
static FlowId call_assigned(const FlowBody *b, FlowId assign)
{
    FLOW_EACH_CHILD(b, assign, child)
    {
        if (b->nodes[child].kind == FLOW_CALL &&
            b->nodes[child].all.start == b->nodes[assign].value.start &&
            b->nodes[child].all.end == b->nodes[assign].value.end)
            return child;
    }
    return FLOW_NONE;
}

static bool may_assign_below(const FlowBody *b, FlowId n, Str variable)
{
    for (FlowId i = n; i < flow_end(b, n); i++) {
        if (i != n && b->nodes[i].kind == FLOW_ASSIGN &&
            str_eq(flow_text(b, b->nodes[i].subject), variable))
            return true;
    }
    return false;
}

FlowId flow_tested_call(const FlowBody *b, FlowId an_if, Str *ret_variable)
{
    Str variable = tested_name(flow_text(b, b->nodes[an_if].subject));
    FlowId found = FLOW_NONE, last_call = FLOW_NONE;
    FlowRange last_value = {0};

    if (!variable.len || b->nodes[an_if].kind != FLOW_IF)
        return FLOW_NONE;
    for (FlowId n = flow_first_child(b, b->nodes[an_if].parent); n != FLOW_NONE && n <= an_if;
         n = b->nodes[n].next) {
        FlowId from = n == an_if ? flow_part(b, an_if, FLOW_INIT) : n;

        for (; from != FLOW_NONE; from = n == an_if ? b->nodes[from].next : FLOW_NONE) {
            if (n == an_if && b->nodes[from].part != FLOW_INIT)
                break;
            /* `v, err := f()` is two assignments of one value; the first holds the call */
            if (call_assigned(b, from) != FLOW_NONE) {
                last_call = call_assigned(b, from);
                last_value = b->nodes[from].value;
            }
            if (assigns(b, from, variable))
                found = b->nodes[from].value.start == last_value.start &&
                                b->nodes[from].value.end == last_value.end
                            ? last_call
                            : FLOW_NONE;
            else if (may_assign_below(b, from, variable))
                found = FLOW_NONE;
        }
    }
    *ret_variable = variable;
    return found;
}
