/*
 * What the host port has not: hardware, and threads that run besides the test itself. The portable
 * kernel refers to these functions; a unit test that gets into one of them has left what can be
 * tested here.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "kernel/arch.h"
#include "kernel/hooks.h"

static _Noreturn void absent(const char *function)
{
	cr_assert_fail("the kernel called %s(), which the host port has not", function);
	abort();
}

void arch_switch(struct thread *from, struct thread *to)
{
	(void)from, (void)to;
	absent(__func__);
}

void arch_switch_user(struct thread *from, struct thread *to)
{
	(void)from, (void)to;
	absent(__func__);
}

void arch_frame_complete(struct thread *t)
{
	(void)t;
	absent(__func__);
}

void arch_thread_park(struct thread *t, void (*entry)(struct thread *t))
{
	(void)t, (void)entry;
	absent(__func__);
}

word_t arch_thread_resume_at(const struct thread *t)
{
	(void)t;
	absent(__func__);
}

_Noreturn void arch_return_to_user(struct thread *self)
{
	(void)self;
	absent(__func__);
}

void arch_thread_invoke(struct thread *target, struct invocation *inv)
{
	(void)target, (void)inv;
	absent(__func__);
}

void arch_set_user_argument(struct thread *t, unsigned number, word_t value)
{
	(void)t, (void)number, (void)value;
	absent(__func__);
}

void arch_report_system_call(struct thread *t, bool done)
{
	(void)t, (void)done;
	absent(__func__);
}

void arch_fpu_update(struct thread *t)
{
	(void)t;
	absent(__func__);
}

void arch_vcpu_enter(struct thread *t, word_t ip, word_t sp, word_t argument)
{
	(void)t, (void)ip, (void)sp, (void)argument;
	absent(__func__);
}

void arch_vcpu_init(struct thread *t)
{
	(void)t;
	absent(__func__);
}

void arch_vcpu_load_host(struct thread *t)
{
	(void)t;
	absent(__func__);
}

void arch_vcpu_load_user(struct thread *t, const l4_exc_regs_t *regs)
{
	(void)t, (void)regs;
	absent(__func__);
}

unsigned arch_exception_to_words(const struct thread *t, word_t *mr)
{
	(void)t, (void)mr;
	absent(__func__);
}

void arch_exception_from_words(struct thread *t, const word_t *mr, unsigned words)
{
	(void)t, (void)mr, (void)words;
	absent(__func__);
}

void arch_fpu_transfer(struct thread *from, struct thread *to)
{
	(void)from, (void)to;
	absent(__func__);
}

void arch_idle(void)
{
	absent(__func__);
}

_Noreturn void arch_reset(void)
{
	absent(__func__);
}

_Noreturn void arch_power_off(void)
{
	absent(__func__);
}

_Noreturn void arch_halt(void)
{
	absent(__func__);
}

void debugger_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	(void)obj, (void)rights, (void)inv;
	absent(__func__);
}
