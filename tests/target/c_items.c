/*
 * Group C, first part: typed items in messages, receive buffers, what the receiver is told.
 */
#include "tests/target/items.h"

/* ---- Memory --------------------------------------------------------------------------------- */

static void a_page_arrives_with_a_word_that_describes_it(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(1)[0] = 0x5a;
	w               = memory_receiver(&s, WINDOW, L4_PAGESHIFT);
	EXPECT_IPC_ERROR(send_item(w, memory_item(0x7000), rw_page(1)), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_MAPPED);
	EXPECT(w->value[0], 0x7000 | L4_PAGESHIFT << 6 | L4_FPAGE_MEMORY << 4 | L4_ITEM_MAP);
	CHECK(sandbox_reads(&s, WINDOW, &word));
	EXPECT(word & 0xff, 0x5a);
	CHECK(sandbox_writes(&s, WINDOW, 0x66));
	EXPECT(test_page(1)[0], 0x66);
	CHECK(!sandbox_reads(&s, WINDOW + L4_PAGESIZE, &word));
}

static void an_unmapped_source_is_told_as_nothing(void)
{
	struct worker *w = memory_receiver(NULL, test_hole(L4_PAGESHIFT), L4_PAGESHIFT);

	EXPECT_IPC_ERROR(send_item(w, memory_item(0),
				   l4_fpage(test_hole(20) + 0x40000, L4_PAGESHIFT, L4_FPAGE_RW)),
			 0);
	EXPECT(w->error, 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_NOTHING);
}

static void the_hot_spot_chooses_the_part_of_a_larger_range(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(5)[0] = 5;
	w               = memory_receiver(&s, WINDOW, L4_PAGESHIFT);
	EXPECT_IPC_ERROR(send_item(w, memory_item(5 * L4_PAGESIZE),
				   l4_fpage(page(0), L4_PAGESHIFT + 4, L4_FPAGE_RW)),
			 0);
	CHECK(sandbox_reads(&s, WINDOW, &word));
	EXPECT(word, 5);
}

static void the_hot_spot_chooses_the_place_in_a_larger_window(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(2)[0] = 2;
	w               = memory_receiver(&s, WINDOW, 16);
	EXPECT_IPC_ERROR(send_item(w, memory_item(0x3000), rw_page(2)), 0);
	CHECK(sandbox_reads(&s, WINDOW + 0x3000, &word));
	EXPECT(word, 2);
	CHECK(!sandbox_reads(&s, WINDOW, &word));
}

static void in_the_whole_space_the_hot_spot_is_the_address(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(3)[0] = 3;
	w               = receiver(&s, L4_ITEM_MAP, l4_fpage_all().raw, 0);
	EXPECT_IPC_ERROR(send_item(w, memory_item(0x12345000), rw_page(3)), 0);
	CHECK(sandbox_reads(&s, 0x12345000, &word));
	EXPECT(word, 3);
}

static void compound_items_share_a_buffer(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(1)[0] = 1;
	test_page(2)[0] = 2;
	w               = memory_receiver(&s, WINDOW, 16);
	EXPECT_IPC_ERROR(send_items(w, 1, 2, memory_item(0x1000) | L4_ITEM_CONT, rw_page(1),
				    memory_item(0x2000), rw_page(2)),
			 0);
	EXPECT(w->value[1] & L4_ITEM_CONT, L4_ITEM_CONT);
	EXPECT(w->value[3] & L4_ITEM_CONT, 0);
	CHECK(sandbox_reads(&s, WINDOW + 0x1000, &word));
	EXPECT(word, 1);
	CHECK(sandbox_reads(&s, WINDOW + 0x2000, &word));
	EXPECT(word, 2);
}

static void a_second_item_without_a_buffer_overflows_on_both_sides(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = memory_receiver(&s, WINDOW, 16);
	EXPECT_IPC_ERROR(send_items(w, 1, 2, memory_item(0x1000), rw_page(1), memory_item(0x2000),
				    rw_page(2)),
			 L4_IPC_SEMSGCUT);
	EXPECT(w->error, L4_IPC_REMSGCUT);
	EXPECT(w->value[0], 0x100); /* words are there all the same */
	EXPECT(l4_msgtag_words(w->tag), 1);
}

