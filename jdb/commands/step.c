/*
 * step, over, branch, finish: go on for a little while.
 *
 *      step 3        three instructions; then the debugger is back
 *      over          one, where a call counts as one
 *      branch        up to the next branch, call or return, that included
 *      finish        until this function has returned
 */
#include "jdb/commands/commands.h"
#include "jdb/debugger.h"
#include "jdb/step.h"

static void begin(enum step_how how, unsigned count)
{
	if (!step_begin(how, count) || !debugger_leave())
		command_fail("nothing is known that could go on");
}

void command_step(const struct arguments *args)
{
	begin(STEP_INSTRUCTION, args->count ? (unsigned)arg_number(args->word[0]) : 1);
}

void command_over(const struct arguments *args)
{
	(void)args;
	begin(STEP_OVER, 1);
}

void command_branch(const struct arguments *args)
{
	(void)args;
	begin(STEP_BRANCH, 1);
}

void command_finish(const struct arguments *args)
{
	(void)args;
	begin(STEP_RETURN, 1);
}
