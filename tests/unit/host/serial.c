/*
 * The host port's serial line. See serial.h.
 */
#include <criterion/criterion.h>
#include "kernel/arch.h"
#include "tests/unit/host/host.h"
#include "tests/unit/host/serial.h"

uint8_t host_line[HOST_LINE_BYTES];
size_t host_line_used, host_line_room = HOST_LINE_BYTES;
unsigned host_line_tries;
bool host_line_interrupt;

bool arch_serial_put(uint8_t byte)
{
	host_clock++;
	host_line_tries++;
	if (host_line_room == 0)
		return false;
	cr_assert_lt(host_line_used, (size_t)HOST_LINE_BYTES, "the test sends too much");
	host_line_room--;
	host_line[host_line_used++] = byte;
	return true;
}

void arch_serial_tx_interrupt(bool on)
{
	host_line_interrupt = on;
}
