/*
 * A victim: a thread that invokes at random until it is deleted. It writes to its own den only.
 */
#include "tests/fuzz/machine.h"

enum {
	NOISE_PERMILLE = 5, /* of all actions: no invocation, but what else the machine offers */
};

extern const char l4re_thread_entry[]; /* pops function and argument from the stack */

/* The slot now holds something else, if all went well. */
static void remember(struct victim *v, const struct attempt *a, l4_msgtag_t result)
{
	if (a->slot && !l4_msgtag_has_error(result) && l4_msgtag_label(result) == 0)
		v->den->kinds[a->slot] = (uint8_t)a->expect;
}

void victim_main(void *self)
{
	struct victim *v = self;
	struct attempt a;
	l4_msgtag_t result;

	for (;;) {
		if (random_below(&v->random, 1000) < NOISE_PERMILLE)
			machine_noise(v);
		attempt_make(v, &a);
		v->count++;
		result = l4_ipc(a.dest, l4_utcb(), a.flags, any_word(v), a.tag, NULL, a.timeout);
		remember(v, &a, result);
	}
}

l4_addr_t victim_stack(struct den *den, unsigned body)
{
	l4_addr_t *top = (l4_addr_t *)(den->stacks[body] + STACK_SIZE);

	*--top = (l4_addr_t)&den->victims[body];
	*--top = (l4_addr_t)victim_main;
	return (l4_addr_t)top;
}
