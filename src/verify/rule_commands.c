/*
 * rule_commands.c -- commands in blocks of shell: targets, scripts, options of the repository's own
 * programs.
 *
 * Only what the repository itself decides is looked at: `make TARGET` where its Makefiles can be read
 * without running them, `npm run SCRIPT`, a script that is called by its path, an option of a program
 * that a manifest declares. A block that first makes a folder, a project or a clone of its own speaks
 * of another place; reading stops there.
 */
#include "verify/verify_parts.h"

#include "source/data.h"
#include "source/make_lines.h"
#include "source/project.h"

enum { LINE_MAX_WORDS = 64, FILE_MAX_BYTES = 1 << 20 };

typedef struct Words {
    Str at[LINE_MAX_WORDS];
    size_t count;
} Words;

/* -- what the repository offers -- */

static void read_makefile(Verifying *v, const SourceFile *f)
{
    Str text, name;
    MakeLine line;

    v->has_makefile = true;
    if (checkout_read(v->checkout, v->arena, f, &text, NULL) != ERR_OK)
        return;
    MakeReader r = MAKE_READER(text);
    while (make_next(&r, &line)) {
        Str rest = line.left;

        if (line.kind == MAKE_INCLUDE || str_has(line.text, STR("$(eval")))
            v->makes_more = true;
        while (line.kind == MAKE_RULE && make_next_name(&rest, &name)) {
            if (str_has(name, STR("$")) || str_has(name, STR("%")))
                v->makes_more = true;
            (void)strmap_set(&v->targets, name, 1);
        }
    }
}

static void read_package(Verifying *v, const SourceFile *f)
{
    Str text;

    if (f->size > FILE_MAX_BYTES ||
        checkout_read(v->checkout, v->arena, f, &text, NULL) != ERR_OK)
        return;
    Data data = data_read_json(v->arena, text);
    uint32_t scripts = data_find(&data, "scripts", NULL);
    if (!scripts)
        return;
    v->has_scripts = true;
    DATA_EACH_CHILD (&data, scripts, child)
        (void)strmap_set(&v->scripts, data.items[child].key, 1);
}

static bool is_makefile(Str base)
{
    return str_is(base, "Makefile") || str_is(base, "makefile") || str_is(base, "GNUmakefile");
}

/* Of a Makefile that configure or cmake writes nothing is known. */
static bool is_makefile_source(Str base)
{
    return str_starts(base, STR("Makefile.")) || str_is(base, "CMakeLists.txt") ||
           str_is(base, "configure.ac") || str_is(base, "configure");
}

static void load_offers(Verifying *v)
{
    if (v->has_offers)
        return;
    v->has_offers = true;
    for (size_t i = 0; i < v->tree.file_count; i++) {
        const SourceFile *f = &v->tree.files[i];
        Str base = path_base(f->path);

        if (is_makefile(base))
            read_makefile(v, f);
        else if (is_makefile_source(base))
            v->makes_more = true;
        else if (str_is(base, "package.json"))
            read_package(v, f);
    }
}

static void load_programs(Verifying *v)
{
    Project project;

    if (v->has_programs)
        return;
    v->has_programs = true;
    project_read(v->checkout, v->arena, &project);
    for (size_t i = 0; i < project.entry_count; i++) {
        Str kind = project.entries[i].kind;

        if (str_is(kind, "bin") || str_is(kind, "console_script"))
            (void)strmap_set(&v->programs, project.entries[i].name, 1);
    }
}

/* -- lines of shell -- */

static bool is_shell(Str info)
{
    static const char *const names[] = {"sh",      "bash",          "shell",       "zsh",
                                        "console", "shell-session", "shellsession"};
    Str word = str_sub(info, 0, str_find_char(info, ' ', 0));

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq_nocase(word, str_from(names[i])))
            return true;
    }
    return false;
}

/* Words of one simple command; quoted ones without their quotes. */
static void split_words(Str line, Words *ret)
{
    size_t i = 0;

    ret->count = 0;
    while (i < line.len && ret->count < LINE_MAX_WORDS) {
        while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'))
            i++;
        if (i == line.len || line.ptr[i] == '#')
            return;
        char quote = line.ptr[i] == '"' || line.ptr[i] == '\'' ? line.ptr[i] : '\0';
        size_t start = i;
        if (quote) {
            size_t end = str_find_char(line, quote, i + 1);

            i = end == SIZE_MAX ? line.len : end + 1;
        }
        while (i < line.len && line.ptr[i] != ' ' && line.ptr[i] != '\t')
            i++;
        ret->at[ret->count++] = str_sub(line, start, i);
    }
}

static void drop_words(Words *w, size_t n)
{
    memmove(w->at, w->at + n, (w->count - n) * sizeof(w->at[0]));
    w->count -= n;
}

