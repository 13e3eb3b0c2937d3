/*
 * A machine without a kernel: the system call and the way to the UTCB are functions of the test. All else
 * is the real header's.
 */
#ifndef FAKE_ARCH_H
#define FAKE_ARCH_H

#define l4_syscall     real_syscall
#define l4_utcb_direct real_utcb_direct
#include_next <l4/sys/arch.h>
#undef l4_syscall
#undef l4_utcb_direct

l4_utcb_t *l4_utcb_direct(void);
l4_msgtag_t l4_syscall(l4_umword_t dest, l4_msgtag_t tag, l4_umword_t *label, l4_timeout_t timeout);

#endif
