/*
 * Syndromes: why a thread entered the kernel, in the format of the hypervisor's HSR (ARM ARM
 * B3.13.6). A CPU that enters the kernel in a PL1 mode does not provide one, so trap.c composes it,
 * and programs see the same encoding as on every ARM.
 *
 *      31  class  26 | 25 IL: 32-bit instruction | 24  specific to the class  0
 */
#ifndef ARCH_SYNDROME_H
#define ARCH_SYNDROME_H

#include "kernel/lib/types.h"

enum syndrome_class {
	SYNDROME_UNDEFINED      = 0x00,
	SYNDROME_FPU            = 0x07,
	SYNDROME_SVC            = 0x11,
	SYNDROME_PREFETCH_ABORT = 0x20,
	SYNDROME_DATA_ABORT     = 0x24,
	SYNDROME_BREAKPOINT     = 0x38,
};

enum {
	SYNDROME_CLASS_SHIFT = 26,
	SYNDROME_IL          = 1 << 25,
	SYNDROME_WRITE       = 1 << 6, /* data abort: the access was a write */
	SYNDROME_SVC_DONE    = 1 << 6, /* system call of an alien: it has been executed */
	SYNDROME_CP10        = 10,     /* FPU trap: the coprocessor */
	SYNDROME_CACHE_OP    = 1 << 8, /* data abort: … was cache maintenance */
	SYNDROME_EXTERNAL    = 1 << 9, /* abort: … was answered with an error from outside */
	SYNDROME_STATUS      = 0x3f,   /* abort: fault status, as in DFSR and IFSR */
};

static inline word_t syndrome(enum syndrome_class class, word_t specific)
{
	return (word_t) class << SYNDROME_CLASS_SHIFT | SYNDROME_IL | specific;
}

/* Fault status registers in the long-descriptor format (ARM ARM B3.13.4). */
enum {
	FSR_STATUS      = 0x3f,
	FSR_WRITE       = 1 << 11,
	FSR_EXTERNAL    = 1 << 12,
	FSR_CACHE_OP    = 1 << 13,
	FSR_KIND        = 0x3c, /* status without the table level: */
	FSR_TRANSLATION = 0x04,
	FSR_PERMISSION  = 0x0c,
	FSR_DEBUG       = 0x22, /* a breakpoint instruction, seen as prefetch abort */
};

#endif
