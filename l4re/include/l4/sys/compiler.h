/*
 * Names that programs written for L4Re expect from its compiler header.
 */
#ifndef L4_SYS_COMPILER_H
#define L4_SYS_COMPILER_H

#define L4_INLINE static inline
#define L4_NOTHROW
#define L4_LIKELY(x)   __builtin_expect(!!(x), 1)
#define L4_UNLIKELY(x) __builtin_expect(!!(x), 0)

#endif
