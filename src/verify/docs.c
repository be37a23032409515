/*
 * docs.c -- which documents are meant, and what each says of itself: anchors, comments to us, kind.
 */
#include "verify/verify_parts.h"

#include "base/file.h"

#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>

enum { FOLDERS_MAX_DEPTH = 32 };

static bool is_markdown(Str path)
{
    Str ext = path_ext(path);

    return str_eq_nocase(ext, STR("md")) || str_eq_nocase(ext, STR("markdown")) ||
           str_eq_nocase(ext, STR("mdx"));
}

/* -- kinds of documents -- */

static bool has_nocase(Str s, const char *needle)
{
    size_t n = strlen(needle);

    for (size_t i = 0; i + n <= s.len; i++) {
        if (str_eq_nocase(str_sub(s, i, i + n), str_from(needle)))
            return true;
    }
    return false;
}

/* What is dated tells how things were: its names and paths need not be there any more. */
static bool is_history(Str path)
{
    static const char *const words[] = {"change",  "history",  "release",    "news",
                                        "migrat",  "upgrad",   "roadmap",    "blog",
                                        "archive", "proposal", "postmortem", "todo"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (has_nocase(path, words[i]))
            return true;
    }
    return false;
}

/* Folders above a document hold the settings of the program that makes pages of it. */
static bool is_site(const Verifying *v, Str path)
{
    static const char *const signs[] = {".vitepress",
                                        "mkdocs.yml",
                                        "docusaurus.config.js",
                                        "_config.yml",
                                        "docusaurus.config.ts",
                                        "hugo.toml",
                                        "hugo.yaml",
                                        "astro.config.mjs",
                                        "astro.config.ts",
                                        "book.toml",
                                        "conf.py",
                                        "source.config.ts",
                                        "next.config.js",
                                        "next.config.mjs",
                                        "next.config.ts",
                                        "_sidebar.md",
                                        "docs/.vitepress",
                                        "docs/conf.py",
                                        "docs/mkdocs.yml"};

    for (Str dir = path_dir(path);; dir = path_dir(dir)) {
        for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
            AUTO(buf_done) Buf full = BUF(4096);

            buf_printf(&full, "%.*s%s%s", STR_ARG(dir), dir.len ? "/" : "", signs[i]);
            if (strmap_get(&v->tree.paths, buf_str(&full), &(uint64_t){0}) &&
                /* at the root these files are about docs/ alone */
                (dir.len || path_dir(path).len))
                return true;
        }
        if (dir.len == 0)
            return false;
    }
}

/* Marks of a page that is put together by a program: front matter, directives, templates. What such a
 * program adds, headings too, stands in no Markdown. */
static bool has_directives(Str text)
{
    Str rest = text, line;

    while (str_line(&rest, &line)) {
        if (str_starts(line, STR(":::")) || str_starts(line, STR("{%")) ||
            str_starts(line, STR("{{")) || str_starts(line, STR("!!! ")) ||
            str_starts(line, STR("import ")) || str_starts(line, STR("```{")) ||
            str_starts(line, STR("=== \"")))
            return true;
    }
    return false;
}

/* -- comments to us -- */

static unsigned rules_named(Str words)
{
    unsigned rules = 0;
    Str rest = str_sub(words, 0, str_find_char(words, ':', 0)), word;

    while (str_split(&rest, ' ', &word)) {
        if (str_is(word, "all"))
            return UINT32_MAX;
        for (int r = 0; r < RULE_COUNT; r++) {
            if (str_is(word, verify_rule_name((VerifyRule)r)))
                rules |= BIT(r);
        }
    }
    return rules;
}

static uint32_t last_line_of(const MarkdownItem *it)
{
    uint32_t line = it->line;

    for (size_t at = 0; (at = str_find_char(it->text, '\n', at)) != SIZE_MAX; at++)
        line++;
    return line;
}

/* The comment's own block, or where that is nothing but the comment, the next one. */
static uint32_t quiet_until(const Markdown *md, size_t at)
{
    uint32_t last = last_line_of(&md->items[at]);
    size_t i = at + 1;

    while (i < md->count && md->items[i].kind == MARKDOWN_HTML)
        i++;
    if (i >= md->count)
        return last;
    uint32_t leaf = md->items[i].leaf, row = md->items[i].row;
    for (; i < md->count && (md->items[i].leaf == leaf || (row && md->items[i].row)); i++)
        last = MAX_OF(last, last_line_of(&md->items[i]));
    return last;
}

