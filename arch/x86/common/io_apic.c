/*
 * The I/O APICs: where interrupt lines of devices come in.
 *
 * Pins are numbered through all controllers ("global system interrupts" in ACPI's words); these are
 * the pins of the kernel's ICU object. ACPI's table tells where the 16 ISA lines went.
 *
 * An edge is acknowledged and may come again at once. A level stays until the device's driver has
 * served the device, so the pin is masked until the driver says so.
 *
 * Source: Intel 82093AA data sheet; ACPI Specification 5.2.12.
 */
#include "arch/x86/common/io_apic.h"
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/cpu.h"
#include "arch/x86/common/local_apic.h"
#include "arch/x86/common/vectors.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/arch.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/spinlock.h"

enum {
	/* Registers are reached through two windows in memory. */
	WINDOW_SELECT = 0x00 / 4,
	WINDOW_DATA   = 0x10 / 4,
	WINDOW_BYTES  = 0x20,

	REG_VERSION  = 0x01, /* bits 23..16: number of the last pin */
	REG_REDIRECT = 0x10, /* two registers a pin; low one first, high one: target CPU */

	REDIRECT_LOW    = 1 << 13, /* active low */
	REDIRECT_LEVEL  = 1 << 15,
	REDIRECT_MASKED = 1 << 16,
	REDIRECT_TARGET = 24, /* in the high register */

	PIC1_COMMAND = 0x20,
	PIC1_DATA    = 0x21,
	PIC2_COMMAND = 0xa0,
	PIC2_DATA    = 0xa1,
};

struct io_apic {
	volatile uint32_t *window;
	unsigned first, pins;
};

/* What a pin's redirection entry holds, so that it need not be read back. */
struct pin {
	struct io_apic *controller; /* NULL: no such pin */
	uint32_t redirect;          /* low register */
	bool kernel;                /* used by the kernel itself */
};

static struct io_apic controllers[ACPI_IO_APICS_MAX];
static struct pin pins[VECTOR_PINS];
static unsigned pin_count; /* one more than the highest pin */

/* Two steps, and only one window for all CPUs. */
static struct spinlock window_lock;

static uint32_t io_apic_read(const struct io_apic *c, unsigned reg)
{
	uint32_t value;

	spin_lock(&window_lock);
	c->window[WINDOW_SELECT] = reg;
	value                    = c->window[WINDOW_DATA];
	spin_unlock(&window_lock);
	return value;
}

static void io_apic_write(const struct io_apic *c, unsigned reg, uint32_t value)
{
	spin_lock(&window_lock);
	c->window[WINDOW_SELECT] = reg;
	c->window[WINDOW_DATA]   = value;
	spin_unlock(&window_lock);
}

static void redirect(unsigned pin, uint32_t value)
{
	const struct io_apic *c = pins[pin].controller;

	pins[pin].redirect = value;
	io_apic_write(c, REG_REDIRECT + 2 * (pin - c->first), value);
}

static void pin_mask(unsigned pin)
{
	redirect(pin, pins[pin].redirect | REDIRECT_MASKED);
}

static void pin_unmask(unsigned pin)
{
	redirect(pin, pins[pin].redirect & ~(uint32_t)REDIRECT_MASKED);
}

static bool pin_is_level(unsigned pin)
{
	return pins[pin].redirect & REDIRECT_LEVEL;
}

static int pin_set_mode(unsigned pin, word_t mode)
{
	uint32_t value = pins[pin].redirect & ~(uint32_t)(REDIRECT_LOW | REDIRECT_LEVEL);

	if (!(mode & L4_IRQ_F_SET_MODE))
		return 0;
	if (mode & L4_IRQ_F_BOTH)
		return -L4_EINVAL; /* the hardware has no such mode */
	if (mode & L4_IRQ_F_NEG)
		value |= REDIRECT_LOW;
	if (mode & L4_IRQ_F_LEVEL)
		value |= REDIRECT_LEVEL;
	redirect(pin, value);
	return 0;
}

static struct irq_chip io_apic_chip = {
	.name     = "I/O APIC",
	.mask     = pin_mask,
	.unmask   = pin_unmask,
	.set_mode = pin_set_mode,
	.is_level = pin_is_level,
};

unsigned arch_irq_pins(void)
{
	return pin_count;
}

struct irq_chip *arch_irq_chip(unsigned pin)
{
	if (pin >= pin_count || !pins[pin].controller || pins[pin].kernel)
		return NULL;
	return &io_apic_chip;
}

/* They must be given vectors that are no exceptions, even to stay silent. */
void pic_off(void)
{
	outb(PIC1_COMMAND, 0x11); /* initialise, four command words */
	outb(PIC2_COMMAND, 0x11);
	outb(PIC1_DATA, VECTOR_PIC);
	outb(PIC2_DATA, VECTOR_PIC + 8);
	outb(PIC1_DATA, 1 << 2); /* the second is at line 2 of the first */
	outb(PIC2_DATA, 2);
	outb(PIC1_DATA, 1); /* 8086 mode */
	outb(PIC2_DATA, 1);
	outb(PIC1_DATA, 0xff); /* mask all */
	outb(PIC2_DATA, 0xff);
}

/* ISA lines are edges, active high; lines beyond them PCI's: levels, active low. */
static void controller_init(struct io_apic *c, const struct acpi_io_apic *a)
{
	c->window = arch_map_device(a->registers, WINDOW_BYTES);
	c->first  = a->first_pin;
	c->pins   = (io_apic_read(c, REG_VERSION) >> 16 & 0xff) + 1;
	for (unsigned i = 0; i < c->pins && c->first + i < VECTOR_PINS; i++) {
		unsigned pin   = c->first + i;
		uint32_t level = pin < ISA_IRQS ? 0 : REDIRECT_LEVEL | REDIRECT_LOW;

		pins[pin].controller = c;
		redirect(pin, (VECTOR_PIN + pin) | level | REDIRECT_MASKED);
		io_apic_write(c, REG_REDIRECT + 2 * i + 1, local_apic_id() << REDIRECT_TARGET);
		pin_count = max_of(pin_count, pin + 1);
	}
}

void io_apic_init(void)
{
	for (unsigned i = 0; i < acpi.io_apic_count; i++)
		controller_init(&controllers[i], &acpi.io_apics[i]);
	for (unsigned irq = 0; irq < ISA_IRQS; irq++) {
		const struct acpi_isa_irq *isa = &acpi.isa[irq];

		if (isa->pin < pin_count && pins[isa->pin].controller)
			pin_set_mode(isa->pin, L4_IRQ_F_SET_MODE | (isa->low ? L4_IRQ_F_NEG : 0) |
						       (isa->level ? L4_IRQ_F_LEVEL : 0));
	}
	if (!acpi.io_apic_count)
		printk("No I/O APIC: devices cannot interrupt, the serial line is polled\n");
}

int io_apic_take_isa(unsigned irq)
{
	unsigned pin = acpi.isa[irq].pin;

	if (pin >= pin_count || !pins[pin].controller)
		return -1;
	pins[pin].kernel = true;
	pin_unmask(pin);
	return (int)pin;
}

void io_apic_acknowledge(unsigned pin)
{
	if (pin_is_level(pin) && !pins[pin].kernel)
		pin_mask(pin);
	local_apic_end();
}
