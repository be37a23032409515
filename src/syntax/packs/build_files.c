/*
 * build_files.c -- CMake and Dockerfile: calls with a name as their first argument, and stages.
 */
#include "syntax/pack.h"
#include "syntax/packs/text_facts.h"

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '.' || c == ':' || c == '+' || c == '/';
}

static Str take_name(Str *s)
{
    size_t i = 0, end;

    while (i < s->len && str_has(STR(" \t\r\n\""), str_sub(*s, i, i + 1)))
        i++;
    for (end = i; end < s->len && is_name_char(s->ptr[end]); end++)
        ;
    Str name = str_sub(*s, i, end);
    *s = str_sub(*s, end, s->len);
    return name;
}

/* -- CMake -- */

typedef struct CallRow {
    const char *name; /* lower case */
    DefKind kind;     /* of its first argument; DEF_NONE: only references */
    bool refers;      /* the other arguments name targets */
} CallRow;

/* clang-format off */
static const CallRow calls[] = {
    {"project", DEF_MODULE, false},        {"add_executable", DEF_RULE, false},
    {"add_library", DEF_RULE, false},      {"add_custom_target", DEF_RULE, false},
    {"add_test", DEF_NONE, false},         {"function", DEF_FUNCTION, false},
    {"macro", DEF_MACRO, false},           {"option", DEF_VARIABLE, false},
    {"set", DEF_VARIABLE, false},          {"target_link_libraries", DEF_NONE, true},
    {"add_dependencies", DEF_NONE, true},  {"add_subdirectory", DEF_NONE, false},
    {"include", DEF_NONE, false},
};
/* clang-format on */

/* The parenthesis that ends the call, outside of quotes and comments. */
static size_t call_end(Str s, size_t open)
{
    unsigned depth = 0;
    bool in_quotes = false;

    for (size_t i = open; i < s.len; i++) {
        char c = s.ptr[i];

        if (in_quotes) {
            if (c == '\\')
                i++;
            else
                in_quotes = c != '"';
        } else if (c == '"') {
            in_quotes = true;
        } else if (c == '#') {
            i = MIN_OF(str_find_char(s, '\n', i), s.len);
        } else if (c == '(') {
            depth++;
        } else if (c == ')' && --depth == 0) {
            return i;
        }
    }
    return s.len;
}

static const CallRow *find_call(Str name)
{
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        if (str_eq_nocase(name, str_from(calls[i].name)))
            return &calls[i];
    }
    return NULL;
}

static void take_call(TextFacts *t, const CallRow *row, Str arguments, uint32_t line,
                      uint32_t end_line)
{
    Str first = take_name(&arguments), name;

    if (strcmp(row->name, "add_test") == 0) {
        if (str_is(first, "NAME"))
            first = take_name(&arguments);
        text_add_note(t, NOTE_TEST, first, text_offset(t, first), 0);
        return;
    }
    if (strcmp(row->name, "add_subdirectory") == 0 || strcmp(row->name, "include") == 0) {
        if (first.len)
            facts_add_import(t->b, (Import){.module = facts_add_name(t->b, first),
                                            .scope = 1,
                                            .kind = IMPORT_MODULE,
                                            .at = text_offset(t, first)});
        return;
    }
    if (row->kind != DEF_NONE)
        (void)text_add_def(t, row->kind, first, line, end_line);
    else
        text_add_ref(t, first, 0);
    while (row->refers && (name = take_name(&arguments)).len) {
        if (!str_is(name, "PUBLIC") && !str_is(name, "PRIVATE") && !str_is(name, "INTERFACE"))
            text_add_ref(t, name, 0);
    }
}

