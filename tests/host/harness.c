/* The harness that host and boards share, compiled for the host. */
#include "../support/world.c"
