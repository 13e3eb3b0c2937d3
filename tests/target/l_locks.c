/*
 * Group L: locks. A lock whose holder is preempted shall delay nobody for longer than its work.
 *
 *      low    takes back 512 pages from a task: one long operation, under the lock of the mappings
 *      hog    becomes ready in the midst of it, and keeps the CPU for HOG_MS
 *      high   becomes ready a little later, and maps a page: it needs the same lock
 *
 *      low   #######                  ##
 *      hog          ##############      ##########################
 *      high                       #.##                                    . waits, lends its time to low
 *
 * Without helping (HELPING=0; `make test-inversion`) high waits until hog is through: priority inversion.
 */
#include "tests/target/target.h"

enum {
	LOW    = 50,
	HOG    = 60,
	HIGH   = 70,
	HOG_MS = 300,
	PATIENCE =
		3, /* high waits for no more than this part of the hog's time; it is microseconds where CPUs are real */
	PIECES   = 512,
	ATTEMPTS = 200, /* to catch low in the midst of its work; one that misses is short */
	DELAYS   = 40,  /* different ones, of hog after low */
	HITS = 5, /* of which the best counts: a busy host may stop an emulated CPU at any time */
	AT   = 0x40000000,

	STARTED = 1,
	DONE    = 2,
};

static struct sandbox other;
static struct worker *low, *hog, *high;

/* value[0]: when to begin, or began; value[1]: when it was through; hog's value[2]: how far low was then. */

static void wait_until(l4_kernel_clock_t at)
{
	while (test_now() < at) {
		l4_timeout_s rest = l4_timeout_from_us((l4_uint32_t)(at - test_now()));

		l4_ipc_sleep(l4_timeout(L4_IPC_TIMEOUT_NEVER, rest));
	}
}

static long map_piece(unsigned i)
{
	l4_addr_t offset = (l4_addr_t)i << L4_PAGESHIFT;

	return l4_error(l4_task_map(other.task, L4_BASE_TASK_CAP,
				    l4_fpage(test_superpage() + offset, L4_PAGESHIFT, L4_FPAGE_RW),
				    l4_map_control(AT + offset, 0, 0)));
}

/* Wait for the next attempt, and then until its time has come. */
static void next_attempt(struct worker *self)
{
	l4_umword_t label;

	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	wait_until(self->value[0]);
}

static void unmap_all(struct worker *self)
{
	for (;;) {
		next_attempt(self);
		worker_step(self, STARTED);
		l4_task_unmap(L4_BASE_TASK_CAP,
			      l4_fpage(test_superpage(), L4_SUPERPAGESHIFT, L4_FPAGE_RWX),
			      L4_FP_OTHER_SPACES);
		worker_step(self, DONE);
	}
}

static void hog_cpu(struct worker *self)
{
	for (;;) {
		next_attempt(self);
		self->value[2] = low->step;
		worker_step(self, STARTED);
		while (self->value[2] == STARTED && test_now() < self->value[0] + HOG_MS * 1000)
			;
		worker_step(self, DONE);
	}
}

static void map_one(struct worker *self)
{
	for (;;) {
		next_attempt(self);
		while (hog->step < STARTED)
			l4_ipc_sleep(l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(100)));
		self->value[0] = (l4_umword_t)test_now();
		map_piece(0);
		self->value[1] = (l4_umword_t)test_now();
		worker_step(self, DONE);
	}
}

static void begin(struct worker *w, l4_umword_t at)
{
	w->step     = 0;
	w->value[0] = at;
	l4_ipc_send(w->cap, l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER);
}

/* One try, in which hog comes @p delay µs after low. @return µs that high took, or -1: hog missed low. */
static long attempt(unsigned delay)
{
	l4_umword_t start;

	for (unsigned i = 0; i < PIECES; i++)
		EXPECT(map_piece(i), 0);
	start = (l4_umword_t)test_now() + 5000;
	begin(low, start);
	begin(hog, start + delay);
	begin(high, start + delay);
	CHECK(worker_reached(high, DONE));
	CHECK(worker_reached(hog, DONE));
	CHECK(worker_reached(low, DONE));
	if (hog->value[2] != STARTED)
		return -1;
	return (long)(high->value[1] - high->value[0]);
}

static void pin(struct worker *w, unsigned priority, unsigned cpu)
{
	l4_sched_param_t where = l4_sched_param(priority, 0);

	where.affinity = l4_sched_cpu_set(cpu, 0, 1);
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &where), 0);
}

/* The best of some attempts that hit, or -1: none did. */
static long best_attempt(void)
{
	long best     = -1;
	unsigned hits = 0;

	for (unsigned i = 0; i < ATTEMPTS && hits < HITS; i++) {
		long took = attempt(100 + 100 * (i % DELAYS));

		hits += took >= 0;
		if (took >= 0 && (best < 0 || took < best))
			best = took;
		if (best >= 0 && best < HOG_MS * 1000 / PATIENCE)
			break;
	}
	return best;
}

/* low and hog are on CPU @p theirs, high is on CPU 0. */
static void check_helping(unsigned theirs)
{
	long took;

	sandbox_make_empty(&other);
	low  = worker_start(unmap_all, NULL, LOW);
	hog  = worker_start(hog_cpu, NULL, HOG);
	high = worker_start(map_one, NULL, HIGH);
	pin(low, LOW, theirs);
	pin(hog, HOG, theirs);
	pin(high, HIGH, 0);
	took = best_attempt();
	printf("# the best thread had its lock after %ld us, while a worse one had %d us to do\n",
	       took, HOG_MS * 1000);
	CHECK(took >= 0); /* else no attempt has hit the midst of the operation */
	CHECK(took < HOG_MS * 1000 / PATIENCE);
}

static void who_waits_for_a_lock_helps_its_holder(void)
{
	check_helping(0);
}

static void who_waits_for_a_lock_fetches_its_holder_from_another_cpu(void)
{
	if (!l4_scheduler_is_online(L4_BASE_SCHEDULER_CAP, 1)) {
		printf("# there is no other CPU\n");
		return;
	}
	check_helping(1);
}

static const struct test tests[] = {
	TEST("", who_waits_for_a_lock_helps_its_holder),
	TEST("", who_waits_for_a_lock_fetches_its_holder_from_another_cpu),
};

TEST_GROUP(group_l, "locks", tests);
