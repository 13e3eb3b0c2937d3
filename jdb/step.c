/*
 * Single steps. See step.h.
 */
#include "jdb/step.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "jdb/breakpoints.h"
#include "jdb/debugger.h"
#include "jdb/memory.h"

enum phase {
	IDLE,
	STEPPING, /* one instruction after the other */
	CALLED,   /* until the breakpoint behind a call */
};

static struct {
	enum phase phase;
	enum step_how how;
	unsigned left;
	const struct thread *thread;
	enum arch_flow flow; /* of the instruction that is being executed */
	long breakpoint;     /* behind the call */
	vaddr_t sp; /* in the function that was called: when it has returned, it is at least this */
	bool reason;
} step;

bool step_begin(enum step_how how, unsigned count)
{
	step_stopped();
	if (!debugger_frame())
		return false;
	step.phase  = STEPPING;
	step.how    = how;
	step.left   = count;
	step.thread = thread_current();
	step.reason = false;
	return true;
}

void step_stopped(void)
{
	step.phase = IDLE;
	breakpoints_clear_all(BREAK_STEP);
}

void step_goes_on(void)
{
	step.reason = false;
}

bool step_was_the_reason(void)
{
	return step.reason;
}

bool step_wanted(const struct trap_frame *frame, const uint8_t *code)
{
	if (step.phase != STEPPING || step.thread != thread_current())
		return false;
	step.flow = arch_flow(frame, code);
	return true;
}

static bool finished(void)
{
	step_stopped();
	step.reason = true;
	return true;
}

/* We are at the first instruction of a function: run until it has returned. */
static bool run_to_return(const struct trap_frame *frame)
{
	struct memory m = {.task = step.thread->task};
	vaddr_t to;

	if (!arch_return_address(frame, &to) && !memory_read(&m, &to, to, sizeof(to)))
		return false;
	step.sp         = arch_frame_sp(frame);
	step.breakpoint = breakpoint_set(&(struct breakpoint){
		.what   = {WATCH_EXECUTE, 1, to},
		.owner  = BREAK_STEP,
		.cpu    = ANY_CPU,
		.thread = step.thread->object.id,
		.task   = to < USER_TOP ? step.thread->task->object.id : 0,
	});
	if (step.breakpoint < 0)
		return false;
	step.phase = CALLED;
	return true;
}

bool step_done(struct trap_frame *frame)
{
	if (step.phase != STEPPING)
		return false; /* it was only to get over a breakpoint */
	if (step.thread != thread_current())
		return finished(); /* the kernel has switched to another one meanwhile */
	if (step.how == STEP_INSTRUCTION)
		return --step.left == 0 && finished();
	if (step.how == STEP_BRANCH)
		return step.flow != FLOW_ON && finished();
	if (step.flow == FLOW_CALL)
		return !run_to_return(frame) && finished();
	return (step.how == STEP_OVER || step.flow == FLOW_RETURN) && finished();
}

bool step_returned(const struct trap_frame *frame)
{
	if (step.phase != CALLED || arch_frame_sp(frame) < step.sp)
		return false; /* an inner call of the same function */
	breakpoint_clear((unsigned)step.breakpoint);
	step.phase = STEPPING;
	return step.how == STEP_OVER && finished();
}
