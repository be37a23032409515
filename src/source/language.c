/*
 * language.c -- file names to languages, and contents where names leave a choice.
 *
 * The names stand in language_rows.h. What follows a name that several languages share is a small
 * function per extension here (`guesses`): they follow linguist's heuristics.yml (MIT), without a
 * regular expression, on the lines of the head.
 */
#include "source/language.h"

typedef struct LanguageRow {
    const char *name;
    const char *fence;
    LanguageUse use;
} LanguageRow;

static const LanguageRow rows[LANG_COUNT] = {
#define X(id, n, f, u) [LANG_##id] = {.name = n, .fence = f, .use = LANGUAGE_##u},
    LANGUAGES(X)
#undef X
};

typedef struct NameRow {
    const char *text;
    LanguageId language;
} NameRow;

#include "source/language_rows.h"

static const LanguageRow *row_of(LanguageId id)
{
    MUST(id < LANG_COUNT);
    return &rows[id];
}

const char *language_name(LanguageId id)
{
    return row_of(id)->name;
}

const char *language_fence(LanguageId id)
{
    return row_of(id)->fence;
}

LanguageUse language_use(LanguageId id)
{
    return row_of(id)->use;
}

LanguageId language_by_name(Str name)
{
    for (size_t i = 1; i < LANG_COUNT; i++) {
        if (str_eq_nocase(name, str_from(rows[i].name)))
            return (LanguageId)i;
    }
    for (size_t i = 1; i < LANG_COUNT; i++) {
        if (str_eq_nocase(name, str_from(rows[i].fence)))
            return (LanguageId)i;
    }
    return LANG_NONE;
}

/* -- names -- */

static LanguageId look_up(const NameRow *table, size_t count, Str text)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(text, str_from(table[middle].text));

        if (order == 0)
            return table[middle].language;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return LANG_NONE;
}

enum { EXTENSION_MAX = 24 };

static LanguageId by_extension(Str ext)
{
    char lower[EXTENSION_MAX];
    LanguageId found = look_up(extensions, ARRAY_LEN(extensions), ext);

    if (found || ext.len > EXTENSION_MAX)
        return found;
    for (size_t i = 0; i < ext.len; i++)
        lower[i] = ext.ptr[i] >= 'A' && ext.ptr[i] <= 'Z' ? (char)(ext.ptr[i] + 32)
                                                          : ext.ptr[i];
    return look_up(extensions, ARRAY_LEN(extensions), (Str){lower, ext.len});
}

/* "Makefile.linux", "Dockerfile.dev", "Makefile-gcc": the known name and a suffix. */
static LanguageId by_name_with_suffix(Str base)
{
    static const struct {
        const char *start;
        LanguageId language;
    } starts[] = {
        {"Makefile.", LANG_MAKEFILE},     {"Makefile-", LANG_MAKEFILE},
        {"makefile.", LANG_MAKEFILE},     {"Dockerfile.", LANG_DOCKERFILE},
        {"Dockerfile-", LANG_DOCKERFILE}, {"README.", LANG_TEXT},
        {"LICENSE-", LANG_TEXT},          {"LICENSE.", LANG_TEXT},
        {"COPYING.", LANG_TEXT},          {"LICENCE", LANG_TEXT},
        {"README-", LANG_TEXT},
    };

    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        if (str_starts(base, str_from(starts[i].start)))
            return starts[i].language;
    }
    return LANG_NONE;
}

/* -- the beginning of the text -- */

static bool is_word_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static Str skip_blanks(Str line)
{
    size_t n = 0;

    while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
        n++;
    return str_sub(line, n, line.len);
}

/* The line begins with the word, and the word ends there. */
static bool starts_word(Str line, const char *word)
{
    Str w = str_from(word);

    return str_starts(line, w) && (line.len == w.len || !is_word_char(line.ptr[w.len]));
}

