/*
 * The timer of a CPU: programmed for whatever comes first, an expiring timeout, the end of the
 * running time slice, or the debugger's wish to move trace records out.
 *
 * The hardware is touched only when the next deadline comes earlier than what it is set to. When a
 * deadline moves away, the timer fires once too early and is programmed anew: cheaper than setting
 * it at every context switch.
 */
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"

/*
 * A slice that is over already does not count: the thread is on its way to schedule(), and a timer
 * that fires again at once would let it get no further than the next instruction.
 */
static usec_t slice_end(const struct cpu *c)
{
	if (c->current == c->idle || c->slice_over)
		return USEC_NEVER;
	return c->switched_at + c->context->left_us;
}

void timer_update(void)
{
	struct cpu *c   = cpu_current();
	usec_t deadline = min_of(slice_end(c), debugger_next_poll());

	if (c->timeouts.first)
		deadline = min_of(deadline, c->timeouts.first->at);
	if (deadline >= c->timer_at)
		return;
	c->timer_at = deadline;
	arch_timer_program(deadline);
}

void timer_interrupt(void)
{
	struct cpu *c = cpu_current();

	assert(cpu_ok(c));
	c->interrupts++;
	c->timer_at = USEC_NEVER;
	timeout_run(&c->timeouts, arch_clock_us());
	cpu_account(c);
	if (c->current != c->idle && c->context->left_us == 0) {
		c->slice_over = true;
		c->reschedule = true;
	}
	debugger_poll();
	timer_update();
}
