/*
 * bash.c -- shell scripts, by a table.
 */
#include "syntax/packs/packs.h"
#include "syntax/packs/table.h"

/* clang-format off */
#define FIELDS "name", "body", "argument", "value", "variable"

#define ROWS(X)                                                                                    \
    X("function_definition", TABLE_DEFINES(FUNCTION, "name", "body"))                              \
    X("variable_assignment", .role = TABLE_ASSIGN, .name = "name")                                 \
    X("for_statement", .role = TABLE_ASSIGN, .name = "variable")                                   \
    X("command", .role = TABLE_CALL, .callee = "name")                                             \
    X("command_name", .role = TABLE_NAME, .name = "#word")                                         \
    X("variable_name", .role = TABLE_NAME)                                                         \
    X("expansion", .role = TABLE_PLAIN)                                                            \
    X("word", .role = TABLE_IGNORED)                                                               \
    X("string", .role = TABLE_STRING)                                                              \
    X("raw_string", .role = TABLE_STRING)                                                          \
    X("comment", .role = TABLE_COMMENT)
/* clang-format on */

/* ${NAME:-otherwise}: a variable that the user may set. */
static void note_expansion(TableWalk *w, NodeId n)
{
    Str name = node_text(w->t, table_select(w, n, "#variable_name")), text = node_text(w->t, n);

    if (!name.len || name.ptr[0] < 'A' || name.ptr[0] > 'Z' || table_find(w, name))
        return;
    if (str_has(text, STR(":-")) || str_has(text, STR(":=")) || str_has(text, STR(":?")))
        table_note(w, NOTE_ENVIRONMENT, "", name, n, w->at.def);
}

static bool hook(TableWalk *w, NodeId n, uint32_t *ret UNUSED)
{
    if (table_is(w, n, "expansion")) {
        note_expansion(w, n);
        return false;
    }
    if (!table_is(w, n, "command"))
        return false;
    Str name = node_text(w->t, table_select(w, n, "name"));
    NodeId argument = table_select(w, n, "argument");
    if (argument == NODE_NONE || (!str_is(name, "source") && !str_is(name, ".")))
        return false;
    Str path = table_string_in(w, n, w->t->nodes[argument].start);
    table_import(w, argument, path.len ? path : node_text(w->t, argument), STR_NONE, STR_NONE,
                 IMPORT_ALL);
    (void)table_walk_children(w, argument);
    return true;
}

TABLE_PACK(bash, LANG_BASH, 3, ROWS, FIELDS, .doc = "#", .doc_not = "#!",
           .outside = VISIBLE_PUBLIC, .inside = VISIBLE_PUBLIC, .main = "main",
           .test_prefix = "test_", .test_calls = "@test",
           .not_names = "echo printf cd exit return test true false set unset shift read eval "
                        "exec trap cat grep "
                        "sed awk rm cp mv mkdir ls [ : local export readonly declare",
           .hook = hook);
