/*
 * I/O ports as tasks see them: fetched from sigma0, given on, taken back, and touched.
 *
 * Ports of COM1 serve as the device. Its scratch register keeps what is written there and does
 * nothing else, and COM1 is there, because the kernel talks through it.
 *
 * A prober is a worker in a sandbox that touches a port when it is sent a message. Where that is an
 * exception, a handler in the test's task notes it and lets the prober go on behind the instruction.
 */
#include "tests/target/arch/amd64/ports.h"
#include "tests/target/target.h"

enum {
	COM1            = 0x3f8,
	COM1_ORDER      = 3,
	STATUS          = COM1 + 5,
	SCRATCH         = COM1 + 7,
	KEYBOARD        = 0x60,
	RUN             = 0x8000, /* 4096 ports without a device */
	RUN_ORDER       = 12,
	TRAP_PROTECTION = 13,
};

/* ---- Probers --------------------------------------------------------------------------------- */

static struct {
	volatile bool refused;
	l4_exc_regs_t regs;
} handler;

static void handle(struct worker *self)
{
	l4_umword_t label;

	worker_step(self, 1);
	l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
	for (;;) {
		handler.refused   = true;
		handler.regs      = *l4_utcb_exc();
		l4_utcb_exc()->ip = l4_utcb_exc()->r12;
		l4_ipc_reply_and_wait(l4_utcb(), l4_msgtag(0, L4_EXC_WORDS, 0, 0), &label,
				      L4_IPC_SEND_TIMEOUT_0);
	}
}

static uint8_t read_port(l4_umword_t port)
{
	uint8_t value = 0;

	__asm__ volatile("lea 1f(%%rip), %%r12; inb %w1, %0; 1:" : "+a"(value) : "d"(port) : "r12");
	return value;
}

static void write_port(l4_umword_t port, uint8_t value)
{
	__asm__ volatile("lea 1f(%%rip), %%r12; outb %0, %w1; 1:" ::"a"(value), "d"(port) : "r12");
}

/* value[0]: receive window for ports; value[1]: the port; afterwards value[2]: what it read. */
static void probe(struct worker *self)
{
	for (unsigned turn = 1;; turn++) {
		l4_umword_t label;

		l4_utcb_br()->bdr   = 0;
		l4_utcb_br()->br[0] = L4_ITEM_MAP;
		l4_utcb_br()->br[1] = self->value[0];
		worker_step(self, turn);
		self->tag = l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		if (l4_msgtag_items(self->tag)) {
			self->value[3] = l4_utcb_mr()->mr[0];
			continue;
		}
		self->value[2] = read_port(self->value[1]);
	}
}

/* A prober in @p s that receives ports in @p window. */
static struct worker *prober(const struct sandbox *s, l4_fpage_t window)
{
	struct worker *h = worker_start(handle, NULL, TEST_PRIORITY + 2);
	struct worker *w = worker_make(probe, s);

	sandbox_give(s, test_gate(h->cap, 0), SANDBOX_PAGER, L4_CAP_FPAGE_RWS);
	worker_set_handler(w, SANDBOX_PAGER);
	w->value[0] = window.raw;
	worker_go(w, TEST_PRIORITY + 1);
	CHECK(worker_reached(w, 1));
	return w;
}

static void wake(struct worker *w, l4_msgtag_t message)
{
	unsigned step = w->step;

	handler.refused = false;
	EXPECT_LABEL(l4_ipc_send(w->cap, l4_utcb(), message, L4_IPC_NEVER), 0);
	CHECK(worker_reached(w, step + 1));
}

static bool can_use(struct worker *w, unsigned port)
{
	w->value[1] = port;
	wake(w, l4_msgtag(0, 0, 0, 0));
	return !handler.refused;
}

/* Send @p ports to the prober. Returns the item as it sees it. */
static l4_umword_t send_ports(struct worker *w, l4_fpage_t ports)
{
	l4_utcb_mr()->mr[0] = L4_ITEM_MAP;
	l4_utcb_mr()->mr[1] = ports.raw;
	wake(w, l4_msgtag(0, 0, 1, 0));
	return w->value[3];
}

/* ---- The test's own ports -------------------------------------------------------------------- */

static void fetch(l4_fpage_t ports)
{
	l4_utcb_mr()->mr[0] = ports.raw;
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;
	EXPECT_LABEL(test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
				 l4_msgtag(L4_PROTO_IO_PAGE_FAULT, 2, 0, 0), L4_IPC_NEVER),
		     0);
	EXPECT(l4_utcb_mr()->mr[0] & 6, 0);
	l4_utcb_br()->br[0] = 0;
}

static l4_fpage_t com1(void)
{
	fetch(l4_iofpage(COM1, COM1_ORDER));
	return l4_iofpage(COM1, COM1_ORDER);
}

