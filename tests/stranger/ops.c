/*
 * Kernel operations as the original's bindings put them into message registers.
 */
#include "tests/stranger/house.h"

static void expect_capability(unsigned slot)
{
	struct utcb *u = utcb();

	u->bdr   = 0;
	u->br[0] = SLOT(slot) | ITEM | SMALL;
	u->br[1] = 0;
}

static void put_capability(unsigned at, unsigned slot)
{
	utcb()->mr[at]     = ITEM;
	utcb()->mr[at + 1] = object(slot, CAP_RWS);
}

long create(unsigned factory, unsigned slot, long type, unsigned words, unsigned items)
{
	utcb()->mr[0] = (word)type;
	expect_capability(slot);
	return call(factory, make_tag(CREATE, 1 + words, items));
}

long create_gate(unsigned slot, unsigned thread, word label)
{
	utcb()->mr[1] = 1 | sizeof(word) << 16; /* an unsigned word follows */
	utcb()->mr[2] = label;
	put_capability(3, thread);
	return create(FACTORY, slot, GATE, 2, 1);
}

long bind(unsigned slot, unsigned thread, word label)
{
	utcb()->mr[0] = 0x10;
	utcb()->mr[1] = label;
	put_capability(2, thread);
	return call(slot, make_tag(KOBJECT, 2, 1));
}

long control_thread(unsigned thread, unsigned pager, unsigned task, word its_utcb)
{
	struct utcb *u = utcb();

	u->mr[0] = 0x1210000; /* pager, bind, exception handler */
	u->mr[1] = SLOT(pager);
	u->mr[2] = SLOT(pager);
	u->mr[5] = its_utcb;
	put_capability(6, task);
	return call(thread, make_tag(THREAD, 6, 1));
}

/* The CPU set is the one that means "any": granularity 2^255, one bit. */
long run_thread(unsigned thread, unsigned priority)
{
	struct utcb *u = utcb();

	u->mr[0] = 1;
	u->mr[1] = 0xff000000UL;
	u->mr[2] = 1;
	u->mr[3] = priority;
	u->mr[4] = 0;
	put_capability(5, thread);
	return call(SCHEDULER, make_tag(SCHEDULE, 5, 1));
}

long set_registers(unsigned thread, word ip, word sp, word flags)
{
	utcb()->mr[0] = 1 | flags;
	utcb()->mr[1] = ip;
	utcb()->mr[2] = sp;
	return call(thread, make_tag(THREAD, 3, 0));
}

long is_valid(unsigned slot)
{
	utcb()->mr[0] = 2;
	utcb()->mr[1] = SLOT(slot);
	return call(OWN_TASK, make_tag(TASK, 2, 0));
}

long unmap(const word *pages, unsigned count, word mask)
{
	utcb()->mr[0] = 1;
	utcb()->mr[1] = mask;
	for (unsigned i = 0; i < count; i++)
		utcb()->mr[2 + i] = pages[i];
	return call(OWN_TASK, make_tag(TASK, 2 + count, 0));
}

void name_object(unsigned slot, const char *text)
{
	char *to       = (char *)&utcb()->mr[1];
	unsigned n     = 0;
	unsigned words = 1;

	utcb()->mr[0] = 0x100;
	do
		to[n] = text[n];
	while (text[n++]);
	words += (n + (unsigned)sizeof(word) - 1) / (unsigned)sizeof(word);
	put_capability(words, slot);
	call(DEBUGGER, make_tag(DEBUG, words, 1));
}

uint64_t clock_us(word kip)
{
	return ((uint64_t(*)(void))(kip + 0x900))();
}

word prepare_stack(word *top, word top_seen_by_it, void (*run)(word), word argument)
{
	*--top = argument;
	*--top = 0; /* where a return address would be */
	*--top = (word)run;
	return top_seen_by_it - 3 * sizeof(word);
}
