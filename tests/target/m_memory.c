/*
 * Group M, first part: what CPUs remember for speed, translations and FPU registers, is right on all of
 * them. The other CPUs are used in turn; on a machine with one CPU all happens on that.
 */
#include "tests/target/keeper.h"
#include "tests/target/machine.h"

enum {
	ROUNDS   = 8,
	NO_PAGER = 0x77, /* an empty slot: who faults ends */
	OLD_WORD = 0x1111,
	NEW_WORD = 0x2222,
	FPU_WORD = 0x5eed,
};

/* CPU number @p n of those that there are, counted round and round. */
static unsigned cpu_of(unsigned n)
{
	unsigned count = 1;

	while (count < ROUNDS && l4_scheduler_is_online(L4_BASE_SCHEDULER_CAP, count))
		count++;
	return n % count;
}

static void move(const struct worker *w, unsigned cpu)
{
	l4_sched_param_t sched = l4_sched_param(TEST_PRIORITY, 0);

	sched.affinity = l4_sched_cpu_set(cpu, 0, 1);
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &sched), 0);
}

/* The word that it sees now is in value[0]; how often it has looked, in value[1]. */
static void look_at_window(struct worker *self)
{
	for (;;) {
		self->value[0] = *(volatile l4_umword_t *)WINDOW;
		self->value[1]++;
	}
}

static void write_to_window(struct worker *self)
{
	for (;;) {
		++*(volatile l4_umword_t *)WINDOW;
		self->value[1]++;
	}
}

/* Run @p run on @p cpu with page 0 at WINDOW until it has been there; without a pager. */
static struct worker *start_on(struct sandbox *s, worker_function *run, unsigned cpu)
{
	struct worker *w = worker_make(run, s);

	EXPECT_LABEL(l4_task_map(s->task, L4_BASE_TASK_CAP,
				 l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW),
				 WINDOW),
		     0);
	worker_set_pager(w, NO_PAGER);
	worker_go(w, TEST_PRIORITY - 1);
	move(w, cpu);
	for (unsigned i = 0; i < 2000 && !w->value[1]; i++)
		test_pause(1);
	CHECK(w->value[1]);
	return w;
}

static void take_from_others(unsigned rights)
{
	EXPECT_LABEL(l4_task_unmap(
			     L4_BASE_TASK_CAP,
			     l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, (unsigned char)rights),
			     L4_FP_OTHER_SPACES),
		     0);
}

static void a_page_is_gone_on_every_cpu_when_unmap_returns(void)
{
	volatile l4_umword_t *word = (volatile l4_umword_t *)test_page(0);

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct sandbox s;
		struct worker *w;

		sandbox_make(&s);
		*word = OLD_WORD;
		w     = start_on(&s, look_at_window, cpu_of(i));
		EXPECT(w->value[0], OLD_WORD);
		take_from_others(L4_FPAGE_RWX);
		*word = NEW_WORD;
		test_pause(5);
		EXPECT(w->value[0], OLD_WORD);
		worker_kill(w);
		l4_task_delete_obj(L4_BASE_TASK_CAP, s.task);
	}
}

static void a_page_cannot_be_written_on_any_cpu_when_the_right_is_gone(void)
{
	volatile l4_umword_t *word = (volatile l4_umword_t *)test_page(0);

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct sandbox s;
		struct worker *w;
		l4_umword_t then;

		sandbox_make(&s);
		w = start_on(&s, write_to_window, cpu_of(i));
		take_from_others(L4_FPAGE_W);
		then = *word;
		test_pause(5);
		EXPECT(*word, then);
		worker_kill(w);
		l4_task_delete_obj(L4_BASE_TASK_CAP, s.task);
	}
}

/* Never leaves user mode between setting the register and reading it, but by interrupts. */
static void keep_in_fpu(struct worker *self)
{
	machine_fpu_set(FPU_WORD + self->value[2]);
	for (;;) {
		self->value[0] = machine_fpu_get();
		self->value[1]++;
	}
}

static void a_thread_takes_its_fpu_registers_from_cpu_to_cpu(void)
{
	struct worker *w[2];

	for (unsigned i = 0; i < 2; i++) {
		w[i]           = worker_make(keep_in_fpu, NULL);
		w[i]->value[2] = i;
		worker_go(w[i], TEST_PRIORITY - 1);
	}
	for (unsigned n = 0; n < 4 * ROUNDS; n++) {
		for (unsigned i = 0; i < 2; i++) {
			l4_umword_t before = w[i]->value[1];

			move(w[i], cpu_of(n + i));
			for (unsigned ms = 0; ms < 2000 && w[i]->value[1] < before + 2; ms++)
				test_pause(1);
			CHECK(w[i]->value[1] >= before + 2);
			EXPECT(w[i]->value[0], FPU_WORD + i);
		}
	}
}

static const struct test tests[] = {
	TEST("6.8", a_page_is_gone_on_every_cpu_when_unmap_returns),
	TEST("6.8", a_page_cannot_be_written_on_any_cpu_when_the_right_is_gone),
	TEST("7.2", a_thread_takes_its_fpu_registers_from_cpu_to_cpu),
};

TEST_GROUP(group_m_memory, "M. Several CPUs: what they remember", tests);
