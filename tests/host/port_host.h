/* What only tests on the host can do with the harness. */
#ifndef HOST_PORT_HOST_H
#define HOST_PORT_HOST_H

/* All invariants are checked after every n-th kernel entry; 0: never. */
extern unsigned port_check_every;

#endif
