/*
 * stores.c -- lines that create or write a file.
 */
#include "insight/stores.h"

#include "insight/comments.h"

enum { STORES_OF_ONE_FUNCTION = 1 };

typedef struct Words {
    LanguageId language;
    const char *words[8]; /* all that a call of the library begins with */
} Words;

static const Words table[] = {
    {LANG_C, {"O_CREAT", "\"w\")", "\"wb\")", "\"a\")", "\"w+\")", "\"ab\")", "mkstemp("}},
    {LANG_CPP, {"O_CREAT", "std::ofstream ", "\"w\")", "\"wb\")", "\"a\")"}},
    {LANG_PYTHON,
     {"open(", ".write_text(", ".write_bytes(", "sqlite3.connect(", "shelve.open("}},
    {LANG_GO,
     {"os.Create(", "os.OpenFile(", "os.WriteFile(", "ioutil.WriteFile(", "sql.Open(",
      "bolt.Open("}},
    {LANG_RUST, {"File::create(", "OpenOptions::new(", "fs::write(", "Connection::open("}},
    {LANG_JAVA,
     {"new FileOutputStream(", "new FileWriter(", "Files.write(", "Files.newBufferedWriter(",
      "Files.newOutputStream(", "Files.writeString("}},
    {LANG_JAVASCRIPT,
     {"fs.writeFile(", "fs.writeFileSync(", "createWriteStream(", "writeFileSync(",
      "appendFile("}},
    {LANG_TYPESCRIPT,
     {"fs.writeFile(", "fs.writeFileSync(", "createWriteStream(", "writeFileSync(",
      "appendFile("}},
};

static bool is_name_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Python's open and Go's OpenFile write only in some modes. */
static bool writes(LanguageId language, Str line, const char *word)
{
    if (language == LANG_PYTHON && strcmp(word, "open(") == 0)
        return str_has(line, STR("\"w")) || str_has(line, STR("'w")) ||
               str_has(line, STR("\"a")) || str_has(line, STR("'a"));
    if (strcmp(word, "os.OpenFile(") == 0)
        return str_has(line, STR("O_CREATE")) || str_has(line, STR("O_WRONLY")) ||
               str_has(line, STR("O_RDWR"));
    if (word[0] == '"')
        return str_has(line, STR("open("));
    return true;
}

static bool has_word_at(Str line, const char *word)
{
    for (size_t at = 0; (at = str_find(line, str_from(word), at)) != SIZE_MAX; at++) {
        if (!is_name_char(word[0]) || at == 0 ||
            (!is_name_char(line.ptr[at - 1]) && line.ptr[at - 1] != '.'))
            return true;
    }
    return false;
}

static const Words *words_of(LanguageId language)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (table[i].language == language)
            return &table[i];
    }
    return NULL;
}

static bool is_store(const Words *w, Str line)
{
    for (size_t i = 0; i < ARRAY_LEN(w->words) && w->words[i]; i++) {
        if (has_word_at(line, w->words[i]) && writes(w->language, line, w->words[i]))
            return true;
    }
    return false;
}

/* The innermost function around an offset. */
static SymbolId function_at(const Unit *u, uint32_t at)
{
    SymbolId best = 0;

    for (uint32_t d = 1; d < u->facts->def_count && u->facts->defs[d].start <= at; d++) {
        if (insight_is_function(&u->facts->defs[d]) && u->facts->defs[d].end > at)
            best = u->first_symbol + d;
    }
    return best;
}

/* Adds the lines between two comments. */
static void read_code(const Insight *x, UnitId unit, const Words *w, uint32_t start,
                      uint32_t end, Store *ret, uint32_t *count)
{
    const Unit *u = &x->program->units[unit];
    Str text = insight_text(x, unit), rest = str_sub(text, start, end), line;

    while (str_line(&rest, &line) && *count < STORES_MAX) {
        Str trimmed = str_trim(line);
        uint32_t at = (uint32_t)(trimmed.ptr - text.ptr), of_function = 0;

        if (!trimmed.len || trimmed.len > STORE_LINE_MAX_BYTES || !is_store(w, trimmed))
            continue;
        SymbolId where = function_at(u, at);
        for (uint32_t i = 0; i < *count; i++)
            of_function += ret[i].where == where && ret[i].at.unit == unit;
        if (where && of_function < STORES_OF_ONE_FUNCTION)
            ret[(*count)++] = (Store){{unit, at}, trimmed, where};
    }
}

static bool may_store(const Words *w, Str text)
{
    for (size_t i = 0; i < ARRAY_LEN(w->words) && w->words[i]; i++) {
        if (str_has(text, str_from(w->words[i])))
            return true;
    }
    return false;
}

uint32_t stores_find(const Insight *x, Store *ret)
{
    uint32_t count = 0;

    for (UnitId unit = 0; unit < x->program->unit_count; unit++) {
        const SourceFile *f = x->program->units[unit].file;
        const Words *w = words_of(f->language);
        uint32_t at = 0, from = 0;
        Comment c;

        if (!w || x->is_test_unit[unit] || !may_store(w, insight_text(x, unit)) ||
            (f->flags & (FILE_IS_EXAMPLE | FILE_IS_DOC | FILE_IS_BUILD)))
            continue;
        while (comment_next(insight_text(x, unit), f->language, &at, &c)) {
            read_code(x, unit, w, from, c.start, ret, &count);
            from = c.end;
        }
        read_code(x, unit, w, from, (uint32_t)insight_text(x, unit).len, ret, &count);
    }
    return count;
}
