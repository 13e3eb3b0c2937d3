/*
 * Stop 4: a producer that a timer drives, and a consumer that a bell wakes.
 *
 * The bell is an IRQ object of the root task's: the consumer may bind it (S right), the producer
 * may only trigger it. The values lie in a page that both see.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <stdio.h>
#include "l4re/root/frames.h"
#include "l4re/root/tour.h"
#include "l4re/tour/tour.h"

enum {
	VALUES         = 40,
	PERIOD_MS      = 50,
	FAST_PERIOD_US = 2000,
	CONSUMER_PRIO  = PROGRAM_PRIORITY + 10,
};

static bool run(struct program *producer, struct program *consumer, l4_cap_idx_t bell, void *page)
{
	char for_producer[32], for_consumer[32];

	snprintf(for_producer, sizeof(for_producer), "%d %u", VALUES,
		 options.fast ? (unsigned)FAST_PERIOD_US : pace_us(PERIOD_MS));
	snprintf(for_consumer, sizeof(for_consumer), "%d", VALUES);
	if (!producer || !consumer || !page || !program_allow_debugger(producer) ||
	    !program_pass_cap(consumer, "bell", bell, L4_CAP_FPAGE_RWS, 0) ||
	    !program_pass_cap(producer, "bell", bell, L4_CAP_FPAGE_RW, 0) ||
	    !program_map(consumer, page, L4_PAGESIZE, RING_ADDRESS, L4_FPAGE_RW) ||
	    !program_map(producer, page, L4_PAGESIZE, RING_ADDRESS, L4_FPAGE_RW))
		return false;
	printf("      %d values, one at each tick\n", VALUES);
	return program_start(consumer, CONSUMER_PRIO, for_consumer) &&
	       program_start(producer, PROGRAM_PRIORITY, for_producer) &&
	       expect_success(consumer, STOP_LIMIT_MS) && expect_success(producer, STOP_LIMIT_MS) &&
	       expect("values produced", VALUES, (long)((struct ring *)page)->produced) &&
	       expect("values consumed", VALUES, (long)((struct ring *)page)->consumed);
}

bool stop_irq(void)
{
	l4_cap_idx_t bell = tour_object(L4_PROTO_IRQ_SENDER, "bell");
	void *page        = frames_alloc(L4_PAGESIZE);
	struct program *producer =
		program_create("producer", "producer", L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	struct program *consumer =
		program_create("consumer", "consumer", L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	bool ok = run(producer, consumer, bell, page);

	program_destroy(producer);
	program_destroy(consumer);
	l4re_util_cap_delete(bell);
	if (page)
		frames_free(page, L4_PAGESIZE);
	return ok;
}
