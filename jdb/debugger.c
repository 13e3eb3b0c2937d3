/*
 * Stopping and going on. See debugger.h.
 */
#include "jdb/debugger.h"
#include "kernel/arch_debug.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/stop.h"
#include "jdb/breakpoints.h"
#include "jdb/format.h"
#include "jdb/gdb/gdb.h"
#include "jdb/input.h"
#include "jdb/link_out.h"
#include "jdb/orders.h"
#include "jdb/out.h"
#include "jdb/recover.h"
#include "jdb/step.h"
#include "jdb/user_symbols.h"
#include "jdb/wire.h"

static bool active, leaving, stop_wanted, panicked;
static const char *reason;
static int (*crash_after)(void);
static struct kernel_exception exception;
static struct trap_frame *entered_frame; /* registers that the kernel goes on with, if told */
static vaddr_t entered_fp, entered_pc;   /* who called debugger_enter() */
static struct cpu *here;                 /* the CPU that it runs on … */
static struct cpu *shown;                /* … and the one that commands are about */

bool debugger_active(void)
{
	return active;
}

void debugger_want_stop(void)
{
	stop_wanted = true;
}

bool debugger_want_go(void)
{
	stop_wanted = false;
	return !active || debugger_leave();
}

bool debugger_leave(void)
{
	if (!panicked)
		leaving = true;
	return leaving;
}

void debugger_crash_after(int (*f)(void))
{
	crash_after = f;
}

bool debugger_leaving(void)
{
	return leaving;
}

void debugger_stop_if_wanted(const char *why, bool now)
{
	if (active || (!stop_wanted && !now))
		return;
	debugger_enter(now ? why : "host", cpu_current()->interrupted);
}

/* ---- Keys ------------------------------------------------------------------------------------- */

int debugger_key_within(usec_t us)
{
	usec_t start = arch_clock_us();
	int key;

	do {
		input_poll();
		link_poll();
		wire_pump();
		key = input_debugger_key();
	} while (key == NO_KEY && !leaving && arch_clock_us() - start < us);
	return key;
}

int debugger_key(void)
{
	int key = NO_KEY;

	while (key == NO_KEY && !leaving)
		key = debugger_key_within(1000000);
	return key;
}

/* ---- Entering --------------------------------------------------------------------------------- */

const struct kernel_exception *debugger_exception(void)
{
	return exception.what ? &exception : NULL;
}

struct trap_frame *debugger_frame(void)
{
	struct thread *t = here ? here->current : NULL;

	if (exception.what)
		return exception.frame;
	if (entered_frame || !t || !t->task)
		return entered_frame;
	return thread_frame(t);
}

struct cpu *debugger_cpu(void)
{
	return here;
}

struct cpu *debugger_shown_cpu(void)
{
	return shown ? shown : cpu_current();
}

void debugger_show_cpu(struct cpu *c)
{
	shown = c;
}

bool debugger_backtrace_start(const struct cpu *c, vaddr_t *fp, vaddr_t *pc)
{
	if (c != here) {
		*fp = *pc = 0;
		if (c->stopped_frame)
			arch_unwind_frame(c->stopped_frame, fp, pc);
		return true;
	}
	if (exception.what || entered_frame) {
		arch_unwind_frame(exception.what ? exception.frame : entered_frame, fp, pc);
		return true;
	}
	*fp = entered_fp;
	*pc = entered_pc;
	return false;
}

void debugger_say_why(void)
{
	const struct thread *t = here->current;
	static char object[128];
	unsigned silent = 0;

	format_object(object, sizeof(object), t->object.id);
	out("\n--- Phial debugger: %s. CPU %u, thread %s", reason, here->number, object);
	if (exception.what) {
		out(", %s at ", exception.what);
		out_symbol(exception.ip);
		if (exception.address)
			out(", address %#lx", (unsigned long)exception.address);
	} else if (entered_frame && !arch_frame_is_user(entered_frame)) {
		out(", at ");
		out_symbol(arch_frame_pc(entered_frame));
	} else if (t->task) {
		user_symbol_format(object, sizeof(object), t->task, arch_user_ip(t));
		out(", user ip %#lx %s", (unsigned long)arch_user_ip(t), object);
	}
	out("\n");
	for (unsigned i = 0; i < cpu_count; i++)
		silent += &cpus[i] != here && !cpu_stopped(&cpus[i]);
	if (silent)
		out("%u of %u CPUs did not stop: see \"cpus\"\n", silent, cpu_count);
}

/* What everybody asks first after a panic. */
static void say_what_happened(void)
{
	prompt_execute("backtrace");
	out("The last events:\n");
	prompt_execute("trace 12");
}

static void run_prompt(void)
{
	out_begin(NULL);
	debugger_say_why();
	if (panicked)
		say_what_happened();
	out_end();
	prompt_run();
}

static void wait_for_key(void *key)
{
	*(int *)key = debugger_key();
}

/* GDB has its own prompt. @return true: a key was pressed; false: the kernel goes on */
static bool wait_in_silence(void)
{
	int key = NO_KEY;

	while (key == NO_KEY && !leaving)
		recover_run(wait_for_key, &key);
	return key != NO_KEY;
}

static void run(const char *why)
{
	active      = true;
	leaving     = false;
	stop_wanted = false;
	reason      = why;
	input_to_debugger(true);
	link_want_status();
	gdb_stopped(why);
	if (!breakpoint_hit() && !step_was_the_reason())
		prompt_forget();
	if (!gdb_has_stopped_it() || panicked || wait_in_silence())
		run_prompt();
	active = false;
	input_to_debugger(false);
	link_want_status();
}

void debugger_enter(const char *why, void *frame)
{
	word_t irqs;
	bool stopped;

	/* A failed assertion or a panic inside the debugger ends what it was doing, no more. */
	if (active && here == cpu_current()) {
		recover_now();
		return;
	}
	irqs    = irq_save();
	stopped = cpus_stop(); /* when another CPU was faster, this comes back when it has left */
	here = shown = cpu_current();
	breakpoints_off();
	entered_frame = frame;
	arch_unwind_here(&entered_fp, &entered_pc);
	panicked = strncmp(why, "panic", 5) == 0;
	run(why);
	breakpoints_resume(panicked ? NULL : debugger_frame(), entered_frame);
	orders_go();
	entered_frame = NULL;
	if (crash_after)
		crash_after();
	here = shown = NULL;
	if (stopped)
		cpus_go();
	irq_restore(irqs);
}

void debugger_execute(const char *text)
{
	bool stopped = cpus_stop();

	prompt_execute(text);
	if (stopped)
		cpus_go();
}

void kernel_exception(const char *what, vaddr_t ip, vaddr_t fault_address, void *frame)
{
	if (recover_possible()) {
		printk("\n%s in the debugger", what);
		if (fault_address)
			printk(", address %#lx", (unsigned long)fault_address);
		printk(": given up.\n");
		recover_now();
	}
	exception = (struct kernel_exception){what, ip, fault_address, frame};
	panic("%s in the kernel at %#lx, address %#lx", what, (unsigned long)ip,
	      (unsigned long)fault_address);
}