static void an_object_needs_an_object_buffer(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w           = memory_receiver(&s, WINDOW, 16);
	w->value[6] = 0; /* all types start at BR0, a memory window: no error, nothing mapped */
	EXPECT_IPC_ERROR(
		send_item(w, object_item(0), l4_obj_fpage(test_factory(), 0, L4_CAP_FPAGE_RWS)), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_MAPPED);

	w = receiver(&s, 0, 0, 0);
	EXPECT_IPC_ERROR(
		send_item(w, object_item(0), l4_obj_fpage(test_factory(), 0, L4_CAP_FPAGE_RWS)),
		L4_IPC_SEMSGCUT);
	EXPECT(w->error, L4_IPC_REMSGCUT);
}

static void a_special_flexpage_is_no_item(void)
{
	struct worker *w = memory_receiver(NULL, test_hole(16), 16);

	EXPECT_IPC_ERROR(send_item(w, memory_item(0), l4_fpage_all()), L4_IPC_SEMSGCUT);
	EXPECT(w->error, L4_IPC_REMSGCUT);
}

static void a_void_item_takes_no_buffer(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(4)[0] = 4;
	w               = memory_receiver(&s, WINDOW, L4_PAGESHIFT);
	EXPECT_IPC_ERROR(send_items(w, 0, 2, 0, l4_fpage_invalid(), memory_item(0), rw_page(4)), 0);
	EXPECT(w->value[0], 0);
	CHECK(sandbox_reads(&s, WINDOW, &word));
	EXPECT(word, 4);
}

static void items_must_fit_into_the_message_registers(void)
{
	struct worker *w = memory_receiver(NULL, test_hole(16), 16);

	l4_utcb_mr()->mr[62] = memory_item(0);
	EXPECT_IPC_ERROR(send_items(w, 62, 1, 0, l4_fpage_invalid(), 0, l4_fpage_invalid()),
			 L4_IPC_SEMSGCUT);
	w                    = memory_receiver(NULL, test_hole(16), 16);
	l4_utcb_mr()->mr[62] = 0;
	EXPECT_IPC_ERROR(send_items(w, 62, 1, 0, l4_fpage_invalid(), 0, l4_fpage_invalid()), 0);
}

/* Word 63 is no message register, even if a flexpage stands there. On x86 the UTCB's address belongs
   there: nothing that asks for it may run in between. */
static void the_word_behind_the_message_registers_is_no_flexpage(void)
{
	l4_addr_t hole   = test_hole(16);
	struct worker *w = memory_receiver(NULL, hole, 16);
	l4_utcb_t *u     = l4_utcb();
	l4_umword_t kept = u->self;
	l4_msgtag_t tag;

	u->mr[62] = memory_item(0);
	u->self   = rw_page(0).raw;
	tag       = l4_ipc(w->cap, u, L4_SYSF_SEND, 0, l4_msgtag(0, 62, 1, 0), NULL, NEVER);
	u->self   = kept;
	EXPECT_IPC_ERROR(tag, L4_IPC_SEMSGCUT);
	CHECK(worker_reached(w, 2));
	EXPECT(w->error, L4_IPC_REMSGCUT);
}

static void a_range_below_a_page_maps_nothing(void)
{
	struct worker *w = memory_receiver(NULL, test_hole(16), 16);

	EXPECT_IPC_ERROR(send_item(w, memory_item(0), l4_fpage(page(0), 11, L4_FPAGE_RW)), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_MAPPED);
}

static void ku_memory_cannot_be_sent(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	w = memory_receiver(&s, WINDOW, L4_PAGESHIFT);
	EXPECT_IPC_ERROR(send_item(w, memory_item(0),
				   l4_fpage(L4_BOOT_UTCB_AREA, L4_PAGESHIFT, L4_FPAGE_RW)),
			 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_MAPPED);
	CHECK(!sandbox_reads(&s, WINDOW, &word));
}

