/*
 * Receivers with given buffers and senders of typed items; see items.h.
 */
#include "tests/target/items.h"

l4_addr_t page(unsigned i)
{
	return (l4_addr_t)test_page(i);
}

l4_umword_t memory_item(l4_umword_t spot)
{
	return l4_map_control(spot, 0, L4_MAP_ITEM_MAP);
}

l4_umword_t object_item(l4_cap_idx_t at)
{
	return l4_map_obj_control(at, L4_MAP_ITEM_MAP);
}

/* ---- Receivers ------------------------------------------------------------------------------ */

/* value[0..5]: BR0..5; value[6]: BDR; afterwards value[0..7]: MR0..7. */
static void receive_with_buffers(struct worker *self)
{
	l4_umword_t label = 0;
	l4_msgtag_t tag;

	for (unsigned i = 0; i < BUFFERS; i++)
		l4_utcb_br()->br[i] = self->value[i];
	l4_utcb_br()->bdr = self->value[6];
	for (unsigned i = 0; i < 8; i++)
		l4_utcb_mr()->mr[i] = UNTOUCHED;
	worker_step(self, 1);
	tag = l4_ipc_wait(l4_utcb(), &label, NEVER);
	worker_keep(self, tag, label);
	for (unsigned i = 0; i < 8; i++)
		self->value[i] = l4_utcb_mr()->mr[i];
	worker_step(self, 2);
}

struct worker *receiver_with(const struct sandbox *s, const l4_umword_t br[BUFFERS],
			     l4_umword_t bdr)
{
	struct worker *w = worker_make(receive_with_buffers, s);

	for (unsigned i = 0; i < BUFFERS; i++)
		w->value[i] = br[i];
	w->value[BUFFERS] = bdr;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	return w;
}

struct worker *receiver(const struct sandbox *s, l4_umword_t br0, l4_umword_t br1, l4_umword_t br2)
{
	return receiver_with(s, (const l4_umword_t[BUFFERS]){br0, br1, br2}, 0);
}

struct worker *memory_receiver(const struct sandbox *s, l4_addr_t at, unsigned order)
{
	return receiver(s, L4_ITEM_MAP, l4_fpage(at, order, L4_FPAGE_RWX).raw, 0);
}

l4_msgtag_t send_items(const struct worker *w, unsigned words, unsigned items, l4_umword_t control0,
		       l4_fpage_t fpage0, l4_umword_t control1, l4_fpage_t fpage1)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_msgtag_t tag;

	for (unsigned i = 0; i < words; i++)
		m->mr[i] = 0x100 + i;
	if (words + 2 <= L4_UTCB_GENERIC_DATA_SIZE) {
		m->mr[words]     = control0;
		m->mr[words + 1] = fpage0.raw;
	}
	if (items > 1) {
		m->mr[words + 2] = control1;
		m->mr[words + 3] = fpage1.raw;
	}
	tag = test_invoke(w->cap, L4_SYSF_SEND, l4_msgtag(0, words, items, 0), NEVER);
	CHECK(worker_reached(w, 2));
	return tag;
}

l4_msgtag_t send_item(const struct worker *w, l4_umword_t control, l4_fpage_t fpage)
{
	return send_items(w, 0, 1, control, fpage, 0, l4_fpage_invalid());
}

l4_fpage_t rw_page(unsigned i)
{
	return l4_fpage(page(i), L4_PAGESHIFT, L4_FPAGE_RW);
}

unsigned result_of(const struct worker *w, unsigned word)
{
	return (unsigned)w->value[word] & 6;
}

l4_umword_t small_buffer(unsigned index)
{
	return (l4_umword_t)index << L4_CAP_SHIFT | L4_RCV_ITEM_SINGLE_CAP;
}

bool in_sandbox(const struct sandbox *s, unsigned index)
{
	return l4_msgtag_label(l4_task_cap_valid(s->task, (l4_cap_idx_t)index << L4_CAP_SHIFT)) ==
	       1;
}

l4_umword_t local_buffer(l4_cap_idx_t slot)
{
	return slot | L4_RCV_ITEM_SINGLE_CAP | L4_RCV_ITEM_LOCAL_ID;
}

/* value[0]: slot of the thread to send to; value[1]: slot to send; value[2]: rights. */
static void send_cap_from_sandbox(struct worker *self)
{
	l4_utcb_mr()->mr[0] = object_item(0);
	l4_utcb_mr()->mr[1] = l4_obj_fpage(self->value[1], 0, (unsigned char)self->value[2]).raw;
	worker_keep(self, test_invoke(self->value[0], L4_SYSF_SEND, l4_msgtag(0, 0, 1, 0), NEVER),
		    0);
	worker_step(self, 1);
}

void send_rights_from(const struct sandbox *s, struct worker *to, unsigned path, unsigned index,
		      unsigned rights)
{
	struct worker *w = worker_make(send_cap_from_sandbox, s);

	sandbox_give(s, to->cap, 0x50, path);
	w->value[0] = 0x50UL << L4_CAP_SHIFT;
	w->value[1] = (l4_cap_idx_t)index << L4_CAP_SHIFT;
	w->value[2] = rights;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT(w->error, 0);
}

void send_from(const struct sandbox *s, struct worker *to, unsigned index)
{
	send_rights_from(s, to, L4_CAP_FPAGE_RWS, index, L4_CAP_FPAGE_RWS);
}