static void read_cmake(Str src, FactsBuilder *b)
{
    TextFacts t;
    uint32_t done_line = 0;

    text_facts_begin(&t, src, b, "#");
    for (uint32_t line = 1; line <= t.line_count; line++) {
        Str rest = str_sub(src, text_line_start(&t, line), text_line_end(&t, line));
        Str name = take_name(&rest), trimmed = str_trim(rest);
        const CallRow *row = line > done_line && str_starts(trimmed, STR("(")) ? find_call(name)
                                                                               : NULL;

        if (!row)
            continue;
        size_t open = text_offset(&t, trimmed), end = call_end(src, open);
        done_line = text_line(&t, (uint32_t)MIN_OF(end, src.len ? src.len - 1 : 0));
        take_call(&t, row, str_sub(src, open + 1, end), line, done_line);
    }
    text_facts_done(&t);
}

/* -- Dockerfile -- */

static Str next_word(Str *s)
{
    size_t i = 0, end;

    while (i < s->len && (s->ptr[i] == ' ' || s->ptr[i] == '\t'))
        i++;
    for (end = i; end < s->len && s->ptr[end] != ' ' && s->ptr[end] != '\t'; end++)
        ;
    Str word = str_sub(*s, i, end);
    *s = str_sub(*s, end, s->len);
    return word;
}

typedef struct DockerFacts {
    TextFacts t;
    uint32_t stage; /* def of the stage that goes on; 0: none */
} DockerFacts;

static void close_stage(DockerFacts *x, uint32_t last_line)
{
    if (x->stage) {
        Def *d = &x->t.b->defs.at[x->stage];

        d->end_line = MAX_OF(last_line, d->line);
        d->end = text_line_end(&x->t, d->end_line);
        d->flags |= DEF_HAS_BODY;
    }
    x->stage = 0;
}

/* "FROM image AS name": the stage is known by its name, else by its image. */
static void take_from(DockerFacts *x, Str rest, uint32_t line)
{
    Str image = next_word(&rest), word, name = image;

    while (str_starts(image, STR("--")))
        image = name = next_word(&rest);
    word = next_word(&rest);
    if (str_eq_nocase(word, STR("as")))
        name = next_word(&rest);
    close_stage(x, line - 1);
    text_add_ref(&x->t, image, 0);
    x->stage = text_add_def(&x->t, DEF_RULE, name, line, line);
}

static void take_instruction(DockerFacts *x, Str text, uint32_t line)
{
    Str rest = text, word = next_word(&rest);

    if (str_eq_nocase(word, STR("FROM"))) {
        take_from(x, rest, line);
    } else if (str_eq_nocase(word, STR("ARG")) || str_eq_nocase(word, STR("ENV"))) {
        Str name = next_word(&rest);

        (void)text_add_def(&x->t, DEF_VARIABLE, str_sub(name, 0, str_find_char(name, '=', 0)),
                           line, line);
    } else if (str_eq_nocase(word, STR("ENTRYPOINT")) || str_eq_nocase(word, STR("CMD"))) {
        text_add_note(&x->t, NOTE_ENTRY_POINT, str_trim(rest), text_offset(&x->t, text),
                      x->stage);
    } else if (str_eq_nocase(word, STR("COPY"))) {
        size_t at = str_find(rest, STR("--from="), 0);
        Str from = at == SIZE_MAX ? STR_NONE : str_sub(rest, at + 7, rest.len);

        text_add_ref(&x->t, next_word(&from), 0);
    }
}

static void read_dockerfile(Str src, FactsBuilder *b)
{
    DockerFacts x = {0};

    text_facts_begin(&x.t, src, b, "#");
    for (uint32_t line = 1; line <= x.t.line_count; line++) {
        Str text = str_trim(
            str_sub(src, text_line_start(&x.t, line), text_line_end(&x.t, line)));

        if (text.len && text.ptr[0] != '#')
            take_instruction(&x, text, line);
    }
    close_stage(&x, x.t.line_count);
    text_facts_done(&x.t);
}

const Pack pack_cmake = {.language = LANG_CMAKE, .version = 1, .read_text = read_cmake};
const Pack pack_dockerfile = {
    .language = LANG_DOCKERFILE, .version = 1, .read_text = read_dockerfile};
