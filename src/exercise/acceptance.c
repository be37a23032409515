/*
 * acceptance.c -- checks over facts and trees of single files.
 */
#include "exercise/acceptance.h"

#include "exercise/code_tree.h"
#include "exercise/parameters.h"

enum { HEAD_BYTES = 512, FILES_MAX = 8 };

const char *acceptance_word(Acceptance kind)
{
    static const char *const words[ACCEPT_COUNT] = {
#define X(id, word) [ACCEPT_##id] = word,
        ACCEPTANCES(X)
#undef X
    };

    MUST(kind < ACCEPT_COUNT);
    return words[kind];
}

typedef struct File {
    Str path, text;
    LanguageId language;
    const Facts *facts; /* NULL: there is no such file, or it cannot be read */
} File;

typedef struct Judging {
    SyntaxReader *reader;
    Arena *arena;
    const LearnerFiles *files;
    File opened[FILES_MAX];
    uint32_t count;
    /* the parser has one tree at a time: that of this file; NULL: none */
    const File *tree_of;
    CodeTree tree;
} Judging;

static const File *open_file(Judging *j, Str path)
{
    Facts *facts;

    for (uint32_t i = 0; i < j->count; i++) {
        if (str_eq(j->opened[i].path, path))
            return &j->opened[i];
    }
    if (j->count == FILES_MAX)
        return NULL;
    File *f = &j->opened[j->count++];
    *f = (File){.path = path};
    j->tree_of = NULL;
    if (!j->files->read(j->files->self, j->arena, path, &f->text))
        return f;
    f->language = language_of(path, str_sub(f->text, 0, HEAD_BYTES));
    if (syntax_read(j->reader, j->arena, f->language, f->text, &facts, NULL) == ERR_OK)
        f->facts = facts;
    return f;
}

static const CodeTree *tree_of(Judging *j, const File *f)
{
    if (j->tree_of != f)
        j->tree_of = code_tree_read(j->reader, f->language, f->text, &j->tree) ? f : NULL;
    return j->tree_of ? &j->tree : NULL;
}

/* -- definitions -- */

/* By its last name; definitions with a body before those without. 0: none. */
static uint32_t def_named(const Facts *f, Str name)
{
    uint32_t found = 0;

    for (uint32_t d = 1; d < f->def_count; d++) {
        if (!str_eq(facts_name(f, f->defs[d].name), name))
            continue;
        if (!(f->defs[d].flags & DEF_IS_DECLARATION))
            return d;
        found = found ? found : d;
    }
    return found;
}

static bool is_word_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static bool has_word(Str text, Str word)
{
    for (size_t at = 0; (at = str_find(text, word, at)) != SIZE_MAX; at++) {
        size_t after = at + word.len;

        if ((at == 0 || !is_word_char(text.ptr[at - 1])) &&
            (after >= text.len || !is_word_char(text.ptr[after])))
            return true;
    }
    return false;
}

static bool is_documented(const File *f, Str name)
{
    uint32_t d = def_named(f->facts, name);
    const Def *def = &f->facts->defs[d];

    if (!d || def->doc_end <= def->doc_start)
        return false;
    Str doc = str_sub(f->text, def->doc_start, def->doc_end);
    Str names[PARAMETERS_MAX];
    uint32_t count = parameter_names(f->facts, def, f->language, f->text, names);
    for (uint32_t i = 0; i < count; i++) {
        if (!has_word(doc, names[i]))
            return false;
    }
    return true;
}

/* -- tokens -- */

typedef struct Counting {
    const CodeTree *tree;
    uint32_t start, end;
    Str name;
    bool wants_names; /* else any token with that text */
    uint32_t count;
} Counting;

static bool count_token(void *self, TSNode n, unsigned depth UNUSED)
{
    Counting *c = self;

    if (ts_node_is_extra(n) || ts_node_end_byte(n) <= c->start ||
        ts_node_start_byte(n) >= c->end)
        return false;
    bool is_whole = str_eq(code_text(c->tree, n), c->name);
    if (is_whole && c->wants_names)
        c->count += code_is_name(n);
    else if (is_whole) {
        c->count++;
        return false;
    }
    return true;
}

static uint32_t count_tokens(Judging *j, const File *f, uint32_t start, uint32_t end, Str name,
                             bool wants_names)
{
    const CodeTree *t = tree_of(j, f);
    Counting c = {t, start, end, name, wants_names, 0};

    if (!t)
        return 0;
    code_walk(ts_tree_root_node(t->tree), count_token, &c);
    return c.count;
}

