/*
 * A root task that knows nothing of ours. It does what the original's root task does to the kernel on
 * its way to the first program, in that order, and checks every answer; then it serves that program
 * (serve.c) until it has come to its end.
 */
#include "tests/stranger/serve.h"

struct root root;

/* ---- The first instruction ------------------------------------------------------------------- */

static void start_is_clean(void)
{
	word seen = 0;

	for (unsigned i = 0; i < ENTRY_REGISTERS; i++)
		if (!(FREE_REGISTERS >> i & 1))
			seen |= entry_registers[i];
	step("the root task starts with empty registers and no stack", seen == 0, seen);
	step("its UTCB is where boot programs have it", (word)utcb() == BOOT_UTCB, (word)utcb());

	volatile double half = 0.5;

	step("it may calculate without asking", half + half == 1.0, 0);
	seen = 0;
	for (unsigned i = OWN_TASK; i <= SCHEDULER; i++)
		seen += is_valid(i) != 1;
	step("its first capabilities are there", seen == 0, seen);
	step("slot 9 is empty", is_valid(9) == 0, 0);
}

/* ---- sigma0 ---------------------------------------------------------------------------------- */

/* A request to sigma0, open for memory anywhere at its hot spot. Returns the tag. */
static word ask_sigma0(unsigned what, word page, unsigned words)
{
	struct utcb *u = utcb();

	u->mr[0] = ~(word)0xff | what;
	u->mr[1] = page;
	u->bdr   = 0;
	u->br[0] = ITEM;
	u->br[1] = EVERYWHERE | RWX;
	return invoke(SLOT(PAGER) | CALL, make_tag(SIGMA0, words, 0), NULL, NEVER);
}

static bool any_page(unsigned order, word *address)
{
	word tag = ask_sigma0(0x90, (word)order << 6 | MEMORY_PAGE << 4, 2);

	*address = utcb()->mr[0] & ~(word)0xfff;
	return !(tag & TAG_ERROR) && (tag >> 6 & 63) == 1;
}

static void early_memory(void)
{
	word at = 0;

	step("sigma0 gives four pages before all else", any_page(14, &at) && at, at);
	*(volatile word *)at = at;
	step("they are writable where they are", *(volatile word *)at == at, at);
}

static bool has_feature(const char *wanted)
{
	const char *s = (const char *)root.kip + 16 * ((const unsigned char *)root.kip)[8];

	for (;;) {
		while (*s++)
			; /* the greeting first, then each feature */
		if (!*s)
			return false;

		const char *a = s, *b = wanted;

		while (*a && *a == *b)
			a++, b++;
		if (*a == *b)
			return true;
	}
}

static void the_kernel_info_page(void)
{
	word tag = ask_sigma0(0xa0, 0, 1);

	step("sigma0 gives the kernel info page", (tag >> 6 & 63) == 1 && tag_label(tag) == 0, tag);
	root.kip = utcb()->mr[0] & ~(word)0xfff;
	step("it has its magic", *(uint32_t *)root.kip == 0x4be6344c, *(uint32_t *)root.kip);
	step("it has its version", (((uint32_t *)root.kip)[1] & 0xff00ffff) == 0x87004444,
	     ((uint32_t *)root.kip)[1]);
	step("features abiver:3, mapdb, pf_tramp are there and no others are made up",
	     has_feature("abiver:3") && has_feature("mapdb") && has_feature("pf_tramp") &&
		     !has_feature("abiver") && !has_feature("nonsense"),
	     0);

	uint64_t before = clock_us(root.kip);

	step("the clock in it runs", clock_us(root.kip) >= before && before, (word)before);
}

static bool ends_with(const char *text, const char *end)
{
	while (*text) {
		const char *a = text++, *b = end;

		while (*a && *a == *b)
			a++, b++;
		if (!*a && !*b)
			return true;
	}
	return false;
}

