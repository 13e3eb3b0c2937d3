/*
 * Group H: ICU, scheduler, log, debugger, platform control.
 */
#include "tests/target/target.h"

#define NEVER L4_IPC_NEVER

static l4_msgtag_t call(l4_cap_idx_t cap, long proto, l4_umword_t op, unsigned words)
{
	l4_utcb_mr()->mr[0] = op;
	return test_invoke(cap, L4_SYSF_CALL, l4_msgtag(proto, words, 0, 0), NEVER);
}

static l4_msgtag_t call_with(l4_cap_idx_t cap, long proto, l4_umword_t op, unsigned words,
			     l4_cap_idx_t item)
{
	l4_utcb_mr()->mr[0] = op;
	l4_utcb_cap_argument(words, item);
	return test_invoke(cap, L4_SYSF_CALL, l4_msgtag(proto, words, 1, 0), NEVER);
}

static l4_cap_idx_t make(int type)
{
	l4_cap_idx_t slot = test_slot();

	EXPECT_LABEL(l4_factory_create(test_factory(), type, slot), 0);
	return slot;
}

/* ---- ICU ------------------------------------------------------------------------------------ */

static unsigned pins(void)
{
	call(L4_BASE_ICU_CAP, L4_PROTO_IRQ, L4_ICU_OP_INFO, 1);
	return (unsigned)l4_utcb_mr()->mr[1];
}

static l4_msgtag_t icu_pin(l4_umword_t op, l4_umword_t pin, unsigned words, l4_cap_idx_t irq)
{
	l4_utcb_mr()->mr[1] = pin;
	return irq ? call_with(L4_BASE_ICU_CAP, L4_PROTO_IRQ, op, words, irq)
		   : call(L4_BASE_ICU_CAP, L4_PROTO_IRQ, op, words);
}

static void icu_info_has_three_words(void)
{
	l4_msgtag_t tag = call(L4_BASE_ICU_CAP, L4_PROTO_IRQ, L4_ICU_OP_INFO, 1);

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 3);
	CHECK(l4_utcb_mr()->mr[1] > 0);
}

static void icu_bind_checks_pin_right_and_item(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER), other = make(L4_PROTO_IRQ_SENDER);
	l4_cap_idx_t weak = test_slot();
	unsigned pin      = pins() - 1;

	test_copy(weak, irq, L4_CAP_FPAGE_RS, 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pins(), 2, irq), -L4_EINVAL);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pin, 2, weak), -L4_EPERM);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pin, 2, 0), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pin, 2, irq), 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pin, 2, other), -L4_EINVAL);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, pin, 2, irq), 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pin, 2, other), 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, pin, 2, other), 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, pin, 2, other), 0);
}

/* Log and scheduler are interrupt controllers with one pin each, next to each other in the kernel. */
static void log_and_scheduler_have_one_pin(void)
{
	const l4_cap_idx_t controllers[] = {L4_BASE_LOG_CAP, L4_BASE_SCHEDULER_CAP};
	l4_cap_idx_t irq                 = make(L4_PROTO_IRQ_SENDER);

	for (unsigned i = 0; i < 2; i++) {
		l4_cap_idx_t c = controllers[i];

		l4_utcb_mr()->mr[1] = 1;
		EXPECT_LABEL(call_with(c, L4_PROTO_IRQ, L4_ICU_OP_BIND, 2, irq), -L4_EINVAL);
		l4_utcb_mr()->mr[1] = 0;
		EXPECT_LABEL(call_with(c, L4_PROTO_IRQ, L4_ICU_OP_BIND, 2, irq), 0);
		l4_utcb_mr()->mr[1] = 0;
		EXPECT_LABEL(call_with(c, L4_PROTO_IRQ, L4_ICU_OP_UNBIND, 2, irq), 0);
	}
}

