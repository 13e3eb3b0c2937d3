/*
 * x86-64: how functions are called.
 */
#ifndef L4_SYS_LINKAGE_H
#define L4_SYS_LINKAGE_H

#define L4_CV          /* calling convention of functions in libraries: the compiler's */
#define L4_FASTCALL(x) x
#define l4_fastcall

/** Stack pointer at most @p stack for a function that is jumped to: as if a call had put its return
 *  address there. */
static inline unsigned long l4_align_stack_for_direct_fncall(unsigned long stack)
{
	return ((stack + sizeof(long)) & ~(unsigned long)(__BIGGEST_ALIGNMENT__ - 1)) -
	       sizeof(long);
}

#endif
