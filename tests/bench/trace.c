/*
 * Trace points: triggering an interrupt object that nobody waits for passes exactly one.
 *
 * With the debugger in the kernel, the same trigger with the point's class off and on: `run` subtracts.
 */
#include "tests/bench/bench.h"
#include <l4/sys/debugger.h>
#include <l4/sys/irq.h>

bool trace_is_there(void)
{
	return l4_error(l4_task_cap_valid(L4_BASE_TASK_CAP, L4_BASE_DEBUGGER_CAP)) > 0 &&
	       l4_error(l4_debugger_switch_log(L4_BASE_DEBUGGER_CAP, "", 0)) == 0;
}

static void trigger(const char *name, l4_cap_idx_t irq)
{
	bench_figure(name);
	while (bench_round()) {
		uint32_t from = counter_read();

		l4_irq_trigger(irq);
		bench_took(from, counter_read());
	}
}

void figures_of_trace(void)
{
	l4_cap_idx_t irq = bench_slot();

	bench_expect(l4_factory_create_irq(L4_BASE_FACTORY_CAP, irq), 0);
	trigger("trigger_class_off", irq);
	bench_expect(l4_debugger_switch_log(L4_BASE_DEBUGGER_CAP, "IRQ", 1), 0);
	trigger("trigger_class_on", irq);
}