/* A word that is followed by blanks and the beginning of a name. */
static bool starts_word_and_name(Str line, const char *word)
{
    if (!starts_word(line, word))
        return false;
    Str rest = str_sub(line, strlen(word), line.len);
    Str name = skip_blanks(rest);
    return name.len && name.len < rest.len && is_word_char(name.ptr[0]);
}

static bool any_line_starts(Str head, const char *const *starts, size_t count,
                            bool after_blanks)
{
    bool can_start[256] = {false}; /* most lines are dismissed by their first character */
    Str rest = head, line;

    for (size_t i = 0; i < count; i++)
        can_start[(unsigned char)starts[i][0]] = true;
    while (str_line(&rest, &line)) {
        if (after_blanks)
            line = skip_blanks(line);
        if (line.len == 0 || !can_start[(unsigned char)line.ptr[0]])
            continue;
        for (size_t i = 0; i < count; i++) {
            if (str_starts(line, str_from(starts[i])))
                return true;
        }
    }
    return false;
}

#define ANY_LINE_STARTS(head, after_blanks, ...)                                 \
    any_line_starts((head), (const char *const[]){__VA_ARGS__},                  \
                    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), \
                    (after_blanks))

static bool is_objective_c_line(Str line)
{
    static const char *const starts[] = {"@interface", "@class ",   "@protocol",
                                         "@property",  "@end",      "@implementation",
                                         "@selector",  "#import <", "#import \""};

    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        if (str_starts(line, str_from(starts[i])))
            return true;
    }
    return false;
}

static bool is_cpp_include(Str line)
{
    static const char *const headers[] = {
        "<cstdint>",       "<string>",        "<vector>",      "<map>",       "<list>",
        "<array>",         "<bitset>",        "<queue>",       "<stack>",     "<forward_list>",
        "<unordered_map>", "<unordered_set>", "<iostream>",    "<istream>",   "<ostream>",
        "<memory>",        "<utility>",       "<functional>",  "<algorithm>", "<type_traits>",
        "<optional>",      "<atomic>",        "<cstddef>",     "<cstring>",   "<cstdlib>",
        "<cstdio>",        "<cassert>",       "<string_view>", "<mutex>",     "<thread>",
        "<chrono>",        "<set>",
    };

    if (!str_starts(line, STR("#")))
        return false;
    line = skip_blanks(str_sub(line, 1, line.len));
    if (!str_starts(line, STR("include")))
        return false;
    line = skip_blanks(str_sub(line, 7, line.len));
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        if (str_starts(line, str_from(headers[i])))
            return true;
    }
    return false;
}

static bool is_cpp_line(Str line)
{
    switch (line.ptr[0]) {
    case '#':
        return is_cpp_include(line);
    case 'c':
        return starts_word_and_name(line, "class") || starts_word_and_name(line, "constexpr");
    case 'n':
        return starts_word_and_name(line, "namespace") || str_starts(line, STR("namespace {"));
    case 'u':
        return starts_word_and_name(line, "using");
    case 't':
        return str_starts(line, STR("template<")) || str_starts(line, STR("template <"));
    case 'p':
        line = str_trim(line);
        return str_is(line, "public:") || str_is(line, "private:") ||
               str_is(line, "protected:");
    default:
        return false;
    }
}

/* Where the reader of lines is: in a comment, in what only a C++ compiler sees. */
typedef struct HeaderReader {
    bool in_comment;
    unsigned hidden; /* depth of #if within an #ifdef __cplusplus */
} HeaderReader;

/* Whether the line is C that counts. */
static bool take_header_line(HeaderReader *r, Str line)
{
    if (r->in_comment) {
        r->in_comment = !str_has(line, STR("*/"));
        return false;
    }
    if (line.len == 0)
        return false;
    if (line.ptr[0] == '/') {
        r->in_comment = str_starts(line, STR("/*")) && !str_has(line, STR("*/"));
        return false;
    }
    if (line.ptr[0] == '#') {
        if (r->hidden && str_starts(line, STR("#if")))
            r->hidden++;
        else if (r->hidden && (str_starts(line, STR("#endif")) ||
                               (r->hidden == 1 && str_starts(line, STR("#el")))))
            r->hidden--;
        else if (str_starts(line, STR("#if")) && str_has(line, STR("__cplusplus")))
            r->hidden = 1;
    }
    return !r->hidden;
}

