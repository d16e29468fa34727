/* See line.c. */
#ifndef REPLAY_LINE_H
#define REPLAY_LINE_H

#include "boot_info.h"

void line_prepare(const struct root_boot_info *info);
/* Lets the board's interrupt line fire, once. */
void line_fire(void);

#endif
