/*
 * c_holes.c -- macros that are no C: found before the parse, and hidden from it.
 *
 * `LIB_API int f(void);`, `class LIB_EXPORT Name {`, `void __user *p`, `int n GUARDED_BY(mutex);`:
 * no grammar can place the macro without knowing that it is one, and what tree-sitter makes of the
 * rest is a guess that may swallow a class or a file. One pass over the text finds words that look
 * like macros (no lower-case letter, or two leading underscores) where three names in a row leave
 * but one reading. Their place is blanked for the parser; the pack counts them as uses of macros.
 *
 * When in doubt nothing is hidden: a macro that stays costs an ERROR node, a type that is hidden
 * costs the reference. Strings, comments and directives are passed over. Linear: what is looked at
 * ahead is bounded.
 */
#include "syntax/packs/c_scan.h"
/* -- where a macro can be nothing else -- */

/* Whether the token can end a type: a name, a primitive type, `*`, `&`, `>`. */
static bool ends_type(const Scan *x, Token t)
{
    Str word = scan_text_of(x, t);

    if (t.is_word)
        return scan_is_plain_name(word) || (scan_is_primitive(word) && !scan_is_sized(word));
    return t.first == '*' || t.first == '&' || t.first == '>';
}

static bool is_name_token(const Scan *x, Token t)
{
    return t.is_word && scan_is_plain_name(scan_text_of(x, t));
}

/* After `type name`: `int n MACRO;`, `T x[3] MACRO(a) = ...`. Past the macro, or 0. */
static size_t after_declared(const Scan *x, size_t end)
{
    bool is_array = x->last.first == ']' && !x->last.is_word;
    size_t next = scan_skip_space(x, end);

    bool is_const = x->before.is_word &&
                    SCAN_ONE_OF(scan_text_of(x, x->before), "const", "volatile");
    if (!is_array &&
        !(is_name_token(x, x->last) && ends_type(x, is_const ? x->before_that : x->before)))
        return 0;
    if (!is_array && x->before.is_word && scan_is_upper(scan_text_of(x, x->before)) &&
        !x->before_that.len)
        return 0;
    if (scan_char_at(x, next) == '(') {
        end = scan_skip_pair(x, next, '(', ')', ARGUMENTS_MAX);
        if (end == SIZE_MAX || is_array)
            return 0;
        next = scan_skip_space(x, end);
    }
    char c = scan_char_at(x, next);
    bool is_parameter = x->is_cpp && x->depth && !is_array && (c == ')' || c == ',');
    return c == ';' || (c == '=' && scan_char_at(x, next + 1) != '=') ||
                   (c == '{' && !is_array) || is_parameter
               ? end
               : 0;
}

/* After the parameters of a function: `void f(int) MACRO(a);`. Past the macro, or 0. */
static size_t after_parameters(const Scan *x, size_t start, size_t end)
{
    Str name = scan_text_of(x, x->closed.name);
    Token before = x->closed.before;
    bool is_declared = before.is_word ? !scan_is_control(scan_text_of(x, before))
                                      : before.first == '*' || before.first == '&' ||
                                            before.first == '>' || before.first == '~' ||
                                            before.first == ':';
    bool is_behind = (x->last.first == ')' && !x->last.is_word) ||
                     (x->last.is_word &&
                      SCAN_ONE_OF(scan_text_of(x, x->last), "const", "override", "noexcept",
                                  "final") &&
                      x->before.first == ')');

    if (start == 0 || x->s.ptr[start - 1] == '\n') /* TEST(a, b) { */
        return 0;
    if (!is_behind || !x->closed.name.is_word || !scan_is_plain_name(name) || !x->is_cpp)
        return 0;
    size_t next = scan_skip_space(x, end);
    if (scan_char_at(x, next) == '(') {
        end = scan_skip_pair(x, next, '(', ')', ARGUMENTS_MAX);
        if (end == SIZE_MAX)
            return 0;
        next = scan_skip_space(x, end);
    }
    char c = scan_char_at(x, next);
    if (c == '{' || (c == ':' && scan_char_at(x, next + 1) != ':'))
        return end;
    return is_declared && (c == ';' ||
                           (c == '=' && scan_char_at(x, scan_skip_space(x, next + 1)) == '0') ||
                           scan_is_upper(scan_word_at(x, next)))
               ? end
               : 0;
}

