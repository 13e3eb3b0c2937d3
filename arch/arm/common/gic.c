/*
 * The generic interrupt controller, version 2 (ARM IHI 0048B).
 *
 *      devices --> distributor --> CPU interface --> IRQ of the CPU
 *                  masks, modes    acknowledge, end
 *
 * Pins have the controller's interrupt numbers: below 16 those from CPU to CPU, 16 to 31 are the CPU's own (timers), from 32 on
 * those shared by all. Most belong to user programs, through IRQ objects; gic_claim() keeps some
 * for the kernel.
 *
 * An interrupt is ended right after it is acknowledged: nothing is held back while a user program
 * handles it. A level-triggered pin is masked first, since its device still pulls the line; the
 * program unmasks it when it is done.
 */
#include "arch/arm/common/gic.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/arch.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/object/irq.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/spinlock.h"
#include <arch/sysreg.h>

enum { /* distributor; byte offsets */
       GICD_CTLR       = 0x000,
       GICD_TYPER      = 0x004,
       GICD_ISENABLER  = 0x100, /* one bit a pin */
       GICD_ICENABLER  = 0x180,
       GICD_ICPENDR    = 0x280,
       GICD_IPRIORITYR = 0x400, /* one byte a pin */
       GICD_ITARGETSR  = 0x800,
       GICD_ICFGR      = 0xc00, /* two bits a pin */
       GICD_SGIR       = 0xf00, /* interrupts from CPU to CPU */
       GICD_BYTES      = 0x1000,
};

enum { /* CPU interface */
       GICC_CTLR  = 0x000,
       GICC_PMR   = 0x004,
       GICC_IAR   = 0x00c,
       GICC_EOIR  = 0x010,
       GICC_BYTES = 0x100,
};

enum {
	PINS_MAX      = 1020,
	FIRST_PRIVATE = 16, /* below: interrupts between CPUs */
	FIRST_SHARED  = 32,
	IAR_PIN       = 0x3ff,
	PRIORITY_ALL  = 0xf0, /* let every priority above the lowest through */
	PRIORITY      = 0xa0,
	CLAIMS        = 4,
	ICFGR_EDGE    = 2,

	SGIR_TARGETS    = 16, /* shift: one bit a CPU */
	SGIR_ALL_OTHERS = 1 << 24,
	SGI_REQUEST     = 0, /* arch_cpu_notify() */
	SGI_STOP        = 1, /* arch_cpu_stop() */
};

struct claim {
	unsigned pin;
	void (*handler)(void);
};

static volatile uint32_t *distributor, *cpu_interface;
static unsigned pins;
static struct claim claims[CLAIMS];
static unsigned claim_count;
static struct spinlock modes_lock; /* a register of ICFGR is that of 16 pins */

static uint32_t gicd_read(unsigned at)
{
	return distributor[at / 4];
}

static void gicd_write(unsigned at, uint32_t value)
{
	distributor[at / 4] = value;
}

/* Write the one bit of @p pin in a bank where writing zeroes has no effect. */
static void gicd_bit(unsigned bank, unsigned pin)
{
	gicd_write(bank + pin / 32 * 4, 1U << pin % 32);
}

static void gicd_byte(unsigned bank, unsigned pin, uint8_t value)
{
	((volatile uint8_t *)distributor)[bank + pin] = value;
}

/* ---- What the kernel sees of a pin ---------------------------------------------------------- */

static bool pin_is_level(unsigned pin)
{
	return !(gicd_read(GICD_ICFGR + pin / 16 * 4) >> pin % 16 * 2 & ICFGR_EDGE);
}

static void pin_mask(unsigned pin)
{
	gicd_bit(GICD_ICENABLER, pin);
	dsb_system();
}

static void pin_unmask(unsigned pin)
{
	gicd_bit(GICD_ISENABLER, pin);
}

/* High level and rising edge are all that the controller knows; private pins are fixed. */
static int pin_set_mode(unsigned pin, word_t mode)
{
	unsigned at    = GICD_ICFGR + pin / 16 * 4;
	unsigned shift = pin % 16 * 2;
	bool edge;

	if (!(mode & L4_IRQ_F_SET_MODE))
		return 0;
	if (mode & (L4_IRQ_F_NEG | L4_IRQ_F_BOTH))
		return -L4_EINVAL;
	edge = !(mode & L4_IRQ_F_LEVEL);
	if (pin < FIRST_SHARED)
		return edge == !pin_is_level(pin) ? 0 : -L4_EINVAL;
	spin_lock(&modes_lock);
	gicd_write(at, (gicd_read(at) & ~((uint32_t)ICFGR_EDGE << shift)) |
			       (edge ? (uint32_t)ICFGR_EDGE << shift : 0));
	spin_unlock(&modes_lock);
	return 0;
}

static struct irq_chip gic_chip = {
	.name     = "GICv2",
	.mask     = pin_mask,
	.unmask   = pin_unmask,
	.set_mode = pin_set_mode,
	.is_level = pin_is_level,
};

static const struct claim *claim_of(unsigned pin)
{
	for (unsigned i = 0; i < claim_count; i++)
		if (claims[i].pin == pin)
			return &claims[i];
	return NULL;
}

