/*
 * facts_cache.c -- a bundle of facts, mapped for reading, written aside for saving.
 */
#include "graph/facts_cache.h"

#include "base/file.h"
#include "base/vec.h"
#include "syntax/pack.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUNDLE_MAGIC = 0x62746331 /* "1ctb" */,
    ENTRY_ALIGNMENT = 8,
    BUNDLE_MAX_ENTRIES = 1 << 24
};

typedef struct BundleHead {
    uint32_t magic, facts_version;
    uint64_t entry_count;
    uint64_t total_bytes; /* of the whole file: a cut one is seen */
} BundleHead;

/* Sorted by key, right after the head. */
typedef struct BundleEntry {
    CacheKey key;
    uint64_t offset, bytes;
    uint64_t checksum;
} BundleEntry;

/* An entry and where its facts lie: in the map, or in the arenas of the program. */
typedef struct Piece {
    BundleEntry entry;
    const char *bytes;
} Piece;

VEC_TYPE(PieceVec, Piece);

struct FactsCache {
    Arena arena;
    Str dir; /* ".../facts" */
    const char *path;
    void *map; /* NULL: no bundle */
    size_t map_bytes;
    const BundleEntry *entries;
    uint64_t entry_count;
    _Atomic bool *is_used; /* by entry */
    pthread_mutex_t mtx;   /* guards added and added_bytes */
    PieceVec added;
    uint64_t added_bytes;
};

/* -- opening -- */

static int by_key(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(CacheKey));
}

static bool is_sound(const void *map, size_t bytes)
{
    const BundleHead *head = map;

    if (bytes < sizeof(*head) || head->magic != BUNDLE_MAGIC ||
        head->facts_version != FACTS_VERSION || head->total_bytes != bytes ||
        head->entry_count > BUNDLE_MAX_ENTRIES ||
        sizeof(*head) + head->entry_count * sizeof(BundleEntry) > bytes)
        return false;
    return true;
}

static void map_bundle(FactsCache *c)
{
    AUTO(fd_close_p) int fd = open(c->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0 ||
        (uint64_t)st.st_size > CACHE_BUNDLE_MAX_BYTES)
        return;
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return;
    if (!is_sound(map, (size_t)st.st_size)) {
        munmap(map, (size_t)st.st_size);
        return;
    }
    c->map = map;
    c->map_bytes = (size_t)st.st_size;
    c->entry_count = ((const BundleHead *)map)->entry_count;
    c->entries = (const BundleEntry *)(const void *)((const char *)map + sizeof(BundleHead));
    c->is_used = xcalloc(c->entry_count + 1, sizeof(*c->is_used));
    (void)futimens(fd, NULL); /* its age is that of its last use */
}

FactsCache *facts_cache_open(const char *cache_dir, Str identity)
{
    FactsCache *c = xcalloc(1, sizeof(*c));
    char hex[HASH_HEX_SIZE];

    pthread_mutex_init(&c->mtx, NULL);
    hash_hex_of(identity, hex);
    c->dir = path_join(&c->arena, str_from(cache_dir), STR("facts"));
    c->path = arena_printf(&c->arena, "%s/%.32s.bundle", c->dir.ptr, hex).ptr;
    map_bundle(c);
    return c;
}

/* -- finding and adding -- */

CacheKey facts_cache_key(const SourceFile *f, Str text)
{
    const Pack *pack = pack_for(f->language);
    CacheKey key = {0};
    Hash h;

    hash_init(&h);
    hash_add_u64(&h, FACTS_VERSION);
    hash_add_u64(&h, f->language);
    hash_add_u64(&h, pack ? pack->version : 0);
    hash_add(&h, str_from(f->has_blob ? f->blob : ""));
    if (!f->has_blob)
        hash_add(&h, text);
    hash_bytes(&h, key.bytes);
    return key;
}

Facts *facts_cache_find(const FactsCache *c, const CacheKey *key, Arena *a)
{
    Facts *facts;

    if (!c->map)
        return NULL;
    const BundleEntry *e = bsearch(key, c->entries, c->entry_count, sizeof(*e), by_key);
    if (!e || e->offset % ENTRY_ALIGNMENT || e->offset > c->map_bytes ||
        e->bytes > c->map_bytes - e->offset)
        return NULL;
    Str bytes = {(const char *)c->map + e->offset, e->bytes};
    if (str_hash(bytes) != e->checksum || facts_read(a, bytes, &facts, NULL) != ERR_OK)
        return NULL;
    c->is_used[e - c->entries] = true;
    return facts;
}

void facts_cache_add(FactsCache *c, const CacheKey *key, const Facts *f)
{
    Piece p = {.entry = {.key = *key, .bytes = f->bytes.len, .checksum = str_hash(f->bytes)},
               .bytes = f->bytes.ptr};

    pthread_mutex_lock(&c->mtx);
    c->added_bytes += f->bytes.len;
    *VEC_PUSH(&c->added) = p;
    pthread_mutex_unlock(&c->mtx);
}

/* -- saving -- */

static void keep_old(const FactsCache *c, bool is_used, PieceVec *pieces)
{
    for (uint64_t i = 0; i < c->entry_count; i++) {
        const BundleEntry *e = &c->entries[i];

        if (c->is_used[i] == is_used && e->offset <= c->map_bytes &&
            e->bytes <= c->map_bytes - e->offset)
            *VEC_PUSH(pieces) = (Piece){*e, (const char *)c->map + e->offset};
    }
}

