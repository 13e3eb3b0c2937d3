/*
 * Giving up a debugger command: a non-local return with the compiler's own means. See recover.h.
 *
 * __builtin_setjmp() keeps frame pointer, stack pointer and the place to go on; the compiler saves all
 * other registers in the function that calls it, because it knows that control comes back there.
 */
#include "jdb/recover.h"
#include "kernel/sched/cpu.h"

/* A call that can be given up. They nest: a command in the prompt. */
struct recovery {
	void *place[5]; /* what the builtins ask for */
	struct recovery *outer;
};

static struct recovery *innermost;
static struct cpu *owner; /* whose stack it is on: others have nothing to go back to */

__attribute__((noinline)) bool recover_run(void (*f)(void *arg), void *arg)
{
	struct recovery here = {.outer = innermost};

	if (__builtin_setjmp(here.place) != 0)
		return false;
	innermost = &here;
	owner     = cpu_current();
	f(arg);
	innermost = here.outer;
	return true;
}

bool recover_possible(void)
{
	return innermost && owner == cpu_current();
}

__attribute__((noinline)) void recover_now(void)
{
	struct recovery *r = innermost;

	if (!recover_possible())
		return;
	innermost = r->outer;
	__builtin_longjmp(r->place, 1);
}