static void icu_refuses_what_it_does_not_know(void)
{
	EXPECT_LABEL(call(L4_BASE_ICU_CAP, L4_PROTO_IRQ, 0x77, 1), -L4_ENOSYS);
	EXPECT_LABEL(call(L4_BASE_ICU_CAP, L4_PROTO_IRQ, 0, 0), -L4_EMSGTOOSHORT);
	l4_utcb_mr()->mr[1] = 100000;
	l4_utcb_mr()->mr[2] = L4_IRQ_F_LEVEL_HIGH;
	EXPECT_LABEL(call(L4_BASE_ICU_CAP, L4_PROTO_IRQ, L4_ICU_OP_SET_MODE, 3), -L4_EINVAL);
}

/* Unbinding goes by the pin: the item only has to be an interrupt, and may be another one. */
static void icu_unbind_frees_the_pin_whatever_irq_is_named(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER), other = make(L4_PROTO_SEMAPHORE);
	unsigned pin = pins() - 1;

	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pin, 2, irq), 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, pin, 2, L4_BASE_TASK_CAP), -L4_EINVAL);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pin, 2, other), -L4_EINVAL);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, pin, 2, other), 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, pin, 2, other), 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, pin, 2, other), 0);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, 100000, 2, other), 0);
}

/* Arguments are checked before the operation: first their number, then the capability. */
static void icu_operations_want_all_their_words(void)
{
	l4_cap_idx_t irq = make(L4_PROTO_IRQ_SENDER);
	unsigned u64     = sizeof(l4_uint64_t) / sizeof(l4_umword_t);

	EXPECT_LABEL(icu_pin(L4_ICU_OP_BIND, 0, 1, irq), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, 0, 1, irq), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_UNBIND, 0, 2, 0), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_SET_MODE, 0, 2, 0), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(icu_pin(L4_ICU_OP_MSI_INFO, 0, 1 + u64, 0), -L4_EMSGTOOSHORT);
	l4_utcb_mr()->mr[1] = 0;
	EXPECT_LABEL(call(L4_BASE_LOG_CAP, L4_PROTO_IRQ, L4_ICU_OP_MSI_INFO, 1 + u64),
		     -L4_EMSGTOOSHORT);
	EXPECT_LABEL(call(L4_BASE_LOG_CAP, L4_PROTO_IRQ, L4_ICU_OP_MSI_INFO, 2 + u64), -L4_ENOSYS);
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[0] = L4_ICU_OP_BIND;
	l4_utcb_mr()->mr[2] = L4_ITEM_MAP;
	l4_utcb_mr()->mr[3] = l4_fpage(0, L4_PAGESHIFT, L4_FPAGE_RW).raw;
	EXPECT_IPC_ERROR(
		test_invoke(L4_BASE_ICU_CAP, L4_SYSF_CALL, l4_msgtag(L4_PROTO_IRQ, 2, 1, 0), NEVER),
		L4_IPC_SEMSGCUT);
}

/* ---- Scheduler ------------------------------------------------------------------------------ */

static void scheduler_info_knows_the_cpus(void)
{
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[1] = 0;
	tag = call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_INFO_OP, 2);
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 3);
	CHECK(l4_utcb_mr()->mr[0] & 1);
	CHECK(l4_utcb_mr()->mr[1] >= 1);
	l4_utcb_mr()->mr[1] = 100000;
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_INFO_OP, 2),
		     -L4_ERANGE);
}

static l4_msgtag_t run_thread(l4_cap_idx_t thread, l4_umword_t priority, unsigned words)
{
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[2] = 1;
	l4_utcb_mr()->mr[3] = priority;
	l4_utcb_mr()->mr[4] = 0;
	return call_with(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_RUN_THREAD_OP,
			 words, thread);
}