static void a_quota_that_is_used_up_fails_on_both_sides(void)
{
	struct sandbox s;
	l4_cap_idx_t small = test_slot();
	l4_fpage_t utcbs;
	struct worker *w;
	l4_msgtag_t tag;
	unsigned n = 0;

	/* A task whose factory has memory for itself and hardly more. */
	sandbox_make_empty(&s);
	EXPECT_LABEL(l4_factory_create_factory(test_factory(), small, 36 * 1024), 0);
	s.task = test_slot();
	utcbs  = l4_fpage(s.next_utcb, 14, L4_FPAGE_RW);
	EXPECT_LABEL(l4_factory_create_task(small, s.task, &utcbs), 0);

	do
		tag = l4_task_map(s.task, L4_BASE_TASK_CAP, rw_page(0),
				  l4_map_control((l4_addr_t)++n << 21, 0, 0));
	while (!l4_msgtag_has_error(tag) && n < 64);
	EXPECT_IPC_ERROR(tag, L4_IPC_SEMAPFAILED);

	w = receiver(NULL, L4_ITEM_MAP | L4_RCV_ITEM_FORWARD_MAPPINGS, l4_fpage_all().raw, s.task);
	EXPECT_IPC_ERROR(send_item(w, memory_item((l4_addr_t)n << 21), rw_page(0)),
			 L4_IPC_SEMAPFAILED);
	EXPECT(w->error, L4_IPC_REMAPFAILED);
	w = memory_receiver(NULL, test_hole(16), 16); /* others have memory */
	EXPECT_IPC_ERROR(send_item(w, memory_item(0), rw_page(0)), 0);
}

/* ---- Capabilities --------------------------------------------------------------------------- */

static void a_small_buffer_names_the_slot(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = receiver(&s, small_buffer(CAP_AT), 0, 0);
	EXPECT_IPC_ERROR(
		send_item(w, object_item(0), l4_obj_fpage(test_factory(), 0, L4_CAP_FPAGE_RWS)), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_MAPPED);
	CHECK(in_sandbox(&s, CAP_AT));
}

static void a_capability_without_rights_is_nothing(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = receiver(&s, small_buffer(CAP_AT), 0, 0);
	EXPECT_IPC_ERROR(send_item(w, object_item(0), l4_obj_fpage(test_factory(), 0, 0)), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_NOTHING);
	CHECK(!in_sandbox(&s, CAP_AT));
}

/* Through a capability without S, the strong right of what is sent is lost. */
static void a_weak_path_takes_the_strong_right_away(void)
{
	l4_cap_idx_t got = test_slot(), thread = test_slot(), weak = test_slot();
	struct worker *w;

	EXPECT_LABEL(l4_factory_create_thread(test_factory(), thread), 0);
	w = receiver(NULL, got | L4_RCV_ITEM_SINGLE_CAP, 0, 0);
	test_copy(weak, w->cap, L4_CAP_FPAGE_RW, 0);
	l4_utcb_mr()->mr[0] = object_item(0);
	l4_utcb_mr()->mr[1] = l4_obj_fpage(thread, 0, L4_CAP_FPAGE_RWS).raw;
	EXPECT_IPC_ERROR(test_invoke(weak, L4_SYSF_SEND, l4_msgtag(0, 0, 1, 0), NEVER), 0);
	CHECK(worker_reached(w, 2));
	CHECK(test_valid(got));
	l4_thread_control_start();
	EXPECT_LABEL(l4_thread_control_commit(got), -L4_EPERM);
}

