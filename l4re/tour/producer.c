/*
 * The producer: a timer thread ticks, the main thread makes a value at each tick and rings.
 *
 *      timer thread --tick (IRQ)--> main thread --value--> ring in shared memory
 *                                              '--bell (IRQ)--> consumer
 *
 * IRQ objects are the asynchronous half of the system: trigger never blocks, and signals that
 * nobody has taken yet are one signal. So the counters in the ring, not the signals, say how much
 * there is.
 *
 * Arguments: number of values, period in microseconds. Capability: "bell", an IRQ.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/re/thread.h>
#include <l4/sys/debugger.h>
#include <l4/sys/factory.h>
#include <l4/sys/irq.h>
#include <l4/util/util.h>
#include <stdio.h>
#include <stdlib.h>
#include "l4re/tour/tour.h"

enum {
	STACK_SIZE     = 4096,
	TIMER_PRIORITY = 120, /* above the main thread: a tick is not late because of work */
};

static char timer_stack[STACK_SIZE] __attribute__((aligned(16)));
static l4_cap_idx_t tick;
static unsigned period_us;

static void timer(void *unused)
{
	(void)unused;
	for (;;) {
		l4_usleep(period_us);
		l4_irq_trigger(tick);
	}
}

/* Create the tick, bind it to this thread, start the timer thread. */
static long start_timer(void)
{
	l4_cap_idx_t thread = l4re_util_cap_alloc();
	long error;

	tick  = l4re_util_cap_alloc();
	error = l4_error(l4_factory_create_irq(l4re_env()->factory, tick));
	if (error >= 0)
		error = l4_error(l4_rcv_ep_bind_thread(tick, L4_BASE_THREAD_CAP, TICK_LABEL));
	if (error >= 0)
		error = l4re_thread_start(thread, timer, NULL, timer_stack, sizeof(timer_stack),
					  TIMER_PRIORITY);
	return error;
}

int main(int argc, char **argv)
{
	struct ring *ring = (struct ring *)RING_ADDRESS;
	unsigned values   = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10, i;
	l4_cap_idx_t bell = l4re_env_get_cap("bell");
	l4_umword_t label;
	long error;

	period_us = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 10000;
	error     = start_timer();
	if (error < 0) {
		printf("producer: no timer: %s\n", l4sys_errtostr(error));
		return 1;
	}
	for (i = 0; i < values; i++) {
		error = l4_error(l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER));
		if (error < 0 || label != TICK_LABEL) {
			printf("producer: expected a tick, got label 0x%lx: %s\n", label,
			       l4sys_errtostr(error));
			return 1;
		}
		while (ring->produced - ring->consumed == RING_SLOTS)
			l4_usleep(period_us);
		ring->values[ring->produced % RING_SLOTS] = i * RING_FACTOR;
		ring->produced++;
		l4_irq_trigger(bell);
	}
	return 0;
}
