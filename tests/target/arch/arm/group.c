/*
 * What only 32-bit ARM has: further system calls, the thread-ID register.
 */
#include "tests/target/target.h"

static l4_msgtag_t thread_op(l4_cap_idx_t thread, l4_umword_t op, unsigned words)
{
	l4_utcb_mr()->mr[0] = op;
	return l4_thread_call(thread, words, 0);
}

static l4_umword_t read_tpidruro(void)
{
	l4_umword_t value;

	__asm__ volatile("mrc p15, 0, %0, c13, c0, 3" : "=r"(value));
	return value;
}

static void tpidruro_can_be_set(void)
{
	l4_umword_t before = read_tpidruro();

	EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_ARM_TPIDRURO_OP, 1), -L4_EINVAL);
	l4_utcb_mr()->mr[1] = 0x12345678;
	EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_ARM_TPIDRURO_OP, 2), 0);
	EXPECT(read_tpidruro(), 0x12345678);
	test_pause(1); /* it survives a switch */
	EXPECT(read_tpidruro(), 0x12345678);
	l4_utcb_mr()->mr[1] = before;
	EXPECT_LABEL(thread_op(L4_INVALID_CAP, L4_THREAD_ARM_TPIDRURO_OP, 2), 0);
}

static void mem_op_makes_code_coherent(void)
{
	register l4_umword_t r0 __asm__("r0") = 3;
	register l4_umword_t r1 __asm__("r1") = (l4_umword_t)read_tpidruro;
	register l4_umword_t r2 __asm__("r2") = r1 + 64;
	register l4_umword_t r5 __asm__("r5") = 1;
	l4_umword_t before                    = *(l4_umword_t *)r1;

	__asm__ volatile("svc #0"
			 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r5)
			 :
			 : "memory", "r3", "lr");
	EXPECT(*(volatile l4_umword_t *)(l4_umword_t)read_tpidruro, before);
}

/* value[0]: address of the unknown system call. */
static void unknown_system_call(struct worker *self)
{
	register l4_umword_t r5 __asm__("r5") = 2;
	l4_umword_t at;

	worker_step(self, 1);
	__asm__ volatile("adr %0, 1f\n\tstr %0, %2\n1:\tsvc #0"
			 : "=&r"(at), "+r"(r5), "=m"(self->value[0])
			 :
			 : "memory", "r0", "r1", "r2", "r3", "lr");
	worker_step(self, 2);
}

static void an_unknown_system_call_is_an_exception(void)
{
	struct sandbox s;
	struct worker *w;
	l4_umword_t label;
	l4_msgtag_t tag;

	sandbox_make(&s);
	w = worker_make(unknown_system_call, &s);
	sandbox_give(&s, test_gate(L4_BASE_THREAD_CAP, 0x40), 0x40, L4_CAP_FPAGE_RWS);
	worker_set_handler(w, 0x40);
	worker_go(w, TEST_PRIORITY + 1);
	tag = l4_ipc_wait(l4_utcb(), &label,
			  l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(100000)));
	EXPECT(l4_msgtag_label(tag), L4_PROTO_EXCEPTION);
	EXPECT(l4_utcb_exc()->err >> 26, 0x11);
	EXPECT(l4_utcb_exc()->pc, w->value[0]);
	EXPECT(w->step, 1);
}

static const struct test tests[] = {
	TEST("E145", tpidruro_can_be_set),
	TEST("A13", mem_op_makes_code_coherent),
	TEST("A12", an_unknown_system_call_is_an_exception),
};

TEST_GROUP(group_machine, "32-bit ARM only", tests);
