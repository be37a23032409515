/*
 * rule_defaults.c -- "`retry_max` (default: 5)": the value that is said, and the one in the code.
 *
 * Only where nothing can be confused: one name in code before the word "default" in the paragraph,
 * cell or item; a plain literal behind it; and every definition of that name in the repository's own
 * code a plain literal too, none of them the one that is said.
 */
#include "verify/verify_parts.h"

enum { SUBJECT_MAX_DEFS = 3, LEAF_MAX_BYTES = 600, VALUE_MAX_BYTES = 40 };

/* -- literals -- */

static Str unquoted(Str s)
{
    s = str_trim(s);
    if (s.len >= 2 && strchr("\"'`", s.ptr[0]) && s.ptr[s.len - 1] == s.ptr[0])
        return str_sub(s, 1, s.len - 1);
    return s;
}

static bool is_number(Str s)
{
    double unused;

    return parse_double(s, &unused);
}

/* 1_000u32 -> 1000; True -> true; -1 stays */
static Str plain_literal(Arena *a, Str s)
{
    AUTO(buf_done) Buf out = BUF(VALUE_MAX_BYTES);

    s = unquoted(s);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (s.ptr[0] >= '0' && s.ptr[0] <= '9' && (c == '_' || c == ','))
            continue;
        buf_add_char(&out, c >= 'A' && c <= 'Z' ? (char)(c | 32) : c);
    }
    return arena_str(a, buf_str(&out));
}

static bool is_plain(Str s)
{
    return is_number(s) || str_is(s, "true") || str_is(s, "false");
}

/* -- what the code says -- */

/* The literal that a definition of one line gives: "#define A 5", "a = 5,", "const A: u32 = 5;". */
static bool literal_of(Arena *a, Str def, Str name, Str *ret)
{
    size_t at = str_find(def, name, 0), end;

    if (str_find_char(def, '\n', 0) != SIZE_MAX || at == SIZE_MAX)
        return false;
    Str rest = str_sub(def, at + name.len, def.len);
    size_t equals = str_find_char(rest, '=', 0);
    bool is_macro = str_has(str_sub(def, 0, at), STR("define"));
    if (!is_macro &&
        (equals == SIZE_MAX || (equals + 1 < rest.len && rest.ptr[equals + 1] == '=')))
        return false;
    rest = str_trim(str_sub(rest, is_macro ? 0 : equals + 1, rest.len));
    for (end = 0; end < rest.len && !strchr(",; \t)", rest.ptr[end]);)
        end++;
    Str tail = str_trim(str_sub(rest, end, rest.len));
    *ret = plain_literal(a, str_sub(rest, 0, end));
    return is_plain(*ret) && (tail.len == 0 || strchr(",;)/#", tail.ptr[0]));
}

typedef struct Said {
    Str name, value;
    uint32_t line;
} Said;

static bool is_own_code(const Unit *u)
{
    return !(u->file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE | FILE_IS_DOC)) &&
           language_use(u->file->language) == LANGUAGE_CODE;
}

/* Compares with all definitions of the name; one that is no plain literal settles nothing. */
static void compare(Verifying *v, Doc *d, const Said *said)
{
    const Program *p = v->program;
    uint32_t global = intern_find(&p->names, said->name);
    size_t count, seen = 0;
    Str other = STR("");
    UnitId where = UNIT_NONE;
    uint32_t line = 0;

    if (global == UINT32_MAX)
        return;
    const SymbolId *symbols = program_symbols_named(p, global, &count);
    for (size_t i = 0; i < count; i++) {
        UnitId unit = program_unit_of(p, symbols[i]);
        const Def *def = program_def(p, symbols[i]);
        Str value;

        if (!is_own_code(&p->units[unit]))
            continue;
        Str lines = evidence_lines(v->evidence, unit, def->line,
                                   MAX_OF(def->line, def->end_line));
        if (++seen > SUBJECT_MAX_DEFS || !literal_of(v->arena, lines, said->name, &value) ||
            str_eq(value, said->value) || is_number(value) != is_number(said->value))
            return;
        other = value;
        where = unit;
        line = def->line;
    }
    if (where != UNIT_NONE)
        verify_find(v, d, said->line, RULE_DEFAULT, false,
                    "the default of '%.*s' is said to be %.*s, %.*s:%u has %.*s",
                    STR_ARG(said->name), STR_ARG(said->value),
                    STR_ARG(p->units[where].file->path), line, STR_ARG(other));
}

/* -- what the document says -- */

static bool is_name(Str s)
{
    if (s.len < 3 || (s.ptr[0] >= '0' && s.ptr[0] <= '9'))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_word_char(s.ptr[i]))
            return false;
    }
    return true;
}

/* Right behind the word: "default: 5", "defaults to `5`", "(default `true`)", "by default 3". */
static bool value_behind(Arena *a, Str text, Str *ret)
{
    static const char *const between[] = {
        "defaults to ",    "default value is ", "default is ",      "default: ",
        "default value: ", "default ",          "default value of "};

    for (size_t i = 0; i < ARRAY_LEN(between); i++) {
        size_t at = str_find(text, str_from(between[i]), 0), end;

        if (at == SIZE_MAX)
            continue;
        Str rest = str_sub(text, at + strlen(between[i]), text.len);
        if (str_starts(rest, STR("`"))) {
            end = str_find_char(rest, '`', 1);
            rest = str_sub(rest, 1, end);
        } else {
            for (end = 0; end < rest.len && !strchr(" ,;)|\n", rest.ptr[end]);)
                end++;
            while (end && rest.ptr[end - 1] == '.')
                end--;
            rest = str_sub(rest, 0, end);
        }
        *ret = plain_literal(a, rest);
        return is_plain(*ret);
    }
    return false;
}

/* The paragraph as text, code in backquotes; its names in code before the word. */
static void check_leaf(Verifying *v, Doc *d, size_t first, size_t end)
{
    AUTO(buf_done) Buf text = BUF(LEAF_MAX_BYTES);
    Said said = {.line = d->md.items[first].line};
    unsigned names = 0;

    for (size_t i = first; i < end; i++) {
        const MarkdownItem *it = &d->md.items[i];
        bool is_behind = str_has(buf_str(&text), STR("efault"));

        if (it->kind == MARKDOWN_CODE && is_name(it->text) && !is_behind) {
            names++;
            said.name = it->text;
            said.line = it->line;
        }
        if (it->kind == MARKDOWN_CODE)
            buf_printf(&text, "`%.*s`", STR_ARG(it->text));
        else if (it->kind == MARKDOWN_WORDS)
            buf_add(&text, it->text);
    }
    if (names == 1 && !text.full && value_behind(v->arena, buf_str(&text), &said.value))
        compare(v, d, &said);
}

/* Cells of one row belong together, as items of one paragraph do. */
static bool is_same_group(const MarkdownItem *a, const MarkdownItem *b)
{
    return a->row ? a->row == b->row : a->leaf == b->leaf;
}

void rule_defaults(Verifying *v, Doc *d)
{
    for (size_t i = 0, end; i < d->md.count; i = end) {
        for (end = i + 1;
             end < d->md.count && is_same_group(&d->md.items[i], &d->md.items[end]);)
            end++;
        check_leaf(v, d, i, end);
    }
}
