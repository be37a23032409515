/*
 * rust_macro.c -- Rust's pack: macro calls, attributes, and the notes they give.
 *
 * The grammar leaves the inside of a macro call as tokens. They are read as if they were an
 * expression: chains like `self.a.b(c)` and `x::Y` become the same Exprs, a single small word stays
 * out, since nobody can say what a macro makes of it.
 */
#include "syntax/packs/rust.h"

enum { TURBOFISH_MAX_BYTES = 200, NOTE_TEXT_MAX = 100, CFG_MAX_DEPTH = 16 };

/* -- looking at the text between tokens -- */

static Str text_before(const Walk *w, NodeId n, uint32_t after)
{
    uint32_t start = w->t->nodes[n].start;

    return start > after ? str_trim(str_sub(w->t->src, after, start)) : STR_NONE;
}

/* What follows the token, with the type arguments of a `::<...>` passed over. */
static Str text_after(const Walk *w, NodeId n)
{
    uint32_t end = w->t->nodes[n].end;
    Str rest = str_sub(w->t->src, end, end + TURBOFISH_MAX_BYTES);
    size_t at = 0;
    int depth = 0;

    if (!str_starts(rest, STR("::<"))) {
        while (at < rest.len && (rest.ptr[at] == ' ' || rest.ptr[at] == '\n'))
            at++;
        return str_sub(rest, at, rest.len);
    }
    for (at = 2; at < rest.len; at++) {
        depth += rest.ptr[at] == '<';
        depth -= rest.ptr[at] == '>';
        if (depth == 0)
            return str_sub(rest, at + 1, rest.len);
    }
    return STR_NONE;
}

static bool starts_with_char(Str s, char c)
{
    return s.len > 0 && s.ptr[0] == c;
}

static bool is_capital(Str s)
{
    return s.len > 0 && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z';
}

static bool ends_with_word(Str text, const char *word)
{
    size_t len = strlen(word);

    if (!str_ends(text, str_from(word)))
        return false;
    char before = text.len > len ? text.ptr[text.len - len - 1] : ' ';
    return !(before == '_' || (before >= 'a' && before <= 'z') ||
             (before >= 'A' && before <= 'Z'));
}

/* -- token trees -- */

typedef struct Tokens {
    uint32_t struct_path; /* inside `Name { ... }`: its path, so that `x:` is a field; else 0 */
    bool only_crate; /* a macro's own body: only paths that begin with $crate mean something */
    /* what a `let`, a closure's parameter or a `static` declared, waiting for its type or value */
    uint32_t local, def;
    bool is_typed;   /* the next chain is the type */
    bool in_closure; /* between the bars */
} Tokens;

static uint32_t read_tokens(Walk *w, NodeId tree, Tokens *mode);

static uint8_t token_flags(Str after)
{
    return EXPR_IS_REF | EXPR_IS_MACRO_ARG |
           (starts_with_char(after, '(') ? EXPR_IS_CALLED : 0);
}

static bool declares_name(Str before)
{
    static const char *const words[] = {"fn",   "let",   "mod",    "struct", "enum", "trait",
                                        "type", "const", "static", "union",  "ref",  "for"};

    if (str_ends(before, STR("'")) || str_ends(before, STR("#")))
        return true; /* a lifetime; #interpolated */
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (ends_with_word(before, words[i]))
            return true;
    }
    return false;
}

static uint32_t declare_def(Walk *w, NodeId n, DefKind kind, uint16_t flags, bool is_public)
{
    const Node *node = &w->t->nodes[n];

    return facts_add_def(w->b, (Def){.name = rust_name(w, n),
                                     .name_start = node->start,
                                     .start = node->start,
                                     .end = node->end,
                                     .signature_end = node->end,
                                     .line = tree_line(w->t, node->start),
                                     .end_line = tree_line(w->t, node->end),
                                     .scope = w->scope,
                                     .parent = w->def,
                                     .kind = (uint8_t)kind,
                                     .flags = flags | (is_public ? DEF_IS_EXPORTED : 0),
                                     .visibility = is_public ? VISIBLE_PUBLIC : VISIBLE_FILE});
}

