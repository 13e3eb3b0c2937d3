/*
 * The conventions of x86-64, in numbers (abi sheet §1.1, §1.4, §4.2, §8.3, §9.5).
 */
#ifndef TESTS_STRANGER_AMD64_H
#define TESTS_STRANGER_AMD64_H

enum {
	UTCB_BYTES      = 1024, /* from one UTCB to the next */
	EXCEPTION_WORDS = 26,
	FRAME_WORDS     = 23, /* of them in a page-fault trampoline's block */
	WORD_IP         = 18, /* in both */
	ENTRY_REGISTERS = 16, /* that entry.S writes down: all but rdi, then rdi, then rsp */
	ENTRY_ARGUMENT  = 14,
	ENTRY_SP        = 15,
	SAVED_REGISTERS = 15, /* that thread_entry pushes */
	FREE_REGISTERS  = 0,  /* bit mask: those with a value that nobody promises */
	SUPERPAGE_ORDER = 21,
};
#define BOOT_UTCB 0x7fff000000UL
#define KIP_PLACE 0x6ffff000UL
#define USER_LAST 0x00007fffffffffffUL

/** The system call. @p label: what the message is marked with; returns with what it was. */
static inline unsigned long enter_kernel(unsigned long selector, unsigned long tag,
					 unsigned long *label, unsigned long timeouts)
{
	register unsigned long r8 __asm__("r8") = timeouts;
	unsigned long mark                      = *label;

	__asm__ volatile("syscall"
			 : "+a"(tag), "+d"(selector), "+S"(mark)
			 : "r"(r8)
			 : "rdi", "rcx", "r11", "r15", "cc", "memory");
	*label = mark;
	return tag;
}

static inline void *utcb_register(void)
{
	void *u;

	__asm__ volatile("mov %%gs:0, %0" : "=r"(u));
	return u;
}

/* Thread-local storage: FS base by thread operation 0x12. */
#define TLS_OPERATION 0x12
static inline unsigned long tls_seen(unsigned long base)
{
	unsigned long first;

	(void)base;
	__asm__ volatile("mov %%fs:0, %0" : "=r"(first));
	return first;
}
/* What tls_seen() must return after a thread has set @p base. */
static inline unsigned long tls_expected(unsigned long base)
{
	return *(unsigned long *)base;
}
#endif
