/*
 * tree.c -- the checkout's files and folders by path and by last component.
 */
#include "verify/verify_parts.h"

enum { PATH_MAX_PARTS = 64 };

void tree_build(Verifying *v)
{
    RepoTree *t = &v->tree;

    t->files = checkout_files(v->checkout, &t->file_count);
    t->same_name = ARENA_ARRAY(v->arena, uint32_t, t->file_count + 1);
    strmap_reserve(&t->paths, t->file_count * 2);
    for (size_t i = 0; i < t->file_count; i++) {
        Str path = t->files[i].path;
        uint64_t *first = strmap_at(&t->names, path_base(path), NULL);

        t->same_name[i] = (uint32_t)*first;
        *first = i + 1;
        (void)strmap_set(&t->paths, path, i + 1);
        for (Str dir = path_dir(path); dir.len; dir = path_dir(dir)) {
            bool is_new;
            (void)strmap_at(&t->paths, dir, &is_new);
            if (!is_new)
                break;
        }
    }
}

void tree_done(Verifying *v)
{
    strmap_done(&v->tree.paths);
    strmap_done(&v->tree.names);
}

const SourceFile *tree_file(const Verifying *v, Str path)
{
    uint64_t index;

    if (!strmap_get(&v->tree.paths, path, &index) || index == 0)
        return NULL;
    return &v->tree.files[index - 1];
}

/* Below a submodule or a link nothing is listed: what is said to be there may be there. */
bool tree_has(const Verifying *v, Str path)
{
    uint64_t index;

    if (path.len == 0 || strmap_get(&v->tree.paths, path, &index))
        return true;
    for (Str dir = path_dir(path); dir.len; dir = path_dir(dir)) {
        const SourceFile *f = tree_file(v, dir);

        if (f && (f->skip == SKIP_SUBMODULE || f->skip == SKIP_SYMLINK))
            return true;
    }
    return false;
}

static bool ends_with_parts(Str path, Str end)
{
    return str_ends(path, end) &&
           (path.len == end.len || path.ptr[path.len - end.len - 1] == '/');
}

bool tree_has_suffix(const Verifying *v, Str path)
{
    uint64_t index = 0;

    if (strmap_get(&v->tree.names, path_base(path), &index)) {
        for (; index; index = v->tree.same_name[index - 1]) {
            if (ends_with_parts(v->tree.files[index - 1].path, path))
                return true;
        }
    }
    for (size_t i = 0; i < v->tree.paths.len; i++) {
        const StrMapEntry *e = &v->tree.paths.entries[i];

        if (e->value == 0 && ends_with_parts(e->key, path))
            return true;
    }
    return false;
}

bool tree_join(Arena *a, Str dir, Str relative, Str *ret)
{
    Str parts[PATH_MAX_PARTS], rest = dir, part;
    size_t count = 0;

    for (int side = 0; side < 2; side++, rest = relative) {
        while (str_split(&rest, '/', &part)) {
            if (part.len == 0 || str_is(part, "."))
                continue;
            if (str_is(part, "..")) {
                if (count == 0)
                    return false;
                count--;
            } else if (count == PATH_MAX_PARTS || str_find_char(part, '\0', 0) != SIZE_MAX) {
                return false;
            } else {
                parts[count++] = part;
            }
        }
        if (side == 1)
            break;
    }
    AUTO(buf_done) Buf out = BUF(1 << 16);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(&out, '/');
        buf_add(&out, parts[i]);
    }
    if (out.full)
        return false;
    *ret = arena_str(a, buf_str(&out));
    return true;
}