/* What a keyword before a name declares: `mod x;`, `let x`, `static ref X`. */
static void declare(Walk *w, NodeId n, Str before, Str after, Tokens *mode)
{
    bool is_public = str_has(before, STR("pub")), is_typed = starts_with_char(after, ':');

    if (ends_with_word(before, "mod") && starts_with_char(after, ';')) {
        (void)declare_def(w, n, DEF_MODULE, DEF_IS_DECLARATION, is_public);
    } else if (ends_with_word(before, "let")) {
        mode->local = rust_bind(w, n, (Local){0});
        mode->is_typed = is_typed;
    } else if (is_typed &&
               (ends_with_word(before, "static") || str_ends(before, STR("static ref")))) {
        mode->def = declare_def(w, n, DEF_VARIABLE, 0, is_public);
        mode->is_typed = true;
    }
}

/* The type or value of what was declared has been read. */
static void settle(Walk *w, uint32_t chain, Tokens *mode)
{
    if (chain && mode->is_typed)
        w->b->exprs.at[chain].flags |= EXPR_IS_TYPE;
    if (mode->local && chain && !w->b->locals.at[mode->local].type) {
        if (mode->is_typed)
            w->b->locals.at[mode->local].type = chain;
        else
            w->b->locals.at[mode->local].value = chain;
    }
    if (mode->def && chain && mode->is_typed)
        w->b->defs.at[mode->def].type = chain;
    mode->local = mode->def = 0;
    mode->is_typed = false;
}

/* Whether a gap between tokens ends the declaration at hand, and follows the bars of a closure. */
static void pass_gap(Walk *w, Str gap, uint32_t chain, Tokens *mode)
{
    bool is_bar = str_find_char(gap, '|', 0) != SIZE_MAX && !str_has(gap, STR("||"));

    if ((mode->local || mode->def) &&
        (str_find_char(gap, ';', 0) != SIZE_MAX || is_bar ||
         (mode->is_typed && str_find_char(gap, '=', 0) != SIZE_MAX) ||
         (mode->in_closure && str_find_char(gap, ',', 0) != SIZE_MAX)))
        settle(w, chain, mode);
    if (!is_bar)
        return;
    if (mode->in_closure) {
        mode->in_closure = false;
    } else {
        Str before = str_trim(str_sub(gap, 0, str_find_char(gap, '|', 0)));

        mode->in_closure = before.len == 0 || str_ends(before, STR(",")) ||
                           str_ends(before, STR("=")) || ends_with_word(before, "move");
    }
}

/* The beginning of a chain; 0 when the token says nothing. */
static uint32_t first_token(Walk *w, NodeId n, Str before, Tokens *mode)
{
    Str text = node_text(w->t, n), after = text_after(w, n);
    bool is_path = str_starts(after, STR("::"));
    uint16_t kind = w->t->nodes[n].kind;

    if (kind == K_METAVARIABLE)
        return rust_path(w, n, 0);
    if (mode->only_crate)
        return 0;
    if (kind == K_SELF && !is_path)
        return rust_expr(w, n, (Expr){.kind = EXPR_THIS});
    if (kind != K_IDENTIFIER)
        return is_path ? rust_path(w, n, 0) : 0;
    if (declares_name(before)) {
        declare(w, n, before, after, mode);
        return 0;
    }
    if (mode->in_closure && !mode->local && !is_path && !is_capital(text)) {
        mode->local = rust_bind(w, n, (Local){0});
        mode->is_typed = starts_with_char(after, ':');
        return 0;
    }
    if (mode->struct_path && starts_with_char(after, ':') && !is_path) {
        (void)rust_expr(w, n,
                        (Expr){.kind = EXPR_MEMBER,
                               .flags = EXPR_IS_REF | EXPR_IS_MACRO_ARG,

                               .a = mode->struct_path,
                               .name = rust_name(w, n),
                               .extra = RUST_FIELD});
        return 0;
    }
    if (rust_local(w, rust_name(w, n)))
        return rust_path(w, n, 0);
    if (starts_with_char(after, '!') && !str_starts(after, STR("!="))) {
        (void)rust_expr(w, n,
                        (Expr){.kind = EXPR_NAME,
                               .name = rust_name(w, n),
                               .flags = EXPR_IS_REF | EXPR_IS_MACRO_ARG | EXPR_IS_CALLED,
                               .extra = RUST_NAME_MACRO});
        return 0;
    }
    if (!is_path && !starts_with_char(after, '(') && !is_capital(text))
        return 0;
    bool is_type = is_path || mode->is_typed;
    uint8_t flags = (uint8_t)(token_flags(after) | (is_type ? EXPR_IS_TYPE : 0));
    return rust_path(w, n, flags & ~EXPR_IS_REF);
}

