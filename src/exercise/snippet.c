/*
 * snippet.c -- cutting definitions out.
 */
#include "exercise/snippet.h"

static bool is_in_class(const World *w, SymbolId s)
{
    const Unit *u = &w->program->units[program_unit_of(w->program, s)];
    const Def *parent = &u->facts->defs[program_def(w->program, s)->parent];

    return program_def(w->program, s)->parent &&
           (parent->kind == DEF_CLASS || parent->kind == DEF_STRUCT ||
            parent->kind == DEF_INTERFACE || parent->kind == DEF_ENUM);
}

/* What a method needs around it to be read by itself. */
static const char *wrapping(const World *w, SymbolId s, LanguageId language, size_t indentation,
                            const char **ret_after)
{
    *ret_after = "\n}\n";
    switch (language) {
    case LANG_PYTHON:
        *ret_after = "\n";
        return indentation ? "class X:\n" : "";
    case LANG_JAVA:
        return "class X {\n";
    case LANG_CPP:
        *ret_after = is_in_class(w, s) ? "\n};\n" : "\n";
        return is_in_class(w, s) ? "class X {\n" : "";
    case LANG_JAVASCRIPT:
    case LANG_TYPESCRIPT:
    case LANG_TSX:
        if (is_in_class(w, s) && program_def(w->program, s)->kind != DEF_FUNCTION)
            return "class X {\n";
        break;
    default:
        break;
    }
    *ret_after = "\n";
    return "";
}

static bool cut(const World *w, SymbolId s, Snippet *ret)
{
    UnitId unit = program_unit_of(w->program, s);
    const Def *d = program_def(w->program, s);
    Str text = evidence_text(w->evidence, unit);
    uint32_t start = d->start;
    const char *after;

    if (d->end <= d->start || d->end > text.len || d->end - d->start > SNIPPET_MAX_BYTES ||
        !utf8_is_valid(str_sub(text, d->start, d->end)))
        return false;
    /* from the beginning of the line, where only white space stands before it */
    while (start && (text.ptr[start - 1] == ' ' || text.ptr[start - 1] == '\t'))
        start--;
    if (start && text.ptr[start - 1] != '\n')
        start = d->start;
    *ret = (Snippet){.language = w->program->units[unit].file->language, .unit = unit};
    const char *before = wrapping(w, s, ret->language, d->start - start, &after);
    ret->start = (uint32_t)strlen(before);
    ret->end = ret->start + d->end - start;
    ret->file_start = start;
    ret->text = arena_printf(w->arena, "%s%.*s%s", before,
                             STR_ARG(str_sub(text, start, d->end)), after);
    return true;
}

const Snippet *snippet_of(const World *w, SymbolId s)
{
    bool is_new;
    uint64_t *kept = u64map_at(w->snippets, s, &is_new);

    if (is_new) {
        Snippet *n = ARENA_NEW(w->arena, Snippet);

        if (cut(w, s, n)) {
            uint32_t body = program_def(w->program, s)->signature_end - n->file_start +
                            n->start;
            n->body = flow_read(w->reader, w->arena, n->language, n->text,
                                (FlowRange){body, n->end});
            if (n->body && (n->body->is_cut || n->body->is_damaged))
                n->body = NULL;
            *u64map_at(w->snippets, s, NULL) = (uint64_t)(uintptr_t)n;
        }
        kept = u64map_at(w->snippets, s, NULL);
    }
    return (const Snippet *)(uintptr_t)*kept; /* NULL was kept for what cannot be cut */
}

const Edge *snippet_call(const World *w, const Snippet *n, FlowRange name)
{
    const Program *p = w->program;
    uint32_t at = snippet_to_file(n, name.start);

    for (size_t i = evidence_first_edge(p, n->unit, at);
         i < p->unit_edges[n->unit + 1] && p->edges[i].at == at; i++) {
        if (p->edges[i].kind == EDGE_CALL &&
            tier_confidence(p->edges[i].tier) >= EDGE_CONFIDENCE_FACT)
            return &p->edges[i];
    }
    return NULL;
}
