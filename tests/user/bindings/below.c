/* What is there before any object: compiler.h, linkage.h, assert.h, cache.h. */
#include <l4/sys/assert.h>
#include <l4/sys/cache.h>
#include <l4/sys/compiler.h>
#include <l4/sys/linkage.h>
#include "check.h"

HAS(void, l4_barrier, (void));
HAS(void, l4_mb, (void));
HAS(void, l4_wmb, (void));
HAS(unsigned long, l4_align_stack_for_direct_fncall, (unsigned long));
HAS(int, l4_cache_clean_data, (unsigned long, unsigned long));
HAS(int, l4_cache_flush_data, (unsigned long, unsigned long));
HAS(int, l4_cache_inv_data, (unsigned long, unsigned long));
HAS(int, l4_cache_coherent, (unsigned long, unsigned long));
HAS(int, l4_cache_dma_coherent, (unsigned long, unsigned long));
HAS(int, l4_cache_dma_coherent_full, (void));

EXTERN_C_BEGIN
L4_CV L4_EXPORT int seen(int x L4_DEFAULT_PARAM(1)) L4_NOTHROW L4_PURE;
L4_HIDDEN L4_NORETURN void unseen(void) L4_NOTHROW;
EXTERN_C_END

L4_ALWAYS_INLINE int line(void)
{
	static_assert(sizeof(L4_stringify(__LINE__)) > 1, "a number as text");
	return L4_STACK_ALIGN;
}

int seen(int x) L4_NOTHROW
{
	if (L4_LIKELY(x) && L4_UNLIKELY(!x))
		return 0;
	return line();
}

void unseen(void) L4_NOTHROW
{
	l4_check(seen(2));
	l4_assert(seen(3));
	l4_assert_abort("end");
}
