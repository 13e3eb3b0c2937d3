/*
 * The virtual CPU behind vcpu.h.
 */
#include "tests/target/vcpu.h"

#define NEVER L4_IPC_NEVER

enum {
	KU_MASK     = 0x3fff,
	AREAS_AT    = 0x3000, /* in the KU memory of the test's task, behind the workers' UTCBs */
	AREA_BYTES  = 0x400,
	STACK_BYTES = 4096,
};

struct guest guest;
volatile l4_umword_t shared[4];

static char entry_stack[STACK_BYTES] __attribute__((aligned(16)));
static char user_stack[STACK_BYTES] __attribute__((aligned(16)));

/* As if a function had been called with this stack pointer (amd64: misaligned by the return). */
static l4_addr_t stack_top(char *stack)
{
	return (l4_addr_t)stack + STACK_BYTES - 8;
}

l4_addr_t vcpu_entry_sp(void)
{
	return stack_top(entry_stack);
}

l4_addr_t vcpu_user_sp(void)
{
	return stack_top(user_stack);
}

l4_vcpu_state_t *vcpu_area(const struct worker *w, unsigned n)
{
	l4_addr_t ku = (l4_addr_t)w->utcb & ~(l4_addr_t)KU_MASK;

	return (l4_vcpu_state_t *)(ku + AREAS_AT + n * AREA_BYTES);
}

l4_msgtag_t vcpu_resume(void)
{
	l4_msgtag_t tag = l4_thread_vcpu_resume_start();

	if (guest.map) {
		l4_utcb_mr()->mr[1] = l4_map_control(WINDOW, 0, L4_MAP_ITEM_MAP);
		l4_utcb_mr()->mr[2] =
			l4_fpage((l4_addr_t)test_page(0), L4_PAGESHIFT, L4_FPAGE_RW).raw;
		tag = l4_msgtag(L4_PROTO_THREAD, 1, 1, 0);
	}
	return l4_thread_vcpu_resume_commit(L4_INVALID_CAP, tag);
}

static void answer(void)
{
	l4_utcb_mr()->mr[0]++;
	l4_ipc(L4_INVALID_CAP, l4_utcb(), L4_SYSF_REPLY | L4_SYSF_SEND, 0, l4_msgtag(0, 1, 0, 0),
	       NULL, NEVER);
}

/* Called by machine_vcpu_entry(), where the kernel enters. */
void vcpu_event(l4_vcpu_state_t *v, l4_addr_t sp, l4_umword_t others)
{
	l4_umword_t fpu       = machine_fpu_get(); /* first: what follows may use FPU registers */
	unsigned n            = guest.events;
	struct guest_event *e = &guest.event[n < GUEST_EVENTS ? n : GUEST_EVENTS - 1];

	*e = (struct guest_event){
		.r      = v->r,
		.i      = v->i,
		.state  = v->state,
		.saved  = v->saved_state,
		.sticky = v->sticky_flags,
		.sp     = sp,
		.others = others,
		.word   = l4_utcb_mr()->mr[0],
		.error  = l4_utcb()->error,
		.fpu    = fpu,
	};
	guest.events = n + 1;
	if (guest.reply)
		answer();
	if (guest.on_event)
		guest.on_event(n);
	if (n < guest.resumes)
		worker_keep(guest.w, vcpu_resume(), 0);
	worker_step(guest.w, 10 + n);
	worker_end();
}

void vcpu_begin(struct worker *self)
{
	l4_vcpu_state_t *v = guest.v;

	worker_keep(self, l4_thread_vcpu_control(L4_INVALID_CAP, (l4_addr_t)v), 0);
	v->entry_ip    = (l4_addr_t)machine_vcpu_entry;
	v->entry_sp    = vcpu_entry_sp();
	v->user_task   = guest.task;
	v->saved_state = (l4_uint16_t)guest.start_flags;
	machine_start_registers(&v->r, (l4_addr_t)guest.user, vcpu_user_sp());
}

void vcpu_enter_user_mode(struct worker *self)
{
	vcpu_begin(self);
	worker_step(self, 1);
	worker_keep(self, vcpu_resume(), 0);
	worker_step(self, 2); /* it returned: an error */
}

struct worker *vcpu_make(struct sandbox *s, worker_function *run, void (*user)(void),
			 unsigned flags)
{
	struct worker *w = worker_make(run, NULL);

	sandbox_make(s);
	memset((void *)&guest, 0, sizeof(guest));
	memset((void *)shared, 0, sizeof(shared));
	guest.w           = w;
	guest.v           = vcpu_area(w, 0);
	guest.task        = s->task;
	guest.user        = user;
	guest.start_flags = L4_VCPU_F_USER_MODE | flags;
	memset(vcpu_area(w, 0), 0, sizeof(*guest.v));
	memset(vcpu_area(w, 1), 0, sizeof(*guest.v));
	return w;
}

l4_cap_idx_t vcpu_irq(const struct worker *w, unsigned n)
{
	l4_cap_idx_t irq = test_slot();

	EXPECT_LABEL(l4_factory_create_irq(test_factory(), irq), 0);
	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, w->cap, IRQ_LABEL + 4 * n), 0);
	return irq;
}

void vcpu_expect_irq(unsigned n, unsigned label)
{
	EXPECT(l4_exc_cause(&guest.event[n].r), L4_EXC_CAUSE_VCPU_IPC);
	EXPECT(guest.event[n].i.tag.raw, 0);
	EXPECT(guest.event[n].i.label, IRQ_LABEL + 4 * label);
}

/* ---- User code ------------------------------------------------------------------------------ */

void user_call(void)
{
	l4_umword_t label = 0;

	l4_syscall(L4_INVALID_CAP | L4_SYSF_RECV, l4_msgtag(0, 0, 0, 0), &label, NEVER);
	for (;;)
		shared[0]++;
}

void user_spin(void)
{
	for (;;)
		shared[0]++;
}
