/*
 * course.h -- a course in memory: what course.json holds, field for field.
 *
 * Text of the course is restricted Markdown (doc/course-format.md): paragraphs, lists, emphasis, `code`
 * and links. Links use schemes of our own, so that every export can put the right address:
 *
 *     cite:PATH#L12-L20   lines of the repository at the course's commit
 *     chapter:ID          another chapter; chapter:ID#SECTION a section of it
 *     term:SLUG           an entry of the glossary
 *
 * Any other link must be one that the repository itself contains. Foreign words enter a text only
 * through course_text.h, which escapes them. Excerpts and tables are blocks beside the text, never
 * typed into it.
 *
 * A Course and all it points to live in one arena; nothing is freed singly. Lists are pointer and
 * count. Ids are stable: a hash of (kind, path, qualified name), so that a learner's records survive
 * a new course about a later commit.
 */
#ifndef FONDATION_COURSE_COURSE_H
#define FONDATION_COURSE_COURSE_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "syntax/highlight.h"

enum {
    COURSE_SCHEMA_VERSION = 1,
    COURSE_ID_SIZE = 17, /* 16 hexadecimal digits and a NUL */
    EXCERPT_GOOD_LINES = 25,
    EXCERPT_MAX_LINES = 40,
    DIAGRAM_MAX_NODES = 15,
    DIAGRAM_MAX_PIXELS = 20000, /* of a side */
    MAP_MAX_NODES = 9,
    PASSED_OVER_EXAMPLES = 5,
};

#define LIST_OF(Type, name) \
    Type *name;             \
    uint32_t name##_count

/* Lines of a file at the course's commit. line 0: the whole file. */
typedef struct Source {
    Str path;
    uint32_t line;
    uint32_t end_line;
} Source;

typedef struct Callout {
    uint32_t line, end_line; /* within the excerpt */
    Str text;                /* restricted Markdown */
} Callout;

/* Highlighting as data: exports put the class on the bytes [start, end) of the excerpt's text. */
typedef struct Span {
    uint32_t start, end;
    uint8_t css; /* HighlightClass */
    Str symbol;  /* id of a symbol for hover; may be empty */
} Span;

typedef struct Excerpt {
    char id[COURSE_ID_SIZE];
    Source source;
    Str language;             /* fence word */
    Str text;                 /* the file's bytes, whole lines, invalid UTF-8 replaced */
    char hash[HASH_HEX_SIZE]; /* of the file's own bytes of these lines */
    LIST_OF(Span, spans);
    LIST_OF(Callout, callouts);
} Excerpt;

/* Geometry of diagrams is in CSS pixels from the upper left corner; a diagram of width 0 was not laid
 * out (course/layout.h does it). Sequences need none. */
typedef struct DiagramPoint {
    uint32_t x, y;
} DiagramPoint;

typedef struct DiagramNode {
    Str id;
    Str label;
    Str link;                     /* cite: or chapter:; may be empty */
    uint32_t x, y, width, height; /* x and y of the middle */
} DiagramNode;

typedef struct DiagramEdge {
    uint32_t from, to;            /* indices of nodes */
    Str label;                    /* may be empty */
    Source source;                /* where it can be seen; path may be empty */
    LIST_OF(DiagramPoint, route); /* a start, then three points for each Bezier piece */
    uint32_t label_x, label_y;    /* middle of the label */
} DiagramEdge;

typedef enum DiagramKind { DIAGRAM_GRAPH, DIAGRAM_SEQUENCE, DIAGRAM_KIND_COUNT } DiagramKind;

typedef struct Diagram {
    char id[COURSE_ID_SIZE];
    uint8_t kind; /* DiagramKind; of a sequence the edges are messages in order */
    Str title;
    Str description; /* the same in words, for those who do not see it */
    LIST_OF(DiagramNode, nodes);
    LIST_OF(DiagramEdge, edges);
    uint32_t width, height;
} Diagram;

typedef struct Table {
    LIST_OF(Str, head);
    Str *cells; /* row after row, head_count in each */
    uint32_t row_count;
} Table;

typedef enum BlockKind {
    BLOCK_PROSE,   /* text: restricted Markdown */
    BLOCK_EXCERPT, /* excerpt */
    BLOCK_TABLE,   /* table */
    BLOCK_DIAGRAM, /* diagram */
    BLOCK_QUOTE,   /* text: foreign words, escaped; source: whose */
    BLOCK_KIND_COUNT
} BlockKind;

typedef struct Block {
    uint8_t kind;
    Str text;
    Source source;
    uint32_t excerpt; /* index into the course's excerpts */
    uint32_t diagram; /* index into the course's diagrams */
    Table table;
} Block;

