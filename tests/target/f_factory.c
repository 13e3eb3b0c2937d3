/*
 * Group F: factories and the quota they keep.
 */
#include "tests/target/target.h"

/* A create message as a program would write it by hand: type in MR0, words as given. */
static l4_msgtag_t create(l4_cap_idx_t factory, long type, l4_cap_idx_t slot, unsigned words,
			  unsigned items)
{
	l4_utcb_mr()->mr[0] = (l4_umword_t)type;
	l4_utcb_receive_cap(slot);
	return test_invoke(factory, L4_SYSF_CALL, l4_msgtag(L4_PROTO_FACTORY, words, items, 0),
			   L4_IPC_NEVER);
}

static void factory_checks_protocol_right_and_length(void)
{
	l4_cap_idx_t weak = test_slot(), slot = test_slot();

	test_copy(weak, test_factory(), L4_CAP_FPAGE_RW, 0);
	l4_utcb_receive_cap(slot);
	EXPECT_LABEL(test_invoke(test_factory(), L4_SYSF_CALL, l4_msgtag(L4_PROTO_TASK, 1, 0, 0),
				 L4_IPC_NEVER),
		     -L4_EBADPROTO);
	EXPECT_LABEL(create(weak, L4_PROTO_THREAD, slot, 1, 0), -L4_EPERM);
	EXPECT_LABEL(create(test_factory(), L4_PROTO_THREAD, slot, 0, 0), -L4_EMSGTOOSHORT);
	CHECK(!test_valid(slot));
}

static void create_without_receive_phase_creates_nothing(void)
{
	l4_cap_idx_t slot = test_slot();

	l4_utcb_mr()->mr[0] = (l4_umword_t)L4_PROTO_THREAD;
	l4_utcb_receive_cap(slot);
	EXPECT(l4_msgtag_has_error(test_invoke(test_factory(), L4_SYSF_SEND,
					       l4_msgtag(L4_PROTO_FACTORY, 1, 0, 0), L4_IPC_NEVER)),
	       0);
	CHECK(!test_valid(slot));
}

static void create_needs_an_object_buffer(void)
{
	l4_utcb_mr()->mr[0] = (l4_umword_t)L4_PROTO_THREAD;
	l4_utcb_receive_nothing();
	EXPECT_IPC_ERROR(test_invoke(test_factory(), L4_SYSF_CALL,
				     l4_msgtag(L4_PROTO_FACTORY, 1, 0, 0), L4_IPC_NEVER),
			 L4_IPC_REMSGCUT);
	l4_utcb_receive_memory(0x1000, L4_PAGESHIFT);
	EXPECT_IPC_ERROR(test_invoke(test_factory(), L4_SYSF_CALL,
				     l4_msgtag(L4_PROTO_FACTORY, 1, 0, 0), L4_IPC_NEVER),
			 L4_IPC_REMSGCUT);
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;
	EXPECT_IPC_ERROR(test_invoke(test_factory(), L4_SYSF_CALL,
				     l4_msgtag(L4_PROTO_FACTORY, 1, 0, 0), L4_IPC_NEVER),
			 L4_IPC_REMSGCUT);
}

static void unknown_types_have_no_device(void)
{
	l4_cap_idx_t slot = test_slot();

	EXPECT_LABEL(create(test_factory(), L4_PROTO_LOG, slot, 1, 0), -L4_ENODEV);
	EXPECT_LABEL(create(test_factory(), 5, slot, 1, 0), -L4_ENODEV);
	EXPECT_LABEL(create(test_factory(), L4_PROTO_DMA_SPACE, slot, 1, 0), -L4_ENODEV);
	EXPECT_LABEL(create(test_factory(), L4_PROTO_VM, slot, 1, 0), -L4_ENODEV);
	EXPECT_LABEL(create(test_factory(), L4_PROTO_THREAD_GROUP, slot, 1, 0), -L4_ENODEV);
}

static void a_new_thread_comes_as_one_item(void)
{
	l4_cap_idx_t slot = test_slot();
	l4_msgtag_t tag   = create(test_factory(), L4_PROTO_THREAD, slot, 1, 0);

	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_items(tag), 1);
	EXPECT(l4_utcb_mr()->mr[0], 0x38);
	CHECK(test_valid(slot));
}

static void a_task_needs_its_utcb_argument(void)
{
	l4_cap_idx_t slot = test_slot();
	l4_msgtag_t tag;

	EXPECT_LABEL(create(test_factory(), L4_PROTO_TASK, slot, 2, 0), -L4_EINVAL);
	l4_utcb_mr()->mr[2] = 0;
	tag                 = create(test_factory(), L4_PROTO_TASK, slot, 3, 0);
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 0);
	EXPECT(l4_msgtag_items(tag), 1);
	EXPECT(l4_utcb_mr()->mr[0], 0x38);

	l4_utcb_mr()->mr[2] = l4_fpage(0x30000000, L4_PAGESHIFT, L4_FPAGE_RW).raw;
	tag                 = create(test_factory(), L4_PROTO_TASK, slot, 3, 0);
	EXPECT_LABEL(tag, 0);
	EXPECT(l4_msgtag_words(tag), 1);
	EXPECT(l4_utcb_mr()->mr[0], l4_fpage(0x30000000, L4_PAGESHIFT, 0).raw);
	EXPECT(l4_utcb_mr()->mr[1], 0x38);
}

