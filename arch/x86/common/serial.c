/*
 * The serial line: a 16550 UART at COM1, 115200 baud, 8 bits, no parity, one stop bit.
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
	COM1         = 0x3f8,
	DATA         = COM1 + 0, /* divisor low while LCR_DIVISOR is set */
	IRQ_ENABLE   = COM1 + 1, /* divisor high */
	FIFO_CONTROL = COM1 + 2,
	IRQ_REASON   = COM1 + 2,
	LINE_CONTROL = COM1 + 3,
	MODEM        = COM1 + 4,
	LINE_STATUS  = COM1 + 5,
	SCRATCH      = COM1 + 7,

	IRQ_RECEIVE  = 1 << 0,
	IRQ_TRANSMIT = 1 << 1,
	IRQ_NONE     = 1 << 0, /* in IRQ_REASON; reading that takes a transmit interrupt back */
	FIFO_ON      = 0x07,   /* enable, clear both; interrupt at the first byte */
	LCR_8N1      = 0x03,
	LCR_DIVISOR  = 0x80,
	MODEM_ON     = 0x0b, /* DTR, RTS, and OUT2, which connects the interrupt line of a PC */
	LSR_RECEIVED = 1 << 0,
	LSR_EMPTY    = 1 << 5, /* the whole transmit FIFO is empty */

	FIFO_BYTES = 16,
	DIVISOR    = 1, /* 115200 baud */
};

static bool present;
static uint8_t irq_enable;
static unsigned room; /* bytes that fit into the transmit FIFO for sure */

void serial_init(void)
{
	outb(SCRATCH, 0x5a);
	present = inb(SCRATCH) == 0x5a;
	if (!present)
		return;
	outb(IRQ_ENABLE, 0);
	outb(LINE_CONTROL, LCR_DIVISOR);
	outb(DATA, DIVISOR & 0xff);
	outb(IRQ_ENABLE, DIVISOR >> 8);
	outb(LINE_CONTROL, LCR_8N1);
	outb(FIFO_CONTROL, FIFO_ON);
	outb(MODEM, MODEM_ON);
}

void serial_receive_interrupt(void)
{
	if (!present)
		return;
	irq_enable |= IRQ_RECEIVE;
	outb(IRQ_ENABLE, irq_enable);
}

bool serial_acknowledge(void)
{
	return !(inb(IRQ_REASON) & IRQ_NONE);
}

int arch_serial_get(void)
{
	if (!present || !(inb(LINE_STATUS) & LSR_RECEIVED))
		return -1;
	return inb(DATA);
}

bool arch_serial_put(uint8_t byte)
{
	if (!present)
		return true; /* nobody listens: gone, rather than waiting for ever */
	if (room == 0) {
		if (!(inb(LINE_STATUS) & LSR_EMPTY))
			return false;
		room = FIFO_BYTES;
	}
	room--;
	outb(DATA, byte);
	return true;
}

void arch_serial_tx_interrupt(bool on)
{
	uint8_t wanted =
		on ? irq_enable | IRQ_TRANSMIT : irq_enable & (uint8_t) ~(unsigned)IRQ_TRANSMIT;

	if (!present || wanted == irq_enable)
		return;
	irq_enable = wanted;
	outb(IRQ_ENABLE, irq_enable);
}