typedef struct Section {
    char id[COURSE_ID_SIZE];
    Str slug; /* anchor, unique in its chapter */
    Str title;
    Str kind; /* "purpose", "carriers", "walk", "relations", "tests" ... doc/course-format.md */
    LIST_OF(Block, blocks);
} Section;

typedef struct CourseSymbol {
    char id[COURSE_ID_SIZE];
    Str name, qualified_name;
    Str kind;      /* word for readers */
    Str role;      /* "seed", "carrier", "member" */
    Source source; /* line of the name to the end of the definition */
    Str signature; /* cut from the file, white space folded */
    Str doc;       /* first paragraph of the doc comment, plain words; may be empty */
    Source doc_source;
    Str visibility; /* "public", "module", "class", "file" */
} CourseSymbol;

typedef struct RelationEvidence {
    Str from_symbol, to_symbol; /* qualified names */
    Str kind;
    Source source;
    uint32_t confidence; /* percent */
} RelationEvidence;

typedef struct CourseRelation {
    char to[COURSE_ID_SIZE]; /* chapter */
    Str kind;                /* "calls", "uses", "extends" ... */
    uint32_t count;
    LIST_OF(RelationEvidence, evidence);
} CourseRelation;

typedef struct Chapter {
    char id[COURSE_ID_SIZE];
    uint32_t number; /* from 1, reading order */
    Str slug;
    Str title;
    Str kind;       /* "abstraction", "overview", "tests" ... doc/course-format.md */
    Str definition; /* restricted Markdown, one sentence; may be empty */
    Source definition_source;
    LIST_OF(Str, prerequisites); /* chapter ids */
    LIST_OF(Str, files);
    LIST_OF(CourseSymbol, symbols);
    LIST_OF(CourseRelation, relations); /* what it uses */
    LIST_OF(Section, sections);
    uint32_t words, minutes;
} Chapter;

typedef struct GlossaryEntry {
    Str slug, term, definition; /* definition: restricted Markdown */
    Source source;
    char chapter[COURSE_ID_SIZE]; /* where it is introduced */
} GlossaryEntry;

typedef struct WhereToLook {
    Str intent; /* "change how ... " */
    Str symbol;
    Source source;
    char chapter[COURSE_ID_SIZE];
} WhereToLook;

typedef struct CourseCommand {
    Str kind; /* "install", "build", "run", "test", "one_test" ... */
    Str command;
    Source source; /* where the repository says so */
    Str basis; /* "written": it stands there; "convention": it follows from what stands there */
    Str state; /* "not run"; "ok" or "failed" when it was executed */
} CourseCommand;

typedef struct CourseEntry {
    Str kind, name;
    Source source;
    char chapter[COURSE_ID_SIZE]; /* empty when none holds it */
} CourseEntry;

typedef struct TutorialStep {
    Str text;    /* restricted Markdown */
    Str command; /* may be empty */
    Source source;
    Str basis;    /* of the command: see CourseCommand */
    Str expected; /* what shows that it worked; may be empty */
} TutorialStep;

typedef struct Tutorial {
    char id[COURSE_ID_SIZE];
    uint32_t number;
    Str slug, title, goal;
    Str kind; /* "first-success", "first-change", "review" */
    LIST_OF(TutorialStep, steps);
    LIST_OF(Str, exercises); /* ids: those it leads to */
} Tutorial;

/* One of several answers to choose from. */
typedef struct ExerciseOption {
    Str text;        /* restricted Markdown */
    Str explanation; /* why it is right or wrong */
    Source source;   /* the line that proves it */
    bool is_key;
    Str value; /* what it stands for in the program: "file PATH", "symbol PATH NAME", "text WORDS" */
} ExerciseOption;

/* One thing of several that are to be put in order; the list is shuffled. */
typedef struct ExerciseLine {
    Str text;        /* code: whole lines, the common indentation removed; or a name */
    uint32_t order;  /* its place from 1; 0: it does not belong */
    Source source;   /* what proves it */
    Str explanation; /* restricted Markdown; may be empty */
} ExerciseLine;

/* Bytes of a file replaced: of a bug hunt what plants the fault, of a first change one way to make it. */
typedef struct ExerciseEdit {
    Str path;
    char hash[HASH_HEX_SIZE]; /* of the whole file before */
    uint32_t start;           /* byte in the file before any edit */
    uint32_t line;
    Str before, after; /* before may be empty: an insertion */
} ExerciseEdit;

/* What must be true of the learner's files; src/exercise/acceptance.h has the kinds. */
typedef struct ExerciseCheck {
    Str kind; /* "defines", "calls", "tests" ... */
    Str path;
    Str name;   /* of the symbol that must be there, be called, be gone */
    Str inside; /* of the definition it must stand in; may be empty */
    uint32_t count;
    Str words; /* the same for people, restricted Markdown */
} ExerciseCheck;

