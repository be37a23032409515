/*
 * rule_paths.c -- paths named in code, with or without lines: src/ae.c, src/ae.c:10-20.
 *
 * Documents name many paths that are not the repository's: of a reader's project, of a machine, of a
 * package. So a path that is not there becomes a finding only when git remembers it (it was there
 * and was deleted or renamed: certain) or when all of it but the last component is a folder of the
 * repository that is deep enough not to be everybody's ("src/" alone is).
 */
#include "verify/verify_parts.h"

#include "source/git.h"

enum {
    PATH_MAX_BYTES = 256,
    SENTENCE_MAX_BYTES = 1 << 14,
    CANDIDATES_MAX = 48,    /* of which git is asked: all in one run */
    FOLDERS_CERTAIN = 2,    /* so many known folders are the repository's own */
    GIT_DEADLINE_MS = 5000, /* a repository too large to answer in time says nothing */
};

/* "src/ae.c:10-20" -> path and lines; false when it has no form of a path in a repository. */
static bool read_path(Str text, Str *ret_path, Str *ret_lines)
{
    size_t colon;

    *ret_lines = STR("");
    if (text.len < 3 || text.len > PATH_MAX_BYTES)
        return false;
    colon = str_find_char(text, ':', 0);
    if (colon == SIZE_MAX && str_find(text, STR("#L"), 0) != SIZE_MAX)
        colon = str_find(text, STR("#L"), 0);
    *ret_path = str_sub(text, 0, colon);
    if (colon != SIZE_MAX)
        *ret_lines = str_sub(text, colon + 1, text.len);
    for (size_t i = 0; i < ret_path->len; i++) {
        char c = ret_path->ptr[i];

        if (!is_word_char(c) && !strchr("./-+@", c))
            return false;
        if (c == '$' || (c & 0x80))
            return false;
    }
    return str_find_char(*ret_path, '/', 0) != SIZE_MAX && ret_path->ptr[0] != '/' &&
           !str_has(*ret_path, STR("//")) && !str_has(*ret_path, STR("..."));
}

/* Documents like to speak of files without a folder only when they have an extension. */
static bool is_file_name(Str path)
{
    Str ext = path_ext(path);

    return ext.len > 0 && ext.len <= 5;
}

/* "10", "10-20", "L10-L20" */
static bool read_lines(Str text, uint32_t *ret_from, uint32_t *ret_to)
{
    size_t dash = str_find_char(text, '-', 0);
    Str first = str_sub(text, 0, dash);
    Str second = dash == SIZE_MAX ? first : str_sub(text, dash + 1, text.len);
    uint64_t from, to;

    if (str_starts(first, STR("L")))
        first = str_sub(first, 1, first.len);
    if (str_starts(second, STR("L")))
        second = str_sub(second, 1, second.len);
    if (!parse_u64(first, UINT32_MAX, &from) || !parse_u64(second, UINT32_MAX, &to))
        return false;
    *ret_from = (uint32_t)from;
    *ret_to = (uint32_t)to;
    return true;
}

static const SourceFile *find_file(Verifying *v, const Doc *d, Str path)
{
    Str joined;
    const SourceFile *f = tree_file(v, path);

    if (!f && tree_join(v->arena, path_dir(d->repo_path), path, &joined))
        f = tree_file(v, joined);
    return f;
}

static void check_range(Verifying *v, Doc *d, const MarkdownItem *it, Str path, Str lines)
{
    const SourceFile *f = find_file(v, d, path);
    uint32_t from, to;

    if (!f || !lines.len || !read_lines(lines, &from, &to))
        return;
    uint32_t count = evidence_file_line_count(v->evidence, f->path);
    if (count && (from == 0 || from > to || to > count))
        verify_find(v, d, it->line, RULE_LINES, true, "'%.*s' has %u lines, not %.*s",
                    STR_ARG(f->path), count, STR_ARG(lines));
}

static bool exists(Verifying *v, const Doc *d, Str path)
{
    Str joined;

    while (str_ends(path, STR("/")))
        path.len--;
    if (str_starts(path, STR("./")))
        path = str_sub(path, 2, path.len);
    for (Str dir = path_dir(d->repo_path);; dir = path_dir(dir)) {
        if (!tree_join(v->arena, dir, path, &joined) || tree_has(v, joined))
            return true;
        if (dir.len == 0)
            break;
    }
    if (tree_has_suffix(v, path))
        return true;
    /* seen from outside: the repository's own folder first */
    size_t slash = str_find_char(path, '/', 0);
    return slash != SIZE_MAX &&
           str_eq_nocase(str_sub(path, 0, slash), checkout_revision(v->checkout)->name) &&
           tree_has(v, str_sub(path, slash + 1, path.len));
}

/* -- sentences that say so themselves -- */

static bool word_at(Str text, size_t at, const char *word)
{
    size_t n = strlen(word);

    return str_eq_nocase(str_sub(text, at, at + n), str_from(word)) &&
           (at == 0 || !is_word_char(text.ptr[at - 1])) &&
           (at + n >= text.len || !is_word_char(text.ptr[at + n]));
}

