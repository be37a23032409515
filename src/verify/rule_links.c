/*
 * rule_links.c -- links to files, lines and headings.
 *
 * A link of a plain document is read as a forge reads it: relative to the document, or from the root
 * of the repository when it begins with '/'. Pages of a site generator may also mean a page without
 * its extension, a page seen from its own address, or a file of a `public` folder; those get every
 * benefit of the doubt, and a miss is a warning.
 */
#include "verify/verify_parts.h"

#include "base/file.h"

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Str percent_decoded(Arena *a, Str s)
{
    AUTO(buf_done) Buf out = BUF(1 << 16);

    for (size_t i = 0; i < s.len; i++) {
        int high = i + 2 < s.len && s.ptr[i] == '%' ? hex_of(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_of(s.ptr[i + 2]) : -1;

        buf_add_char(&out, low >= 0 ? (char)(high * 16 + low) : s.ptr[i]);
        i += low >= 0 ? 2 : 0;
    }
    return arena_str(a, buf_str(&out));
}

/* "https:", "mailto:", "//host", "{{ template }}": nothing of this repository. */
static bool is_elsewhere(Str target)
{
    if (str_starts(target, STR("//")) || str_has(target, STR("{")) ||
        str_has(target, STR("<")) || str_has(target, STR("$")))
        return true;
    for (size_t i = 0; i < target.len; i++) {
        char c = target.ptr[i];

        if (c == ':')
            return i > 0;
        if (c == '/' || c == '#' || c == '?')
            return false;
    }
    return false;
}

/* -- anchors -- */

/* Letters and digits alone: generators differ in all the rest. */
static bool same_letters(Str a, Str b)
{
    size_t i = 0, n = 0;

    for (;;) {
        while (i < a.len && !((a.ptr[i] | 32) >= 'a' && (a.ptr[i] | 32) <= 'z') &&
               !(a.ptr[i] >= '0' && a.ptr[i] <= '9'))
            i++;
        while (n < b.len && !((b.ptr[n] | 32) >= 'a' && (b.ptr[n] | 32) <= 'z') &&
               !(b.ptr[n] >= '0' && b.ptr[n] <= '9'))
            n++;
        if (i == a.len || n == b.len)
            return i == a.len && n == b.len;
        if ((a.ptr[i++] | 32) != (b.ptr[n++] | 32))
            return false;
    }
}

static bool has_anchor(const Doc *d, Str anchor)
{
    uint64_t unused;

    if (strmap_get(&d->anchors, anchor, &unused))
        return true;
    for (size_t i = 0; i < d->anchors.len; i++) {
        if (same_letters(d->anchors.entries[i].key, anchor))
            return true;
    }
    return false;
}

/* The first heading that shares the anchor's beginning or end: what may be meant. */
static Str near_anchor(const Doc *d, Str anchor)
{
    for (size_t i = 0; i < d->anchors.len; i++) {
        Str key = d->anchors.entries[i].key;

        if (key.len > 3 && anchor.len > 3 && (str_has(key, anchor) || str_has(anchor, key)))
            return key;
    }
    return STR("");
}

/* Forges make anchors of their own: #L12, #readme-ov-file, #user-content-x, and text fragments. */
static bool is_forge_anchor(Str anchor)
{
    return anchor.len == 0 || str_starts(anchor, STR(":~:")) || str_is(anchor, "top") ||
           str_has(anchor, STR("=")) || str_has(anchor, STR("/"));
}

static void check_anchor(Verifying *v, Doc *d, const MarkdownItem *it, const Doc *to,
                         Str anchor)
{
    anchor = percent_decoded(v->arena, anchor);
    if (str_starts(anchor, STR("user-content-")))
        anchor = str_sub(anchor, 13, anchor.len);
    if (is_forge_anchor(anchor) || to->has_directives || has_anchor(to, anchor) ||
        (d->is_history && to != d))
        return;
    for (size_t i = 0; i < anchor.len; i++) { /* scripts of which case we do not know */
        if (anchor.ptr[i] & 0x80)
            return;
    }
    Str near = near_anchor(to, anchor);
    /* components of a site add headings that no Markdown shows */
    verify_find(v, d, it->line, RULE_ANCHOR, !to->is_site && !d->is_site,
                "%.*s has no heading '#%.*s'%s%.*s%s",
                STR_ARG(to == d ? STR("this file") : to->path), STR_ARG(anchor),
                near.len ? " (there is '#" : "", STR_ARG(near), near.len ? "')" : "");
}

/* -- lines -- */

/* "L10", "L10-L20", "L10-20", "L10C3-L20C4" */
static bool parse_lines(Str anchor, uint32_t *ret_from, uint32_t *ret_to)
{
    uint64_t n[2] = {0, 0};
    size_t i = 0;

    for (int side = 0; side < 2; side++) {
        size_t start;

        if (i < anchor.len && anchor.ptr[i] == 'L')
            i++;
        else if (side == 0)
            return false;
        for (start = i; i < anchor.len && anchor.ptr[i] >= '0' && anchor.ptr[i] <= '9';)
            i++;
        if (!parse_u64(str_sub(anchor, start, i), UINT32_MAX, &n[side]))
            return false;
        if (i < anchor.len && anchor.ptr[i] == 'C') {
            for (i++; i < anchor.len && anchor.ptr[i] >= '0' && anchor.ptr[i] <= '9';)
                i++;
        }
        if (i >= anchor.len)
            break;
        if (anchor.ptr[i++] != '-')
            return false;
    }
    *ret_from = (uint32_t)n[0];
    *ret_to = n[1] ? (uint32_t)n[1] : (uint32_t)n[0];
    return true;
}

static void check_lines(Verifying *v, Doc *d, const MarkdownItem *it, Str path, Str anchor)
{
    uint32_t from, to, count;

    if (!parse_lines(anchor, &from, &to) || !tree_file(v, path))
        return;
    count = evidence_file_line_count(v->evidence, path);
    if (count && (from == 0 || from > to || to > count))
        verify_find(v, d, it->line, RULE_LINES, true,
                    "'%.*s' has %u lines, the link asks for %.*s", STR_ARG(path), count,
                    STR_ARG(anchor));
}

/* -- files -- */

static Str with_end(Verifying *v, Str path, const char *end)
{
    return arena_printf(v->arena, "%.*s%s%s", STR_ARG(path),
                        path.len && end[0] != '.' ? "/" : "", end);
}

/* The page a site would show under this address; false when there is none. */
static bool find_page(Verifying *v, Str path, Str *ret)
{
    static const char *const ends[] = {".md",        ".mdx",      ".markdown", "index.md",
                                       "index.mdx",  "README.md", "_index.md", ".rst",
                                       "index.html", ".html",     ".vue"};

    if (tree_has(v, path)) {
        *ret = path;
        return true;
    }
    if (str_ends(path, STR(".html")))
        path = str_sub(path, 0, path.len - 5);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        Str candidate = with_end(v, path, ends[i]);

        if (tree_has(v, candidate)) {
            *ret = candidate;
            return true;
        }
    }
    return false;
}

