/*
 * ecma_jsdoc.c -- types that JavaScript says in comments: @param, @returns, @type, @typedef.
 *
 * Only a small language is read: names, name.name, name<...>, T[], A | B, {a: T}, import("x").T,
 * typeof x, ?T, T=. What is anything else has no type. The comment's text is read in place, so
 * offsets of references are those of the file.
 */
#include "syntax/packs/ecma_walk.h"

enum { TYPE_MAX_DEPTH = 16, TYPE_MAX_PARTS = 32 };

typedef struct Reader {
    Walk *w;
    Str text; /* of the file */
    size_t at, end;
    unsigned depth;
    bool is_bad;
} Reader;

/* -- defs in comments -- */

static Def def_in_comment(Walk *w, DefKind kind, Str name)
{
    uint32_t start = (uint32_t)(name.ptr - w->t->src.ptr), end = start + (uint32_t)name.len;

    return (Def){.name = facts_add_name(w->b, name),
                 .name_start = start,
                 .start = start,
                 .end = end,
                 .signature_end = end,
                 .line = tree_line(w->t, start),
                 .end_line = tree_line(w->t, end),
                 .scope = w->scope,
                 .parent = w->def,
                 .kind = (uint8_t)kind,
                 .visibility = VISIBLE_PUBLIC};
}

static void add_property(Walk *w, Str name, uint32_t type, bool is_optional)
{
    Def d = def_in_comment(w, DEF_PROPERTY, name);

    d.type = type;
    d.flags = is_optional ? DEF_IS_OPTIONAL : 0;
    ecma_add_def(w, d);
}

static uint32_t add_typedef(Walk *w, NodeId comment, Str name)
{
    Def d = def_in_comment(w, DEF_TYPE, name);

    d.start = d.doc_start = w->t->nodes[comment].start;
    d.end = d.signature_end = d.doc_end = w->t->nodes[comment].end;
    d.end_line = tree_line(w->t, d.end);
    d.flags = DEF_IS_EXPORTED;
    return ecma_add_def(w, d);
}

/* -- types -- */

static uint32_t read_type(Reader *r);

static bool is_name_char(char c)
{
    return c == '_' || c == '$' || (c & 0x80) || (c >= '0' && c <= '9') ||
           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void skip_blanks(Reader *r)
{
    while (r->at < r->end && strchr(" \t\r\n*", r->text.ptr[r->at]))
        r->at++;
}

static bool take(Reader *r, const char *word)
{
    Str expected = str_from(word);

    skip_blanks(r);
    if (!str_starts(str_sub(r->text, r->at, r->end), expected))
        return false;
    r->at += expected.len;
    return true;
}

static Str take_name(Reader *r)
{
    skip_blanks(r);
    size_t start = r->at;
    while (r->at < r->end && is_name_char(r->text.ptr[r->at]))
        r->at++;
    return str_sub(r->text, start, r->at);
}

static uint32_t add(Reader *r, Expr e, Str token)
{
    e.flags |= EXPR_IS_TYPE;
    e.at = (uint32_t)(token.ptr - r->text.ptr);
    e.name = e.name ? e.name : facts_add_name(r->w->b, token);
    return ecma_add(r->w, e);
}

static uint32_t plain_type(Reader *r, LiteralKind kind)
{
    return ecma_add(
        r->w, (Expr){.kind = EXPR_LITERAL, .flags = EXPR_IS_TYPE, .extra = (uint16_t)kind});
}

/* Types of the language by their JSDoc names; 0 for others. */
static uint32_t built_in(Reader *r, Str name)
{
    static const struct {
        const char *name;
        LiteralKind kind;
    } rows[] = {
        {"string", LITERAL_TEXT},   {"String", LITERAL_TEXT},    {"number", LITERAL_NUMBER},
        {"Number", LITERAL_NUMBER}, {"boolean", LITERAL_BOOL},   {"Boolean", LITERAL_BOOL},
        {"any", LITERAL_OTHER},     {"unknown", LITERAL_OTHER},  {"object", LITERAL_OTHER},
        {"Object", LITERAL_OTHER},  {"function", LITERAL_OTHER}, {"Function", LITERAL_OTHER},
        {"void", LITERAL_NONE},     {"undefined", LITERAL_NONE}, {"null", LITERAL_NONE},
        {"never", LITERAL_NONE},    {"symbol", LITERAL_BOOL},    {"bigint", LITERAL_NUMBER},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_is(name, rows[i].name))
            return plain_type(r, rows[i].kind);
    }
    return 0;
}

static uint32_t list_of(Reader *r, const char *closing)
{
    uint32_t head = 0, tail = 0;
    unsigned count = 0;

    while (!r->is_bad && !take(r, closing)) {
        if (count++ >= TYPE_MAX_PARTS || r->at >= r->end) {
            r->is_bad = true;
            break;
        }
        ecma_list_add(r->w, &head, &tail, read_type(r));
        (void)take(r, ",");
    }
    return head;
}

