/*
 * output.c -- findings for people, for programs, and as SARIF 2.1.0.
 */
#include "verify/verify.h"

#include "base/json.h"
#include "base/map.h"

static const char *word_of(const VerifyFinding *f)
{
    return f->is_error ? "error" : "warning";
}

/* -- for people -- */

static void write_figures(const VerifyTold *t, Buf *out)
{
    for (uint32_t i = 0; i < t->figures_count; i++) {
        const Figure *g = &t->figures[i];

        if (g->checked)
            buf_printf(out, "  %-40.*s %6llu of %6llu%s\n", STR_ARG(g->check),
                       (unsigned long long)g->good, (unsigned long long)g->checked,
                       (double)g->good < g->target * (double)g->checked ? "  BELOW TARGET"
                                                                        : "");
    }
}

void verify_write_text(const VerifyTold *t, Buf *out)
{
    Str path = STR_NONE;
    uint32_t documents = 0;

    for (size_t i = 0; i < t->findings.len; i++) {
        const VerifyFinding *f = &t->findings.at[i];

        if (!path.ptr || !str_eq(path, f->path)) {
            path = f->path;
            documents++;
            buf_add_clean(out, path.len ? path : STR("(the course)"));
            buf_lit(out, "\n");
        }
        if (f->line)
            buf_printf(out, "  %5u  ", f->line);
        else
            buf_lit(out, "      -  ");
        buf_printf(out, "%-7s %-9.*s ", word_of(f), STR_ARG(f->rule));
        if (f->place.len) {
            buf_add_clean(out, f->place);
            buf_lit(out, ": ");
        }
        buf_add_clean(out, f->message);
        buf_lit(out, "\n");
    }
    if (t->findings.len)
        buf_lit(out, "\n");
    write_figures(t, out);
    if (t->note.len)
        buf_printf(out, "%.*s\n", STR_ARG(t->note));
    buf_printf(out, "%u error%s, %u warning%s in %u of %u files", t->errors,
               t->errors == 1 ? "" : "s", t->warnings, t->warnings == 1 ? "" : "s", documents,
               t->files);
    if (t->ignored)
        buf_printf(out, "; %u ignored by comments", t->ignored);
    buf_lit(out, "\n");
}

/* -- for programs -- */

static void json_finding(JsonWriter *w, const VerifyFinding *f)
{
    jw_begin_object(w);
    jw_text(w, "rule", f->rule);
    jw_text(w, "severity", str_from(word_of(f)));
    jw_text(w, "path", f->path);
    if (f->line)
        jw_u64(w, "line", f->line);
    if (f->place.len)
        jw_text(w, "place", f->place);
    jw_text(w, "message", f->message);
    jw_end_object(w);
}

