/*
 * 32-bit ARM: the second system call (caches and device words), unknown ones, registers.
 */
#include "tests/fuzz/machine.h"

enum {
	SYSCALL_MEM_OP = 1,
	CACHE_OPS      = 5, /* 0 … 4; one more goes through all memory, which takes long */
	CACHE_OP_ALL   = 5,
	DEVICE_OPS     = 0x10, /* 0x10 … 0x11, and one that does not exist */
	DEVICE_WIDTHS  = 4,    /* 0 … 2, and one that does not exist */
	RANGE_MAX      = 64 * 1024,
	CPSR_USER      = 0x10,
};

static void system_call(l4_umword_t number, l4_umword_t op, l4_addr_t start, l4_umword_t end)
{
	register l4_umword_t r0 __asm__("r0") = op;
	register l4_umword_t r1 __asm__("r1") = start;
	register l4_umword_t r2 __asm__("r2") = end;
	register l4_umword_t r3 __asm__("r3") = 0;
	register l4_umword_t r4 __asm__("r4") = 0;
	register l4_umword_t r5 __asm__("r5") = number;

	__asm__ volatile("svc #0"
			 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5)
			 :
			 : "r12", "lr", "cc", "memory");
}

void machine_noise(struct victim *v)
{
	struct random *r = &v->random;
	l4_addr_t start  = any_address(v);

	if (chance(r, 5)) /* 0 is the invocation */
		system_call(2 + any_word(v) / 4, any_word(v), start, any_word(v));
	else if (chance(r, 30))
		system_call(SYSCALL_MEM_OP, DEVICE_OPS + random_below(r, 3), start,
			    random_below(r, DEVICE_WIDTHS));
	else
		system_call(SYSCALL_MEM_OP,
			    random_below(r, 500) ? random_below(r, CACHE_OPS) : CACHE_OP_ALL, start,
			    start + random_below(r, RANGE_MAX));
}

void machine_begin(l4_exc_regs_t *e, void (*function)(void *), void *argument, l4_addr_t sp)
{
	e->pc   = (l4_addr_t)function;
	e->r[0] = (l4_addr_t)argument;
	e->sp   = sp;
	e->cpsr = CPSR_USER;
}

void machine_set_utcb(l4_exc_regs_t *e, l4_addr_t utcb)
{
	e->tpidrurw = utcb;
}

/* There are none: the operation of that number sets a thread register. */
void machine_segments(struct victim *v, unsigned at, unsigned n)
{
	for (; n && at < L4_UTCB_GENERIC_DATA_SIZE; n--, at++)
		l4_utcb_mr()->mr[at] = any_word(v);
}
