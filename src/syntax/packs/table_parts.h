/*
 * table_parts.h -- shared by the files that read by a table: table.c walks, table_def.c defines.
 */
#ifndef FONDATION_SYNTAX_TABLE_PARTS_H
#define FONDATION_SYNTAX_TABLE_PARTS_H

#include "syntax/packs/table.h"

const TableRow *table_row(const TableWalk *w, NodeId n);
bool table_is_name(Str text); /* false for patterns that stand where a name may stand */
/* The node whose text is the name: the last part of a qualified one. */
NodeId table_name_node(const TableWalk *w, NodeId n);
void table_read_comment(TableWalk *w, NodeId n);
void table_read_marks(TableWalk *w, NodeId n);
bool table_is_class_kind(DefKind kind);
bool table_is_function_kind(DefKind kind);
bool table_is_variable_kind(DefKind kind);
/* The next word of a text; false at its end. */
bool table_next_word(Str *rest, Str *ret);
/* Whether the child is what one step of a selector says. */
bool table_is_step(const TableWalk *w, NodeId child, Str step);

#endif
