/*
 * judge.c -- the order of the rules: what cannot be used, what the caller excluded, what
 * attributes say, what the path says, size, content.
 */
#include "source/judge.h"

#include "source/paths.h"
#include "source/text.h"

enum { FULL_PATH_MAX = 8192 };

SourceLimits source_limits_filled(SourceLimits l)
{
    return (SourceLimits){
        .file_max_bytes = l.file_max_bytes ? l.file_max_bytes : 1 << 20,
        .total_max_bytes = l.total_max_bytes ? l.total_max_bytes : (uint64_t)4 << 30,
        .files_max = l.files_max ? l.files_max : 500000,
        .depth_max = l.depth_max ? l.depth_max : 64,
        .path_max_bytes = l.path_max_bytes ? l.path_max_bytes : 1024,
        .line_max_bytes = l.line_max_bytes ? l.line_max_bytes : 5000,
        .history_max = l.history_max ? l.history_max : 2000,
    };
}

static FileAttributes attributes_for(const Judge *j, Str path)
{
    char full[FULL_PATH_MAX];

    if (!j->attributes || j->prefix.len + path.len > sizeof(full))
        return (FileAttributes){0};
    if (j->prefix.len == 0)
        return attributes_of(j->attributes, path);
    memcpy(full, j->prefix.ptr, j->prefix.len);
    memcpy(full + j->prefix.len, path.ptr, path.len);
    return attributes_of(j->attributes, (Str){full, j->prefix.len + path.len});
}

static bool is_excluded(const Judge *j, Str path)
{
    return (j->include && !glob_list_names_file(j->include, path)) ||
           (j->exclude && glob_list_names_file(j->exclude, path));
}

static bool is_set(const FileAttributes *a, Attribute which)
{
    return a->states[which] == ATTRIBUTE_SET;
}

static bool is_unset(const FileAttributes *a, Attribute which)
{
    return a->states[which] == ATTRIBUTE_UNSET;
}

/* An attribute that is set decides; one that is unset takes back what the path says. */
static SkipReason skip_by_attributes(const FileAttributes *a, SkipReason by_path)
{
    if (is_set(a, ATTRIBUTE_VENDORED))
        return SKIP_VENDORED;
    if (is_set(a, ATTRIBUTE_GENERATED))
        return SKIP_GENERATED;
    if (is_set(a, ATTRIBUTE_BINARY))
        return SKIP_BINARY;
    if ((by_path == SKIP_VENDORED || by_path == SKIP_FIXTURE) &&
        is_unset(a, ATTRIBUTE_VENDORED))
        return SKIP_NONE;
    if ((by_path == SKIP_GENERATED || by_path == SKIP_MINIFIED) &&
        is_unset(a, ATTRIBUTE_GENERATED))
        return SKIP_NONE;
    return by_path;
}

static bool may_convert(const FileAttributes *a)
{
    static const Attribute which[] = {ATTRIBUTE_TEXT,  ATTRIBUTE_EOL,      ATTRIBUTE_CRLF,
                                      ATTRIBUTE_IDENT, ATTRIBUTE_ENCODING, ATTRIBUTE_FILTER};

    for (size_t i = 0; i < ARRAY_LEN(which); i++) {
        if (a->states[which[i]] != ATTRIBUTE_UNKNOWN && a->states[which[i]] != ATTRIBUTE_UNSET)
            return true;
    }
    return false;
}

static SkipReason skip_by_mode(uint32_t mode)
{
    if (mode == MODE_LINK)
        return SKIP_SYMLINK;
    if (mode == MODE_SUBMODULE)
        return SKIP_SUBMODULE;
    return mode == MODE_FILE || (mode & 0170000) == 0100000 ? SKIP_NONE : SKIP_SPECIAL;
}

static LanguageId attribute_language(const FileAttributes *a)
{
    if (a->states[ATTRIBUTE_LANGUAGE] != ATTRIBUTE_VALUE)
        return LANG_NONE;
    return language_by_name(a->language);
}

