/*
 * verify.c -- the run over documents: gather, rules, claims; findings and what keeps them quiet.
 */
#include "verify/verify_parts.h"

typedef struct RuleRow {
    const char *name, *words;
    bool is_error;
} RuleRow;

static const RuleRow rule_rows[RULE_COUNT] = {
#define X(id, n, e, w) [RULE_##id] = {.name = n, .words = w, .is_error = e},
    VERIFY_RULES(X)
#undef X
};

const char *verify_rule_name(VerifyRule rule)
{
    return rule_rows[rule].name;
}

const char *verify_rule_words(VerifyRule rule)
{
    return rule_rows[rule].words;
}

void verify_told_done(VerifyTold *t)
{
    VEC_DONE(&t->findings);
    arena_done(&t->arena);
}

/* -- findings -- */

static bool is_quiet(const Doc *d, uint32_t line, VerifyRule rule)
{
    for (size_t i = 0; i < d->quiet.len; i++) {
        const Quiet *q = &d->quiet.at[i];

        if ((q->rules & BIT(rule)) && line >= q->line && line <= q->end_line)
            return true;
    }
    return false;
}

bool verify_wants(const Verifying *v, VerifyRule rule)
{
    return !v->ask->rules || (v->ask->rules & BIT(rule));
}

bool verify_is_allowed(const Verifying *v, Str word)
{
    uint64_t unused;

    return strmap_get(&v->allow, word, &unused);
}

void verify_find(Verifying *v, Doc *d, uint32_t line, VerifyRule rule, bool is_certain,
                 const char *fmt, ...)
{
    AUTO(buf_done) Buf message = BUF(4096);
    va_list args;

    if (!verify_wants(v, rule))
        return;
    if (is_quiet(d, line, rule)) {
        v->told->ignored++;
        return;
    }
    if (v->told->findings.len >= VERIFY_MAX_FINDINGS)
        return;
    va_start(args, fmt);
    buf_vprintf(&message, fmt, args);
    va_end(args);
    *VEC_PUSH(&v->told->findings) = (VerifyFinding){
        .rule = str_from(rule_rows[rule].name),
        .is_error = is_certain,
        .path = d->path,
        .uri = d->repo_path,
        .line = line,
        .message = arena_str(v->arena, buf_str(&message)),
    };
}

void verify_claim(Verifying *v, const Claim *claim)
{
    *VEC_PUSH(&v->claims) = *claim;
}

static int by_place(const void *left, const void *right)
{
    const VerifyFinding *a = left, *b = right;
    int order = str_cmp(a->path, b->path);

    if (order == 0)
        order = (a->line > b->line) - (a->line < b->line);
    if (order == 0)
        order = str_cmp(a->rule, b->rule);
    return order ? order : str_cmp(a->message, b->message);
}

/* The same thing said of the same line counts once. */
void verify_settle(VerifyTold *t)
{
    size_t kept = 0;

    VEC_SORT(&t->findings, by_place);
    for (size_t i = 0; i < t->findings.len; i++) {
        if (kept && by_place(&t->findings.at[kept - 1], &t->findings.at[i]) == 0)
            continue;
        t->findings.at[kept++] = t->findings.at[i];
    }
    t->findings.len = kept;
    t->errors = t->warnings = 0;
    for (size_t i = 0; i < kept; i++) {
        t->errors += t->findings.at[i].is_error;
        t->warnings += !t->findings.at[i].is_error;
    }
}

/* -- the run -- */

static void set_up(Verifying *v)
{
    AUTO(buf_done) Buf globs = BUF(1 << 20);

    v->repo_dir = checkout_path(v->checkout);
    for (const char *const *w = v->ask->allow; w && *w; w++)
        (void)strmap_set(&v->allow, str_from(*w), 1);
    for (const char *const *g = v->ask->skip; g && *g; g++)
        buf_printf(&globs, "%s\n", *g);
    v->skip = glob_list_parse(v->arena, arena_str(v->arena, buf_str(&globs)));
    tree_build(v);
}

static void tear_down(Verifying *v)
{
    for (size_t i = 0; i < v->all_docs.len; i++)
        docs_release(v->all_docs.at[i]);
    VEC_DONE(&v->docs);
    VEC_DONE(&v->all_docs);
    strmap_done(&v->doc_by_path);
    VEC_DONE(&v->claims);
    VEC_DONE(&v->missing);
    VEC_DONE(&v->commits);
    strmap_done(&v->allow);
    commands_release(v);
    tree_done(v);
}

static void look_at(Verifying *v, Doc *d)
{
    v->told->files++;
    v->told->items += d->md.count;
    rule_links(v, d);
    if (d->is_history)
        return;
    rule_paths(v, d);
    rule_names(v, d);
    rule_commands(v, d);
    rule_defaults(v, d);
}

ErrCode verify_markdown(const VerifyAsk *ask, VerifyTold *ret, Err *err)
{
    Verifying v = {.ask = ask,
                   .program = ask->program,
                   .checkout = ask->program->checkout,
                   .evidence = ask->evidence,
                   .arena = &ret->arena,
                   .told = ret};

    set_up(&v);
    ErrCode rc = docs_gather(&v, err);
    for (size_t i = 0; rc == ERR_OK && i < v.docs.len; i++) {
        if (ask->stop && *ask->stop)
            rc = err_set(err, ERR_CANCELED, "interrupted");
        else
            look_at(&v, v.docs.at[i]);
    }
    if (rc == ERR_OK)
        rule_quotes(&v);
    if (rc == ERR_OK)
        claims_settle(&v);
    if (rc == ERR_OK)
        paths_settle(&v);
    verify_settle(ret);
    tear_down(&v);
    return rc;
}