/* The words of the sentence that an item stands in. */
static void sentence_around(const Doc *d, size_t item, Buf *out)
{
    const MarkdownItem *items = d->md.items;
    size_t first = item, start = 0;

    while (first && items[first - 1].leaf == items[item].leaf)
        first--;
    for (size_t i = first; i < item; i++) {
        if (items[i].kind == MARKDOWN_WORDS || items[i].kind == MARKDOWN_CODE)
            buf_add(out, items[i].text);
    }
    for (size_t at = 0; (at = str_find(buf_str(out), STR(". "), at)) != SIZE_MAX; at++)
        start = at + 1;
    for (size_t i = start; i < out->len; i++)
        out->ptr[i - start] = out->ptr[i];
    out->len -= start;
    for (size_t i = item + 1; i < d->md.count && items[i].leaf == items[item].leaf; i++) {
        size_t stop = items[i].kind == MARKDOWN_WORDS ? str_find(items[i].text, STR(". "), 0)
                                                      : SIZE_MAX;

        if (items[i].kind == MARKDOWN_WORDS)
            buf_add(out, str_sub(items[i].text, 0, stop));
        if (stop != SIZE_MAX)
            return;
    }
}

/* "There is no ...", "create a file ...": the sentence does not claim that the path is there. */
static bool speaks_of_absence(const Doc *d, size_t item)
{
    static const char *const words[] = {
        "no",  "not",        "create",    "created", "creates", "new",    "removed",
        "was", "generated",  "generates", "deleted", "renamed", "moved",  "formerly",
        "old", "previously", "would",     "will",    "missing", "output", "example",
        "e.g", "your",       "contents",  "working"};
    AUTO(buf_done) Buf sentence = BUF(SENTENCE_MAX_BYTES);

    sentence_around(d, item, &sentence);
    Str text = buf_str(&sentence);
    for (size_t at = 0; at < text.len; at++) {
        for (size_t w = 0; w < ARRAY_LEN(words); w++) {
            if (word_at(text, at, words[w]))
                return true;
        }
    }
    return false;
}

/* How many components from the root on are folders of the repository; *ret_all: all but the last. */
static unsigned known_folders(Verifying *v, Str path, bool *ret_all)
{
    unsigned count = 0;
    size_t at = 0;

    *ret_all = false;
    while ((at = str_find_char(path, '/', at)) != SIZE_MAX) {
        uint64_t index;

        if (!strmap_get(&v->tree.paths, str_sub(path, 0, at), &index) || index)
            return count;
        count++;
        at++;
    }
    *ret_all = true;
    return count;
}

static void check_path(Verifying *v, Doc *d, size_t item)
{
    const MarkdownItem *it = &d->md.items[item];
    Str path, lines;
    bool is_all;

    if (!read_path(it->text, &path, &lines) || verify_is_allowed(v, path))
        return;
    if (exists(v, d, path)) {
        check_range(v, d, it, path, lines);
        return;
    }
    if (str_starts(path, STR("./")))
        path = str_sub(path, 2, path.len);
    unsigned folders = known_folders(v, path, &is_all);
    /* without an extension it may be what a build makes; below a root folder that is gone it is of an
     * older layout, of which the document knows */
    if (!is_file_name(path) || folders == 0 || str_has(path, STR("generated")) ||
        speaks_of_absence(d, item))
        return;
    *VEC_PUSH(&v->missing) = (MissingPath){.doc = d,
                                           .line = it->line,
                                           .path = path,
                                           .is_likely = is_all && folders >= FOLDERS_CERTAIN};
}

void rule_paths(Verifying *v, Doc *d)
{
    for (size_t i = 0; i < d->md.count; i++) {
        const MarkdownItem *it = &d->md.items[i];

        if (it->kind == MARKDOWN_CODE && !it->is_linked)
            check_path(v, d, i);
    }
}

/* -- what git remembers -- */

/* Path -> index + 1 of the commit that deleted it last. */
static void ask_git(Verifying *v, StrMap *deleted)
{
    const struct Git *known = checkout_git(v->checkout);
    const char *args[GIT_MAX_ARGS] = {"log",         "--diff-filter=D",     "--no-renames",
                                      "--name-only", "--format=format:@%h", "--"};
    size_t count = 6;
    Str out, line, commit = STR("");

    for (size_t i = 0; i < v->missing.len && count < CANDIDATES_MAX; i++)
        args[count++] =
            arena_printf(v->arena, ":(top,literal)%.*s", STR_ARG(v->missing.at[i].path)).ptr;
    if (!known)
        return;
    Git git = *known;
    git.deadline_ms = GIT_DEADLINE_MS;
    if (git_run_ok(v->arena, &git, &(GitAsk){.args = args}, &out, NULL) != ERR_OK)
        return;
    while (str_line(&out, &line)) {
        if (str_starts(line, STR("@"))) {
            commit = str_sub(line, 1, line.len);
        } else if (line.len) {
            bool is_new;
            uint64_t *place = strmap_at(deleted, line, &is_new);

            if (is_new) {
                *VEC_PUSH(&v->commits) = commit;
                *place = v->commits.len;
            }
        }
    }
}

void paths_settle(Verifying *v)
{
    StrMap deleted = {0};

    if (v->missing.len)
        ask_git(v, &deleted);
    for (size_t i = 0; i < v->missing.len; i++) {
        const MissingPath *m = &v->missing.at[i];
        uint64_t commit;

        if (strmap_get(&deleted, m->path, &commit))
            verify_find(v, m->doc, m->line, RULE_PATH, true,
                        "'%.*s' is not there any more: commit %.*s removed it",
                        STR_ARG(m->path), STR_ARG(v->commits.at[commit - 1]));
        else if (m->is_likely)
            verify_find(v, m->doc, m->line, RULE_PATH, false,
                        "'%.*s' is not there, though its folder is", STR_ARG(m->path));
    }
    strmap_done(&deleted);
}
