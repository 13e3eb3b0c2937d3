/*
 * x86-64's part of the kernel's types, and the machine instructions that must be inline.
 * What must be here is listed in kernel/arch.h.
 */
#ifndef ARCH_DEFS_H
#define ARCH_DEFS_H

#define KERNEL_STACK_ORDER 13

#include <arch/descriptors.h>
#include <arch/layout.h>

#ifndef __ASSEMBLER__

#include "kernel/lib/types.h"

struct mem_space;
struct thread;

/*
 * A thread's user registers, at the top of its kernel stack. The CPU pushes rip to ss, entry.S the
 * rest. The order is that of an exception message (abi sheet §4.2), so that the frame is copied as
 * it stands.
 */
struct trap_frame {
	word_t r15, r14, r13, r12, r11, r10, r9, r8;
	word_t rdi, rsi, rbp;
	word_t pfa; /* address of a page fault (CR2), 0 for other entries */
	word_t rbx, rdx, rcx, rax;
	word_t trapno, err;
	word_t rip, cs, rflags, rsp, ss;
};

_Static_assert(sizeof(struct trap_frame) == 23 * sizeof(word_t), "trap frame is ABI");
_Static_assert(offsetof(struct trap_frame, rip) == 18 * sizeof(word_t), "trap frame is ABI");

/* x87, MMX and SSE registers in the format of FXSAVE (Intel SDM volume 1, 10.5.1). */
struct fpu_state {
	uint16_t control;
	uint8_t before_mxcsr[22];
	uint32_t mxcsr;
	uint8_t after_mxcsr[484];
} __attribute__((aligned(16)));

_Static_assert(sizeof(struct fpu_state) == 512, "FXSAVE area");
_Static_assert(offsetof(struct fpu_state, mxcsr) == 24, "FXSAVE area");

/* What switch_stacks() pops; rip is where it returns to. */
struct switch_frame {
	word_t r15, r14, r13, r12, rbx, rbp;
	word_t rip;
};

struct arch_thread {
	word_t kernel_sp;          /* while switched out */
	struct switch_frame start; /* its kernel_sp while its kernel stack is empty */
	word_t fs_base, gs_base;   /* user's; valid where the selector is 0 */
	uint16_t ds, es, fs, gs;   /* user's selectors, while switched out */
	bool own_segments; /* these, or entries in gdt, are not what all threads begin with */
	uint64_t gdt[GDT_USER_ENTRIES];
	bool registers_changed; /* during a system call: sysret would not restore all of them */
	struct fpu_state fpu;   /* valid unless the CPU's fpu_owner is this thread */
};

/** The result of a system call; and the label that came with it. */
static inline void frame_answer(struct trap_frame *frame, word_t tag, word_t label)
{
	frame->rax = tag;
	frame->rsi = label;
}

static inline word_t frame_label(const struct trap_frame *frame)
{
	return frame->rsi;
}

static inline void copy_words(word_t *to, const word_t *from, size_t words)
{
	__asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words)::"memory");
}

static inline void fill_words(word_t *to, word_t pattern, size_t words)
{
	__asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(pattern) : "memory");
}

struct arch_space {
	void *root; /* root table, at its direct-map address: where the page-table walker starts */
	paddr_t root_pa;    /* the same for CR3 */
	uint8_t *io_bitmap; /* of a space of I/O ports: 0 is allowed (io_ports.c); else NULL */
};

/* Most is the CPU's own; other CPUs use active_root, apic_id, ports_loaded with the bitmap, and all
   from the tlb words on. */
struct arch_cpu {
	word_t kernel_sp;         /* upper end of the current thread's trap frame (`syscall`) */
	word_t user_sp;           /* entry.S keeps the user's stack pointer here for two lines */
	struct thread *fpu_owner; /* whose registers are in the FPU; NULL: nobody's */
	paddr_t active_root;      /* what CR3 holds */
	struct mem_space *ports_loaded; /* whose bitmap is behind the TSS; NULL: nobody's */
	uint64_t gdt[GDT_ENTRIES];
	struct tss tss;
	uint32_t apic_id;
	uint32_t tlb_asked, tlb_done; /* flushes: how many others want, how many of them are done */
	uint32_t tlb_kernel_round;    /* latest round that it has taken part in; tlb.c */
	bool nmi_sent;                /* by arch_cpu_stop(), and it has not come yet */
};

static inline void irq_off(void)
{
	__asm__ volatile("cli" ::: "memory");
}

/* The instruction behind `sti` still runs with interrupts off: without the nop, irq_on() followed
   by irq_off() would let nothing in. */
static inline void irq_on(void)
{
	__asm__ volatile("sti; nop" ::: "memory");
}

static inline word_t irq_save(void)
{
	word_t flags;

	__asm__ volatile("pushfq; pop %0; cli" : "=r"(flags)::"memory");
	return flags;
}

static inline void irq_restore(word_t flags)
{
	if (flags & 0x200) /* RFLAGS.IF */
		irq_on();
}

static inline void cpu_relax(void)
{
	__asm__ volatile("pause" ::: "memory");
}

/* Not volatile: within one function the answer is the same, however often it is asked. */
static inline vaddr_t stack_pointer(void)
{
	vaddr_t sp;

	__asm__("mov %%rsp, %0" : "=r"(sp));
	return sp;
}

static inline void *phys_to_virt(paddr_t pa)
{
	return (void *)(pa + DIRECT_BASE);
}

static inline paddr_t virt_to_phys(const void *p)
{
	vaddr_t va = (vaddr_t)p;

	return va >= KERNEL_BASE ? va - KERNEL_BASE : va - DIRECT_BASE;
}

static inline uint64_t clock_cycles(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

#endif
#endif
