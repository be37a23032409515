/*
 * dialect.c -- from the SQL of SQLite to that of PostgreSQL, word by word.
 */
#include "store/dialect.h"

static const struct {
    const char *from;
    const char *to;
} words[] = {
    {"INTEGER", "BIGINT"}, {"REAL", "DOUBLE PRECISION"},
    {"BLOB", "BYTEA"},     {"STRICT", ""},
    {"WITHOUT", ""},       {"ROWID", ""},
};

static bool is_word_byte(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* "STRICT, WITHOUT ROWID": the comma goes with the words. */
static bool is_comma_of_rowid(Str sql, size_t at)
{
    size_t next = at + 1;

    while (next < sql.len && (sql.ptr[next] == ' ' || sql.ptr[next] == '\n'))
        next++;
    return str_starts(str_sub(sql, next, sql.len), STR("WITHOUT ROWID"));
}

static size_t copy_word(Buf *out, Str sql, size_t at)
{
    size_t end = at;

    while (end < sql.len && is_word_byte(sql.ptr[end]))
        end++;
    Str word = str_sub(sql, at, end);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(word, words[i].from)) {
            buf_add(out, str_from(words[i].to));
            return end;
        }
    }
    buf_add(out, word);
    return end;
}

static size_t copy_quoted(Buf *out, Str sql, size_t at)
{
    size_t end = str_find_char(sql, sql.ptr[at], at + 1);

    end = end == SIZE_MAX ? sql.len : end + 1;
    buf_add(out, str_sub(sql, at, end));
    return end;
}

/* A comment for PostgreSQL gives its text, any other nothing. */
static size_t copy_comment(Buf *out, Str sql, size_t at)
{
    size_t end = str_find(sql, STR("*/"), at);

    MUST(end != SIZE_MAX);
    if (str_starts(str_sub(sql, at, end), STR("/*pg ")))
        buf_add(out, str_sub(sql, at + strlen("/*pg "), end));
    return end + 2;
}

void sql_for_postgres(Buf *out, Str sql)
{
    for (size_t at = 0; at < sql.len;) {
        Str rest = str_sub(sql, at, sql.len);
        char c = sql.ptr[at];

        if (c == '\'' || c == '"') {
            at = copy_quoted(out, sql, at);
        } else if (str_starts(rest, STR("/*"))) {
            at = copy_comment(out, sql, at);
        } else if (str_starts(rest, STR("--"))) {
            at = MIN_OF(str_find_char(sql, '\n', at), sql.len);
        } else if (is_word_byte(c)) {
            at = copy_word(out, sql, at);
        } else {
            if (c == '?')
                c = '$';
            if (c != ',' || !is_comma_of_rowid(sql, at))
                buf_add_char(out, c);
            at++;
        }
    }
}

void sql_lines_for(Buf *out, Str script, bool is_postgres)
{
    bool is_ours = true;
    Str line;

    while (str_line(&script, &line)) {
        if (str_is(line, "--@both"))
            is_ours = true;
        else if (str_is(line, "--@sqlite"))
            is_ours = !is_postgres;
        else if (str_is(line, "--@postgres"))
            is_ours = is_postgres;
        else if (is_ours) {
            buf_add(out, line);
            buf_add_char(out, '\n');
        }
    }
}