/* `void (*f)(int) MACRO;`: past the macro, or 0. */
static size_t after_function_pointer(const Scan *x, size_t end)
{
    bool is_behind = !x->last.is_word && x->last.first == ')' && !x->closed.name.is_word &&
                     x->closed.name.first == ')';

    return is_behind && scan_char_at(x, scan_skip_space(x, end)) == ';' ? end : 0;
}

/* `type MACRO *name`, `type MACRO name(`, `* MACRO name`. */
static bool is_inside_declarator(const Scan *x, Str word, size_t end)
{
    size_t next = scan_skip_space(x, end);
    Str last = scan_text_of(x, x->last);
    bool is_after_type = x->last.is_word &&
                         (scan_is_primitive(last) ? !scan_is_sized(last)
                                                  : scan_is_plain_name(last));

    if (!x->last.is_word)
        return x->last.first == '*' && scan_is_plain_name(scan_word_at(x, next)) &&
               scan_word_at(x, next).len &&
               (scan_is_reserved(word) || scan_is_known_attribute(word));
    if (!is_after_type || (scan_is_upper(last) && !x->before.is_word && scan_is_upper(word) &&
                           !scan_is_reserved(word) && scan_is_known_attribute(last)))
        return false;
    if (scan_char_at(x, next) == '*')
        return scan_is_reserved(word) || scan_is_primitive(last);
    if (!scan_begins_word(scan_char_at(x, next)) ||
        !scan_is_plain_name(scan_word_at(x, next)) ||
        (scan_is_upper(last) && scan_is_upper(scan_word_at(x, next))))
        return false;
    next = scan_skip_space(x, scan_word_end(x, next));
    char c = scan_char_at(x, next);
    return c == '(' || c == ';' || c == '=' || c == '[' || c == ',' || c == ')';
}

/* `MACRO type name`, `MACRO template <`, `MACRO Name(...)` with a word that tells. */
static bool is_before_declaration(const Scan *x, Str word, size_t end)
{
    size_t next = scan_skip_space(x, end);
    Str following = scan_word_at(x, next);

    if (x->last.is_word && !scan_is_qualifier(scan_text_of(x, x->last)) &&
        !str_is(scan_text_of(x, x->last), "template"))
        return false;
    if (!x->last.is_word && x->last.len && x->last.first != ';' && x->last.first != '}' &&
        x->last.first != '{' && x->last.first != '>' && x->last.first != ':' &&
        x->last.first != ')')
        return false;
    if (SCAN_ONE_OF(following, "namespace", "template", "typedef", "using", "class", "extern",
                    "explicit", "constexpr", "virtual", "friend"))
        return true;
    if (scan_is_known_attribute(word) && x->is_cpp &&
        (scan_char_at(x, next) == '~' || str_is(following, "operator") ||
         (following.len && scan_is_plain_name(following) &&
          scan_char_at(x, scan_skip_space(x, scan_skip_qualified(x, next))) == '(')))
        return true;
    if (scan_is_upper(following) && !scan_is_known_attribute(word))
        return false; /* BOOL WINAPI f(void): the second is the macro */
    return following.len && scan_type_and_name_follow(x, next);
}

/* `static inline MACRO(1) const char *f(void)`: with arguments, on the line of the type. Past the
 * macro, or 0. */
static size_t called_before_declaration(const Scan *x, size_t end)
{
    if (scan_char_at(x, end) != '(' ||
        (x->last.is_word && !scan_is_qualifier(scan_text_of(x, x->last))) ||
        (!x->last.is_word && x->last.len && x->last.first != ';' && x->last.first != '}' &&
         x->last.first != '{' && x->last.first != '>'))
        return 0;
    end = scan_skip_pair(x, end, '(', ')', ARGUMENTS_MAX);
    if (end == SIZE_MAX)
        return 0;
    size_t next = scan_skip_space(x, end);
    bool is_after_template = x->last.first == '>' && !x->last.is_word && x->is_cpp;
    if (!scan_begins_word(scan_char_at(x, next)) ||
        (memchr(x->s.ptr + end, '\n', next - end) && !is_after_template))
        return 0;
    return is_after_template || scan_type_and_name_follow(x, next) ? end : 0;
}