static uint64_t bytes_of(const PieceVec *pieces)
{
    uint64_t total = 0;

    for (size_t i = 0; i < pieces->len; i++)
        total += pieces->at[i].entry.bytes;
    return total;
}

/* Everything used in this run, and what earlier runs left as long as that is no more than half. */
static void choose_pieces(const FactsCache *c, PieceVec *pieces)
{
    for (size_t i = 0; i < c->added.len; i++)
        *VEC_PUSH(pieces) = c->added.at[i];
    keep_old(c, true, pieces);
    PieceVec unused = {0};
    keep_old(c, false, &unused);
    if (bytes_of(&unused) <= bytes_of(pieces)) {
        for (size_t i = 0; i < unused.len; i++)
            *VEC_PUSH(pieces) = unused.at[i];
    }
    VEC_DONE(&unused);
}

static int piece_by_key(const void *a, const void *b)
{
    return by_key(&((const Piece *)a)->entry.key, &((const Piece *)b)->entry.key);
}

static void drop_doubles(PieceVec *pieces)
{
    size_t kept = 0;

    for (size_t i = 0; i < pieces->len; i++) {
        if (kept == 0 || piece_by_key(&pieces->at[kept - 1], &pieces->at[i]) != 0)
            pieces->at[kept++] = pieces->at[i];
    }
    pieces->len = kept;
}

static bool write_bundle(FILE *out, PieceVec *pieces)
{
    static const char zeros[ENTRY_ALIGNMENT];
    uint64_t offset = sizeof(BundleHead) + pieces->len * sizeof(BundleEntry);

    for (size_t i = 0; i < pieces->len; i++) {
        offset = (offset + ENTRY_ALIGNMENT - 1) / ENTRY_ALIGNMENT * ENTRY_ALIGNMENT;
        pieces->at[i].entry.offset = offset;
        offset += pieces->at[i].entry.bytes;
    }
    BundleHead head = {BUNDLE_MAGIC, FACTS_VERSION, pieces->len, offset};
    if (offset > CACHE_BUNDLE_MAX_BYTES || fwrite(&head, sizeof(head), 1, out) != 1)
        return false;
    for (size_t i = 0; i < pieces->len; i++) {
        if (fwrite(&pieces->at[i].entry, sizeof(BundleEntry), 1, out) != 1)
            return false;
    }
    uint64_t at = sizeof(head) + pieces->len * sizeof(BundleEntry);
    for (size_t i = 0; i < pieces->len; i++) {
        const Piece *p = &pieces->at[i];

        if (fwrite(zeros, 1, p->entry.offset - at, out) != p->entry.offset - at ||
            fwrite(p->bytes, 1, p->entry.bytes, out) != p->entry.bytes)
            return false;
        at = p->entry.offset + p->entry.bytes;
    }
    return fflush(out) == 0;
}

/* Removes the longest unused bundles until `more` bytes fit under the cap, and what killed runs left. */
typedef struct OldFile {
    char *name;
    time_t used;
    uint64_t bytes;
} OldFile;
VEC_TYPE(OldFileVec, OldFile);

enum { LEFTOVER_AGE_SECONDS = 3600 };

static int oldest_first(const void *a, const void *b)
{
    const OldFile *x = a, *y = b;

    return x->used < y->used ? -1 : x->used > y->used;
}

static uint64_t list_bundles(DIR *d, OldFileVec *files)
{
    uint64_t total = 0;
    time_t now = time(NULL);

    for (struct dirent *e; (e = readdir(d));) {
        struct stat st;

        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
            continue;
        if (!str_ends(str_from(e->d_name), STR(".bundle"))) {
            if (now - st.st_mtime > LEFTOVER_AGE_SECONDS)
                (void)unlinkat(dirfd(d), e->d_name, 0);
            continue;
        }
        *VEC_PUSH(files) = (OldFile){xstrdup(e->d_name), st.st_mtime, (uint64_t)st.st_size};
        total += (uint64_t)st.st_size;
    }
    return total;
}

static void prune(const FactsCache *c, uint64_t more)
{
    DIR *d = opendir(c->dir.ptr);
    OldFileVec files = {0};

    if (!d)
        return;
    uint64_t total = list_bundles(d, &files);
    VEC_SORT(&files, oldest_first);
    for (size_t i = 0; i < files.len; i++) {
        if (total + more > CACHE_MAX_BYTES && unlinkat(dirfd(d), files.at[i].name, 0) == 0)
            total -= files.at[i].bytes;
        free(files.at[i].name);
    }
    VEC_DONE(&files);
    closedir(d);
}

static void save(FactsCache *c)
{
    PieceVec pieces = {0};
    Err err = {0};

    if (dir_make(c->dir.ptr, &err) != ERR_OK)
        return;
    prune(c, c->added_bytes);
    choose_pieces(c, &pieces);
    VEC_SORT(&pieces, piece_by_key);
    drop_doubles(&pieces);
    const char *aside = arena_printf(&c->arena, "%s.%d.tmp", c->path, (int)getpid()).ptr;
    FILE *out = fopen(aside, "wxe");
    if (out) {
        bool is_whole = write_bundle(out, &pieces);

        if (fclose(out) != 0 || !is_whole || rename(aside, c->path) != 0)
            (void)unlink(aside);
    }
    VEC_DONE(&pieces);
}

void facts_cache_close(FactsCache *c)
{
    if (!c)
        return;
    if (c->added.len)
        save(c);
    VEC_DONE(&c->added);
    if (c->map)
        munmap(c->map, c->map_bytes);
    free(c->is_used);
    pthread_mutex_destroy(&c->mtx);
    arena_done(&c->arena);
    free(c);
}
