/*
 * Group C, second part: which receive buffer takes which item, local ids, and what a transfer that
 * fails half way has done.
 */
#include "tests/target/items.h"

/* Send the @p count words at @p mr, all of them typed items, to @p w. */
static l4_msgtag_t send_raw(const struct worker *w, const l4_umword_t *mr, unsigned count)
{
	l4_msgtag_t tag;

	memcpy(l4_utcb_mr()->mr, mr, count * sizeof(*mr));
	tag = test_invoke(w->cap, L4_SYSF_SEND, l4_msgtag(0, 0, count / 2, 0), NEVER);
	CHECK(worker_reached(w, 2));
	return tag;
}

static l4_umword_t factory_flexpage(unsigned rights)
{
	return l4_obj_fpage(test_factory(), 0, (unsigned char)rights).raw;
}

/* ---- Order ---------------------------------------------------------------------------------- */

/* Two capabilities and, between them, a page: objects go on from buffer to buffer by themselves. */
static void each_type_of_item_has_a_cursor_of_its_own(void)
{
	const l4_umword_t br[BUFFERS] = {
		small_buffer(CAP_AT),
		small_buffer(CAP_AT + 1),
		L4_ITEM_MAP,
		l4_fpage(WINDOW, L4_PAGESHIFT, L4_FPAGE_RWX).raw,
	};
	const l4_umword_t items[] = {
		object_item(0), factory_flexpage(L4_CAP_FPAGE_RWS),
		memory_item(0), rw_page(3).raw,
		object_item(0), l4_obj_fpage(L4_BASE_LOG_CAP, 0, L4_CAP_FPAGE_RW).raw,
	};
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(3)[0] = 3;
	w               = receiver_with(&s, br, 2); /* memory from BR2 on, objects from BR0 on */
	EXPECT_IPC_ERROR(send_raw(w, items, 6), 0);
	CHECK(in_sandbox(&s, CAP_AT) && in_sandbox(&s, CAP_AT + 1));
	CHECK(sandbox_reads(&s, WINDOW, &word));
	EXPECT(word, 3);
	for (unsigned i = 0; i < 3; i++) {
		EXPECT(result_of(w, 2 * i), L4_ITEM_RESULT_MAPPED);
		EXPECT(w->value[2 * i + 1], UNTOUCHED);
	}
}

static void compound_capabilities_fill_one_window(void)
{
	const l4_umword_t br[BUFFERS] = {
		L4_ITEM_MAP,
		l4_obj_fpage((l4_cap_idx_t)CAP_AT << L4_CAP_SHIFT, 3, L4_CAP_FPAGE_RWS).raw,
	};
	const l4_umword_t items[] = {
		object_item(2UL << L4_CAP_SHIFT) | L4_ITEM_CONT,
		factory_flexpage(L4_CAP_FPAGE_RWS),
		object_item((8UL + 5) << L4_CAP_SHIFT), /* modulo the window's size */
		factory_flexpage(L4_CAP_FPAGE_RWS),
	};
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = receiver_with(&s, br, 0);
	EXPECT_IPC_ERROR(send_raw(w, items, 4), 0);
	for (unsigned i = 0; i < 8; i++)
		EXPECT(in_sandbox(&s, CAP_AT + i), i == 2 || i == 5);
}

static void a_small_forwarding_buffer_names_slot_and_task(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = receiver(NULL, small_buffer(CAP_AT) | L4_RCV_ITEM_FORWARD_MAPPINGS, s.task, 0);
	EXPECT_IPC_ERROR(
		send_item(w, object_item(0), l4_obj_fpage(test_factory(), 0, L4_CAP_FPAGE_RWS)), 0);
	CHECK(in_sandbox(&s, CAP_AT));
	CHECK(!test_valid((l4_cap_idx_t)CAP_AT << L4_CAP_SHIFT));
	w = receiver(NULL, small_buffer(CAP_AT) | L4_RCV_ITEM_FORWARD_MAPPINGS, test_factory(), 0);
	EXPECT_IPC_ERROR(
		send_item(w, object_item(0), l4_obj_fpage(test_factory(), 0, L4_CAP_FPAGE_RWS)),
		L4_IPC_SEMSGCUT);
}

