/*
 * Starting a further thread: create, control, ex_regs, run_thread, in this order (abi sheet §14).
 */
#include <l4/re/env.h>
#include <l4/re/thread.h>
#include <l4/sys/factory.h>
#include <l4/sys/scheduler.h>
#include <l4/sys/thread.h>

/* In l4re/arch: pops function and argument from the stack. */
extern const char l4re_thread_entry[];

/* A word-sized stack cell for each of what l4re_thread_entry pops, at an aligned address. */
static l4_addr_t prepare_stack(void *stack, l4_umword_t bytes, void (*function)(void *),
			       void *argument)
{
	l4_addr_t *top = (l4_addr_t *)(((l4_addr_t)stack + bytes) & ~(l4_addr_t)15);

	*--top = (l4_addr_t)argument;
	*--top = (l4_addr_t)function;
	return (l4_addr_t)top;
}

static l4_utcb_t *next_utcb(void)
{
	static l4_addr_t next;
	const l4re_env_t *env = l4re_env();
	l4_addr_t end = l4_fpage_memaddr(env->utcb_area) + (1UL << l4_fpage_size(env->utcb_area));

	if (!next)
		next = env->first_free_utcb;
	if (next + L4_UTCB_OFFSET > end)
		return NULL;
	next += L4_UTCB_OFFSET;
	return (l4_utcb_t *)(next - L4_UTCB_OFFSET);
}

/* Pager and handler of the program's first thread: control without flags reports them. */
static int inherit_faults(l4_cap_idx_t *pager, l4_cap_idx_t *handler)
{
	int error;

	l4_thread_control_start();
	error    = (int)l4_error(l4_thread_control_commit(l4re_env()->main_thread));
	*pager   = l4_utcb_mr()->mr[1];
	*handler = l4_utcb_mr()->mr[2];
	return error;
}

int l4re_thread_start(l4_cap_idx_t cap, void (*function)(void *), void *argument, void *stack,
		      l4_umword_t bytes, unsigned priority)
{
	l4_sched_param_t sched = l4_sched_param(priority, 0);
	l4_utcb_t *utcb        = next_utcb();
	l4_cap_idx_t pager, handler;
	long error;

	if (!utcb)
		return -L4_ENOMEM;
	error = inherit_faults(&pager, &handler);
	if (error >= 0)
		error = l4_error(l4_factory_create_thread(l4re_env()->factory, cap));
	if (error < 0)
		return (int)error;
	l4_thread_control_start();
	l4_thread_control_pager(pager);
	l4_thread_control_exc_handler(handler);
	l4_thread_control_bind(utcb, L4_BASE_TASK_CAP);
	error = l4_error(l4_thread_control_commit(cap));
	if (error >= 0)
		error = l4_error(l4_thread_ex_regs(cap, (l4_addr_t)l4re_thread_entry,
						   prepare_stack(stack, bytes, function, argument),
						   0));
	if (error >= 0)
		error = l4_error(l4_scheduler_run_thread(l4re_env()->scheduler, cap, &sched));
	return error < 0 ? (int)error : 0;
}
