/*
 * Group D: tasks. Mapping into them, capability information, KU memory.
 */
#include "tests/target/target.h"

enum {
	USER_ADDRESS = 0x30000000, /* free in every sandbox */
};

/* A call with protocol task; the UTCB is filled. */
static l4_msgtag_t task_call(l4_cap_idx_t task, unsigned words, unsigned items)
{
	return test_invoke(task, L4_SYSF_CALL, l4_msgtag(L4_PROTO_TASK, words, items, 0),
			   L4_IPC_NEVER);
}

static l4_msgtag_t task_op(l4_cap_idx_t task, l4_umword_t op, unsigned words)
{
	l4_utcb_mr()->mr[0] = op;
	return task_call(task, words, 0);
}

static void wrong_protocols_and_operations_are_refused(void)
{
	struct sandbox s;

	sandbox_make_empty(&s);
	l4_utcb_mr()->mr[0] = 0;
	EXPECT_LABEL(test_invoke(s.task, L4_SYSF_CALL, l4_msgtag(L4_PROTO_THREAD, 1, 0, 0),
				 L4_IPC_NEVER),
		     -L4_EBADPROTO);
	EXPECT_LABEL(task_op(s.task, 0x99, 1), -L4_ENOSYS);
}

static void map_needs_the_write_right(void)
{
	struct sandbox s;
	l4_cap_idx_t weak = test_slot();

	sandbox_make_empty(&s);
	test_copy(weak, s.task, L4_CAP_FPAGE_RS, 0);
	EXPECT_LABEL(l4_task_map(weak, L4_BASE_TASK_CAP,
				 l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW),
				 USER_ADDRESS),
		     -L4_EPERM);
}

static void map_checks_its_source_argument(void)
{
	struct sandbox s;

	sandbox_make_empty(&s);
	l4_utcb_mr()->mr[0] = L4_TASK_MAP_OP;
	l4_utcb_mr()->mr[1] = USER_ADDRESS;
	l4_utcb_mr()->mr[2] = l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW).raw;
	EXPECT_LABEL(task_call(s.task, 3, 0), -L4_EINVAL);

	l4_utcb_mr()->mr[0] = L4_TASK_MAP_OP;
	l4_utcb_cap_argument(3, L4_BASE_THREAD_CAP);
	EXPECT_LABEL(task_call(s.task, 3, 1), -L4_EINVAL);

	l4_utcb_mr()->mr[0] = L4_TASK_MAP_OP;
	l4_utcb_mr()->mr[3] = l4_map_control(0, 0, 0);
	l4_utcb_mr()->mr[4] = l4_fpage(0, L4_PAGESHIFT, L4_FPAGE_RW).raw;
	EXPECT_IPC_ERROR(task_call(s.task, 3, 1), L4_IPC_SEMSGCUT);
}

static void mapping_nothing_is_success(void)
{
	struct sandbox s;

	sandbox_make_empty(&s);
	EXPECT_LABEL(l4_task_map(s.task, L4_BASE_TASK_CAP,
				 l4_fpage(test_hole(L4_PAGESHIFT), L4_PAGESHIFT, L4_FPAGE_RW),
				 USER_ADDRESS),
		     0);
	EXPECT_LABEL(l4_task_map(s.task, L4_BASE_TASK_CAP, l4_fpage_invalid(), 0), 0);
	EXPECT_LABEL(l4_task_map(s.task, L4_BASE_TASK_CAP,
				 l4_obj_fpage(test_empty_slot(), 0, L4_CAP_FPAGE_RWS), 0x100000),
		     0);
}

/* The strong right survives a map only if both task capabilities have it. */
static void map_of_a_capability_keeps_s_only_between_strong_tasks(void)
{
	l4_cap_idx_t weak_self = test_slot(), thread = test_slot(), copy = test_slot();

	EXPECT_LABEL(l4_factory_create_thread(test_factory(), thread), 0);
	test_copy(weak_self, L4_BASE_TASK_CAP, L4_CAP_FPAGE_RW, 0);
	EXPECT_LABEL(l4_task_map(L4_BASE_TASK_CAP, weak_self,
				 l4_obj_fpage(thread, 0, L4_CAP_FPAGE_RWSD),
				 l4_map_obj_control(copy, 0)),
		     0);
	l4_thread_control_start();
	EXPECT_LABEL(l4_thread_control_commit(copy), -L4_EPERM);

	EXPECT_LABEL(l4_task_map(L4_BASE_TASK_CAP, L4_BASE_TASK_CAP,
				 l4_obj_fpage(thread, 0, L4_CAP_FPAGE_RWSD),
				 l4_map_obj_control(copy, 0)),
		     0);
	l4_thread_control_start();
	EXPECT_LABEL(l4_thread_control_commit(copy), 0);
}

