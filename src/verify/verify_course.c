/*
 * verify_course.c -- a finished course, compared with a checkout: what course.json says
 * (course/check.h), and what its pages say, which people may have edited or a program cut.
 *
 * Pages are read as a reader's browser would: links from the page's place, anchors as a forge makes
 * them, excerpts by the path and lines of their info string. Nothing of course.json is trusted for it
 * but the plan of pages and the address of the repository.
 */
#include "verify/verify_parts.h"

#include "base/file.h"
#include "course/course_text.h"
#include "course/names.h"

#include <dirent.h>

/* What is counted on pages, beside the rows of course/check.h. */
/* clang-format off */
#define PAGE_FIGURES(X)                                                   \
    X(PAGES,    "planned pages are written",                1.0,  true)   \
    X(EXCERPTS, "excerpts on pages equal the file",         1.0,  true)   \
    X(LINKS,    "links on pages resolve",                   1.0,  true)   \
    X(CITES,    "citations on pages exist",                 1.0,  true)   \
    X(NEAR,     "names on pages stand where cited",         0.98, false)  \
    X(NAMES,    "names in code on pages exist",             0.99, false)
/* clang-format on */

typedef enum PageFigure {
#define X(id, name, target, is_error) PAGE_##id,
    PAGE_FIGURES(X)
#undef X
        PAGE_FIGURE_COUNT
} PageFigure;

static const struct {
    const char *name;
    double target;
    bool is_error;
} page_rows[PAGE_FIGURE_COUNT] = {
#define X(id, n, t, e) [PAGE_##id] = {n, t, e},
    PAGE_FIGURES(X)
#undef X
};

typedef struct CoursePages {
    const VerifyCourseAsk *ask;
    const Course *course;
    Evidence *evidence;
    const Checkout *checkout;
    VerifyTold *told;
    Arena *arena;
    VEC(Doc *) pages;
    StrMap by_path;  /* index + 1 into pages */
    size_t of_pages; /* findings of pages: the first ones */
    uint64_t checked[PAGE_FIGURE_COUNT], good[PAGE_FIGURE_COUNT];
} CoursePages;

static void add_finding(CoursePages *c, Str rule, bool is_error, Str path, uint32_t line,
                        Str place, Str message)
{
    if (c->told->findings.len < VERIFY_MAX_FINDINGS)
        *VEC_PUSH(&c->told->findings) = (VerifyFinding){.rule = rule,
                                                        .is_error = is_error,
                                                        .path = path,
                                                        .line = line,
                                                        .place = place,
                                                        .message = message};
}

static void judge(CoursePages *c, PageFigure figure, bool is_good, Str path, uint32_t line,
                  const char *fmt, ...) PRINTF_LIKE(6, 7);

static void judge(CoursePages *c, PageFigure figure, bool is_good, Str path, uint32_t line,
                  const char *fmt, ...)
{
    AUTO(buf_done) Buf message = BUF(4096);
    va_list args;

    c->checked[figure]++;
    c->good[figure] += is_good;
    if (is_good)
        return;
    va_start(args, fmt);
    buf_vprintf(&message, fmt, args);
    va_end(args);
    add_finding(c, course_slug(c->arena, str_from(page_rows[figure].name)),
                page_rows[figure].is_error, path, line, STR(""),
                arena_str(c->arena, buf_str(&message)));
}

/* -- the plan of pages -- */

static Doc *read_page(CoursePages *c, Str path)
{
    const char *full = path_join(c->arena, str_from(c->ask->dir), path).ptr;
    Str text;
    Err err = {0};

    if (file_read(c->arena, full, MARKDOWN_MAX_BYTES, &text, &err) != ERR_OK) {
        judge(c, PAGE_PAGES, false, path, 0, "the plan has this page, the folder has not: %s",
              err.text);
        return NULL;
    }
    Doc *d = ARENA_NEW(c->arena, Doc);
    *d = (Doc){.path = path, .text = text};
    if (markdown_read(c->arena, text, &d->md, &err) != ERR_OK) {
        judge(c, PAGE_PAGES, false, path, 0, "%s", err.text);
        return NULL;
    }
    docs_index(c->arena, d);
    c->told->files++;
    c->told->items += d->md.count;
    *VEC_PUSH(&c->pages) = d;
    (void)strmap_set(&c->by_path, path, c->pages.len);
    return d;
}

