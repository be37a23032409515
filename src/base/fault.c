/*
 * fault.c -- counting passages of named points.
 */
#include "base/fault.h"

static _Atomic bool armed;
static const char *armed_name;
static _Atomic unsigned passages_left;
static _Atomic bool fired;

void fault_arm(const char *name, unsigned nth)
{
    armed_name = name;
    passages_left = nth;
    fired = false;
    armed = nth > 0;
}

void fault_disarm(void)
{
    armed = false;
}

bool fault_fired(void)
{
    return fired;
}

#ifdef FONDATION_FAULTS
bool fault_here(const char *name)
{
    if (!armed || (armed_name && strcmp(armed_name, name) != 0))
        return false;
    if (--passages_left != 0)
        return false;
    armed = false;
    fired = true;
    return true;
}
#endif
