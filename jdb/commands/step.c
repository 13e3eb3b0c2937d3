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

void command_step(const struct arguments *args)
{
	unsigned count = args->count ? (unsigned)arg_number(args->word[0]) : 1;

	if (!step_begin((enum step_how)args->variant, count) || !debugger_leave())
		command_fail("nothing is known that could go on");
}