/* .A.B<T> after what has been read. */
static uint32_t read_rest_of_name(Reader *r, uint32_t of)
{
    while (!r->is_bad && of) {
        if (take(r, ".<") || take(r, "<")) {
            uint32_t list = list_of(r, ">");

            return ecma_add(
                r->w, (Expr){.kind = EXPR_GENERIC, .flags = EXPR_IS_TYPE, .a = of, .b = list});
        }
        if (!take(r, "."))
            break;
        Str name = take_name(r);
        r->is_bad |= !name.len;
        if (name.len)
            of = add(r, (Expr){.kind = EXPR_MEMBER, .flags = EXPR_IS_REF, .a = of}, name);
    }
    return of;
}

static uint32_t read_import(Reader *r)
{
    if (!take(r, "(") || (!take(r, "'") && !take(r, "\""))) {
        r->is_bad = true;
        return 0;
    }
    size_t start = r->at;
    while (r->at < r->end && !strchr("'\")\n", r->text.ptr[r->at]))
        r->at++;
    Str module = str_sub(r->text, start, r->at);
    if ((!take(r, "'") && !take(r, "\"")) || !take(r, ")")) {
        r->is_bad = true;
        return 0;
    }
    uint32_t e = add(r,
                     (Expr){.kind = ECMA_MODULE,
                            .flags = EXPR_IS_REF | EXPR_IS_IMPORT,
                            .extra = ECMA_BY_TYPE},
                     module);
    return read_rest_of_name(r, e);
}

static void skip_text(Reader *r, char quote)
{
    while (r->at < r->end && r->text.ptr[r->at] != quote && r->text.ptr[r->at] != '\n')
        r->at++;
    r->at++;
}

/* {a: T, b?: U} */
static uint32_t read_object(Reader *r)
{
    Walk *w = r->w;
    uint32_t object = ecma_add(w, (Expr){.kind = EXPR_OBJECT, .flags = EXPR_IS_TYPE});
    Frame f = ecma_enter(w, SCOPE_CLASS, w->def);

    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_LITERAL;
    w->b->exprs.at[object].a = w->scope;
    for (unsigned count = 0; !r->is_bad && !take(r, "}"); count++) {
        Str name = take_name(r);
        bool is_optional = take(r, "?");

        if (!name.len || count >= TYPE_MAX_PARTS || !take(r, ":")) {
            r->is_bad = true;
            break;
        }
        uint32_t type = read_type(r);
        add_property(w, name, type, is_optional);
        if (!take(r, ","))
            (void)take(r, ";");
    }
    ecma_leave(w, f);
    return object;
}

static uint32_t read_primary(Reader *r)
{
    if (take(r, "...") || take(r, "?") || take(r, "!"))
        return read_primary(r);
    if (take(r, "(")) {
        uint32_t inner = read_type(r);

        r->is_bad |= !take(r, ")");
        return inner;
    }
    if (take(r, "{"))
        return read_object(r);
    if (take(r, "*"))
        return plain_type(r, LITERAL_OTHER);
    if (take(r, "'") || take(r, "\"")) {
        skip_text(r, r->text.ptr[r->at - 1]);
        return plain_type(r, LITERAL_TEXT);
    }
    Str name = take_name(r);
    if (!name.len) {
        r->is_bad = true;
        return 0;
    }
    if (str_is(name, "import"))
        return read_import(r);
    if (str_is(name, "typeof")) {
        Str of = take_name(r);
        uint32_t value = of.len ? add(r, (Expr){.kind = EXPR_NAME, .flags = EXPR_IS_REF}, of)
                                : 0;

        if (value)
            r->w->b->exprs.at[value].flags &= (uint8_t)~EXPR_IS_TYPE;
        return ecma_add(r->w, (Expr){.kind = ECMA_TYPE_OF, .flags = EXPR_IS_TYPE, .a = value});
    }
    uint32_t known = built_in(r, name);
    if (known)
        return known;
    return read_rest_of_name(r, add(r, (Expr){.kind = EXPR_NAME, .flags = EXPR_IS_REF}, name));
}

static uint32_t read_type(Reader *r)
{
    uint32_t all = 0;

    if (++r->depth > TYPE_MAX_DEPTH)
        r->is_bad = true;
    for (unsigned count = 0; !r->is_bad && count < TYPE_MAX_PARTS; count++) {
        uint32_t part = read_primary(r);

        while (!r->is_bad && take(r, "[]"))
            part = ecma_add(r->w, (Expr){.kind = EXPR_ARRAY, .flags = EXPR_IS_TYPE, .a = part});
        (void)(take(r, "=") || take(r, "!"));
        all = ecma_either(r->w, all, part);
        if (!take(r, "|"))
            break;
    }
    r->depth--;
    return all;
}

/* -- tags -- */

static bool is_braced(Reader *r)
{
    return take(r, "{");
}