/* A page of headings alone says nothing. */
static bool has_content(const Markdown *md)
{
    for (size_t i = 0; i < md->count; i++) {
        if (md->items[i].kind != MARKDOWN_HEADING && !md->items[i].is_heading &&
            str_trim(md->items[i].text).len)
            return true;
    }
    return false;
}

static void plan_page(CoursePages *c, Str path)
{
    const Doc *d = read_page(c, path);

    if (d)
        judge(c, PAGE_PAGES, has_content(&d->md), path, 0, "the page is empty");
}

/* A page beside the plan is left from an older course, or was put there. */
static void check_strangers(CoursePages *c, Str folder)
{
    DIR *dir = opendir(path_join(c->arena, str_from(c->ask->dir), folder).ptr);

    if (!dir)
        return;
    for (const struct dirent *e; (e = readdir(dir));) {
        Str path = path_join(c->arena, folder, str_from(e->d_name));
        uint64_t unused;

        if (str_ends(path, STR(".md")) && !strmap_get(&c->by_path, path, &unused))
            judge(c, PAGE_PAGES, false, path, 0, "the folder has this page, the plan has not");
    }
    closedir(dir);
}

static void read_pages(CoursePages *c)
{
    plan_page(c, STR("index.md"));
    for (uint32_t i = 0; i < c->course->chapters_count; i++)
        plan_page(c, course_chapter_path(c->arena, &c->course->chapters[i]));
    for (uint32_t i = 0; i < c->course->tutorials_count; i++)
        plan_page(c, course_tutorial_path(c->arena, &c->course->tutorials[i]));
    plan_page(c, STR("glossary.md"));
    check_strangers(c, STR("chapters"));
    check_strangers(c, STR("tutorials"));
}

/* -- citations -- */

static bool parse_anchor(Str anchor, Source *ret)
{
    uint64_t from, to;
    size_t dash = str_find_char(anchor, '-', 0);
    Str first = str_sub(anchor, 0, dash);
    Str second = dash == SIZE_MAX ? first : str_sub(anchor, dash + 1, anchor.len);

    if (!str_starts(first, STR("L")))
        return false;
    second = str_starts(second, STR("L")) ? str_sub(second, 1, second.len) : second;
    if (!parse_u64(str_sub(first, 1, first.len), UINT32_MAX, &from) ||
        !parse_u64(second, UINT32_MAX, &to) || from == 0 || to < from)
        return false;
    ret->line = (uint32_t)from;
    ret->end_line = (uint32_t)to;
    return true;
}

/* A link to lines of the repository: by the forge's address, or into sources/ beside the pages. */
static bool is_citation(CoursePages *c, const Doc *d, Str target, Source *ret, bool *ret_sound)
{
    Str prefix = c->course->repository.permalink_prefix, path;
    size_t hash = str_find_char(target, '#', 0);

    if (prefix.len && str_starts(target, prefix))
        path = str_sub(target, prefix.len, hash);
    else if (!tree_join(c->arena, path_dir(d->path), str_sub(target, 0, hash), &path) ||
             !str_starts(path, STR("sources/")))
        return false;
    else
        path = str_sub(path, 8, path.len);
    *ret = (Source){.path = percent_decoded(c->arena, path)};
    *ret_sound = hash == SIZE_MAX || parse_anchor(str_sub(target, hash + 1, target.len), ret);
    return true;
}

static bool source_exists(CoursePages *c, const Source *s)
{
    return checkout_find(c->checkout, s->path) &&
           (s->line == 0 ||
            MAX_OF(s->line, s->end_line) <= evidence_file_line_count(c->evidence, s->path));
}

/* -- links -- */