/* ---- Errors --------------------------------------------------------------------------------- */

static void what_was_mapped_before_an_overflow_stays(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(2)[0] = 2;
	w               = memory_receiver(&s, WINDOW, L4_PAGESHIFT);
	EXPECT_IPC_ERROR(
		send_items(w, 1, 2, memory_item(0), rw_page(2), memory_item(0), rw_page(3)),
		L4_IPC_SEMSGCUT);
	EXPECT(w->tag.raw, l4_msgtag(0, 1, 2, L4_MSGTAG_ERROR).raw);
	EXPECT(result_of(w, 1), L4_ITEM_RESULT_MAPPED);
	EXPECT(w->value[3], UNTOUCHED);
	CHECK(sandbox_reads(&s, WINDOW, &word));
	EXPECT(word, 2);
}

static void only_map_items_are_items(void)
{
	struct worker *w = memory_receiver(NULL, test_hole(16), 16);

	EXPECT_IPC_ERROR(send_item(w, memory_item(0x1000) & ~(l4_umword_t)L4_ITEM_MAP, rw_page(0)),
			 L4_IPC_SEMSGCUT);
	EXPECT(w->error, L4_IPC_REMSGCUT);
	EXPECT(w->value[0], UNTOUCHED);
}

/* Of @p items void items, how does the sending end? */
static l4_msgtag_t send_void_items(unsigned items)
{
	struct worker *w = receiver(NULL, 0, 0, 0);
	l4_msgtag_t tag;

	memset(l4_utcb_mr()->mr, 0, sizeof(l4_utcb_mr()->mr));
	tag = test_invoke(w->cap, L4_SYSF_SEND, l4_msgtag(0, 0, items, 0), NEVER);
	CHECK(worker_reached(w, 2));
	EXPECT(w->value[0], 0);
	EXPECT(w->value[1], UNTOUCHED);
	return tag;
}

static void more_items_than_registers_overflow(void)
{
	EXPECT_IPC_ERROR(send_void_items(32), 0);
	EXPECT_IPC_ERROR(send_void_items(33), L4_IPC_SEMSGCUT);
	EXPECT_IPC_ERROR(send_void_items(63), L4_IPC_SEMSGCUT);
}

/* The task goes, its thread lives on as long as there is a capability to it. */
static void a_task_that_was_deleted_receives_nothing(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = memory_receiver(&s, WINDOW, L4_PAGESHIFT);
	l4_task_delete_obj(L4_BASE_TASK_CAP, s.task);
	l4_utcb_mr()->mr[0] = memory_item(0);
	l4_utcb_mr()->mr[1] = rw_page(0).raw;
	EXPECT_IPC_ERROR(test_invoke(w->cap, L4_SYSF_SEND, l4_msgtag(0, 0, 1, 0), NEVER),
			 L4_IPC_SEMSGCUT);
}

static void a_capability_beyond_the_table_is_nothing(void)
{
	const l4_cap_idx_t beyond = (l4_cap_idx_t)L4_CAP_SPACE_SIZE << L4_CAP_SHIFT;
	l4_fpage_t factory        = l4_obj_fpage(test_factory(), 0, L4_CAP_FPAGE_RWS);
	l4_cap_idx_t slot         = test_slot();
	struct worker *w          = receiver(NULL, slot | L4_RCV_ITEM_SINGLE_CAP, 0, 0);

	EXPECT_IPC_ERROR(send_item(w, object_item(0), l4_obj_fpage(beyond, 0, L4_CAP_FPAGE_RWS)),
			 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_NOTHING);
	w = receiver(NULL, beyond | L4_RCV_ITEM_SINGLE_CAP, 0, 0);
	EXPECT_IPC_ERROR(send_item(w, object_item(0), factory), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_NOTHING);
	test_copy(slot, test_factory(), L4_CAP_FPAGE_RWS, 0);
	w = receiver(NULL, slot | L4_RCV_ITEM_SINGLE_CAP, 0, 0);
	EXPECT_IPC_ERROR(send_item(w, object_item(0), l4_obj_fpage(test_factory(), 0, 0)), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_NOTHING);
	CHECK(test_valid(slot)); /* the old occupant */
}

