/*
 * Where the kernel meets its debugger: the functions of kernel/hooks.h and the two of kernel/arch.h that
 * concern the serial line and exceptions of the kernel itself.
 */
#include "kernel/hooks.h"
#include "kernel/arch.h"
#include "kernel/lib/panic.h"
#include "kernel/object/log.h"
#include "kernel/sched/cpu.h"
#include "jdb/debugger.h"
#include "jdb/input.h"
#include "jdb/link_out.h"
#include "jdb/names.h"
#include "jdb/orders.h"
#include "jdb/trace/clocks.h"
#include "jdb/trace/ring.h"
#include "jdb/wire.h"

static bool ready; /* debugger_init() has run */

void debugger_init(void)
{
	input_init();
	trace_init();
	clocks_compare();
	link_init();
	ready = true;
	link_poll();
}

void console_write(const char *text, size_t bytes)
{
	wire_text(text, bytes);
}

void console_flush(void)
{
	wire_flush();
}

int console_input_get(void)
{
	return input_console_key();
}

/* What came in, and what can go out now. */
void console_service(void)
{
	bool escape = input_poll();

	link_poll();
	wire_pump();
	debugger_stop_if_wanted("Esc", escape);
}

void serial_interrupt(void)
{
	if (!ready)
		return;
	console_service();
	if (input_console_news())
		log_input_ready();
}

/* The wire has one user: the boot CPU, to which the serial line's interrupts go, too. */
static bool wire_is_ours(void)
{
	return ready && cpu_current()->number == 0;
}

void debugger_poll(void)
{
	if (!wire_is_ours())
		return;
	orders_poll();
	link_poll();
	debugger_stop_if_wanted("host", false);
}

usec_t debugger_next_poll(void)
{
	if (!wire_is_ours())
		return USEC_NEVER;
	return orders_waiting() ? 0 : link_next_poll();
}

const char *debugger_object_name(const struct object *obj)
{
	return name_of(obj);
}

void debugger_object_gone(struct object *obj)
{
	names_forget(obj);
}
