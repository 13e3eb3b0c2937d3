/*
 * Message-signalled interrupts: a device writes a word to an address that belongs to a CPU's local
 * APIC, and so raises the vector that the word names. No pin, no line, nothing shared.
 *
 *      31..20  19..12           11..0          data, bits 7..0
 *      0xfee   local APIC's id  0: fixed CPU   vector; the rest 0: an edge, delivered as usual
 *
 * The kernel only hands out address and data; who may program the device writes them there. On the
 * way there is nothing that could be masked. So it is done here: a message that comes while its
 * interrupt is masked is remembered, and comes again as an interrupt of the CPU to itself.
 *
 * Source: Intel SDM volume 3, 11.11 "Message Signalled Interrupts".
 */
#include "arch/x86/common/msi.h"
#include "arch/x86/common/local_apic.h"
#include "arch/x86/common/vectors.h"
#include "kernel/arch.h"
#include "kernel/object/irq.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/spinlock.h"

enum {
	MSI_ADDRESS     = 0xfee00000,
	MSI_DESTINATION = 12,
};

static struct {
	bool masked, pending;
} state[VECTOR_MSIS];
static struct spinlock lock; /* a message may come to one CPU while another unmasks it */

static void msi_mask(unsigned pin)
{
	state[pin - IRQ_PIN_MSI].masked = true;
}

static void msi_unmask(unsigned pin)
{
	const unsigned n = pin - IRQ_PIN_MSI;
	bool again;

	spin_lock(&lock);
	again            = state[n].pending;
	state[n].masked  = false;
	state[n].pending = false;
	spin_unlock(&lock);
	if (again)
		local_apic_interrupt_self(VECTOR_MSI + n);
}

static int msi_set_mode(unsigned pin, word_t mode)
{
	(void)pin, (void)mode; /* a message is an edge, whatever is wished */
	return 0;
}

static bool msi_is_level(unsigned pin)
{
	(void)pin;
	return false;
}

void msi_interrupt(unsigned n)
{
	bool masked;

	local_apic_end();
	if (!irq_pin_line(IRQ_PIN_MSI + n))
		return; /* a device that nobody has told to be silent */
	spin_lock(&lock);
	masked = state[n].masked;
	if (masked)
		state[n].pending = true;
	spin_unlock(&lock);
	if (!masked)
		irq_dispatch(IRQ_PIN_MSI + n);
}

static void msi_message(unsigned n, uint64_t *address, uint32_t *data)
{
	*address = MSI_ADDRESS | (uint64_t)cpu_current()->arch.apic_id << MSI_DESTINATION;
	*data    = VECTOR_MSI + n;
}

static struct irq_chip msi_chip = {
	.name     = "MSI",
	.mask     = msi_mask,
	.unmask   = msi_unmask,
	.set_mode = msi_set_mode,
	.is_level = msi_is_level,
};

static const struct arch_msi msi = {
	.count   = VECTOR_MSIS,
	.chip    = &msi_chip,
	.message = msi_message,
};

const struct arch_msi *const arch_msi = &msi;

_Static_assert((int)VECTOR_MSIS <= (int)IRQ_MSIS, "each has a pin");
