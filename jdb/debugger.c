/*
 * Stopping and going on. See debugger.h.
 */
#include "jdb/debugger.h"
#include "kernel/arch.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include "jdb/format.h"
#include "jdb/input.h"
#include "jdb/link_out.h"
#include "jdb/out.h"
#include "jdb/recover.h"
#include "jdb/symbols.h"
#include "jdb/wire.h"

static bool active, leaving, stop_wanted, panicked;
static const char *reason;
static int (*crash_after)(void);
static struct kernel_exception exception;
static vaddr_t entered_fp, entered_pc; /* who called debugger_enter() */

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
	debugger_enter(now ? why : "host", NULL);
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

void debugger_backtrace_start(vaddr_t *fp, vaddr_t *pc)
{
	if (exception.what) {
		arch_unwind_frame(exception.frame, fp, pc);
	} else {
		*fp = entered_fp;
		*pc = entered_pc;
	}
}

void debugger_say_why(void)
{
	const struct thread *t = cpu_current()->current;
	static char object[VALUE_SIZE];

	format_object(object, sizeof(object), t->object.id);
	out("\n--- Phial debugger: %s. CPU %u, thread %s", reason, cpu_current()->number, object);
	if (exception.what) {
		out(", %s at ", exception.what);
		out_symbol(exception.ip);
		if (exception.address)
			out(", address %#lx", (unsigned long)exception.address);
	} else if (t->task) {
		out(", user ip %#lx", (unsigned long)arch_user_ip(t));
	}
	out("\n");
}

/* What everybody asks first after a panic. */
static void say_what_happened(void)
{
	prompt_execute("backtrace");
	out("The last events:\n");
	prompt_execute("trace 12");
}

static void run(const char *why)
{
	active      = true;
	leaving     = false;
	stop_wanted = false;
	reason      = why;
	input_to_debugger(true);
	link_want_status();
	out_begin(NULL);
	debugger_say_why();
	if (panicked)
		say_what_happened();
	out_end();
	prompt_run();
	active = false;
	input_to_debugger(false);
	link_want_status();
}

void debugger_enter(const char *why, void *frame)
{
	(void)frame;
	/* A failed assertion or a panic inside the debugger ends what it was doing, no more. */
	if (active) {
		recover_now();
		return;
	}
	word_t irqs = irq_save();

	arch_unwind_here(&entered_fp, &entered_pc);
	panicked = strncmp(why, "panic", 5) == 0;
	run(why);
	if (crash_after)
		crash_after();
	irq_restore(irqs);
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