static void read_comment(Doc *d, size_t at)
{
    Str text = str_trim(d->md.items[at].text);

    if (!str_starts(text, STR("<!--")))
        return;
    text = str_trim(str_sub(text, 4, str_find(text, STR("-->"), 0)));
    if (str_starts(text, STR("fondation-ignore-file ")))
        *VEC_PUSH(&d->quiet) = (Quiet){1, UINT32_MAX, rules_named(str_sub(text, 22, text.len))};
    else if (str_starts(text, STR("fondation-ignore ")))
        *VEC_PUSH(&d->quiet) = (Quiet){d->md.items[at].line, quiet_until(&d->md, at),
                                       rules_named(str_sub(text, 17, text.len))};
}

/* -- anchors -- */

static void add_anchor(Arena *a, Doc *d, Str slug)
{
    bool is_new;
    uint64_t *count = strmap_at(&d->anchors, slug, &is_new);

    if (!is_new) /* the second heading of a name is name-1 */
        (void)strmap_set(
            &d->anchors,
            arena_printf(a, "%.*s-%llu", STR_ARG(slug), (unsigned long long)*count), 1);
    ++*strmap_at(&d->anchors, slug, NULL);
}

/* "Title {#own-id}" and "Title [#own-id]" of site generators. */
static void add_heading(Arena *a, Doc *d, Str title)
{
    size_t brace = str_find(title, STR("{#"), 0), bracket = str_find(title, STR("[#"), 0);
    size_t own = MIN_OF(brace, bracket);

    if (own != SIZE_MAX) {
        size_t end = str_find_char(title, own == brace ? '}' : ']', own);

        (void)strmap_set(&d->anchors, str_trim(str_sub(title, own + 2, end)), 1);
        title = str_trim(str_sub(title, 0, own));
    }
    add_anchor(a, d, markdown_slug(a, title));
}

static void add_html(Doc *d, Str html)
{
    Str name, value;

    while (markdown_html_attribute(&html, &name, &value)) {
        if (str_eq_nocase(name, STR("id")) || str_eq_nocase(name, STR("name")))
            (void)strmap_set(&d->anchors, value, 1);
    }
}

static void add_own_words(Doc *d, Str code)
{
    for (size_t i = 0; i < code.len;) {
        size_t start = i;

        while (i < code.len && is_word_char(code.ptr[i]))
            i++;
        if (i > start)
            (void)strmap_set(&d->own_words, str_sub(code, start, i), 1);
        else
            i++;
    }
}

void docs_index(Arena *a, Doc *d)
{
    for (size_t i = 0; i < d->md.count; i++) {
        const MarkdownItem *it = &d->md.items[i];

        if (it->kind == MARKDOWN_HEADING)
            add_heading(a, d, it->text);
        if (it->kind == MARKDOWN_HTML) {
            add_html(d, it->text);
            read_comment(d, i);
        }
        if (it->kind == MARKDOWN_BLOCK)
            add_own_words(d, it->text);
    }
}

void docs_release(Doc *d)
{
    strmap_done(&d->anchors);
    strmap_done(&d->own_words);
    VEC_DONE(&d->quiet);
}

/* -- other documents, for their anchors -- */

static bool read_doc(Verifying *v, Doc *d, Err *why)
{
    if (markdown_read(v->arena, d->text, &d->md, why) != ERR_OK)
        return false;
    d->is_history = is_history(d->path);
    d->has_directives = has_directives(d->text);
    d->is_site = d->repo_path.len && (is_site(v, d->repo_path) || d->has_directives ||
                                      str_starts(d->text, STR("---\n")));
    docs_index(v->arena, d);
    return true;
}

const Doc *docs_find(Verifying *v, Str repo_path)
{
    const SourceFile *f = tree_file(v, repo_path);
    uint64_t *known;
    Str text;

    if (!f || !is_markdown(repo_path))
        return NULL;
    known = strmap_at(&v->doc_by_path, f->path, NULL);
    if (*known)
        return v->all_docs.at[*known - 1];
    if (checkout_read(v->checkout, v->arena, f, &text, NULL) != ERR_OK)
        return NULL;
    Doc *d = ARENA_NEW(v->arena, Doc);
    *d = (Doc){.path = f->path, .repo_path = f->path, .text = text};
    if (!read_doc(v, d, NULL))
        return NULL;
    *VEC_PUSH(&v->all_docs) = d;
    *strmap_at(&v->doc_by_path, f->path, NULL) = v->all_docs.len;
    return d;
}

/* -- gathering -- */

static ErrCode add_doc(Verifying *v, Doc doc, Err *err)
{
    Err why = {0};

    if (glob_list_names_file(&v->skip, doc.repo_path.len ? doc.repo_path : doc.path))
        return ERR_OK;
    if (v->docs.len >= VERIFY_MAX_FILES)
        return err_set(err, ERR_LIMIT, "there are more than %d documents", VERIFY_MAX_FILES);
    Doc *d = ARENA_NEW(v->arena, Doc);
    *d = doc;
    *VEC_PUSH(&v->docs) = d;
    *VEC_PUSH(&v->all_docs) = d;
    if (d->repo_path.len)
        *strmap_at(&v->doc_by_path, d->repo_path, NULL) = v->all_docs.len;
    if (!read_doc(v, d, &why))
        verify_find(v, d, 0, RULE_FILE, true, "not read: %s", why.text);
    return ERR_OK;
}

