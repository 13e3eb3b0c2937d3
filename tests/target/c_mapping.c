/*
 * Group C, third part: what mapping and unmapping do to pages.
 */
#include "tests/target/target.h"

enum {
	AT = 0x20000000, /* free in every sandbox, superpage aligned */
};

static l4_msgtag_t map(const struct sandbox *s, l4_addr_t from, unsigned order, unsigned rights,
		       l4_addr_t to, unsigned grant)
{
	return l4_task_map(s->task, L4_BASE_TASK_CAP, l4_fpage(from, order, (unsigned char)rights),
			   l4_map_control(to, 0, grant));
}

static void map_page(const struct sandbox *s, unsigned i, unsigned rights)
{
	EXPECT_LABEL(map(s, (l4_addr_t)test_page(i), L4_PAGESHIFT, rights, AT, 0), 0);
}

static l4_msgtag_t unmap(l4_cap_idx_t task, l4_addr_t at, unsigned order, unsigned rights,
			 l4_umword_t mask, l4_umword_t *flags)
{
	l4_msgtag_t tag = l4_task_unmap(task, l4_fpage(at, order, (unsigned char)rights), mask);

	if (flags)
		*flags = l4_utcb_mr()->mr[2] & 0xf;
	return tag;
}

static bool reads(const struct sandbox *s, l4_addr_t at)
{
	l4_umword_t word;

	return sandbox_reads(s, at, &word);
}

static void a_read_only_page_cannot_be_written(void)
{
	struct sandbox s;

	sandbox_make(&s);
	map_page(&s, 0, L4_FPAGE_RO);
	CHECK(reads(&s, AT));
	CHECK(!sandbox_writes(&s, AT, 1));
}

static void mapping_again_adds_rights_and_takes_none(void)
{
	struct sandbox s;

	sandbox_make(&s);
	map_page(&s, 0, L4_FPAGE_RO);
	map_page(&s, 0, L4_FPAGE_RW);
	CHECK(sandbox_writes(&s, AT, 1));
	map_page(&s, 0, L4_FPAGE_RO);
	CHECK(sandbox_writes(&s, AT, 2));
}

