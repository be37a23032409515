/*
 * attributes.c -- lines of .gitattributes to rules, and rules to the attributes of a path.
 *
 * Lines that say nothing of our attributes are dropped when read, so that the usual file
 * ("*.c diff=cpp") costs nothing afterwards.
 */
#include "source/attributes.h"

#include "base/vec.h"

static const char *const attribute_names[ATTRIBUTE_COUNT] = {
#define X(id, name) [ATTRIBUTE_##id] = name,
    ATTRIBUTES(X)
#undef X
};

typedef struct Macro {
    Str name;
    AttributeRule rule; /* its glob is unused */
} Macro;

typedef struct RuleFile {
    Str dir;
    VEC(AttributeRule) rules;
} RuleFile;

struct Attributes {
    Arena arena;
    VEC(RuleFile) files; /* files.at[0] is $GIT_DIR/info/attributes */
    StrMap by_dir;
    VEC(Macro) macros;
    size_t rule_count;
};

Attributes *attributes_new(void)
{
    Attributes *x = xcalloc(1, sizeof(*x));

    *VEC_PUSH(&x->files) = (RuleFile){0};
    return x;
}

void attributes_free(Attributes *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->files.len; i++)
        VEC_DONE(&x->files.at[i].rules);
    VEC_DONE(&x->files);
    VEC_DONE(&x->macros);
    strmap_done(&x->by_dir);
    arena_done(&x->arena);
    free(x);
}

/* -- reading -- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static Str next_word(Str *rest)
{
    size_t start = 0, end;

    while (start < rest->len && is_blank(rest->ptr[start]))
        start++;
    for (end = start; end < rest->len && !is_blank(rest->ptr[end]); end++)
        ;
    Str word = str_sub(*rest, start, end);
    *rest = str_sub(*rest, end, rest->len);
    return word;
}

/* A pattern in double quotes may hold blanks; \" and \\ are the only escapes worth undoing. */
static Str next_pattern(Arena *a, Str *rest)
{
    while (rest->len && is_blank(rest->ptr[0]))
        *rest = str_sub(*rest, 1, rest->len);
    if (rest->len == 0 || rest->ptr[0] != '"')
        return next_word(rest);
    char *text = arena_alloc(a, rest->len);
    size_t len = 0, i = 1;
    for (; i < rest->len && rest->ptr[i] != '"'; i++) {
        if (rest->ptr[i] == '\\' && i + 1 < rest->len)
            i++;
        text[len++] = rest->ptr[i];
    }
    *rest = str_sub(*rest, i + 1, rest->len);
    return (Str){text, len};
}

static void take_macro(const Attributes *x, Str name, AttributeRule *r)
{
    if (str_is(name, "binary"))
        r->states[ATTRIBUTE_TEXT] = ATTRIBUTE_UNSET;
    for (size_t i = x->macros.len; i-- > 0;) {
        const Macro *m = &x->macros.at[i];

        if (!str_eq(m->name, name))
            continue;
        for (size_t k = 0; k < ATTRIBUTE_COUNT; k++) {
            if (m->rule.states[k] != ATTRIBUTE_UNKNOWN)
                r->states[k] = m->rule.states[k];
        }
        if (m->rule.language.len)
            r->language = m->rule.language;
        return;
    }
}

static AttributeState state_of_value(Str value)
{
    if (str_is(value, "true"))
        return ATTRIBUTE_SET;
    return str_is(value, "false") ? ATTRIBUTE_UNSET : ATTRIBUTE_VALUE;
}

/* One word: name, -name, !name, name=value. */
static void take_word(const Attributes *x, Str word, AttributeRule *r)
{
    AttributeState state = ATTRIBUTE_SET;
    size_t equals = str_find_char(word, '=', 0);
    Str name = equals == SIZE_MAX ? word : str_sub(word, 0, equals);
    Str value = equals == SIZE_MAX ? STR_NONE : str_sub(word, equals + 1, word.len);

    if (name.len && (name.ptr[0] == '-' || name.ptr[0] == '!')) {
        state = name.ptr[0] == '-' ? ATTRIBUTE_UNSET : ATTRIBUTE_UNSPECIFIED;
        name = str_sub(name, 1, name.len);
    } else if (equals != SIZE_MAX) {
        state = state_of_value(value);
    }
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (!str_is(name, attribute_names[i]))
            continue;
        r->states[i] = (uint8_t)state;
        if (i == ATTRIBUTE_LANGUAGE)
            r->language = value;
    }
    if (state == ATTRIBUTE_SET)
        take_macro(x, name, r);
}