/* "A=1 sudo time make" -> "make" */
static void drop_prefix(Words *w)
{
    while (w->count) {
        Str first = w->at[0];
        bool is_setting = str_find_char(first, '=', 0) != SIZE_MAX && first.ptr[0] != '-' &&
                          first.ptr[0] != '"';

        if (!is_setting && !str_is(first, "sudo") && !str_is(first, "time") &&
            !str_is(first, "env"))
            return;
        drop_words(w, 1);
    }
}

/* What follows speaks of another place. */
static bool leaves(const Words *w)
{
    static const char *const first[] = {"cd", "mkdir", "pushd", "docker", "ssh", "nix"};
    static const char *const second[] = {"clone", "create", "new", "init", "checkout"};

    if (w->count == 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(first); i++) {
        if (str_is(w->at[0], first[i]))
            return true;
    }
    for (size_t i = 0; w->count > 1 && i < ARRAY_LEN(second); i++) {
        if (str_is(w->at[1], second[i]))
            return true;
    }
    return false;
}

/* A word that stands for something the reader puts in, or for more. */
static bool is_placeholder(Str word)
{
    return word.len == 0 || word.ptr[0] == '-' || str_find_char(word, '=', 0) != SIZE_MAX ||
           str_has(word, STR("$")) || str_has(word, STR("<")) || str_has(word, STR("[")) ||
           str_has(word, STR("{")) || str_has(word, STR("*")) || str_has(word, STR("...")) ||
           str_has(word, STR("\""));
}

/* -- make, npm -- */

static void check_make(Verifying *v, Doc *d, uint32_t line, const Words *w)
{
    uint64_t unused;

    load_offers(v);
    if (!v->has_makefile || v->makes_more)
        return;
    for (size_t i = 1; i < w->count; i++) {
        Str word = w->at[i];

        if (str_starts(word, STR("-C")) || str_starts(word, STR("-f")) ||
            str_starts(word, STR(">")) || str_starts(word, STR("2>")))
            return;
        if (is_placeholder(word) || str_has(word, STR(".")) || str_has(word, STR("/")) ||
            (word.ptr[0] >= '0' && word.ptr[0] <= '9'))
            continue;
        if (!strmap_get(&v->targets, word, &unused) && !verify_is_allowed(v, word))
            verify_find(v, d, line, RULE_COMMAND, true, "no Makefile has the target '%.*s'",
                        STR_ARG(word));
    }
}

static void check_npm(Verifying *v, Doc *d, uint32_t line, const Words *w)
{
    uint64_t unused;

    load_offers(v);
    if (!v->has_scripts || w->count < 3 || !str_is(w->at[1], "run") || d->is_site)
        return;
    Str word = w->at[2];
    if (!is_placeholder(word) && !strmap_get(&v->scripts, word, &unused) &&
        !verify_is_allowed(v, word))
        verify_find(v, d, line, RULE_COMMAND, false, "no package.json has the script '%.*s'",
                    STR_ARG(word));
}

/* -- scripts by path -- */

static void check_script(Verifying *v, Doc *d, uint32_t line, Str word)
{
    Str path = str_starts(word, STR("./")) ? str_sub(word, 2, word.len) : word, joined;
    uint64_t index;
    size_t slash = str_find_char(path, '/', 0);

    if (is_placeholder(word) || slash == SIZE_MAX || path_ext(path).len == 0 ||
        verify_is_allowed(v, word) || str_has(path, STR("..")) || path.ptr[0] == '/' ||
        path.ptr[0] == '~')
        return;
    if (tree_has(v, path) || tree_has_suffix(v, path) ||
        (tree_join(v->arena, path_dir(d->repo_path), path, &joined) && tree_has(v, joined)))
        return;
    /* the folder is there, with other scripts */
    *VEC_PUSH(&v->missing) = (MissingPath){
        .doc = d,
        .line = line,
        .path = path,
        .is_likely = !d->is_site && strmap_get(&v->tree.paths, path_dir(path), &index) &&
                     !index};
}

/* -- the repository's own programs -- */

static Str joined_words(Arena *a, Str option, bool with_humps)
{
    AUTO(buf_done) Buf out = BUF(256);

    for (size_t i = 0; i < option.len; i++) {
        char c = option.ptr[i];

        if (c == '-' && with_humps && i + 1 < option.len) {
            c = option.ptr[++i];
            buf_add_char(&out, c >= 'a' && c <= 'z' ? (char)(c & ~32) : c);
        } else {
            buf_add_char(&out, c == '-' ? '_' : c);
        }
    }
    return arena_str(a, buf_str(&out));
}