static void run_thread_checks_its_parameters(void)
{
	l4_cap_idx_t thread = make(L4_PROTO_THREAD);

	EXPECT_LABEL(run_thread(thread, 10, 4), -L4_EINVAL);
	EXPECT_LABEL(run_thread(thread, 0, 5), -L4_EINVAL);
	EXPECT_LABEL(run_thread(thread, 300, 5), 0);
	EXPECT_LABEL(run_thread(thread, (l4_umword_t)-7L, 5), -L4_ERANGE);
	EXPECT_LABEL(run_thread(L4_BASE_TASK_CAP, 10, 5), -L4_EINVAL);
	l4_utcb_mr()->mr[3] = 10;
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_RUN_THREAD_OP, 5),
		     -L4_EINVAL);
}

static void only_step(struct worker *self)
{
	worker_step(self, 1);
}

/* 300 must not become 300 modulo 256. */
static void a_priority_beyond_the_highest_is_the_highest(void)
{
	struct worker *w = worker_make(only_step, NULL);

	worker_go(w, 300);
	EXPECT(w->step, 1);
}

static void count(struct worker *self)
{
	for (;;)
		self->value[0]++;
}

static bool counts(const struct worker *w)
{
	l4_umword_t before = w->value[0];

	test_pause(5);
	return w->value[0] != before;
}

static void a_thread_without_cpu_stands_still_until_it_gets_one(void)
{
	l4_sched_param_t sched = l4_sched_param(TEST_PRIORITY - 1, 0);
	l4_sched_param_t none = sched, beyond = sched;
	struct worker *w = worker_start(count, NULL, TEST_PRIORITY - 1);

	none.affinity   = l4_sched_cpu_set(0, 0, 0);
	beyond.affinity = l4_sched_cpu_set(1000, 0, 1);
	CHECK(counts(w));
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &none), 0);
	CHECK(!counts(w));
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &sched), 0);
	CHECK(counts(w));
	EXPECT_LABEL(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, w->cap, &beyond), 0);
	CHECK(!counts(w));
}

static void idle_time_needs_a_cpu(void)
{
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[2] = 0;
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_IDLE_TIME_OP, 3),
		     -L4_EINVAL);
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[2] = 1;
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_IDLE_TIME_OP, 3),
		     0);
}

static void scheduler_questions_want_all_their_words(void)
{
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_mr()->mr[2] = 1;
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_INFO_OP, 1),
		     -L4_EMSGTOOSHORT);
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_IDLE_TIME_OP, 2),
		     -L4_EMSGTOOSHORT);
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, 0, 0), -L4_EMSGTOOSHORT);
}

/* The block of parameters that names its class starts at MR1; its length counts bytes. */
static void run_thread_takes_a_class_with_a_block_of_parameters(void)
{
	const l4_umword_t bytes = 6 * sizeof(l4_umword_t), fixed_priority = (l4_umword_t)-1L;
	l4_cap_idx_t thread = make(L4_PROTO_THREAD);
	static const struct {
		l4_umword_t length, priority;
		unsigned words;
		long label;
	} cases[] = {
		{bytes, 10, 7, 0},          {bytes, 300, 7, 0},
		{bytes, 0, 7, -L4_EINVAL},  {bytes + 1, 10, 7, -L4_EINVAL},
		{bytes, 10, 6, -L4_EINVAL}, {3 * sizeof(l4_umword_t), 10, 7, -L4_EINVAL},
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		l4_msg_regs_t *m = l4_utcb_mr();

		m->mr[1] = 0;
		m->mr[2] = 1;
		m->mr[3] = fixed_priority;
		m->mr[4] = cases[i].length;
		m->mr[5] = 0;
		m->mr[6] = cases[i].priority;
		EXPECT_LABEL(call_with(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER,
				       L4_SCHEDULER_RUN_THREAD_OP, cases[i].words, thread),
			     cases[i].label);
	}
}

static void scheduler_refuses_what_it_does_not_know(void)
{
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_TASK, 0, 1), -L4_EBADPROTO);
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, 9, 1), -L4_ENOSYS);
}

/* ---- Log ------------------------------------------------------------------------------------ */

static l4_msgtag_t write_log(unsigned words)
{
	l4_utcb_mr()->mr[0] = L4_VCON_WRITE_OP;
	return test_invoke(L4_BASE_LOG_CAP, L4_SYSF_SEND, l4_msgtag(L4_PROTO_LOG, words, 0, 0),
			   L4_IPC_NEVER);
}

