/*
 * A worker: does one thing after the other, at random, and looks whether the right thing came out.
 *
 * In a quiet round, nobody is disturbed, and everything must succeed. In a round of trouble workers cancel
 * each other's messages: then an action may end with an error at any point, but what comes as an answer must
 * still be right.
 */
#include "tests/smp/soak.h"

enum {
	WORDS_MAX    = 60,
	CALLS_MAX    = 4,     /* to a child, before it is deleted */
	MARKER_TRIES = 20000, /* for its UTCB to be free again */
	PATIENCE_US  = 500,
};

extern const char l4re_thread_entry[];

static void complain(struct worker *w, const char *what, unsigned long found,
		     unsigned long expected)
{
	if (w->wrong)
		return;
	w->found    = found;
	w->expected = expected;
	w->wrong    = what;
}

/* Did it work? If it did not, is that right? */
static bool worked(struct worker *w, l4_msgtag_t tag, const char *what)
{
	long error = l4_error(tag);

	if (error && !soak_round.trouble)
		complain(w, what, (unsigned long)error, 0);
	return error == 0;
}

static l4_timeout_t a_moment(struct random *r)
{
	return l4_timeout(L4_IPC_TIMEOUT_NEVER,
			  l4_timeout_from_us(1 + random_below(r, PATIENCE_US)));
}

static unsigned any_servant(struct worker *w)
{
	return random_below(&w->random, HOUSES * SERVANTS);
}

static l4_cap_idx_t any_gate(struct worker *w)
{
	return slot_cap(SLOT_GATES + any_servant(w));
}

/* ---- Messages ------------------------------------------------------------------------------- */

static bool ask_to_add(struct worker *w, l4_cap_idx_t gate, l4_timeout_t patience)
{
	unsigned n        = 1 + random_below(&w->random, WORDS_MAX);
	l4_umword_t first = (l4_umword_t)random_bits(&w->random);
	l4_msgtag_t answer;

	for (unsigned i = 0; i < n; i++)
		l4_utcb_mr()->mr[i] = first * (i + 1);
	answer = l4_ipc_call(gate, l4_utcb(), l4_msgtag(ASK_ADD, n, 0, 0), patience);
	if (!worked(w, answer, "a call failed"))
		return false;
	if (l4_msgtag_words(answer) != n)
		complain(w, "words of an answer are missing", l4_msgtag_words(answer), n);
	for (unsigned i = 0; i < n; i++)
		if (l4_utcb_mr()->mr[i] != first * (i + 1) + ASK_ADD)
			complain(w, "an answer is wrong", l4_utcb_mr()->mr[i],
				 first * (i + 1) + ASK_ADD);
	return true;
}

static void add(struct worker *w)
{
	ask_to_add(w, any_gate(w), L4_IPC_NEVER);
}

static void chain(struct worker *w)
{
	unsigned from      = any_servant(w);
	l4_msgtag_t answer = l4_ipc_call(slot_cap(SLOT_GATES + from), l4_utcb(),
					 l4_msgtag(ASK_OTHER, 0, 0, 0), L4_IPC_NEVER);

	if (worked(w, answer, "a chain of calls failed") &&
	    l4_utcb_mr()->mr[0] != HOUSES * SERVANTS - from)
		complain(w, "a chain of calls has another length", l4_utcb_mr()->mr[0],
			 HOUSES * SERVANTS - from);
}

/* ---- Memory --------------------------------------------------------------------------------- */

static l4_umword_t *own_page(struct worker *w, unsigned page)
{
	return (l4_umword_t *)w->house->pages[w->number % WORKERS][page];
}

static l4_fpage_t own_fpage(struct worker *w, unsigned page)
{
	return l4_fpage((l4_addr_t)own_page(w, page), L4_PAGESHIFT, L4_FPAGE_RW);
}

/* A new word in both pages. */
static void write_pages(struct worker *w)
{
	for (unsigned i = 0; i < PAGES; i++)
		*(volatile l4_umword_t *)own_page(w, i) = (l4_umword_t)random_bits(&w->random);
}

/*
 * In trouble, a servant may still have been reading for a message cancelled before, found nothing, and got
 * the supervisor's empty page in this place.
 */
static void compare(struct worker *w, const char *what, l4_umword_t seen, unsigned page)
{
	l4_umword_t written = *(volatile l4_umword_t *)own_page(w, page);

	if (seen != written && !(soak_round.trouble && seen == 0))
		complain(w, what, seen, written);
}

