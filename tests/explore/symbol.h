/* See symbol.c. */
#ifndef EXPLORE_SYMBOL_H
#define EXPLORE_SYMBOL_H

#include <stddef.h>

/* The program ends if there is none of that name. */
unsigned char *symbol_find(const char *name, size_t *bytes);

#endif
