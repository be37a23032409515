/*
 * course_search.c -- finding sections of a course; the header is store/courses.h.
 *
 * Each engine has an index of words, and each would split text its own way. So words are made here, and
 * the engines only look them up: FTS5 gets them with a tokenizer that splits at the spaces between
 * them, PostgreSQL as an array of lexemes. A word that names the course stands in each section, so that a
 * look-up stays within the course.
 */
#include "store/courses.h"

enum {
    WORD_MAX_BYTES = 64, /* longer ones are no words to look for */
    QUERY_MAX_WORDS = 16,
    HITS_LOOKED_AT = 300,
    SNIPPET_BYTES = 160,
    WORDS_MAX_BYTES = SECTION_MAX_BYTES + 4096,
};

static bool is_word_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c >= 0x80;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The next word of *rest, as it stands there. */
static bool next_word(Str *rest, Str *ret)
{
    size_t at = 0, end;

    while (at < rest->len && !is_word_byte((unsigned char)rest->ptr[at]))
        at++;
    for (end = at; end < rest->len && is_word_byte((unsigned char)rest->ptr[end]);)
        end++;
    *ret = str_sub(*rest, at, end);
    *rest = str_sub(*rest, end, rest->len);
    return ret->len > 0;
}

static void add_word(Buf *out, Str word)
{
    for (size_t i = 0; i < word.len; i++)
        buf_add_char(out, lower(word.ptr[i]));
}

static void add_words(Buf *out, Str text)
{
    Str word;

    while (next_word(&text, &word)) {
        if (word.len > WORD_MAX_BYTES)
            continue;
        buf_add_char(out, ' ');
        add_word(out, word);
    }
}

/* ---- putting in ---- */

typedef struct SectionsWork {
    uint64_t id;
    const CourseSection *sections;
    size_t count;
} SectionsWork;

