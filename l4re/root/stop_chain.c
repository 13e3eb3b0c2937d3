/*
 * Stop 3: a capability and a page go down a chain of three tasks, and are taken back at its root.
 *
 *      root --RWS--> alice --RS--> bob --R--> carol      a semaphore
 *      root --RW---> alice --R---> bob --R--> carol      a page
 *
 * The S right is what waiting at a semaphore needs: alice and bob may, carol may not. Deleting the
 * semaphore (the root task has the D right) empties all slots at once; unmapping the page in the
 * root task revokes it from all who got it from there, directly or not. A link that then touches the
 * page faults, and gets an empty one from the keeper instead.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/sys/ipc.h>
#include <l4/sys/task.h>
#include <stdio.h>
#include <string.h>
#include "l4re/root/frames.h"
#include "l4re/root/tour.h"
#include "l4re/tour/tour.h"

enum {
	LINKS   = 3,
	LOOK_MS = 800,
	CALL_US = 10000000,

	ALL_HAVE_BOTH = (CHAIN_HAS_CAP | CHAIN_MAY_DOWN | CHAIN_SEES_PAGE) |
			(CHAIN_HAS_CAP | CHAIN_MAY_DOWN | CHAIN_SEES_PAGE) << CHAIN_BITS |
			(CHAIN_HAS_CAP | CHAIN_SEES_PAGE) << 2 * CHAIN_BITS,
	ALL_SEE_PAGE =
		CHAIN_SEES_PAGE | CHAIN_SEES_PAGE << CHAIN_BITS | CHAIN_SEES_PAGE << 2 * CHAIN_BITS,
};

struct chain {
	struct program *links[LINKS];
	l4_cap_idx_t gates[LINKS];
	l4_cap_idx_t token;
	void *page, *empty; /* what is handed down; what a link sees after it was revoked */
};

static const char *const names[LINKS] = {"alice", "bob", "carol"};
/* With which rights each link hands the capability on: RS, R, nothing. */
static const char *const rights[LINKS] = {"6", "4", "0"};

/* Call the first link with @p op and at most one item. False after a message if it fails. */
static bool call_chain(struct chain *c, l4_umword_t op, l4_fpage_t item, l4_umword_t *answer)
{
	l4_timeout_s limit = l4_timeout_from_us(CALL_US);
	l4_msgtag_t tag    = l4_msgtag(CHAIN_PROTO, 1, 0, 0);
	long error;

	l4_utcb_mr()->mr[0] = op;
	if (item.raw)
		l4_sndfpage_add(item, 0, &tag);
	error = l4_error(l4_ipc_call(c->gates[0], l4_utcb(), tag, l4_timeout(limit, limit)));
	if (answer)
		*answer = l4_utcb_mr()->mr[0];
	return expect("answer of the chain", 0, error);
}

static bool expect_report(struct chain *c, const char *when, l4_umword_t expected)
{
	l4_umword_t seen;

	return call_chain(c, CHAIN_OP_REPORT, l4_fpage_invalid(), &seen) &&
	       expect(when, (long)expected, (long)seen);
}

static bool make_link(struct chain *c, unsigned i)
{
	struct program *p = program_create("link", names[i], L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);

	c->links[i] = p;
	if (!p)
		return false;
	program_set_fallback(p, CHAIN_PAGE, c->empty);
	return program_pass_cap(p, "gate", c->gates[i], L4_CAP_FPAGE_RWS, L4_FPAGE_C_IPCGATE_SVR) &&
	       (i + 1 == LINKS ||
		program_pass_cap(p, "next", c->gates[i + 1], L4_CAP_FPAGE_RWS, 0)) &&
	       program_start(p, PROGRAM_PRIORITY, rights[i]);
}

static bool build(struct chain *c)
{
	bool ok;
	unsigned i;

	c->page  = frames_alloc(L4_PAGESIZE);
	c->empty = frames_alloc(L4_PAGESIZE);
	c->token = tour_object(L4_PROTO_SEMAPHORE, "token");
	for (i = 0; i < LINKS; i++)
		c->gates[i] = tour_object(L4_PROTO_KOBJECT, names[i]);
	ok = c->page && c->empty;
	for (i = 0; ok && i < LINKS; i++)
		ok = make_link(c, i);
	if (ok)
		strlcpy(c->page, CHAIN_TEXT, L4_PAGESIZE);
	return ok;
}

static void destroy(struct chain *c)
{
	unsigned i;

	for (i = 0; i < LINKS; i++)
		program_destroy(c->links[i]);
	for (i = 0; i < LINKS; i++)
		l4re_util_cap_delete(c->gates[i]);
	l4re_util_cap_delete(c->token);
	if (c->page)
		frames_free(c->page, L4_PAGESIZE);
	if (c->empty)
		frames_free(c->empty, L4_PAGESIZE);
}

static bool hand_down(struct chain *c)
{
	l4_fpage_t page = l4_fpage((l4_addr_t)c->page, L4_PAGESHIFT, L4_FPAGE_RW);

	printf("      handing a semaphore and a page down: alice, bob, carol\n");
	return call_chain(c, CHAIN_OP_CAP, l4_obj_fpage(c->token, 0, L4_CAP_FPAGE_RWS), NULL) &&
	       call_chain(c, CHAIN_OP_PAGE, page, NULL) &&
	       expect_report(c, "what the three have", ALL_HAVE_BOTH);
}

static bool take_back(struct chain *c)
{
	l4_fpage_t page = l4_fpage((l4_addr_t)c->page, L4_PAGESHIFT, L4_FPAGE_RWX);
	unsigned faults = 0, i;

	printf("      deleting the semaphore\n");
	l4_task_delete_obj(L4_BASE_TASK_CAP, c->token);
	if (!expect_report(c, "what the three have without the semaphore", ALL_SEE_PAGE))
		return false;
	pause_for_people(LOOK_MS);

	printf("      revoking the page\n");
	/* [revoke] */
	l4_task_unmap(L4_BASE_TASK_CAP, page, L4_FP_OTHER_SPACES);
	if (!expect_report(c, "what the three have in the end", 0))
		return false;
	/* [/revoke] */
	for (i = 0; i < LINKS; i++)
		faults += c->links[i]->fallback_faults;
	return expect("page faults after the revocation", LINKS, (long)faults) &&
	       expect("our own view of the page", 0, strcmp(c->page, CHAIN_TEXT));
}

bool stop_chain(void)
{
	struct chain c = {.token = L4_INVALID_CAP};
	bool ok        = build(&c);

	pause_for_people(LOOK_MS);
	ok = ok && hand_down(&c);
	pause_for_people(LOOK_MS);
	ok = ok && take_back(&c);
	destroy(&c);
	return ok;
}
