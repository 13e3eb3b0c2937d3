/*
 * Grace periods: when may memory be freed that other CPUs find without a lock?
 *
 * Code that looks up an object and takes a reference has no preemption point in between, so a CPU that
 * takes an interrupt, switches to another thread or is in user mode holds no pointer that it has not
 * counted. Each CPU notes the number of the current grace period whenever that is the case; a period has
 * passed when all have noted it. Who still works in the kernel is asked by an interrupt.
 *
 *      CPU 0   empties the slots, period 7 begins .......... all have noted 7: frees
 *      CPU 1   look-up, reference | interrupt: notes 7
 *      CPU 2   user mode ...........| interrupt: notes 7
 */
#ifndef KERNEL_SCHED_GRACE_H
#define KERNEL_SCHED_GRACE_H

/** Wait until no CPU can hold a pointer that it found before the call. Has preemption points. */
void grace_period(void);

/** This CPU holds no uncounted pointers just now: called at the beginning of every interrupt. */
void grace_note(void);

#endif
