/*
 * The root task of the on-target tests: runs every group, prints TAP, powers off.
 *
 * The quota check: all tests share one small factory, from which each test's own factory takes its
 * whole limit. It can do so only if the test before gave back every byte, so a leak of any test
 * makes the next creation fail, and is blamed on the right one.
 */
#include <l4/sys/platform_control.h>
#include <stdlib.h>
#include "tests/target/injection.h"
#include "tests/target/internal.h"

extern const struct test_group group_a, group_b, group_b_rules, group_c, group_c_buffers,
	group_c_mapping, group_d, group_e, group_f, group_g, group_h, group_i, group_i_trampoline,
	group_j, group_l, group_k, group_k_kernel, group_k_messages, group_m_memory, group_machine,
	group_r, group_s, group_x;

static const struct test_group *const groups[] = {
	&group_a,
	&group_b,
	&group_b_rules,
	&group_c,
	&group_c_buffers,
	&group_c_mapping,
	&group_d,
	&group_e,
	&group_f,
	&group_g,
	&group_h,
	&group_i,
	&group_i_trampoline,
	&group_j,
	&group_k,
	&group_k_kernel,
	&group_k_messages,
	&group_l,
	&group_m_memory,
	&group_machine,
	&group_r,
	&group_s,
#ifdef CONFIG_FAIL_ALLOC
	&group_x,
#endif
};

enum {
	FIRST_SLOT   = 0x100, /* the tests' capability slots */
	SLOTS        = 128,
	RESERVE_CAP  = 0x80,
	FACTORY_CAP  = 0x81,
	EMPTY_CAP    = 0x82,
	FACTORY_COST = 1024, /* at most this much for the factory object itself */
	PAUSES_MAX   = 200,  /* of 5 ms: how long deleted objects may take to be freed */
};

static unsigned failures, slots_used;
static unsigned passed, failed;

void test_failed(const char *file, int line, const char *what, long found, long expected)
{
	injection_bail_out();
	failures++;
	printf("#   %s:%d: %s: found %ld (0x%lx), expected %ld (0x%lx)\n", file, line, what, found,
	       (unsigned long)found, expected, (unsigned long)expected);
}

/* ---- What tests use ------------------------------------------------------------------------- */

l4_cap_idx_t test_factory(void)
{
	return (l4_cap_idx_t)FACTORY_CAP << L4_CAP_SHIFT;
}

l4_cap_idx_t test_slot(void)
{
	if (slots_used == SLOTS) {
		printf("Bail out! a test uses more than %d slots\n", SLOTS);
		return L4_INVALID_CAP;
	}
	return (l4_cap_idx_t)(FIRST_SLOT + slots_used++) << L4_CAP_SHIFT;
}

l4_cap_idx_t test_empty_slot(void)
{
	return (l4_cap_idx_t)EMPTY_CAP << L4_CAP_SHIFT;
}

l4_cap_idx_t test_gate(l4_cap_idx_t thread, l4_umword_t label)
{
	l4_cap_idx_t gate = test_slot();

	EXPECT_LABEL(l4_factory_create_gate(test_factory(), gate, thread, label), 0);
	return gate;
}

void test_copy(l4_cap_idx_t to, l4_cap_idx_t cap, unsigned rights, unsigned attributes)
{
	EXPECT_LABEL(l4_task_map(L4_BASE_TASK_CAP, L4_BASE_TASK_CAP,
				 l4_obj_fpage(cap, 0, (unsigned char)rights),
				 l4_map_obj_control(to, L4_MAP_ITEM_MAP) | attributes),
		     0);
}

bool test_valid(l4_cap_idx_t cap)
{
	return l4_msgtag_label(l4_task_cap_valid(L4_BASE_TASK_CAP, cap)) == 1;
}

void test_pause(unsigned ms)
{
	l4_ipc_sleep_us(ms * 1000);
}

l4_kernel_clock_t test_now(void)
{
	return l4_kip_clock(l4_kip());
}

