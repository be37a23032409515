/*
 * section_past.c -- which files change together with those of the chapter.
 */
#include "writer/section.h"

#include "insight/past.h"

enum { FILES_TOLD = 3 };

static void put_fact(Buf *b, const PastFact *f)
{
    buf_printf(b, "Of %u commits to ", f->file->commits);
    text_cite(b, f->file->path, 0, 0);
    for (uint32_t i = 0; i < f->companion_count; i++) {
        buf_printf(b, "%s %u%s ", i ? "," : "", f->companions[i].together,
                   i ? "" : " also changed");
        text_cite(b, f->companions[i].path, 0, 0);
    }
    text_lit(b, ".");
}

void section_past(const SectionAsk *s)
{
    uint32_t told = 0;
    PastFact f;
    Buf *b = NULL;

    for (uint32_t i = 0; i < s->about->unit_count && told < FILES_TOLD; i++) {
        if ((s->ask->program->units[s->about->units[i]].file->flags & FILE_IS_TEST) ||
            !section_is_own_unit(s, s->about->units[i]) ||
            !past_of_file(s->insight, section_path(s, s->about->units[i]), &f) ||
            !f.companion_count)
            continue;
        if (told++ == 0) {
            draft_section(s->draft, "past", "What changes with it");
            b = draft_prose(s->draft);
        } else {
            text_lit(b, " ");
        }
        put_fact(b, &f);
    }
    if (told)
        draft_end_prose(s->draft);
}