static bool resolves(CoursePages *c, const Doc *d, Str target)
{
    size_t hash = str_find_char(target, '#', 0);
    Str path = str_sub(target, 0, hash), full;
    uint64_t index, unused;

    if (str_starts(target, STR("https://")) || str_starts(target, STR("http://")))
        return (c->course->repository.web_url.len &&
                str_starts(target, c->course->repository.web_url)) ||
               evidence_mentions(c->evidence, target);
    if (path.len == 0)
        full = d->path;
    else if (!tree_join(c->arena, path_dir(d->path), percent_decoded(c->arena, path), &full))
        return false;
    if (!strmap_get(&c->by_path, full, &index))
        return hash == SIZE_MAX &&
               path_exists(path_join(c->arena, str_from(c->ask->dir), full).ptr);
    return hash == SIZE_MAX || strmap_get(&c->pages.at[index - 1]->anchors,
                                          str_sub(target, hash + 1, target.len), &unused);
}

/* Commands, ids and the branch are checked, or known, as wholes. */
static bool is_known_whole(const Course *c, Str code)
{
    for (uint32_t i = 0; i < c->commands_count; i++) {
        if (str_eq(c->commands[i].command, code))
            return true;
    }
    for (uint32_t i = 0; i < c->exercises_count; i++) {
        if (str_is(code, c->exercises[i].id))
            return true;
    }
    return str_eq(c->repository.branch, code) || str_eq(c->repository.name, code) ||
           str_starts(code, STR("fondation "));
}

static void check_link(CoursePages *c, const Doc *d, const MarkdownItem *it, Str last_code)
{
    Source s;
    bool is_sound;

    if (!is_citation(c, d, it->target, &s, &is_sound)) {
        judge(c, PAGE_LINKS, resolves(c, d, it->target), d->path, it->line,
              "'%.*s' leads nowhere", STR_ARG(it->target));
        return;
    }
    bool exists = is_sound && source_exists(c, &s);
    judge(c, PAGE_CITES, exists, d->path, it->line, "there is no '%.*s' with lines %u to %u",
          STR_ARG(s.path), s.line, s.end_line);
    Str name = names_last(last_code);
    if (exists && s.line && name.len && !is_known_whole(c->course, last_code))
        judge(c, PAGE_NEAR, names_near(c->ask->program, c->evidence, name, &s), d->path,
              it->line, "'%.*s' does not stand near %.*s:%u", STR_ARG(name), STR_ARG(s.path),
              s.line);
}

/* -- excerpts -- */

/* "c path=src/ae.c lines=120-141" */
static bool read_info(Arena *a, Str info, Source *ret)
{
    Str rest = info, word, lines;
    uint64_t from = 0, to = 0;

    *ret = (Source){0};
    while (str_split(&rest, ' ', &word)) {
        if (str_starts(word, STR("path=")))
            ret->path = percent_decoded(a, str_sub(word, 5, word.len));
        if (str_starts(word, STR("lines="))) {
            lines = str_sub(word, 6, word.len);
            size_t dash = str_find_char(lines, '-', 0);

            if (!parse_u64(str_sub(lines, 0, dash), UINT32_MAX, &from) ||
                !parse_u64(str_sub(lines, dash == SIZE_MAX ? 0 : dash + 1, lines.len),
                           UINT32_MAX, &to))
                from = to = UINT32_MAX; /* no file has them: the excerpt is wrong */
        }
    }
    ret->line = (uint32_t)from;
    ret->end_line = (uint32_t)to;
    return ret->path.len > 0;
}

/* The first line of the excerpt that is not the file's, from 0. */
static uint32_t first_difference(Str page, Str file, Str *ret_page, Str *ret_file)
{
    for (uint32_t line = 0;; line++) {
        *ret_page = *ret_file = STR("");
        bool more = str_line(&page, ret_page), file_more = str_line(&file, ret_file);

        if (!more || !file_more || !str_eq(*ret_page, *ret_file))
            return line;
    }
}

static size_t fence_length(Str line)
{
    size_t n = 0;

    while (n < line.len && line.ptr[n] == '`')
        n++;
    return n;
}

/* The block as it stands in the page: the Markdown parser makes spaces of tabs at the front of a line.
 * *ret_line: of its first line. */
