/*
 * The conventions of ARMv7, in numbers (abi sheet §1.1, §1.4, §4.2, §8.3, §9.5).
 */
#ifndef TESTS_STRANGER_ARM_H
#define TESTS_STRANGER_ARM_H

enum {
	UTCB_BYTES      = 512, /* from one UTCB to the next */
	EXCEPTION_WORDS = 22,
	FRAME_WORDS     = 20, /* of them in a page-fault trampoline's block */
	WORD_IP         = 18, /* in both */
	ENTRY_REGISTERS = 15, /* that entry.S writes down: r0 to r12, lr, sp */
	ENTRY_ARGUMENT  = 0,
	ENTRY_SP        = 14,
	SAVED_REGISTERS = 14,     /* that thread_entry pushes */
	FREE_REGISTERS  = 1 << 1, /* bit mask: those with a value that nobody promises: r1 */
	SUPERPAGE_ORDER = 21,
};
#define BOOT_UTCB 0xbfff0000UL
#define KIP_PLACE 0xaffff000UL
#define USER_LAST 0xbfffffffUL

/** The system call. @p label: what the message is marked with; returns with what it was. */
static inline unsigned long enter_kernel(unsigned long selector, unsigned long tag,
					 unsigned long *label, unsigned long timeouts)
{
	register unsigned long r0 __asm__("r0") = tag;
	register unsigned long r2 __asm__("r2") = selector;
	register unsigned long r3 __asm__("r3") = timeouts;
	register unsigned long r4 __asm__("r4") = *label;
	register unsigned long r5 __asm__("r5") = 0; /* invoke */

	__asm__ volatile("svc #0"
			 : "+r"(r0), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5)
			 :
			 : "ip", "lr", "cc", "memory");
	*label = r4;
	return r0;
}

static inline void *utcb_register(void)
{
	void *u;

	__asm__ volatile("mrc p15, 0, %0, c13, c0, 2" : "=r"(u));
	return u;
}

/* Thread-local storage: TPIDRURO by thread operation 0x10. */
#define TLS_OPERATION 0x10
static inline unsigned long tls_seen(unsigned long base)
{
	unsigned long value;

	(void)base;
	__asm__ volatile("mrc p15, 0, %0, c13, c0, 3" : "=r"(value));
	return value;
}
/* What tls_seen() must return after a thread has set @p base. */
static inline unsigned long tls_expected(unsigned long base)
{
	return base;
}
#endif