/* `NAMESPACE_END` on a line of its own between declarations. */
static bool is_alone_on_line(const Scan *x, size_t start, size_t end)
{
    size_t line = start;

    while (line > 0 && (x->s.ptr[line - 1] == ' ' || x->s.ptr[line - 1] == '\t'))
        line--;
    while (scan_char_at(x, end) == ' ' || scan_char_at(x, end) == '\t' ||
           scan_char_at(x, end) == '\r')
        end++;
    if ((line > 0 && x->s.ptr[line - 1] != '\n') ||
        (scan_char_at(x, end) != '\n' && scan_char_at(x, end) != '\0' &&
         scan_char_at(x, end) != '/'))
        return false;
    bool is_in_class = x->is_cpp && (x->last.first == '{' || x->last.first == ':');
    if (x->last.len &&
        (x->last.is_word || (x->last.first != ';' && x->last.first != '}' && !is_in_class)))
        return false;
    size_t next = scan_skip_space(x, end);
    char c = scan_char_at(x, next);
    if (scan_begins_word(c))
        return scan_char_at(x, scan_skip_space(x, scan_word_end(x, next))) != '(';
    return c == '#' || c == '}' || c == '\0';
}

/* `MACRO(arguments)` on lines of its own, without a semicolon, before another declaration: the parser
 * takes it for the beginning of that. Past the macro, or 0. */
static size_t called_alone(const Scan *x, size_t start, size_t end)
{
    size_t line = start;

    while (line > 0 && (x->s.ptr[line - 1] == ' ' || x->s.ptr[line - 1] == '\t'))
        line--;
    if (!x->is_cpp || scan_char_at(x, end) != '(' || (line > 0 && x->s.ptr[line - 1] != '\n') ||
        x->last.is_word ||
        !(x->last.first == '{' || x->last.first == ';' || x->last.first == '}' ||
          x->last.first == ':' || !x->last.len))
        return 0;
    end = scan_skip_pair(x, end, '(', ')', ARGUMENTS_MAX);
    if (end == SIZE_MAX)
        return 0;
    size_t next = scan_skip_space(x, end);
    Str word = scan_word_at(x, next);
    bool is_next_line = memchr(x->s.ptr + end, '\n', next - end) != NULL;
    bool goes_on = word.len ? !SCAN_ONE_OF(word, "const", "noexcept", "override", "final") &&
                                  !scan_is_control(word)
                            : scan_char_at(x, next) == '}' || scan_char_at(x, next) == '~' ||
                                  scan_char_at(x, next) == '#';
    return is_next_line && goes_on ? end : 0;
}

/* `} MACRO;` and `} MACRO name;` after a struct. */
static bool is_after_struct(const Scan *x, Str word, size_t end)
{
    size_t next = scan_skip_space(x, end);

    if (x->last.is_word || x->last.first != '}')
        return false;
    if (scan_begins_word(scan_char_at(x, next)))
        return scan_char_at(x, scan_skip_space(x, scan_word_end(x, next))) == ';' &&
               scan_is_reserved(word);
    return scan_char_at(x, next) == ';' &&
           (str_has(word, STR("packed")) || str_has(word, STR("PACKED")) ||
            str_has(word, STR("align")) || str_has(word, STR("ALIGN")));
}

/* -- the pass -- */

/* `class MACRO Name {`: all words but the last are macros. True when there were such. */
static bool skip_tag_macros(Scan *x, size_t at)
{
    size_t starts[4], ends[4], count = 0;
    bool has_arguments = false; /* the last one */

    if (SCAN_ONE_OF(scan_word_at(x, scan_skip_space(x, at)), "class", "struct"))
        at = scan_word_end(x, scan_skip_space(x, at)); /* enum class */
    for (;;) {
        at = scan_skip_space(x, at);
        Str word = scan_word_at(x, at);

        if (word.len == 0 || count == ARRAY_LEN(starts) || str_is(word, "final"))
            break;
        if (SCAN_ONE_OF(word, "alignas", "__attribute__", "__declspec", "_Alignas") ||
            scan_is_tag(word) || scan_is_qualifier(word))
            return false;
        starts[count] = at;
        at = ends[count] = scan_word_end(x, at);
        size_t open = scan_skip_space(x, at);
        has_arguments = scan_char_at(x, open) == '(';
        if (has_arguments) {
            at = scan_skip_pair(x, open, '(', ')', ARGUMENTS_MAX);
            if (at == SIZE_MAX)
                return false;
            ends[count] = at;
        }
        count++;
    }
    char c = scan_char_at(x, at);
    bool is_base = c == ':' && x->is_cpp &&
                   SCAN_ONE_OF(scan_word_at(x, scan_skip_space(x, at + 1)), "public", "private",
                               "protected", "virtual");
    if (count < 2 || has_arguments ||
        !(c == '{' || is_base || str_is(scan_word_at(x, at), "final")))
        return false;
    for (size_t i = 0; i + 1 < count; i++)
        scan_add_hole(x, starts[i], ends[i]);
    x->at = starts[count - 1];
    return true;
}

