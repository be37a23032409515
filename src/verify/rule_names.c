/*
 * rule_names.c -- names in code spans: retry_max, Context.Bind(), net::Socket.
 *
 * A document speaks of names that no repository defines: of other libraries, of the reader's own
 * program, of a protocol. A name that occurs nowhere is therefore a finding only where something ties
 * it to the repository: it is said to be a member of something defined there (Context.Gone), or it is
 * one slip away from a name that is defined there (retry_maxx, retryMax).
 */
#include "verify/verify_parts.h"

enum { NAME_PARTS_MAX = 8, NAME_MIN_BYTES = 6, NAME_MAX_BYTES = 100 };

typedef struct Named {
    Str parts[NAME_PARTS_MAX];
    size_t count;
    bool is_call;
} Named;

/* "Context.Bind(obj)" -> {Context, Bind}, a call; false for what has no form of a name. */
static bool read_name(Str text, Named *ret)
{
    size_t i = 0, open = 0;

    *ret = (Named){0};
    while (open < text.len && text.ptr[open] != '(' && text.ptr[open] != '<')
        open++;
    ret->is_call = open < text.len && text.ptr[open] == '(' && str_ends(text, STR(")"));
    if (open < text.len && !ret->is_call && !str_ends(text, STR(">")))
        return false;
    text = str_sub(text, 0, open);
    if (text.len == 0 || text.len > NAME_MAX_BYTES)
        return false;
    while (i < text.len) {
        size_t start = i;

        while (i < text.len && is_word_char(text.ptr[i]) && !(text.ptr[i] & 0x80) &&
               text.ptr[i] != '$')
            i++;
        Str part = str_sub(text, start, i);
        if (part.len == 0 || (part.ptr[0] >= '0' && part.ptr[0] <= '9') ||
            ret->count == NAME_PARTS_MAX)
            return false;
        ret->parts[ret->count++] = part;
        if (i == text.len)
            break;
        Str rest = str_sub(text, i, text.len);
        if (str_starts(rest, STR("::")) || str_starts(rest, STR("->")))
            i += 2;
        else if (rest.ptr[0] == '.' || rest.ptr[0] == '#')
            i++;
        else
            return false;
        if (i == text.len)
            return false;
    }
    return true;
}

/* Two words or more: retry_max, retryMax, RetryMax, RETRY_MAX. One word may be any word. */
static bool is_made_up(Str name)
{
    unsigned humps = 0;

    for (size_t i = 1; i < name.len; i++) {
        char c = name.ptr[i], before = name.ptr[i - 1];

        if (c == '_' && i + 1 < name.len && before != '_')
            humps++;
        if (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z')
            humps++;
    }
    return humps > 0;
}

static bool is_container(uint8_t kind)
{
    return kind == DEF_CLASS || kind == DEF_STRUCT || kind == DEF_UNION || kind == DEF_ENUM ||
           kind == DEF_INTERFACE || kind == DEF_TRAIT || kind == DEF_TYPE;
}

/* A type of this name is defined in the repository's own code. */
static bool is_own_type(const Verifying *v, Str name)
{
    uint32_t global = intern_find(&v->program->names, name);
    size_t count;

    if (global == UINT32_MAX)
        return false;
    const SymbolId *symbols = program_symbols_named(v->program, global, &count);
    for (size_t i = 0; i < count; i++) {
        const Unit *u = &v->program->units[program_unit_of(v->program, symbols[i])];

        if (is_container(program_def(v->program, symbols[i])->kind) &&
            !(u->file->flags & (FILE_IS_TEST | FILE_IS_EXAMPLE | FILE_IS_DOC)))
            return true;
    }
    return false;
}

/* Two parts of which the second is an extension name a file: "tree.c", "README.md". */
static bool is_file_name(const Verifying *v, const Named *n, Str text)
{
    uint64_t unused;

    return strmap_get(&v->tree.names, text, &unused) ||
           (n->count == 2 && !n->is_call && n->parts[1].len <= 4 &&
            language_of(text, STR("")) != LANG_NONE &&
            language_of(text, STR("")) != LANG_OTHER);
}

static void check_name(Verifying *v, Doc *d, const MarkdownItem *it)
{
    Named n;
    uint64_t unused;

    if (!read_name(it->text, &n) || verify_is_allowed(v, it->text) ||
        is_file_name(v, &n, it->text))
        return;
    Str last = n.parts[n.count - 1];
    if (last.len < 3 || strmap_get(&d->own_words, last, &unused))
        return;
    if (n.count > 1 && is_own_type(v, n.parts[n.count - 2]))
        verify_claim(v, &(Claim){.doc = d,
                                 .line = it->line,
                                 .rule = RULE_NAME,
                                 .words = {last},
                                 .message = arena_printf(
                                     v->arena, "'%.*s' is defined here, but has no '%.*s'",
                                     STR_ARG(n.parts[n.count - 2]), STR_ARG(last))});
    else if (n.count == 1 && last.len >= NAME_MIN_BYTES && (n.is_call || is_made_up(last)))
        verify_claim(v, &(Claim){.doc = d,
                                 .line = it->line,
                                 .rule = RULE_NAME,
                                 .needs_near = true,
                                 .words = {last},
                                 .message = arena_printf(v->arena, "'%.*s' exists nowhere",
                                                         STR_ARG(last))});
}

void rule_names(Verifying *v, Doc *d)
{
    for (size_t i = 0; i < d->md.count; i++) {
        if (d->md.items[i].kind == MARKDOWN_CODE)
            check_name(v, d, &d->md.items[i]);
    }
}
