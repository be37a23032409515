/*
 * section_reach.c -- "Command | Path": how what users ask for comes to this chapter.
 *
 * A path is a chain of resolved calls, each with the line of the call. Where none was found it says so, and
 * no more: the call may go through a table or a pointer.
 */
#include "writer/section.h"

enum {
    ROWS_MAX = 12,
    NAMES_MAX = 12,
    HUB_NAMES_MAX = 6,
    HUBS_SHOWN = 2,
    OWN_MAX = 30,
    OWN_MIN = 3,
    ALL_PERCENT = 85
};

const Reach *section_find_reach(const SectionAsk *s)
{
    SectionShared *x = s->shared;

    if (!x->has_reach)
        reach_find(s->insight, x->flow, s->ask->outline->abstraction_count, &x->reach);
    x->has_reach = true;
    return &x->reach;
}

static const ReachPath *path_of(const SectionAsk *s, const Request *r)
{
    return &r->paths[s->number - 1];
}

static bool is_specific(const ReachPath *path)
{
    return path->count && !path->through;
}

static bool is_own(const SectionAsk *s, const Request *r)
{
    return s->insight->owner[r->handler] == s->number;
}

/* "commands" or "routes", as most of them are. */
static const char *noun_of(const Reach *reach)
{
    uint32_t routes = 0;

    for (uint32_t i = 0; i < reach->count; i++)
        routes += str_is(reach->requests[i].kind, "route");
    return routes * 2 > reach->count ? "route" : "command";
}

static void put_path(const SectionAsk *s, Buf *b, const ReachPath *path)
{
    UnitId unit = UNIT_NONE;

    for (uint32_t i = 0; i < path->count; i++) {
        const Hop *h = &path->hops[i];
        Source at = section_source(s, &h->at);

        buf_add(b, i ? STR(" → ") : STR(""));
        section_put_name(s, b, h->to);
        text_lit(b, " ");
        if (h->at.unit == unit)
            text_cite_line(b, at.path, at.line);
        else
            text_cite(b, at.path, at.line, 0);
        unit = h->at.unit;
    }
}

static bool is_same_path(const ReachPath *a, const ReachPath *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->hops[i].to != b->hops[i].to || a->hops[i].at.at != b->hops[i].at.at)
            return false;
    }
    return true;
}

/* Requests that go the same way stand in one row, with the first of them. */
static bool is_told_before(const SectionAsk *s, const Reach *reach, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++) {
        if (path_of(s, &reach->requests[i])->count &&
            is_same_path(path_of(s, &reach->requests[i]), path_of(s, &reach->requests[at])))
            return true;
    }
    return false;
}

static void put_row(const SectionAsk *s, const Reach *reach, uint32_t at)
{
    Buf *b = draft_cell(s->draft);
    const ReachPath *path = path_of(s, &reach->requests[at]);
    bool is_first = true;

    for (uint32_t i = at; i < reach->count; i++) {
        if (i != at && !is_same_path(path_of(s, &reach->requests[i]), path))
            continue;
        buf_add(b, is_first ? STR("") : STR(", "));
        text_code(b, reach->requests[i].name);
        is_first = false;
    }
    draft_end_cell(s->draft);
    put_path(s, draft_cell(s->draft), path);
    draft_end_cell(s->draft);
}

static void put_table(const SectionAsk *s, const Reach *reach, const char *noun)
{
    const char *head[] = {str_is(str_from(noun), "route") ? "Route" : "Command", "Path", NULL};
    uint32_t rows = 0, left_out = 0;

    draft_table(s->draft, head);
    for (uint32_t i = 0; i < reach->count; i++) {
        if (!is_specific(path_of(s, &reach->requests[i])) || is_own(s, &reach->requests[i]) ||
            is_told_before(s, reach, i))
            continue;
        if (rows++ < ROWS_MAX)
            put_row(s, reach, i);
        else
            left_out++;
    }
    draft_end_table(s->draft);
    if (left_out) {
        buf_printf(draft_prose(s->draft), "And %u more ways.", left_out);
        draft_end_prose(s->draft);
    }
}