/* Whether an argument of a macro is a type that can be no expression: `long long`, `const T *`. */
static bool is_type_argument(Str text)
{
    Scan x = {.s = str_trim(text)};
    Str word = scan_word_at(&x, 0);
    char last = x.s.len ? x.s.ptr[x.s.len - 1] : '\0';

    if (word.len == 0 || str_has(text, STR("\"")) ||
        !(scan_is_primitive(word) || str_is(word, "const")))
        return word.len && (last == '*' || last == '&');
    char next = scan_char_at(&x, scan_skip_space(&x, word.len));
    return next != '(' && next != '{' && next != ':';
}

/* `MACRO(int, name);` among declarations: types are no arguments of a call. Past the parentheses, or
 * 0. */
static size_t called_with_types(const Scan *x, size_t end)
{
    size_t open = end, from = end + 1;
    unsigned depth = 0;

    if (!x->is_cpp || scan_char_at(x, open) != '(' || x->last.is_word ||
        !(x->last.first == ';' || x->last.first == '}' || x->last.first == '{' || !x->last.len))
        return 0;
    end = scan_skip_pair(x, open, '(', ')', ARGUMENTS_MAX);
    if (end == SIZE_MAX || scan_char_at(x, scan_skip_space(x, end)) != ';')
        return 0;
    for (size_t at = open + 1; at < end; at++) {
        char c = x->s.ptr[at];

        depth += c == '(' || c == '<';
        if ((c == ',' && !depth) || at + 1 == end) {
            if (is_type_argument(str_sub(x->s, from, at)))
                return end;
            from = at + 1;
        }
        depth -= depth && (c == ')' || c == '>');
    }
    return 0;
}
/* Past the macro when the word is one that must go; 0 when it stays. */
static size_t hole_end(const Scan *x, Str word, size_t start, size_t end)
{
    size_t hole;

    if (!scan_is_upper(word) && !scan_is_reserved(word))
        return 0;
    if ((hole = called_before_declaration(x, end)) || (hole = called_alone(x, start, end)) ||
        (hole = called_with_types(x, end)) || (hole = after_declared(x, end)) ||
        (hole = after_parameters(x, start, end)) || (hole = after_function_pointer(x, end)))
        return hole;
    if (is_inside_declarator(x, word, end) || is_before_declaration(x, word, end) ||
        is_after_struct(x, word, end) ||
        (scan_is_upper(word) && is_alone_on_line(x, start, end)))
        return end;
    return 0;
}

static void scan_word(Scan *x)
{
    size_t start = x->at, end = scan_word_end(x, start);
    Str word = str_sub(x->s, start, end);

    if (scan_stand_in(x, word, start, end))
        return;
    size_t instantiation = x->is_cpp && str_is(word, "template")
                               ? scan_skip_instantiation(x, start, end)
                               : 0;
    if (instantiation) {
        if (x->last.is_word && str_is(scan_text_of(x, x->last), "extern"))
            start = x->last.start;
        scan_add_stand_in(x, start, instantiation, NULL, C_HOLE_TEXT);
        return;
    }
    size_t hole = hole_end(x, word, start, end);
    if (hole) {
        scan_add_hole(x, start, hole);
        return;
    }
    x->at = end;
    scan_push_token(x, (Token){(uint32_t)start, (uint32_t)word.len, word.ptr[0], true});
    if ((word.ptr[0] == 's' || word.ptr[0] == 'c' || word.ptr[0] == 'u' ||
         word.ptr[0] == 'e') &&
        scan_is_tag(word) && !skip_tag_macros(x, end) && x->is_cpp && str_is(word, "enum"))
        scan_hide_enum_base(x, end);
    if (x->is_cpp && word.ptr[0] == 't' && str_is(word, "template")) {
        size_t open = scan_skip_space(x, end);

        x->parameters_end = scan_char_at(x, open) == '<' ? scan_parameters_end(x, open) : 0;
    }
    if (x->is_cpp && word.ptr[0] == 'd' && str_is(word, "decltype"))
        scan_hide_decltype_commas(x, scan_skip_space(x, end));
}