static uint32_t next_token(Walk *w, NodeId n, Str link, uint32_t chain)
{
    Str after = text_after(w, n);
    bool is_dot = !str_is(link, "::");
    uint16_t kind = w->t->nodes[n].kind;

    if (kind == K_METAVARIABLE || (!is_dot && !chain))
        return 0;
    if (starts_with_char(link, '?') && chain)
        chain = rust_expr(w, n, (Expr){.kind = EXPR_AWAIT, .extra = RUST_TRY, .a = chain});
    return rust_expr(
        w, n,
        (Expr){.kind = EXPR_MEMBER,
               .a = chain,
               .name = rust_name(w, n),
               .flags = kind == K_IDENTIFIER
                            ? (uint8_t)(token_flags(after) |
                                        (str_starts(after, STR("::")) ? EXPR_IS_TYPE : 0))
                            : 0,
               .extra = is_dot ? RUST_DOT : RUST_PATH});
}

static uint32_t subtree(Walk *w, NodeId tree, uint32_t chain, const Tokens *mode)
{
    char open = node_text(w->t, tree).ptr[0];
    Tokens inner = {.only_crate = mode->only_crate, .struct_path = open == '{' ? chain : 0};

    (void)read_tokens(w, tree, &inner);
    if (!chain || open == '{')
        return 0;
    return rust_expr(w, tree, (Expr){.kind = open == '(' ? EXPR_CALL : EXPR_INDEX, .a = chain});
}

static bool is_name_token(uint16_t kind)
{
    return kind == K_IDENTIFIER || kind == K_SELF || kind == K_CRATE || kind == K_SUPER ||
           kind == K_METAVARIABLE || kind == K_PRIMITIVE_TYPE;
}

/* Reads a token tree; returns the value of what stands before its first comma. */
static uint32_t read_tokens(Walk *w, NodeId tree, Tokens *mode)
{
    uint32_t chain = 0, first = 0, before = w->t->nodes[tree].start + 1, mut = 0;
    size_t mark = rust_mark(w);
    bool is_first = true;

    NODE_EACH_CHILD (w->t, tree, child) {
        const Node *node = &w->t->nodes[child];

        if (!(node->flags & NODE_NAMED))
            continue;
        if (node->kind == K_MUTABLE) { /* let mut x: the word before counts */
            mut = node->start;
            continue;
        }
        Str gap = text_before(w, child, before);
        if (mut > before && str_ends(gap, STR("mut")))
            gap = str_trim(str_sub(gap, 0, gap.len - 3));
        before = node->end;
        pass_gap(w, gap, chain, mode);
        if (is_first && (starts_with_char(gap, ',') || starts_with_char(gap, ';'))) {
            first = chain;
            is_first = false;
        }
        if (is_name_token(node->kind)) {
            if (str_is(gap, ".") || str_is(gap, "::") || str_is(gap, "?."))
                chain = mode->only_crate && !chain ? 0 : next_token(w, child, gap, chain);
            else
                chain = first_token(w, child, gap, mode);
        } else if (node->kind == K_TOKEN_TREE) {
            chain = subtree(w, child, gap.len == 0 ? chain : 0, mode);
        } else {
            if (node->kind == K_TOKEN_REPETITION)
                (void)read_tokens(w, child, &(Tokens){.only_crate = mode->only_crate});
            chain = 0;
        }
    }
    settle(w, chain, mode);
    rust_release(w, mark);
    return is_first ? chain : first;
}

