/*
 * A program that misbehaves, in the way that its argument says. The root task runs it with
 * `tour=bad` and checks that each misdeed harms nobody else.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/re/env.h>
#include <l4/sys/factory.h>
#include <l4/sys/task.h>
#include <l4/util/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SELECTORS = 2000,
	MESSAGES  = 2000,
	EXIT_CODE = 42,
};

/* Random numbers that are the same in every run (Knuth's 64-bit linear congruence). */
static l4_umword_t random_word(void)
{
	static l4_uint64_t state = 20140101;
	l4_umword_t word         = 0;
	unsigned i;

	for (i = 0; i < sizeof(word) / 2; i++) {
		state = state * 6364136223846793005ULL + 1442695040888963407ULL;
		word  = word << 16 | (l4_umword_t)(state >> 48);
	}
	return word;
}

/* The volatile keeps the compiler from reasoning about these. */
static volatile l4_addr_t kernel_address = L4_A_KERNEL_ADDRESS;
static volatile l4_addr_t null_address;

static int jump(void)
{
	((void (*)(void))kernel_address)();
	return 1;
}

static int read_kernel(void)
{
	return *(volatile int *)kernel_address;
}

static int write_null(void)
{
	*(volatile int *)null_address = 1;
	return 1;
}

static int write_code(void)
{
	*(volatile l4_umword_t *)((l4_addr_t)&write_code & L4_PAGEMASK) = 0;
	return 1;
}

/* Recursion that never ends, which the compiler need not know. */
static int use_up_stack(void)
{
	volatile char room[1024];

	room[0] = (char)random_word();
	if (null_address == 0)
		room[1] = (char)use_up_stack();
	return room[0] + room[1];
}

static int undefined(void)
{
	__builtin_trap();
}

/*
 * Selectors beyond everything that this program has, with all flags, also those of the reply table,
 * with timeouts zero. None may succeed.
 */
static int wild_selectors(void)
{
	unsigned i, successes = 0;

	for (i = 0; i < SELECTORS; i++) {
		l4_umword_t selector = random_word() & ~(l4_umword_t)(L4_INVALID_CAP_BIT | 0xf);
		l4_umword_t flags    = L4_SYSF_SEND | (random_word() & 0xf);
		l4_msgtag_t tag;

		if (!(selector & L4_REPLY_CAP_BIT) && selector >> L4_CAP_SHIFT < 0x100)
			selector |= 0x100UL << L4_CAP_SHIFT;
		tag = l4_ipc(selector, l4_utcb(), flags, random_word(),
			     l4_msgtag((long)random_word() >> 20, 0, 0, 0), NULL,
			     L4_IPC_BOTH_TIMEOUT_0);
		successes += !l4_msgtag_has_error(tag);
	}
	if (successes)
		printf("selectors: %u invocations of nothing were accepted\n", successes);
	return successes ? 1 : 0;
}

/* Random message, random buffers, random tag to @p cap. Timeouts are zero, or this would wait. */
static void send_garbage(l4_cap_idx_t cap, l4_umword_t flags, long label)
{
	unsigned i;

	for (i = 0; i < L4_UTCB_GENERIC_DATA_SIZE; i++)
		l4_utcb_mr()->mr[i] = random_word() >> (random_word() % L4_WORD_BITS);
	l4_utcb_br()->bdr = random_word();
	for (i = 0; i < L4_UTCB_GENERIC_BUFFERS_SIZE; i++)
		l4_utcb_br()->br[i] = random_word() >> (random_word() % L4_WORD_BITS);
	l4_ipc(cap, l4_utcb(), flags, random_word(),
	       l4_msgtag(label, (unsigned)random_word(), (unsigned)random_word(),
			 (unsigned)random_word()),
	       NULL, L4_IPC_BOTH_TIMEOUT_0);
}

/*
 * To everything it has, in protocols that are known there; what may cost it its own life (a random
 * unmap in its task, a random ex_regs of its thread) comes last.
 */
static int wild_utcb(void)
{
	static const struct target {
		l4_cap_idx_t cap;
		long protocol;
	} targets[] = {
		{L4_BASE_LOG_CAP, L4_PROTO_IRQ},
		{L4_BASE_FACTORY_CAP, L4_PROTO_FACTORY},
		{L4_BASE_FACTORY_CAP, L4_PROTO_SCHEDULER},
		{L4_BASE_SCHEDULER_CAP, L4_PROTO_SCHEDULER},
		{L4_BASE_SCHEDULER_CAP, L4_PROTO_IRQ},
		{L4_BASE_TASK_CAP, L4_PROTO_KOBJECT},
		{L4_BASE_THREAD_CAP, L4_PROTO_THREAD},
		{L4_BASE_TASK_CAP, L4_PROTO_TASK},
	};
	const unsigned n = sizeof(targets) / sizeof(targets[0]);
	unsigned i;

	for (i = 0; i < MESSAGES; i++) {
		const struct target *t = &targets[i / (MESSAGES / n)];

		send_garbage(t->cap, L4_SYSF_CALL, t->protocol);
	}
	return 0;
}

static int flood_parent(void)
{
	unsigned i;

	for (i = 0; i < MESSAGES; i++) {
		/* Not page fault, exception or exit: those the parent would believe. */
		long label = (long)(0x5000 + (random_word() & 0xff));

		send_garbage(l4re_env()->parent, i & 1 ? L4_SYSF_CALL : L4_SYSF_SEND, label);
	}
	return 0;
}

static int use_up_quota(void)
{
	long error = 0;
	unsigned n = 0;

	while (error >= 0) {
		l4_cap_idx_t cap = l4re_util_cap_alloc();

		if (l4_is_invalid_cap(cap))
			break;
		error = l4_error(l4_factory_create_thread(l4re_env()->factory, cap));
		n++;
	}
	printf("quota: %u threads, then \"%s\"\n", n - 1, l4sys_errtostr(error));
	return error == -L4_ENOMEM ? 0 : 1;
}

static int leave(void)
{
	return EXIT_CODE;
}

static int die(void)
{
	l4_task_delete_obj(L4_BASE_TASK_CAP, L4_BASE_THREAD_CAP);
	return 1;
}

static int hang(void)
{
	l4_sleep_forever();
}

struct mode {
	const char *name;
	int (*run)(void);
};

static const struct mode modes[] = {
	{"jump", jump},
	{"read", read_kernel},
	{"null", write_null},
	{"code", write_code},
	{"stack", use_up_stack},
	{"undefined", undefined},
	{"selectors", wild_selectors},
	{"utcb", wild_utcb},
	{"flood", flood_parent},
	{"quota", use_up_quota},
	{"exit", leave},
	{"die", die},
	{"hang", hang},
};

int main(int argc, char **argv)
{
	unsigned i;

	for (i = 0; argc > 1 && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(modes[i].name, argv[1]) == 0)
			return modes[i].run();
	printf("badguy: no mode, or one that it does not know\n");
	return 1;
}