static bool has_std(Str text)
{
    for (size_t at = 0; (at = str_find_char(text, ':', at)) != SIZE_MAX; at++) {
        if (at >= 3 && str_is(str_sub(text, at - 3, at + 2), "std::"))
            return true;
    }
    return false;
}

/* C, C++ or Objective-C, by the first line that only one of them has. Lines of C++ count outside
 * of comments and of what only a C++ compiler sees (#ifdef __cplusplus). */
static LanguageId c_family(Str head)
{
    HeaderReader r = {0};
    LanguageId found = LANG_C;
    bool names_std = has_std(head);
    const char *at = head.ptr, *end = head.ptr + head.len;

    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        Str line = {at, (size_t)((line_end ? line_end : end) - at)};

        at += line.len + 1;
        while (line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t')) {
            line.ptr++;
            line.len--;
        }
        if (line.len && (line.ptr[0] == '@' || line.ptr[0] == '#') && is_objective_c_line(line))
            return LANG_OBJC;
        if (take_header_line(&r, line) && found == LANG_C &&
            (is_cpp_line(line) || (names_std && str_has(line, STR("std::")))))
            found = LANG_CPP;
    }
    return found;
}

/* -- extensions that leave a choice -- */

static LanguageId guess_m(Str head)
{
    if (c_family(head) == LANG_OBJC || ANY_LINE_STARTS(head, true, "#include", "//", "/*"))
        return LANG_OBJC;
    return ANY_LINE_STARTS(head, true, "%", "function ", "end") ? LANG_MATLAB : LANG_NONE;
}

static LanguageId guess_ts(Str head)
{
    return str_has(str_sub(head, 0, 1000), STR("<TS ")) ||
                   str_has(str_sub(head, 0, 1000), STR("<TS>"))
               ? LANG_XML
               : LANG_TYPESCRIPT;
}

static LanguageId guess_tsx(Str head)
{
    return str_starts(skip_blanks(head), STR("<?xml")) ? LANG_XML : LANG_TSX;
}

static LanguageId guess_rs(Str head)
{
    return str_starts(skip_blanks(head), STR("<?xml")) ? LANG_XML : LANG_RUST;
}

static LanguageId guess_pl(Str head)
{
    if (ANY_LINE_STARTS(head, true, "use strict", "use warnings", "use v5", "use 5", "package ",
                        "my ", "sub "))
        return LANG_PERL;
    return str_has(head, STR(":- ")) ? LANG_PROLOG : LANG_PERL;
}

static LanguageId guess_inc(Str head)
{
    if (str_starts(head, STR("<?")))
        return LANG_PHP;
    if (ANY_LINE_STARTS(head, true, "#include", "#define", "#ifdef", "#ifndef", "/*", "//"))
        return c_family(head);
    return LANG_NONE;
}

/* Tables that C files include; those of a Windows linker begin otherwise. */
static LanguageId guess_def(Str head)
{
    if (ANY_LINE_STARTS(head, true, "#include", "#define", "#ifdef", "#ifndef", "/*", "//"))
        return c_family(head);
    return LANG_NONE;
}

static LanguageId guess_d(Str head)
{
    if (ANY_LINE_STARTS(head, true, "module ", "import ", "unittest"))
        return LANG_D;
    return str_has(head, STR(": \\\n")) ? LANG_NONE
                                        : LANG_D; /* a compiler's list of dependencies */
}

static LanguageId guess_l(Str head)
{
    if (ANY_LINE_STARTS(head, false, "%{", "%%", "%option", "%x", "%s"))
        return LANG_LEX;
    if (ANY_LINE_STARTS(head, false, "(defun", "(defmacro"))
        return LANG_COMMON_LISP;
    return ANY_LINE_STARTS(head, false, ".TH", ".SH", ".Dd") ? LANG_ROFF : LANG_NONE;
}