static void log_read_needs_w_and_tells_when_there_is_nothing(void)
{
	l4_cap_idx_t weak = test_slot();
	l4_msgtag_t tag;

	test_copy(weak, L4_BASE_LOG_CAP, L4_CAP_FPAGE_RS, 0);
	EXPECT_LABEL(call(weak, L4_PROTO_LOG, L4_VCON_READ_OP | 8 << 16, 1), -L4_EPERM);
	tag = call(L4_BASE_LOG_CAP, L4_PROTO_LOG, L4_VCON_READ_OP | 8 << 16, 1);
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 0);
	EXPECT(l4_utcb_mr()->mr[0], 0x80000000UL);
}

/* What reaches the console can be read only from outside: tests/target/run looks at this line. */
static void log_writes_as_many_characters_as_it_is_told(void)
{
	const unsigned too_many = (L4_UTCB_GENERIC_DATA_SIZE - 1) * sizeof(l4_umword_t);

	l4_vcon_write(L4_BASE_LOG_CAP, "# log: <", 8); /* not printf(), which waits for a line */
	memset(&l4_utcb_mr()->mr[2], '!', too_many - sizeof(l4_umword_t));
	l4_utcb_mr()->mr[1] = too_many;
	EXPECT_IPC_ERROR(write_log(L4_UTCB_GENERIC_DATA_SIZE), 0);
	memcpy(&l4_utcb_mr()->mr[2], "abcdefgh", 8);
	l4_utcb_mr()->mr[1] = 5;
	EXPECT_IPC_ERROR(write_log(2 + 8 / sizeof(l4_umword_t)), 0);
	l4_vcon_write(L4_BASE_LOG_CAP, ">\n", 2);
}

static void the_log_starts_with_the_attributes_of_a_terminal(void)
{
	call(L4_BASE_LOG_CAP, L4_PROTO_LOG, L4_VCON_GET_ATTR_OP, 1);
	EXPECT(l4_utcb_mr()->mr[1], L4_VCON_ICRNL);
	EXPECT(l4_utcb_mr()->mr[2], L4_VCON_ONLCR);
	EXPECT(l4_utcb_mr()->mr[3], L4_VCON_ECHO);
}

/* Nobody waits for the answer, so the message registers stay (abi sheet §16). */
static void an_answer_that_nobody_waits_for_is_not_written(void)
{
	const struct {
		l4_cap_idx_t cap;
		long protocol;
		l4_umword_t op;
	} questions[] = {
		{L4_BASE_LOG_CAP, L4_PROTO_LOG, L4_VCON_READ_OP | 8 << 16},
		{L4_BASE_LOG_CAP, L4_PROTO_LOG, L4_VCON_GET_ATTR_OP},
		{L4_BASE_ICU_CAP, L4_PROTO_IRQ, L4_ICU_OP_INFO},
		{L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER, L4_SCHEDULER_INFO_OP},
		{L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_NAME_GET_OP},
		{L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_QUERY_LOG_NAME_OP},
		{L4_BASE_THREAD_CAP, L4_PROTO_THREAD, L4_THREAD_STATS_OP},
	};

	for (unsigned i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		l4_msg_regs_t *m = l4_utcb_mr();

		m->mr[0] = questions[i].op;
		m->mr[1] = 0;
		l4_utcb_cap_argument(2, L4_BASE_THREAD_CAP);
		m->mr[4] = 0x55;
		test_invoke(questions[i].cap, L4_SYSF_SEND,
			    l4_msgtag(questions[i].protocol, 2, 1, 0), NEVER);
		EXPECT(m->mr[0], questions[i].op);
		EXPECT(m->mr[1], 0);
		EXPECT(m->mr[4], 0x55);
	}
}

