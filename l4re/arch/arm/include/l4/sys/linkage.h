/*
 * 32-bit ARM: how functions are called.
 */
#ifndef L4_SYS_LINKAGE_H
#define L4_SYS_LINKAGE_H

#define L4_CV          /* calling convention of functions in libraries: the compiler's */
#define L4_FASTCALL(x) x
#define l4_fastcall
#define L4_LONG_CALL __attribute__((long_call)) /* the function may be anywhere in memory */

/** Stack pointer at most @p stack for a function that is jumped to. */
static inline unsigned long l4_align_stack_for_direct_fncall(unsigned long stack)
{
	return stack & ~(unsigned long)(__BIGGEST_ALIGNMENT__ - 1);
}

#endif
