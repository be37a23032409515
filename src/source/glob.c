/*
 * glob.c -- matching without recursion: two places to come back to.
 *
 * A `*` that fails later is retried one character further, and only the last one has to be: what
 * stands before it has matched at the earliest place, and no later one helps. The same is true of
 * the last `**`, and a failing `*` below it falls back to it. So there are two marks, and the work
 * is bounded by text × pattern for each place of the `**`; GLOB_MAX_STEPS ends what is left of
 * hostile patterns.
 */
#include "source/glob.h"

#include <ctype.h>

/* -- character classes -- */

static bool posix_class_has(Str name, unsigned char c, bool *ret_known)
{
    static const struct {
        const char *name;
        int (*test)(int);
    } classes[] = {
        {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
        {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
        {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
    };

    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        if (str_is(name, classes[i].name)) {
            *ret_known = true;
            return c < 0x80 && classes[i].test(c);
        }
    }
    *ret_known = false;
    return false;
}

typedef struct ClassReader {
    Str pattern;
    size_t at;
    bool is_broken;
} ClassReader;

/* One member of the class as git reads it: a character, perhaps escaped. */
static unsigned char class_char(ClassReader *r)
{
    if (r->at < r->pattern.len && r->pattern.ptr[r->at] == '\\')
        r->at++;
    if (r->at >= r->pattern.len) {
        r->is_broken = true;
        return 0;
    }
    return (unsigned char)r->pattern.ptr[r->at++];
}

/* At "[:": whether it is a [:name:], and then whether `c` is in it. */
static bool class_named(ClassReader *r, unsigned char c, bool *ret_has)
{
    size_t start = r->at + 2, end = start;
    bool is_known = false;

    while (end < r->pattern.len && r->pattern.ptr[end] != ']')
        end++;
    if (end >= r->pattern.len) {
        r->is_broken = true;
        return true;
    }
    if (end == start || r->pattern.ptr[end - 1] != ':')
        return false; /* "[:" and no ":]": two plain characters */
    *ret_has = posix_class_has(str_sub(r->pattern, start, end - 1), c, &is_known);
    r->is_broken = !is_known;
    r->at = end + 1;
    return true;
}

/* The class at pattern[at] == '['. *ret_end is after its ']'. False when `c` is not in it or the
 * class has no end (then *ret_end is SIZE_MAX: nothing can match). */
static bool class_matches(Str pattern, size_t at, unsigned char c, size_t *ret_end)
{
    ClassReader r = {.pattern = pattern, .at = at + 1};
    bool is_negated = false, has = false, is_first = true;

    if (r.at < pattern.len && (pattern.ptr[r.at] == '!' || pattern.ptr[r.at] == '^')) {
        is_negated = true;
        r.at++;
    }
    while (!r.is_broken && (is_first || r.at >= pattern.len || pattern.ptr[r.at] != ']')) {
        bool in_named = false;

        is_first = false;
        if (r.at >= pattern.len) {
            r.is_broken = true;
            break;
        }
        if (pattern.ptr[r.at] == '[' && r.at + 1 < pattern.len &&
            pattern.ptr[r.at + 1] == ':' && class_named(&r, c, &in_named)) {
            has |= in_named;
            continue;
        }
        unsigned char low = class_char(&r), high = low;
        if (r.at + 1 < pattern.len && pattern.ptr[r.at] == '-' &&
            pattern.ptr[r.at + 1] != ']') {
            r.at++;
            high = class_char(&r);
        }
        has |= low <= c && c <= high;
    }
    *ret_end = r.is_broken ? SIZE_MAX : r.at + 1;
    return !r.is_broken && has != is_negated;
}

/* -- the matcher -- */

typedef struct Mark {
    size_t pattern; /* after the star; SIZE_MAX: no mark */
    size_t text;    /* where the star's share ends so far */
} Mark;

typedef struct Matcher {
    Str pattern, text;
    size_t p, t;
    bool is_path;
    Mark star, deep; /* last `*`, last `**` */
} Matcher;

/* A star at pattern[p]: how many, and whether they reach across '/'. */
static size_t star_run(const Matcher *m, bool *ret_deep, bool *ret_slash)
{
    size_t n = 0, p = m->p;

    while (p + n < m->pattern.len && m->pattern.ptr[p + n] == '*')
        n++;
    bool at_start = p == 0 || m->pattern.ptr[p - 1] == '/';
    bool at_end = p + n == m->pattern.len || m->pattern.ptr[p + n] == '/';
    *ret_deep = !m->is_path || (n >= 2 && at_start && at_end);
    *ret_slash = m->is_path && *ret_deep && p + n < m->pattern.len;
    return n;
}

static void take_star(Matcher *m)
{
    bool is_deep, has_slash;
    size_t n = star_run(m, &is_deep, &has_slash);

    m->p += n;
    if (is_deep) {
        if (has_slash)
            m->p++; /* "**" and its '/' together: none or several whole folders */
        m->deep = (Mark){m->p, m->t};
        m->star.pattern = SIZE_MAX;
    } else {
        m->star = (Mark){m->p, m->t};
    }
}

/* Goes back to the last star that can take one more character. False: there is none. */
static bool retry(Matcher *m)
{
    if (m->star.pattern != SIZE_MAX && m->star.text < m->text.len &&
        m->text.ptr[m->star.text] != '/') {
        m->p = m->star.pattern;
        m->t = ++m->star.text;
        return true;
    }
    m->star.pattern = SIZE_MAX;
    if (m->deep.pattern == SIZE_MAX || m->deep.text >= m->text.len)
        return false;
    bool is_folders = m->is_path && m->deep.pattern &&
                      m->pattern.ptr[m->deep.pattern - 1] == '/';
    if (is_folders) {
        size_t slash = str_find_char(m->text, '/', m->deep.text);
        if (slash == SIZE_MAX)
            return false;
        m->deep.text = slash + 1;
    } else {
        m->deep.text++;
    }
    m->p = m->deep.pattern;
    m->t = m->deep.text;
    return true;
}

/* One pattern element against one character; false when they differ. */
static bool take_one(Matcher *m, bool *ret_broken)
{
    if (m->p >= m->pattern.len || m->t >= m->text.len)
        return false;
    unsigned char c = (unsigned char)m->text.ptr[m->t];
    char want = m->pattern.ptr[m->p];
    if (want == '[') {
        size_t end;
        bool is_in = class_matches(m->pattern, m->p, c, &end);

        *ret_broken = end == SIZE_MAX;
        if (!is_in || (m->is_path && c == '/'))
            return false;
        m->p = end;
    } else if (want == '?') {
        if (m->is_path && c == '/')
            return false;
        m->p++;
    } else {
        size_t at = m->p + (want == '\\');

        *ret_broken = at >= m->pattern.len;
        if (*ret_broken || (unsigned char)m->pattern.ptr[at] != c)
            return false;
        m->p = at + 1;
    }
    m->t++;
    return true;
}

bool glob_match(Str pattern, Str text, bool is_path)
{
    Matcher m = {.pattern = pattern,
                 .text = text,
                 .is_path = is_path,
                 .star = {SIZE_MAX, 0},
                 .deep = {SIZE_MAX, 0}};
    bool is_broken = false;

    for (unsigned steps = 0; steps < GLOB_MAX_STEPS; steps++) {
        if (m.p < pattern.len && pattern.ptr[m.p] == '*')
            take_star(&m);
        else if (m.p == pattern.len && m.t == text.len)
            return true;
        else if (!take_one(&m, &is_broken) && (is_broken || !retry(&m)))
            return false;
    }
    return false;
}

/* -- rules -- */

static bool is_special(char c)
{
    return c == '*' || c == '?' || c == '[' || c == '\\';
}

static size_t literal_start(Str s)
{
    size_t n = 0;

    while (n < s.len && !is_special(s.ptr[n]))
        n++;
    return n;
}

/* Spaces at the end go, unless a backslash keeps one. */
static Str without_trailing_spaces(Str s)
{
    size_t keep = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\\' && i + 1 < s.len)
            keep = ++i + 1;
        else if (s.ptr[i] != ' ')
            keep = i + 1;
    }
    return str_sub(s, 0, keep);
}

bool glob_rule_parse(Str line, GlobRule *ret)
{
    GlobRule r = {0};

    if (line.len == 0 || line.ptr[0] == '#' || line.len > GLOB_MAX_PATTERN_BYTES)
        return false;
    line = without_trailing_spaces(line);
    if (line.len && line.ptr[0] == '!') {
        r.is_negated = true;
        line = str_sub(line, 1, line.len);
    }
    if (line.len && line.ptr[line.len - 1] == '/') {
        r.is_dir_only = true;
        line = str_sub(line, 0, line.len - 1);
    }
    r.is_name_only = str_find_char(line, '/', 0) == SIZE_MAX;
    if (line.len && line.ptr[0] == '/')
        line = str_sub(line, 1, line.len);
    if (line.len == 0)
        return false;
    r.literal_len = (uint16_t)literal_start(line);
    r.is_literal = r.literal_len == line.len;
    r.is_suffix = r.is_name_only && line.ptr[0] == '*' &&
                  literal_start(str_sub(line, 1, line.len)) == line.len - 1;
    r.pattern = line;
    *ret = r;
    return true;
}

bool glob_rule_matches(const GlobRule *r, Str path, bool is_dir)
{
    if (r->is_dir_only && !is_dir)
        return false;
    Str text = r->is_name_only ? path_base(path) : path;
    if (r->is_literal)
        return str_eq(r->pattern, text);
    if (r->is_suffix)
        return str_ends(text, str_sub(r->pattern, 1, r->pattern.len));
    if (r->is_name_only)
        return glob_match(r->pattern, text, false);
    /* git compares the literal beginning by itself; so "ab**" + "/c" begins with a `**` that reaches
     * across folders, which glob_match on the whole would not see */
    return str_starts(text, str_sub(r->pattern, 0, r->literal_len)) &&
           glob_match(str_sub(r->pattern, r->literal_len, r->pattern.len),
                      str_sub(text, r->literal_len, text.len), true);
}

GlobList glob_list_parse(Arena *a, Str text)
{
    GlobList l = {0};
    Str rest = text, line;
    size_t lines = 1;

    if (str_starts(rest, STR("\xef\xbb\xbf")))
        rest = str_sub(rest, 3, rest.len);
    for (size_t i = 0; i < rest.len; i++)
        lines += rest.ptr[i] == '\n';
    l.rules = ARENA_ARRAY(a, GlobRule, MIN_OF(lines, (size_t)GLOB_MAX_RULES));
    while (l.count < GLOB_MAX_RULES && str_line(&rest, &line)) {
        if (glob_rule_parse(line, &l.rules[l.count]))
            l.count++;
    }
    return l;
}

GlobVerdict glob_list_verdict(const GlobList *l, Str path, bool is_dir)
{
    for (size_t i = l->count; i-- > 0;) {
        if (glob_rule_matches(&l->rules[i], path, is_dir))
            return l->rules[i].is_negated ? GLOB_KEPT : GLOB_IGNORED;
    }
    return GLOB_NO_WORD;
}

bool glob_list_names_file(const GlobList *l, Str path)
{
    GlobVerdict verdict = glob_list_verdict(l, path, false);

    for (size_t i = 0; verdict == GLOB_NO_WORD && i < path.len; i++) {
        if (path.ptr[i] == '/')
            verdict = glob_list_verdict(l, str_sub(path, 0, i), true);
    }
    return verdict == GLOB_IGNORED;
}
