/*
 * 32-bit ARM: atomic changes of a word, by the kernel's restartable code at a fixed address.
 * (abi sheet §1.5) For CPUs without exclusive access instructions; new code uses the compiler's
 * atomics.
 */
#ifndef L4_SYS_ATOMIC_H
#define L4_SYS_ATOMIC_H

#include <l4/sys/consts.h>

/* Addresses in the kernel's library page. */
#define L4_ARM_ATOMIC_ADD     L4_ARM_KERNEL_LIB
#define L4_ARM_ATOMIC_CMPXCHG (L4_ARM_KERNEL_LIB + 0x100)
#define L4_ARM_ATOMIC_XCHG    (L4_ARM_KERNEL_LIB + 0x200)

/** *@p mem += @p offset. @return the new value */
L4_INLINE long l4_atomic_add(volatile long *mem, long offset)
{
	return ((long (*)(volatile long *, long))L4_ARM_ATOMIC_ADD)(mem, offset);
}

/** *@p mem = @p newval. @return the old value */
L4_INLINE long l4_atomic_xchg(volatile long *mem, long newval)
{
	return ((long (*)(volatile long *, long))L4_ARM_ATOMIC_XCHG)(mem, newval);
}

/** *@p mem = @p newval if it was @p oldval. @return whether it was */
L4_INLINE long l4_atomic_cmpxchg(volatile long *mem, long oldval, long newval)
{
	return ((long (*)(volatile long *, long, long))L4_ARM_ATOMIC_CMPXCHG)(mem, oldval, newval);
}

#endif
