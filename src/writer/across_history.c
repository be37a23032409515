/*
 * across_history.c -- what git remembers: which files change most, which parts are old and which are new, what was
 * decided and released.
 */
#include "writer/across.h"

#include "graph/rank.h"
#include "insight/past.h"
#include "syntax/doc_text.h"

enum {
    BUSIEST_SHOWN = 8,
    PARTS_SHOWN = 10,
    SUBJECTS_SHOWN = 8,
    DECISIONS_SHOWN = 12,
    RELEASES_SHOWN = 6,
    COMMITS_MIN = 10,
    SUBJECT_MIN_BYTES = 12,
};

static void put_span(const AcrossAsk *p, Buf *b)
{
    const History *h = p->ask->history;

    buf_printf(b, "Read from the newest %llu commits", (unsigned long long)h->commits_read);
    if (h->commit_count) {
        int64_t oldest = INT64_MAX, newest = 0;

        for (size_t i = 0; i < h->file_count; i++) {
            if (!h->files[i].commits)
                continue;
            oldest = MIN_OF(oldest, h->files[i].first_ms);
            newest = MAX_OF(newest, h->files[i].last_ms);
        }
        if (newest) {
            text_lit(b, ", ");
            across_put_month(b, oldest);
            text_lit(b, " to ");
            across_put_month(b, newest);
        }
    }
    buf_add(b, h->is_cut ? STR("; there are more before them.") : STR("."));
}

static void write_busiest(const AcrossAsk *p)
{
    static const char *const head[] = {"File", "Commits", "Authors", "Last", "Chapter", NULL};
    PastFact facts[BUSIEST_SHOWN];
    uint32_t count = past_busiest(p->insight, BUSIEST_SHOWN, facts);

    draft_section(p->draft, "busiest", "What changes often");
    put_span(p, draft_prose(p->draft));
    draft_end_prose(p->draft);
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < count; i++) {
        const FileHistory *f = facts[i].file;
        UnitId unit = program_find_unit(p->ask->program, f->path);

        text_cite(draft_cell(p->draft), f->path, 0, 0);
        draft_end_cell(p->draft);
        buf_printf(draft_cell(p->draft), "%u", f->commits);
        draft_end_cell(p->draft);
        buf_printf(draft_cell(p->draft), "%u", f->authors);
        draft_end_cell(p->draft);
        across_put_month(draft_cell(p->draft), f->last_ms);
        draft_end_cell(p->draft);
        Buf *b = draft_cell(p->draft);
        const Chapter *ch = across_chapter(p, section_unit_owner(p->ask, unit));
        if (ch)
            text_chapter_link(b, ch);
        draft_end_cell(p->draft);
    }
    draft_end_table(p->draft);
}

static int most_commits_first(const void *a, const void *b)
{
    const PastPart *x = a, *y = b;

    if (x->commits != y->commits)
        return x->commits < y->commits ? 1 : -1;
    return str_cmp(x->dir, y->dir);
}

/* Folders: since when their files are known, and when one was last touched. */
static void write_parts(const AcrossAsk *p)
{
    static const char *const head[] = {"Folder", "Files",        "First commit read",
                                       "Last",   "Changed last", NULL};
    PastPart parts[PAST_MAX_PARTS];
    uint32_t count = past_parts(p->insight, parts);

    if (count < 3)
        return;
    qsort(parts, count, sizeof(*parts), most_commits_first);
    draft_section(p->draft, "ages", "Old and new");
    draft_table(p->draft, head);
    for (uint32_t i = 0; i < MIN_OF(count, (uint32_t)PARTS_SHOWN); i++) {
        if (parts[i].dir.len)
            text_code(draft_cell(p->draft),
                      arena_printf(p->insight->arena, "%.*s/", STR_ARG(parts[i].dir)));
        else
            text_lit(draft_cell(p->draft), "the top");
        draft_end_cell(p->draft);
        buf_printf(draft_cell(p->draft), "%u", parts[i].files);
        draft_end_cell(p->draft);
        across_put_month(draft_cell(p->draft), parts[i].first_ms);
        draft_end_cell(p->draft);
        across_put_month(draft_cell(p->draft), parts[i].last_ms);
        draft_end_cell(p->draft);
        text_cite(draft_cell(p->draft), parts[i].newest, 0, 0);
        draft_end_cell(p->draft);
    }
    draft_end_table(p->draft);
}

/* -- decisions -- */

static bool is_decision(Str path)
{
    Str dir = path_dir(path);

    return str_has(dir, STR("adr")) || str_has(dir, STR("decision")) ||
           str_has(dir, STR("rfcs")) || str_ends(dir, STR("keps"));
}

