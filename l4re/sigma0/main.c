/*
 * sigma0: the first task, the root of all mapping trees.
 *
 * It sees physical memory one to one and gives it away, first come first served: to the root task
 * as its pager, and to whoever has a gate. It never takes anything back. (abi sheet §11.5)
 *
 * The label of a gate is the client's number << 4; its low bits are the rights of the capability
 * used. Every answer is made with send timeout 0: a client that called is waiting, or has given up.
 *
 *      message                        answer
 *      -2  page fault                 the page, if it is the client's or free
 *      -6  request in MR0             see handle_request()
 *      -8  I/O port fault (x86)       the ports
 *      -15 create, type -6            a gate of its own for a new client
 *      -21 which protocols?           label 1 or 0
 *      else                           -L4_EBADPROTO
 */
#include <l4/sys/factory.h>
#include <l4/sys/kip.h>
#include <l4/sys/scheduler.h>
#include <stdio.h>
#include "l4re/sigma0/memory.h"

enum {
	PRIORITY          = 250, /* above everybody who may need memory */
	LABEL_SHIFT       = 4,
	CLIENTS_MAX       = 64,
	FIRST_GATE_INDEX  = 0x100, /* slots of the clients' gates */
	META_OP_NUM       = 0,
	META_OP_INTERFACE = 1,
	META_OP_SUPPORTS  = 2,
};

static unsigned next_client = FIRST_CLIENT + 1;

/* The answer with one item: a flexpage and its control word. */
static l4_msgtag_t answer_item(l4_fpage_t page, l4_umword_t control)
{
	l4_msgtag_t tag = l4_msgtag(0, 0, 0, 0);

	l4_sndfpage_add(page, control, &tag);
	return tag;
}

static l4_msgtag_t answer_error(int error)
{
	return l4_msgtag(-error, 0, 0, 0);
}

/* Size in pages and first page of the flexpage in a request. False: the request is malformed. */
static bool decode_range(l4_fpage_t f, l4_umword_t *start, l4_umword_t *end)
{
	unsigned order = l4_fpage_size(f);

	if (order < L4_PAGESHIFT || order >= L4_WORD_BITS)
		return false;
	*start = l4_fpage_page(f);
	*end   = *start + (1UL << (order - L4_PAGESHIFT));
	return (*start & (*end - *start - 1)) == 0;
}

static l4_msgtag_t give_ram(l4_fpage_t f, unsigned client)
{
	l4_umword_t start, end;

	if (!decode_range(f, &start, &end))
		return answer_error(L4_EINVAL);
	if (!region_owned_by(&pages, start, end, OWNER_FREE, client) ||
	    !region_set(&pages, start, end, client, L4_FPAGE_RWX))
		return answer_error(L4_ENOMEM);
	return answer_item(
		l4_fpage(start << L4_PAGESHIFT, l4_fpage_size(f), L4_FPAGE_RWX),
		l4_map_control(start << L4_PAGESHIFT, L4_FPAGE_CACHEABLE, L4_MAP_ITEM_MAP));
}

static l4_msgtag_t give_any(l4_fpage_t f, unsigned client)
{
	unsigned order = l4_fpage_size(f);
	l4_umword_t start;

	if (order < L4_PAGESHIFT || order >= L4_WORD_BITS)
		return answer_error(L4_EINVAL);
	if (!region_find_free(&pages, 1UL << (order - L4_PAGESHIFT), &start))
		return answer_error(L4_ENOMEM);
	return give_ram(l4_fpage(start << L4_PAGESHIFT, order, L4_FPAGE_RWX), client);
}

/* Device memory is nobody's; but nobody gets RAM under that name. */
static l4_msgtag_t give_device(l4_fpage_t f, unsigned char cache)
{
	l4_umword_t start, end;

	if (!decode_range(f, &start, &end))
		return answer_error(L4_EINVAL);
	if (region_touches_memory(&pages, start, end))
		return answer_error(L4_ENOMEM);
	return answer_item(l4_fpage(start << L4_PAGESHIFT, l4_fpage_size(f), L4_FPAGE_RW),
			   l4_map_control(start << L4_PAGESHIFT, cache, L4_MAP_ITEM_MAP));
}

static l4_msgtag_t handle_request(const l4_msg_regs_t *m, unsigned client)
{
	l4_fpage_t f  = {m->mr[1]};
	l4_addr_t kip = (l4_addr_t)l4_kip();

	switch ((l4_mword_t)m->mr[0]) {
	case L4_SIGMA0_REQ_FPAGE_RAM:
		return give_ram(f, client);
	case L4_SIGMA0_REQ_FPAGE_ANY:
		return give_any(f, client);
	case L4_SIGMA0_REQ_FPAGE_IOMEM:
		return give_device(f, L4_FPAGE_UNCACHEABLE);
	case L4_SIGMA0_REQ_FPAGE_IOMEM_CACHED:
		return give_device(f, L4_FPAGE_CACHEABLE);
	case L4_SIGMA0_REQ_KIP:
		return answer_item(l4_fpage(kip, L4_PAGESHIFT, L4_FPAGE_RX),
				   l4_map_control(kip, L4_FPAGE_CACHEABLE, L4_MAP_ITEM_MAP));
	case L4_SIGMA0_REQ_DEBUG_DUMP:
		memory_dump();
		return l4_msgtag(0, 0, 0, 0);
	default: /* the coverage dump too: there is no coverage to dump */
		return answer_error(L4_ENOSYS);
	}
}

