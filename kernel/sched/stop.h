/*
 * Stopping the other CPUs for the debugger, and letting them go.
 *
 *      cpus_stop()         interrupt all ... who does not answer in time gets an NMI ... all stand
 *      cpu_stand(frame)    on each: shows its registers, and looks until it may go
 *      cpus_go()
 *
 * An NMI comes where interrupts are off, so it is also what finds a CPU that is lost in a loop; a
 * stopped CPU may hold spinlocks. When two CPUs want to stop the others at once, one wins, and the
 * other stands until it may try again.
 */
#ifndef KERNEL_SCHED_STOP_H
#define KERNEL_SCHED_STOP_H

#include "kernel/sched/cpu.h"

/**
 * Stop all other CPUs, wherever they are, until cpus_go(). Who does not answer within some seconds is left
 * alone: see cpu_stopped().
 * @return false: they stand already, because this CPU has stopped them; whoever did that lets them go
 */
bool cpus_stop(void);
void cpus_go(void);

/**
 * The same for a look at data that must not change, without force: the others stand where they take
 * interrupts, which is where data is consistent.
 * @return false: somebody did not come within @p us, and all go on
 */
bool cpus_pause(usec_t us);

/** Does @p c stand? Its registers are in c->stopped_frame, as in kernel_exception(). */
bool cpu_stopped(const struct cpu *c);

#endif