/* Below each folder above the document, and `public` or `static` in it. */
static bool find_below(Verifying *v, const Doc *d, Str path, Str *ret)
{
    static const char *const roots[] = {
        "",    "public", "static", "docs",         "content",
        "src", "source", "pages",  "content/docs", "src/content/docs"};

    for (Str dir = path_dir(d->repo_path);; dir = path_dir(dir)) {
        for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
            Str base, full;

            if (tree_join(v->arena, dir, str_from(roots[i]), &base) &&
                tree_join(v->arena, base, path, &full) && find_page(v, full, ret))
                return true;
        }
        if (dir.len == 0)
            return false;
    }
}

static bool find_on_site(Verifying *v, const Doc *d, Str path, Str *ret)
{
    Str dir = path_dir(d->repo_path), full;
    Str own = str_sub(d->repo_path, 0, d->repo_path.len - path_ext(d->repo_path).len - 1);

    if (str_starts(path, STR("/")))
        return find_below(v, d, path, ret);
    return (tree_join(v->arena, dir, path, &full) && find_page(v, full, ret)) ||
           (tree_join(v->arena, own, path, &full) && find_page(v, full, ret)) ||
           /* an asset, seen from the root that the program serves */
           (str_find_char(path, '/', 0) != SIZE_MAX && tree_has_suffix(v, path));
}

