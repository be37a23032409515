/*
 * repair_text.c -- a text is asked by the same check that found its fault, until it has none or nothing
 * is left of it.
 */
#include "course/repair_text.h"

#include "course/names.h"

enum { MEND_MAX_SENTENCES = 200 };

void mending_note(Mending *m, Check check, const char *action, const char *fmt, ...)
{
    static const char *const names[CHECK_COUNT] = {
#define X(id, n, t, e) [CHECK_##id] = n,
        CHECKS(X)
#undef X
    };
    AUTO(buf_done) Buf message = BUF(4096);
    va_list args;

    va_start(args, fmt);
    buf_vprintf(&message, fmt, args);
    va_end(args);
    *VEC_PUSH(&m->notes) = (Finding){
        .check = str_from(names[check]),
        .severity = STR("warning"),
        .place = m->place,
        .message = arena_str(m->arena, buf_str(&message)),
        .action = str_from(action),
    };
}

Str names_tail(Str qualified)
{
    size_t dot = str_rfind_char(qualified, '.'), colon = str_rfind_char(qualified, ':');
    size_t start = dot == SIZE_MAX ? 0 : dot + 1;

    if (colon != SIZE_MAX && colon + 1 > start)
        start = colon + 1;
    return str_sub(qualified, start, qualified.len);
}

/* -- asking -- */

static void begin_asking(Mending *m)
{
    memset(m->check.checked, 0, sizeof(m->check.checked));
    memset(m->check.good, 0, sizeof(m->check.good));
}

/* How much was found untrue; the last row that found something in *ret_check. Of what a course may
 * have a few (a name that is not quite where it is cited) nothing is cut: `all` counts it too. */
static uint64_t end_asking(Mending *m, bool all, Check *ret_check)
{
    static const bool is_error[CHECK_COUNT] = {
#define X(id, n, t, e) [CHECK_##id] = e,
        CHECKS(X)
#undef X
    };
    const Checking *k = &m->check;
    uint64_t count = 0;

    VEC_CLEAR(&m->check.findings);
    for (int i = 0; i < CHECK_COUNT; i++) {
        if (i == CHECK_CODE || k->good[i] == k->checked[i] || (!all && !is_error[i]))
            continue;
        count += k->checked[i] - k->good[i];
        if (ret_check)
            *ret_check = (Check)i;
    }
    return count;
}

static uint64_t faults(Mending *m, Str text, const Source *own, bool all, Check *ret_check)
{
    begin_asking(m);
    check_text(&m->check, text);
    check_claims(&m->check, text, own);
    return end_asking(m, all, ret_check);
}

/* -- citations -- */

/* The one definition of that name in the file. */
static bool find_definition(Mending *m, Str path, Str name, Source *ret)
{
    const Program *p = m->check.program;
    UnitId unit = program_find_unit(p, path);
    const Facts *f = unit == UNIT_NONE ? NULL : p->units[unit].facts;
    NameId id = f ? facts_find_name(f, name) : UINT32_MAX;
    uint32_t found = 0;

    for (uint32_t d = 1; f && id != UINT32_MAX && d < f->def_count; d++) {
        if (f->defs[d].name != id)
            continue;
        found++;
        *ret = (Source){p->units[unit].file->path, f->defs[d].line, f->defs[d].end_line};
    }
    return found == 1;
}

/* The one file whose path ends in this name. */
static Str find_file(Mending *m, Str base)
{
    size_t count;
    const SourceFile *files = checkout_files(m->check.program->checkout, &count);
    Str found = STR("");

    for (size_t i = 0; i < count; i++) {
        if (!str_eq(path_base(files[i].path), base))
            continue;
        if (found.len)
            return STR("");
        found = files[i].path;
    }
    return found;
}

/* A citation that is not as it should be, made right; false when the right place is not known. */
static bool mend_cite(Mending *m, Source *s, Str name)
{
    Source right;

    if (!checkout_find(m->check.program->checkout, s->path)) {
        Str path = find_file(m, path_base(s->path));

        if (!path.len)
            return false;
        s->path = path;
    }
    if (check_source_exists(&m->check, s) &&
        (!name.len || !s->line || names_near(m->check.program, m->check.evidence, name, s)))
        return true;
    if (!name.len || !find_definition(m, s->path, name, &right))
        return false;
    if (s->end_line <= s->line) /* it cited one line */
        right.end_line = right.line;
    *s = right;
    return true;
}

static bool is_true_cite(Mending *m, const Source *s, Str name)
{
    return check_source_exists(&m->check, s) &&
           (!name.len || !s->line || names_near(m->check.program, m->check.evidence, name, s));
}

