/*
 * Who gets which interrupt vector. The upper four bits are the priority among pending interrupts.
 */
#ifndef ARCH_X86_VECTORS_H
#define ARCH_X86_VECTORS_H

enum vector {
	/* Exceptions are numbered by the CPU (Intel SDM volume 3, 6.3.1). */
	VECTOR_DEBUG         = 1,
	VECTOR_NMI           = 2,
	VECTOR_BREAKPOINT    = 3,
	VECTOR_NO_FPU        = 7,
	VECTOR_DOUBLE_FAULT  = 8,
	VECTOR_PROTECTION    = 13,
	VECTOR_PAGE_FAULT    = 14,
	VECTOR_MACHINE_CHECK = 18,
	VECTOR_EXCEPTIONS    = 32, /* first that is none */

	VECTOR_PIC      = 0x20, /* the old controllers; masked, but they may send spurious ones */
	VECTOR_PIN      = 0x30, /* pin n of the I/O APICs: VECTOR_PIN + n */
	VECTOR_PINS     = 0xb0 - VECTOR_PIN,
	VECTOR_MSI      = 0xb0, /* message-signalled interrupt n: VECTOR_MSI + n */
	VECTOR_MSIS     = 0xf0 - VECTOR_MSI,
	VECTOR_TIMER    = 0xf0,
	VECTOR_REQUEST  = 0xf1, /* from another CPU: arch_cpu_notify() */
	VECTOR_FLUSH    = 0xf2, /* … its page tables have changed */
	VECTOR_STOP     = 0xf3, /* … the debugger wants everybody to stop */
	VECTOR_SPURIOUS = 0xff,
};

#endif
