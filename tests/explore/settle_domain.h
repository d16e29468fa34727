/* See settle_domain.c. */
#ifndef EXPLORE_SETTLE_DOMAIN_H
#define EXPLORE_SETTLE_DOMAIN_H

#include "domain.h"

void settle_domain(struct domain *domain);

#endif