Judged judge_name(const Judge *j, SourceFile *f, uint32_t mode)
{
    Judged told = {.may_be_generated = true, .may_be_minified = true};

    f->skip = (uint8_t)skip_by_mode(mode);
    if (f->skip == SKIP_NONE)
        f->skip = (uint8_t)path_check(f->path, &j->limits);
    if (f->skip == SKIP_NONE && is_excluded(j, f->path))
        f->skip = SKIP_EXCLUDED;
    if (f->skip != SKIP_NONE)
        return told;
    FileAttributes a = attributes_for(j, f->path);
    PathSays says = path_says(f->path, f->size);
    f->flags |= says.flags;
    if (is_set(&a, ATTRIBUTE_DOCUMENTATION))
        f->flags |= FILE_IS_DOC;
    if (is_unset(&a, ATTRIBUTE_DOCUMENTATION))
        f->flags &= (uint16_t)~FILE_IS_DOC;
    f->skip = (uint8_t)skip_by_attributes(&a, says.skip);
    told.converts = may_convert(&a);
    told.may_be_generated = told.may_be_minified = !is_unset(&a, ATTRIBUTE_GENERATED);
    f->language = attribute_language(&a);
    bool is_told = f->language != LANG_NONE;
    if (!is_told)
        f->language = language_of(f->path, STR_NONE);
    if (f->skip != SKIP_NONE)
        return told;
    if (f->size > j->limits.file_max_bytes)
        f->skip = SKIP_TOO_LARGE;
    else if (f->size == 0)
        f->skip = f->language == LANG_NONE ? SKIP_UNKNOWN : SKIP_NONE;
    else if (f->language == LANG_NONE && !language_needs_head(f->path) && !(mode & 0100))
        f->skip = SKIP_UNKNOWN;
    else
        told.needs_content = true;
    return told;
}

void judge_content(const Judge *j, SourceFile *f, Judged told, Str head, bool is_whole)
{
    SkipReason skip = text_says(f->path, head, is_whole, j->limits.line_max_bytes);

    if ((skip == SKIP_GENERATED && !told.may_be_generated) ||
        (skip == SKIP_MINIFIED && !told.may_be_minified))
        skip = SKIP_NONE;
    f->skip = (uint8_t)skip;
    if (skip != SKIP_NONE && f->language != LANG_NONE)
        return;
    if (f->language == LANG_NONE || language_needs_head(f->path))
        f->language = language_of(f->path, head);
    if (skip == SKIP_NONE && f->language == LANG_NONE)
        f->skip = SKIP_UNKNOWN;
}

/* -- all files together -- */

