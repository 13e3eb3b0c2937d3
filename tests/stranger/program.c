/*
 * The first program: what the original's runtime does to the kernel before and behind main().
 *
 *      region mapper   the first thread: settles in, makes the second one, then serves it
 *      application     the second thread: page-fault trampoline, semaphores, time, more threads
 *      manager         the third one, which a thread library would have
 */
#include "tests/stranger/house.h"

enum { LOCAL_RM_LABEL = 0x7000, HANDLER_LABEL = 0x8000 };
enum { EX_CANCEL = 0x10000 };

/* Lies in kernel-user memory, behind the UTCBs that are in use. */
struct trampoline {
	word handler, user[2], saved_mr0, flags, frame[FRAME_WORDS];
};
#define TRAMPOLINE ((struct trampoline *)(UTCB_AREA + 6 * UTCB_BYTES))

static word stacks[2][1024] __attribute__((aligned(16)));
static volatile word manager_woke, faults_taken;

void thread_start(const word *frame)
{
	word seen = 0;

	for (unsigned i = 0; i < SAVED_REGISTERS; i++)
		if (!(FREE_REGISTERS >> i & 1))
			seen |= frame[i];
	step("a thread starts with empty registers", seen == 0, seen);
	((void (*)(word))frame[SAVED_REGISTERS])(frame[SAVED_REGISTERS + 2]);
	for (;;)
		invoke(SELF | RECEIVE, 0, NULL, NEVER);
}

/* Every thread needs storage of its own; the thread asks for itself. */
static void use_tls(word *block)
{
	*block        = (word)block;
	utcb()->mr[0] = TLS_OPERATION;
	utcb()->mr[1] = (word)block;

	long error = call_selector(SELF, make_tag(THREAD, 2, 0));

	step("a thread has storage of its own",
	     error == 0 && tls_seen((word)block) == tls_expected((word)block),
	     tls_seen((word)block));
}

/* ---- Region mapper --------------------------------------------------------------------------- */

static void ask_for_capability(unsigned slot)
{
	utcb()->bdr   = 0;
	utcb()->br[0] = SLOT(slot) | ITEM | SMALL | LOCAL_ID;
	utcb()->br[1] = 0;
}

static void settle_in(void)
{
	struct utcb *u = utcb();
	word tag;

	ask_for_capability(FILE_GATE);
	u->mr[0] = ASK_NAME;
	tag      = invoke(SLOT(NAMES) | CALL, make_tag(OUR_PROTOCOL, 1, 0), NULL, NEVER);
	step("a capability comes with an answer", (tag >> 6 & 63) == 1 && u->mr[0] == 0x38,
	     u->mr[0]);
	step("it is where it was asked for", is_valid(FILE_GATE) == 1, 0);
	step("a server's factory answers like the kernel's",
	     create(ALLOCATOR, DATASPACE, TYPE_DATASPACE, 0, 0) == 0 && is_valid(DATASPACE) == 1,
	     0);
	u->mr[0] = ASK_ATTACH;
	u->mr[1] = ITEM | 0xe0; /* with all its attributes */
	u->mr[2] = object(DATASPACE, CAP_RWS);
	step("it can be shown to who made it", call(EXTERNAL_RM, make_tag(OUR_PROTOCOL, 1, 1)) == 0,
	     0);
}

static void open_shop(void)
{
	long error = create(FACTORY, LOCAL_RM, GATE, 0, 0);

	step("a gate can be made without a thread", error == 0, (word)error);
	step("and get it later", bind(LOCAL_RM, OWN_THREAD, LOCAL_RM_LABEL) == 0, 0);
	step("or at once", create_gate(HANDLER, OWN_THREAD, HANDLER_LABEL) == 0, 0);
	step("two slots with one capability are equal, with two are not",
	     is_valid(HANDLER) == 1 &&
		     (utcb()->mr[0] = 2, utcb()->mr[1] = SLOT(HANDLER),
		      utcb()->mr[2] = SLOT(LOCAL_RM), call(OWN_TASK, make_tag(TASK, 3, 0))) == 0,
	     0);
}

static void application(word argument);

