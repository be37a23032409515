/*
 * outline_name.c -- names and definitions in the repository's own words.
 */
#include "graph/outline_parts.h"

#include "base/hash.h"
#include "source/project.h"
#include "syntax/doc_text.h"

static Str slug_of(Choosing *c, uint32_t count, Str name)
{
    char *slug = arena_alloc(c->arena, 64);
    size_t len = 0;

    for (size_t i = 0; i < name.len && len < 60; i++) {
        char ch = name.ptr[i];

        if (ch >= 'A' && ch <= 'Z')
            ch = (char)(ch + 32);
        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9')))
            ch = '-';
        if (ch != '-' || (len && slug[len - 1] != '-'))
            slug[len++] = ch;
    }
    while (len && slug[len - 1] == '-')
        len--;
    Str base = len ? (Str){slug, len} : STR("part"), unique = base;
    for (unsigned n = 2;; n++) {
        bool is_taken = false;

        for (uint32_t i = 0; i < count; i++)
            is_taken |= str_eq(c->outline->abstractions[i].slug, unique);
        if (!is_taken)
            return unique;
        unique = arena_printf(c->arena, "%.*s-%u", STR_ARG(base), n);
    }
}

static void stable_id(const Program *p, Arena *a, SymbolId seed, char ret_id[17])
{
    Hash h;
    char hex[HASH_HEX_SIZE];

    hash_init(&h);
    hash_add(&h, STR("abstraction"));
    hash_add(&h, p->units[program_unit_of(p, seed)].file->path);
    hash_add(&h, program_qualified_name(p, a, seed));
    hash_hex(&h, hex);
    memcpy(ret_id, hex, 16);
    ret_id[16] = '\0';
}

static void define(Choosing *c, Abstraction *x)
{
    UnitId unit = program_unit_of(c->program, x->seed);
    const Def *d = program_def(c->program, x->seed);
    Str text = choosing_text(c, unit);

    if (d->doc_end <= d->doc_start || d->doc_end > text.len)
        return;
    Str plain = doc_plain(c->arena, str_sub(text, d->doc_start, d->doc_end));
    Str sentence = doc_first_sentence(doc_first_paragraph(plain));
    if (sentence.len)
        x->definition = (Quote){sentence, c->program->units[unit].file->path,
                                text_line_at(text, d->doc_start), text_line_at(text, d->doc_end)};
}

void outline_name(Choosing *c)
{
    for (uint32_t d = 0; d < c->draft_count; d++) {
        Abstraction *x = &c->outline->abstractions[d];
        const Draft *draft = &c->drafts[d];
        Words w;

        words_of(draft->title.len ? draft->title : draft->seed != PART_NONE ? item_name(&c->parts, draft->seed) : c->parts.modules[draft->head].stem, &w);
        x->name = words_title(c->arena, &w, 0);
        x->slug = slug_of(c, d, x->name);
        if (x->seed)
            stable_id(c->program, c->arena, x->seed, x->id);
        if (x->seed)
            define(c, x);
    }
}
