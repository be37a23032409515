/*
 * fault.h -- places where tests make things fail.
 *
 * `if (fault_here("course.publish")) return err_set(...)`: false, at the price of one load, unless
 * a test armed it. EACH_FAULT(name) in test.h runs its body failing the 1st, 2nd, ... passage of
 * the named point (NULL: of any point) until one run has no failure.
 */
#ifndef FONDATION_FAULT_H
#define FONDATION_FAULT_H

#include "base/base.h"

#ifdef FONDATION_FAULTS
bool fault_here(const char *name);
#else
static inline bool fault_here(const char *name UNUSED)
{
    return false;
}
#endif

/* For tests. Arms the nth passage (from 1) of the point `name`, NULL for any. Resets counts. */
void fault_arm(const char *name, unsigned nth);
void fault_disarm(void);
bool fault_fired(void);

#endif
