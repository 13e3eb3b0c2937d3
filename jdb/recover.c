/*
 * Giving up a debugger command: a non-local return with the compiler's own means. See recover.h.
 *
 * __builtin_setjmp() keeps frame pointer, stack pointer and the place to go on; the compiler saves all
 * other registers in the function that calls it, because it knows that control comes back there.
 */
#include "jdb/recover.h"

static void *place[5]; /* what the builtins ask for */
static volatile bool running;

__attribute__((noinline)) bool recover_run(void (*f)(void *arg), void *arg)
{
	if (__builtin_setjmp(place) != 0)
		return false;
	running = true;
	f(arg);
	running = false;
	return true;
}

bool recover_possible(void)
{
	return running;
}

__attribute__((noinline)) void recover_now(void)
{
	if (!running)
		return;
	running = false;
	__builtin_longjmp(place, 1);
}
