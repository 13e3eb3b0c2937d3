/*
 * x86-64: the system call instruction, where the UTCB is, and how to read an exception message.
 * Source: abi sheet §1.1, §1.4, §4.2, §10.5.
 */
#ifndef L4_SYS_ARCH_H
#define L4_SYS_ARCH_H

#include <l4/sys/consts.h>

#define L4_KIP_ADDRESS      0x6ffff000UL /* where loaded programs see the kernel info page */
#define L4_A_KERNEL_ADDRESS 0xffffffff80001000UL /* any address that only the kernel may use */

/** The segment base GS points at a word in the UTCB that holds the UTCB's address. */
L4_INLINE l4_utcb_t *l4_utcb_direct(void)
{
	l4_utcb_t *utcb;

	__asm__("mov %%gs:0, %0" : "=r"(utcb));
	return utcb;
}

/**
 * Invoke: @p dest is selector | L4_SYSF_* flags; *@p label is sent and replaced by the label
 * received. The kernel may change the registers named as clobbered here.
 */
L4_INLINE l4_msgtag_t l4_syscall(l4_umword_t dest, l4_msgtag_t tag, l4_umword_t *label,
				 l4_timeout_t timeout)
{
	register l4_umword_t r8 __asm__("r8") = timeout.raw;

	__asm__ volatile("syscall"
			 : "+a"(tag.raw), "+d"(dest), "+S"(*label), "+r"(r8)
			 :
			 : "rcx", "rdi", "r11", "r15", "cc", "memory");
	return tag;
}

L4_INLINE l4_umword_t l4_utcb_exc_pc(const l4_exc_regs_t *u)
{
	return u->ip;
}

L4_INLINE void l4_utcb_exc_pc_set(l4_exc_regs_t *u, l4_addr_t pc)
{
	u->ip = pc;
}

/** Trap number. */
L4_INLINE l4_umword_t l4_utcb_exc_typeval(const l4_exc_regs_t *u)
{
	return u->trapno;
}

/** Is it a page fault that the pager refused? */
L4_INLINE int l4_utcb_exc_is_pf(const l4_exc_regs_t *u)
{
	return u->trapno == 14;
}

/** Fault word as a pager sees it: the address without its low three bits; bit 1: it was a write. */
L4_INLINE l4_addr_t l4_utcb_exc_pfa(const l4_exc_regs_t *u)
{
	return (u->pfa & ~7UL) | (u->err & 2);
}

/** Did somebody ask for this exception, by l4_thread_ex_regs()? */
L4_INLINE int l4_utcb_exc_is_ex_regs_exception(const l4_exc_regs_t *u)
{
	return u->trapno == L4_EXC_TRAP_TRIGGER;
}

/** Was the access a write? (bit 1 of the page-fault error code) */
L4_INLINE int l4_utcb_exc_is_write(const l4_exc_regs_t *u)
{
	return (u->err & 2) != 0;
}

L4_BEGIN_DECLS

/** English for what happened. */
const char *l4_exc_name(const l4_exc_regs_t *u);

L4_END_DECLS

#endif
