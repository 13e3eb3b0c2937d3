/*
 * cpus: what each CPU does, and whether it stopped. cpu: look at another one.
 *
 *      jdb: cpu 2
 *      CPU 2 runs 40:hog; stopped by an interrupt
 *          #0  0xffffffff81003f2e arch_idle+0x3 (arch/x86/common/interrupt.c:110)
 *      jdb: registers                  from now on the other commands are about CPU 2, too
 */
#include "kernel/sched/cpu.h"
#include "jdb/commands/commands.h"
#include "jdb/debugger.h"
#include "jdb/format.h"
#include "jdb/inspect.h"
#include "jdb/out.h"

void command_cpus(const struct arguments *args)
{
	(void)args;
	out_table(REQUEST_cpus, 0, NULL);
}

void command_cpu(const struct arguments *args)
{
	uint64_t number = args->count ? arg_number(args->word[0]) : debugger_shown_cpu()->number;
	char object[VALUE_SIZE];
	struct cpu *c;

	if (number >= cpu_count)
		command_fail("there are %u CPUs, from 0 on", cpu_count);
	c = &cpus[number];
	debugger_show_cpu(c);
	format_object(object, sizeof(object), thread_id(c->current));
	out("CPU %u runs %s; stopped: %s\n", c->number, object, cpu_how_stopped(c));
	backtrace_cpu(c);
}