/* "By way of `reply_line`, which 23 commands come by: `put`, `peek`." for each hub. */
static void put_through_hubs(const SectionAsk *s, const Reach *reach, const char *noun)
{
    Buf *b = draft_prose(s->draft);
    U64Map told = {0};

    for (uint32_t i = 0; i < reach->count; i++) {
        SymbolId hub = path_of(s, &reach->requests[i])->through;
        uint32_t shown = 0, all = 0;
        bool is_new = false;

        if (!hub || is_own(s, &reach->requests[i]))
            continue;
        (void)u64map_at(&told, hub, &is_new);
        if (is_new && told.len > HUBS_SHOWN)
            break; /* the first two say what kind of part this is */
        for (uint32_t n = i; is_new && n < reach->count; n++) {
            if (path_of(s, &reach->requests[n])->through != hub ||
                is_own(s, &reach->requests[n]) || all++ >= HUB_NAMES_MAX)
                continue;
            if (shown++ == 0) {
                text_lit(b, "By way of ");
                section_put_symbol(s, b, hub);
                buf_printf(b, ", where most %ss come by: ", noun);
            } else {
                text_lit(b, ", ");
            }
            text_code(b, reach->requests[n].name);
        }
        if (is_new && all > shown)
            buf_printf(b, " and %u more", all - shown);
        if (is_new)
            text_lit(b, ".\n\n");
    }
    u64map_done(&told);
    draft_end_prose(s->draft);
}

static void put_unreached(const SectionAsk *s, const Reach *reach)
{
    uint32_t count = 0;
    Buf *b = draft_prose(s->draft);

    for (uint32_t i = 0; i < reach->count; i++) {
        if (path_of(s, &reach->requests[i])->count || is_own(s, &reach->requests[i]))
            continue;
        if (count++ >= NAMES_MAX)
            continue;
        buf_add(b, count == 1 ? STR("No resolved path: ") : STR(", "));
        text_code(b, reach->requests[i].name);
    }
    if (count > NAMES_MAX)
        buf_printf(b, " and %u more", count - NAMES_MAX);
    if (count)
        text_lit(b, ".");
    draft_end_prose(s->draft);
}

/* Where nearly all come by, the exceptions say more than the rule. */
static void put_nearly_all(const SectionAsk *s, const Reach *reach, const char *noun,
                           uint32_t reached, uint32_t asked)
{
    Buf *b = draft_prose(s->draft);

    for (uint32_t i = 0; i < reach->count; i++) {
        const Request *r = &reach->requests[i];

        if (!path_of(s, r)->count || is_own(s, r))
            continue;
        if (reached == asked)
            buf_printf(b, "From each of %u %ss a resolved path leads here; from ", asked, noun);
        else
            buf_printf(b, "From %u of %u %ss a resolved path leads here; from ", reached, asked,
                       noun);
        text_code(b, r->name);
        text_lit(b, ": ");
        put_path(s, b, path_of(s, r));
        text_lit(b, ".");
        break;
    }
    draft_end_prose(s->draft);
    put_unreached(s, reach);
}

/* The chapter in which the requests are told apart. */
static void write_own(const SectionAsk *s, const Reach *reach, uint32_t own, const char *noun)
{
    uint32_t shown = 0;
    AUTO(buf_done) Buf title = BUF(64);
    Buf *b;

    if (own < OWN_MIN)
        return;
    buf_printf(&title, "The %ss", noun);
    draft_section(s->draft, "requests", title.ptr);
    b = draft_prose(s->draft);
    for (uint32_t i = 0; i < reach->count && shown < OWN_MAX; i++) {
        const Request *r = &reach->requests[i];

        if (!is_own(s, r))
            continue;
        Source at = section_source(s, &r->at);
        if (shown++ == 0)
            text_lit(b, "Carried out here: ");
        else
            text_lit(b, ", ");
        text_code(b, r->name);
        text_lit(b, " ");
        text_cite(b, at.path, at.line, 0);
    }
    if (own > shown)
        buf_printf(b, " and %u more", own - shown);
    text_lit(b, ".");
    draft_end_prose(s->draft);
}

void section_reach(const SectionAsk *s)
{
    const Reach *reach = section_find_reach(s);
    const char *noun = noun_of(reach);
    uint32_t reached = 0, own = 0, specific = 0;
    AUTO(buf_done) Buf title = BUF(64);

    if (s->number > reach->chapters)
        return;
    for (uint32_t i = 0; i < reach->count; i++) {
        own += is_own(s, &reach->requests[i]);
        specific += is_specific(path_of(s, &reach->requests[i])) &&
                    !is_own(s, &reach->requests[i]);
        reached += path_of(s, &reach->requests[i])->count && !is_own(s, &reach->requests[i]);
    }
    write_own(s, reach, own, noun);
    if (!reached)
        return;
    buf_printf(&title, "Which %ss reach it", noun);
    draft_section(s->draft, "reach", title.ptr);
    if (specific == 0 && reach->count - own >= OWN_MIN &&
        reached * 100 >= (reach->count - own) * ALL_PERCENT) {
        put_nearly_all(s, reach, noun, reached, reach->count - own);
        return;
    }
    put_table(s, reach, noun);
    put_through_hubs(s, reach, noun);
    put_unreached(s, reach);
}
