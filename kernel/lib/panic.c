/*
 * The kernel cannot go on: say why, let the debugger look at it, stop.
 */
#include "kernel/arch.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/stop.h"

static bool panicking;

void panic(const char *format, ...)
{
	va_list args;

	irq_off();
	cpus_stop();     /* another one that panics, too, stands in here from now on */
	if (panicking) { /* a panic while panicking: the less we do the better */
		arch_halt();
	}
	panicking = true;
	printk("\nKernel panic: ");
	va_start(args, format);
	vprintk(format, args);
	va_end(args);
	printk("\n");
	console_flush();
	panicking = false; /* the debugger catches panics in what it does itself */
	debugger_enter("panic", NULL);
	console_flush();
	arch_halt();
}
