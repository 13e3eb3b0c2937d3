/*
 * A pager: gives its clients memory when they touch it, and copies a page on the first write.
 *
 *      client reads page n   ->  the original, read-only, shared by all clients
 *      client writes page n  ->  a copy of its own, writable
 *
 * Each client has a gate of its own, so the label of a page fault tells who faulted. A fault
 * outside the paged area is answered with a negative label: the kernel then sends the exception to
 * the client's handler, who knows what to do about it.
 *
 * Capabilities: "client0" and "client1", gates with the server right.
 */
#include <l4/re/env.h>
#include <l4/sys/rcv_endpoint.h>
#include <stdio.h>
#include <string.h>
#include "l4re/tour/tour.h"

enum {
	LABEL_SHIFT = 4,
	COPIES_MAX  = PAGED_PAGES * PAGER_CLIENTS,
	FAULT_WRITE = 2,
};

static char originals[PAGED_PAGES][L4_PAGESIZE] __attribute__((aligned(L4_PAGESIZE)));
static char copies[COPIES_MAX][L4_PAGESIZE] __attribute__((aligned(L4_PAGESIZE)));

struct client {
	char *own[PAGED_PAGES]; /* its copy of each page, if it has one */
	l4_umword_t shown, copied;
};

static struct client clients[PAGER_CLIENTS];

/* The client's copy of page @p n, made now if need be. */
static char *private_page(struct client *c, unsigned n)
{
	static unsigned used;

	if (!c->own[n] && used < COPIES_MAX) {
		c->own[n] = copies[used++];
		memcpy(c->own[n], originals[n], L4_PAGESIZE);
		c->copied++;
	}
	return c->own[n];
}

static l4_msgtag_t page_fault(struct client *c)
{
	l4_umword_t word  = l4_utcb_mr()->mr[0];
	l4_addr_t address = l4_trunc_page(word);
	l4_msgtag_t tag   = l4_msgtag(0, 0, 0, 0);
	unsigned n        = (unsigned)((address - PAGED_AREA) >> L4_PAGESHIFT);
	unsigned rights   = L4_FPAGE_RW;
	char *page;

	if (address < PAGED_AREA || n >= PAGED_PAGES)
		return l4_msgtag(-L4_EFAULT, 0, 0, 0);
	if ((word & FAULT_WRITE) || c->own[n]) {
		page = private_page(c, n);
	} else {
		page   = originals[n];
		rights = L4_FPAGE_RO;
		c->shown++;
	}
	if (!page)
		return l4_msgtag(-L4_ENOMEM, 0, 0, 0);
	l4_sndfpage_add(l4_fpage((l4_addr_t)page, L4_PAGESHIFT, (unsigned char)rights),
			l4_map_control(address, 0, L4_MAP_ITEM_MAP), &tag);
	return tag;
}

static l4_msgtag_t handle(l4_msgtag_t tag, l4_umword_t label)
{
	unsigned number = (unsigned)(label >> LABEL_SHIFT);

	if (number >= PAGER_CLIENTS)
		return l4_msgtag(-L4_EINVAL, 0, 0, 0);
	switch (l4_msgtag_label(tag)) {
	case L4_PROTO_PAGE_FAULT:
		return page_fault(&clients[number]);
	case PAGER_PROTO:
		l4_utcb_mr()->mr[0] = clients[number].shown;
		l4_utcb_mr()->mr[1] = clients[number].copied;
		return l4_msgtag(0, 2, 0, 0);
	default:
		return l4_msgtag(-L4_EBADPROTO, 0, 0, 0);
	}
}

static bool bind_gates(void)
{
	unsigned i;

	for (i = 0; i < PAGER_CLIENTS; i++) {
		char name[L4RE_ENV_NAME_SIZE];
		long error;

		snprintf(name, sizeof(name), "client%u", i);
		/* [bind] */
		error = l4_error(l4_rcv_ep_bind_thread(l4re_env_get_cap(name), L4_BASE_THREAD_CAP,
						       (l4_umword_t)i << LABEL_SHIFT));
		/* [/bind] */
		if (error < 0) {
			printf("pager: cannot bind gate %s: %s\n", name, l4sys_errtostr(error));
			return false;
		}
	}
	return true;
}

int main(void)
{
	l4_umword_t label;
	l4_msgtag_t tag;
	unsigned i;

	for (i = 0; i < PAGED_PAGES; i++)
		snprintf(originals[i], PAGED_TEXT_MAX, "original page %u", i);
	if (!bind_gates())
		return 1;
	tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		if (l4_msgtag_has_error(tag))
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		else
			tag = l4_ipc_reply_and_wait(l4_utcb(), handle(tag, label), &label,
						    L4_IPC_SEND_TIMEOUT_0);
	}
}
