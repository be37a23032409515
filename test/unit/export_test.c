/*
 * export_test.c -- packages of a course: whole, the same twice, refused where there is no course.
 */
#include "test.h"

#include "base/file.h"
#include "base/vec.h"
#include "course/course_json.h"
#include "export/folder.h"
#include "export/formats.h"
#include "render/assets.h"
#include "render/site.h"

#include <stdlib.h>
#include <time.h>

typedef struct Kept {
    Arena arena;
    VEC(Str) paths;
    VEC(Str) bytes;
} Kept;

static ErrCode keep(void *self, Str path, Str bytes, Err *err UNUSED)
{
    Kept *k = self;

    CHECK(path_is_plain(path));
    *VEC_PUSH(&k->paths) = arena_str(&k->arena, path);
    *VEC_PUSH(&k->bytes) = arena_str(&k->arena, bytes);
    return ERR_OK;
}

static void kept_done(Kept *k)
{
    VEC_DONE(&k->paths);
    VEC_DONE(&k->bytes);
    arena_done(&k->arena);
}

static Str bytes_of(const Kept *k, const char *path)
{
    for (size_t i = 0; i < k->paths.len; i++) {
        if (str_is(k->paths.at[i], path))
            return k->bytes.at[i];
    }
    return STR("");
}

static void put(Arena *a, Str dir, const char *name, Str bytes)
{
    Err err = {0};
    Str path = path_join(a, dir, str_from(name));

    CHECK_OK(dir_make(arena_cstr(a, path_dir(path)), &err), &err);
    CHECK_OK(file_write(path.ptr, bytes, false, &err), &err);
}

/* A course of one chapter with a citation, without a forge. */
static const char *make_folder(Arena *a)
{
    Chapter chapter = {.number = 1, .slug = STR("counter"), .title = STR("Counter")};
    Block block = {.kind = BLOCK_PROSE, .text = STR("See [a.c:2](cite:src/a.c#L2).")};
    Section section = {.slug = STR("what"), .title = STR("What"), .blocks = &block};
    AUTO(buf_done) Buf json = BUF(1 << 20);
    Err err = {0};
    Str dir;

    memcpy(chapter.id, "0123456789abcdef", COURSE_ID_SIZE);
    memcpy(section.id, "0123456789abcdee", COURSE_ID_SIZE);
    section.blocks_count = 1;
    chapter.sections = &section;
    chapter.sections_count = 1;
    Course c = {.title = STR("Tally"),
                .repository = {.name = STR("tally")},
                .map = UINT32_MAX,
                .chapters = &chapter,
                .chapters_count = 1};
    course_write_json(&c, &json);
    CHECK_OK(dir_temp(a, "fondation-export", &dir, &err), &err);
    put(a, dir, "course.json", buf_str(&json));
    put(a, dir, "sources/src/a.c", STR("int a;\nint <b>;\n"));
    put(a, dir, "steps/1-extract.json", STR("{}"));
    put(a, dir, "index.md", STR("# Tally\n"));
    return dir.ptr;
}

static void remove_folder(const char *dir)
{
    Err err = {0};

    CHECK_OK(dir_remove(dir, &err), &err);
}

TEST(a_site_has_every_page_and_its_citations_lead_to_source_pages)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(kept_done) Kept k = {0};
    const char *dir = make_folder(&a);
    Err err = {0};

    CHECK_OK(export_format_find(STR("html"))->package(dir, (FileSink){&k, keep}, &err), &err);
    Str chapter = bytes_of(&k, "html/chapters/01-counter.html");
    CHECK(str_has(chapter, STR("href=\"../source/src/a.c.html#L2\"")));
    Str source = bytes_of(&k, "html/source/src/a.c.html");
    CHECK(str_has(source, STR("id=\"L2\" data-n=\"2\">int &lt;b&gt;;")));
    CHECK(bytes_of(&k, "html/index.html").len && bytes_of(&k, "html/print.html").len);
    for (int i = 0; i < ASSET_COUNT; i++) {
        Str path = arena_printf(&a, "html/assets/%s", asset_name((AssetId)i));

        CHECK(bytes_of(&k, path.ptr).len > 0);
        CHECK(str_has(chapter, str_from(asset_name((AssetId)i))));
    }
    remove_folder(dir);
}

static void export_twice(const char *format, const char *zone, Kept *k, const char *dir)
{
    Err err = {0};

    setenv("TZ", zone, 1);
    tzset();
    CHECK_OK(export_format_find(str_from(format))->alone(dir, (FileSink){k, keep}, &err), &err);
}

TEST(the_same_course_gives_the_same_bytes_in_every_time_zone)
{
    static const char *const formats[] = {"html", "zip"};

    for (size_t f = 0; f < ARRAY_LEN(formats); f++) {
        AUTO(arena_done) Arena a = {0};
        AUTO(kept_done) Kept first = {0}, second = {0};
        const char *dir = make_folder(&a);

        export_twice(formats[f], "UTC", &first, dir);
        export_twice(formats[f], "Pacific/Auckland", &second, dir);
        CHECK_INT(first.paths.len, second.paths.len);
        for (size_t i = 0; i < first.paths.len; i++) {
            CHECK(str_eq(first.paths.at[i], second.paths.at[i]));
            CHECK(str_eq(first.bytes.at[i], second.bytes.at[i]));
        }
        remove_folder(dir);
    }
}

TEST(a_zip_holds_the_course_and_the_site_but_no_kept_work)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(kept_done) Kept k = {0};
    const char *dir = make_folder(&a);
    Err err = {0};

    CHECK_OK(export_format_find(STR("zip"))->alone(dir, (FileSink){&k, keep}, &err), &err);
    CHECK_INT(k.paths.len, 1);
    CHECK_STR(k.paths.at[0], "course-tally.zip");
    Str zip = k.bytes.at[0];
    CHECK(str_starts(zip, STR("PK")));
    CHECK(str_has(zip, STR("course-tally/course.json")));
    CHECK(str_has(zip, STR("course-tally/html/index.html")));
    CHECK(!str_has(zip, STR("steps/")));
    remove_folder(dir);
}

TEST(a_folder_without_a_course_is_refused)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(kept_done) Kept k = {0};
    Err err = {0};
    Str dir;

    CHECK_OK(dir_temp(&a, "fondation-export", &dir, &err), &err);
    for (const ExportFormat *f = export_formats; f->name; f++)
        CHECK_INT(f->package(dir.ptr, (FileSink){&k, keep}, &err), ERR_NOT_FOUND);
    CHECK_INT(k.paths.len, 0);
    remove_folder(dir.ptr);
}

TEST(source_pages_never_collide_with_folders_or_the_limits_of_names)
{
    AUTO(arena_done) Arena a = {0};
    char name[240];

    memset(name, 'x', sizeof(name));
    CHECK_STR(site_source_path(&a, STR("a/b.c")), "source/a/b.c.html");
    CHECK(str_starts(site_source_path(&a, STR("a.html/b.c")), STR("source/~")));
    CHECK(site_source_path(&a, (Str){name, sizeof(name)}).len < 100);
}

TEST_MAIN()
