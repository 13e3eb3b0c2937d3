/*
 * The serial line: a 16550 UART, 8 bits, no parity, one stop bit; at COM1 and 115200 baud unless the
 * loader knew better.
 *
 * Everything goes through it: console text, frames for the host, the debugger. Sending and
 * receiving work by polling from the first instruction on (and in a panic); interrupts only tell
 * when it is worth to poll.
 *
 * Source: National Semiconductor PC16550D data sheet.
 */
#include "arch/x86/common/cpu.h"
#include "arch/x86/common/serial.h"
#include "kernel/arch.h"

enum {
	/* Registers, counted from the UART's first port. */
	DATA         = 0, /* divisor low while LCR_DIVISOR is set */
	IRQ_ENABLE   = 1, /* divisor high */
	FIFO_CONTROL = 2,
	IRQ_REASON   = 2,
	LINE_CONTROL = 3,
	MODEM        = 4,
	LINE_STATUS  = 5,
	SCRATCH      = 7,

	IRQ_RECEIVE  = 1 << 0,
	IRQ_TRANSMIT = 1 << 1,
	IRQ_NONE     = 1 << 0, /* in IRQ_REASON; reading that takes a transmit interrupt back */
	FIFO_ON      = 0x07,   /* enable, clear both; interrupt at the first byte */
	LCR_8N1      = 0x03,
	LCR_DIVISOR  = 0x80,
	MODEM_ON     = 0x0b,   /* DTR, RTS, and OUT2, which connects the interrupt line of a PC */
	LSR_BREAK    = 1 << 4, /* the byte is none: the line was held low */
	LSR_RECEIVED = 1 << 0,
	LSR_EMPTY    = 1 << 5, /* the whole transmit FIFO is empty */

	FIFO_BYTES = 16,
};

const struct serial_line serial_com1 = {.port = 0x3f8, .divisor = 1, .isa_irq = 4};

static struct serial_line uart;

static bool present;
static uint8_t irq_enable;
static unsigned room; /* bytes that fit into the transmit FIFO for sure */

static void put(unsigned reg, uint8_t value)
{
	outb((uint16_t)(uart.port + reg), value);
}

static uint8_t get(unsigned reg)
{
	return inb((uint16_t)(uart.port + reg));
}

void serial_init(const struct serial_line *line)
{
	uart = *line;
	if (uart.off)
		return;
	put(SCRATCH, 0x5a);
	present = get(SCRATCH) == 0x5a;
	if (!present)
		return;
	put(IRQ_ENABLE, 0);
	put(LINE_CONTROL, LCR_DIVISOR);
	put(DATA, (uint8_t)uart.divisor);
	put(IRQ_ENABLE, (uint8_t)(uart.divisor >> 8));
	put(LINE_CONTROL, LCR_8N1);
	put(FIFO_CONTROL, FIFO_ON);
	put(MODEM, MODEM_ON);
}

int serial_isa_irq(void)
{
	return present ? (int)uart.isa_irq : -1;
}

void serial_receive_interrupt(void)
{
	if (!present)
		return;
	irq_enable |= IRQ_RECEIVE;
	put(IRQ_ENABLE, irq_enable);
}

bool serial_acknowledge(void)
{
	return !(get(IRQ_REASON) & IRQ_NONE);
}

int arch_serial_get(void)
{
	uint8_t status = present ? get(LINE_STATUS) : 0;
	uint8_t byte;

	if (!(status & LSR_RECEIVED))
		return -1;
	byte = get(DATA);
	return status & LSR_BREAK ? SERIAL_BREAK : byte;
}

bool arch_serial_put(uint8_t byte)
{
	if (!present)
		return true; /* nobody listens: gone, rather than waiting for ever */
	if (room == 0) {
		if (!(get(LINE_STATUS) & LSR_EMPTY))
			return false;
		room = FIFO_BYTES;
	}
	room--;
	put(DATA, byte);
	return true;
}

void arch_serial_tx_interrupt(bool on)
{
	uint8_t wanted =
		on ? irq_enable | IRQ_TRANSMIT : irq_enable & (uint8_t) ~(unsigned)IRQ_TRANSMIT;

	if (!present || wanted == irq_enable)
		return;
	irq_enable = wanted;
	put(IRQ_ENABLE, irq_enable);
}