/* The type in braces at the reader; 0 when it is none that is read. */
static uint32_t braced_type(Reader *r)
{
    if (!is_braced(r))
        return 0;
    uint32_t type = read_type(r);
    return r->is_bad || !take(r, "}") ? 0 : type;
}

/* A reader behind the next `@tag` at or after `from`; false when there is none. */
static bool find_tag(Walk *w, Str doc, size_t from, const char *tag, Reader *ret)
{
    Str text = w->t->src, word = str_from(tag);
    size_t base = (size_t)(doc.ptr - text.ptr);

    for (size_t at = from; (at = str_find(doc, word, at)) != SIZE_MAX; at++) {
        size_t after = at + word.len;

        if (after < doc.len && is_name_char(doc.ptr[after]))
            continue;
        *ret = (Reader){.w = w, .text = text, .at = base + after, .end = base + doc.len};
        return true;
    }
    return false;
}

static uint32_t type_of_tag(Walk *w, Str doc, const char *tag)
{
    Reader r;

    return find_tag(w, doc, 0, tag, &r) ? braced_type(&r) : 0;
}

uint32_t ecma_jsdoc_returns(Walk *w, Str doc)
{
    uint32_t type = type_of_tag(w, doc, "@returns");

    return type ? type : type_of_tag(w, doc, "@return");
}

uint32_t ecma_jsdoc_this(Walk *w, Str doc)
{
    return type_of_tag(w, doc, "@this");
}

uint32_t ecma_jsdoc_type(Walk *w, Str doc)
{
    return type_of_tag(w, doc, "@type");
}

/* Moves behind balanced braces without reading what is in them. */
static bool skip_braces(Reader *r)
{
    unsigned open = 0;

    if (!is_braced(r))
        return false;
    for (open = 1; r->at < r->end && open; r->at++) {
        open += r->text.ptr[r->at] == '{';
        open -= r->text.ptr[r->at] == '}';
    }
    return open == 0;
}

uint32_t ecma_jsdoc_parameter(Walk *w, Str doc, Str name)
{
    size_t from = 0;
    Reader r;

    while (find_tag(w, doc, from, "@param", &r)) {
        Reader ahead = r;

        from = r.at - (size_t)(doc.ptr - r.text.ptr);
        if (!skip_braces(&ahead))
            continue;
        (void)take(&ahead, "[");
        if (str_eq(take_name(&ahead), name) &&
            !str_starts(str_sub(ahead.text, ahead.at, ahead.end), STR(".")))
            return braced_type(&r);
    }
    return 0;
}

/* The object that @property tags describe. */
static uint32_t properties(Walk *w, Reader r, Str doc)
{
    uint32_t object = ecma_add(w, (Expr){.kind = EXPR_OBJECT, .flags = EXPR_IS_TYPE});
    Frame f = ecma_enter(w, SCOPE_CLASS, w->def);
    bool is_found = true;

    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_LITERAL;
    w->b->exprs.at[object].a = w->scope;
    while (is_found) {
        uint32_t type = braced_type(&r);
        bool is_optional = take(&r, "[");
        Str name = take_name(&r);
        size_t from = r.at - (size_t)(doc.ptr - r.text.ptr);

        if (name.len)
            add_property(w, name, type, is_optional);
        is_found = find_tag(w, doc, from, "@property", &r) ||
                   find_tag(w, doc, from, "@prop", &r);
    }
    ecma_leave(w, f);
    return object;
}

/* @typedef {T} Name, or @typedef {Object} Name with @property {T} name after it. */
static void read_typedef(Walk *w, NodeId comment, Reader *r, Str doc)
{
    Reader ahead = *r, property;

    (void)skip_braces(&ahead);
    Str name = take_name(&ahead);
    size_t from = ahead.at - (size_t)(doc.ptr - r->text.ptr);
    if (!name.len)
        return;
    uint32_t def = add_typedef(w, comment, name);
    Frame f = ecma_enter(w, SCOPE_BLOCK, def);
    w->b->scopes.at[w->scope].flags |= ECMA_SCOPE_GENERIC;
    w->b->defs.at[def].inner = w->scope;
    bool has_properties = find_tag(w, doc, from, "@property", &property) ||
                          find_tag(w, doc, from, "@prop", &property);
    uint32_t type = has_properties ? properties(w, property, doc) : braced_type(r);
    w->b->defs.at[def].value = type;
    ecma_leave(w, f);
}

void ecma_jsdoc_typedefs(Walk *w, NodeId comment)
{
    Str doc = node_text(w->t, comment);
    size_t from = 0;
    Reader r;

    while (find_tag(w, doc, from, "@typedef", &r)) {
        from = r.at - (size_t)(doc.ptr - r.text.ptr);
        size_t next = str_find(doc, STR("@typedef"), from);

        r.end = (size_t)(doc.ptr - r.text.ptr) + MIN_OF(next, doc.len);
        read_typedef(w, comment, &r, str_sub(doc, 0, next));
    }
}
