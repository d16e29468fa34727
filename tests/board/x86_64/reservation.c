/* An x86_64 has no exclusive loads and stores. */
#include "../../support/port.h"

struct port_reservation port_reservation;
