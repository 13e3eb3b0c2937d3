/*
 * Floating point and SSE registers, switched lazily.
 *
 * The kernel itself uses none of them. A thread's registers stay in the FPU when it is switched
 * out: they are saved only when another thread wants to use the FPU, which the CPU reports as
 * exception #NM while CR0.TS is set. Threads that do not calculate cost nothing.
 *
 * Invariant: CR0.TS is clear exactly when the current thread is the CPU's fpu_owner and may use it. The state in
 * struct arch_thread is the thread's while it is not the owner.
 */
#include "arch/x86/common/fpu.h"
#include "arch/x86/common/cpu.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"

enum {
	FPU_CONTROL = 0x37f,  /* all exceptions masked, 64-bit precision, round to nearest */
	FPU_MXCSR   = 0x1f80, /* the same for SSE */
};

static void fpu_on(void)
{
	__asm__ volatile("clts" ::: "memory");
}

static void fpu_off(void)
{
	write_cr0(read_cr0() | CR0_TS);
}

static void fpu_save(struct fpu_state *s)
{
	__asm__ volatile("fxsaveq %0" : "=m"(*s));
}

static void fpu_load(const struct fpu_state *s)
{
	__asm__ volatile("fxrstorq %0" ::"m"(*s));
}

void fpu_init(struct thread *t)
{
	t->arch.fpu = (struct fpu_state){.control = FPU_CONTROL, .mxcsr = FPU_MXCSR};
}

void fpu_take(struct thread *self)
{
	struct arch_cpu *cpu = &self->cpu->arch;

	fpu_on();
	if (cpu->fpu_owner == self)
		return;
	if (cpu->fpu_owner)
		fpu_save(&cpu->fpu_owner->arch.fpu);
	fpu_load(&self->arch.fpu);
	cpu->fpu_owner = self;
}

void fpu_switch(const struct thread *from, const struct thread *to)
{
	const struct thread *owner = from->cpu->arch.fpu_owner;

	/* Writing CR0 is slow: only when something changes. */
	if (owner == from)
		fpu_off();
	else if (owner == to && !(to->state & THREAD_NO_FPU))
		fpu_on();
}

void arch_fpu_update(struct thread *t)
{
	if (t->state & THREAD_NO_FPU)
		fpu_off();
	else if (t->cpu->arch.fpu_owner == t)
		fpu_on();
}

void arch_fpu_transfer(struct thread *from, struct thread *to)
{
	struct arch_cpu *cpu = &cpu_current()->arch;

	if (from == to)
		return;
	if (cpu->fpu_owner == from) {
		fpu_on();
		fpu_save(&from->arch.fpu);
		if (from != thread_current())
			fpu_off();
	}
	if (cpu->fpu_owner == to)
		arch_fpu_release(to);
	to->arch.fpu = from->arch.fpu;
}

void arch_thread_leave(struct thread *t)
{
	struct arch_cpu *cpu = &t->cpu->arch;

	if (cpu->fpu_owner != t)
		return;
	fpu_on();
	fpu_save(&t->arch.fpu);
	cpu->fpu_owner = NULL;
	fpu_off();
}

void arch_fpu_release(struct thread *t)
{
	struct arch_cpu *cpu = &cpu_current()->arch;

	if (cpu->fpu_owner != t)
		return;
	cpu->fpu_owner = NULL;
	fpu_off();
}