static void claim_option(Verifying *v, Doc *d, uint32_t line, Str program, Str word)
{
    Str option = str_sub(word, 2, str_find_char(word, '=', 0));
    Str plain = str_starts(option, STR("no-")) ? str_sub(option, 3, option.len) : option;

    if (option.len < 2 || verify_is_allowed(v, str_sub(word, 0, option.len + 2)))
        return;
    for (size_t i = 0; i < option.len; i++) {
        if (!is_word_char(option.ptr[i]) && option.ptr[i] != '-')
            return;
    }
    verify_claim(v, &(Claim){.doc = d,
                             .line = line,
                             .rule = RULE_COMMAND,
                             .words = {option, plain, joined_words(v->arena, plain, false),
                                       joined_words(v->arena, plain, true)},
                             .message = arena_printf(
                                 v->arena, "no file knows the option '--%.*s' of %.*s",
                                 STR_ARG(option), STR_ARG(program))});
}

static void check_program(Verifying *v, Doc *d, uint32_t line, const Words *w)
{
    uint64_t unused;
    Str program = path_base(w->at[0]);
    bool has_option = false;

    for (size_t i = 1; i < w->count; i++)
        has_option |= str_starts(w->at[i], STR("--"));
    if (!has_option)
        return;
    load_programs(v);
    if (!strmap_get(&v->programs, program, &unused))
        return;
    for (size_t i = 1; i < w->count && !str_is(w->at[i], "--"); i++) {
        if (str_starts(w->at[i], STR("--")))
            claim_option(v, d, line, program, w->at[i]);
    }
}

/* -- a command, a block -- */

static void check_command(Verifying *v, Doc *d, uint32_t line, const Words *w)
{
    static const char *const runners[] = {"sh",   "bash", "python", "python3",
                                          "node", "ruby", "perl"};
    Str first = w->count ? w->at[0] : STR("");

    if (w->count == 0)
        return;
    if (str_is(first, "make") || str_is(first, "gmake"))
        check_make(v, d, line, w);
    else if (str_is(first, "npm") || str_is(first, "pnpm") || str_is(first, "yarn") ||
             str_is(first, "bun"))
        check_npm(v, d, line, w);
    else if (str_starts(first, STR("./")))
        check_script(v, d, line, first);
    for (size_t i = 0; i < ARRAY_LEN(runners); i++) {
        if (str_is(first, runners[i]) && w->count > 1)
            check_script(v, d, line, w->at[1]);
    }
    check_program(v, d, line, w);
}

/* The next simple command of a line: up to && || ; or | that stand between blanks. */
static bool next_command(Str *rest, Str *ret)
{
    size_t i = 0;

    if (str_trim(*rest).len == 0)
        return false;
    for (; i < rest->len; i++) {
        char c = rest->ptr[i];

        if (c == '"' || c == '\'') {
            size_t end = str_find_char(*rest, c, i + 1);

            i = end == SIZE_MAX ? i : end;
        } else if (c == ';' || c == '|' ||
                   (c == '&' && i + 1 < rest->len && rest->ptr[i + 1] == '&')) {
            break;
        }
    }
    *ret = str_sub(*rest, 0, i);
    while (i < rest->len && strchr(";|&", rest->ptr[i]))
        i++;
    *rest = str_sub(*rest, i, rest->len);
    return true;
}

static void check_block(Verifying *v, Doc *d, const MarkdownItem *it)
{
    Str rest = it->text, line, command;
    bool is_session = str_starts(str_trim(rest), STR("$ "));
    bool is_continued = false;

    if (!is_shell(it->target) && !(it->target.len == 0 && is_session))
        return;
    for (uint32_t number = it->line; str_line(&rest, &line); number++) {
        bool was_continued = is_continued;
        Words w;

        is_continued = str_ends(str_trim(line), STR("\\"));
        line = str_trim(line);
        if (was_continued || (is_session && !str_starts(line, STR("$ "))))
            continue; /* output, or the rest of a command whose beginning was read */
        line = str_sub(line, str_starts(line, STR("$ ")) ? 2 : 0, line.len);
        while (next_command(&line, &command)) {
            split_words(command, &w);
            drop_prefix(&w);
            if (leaves(&w))
                return;
            check_command(v, d, number, &w);
        }
    }
}

/* A span is a command when it begins with a tool of which the repository decides. */
static void check_span(Verifying *v, Doc *d, const MarkdownItem *it)
{
    Words w;

    if (!str_starts(it->text, STR("make ")) && !str_starts(it->text, STR("npm run ")) &&
        !str_starts(it->text, STR("yarn run ")) && !str_starts(it->text, STR("pnpm run ")) &&
        str_find(it->text, STR(" --"), 0) == SIZE_MAX)
        return;
    split_words(it->text, &w);
    drop_prefix(&w);
    check_command(v, d, it->line, &w);
}

void rule_commands(Verifying *v, Doc *d)
{
    for (size_t i = 0; i < d->md.count; i++) {
        const MarkdownItem *it = &d->md.items[i];

        if (it->kind == MARKDOWN_BLOCK)
            check_block(v, d, it);
        if (it->kind == MARKDOWN_CODE)
            check_span(v, d, it);
    }
}

void commands_release(Verifying *v)
{
    strmap_done(&v->targets);
    strmap_done(&v->scripts);
    strmap_done(&v->programs);
}