static LanguageId guess_v(Str head)
{
    if (ANY_LINE_STARTS(head, true, "Proof.", "Qed.", "Require ", "Lemma ", "Theorem "))
        return LANG_NONE; /* Coq */
    if (ANY_LINE_STARTS(head, true, "fn ", "pub fn ", "import ", "struct "))
        return LANG_V;
    return LANG_VERILOG;
}

static LanguageId guess_fs(Str head)
{
    return ANY_LINE_STARTS(head, true, "#version", "precision ", "uniform ", "varying ")
               ? LANG_GLSL
               : LANG_FSHARP;
}

static LanguageId guess_cl(Str head)
{
    return ANY_LINE_STARTS(head, true, "(def", "(in-package", ";") ? LANG_COMMON_LISP
                                                                   : LANG_NONE;
}

static LanguageId guess_pp(Str head)
{
    return ANY_LINE_STARTS(head, true, "end.", "end;", "unit ", "program ", "{$") ? LANG_PASCAL
                                                                                  : LANG_PUPPET;
}

static LanguageId guess_t(Str head)
{
    return ANY_LINE_STARTS(head, true, "use ", "#!", "my ", "package ") ? LANG_PERL : LANG_NONE;
}

static LanguageId guess_es(Str head)
{
    return ANY_LINE_STARTS(head, true, "-module", "%%", "-export") ? LANG_ERLANG
                                                                   : LANG_JAVASCRIPT;
}

static LanguageId guess_ml(Str head)
{
    return ANY_LINE_STARTS(head, true, "structure ", "signature ", "functor ")
               ? LANG_STANDARD_ML
               : LANG_OCAML;
}

static LanguageId guess_manual(Str head)
{
    return ANY_LINE_STARTS(head, false, ".TH", ".SH", ".Dd", ".Sh", "'\\\"", ".\\\"", ".so ",
                           "'\\\" t")
               ? LANG_ROFF
               : LANG_NONE;
}

static LanguageId guess_sc(Str head)
{
    return ANY_LINE_STARTS(head, true, "SynthDef", "~", "s.boot") ? LANG_NONE : LANG_SCALA;
}

typedef struct GuessRow {
    const char *extension;
    LanguageId (*guess)(Str head);
} GuessRow;

/* clang-format off */
static const GuessRow guesses[] = {
    {"h", c_family}, {"m", guess_m}, {"ts", guess_ts}, {"tsx", guess_tsx}, {"rs", guess_rs},
    {"pl", guess_pl}, {"pm", guess_pl}, {"inc", guess_inc}, {"def", guess_def}, {"d", guess_d}, {"l", guess_l},
    {"v", guess_v}, {"fs", guess_fs}, {"cl", guess_cl}, {"pp", guess_pp}, {"t", guess_t},
    {"es", guess_es}, {"ml", guess_ml}, {"sc", guess_sc},
    {"1", guess_manual}, {"2", guess_manual}, {"3", guess_manual}, {"4", guess_manual},
    {"5", guess_manual}, {"6", guess_manual}, {"7", guess_manual}, {"8", guess_manual},
    {"9", guess_manual},
};
/* clang-format on */

static const GuessRow *guess_for(Str ext)
{
    for (size_t i = 0; i < ARRAY_LEN(guesses); i++) {
        if (str_is(ext, guesses[i].extension))
            return &guesses[i];
    }
    return NULL;
}

/* -- first line and modelines -- */

/* "python3.11" -> "python": what stands before a version. */
static Str without_version(Str name)
{
    size_t n = name.len;

    while (n > 0 &&
           ((name.ptr[n - 1] >= '0' && name.ptr[n - 1] <= '9') || name.ptr[n - 1] == '.'))
        n--;
    return str_sub(name, 0, n);
}

static Str next_word(Str *rest)
{
    *rest = skip_blanks(*rest);
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '\t')
        end++;
    Str word = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end, rest->len);
    return word;
}