static void cap_valid_tells_occupied_slots_from_empty_ones(void)
{
	EXPECT_LABEL(l4_task_cap_valid(L4_BASE_TASK_CAP, L4_BASE_THREAD_CAP), 1);
	EXPECT_LABEL(l4_task_cap_valid(L4_BASE_TASK_CAP, test_empty_slot()), 0);
	EXPECT_LABEL(l4_task_cap_valid(L4_BASE_TASK_CAP, L4_INVALID_CAP), 0);
}

static void cap_equal_compares_object_and_rights(void)
{
	l4_cap_idx_t same = test_slot(), weak = test_slot(), empty = test_slot();

	test_copy(same, test_factory(), L4_CAP_FPAGE_RWSD, 0);
	test_copy(weak, test_factory(), L4_CAP_FPAGE_RS, 0);
	EXPECT_LABEL(l4_task_cap_equal(L4_BASE_TASK_CAP, test_factory(), same), 1);
	EXPECT_LABEL(l4_task_cap_equal(L4_BASE_TASK_CAP, test_factory(), weak), 0);
	EXPECT_LABEL(l4_task_cap_equal(L4_BASE_TASK_CAP, empty, test_empty_slot()), 1);
	EXPECT_LABEL(l4_task_cap_equal(L4_BASE_TASK_CAP, L4_BASE_TASK_CAP, L4_BASE_THREAD_CAP), 0);
	EXPECT_LABEL(l4_task_cap_equal(L4_BASE_TASK_CAP, L4_INVALID_CAP, L4_INVALID_CAP), 1);
}

static void cap_info_takes_two_or_three_words(void)
{
	EXPECT_LABEL(task_op(L4_BASE_TASK_CAP, L4_TASK_CAP_INFO_OP, 1), -L4_EINVAL);
	EXPECT_LABEL(task_op(L4_BASE_TASK_CAP, L4_TASK_CAP_INFO_OP, 4), -L4_EINVAL);
}

/* ---- KU memory ------------------------------------------------------------------------------ */

static l4_msgtag_t add_ku(l4_cap_idx_t task, l4_fpage_t area)
{
	l4_utcb_mr()->mr[0] = L4_TASK_ADD_KU_MEM_OP;
	l4_utcb_mr()->mr[1] = area.raw;
	return task_call(task, 2, 0);
}

static void ku_memory_comes_in_sizes_from_12_to_17(void)
{
	struct sandbox s;
	l4_msgtag_t tag;

	sandbox_make_empty(&s);
	EXPECT_LABEL(add_ku(s.task, l4_fpage(USER_ADDRESS, 11, L4_FPAGE_RW)), -L4_EINVAL);
	EXPECT_LABEL(add_ku(s.task, l4_fpage(USER_ADDRESS, 18, L4_FPAGE_RW)), -L4_EINVAL);
	tag = add_ku(s.task, l4_fpage(USER_ADDRESS, 12, L4_FPAGE_RW));
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 1);
	EXPECT(l4_utcb_mr()->mr[0], l4_fpage(USER_ADDRESS, 12, 0).raw);
}

static void ku_memory_does_not_replace_what_is_there(void)
{
	struct sandbox s;

	sandbox_make_empty(&s);
	EXPECT_LABEL(l4_task_map(s.task, L4_BASE_TASK_CAP,
				 l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control(USER_ADDRESS, 0, 0)),
		     0);
	EXPECT_LABEL(add_ku(s.task, l4_fpage(USER_ADDRESS, 12, L4_FPAGE_RW)), -L4_EEXIST);
	EXPECT_LABEL(add_ku(s.task, l4_fpage(USER_ADDRESS + 0x1000, 12, L4_FPAGE_RW)), 0);
	EXPECT_LABEL(add_ku(s.task, l4_fpage(USER_ADDRESS + 0x1000, 12, L4_FPAGE_RW)), -L4_EEXIST);
}

