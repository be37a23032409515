/*
 * data_files.c -- JSON, YAML and TOML: what their well-known keys define. The readers of source/data.h
 * serve here too; the grammars are only for highlighting.
 */
#include "syntax/pack.h"
#include "syntax/packs/text_facts.h"

static void read_json(Str src, FactsBuilder *b)
{
    TextFacts t;

    text_facts_begin(&t, src, b, NULL);
    Data d = data_read_json(&t.arena, src);
    text_read_data(&t, &d);
    text_facts_done(&t);
}

static void read_yaml(Str src, FactsBuilder *b)
{
    TextFacts t;

    text_facts_begin(&t, src, b, "#");
    Data d = data_read_yaml(&t.arena, src);
    text_read_data(&t, &d);
    text_facts_done(&t);
}

/* "[tool.pytest]" and "[[bin]]": a section to the next one. */
static void add_tables(TextFacts *t)
{
    uint32_t open = 0;

    for (uint32_t line = 1; line <= t->line_count; line++) {
        Str text = str_trim(str_sub(t->src, text_line_start(t, line), text_line_end(t, line)));

        if (text.len < 3 || text.ptr[0] != '[' || text.ptr[text.len - 1] != ']' ||
            str_has(text, STR("\"")))
            continue;
        while (text.len && text.ptr[0] == '[')
            text = str_sub(text, 1, text.len);
        text = str_sub(text, 0, str_find_char(text, ']', 0));
        if (text.len == 0 || str_has(text, STR(",")) || str_has(text, STR("'")))
            continue; /* an array on a line of its own */
        if (open) {
            t->b->defs.at[open].end_line = MAX_OF(line - 1, t->b->defs.at[open].line);
            t->b->defs.at[open].end = text_line_end(t, t->b->defs.at[open].end_line);
        }
        open = text_add_def(t, DEF_SECTION, text, line, t->line_count);
    }
}

static void read_toml(Str src, FactsBuilder *b)
{
    TextFacts t;

    text_facts_begin(&t, src, b, "#");
    add_tables(&t);
    Data d = data_read_toml(&t.arena, src);
    uint32_t scripts = data_find(&d, "project", "scripts", NULL);
    if (scripts)
        DATA_EACH_CHILD (&d, scripts, s)
            (void)text_add_def(&t, DEF_RULE, d.items[s].key, d.items[s].line, d.items[s].line);
    text_facts_done(&t);
}

const TSLanguage *tree_sitter_json(void);
const TSLanguage *tree_sitter_yaml(void);
const TSLanguage *tree_sitter_toml(void);

const Pack pack_json = {
    .language = LANG_JSON, .version = 1, .grammar = tree_sitter_json, .read_text = read_json};
const Pack pack_yaml = {
    .language = LANG_YAML, .version = 1, .grammar = tree_sitter_yaml, .read_text = read_yaml};
const Pack pack_toml = {
    .language = LANG_TOML, .version = 1, .grammar = tree_sitter_toml, .read_text = read_toml};
