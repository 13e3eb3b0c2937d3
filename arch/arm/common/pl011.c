/*
 * The serial line of most ARM boards: ARM PrimeCell UART PL011 (ARM DDI 0183).
 *
 * Speed and format stay as the boot loader set them: which clock feeds the divider, only it knows.
 * Until pl011_init() has run, what is sent is lost and nothing is received.
 */
#include "arch/arm/common/pl011.h"
#include "kernel/arch.h"

enum { /* registers, in words */
       UARTDR   = 0x00 / 4,
       UARTFR   = 0x18 / 4,
       UARTLCRH = 0x2c / 4,
       UARTCR   = 0x30 / 4,
       UARTIFLS = 0x34 / 4,
       UARTIMSC = 0x38 / 4,
       UARTICR  = 0x44 / 4,
       BYTES    = 0x1000,
};

enum {
	FR_RX_EMPTY = 1 << 4,
	FR_TX_FULL  = 1 << 5,
	LCRH_FIFO   = 1 << 4,
	LCRH_8_BITS = 3 << 5,
	CR_ENABLE   = 1 << 0,
	CR_TX       = 1 << 8,
	CR_RX       = 1 << 9,
	INT_RX      = 1 << 4,
	INT_TX      = 1 << 5,
	INT_RX_IDLE = 1 << 6, /* something is in the FIFO and nothing comes after it */
	INT_ALL     = 0x7ff,
	DR_BREAK    = 1 << 10,
	DR_DATA     = 0xff,
};

static volatile uint32_t *uart;

void pl011_init(paddr_t registers)
{
	volatile uint32_t *u = arch_map_device(registers, BYTES);

	u[UARTIMSC] = 0;
	u[UARTICR]  = INT_ALL;
	u[UARTLCRH] = LCRH_8_BITS | LCRH_FIFO;
	u[UARTCR]   = CR_ENABLE | CR_TX | CR_RX;
	u[UARTIFLS] = 0; /* interrupts at 1/8 full; at 1/8 left to send */
	uart        = u;
}

int arch_serial_get(void)
{
	uint32_t data;

	if (!uart || uart[UARTFR] & FR_RX_EMPTY)
		return -1;
	data = uart[UARTDR];
	return data & DR_BREAK ? SERIAL_BREAK : (int)(data & DR_DATA);
}

bool arch_serial_put(uint8_t byte)
{
	if (!uart)
		return true;
	if (uart[UARTFR] & FR_TX_FULL)
		return false;
	uart[UARTDR] = byte;
	return true;
}

void arch_serial_tx_interrupt(bool on)
{
	if (!uart)
		return;
	if (on)
		uart[UARTIMSC] |= INT_TX;
	else
		uart[UARTIMSC] &= ~(uint32_t)INT_TX;
}

void pl011_interrupts_on(void)
{
	if (uart)
		uart[UARTIMSC] = INT_RX | INT_RX_IDLE;
}

void pl011_interrupt(void)
{
	uart[UARTICR] = INT_RX | INT_RX_IDLE | INT_TX;
	serial_interrupt();
}
