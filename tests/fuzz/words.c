/*
 * Single words of messages, plausible and hostile: selectors, flexpages, items, buffers, timeouts.
 */
#include "tests/fuzz/fuzz.h"

enum {
	RECEIVE_SINGLE_PERCENT = 40,
};

static l4_umword_t boundary(struct victim *v)
{
	const l4_umword_t top = (l4_umword_t)1 << (L4_WORD_BITS - 1);

	switch (random_below(&v->random, 8)) {
	case 0:
		return L4_USER_MAX;
	case 1:
		return L4_USER_MAX + 1;
	case 2:
		return ~(l4_umword_t)0;
	case 3:
		return top;
	case 4:
		return top - 1;
	case 5:
		return L4_CAP_SPACE_SIZE;
	case 6:
		return L4_ADDRESS_HOLE_START;
	default:
		return L4_A_KERNEL_ADDRESS;
	}
}

l4_umword_t any_word(struct victim *v)
{
	switch (random_below(&v->random, 8)) {
	case 0:
	case 1:
		return random_below(&v->random, 32);
	case 2:
		return ((l4_umword_t)1 << random_below(&v->random, L4_WORD_BITS)) -
		       random_below(&v->random, 3) + 1;
	case 3:
		return boundary(v);
	case 4:
		return any_address(v);
	case 5:
		return any_selector(v);
	case 6:
		return any_flexpage(v).raw;
	default:
		return (l4_umword_t)random_bits(&v->random);
	}
}

l4_addr_t any_address(struct victim *v)
{
	struct random *r = &v->random;

	switch (random_below(r, 8)) {
	case 0:
	case 1:
		return (l4_addr_t)v->den->play[random_below(r, PLAY_PAGES)];
	case 2:
		return HOLE_AT + ((l4_addr_t)random_below(r, 1 << (HOLE_ORDER - L4_PAGESHIFT))
				  << L4_PAGESHIFT);
	case 3:
		return KU_AT + random_below(r, 1 << KU_ORDER) / L4_UTCB_OFFSET * L4_UTCB_OFFSET;
	case 4:
		return KU_AT + random_below(r, 4 << KU_ORDER);
	case 5:
		return boundary(v);
	case 6:
		return (l4_addr_t)&dens[random_below(r, DENS)] +
		       random_below(r, sizeof(struct den));
	default:
		return (l4_addr_t)random_bits(r) & (L4_USER_MAX << random_below(r, 2));
	}
}

unsigned any_slot(struct victim *v)
{
	return chance(&v->random, 70) ? SLOT_PLAY + random_below(&v->random, SLOTS - SLOT_PLAY)
				      : random_below(&v->random, SLOT_PLAY);
}

l4_cap_idx_t any_selector(struct victim *v)
{
	l4_cap_idx_t cap = slot_cap(any_slot(v));

	switch (random_below(&v->random, 20)) {
	case 0:
		return (l4_cap_idx_t)random_bits(&v->random) & ~(l4_cap_idx_t)L4_SYSF_MASK;
	case 1:
		return cap | L4_REPLY_CAP_BIT;
	case 2:
		return cap | L4_INVALID_CAP_BIT;
	case 3:
		return L4_INVALID_CAP;
	case 4:
		return slot_cap(random_below(&v->random, L4_CAP_SPACE_SIZE + 2));
	default:
		return cap;
	}
}

/* ---- Flexpages ------------------------------------------------------------------------------ */

l4_fpage_t any_object_flexpage(struct victim *v)
{
	unsigned order = chance(&v->random, 75) ? 0 : random_below(&v->random, 8);

	if (chance(&v->random, 3))
		order = random_below(&v->random, 64);
	return l4_fpage_raw_make(any_slot(v), L4_FPAGE_OBJ, order, random_below(&v->random, 16));
}

static l4_fpage_t any_memory_flexpage(struct victim *v)
{
	static const uint8_t orders[] = {12, 12, 12, 12, 13, 14, 15, 16, 21, 24};
	unsigned order                = orders[random_below(&v->random, sizeof(orders))];

	if (chance(&v->random, 5))
		order = random_below(&v->random, 64);
	return l4_fpage_raw_make(any_address(v) >> L4_PAGESHIFT, L4_FPAGE_MEMORY, order,
				 random_below(&v->random, 16));
}

/* Mostly among those of the dens. On a machine without ports nothing matches them. */
l4_fpage_t any_port_flexpage(struct victim *v)
{
	unsigned order      = random_below(&v->random, PORTS_ORDER + 1);
	l4_umword_t at_port = PORTS_AT + random_below(&v->random, 2 << PORTS_ORDER);

	if (chance(&v->random, 15)) {
		order   = random_below(&v->random, 20);
		at_port = random_below(&v->random, 0x10010);
	}
	return l4_fpage_raw_make(at_port, L4_FPAGE_IO, order, random_below(&v->random, 16));
}

