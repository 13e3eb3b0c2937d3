/*
 * Words for the compiler that programs written for L4Re expect: how functions are declared for C and
 * C++, what a compiler may assume of them, barriers.
 */
#ifndef L4_SYS_COMPILER_H
#define L4_SYS_COMPILER_H

#include <l4/sys/linkage.h>

#ifdef __cplusplus
#define EXTERN_C            extern "C"
#define EXTERN_C_BEGIN      extern "C" {
#define EXTERN_C_END        }
#define L4_NOTHROW          noexcept
#define L4_DEFAULT_PARAM(x) = x
#else
#define EXTERN_C
#define EXTERN_C_BEGIN
#define EXTERN_C_END
#define L4_NOTHROW
#define L4_DEFAULT_PARAM(x)
#endif
#define L4_BEGIN_DECLS EXTERN_C_BEGIN
#define L4_END_DECLS   EXTERN_C_END
#ifndef __BEGIN_DECLS
#define __BEGIN_DECLS EXTERN_C_BEGIN
#define __END_DECLS   EXTERN_C_END
#endif

#define L4_INLINE        static inline
#define L4_ALWAYS_INLINE static inline __attribute__((always_inline))
#define L4_NORETURN      __attribute__((noreturn))
#define L4_PURE          __attribute__((pure))
#define L4_NOINSTRUMENT  __attribute__((no_instrument_function))
#define L4_HIDDEN        __attribute__((visibility("hidden")))
#define L4_EXPORT        __attribute__((visibility("default")))
#ifdef __cplusplus
#define L4_EXPORT_TYPE L4_EXPORT
#else
#define L4_EXPORT_TYPE
#endif
#define L4_STICKY(x)                 __attribute__((used)) x
#define L4_DEPRECATED(text)          __attribute__((deprecated(text)))

/** @p alias is a second name of the function or variable @p name. */
#define L4_STRONG_ALIAS(name, alias) extern __typeof(name) alias __attribute__((alias(#name)));

/** Run @p function() before main(), the smaller @p priority first. */
#define L4_DECLARE_CONSTRUCTOR(function, priority)                                           \
	static inline __attribute__((constructor(priority))) void function##_ctor_func(void) \
	{                                                                                    \
		function();                                                                  \
	}

#define L4_LIKELY(x)     __builtin_expect(!!(x), 1)
#define L4_UNLIKELY(x)   __builtin_expect(!!(x), 0)
#define L4_stringify_(x) #x
#define L4_stringify(x)  L4_stringify_(x)
#define L4_STACK_ALIGN   __BIGGEST_ALIGNMENT__

#if !defined(__cplusplus) && !defined(static_assert)
#define static_assert _Static_assert
#endif

/** The compiler keeps memory accesses on their side of this line. */
L4_INLINE void l4_barrier(void)
{
	__asm__ volatile("" ::: "memory");
}

/** Other CPUs see all accesses before this line before all behind it. */
L4_INLINE void l4_mb(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/** Other CPUs see the writes before this line before the writes behind it. */
L4_INLINE void l4_wmb(void)
{
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

#endif
