/*
 * Backtraces of the kernel.
 *
 * Each function that calls another keeps its frame pointer in r11 and pushes the caller's r11 and
 * the return address side by side. The compilers disagree which of the two r11 points at:
 *
 *      gcc     r11 -> | return address |      clang          | return address |
 *                     | caller's r11   |              r11 -> | caller's r11   |
 */
#include "arch/arm/v7/start.h"
#include "kernel/arch.h"
#include "kernel/object/thread.h"

#ifdef __clang__
enum {
	FP_TO_PAIR = 0,
};
#else
enum {
	FP_TO_PAIR = -4,
};
#endif

static bool is_code(vaddr_t pc)
{
	return pc >= (vaddr_t)_start && pc < (vaddr_t)_text_end;
}

bool arch_unwind(vaddr_t *fp, vaddr_t *pc)
{
	word_t pair[2]; /* caller's r11, return address */

	if (*fp == 0 || *fp % sizeof(word_t))
		return false;
	if (!arch_probe_read(pair, *fp + FP_TO_PAIR, sizeof(pair)) || !is_code(pair[1]))
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

void arch_unwind_frame(const void *frame, vaddr_t *fp, vaddr_t *pc)
{
	enum {
		R11 = 11,
	};
	const struct trap_frame *f = frame;

	*fp = f->r[R11];
	*pc = f->pc;
}