static void a_received_capability_replaces_what_was_in_the_slot(void)
{
	l4_cap_idx_t slot = test_slot(), factory = test_slot();
	struct worker *w;

	/* The only capability to a gate is overwritten: the gate dies, its quota comes back. */
	EXPECT_LABEL(l4_factory_create_gate(test_factory(), slot, L4_INVALID_CAP, 0), 0);
	EXPECT_LABEL(l4_factory_create_factory(test_factory(), factory, 4096), 0);
	w = receiver(NULL, slot | L4_RCV_ITEM_SINGLE_CAP, 0, 0);
	EXPECT_IPC_ERROR(send_item(w, object_item(0), l4_obj_fpage(factory, 0, L4_CAP_FPAGE_RWS)),
			 0);
	EXPECT_LABEL(l4_task_cap_equal(L4_BASE_TASK_CAP, slot, factory), 1);
}

static void the_server_right_of_a_gate_is_kept_only_on_request(void)
{
	l4_cap_idx_t gate = test_gate(L4_BASE_THREAD_CAP, 0x300), plain = test_slot(),
		     server = test_slot();
	l4_umword_t label   = 0;

	test_copy(server, gate, L4_CAP_FPAGE_RWS, L4_ITEM_GATE_SERVER);
	EXPECT_LABEL(l4_ipc_gate_get_infos(server, &label), 0);
	EXPECT(label, 0x300);

	/* Without it the request is a message to the bound thread: ourselves, not receiving. */
	test_copy(plain, gate, L4_CAP_FPAGE_RWS, 0);
	l4_utcb_mr()->mr[0] = L4_IPC_GATE_GET_INFO_OP;
	EXPECT_IPC_ERROR(test_invoke(plain, L4_SYSF_SEND, l4_msgtag(L4_PROTO_KOBJECT, 1, 0, 0),
				     L4_IPC_SEND_TIMEOUT_0),
			 L4_IPC_SETIMEOUT);
}

static void a_weak_copy_does_not_keep_the_object(void)
{
	l4_cap_idx_t gate = test_slot(), weak = test_slot();

	EXPECT_LABEL(l4_factory_create_gate(test_factory(), gate, L4_INVALID_CAP, 0), 0);
	test_copy(weak, gate, L4_CAP_FPAGE_RWS, L4_ITEM_WEAK_REF);
	CHECK(test_valid(weak));
	l4_task_release_cap(L4_BASE_TASK_CAP, gate);
	CHECK(!test_valid(weak));
}

static void local_ids_tell_flexpages_labels_or_map(void)
{
	l4_cap_idx_t slot = test_slot();
	struct worker *w;
	l4_fpage_t sent = l4_obj_fpage(test_factory(), 0, L4_CAP_FPAGE_RWS);

	/* Same task: the sender's flexpage. */
	w = receiver(NULL, local_buffer(slot), 0, 0);
	EXPECT_IPC_ERROR(send_item(w, object_item(0), sent), 0);
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_FPAGE);
	EXPECT(w->value[1], sent.raw);
	CHECK(!test_valid(slot));
}

static void ones_own_gate_comes_back_as_its_label(void)
{
	struct sandbox s;
	l4_cap_idx_t slot = test_slot(), gate;
	struct worker *w;

	sandbox_make(&s);
	gate = test_gate(L4_BASE_THREAD_CAP, 0x7770);
	sandbox_give(&s, gate, 0x51, L4_CAP_FPAGE_RW);
	sandbox_give(&s, test_factory(), 0x52, L4_CAP_FPAGE_RWS);

	w = receiver(NULL, local_buffer(slot), 0, 0);
	send_from(&s, w, 0x51);
	CHECK(worker_reached(w, 2));
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_LOCAL_ID);
	EXPECT(w->value[1], 0x7770 | 1);
	CHECK(!test_valid(slot));

	w = receiver(NULL, local_buffer(slot), 0, 0);
	send_from(&s, w, 0x52);
	CHECK(worker_reached(w, 2));
	EXPECT(result_of(w, 0), L4_ITEM_RESULT_MAPPED);
	CHECK(test_valid(slot));
}