/* In the repository. False: not there. True with an empty *ret: it leads out, where we cannot see. */
static bool find_target(Verifying *v, const Doc *d, Str path, Str *ret)
{
    Str full;

    *ret = STR("");
    if (!tree_join(v->arena, str_starts(path, STR("/")) ? STR("") : path_dir(d->repo_path),
                   path, &full))
        return true; /* ../../issues and the like are pages of the forge */
    if (full.len == 0 || tree_has(v, full)) {
        *ret = full;
        return true;
    }
    if (d->is_site)
        return find_on_site(v, d, path, ret);
    /* not known to git, but there: made by a build, or ignored */
    return path_exists(path_join(v->arena, v->repo_dir, full).ptr);
}

/* Beside a document that lies outside of the repository. */
static bool exists_on_disk(Verifying *v, const Doc *d, Str path)
{
    Str full;

    if (str_starts(path, STR("/")))
        return true;
    return !tree_join(v->arena, STR(""), path, &full) ||
           path_exists(path_join(v->arena, str_from(d->dir), full).ptr) || tree_has(v, full);
}

/* "../api/share", "/guide/": addresses of pages that a program may make from anything. At the root,
 * and in what a forge shows by itself, a link is a link to a file. */
static bool is_page_address(const Doc *d, Str path)
{
    Str base = path_base(d->repo_path);
    bool is_forge_page = !path_dir(d->repo_path).len || str_starts(base, STR("README")) ||
                         str_starts(base, STR("CONTRIBUTING")) ||
                         str_starts(d->repo_path, STR(".github/"));

    if (d->is_site && str_starts(path, STR("/")) && !str_ends(path, STR(".md")))
        return true; /* what is served under it may be made by the build */
    return (path_ext(path).len == 0 || str_ends(path, STR("/")) ||
            str_ends(path, STR(".html"))) &&
           (!is_forge_page || d->is_site);
}

static Str suggestion(Verifying *v, Str path)
{
    uint64_t index;
    Str base = path_base(path);

    if (strmap_get(&v->tree.names, base, &index) && index && !v->tree.same_name[index - 1])
        return arena_printf(v->arena, " (there is '%.*s')",
                            STR_ARG(v->tree.files[index - 1].path));
    return STR("");
}

static void check_relative(Verifying *v, Doc *d, const MarkdownItem *it)
{
    Str target = it->target, found;
    size_t hash = str_find_char(target, '#', 0);
    Str anchor = hash == SIZE_MAX ? STR("") : str_sub(target, hash + 1, target.len);
    Str path = str_sub(target, 0, hash);
    path = percent_decoded(v->arena, str_sub(path, 0, str_find_char(path, '?', 0)));

    if (path.len == 0) {
        check_anchor(v, d, it, d, anchor);
        return;
    }
    if (verify_is_allowed(v, path) || verify_is_allowed(v, target))
        return;
    if (!d->repo_path.len) {
        if (!exists_on_disk(v, d, path))
            verify_find(v, d, it->line, RULE_LINK, true, "'%.*s' is not there", STR_ARG(path));
        return;
    }
    if (!find_target(v, d, path, &found)) {
        if (is_page_address(d, path))
            return;
        Str near = suggestion(v, path);

        verify_find(v, d, it->line, RULE_LINK, !d->is_site, "'%.*s' is not there%.*s",
                    STR_ARG(path), STR_ARG(near));
        return;
    }
    const Doc *to = docs_find(v, found);
    if (to)
        check_anchor(v, d, it, to, anchor);
    else
        check_lines(v, d, it, found, anchor);
}