static void give(const struct sandbox *s, l4_fpage_t ports)
{
	EXPECT_LABEL(l4_task_map(s->task, L4_BASE_TASK_CAP, ports, 0), 0);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

void sigma0_gives_ports_that_work(void)
{
	com1();
	write_port(SCRATCH, 0xa5);
	EXPECT(read_port(SCRATCH), 0xa5);
	write_port(SCRATCH, 0x5a);
	EXPECT(read_port(SCRATCH), 0x5a);
}

void a_port_of_others_is_a_protection_exception(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = prober(&s, l4_fpage_all());
	CHECK(!can_use(w, SCRATCH));
	EXPECT(handler.regs.trapno, TRAP_PROTECTION);
	EXPECT(handler.regs.err, 0);
	EXPECT(handler.regs.pfa, 0);
	give(&s, com1());
	CHECK(can_use(w, SCRATCH));
	CHECK(!can_use(w, KEYBOARD));
	EXPECT(handler.regs.trapno, TRAP_PROTECTION);
}

void disjoint_port_windows_map_nothing(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = prober(&s, l4_iofpage(KEYBOARD, 3));
	EXPECT(send_ports(w, com1()) & 6, 0);
	CHECK(!can_use(w, SCRATCH));
	CHECK(!can_use(w, KEYBOARD));
}

void ports_in_both_windows_are_mapped(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = prober(&s, l4_iofpage(COM1 + 4, 2));
	EXPECT(send_ports(w, com1()), L4_ITEM_MAP | (com1().raw & 0xff0));
	CHECK(can_use(w, SCRATCH));
	CHECK(can_use(w, STATUS));
	CHECK(!can_use(w, COM1 + 3));
	/* The window may be larger than what is sent, too. */
	w->value[0] = l4_iofpage(0, 16).raw;
	CHECK(can_use(w, SCRATCH));
	EXPECT(send_ports(w, l4_iofpage(COM1 + 2, 1)) & 6, 0);
	CHECK(can_use(w, COM1 + 3));
	CHECK(!can_use(w, COM1 + 1));
}

void ports_that_the_sender_has_not_are_reported(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	w = prober(&s, l4_fpage_all());
	EXPECT(send_ports(w, l4_iofpage(KEYBOARD, 0)) & 6, L4_ITEM_RESULT_NOTHING);
	EXPECT(send_ports(w, l4_iofpage(0x12345, 4)) & 6, L4_ITEM_RESULT_NOTHING);
	CHECK(!can_use(w, KEYBOARD));
}

void ports_are_revoked_from_everybody_who_got_them(void)
{
	struct sandbox a, b;
	struct worker *in_a, *in_b;

	sandbox_make(&a);
	sandbox_make(&b);
	give(&a, com1());
	EXPECT_LABEL(l4_task_map(b.task, a.task, l4_iofpage(SCRATCH, 0), 0), 0);
	in_a = prober(&a, l4_fpage_all());
	in_b = prober(&b, l4_fpage_all());
	CHECK(can_use(in_a, SCRATCH));
	CHECK(can_use(in_b, SCRATCH));

	EXPECT_LABEL(l4_task_unmap(L4_BASE_TASK_CAP, l4_iofpage(SCRATCH, 0), L4_FP_OTHER_SPACES),
		     0);
	CHECK(!can_use(in_a, SCRATCH));
	CHECK(!can_use(in_b, SCRATCH));
	CHECK(can_use(in_a, STATUS));
	write_port(SCRATCH, 0x77); /* the test itself keeps it */
	EXPECT(read_port(SCRATCH), 0x77);
}

void ports_of_two_tasks_do_not_mix(void)
{
	struct sandbox a, b;
	struct worker *in_a, *in_b;

	com1();
	sandbox_make(&a);
	sandbox_make(&b);
	give(&a, l4_iofpage(SCRATCH, 0));
	give(&b, l4_iofpage(STATUS, 0));
	in_a = prober(&a, l4_fpage_all());
	in_b = prober(&b, l4_fpage_all());
	for (unsigned i = 0; i < 3; i++) {
		CHECK(can_use(in_a, SCRATCH));
		CHECK(can_use(in_b, STATUS));
		CHECK(!can_use(in_a, STATUS));
		CHECK(!can_use(in_b, SCRATCH));
	}
}

void granted_ports_are_gone(void)
{
	struct sandbox a, b;
	struct worker *in_a, *in_b;

	com1();
	sandbox_make(&a);
	sandbox_make(&b);
	give(&a, l4_iofpage(COM1, COM1_ORDER));
	in_a = prober(&a, l4_fpage_all());
	in_b = prober(&b, l4_fpage_all());
	CHECK(can_use(in_a, SCRATCH));
	EXPECT_LABEL(l4_task_map(b.task, a.task, l4_iofpage(SCRATCH, 0), L4_MAP_ITEM_GRANT), 0);
	CHECK(!can_use(in_a, SCRATCH));
	CHECK(can_use(in_a, STATUS));
	CHECK(can_use(in_b, SCRATCH));
	/* It is the same mapping: who gave it to A takes it from B. */
	l4_task_unmap(L4_BASE_TASK_CAP, l4_iofpage(SCRATCH, 0), L4_FP_OTHER_SPACES);
	CHECK(!can_use(in_b, SCRATCH));
}

void a_large_run_of_ports_can_be_taken_back_in_parts(void)
{
	struct sandbox s;
	struct worker *w;

	sandbox_make(&s);
	fetch(l4_iofpage(RUN, RUN_ORDER));
	give(&s, l4_iofpage(RUN, RUN_ORDER));
	w = prober(&s, l4_fpage_all());
	CHECK(can_use(w, RUN));
	CHECK(can_use(w, RUN + (1 << RUN_ORDER) - 1));
	CHECK(!can_use(w, RUN + (1 << RUN_ORDER)));

	/* Only a part of what was given goes, even from a larger page to whom it went in one piece. */
	l4_task_unmap(s.task, l4_iofpage(RUN + 0x200, 9), L4_FP_ALL_SPACES);
	CHECK(!can_use(w, RUN + 0x200));
	CHECK(!can_use(w, RUN + 0x3ff));
	CHECK(can_use(w, RUN + 0x1ff));
	CHECK(can_use(w, RUN + 0x400));

	l4_task_unmap(L4_BASE_TASK_CAP, l4_iofpage(0, 16), L4_FP_OTHER_SPACES);
	CHECK(!can_use(w, RUN));
}