static size_t first_below(const SourceFile *files, size_t count, Str dir)
{
    size_t low = 0, high = count;

    while (low < high) { /* the first path that is not below dir + "/" in byte order */
        size_t middle = (low + high) / 2;
        Str p = files[middle].path;
        int order = str_cmp(str_sub(p, 0, dir.len), dir);

        if (order < 0 || (order == 0 && (p.len <= dir.len || p.ptr[dir.len] < '/')))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_file(const SourceFile *files, size_t count, Str dir, const char *name)
{
    size_t at = first_below(files, count, dir);

    for (; at < count && str_starts(files[at].path, dir); at++) {
        Str rest = str_sub(files[at].path, dir.len, files[at].path.len);

        if (rest.len == 0 || rest.ptr[0] != '/')
            continue;
        if (str_is(str_sub(rest, 1, rest.len), name))
            return true;
        if (str_cmp(str_sub(rest, 1, rest.len), str_from(name)) > 0)
            return false;
    }
    return false;
}

/* Below a folder ".NAME.part": where a course is staged. */
static bool is_staged(Str path)
{
    size_t slash = str_find_char(path, '/', 0);
    Str first = str_sub(path, 0, slash);

    return slash != SIZE_MAX && first.ptr[0] == '.' && str_ends(first, STR(".part"));
}

/* A course that was written into the repository it is about must not become a part of the next. */
static void pass_over_courses(SourceFile *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str dir = path_dir(files[i].path);

        if (is_staged(files[i].path))
            files[i].skip = SKIP_GENERATED;
        if (dir.len == 0 || !str_is(path_base(files[i].path), "course.json") ||
            !has_file(files, count, dir, "glossary.md") ||
            !has_file(files, count, dir, "index.md") ||
            !has_file(files, count, dir, "report.json"))
            continue;
        for (size_t k = first_below(files, count, dir);
             k < count && str_starts(files[k].path, dir) && files[k].path.ptr[dir.len] == '/';
             k++)
            files[k].skip = SKIP_GENERATED;
    }
}

typedef struct CCounts {
    uint32_t c, cpp;
} CCounts;

static bool is_header(const SourceFile *f)
{
    return str_is(path_ext(f->path), "h");
}

static void count_sources(CCounts *n, const SourceFile *f)
{
    n->c += f->language == LANG_C;
    n->cpp += f->language == LANG_CPP;
}

/* A header that says nothing of its language speaks that of the sources beside it; where there are
 * none, that of most sources. Plain C stays C only where C is written. */
static void decide_headers(SourceFile *files, size_t count)
{
    CCounts all = {0};
    StrMap folders = {0}; /* to CCounts as two halves of the value */

    for (size_t i = 0; i < count; i++) {
        if (files[i].skip != SKIP_NONE || is_header(&files[i]))
            continue;
        CCounts one = {0};
        count_sources(&one, &files[i]);
        all.c += one.c;
        all.cpp += one.cpp;
        if (one.c + one.cpp)
            *strmap_at(&folders, path_dir(files[i].path), NULL) += ((uint64_t)one.c << 32) +
                                                                   one.cpp;
    }
    for (size_t i = 0; all.cpp && i < count; i++) {
        uint64_t here;

        if (files[i].language != LANG_C || !is_header(&files[i]))
            continue;
        CCounts deciding = all;
        if (strmap_get(&folders, path_dir(files[i].path), &here))
            deciding = (CCounts){(uint32_t)(here >> 32), (uint32_t)here};
        if (deciding.cpp > deciding.c)
            files[i].language = LANG_CPP;
    }
    strmap_done(&folders);
}

/* -- packages of Python that are called "test" -- */

/* "django/test": a package of the project that is about testing, not the project's tests. It has an
 * __init__.py, so has the package around it, and none of its files is named like a test. */
typedef struct TestPackages {
    StrMap has_init;  /* folders */
    StrMap has_tests; /* folders with a file that is named like a test */
} TestPackages;

static void see_package(TestPackages *t, const SourceFile *f)
{
    Str base = path_base(f->path);

    if (str_is(base, "__init__.py"))
        strmap_set(&t->has_init, path_dir(f->path), 1);
    if (str_starts(base, STR("test_")) || str_ends(base, STR("_test.py")) ||
        str_is(base, "tests.py"))
        strmap_set(&t->has_tests, path_dir(f->path), 1);
}

/* Where the component "test" of such a package begins in the path; SIZE_MAX: there is none. */
static size_t find_test_package(const TestPackages *t, Str path)
{
    uint64_t unused;

    for (size_t at = 0; (at = str_find(path, STR("/test/"), at)) != SIZE_MAX; at++) {
        Str folder = str_sub(path, 0, at + 5);

        if (strmap_get(&t->has_init, folder, &unused) &&
            strmap_get(&t->has_init, path_dir(folder), &unused) &&
            !strmap_get(&t->has_tests, folder, &unused))
            return at + 1;
    }
    return SIZE_MAX;
}

static void keep_test_packages(SourceFile *files, size_t count)
{
    TestPackages t = {0};
    char other[FULL_PATH_MAX];

    for (size_t i = 0; i < count; i++) {
        if (files[i].skip == SKIP_NONE && files[i].language == LANG_PYTHON)
            see_package(&t, &files[i]);
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = files[i].flags & FILE_IS_TEST ? find_test_package(&t, files[i].path)
                                                  : SIZE_MAX;

        if (at == SIZE_MAX || files[i].path.len > sizeof(other))
            continue;
        /* what the rest of the path says, with another word in that place */
        memcpy(other, files[i].path.ptr, files[i].path.len);
        memcpy(other + at, "kept", 4);
        if (!(path_says((Str){other, files[i].path.len}, files[i].size).flags & FILE_IS_TEST))
            files[i].flags &= (uint16_t)~FILE_IS_TEST;
    }
    strmap_done(&t.has_init);
    strmap_done(&t.has_tests);
}

/* Where (nearly) all code lies in folders named "examples" or "test", that is what the repository is
 * about. */
static void drop_flag_of_all(SourceFile *files, size_t count, uint16_t flag)
{
    size_t code = 0, flagged = 0;

    for (size_t i = 0; i < count; i++) {
        if (files[i].skip == SKIP_NONE && language_use(files[i].language) == LANGUAGE_CODE) {
            code++;
            flagged += (files[i].flags & flag) != 0;
        }
    }
    if (code < 3 || flagged * 20 < code * 19)
        return;
    for (size_t i = 0; i < count; i++)
        files[i].flags &= (uint16_t)~flag;
}

static void keep_limits(const Judge *j, SourceFile *files, size_t count)
{
    uint64_t taken = 0, bytes = 0;

    for (size_t i = 0; i < count; i++) {
        if (files[i].skip != SKIP_NONE)
            continue;
        if (taken >= j->limits.files_max || bytes + files[i].size > j->limits.total_max_bytes) {
            files[i].skip = SKIP_TOO_MANY;
            continue;
        }
        taken++;
        bytes += files[i].size;
    }
}

void judge_together(const Judge *j, SourceFile *files, size_t count)
{
    pass_over_courses(files, count);
    decide_headers(files, count);
    keep_test_packages(files, count);
    drop_flag_of_all(files, count, FILE_IS_EXAMPLE);
    drop_flag_of_all(files, count, FILE_IS_TEST);
    keep_limits(j, files, count);
}
