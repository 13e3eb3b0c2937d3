/*
 * The kernel without its debugger (JDB=0): what kernel/hooks.h asks for, as little as will do.
 *
 * Console output is written by polling, input goes straight to the log object, and where the
 * debugger would stop the machine, a message is all there is.
 */
#include "kernel/abi/l4_consts.h"
#include "kernel/arch.h"
#include "kernel/hooks.h"
#include "kernel/ipc/invoke.h"
#include "kernel/lib/panic.h"
#include "kernel/object/log.h"

enum {
	INPUT_BYTES = 256,     /* a power of two */
	PUT_TRIES   = 1 << 20, /* a transmitter that takes nothing for this long is not there */
};

static void put(char c)
{
	for (unsigned i = 0; i < PUT_TRIES && !arch_serial_put((uint8_t)c); i++)
		cpu_relax();
}

void console_write(const char *text, size_t bytes)
{
	for (; bytes; bytes--, text++) {
		if (*text == '\n')
			put('\r');
		put(*text);
	}
}

/* Input waits here until the log object is read; what finds it full is lost. */
static struct {
	uint8_t bytes[INPUT_BYTES];
	unsigned read, written;
} input;

void console_service(void)
{
	bool news = false;
	int c;

	while ((c = arch_serial_get()) >= 0) {
		if (c != SERIAL_BREAK && input.written - input.read < INPUT_BYTES)
			input.bytes[input.written++ % INPUT_BYTES] = (uint8_t)c;
		news = true;
	}
	if (news)
		log_input_ready();
}

void console_flush(void)
{
}

int console_input_get(void)
{
	return input.read == input.written ? -1 : input.bytes[input.read++ % INPUT_BYTES];
}

void serial_interrupt(void)
{
	arch_serial_tx_interrupt(false);
	console_service();
}

void debugger_enter(const char *reason, void *frame)
{
	(void)frame;
	printk("There is no debugger in this kernel (%s).\n", reason);
}

bool debugger_trap(struct trap_frame *frame, const struct arch_debug_event *event)
{
	(void)frame;
	(void)event;
	return false;
}

void debugger_cpu_goes_on(void)
{
}

void kernel_exception(const char *what, vaddr_t ip, vaddr_t fault_address, void *frame)
{
	(void)frame;
	panic("%s in the kernel at ip %p, fault address %p", what, (void *)ip,
	      (void *)fault_address);
}

void debugger_init(void)
{
}

void debugger_program_symbols(const void *data, size_t bytes)
{
	(void)data;
	(void)bytes;
}

void debugger_poll(void)
{
}

usec_t debugger_next_poll(void)
{
	return USEC_NEVER;
}

void debugger_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	(void)obj;
	(void)rights;
	answer(inv, -L4_ENOSYS, 0);
}

const char *debugger_object_name(const struct object *obj)
{
	(void)obj;
	return "";
}

void debugger_object_gone(struct object *obj)
{
	(void)obj;
}
