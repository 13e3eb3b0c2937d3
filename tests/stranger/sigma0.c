/*
 * A sigma0 that knows nothing of ours: it starts as the original's does, reads the kernel info page
 * with the same eyes, keeps books in the same manner, and answers the same requests.
 *
 *      descriptors   conventional   free, as whole pages inside of it
 *                    bootloader     the root task's, as whole pages around it
 *                    other          nobody's
 *
 * The original gives up when two descriptors want the same page for different owners; so does this one.
 */
#include "tests/stranger/abi.h"

enum { PAGES_MAX = 512, ROOT = 4, OURS = 0 };
#define NOWHERE (~(word)0)

/* First and last byte, and what the owner may do there. */
struct area {
	word start, last;
	unsigned rights;
	word owner;
};

static struct area unused[PAGES_MAX], owned[PAGES_MAX];
static unsigned unused_count, owned_count, next_gate = LAST_OF_OLD + 2;
static const unsigned char *page; /* the kernel info page */

static void give_up(const char *why)
{
	say("not ok - sigma0: ");
	say(why);
	say("\n");
	finish();
}

/* ---- Books ----------------------------------------------------------------------------------- */

static void add(struct area *list, unsigned *count, struct area a)
{
	if (a.start > a.last)
		return;
	if (*count == PAGES_MAX)
		give_up("too many areas");
	list[(*count)++] = a;
}

/* Take [start, last] out of what is free. */
static void take(word start, word last)
{
	for (unsigned i = 0; i < unused_count; i++) {
		struct area a = unused[i];

		if (a.last < start || last < a.start)
			continue;
		unused[i--] = unused[--unused_count];
		if (a.start < start)
			add(unused, &unused_count,
			    (struct area){.start = a.start, .last = start - 1});
		if (last < a.last)
			add(unused, &unused_count,
			    (struct area){.start = last + 1, .last = a.last});
	}
}

static bool is_unused(word start, word last)
{
	for (unsigned i = 0; i < unused_count; i++)
		if (unused[i].start <= start && last <= unused[i].last)
			return true;
	return false;
}

static const struct area *owned_at(word start, word last)
{
	for (unsigned i = 0; i < owned_count; i++)
		if (owned[i].start <= start && last <= owned[i].last)
			return &owned[i];
	return NULL;
}

static void reserve(struct area a)
{
	for (unsigned i = 0; i < owned_count; i++)
		if (a.start <= owned[i].last && owned[i].start <= a.last &&
		    owned[i].owner != a.owner)
			give_up("two descriptors want the same memory");
	take(a.start, a.last);
	if (a.owner != OURS)
		add(owned, &owned_count, a);
}

/* Lowest free place of 2^order bytes, aligned; NOWHERE: none. */
static word find(unsigned order)
{
	const word size = (word)1 << order;
	word best       = NOWHERE;

	for (unsigned i = 0; i < unused_count; i++) {
		word at = (unused[i].start + size - 1) & ~(size - 1);

		if (at >= unused[i].start && at <= unused[i].last &&
		    unused[i].last - at >= size - 1 && at < best)
			best = at;
	}
	return best;
}

/* ---- The kernel info page -------------------------------------------------------------------- */

static void enter(word low, word high)
{
	unsigned type  = low & 15;
	struct area in = {.start = low & ~(word)0x3ff, .last = high | 0x3ff};

	if (low & 0x200 || type == 0) /* virtual, or nothing */
		return;
	say_number("sigma0: type ", low & 0xff);
	say_number("  0x", in.start);
	say_number(" .. 0x", in.last);
	say("\n");
	if (type == 1) {
		in.start = (in.start + 0xfff) & ~(word)0xfff;
		in.last  = ((in.last + 1) & ~(word)0xfff) - 1;
		if (owned_at(in.start, in.start) || owned_at(in.last, in.last))
			give_up("memory is free behind its owner's back");
		add(unused, &unused_count, in);
		return;
	}
	in.start &= ~(word)0xfff;
	in.last |= 0xfff;
	if (type == 14) {
		in.owner  = ROOT;
		in.rights = low >> 4 & RWX;
	}
	reserve(in);
}

static void read_page(void)
{
	const word *d  = (const word *)(page + *(const uint32_t *)(page + 0x54));
	unsigned count = *(const uint32_t *)(page + 0x58);

	if (page[0] != 'L' || page[1] != '4' || page[2] != 0xe6 || page[3] != 'K')
		give_up("the first argument is not the kernel info page");
	if (*(const uint32_t *)(page + 4) >> 24 != 0x87)
		give_up("the kernel is none that it knows");
	for (unsigned i = 0; i < count; i++)
		enter(d[2 * i], d[2 * i + 1]);
}

/* It builds its tables in memory from the end of what is free: that must be there to be written. */
static void touch_the_end_of_memory(void)
{
	word last = 0;

	for (unsigned i = 0; i < unused_count; i++)
		if (unused[i].last > last)
			last = unused[i].last;
	volatile word *w = (volatile word *)(last - 0xfff);

	*w = 0x5157;
	if (*w != 0x5157)
		give_up("memory does not keep what is written");
	take(last - 0xfff, last);
}