static uint32_t count_tests(const File *f, Str name)
{
    uint32_t count = 0;

    for (uint32_t d = 1; d < f->facts->def_count; d++) {
        const Def *def = &f->facts->defs[d];

        if ((def->flags & DEF_IS_TEST) && def->end > def->start)
            count += has_word(str_sub(f->text, def->start, def->end), name);
    }
    return count;
}

uint32_t acceptance_count_tests(SyntaxReader *r, Arena *a, LanguageId language, Str text,
                                Str name)
{
    Facts *facts;
    File f = {.language = language, .text = text};

    if (syntax_read(r, a, language, text, &facts, NULL) != ERR_OK)
        return 0;
    f.facts = facts;
    return count_tests(&f, name);
}

static bool does_use(Judging *j, const File *f, const ExerciseCheck *c)
{
    uint32_t d = c->inside.len ? def_named(f->facts, c->inside) : 0;
    const Def *def = &f->facts->defs[d];

    if (c->inside.len && !d)
        return false;
    return count_tokens(j, f, d ? def->start : 0, d ? def->end : UINT32_MAX, c->name, true) >=
           c->count;
}

static bool does_lack(Judging *j, const File *f, const ExerciseCheck *c)
{
    uint32_t d = def_named(f->facts, c->inside);

    return d && count_tokens(j, f, f->facts->defs[d].start, f->facts->defs[d].end, c->name,
                             false) == 0;
}

/* -- all -- */

static bool holds(Judging *j, const ExerciseCheck *c)
{
    const File *f = open_file(j, c->path);
    int kind = 0;

    while (kind < ACCEPT_COUNT && !str_is(c->kind, acceptance_word((Acceptance)kind)))
        kind++;
    if (kind == ACCEPT_COUNT || !f || !f->facts)
        return false;
    switch ((Acceptance)kind) {
    case ACCEPT_DEFINES:
        return def_named(f->facts, c->name) != 0;
    case ACCEPT_GONE:
        return tree_of(j, f) && count_tokens(j, f, 0, UINT32_MAX, c->name, true) == 0;
    case ACCEPT_USES:
        return does_use(j, f, c);
    case ACCEPT_DOCUMENTED:
        return is_documented(f, c->name);
    case ACCEPT_TESTS:
        return count_tests(f, c->name) >= c->count;
    case ACCEPT_KEEPS:
        return f->facts->def_count >= c->count;
    case ACCEPT_READS:
        return !f->facts->has_error;
    case ACCEPT_LACKS:
        return does_lack(j, f, c);
    case ACCEPT_COUNT:
        break;
    }
    return false;
}

void acceptance_judge(SyntaxReader *r, Arena *a, const LearnerFiles *files, const Exercise *x,
                      bool *ret_holds)
{
    Judging j = {.reader = r, .arena = a, .files = files};

    for (uint32_t i = 0; i < x->checks_count; i++)
        ret_holds[i] = holds(&j, &x->checks[i]);
}

uint32_t acceptance_first_open(SyntaxReader *r, Arena *a, const LearnerFiles *files,
                               const Exercise *x)
{
    Judging j = {.reader = r, .arena = a, .files = files};

    for (uint32_t i = 0; i < x->checks_count; i++) {
        if (!holds(&j, &x->checks[i]))
            return i;
    }
    return UINT32_MAX;
}

/* -- edits -- */

bool edits_apply_without(Arena *a, const Exercise *x, Str path, Str text, uint32_t without,
                         Str *ret)
{
    AUTO(buf_done) Buf out = BUF(SIZE_MAX / 2);
    size_t at = 0;

    for (uint32_t i = 0; i < x->edits_count; i++) { /* they stand in the order of the file */
        const ExerciseEdit *e = &x->edits[i];

        if (!str_eq(e->path, path) || i == without)
            continue;
        if (e->start < at || e->start > text.len ||
            !str_eq(str_sub(text, e->start, e->start + e->before.len), e->before))
            return false;
        buf_add(&out, str_sub(text, at, e->start));
        buf_add(&out, e->after);
        at = e->start + e->before.len;
    }
    buf_add(&out, str_sub(text, at, text.len));
    *ret = arena_str(a, buf_str(&out));
    return true;
}

bool edits_apply(Arena *a, const Exercise *x, Str path, Str text, Str *ret)
{
    return edits_apply_without(a, x, path, text, UINT32_MAX, ret);
}
