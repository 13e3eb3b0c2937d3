/*
 * 32-bit ARM: the system call instruction, where the UTCB is, and how to read an exception message.
 * Source: abi sheet §1.1, §1.4, §4.2, §10.5.
 */
#ifndef L4_SYS_ARCH_H
#define L4_SYS_ARCH_H

#include <l4/sys/consts.h>
#include <l4/sys/syscall_defs.h>

#define L4_KIP_ADDRESS      0xaffff000UL /* where loaded programs see the kernel info page */
#define L4_A_KERNEL_ADDRESS 0xc0001000UL /* any address that only the kernel may use */

/** The user read-write thread ID register (TPIDRURW) holds the UTCB's address. */
L4_INLINE l4_utcb_t *l4_utcb_direct(void)
{
	l4_utcb_t *utcb;

	__asm__("mrc p15, 0, %0, c13, c0, 2" : "=r"(utcb));
	return utcb;
}

/**
 * Invoke: @p dest is selector | L4_SYSF_* flags; *@p label is sent and replaced by the label
 * received. r5 selects the system call.
 */
L4_INLINE l4_msgtag_t l4_syscall(l4_umword_t dest, l4_msgtag_t tag, l4_umword_t *label,
				 l4_timeout_t timeout)
{
	register l4_umword_t r0 __asm__("r0") = (l4_umword_t)tag.raw;
	register l4_umword_t r2 __asm__("r2") = dest;
	register l4_umword_t r3 __asm__("r3") = timeout.raw;
	register l4_umword_t r4 __asm__("r4") = *label;
	register l4_umword_t r5 __asm__("r5") = L4_SYSCALL_INVOKE;

	__asm__ volatile("svc #0"
			 : "+r"(r0), "+r"(r2), "+r"(r3), "+r"(r4), "+r"(r5)
			 :
			 : "r12", "lr", "cc", "memory");
	*label = r4;
	return (l4_msgtag_t){(l4_mword_t)r0};
}

/* Syndrome word: exception class in bits 31..26; for aborts bit 6 says write. */
enum {
	L4_EXC_CLASS_SHIFT     = 26,
	L4_EXC_CLASS_UNDEFINED = 0x00,
	L4_EXC_CLASS_SVC       = 0x11,
	L4_EXC_CLASS_FETCH     = 0x20,
	L4_EXC_CLASS_DATA      = 0x24,
	L4_EXC_CLASS_BKPT      = 0x38,
	L4_EXC_WRITE           = 1 << 6,
};

L4_INLINE l4_umword_t l4_utcb_exc_pc(const l4_exc_regs_t *u)
{
	return u->pc;
}

L4_INLINE void l4_utcb_exc_pc_set(l4_exc_regs_t *u, l4_addr_t pc)
{
	u->pc = pc;
}

/** Exception class. */
L4_INLINE l4_umword_t l4_utcb_exc_typeval(const l4_exc_regs_t *u)
{
	return u->err >> L4_EXC_CLASS_SHIFT;
}

/** Is it a page fault that the pager refused? */
L4_INLINE int l4_utcb_exc_is_pf(const l4_exc_regs_t *u)
{
	return (l4_utcb_exc_typeval(u) & 0x30) == L4_EXC_CLASS_FETCH;
}

/** Was the access a write? */
L4_INLINE int l4_utcb_exc_is_write(const l4_exc_regs_t *u)
{
	return l4_utcb_exc_typeval(u) == L4_EXC_CLASS_DATA && (u->err & L4_EXC_WRITE);
}

/** Fault word as a pager sees it: the address without its low three bits; bit 1: it was a write. */
L4_INLINE l4_addr_t l4_utcb_exc_pfa(const l4_exc_regs_t *u)
{
	return (u->pfa & ~7UL) | (l4_utcb_exc_is_write(u) ? 2 : 0);
}

/** Did somebody ask for this exception, by l4_thread_ex_regs()? */
L4_INLINE int l4_utcb_exc_is_ex_regs_exception(const l4_exc_regs_t *u)
{
	return l4_utcb_exc_typeval(u) == L4_EXC_ESR_TRIGGER;
}

L4_BEGIN_DECLS

/** English for what happened. */
const char *l4_exc_name(const l4_exc_regs_t *u);

L4_END_DECLS

#endif
