/*
 * Interrupt lines, each delivered to a notification.
 */
#ifndef NUCLEUS_IRQ_H
#define NUCLEUS_IRQ_H

/* The line fired and is masked now. */
void irq_fire(unsigned line);

#endif
