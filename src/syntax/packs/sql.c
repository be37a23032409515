/*
 * sql.c -- CREATE statements: tables with their columns, views, functions, types; and the tables
 * that others point to.
 *
 * Read token by token, over all dialects alike: comments, quoted names and texts are known, the rest
 * is words and signs.
 */
#include "syntax/pack.h"
#include "syntax/packs/text_facts.h"

typedef struct Token {
    Str text; /* of a quoted name: without the quotes */
    uint32_t at;
    bool is_word;
    bool is_quoted;
} Token;

typedef struct SqlReader {
    TextFacts t;
    size_t at;
    Token token; /* the one being looked at; text empty at the end */
} SqlReader;

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || (c & 0x80);
}

static size_t skip_space(Str s, size_t at)
{
    while (at < s.len) {
        Str two = str_sub(s, at, at + 2);

        if (str_has(STR(" \t\r\n"), str_sub(s, at, at + 1)))
            at++;
        else if (str_is(two, "--"))
            at = MIN_OF(str_find_char(s, '\n', at), s.len);
        else if (str_is(two, "/*"))
            at = MIN_OF(str_find(s, STR("*/"), at + 2), s.len - 2) + 2;
        else
            break;
    }
    return MIN_OF(at, s.len);
}

/* "$tag$ ... $tag$": PostgreSQL's text; the place behind it, or `at` when it is none. */
static size_t skip_dollar_text(Str s, size_t at)
{
    size_t end = at + 1;

    while (end < s.len && is_word_char(s.ptr[end]) && s.ptr[end] != '$')
        end++;
    if (end >= s.len || s.ptr[end] != '$')
        return at;
    Str tag = str_sub(s, at, end + 1);
    size_t close = str_find(s, tag, end + 1);
    return close == SIZE_MAX ? s.len : close + tag.len;
}

static void next(SqlReader *r)
{
    Str s = r->t.src;
    size_t at = skip_space(s, r->at), end = at;
    char c = at < s.len ? s.ptr[at] : 0;

    r->token = (Token){.at = (uint32_t)at};
    if (c == 0 && at >= s.len) {
        r->at = s.len;
        return;
    }
    if (c == '"' || c == '`' || c == '\'' || c == '[') {
        char close = c == '[' ? ']' : c;

        end = MIN_OF(str_find_char(s, close, at + 1), s.len);
        r->token.is_quoted = true;
        r->token.is_word = c != '\'';
        r->token.text = str_sub(s, at + 1, end);
        r->token.at = (uint32_t)at + 1;
        if (r->token.text.len == 0)
            r->token.text = str_sub(s, at, at + 1);
        r->at = MIN_OF(end + 1, s.len);
        return;
    }
    if (c == '$' && (end = skip_dollar_text(s, at)) > at) {
        r->token.text = STR("$");
        r->at = end;
        return;
    }
    end = at;
    while (end < s.len && is_word_char(s.ptr[end]))
        end++;
    r->token.is_word = end > at;
    end = MAX_OF(end, at + 1);
    r->token.text = str_sub(s, at, end);
    r->at = end;
}

static bool is(const SqlReader *r, const char *word)
{
    return r->token.is_word && !r->token.is_quoted &&
           str_eq_nocase(r->token.text, str_from(word));
}

static bool is_sign(const SqlReader *r, char c)
{
    return !r->token.is_word && !r->token.is_quoted && r->token.text.len == 1 &&
           r->token.text.ptr[0] == c;
}

/* "schema.name": the last part. Leaves the reader behind it. */
static Str take_name(SqlReader *r)
{
    Str name = r->token.is_word ? r->token.text : STR_NONE;

    next(r);
    while (is_sign(r, '.')) {
        next(r);
        name = r->token.is_word ? r->token.text : name;
        next(r);
    }
    return name;
}

static bool starts_constraint(const SqlReader *r)
{
    static const char *const words[] = {"primary",  "foreign", "constraint", "unique",
                                        "check",    "key",     "index",      "exclude",
                                        "fulltext", "like",    "partition",  "period"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (is(r, words[i]))
            return true;
    }
    return false;
}

