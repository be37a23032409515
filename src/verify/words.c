/*
 * words.c -- claims that a word exists, settled together.
 *
 * The program's names answer most. For the rest every text of the checkout but Markdown is read once,
 * word by word, against the set of words that are asked for: a word in a string, a comment, a
 * template or a language without a pack exists too.
 */
#include "verify/verify_parts.h"

#include "syntax/pack.h"

enum { SCAN_FILE_MAX_BYTES = 4 << 20 };

bool verify_word_is_known(Str word)
{
    return syntax_is_word(word);
}

static bool is_name(const Verifying *v, Str word)
{
    return verify_word_is_known(word) || intern_find(&v->program->names, word) != UINT32_MAX;
}

/* Kebab words ("foo-bar") are asked for whole; their parts are words of their own. */
static bool is_scan_char(char c)
{
    return is_word_char(c) || c == '-';
}

static Str without_dashes(Str s)
{
    while (s.len && s.ptr[0] == '-')
        s = str_sub(s, 1, s.len);
    while (s.len && s.ptr[s.len - 1] == '-')
        s.len--;
    return s;
}

static void see_word(StrMap *wanted, size_t *left, Str word)
{
    uint64_t state;

    if (strmap_get(wanted, word, &state) && state == 0) {
        *strmap_at(wanted, word, NULL) = 1;
        --*left;
    }
}

static void scan_text(StrMap *wanted, size_t *left, Str text)
{
    for (size_t i = 0; i < text.len && *left;) {
        size_t start = i, part;

        while (i < text.len && is_scan_char(text.ptr[i]))
            i++;
        if (i == start) {
            i++;
            continue;
        }
        Str run = without_dashes(str_sub(text, start, i));
        see_word(wanted, left, run);
        for (part = 0; part < run.len && str_find_char(run, '-', 0) != SIZE_MAX;) {
            size_t dash = str_find_char(run, '-', part);

            see_word(wanted, left, str_sub(run, part, dash));
            part = dash == SIZE_MAX ? run.len : dash + 1;
        }
    }
}

static bool is_scanned(const SourceFile *f)
{
    return f->language != LANG_MARKDOWN && f->size <= SCAN_FILE_MAX_BYTES &&
           f->skip != SKIP_BINARY && f->skip != SKIP_LFS && f->skip != SKIP_SUBMODULE &&
           f->skip != SKIP_SYMLINK && f->skip != SKIP_SPECIAL && f->skip != SKIP_UNREADABLE &&
           f->skip != SKIP_MINIFIED;
}

static void scan_repository(Verifying *v, StrMap *wanted, size_t left)
{
    for (size_t i = 0; i < v->tree.file_count && left; i++) {
        const SourceFile *f = &v->tree.files[i];
        AUTO(arena_done) Arena a = {0};
        Str text;

        if (v->ask->stop && *v->ask->stop)
            return;
        if (is_scanned(f) && checkout_read(v->checkout, &a, f, &text, NULL) == ERR_OK)
            scan_text(wanted, &left, text);
    }
}

static bool is_settled(const Verifying *v, const Claim *c)
{
    for (size_t i = 0; i < ARRAY_LEN(c->words); i++) {
        if (c->words[i].len && (is_name(v, c->words[i]) || verify_is_allowed(v, c->words[i])))
            return true;
    }
    return false;
}

/* What is said of no word that exists. */
static void refuse(Verifying *v, const Claim *c)
{
    Str near = STR("");

    for (size_t w = 0; w < ARRAY_LEN(c->words) && !near.len; w++) {
        if (c->words[w].len)
            near = near_name(v, c->words[w]);
    }
    if (c->needs_near && !near.len)
        return;
    verify_find(v, c->doc, c->line, (VerifyRule)c->rule, false, "%.*s%s%.*s%s",
                STR_ARG(c->message), near.len ? " (there is '" : "", STR_ARG(near),
                near.len ? "')" : "");
}

void claims_settle(Verifying *v)
{
    StrMap wanted = {0};

    for (size_t i = 0; i < v->claims.len; i++) {
        const Claim *c = &v->claims.at[i];

        for (size_t w = 0; w < ARRAY_LEN(c->words) && !is_settled(v, c); w++) {
            if (c->words[w].len)
                (void)strmap_at(&wanted, c->words[w], NULL);
        }
    }
    if (wanted.len)
        scan_repository(v, &wanted, wanted.len);
    for (size_t i = 0; i < v->claims.len; i++) {
        const Claim *c = &v->claims.at[i];
        uint64_t found = is_settled(v, c);

        for (size_t w = 0; w < ARRAY_LEN(c->words) && !found; w++) {
            if (c->words[w].len)
                (void)strmap_get(&wanted, c->words[w], &found);
        }
        if (!found)
            refuse(v, c);
    }
    strmap_done(&wanted);
}