/* ---- Answers --------------------------------------------------------------------------------- */

static word refuse(long error)
{
	return make_tag(-error, 0, 0);
}

static word give(word start, unsigned order, unsigned rights, unsigned cache)
{
	utcb()->mr[0] = (start & ~(word)0x3ff) | cache | ITEM;
	utcb()->mr[1] = memory(start, order, rights);
	return make_tag(0, 0, 1);
}

static word give_ram(word start, unsigned order, word client)
{
	const word last      = start + ((word)1 << order) - 1;
	const struct area *a = owned_at(start, last);

	if (a && a->owner != client)
		return refuse(OUT_OF_MEMORY);
	if (!a && !is_unused(start, last))
		return refuse(OUT_OF_MEMORY);
	if (!a) {
		take(start, last);
		add(owned, &owned_count, (struct area){start, last, RWX, client});
	}
	return give(start, order, RWX, CACHED);
}

static word new_client(void)
{
	struct utcb *u = utcb();

	u->mr[0] = GATE;
	u->mr[1] = 1 | sizeof(word) << 16;
	u->mr[2] = (word)next_gate << 4;
	u->mr[3] = ITEM;
	u->mr[4] = object(OWN_THREAD, CAP_RWS);
	u->bdr   = 0;
	u->br[0] = SLOT(next_gate) | ITEM | SMALL;
	u->br[1] = 0;
	if (call(FACTORY, make_tag(CREATE, 3, 1)) < 0)
		return refuse(OUT_OF_MEMORY);
	u->mr[0] = ITEM;
	u->mr[1] = object(next_gate++, CAP_RWS);
	return make_tag(0, 0, 1);
}

static word request(word client)
{
	const word what = utcb()->mr[0], page_asked = utcb()->mr[1];
	const unsigned size = page_asked >> 6 & 63;
	word found;

	if ((what & ~(word)0xff) != ~(word)0xff)
		return refuse(NO_SUCH_OP);
	switch (what & 0xf0) {
	case 0x60:
		return give_ram(page_asked & ~(word)0xfff, size, client);
	case 0x70:
		return give(page_asked & ~(word)0xfff, size, RW, UNCACHED);
	case 0x90:
		found = find(size);
		return found == NOWHERE ? refuse(OUT_OF_MEMORY) : give_ram(found, size, client);
	case 0xa0:
		return give((word)page, 12, RX, CACHED);
	default:
		return refuse(NO_SUCH_OP);
	}
}

static word page_fault(word client)
{
	const word fault = utcb()->mr[0], at = fault & ~(word)0xfff;
	const struct area *a = owned_at(at, at + 0xfff);
	unsigned needed      = R | (fault & 2 ? W : 0) | (fault & 4 ? X : 0);

	if (a && a->owner == client && (a->rights & needed) == needed)
		return give(at, 12, a->rights, CACHED);
	if (is_unused(at, at + 0xfff)) {
		word tag = give_ram(at, 12, client);

		return tag;
	}
	say_number("sigma0: no page for 0x", fault);
	say_number(" at 0x", utcb()->mr[1]);
	say("\n");
	return refuse(OUT_OF_MEMORY);
}

static word answer(word tag, word label)
{
	switch (tag_label(tag)) {
	case SIGMA0:
		return request(label >> 4);
	case PAGE_FAULT:
		if (label >> 4 == ROOT && (label & 15) != 3)
			give_up("the root task's faults come without the rights of its pager slot");
		return page_fault(label >> 4);
	case CREATE:
		return (long)utcb()->mr[0] == SIGMA0 ? new_client() : refuse(NO_SUCH_DEVICE);
	default:
		return refuse(BAD_PROTOCOL);
	}
}

static void name(unsigned slot, const char *text)
{
	struct utcb *u = utcb();
	unsigned n     = 0;

	u->mr[0] = 0x100;
	do
		((char *)&u->mr[1])[n] = text[n];
	while (text[n++]);

	unsigned words = 1 + (n + (unsigned)sizeof(word) - 1) / (unsigned)sizeof(word);

	u->mr[words]     = ITEM;
	u->mr[words + 1] = object(slot, CAP_RWS);
	call(DEBUGGER, make_tag(DEBUG, words, 1));
}

void stranger_main(word argument)
{
	word tag, label = 0;

	page = (const unsigned char *)argument;
	say("sigma0: a stranger says hello\n");
	name(OWN_TASK, "sigma0");
	name(FACTORY, "root factory");
	name(OWN_THREAD, "sigma0");
	read_page();
	touch_the_end_of_memory();
	for (;;) {
		tag = invoke(SELF | WAIT, 0, &label, NEVER);
		while (!(tag & TAG_ERROR))
			tag = invoke(SELF | REPLY_AND_WAIT, answer(tag, label), &label, SEND_NOW);
	}
}
