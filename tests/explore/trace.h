/* See trace.c. */
#ifndef EXPLORE_TRACE_H
#define EXPLORE_TRACE_H

#include "explore.h"

/* After a world has been built: registers are kept from now on. */
void trace_begin(void);
/* Before a step. */
void trace_step(const struct step *step);
/* After it: parts of a JSON object, each with a comma behind it. */
void trace_print(void);

#endif