/* Let another servant read what is at @p at in its house. */
static void let_read(struct worker *w, unsigned servant, l4_addr_t at, unsigned page)
{
	l4_utcb_mr()->mr[0] = at;
	if (worked(w,
		   l4_ipc_call(slot_cap(SLOT_GATES + servant), l4_utcb(),
			       l4_msgtag(ASK_READ, 1, 0, 0), L4_IPC_NEVER),
		   "a call to read failed"))
		compare(w, "another house sees other memory", l4_utcb_mr()->mr[0], page);
}

/* Both pages, one after the other, in the same place of a house: does nobody see the old one? */
static void map_to_house(struct worker *w)
{
	unsigned servant  = any_servant(w);
	l4_cap_idx_t task = slot_cap(SLOT_TASKS + servant / SERVANTS);
	l4_addr_t at      = WINDOWS_AT + w->number * L4_PAGESIZE;
	l4_fpage_t window = l4_fpage(at, L4_PAGESHIFT, L4_FPAGE_RW);

	write_pages(w);
	for (unsigned i = 0; i < PAGES; i++) {
		if (worked(w,
			   l4_task_map(task, slot_cap(SLOT_TASKS + w->house->number),
				       own_fpage(w, i), l4_map_control(at, 0, 0)),
			   "a page cannot be mapped"))
			let_read(w, servant, at, i);
		if (chance(&w->random, 50))
			l4_task_unmap(slot_cap(SLOT_TASKS + w->house->number), own_fpage(w, i),
				      L4_FP_OTHER_SPACES);
		else
			l4_task_unmap(task, window, L4_FP_ALL_SPACES);
	}
}

/* The same in the own house, where the worker itself looks, perhaps on another CPU than it mapped on. */
static void map_to_self(struct worker *w)
{
	l4_cap_idx_t task = slot_cap(SLOT_TASKS + w->house->number);
	l4_addr_t at      = ALIAS_AT + w->number * L4_PAGESIZE;

	write_pages(w);
	for (unsigned i = 0; i < PAGES; i++) {
		if (!worked(w, l4_task_map(task, task, own_fpage(w, i), l4_map_control(at, 0, 0)),
			    "a page cannot be mapped again"))
			continue;
		compare(w, "an alias shows other memory", *(volatile l4_umword_t *)at, i);
		if (chance(&w->random, 50)) {
			move_somewhere(slot_cap(SLOT_THREADS + w->house->number * BODIES +
						w->number % WORKERS),
				       &w->random);
			compare(w, "an alias shows other memory on another CPU",
				*(volatile l4_umword_t *)at, i);
		}
		l4_task_unmap(task, l4_fpage(at, L4_PAGESHIFT, L4_FPAGE_RW), L4_FP_ALL_SPACES);
	}
}

static void send_page(struct worker *w)
{
	unsigned page = random_below(&w->random, PAGES);
	l4_msgtag_t answer;

	write_pages(w);
	l4_utcb_mr()->mr[0] = L4_ITEM_MAP;
	l4_utcb_mr()->mr[1] = own_fpage(w, page).raw;
	answer = l4_ipc_call(any_gate(w), l4_utcb(), l4_msgtag(ASK_TAKE, 0, 1, 0), L4_IPC_NEVER);
	if (worked(w, answer, "a page cannot be sent"))
		compare(w, "the page sent is another", l4_utcb_mr()->mr[0], page);
	l4_task_unmap(slot_cap(SLOT_TASKS + w->house->number), own_fpage(w, page),
		      L4_FP_OTHER_SPACES);
}

/* ---- Scheduling, signals -------------------------------------------------------------------- */

static void move(struct worker *w)
{
	worked(w,
	       move_somewhere(slot_cap(SLOT_THREADS + random_below(&w->random, THREADS)),
			      &w->random),
	       "a thread cannot be moved");
}

static void hit_irq(struct worker *w)
{
	l4_irq_trigger(slot_cap(SLOT_IRQS + random_below(&w->random, HOUSES * WORKERS)));
}

static void wait_irq(struct worker *w)
{
	l4_irq_receive(slot_cap(SLOT_IRQS + w->number), a_moment(&w->random));
}

static void up(struct worker *w)
{
	l4_semaphore_up(slot_cap(SLOT_SEMS + random_below(&w->random, SEMAPHORES)));
}

static void down(struct worker *w)
{
	l4_semaphore_down(slot_cap(SLOT_SEMS + random_below(&w->random, SEMAPHORES)),
			  a_moment(&w->random));
}

static void cancel(struct worker *w)
{
	unsigned victim = random_below(&w->random, HOUSES * WORKERS);

	if (soak_round.trouble)
		l4_thread_ex_regs(
			slot_cap(SLOT_THREADS + victim / WORKERS * BODIES + victim % WORKERS), ~0UL,
			~0UL, L4_THREAD_EX_REGS_CANCEL);
}