static ErrCode add_repo_file(Verifying *v, const SourceFile *f, Str shown, Err *err)
{
    Str text;

    if (checkout_read(v->checkout, v->arena, f, &text, NULL) != ERR_OK)
        return ERR_OK;
    return add_doc(v, (Doc){.path = shown, .repo_path = f->path, .text = text}, err);
}

/* Documents of other projects and data of tests are not this project's to mend. */
static bool is_own_document(const SourceFile *f)
{
    return is_markdown(f->path) && f->skip != SKIP_VENDORED && f->skip != SKIP_FIXTURE &&
           f->skip != SKIP_SYMLINK && f->skip != SKIP_SUBMODULE && f->skip != SKIP_EXCLUDED &&
           !(f->flags & FILE_IS_TEST);
}

static ErrCode gather_repo(Verifying *v, Str below, Str given, Err *err)
{
    ErrCode rc = ERR_OK;

    for (size_t i = 0; rc == ERR_OK && i < v->tree.file_count; i++) {
        const SourceFile *f = &v->tree.files[i];
        bool is_file = str_eq(f->path, below);

        if (v->ask->stop && *v->ask->stop)
            return err_set(err, ERR_CANCELED, "interrupted");
        if (is_file) /* named by the user: whatever it is called */
            rc = add_repo_file(v, f, given, err);
        else if (is_own_document(f) &&
                 (below.len == 0 || (str_starts(f->path, below) && f->path.len > below.len &&
                                     f->path.ptr[below.len] == '/')))
            rc = add_repo_file(v, f, f->path, err);
    }
    return rc;
}

static ErrCode add_disk_file(Verifying *v, const char *path, Str shown, Err *err)
{
    Str text;
    ErrCode rc = file_read(v->arena, path, MARKDOWN_MAX_BYTES, &text, err);

    if (rc != ERR_OK)
        return rc;
    return add_doc(v,
                   (Doc){.path = shown,
                         .dir = arena_cstr(v->arena, path_dir(str_from(path))),
                         .text = text},
                   err);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static ErrCode gather_folder(Verifying *v, Str path, Str shown, unsigned depth, Err *err)
{
    DIR *dir = opendir(path.ptr);
    VEC(char *) names = {0};
    ErrCode rc = ERR_OK;

    if (!dir)
        return err_set_errno(err, ERR_NOT_FOUND, "'%s'", path.ptr);
    for (const struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] != '.' && strcmp(e->d_name, "node_modules") != 0)
            *VEC_PUSH(&names) = arena_cstr(v->arena, str_from(e->d_name));
    }
    closedir(dir);
    VEC_SORT(&names, by_name);
    for (size_t i = 0; rc == ERR_OK && i < names.len; i++) {
        Str name = str_from(names.at[i]), full = path_join(v->arena, path, name);
        Str label = shown.len ? path_join(v->arena, shown, name) : name;
        struct stat st;

        if (lstat(full.ptr, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && depth < FOLDERS_MAX_DEPTH)
            rc = gather_folder(v, full, label, depth + 1, err);
        else if (S_ISREG(st.st_mode) && is_markdown(name))
            rc = add_disk_file(v, full.ptr, label, err);
    }
    VEC_DONE(&names);
    return rc;
}

static ErrCode gather(Verifying *v, const char *given, Err *err)
{
    char real[PATH_MAX];
    Str repo = v->repo_dir;

    if (!realpath(given, real))
        return err_set_errno(err, ERR_NOT_FOUND, "'%s'", given);
    Str path = str_from(arena_cstr(v->arena, str_from(real)));
    if (str_eq(path, repo))
        return gather_repo(v, STR(""), str_from(given), err);
    if (str_starts(path, repo) && path.len > repo.len && path.ptr[repo.len] == '/') {
        Str below = str_sub(path, repo.len + 1, path.len);

        if (strmap_get(&v->tree.paths, below, &(uint64_t){0}))
            return gather_repo(v, below, str_from(given), err);
    }
    if (path_is_dir(real))
        return gather_folder(v, path, STR(""), 0, err);
    return add_disk_file(v, path.ptr, str_from(given), err);
}

ErrCode docs_gather(Verifying *v, Err *err)
{
    ErrCode rc = ERR_OK;

    for (const char *const *path = v->ask->paths; rc == ERR_OK && *path; path++)
        rc = gather(v, *path, err);
    if (rc == ERR_OK && v->docs.len == 0)
        return err_set(err, ERR_INVALID, "there is no Markdown in '%s'", v->ask->paths[0]);
    return rc;
}