/* Writes one link: as it is, with its right place, or as its label alone. */
static void put_link(Mending *m, Buf *out, const Piece *piece, Str name)
{
    Source s, right;

    if (!str_starts(piece->target, STR("cite:"))) {
        if (check_link_resolves(&m->check, piece->target)) {
            buf_add(out, piece->raw);
        } else {
            buf_add(out, piece->label);
            mending_note(m, CHECK_LINK, "cut", "the link to '%.*s'", STR_ARG(piece->target));
        }
        return;
    }
    if (!text_parse_cite(piece->target, &s) || is_true_cite(m, &s, name)) {
        buf_add(out, piece->raw);
        return;
    }
    right = s;
    if (!mend_cite(m, &right, name)) {
        buf_add(out, piece->raw);
        return;
    }
    text_cite_source(out, &right);
    mending_note(m, CHECK_CITATION, "repaired", "%.*s:%u is %.*s:%u", STR_ARG(s.path), s.line,
                 STR_ARG(right.path), right.line);
}

static Str mend_links(Mending *m, Str text)
{
    AUTO(buf_done) Buf out = BUF(16 << 20);
    Str rest = text, name = STR_NONE;
    Piece piece;

    while (text_next(m->arena, &rest, &piece)) {
        if (piece.kind == PIECE_LINK) {
            put_link(m, &out, &piece, names_last(name));
            name = STR_NONE;
            continue;
        }
        if (piece.kind == PIECE_CODE)
            name = piece.label;
        else if (str_trim(piece.raw).len)
            name = STR_NONE;
        buf_add(&out, piece.raw);
    }
    return arena_str(m->arena, buf_str(&out));
}

/* -- sentences -- */

/* Where sentences end: behind a full stop and a blank, and at line ends; never inside code or links. */
static size_t split(Mending *m, Str text, size_t ret_ends[MEND_MAX_SENTENCES])
{
    Str rest = text;
    size_t count = 0;
    Piece piece;

    while (text_next(m->arena, &rest, &piece)) {
        for (size_t i = 0; piece.kind == PIECE_TEXT && i < piece.raw.len; i++) {
            char c = piece.raw.ptr[i];
            bool is_stop = i && c == ' ' && strchr(".!?", piece.raw.ptr[i - 1]);

            if ((is_stop || c == '\n') && count + 1 < MEND_MAX_SENTENCES)
                ret_ends[count++] = (size_t)(piece.raw.ptr - text.ptr) + i + 1;
        }
    }
    if (count == 0 || ret_ends[count - 1] < text.len)
        ret_ends[count++] = text.len;
    return count;
}

static Str without(Mending *m, Str text, size_t start, size_t end)
{
    return arena_printf(m->arena, "%.*s%.*s", STR_ARG(str_sub(text, 0, start)),
                        STR_ARG(str_sub(text, end, text.len)));
}

/* Takes away the first sentence without which less is untrue; false when there is none. */
static bool cut_sentence(Mending *m, Str *text, const Source *own)
{
    size_t ends[MEND_MAX_SENTENCES], count = split(m, *text, ends), start = 0;
    Check why = CHECK_CITATION;
    uint64_t before = faults(m, *text, own, false, &why);

    for (size_t i = 0; i < count; start = ends[i++]) {
        Str shorter = without(m, *text, start, ends[i]);

        if (faults(m, shorter, own, false, NULL) >= before)
            continue;
        mending_note(m, why, "cut", "%.*s", STR_ARG(str_trim(str_sub(*text, start, ends[i]))));
        *text = shorter;
        return true;
    }
    return false;
}

Str mend_text(Mending *m, Str text, const Source *own)
{
    if (!text.len || faults(m, text, own, true, NULL) == 0)
        return text;
    Str mended = mend_links(m, text);
    while (faults(m, mended, own, false, NULL) && cut_sentence(m, &mended, own))
        ;
    return mended;
}

/* -- rows -- */

static uint64_t row_faults(Mending *m, Str *cells, uint32_t count, bool all, Check *ret_check)
{
    Table row = {.head_count = count, .cells = cells, .row_count = 1};

    begin_asking(m);
    check_row(&m->check, &row, 0);
    return end_asking(m, all, ret_check);
}

bool mend_row(Mending *m, const Str *cells, uint32_t count, Str *ret_cells)
{
    Check why = CHECK_ROW;

    for (uint32_t i = 0; i < count; i++)
        ret_cells[i] = cells[i];
    if (row_faults(m, ret_cells, count, true, NULL) == 0)
        return true;
    for (uint32_t i = 0; i < count; i++)
        ret_cells[i] = mend_links(m, cells[i]);
    if (row_faults(m, ret_cells, count, false, &why) == 0)
        return true;
    mending_note(m, why, "cut", "the row of %.*s", STR_ARG(cells[0]));
    return false;
}