/* "(id int primary key, ...)": a column where a part begins. */
static void take_columns(SqlReader *r, uint32_t table)
{
    unsigned depth = 0;
    bool is_start = false;

    while (r->token.text.len) {
        if (is_sign(r, '(')) {
            is_start = ++depth == 1;
            next(r);
            continue;
        }
        if (is_sign(r, ')') && --depth == 0)
            return;
        if (is_sign(r, ';') && depth == 0)
            return;
        if (depth == 1 && is_start && r->token.is_word && !starts_constraint(r)) {
            uint32_t line = text_line(&r->t, r->token.at);
            uint32_t column = text_add_def(&r->t, DEF_FIELD, r->token.text, line, line);

            if (column)
                r->t.b->defs.at[column].parent = table;
        }
        is_start = depth == 1 && is_sign(r, ',');
        if (is(r, "references")) {
            next(r);
            text_add_ref(&r->t, take_name(r), EXPR_IS_TYPE);
            continue;
        }
        next(r);
    }
}

static void skip_statement(SqlReader *r)
{
    while (r->token.text.len && !is_sign(r, ';')) {
        if (is(r, "references") || is(r, "from") || is(r, "join") || is(r, "into")) {
            next(r);
            if (r->token.is_word)
                text_add_ref(&r->t, take_name(r), 0);
            continue;
        }
        next(r);
    }
}

typedef struct ThingRow {
    const char *word;
    DefKind kind;
} ThingRow;

static DefKind thing_kind(const SqlReader *r)
{
    static const ThingRow rows[] = {
        {"table", DEF_RULE},         {"view", DEF_RULE},          {"function", DEF_FUNCTION},
        {"procedure", DEF_FUNCTION}, {"trigger", DEF_RULE},       {"type", DEF_TYPE},
        {"domain", DEF_TYPE},        {"sequence", DEF_RULE},      {"index", DEF_RULE},
        {"schema", DEF_NAMESPACE},   {"database", DEF_NAMESPACE},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (is(r, rows[i].word))
            return rows[i].kind;
    }
    return DEF_NONE;
}

/* After CREATE: words such as OR REPLACE, TEMP, UNIQUE, then the thing, IF NOT EXISTS, its name. */
static void take_create(SqlReader *r, uint32_t start)
{
    DefKind kind = DEF_NONE;
    bool is_table = false;

    for (unsigned n = 0; n < 8 && r->token.is_word && kind == DEF_NONE; n++) {
        kind = thing_kind(r);
        is_table = is(r, "table");
        next(r);
    }
    while (is(r, "if") || is(r, "not") || is(r, "exists") || is(r, "concurrently"))
        next(r);
    if (kind == DEF_NONE || !r->token.is_word)
        return;
    uint32_t line = text_line(&r->t, start);
    uint32_t def = text_add_def(&r->t, kind, take_name(r), line, line);
    if (is_table)
        take_columns(r, def);
    skip_statement(r);
    if (def) {
        Def *d = &r->t.b->defs.at[def];

        d->end_line = text_line(&r->t, r->token.at);
        d->end = MAX_OF((uint32_t)MIN_OF(r->at, r->t.src.len), d->signature_end);
        d->end_line = MAX_OF(text_line(&r->t, d->end ? d->end - 1 : 0), d->line);
        d->start = start;
        d->name_start = MAX_OF(d->name_start, start);
    }
}

static void read_sql(Str src, FactsBuilder *b)
{
    SqlReader r = {0};

    text_facts_begin(&r.t, src, b, "--");
    next(&r);
    while (r.token.text.len) {
        uint32_t start = r.token.at;

        if (is(&r, "create")) {
            next(&r);
            take_create(&r, start);
        }
        skip_statement(&r);
        if (r.token.text.len)
            next(&r);
    }
    text_facts_done(&r.t);
}

const Pack pack_sql = {.language = LANG_SQL, .version = 1, .read_text = read_sql};