l4_msgtag_t test_invoke(l4_cap_idx_t cap, unsigned flags, l4_msgtag_t tag, l4_timeout_t timeout)
{
	return l4_ipc(cap, l4_utcb(), flags, 0, tag, NULL, timeout);
}

/* ---- One test ------------------------------------------------------------------------------- */

/* A whole factory for the next test; false while something of the last one is still there. */
static bool make_factory(void)
{
	return l4_error(l4_factory_create_factory((l4_cap_idx_t)RESERVE_CAP << L4_CAP_SHIFT,
						  test_factory(), TEST_QUOTA)) == 0;
}

static void clean_up(void)
{
	workers_clean_up();
	for (unsigned i = 0; i < slots_used; i++)
		l4_task_delete_obj(L4_BASE_TASK_CAP, (l4_cap_idx_t)(FIRST_SLOT + i)
							     << L4_CAP_SHIFT);
	slots_used = 0;
	memory_clean_up();
	l4_task_delete_obj(L4_BASE_TASK_CAP, test_factory());
}

/* Did every byte of the last test come back? Deletion may take a moment. */
static bool quota_is_whole(void)
{
	for (unsigned i = 0; i < PAUSES_MAX; i++) {
		if (make_factory())
			return true;
		test_pause(5);
	}
	return false;
}

/* What is lost is lost: the next test gets other memory, so that only one is blamed. */
static bool make_reserve(void)
{
	return l4_error(l4_factory_create_factory(L4_BASE_FACTORY_CAP,
						  (l4_cap_idx_t)RESERVE_CAP << L4_CAP_SHIFT,
						  TEST_QUOTA + FACTORY_COST)) == 0;
}

/* @return everything came back */
static bool renew(void)
{
	clean_up();
	if (quota_is_whole())
		return true;
	if (!make_reserve() || !make_factory())
		printf("Bail out! no memory for the tests\n");
	return false;
}

static void run_test(const struct test *t, unsigned number, unsigned stride)
{
	failures = 0;
	l4_utcb_receive_nothing();
	t->run();
	if (!renew()) {
		printf("#   %s: memory is missing in the quota after the test\n", t->name);
		failures++;
	}
	if (!failures)
		failures += injection_run(t, stride, renew);
	printf("%s %u - [%s] %s\n", failures ? "not ok" : "ok", number, t->statements, t->name);
	if (failures)
		failed++;
	else
		passed++;
}

/* True when the command line has no "only=" word, or @p t's name contains it. */
static bool selected(const struct test *t, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "only=", 5) == 0)
			return strstr(t->name, argv[i] + 5) || strstr(t->statements, argv[i] + 5);
	return true;
}

static void power_off(void)
{
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
}

int main(int argc, char **argv)
{
	l4_sched_param_t sched = l4_sched_param(TEST_PRIORITY, 0);
	unsigned stride        = 1; /* "stride=": not all allocations fail, see injection.h */
	unsigned number        = 0;

	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "stride=", 7) == 0)
			stride = (unsigned)strtoul(argv[i] + 7, NULL, 10);

	l4_scheduler_run_thread(L4_BASE_SCHEDULER_CAP, L4_BASE_THREAD_CAP, &sched);
	workers_init();
	memory_init();
	injection_init();
	if (!make_reserve() || !make_factory()) {
		printf("Bail out! no memory for the tests\n");
		return 1;
	}
	printf("TAP version 13\n");
	for (unsigned g = 0; g < sizeof(groups) / sizeof(groups[0]); g++) {
		printf("# %s\n", groups[g]->name);
		for (unsigned i = 0; i < groups[g]->count; i++)
			if (selected(&groups[g]->tests[i], argc, argv))
				run_test(&groups[g]->tests[i], ++number, stride);
	}
	printf("1..%u\n", number);
	printf("target: %u passed, %u failed\n", passed, failed);
	power_off();
	return failed != 0;
}