static Str block_as_written(const Doc *d, Str info, uint32_t *ret_line)
{
    Str rest = d->text, line;
    const char *start = NULL, *end = NULL;
    size_t fence = 0;

    for (uint32_t number = 1; str_line(&rest, &line); number++) {
        size_t length = fence_length(line);

        if (!fence && length >= 3 && str_eq(str_sub(line, length, line.len), info)) {
            fence = length;
            *ret_line = number + 1;
        } else if (fence && length >= fence && length == line.len) {
            break;
        } else if (fence) {
            start = start ? start : line.ptr;
            end = line.ptr + line.len;
        }
    }
    return start ? (Str){start, (size_t)(end - start)} : STR_NONE;
}

static void check_excerpt(CoursePages *c, const Doc *d, const MarkdownItem *it)
{
    AUTO(buf_done) Buf clean = BUF(MARKDOWN_MAX_BYTES);
    Source s;
    Str of_page = STR_NONE, of_file = STR_NONE;

    if (!read_info(c->arena, it->target, &s))
        return;
    Str lines = evidence_file_lines(c->evidence, s.path, s.line, s.end_line);
    buf_add_clean(&clean, lines);
    uint32_t first = it->line;
    Str text = block_as_written(d, it->target, &first);
    bool is_same = lines.len && (str_eq(text, lines) || str_eq(text, buf_str(&clean)));
    uint32_t line = is_same ? 0 : first_difference(text, lines, &of_page, &of_file);
    judge(c, PAGE_EXCERPTS, is_same, d->path, first + line,
          "the excerpt is not %.*s:%u-%u: '%.*s' where the file has '%.*s'", STR_ARG(s.path),
          s.line, s.end_line, STR_ARG(str_trim(of_page)), STR_ARG(str_trim(of_file)));
}

/* -- names -- */

static void check_names(CoursePages *c, const Doc *d, const MarkdownItem *it)
{
    size_t at = 0;
    Str name;

    if (is_known_whole(c->course, it->text))
        return;
    while (names_next(it->text, &at, &name))
        judge(c, PAGE_NAMES,
              names_exists(c->ask->program, c->evidence, name) ||
                  str_starts(c->course->repository.commit, name),
              d->path, it->line, "'%.*s' is nowhere in the repository", STR_ARG(name));
}

static void check_page(CoursePages *c, const Doc *d)
{
    Str last_code = STR_NONE;
    uint32_t leaf = 0;

    for (size_t i = 0; i < d->md.count; i++) {
        const MarkdownItem *it = &d->md.items[i];

        if (it->leaf != leaf)
            last_code = STR_NONE;
        leaf = it->leaf;
        switch ((MarkdownKind)it->kind) {
        case MARKDOWN_LINK:
            check_link(c, d, it, last_code);
            last_code = STR_NONE;
            break;
        case MARKDOWN_CODE:
            check_names(c, d, it);
            last_code = it->is_linked ? last_code : it->text;
            break;
        case MARKDOWN_BLOCK:
            check_excerpt(c, d, it);
            last_code = STR_NONE;
            break;
        case MARKDOWN_WORDS: /* a name belongs to the citation right behind it */
            if (!it->is_linked && str_trim(it->text).len)
                last_code = STR_NONE;
            break;
        case MARKDOWN_HEADING:
        case MARKDOWN_HTML:
            last_code = STR_NONE;
            break;
        }
    }
}

/* -- all of it -- */

/* "chapters/03-x.md: Section": the page, and the line of the section's heading. */
static void take_finding(CoursePages *c, const Finding *f)
{
    for (size_t i = 0; i < c->of_pages; i++) {
        if (str_eq(c->told->findings.at[i].message, f->message))
            return; /* the page says it, with its line */
    }
    size_t colon = str_find(f->place, STR(".md: "), 0);
    Str path = colon == SIZE_MAX ? STR("course.json") : str_sub(f->place, 0, colon + 3);
    Str place = colon == SIZE_MAX ? f->place : str_sub(f->place, colon + 5, f->place.len);
    uint64_t index;
    uint32_t line = 0;

    if (str_ends(f->place, STR(".md")))
        path = f->place, place = STR("");
    if (strmap_get(&c->by_path, path, &index)) {
        const Markdown *md = &c->pages.at[index - 1]->md;

        for (size_t i = 0; i < md->count && !line; i++) {
            if (md->items[i].kind == MARKDOWN_HEADING && str_eq(md->items[i].text, place))
                line = md->items[i].line;
        }
    }
    add_finding(c, course_slug(c->arena, f->check), str_is(f->severity, "error"), path, line,
                place, f->message);
}