/* The page behind user_ptr comes by page fault; what it tells of modules is fetched at its address. */
static void the_modules(void)
{
	const struct {
		uint64_t flags, cmdline, modules;
		uint32_t count;
	} *info = (void *)(word) * (uint64_t *)(root.kip + 0x40);
	const struct {
		uint64_t flags, start, end, cmdline;
	} *m         = (void *)(word)info->modules;
	unsigned own = 0, bad = 0;

	for (unsigned i = 0; i < info->count; i++) {
		own += (m[i].flags & 7) == 3;
		if (m[i].flags & 7)
			continue;
		for (word at = (word)m[i].start; at < m[i].end; at += 0x1000)
			bad += tag_label(ask_sigma0(0x60, memory(at, 12, RWX), 2)) != 0;
		bad += *(char *)(word)m[i].start == 0;
	}
	step("one module is the root task itself", own == 1, own);
	step("all others can be had at their addresses", bad == 0 && info->count > 2, info->count);
	step("the command line has its options, and behind them the machine's words",
	     ends_with((const char *)(word)info->cmdline, " --debug=all one two"), 0);
}

/* All that is left, in pieces from 1 GiB down to one page. */
static void all_memory(void)
{
	word at, total = 0, low = ~(word)0, high = 0, hidden = 0;

	for (unsigned order = 30; order >= 12; order--)
		while (any_page(order, &at)) {
			total += (word)1 << (order - 10);
			low  = at < low ? at : low;
			high = at > high ? at : high;
			if (at <= BOOT_UTCB && BOOT_UTCB - at < (word)1 << order)
				hidden = at;
			if (order >= SUPERPAGE_ORDER && !root.frames)
				root.frames = at;
		}
	say_number("# KiB of memory: 0x", total);
	say_number(", from 0x", low);
	say_number(" to 0x", high);
	say("\n");
	step("sigma0 gives all memory, most of it in large pieces", total > 16384 && root.frames,
	     total);
	step("none of it lies where the root task's own UTCB is", hidden == 0, hidden);
	for (word n = 0; n < 0x200000; n += 0x1000)
		*(volatile word *)(root.frames + n) = n;
	step("a large piece can be written to its end",
	     *(volatile word *)(root.frames + 0x1ff000) == 0x1ff000, 0);
}

static void the_address_space(void)
{
	const word *d  = (const word *)(root.kip + *(uint32_t *)(root.kip + 0x54));
	unsigned count = *(uint32_t *)(root.kip + 0x58);
	word last      = 0;

	for (unsigned i = 0; i < count; i++)
		if ((d[2 * i] & 0x20f) == 0x201)
			last = d[2 * i + 1];
	step("the descriptors say where user addresses end", (last | 0x3ff) == USER_LAST, last);
}

/* ---- Objects --------------------------------------------------------------------------------- */

static void the_deletion_irq(void)
{
	step("an IRQ can be made", create(FACTORY, DELETION_IRQ, IRQ_SENDER, 0, 0) == 0, 0);
	step("the new object's item says so", utcb()->mr[0] == 0x38, utcb()->mr[0]);
	step("it can be bound with any label", bind(DELETION_IRQ, OWN_THREAD, DELETION_LABEL) == 0,
	     0);
	utcb()->mr[0] = 5;
	utcb()->mr[1] = ITEM;
	utcb()->mr[2] = object(DELETION_IRQ, CAP_RWS);
	step("it can tell of deletions", call(OWN_THREAD, make_tag(THREAD, 1, 1)) == 0, 0);
}

static void the_scheduler(void)
{
	utcb()->mr[0] = 0;
	utcb()->mr[1] = 0;
	step("the scheduler tells its CPUs", call(SCHEDULER, make_tag(SCHEDULE, 2, 0)) == 0, 0);
	step("the first of them is there", utcb()->mr[0] & 1 && utcb()->mr[1] >= 1, utcb()->mr[0]);
	create(FACTORY, HOTPLUG_IRQ, IRQ_SENDER, 0, 0);
	bind(HOTPLUG_IRQ, OWN_THREAD, HOTPLUG_LABEL);
	utcb()->mr[0] = 0;
	utcb()->mr[1] = 0;
	utcb()->mr[2] = ITEM;
	utcb()->mr[3] = object(HOTPLUG_IRQ, CAP_RWS);
	step("an IRQ can wait for more CPUs", call(SCHEDULER, make_tag(IRQ, 2, 1)) == 0, 0);
	step("the root task takes the highest priority", run_thread(OWN_THREAD, 255) == 0, 0);
}

