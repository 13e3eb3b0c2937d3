/*
 * ARMv7's part of the kernel's types, and the machine instructions that must be inline.
 * What must be here is listed in kernel/arch.h; where things lie, in <arch/layout.h>.
 */
#ifndef ARCH_DEFS_H
#define ARCH_DEFS_H

#include <arch/layout.h>

#ifndef __ASSEMBLER__

#include "kernel/lib/types.h"

struct thread;

/*
 * A thread's user registers, at the top of its kernel stack. `srs` pushes pc and cpsr, entry.S the
 * rest. The order is that of an exception message (abi sheet §4.2), so that the frame is copied as
 * it stands.
 */
struct trap_frame {
	word_t pfa; /* address of a fault, 0 for other entries */
	word_t err; /* why the thread entered: a syndrome in HSR format, see syndrome.h */
	word_t r[13];
	word_t sp, ulr;
	word_t dummy; /* reserved by the ABI */
	word_t pc, cpsr;
};

_Static_assert(sizeof(struct trap_frame) == 20 * sizeof(word_t), "trap frame is ABI");
_Static_assert(offsetof(struct trap_frame, pc) == 18 * sizeof(word_t), "trap frame is ABI");
_Static_assert(sizeof(struct trap_frame) % 8 == 0, "AAPCS: the stack stays 8-byte aligned");

/* VFPv3 and Advanced SIMD registers. */
struct fpu_state {
	uint64_t d[32];
	uint32_t fpscr;
};

/* What switch_stacks() pops; pc is where it returns to. */
struct switch_frame {
	word_t r3, r4, r5, r6, r7, r8, r9, r10, r11;
	word_t pc;
};

struct arch_thread {
	word_t kernel_sp;          /* while switched out */
	struct switch_frame start; /* its kernel_sp while its kernel stack is empty */
	word_t tpidruro;           /* user's TLS pointer; the user cannot write it */
	word_t tpidrurw;      /* UTCB address; the user can write it: valid while switched out */
	struct fpu_state fpu; /* valid unless the CPU's fpu_owner is this thread */
};

/** The result of a system call; and the label that came with it. */
static inline void frame_answer(struct trap_frame *frame, word_t tag, word_t label)
{
	frame->r[0] = tag;
	frame->r[4] = label;
}

static inline word_t frame_label(const struct trap_frame *frame)
{
	return frame->r[4];
}

/* Eight at a time, then one by one; volatile, or the compiler would make a call of memcpy() of it. */
static inline void copy_words(word_t *to, const word_t *from, size_t words)
{
	for (; words >= 8; words -= 8)
		__asm__ volatile("ldm %1!, {r3-r6, r8-r10, r12}\n\tstm %0!, {r3-r6, r8-r10, r12}"
				 : "+r"(to), "+r"(from)::"r3", "r4", "r5", "r6", "r8", "r9", "r10",
				   "r12", "memory");
	while (words--)
		*(volatile word_t *)to++ = *from++;
}

static inline void fill_words(word_t *to, word_t pattern, size_t words)
{
	for (; words >= 8; words -= 8)
		__asm__ volatile("mov r3, %1\n\tmov r4, %1\n\tmov r5, %1\n\tmov r6, %1\n\t"
				 "stm %0!, {r3-r6}\n\tstm %0!, {r3-r6}"
				 : "+r"(to)
				 : "r"(pattern)
				 : "r3", "r4", "r5", "r6", "memory");
	while (words--)
		*(volatile word_t *)to++ = pattern;
}

struct arch_space {
	void *root; /* root table, at its direct-map address: where the page-table walker starts */
	uint32_t asid; /* generation << 8 | tag of its TLB entries; see space.c */
};

/* A CPU. TPIDRPRW holds the address of fault_frame, for entry.S. */
struct arch_cpu {
	uint64_t fault_stack[96];        /* for the C code that looks at a fault in the kernel */
	struct trap_frame fault_frame;   /* registers at such a fault; end of that stack */
	void *emergency_stack;           /* goes on with it when the kernel stack is the problem */
	struct thread *fpu_owner;        /* whose registers are in the FPU; NULL: nobody's */
	uint32_t gic_target;             /* its bit in the interrupt controller */
	struct mem_space *active;        /* whose table TTBR0 holds; NULL: an empty one */
	uint32_t asid_active, asid_kept; /* tags, with their generations; see space.c */
	bool tlb_old;                    /* holds entries of tags that may have new owners */
};

static inline void irq_off(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
}

static inline void irq_on(void)
{
	__asm__ volatile("cpsie i" ::: "memory");
}

static inline word_t irq_save(void)
{
	word_t cpsr;

	__asm__ volatile("mrs %0, cpsr; cpsid i" : "=r"(cpsr)::"memory");
	return cpsr;
}

static inline void irq_restore(word_t cpsr)
{
	if (!(cpsr & PSR_IRQ_OFF))
		irq_on();
}

static inline void cpu_relax(void)
{
	__asm__ volatile("yield" ::: "memory");
}

/* Not volatile: within one function the answer is the same, however often it is asked. */
static inline vaddr_t stack_pointer(void)
{
	vaddr_t sp;

	__asm__("mov %0, sp" : "=r"(sp));
	return sp;
}

/* Physical addresses of the two linear mappings; set once, before anything else runs. */
extern paddr_t direct_map_start; /* seen at DIRECT_BASE: start of RAM */
extern paddr_t image_start;      /* seen at IMAGE_BASE: where the loader put the kernel */

static inline void *phys_to_virt(paddr_t pa)
{
	return (void *)(vaddr_t)(pa - direct_map_start + DIRECT_BASE);
}

static inline paddr_t virt_to_phys(const void *p)
{
	vaddr_t va = (vaddr_t)p;

	return va >= IMAGE_BASE ? va - IMAGE_BASE + image_start
				: va - DIRECT_BASE + direct_map_start;
}

static inline uint64_t clock_cycles(void)
{
	uint64_t count;

	/* CNTVCT; the barrier keeps it from being read ahead of time (ARM ARM B8.1.1). */
	__asm__ volatile("isb; mrrc p15, 1, %Q0, %R0, c14" : "=r"(count)::"memory");
	return count;
}

#endif
#endif