static void scan_string(Scan *x)
{
    size_t start = x->at;
    char quote = x->s.ptr[x->at++];

    if (quote == '"' && x->is_cpp && x->last.is_word && x->last.start + x->last.len == start &&
        x->s.ptr[start - 1] == 'R') {
        /* R"delimiter( ... )delimiter" */
        size_t open = str_find_char(x->s, '(', x->at);
        char closing[24];

        if (open != SIZE_MAX && open - x->at < 17) {
            int len = snprintf(closing, sizeof(closing), ")%.*s\"", (int)(open - x->at),
                               x->s.ptr + x->at);
            size_t end = str_find(x->s, (Str){closing, (size_t)len}, open);

            x->at = end == SIZE_MAX ? x->s.len : end + (size_t)len;
        }
    } else {
        while (x->at < x->s.len && x->s.ptr[x->at] != quote && x->s.ptr[x->at] != '\n')
            x->at += x->s.ptr[x->at] == '\\' ? 2 : 1;
        x->at++;
    }
    scan_push_token(x, (Token){(uint32_t)start, 1, '"', false});
}

static void scan_directive(Scan *x)
{
    Str word = scan_word_at(x, scan_skip_space(x, x->at + 1));
    bool is_condition = SCAN_ONE_OF(word, "if", "elif"), is_define = str_is(word, "define");

    if (str_starts(word, STR("if")) && scan_hide_conditional_attribute(x))
        return;
    while (x->at < x->s.len && x->s.ptr[x->at] != '\n') {
        if (x->s.ptr[x->at] == '/' && scan_char_at(x, x->at + 1) == '*') {
            size_t end = str_find(x->s, STR("*/"), x->at + 2);

            scan_hide_comment(x, end == SIZE_MAX ? x->s.len : end + 2, is_define);
            continue;
        }
        if (is_condition && scan_hide_file_name(x))
            continue;
        x->at += x->s.ptr[x->at] == '\\' ? 1 + (scan_char_at(x, x->at + 1) == '\r') + 1 : 1;
    }
}

static void scan_punctuation(Scan *x)
{
    char c = x->s.ptr[x->at];
    Token t = {(uint32_t)x->at, 1, c, false};

    if (c == '(') {
        if (x->depth < PARENTHESES_MAX)
            x->open[x->depth] = (Parenthesis){x->last, x->before};
        x->depth++;
    } else if (c == ')') {
        x->depth -= x->depth > 0;
        x->closed = x->depth < PARENTHESES_MAX ? x->open[x->depth] : (Parenthesis){0};
        x->open[MIN_OF(x->depth, (size_t)PARENTHESES_MAX - 1)] = (Parenthesis){0};
    } else if (c == ';' || c == '{' || c == '}') {
        x->depth = 0; /* but for for(;;) nothing goes on over these */
        x->open[0] = (Parenthesis){0};
    }
    scan_push_token(x, t);
    x->at++;
}

/* What was found ahead goes among the other holes in its order. */
static void add_later(Scan *x)
{
    while (x->later_used < x->later.len && x->later.at[x->later_used].start <= x->at) {
        TreeHole h = x->later.at[x->later_used++];

        if (!x->holes->len || VEC_LAST(x->holes)->end <= h.start)
            *VEC_PUSH(x->holes) = h;
    }
}

static void find_holes(Str src, bool is_cpp, TreeHoles *ret)
{
    Scan x = {.s = src, .is_cpp = is_cpp, .holes = ret};

    while ((x.at = scan_skip_space(&x, x.at)) < src.len) {
        char c = src.ptr[x.at];

        add_later(&x);
        if (scan_begins_word(c)) {
            scan_word(&x);
        } else if (c == '"' || c == '\'') {
            scan_string(&x);
        } else if (c == '#') {
            scan_directive(&x);
        } else if (scan_is_digit(c)) {
            scan_push_token(&x, (Token){(uint32_t)x.at, 1, '0', false});
            while (scan_word_end(&x, x.at) > x.at || scan_char_at(&x, x.at) == '.' ||
                   scan_char_at(&x, x.at) == '\'')
                x.at = MAX_OF(scan_word_end(&x, x.at), x.at + 1);
        } else {
            scan_punctuation(&x);
        }
    }
    VEC_DONE(&x.later);
}

void c_find_holes(Str src, TreeHoles *ret)
{
    find_holes(src, false, ret);
}

void cpp_find_holes(Str src, TreeHoles *ret)
{
    find_holes(src, true, ret);
}