void verify_write_json(const VerifyTold *t, Buf *out)
{
    JsonWriter w;

    jw_init(&w, out, 2);
    jw_begin_object(&w);
    jw_u64(&w, "files", t->files);
    jw_u64(&w, "errors", t->errors);
    jw_u64(&w, "warnings", t->warnings);
    jw_u64(&w, "ignored", t->ignored);
    if (t->note.len)
        jw_text(&w, "note", t->note);
    jw_array(&w, "figures");
    for (uint32_t i = 0; i < t->figures_count; i++) {
        jw_begin_object(&w);
        jw_text(&w, "check", t->figures[i].check);
        jw_u64(&w, "checked", t->figures[i].checked);
        jw_u64(&w, "good", t->figures[i].good);
        jw_fixed(&w, "target", t->figures[i].target, 4);
        jw_end_object(&w);
    }
    jw_end_array(&w);
    jw_array(&w, "findings");
    for (size_t i = 0; i < t->findings.len; i++)
        json_finding(&w, &t->findings.at[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    buf_lit(out, "\n");
}

/* -- SARIF -- */

static void put_uri(Buf *out, Str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            strchr("/-._~", c))
            buf_add_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

static Str rule_words(Str rule)
{
    for (int r = 0; r < RULE_COUNT; r++) {
        if (str_is(rule, verify_rule_name((VerifyRule)r)))
            return str_from(verify_rule_words((VerifyRule)r));
    }
    return rule;
}

/* The rules that found something, in order of first appearance; a result names its rule's place. */
static void sarif_rules(JsonWriter *w, const VerifyTold *t, StrMap *index)
{
    jw_array(w, "rules");
    for (size_t i = 0; i < t->findings.len; i++) {
        const VerifyFinding *f = &t->findings.at[i];

        if (strmap_get(index, f->rule, &(uint64_t){0}) ||
            !strmap_set(index, f->rule, index->len))
            continue;
        jw_begin_object(w);
        jw_text(w, "id", f->rule);
        jw_object(w, "shortDescription");
        jw_text(w, "text", rule_words(f->rule));
        jw_end_object(w);
        jw_object(w, "defaultConfiguration");
        jw_text(w, "level", str_from(word_of(f)));
        jw_end_object(w);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void sarif_location(JsonWriter *w, const VerifyFinding *f)
{
    AUTO(buf_done) Buf uri = BUF(1 << 16);

    Str path = f->uri.len ? f->uri : f->path.len ? f->path : STR("course.json");
    bool is_absolute = str_starts(path, STR("/"));
    if (is_absolute)
        buf_lit(&uri, "file://");
    put_uri(&uri, path);
    jw_array(w, "locations");
    jw_begin_object(w);
    jw_object(w, "physicalLocation");
    jw_object(w, "artifactLocation");
    jw_text(w, "uri", buf_str(&uri));
    if (!is_absolute)
        jw_text(w, "uriBaseId", STR("ROOT"));
    jw_end_object(w);
    if (f->line) {
        jw_object(w, "region");
        jw_u64(w, "startLine", f->line);
        jw_end_object(w);
    }
    jw_end_object(w);
    jw_end_object(w);
    jw_end_array(w);
}

static void sarif_result(JsonWriter *w, const VerifyFinding *f, const StrMap *index)
{
    uint64_t rule = 0;

    (void)strmap_get(index, f->rule, &rule);
    jw_begin_object(w);
    jw_text(w, "ruleId", f->rule);
    jw_u64(w, "ruleIndex", rule);
    jw_text(w, "level", str_from(word_of(f)));
    jw_object(w, "message");
    jw_text(w, "text", f->message);
    jw_end_object(w);
    sarif_location(w, f);
    jw_end_object(w);
}

void verify_write_sarif(const VerifyTold *t, Str base, Buf *out)
{
    AUTO(buf_done) Buf uri = BUF(1 << 16);
    StrMap index = {0};
    JsonWriter w;

    buf_lit(&uri, "file://");
    put_uri(&uri, base);
    buf_lit(&uri, "/");
    jw_init(&w, out, 2);
    jw_begin_object(&w);
    jw_text(&w, "$schema", STR("https://json.schemastore.org/sarif-2.1.0.json"));
    jw_text(&w, "version", STR("2.1.0"));
    jw_array(&w, "runs");
    jw_begin_object(&w);
    jw_object(&w, "tool");
    jw_object(&w, "driver");
    jw_text(&w, "name", STR("fondation"));
    jw_text(&w, "version", STR(FONDATION_VERSION));
    sarif_rules(&w, t, &index);
    jw_end_object(&w);
    jw_end_object(&w);
    jw_object(&w, "originalUriBaseIds");
    jw_object(&w, "ROOT");
    jw_text(&w, "uri", buf_str(&uri));
    jw_end_object(&w);
    jw_end_object(&w);
    jw_text(&w, "columnKind", STR("utf16CodeUnits"));
    jw_array(&w, "results");
    for (size_t i = 0; i < t->findings.len; i++)
        sarif_result(&w, &t->findings.at[i], &index);
    jw_end_array(&w);
    jw_end_object(&w);
    jw_end_array(&w);
    jw_end_object(&w);
    buf_lit(out, "\n");
    strmap_done(&index);
}