static void start_application(void)
{
	word *top = stacks[0] + 1024;

	step("the second thread is made", create(FACTORY, APP_THREAD, THREAD, 0, 0) == 0, 0);
	step("it is bound to the next UTCB",
	     control_thread(APP_THREAD, HANDLER, OWN_TASK, UTCB_AREA + UTCB_BYTES) == 0, 0);
	step("and scheduled", run_thread(APP_THREAD, 2) == 0, 0);
	step("and started",
	     set_registers(APP_THREAD, (word)thread_entry,
			   prepare_stack(top, (word)top, application, 4712), 0) == 0,
	     0);
	step("the region mapper rises above it", run_thread(OWN_THREAD, 255) == 0, 0);
}

/* What is not in a dataspace, the root task maps into this task: it is asked as a pager. */
static long ask_pager(word fault)
{
	struct utcb *u = utcb();

	u->mr[0] = fault;
	u->mr[1] = ~(word)2;
	u->bdr   = 0;
	u->br[0] = ITEM;
	u->br[1] = EVERYWHERE;
	return call(EXTERNAL_RM, make_tag(PAGE_FAULT, 2, 0));
}

static long ask_dataspace(word fault)
{
	struct utcb *u = utcb();

	u->mr[0] = ASK_MAP;
	u->mr[1] = fault & ~(word)0xfff;
	u->bdr   = 0;
	u->br[0] = ITEM;
	u->br[1] = memory(fault, 12, 0);
	return call(DATASPACE, make_tag(OUR_PROTOCOL, 2, 0));
}

static word resolve(word fault)
{
	return make_tag(ask_pager(fault) < 0 ? -ENTRY_MISSING : 0, 0, 0);
}

static word go_on_behind(word tag)
{
	step("an exception tells all registers", (tag & 63) == EXCEPTION_WORDS, tag);
	step("and where it was", utcb()->mr[WORD_IP] == (word)touch, utcb()->mr[WORD_IP]);
	utcb()->mr[WORD_IP] = (word)touch_refused;
	return make_tag(0, EXCEPTION_WORDS, 0);
}

static word shown(void)
{
	step("a capability of the same task comes as its number", (utcb()->mr[1] & 15) == 14,
	     utcb()->mr[1]);
	step("as it was sent", utcb()->mr[2] == object(DATASPACE, CAP_RW), utcb()->mr[2]);
	return make_tag(0, 0, 0);
}

void region_mapper(word argument)
{
	static word block[4];
	word label = 0, tag, answer;

	step("it gets what was put on its stack", argument == 4711, argument);
	step("its UTCB is the first of its area", (word)utcb() == UTCB_AREA, (word)utcb());
	use_tls(block);
	settle_in();
	open_shop();
	start_application();
	ask_for_capability(FILE_GATE);
	tag = invoke(SELF | WAIT, 0, &label, NEVER);
	for (;;) {
		if (tag_label(tag) == PAGE_FAULT)
			answer = resolve(utcb()->mr[0]);
		else if (tag_label(tag) == EXCEPTION)
			answer = go_on_behind(tag);
		else
			answer = shown();
		ask_for_capability(FILE_GATE);
		tag = invoke(SELF | REPLY_AND_WAIT, answer, &label, SEND_NOW);
	}
}

/* ---- Page-fault trampoline ------------------------------------------------------------------- */

static void thread_operation(word op, word argument, unsigned words)
{
	utcb()->mr[0] = op;
	if (words > 1)
		utcb()->mr[1] = argument;
	call_selector(SELF, make_tag(THREAD, words, 0));
}

/* In the thread that faulted, on its stack: whatever was in its UTCB must be there again after. */
void on_page_fault(void *trampoline, word fault)
{
	const struct trampoline *t = trampoline;
	struct utcb *u = utcb(), saved = *u;
	bool ours  = fault >= DATA_PLACE && fault < DATA_PLACE + DATA_PAGES * 0x1000UL;
	long error = ours ? ask_dataspace(fault) : ask_pager(fault);

	*u = saved;
	faults_taken += t == TRAMPOLINE && t->frame[WORD_IP] == (word)touch;
	thread_operation(error == 0 ? 9 | 1 << 16 : 9 | 2 << 16, 0, 1); /* resume, or reflect */
	step("a fault's handler does not return", false, 0);
	for (;;)
		invoke(SELF | RECEIVE, 0, NULL, NEVER);
}

