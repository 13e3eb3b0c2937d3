/*
 * Signals: from the trigger of an interrupt object to the thread that waits for it; a semaphore.
 */
#include "tests/bench/bench.h"
#include <l4/sys/irq.h>
#include <l4/sys/semaphore.h>

static volatile uint32_t triggered_at;

/* Runs above the thread that triggers: it takes the CPU as soon as the signal is there. */
static void waiter(void *unused)
{
	l4_umword_t label;

	(void)unused;
	for (;;) {
		l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		bench_took(triggered_at, counter_read());
	}
}

static void irq_wakeup(void)
{
	l4_cap_idx_t irq    = bench_slot();
	l4_cap_idx_t thread = partner_start(NULL, waiter, NULL, BENCH_PRIORITY + 1);

	bench_expect(l4_factory_create_irq(L4_BASE_FACTORY_CAP, irq), 0);
	bench_expect(l4_rcv_ep_bind_thread(irq, thread, 0), 0);
	bench_figure("irq_wakeup");
	while (bench_round()) {
		triggered_at = counter_read();
		l4_irq_trigger(irq);
	}
}

static void sem_updown(void)
{
	l4_cap_idx_t sem = bench_slot();

	bench_expect(l4_factory_create(L4_BASE_FACTORY_CAP, L4_PROTO_SEMAPHORE, sem), 0);
	bench_figure("sem_updown");
	while (bench_round()) {
		uint32_t from = counter_read();
		l4_msgtag_t tag;

		l4_semaphore_up(sem);
		tag = l4_semaphore_down(sem, L4_IPC_NEVER);
		bench_took(from, counter_read());
		bench_expect(tag, 0);
	}
}

void figures_of_signals(void)
{
	irq_wakeup();
	sem_updown();
}