l4_fpage_t any_flexpage(struct victim *v)
{
	unsigned kind = random_below(&v->random, 20);

	if (kind < 9)
		return any_object_flexpage(v);
	if (kind < 16)
		return any_memory_flexpage(v);
	if (kind < 18)
		return any_port_flexpage(v);
	if (kind == 18)
		return (l4_fpage_t){(l4_umword_t)L4_WHOLE_ADDRESS_SPACE << L4_FPAGE_SIZE_SHIFT |
				    random_below(&v->random, 64)};
	return (l4_fpage_t){(l4_umword_t)random_bits(&v->random)};
}

/* ---- Items and buffers ---------------------------------------------------------------------- */

void any_items(struct victim *v, unsigned at, unsigned n)
{
	l4_umword_t *mr = l4_utcb_mr()->mr;

	for (; n && at + 1 < L4_UTCB_GENERIC_DATA_SIZE; n--, at += 2) {
		l4_fpage_t f = any_flexpage(v);

		mr[at]     = L4_ITEM_MAP | random_below(&v->random, 8) << 4;
		mr[at + 1] = f.raw;
		if (chance(&v->random, 20))
			mr[at] |= random_below(&v->random, 16);
		if (l4_fpage_type(f) != L4_FPAGE_OBJ || chance(&v->random, 10))
			mr[at] |= any_address(v) & ~(l4_umword_t)(L4_PAGESIZE - 1);
		if (chance(&v->random, 3))
			mr[at] = any_word(v);
	}
}

/* One receive buffer at @p at; @return the words it takes. */
static unsigned any_buffer(struct victim *v, unsigned at)
{
	l4_umword_t *br        = l4_utcb_br()->br;
	l4_umword_t attributes = 0;

	if (chance(&v->random, 12))
		attributes = random_below(&v->random, 16);
	else if (chance(&v->random, 20))
		attributes = L4_RCV_ITEM_LOCAL_ID;

	if (chance(&v->random, RECEIVE_SINGLE_PERCENT)) {
		br[at] = slot_cap(any_slot(v)) | L4_RCV_ITEM_SINGLE_CAP | attributes;
		return 1;
	}
	br[at] = (any_address(v) & ~(l4_umword_t)(L4_PAGESIZE - 1)) | L4_ITEM_MAP | attributes;
	if (at + 1 >= L4_UTCB_GENERIC_BUFFERS_SIZE)
		return 1;
	br[at + 1] = any_flexpage(v).raw;
	/* A forwarded buffer names its task in a third word. */
	if (attributes & L4_RCV_ITEM_FORWARD_MAPPINGS && at + 2 < L4_UTCB_GENERIC_BUFFERS_SIZE)
		br[at + 2] = l4_obj_fpage(slot_cap(SLOT_DENS + random_below(&v->random, DENS)), 0,
					  L4_CAP_FPAGE_RWS)
				     .raw;
	return attributes & L4_RCV_ITEM_FORWARD_MAPPINGS ? 3 : 2;
}

void any_buffers(struct victim *v)
{
	l4_buf_regs_t *b = l4_utcb_br();
	unsigned at =
		chance(&v->random, 5) ? random_below(&v->random, L4_UTCB_GENERIC_BUFFERS_SIZE) : 0;
	unsigned start = at;

	for (unsigned n = random_below(&v->random, 5); n && at < L4_UTCB_GENERIC_BUFFERS_SIZE; n--)
		at += any_buffer(v, at);
	if (at < L4_UTCB_GENERIC_BUFFERS_SIZE)
		b->br[at] = 0;
	b->bdr = start << L4_BDR_OBJ_SHIFT | start << L4_BDR_MEM_SHIFT | start << L4_BDR_IO_SHIFT;
	if (chance(&v->random, 10))
		b->bdr = (l4_umword_t)random_bits(&v->random);
}

/* ---- Timeouts ------------------------------------------------------------------------------- */

/* Never "never": a victim that waits for ever does not find anything. */
static l4_timeout_s any_timeout_half(struct victim *v)
{
	unsigned at;

	switch (random_below(&v->random, 10)) {
	case 0:
		return l4_timeout_rel(1 + random_below(&v->random, 1023),
				      random_below(&v->random, 3));
	case 1:
		at = 32 + 2 * random_below(&v->random, 8);
		return l4_timeout_abs(v->den->now + random_below(&v->random, 20000), (int)at);
	case 2:
	case 3:
	case 4:
		return l4_timeout_rel(1 + random_below(&v->random, 50), 0);
	default:
		return L4_IPC_TIMEOUT_0;
	}
}

l4_timeout_t any_timeout(struct victim *v)
{
	l4_timeout_s send = any_timeout_half(v);

	return l4_timeout(send, any_timeout_half(v));
}