/* The label tells of no more rights than a mapping would have given. */
static void a_label_shows_the_rights_that_came_through(void)
{
	static const struct {
		unsigned path, rights, shown;
	} cases[] = {
		{L4_CAP_FPAGE_RWS, L4_CAP_FPAGE_RWS, L4_CAP_FPAGE_W | L4_CAP_FPAGE_S},
		{L4_CAP_FPAGE_RWS, L4_CAP_FPAGE_RO, 0},
		{L4_CAP_FPAGE_RW, L4_CAP_FPAGE_RWS, L4_CAP_FPAGE_W},
	};
	l4_cap_idx_t slot = test_slot();
	struct sandbox s;

	sandbox_make(&s);
	sandbox_give(&s, test_gate(L4_BASE_THREAD_CAP, 0x7770), 0x51, L4_CAP_FPAGE_RWS);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct worker *w = receiver(NULL, local_buffer(slot), 0, 0);

		send_rights_from(&s, w, cases[i].path, 0x51, cases[i].rights);
		CHECK(worker_reached(w, 2));
		EXPECT(w->value[1], 0x7770 | cases[i].shown);
	}
}

static void a_forwarding_buffer_maps_into_another_task(void)
{
	struct sandbox s;
	l4_cap_idx_t weak = test_slot();
	struct worker *w;
	l4_umword_t word;

	sandbox_make(&s);
	test_page(6)[0] = 6;
	w               = receiver(NULL, L4_ITEM_MAP | L4_RCV_ITEM_FORWARD_MAPPINGS,
				   l4_fpage(WINDOW, L4_PAGESHIFT, L4_FPAGE_RWX).raw, s.task);
	EXPECT_IPC_ERROR(send_item(w, memory_item(0), rw_page(6)), 0);
	CHECK(sandbox_reads(&s, WINDOW, &word));
	EXPECT(word, 6);

	test_copy(weak, s.task, L4_CAP_FPAGE_RS, 0);
	w = receiver(NULL, L4_ITEM_MAP | L4_RCV_ITEM_FORWARD_MAPPINGS,
		     l4_fpage(WINDOW, L4_PAGESHIFT, L4_FPAGE_RWX).raw, weak);
	EXPECT_IPC_ERROR(send_item(w, memory_item(0), rw_page(6)), L4_IPC_SEMSGCUT);
	EXPECT(w->error, L4_IPC_REMSGCUT);
}

static const struct test tests[] = {
	TEST("C59 C60", a_page_arrives_with_a_word_that_describes_it),
	TEST("C61", an_unmapped_source_is_told_as_nothing),
	TEST("C62", the_hot_spot_chooses_the_part_of_a_larger_range),
	TEST("C63", the_hot_spot_chooses_the_place_in_a_larger_window),
	TEST("C64", in_the_whole_space_the_hot_spot_is_the_address),
	TEST("C65", compound_items_share_a_buffer),
	TEST("C65 B52", a_second_item_without_a_buffer_overflows_on_both_sides),
	TEST("C66", an_object_needs_an_object_buffer),
	TEST("C67", a_special_flexpage_is_no_item),
	TEST("C68", a_void_item_takes_no_buffer),
	TEST("C69", items_must_fit_into_the_message_registers),
	TEST("C69", the_word_behind_the_message_registers_is_no_flexpage),
	TEST("C70", a_range_below_a_page_maps_nothing),
	TEST("C82", ku_memory_cannot_be_sent),
	TEST("C99", a_quota_that_is_used_up_fails_on_both_sides),
	TEST("C96", a_small_buffer_names_the_slot),
	TEST("C85", a_capability_without_rights_is_nothing),
	TEST("C84 C86", a_weak_path_takes_the_strong_right_away),
	TEST("C87", a_received_capability_replaces_what_was_in_the_slot),
	TEST("C88 C89", the_server_right_of_a_gate_is_kept_only_on_request),
	TEST("C90", a_weak_copy_does_not_keep_the_object),
	TEST("C91", local_ids_tell_flexpages_labels_or_map),
	TEST("C92 C93", ones_own_gate_comes_back_as_its_label),
	TEST("C92", a_label_shows_the_rights_that_came_through),
	TEST("C94 C95", a_forwarding_buffer_maps_into_another_task),
};

TEST_GROUP(group_c, "C. Items and receive buffers", tests);
