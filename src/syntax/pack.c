/*
 * pack.c -- the table of packs, and reading one file with the right one.
 */
#include "syntax/pack.h"

#include "syntax/lexical.h"
#include "syntax/packs/packs.h"

#include <pthread.h>
#include <tree_sitter/api.h>

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
            lexicon_of_language[packs[i]->language] = tree_lexicon_new(packs[i]->grammar(),
                                                                       &packs[i]->names);
    }
}

/* Words that are no keywords to the grammars but belong to the languages all the same. */
static const char *const builtin_words[] = {
    "int",       "char",     "void",     "bool",     "float",     "double",    "long",
    "short",     "unsigned", "signed",   "size_t",   "ssize_t",   "ptrdiff_t", "wchar_t",
    "auto",      "self",     "cls",      "this",     "super",     "str",       "list",
    "dict",      "set",      "tuple",    "bytes",    "object",    "None",      "True",
    "False",     "string",   "number",   "boolean",  "any",       "unknown",   "never",
    "undefined", "null",     "nil",      "true",     "false",     "error",     "byte",
    "rune",      "uint",     "int8",     "int16",    "int32",     "int64",     "uint8",
    "uint16",    "uint32",   "uint64",   "int8_t",   "int16_t",   "int32_t",   "int64_t",
    "uint8_t",   "uint16_t", "uint32_t", "uint64_t", "uintptr_t", "intptr_t",  "usize",
    "isize",     "u8",       "u16",      "u32",      "u64",       "i8",        "i16",
    "i32",       "i64",      "f32",      "f64",      "Self",      "Option",    "Result",
    "Vec",       "String",   "Box",      "Some",     "Ok",        "Err",       "inline",
    "override",  "final",    "readonly", "get",      "async",     "declare",   "abstract",
    "namespace", "type",     "of",       "define",
};

static StrMap language_words;
static pthread_once_t words_once = PTHREAD_ONCE_INIT;

static bool is_alphabetic(const char *name)
{
    for (; *name; name++) {
        if (!((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') || *name == '_'))
            return false;
    }
    return true;
}

static void load_words(void)
{
    for (size_t i = 0; i < ARRAY_LEN(builtin_words); i++)
        (void)strmap_set(&language_words, str_from(builtin_words[i]), 1);
    for (size_t i = 0; packs[i]; i++) {
        const TSLanguage *language = packs[i]->grammar ? packs[i]->grammar() : NULL;

        for (uint32_t s = 0; language && s < ts_language_symbol_count(language); s++) {
            const char *name = ts_language_symbol_name(language, (TSSymbol)s);

            if (name && *name && is_alphabetic(name) &&
                ts_language_symbol_type(language, (TSSymbol)s) == TSSymbolTypeAnonymous)
                (void)strmap_set(&language_words, str_from(name), 1);
        }
    }
}

bool syntax_is_word(Str word)
{
    uint64_t found;

    pthread_once(&words_once, load_words);
    return strmap_get(&language_words, word, &found);
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
    TreeParser *parser;
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

TreeParser *syntax_reader_parser(SyntaxReader *r)
{
    return r->parser;
}

ErrCode syntax_tree(SyntaxReader *r, Arena *a, LanguageId language, Str src, Tree *ret,
                    Err *err)
{
    const Pack *pack = pack_for(language);

    if (!pack)
        return err_set(err, ERR_NOT_FOUND, "there is no language pack for %s",
                       language_name(language));
    if (!pack->grammar)
        return err_set(err, ERR_NOT_FOUND, "%s is read without a grammar",
                       language_name(language));
    return tree_read(a, r->parser, pack->grammar(), lexicon_of_language[language], src, ret,
                     err);
}

static ErrCode read_lines(SyntaxReader *r, Arena *a, const Pack *pack, Str src, Facts **ret,
                          Err *err)
{
    if (src.len > TREE_MAX_SOURCE_BYTES)
        return err_set(err, ERR_LIMIT, "the source is larger than %d bytes",
                       TREE_MAX_SOURCE_BYTES);
    facts_builder_reset(&r->builder);
    pack->read_text(src, &r->builder);
    *ret = facts_finish(&r->builder, a);
    return ERR_OK;
}

ErrCode syntax_read(SyntaxReader *r, Arena *a, LanguageId language, Str src, Facts **ret,
                    Err *err)
{
    const Pack *pack = pack_for(language);

    if (pack && pack->read_text)
        return read_lines(r, a, pack, src, ret, err);

    AUTO(arena_done) Arena scratch = {0};
    Tree tree;
    ErrCode rc = syntax_tree(r, &scratch, language, src, &tree, err);

    if (rc != ERR_OK && rc != ERR_TIMEOUT && rc != ERR_BUSY)
        return rc;
    facts_builder_reset(&r->builder);
    if (rc != ERR_OK) {
        lexical_extract(language, src, &r->builder);
        r->builder.is_lexical = true;
    } else {
        r->builder.line_count = tree.line_count;
        r->builder.has_error = tree.has_error;
        pack_for(language)->extract(&tree, &r->builder);
    }
    *ret = facts_finish(&r->builder, a);
    (*ret)->is_timed_out = rc == ERR_BUSY;
    return ERR_OK;
}
