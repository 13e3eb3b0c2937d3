/*
 * What the CPU wants in memory: the descriptor table (GDT), the task state segment (TSS).
 *
 * In 64-bit mode segments hardly do anything any more; the tables remain because the CPU takes
 * privilege levels from selectors and kernel stack pointers from the TSS. The order of the GDT is
 * part of the kernel interface (abi sheet §8.3): user programs may know the selectors.
 *
 * Source: Intel SDM volume 3, 3.4.5 (segment descriptors), 8.7 (TSS in 64-bit mode).
 */
#ifndef ARCH_DESCRIPTORS_H
#define ARCH_DESCRIPTORS_H

/* Selectors: index << 3 | privilege level. `syscall` and `sysret` fix the order of 1, 2 and 3..5. */
#define SEL_KERNEL_CODE 0x08
#define SEL_KERNEL_DATA 0x10
#define SEL_USER_CODE32 0x1b
#define SEL_USER_DATA   0x23
#define SEL_USER_CODE   0x2b
#define SEL_LDT         0x38
#define SEL_USER_FIRST  0x58 /* first of the entries that a thread may set for itself */
#define SEL_TSS         0x78

#ifndef __ASSEMBLER__

#include "kernel/lib/types.h"

enum {
	IO_BITMAP_BYTES = 65536 / 8,
};

enum {
	GDT_USER_FIRST   = SEL_USER_FIRST / 8,
	GDT_USER_ENTRIES = 4,
	GDT_ENTRIES      = SEL_TSS / 8 + 2, /* the TSS descriptor takes two entries */
};

/* Stacks that an exception gets whatever the stack pointer was: numbers for the IDT, from 1. */
enum ist_stack {
	IST_DOUBLE_FAULT = 1,
	IST_NMI,
	IST_MACHINE_CHECK,
	IST_DEBUG, /* just to look where to go on */
	IST_STACKS = IST_DEBUG,
};

struct tss {
	uint32_t reserved0;
	uint64_t rsp[3]; /* stack for entries to privilege level 0, 1, 2; only 0 is used */
	uint64_t reserved1;
	uint64_t ist[7]; /* ist[n - 1] is stack number n */
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_bitmap_at; /* offset; IO_BITMAP_ABSENT: user mode may touch no port */
	uint8_t io_bitmap[IO_BITMAP_BYTES];
	uint8_t io_bitmap_end; /* the CPU may read one byte more; all ones */
} __attribute__((packed));

#define IO_BITMAP_THERE  offsetof(struct tss, io_bitmap)
#define IO_BITMAP_ABSENT sizeof(struct tss) /* behind the segment's limit */

_Static_assert(offsetof(struct tss, io_bitmap) == 104, "TSS layout is the CPU's");
_Static_assert(offsetof(struct tss, ist) == 36, "TSS layout is the CPU's");

#endif
#endif
