/*
 * Who owns the FPU. See fpu.h for the idea.
 *
 * Invariant: FPEXC.EN is on only while the CPU's fpu_owner runs and may use the FPU.
 */
#include "arch/arm/v7/fpu.h"
#include "kernel/sched/cpu.h"
#include <arch/sysreg.h>

enum {
	CPACR_FPU     = 0xf << 20, /* full access to coprocessors 10 and 11 */
	MVFR0_D_SHIFT = 0,         /* low nibble: 1: 16 double registers, 2: 32 */
	MVFR0_D32     = 2,
};

static bool present, d32;

void fpu_init_cpu(void)
{
	CPACR_write(CPACR_read() | CPACR_FPU);
	isb();
	present = (CPACR_read() & CPACR_FPU) == CPACR_FPU;
	if (!present)
		return;
	d32 = (fpu_mvfr0() & 0xf) == MVFR0_D32;
	fpu_enable(false);
}

void fpu_switch(const struct thread *from, const struct thread *to)
{
	const struct thread *owner = from->cpu->arch.fpu_owner;

	/* Without an FPU there is no owner either. */
	if (owner == from)
		fpu_enable(false);
	else if (owner == to && !(to->state & THREAD_NO_FPU))
		fpu_enable(true);
}

void arch_fpu_update(struct thread *t)
{
	if (present)
		fpu_enable(t->cpu->arch.fpu_owner == t && !(t->state & THREAD_NO_FPU));
}

/*
 * Coprocessors 10 and 11, and Advanced SIMD, whose encodings differ between the instruction sets
 * (ARM ARM A7.2, A7.4 to A7.8).
 */
bool fpu_instruction(vaddr_t pc, bool thumb)
{
	uint16_t half[2];
	uint32_t code;

	if (!arch_probe_read(half, pc, sizeof(half)))
		return false;
	code = thumb ? (uint32_t)half[0] << 16 | half[1] : (uint32_t)half[1] << 16 | half[0];
	if (thumb && ((code & 0xef000000) == 0xef000000 || (code & 0xff100000) == 0xf9000000))
		return true;
	if (!thumb && ((code & 0xfe000000) == 0xf2000000 || (code & 0xff100000) == 0xf4000000))
		return true;
	if (thumb && code >> 28 != 0xe)
		return false;
	return (code & 0x0c000e00) == 0x0c000a00 && (code & 0x0f000000) != 0x0f000000;
}

bool fpu_take(struct thread *self)
{
	struct arch_cpu *cpu = &self->cpu->arch;

	if (!present || fpu_enabled())
		return false;
	fpu_enable(true);
	if (cpu->fpu_owner == self)
		return true;
	if (cpu->fpu_owner)
		fpu_save(&cpu->fpu_owner->arch.fpu, d32);
	fpu_load(&self->arch.fpu, d32);
	cpu->fpu_owner = self;
	return true;
}

/* Bring @p t's registers from the FPU to memory, if they are there. @p t stays the owner. */
static void write_back(struct thread *t)
{
	bool was_on;

	if (t->cpu->arch.fpu_owner != t)
		return;
	was_on = fpu_enabled();
	fpu_enable(true);
	fpu_save(&t->arch.fpu, d32);
	fpu_enable(was_on);
}

void arch_thread_leave(struct thread *t)
{
	struct arch_cpu *cpu = &t->cpu->arch;

	if (!present || cpu->fpu_owner != t)
		return;
	write_back(t);
	cpu->fpu_owner = NULL;
	fpu_enable(false);
}

void arch_fpu_transfer(struct thread *from, struct thread *to)
{
	if (!present || from == to)
		return;
	if (from->cpu == to->cpu)
		write_back(from);
	to->arch.fpu = from->arch.fpu;
	if (to->cpu->arch.fpu_owner == to)
		arch_fpu_release(to); /* what the FPU holds of it is out of date */
}

void arch_fpu_release(struct thread *t)
{
	if (!t->cpu || t->cpu->arch.fpu_owner != t)
		return;
	t->cpu->arch.fpu_owner = NULL;
	if (t == thread_current())
		fpu_enable(false);
}
