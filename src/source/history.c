/*
 * history.c -- `git log --raw -z`, record by record.
 *
 * The output is a sequence of texts that end with NUL. One that begins with \x01 is a commit (id,
 * time, author, subject, \x02 between them); one that begins with ':' says that the next one is the
 * path of a file the commit changed.
 */
#include "source/history.h"

#include "base/file.h"
#include "base/map.h"
#include "base/vec.h"
#include "source/git.h"

enum { KEPT_MAX_BYTES = 16 << 20 };

typedef struct Reader {
    const SourceFile *files; /* of the checkout */
    size_t file_count;
    Arena *arena;          /* of the result */
    FileHistory *told;     /* by file of the checkout; path empty: not changed */
    StrMap authors;        /* to numbers from 0 */
    U64Map author_of_file; /* file << 32 | author */
    U64Map pairs;          /* a << 32 | b, to commits */
    VEC(CommitInfo) commits;
    uint32_t max; /* commits */
    bool is_cut;
    /* of the commit being read */
    uint32_t author;
    uint32_t changed; /* files, known or not */
    uint32_t known[HISTORY_MAX_FILES_IN_COMMIT];
    size_t known_count;
} Reader;

static void reader_done(Reader *r)
{
    free(r->told);
    strmap_done(&r->authors);
    u64map_done(&r->author_of_file);
    u64map_done(&r->pairs);
    VEC_DONE(&r->commits);
}

/* -- a commit and its files -- */

static void count_pair(Reader *r, uint32_t a, uint32_t b)
{
    uint64_t key = (uint64_t)MIN_OF(a, b) << 32 | MAX_OF(a, b);
    uint64_t unused;

    if (a != b &&
        (r->pairs.len < HISTORY_MAX_CANDIDATES || u64map_get(&r->pairs, key, &unused)))
        (*u64map_at(&r->pairs, key, NULL))++;
}

static void end_commit(Reader *r)
{
    if (r->commits.len)
        VEC_LAST(&r->commits)->files = r->changed;
    if (r->changed <= HISTORY_MAX_FILES_IN_COMMIT) {
        for (size_t i = 0; i < r->known_count; i++) {
            for (size_t k = i + 1; k < r->known_count; k++)
                count_pair(r, r->known[i], r->known[k]);
        }
    }
    r->changed = 0;
    r->known_count = 0;
}

/* False when the limit is reached. */
static bool begin_commit(Reader *r, Str header)
{
    Str id, time, author;
    int64_t seconds = 0;

    end_commit(r);
    if (r->commits.len >= r->max) {
        r->is_cut = true;
        return false;
    }
    if (!str_split(&header, '\2', &id) || !str_split(&header, '\2', &time) ||
        !str_split(&header, '\2', &author) || !parse_i64(time, &seconds))
        return true; /* not understood: its files are counted to nobody */
    uint64_t *number = strmap_at(&r->authors, author, NULL);
    if (*number == 0)
        *number = r->authors.len;
    r->author = (uint32_t)*number;
    *VEC_PUSH(&r->commits) = (CommitInfo){.id = arena_str(r->arena, id),
                                          .subject = arena_str(r->arena, header),
                                          .time_ms = seconds * 1000};
    return true;
}

static int by_path(const void *key, const void *file)
{
    return str_cmp(*(const Str *)key, ((const SourceFile *)file)->path);
}

static void take_file(Reader *r, Str path)
{
    const SourceFile *f = bsearch(&path, r->files, r->file_count, sizeof(*f), by_path);
    bool is_new;

    r->changed++;
    if (!f || f->skip != SKIP_NONE || r->commits.len == 0)
        return;
    uint32_t i = (uint32_t)(f - r->files);
    FileHistory *h = &r->told[i];
    int64_t time = VEC_LAST(&r->commits)->time_ms;
    if (h->commits == 0)
        *h = (FileHistory){.path = f->path, .first_ms = time, .last_ms = time};
    h->commits++;
    h->first_ms = MIN_OF(h->first_ms, time);
    h->last_ms = MAX_OF(h->last_ms, time);
    (void)u64map_at(&r->author_of_file, (uint64_t)i << 32 | r->author, &is_new);
    h->authors += is_new;
    if (r->known_count < HISTORY_MAX_FILES_IN_COMMIT)
        r->known[r->known_count++] = i;
}

