/*
 * texts.h -- every English word of the pages that is not of a course, in one table: a second language
 * is a second table.
 *
 * Words that the script says reach it as attributes of one hidden element (texts_put_for_script), so
 * that there is one table for both.
 */
#ifndef FONDATION_RENDER_TEXTS_H
#define FONDATION_RENDER_TEXTS_H

#include "base/str.h"

/* clang-format off */
#define TEXTS(X)                                                             \
    X(SKIP,            "Skip to the text")                                   \
    X(CONTENTS,        "Contents")                                           \
    X(CLOSE,           "Close")                                              \
    X(CHAPTERS,        "Chapters")                                           \
    X(TUTORIALS,       "Do it")                                              \
    X(REFERENCE,       "Look up")                                            \
    X(ON_THIS_PAGE,    "On this page")                                       \
    X(BREADCRUMB,      "Where you are")                                      \
    X(COURSE,          "Course")                                             \
    X(CHAPTER,         "Chapter")                                            \
    X(OF,              "of")                                                 \
    X(MINUTE,          "minute")                                             \
    X(MINUTES,         "minutes")                                            \
    X(PREVIOUS,        "Previous")                                           \
    X(NEXT,            "Next")                                               \
    X(AROUND,          "Previous and next")                                  \
    X(SEARCH,          "Search")                                             \
    X(THEME,           "Theme")                                              \
    X(KEYS,            "Keys")                                               \
    X(OPEN_AT_COMMIT,  "Open at the commit")                                 \
    X(OPEN_FILE,       "Open the file")                                      \
    X(LINES,           "lines")                                              \
    X(LINE,            "line")                                               \
    X(NOTE,            "Note")                                               \
    X(SAME_IN_WORDS,   "The same in words")                                  \
    X(LINK_TO_SECTION, "Link to this section")                               \
    X(TABLE,           "Table")                                              \
    X(GLOSSARY,        "Glossary")                                           \
    X(WHERE_TO_LOOK,   "Where to look")                                      \
    X(REPORT,          "What was checked")                                   \
    X(WHOLE_BOOK,      "The whole course on one page")                       \
    X(START_HERE,      "Start here")                                         \
    X(TRY_IT,          "Try it")                                             \
    X(UNDERSTAND_IT,   "Understand it")                                      \
    X(CHANGE_IT,       "Change it")                                          \
    X(LOOK_UP,         "Look up a word")                                     \
    X(MAP,             "Map")                                                \
    X(BUILD_RUN_TEST,  "Build, run, test")                                   \
    X(TO,              "To")                                                 \
    X(COMMAND,         "Command")                                            \
    X(FOUND_IN,        "Found in")                                           \
    X(BY_CONVENTION,   "by convention")                                      \
    X(NOT_RUN,         "None of these was run while this course was written.") \
    X(EXPECTED,        "Expected:")                                          \
    X(FROM,            "From")                                               \
    X(STATE_NOT_RUN,   "not run here")                                       \
    X(I_WANT_TO,       "I want to")                                          \
    X(LOOK_AT,         "Look at")                                            \
    X(TERM_CHAPTER,    "Chapter")                                            \
    X(CHECK,           "Check")                                              \
    X(CHECKED,         "Checked")                                            \
    X(GOOD,            "Good")                                               \
    X(ASKED_FOR,       "Asked for")                                          \
    X(FINDINGS,        "Findings")                                           \
    X(NO_FINDINGS,     "None.")                                              \
    X(LEFT_OUT,        "What no chapter covers")                             \
    X(PASSED_OVER,     "Files passed over")                                  \
    X(SCORE,           "Score")                                              \
    X(POINTS,          "Points")                                             \
    X(CHECK_YOURSELF,  "Check yourself")                                     \
    X(MORE_QUESTION,   "more question")                                      \
    X(MORE_QUESTIONS,  "more questions")                                     \
    X(ANSWER_WHY,      "Answer and why")                                     \
    X(ANSWER,          "Answer")                                             \
    X(HINT,            "Hint")                                               \
    X(RIGHT,           "Right")                                              \
    X(WRONG,           "Not this one")                                       \
    X(DISTRACTOR,      "does not belong")                                    \
    X(CHECK_ANSWER,    "Check")                                              \
    X(CHOOSE_ONE,      "Choose one.")                                        \
    X(CHOOSE_SEVERAL,  "Choose all that are right.")                         \
    X(PUT_IN_ORDER,    "Put these in order.")                                \
    X(IN_TERMINAL,     "This one is done in your editor and checked in a terminal:") \
    X(ACCEPTED_WHEN,   "It is accepted when")                                \
    X(SOLUTION,        "One way to do it")                                   \
    X(DEFINED_IN,      "Defined in")                                         \
    X(CALLED_FROM,     "Called from")                                        \
    X(CALLERS,         "callers")                                            \
    X(CALLER,          "caller")                                             \
    X(MADE_FROM,       "Made from")                                          \
    X(AT_COMMIT,       "at commit")                                          \
    X(WITH_CHANGES,    "with changes that are not committed")                \
    X(BY,              "by fondation")                                       \
    X(TRUE_OF_COMMIT,  "Every excerpt is cut from that commit.")             \
    X(SOURCE_FILE,     "Source file")                                        \
    X(LOCATE,          "Locate")                                             \
    X(TRACE,           "Trace")                                              \
    X(PARSONS,         "Rebuild")                                            \
    X(PREDICT,         "Predict")                                            \
    X(IMPACT,          "Impact")                                             \
    X(BUG_HUNT,        "Bug hunt")                                           \
    X(FIRST_CHANGE,    "First change")                                       \
    X(CONTRAST,        "Contrast")

/* id, attribute of the element that the script reads, words */
#define SCRIPT_TEXTS(X)                                                      \
    X("copy",          "Copy")                                               \
    X("copied",        "Copied")                                             \
    X("search",        "Search the course")                                  \
    X("nothing",       "Nothing found")                                      \
    X("results",       "results")                                            \
    X("result",        "result")                                             \
    X("close",         "Close")                                              \
    X("keys",          "Keys")                                               \
    X("key-search",    "search")                                             \
    X("key-prev",      "previous page")                                      \
    X("key-next",      "next page")                                          \
    X("key-home",      "first page of the course")                           \
    X("key-theme",     "theme: as the system, light, dark")                  \
    X("key-help",      "this list")                                          \
    X("key-escape",    "close what is open")                                 \
    X("key-single",    "Single keys do something")                           \
    X("theme-system",  "Theme: as the system")                               \
    X("theme-light",   "Theme: light")                                       \
    X("theme-dark",    "Theme: dark")                                        \
    X("done",          "Mark as read")                                       \
    X("undone",        "Read: take the mark away")                           \
    X("read",          "read")                                               \
    X("resume",        "Go on with")                                         \
    X("right",         "Right.")                                             \
    X("wrong",         "Not this one.")                                      \
    X("partly",        "Not all of it yet.")                                 \
    X("order-wrong",   "Not in this order yet: right up to place")           \
    X("choose",        "Choose an answer first.")                            \
    X("enlarge",       "Enlarge")                                            \
    X("up",            "Move up")                                            \
    X("down",          "Move down")                                          \
    X("out",           "Leave out")
/* clang-format on */

typedef enum TextId {
#define X(id, words) TEXT_##id,
    TEXTS(X)
#undef X
        TEXT_COUNT
} TextId;

Str text_of(TextId id);
#define T(id) text_of(TEXT_##id)

/* <div id="words" hidden data-copy="..." ...></div> */
void texts_put_for_script(Buf *b);

#endif
