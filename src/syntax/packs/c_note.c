/*
 * c_note.c -- what else a file tells: entry points, tests, flags, environment variables, commands.
 */
#include "syntax/packs/c_family.h"

static void add_note(CWalk *w, NoteKind kind, Str text, NodeId at, uint32_t expr)
{
    (void)facts_add_note(w->b, (Note){.kind = (uint8_t)kind,
                                      .text = facts_name_copy(w->b, text),
                                      .at = c_start(w, at),
                                      .def = w->here.def,
                                      .expr = expr});
}

/* The text between the quotes; empty for anything but a plain string. */
static Str plain_string(const CWalk *w, NodeId n)
{
    Str text = c_text(w, n);

    if (node_kind(w->t, n) != K_STRING || text.len < 2 || text.ptr[0] != '"')
        return STR_NONE;
    return str_sub(text, 1, text.len - 1);
}

/* "--name" with nothing but the name behind. */
static bool is_flag(Str text)
{
    if (text.len < 4 || !str_starts(text, STR("--")))
        return false;
    for (size_t i = 2; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9');

        if (!is_letter && !((c == '-' || c == '_' || c == '=') && i > 2))
            return false;
    }
    return true;
}

static bool is_word(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9' && i) ||
              (c == '-' && i) || (c == '_' && i)))
            return false;
    }
    return text.len > 1;
}

static NodeId first_argument(const CWalk *w, NodeId call)
{
    NodeId list = node_field(w->t, call, F_ARGUMENTS);

    if (list == NODE_NONE)
        return NODE_NONE;
    NODE_EACH_CHILD (w->t, list, child) {
        if ((w->t->nodes[child].flags & NODE_NAMED) && node_kind(w->t, child) != K_COMMENT)
            return child;
    }
    return NODE_NONE;
}

/* parse-options macros: OPT_BOOL('v', "verbose", ...). */
static void note_option_macro(CWalk *w, NodeId call)
{
    NODE_EACH_CHILD (w->t, node_field(w->t, call, F_ARGUMENTS), child) {
        Str text = plain_string(w, child);
        char flag[64];

        if (!is_word(text))
            continue;
        snprintf(flag, sizeof(flag), "--%.*s", STR_ARG(text));
        add_note(w, NOTE_FLAG, str_from(flag), child, 0);
        return;
    }
}

void c_note_call(CWalk *w, NodeId call, Str callee)
{
    if (node_field(w->t, call, F_ARGUMENTS) == NODE_NONE)
        return;
    if (str_ends(callee, STR("getenv"))) {
        Str name = plain_string(w, first_argument(w, call));

        if (name.len)
            add_note(w, NOTE_ENVIRONMENT, name, first_argument(w, call), 0);
    } else if (str_starts(callee, STR("OPT_"))) {
        note_option_macro(w, call);
    } else {
        NODE_EACH_CHILD (w->t, node_field(w->t, call, F_ARGUMENTS), child) {
            Str text = plain_string(w, child);

            if (is_flag(text))
                add_note(w, NOTE_FLAG, text, child, 0);
        }
    }
}

/* The name of the type that a list of rows is of; empty when it has none. */
static Str type_name(const CWalk *w, uint32_t type)
{
    while (type && (w->b->exprs.at[type].kind == EXPR_ARRAY ||
                    w->b->exprs.at[type].kind == EXPR_POINTER ||
                    w->b->exprs.at[type].kind == C_EXPR_CONST))
        type = w->b->exprs.at[type].a;
    return type && w->b->exprs.at[type].kind == EXPR_NAME
               ? w->b->names.at[w->b->exprs.at[type].name]
               : STR_NONE;
}

void c_note_list(CWalk *w, NodeId list)
{
    NODE_EACH_CHILD (w->t, list, child) {
        Str text = plain_string(w, child);

        if (is_flag(text))
            add_note(w, NOTE_FLAG, text, child, 0);
    }
}

CRows c_rows_of(const CWalk *w, uint32_t type)
{
    Str name = type_name(w, type);
    Str variable = w->here.def ? w->b->names.at[w->b->defs.at[w->here.def].name] : STR_NONE;

    if (str_is(name, "option"))
        return C_ROWS_OPTIONS;
    if (str_has(name, STR("cmd")) || str_has(name, STR("command")) ||
        str_has(variable, STR("commands")))
        return C_ROWS_COMMANDS;
    return C_ROWS_OTHER;
}

void c_note_row(CWalk *w, NodeId row, CRows rows, size_t first_expr)
{
    NodeId first = node_first_child(w->t, row);
    Str text = plain_string(w, first);
    char flag[64];

    if (!is_word(text))
        return;
    if (rows == C_ROWS_OPTIONS) {
        snprintf(flag, sizeof(flag), "--%.*s", STR_ARG(text));
        add_note(w, NOTE_FLAG, str_from(flag), first, 0);
        return;
    }
    /* a command has somebody to carry it out */
    for (size_t i = first_expr; i < w->b->exprs.len; i++) {
        const Expr *e = &w->b->exprs.at[i];

        if (e->kind == EXPR_NAME && (e->flags & EXPR_IS_REF) && !(e->flags & EXPR_IS_TYPE)) {
            add_note(w, NOTE_COMMAND, text, first, (uint32_t)i);
            return;
        }
    }
}

/* -- functions -- */

/* test_x(void), test_x(void **state); test_bit(int n, long *bits) is none. */
static bool is_test(const CWalk *w, Str name, NodeId parameters)
{
    Str list = c_text(w, parameters);

    if (!str_starts(name, STR("test_")) && !str_starts(name, STR("cttest_")))
        return false;
    return str_is(list, "()") || str_is(list, "(void)") || str_starts(list, STR("(void **"));
}

void c_note_test(CWalk *w, uint32_t def, Str name)
{
    w->b->defs.at[def].flags |= DEF_IS_TEST;
    (void)facts_add_note(w->b, (Note){.kind = NOTE_TEST,
                                      .text = facts_name_copy(w->b, name),
                                      .at = w->b->defs.at[def].name_start,
                                      .def = def});
}

void c_note_function(CWalk *w, uint32_t def, NodeId parameters)
{
    Def *d = &w->b->defs.at[def];
    Str name = w->b->names.at[d->name];

    if (str_is(name, "main") && d->scope == 1 && !(d->flags & DEF_IS_STATIC))
        (void)facts_add_note(
            w->b,
            (Note){.kind = NOTE_ENTRY_POINT, .text = d->name, .at = d->name_start, .def = def});
    if ((d->flags & DEF_HAS_BODY) && is_test(w, name, parameters))
        c_note_test(w, def, name);
}
