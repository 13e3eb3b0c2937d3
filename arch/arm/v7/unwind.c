/*
 * Backtraces of the kernel. unwind.h shows what lies on the stack.
 */
#include "arch/arm/v7/unwind.h"
#include "arch/arm/v7/start.h"
#include "kernel/arch.h"
#include "kernel/object/thread.h"

static bool is_code(vaddr_t pc)
{
	return pc >= (vaddr_t)_start && pc < (vaddr_t)_text_end;
}

bool arch_unwind(vaddr_t *fp, vaddr_t *pc)
{
	word_t pair[2]; /* caller's r11, return address */

	if (*fp == 0 || *fp % sizeof(word_t))
		return false;
	if (!arch_probe_read(pair, *fp - FP_ABOVE_PAIR, sizeof(pair)) || !is_code(pair[1]))
		return false;
	*fp = pair[0];
	*pc = pair[1];
	return true;
}

__attribute__((noinline)) void arch_unwind_here(vaddr_t *fp, vaddr_t *pc)
{
	*fp = (vaddr_t)__builtin_frame_address(0);
	*pc = (vaddr_t)__builtin_return_address(0);
	arch_unwind(fp, pc); /* this function itself is of no interest */
}

/* A thread that is switched out is in switch_stacks(): r3 to r11, then the return address. */
void arch_unwind_thread(const struct thread *t, vaddr_t *fp, vaddr_t *pc)
{
	enum {
		R11 = 8,
		PC  = 9,
	};
	word_t saved[10];

	*fp = *pc = 0;
	if (!arch_probe_read(saved, t->arch.kernel_sp, sizeof(saved)))
		return;
	*fp = saved[R11];
	*pc = saved[PC];
}

/*
 * The exception may have hit a function that calls no other. In gcc's code such a function keeps the
 * return address in lr and only the caller's r11 on the stack, so the pair is put together here.
 */
void arch_unwind_frame(const void *frame, vaddr_t *fp, vaddr_t *pc)
{
	enum {
		R11 = 11,
	};
	static word_t pair[2];
	const struct trap_frame *f = frame;
	word_t top;

	*fp = f->r[R11];
	*pc = f->pc;
	if (FP_ABOVE_PAIR == 0 || !arch_probe_read(&top, *fp, sizeof(top)) || is_code(top))
		return;
	pair[0] = top;
	pair[1] = f->ulr;
	*fp     = (vaddr_t)pair + FP_ABOVE_PAIR;
}

void arch_unwind_user_here(const struct thread *t, vaddr_t *fp, vaddr_t *pc)
{
	enum {
		R11 = 11,
	};

	*fp = thread_frame(t)->r[R11];
	*pc = thread_frame(t)->pc;
}

/*
 * Where a function that calls no other was interrupted, or a call led to nowhere, the return address is still
 * in lr; the former has put the caller's r11 where r11 points to, the latter nothing.
 */
static bool unwind_link(const struct thread *t, const struct user_memory *m, vaddr_t *fp,
			vaddr_t *pc)
{
	word_t top = 0;

	if (m->is_code(m->task, *pc) &&
	    (FP_ABOVE_PAIR == 0 || !m->read(m->task, &top, *fp, sizeof(top)) ||
	     m->is_code(m->task, top)))
		return false;
	if (m->is_code(m->task, *pc))
		*fp = top;
	*pc = thread_frame(t)->ulr;
	return true;
}

bool arch_unwind_user(const struct thread *t, const struct user_memory *m, bool first, vaddr_t *fp,
		      vaddr_t *pc)
{
	word_t pair[2];

	if (first && unwind_link(t, m, fp, pc))
		return m->is_code(m->task, *pc);
	if (*fp == 0 || *fp % sizeof(word_t) ||
	    !m->read(m->task, pair, *fp - FP_ABOVE_PAIR, sizeof(pair)) ||
	    !m->is_code(m->task, pair[1]))
		return false;
	*fp = pair[0];
	*pc = pair[1];
	return true;
}
