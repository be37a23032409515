/*
 * commands.h -- which of the commands found in a repository a newcomer needs, and which first.
 */
#ifndef FONDATION_PIPELINE_COMMANDS_H
#define FONDATION_PIPELINE_COMMANDS_H

#include "course/course.h"
#include "source/project.h"

/* False for a command of an automation file that belongs to another language than any of the course:
 * it tests clients, checks spelling or builds a site there, not the project. */
bool command_fits(const ProjectCommand *m, const Course *c);

/* Within each kind: what the documents for people say, then what automation runs, then what is only usual. */
void commands_best_first(Course *c);

/* Of a command that is there in two spellings only the first. Call it when the order stands. */
void commands_drop_repeated(Course *c);

#endif
