/*
 * The root task serves its program: page faults, memory, names; and sees it off.
 *
 * As in the original, the loop is ready for one capability with each message, prefers to be told of its
 * own gates by label, answers with send timeout 0 and waits in the same system call.
 */
#include "tests/stranger/serve.h"

struct server servers[SERVERS];

enum { NO_ANSWER = -1 }; /* no tag has all bits */
static bool program_gone;

static void be_ready(void)
{
	struct utcb *u = utcb();

	u->br[0] = SLOT(RECEIVED) | ITEM | SMALL | LOCAL_ID;
	u->br[1] = 0;
	u->bdr   = 0;
}

static word give_page(word source, word target, unsigned rights)
{
	utcb()->mr[0] = (target & ~(word)0xfff) | ITEM;
	utcb()->mr[1] = memory(source, 12, rights);
	return make_tag(0, 0, 1);
}

static word give_capability(unsigned slot, unsigned rights)
{
	utcb()->mr[0] = ITEM;
	utcb()->mr[1] = object(slot, rights);
	return make_tag(0, 0, 1);
}

/* ---- What the servers do --------------------------------------------------------------------- */

/* The region map resolves a fault, or says that nothing is there: then it becomes an exception. */
static word page_fault(word fault)
{
	word at = fault & ~(word)7;

	if (at >= (word)image_start && at < (word)image_end) {
		(void)*(volatile char *)at; /* what we have not touched is not ours to give */
		return give_page(at, at, RWX);
	}
	if (at >= STACK_PLACE && at < STACK_PLACE + STACK_BYTES)
		return give_page(root.frames + (at - STACK_PLACE), at, RW);
	if (at >= KIP_PLACE && at < KIP_PLACE + 0x1000)
		return give_page(root.kip, at, RX);
	say_number("# nothing is at 0x", fault);
	say_number(", ip 0x", utcb()->mr[1]);
	say("\n");
	return make_tag(-ENTRY_MISSING, 0, 0);
}

/* A dataspace is a gate that lives for as long as somebody else has it. */
static word make_dataspace(void)
{
	const unsigned slot = servers[SOME_DATA].slot + SERVERS;

	step("the allocator is asked like a factory", utcb()->mr[0] == TYPE_DATASPACE,
	     utcb()->mr[0]);
	create_gate(slot, OWN_THREAD, (word)&servers[SOME_DATA]);
	servers[SOME_DATA].slot = slot;
	utcb()->mr[0]           = 0;
	utcb()->mr[1]           = 1;
	step("the server does not count its own reference",
	     call(slot, make_tag(KOBJECT, 2, 0)) == 0 && utcb()->mr[0] == 0, utcb()->mr[0]);
	return give_capability(slot, CAP_RWS);
}

/* MR1 names a dataspace of ours: we get its label instead of a capability. */
static word attach(word tag, word label)
{
	const word control = utcb()->mr[1], id = utcb()->mr[2];

	step("one item comes", (tag >> 6 & 63) == 1, tag);
	step("a capability of our own comes as local ID", (control & 15) == 12, control);
	step("it is label and rights", id == ((word)&servers[SOME_DATA] | 3), id);
	step("nothing is in the slot for it", is_valid(RECEIVED) == 0, 0);
	step("the label tells the caller's rights", (label & 3) == 3, label);
	return make_tag(0, 0, 0);
}

static word map_data(word at)
{
	return give_page(root.frames + 0x10000 + (at - DATA_PLACE), at, RW);
}

/* The program has come to its end: its threads and its task are deleted, and nobody is answered. */
static word end_program(void)
{
	const word gone[] = {object(PROGRAM_THREAD, CAP_RWSD), object(PROGRAM_TASK, CAP_RWSD)};

	step("the program says good-bye", utcb()->mr[1] == 4712, utcb()->mr[1]);
	step("it is deleted", unmap(gone, 2, DELETE_OBJECTS) == 0, 0);
	step("its slots are empty", is_valid(PROGRAM_TASK) == 0 && is_valid(PROGRAM_THREAD) == 0,
	     0);
	return (word)NO_ANSWER;
}

/* ---- Farewell -------------------------------------------------------------------------------- */

static void dataspace_is_gone(void)
{
	struct utcb *u = utcb();

	step("the deletion of a gate is reported", true, 0);
	step("it is the one that only the program had", is_valid(servers[SOME_DATA].slot) == 0, 0);
	step("the others stay", is_valid(servers[REGION_MAP].slot) == 1, 0);
	u->mr[0] = 6;
	u->mr[1] = ~(word)3;
	u->mr[2] = (word)&servers[SOME_DATA];
	u->mr[3] = ~(word)0;
	u->mr[4] = 0;
	step("its label is taken out of queued messages",
	     call(OWN_THREAD, make_tag(THREAD, 5, 0)) == 0, 0);
	program_gone = true;
}

/* ---- The loop -------------------------------------------------------------------------------- */

static word dispatch(word tag, word label)
{
	const word op               = utcb()->mr[0];
	const struct server *called = (const struct server *)(label & ~(word)3);

	if (label == DELETION_LABEL) {
		if (tag == 0)
			dataspace_is_gone();
		return (word)NO_ANSWER;
	}
	if (called == &servers[REGION_MAP] && tag_label(tag) == PAGE_FAULT)
		return page_fault(op);
	if (called == &servers[REGION_MAP] && op == ASK_ATTACH)
		return attach(tag, label);
	if (called == &servers[MEMORY] && tag_label(tag) == CREATE)
		return make_dataspace();
	if (called == &servers[NAME_SPACE] && op == ASK_NAME)
		return give_capability(servers[A_FILE].slot, CAP_RW);
	if (called == &servers[SOME_DATA] && op == ASK_MAP)
		return map_data(utcb()->mr[1]);
	if (called == &servers[FAMILY] && op == ASK_SIGNAL)
		return end_program();
	step("nothing unknown comes", false, label);
	return make_tag(-NO_SUCH_OP, 0, 0);
}

void serve(void)
{
	const word two_seconds = 11 << 10 | 977;
	word label             = 0, tag;

	be_ready();
	tag = invoke(SELF | WAIT, 0, &label, NEVER);
	while (!(tag & TAG_ERROR)) {
		word answer = dispatch(tag, label);

		if (program_gone)
			return;
		be_ready();
		if (answer == (word)NO_ANSWER)
			tag = invoke(SELF | WAIT, 0, &label, two_seconds);
		else
			tag = invoke(SELF | REPLY_AND_WAIT, answer, &label, SEND_NOW);
	}
	step("the root task is never left alone", false, utcb()->error);
}
