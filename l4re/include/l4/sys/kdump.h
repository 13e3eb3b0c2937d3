/*
 * Reports of the kernel about itself, written to the console. (abi sheet §8.10, group 5)
 */
#ifndef L4_SYS_KDUMP_H
#define L4_SYS_KDUMP_H

#include <l4/sys/kdebug.h>

/** Who uses how much kernel memory. MR0 = 0x500. @return 0 or -L4_ENOSYS. */
L4_INLINE long fiasco_dump_kmem_stats(void)
{
	return l4_error(l4_kdebug_call(L4_DEBUGGER_MEMORY_OP, NULL, 0, NULL, 0));
}

#endif