static void read_log(Reader *r, Str log)
{
    Str record;
    bool is_path_next = false;

    while (log.len && str_split(&log, '\0', &record)) {
        while (record.len && record.ptr[0] == '\n')
            record = str_sub(record, 1, record.len);
        if (is_path_next) {
            take_file(r, record);
            is_path_next = false;
        } else if (record.len && record.ptr[0] == ':') {
            is_path_next = true;
        } else if (record.len && record.ptr[0] == '\1') {
            if (!begin_commit(r, str_sub(record, 1, record.len)))
                return;
        }
    }
    end_commit(r);
}

/* -- the result -- */

static void take_files(Reader *r, History *ret, uint32_t *ret_index)
{
    size_t n = 0;

    for (size_t i = 0; i < r->file_count; i++)
        n += r->told[i].commits > 0;
    ret->files = ARENA_ARRAY(r->arena, FileHistory, n + 1);
    for (size_t i = 0; i < r->file_count; i++) {
        ret_index[i] = (uint32_t)ret->file_count;
        if (r->told[i].commits)
            ret->files[ret->file_count++] = r->told[i];
    }
}

static int by_frequency(const void *x, const void *y)
{
    const CoChange *a = x, *b = y;

    if (a->together != b->together)
        return a->together > b->together ? -1 : 1;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

static void take_pairs(Reader *r, History *ret, const uint32_t *index)
{
    VEC(CoChange) found = {0};

    for (size_t i = 0; i < r->pairs.len; i++) {
        const U64MapEntry *e = &r->pairs.entries[i];

        if (e->value >= 2)
            *VEC_PUSH(&found) = (CoChange){index[e->key >> 32], index[(uint32_t)e->key],
                                           (uint32_t)e->value};
    }
    VEC_SORT(&found, by_frequency);
    ret->pair_count = MIN_OF(found.len, (size_t)HISTORY_MAX_PAIRS);
    ret->pairs = ARENA_ARRAY(r->arena, CoChange, ret->pair_count + 1);
    if (ret->pair_count)
        memcpy(ret->pairs, found.at, ret->pair_count * sizeof(*ret->pairs));
    VEC_DONE(&found);
}

static void take_commits(Reader *r, History *ret)
{
    ret->commit_count = r->commits.len;
    ret->commits = ARENA_ARRAY(r->arena, CommitInfo, r->commits.len + 1);
    if (r->commits.len)
        memcpy(ret->commits, r->commits.at, r->commits.len * sizeof(*ret->commits));
    ret->commits_read = r->commits.len;
}

static ErrCode run_log(const Checkout *c, uint64_t deadline_ms, uint32_t max, GitMap *ret,
                       Err *err)
{
    AUTO(arena_done) Arena scratch = {0};
    const Revision *revision = checkout_revision(c);
    Git git = *checkout_git(c);
    const char *args[] = {
        "log",
        "--raw",
        "-z",
        "--no-renames",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "--ignore-submodules=all",
        "--relative",
        "--no-mailmap",
        "--encoding=UTF-8",
        arena_printf(&scratch, "--max-count=%u", max + 1).ptr,
        "--format=%x01%H%x02%ct%x02%ae%x02%s",
        "--end-of-options",
        revision->commit.ptr,
        "--",
        git.work_tree && strcmp(git.work_tree, git.dir) != 0 ? "." : NULL,
        NULL,
    };

    git.deadline_ms = deadline_ms;
    ErrCode rc = git_run_mapped(&git, args, ret, err);
    return rc == ERR_OK ? ERR_OK : err_wrap(err, "reading the history");
}

/* -- what git said before -- */

/* "WHAT COMMIT MAX HASH\n" and the log: for which question it is, and that it is whole. */
static Str kept_head(Arena *a, const Checkout *c, uint32_t max, Str log)
{
    char hex[HASH_HEX_SIZE];

    hash_hex_of(log, hex);
    return arena_printf(a, "fondation-history-1 %s %u %s\n", checkout_revision(c)->commit.ptr,
                        max, hex);
}

/* Of the repository, and of the folder in it. */
static const char *kept_path(Arena *a, const Checkout *c, const char *cache_dir)
{
    const Git *git = checkout_git(c);
    char hex[HASH_HEX_SIZE];

    hash_hex_of(arena_printf(a, "%s%c%s", git->git_dir, 0, git->dir), hex);
    return arena_printf(a, "%s/facts/%.32s-history.bundle", cache_dir, hex).ptr;
}

static bool find_kept(const Checkout *c, const char *path, uint32_t max, Arena *a, Str *ret_log)
{
    Str kept, head;

    if (file_read(a, path, KEPT_MAX_BYTES, &kept, NULL) != ERR_OK)
        return false;
    size_t end = str_find_char(kept, '\n', 0);
    if (end == SIZE_MAX)
        return false;
    *ret_log = str_sub(kept, end + 1, kept.len);
    head = kept_head(a, c, max, *ret_log);
    return str_eq(str_sub(kept, 0, end + 1), head);
}

/* A log that could not be kept is asked for again. */
static void keep(const Checkout *c, const char *path, uint32_t max, Str log)
{
    AUTO(arena_done) Arena scratch = {0};
    AUTO(buf_done) Buf out = BUF(KEPT_MAX_BYTES);

    buf_add(&out, kept_head(&scratch, c, max, log));
    buf_add(&out, log);
    if (!out.full && dir_make(arena_cstr(&scratch, path_dir(str_from(path))), NULL) == ERR_OK)
        DROP_RESULT(file_write(path, buf_str(&out), false, NULL));
}

static void count_all(const Checkout *c, Str log, Reader *r, History *ret)
{
    r->files = checkout_files(c, &r->file_count);
    r->told = xcalloc(r->file_count + 1, sizeof(*r->told));
    uint32_t *index = xcalloc(r->file_count + 1, sizeof(*index));
    read_log(r, log);
    take_files(r, ret, index);
    take_pairs(r, ret, index);
    take_commits(r, ret);
    ret->is_cut = r->is_cut || checkout_revision(c)->is_shallow;
    free(index);
}

ErrCode history_read_kept(const Checkout *c, const char *cache_dir, Arena *a,
                          uint64_t deadline_ms, History *ret, Err *err)
{
    AUTO(reader_done) Reader r = {.arena = a, .max = checkout_limits(c)->history_max};
    AUTO(git_map_done) GitMap log = {0};
    AUTO(arena_done) Arena scratch = {0};
    const char *path = NULL;
    Str kept;

    *ret = (History){0};
    if (!checkout_git(c) || checkout_revision(c)->commit.len == 0)
        return ERR_OK;
    if (cache_dir && !checkout_revision(c)->is_shallow)
        path = kept_path(&scratch, c, cache_dir);
    if (path && find_kept(c, path, r.max, &scratch, &kept)) {
        count_all(c, kept, &r, ret);
        return ERR_OK;
    }
    ErrCode rc = run_log(c, deadline_ms, r.max, &log, err);
    if (rc == ERR_TIMEOUT || rc == ERR_FAILED)
        return ERR_OK;
    if (rc != ERR_OK)
        return rc;
    if (path)
        keep(c, path, r.max, log.text);
    count_all(c, log.text, &r, ret);
    return ERR_OK;
}

ErrCode history_read(const Checkout *c, Arena *a, uint64_t deadline_ms, History *ret, Err *err)
{
    return history_read_kept(c, NULL, a, deadline_ms, ret, err);
}

static int file_by_path(const void *key, const void *file)
{
    return str_cmp(*(const Str *)key, ((const FileHistory *)file)->path);
}

const FileHistory *history_of(const History *h, Str path)
{
    return h->file_count
               ? bsearch(&path, h->files, h->file_count, sizeof(*h->files), file_by_path)
               : NULL;
}
