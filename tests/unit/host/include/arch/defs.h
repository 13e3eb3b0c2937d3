/*
 * The host port: just enough of a machine for the portable kernel's code to run inside a test
 * program. What must be here is listed in kernel/arch.h; host.h is what tests use.
 *
 * There is one CPU with one thread, the test itself. Interrupts come when a test says so: at each
 * irq_on(), that is at each preemption point, host_interrupt() runs.
 */
#ifndef ARCH_DEFS_H
#define ARCH_DEFS_H

#include "kernel/lib/types.h"

#define KERNEL_STACK_ORDER 14
#define USER_TOP           0x0000800000000000UL
#define HOST_POOL_PA       0x10000000UL /* where the kernel pool pretends to lie */

struct trap_frame {
	word_t ip, sp, flags;
};

static inline void frame_answer(struct trap_frame *frame, word_t tag, word_t label)
{
	(void)frame, (void)tag, (void)label;
}

static inline word_t frame_label(const struct trap_frame *frame)
{
	return frame->ip;
}

static inline void copy_words(word_t *to, const word_t *from, size_t words)
{
	__builtin_memcpy(to, from, words * sizeof(*to));
}

struct arch_thread {
	int unused;
};

struct arch_space {
	void *root;
};

struct arch_cpu {
	int unused;
};

extern char host_pool[];
extern vaddr_t host_stack_pointer;
void host_interrupt(void);

static inline void irq_off(void)
{
}

static inline void irq_on(void)
{
	host_interrupt();
}

static inline word_t irq_save(void)
{
	return 0;
}

static inline void irq_restore(word_t flags)
{
	(void)flags;
}

static inline void cpu_relax(void)
{
}

static inline vaddr_t stack_pointer(void)
{
	return host_stack_pointer;
}

static inline void *phys_to_virt(paddr_t pa)
{
	return host_pool + (pa - HOST_POOL_PA);
}

static inline paddr_t virt_to_phys(const void *p)
{
	return (vaddr_t)p - (vaddr_t)host_pool + HOST_POOL_PA;
}

static inline uint64_t clock_cycles(void)
{
	return 0;
}

#endif
