/*
 * scratch.c -- making the copy, judging it.
 */
#include "exercise/scratch.h"

#include "base/file.h"
#include "exercise/code_tree.h"

enum { HEAD_BYTES = 512 };

/* The folder is named by it: nothing but the digits of an id. */
static bool is_id(const char *id)
{
    return strlen(id) == COURSE_ID_SIZE - 1 &&
           strspn(id, "0123456789abcdef") == COURSE_ID_SIZE - 1;
}

static bool has_path(const Scratch *s, Str path)
{
    for (uint32_t i = 0; i < s->count; i++) {
        if (str_eq(s->paths[i], path))
            return true;
    }
    return false;
}

static void add_path(Scratch *s, Str path)
{
    if (path.len && path_is_plain(path) && !has_path(s, path) && s->count < SCRATCH_MAX_FILES)
        s->paths[s->count++] = path;
}

static const char *hash_of(const Exercise *x, Str path)
{
    for (uint32_t i = 0; i < x->edits_count; i++) {
        if (str_eq(x->edits[i].path, path))
            return x->edits[i].hash;
    }
    return "";
}

static bool is_bug_hunt(const Exercise *x)
{
    return str_is(x->kind, "bug-hunt");
}

static ErrCode read_original(Arena *a, const Exercise *x, const Originals *from, Str path,
                             Str *ret, Err *err)
{
    char hex[HASH_HEX_SIZE];
    const char *wanted = hash_of(x, path);
    ErrCode rc = from->read(from->self, a, path, ret, err);

    if (rc != ERR_OK)
        return rc;
    hash_hex_of(*ret, hex);
    if (!*wanted || strcmp(hex, wanted) == 0)
        return ERR_OK;
    (void)err_set(err, ERR_SOURCE, "'%.*s' is not the file that the course is about",
                  STR_ARG(path));
    return err_hint(err, "give a checkout that has the course's commit with --repo");
}

/* What the learner begins with: of a bug hunt the file with the fault. */
static ErrCode begin_with(Arena *a, const Exercise *x, Str path, Str original, Str *ret,
                          Err *err)
{
    *ret = original;
    if (is_bug_hunt(x) && !edits_apply(a, x, path, original, ret))
        return err_set(err, ERR_INVALID, "the fault does not fit '%.*s'", STR_ARG(path));
    return ERR_OK;
}

static ErrCode put_file(Arena *a, const Scratch *s, uint32_t i, Err *err)
{
    Str path = path_join(a, s->dir, s->paths[i]), text;
    ErrCode rc = begin_with(a, s->exercise, s->paths[i], s->originals[i], &text, err);

    if (rc == ERR_OK)
        rc = dir_make(arena_cstr(a, path_dir(path)), err);
    if (rc == ERR_OK && !path_exists(path.ptr))
        rc = file_write(path.ptr, text, false, err);
    return rc;
}

ErrCode scratch_open(Arena *a, Str root, const Exercise *x, const Originals *from, Scratch *ret,
                     Err *err)
{
    Scratch s = {.exercise = x, .dir = path_join(a, root, str_from(x->id))};
    ErrCode rc = ERR_OK;

    if (!is_id(x->id))
        return err_set(err, ERR_INVALID, "the exercise has no proper id");
    for (uint32_t i = 0; i < x->edits_count; i++)
        add_path(&s, x->edits[i].path);
    for (uint32_t i = 0; i < x->checks_count; i++)
        add_path(&s, x->checks[i].path);
    if (s.count == 0)
        return err_set(err, ERR_INVALID, "the exercise names no file");
    for (uint32_t i = 0; rc == ERR_OK && i < s.count; i++)
        rc = read_original(a, x, from, s.paths[i], &s.originals[i], err);
    for (uint32_t i = 0; rc == ERR_OK && i < s.count; i++)
        rc = put_file(a, &s, i, err);
    if (rc == ERR_OK)
        *ret = s;
    return rc == ERR_OK ? rc : err_wrap(err, "making the copy to work in");
}

ErrCode scratch_remove(Arena *a, Str root, const char *id, Err *err)
{
    if (!is_id(id))
        return ERR_OK; /* it never had a folder */
    return dir_remove(path_join(a, root, str_from(id)).ptr, err);
}

/* -- judging -- */

static bool read_scratch(void *self, Arena *a, Str path, Str *ret)
{
    const Scratch *s = self;

    return has_path(s, path) && file_read(a, path_join(a, s->dir, path).ptr,
                                          SCRATCH_FILE_MAX_BYTES, ret, NULL) == ERR_OK;
}

/* False when it cannot be parsed at all; *ret_errors: places that cannot. */
static bool shape_of(SyntaxReader *r, Str path, Str text, char ret_shape[HASH_HEX_SIZE],
                     uint32_t *ret_errors)
{
    CodeTree t;

    if (!code_tree_read(r, language_of(path, str_sub(text, 0, HEAD_BYTES)), text, &t))
        return false;
    code_tree_shape(&t, ret_shape);
    *ret_errors = code_tree_errors(&t);
    return true;
}

static void judge_bug_hunt(SyntaxReader *r, Arena *a, const Scratch *s, ScratchTold *ret)
{
    char wanted[HASH_HEX_SIZE], planted[HASH_HEX_SIZE], now[HASH_HEX_SIZE];
    uint32_t errors_before = 0, errors = 0, ignored;
    Str path = s->paths[0], text, fault;

    if (!read_scratch((void *)s, a, path, &text)) {
        ret->words = arena_printf(a, "%.*s is gone", STR_ARG(path));
        return;
    }
    if (!edits_apply(a, s->exercise, path, s->originals[0], &fault) ||
        !shape_of(r, path, s->originals[0], wanted, &errors_before) ||
        !shape_of(r, path, fault, planted, &ignored) ||
        !shape_of(r, path, text, now, &errors)) {
        ret->words = STR("the file cannot be parsed");
        return;
    }
    ret->is_solved = strcmp(now, wanted) == 0;
    ret->is_touched = strcmp(now, planted) != 0;
    if (ret->is_solved)
        ret->words = STR("mended: the file has its shape again");
    else if (errors > errors_before)
        ret->words = STR("the file cannot be parsed as it stands");
    else
        ret->words =
            ret->is_touched
                ? STR("something was changed, but it is not as it was before the fault")
                : STR("the fault is still there");
}

static void judge_first_change(SyntaxReader *r, Arena *a, const Scratch *s, ScratchTold *ret)
{
    LearnerFiles files = {(void *)s, read_scratch};
    uint32_t open = 0;

    ret->holds = ARENA_ARRAY(a, bool, s->exercise->checks_count + 1);
    acceptance_judge(r, a, &files, s->exercise, ret->holds);
    for (uint32_t i = 0; i < s->exercise->checks_count; i++)
        open += !ret->holds[i];
    ret->is_solved = open == 0 && s->exercise->checks_count > 0;
    for (uint32_t i = 0; i < s->count && !ret->is_touched; i++) {
        Str text;

        ret->is_touched = !read_scratch((void *)s, a, s->paths[i], &text) ||
                          !str_eq(text, s->originals[i]);
    }
    ret->words = ret->is_solved
                     ? STR("done: all checks hold")
                     : arena_printf(a, "%u of %u checks hold", s->exercise->checks_count - open,
                                    s->exercise->checks_count);
}

void scratch_judge(SyntaxReader *r, Arena *a, const Scratch *s, ScratchTold *ret)
{
    *ret = (ScratchTold){0};
    if (is_bug_hunt(s->exercise))
        judge_bug_hunt(r, a, s, ret);
    else
        judge_first_change(r, a, s, ret);
}