static void take_report(CoursePages *c)
{
    const Report *r = &c->course->report;

    c->of_pages = c->told->findings.len;
    for (uint32_t i = 0; i < r->findings_count; i++)
        take_finding(c, &r->findings[i]);
    c->told->figures = ARENA_ARRAY(c->arena, Figure, r->figures_count + PAGE_FIGURE_COUNT);
    for (uint32_t i = 0; i < r->figures_count; i++)
        c->told->figures[i] = r->figures[i];
    for (int i = 0; i < PAGE_FIGURE_COUNT; i++)
        c->told->figures[r->figures_count + i] = (Figure){
            str_from(page_rows[i].name), c->checked[i], c->good[i], page_rows[i].target};
    c->told->figures_count = r->figures_count + PAGE_FIGURE_COUNT;
}

/* Single misses of some rows are tolerated, their share is not. */
static void check_targets(CoursePages *c)
{
    for (uint32_t i = 0; i < c->told->figures_count; i++) {
        const Figure *g = &c->told->figures[i];

        if (g->checked && (double)g->good < g->target * (double)g->checked && g->target < 1.0)
            add_finding(c, course_slug(c->arena, g->check), true, STR("report.json"), 0,
                        STR(""),
                        arena_printf(c->arena, "%llu of %llu: below the target of %.0f %%",
                                     (unsigned long long)g->good,
                                     (unsigned long long)g->checked, g->target * 100));
    }
}

/* What the course speaks of and what lies before us. */
static void check_state(CoursePages *c)
{
    const Revision *r = checkout_revision(c->checkout);
    const CourseRepository *of = &c->course->repository;
    Str note = STR(""); /* of what is as it should be */

    if (of->commit.len && !str_eq(of->commit, r->commit))
        c->told->note = arena_printf(
            c->arena,
            "The course is about commit %.12s, the checkout is at %.12s: what "
            "follows compares with the latter.",
            of->commit.ptr, r->commit.len ? r->commit.ptr : "no commit");
    else if (of->is_dirty)
        c->told->note = STR("The course was made from a work tree with changes that were not "
                            "committed: it can only be compared with the same changes.");
    else if (r->is_dirty)
        c->told->note = STR("The work tree has changes that are not committed: what follows "
                            "compares with them.");
    else if (of->commit.len && c->ask->head.len && !str_eq(of->commit, c->ask->head))
        note = arena_printf(c->arena,
                            "The checkout is at commit %.12s; compared was the course's own, "
                            "%.12s, from the history.",
                            c->ask->head.ptr, of->commit.ptr);
    if (note.len)
        c->told->note = note;
    if (c->told->note.len && !note.len)
        add_finding(c, STR("state"), false, STR("course.json"), 0, STR(""), c->told->note);
}

ErrCode verify_course(const VerifyCourseAsk *ask, VerifyTold *ret, Err *err)
{
    CoursePages c = {.ask = ask,
                     .course = ask->course,
                     .evidence = ask->evidence,
                     .checkout = ask->program->checkout,
                     .told = ret,
                     .arena = &ret->arena};

    if (!path_is_dir(ask->dir))
        return err_set(err, ERR_NOT_FOUND, "'%s' is no folder", ask->dir);
    ask->course->report = (Report){0}; /* what was mended before publishing is past */
    course_check(ask->course, ask->program, ask->evidence, c.arena);
    if (ask->check_more)
        ask->check_more(ask->course, ask->program, ask->evidence, c.arena);
    read_pages(&c);
    for (size_t i = 0; i < c.pages.len; i++)
        check_page(&c, c.pages.at[i]);
    check_state(&c);
    take_report(&c);
    check_targets(&c);
    verify_settle(ret);
    for (size_t i = 0; i < c.pages.len; i++)
        docs_release(c.pages.at[i]);
    VEC_DONE(&c.pages);
    strmap_done(&c.by_path);
    return ERR_OK;
}