static void write_decisions(const AcrossAsk *p)
{
    const Project *project = p->ask->project;
    uint32_t shown = 0;
    Buf *b = NULL;
    Str last = STR_NONE;

    for (size_t i = 0; i < project->section_count && shown < DECISIONS_SHOWN; i++) {
        const DocSection *s = &project->sections[i];

        if (!is_decision(s->path) || s->level != 1 || !s->title.len || str_eq(s->path, last))
            continue;
        last = s->path;
        if (shown++ == 0) {
            draft_section(p->draft, "decisions", "What was decided");
            b = draft_prose(p->draft);
        }
        text_lit(b, "- \"");
        text_words(b, evidence_clean(p->ask->evidence, s->title));
        text_lit(b, "\" (");
        text_cite(b, s->path, s->line, 0);
        text_lit(b, ")\n");
    }
    if (shown)
        draft_end_prose(p->draft);
}

/* -- releases -- */

static bool names_a_version(Str title)
{
    bool has_digit = false, has_dot = false;

    for (size_t i = 0; i < title.len; i++) {
        has_digit |= title.ptr[i] >= '0' && title.ptr[i] <= '9';
        has_dot |= i && title.ptr[i] == '.' && title.ptr[i - 1] >= '0' &&
                   title.ptr[i - 1] <= '9';
    }
    return has_digit && has_dot && title.len < 60;
}

/* The file at the top that tells of changes, its newest versions in the order in which they stand. */
static void write_releases(const AcrossAsk *p)
{
    const Project *project = p->ask->project;
    uint32_t shown = 0;
    Buf *b = NULL;
    Str path = STR_NONE;

    for (size_t i = 0; i < project->section_count && shown < RELEASES_SHOWN; i++) {
        const DocSection *s = &project->sections[i];

        if (!rank_is_news(s->path) || !names_a_version(s->title) ||
            str_find_char(s->path, '/', 0) != SIZE_MAX || (path.len && !str_eq(path, s->path)))
            continue;
        path = s->path;
        if (shown++ == 0) {
            draft_section(p->draft, "releases", "Releases");
            b = draft_prose(p->draft);
            text_lit(b, "The newest that are told of: ");
        } else {
            text_lit(b, ", ");
        }
        text_words(b, evidence_clean(p->ask->evidence, s->title));
        text_lit(b, " ");
        text_cite(b, s->path, s->line, 0);
    }
    if (!shown)
        return;
    text_lit(b, ".");
    draft_end_prose(p->draft);
}

/* -- the newest commits -- */

static bool is_telling(Str subject)
{
    /* what claims more than its own lines show cannot be looked up in a file */
    static const char *const claims[] = {"all",     "only",    "never", "lways",
                                         "Only",    "default", "most",  "minimum",
                                         "maximum", "least",   "All"};
    static const char *const dull[] = {"Merge ",      "merge ",     "Bump ",   "bump ",
                                       "chore(deps)", "build(deps", "Update ", "[pre-commit",
                                       "release ",    "Release ",   "Revert ", "typo",
                                       "Fix typo",    "fix typo"};

    for (size_t i = 0; i < ARRAY_LEN(dull); i++) {
        if (str_starts(subject, str_from(dull[i])))
            return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
        if (str_has(subject, str_from(claims[i])))
            return false;
    }
    return !str_has(subject, STR("dependenc")) && subject.len >= SUBJECT_MIN_BYTES &&
           str_find_char(subject, ' ', 0) != SIZE_MAX;
}

static void write_newest(const AcrossAsk *p)
{
    const History *h = p->ask->history;
    uint32_t shown = 0;
    Buf *b = NULL;

    for (size_t i = 0; i < h->commit_count && shown < SUBJECTS_SHOWN; i++) {
        const CommitInfo *c = &h->commits[i];

        /* a merged request and its own commit say the same */
        if (!is_telling(c->subject) ||
            (i && str_starts(h->commits[i - 1].subject, str_sub(c->subject, 0, 30))))
            continue;
        if (shown++ == 0) {
            draft_section(p->draft, "newest", "What happened last");
            b = draft_prose(p->draft);
            text_lit(b, "In the words of the commits:\n\n");
        }
        text_lit(b, "- ");
        across_put_month(b, c->time_ms);
        buf_printf(b, ", commit %.*s: \"", (int)MIN_OF(c->id.len, (size_t)10), c->id.ptr);
        text_words(b, evidence_clean(p->ask->evidence, c->subject));
        text_lit(b, "\"\n");
    }
    if (shown)
        draft_end_prose(p->draft);
}

bool across_history(const AcrossAsk *p, Chapter *ret UNUSED)
{
    const History *h = p->ask->history;

    if (!h || h->commits_read < COMMITS_MIN || !h->file_count)
        return false;
    write_busiest(p);
    write_parts(p);
    write_decisions(p);
    write_releases(p);
    write_newest(p);
    return true;
}