static void log_attributes_keep_onlcr(void)
{
	l4_msgtag_t tag = call(L4_BASE_LOG_CAP, L4_PROTO_LOG, L4_VCON_GET_ATTR_OP, 1);
	l4_umword_t input, local;

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 4);
	CHECK(l4_utcb_mr()->mr[2] & L4_VCON_ONLCR);
	input               = l4_utcb_mr()->mr[1];
	local               = l4_utcb_mr()->mr[3];
	l4_utcb_mr()->mr[1] = input;
	l4_utcb_mr()->mr[2] = 0;
	l4_utcb_mr()->mr[3] = local;
	EXPECT_LABEL(call(L4_BASE_LOG_CAP, L4_PROTO_LOG, L4_VCON_SET_ATTR_OP, 4), 0);
	call(L4_BASE_LOG_CAP, L4_PROTO_LOG, L4_VCON_GET_ATTR_OP, 1);
	CHECK(l4_utcb_mr()->mr[2] & L4_VCON_ONLCR);
}

static void log_refuses_what_it_does_not_know(void)
{
	EXPECT_LABEL(call(L4_BASE_LOG_CAP, L4_PROTO_LOG, 17, 1), -L4_ENOSYS);
	EXPECT_LABEL(call(L4_BASE_LOG_CAP, L4_PROTO_SCHEDULER, 0, 1), -L4_EBADPROTO);
	EXPECT_LABEL(call(L4_BASE_LOG_CAP, L4_PROTO_LOG, L4_VCON_GET_ATTR_OP, 0), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(call(L4_BASE_LOG_CAP, L4_PROTO_SCHEDULER, 0, 0), -L4_EBADPROTO);
}

/* ---- Debugger ------------------------------------------------------------------------------- */

/* In a kernel without debugger every operation on its capability answers that it is not there. */
static bool no_debugger(void)
{
	if (l4_kip_kernel_has_feature(l4_kip(), "jdb"))
		return false;
	EXPECT_LABEL(l4_debugger_set_object_name(L4_BASE_THREAD_CAP, "tester"), -L4_ENOSYS);
	return true;
}

static void an_object_keeps_the_name_it_was_given(void)
{
	if (no_debugger())
		return;
	EXPECT_LABEL(l4_debugger_set_object_name(L4_BASE_THREAD_CAP, "tester"), 0);
	EXPECT_LABEL(call_with(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_NAME_GET_OP, 1,
			       L4_BASE_THREAD_CAP),
		     0);
	EXPECT(strcmp((const char *)l4_utcb_mr()->mr, "tester"), 0);
}

static void debugger_answers_by_group(void)
{
	l4_msgtag_t tag;

	if (no_debugger())
		return;
	tag = call_with(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_GLOBAL_ID_OP, 1,
			L4_BASE_THREAD_CAP);

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 1);
	CHECK(l4_utcb_mr()->mr[0] != 0);
	EXPECT_LABEL(
		call_with(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, 0x1ff, 1, L4_BASE_THREAD_CAP),
		-L4_ENOSYS);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_GLOBAL_ID_OP, 1),
		     -L4_EINVAL);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_OUTCHAR_OP, 1),
		     -L4_EMSGTOOSHORT);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, 0x208, 2), -L4_ENOSYS);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_TASK, 0, 1), -L4_EBADPROTO);
	EXPECT_LABEL(call_with(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_GLOBAL_ID_OP, 1,
			       test_empty_slot()),
		     -L4_EINVAL);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_TBUF_LOG_OP, 1),
		     -L4_EMSGTOOSHORT);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, L4_DEBUGGER_TBUF_LOG_3VAL_OP, 4),
		     -L4_EMSGTOOSHORT);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, 0x400, 1), -L4_ENOSYS);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, 0x501, 1), -L4_ENOSYS);
	EXPECT_LABEL(call(L4_BASE_DEBUGGER_CAP, L4_PROTO_DEBUGGER, 0x009, 2), -L4_ENOSYS);
	l4_utcb_mr()->mr[1] = L4_ITEM_MAP;
	l4_utcb_mr()->mr[2] = l4_fpage(0, L4_PAGESHIFT, L4_FPAGE_RW).raw;
	l4_utcb_mr()->mr[0] = L4_DEBUGGER_GLOBAL_ID_OP;
	EXPECT_IPC_ERROR(test_invoke(L4_BASE_DEBUGGER_CAP, L4_SYSF_CALL,
				     l4_msgtag(L4_PROTO_DEBUGGER, 1, 1, 0), NEVER),
			 L4_IPC_SEMSGCUT);
}