static LanguageId by_shebang(Str head)
{
    Str rest = head, line;

    if (!str_starts(head, STR("#!")) || !str_line(&rest, &line))
        return LANG_NONE;
    rest = str_sub(line, 2, line.len);
    Str name = path_base(next_word(&rest));
    /* env and its options: the program is the first word that is neither one nor NAME=value */
    while (str_is(name, "env") || (name.len && name.ptr[0] == '-') || str_has(name, STR("=")))
        name = path_base(next_word(&rest));
    LanguageId found = look_up(interpreters, ARRAY_LEN(interpreters), name);
    return found ? found
                 : look_up(interpreters, ARRAY_LEN(interpreters), without_version(name));
}

static Str leading_name(Str s)
{
    size_t n = 0;

    s = skip_blanks(s);
    while (n < s.len &&
           (is_word_char(s.ptr[n]) || s.ptr[n] == '+' || s.ptr[n] == '#' || s.ptr[n] == '-'))
        n++;
    return str_sub(s, 0, n);
}

/* Editors' own names where they differ from the reader's and the fence's. */
static LanguageId by_editor_name(Str name)
{
    static const NameRow aliases[] = {
        {"c++", LANG_CPP},       {"sh", LANG_BASH},        {"shell-script", LANG_BASH},
        {"js", LANG_JAVASCRIPT}, {"js2", LANG_JAVASCRIPT}, {"objc", LANG_OBJC},
        {"make", LANG_MAKEFILE}, {"cs", LANG_CSHARP},      {"makefile-gmake", LANG_MAKEFILE},
        {"nroff", LANG_ROFF},    {"cperl", LANG_PERL},     {"tcl", LANG_TCL},
        {"conf", LANG_INI},      {"dosini", LANG_INI},
    };

    if (name.len == 0)
        return LANG_NONE;
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++) {
        if (str_eq_nocase(name, str_from(aliases[i].text)))
            return aliases[i].language;
    }
    return language_by_name(name);
}

/* "-*- mode: c++ -*-", "-*- C++ -*-", "vim: ft=cpp" in the first lines. */
static LanguageId by_modeline(Str head)
{
    Str rest = head, line;

    for (unsigned n = 0; n < 5 && str_line(&rest, &line); n++) {
        size_t at = str_find(line, STR("-*-"), 0);

        if (at != SIZE_MAX) {
            Str inside = str_sub(line, at + 3, str_find(line, STR("-*-"), at + 3));
            size_t mode = str_find(inside, STR("mode:"), 0);

            if (mode != SIZE_MAX)
                inside = str_sub(inside, mode + 5, inside.len);
            else if (str_has(inside, STR(":")))
                continue;
            return by_editor_name(leading_name(inside));
        }
        if (!str_has(line, STR("vim:")) && !str_has(line, STR("vi:")) &&
            !str_has(line, STR("ex:")))
            continue;
        for (size_t i = 0; i < 2; i++) {
            Str key = i ? STR("filetype=") : STR("ft=");

            at = str_find(line, key, 0);
            if (at != SIZE_MAX)
                return by_editor_name(leading_name(str_sub(line, at + key.len, line.len)));
        }
    }
    return LANG_NONE;
}

bool language_needs_head(Str path)
{
    Str base = path_base(path), ext = path_ext(path);

    if (look_up(file_names, ARRAY_LEN(file_names), base))
        return false;
    return ext.len == 0 || guess_for(ext);
}

LanguageId language_of(Str path, Str head)
{
    Str base = path_base(path), ext = path_ext(path);
    LanguageId found = look_up(file_names, ARRAY_LEN(file_names), base);
    const GuessRow *guess;

    if (found)
        return found;
    if (head.len && (ext.len == 0 || guess_for(ext))) {
        found = by_modeline(head);
        if (found)
            return found;
    }
    guess = head.len ? guess_for(ext) : NULL;
    if (guess)
        return guess->guess(head);
    found = by_extension(ext);
    if (!found)
        found = by_name_with_suffix(base);
    if (!found)
        found = by_shebang(head);
    return found ? found : by_modeline(head);
}