static void faults_of_its_own(void)
{
	struct utcb *u = utcb();
	bool kept      = true;

	*TRAMPOLINE = (struct trampoline){.handler = (word)trampoline_entry};
	u->mr[0]    = 9;
	u->mr[1]    = (word)TRAMPOLINE;
	step("a thread can take its own page faults",
	     call_selector(SELF, make_tag(THREAD, 2, 0)) == 0, 0);
	for (unsigned i = 0; i < 63; i++)
		u->mr[i] = 1000 + i;
	u->br[0] = 77, u->br[1] = 78, u->error = 79;
	step("it does", touch(DATA_PLACE) == 0x10000 && faults_taken == 1, faults_taken);
	for (unsigned i = 0; i < 63; i++)
		u->mr[i] = 1000 + i;
	touch(DATA_PLACE + 0x1000);
	for (unsigned i = 0; i < 63; i++)
		kept &= u->mr[i] == 1000 + i;
	step("again and again, with nothing lost from its UTCB",
	     faults_taken == 2 && kept && u->error == 79, u->mr[0]);
	step("what it cannot resolve becomes an exception",
	     touch(REFUSED_PLACE) == 0x0bad && faults_taken == 3, faults_taken);
	step("the data can be written, too",
	     (*(volatile word *)(DATA_PLACE + 8) = 5, *(volatile word *)(DATA_PLACE + 8)) == 5, 0);
}

/* ---- Semaphores and time --------------------------------------------------------------------- */

static void up(unsigned slot)
{
	utcb()->mr[0] = 2;
	invoke(SLOT(slot) | SEND, make_tag(IRQ, 1, 0), NULL, NEVER);
}

static long down(unsigned slot, word timeout)
{
	utcb()->mr[0] = 0;

	word tag = invoke(SLOT(slot) | CALL, make_tag(SEMAPHORE, 1, 0), NULL, timeout);

	return tag & TAG_ERROR ? -(long)(IPC_ERROR + utcb()->error) : tag_label(tag);
}

static void semaphores_and_sleep(void)
{
	uint64_t start;

	step("a semaphore is made", create(FACTORY, APP_SEMAPHORE, SEMAPHORE, 0, 0) == 0, 0);
	step("it is down at first", down(APP_SEMAPHORE, RECEIVE_NOW) == -2003, utcb()->error);
	up(APP_SEMAPHORE);
	step("an up is good for one down", down(APP_SEMAPHORE, NEVER) == 0, 0);
	start = clock_us(KIP_PLACE);
	step("not for two", down(APP_SEMAPHORE, TEN_MS) == -2003, utcb()->error);
	step("which waits its time", clock_us(KIP_PLACE) - start >= 10000,
	     (word)(clock_us(KIP_PLACE) - start));
	start    = clock_us(KIP_PLACE);
	word tag = invoke(SELF | RECEIVE, 0, NULL, TEN_MS);

	step("a sleep ends with a timeout", tag & TAG_ERROR && utcb()->error == 3, utcb()->error);
	step("after its time", clock_us(KIP_PLACE) - start >= 10000, 0);
	tag = invoke(SELF | RECEIVE, 0, NULL, BOTH_NOW);
	step("a yield comes back at once", tag & TAG_ERROR && utcb()->error == 3, utcb()->error);
}

/* ---- The console ----------------------------------------------------------------------------- */

/* As a C library opens its standard input: a semaphore tells when there is something to read. */
static void the_console(void)
{
	struct utcb *u = utcb();

	u->mr[0] = 3;
	step("the console tells its attributes",
	     call(CONSOLE, make_tag(LOG, 1, 0)) == 0 && u->mr[2] & 4, u->mr[2]);
	u->mr[0] = 0;
	u->mr[1] = 0;
	u->mr[2] = ITEM;
	u->mr[3] = object(APP_SEMAPHORE, CAP_RWS);
	step("a semaphore can wait for input", call(CONSOLE, make_tag(IRQ, 2, 1)) == 0, 0);
	u->mr[0] = 4;
	u->mr[1] = 0;
	invoke(SLOT(CONSOLE) | SEND, make_tag(IRQ, 2, 0), NULL, NEVER);
	u->mr[0] = 1 | 32 << 16;
	step("nobody types", call(CONSOLE, make_tag(LOG, 1, 0)) == 0 && u->mr[0] == 0x80000000,
	     u->mr[0]);
	u->mr[0] = 1;
	u->mr[1] = 0;
	u->mr[2] = ITEM;
	u->mr[3] = object(APP_SEMAPHORE, CAP_RWS);
	step("it need not wait for ever", call(CONSOLE, make_tag(IRQ, 2, 1)) == 0, 0);
}

