/*
 * The consumer: sleeps until the bell rings, then takes all values that are there.
 *
 * Argument: number of values to expect. Capability: "bell", an IRQ with the S right, so that it
 * may bind it to its own thread. Exit code 0: all values came, in order.
 */
#include <l4/re/env.h>
#include <l4/sys/irq.h>
#include <stdio.h>
#include <stdlib.h>
#include "l4re/tour/tour.h"

enum {
	LIMIT_US = 5000000, /* without a ring for so long, something is wrong */
};

/* Take everything in the ring. False: a value is not what its number says. */
static bool take_all(struct ring *ring, unsigned *taken)
{
	while (ring->consumed != ring->produced) {
		unsigned value = ring->values[ring->consumed % RING_SLOTS];

		ring->consumed++;
		if (value != *taken * RING_FACTOR) {
			printf("consumer: value %u is %u, expected %u\n", *taken, value,
			       *taken * RING_FACTOR);
			return false;
		}
		(*taken)++;
	}
	return true;
}

int main(int argc, char **argv)
{
	unsigned expected = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10, taken = 0;
	struct ring *ring  = (struct ring *)RING_ADDRESS;
	l4_timeout_t limit = l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(LIMIT_US));
	l4_umword_t label;
	long error = l4_error(
		l4_rcv_ep_bind_thread(l4re_env_get_cap("bell"), L4_BASE_THREAD_CAP, BELL_LABEL));

	while (error >= 0 && taken < expected) {
		error = l4_error(l4_ipc_wait(l4_utcb(), &label, limit));
		if (error >= 0 && (label != BELL_LABEL || !take_all(ring, &taken)))
			return 1;
	}
	if (error < 0)
		printf("consumer: got %u of %u values: %s\n", taken, expected,
		       l4sys_errtostr(error));
	return error < 0 ? 1 : 0;
}
