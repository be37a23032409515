/*
 * course.c -- ids and slugs.
 */
#include "course/course.h"

enum { SLUG_MAX_BYTES = 60 };

void course_id(char ret_id[COURSE_ID_SIZE], const char *kind, Str path, Str qualified_name)
{
    Hash h;
    char hex[HASH_HEX_SIZE];

    hash_init(&h);
    hash_add(&h, str_from(kind));
    hash_add(&h, path);
    hash_add(&h, qualified_name);
    hash_hex(&h, hex);
    memcpy(ret_id, hex, COURSE_ID_SIZE - 1);
    ret_id[COURSE_ID_SIZE - 1] = '\0';
}

static char slug_char(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 32);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
}

Str course_slug(Arena *a, Str title)
{
    char *slug = arena_alloc(a, SLUG_MAX_BYTES + 1);
    size_t len = 0;

    for (size_t i = 0; i < title.len && len < SLUG_MAX_BYTES; i++) {
        char c = slug_char(title.ptr[i]);

        if (c != '-' || (len && slug[len - 1] != '-'))
            slug[len++] = c;
    }
    while (len && slug[len - 1] == '-')
        len--;
    if (len == 0)
        return arena_str(a, STR("part"));
    return (Str){slug, len};
}

const Chapter *course_find_chapter(const Course *c, Str id)
{
    for (uint32_t i = 0; i < c->chapters_count; i++) {
        if (str_is(id, c->chapters[i].id))
            return &c->chapters[i];
    }
    return NULL;
}

Str course_chapter_path(Arena *a, const Chapter *c)
{
    return arena_printf(a, "chapters/%02u-%.*s.md", c->number, STR_ARG(c->slug));
}

Str course_tutorial_path(Arena *a, const Tutorial *t)
{
    return arena_printf(a, "tutorials/%02u-%.*s.md", t->number, STR_ARG(t->slug));
}

bool chapter_is_abstraction(const Chapter *c)
{
    return str_is(c->kind, "abstraction");
}
