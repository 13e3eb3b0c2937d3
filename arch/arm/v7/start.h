/*
 * The tables that exist before there is memory to allocate from, and who fills them.
 */
#ifndef ARCH_START_H
#define ARCH_START_H

#include "kernel/arch.h"
#include "kernel/object/thread.h"
#include <arch/lpae.h>

/* Kernel quarter: 512 entries of 2 MiB from DIRECT_BASE on. TTBR1 points here. */
extern uint64_t kernel_root[LPAE_ENTRIES];
/* For TTBR0 while the MMU is turned on: physical = virtual around the image. */
extern uint64_t identity_root[4];

/* Linker script: bounds of the image's parts, all page aligned. */
extern char _start[], _text_end[], _rodata_end[], _image_end[];

enum {
	STACK_BYTES = 1 << KERNEL_STACK_ORDER,
};

/* A stack with room for a thread at its end, because code that runs on it asks which CPU it is. */
union static_stack {
	char bytes[STACK_BYTES];
	struct {
		char stack[STACK_BYTES - sizeof(struct thread)];
		struct thread thread;
	};
} __attribute__((aligned(STACK_BYTES)));

_Static_assert(sizeof(union static_stack) == STACK_BYTES, "a stack is aligned to its size");
_Static_assert(offsetof(union static_stack, thread) % 8 == 0, "AAPCS: 8-byte stack alignment");

extern union static_stack boot_stack;

/* The entry of kernel_root for @p va. */
static inline uint64_t *kernel_root_entry(vaddr_t va)
{
	return &kernel_root[(va - DIRECT_BASE) >> LPAE_BLOCK_ORDER];
}

/** Where @p cpu goes on with when its kernel stack is the problem; before cpu_init(). */
void cpu_set_emergency_stack(struct cpu *cpu, union static_stack *stack);
/** What @p cpu, which runs this, needs before anything can go wrong on it. Ends the boot's 1:1 map. */
void cpu_init(struct cpu *cpu);

/** Before the MMU is on; see boot_tables.c. */
void boot_tables(word_t image, word_t device_tree, word_t shift);

/** Where the other CPUs start, by its physical address; they find their stack in cpu_start_stack. */
extern char cpu_entry[];

/** First C code at linked addresses. @p image, @p device_tree: physical addresses. */
_Noreturn void start(word_t image, word_t device_tree);
/** The same on the other CPUs, on the idle thread's stack. */
_Noreturn void cpu_boot(void);

#endif
