/*
 * makefile.c -- targets with what they need, variables, and the notes that authors leave for
 * `make help` ("target: ## words").
 */
#include "source/make_lines.h"
#include "syntax/pack.h"
#include "syntax/packs/text_facts.h"

typedef struct MakeFacts {
    TextFacts t;
    uint32_t comment_line, comment_end; /* lines of the comment just above; 0: none */
    uint32_t open;                      /* the rule whose recipe goes on */
} MakeFacts;

static void take_comment_as_doc(MakeFacts *x, uint32_t def, uint32_t line)
{
    Def *d = &x->t.b->defs.at[def];

    if (def && x->comment_line && x->comment_end + 1 == line) {
        d->doc_start = text_line_start(&x->t, x->comment_line);
        d->doc_end = text_line_end(&x->t, x->comment_end);
    }
}

/* "## words" behind a rule. */
static void take_help(MakeFacts *x, uint32_t def, Str text)
{
    size_t at = str_find(text, STR("## "), 0);

    if (def && at != SIZE_MAX) {
        x->t.b->defs.at[def].doc_start = text_offset(&x->t, text) + (uint32_t)at;
        x->t.b->defs.at[def].doc_end = text_offset(&x->t, text) + (uint32_t)text.len;
    }
}

static bool is_plain_target(Str name)
{
    return name.len && !str_has(name, STR("$")) && !str_has(name, STR("%")) &&
           name.ptr[0] != '.';
}

static void take_rule(MakeFacts *x, const MakeLine *l)
{
    Str rest = l->left, name;

    x->open = 0;
    while (make_next_name(&rest, &name)) {
        if (!is_plain_target(name))
            continue;
        x->open = text_add_def(&x->t, DEF_RULE, name, l->line, l->end_line);
        take_comment_as_doc(x, x->open, l->line);
        take_help(x, x->open, l->text);
    }
    rest = l->right;
    while (make_next_name(&rest, &name)) {
        if (is_plain_target(name))
            text_add_ref(&x->t, name, 0);
    }
}

static void take_line(MakeFacts *x, const MakeLine *l)
{
    switch (l->kind) {
    case MAKE_RULE:
        take_rule(x, l);
        break;
    case MAKE_RECIPE:
        if (x->open) {
            x->t.b->defs.at[x->open].end_line = l->end_line;
            x->t.b->defs.at[x->open].end = text_line_end(&x->t, l->end_line);
            x->t.b->defs.at[x->open].flags |= DEF_HAS_BODY;
        }
        break;
    case MAKE_VARIABLE: {
        uint32_t def = is_plain_target(l->left) && str_find_char(l->left, ' ', 0) == SIZE_MAX
                           ? text_add_def(&x->t, DEF_VARIABLE, l->left, l->line, l->end_line)
                           : 0;

        take_comment_as_doc(x, def, l->line);
        x->open = 0;
        break;
    }
    case MAKE_INCLUDE:
        facts_add_import(x->t.b, (Import){.module = facts_add_name(x->t.b, l->left),
                                          .scope = 1,
                                          .kind = IMPORT_MODULE,
                                          .at = text_offset(&x->t, l->left)});
        break;
    case MAKE_COMMENT:
    case MAKE_OTHER:
        break;
    }
}

static void read_makefile(Str src, FactsBuilder *b)
{
    MakeFacts x = {0};
    MakeReader r = MAKE_READER(src);
    MakeLine l;

    text_facts_begin(&x.t, src, b, "#");
    while (make_next(&r, &l)) {
        take_line(&x, &l);
        if (l.kind != MAKE_COMMENT) {
            x.comment_line = 0;
        } else {
            x.comment_line = x.comment_line ? x.comment_line : l.line;
            x.comment_end = l.end_line;
        }
    }
    text_facts_done(&x.t);
}

const Pack pack_makefile = {
    .language = LANG_MAKEFILE, .version = 1, .read_text = read_makefile};
