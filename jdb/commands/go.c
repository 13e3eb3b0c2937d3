/*
 * go, reset: ways out. why: how we came in.
 */
#include "kernel/arch.h"
#include "kernel/hooks.h"
#include "jdb/commands/commands.h"
#include "jdb/debugger.h"
#include "jdb/out.h"

void command_go(const struct arguments *args)
{
	(void)args;
	if (!debugger_leave())
		command_fail("after a panic there is no way back; \"reset\" restarts the machine");
}

void command_reset(const struct arguments *args)
{
	(void)args;
	out("Reset.\n");
	out_end();
	console_flush();
	arch_reset();
}

void command_why(const struct arguments *args)
{
	(void)args;
	debugger_say_why();
}
