/*
 * Interrupts by vector: who sent it, and who in the portable kernel wants to know.
 */
#include "arch/x86/common/interrupt.h"
#include "arch/x86/common/tlb.h"
#include "arch/x86/common/io_apic.h"
#include "arch/x86/common/local_apic.h"
#include "arch/x86/common/msi.h"
#include "arch/x86/common/serial.h"
#include "arch/x86/common/vectors.h"
#include "kernel/arch.h"
#include "kernel/hooks.h"
#include "kernel/sched/cpu.h"

enum {
	SERIAL_ROUNDS = 16,
};

static int serial_pin = -1;

void interrupts_init(void)
{
	pic_off();
	local_apic_init();
	io_apic_init();
	if (serial_isa_irq() >= 0)
		serial_pin = io_apic_take_isa((unsigned)serial_isa_irq());
	if (serial_pin >= 0)
		serial_receive_interrupt();
}

/*
 * The UART's line is an edge for the I/O APIC: it must have gone low before we leave, or no edge
 * ever comes again. The rounds are limited, should nobody take what was received.
 */
static void serial_serve(void)
{
	for (unsigned i = 0; i < SERIAL_ROUNDS && serial_acknowledge(); i++)
		serial_interrupt();
}

static void dispatch(struct trap_frame *frame)
{
	unsigned vector = (unsigned)frame->trapno;

	if (vector == VECTOR_TIMER) {
		local_apic_end();
		timer_interrupt();
	} else if (vector == VECTOR_REQUEST) {
		local_apic_end();
		request_interrupt();
	} else if (vector == VECTOR_FLUSH) {
		local_apic_end();
		tlb_serve();
	} else if (vector == VECTOR_STOP) {
		local_apic_end();
		cpu_stand(frame);
		debugger_cpu_goes_on();
	} else if (vector >= VECTOR_PIN && vector < VECTOR_PIN + VECTOR_PINS) {
		unsigned pin = vector - VECTOR_PIN;

		io_apic_acknowledge(pin);
		if ((int)pin == serial_pin)
			serial_serve();
		else
			irq_dispatch(pin);
	} else if (vector >= VECTOR_MSI && vector < VECTOR_MSI + VECTOR_MSIS) {
		msi_interrupt(vector - VECTOR_MSI);
	}
	/* All others are spurious, and a spurious interrupt must not be acknowledged. */
}

void interrupt(struct trap_frame *frame)
{
	struct cpu *c = cpu_current();

	c->interrupted = frame;
	dispatch(frame);
	c->interrupted = NULL;
}

void arch_cpu_notify(struct cpu *c)
{
	local_apic_send(c->arch.apic_id, VECTOR_REQUEST);
}

void arch_cpu_stop(struct cpu *c, bool force)
{
	if (force) {
		__atomic_store_n(&c->arch.nmi_sent, true, __ATOMIC_RELEASE);
		local_apic_send_nmi(c->arch.apic_id);
	} else {
		local_apic_send(c->arch.apic_id, VECTOR_STOP);
	}
}

bool nmi_is_ours(void)
{
	return __atomic_exchange_n(&cpu_current()->arch.nmi_sent, false, __ATOMIC_ACQ_REL);
}

void arch_idle(void)
{
	/* `sti` holds interrupts back for one more instruction: none is missed before `hlt`. */
	__asm__ volatile("sti; hlt; cli" ::: "memory");
}
