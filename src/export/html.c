/*
 * html.c -- page after page into the sink.
 */
#include "export/html.h"

#include "base/file.h"
#include "export/folder.h"
#include "render/assets.h"
#include "render/site.h"

#include <limits.h>

enum { SEARCH_MAX_BYTES = 32 << 20, SOURCE_PAGE_MAX_READ = 1 << 20 };

typedef struct Export {
    CourseFolder folder;
    Site site;
    FileSink sink;
    const char *below; /* "html/" or "" */
} Export;

static void export_done(Export *x)
{
    folder_done(&x->folder);
}

static ErrCode put(Export *x, Str path, Str bytes, Err *err)
{
    AUTO(arena_done) Arena a = {0};

    return x->sink.put(x->sink.self, arena_printf(&a, "%s%.*s", x->below, STR_ARG(path)), bytes,
                       err);
}

static ErrCode put_page(Export *x, Page *p, Str path, Err *err)
{
    ErrCode rc = p->out.full
                     ? err_set(err, ERR_LIMIT, "the page '%.*s' is larger than %d bytes",
                               STR_ARG(path), SITE_PAGE_MAX_BYTES)
                     : put(x, path, buf_str(&p->out), err);

    page_done(p);
    return rc;
}

static ErrCode put_assets(Export *x, Err *err)
{
    ErrCode rc = ERR_OK;

    for (int i = 0; rc == ERR_OK && i < ASSET_COUNT; i++)
        rc = put(x, arena_printf(&x->folder.arena, "assets/%s", asset_name((AssetId)i)),
                 asset_bytes((AssetId)i), err);
    return rc;
}

static ErrCode put_search(Export *x, Err *err)
{
    AUTO(buf_done) Buf out = BUF(SEARCH_MAX_BYTES);
    char hex[HASH_HEX_SIZE];

    site_search_index(&x->site, &out);
    if (out.full)
        return err_set(err, ERR_LIMIT, "the search index is larger than %d bytes",
                       SEARCH_MAX_BYTES);
    hash_hex_of(buf_str(&out), hex);
    x->site.search_script = arena_printf(&x->folder.arena, "search-%.12s.js", hex);
    return put(x, x->site.search_script, buf_str(&out), err);
}

typedef void WritePage(Page *p);

static ErrCode put_single_pages(Export *x, Err *err)
{
    const Course *c = x->site.course;
    const struct {
        const char *path;
        WritePage *write;
        bool is_there;
    } pages[] = {
        {"index.html", page_index, true},
        {"where.html", page_where, c->where_to_look_count > 0},
        {"glossary.html", page_glossary, c->glossary_count > 0},
        {"report.html", page_report, true},
        {"print.html", page_book, true},
    };
    ErrCode rc = ERR_OK;

    for (size_t i = 0; rc == ERR_OK && i < ARRAY_LEN(pages); i++) {
        Page p;

        if (!pages[i].is_there)
            continue;
        page_init(&p, &x->site, "");
        pages[i].write(&p);
        rc = put_page(x, &p, str_from(pages[i].path), err);
    }
    return rc;
}

static ErrCode put_chapters(Export *x, Err *err)
{
    const Course *c = x->site.course;
    ErrCode rc = ERR_OK;

    for (uint32_t i = 0; rc == ERR_OK && i < c->chapters_count; i++) {
        Page p;

        page_init(&p, &x->site, "../");
        page_chapter(&p, &c->chapters[i]);
        rc = put_page(x, &p, site_chapter_path(&x->folder.arena, &c->chapters[i]), err);
    }
    for (uint32_t i = 0; rc == ERR_OK && i < c->tutorials_count; i++) {
        Page p;

        page_init(&p, &x->site, "../");
        page_tutorial(&p, &c->tutorials[i]);
        rc = put_page(x, &p, site_tutorial_path(&x->folder.arena, &c->tutorials[i]), err);
    }
    return rc;
}

static ErrCode put_source(Export *x, Str path, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Str page_path = site_source_path(&a, path), text;
    AUTO(buf_done) Buf up = BUF(PATH_MAX);
    Str file = path_join(&a, STR("sources"), path);
    Page p;

    ErrCode rc = file_read(&a, path_join(&a, str_from(x->folder.dir), file).ptr,
                           SOURCE_PAGE_MAX_READ, &text, err);
    if (rc != ERR_OK)
        return rc;
    for (size_t i = 0; i < page_path.len; i++) {
        if (page_path.ptr[i] == '/')
            buf_lit(&up, "../");
    }
    page_init(&p, &x->site, up.ptr);
    page_source(&p, path, text);
    return put_page(x, &p, page_path, err);
}

/* Where a forge shows the files there is no need for them. */
static ErrCode put_sources(Export *x, Err *err)
{
    ErrCode rc = ERR_OK;

    for (size_t i = 0; rc == ERR_OK && x->site.sources && i < x->folder.sources.len; i++)
        rc = put_source(x, x->folder.sources.entries[i].key, err);
    return rc;
}

static ErrCode export_below(const char *course_dir, const char *below, FileSink sink, Err *err)
{
    AUTO(export_done) Export x = {.sink = sink, .below = below};
    ErrCode rc = folder_open(course_dir, &x.folder, err);

    if (rc != ERR_OK)
        return rc;
    x.site = (Site){.course = x.folder.course, .symbols = &x.folder.symbols};
    if (!x.folder.course->repository.permalink_prefix.len)
        x.site.sources = &x.folder.sources;
    rc = put_assets(&x, err);
    if (rc == ERR_OK)
        rc = put_search(&x, err);
    if (rc == ERR_OK)
        rc = put_single_pages(&x, err);
    if (rc == ERR_OK)
        rc = put_chapters(&x, err);
    if (rc == ERR_OK)
        rc = put_sources(&x, err);
    return rc == ERR_OK ? rc : err_wrap(err, "writing the HTML pages");
}

ErrCode export_html(const char *course_dir, FileSink sink, Err *err)
{
    return export_below(course_dir, "html/", sink, err);
}

ErrCode export_html_flat(const char *course_dir, FileSink sink, Err *err)
{
    return export_below(course_dir, "", sink, err);
}