static void another_page_replaces_the_old_one_and_its_children(void)
{
	struct sandbox s, child;
	l4_umword_t word;

	sandbox_make(&s);
	sandbox_make(&child);
	test_page(1)[0] = 1;
	map_page(&s, 0, L4_FPAGE_RW);
	EXPECT_LABEL(l4_task_map(child.task, s.task, l4_fpage(AT, L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control(AT, 0, 0)),
		     0);
	CHECK(reads(&child, AT));
	map_page(&s, 1, L4_FPAGE_RW);
	CHECK(sandbox_reads(&s, AT, &word));
	EXPECT(word, 1);
	CHECK(!reads(&child, AT));
}

/* The hole receives a page that is then granted on, so that no test page is lost. */
static void a_granted_page_leaves_its_sender(void)
{
	struct sandbox s, middle;

	sandbox_make(&s);
	sandbox_make(&middle);
	map_page(&middle, 0, L4_FPAGE_RW);
	EXPECT_LABEL(l4_task_map(s.task, middle.task, l4_fpage(AT, L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control(AT, 0, L4_MAP_ITEM_GRANT)),
		     0);
	CHECK(reads(&s, AT));
	CHECK(!reads(&middle, AT));
	/* It hangs below the test's page still. */
	unmap(L4_BASE_TASK_CAP, (l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RWX,
	      L4_FP_OTHER_SPACES, NULL);
	CHECK(!reads(&s, AT));
}

static void granting_a_piece_of_a_superpage_only_maps_it(void)
{
	struct sandbox s;

	sandbox_make(&s);
	EXPECT_LABEL(map(&s, test_superpage() + 0x3000, L4_PAGESHIFT, L4_FPAGE_RW, AT,
			 L4_MAP_ITEM_GRANT),
		     0);
	CHECK(reads(&s, AT));
	*(volatile char *)(test_superpage() + 0x3000) = 1; /* would fault were it gone */
	unmap(L4_BASE_TASK_CAP, test_superpage() + 0x3000, L4_PAGESHIFT, L4_FPAGE_RWX,
	      L4_FP_OTHER_SPACES, NULL);
	CHECK(!reads(&s, AT));
}

static void unmap_of_a_parent_revokes_every_descendant(void)
{
	struct sandbox a, b;

	sandbox_make(&a);
	sandbox_make(&b);
	map_page(&a, 0, L4_FPAGE_RW);
	EXPECT_LABEL(l4_task_map(b.task, a.task, l4_fpage(AT, L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control(AT, 0, 0)),
		     0);
	CHECK(reads(&a, AT) && reads(&b, AT));
	unmap(a.task, AT, L4_PAGESHIFT, L4_FPAGE_RWX, L4_FP_OTHER_SPACES, NULL);
	CHECK(reads(&a, AT));
	CHECK(!reads(&b, AT));
	unmap(a.task, AT, L4_PAGESHIFT, L4_FPAGE_RWX, L4_FP_ALL_SPACES, NULL);
	CHECK(!reads(&a, AT));
	EXPECT(test_page(0)[0], 0);
}

static void unmapping_write_leaves_the_page_readable(void)
{
	struct sandbox s;

	sandbox_make(&s);
	map_page(&s, 0, L4_FPAGE_RW);
	CHECK(sandbox_writes(&s, AT, 7));
	unmap(s.task, AT, L4_PAGESHIFT, L4_FPAGE_W, L4_FP_ALL_SPACES, NULL);
	CHECK(reads(&s, AT));
	CHECK(!sandbox_writes(&s, AT, 8));
	EXPECT(test_page(0)[0], 7);
}

static void unmapping_a_piece_of_ones_own_superpage_takes_it_all(void)
{
	static const l4_addr_t pieces[] = {0x1000, 0x9000}; /* below and above what is named */
	struct sandbox s, child;

	sandbox_make(&s);
	sandbox_make(&child);
	EXPECT_LABEL(map(&s, test_superpage(), L4_SUPERPAGESHIFT, L4_FPAGE_RW, AT, 0), 0);
	CHECK(reads(&s, AT + 0x5000));
	for (unsigned i = 0; i < 2; i++) {
		EXPECT_LABEL(l4_task_map(child.task, s.task,
					 l4_fpage(AT + pieces[i], L4_PAGESHIFT, L4_FPAGE_RW),
					 l4_map_control(AT + pieces[i], 0, 0)),
			     0);
		CHECK(reads(&child, AT + pieces[i]));
	}
	unmap(s.task, AT + 0x3000, L4_PAGESHIFT, L4_FPAGE_RWX, L4_FP_ALL_SPACES, NULL);
	CHECK(!reads(&s, AT + 0x5000));
	CHECK(!reads(&s, AT + 0x3000));
	for (unsigned i = 0; i < 2; i++)
		CHECK(!reads(&child, AT + pieces[i]));
}

static void a_page_mapped_onto_itself_is_gone(void)
{
	struct sandbox s;

	sandbox_make(&s);
	map_page(&s, 0, L4_FPAGE_RW);
	EXPECT_LABEL(l4_task_map(s.task, s.task, l4_fpage(AT, L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control(AT, 0, 0)),
		     0);
	CHECK(!reads(&s, AT));
}

static void keep_utcb(struct worker *self)
{
	worker_step(self, 1);
	while (!self->value[0])
		l4_ipc_sleep_us(1000);
	self->value[1] = l4_utcb() == self->utcb;
	worker_step(self, 2);
}

static void a_page_received_over_the_utcbs_changes_nothing(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = worker_start(keep_utcb, &s, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	EXPECT_LABEL(map(&s, (l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW, s.next_utcb, 0),
		     0);
	w->value[0] = 1;
	CHECK(worker_reached(w, 2));
	EXPECT(w->value[1], 1);
	for (unsigned i = 0; i < L4_PAGESIZE; i++)
		if (test_page(0)[i])
			test_failed(__FILE__, __LINE__, "the page was used as UTCB", i, 0);
}

static void a_superpage_is_shared_whole_and_in_pieces(void)
{
	struct sandbox s;
	l4_umword_t word;

	sandbox_make(&s);
	*(volatile char *)(test_superpage() + 0x7000) = 77;
	EXPECT_LABEL(map(&s, test_superpage() + 0x7000, L4_PAGESHIFT, L4_FPAGE_RO, 0x12345000, 0),
		     0);
	EXPECT_LABEL(map(&s, test_superpage(), L4_SUPERPAGESHIFT, L4_FPAGE_RW, AT, 0), 0);
	CHECK(sandbox_reads(&s, 0x12345000, &word));
	EXPECT(word & 0xff, 77);
	CHECK(sandbox_reads(&s, AT + 0x7000, &word));
	EXPECT(word & 0xff, 77);
	unmap(L4_BASE_TASK_CAP, test_superpage(), L4_SUPERPAGESHIFT, L4_FPAGE_RWX,
	      L4_FP_OTHER_SPACES, NULL);
	CHECK(!reads(&s, 0x12345000));
	CHECK(!reads(&s, AT + 0x7000));
}

static void write_without_read_maps_both(void)
{
	struct sandbox s;

	sandbox_make(&s);
	map_page(&s, 0, L4_FPAGE_W);
	CHECK(sandbox_writes(&s, AT, 3));
}

static void the_highest_rights_bit_alone_maps_nothing(void)
{
	struct sandbox s;

	sandbox_make(&s);
	map_page(&s, 0, 8);
	CHECK(!reads(&s, AT));
}

/* What comes over the page that it came from goes with it. */
static void a_page_mapped_back_over_its_origin_is_gone_for_both(void)
{
	struct sandbox a, b;

	sandbox_make(&a);
	sandbox_make(&b);
	map_page(&a, 0, L4_FPAGE_RW);
	EXPECT_LABEL(l4_task_map(b.task, a.task, l4_fpage(AT, L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control(AT, 0, 0)),
		     0);
	CHECK(reads(&b, AT));
	EXPECT_LABEL(l4_task_map(a.task, b.task, l4_fpage(AT, L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control(AT, 0, 0)),
		     0);
	CHECK(!reads(&a, AT));
	CHECK(!reads(&b, AT));
}

static void an_upgrade_does_not_reach_grandchildren(void)
{
	struct sandbox a, b;

	sandbox_make(&a);
	sandbox_make(&b);
	map_page(&a, 0, L4_FPAGE_RO);
	EXPECT_LABEL(l4_task_map(b.task, a.task, l4_fpage(AT, L4_PAGESHIFT, L4_FPAGE_RW),
				 l4_map_control(AT, 0, 0)),
		     0);
	map_page(&a, 0, L4_FPAGE_RW);
	CHECK(sandbox_writes(&a, AT, 1));
	CHECK(!sandbox_writes(&b, AT, 1));
}

static void unmap_without_rights_does_nothing(void)
{
	struct sandbox s;

	sandbox_make(&s);
	map_page(&s, 0, L4_FPAGE_RW);
	EXPECT_LABEL(unmap(s.task, AT, L4_PAGESHIFT, 0, L4_FP_ALL_SPACES, NULL), 0);
	EXPECT_LABEL(unmap(s.task, AT, 11, L4_FPAGE_RWX, L4_FP_ALL_SPACES, NULL), 0);
	EXPECT_LABEL(l4_task_unmap(s.task, l4_fpage_invalid(), L4_FP_ALL_SPACES), 0);
	CHECK(reads(&s, AT));
}

/* ---- Taking rights of capabilities ----------------------------------------------------------- */

static void unmap_rights(l4_cap_idx_t cap, unsigned rights, l4_umword_t mask)
{
	EXPECT_LABEL(
		l4_task_unmap(L4_BASE_TASK_CAP, l4_obj_fpage(cap, 0, (unsigned char)rights), mask),
		0);
}

/* Control wants S. */
static long control_through(l4_cap_idx_t thread)
{
	l4_thread_control_start();
	return l4_error(l4_thread_control_commit(thread));
}

static void unmap_of_the_strong_right_weakens_the_slot_alone(void)
{
	l4_cap_idx_t thread = test_slot(), copy = test_slot();

	EXPECT_LABEL(l4_factory_create_thread(test_factory(), thread), 0);
	test_copy(copy, thread, L4_CAP_FPAGE_RWS, 0);
	unmap_rights(copy, L4_CAP_FPAGE_S, L4_FP_OTHER_SPACES);
	EXPECT(control_through(copy), 0);
	unmap_rights(copy, L4_CAP_FPAGE_S, L4_FP_ALL_SPACES);
	EXPECT(control_through(copy), -L4_EPERM);
	EXPECT(control_through(thread), 0);
}

static void deleting_needs_d_in_the_slot_r_in_the_flexpage_and_the_self_bit(void)
{
	l4_cap_idx_t thread = test_slot(), copy = test_slot();

	EXPECT_LABEL(l4_factory_create_thread(test_factory(), thread), 0);
	test_copy(copy, thread, L4_CAP_FPAGE_RWSD, 0);
	unmap_rights(copy, L4_CAP_FPAGE_RWSD, L4_FP_DELETE_OBJ & ~L4_FP_ALL_SPACES);
	CHECK(test_valid(copy) && test_valid(thread));
	unmap_rights(copy, L4_CAP_FPAGE_D, L4_FP_DELETE_OBJ);
	CHECK(test_valid(copy) && test_valid(thread));
	/* That took D away: now the slot goes, and not the object. */
	unmap_rights(copy, L4_CAP_FPAGE_RWSD, L4_FP_DELETE_OBJ);
	CHECK(!test_valid(copy) && test_valid(thread));
	unmap_rights(thread, L4_CAP_FPAGE_R, L4_FP_DELETE_OBJ);
	CHECK(!test_valid(thread));
}

static void unmap_of_everything_empties_the_task(void)
{
	struct sandbox s;
	l4_fpage_t all = l4_fpage_all();

	sandbox_make(&s);
	map_page(&s, 0, L4_FPAGE_RW);
	all.raw |= L4_FPAGE_RWX;
	EXPECT_LABEL(l4_task_unmap(s.task, all, L4_FP_ALL_SPACES), 0);
	EXPECT_LABEL(l4_task_cap_valid(s.task, L4_BASE_LOG_CAP), 0);
	CHECK(!reads(&s, AT));
}

static const struct test tests[] = {
	TEST("C71", a_read_only_page_cannot_be_written),
	TEST("C72 C73", mapping_again_adds_rights_and_takes_none),
	TEST("C74", another_page_replaces_the_old_one_and_its_children),
	TEST("C75", a_granted_page_leaves_its_sender),
	TEST("C76", granting_a_piece_of_a_superpage_only_maps_it),
	TEST("C77 C78", unmap_of_a_parent_revokes_every_descendant),
	TEST("C79", unmapping_write_leaves_the_page_readable),
	TEST("C80", unmapping_a_piece_of_ones_own_superpage_takes_it_all),
	TEST("C81", a_page_mapped_onto_itself_is_gone),
	TEST("C83", a_page_received_over_the_utcbs_changes_nothing),
	TEST("C (6.7)", a_superpage_is_shared_whole_and_in_pieces),
	TEST("C (16)", write_without_read_maps_both),
	TEST("C (16)", the_highest_rights_bit_alone_maps_nothing),
	TEST("C (6.7)", a_page_mapped_back_over_its_origin_is_gone_for_both),
	TEST("C (16)", an_upgrade_does_not_reach_grandchildren),
	TEST("C (6.8)", unmap_without_rights_does_nothing),
	TEST("C (6.8)", unmap_of_the_strong_right_weakens_the_slot_alone),
	TEST("C (6.8)", deleting_needs_d_in_the_slot_r_in_the_flexpage_and_the_self_bit),
	TEST("C (16)", unmap_of_everything_empties_the_task),
};

TEST_GROUP(group_c_mapping, "C. Mapping and unmapping", tests);