static bool says_nothing(const AttributeRule *r)
{
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (r->states[i] != ATTRIBUTE_UNKNOWN)
            return false;
    }
    return true;
}

static void take_line(Attributes *x, RuleFile *file, Str line)
{
    AttributeRule r = {0};
    Str rest = line, word;
    Str pattern = next_pattern(&x->arena, &rest);
    bool is_macro = str_starts(pattern, STR("[attr]"));

    while ((word = next_word(&rest)).len)
        take_word(x, word, &r);
    if (says_nothing(&r))
        return;
    if (is_macro) {
        if (x->macros.len < ATTRIBUTES_MAX_MACROS)
            *VEC_PUSH(&x->macros) = (Macro){.name = str_sub(pattern, 6, pattern.len),
                                            .rule = r};
        return;
    }
    /* negative patterns are forbidden here, and one for folders matches no file */
    if (!glob_rule_parse(pattern, &r.glob) || r.glob.is_negated || r.glob.is_dir_only)
        return;
    if (x->rule_count < ATTRIBUTES_MAX_RULES) {
        *VEC_PUSH(&file->rules) = r;
        x->rule_count++;
    }
}

static void take_text(Attributes *x, size_t file, Str text)
{
    Str rest = arena_str(&x->arena, str_sub(text, 0, ATTRIBUTES_FILE_MAX_BYTES)), line;

    if (str_starts(rest, STR("\xef\xbb\xbf")))
        rest = str_sub(rest, 3, rest.len);
    while (str_line(&rest, &line)) {
        Str trimmed = str_trim(line);

        if (trimmed.len && trimmed.ptr[0] != '#' && trimmed.len <= GLOB_MAX_PATTERN_BYTES)
            take_line(x, &x->files.at[file], trimmed);
    }
}

void attributes_add_info(Attributes *x, Str text)
{
    take_text(x, 0, text);
}

void attributes_add(Attributes *x, Str dir, Str text)
{
    Str kept = arena_str(&x->arena, dir);

    strmap_set(&x->by_dir, kept, x->files.len);
    *VEC_PUSH(&x->files) = (RuleFile){.dir = kept};
    take_text(x, x->files.len - 1, text);
}

/* -- asking -- */

static void apply(const RuleFile *file, Str path, FileAttributes *f)
{
    Str below = file->dir.len ? str_sub(path, file->dir.len + 1, path.len) : path;

    for (size_t i = file->rules.len; i-- > 0;) {
        const AttributeRule *r = &file->rules.at[i];

        if (!glob_rule_matches(&r->glob, below, false))
            continue;
        for (size_t k = 0; k < ATTRIBUTE_COUNT; k++) {
            if (f->states[k] != ATTRIBUTE_UNKNOWN || r->states[k] == ATTRIBUTE_UNKNOWN)
                continue;
            f->states[k] = r->states[k];
            if (k == ATTRIBUTE_LANGUAGE)
                f->language = r->language;
        }
    }
}

FileAttributes attributes_of(const Attributes *x, Str path)
{
    FileAttributes f = {0};
    uint64_t file;

    if (x->rule_count == 0)
        return f;
    apply(&x->files.at[0], path, &f);
    for (Str dir = path_dir(path);; dir = path_dir(dir)) {
        if (strmap_get(&x->by_dir, dir, &file))
            apply(&x->files.at[file], path, &f);
        if (dir.len == 0)
            break;
    }
    for (size_t k = 0; k < ATTRIBUTE_COUNT; k++) {
        if (f.states[k] == ATTRIBUTE_UNSPECIFIED)
            f.states[k] = ATTRIBUTE_UNKNOWN;
    }
    return f;
}