static void ku_memory_needs_a_memory_flexpage_in_the_user_range(void)
{
	struct sandbox s;

	sandbox_make_empty(&s);
	EXPECT_LABEL(add_ku(s.task, l4_obj_fpage(USER_ADDRESS, 12, L4_CAP_FPAGE_RW)), -L4_EINVAL);
	EXPECT_LABEL(add_ku(s.task, l4_fpage(L4_USER_MAX + 1, 12, L4_FPAGE_RW)), -L4_EINVAL);
}

static void ku_memory_is_zero(void)
{
	/* The workers' UTCBs are KU memory that nobody wrote to beyond the first ones. */
	const l4_umword_t *page = (const l4_umword_t *)0xb0003000UL;

	for (unsigned i = 0; i < L4_PAGESIZE / sizeof(*page); i++)
		if (page[i]) {
			EXPECT(page[i], 0);
			break;
		}
}

/* ---- Unmap ---------------------------------------------------------------------------------- */

static void unmap_returns_as_many_words_as_it_got(void)
{
	l4_msgtag_t tag;

	l4_utcb_mr()->mr[0] = L4_TASK_UNMAP_OP;
	l4_utcb_mr()->mr[1] = L4_FP_OTHER_SPACES;
	for (unsigned i = 2; i < 5; i++)
		l4_utcb_mr()->mr[i] =
			l4_fpage((l4_addr_t)test_page(i), L4_PAGESHIFT, L4_FPAGE_RWX).raw;
	tag = task_call(L4_BASE_TASK_CAP, 5, 0);
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 5);
}

static void unmap_of_a_capability_without_the_self_bit_does_nothing(void)
{
	l4_cap_idx_t copy = test_slot();

	test_copy(copy, test_factory(), L4_CAP_FPAGE_RWS, 0);
	l4_task_unmap(L4_BASE_TASK_CAP, l4_obj_fpage(copy, 0, L4_CAP_FPAGE_RWSD),
		      L4_FP_OTHER_SPACES);
	CHECK(test_valid(copy));
	l4_task_unmap(L4_BASE_TASK_CAP, l4_obj_fpage(copy, 0, L4_CAP_FPAGE_RWSD), L4_FP_ALL_SPACES);
	CHECK(!test_valid(copy));
	CHECK(test_valid(test_factory()));
}

static void deleting_with_d_empties_every_copy_and_without_only_the_slot(void)
{
	l4_cap_idx_t gate = test_slot(), weak = test_slot(), copy = test_slot();
	struct sandbox s;

	sandbox_make_empty(&s);
	EXPECT_LABEL(l4_factory_create_gate(test_factory(), gate, L4_INVALID_CAP, 0), 0);
	test_copy(weak, gate, L4_CAP_FPAGE_RWS, 0);
	test_copy(copy, gate, L4_CAP_FPAGE_RWS, 0);
	sandbox_give(&s, gate, 0x30, L4_CAP_FPAGE_RWS);

	l4_task_delete_obj(L4_BASE_TASK_CAP, weak);
	CHECK(!test_valid(weak));
	CHECK(test_valid(gate) && test_valid(copy));
	EXPECT_LABEL(l4_task_cap_valid(s.task, 0x30UL << L4_CAP_SHIFT), 1);

	l4_task_delete_obj(L4_BASE_TASK_CAP, gate);
	CHECK(!test_valid(gate) && !test_valid(copy));
	EXPECT_LABEL(l4_task_cap_valid(s.task, 0x30UL << L4_CAP_SHIFT), 0);
}

static const struct test tests[] = {
	TEST("D101 D102", wrong_protocols_and_operations_are_refused),
	TEST("D103", map_needs_the_write_right),
	TEST("D104", map_checks_its_source_argument),
	TEST("D106", mapping_nothing_is_success),
	TEST("D105", map_of_a_capability_keeps_s_only_between_strong_tasks),
	TEST("D107", cap_valid_tells_occupied_slots_from_empty_ones),
	TEST("D108", cap_equal_compares_object_and_rights),
	TEST("D109", cap_info_takes_two_or_three_words),
	TEST("D110", ku_memory_comes_in_sizes_from_12_to_17),
	TEST("D110", ku_memory_is_zero),
	TEST("D111", ku_memory_does_not_replace_what_is_there),
	TEST("D112 D113", ku_memory_needs_a_memory_flexpage_in_the_user_range),
	TEST("D115", unmap_returns_as_many_words_as_it_got),
	TEST("D116", unmap_of_a_capability_without_the_self_bit_does_nothing),
	TEST("D117", deleting_with_d_empties_every_copy_and_without_only_the_slot),
};

TEST_GROUP(group_d, "D. Task", tests);