/* -- permanent links to the same repository -- */

/* "https://host/o/r/blob/REF/PATH#L1": REF and PATH. GitLab has "/-/" before. */
static bool split_permalink(Str rest, Str *ret_ref, Str *ret_path)
{
    static const char *const verbs[] = {"/blob/", "/tree/", "/-/blob/", "/-/tree/", "/raw/"};

    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        Str verb = str_from(verbs[i]);

        if (!str_starts(rest, verb))
            continue;
        rest = str_sub(rest, verb.len, rest.len);
        size_t slash = str_find_char(rest, '/', 0);
        *ret_ref = str_sub(rest, 0, slash);
        *ret_path = slash == SIZE_MAX ? STR("") : str_sub(rest, slash + 1, rest.len);
        return true;
    }
    return false;
}

/* Whether the ref is the state that is checked out: its commit, or the branch that stands for it. */
static bool is_this_state(const Revision *r, Str ref)
{
    return (r->commit.len && ref.len >= 7 && str_starts(r->commit, ref)) ||
           (r->branch.len && str_eq(ref, r->branch)) || str_is(ref, "HEAD") ||
           (!r->branch.len && (str_is(ref, "main") || str_is(ref, "master")));
}

static void check_permalink(Verifying *v, Doc *d, const MarkdownItem *it)
{
    const Revision *r = checkout_revision(v->checkout);
    Str ref, path;

    if (!r->web_url.len || !str_starts(it->target, r->web_url) ||
        !split_permalink(str_sub(it->target, r->web_url.len, it->target.len), &ref, &path) ||
        !is_this_state(r, ref))
        return;
    size_t hash = str_find_char(path, '#', 0);
    Str anchor = hash == SIZE_MAX ? STR("") : str_sub(path, hash + 1, path.len);
    path = str_sub(path, 0, hash);
    path = percent_decoded(v->arena, str_sub(path, 0, str_find_char(path, '?', 0)));
    while (str_ends(path, STR("/")))
        path.len--;
    if (verify_is_allowed(v, path))
        return;
    if (path.len && !tree_has(v, path)) {
        Str near = suggestion(v, path);

        verify_find(v, d, it->line, RULE_LINK, true, "the repository has no '%.*s'%.*s",
                    STR_ARG(path), STR_ARG(near));
        return;
    }
    const Doc *to = docs_find(v, path);
    if (to)
        check_anchor(v, d, it, to, anchor);
    else
        check_lines(v, d, it, path, anchor);
}

static void check_target(Verifying *v, Doc *d, const MarkdownItem *it)
{
    if (str_starts(it->target, STR("https://")) || str_starts(it->target, STR("http://")))
        check_permalink(v, d, it);
    else if (it->target.len && !is_elsewhere(it->target))
        check_relative(v, d, it);
}

/* Addresses in raw HTML, but for what is commented out. */
static void check_html(Verifying *v, Doc *d, const MarkdownItem *it)
{
    Str rest = it->text, name, value;
    uint32_t line = it->line;
    const char *seen = it->text.ptr;

    if (str_starts(str_trim(it->text), STR("<!--")))
        return;
    while (markdown_html_attribute(&rest, &name, &value)) {
        for (; seen < value.ptr; seen++)
            line += *seen == '\n';
        MarkdownItem link = {.kind = MARKDOWN_LINK, .line = line, .target = value};
        if (str_eq_nocase(name, STR("href")) || str_eq_nocase(name, STR("src")))
            check_target(v, d, &link);
    }
}

void rule_links(Verifying *v, Doc *d)
{
    for (size_t i = 0; i < d->md.count; i++) {
        const MarkdownItem *it = &d->md.items[i];

        if (it->kind == MARKDOWN_LINK)
            check_target(v, d, it);
        if (it->kind == MARKDOWN_HTML)
            check_html(v, d, it);
    }
}