/* ---- Local ids ------------------------------------------------------------------------------ */

/* Within a task the flexpage comes as it is: of whatever type, with whatever rights. */
static void within_a_task_any_flexpage_comes_as_it_is(void)
{
	l4_cap_idx_t slot = test_slot();
	l4_fpage_t sent   = l4_fpage(page(2), L4_PAGESHIFT, L4_FPAGE_RO);
	struct worker *w  = receiver(NULL, local_buffer(slot), 0, 0);

	EXPECT_IPC_ERROR(send_item(w, memory_item(0x5000), sent), 0);
	EXPECT(w->value[0], 0x5000 | (sent.raw & 0xff0) | L4_ITEM_MAP | L4_ITEM_RESULT_FPAGE);
	EXPECT(w->value[1], sent.raw);

	/* A slot that holds nothing, too: it is for the receiver to find out. */
	sent = l4_obj_fpage(test_empty_slot(), 0, 0);
	w    = receiver(NULL, local_buffer(slot), 0, 0);
	EXPECT_IPC_ERROR(send_item(w, object_item(0), sent), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_FPAGE);
	EXPECT(w->value[1], sent.raw);
}

static void a_forwarding_buffer_gets_no_local_ids(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = receiver(NULL,
		     local_buffer((l4_cap_idx_t)CAP_AT << L4_CAP_SHIFT) |
			     L4_RCV_ITEM_FORWARD_MAPPINGS,
		     s.task, 0);
	EXPECT_IPC_ERROR(
		send_item(w, object_item(0), l4_obj_fpage(test_factory(), 0, L4_CAP_FPAGE_RWS)), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_MAPPED);
	CHECK(in_sandbox(&s, CAP_AT));
}

/* ---- Capabilities --------------------------------------------------------------------------- */

static void a_granted_capability_leaves_its_sender(void)
{
	l4_cap_idx_t from = test_slot(), to = test_slot();
	struct worker *w = receiver(NULL, to | L4_RCV_ITEM_SINGLE_CAP, 0, 0);

	test_copy(from, test_factory(), L4_CAP_FPAGE_RWS, 0);
	EXPECT_IPC_ERROR(send_item(w, object_item(0) | L4_MAP_ITEM_GRANT,
				   l4_obj_fpage(from, 0, L4_CAP_FPAGE_RWS)),
			 0);
	CHECK(!test_valid(from) && test_valid(to));
}

static void the_same_capability_again_replaces_its_rights(void)
{
	l4_cap_idx_t slot = test_slot(), thread = test_slot();
	struct worker *w;

	EXPECT_LABEL(l4_factory_create_thread(test_factory(), thread), 0);
	test_copy(slot, thread, L4_CAP_FPAGE_RWS, 0);
	w = receiver(NULL, slot | L4_RCV_ITEM_SINGLE_CAP, 0, 0);
	EXPECT_IPC_ERROR(send_item(w, object_item(0), l4_obj_fpage(thread, 0, L4_CAP_FPAGE_RW)), 0);
	l4_thread_control_start();
	EXPECT_LABEL(l4_thread_control_commit(slot), -L4_EPERM);
}

static const struct test tests[] = {
	TEST("C (6.3)", each_type_of_item_has_a_cursor_of_its_own),
	TEST("C (6.6)", compound_capabilities_fill_one_window),
	TEST("C (6.3)", a_small_forwarding_buffer_names_slot_and_task),
	TEST("C (6.5)", what_was_mapped_before_an_overflow_stays),
	TEST("C (6.5)", only_map_items_are_items),
	TEST("C (6.2)", more_items_than_registers_overflow),
	TEST("C (6.5)", a_task_that_was_deleted_receives_nothing),
	TEST("C (16)", a_capability_beyond_the_table_is_nothing),
	TEST("C (6.4)", within_a_task_any_flexpage_comes_as_it_is),
	TEST("C (6.4)", a_forwarding_buffer_gets_no_local_ids),
	TEST("C (6.7)", a_granted_capability_leaves_its_sender),
	TEST("C (16)", the_same_capability_again_replaces_its_rights),
};

TEST_GROUP(group_c_buffers, "C. Receive buffers, failures, local ids", tests);
