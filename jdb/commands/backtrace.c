/*
 * backtrace: the functions that a thread is in, innermost first: in the kernel, then in its program.
 */
#include "kernel/arch.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/stop.h"
#include "jdb/commands/commands.h"
#include "jdb/debugger.h"
#include "jdb/format.h"
#include "jdb/out.h"
#include "jdb/memory.h"
#include "jdb/user_symbols.h"

enum {
	DEPTH_MAX = 40, /* a broken stack may go in circles */
};

/* @p exact: pc is an instruction that was to run, not one to return to. */
static void print(vaddr_t fp, vaddr_t pc, bool exact)
{
	for (unsigned depth = 0; depth < DEPTH_MAX && pc != 0; depth++) {
		out("    #%-2u %#lx ", depth, (unsigned long)pc);
		/* A return address may already belong to the next line or even function. */
		out_symbol(depth == 0 && exact ? pc : pc - 1);
		out("\n");
		if (!arch_unwind(&fp, &pc))
			return;
	}
}

void backtrace_cpu(const struct cpu *c)
{
	vaddr_t fp, pc;
	bool exact = debugger_backtrace_start(c, &fp, &pc);

	if (pc == 0)
		out("    not known: CPU %u %s\n", c->number,
		    cpu_stopped(c) ? "was about to enter the debugger, too" : "did not stop");
	else if (pc < USER_TOP)
		out("    in user mode\n");
	else
		print(fp, pc, exact);
}

void backtrace_thread(const struct thread *t)
{
	vaddr_t fp = 0, pc = 0;

	if (t == t->cpu->current) {
		backtrace_cpu(t->cpu);
		return;
	}
	arch_unwind_thread(t, &fp, &pc);
	print(fp, pc, false);
}

static void out_place(const struct task *task, vaddr_t pc, bool exact)
{
	static char text[128];

	if (!task_memory_is_code(task, pc)) {
		out("(not executable)");
		return;
	}
	user_symbol_format(text, sizeof(text), task, exact ? pc : pc - 1);
	out("%s", text);
}

void backtrace_user(const struct thread *t)
{
	const struct user_memory m = {t->task, task_memory_read, task_memory_is_code};
	static char task[VALUE_SIZE];
	vaddr_t fp, pc;

	if (!t->task)
		return;
	format_object(task, sizeof(task), t->task->object.id);
	out("  in user mode, task %s, stack pointer %#lx:\n", task, (unsigned long)arch_user_sp(t));
	arch_unwind_user_here(t, &fp, &pc);
	for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
		out("    #%-2u %#lx ", depth, (unsigned long)pc);
		out_place(t->task, pc, depth == 0);
		out("\n");
		if (!arch_unwind_user(t, &m, depth == 0, &fp, &pc))
			return;
	}
}

void command_backtrace(const struct arguments *args)
{
	const struct thread *t = arg_thread(arg_word(args, 0));

	backtrace_thread(t);
	backtrace_user(t);
}