static void the_gates(void)
{
	unsigned bad = 0;

	for (unsigned i = 0; i < SERVERS; i++) {
		servers[i].slot = FIRST_GATE + i;
		bad += create_gate(servers[i].slot, OWN_THREAD, (word)&servers[i]) != 0;
		name_object(servers[i].slot, "server");
	}
	step("gates can be made with addresses as labels", bad == 0, bad);
	utcb()->mr[0] = 0;
	utcb()->mr[1] = 0;
	step("a gate tells the number of its references",
	     call(servers[0].slot, make_tag(KOBJECT, 2, 0)) == 0 && utcb()->mr[0] == 1,
	     utcb()->mr[0]);
	step("another gate to sigma0 can be had from sigma0",
	     create(PAGER, SIGMA0_GATE, SIGMA0, 0, 0) == 0 && is_valid(SIGMA0_GATE) == 1, 0);
}

/* ---- The program ----------------------------------------------------------------------------- */

/* Give the program what is in our slot @p slot; MR1 needs no map bit (sheet §16). */
static long give_to_program(unsigned slot, unsigned as, unsigned rights)
{
	utcb()->mr[0] = 0;
	utcb()->mr[1] = SLOT(as);
	utcb()->mr[2] = object(slot, rights);
	utcb()->mr[3] = ITEM;
	utcb()->mr[4] = object(OWN_TASK, CAP_RWS);
	return call(PROGRAM_TASK, make_tag(TASK, 3, 1));
}

static void the_task(void)
{
	const word area = memory(UTCB_AREA, UTCB_ORDER, 0);

	utcb()->mr[1] = 3 | sizeof(word) << 16; /* a flexpage follows */
	utcb()->mr[2] = area;
	step("a task with room for UTCBs can be made",
	     create(FACTORY, PROGRAM_TASK, TASK, 2, 0) == 0, 0);
	step("the answer says where they are", (utcb()->mr[0] & ~(word)15) == area, utcb()->mr[0]);
	step("a thread can be made", create(FACTORY, PROGRAM_THREAD, THREAD, 0, 0) == 0, 0);
	name_object(PROGRAM_TASK, "program");
	name_object(PROGRAM_THREAD, "#program");
}

static void its_capabilities(void)
{
	long bad = 0;

	bad |= give_to_program(PROGRAM_TASK, OWN_TASK, CAP_RWS);
	bad |= give_to_program(FACTORY, FACTORY, CAP_RWS);
	bad |= give_to_program(PROGRAM_THREAD, OWN_THREAD, CAP_RWS);
	bad |= give_to_program(SCHEDULER, SCHEDULER, CAP_RWS);
	bad |= give_to_program(CONSOLE, CONSOLE, CAP_RWS);
	bad |= give_to_program(servers[REGION_MAP].slot, EXTERNAL_RM, CAP_RWS);
	bad |= give_to_program(servers[MEMORY].slot, ALLOCATOR, CAP_RWS);
	bad |= give_to_program(servers[NAME_SPACE].slot, NAMES, CAP_RWS);
	bad |= give_to_program(servers[FAMILY].slot, PARENT, CAP_RWS);
	step("the program gets its first capabilities", bad == 0, (word)bad);
}

static void its_start(void)
{
	word *top = (word *)(root.frames + STACK_BYTES);
	word sp   = prepare_stack(top, STACK_PLACE + STACK_BYTES, region_mapper, 4711);

	step("its thread is bound, with pager and handler",
	     control_thread(PROGRAM_THREAD, EXTERNAL_RM, PROGRAM_TASK, UTCB_AREA) == 0, 0);
	step("it is given a CPU before it has registers", run_thread(PROGRAM_THREAD, 2) == 0, 0);
	step("it starts", set_registers(PROGRAM_THREAD, (word)thread_entry, sp, 0) == 0, 0);
}

void stranger_main(word argument)
{
	(void)argument;
	start_is_clean();
	early_memory();
	the_deletion_irq();
	the_scheduler();
	the_kernel_info_page();
	the_modules();
	all_memory();
	the_address_space();
	the_gates();
	the_task();
	its_capabilities();
	its_start();
	serve();
	finish();
}