static ErrCode insert_section(SectionsWork *w, Tx *tx, const CourseSection *c, int64_t ordinal,
                              Err *err)
{
    AUTO(buf_done) Buf words = BUF(WORDS_MAX_BYTES);
    uint64_t row = store_new_id(tx_store(tx));
    ErrCode rc = tx_run(tx,
                        SQL("INSERT INTO course_sections(id, course_id, ordinal, path, anchor, "
                            "title, body) VALUES "
                            "(?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
                        ARGS(v_int((int64_t)row), v_int((int64_t)w->id), v_int(ordinal),
                             v_text(c->path), v_text(c->anchor.ptr ? c->anchor : STR("")),
                             v_text(c->title.ptr ? c->title : STR("")),
                             v_text(c->body.ptr ? c->body : STR(""))),
                        NULL, err);

    if (rc != ERR_OK)
        return rc;
    buf_printf(&words, "course_%llu", (unsigned long long)w->id);
    add_words(&words, c->title);
    add_words(&words, c->body);
    if (tx_is_postgres(tx))
        return tx_run(tx,
                      SQL("INSERT INTO course_words(rowid, words) VALUES (?1, "
                          "array_to_tsvector(string_to_array(?2, ' ')))"),
                      ARGS(v_int((int64_t)row), v_text(buf_str(&words))), NULL, err);
    return tx_run(tx, SQL("INSERT INTO course_words(rowid, words) VALUES (?1, ?2)"),
                  ARGS(v_int((int64_t)row), v_text(buf_str(&words))), NULL, err);
}

static ErrCode sections_work(Tx *tx, void *arg, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    SectionsWork *w = arg;
    Rows rows;
    ErrCode rc = tx_rows(
        tx, &a,
        SQL("SELECT (SELECT coalesce(max(ordinal) + 1, 0) FROM course_sections "
            "WHERE course_id = ?1) FROM courses WHERE id = ?1 AND published_at IS "
            "NULL"),
        ARGS(v_int((int64_t)w->id)), &rows, err);

    if (rc == ERR_OK && rows.count == 0)
        rc = err_set(err, ERR_CONFLICT, "the course is not being staged");
    for (size_t i = 0; rc == ERR_OK && i < w->count; i++)
        rc = insert_section(w, tx, &w->sections[i], rows_int(&rows, 0, 0) + (int64_t)i, err);
    return rc;
}

ErrCode courses_stage_sections(Store *s, uint64_t id, const CourseSection *sections,
                               size_t count, Err *err)
{
    SectionsWork w = {id, sections, count};

    for (size_t i = 0; i < count; i++) {
        if (sections[i].body.len > SECTION_MAX_BYTES || sections[i].title.len > 2048)
            return err_set(err, ERR_LIMIT, "a section is longer than %d bytes",
                           SECTION_MAX_BYTES);
    }
    return store_write(s, STORE_ALONE, sections_work, &w, err);
}

/* ---- looking up ---- */

typedef struct Query {
    Str words[QUERY_MAX_WORDS]; /* small letters */
    size_t count;
} Query;

static void read_query(Arena *a, Str text, Query *ret)
{
    Str word;

    *ret = (Query){0};
    while (ret->count < QUERY_MAX_WORDS && next_word(&text, &word)) {
        AUTO(buf_done) Buf small = BUF(WORD_MAX_BYTES);
        if (word.len > WORD_MAX_BYTES || !utf8_is_valid(word))
            continue;
        add_word(&small, word);
        ret->words[ret->count++] = arena_str(a, buf_str(&small));
    }
}

/* Words hold letters, digits and '_' only, so that nothing in them needs escaping. */
static Str match_text(Arena *a, const Query *q, uint64_t id, bool is_postgres)
{
    AUTO(buf_done) Buf text = BUF(QUERY_MAX_WORDS * (WORD_MAX_BYTES + 16) + 64);
    const char *quote = is_postgres ? "'" : "\"";

    buf_printf(&text, "%scourse_%llu%s", quote, (unsigned long long)id, quote);
    for (size_t i = 0; i < q->count; i++) {
        buf_printf(&text, "%s%s%.*s%s", is_postgres ? " & " : " AND ", quote,
                   STR_ARG(q->words[i]), quote);
        if (i + 1 == q->count)
            buf_printf(&text, "%s", is_postgres ? ":*" : " *");
    }
    return arena_str(a, buf_str(&text));
}

static bool has_word(Str text, Str wanted, bool is_beginning)
{
    Str word;

    while (next_word(&text, &word)) {
        if (word.len >= wanted.len && str_eq_nocase(str_sub(word, 0, wanted.len), wanted) &&
            (is_beginning || word.len == wanted.len))
            return true;
    }
    return false;
}

static bool has_all(Str text, const Query *q)
{
    for (size_t i = 0; i < q->count; i++) {
        if (!has_word(text, q->words[i], i + 1 == q->count))
            return false;
    }
    return true;
}

/* From a little before the first word that was looked for, cut between characters. */
static Str snippet_of(Str body, const Query *q)
{
    Str rest = body, word;
    size_t start = 0, end;

    while (next_word(&rest, &word)) {
        bool is_hit = false;
        for (size_t i = 0; i < q->count && !is_hit; i++)
            is_hit = word.len >= q->words[i].len &&
                     str_eq_nocase(str_sub(word, 0, q->words[i].len), q->words[i]);
        if (is_hit) {
            start = (size_t)(word.ptr - body.ptr);
            break;
        }
    }
    start = start > SNIPPET_BYTES / 3 ? start - SNIPPET_BYTES / 3 : 0;
    while (start > 0 && start < body.len && body.ptr[start - 1] != ' ' &&
           body.ptr[start - 1] != '\n')
        start++;
    end = MIN_OF(start + SNIPPET_BYTES, body.len);
    while (end > start && end < body.len && ((unsigned char)body.ptr[end] & 0xc0) == 0x80)
        end--;
    return str_trim(str_sub(body, start, end));
}

typedef struct SearchWork {
    Arena *arena;
    uint64_t id;
    Query query;
    uint32_t limit;
    CourseHits *ret;
} SearchWork;

static ErrCode select_hits(SearchWork *w, Tx *tx, Rows *ret, Err *err)
{
    Str match = match_text(w->arena, &w->query, w->id, tx_is_postgres(tx));

#define HITS(condition)                                                                        \
    SQL("SELECT s.path, s.anchor, s.title, s.body FROM course_words w JOIN course_sections s " \
        "ON "                                                                                  \
        "s.id = w.rowid WHERE " condition " AND s.course_id = ?2 ORDER BY s.ordinal LIMIT ?3")
    if (tx_is_postgres(tx))
        return tx_rows(tx, w->arena, HITS("w.words @@ CAST(?1 AS tsquery)"),
                       ARGS(v_text(match), v_int((int64_t)w->id), v_int(HITS_LOOKED_AT)), ret,
                       err);
    return tx_rows(tx, w->arena, HITS("w.course_words MATCH ?1"),
                   ARGS(v_text(match), v_int((int64_t)w->id), v_int(HITS_LOOKED_AT)), ret, err);
#undef HITS
}

static ErrCode search_work(Tx *tx, void *arg, Err *err)
{
    SearchWork *w = arg;
    Rows rows;
    ErrCode rc = select_hits(w, tx, &rows, err);

    *w->ret = (CourseHits){0};
    if (rc != ERR_OK)
        return rc;
    w->ret->at = ARENA_ARRAY(w->arena, CourseHit, MIN_OF(rows.count, (size_t)w->limit));
    for (int in_title = 1; in_title >= 0; in_title--) {
        for (size_t i = 0; i < rows.count && w->ret->len < w->limit; i++) {
            Str title = rows_text(&rows, i, 2);
            if (has_all(title, &w->query) == (in_title == 1))
                w->ret->at[w->ret->len++] = (CourseHit){
                    rows_text(&rows, i, 0), rows_text(&rows, i, 1), title,
                    snippet_of(rows_text(&rows, i, 3), &w->query)};
        }
    }
    return ERR_OK;
}

ErrCode courses_search(Store *s, Arena *a, uint64_t id, Str query, uint32_t limit,
                       CourseHits *ret, Err *err)
{
    SearchWork w = {.arena = a, .id = id, .ret = ret};

    w.limit = limit ? MIN_OF(limit, (uint32_t)COURSE_MAX_HITS) : COURSE_MAX_HITS;
    *ret = (CourseHits){0};
    read_query(a, query, &w.query);
    if (w.query.count == 0)
        return ERR_OK;
    return store_read(s, search_work, &w, err);
}