/* ---- One more thread ------------------------------------------------------------------------- */

/* Answers one request, then waits at a semaphore, then for messages that do not come. */
static void manager(word argument)
{
	word label = 0, tag;

	utcb()->free_marker = 1;
	tag                 = invoke(SELF | WAIT, 0, &label, NEVER);
	step("a message to a thread carries its words", (tag & 63) == 4 && utcb()->mr[3] == 44,
	     tag);
	utcb()->mr[0] = argument;
	invoke(SELF | REPLY | SEND, make_tag(0, 1, 0) | TAG_SCHEDULE, NULL, SEND_NOW);
	manager_woke = down(MANAGER_SEMAPHORE, NEVER) == 0;
	for (;;)
		invoke(SELF | WAIT, 0, &label, NEVER);
}

static void more_room_for_utcbs(void)
{
	const word area = memory(MORE_UTCBS, 12, RW);

	utcb()->mr[0] = 3;
	utcb()->mr[1] = area;
	step("more room for UTCBs can be had", call(OWN_TASK, make_tag(TASK, 2, 0)) == 0, 0);
	step("where it was asked for", (utcb()->mr[0] & ~(word)15) == (area & ~(word)15),
	     utcb()->mr[0]);
}

static void a_third_thread(void)
{
	word *top      = stacks[1] + 1024;
	struct utcb *u = utcb();

	create(FACTORY, MANAGER, THREAD, 0, 0);
	create(FACTORY, MANAGER_SEMAPHORE, SEMAPHORE, 0, 0);
	step("its thread is bound there",
	     control_thread(MANAGER, HANDLER, OWN_TASK, MORE_UTCBS) == 0, 0);
	set_registers(MANAGER, (word)thread_entry, prepare_stack(top, (word)top, manager, 4713), 0);
	step("and scheduled once it has registers", run_thread(MANAGER, 3) == 0, 0);
	u->mr[3] = 44;
	step("it answers a call to its thread", call(MANAGER, make_tag(0, 4, 0)) == 0, 0);
	step("with what it knows", u->mr[0] == 4713, u->mr[0]);
	up(MANAGER_SEMAPHORE);
	invoke(SELF | RECEIVE, 0, NULL, TEN_MS);
	step("an up wakes it", manager_woke, manager_woke);
}

/* Where a thread is sent that shall do nothing more. */
static void stand_still(void)
{
	for (;;)
		invoke(SELF | RECEIVE, 0, NULL, NEVER);
}

/* Its UTCB may be used again when the kernel says so. */
static void and_its_end(void)
{
	const word gone[] = {object(MANAGER_SEMAPHORE, CAP_RWSD), object(MANAGER, CAP_RWSD)};
	volatile struct utcb *its = (struct utcb *)MORE_UTCBS;
	unsigned tries            = 0;

	step("its UTCB is in use", its->free_marker == 1, its->free_marker);
	step("it is stopped", set_registers(MANAGER, (word)stand_still, ~(word)0, EX_CANCEL) == 0,
	     0);
	step("and deleted", unmap(gone, 2, DELETE_OBJECTS) == 0, 0);
	while (its->free_marker && tries++ < 100)
		invoke(SELF | RECEIVE, 0, NULL, TEN_MS);
	step("its UTCB is free again", its->free_marker == 0, tries);
	step("it is no more", is_valid(MANAGER) == 0 && is_valid(MANAGER_SEMAPHORE) == 0, 0);
}

/* ---- Application ----------------------------------------------------------------------------- */

static void application(word argument)
{
	static word block[4];

	step("the second thread has the second UTCB", (word)utcb() == UTCB_AREA + UTCB_BYTES,
	     (word)utcb());
	use_tls(block);
	faults_of_its_own();
	utcb()->mr[0] = ASK_ATTACH;
	utcb()->mr[1] = ITEM;
	utcb()->mr[2] = object(DATASPACE, CAP_RW);
	step("the region mapper answers", call(LOCAL_RM, make_tag(OUR_PROTOCOL, 1, 1)) == 0, 0);
	semaphores_and_sleep();
	the_console();
	more_room_for_utcbs();
	a_third_thread();
	and_its_end();
	utcb()->mr[0] = ASK_SIGNAL;
	utcb()->mr[1] = argument;
	call(PARENT, make_tag(OUR_PROTOCOL, 2, 0));
	step("nothing comes behind the end", false, 0);
}