/* One page at a time: the client may own less around it. */
static l4_msgtag_t handle_page_fault(const l4_msg_regs_t *m, unsigned client)
{
	l4_umword_t page       = m->mr[0] >> L4_PAGESHIFT;
	const struct region *r = region_at(&pages, page);
	unsigned rights;

	if (!r || (r->owner != client && r->owner != OWNER_FREE))
		return answer_error(L4_ENOMEM);
	rights = r->rights;
	if (r->owner == OWNER_FREE && !region_set(&pages, page, page + 1, client, rights))
		return answer_error(L4_ENOMEM);
	return answer_item(
		l4_fpage(page << L4_PAGESHIFT, L4_PAGESHIFT, (unsigned char)rights),
		l4_map_control(page << L4_PAGESHIFT, L4_FPAGE_CACHEABLE, L4_MAP_ITEM_MAP));
}

static l4_msgtag_t handle_port_fault(const l4_msg_regs_t *m, unsigned client)
{
	l4_fpage_t f      = {m->mr[0]};
	l4_umword_t start = l4_fpage_ioport(f), end;

	if (l4_fpage_type(f) != L4_FPAGE_IO || l4_fpage_size(f) > L4_WHOLE_IOADDRESS_SPACE)
		return answer_error(L4_EINVAL);
	end = start + (1UL << l4_fpage_size(f));
	if (!region_owned_by(&ports, start, end, OWNER_FREE, client) ||
	    !region_set(&ports, start, end, client, L4_FPAGE_RW))
		return answer_error(L4_ENOMEM);
	return answer_item(l4_iofpage(start, l4_fpage_size(f)),
			   l4_map_obj_control(0, L4_MAP_ITEM_MAP));
}

/* A further client: a new gate to this thread, with the client's number as label. */
static l4_msgtag_t handle_create(const l4_msg_regs_t *m, l4_msgtag_t tag, l4_umword_t label)
{
	l4_cap_idx_t gate = (FIRST_GATE_INDEX + (l4_umword_t)next_client) << L4_CAP_SHIFT;
	long error;

	if (!(label & L4_CAP_FPAGE_S))
		return answer_error(L4_EPERM);
	if (l4_msgtag_words(tag) < 1)
		return answer_error(L4_EMSGTOOSHORT);
	if ((l4_mword_t)m->mr[0] != L4_PROTO_SIGMA0)
		return answer_error(L4_ENODEV);
	if (next_client >= CLIENTS_MAX)
		return answer_error(L4_ENOMEM);
	error = l4_error(l4_factory_create_gate(L4_BASE_FACTORY_CAP, gate, L4_BASE_THREAD_CAP,
						(l4_umword_t)next_client << LABEL_SHIFT));
	l4_utcb_receive_nothing();
	if (error < 0)
		return answer_error((int)-error);
	next_client++;
	return answer_item(l4_obj_fpage(gate, 0, L4_CAP_FPAGE_RWS),
			   l4_map_obj_control(0, L4_MAP_ITEM_MAP));
}

/* Which protocols does this server speak? */
static l4_msgtag_t handle_meta(l4_msg_regs_t *m)
{
	static const long protocols[] = {L4_PROTO_SIGMA0, L4_PROTO_FACTORY, L4_PROTO_PAGE_FAULT,
					 L4_PROTO_IO_PAGE_FAULT};
	const unsigned n              = sizeof(protocols) / sizeof(protocols[0]);
	unsigned i;

	switch (m->mr[0]) {
	case META_OP_NUM:
		return l4_msgtag((long)n, 0, 0, 0);
	case META_OP_INTERFACE:
		if (m->mr[1] >= n)
			return answer_error(L4_ERANGE);
		m->mr[0] = (l4_umword_t)protocols[m->mr[1]];
		return l4_msgtag(0, 1, 0, 0);
	case META_OP_SUPPORTS:
		for (i = 0; i < n; i++)
			if (protocols[i] == (l4_mword_t)m->mr[1])
				return l4_msgtag(1, 0, 0, 0);
		return l4_msgtag(0, 0, 0, 0);
	default:
		return answer_error(L4_ENOSYS);
	}
}

static l4_msgtag_t handle(l4_msgtag_t tag, l4_umword_t label)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	unsigned client  = (unsigned)(label >> LABEL_SHIFT);

	switch (l4_msgtag_label(tag)) {
	case L4_PROTO_PAGE_FAULT:
		return handle_page_fault(m, client);
	case L4_PROTO_SIGMA0:
		return handle_request(m, client);
	case L4_PROTO_IO_PAGE_FAULT:
		return handle_port_fault(m, client);
	case L4_PROTO_FACTORY:
		return handle_create(m, tag, label);
	case L4_PROTO_META:
		return handle_meta(m);
	default:
		return answer_error(L4_EBADPROTO);
	}
}

int main(int argc, char **argv)
{
	l4_sched_param_t sched = l4_sched_param(PRIORITY, 0);
	l4_umword_t label;
	l4_msgtag_t tag;

	(void)argc;
	(void)argv;
	if (l4_kip()->magic != L4_KERNEL_INFO_MAGIC || l4_kip()->version >> 24 != 0x87) {
		printf("sigma0: found no kernel info page of a kernel that it knows\n");
		return 1;
	}
	memory_init();
	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP, &sched);
	l4_utcb_receive_nothing();
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		/* A failed answer or a garbled message: there is nobody to tell, take the next. */
		if (l4_msgtag_has_error(tag))
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		else
			tag = l4_ipc_reply_and_wait(l4_utcb(), handle(tag, label), &label,
						    L4_IPC_SEND_TIMEOUT_0);
	}
}
