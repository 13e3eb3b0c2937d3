/*
 * Free capability slots: one bit for each of the first thousand slots behind those that the
 * program started with.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/task.h>
#include <assert.h>

enum {
	SLOTS = 1024,
};

static l4_umword_t used[SLOTS / L4_WORD_BITS];

static bool slot_in_use(unsigned slot)
{
	return (used[slot / L4_WORD_BITS] >> (slot % L4_WORD_BITS)) & 1;
}

l4_cap_idx_t l4re_util_cap_alloc(void)
{
	unsigned slot;

	for (slot = 0; slot < SLOTS; slot++) {
		if (slot_in_use(slot))
			continue;
		used[slot / L4_WORD_BITS] |= 1UL << (slot % L4_WORD_BITS);
		return (l4re_env()->first_free_cap + slot) << L4_CAP_SHIFT;
	}
	return L4_INVALID_CAP;
}

void l4re_util_cap_free(l4_cap_idx_t cap)
{
	l4_umword_t slot = (cap >> L4_CAP_SHIFT) - l4re_env()->first_free_cap;

	if (l4_is_invalid_cap(cap) || slot >= SLOTS)
		return;
	assert(slot_in_use((unsigned)slot));
	used[slot / L4_WORD_BITS] &= ~(1UL << (slot % L4_WORD_BITS));
}

void l4re_util_cap_release(l4_cap_idx_t cap)
{
	if (l4_is_invalid_cap(cap))
		return;
	l4_task_release_cap(L4_BASE_TASK_CAP, cap);
	l4re_util_cap_free(cap);
}

void l4re_util_cap_delete(l4_cap_idx_t cap)
{
	if (l4_is_invalid_cap(cap))
		return;
	l4_task_delete_obj(L4_BASE_TASK_CAP, cap);
	l4re_util_cap_free(cap);
}
