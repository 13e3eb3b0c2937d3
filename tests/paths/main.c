/*
 * Messages at random, the same in every run: what comes of them must not depend on the path that the
 * kernel takes.
 *
 * One client sends to servers in its own and in another task, of its priority, above and below it. What a
 * server does stands in the first word: answer with as many words, with others, in one system call or
 * in two, or ask the next server first. Whatever anybody receives, tags, labels, words, error codes, goes
 * into a sum of his; now and then all sums are printed. Only one thread at a time has something to do, so
 * that time has no say in it.
 */
#include "tests/bench/bench.h"
#include <l4/sys/platform_control.h>
#include <l4/sys/scheduler.h>
#include <stdio.h>

enum {
	SERVERS  = 5,
	COMMANDS = 8,
	REPORTS  = 10,
};

/* What a server shall do, in the lowest bits of its first word. */
enum command {
	ANSWER_FEW   = 4, /* with a number of words that is in the command, too */
	ASK_NEXT     = 5, /* and answer what that one says */
	ANSWER_YIELD = 6, /* not in the time of the caller */
	ANSWER_APART = 7, /* then wait, in two system calls */
};                        /* others: with as many words as it got */

static struct server {
	l4_cap_idx_t thread, gate;
	uint32_t sum;
} servers[SERVERS];

static struct partner_task other;
static uint32_t own_sum;

static uint32_t random_number(void)
{
	static uint32_t state = 2463534242u; /* xorshift; George Marsaglia, 2003 */

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void add(uint32_t *sum, l4_umword_t value)
{
	*sum = (*sum ^ (uint32_t)value) * 16777619u;
}

static void add_message(uint32_t *sum, l4_msgtag_t tag, l4_umword_t label)
{
	add(sum, (l4_umword_t)tag.raw);
	add(sum, label);
	if (l4_msgtag_has_error(tag)) {
		add(sum, l4_ipc_error(tag, l4_utcb()));
		return;
	}
	for (unsigned i = 0; i < l4_msgtag_words(tag); i++)
		add(sum, l4_utcb_mr()->mr[i]);
}

/* A time slice that lasts for the whole run: else its end would decide who comes first. */
static void set_priority(l4_cap_idx_t thread, unsigned priority)
{
	l4_sched_param_t sched = l4_sched_param(priority, 1000000000);

	bench_expect(l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, thread, &sched), 0);
}

/* ---- Servers -------------------------------------------------------------------------------- */

/* Carry out the command of the message @p tag: the tag of the answer. */
static l4_msgtag_t obey(struct server *self, l4_msgtag_t tag, unsigned command, l4_umword_t word)
{
	struct server *next = self + 1;

	if (command == ANSWER_FEW)
		return l4_msgtag(1, (unsigned)(word >> 8) & 0x3f, 0, 0);
	if (command == ANSWER_YIELD)
		return l4_msgtag(-2, l4_msgtag_words(tag), 0, L4_MSGTAG_SCHEDULE);
	if (command == ASK_NEXT && next < servers + SERVERS) {
		tag = l4_ipc_call(next->gate, l4_utcb(), l4_msgtag(3, l4_msgtag_words(tag), 0, 0),
				  L4_IPC_NEVER);
		add_message(&self->sum, tag, 0);
	}
	return l4_msgtag(4, l4_msgtag_words(tag), 0, 0);
}

static void serve(void *which)
{
	struct server *self = which;
	l4_umword_t label   = 0;
	l4_msgtag_t tag     = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);

	for (;;) {
		l4_umword_t word = l4_msgtag_words(tag) ? l4_utcb_mr()->mr[0] : 0;
		unsigned command = word % COMMANDS;

		add_message(&self->sum, tag, label);
		if (l4_msgtag_has_error(tag)) { /* it had nobody to answer to */
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
			continue;
		}
		tag = obey(self, tag, command, word);
		if (command == ANSWER_APART) {
			tag = l4_ipc(L4_INVALID_CAP, l4_utcb(), L4_SYSF_SEND | L4_SYSF_REPLY, label,
				     tag, NULL, L4_IPC_SEND_TIMEOUT_0);
			add(&self->sum, (l4_umword_t)tag.raw);
			tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		} else {
			tag = l4_ipc_reply_and_wait(l4_utcb(), tag, &label, L4_IPC_SEND_TIMEOUT_0);
		}
	}
}

static void start_servers(void)
{
	static const struct {
		struct partner_task *task;
		int above;
	} kinds[SERVERS] = {{NULL, 0}, {&other, 0}, {NULL, 1}, {&other, -1}, {&other, 0}};

	partner_task_make(&other);
	for (unsigned i = 0; i < SERVERS; i++) {
		unsigned priority = (unsigned)(BENCH_PRIORITY + kinds[i].above);
		struct server *s  = &servers[i];

		s->thread = partner_start(kinds[i].task, serve, s, priority);
		s->gate   = bench_gate(s->thread);
		set_priority(s->thread, priority);
	}
	/* Servers of the other task find the gates where the client has them. */
	for (unsigned i = 0; i < SERVERS; i++)
		partner_task_give(&other, servers[i].gate,
				  (unsigned)(servers[i].gate >> L4_CAP_SHIFT));
}

/* ---- The client ----------------------------------------------------------------------------- */

static l4_msgtag_t random_message(void)
{
	unsigned words = random_number() % (BENCH_WORDS_MAX + 1);
	unsigned flags = random_number() % 16 ? 0 : L4_MSGTAG_SCHEDULE;

	if (random_number() % 2)
		words %= 5;
	for (unsigned i = 0; i < words; i++)
		l4_utcb_mr()->mr[i] = random_number();
	return l4_msgtag((long)(random_number() % 64) - 16, words, 0, flags);
}

static void step(void)
{
	static const unsigned flags[] = {L4_SYSF_CALL, L4_SYSF_CALL, L4_SYSF_CALL, L4_SYSF_CALL,
					 L4_SYSF_CALL, L4_SYSF_CALL, L4_SYSF_CALL, L4_SYSF_SEND};
	const struct server *s        = &servers[random_number() % SERVERS];
	l4_msgtag_t tag               = random_message();
	l4_umword_t label             = random_number() & ~3u;
	unsigned kind                 = random_number();
	l4_cap_idx_t to               = kind & 8 ? s->thread : s->gate;
	l4_timeout_t patience         = kind & 0xf0 ? L4_IPC_NEVER : L4_IPC_BOTH_TIMEOUT_0;

	if (to == s->thread && l4_msgtag_label(tag) == L4_PROTO_THREAD)
		return; /* an operation on the thread */
	if (kind % 64 == 63)
		to = (l4_cap_idx_t)0xfff << L4_CAP_SHIFT; /* nothing is there */
	tag = l4_ipc(to, l4_utcb(), flags[kind % 8], label, tag, &label, patience);
	add_message(&own_sum, tag, label);
}

int main(void)
{
	measure_init();
	partners_init();
	set_priority(L4_BASE_THREAD_CAP, BENCH_PRIORITY);
	start_servers();
	for (unsigned i = 1; i <= SEQUENCES; i++) {
		step();
		if (i % (SEQUENCES / REPORTS))
			continue;
		printf("after %u: %08x", i, (unsigned)own_sum);
		for (unsigned k = 0; k < SERVERS; k++)
			printf(" %08x", (unsigned)servers[k].sum);
		printf("\n");
	}
	printf("end of sequences\n");
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
	return 0;
}
