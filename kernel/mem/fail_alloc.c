/*
 * The counter of fail_alloc.h. Tests arm it just before the operation that they mean, so one for all will do.
 */
#ifdef CONFIG_FAIL_ALLOC
#include "kernel/mem/fail_alloc.h"

static word_t made, victim;

word_t fail_alloc_at(word_t n)
{
	word_t before = made;

	made   = 0;
	victim = n;
	return before;
}

bool fail_alloc_now(void)
{
	return ++made == victim;
}

#endif
