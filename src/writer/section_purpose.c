/*
 * section_purpose.c -- what a chapter is about: the definition that was found in the repository, and what
 * the comment of its foremost symbol says. Nothing is made up where nobody has written anything: then the
 * symbol itself stands there, with the chapters that use it.
 */
#include "writer/section.h"

enum { USERS_NAMED = 3, FILES_NAMED = 3 };

static void write_files_sentence(const SectionAsk *s)
{
    Buf *b = draft_prose(s->draft);
    const Chapter *ch = s->chapter;

    for (uint32_t i = 0; i < MIN_OF(ch->files_count, (uint32_t)FILES_NAMED); i++) {
        text_lit(b, "");
        buf_add(b, i == 0 ? STR("Code: ") : STR(", "));
        text_cite(b, ch->files[i], 0, 0);
    }
    if (ch->files_count > FILES_NAMED)
        buf_printf(b, " and %u more, listed below", ch->files_count - FILES_NAMED);
    if (ch->files_count)
        text_lit(b, ".");
    draft_end_prose(s->draft);
}

static void write_prerequisites(const SectionAsk *s)
{
    Buf *b = draft_prose(s->draft);

    for (uint32_t i = 0; i < s->chapter->prerequisites_count; i++) {
        const Chapter *before = course_find_chapter(s->ask->course,
                                                    s->chapter->prerequisites[i]);

        if (!before)
            continue;
        buf_add(b, i == 0 ? STR("Read first: ") : STR(", "));
        text_chapter_link(b, before);
    }
    if (b->len)
        text_lit(b, ".");
    draft_end_prose(s->draft);
}

static void write_seed_doc(const SectionAsk *s)
{
    const CourseSymbol *seed = &s->chapter->symbols[0];

    if (s->chapter->symbols_count)
        draft_quote(s->draft, seed->doc, &seed->doc_source);
}

/* Left out when the seed's comment begins with the same words. */
static void write_definition(const SectionAsk *s)
{
    AUTO(buf_done) Buf doc = BUF(PROSE_MAX_BYTES);
    const Chapter *ch = s->chapter;

    if (ch->symbols_count)
        text_words(&doc, ch->symbols[0].doc);
    if (ch->definition.len && !str_starts(buf_str(&doc), ch->definition))
        draft_quote_text(s->draft, ch->definition, &ch->definition_source);
}

static void put_article(Buf *b, Str noun)
{
    buf_printf(b, "%s %.*s", noun.len && strchr("aeiou", noun.ptr[0]) ? "an" : "a",
               STR_ARG(noun));
}

/* The chapters that refer to this one, those that do most first; returns how many. */
static uint32_t find_users(const SectionAsk *s, const Chapter *ret[USERS_NAMED])
{
    const Course *course = s->ask->course;
    uint32_t counts[USERS_NAMED], found = 0;

    for (uint32_t i = 0; i < course->chapters_count; i++) {
        const Chapter *ch = &course->chapters[i];
        uint32_t count = 0, at = found;

        for (uint32_t r = 0; r < ch->relations_count; r++) {
            if (strcmp(ch->relations[r].to, s->chapter->id) == 0)
                count += ch->relations[r].count;
        }
        if (!count || ch == s->chapter)
            continue;
        while (at > 0 && counts[at - 1] < count)
            at--;
        if (at == USERS_NAMED)
            continue;
        found = MIN_OF(found + 1, (uint32_t)USERS_NAMED);
        memmove(&counts[at + 1], &counts[at], (found - at - 1) * sizeof(counts[0]));
        memmove(&ret[at + 1], &ret[at], (found - at - 1) * sizeof(ret[0]));
        counts[at] = count;
        ret[at] = ch;
    }
    return found;
}

static void put_users(const SectionAsk *s, Buf *b)
{
    const Chapter *users[USERS_NAMED];
    uint32_t count = find_users(s, users);

    for (uint32_t i = 0; i < count; i++) {
        buf_add(b, i == 0 ? STR("; used by ") : i + 1 == count ? STR(" and ") : STR(", "));
        text_chapter_link(b, users[i]);
    }
}

/* Where nobody has written what it is for: what the whole is for when this is the whole, else what it
 * is and who needs it. */
static void write_bare_facts(const SectionAsk *s)
{
    const CourseSymbol *seed = &s->chapter->symbols[0];
    const Project *p = s->ask->project;

    if (!s->chapter->symbols_count || seed->doc.len || s->chapter->definition.len)
        return;
    if (s->ask->course->chapters_count == 1 && p->description.len) {
        draft_quote(
            s->draft, p->description,
            &(Source){p->description_path, p->description_line, p->description_end_line});
        return;
    }
    Buf *b = draft_prose(s->draft);
    text_lit(b, "Built around ");
    text_code(b, seed->qualified_name);
    text_lit(b, ", ");
    put_article(b, seed->kind);
    text_lit(b, " in ");
    text_cite(b, seed->source.path, seed->source.line, 0);
    put_users(s, b);
    text_lit(b, ".");
    draft_end_prose(s->draft);
}

void section_purpose(const SectionAsk *s)
{
    draft_section(s->draft, "purpose", "What it is for");
    write_prerequisites(s);
    write_definition(s);
    write_seed_doc(s);
    write_bare_facts(s);
    write_files_sentence(s);
}