static void a_gate_checks_thread_and_label(void)
{
	l4_cap_idx_t slot = test_slot(), thread = test_slot(), weak = test_slot();

	EXPECT_LABEL(create(test_factory(), 0, slot, 1, 0), 0);
	EXPECT_LABEL(create(test_factory(), L4_PROTO_KOBJECT, slot, 1, 0), 0);
	EXPECT_LABEL(l4_factory_create_thread(test_factory(), thread), 0);
	test_copy(weak, thread, L4_CAP_FPAGE_RW, 0);

	l4_utcb_cap_argument(2, thread);
	EXPECT_LABEL(create(test_factory(), 0, slot, 2, 1), -L4_EMSGTOOSHORT);
	for (l4_umword_t right = 1; right <= 3;
	     right++) { /* a label has no bits of its own there */
		l4_utcb_mr()->mr[2] = 0x10 | right;
		l4_utcb_cap_argument(3, thread);
		EXPECT_LABEL(create(test_factory(), 0, slot, 3, 1), -L4_EINVAL);
	}
	l4_utcb_mr()->mr[2] = 0x10;
	l4_utcb_cap_argument(3, weak);
	EXPECT_LABEL(create(test_factory(), 0, slot, 3, 1), -L4_EPERM);
	l4_utcb_cap_argument(3, L4_BASE_TASK_CAP);
	EXPECT_LABEL(create(test_factory(), 0, slot, 3, 1), -L4_EINVAL);
}

static void a_factory_checks_length_and_limit(void)
{
	l4_cap_idx_t slot = test_slot();

	EXPECT_LABEL(create(test_factory(), L4_PROTO_FACTORY, slot, 2, 0), -L4_EMSGTOOSHORT);
	EXPECT_LABEL(create(test_factory(), L4_PROTO_FACTORY, slot, 4, 0), -L4_EMSGTOOLONG);
	l4_utcb_mr()->mr[2] = 4096;
	l4_utcb_cap_argument(3, L4_BASE_TASK_CAP);
	EXPECT_LABEL(create(test_factory(), L4_PROTO_FACTORY, slot, 3, 1), -L4_EMSGTOOLONG);
	EXPECT_LABEL(l4_factory_create_factory(test_factory(), slot, 0), -L4_ENOMEM);
	EXPECT_LABEL(l4_factory_create_factory(test_factory(), slot, 2 * TEST_QUOTA), -L4_ENOMEM);
	EXPECT_LABEL(l4_factory_create_factory(test_factory(), slot, 4096), 0);
}

static void a_full_quota_refuses_and_deletion_makes_room(void)
{
	l4_cap_idx_t factory = test_slot(), thread[8];
	unsigned made        = 0;

	for (unsigned i = 0; i < 8; i++)
		thread[i] = test_slot();
	EXPECT_LABEL(l4_factory_create_factory(test_factory(), factory, 40000), 0);
	while (made < 8 && l4_error(l4_factory_create_thread(factory, thread[made])) == 0)
		made++;
	CHECK(made > 0 && made < 8);
	EXPECT_LABEL(l4_factory_create_thread(factory, thread[made]), -L4_ENOMEM);
	l4_task_delete_obj(L4_BASE_TASK_CAP, thread[0]);
	for (unsigned i = 0; i < 100; i++) {
		if (l4_error(l4_factory_create_thread(factory, thread[0])) == 0)
			break;
		test_pause(5);
	}
	CHECK(test_valid(thread[0]));
}

static void a_new_capability_may_delete(void)
{
	l4_cap_idx_t slot = test_slot(), copy = test_slot();

	EXPECT_LABEL(l4_factory_create_irq(test_factory(), slot), 0);
	test_copy(copy, slot, L4_CAP_FPAGE_RWSD, 0);
	l4_task_delete_obj(L4_BASE_TASK_CAP, slot);
	CHECK(!test_valid(copy));
}

static void a_buffer_beyond_the_table_has_no_memory(void)
{
	EXPECT_LABEL(create(test_factory(), L4_PROTO_THREAD,
			    (l4_cap_idx_t)L4_CAP_SPACE_SIZE << L4_CAP_SHIFT, 1, 0),
		     -L4_ENOMEM);
}

static const struct test tests[] = {
	TEST("F147", factory_checks_protocol_right_and_length),
	TEST("F148", create_without_receive_phase_creates_nothing),
	TEST("F149", create_needs_an_object_buffer),
	TEST("F150", unknown_types_have_no_device),
	TEST("F151", a_new_thread_comes_as_one_item),
	TEST("F152 F153", a_task_needs_its_utcb_argument),
	TEST("F154", a_gate_checks_thread_and_label),
	TEST("F155", a_factory_checks_length_and_limit),
	TEST("F156", a_full_quota_refuses_and_deletion_makes_room),
	TEST("F157", a_new_capability_may_delete),
	TEST("F158", a_buffer_beyond_the_table_has_no_memory),
};

TEST_GROUP(group_f, "F. Factory", tests);