const struct arch_msi *const arch_msi; /* a GICv2 knows no messages */

unsigned arch_irq_pins(void)
{
	return pins;
}

struct irq_chip *arch_irq_chip(unsigned pin)
{
	if (pin < FIRST_PRIVATE || pin >= pins || claim_of(pin))
		return NULL;
	return &gic_chip;
}

void gic_claim(unsigned pin, void (*handler)(void))
{
	if (claim_count == CLAIMS || pin < FIRST_PRIVATE || pin >= pins)
		panic("GIC: the kernel cannot have pin %u of %u", pin, pins);
	claims[claim_count++] = (struct claim){pin, handler};
	pin_unmask(pin);
}

/* ---- Interrupts ----------------------------------------------------------------------------- */

/* One of the kernel's: its handler quiets the device, so that ending it does not bring it back. */
static void handle_claimed(const struct claim *claim, uint32_t token)
{
	claim->handler();
	cpu_interface[GICC_EOIR / 4] = token;
}

static void handle_users(unsigned pin, uint32_t token)
{
	if (pin_is_level(pin))
		pin_mask(pin);
	cpu_interface[GICC_EOIR / 4] = token;
	irq_dispatch(pin);
}

/* One at a time: the next may wait for what this one has made the scheduler do. */
static void dispatch(struct trap_frame *frame)
{
	uint32_t token = cpu_interface[GICC_IAR / 4];
	unsigned pin   = token & IAR_PIN;
	const struct claim *claim;

	if (pin >= PINS_MAX)
		return; /* it has gone away again */
	if (pin < FIRST_PRIVATE) {
		cpu_interface[GICC_EOIR / 4] = token;
		if (pin == SGI_STOP) {
			cpu_stand(frame);
			debugger_cpu_goes_on();
		} else {
			request_interrupt();
		}
		return;
	}
	claim = claim_of(pin);
	if (claim)
		handle_claimed(claim, token);
	else
		handle_users(pin, token);
}

/* From entry.S. */
void interrupt(struct trap_frame *frame)
{
	struct cpu *c = cpu_current();

	c->interrupted = frame;
	dispatch(frame);
	c->interrupted = NULL;
}

void arch_cpu_notify(struct cpu *c)
{
	dsb_system(); /* what is written for that CPU comes before the interrupt */
	gicd_write(GICD_SGIR, c->arch.gic_target << SGIR_TARGETS | SGI_REQUEST);
}

/* Nothing comes through where interrupts are off: the fast interrupt is the secure world's. */
void arch_cpu_stop(struct cpu *c, bool force)
{
	if (force)
		return;
	dsb_system();
	gicd_write(GICD_SGIR, c->arch.gic_target << SGIR_TARGETS | SGI_STOP);
}

void gic_wake_all(void)
{
	gicd_write(GICD_SGIR, SGIR_ALL_OTHERS | SGI_REQUEST);
}

/* ---- Start ---------------------------------------------------------------------------------- */

/* The bit that stands for this CPU: its own pins have no other target. With one CPU nothing is told. */
static uint8_t own_target(void)
{
	uint32_t all = gicd_read(GICD_ITARGETSR) | gicd_read(GICD_ITARGETSR + FIRST_PRIVATE);

	all |= all >> 16;
	all |= all >> 8;
	return all & 0xff ? (uint8_t)all : 1;
}

void gic_init(paddr_t distributor_pa, paddr_t cpu_interface_pa)
{
	distributor   = arch_map_device(distributor_pa, GICD_BYTES);
	cpu_interface = arch_map_device(cpu_interface_pa, GICC_BYTES);
	gicd_write(GICD_CTLR, 0);
	pins = ((gicd_read(GICD_TYPER) & 0x1f) + 1) * 32;
	pins = min_of(pins, (unsigned)PINS_MAX);
	for (unsigned pin = FIRST_SHARED; pin < pins; pin += 32) {
		gicd_write(GICD_ICENABLER + pin / 8, UINT32_MAX);
		gicd_write(GICD_ICPENDR + pin / 8, UINT32_MAX);
	}
	for (unsigned pin = FIRST_SHARED; pin < pins; pin++) {
		gicd_byte(GICD_IPRIORITYR, pin, PRIORITY);
		gicd_byte(GICD_ITARGETSR, pin, own_target()); /* the boot CPU */
	}
	gicd_write(GICD_CTLR, 1);
}

void gic_init_cpu(void)
{
	gicd_write(GICD_ICENABLER, UINT32_MAX);
	for (unsigned pin = 0; pin < FIRST_SHARED; pin++)
		gicd_byte(GICD_IPRIORITYR, pin, PRIORITY);
	for (unsigned i = 0; i < claim_count; i++)
		if (claims[i].pin < FIRST_SHARED)
			pin_unmask(claims[i].pin);
	cpu_current()->arch.gic_target = own_target();
	cpu_interface[GICC_PMR / 4]    = PRIORITY_ALL;
	cpu_interface[GICC_CTLR / 4]   = 1;
}
