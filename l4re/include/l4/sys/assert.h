/*
 * Assertions for code below the C library: they need the log and nothing else.
 *
 * l4_assert(e) costs nothing, and does nothing, with NDEBUG; l4_check(e) still computes e then.
 */
#ifndef L4_SYS_ASSERT_H
#define L4_SYS_ASSERT_H

#include <l4/sys/thread.h>
#include <l4/sys/vcon.h>

/** Write @p text to the log, and raise an exception, so that the thread's handler or the debugger sees it. */
L4_INLINE L4_NORETURN void l4_assert_abort(const char *text)
{
	l4_vcon_write(L4_BASE_LOG_CAP, text, (unsigned)__builtin_strlen(text));
	for (;;)
		l4_thread_ex_regs(L4_INVALID_CAP, ~0UL, ~0UL, L4_THREAD_EX_REGS_TRIGGER_EXCEPTION);
}

L4_INLINE void l4_assert_fn(unsigned holds, const char *text)
{
	if (L4_UNLIKELY(!holds))
		l4_assert_abort(text);
}

#ifdef NDEBUG
#define l4_assert(e) ((void)0)
#define l4_check(e)  ((void)(e))
#else
#define l4_assert(e) \
	l4_assert_fn(!!(e), __FILE__ ":" L4_stringify(__LINE__) ": '" #e "' does not hold\n")
#define l4_check(e) l4_assert(e)
#endif

#endif
