/*
 * x86-64: I/O ports, segment descriptors, registers.
 */
#include "tests/fuzz/machine.h"

enum {
	DESCRIPTOR_USER = 0x7000, /* high word: privilege level 3, no system segment */
	PORT_BITS       = 13,     /* half of the ports that are touched belong to a den */
};

/* Without the port the instruction is an exception, which the guardian may or may not skip. */
void machine_noise(struct victim *v)
{
	uint16_t port = (uint16_t)(PORTS_AT + random_below(&v->random, 1 << PORT_BITS));
	uint32_t value;

	switch (random_below(&v->random, 4)) {
	case 0:
		__asm__ volatile("inl %w1, %0" : "=a"(value) : "d"(port));
		break;
	case 1:
		__asm__ volatile("outw %w0, %w1" ::"a"(0), "d"(port));
		break;
	default:
		__asm__ volatile("outb %b0, %w1" ::"a"(0), "d"(port));
	}
}

void machine_begin(l4_exc_regs_t *e, void (*function)(void *), void *argument, l4_addr_t sp)
{
	e->ip    = (l4_addr_t)function;
	e->rdi   = (l4_addr_t)argument;
	e->sp    = sp - sizeof(l4_addr_t); /* as if it had been called */
	e->flags = 0;
}

/* The base of GS is the last word of the message registers, which holds the UTCB's address. */
void machine_set_utcb(l4_exc_regs_t *e, l4_addr_t utcb)
{
	e->gs_base = utcb + L4_UTCB_SELF_WORD * sizeof(l4_umword_t);
	e->gs      = 0;
}

void machine_segments(struct victim *v, unsigned at, unsigned n)
{
	for (; n && at < L4_UTCB_GENERIC_DATA_SIZE; n--, at++) {
		l4_utcb_mr()->mr[at] = (l4_umword_t)random_bits(&v->random);
		if (chance(&v->random, 95))
			l4_utcb_mr()->mr[at] |= (l4_umword_t)DESCRIPTOR_USER << 32;
	}
}
