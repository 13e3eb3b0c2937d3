/*
 * crash: break the kernel on purpose. To see what a broken kernel looks like, and that the debugger stays.
 *
 *      crash fault     this command reads what is not there: back to the prompt
 *      crash assert    this command panics: back to the prompt
 *      crash go        the kernel goes on and reads what is not there: a panic
 */
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "jdb/commands/commands.h"
#include "jdb/debugger.h"

/* Nothing is ever mapped in the first page. Volatile: the compiler must not see through it. */
static volatile vaddr_t nowhere = 8;

__attribute__((noinline)) static int read_nowhere(void)
{
	return *(const volatile int *)nowhere;
}

void command_crash(const struct arguments *args)
{
	const char *how = arg_word(args, 0);

	if (how && strcmp(how, "fault") == 0)
		read_nowhere();
	else if (how && strcmp(how, "assert") == 0)
		panic("the debugger was asked to panic");
	else if (how && strcmp(how, "go") == 0 && debugger_leave())
		debugger_crash_after(read_nowhere);
	else
		command_fail("crash fault, crash assert or crash go?");
}
