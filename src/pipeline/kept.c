/*
 * kept.c -- keys and files of kept work.
 */
#include "pipeline/kept.h"

#include "base/file.h"
#include "course/course_json.h"
#include "syntax/pack.h"

/* Raised when a step makes something else from the same inputs. */
enum { STEPS_VERSION = 17 };

static void add_options(Hash *h, const PipelineAsk *ask)
{
    hash_add_u64(h, STEPS_VERSION);
    hash_add_u64(h, FACTS_VERSION);
    hash_add_u64(h, COURSE_SCHEMA_VERSION);
    hash_add(h, STR(FONDATION_VERSION));
    hash_add(h, ask->prompt);
    hash_add(h, ask->audience);
    hash_add(h, ask->language);
    hash_add(h, ask->url);
    hash_add_u64(h, ask->chapters);
}

static void add_packs(Hash *h)
{
    size_t count;
    const Pack *const *packs = pack_list(&count);

    for (size_t i = 0; i < count; i++) {
        hash_add_u64(h, packs[i]->language);
        hash_add_u64(h, packs[i]->version);
    }
}

static void add_revision(Hash *h, const Revision *r)
{
    hash_add(h, r->commit);
    hash_add(h, r->branch);
    hash_add(h, r->permalink_prefix);
    hash_add(h, r->name);
    hash_add_u64(h, r->is_dirty);
}

static ErrCode add_file(Hash *h, const Checkout *c, const SourceFile *f, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Str text;

    hash_add(h, f->path);
    hash_add_u64(h, f->skip);
    if (f->skip != SKIP_NONE)
        return ERR_OK;
    if (f->has_blob) {
        hash_add(h, str_from(f->blob));
        return ERR_OK;
    }
    if (checkout_read(c, &a, f, &text, err) == ERR_OK)
        hash_add(h, text);
    return ERR_OK;
}

ErrCode kept_key(const PipelineAsk *ask, const Checkout *c, Arena *a, const char **ret_hex,
                 Err *err)
{
    char *hex = arena_alloc(a, HASH_HEX_SIZE);
    size_t count;
    const SourceFile *files = checkout_files(c, &count);
    Hash h;

    hash_init(&h);
    add_options(&h, ask);
    add_packs(&h);
    add_revision(&h, checkout_revision(c));
    for (size_t i = 0; i < count; i++) {
        if (ask->stop && *ask->stop)
            return err_set(err, ERR_CANCELED, "interrupted");
        ErrCode rc = add_file(&h, c, &files[i], err);
        if (rc != ERR_OK)
            return rc;
    }
    hash_hex(&h, hex);
    *ret_hex = hex;
    return ERR_OK;
}

Str kept_path(Arena *a, Step s)
{
    return arena_printf(a, "steps/%d-%s.json", (int)s + 1, step_word(s));
}

bool kept_parse(Str bytes, const char *key, Arena *a, Course **ret)
{
    AUTO(jr_release) json_t *root = NULL;
    const json_t *course = NULL;
    Str its_key;

    if (jr_read(bytes, &root, NULL) != ERR_OK ||
        jr_text(root, "key", &its_key, NULL) != ERR_OK || !str_is(its_key, key) ||
        jr_object(root, "course", &course, NULL) != ERR_OK)
        return false;
    return course_from_json(a, course, ret, NULL) == ERR_OK;
}

bool kept_find(const Pipeline *p, Step s, Arena *a, Course **ret)
{
    Str bytes, path = kept_path(a, s);

    if (p->ask->ignore_kept)
        return false;
    if (stage_get(p->stage, a, path, COURSE_JSON_MAX_BYTES, &bytes, NULL) == ERR_OK &&
        kept_parse(bytes, p->key, a, ret))
        return true;
    const char *published = path_join(a, str_from(stage_output_dir(p->stage)), path).ptr;
    return file_read(a, published, COURSE_JSON_MAX_BYTES, &bytes, NULL) == ERR_OK &&
           kept_parse(bytes, p->key, a, ret);
}

ErrCode kept_save(Pipeline *p, Step s, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    AUTO(buf_done) Buf out = BUF(COURSE_JSON_MAX_BYTES);

    buf_printf(&out, "{\"step\":%d,\"key\":\"%s\",\"course\":", (int)s + 1, p->key);
    course_write_json(&p->course, &out);
    buf_lit(&out, "}\n");
    if (out.full)
        return err_set(err, ERR_LIMIT, "the course is larger than %d bytes",
                       COURSE_JSON_MAX_BYTES);
    return stage_put(p->stage, kept_path(&a, s), buf_str(&out), err);
}