/* Macros whose tokens are not code of this place. */
static bool is_opaque(Str name)
{
    return str_is(name, "quote") || str_is(name, "quote_spanned") ||
           str_is(name, "parse_quote") || str_is(name, "macro_rules") ||
           str_is(name, "stringify") || str_is(name, "concat");
}

static void note_text(Walk *w, NoteKind kind, const char *before, Str text, uint32_t at,
                      uint32_t def)
{
    char made[NOTE_TEXT_MAX + 16];
    int len = snprintf(made, sizeof(made), "%s%.*s", before,
                       (int)MIN_OF(text.len, (size_t)NOTE_TEXT_MAX), text.ptr ? text.ptr : "");

    facts_add_note(w->b, (Note){.kind = (uint8_t)kind,
                                .at = at,
                                .def = def,
                                .text = facts_name_copy(w->b, (Str){made, (size_t)len})});
}

/* The text of the first string among the children of n. */
static Str string_in(const Walk *w, NodeId n)
{
    NodeId string = node_child_of_kind(w->t, n, K_STRING);

    return node_text(w->t, node_child_of_kind(w->t, string, K_STRING_CONTENT));
}

uint32_t rust_macro_call(Walk *w, NodeId n, bool is_wanted)
{
    NodeId macro = node_field(w->t, n, F_MACRO),
           tree = node_child_of_kind(w->t, n, K_TOKEN_TREE);
    uint32_t path = rust_path(w, macro, EXPR_IS_CALLED), first = 0;
    Str name = node_text(w->t, macro);

    if (path && w->b->exprs.at[path].kind == EXPR_NAME)
        w->b->exprs.at[path].extra = RUST_NAME_MACRO;
    if (tree == NODE_NONE || is_opaque(name))
        return 0;
    if (str_is(name, "env") || str_is(name, "option_env"))
        note_text(w, NOTE_ENVIRONMENT, "", string_in(w, tree), w->t->nodes[n].start, w->def);
    first = read_tokens(w, tree, &(Tokens){0});
    return is_wanted && path
               ? rust_expr(w, n, (Expr){.kind = RUST_MACRO_CALL, .a = path, .b = first})
               : 0;
}

/* The macros that rust_holes.c hid are used all the same. */
void rust_hidden_macros(Walk *w)
{
    for (uint32_t i = 0; i < w->t->hole_count; i++) {
        Str text = str_sub(w->t->src, w->t->holes[i].start, w->t->holes[i].end);
        size_t end = str_find_char(text, '!', 0), start = 0;

        for (size_t at = 0; end != SIZE_MAX && at < end; at++)
            start = text.ptr[at] == ':' ? at + 1 : start;
        if (end == SIZE_MAX || end == start || text.ptr[0] == '}' ||
            str_starts(text, STR("if")))
            continue;
        facts_add_expr(w->b, (Expr){.kind = EXPR_NAME,
                                    .flags = EXPR_IS_REF | EXPR_IS_CALLED,
                                    .extra = RUST_NAME_MACRO,
                                    .scope = 1,
                                    .name = facts_add_name(w->b, str_sub(text, start, end)),
                                    .at = w->t->holes[i].start + (uint32_t)start});
    }
}

void rust_macro_body(Walk *w, NodeId n)
{
    if (n != NODE_NONE)
        (void)read_tokens(w, n, &(Tokens){.only_crate = true});
}

/* -- attributes -- */