/* ---- Platform control ----------------------------------------------------------------------- */

static void platform_control_checks_length_and_operation(void)
{
	EXPECT_LABEL(
		call(L4_BASE_ICU_CAP, L4_PROTO_PLATFORM_CTL, L4_PLATFORM_CTL_SYS_SHUTDOWN_OP, 1),
		-L4_EINVAL);
	EXPECT_LABEL(
		call(L4_BASE_ICU_CAP, L4_PROTO_PLATFORM_CTL, L4_PLATFORM_CTL_SYS_SHUTDOWN_OP, 3),
		-L4_EINVAL);
	EXPECT_LABEL(call(L4_BASE_ICU_CAP, L4_PROTO_PLATFORM_CTL, 0x33, 1), -L4_ENOSYS);
	EXPECT_LABEL(call(L4_BASE_ICU_CAP, L4_PROTO_EXCEPTION, 0, 1), -L4_EBADPROTO);
}

static void kernel_objects_do_not_speak_meta(void)
{
	EXPECT_LABEL(call(L4_BASE_LOG_CAP, L4_PROTO_META, 0, 1), -L4_EBADPROTO);
	EXPECT_LABEL(call(L4_BASE_SCHEDULER_CAP, L4_PROTO_META, 0, 1), -L4_EBADPROTO);
	EXPECT_LABEL(call(L4_BASE_FACTORY_CAP, L4_PROTO_META, 0, 1), -L4_EBADPROTO);
	EXPECT_LABEL(call(make(L4_PROTO_IRQ_SENDER), L4_PROTO_META, 0, 1), -L4_EBADPROTO);
}

static const struct test tests[] = {
	TEST("H177", icu_info_has_three_words),
	TEST("H178 H179", icu_bind_checks_pin_right_and_item),
	TEST("8.7", log_and_scheduler_have_one_pin),
	TEST("H180 H181", icu_refuses_what_it_does_not_know),
	TEST("8.7", icu_unbind_frees_the_pin_whatever_irq_is_named),
	TEST("8.0 8.7", icu_operations_want_all_their_words),
	TEST("H183", scheduler_info_knows_the_cpus),
	TEST("H184", run_thread_checks_its_parameters),
	TEST("H184", a_priority_beyond_the_highest_is_the_highest),
	TEST("16", a_thread_without_cpu_stands_still_until_it_gets_one),
	TEST("H185", idle_time_needs_a_cpu),
	TEST("8.8", scheduler_questions_want_all_their_words),
	TEST("8.8", run_thread_takes_a_class_with_a_block_of_parameters),
	TEST("H186", scheduler_refuses_what_it_does_not_know),
	TEST("H187", log_writes_as_many_characters_as_it_is_told),
	TEST("H188", log_read_needs_w_and_tells_when_there_is_nothing),
	TEST("8.9", the_log_starts_with_the_attributes_of_a_terminal),
	TEST("16", an_answer_that_nobody_waits_for_is_not_written),
	TEST("H189", log_attributes_keep_onlcr),
	TEST("H190", log_refuses_what_it_does_not_know),
	TEST("H191", an_object_keeps_the_name_it_was_given),
	TEST("H192 H193 H194", debugger_answers_by_group),
	TEST("H195", platform_control_checks_length_and_operation),
	TEST("H196", kernel_objects_do_not_speak_meta),
};

TEST_GROUP(group_h, "H. ICU, scheduler, log, debugger, platform", tests);
