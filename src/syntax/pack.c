/*
 * pack.c -- the table of packs, and reading one file with the right one.
 */
#include "syntax/pack.h"

#include "syntax/lexical.h"
#include "syntax/packs/packs.h"

#include <pthread.h>

static const Pack *const packs[] = {
#define X(name) &pack_##name,
    PACKS(X)
#undef X
    NULL,
};

/* Lexicons are made at the first use of any pack and shared by all threads from then on. */
static const Pack *pack_of_language[LANG_COUNT];
static TreeLexicon *lexicon_of_language[LANG_COUNT];
static pthread_once_t packs_once = PTHREAD_ONCE_INIT;

static void load_packs(void)
{
    for (size_t i = 0; packs[i]; i++) {
        pack_of_language[packs[i]->language] = packs[i];
        if (packs[i]->grammar)
            lexicon_of_language[packs[i]->language] =
                tree_lexicon_new(packs[i]->grammar(), &packs[i]->names);
    }
}

const Pack *const *pack_list(size_t *ret_count)
{
    *ret_count = ARRAY_LEN(packs) - 1;
    return packs;
}

const Pack *pack_for(LanguageId language)
{
    MUST(language < LANG_COUNT);
    pthread_once(&packs_once, load_packs);
    return pack_of_language[language];
}

struct SyntaxReader {
    TSParser *parser;
    FactsBuilder builder;
};

SyntaxReader *syntax_reader_new(void)
{
    SyntaxReader *r = xcalloc(1, sizeof(*r));

    r->parser = tree_parser_new();
    facts_builder_init(&r->builder);
    return r;
}

void syntax_reader_free(SyntaxReader *r)
{
    if (!r)
        return;
    tree_parser_free(r->parser);
    facts_builder_done(&r->builder);
    free(r);
}

TSParser *syntax_reader_parser(SyntaxReader *r)
{
    return r->parser;
}

ErrCode syntax_tree(SyntaxReader *r, Arena *a, LanguageId language, Str src, Tree *ret, Err *err)
{
    const Pack *pack = pack_for(language);

    if (!pack)
        return err_set(err, ERR_NOT_FOUND, "there is no language pack for %s",
                       language_name(language));
    if (!pack->grammar)
        return err_set(err, ERR_NOT_FOUND, "%s is read without a grammar",
                       language_name(language));
    return tree_read(a, r->parser, pack->grammar(), lexicon_of_language[language], src, ret, err);
}

static ErrCode read_lines(SyntaxReader *r, Arena *a, const Pack *pack, Str src, Facts **ret,
                          Err *err)
{
    if (src.len > TREE_MAX_SOURCE_BYTES)
        return err_set(err, ERR_LIMIT, "the source is larger than %d bytes", TREE_MAX_SOURCE_BYTES);
    facts_builder_reset(&r->builder);
    pack->read_text(src, &r->builder);
    *ret = facts_finish(&r->builder, a);
    return ERR_OK;
}

ErrCode syntax_read(SyntaxReader *r, Arena *a, LanguageId language, Str src, Facts **ret, Err *err)
{
    const Pack *pack = pack_for(language);

    if (pack && pack->read_text)
        return read_lines(r, a, pack, src, ret, err);

    AUTO(arena_done) Arena scratch = {0};
    Tree tree;
    ErrCode rc = syntax_tree(r, &scratch, language, src, &tree, err);

    if (rc != ERR_OK && rc != ERR_TIMEOUT)
        return rc;
    facts_builder_reset(&r->builder);
    if (rc == ERR_TIMEOUT) {
        lexical_extract(language, src, &r->builder);
        r->builder.is_lexical = true;
    } else {
        r->builder.line_count = tree.line_count;
        r->builder.has_error = tree.has_error;
        pack_for(language)->extract(&tree, &r->builder);
    }
    *ret = facts_finish(&r->builder, a);
    return ERR_OK;
}