/* Attributes of the compiler and of tools, which nothing in a repository defines. */
static bool is_builtin(Str name)
{
    static const char *const names[] = {
        "allow",
        "warn",
        "deny",
        "forbid",
        "expect",
        "inline",
        "must_use",
        "cfg",
        "cfg_attr",
        "repr",
        "non_exhaustive",
        "cold",
        "track_caller",
        "ignore",
        "should_panic",
        "feature",
        "no_std",
        "no_mangle",
        "link",
        "link_name",
        "export_name",
        "target_feature",
        "macro_use",
        "rustfmt",
        "automatically_derived",
        "proc_macro",
        "proc_macro_derive",
        "proc_macro_attribute",
        "default",
        "global_allocator",
        "serde",
        "arg",
        "clap",
        "command",
        "structopt",
        "value",
        "error",
        "from",
        "source",
        "recursion_limit",
        "crate_type",
        "doc",
        "path",
        "deprecated",
        "macro_export",
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return false;
}

static bool is_std_derive(Str name)
{
    static const char *const names[] = {"Debug",      "Clone", "Copy", "PartialEq", "Eq",
                                        "PartialOrd", "Ord",   "Hash", "Default"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return false;
}

static void read_derives(Walk *w, NodeId arguments, Prelude *prelude)
{
    uint32_t chain = 0, before = w->t->nodes[arguments].start + 1;

    NODE_EACH_CHILD (w->t, arguments, child) {
        Str name = node_text(w->t, child), gap = text_before(w, child, before);
        bool is_path = str_starts(text_after(w, child), STR("::"));

        before = w->t->nodes[child].end;
        if (w->t->nodes[child].kind != K_IDENTIFIER)
            continue;
        prelude->is_clap |= str_is(name, "Parser") || str_is(name, "Args") ||
                            str_is(name, "StructOpt");
        prelude->is_subcommand |= str_is(name, "Subcommand");
        if (is_std_derive(name))
            continue;
        Expr e = {.kind = EXPR_NAME,
                  .name = rust_name(w, child),
                  .flags = EXPR_IS_REF | EXPR_IS_DECORATOR,
                  .extra = RUST_NAME_MACRO};
        if (str_is(gap, "::") && chain) {
            e.kind = EXPR_MEMBER;
            e.a = chain;
            e.extra = RUST_PATH;
        } else if (is_path) {
            e.extra = RUST_NAME_PLAIN;
            e.flags |= EXPR_IS_TYPE;
        }
        chain = rust_expr(w, child, e);
    }
}

/* What a condition of #[cfg] is when compiling for Linux on a PC. */
typedef enum Truth { CFG_FALSE, CFG_TRUE, CFG_UNKNOWN } Truth;

static Truth cfg_name(Str name, Str value)
{
    if (str_is(name, "unix"))
        return CFG_TRUE;
    if (str_is(name, "windows") || str_is(name, "miri") || str_is(name, "loom"))
        return CFG_FALSE;
    if (str_is(name, "target_os"))
        return str_is(value, "linux") ? CFG_TRUE : CFG_FALSE;
    if (str_is(name, "target_family"))
        return str_is(value, "unix") ? CFG_TRUE : CFG_FALSE;
    if (str_is(name, "target_arch"))
        return str_is(value, "x86_64") ? CFG_TRUE : CFG_FALSE;
    if (str_is(name, "target_pointer_width"))
        return str_is(value, "64") ? CFG_TRUE : CFG_FALSE;
    return CFG_UNKNOWN;
}

static Truth cfg_list(const Walk *w, NodeId tree, bool is_any, int depth);

static Truth cfg_item(const Walk *w, NodeId name, int depth)
{
    NodeId next = node_next(w->t, name);
    Str text = node_text(w->t, name);

    if (node_kind(w->t, next) == K_TOKEN_TREE && depth < CFG_MAX_DEPTH) {
        Truth inner = cfg_list(w, next, str_is(text, "any"), depth + 1);

        if (str_is(text, "not"))
            return inner == CFG_UNKNOWN ? inner : inner == CFG_TRUE ? CFG_FALSE : CFG_TRUE;
        return inner;
    }
    Str value = node_kind(w->t, next) == K_STRING && starts_with_char(text_after(w, name), '=')
                    ? node_text(w->t, node_child_of_kind(w->t, next, K_STRING_CONTENT))
                    : STR_NONE;
    return cfg_name(text, value);
}

static Truth cfg_list(const Walk *w, NodeId tree, bool is_any, int depth)
{
    Truth result = is_any ? CFG_FALSE : CFG_TRUE;

    NODE_EACH_CHILD (w->t, tree, child) {
        if (w->t->nodes[child].kind != K_IDENTIFIER)
            continue;
        Truth one = cfg_item(w, child, depth);
        if (one == (is_any ? CFG_TRUE : CFG_FALSE))
            return one;
        result = one == CFG_UNKNOWN ? one : result;
    }
    return result;
}

static void read_cfg(const Walk *w, NodeId arguments, Prelude *prelude)
{
    Str text = node_text(w->t, arguments);

    prelude->is_test_only |= str_has(text, STR("test")) && !str_has(text, STR("not(")) &&
                             !str_has(text, STR("\""));
    prelude->is_elsewhere |= arguments != NODE_NONE &&
                             cfg_list(w, arguments, false, 0) == CFG_FALSE;
}

static bool is_test_name(Str name)
{
    return str_is(name, "test") || str_ends(name, STR("::test")) || str_is(name, "rstest") ||
           str_is(name, "test_case") || str_is(name, "quickcheck") ||
           str_is(name, "wasm_bindgen_test");
}

/* #[get("/path")] of actix and rocket: the item that follows will be the next definition. */
static void note_route_attribute(Walk *w, NodeId n, Str name, NodeId arguments)
{
    static const char *const methods[] = {"get",   "post", "put",    "delete",
                                          "patch", "head", "options"};
    static const char *const words[] = {"GET ",   "POST ", "PUT ",    "DELETE ",
                                        "PATCH ", "HEAD ", "OPTIONS "};
    Str path = arguments == NODE_NONE ? STR_NONE : string_in(w, arguments);

    for (size_t i = 0; path.len && i < ARRAY_LEN(methods); i++) {
        if (str_is(name, methods[i]))
            note_text(w, NOTE_ROUTE, words[i], path, w->t->nodes[n].start, 0);
    }
}

/* #[arg(value_parser = parse_port, default_value_t = PORT)]: names that stand for values. */
static void read_values(Walk *w, NodeId arguments)
{
    uint32_t before = w->t->nodes[arguments].start + 1;

    NODE_EACH_CHILD (w->t, arguments, child) {
        Str gap = text_before(w, child, before), after = text_after(w, child);

        before = w->t->nodes[child].end;
        if (w->t->nodes[child].kind == K_IDENTIFIER && str_ends(gap, STR("=")) &&
            !str_starts(after, STR("::")) && !starts_with_char(after, '!'))
            (void)rust_path(w, child, EXPR_IS_DECORATOR);
    }
}

static void refer_to_attribute(Walk *w, NodeId path)
{
    uint32_t expr = rust_path(w, path, EXPR_IS_DECORATOR);

    if (expr && w->b->exprs.at[expr].kind == EXPR_NAME)
        w->b->exprs.at[expr].extra = RUST_NAME_MACRO;
}

void rust_attribute(Walk *w, NodeId n, Prelude *prelude)
{
    NodeId attribute = node_child_of_kind(w->t, n, K_ATTRIBUTE),
           path = node_first_child(w->t, attribute);
    NodeId arguments = node_field(w->t, attribute, F_ARGUMENTS),
           value = node_field(w->t, attribute, F_VALUE);

    if (attribute == NODE_NONE || path == NODE_NONE)
        return;
    if (w->t->nodes[n].kind == K_ATTRIBUTE_ITEM && prelude->first_attribute == NODE_NONE) {
        prelude->first_attribute = n;
        prelude->start = w->t->nodes[n].start;
    }
    Str name = node_text(w->t, path);
    if (str_is(name, "derive") && arguments != NODE_NONE)
        read_derives(w, arguments, prelude);
    else if (is_test_name(name))
        prelude->is_test = true;
    else if (str_is(name, "cfg"))
        read_cfg(w, arguments, prelude);
    else if (str_is(name, "deprecated"))
        prelude->is_deprecated = true;
    else if (str_is(name, "macro_export"))
        prelude->is_macro_export = true;
    else if (str_is(name, "path") && node_kind(w->t, value) == K_STRING)
        prelude->path = facts_add_name(
            w->b, node_text(w->t, node_child_of_kind(w->t, value, K_STRING_CONTENT)));
    else if (str_is(name, "doc") && node_kind(w->t, value) == K_STRING && !prelude->doc_end) {
        prelude->doc_start = w->t->nodes[value].start;
        prelude->doc_end = w->t->nodes[value].end;
    } else if (arguments != NODE_NONE &&
               (str_is(name, "arg") || str_is(name, "clap") || str_is(name, "command") ||
                str_is(name, "structopt"))) {
        read_values(w, arguments);
    } else if (!is_builtin(name) && !str_starts(name, STR("rustfmt::")) &&
               !str_starts(name, STR("clippy::"))) {
        refer_to_attribute(w, path);
        note_route_attribute(w, n, name, arguments);
    }
}

/* -- notes from calls -- */

void rust_call_notes(Walk *w, NodeId callee, NodeId arguments)
{
    NodeId first = node_first_child(w->t, arguments);
    Str text = node_text(w->t, callee);

    if (node_kind(w->t, first) != K_STRING)
        return;
    Str value = string_in(w, arguments);
    uint32_t at = w->t->nodes[first].start;
    if (node_kind(w->t, callee) != K_FIELD_EXPRESSION) {
        if (str_is(text, "env::var") || str_is(text, "env::var_os") ||
            str_ends(text, STR("::env::var")) || str_ends(text, STR("::env::var_os")))
            note_text(w, NOTE_ENVIRONMENT, "", value, at, w->def);
        else if (str_is(text, "SubCommand::with_name"))
            note_text(w, NOTE_COMMAND, "", value, at, w->def);
        return;
    }
    Str method = node_text(w->t, node_field(w->t, callee, F_FIELD));
    NodeId second = node_next(w->t, first);
    if (str_is(method, "long"))
        note_text(w, NOTE_FLAG, "--", value, at, w->def);
    else if (str_is(method, "route") && node_kind(w->t, second) == K_CALL &&
             starts_with_char(value, '/'))
        note_text(w, NOTE_ROUTE, "", value, at, w->def);
}

/* `SomeName` and `some_name` as the command line has them: some-name. */
static NameId kebab(Walk *w, const char *before, Str name)
{
    Buf text = BUF(NOTE_TEXT_MAX * 2);

    buf_add(&text, str_from(before));
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_upper = c >= 'A' && c <= 'Z';

        if (is_upper && i > 0)
            buf_add_char(&text, '-');
        buf_add_char(&text, c == '_' ? '-' : is_upper ? (char)(c - 'A' + 'a') : c);
    }
    NameId id = facts_name_copy(w->b, buf_str(&text));
    buf_done(&text);
    return id;
}

/* The string given to `key` among the tokens, if there is one; *ret_has tells of the key itself. */
static Str token_value(const Walk *w, NodeId tree, const char *key, bool *ret_has)
{
    NODE_EACH_CHILD (w->t, tree, child) {
        if (w->t->nodes[child].kind != K_IDENTIFIER || !str_is(node_text(w->t, child), key))
            continue;
        NodeId next = node_next(w->t, child);

        *ret_has = true;
        if (node_kind(w->t, next) == K_STRING && starts_with_char(text_after(w, child), '='))
            return node_text(w->t, node_child_of_kind(w->t, next, K_STRING_CONTENT));
        return STR_NONE;
    }
    return STR_NONE;
}

void rust_clap_name(Walk *w, NodeId name, const Prelude *prelude, NoteKind kind)
{
    bool is_flag = kind == NOTE_FLAG, has_key = false;
    Str given = STR_NONE;

    for (NodeId n = prelude->first_attribute; n != NODE_NONE && n < name && !has_key;
         n = node_next(w->t, n)) {
        NodeId attribute = node_child_of_kind(w->t, n, K_ATTRIBUTE);
        NodeId arguments = node_field(w->t, attribute, F_ARGUMENTS);

        if (arguments != NODE_NONE)
            given = token_value(w, arguments, is_flag ? "long" : "name", &has_key);
    }
    if (is_flag && !has_key)
        return;
    facts_add_note(
        w->b,
        (Note){.kind = (uint8_t)kind,
               .at = w->t->nodes[name].start,
               .def = (uint32_t)w->b->defs.len - 1,
               .text = given.len ? facts_name_copy(w->b, arena_printf(&w->b->scratch, "%s%.*s",
                                                                      is_flag ? "--" : "",
                                                                      STR_ARG(given)))
                                 : kebab(w, is_flag ? "--" : "", node_text(w->t, name))});
}