/* A question whose key the program can compute again: by `kind` and `rule` it finds the function
 * that does so. */
typedef struct Exercise {
    char id[COURSE_ID_SIZE];
    char chapter[COURSE_ID_SIZE];
    Str section; /* slug of the section it is about; may be empty */
    Str kind; /* "locate", "trace", "parsons", "predict", "impact", "bug-hunt", "first-change" */
    Str rule;
    Str subject; /* like `value` of an option */
    Str level;   /* "atom", "block", "relation", "whole" */
    Str view;    /* "text", "execution", "purpose" */
    Str answer; /* "one", "several" (of the options), "order" (of the lines), "edit" (of files) */
    uint32_t grade; /* of first changes: 1 to 3 */
    Str question;   /* restricted Markdown */
    LIST_OF(ExerciseOption, options);
    LIST_OF(ExerciseLine, lines);
    LIST_OF(ExerciseEdit, edits);
    LIST_OF(ExerciseCheck, checks);
    LIST_OF(Source, facts); /* what must be known to answer it */
    LIST_OF(Str, hints);    /* one at a time */
    Str solution;           /* restricted Markdown; of options each explains itself */
} Exercise;

typedef struct CourseLanguage {
    Str name;
    uint64_t files, lines;
} CourseLanguage;

typedef struct PassedOver {
    Str reason; /* name of a SkipReason */
    Str words;
    uint64_t count;
    LIST_OF(Str, examples); /* the first paths, at most PASSED_OVER_EXAMPLES */
} PassedOver;

typedef struct LeftOutEntry {
    Str what, reason;
} LeftOutEntry;

typedef struct Finding {
    Str check;    /* row of course.md's table: "citation", "excerpt", "link" ... */
    Str severity; /* "error", "warning" */
    Str place;    /* "chapters/03-event-loop.md: Carriers" */
    Str message;
    Str action; /* "repaired", "cut", "kept" */
} Finding;

typedef struct Figure {
    Str check;
    uint64_t checked, good;
    double target; /* share of good that is asked for, 0 to 1 */
} Figure;

typedef struct ScorePart {
    Str name;
    double points, most;
} ScorePart;

/* In how many chapters a kind of section has matter: "failures", "states", "reach" ... */
typedef struct ReportView {
    Str kind; /* of the sections */
    uint32_t chapters;
} ReportView;

typedef struct Report {
    LIST_OF(Figure, figures);
    LIST_OF(Finding, findings);
    LIST_OF(LeftOutEntry, left_out);
    LIST_OF(PassedOver, passed_over);
    uint32_t score; /* 0 to 100 */
    LIST_OF(ScorePart, score_parts);
    LIST_OF(ReportView, views);
    bool is_reproducible; /* no file timed out by the clock */
} Report;

typedef struct CourseRepository {
    Str name, owner, origin, web_url, permalink_prefix, commit, branch, licence;
    uint64_t time_ms; /* of the commit */
    bool is_dirty, is_shallow;
} CourseRepository;

typedef struct CourseMade {
    Str version, writer, language, audience, prompt;
} CourseMade;

typedef struct CourseTotals {
    uint64_t files, lines, symbols, edges, references, resolved;
} CourseTotals;

typedef struct Course {
    Str title;
    Str summary; /* restricted Markdown: what the repository is, in its own words */
    Source summary_source;
    CourseRepository repository;
    CourseMade made;
    CourseTotals totals;
    LIST_OF(CourseLanguage, languages);
    uint32_t map; /* index of the diagram on the first page; UINT32_MAX: none */
    LIST_OF(Chapter, chapters);
    LIST_OF(Tutorial, tutorials);
    LIST_OF(Exercise, exercises);
    LIST_OF(GlossaryEntry, glossary);
    LIST_OF(WhereToLook, where_to_look);
    LIST_OF(CourseCommand, commands);
    LIST_OF(CourseEntry, entry_points);
    LIST_OF(Excerpt, excerpts);
    LIST_OF(Diagram, diagrams);
    Report report;
} Course;

/* 16 hexadecimal digits of the hash of the parts. */
void course_id(char ret_id[COURSE_ID_SIZE], const char *kind, Str path, Str qualified_name);

/* "Event loop!" -> "event-loop"; at most 60 bytes, [a-z0-9-], never empty. */
Str course_slug(Arena *a, Str title);

const Chapter *course_find_chapter(const Course *c, Str id);

/* Whether the chapter is about an abstraction of the outline; others look across all of them. */
bool chapter_is_abstraction(const Chapter *c);

/* "chapters/03-event-loop.md", "tutorials/01-first-success.md": pages below the course's folder. */
Str course_chapter_path(Arena *a, const Chapter *c);
Str course_tutorial_path(Arena *a, const Tutorial *t);

#endif