/* ---- Making and deleting -------------------------------------------------------------------- */

static void make_thing(struct worker *w)
{
	static const long kinds[] = {L4_PROTO_IRQ_SENDER, L4_PROTO_SEMAPHORE, L4_PROTO_FACTORY};
	l4_cap_idx_t task         = slot_cap(SLOT_TASKS + w->house->number);
	l4_cap_idx_t thing        = slot_cap(SLOT_THING + w->number);
	unsigned kind             = random_below(&w->random, 3);

	if (kind == 2)
		worked(w, l4_factory_create_factory(slot_cap(SLOT_FACTORY), thing, L4_PAGESIZE),
		       "no factory can be made");
	else if (worked(w, l4_factory_create(slot_cap(SLOT_FACTORY), kinds[kind], thing),
			"no signal can be made"))
		l4_irq_trigger(thing);
	l4_task_delete_obj(task, thing);
}

/* The last child with this UTCB, and stack, may be on its way out yet: the kernel says when it is gone. */
static bool bind_child(struct worker *w, l4_cap_idx_t child)
{
	l4_addr_t at                 = KU_AT + (BODIES + w->number % WORKERS) * L4_UTCB_OFFSET;
	volatile l4_umword_t *marker = &l4_utcb_tcr_u((l4_utcb_t *)at)->free_marker;

	for (unsigned tries = 0; *marker && tries < MARKER_TRIES; tries++)
		l4_ipc_sleep_us(PATIENCE_US);
	if (*marker) {
		complain(w, "a child does not go", *marker, 0);
		return false;
	}
	l4_thread_control_start();
	l4_thread_control_pager(slot_cap(SLOT_PAGER));
	l4_thread_control_bind((l4_utcb_t *)at, slot_cap(SLOT_TASKS + w->house->number));
	*marker = worked(w, l4_thread_control_commit(child), "a child cannot be bound");
	return *marker;
}

static bool make_child(struct worker *w, l4_cap_idx_t child, l4_cap_idx_t gate)
{
	unsigned i = w->number % WORKERS;
	l4_addr_t sp;

	w->house->children[i] = (struct servant){w->house, HOUSES * SERVANTS - 1};
	sp = make_stack(w->house, BODIES + i, servant_main, &w->house->children[i]);
	return worked(w, l4_factory_create_thread(slot_cap(SLOT_FACTORY), child),
		      "no thread can be made") &&
	       bind_child(w, child) &&
	       worked(w, l4_factory_create_gate(slot_cap(SLOT_FACTORY), gate, child, 0x300),
		      "no gate can be made") &&
	       worked(w, l4_thread_ex_regs(child, (l4_addr_t)l4re_thread_entry, sp, 0),
		      "a child cannot be started") &&
	       worked(w, move_somewhere(child, &w->random), "a child gets no CPU");
}

/* Grows up somewhere, answers a few times, and dies, perhaps before it has begun. */
static void raise_child(struct worker *w)
{
	l4_cap_idx_t task  = slot_cap(SLOT_TASKS + w->house->number);
	l4_cap_idx_t child = slot_cap(SLOT_CHILD + w->number % WORKERS);
	l4_cap_idx_t gate  = slot_cap(SLOT_GATE + w->number % WORKERS);

	if (make_child(w, child, gate))
		for (unsigned n = random_below(&w->random, CALLS_MAX); n; n--)
			ask_to_add(w, gate, L4_IPC_NEVER);
	l4_task_delete_obj(task, child);
	l4_task_delete_obj(task, gate);
}

/* Calls somebody else's child, which may die over it: then there is no answer, and no error. */
static void call_child(struct worker *w)
{
	if (soak_round.trouble)
		ask_to_add(w, slot_cap(SLOT_GATE + random_below(&w->random, WORKERS)),
			   a_moment(&w->random));
}

/* ---- Choosing ------------------------------------------------------------------------------- */

static void (*const actions[])(struct worker *w) = {
	add, add,  add,     chain,    map_to_house, map_to_self, send_page,   move,       move,
	up,  down, hit_irq, wait_irq, cancel,       make_thing,  raise_child, call_child,
};

void worker_main(void *argument)
{
	struct worker *w = argument;

	l4_utcb_receive_nothing();
	while (!soak_round.over && !w->wrong) {
		actions[random_below(&w->random, sizeof(actions) / sizeof(actions[0]))](w);
		w->done++;
	}
	w->resting = true;
	for (;;)
		l4_ipc_sleep(L4_IPC_NEVER);
}
