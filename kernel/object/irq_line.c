/*
 * Interrupt lines: what is bound to which pin, and masking.
 *
 * A line keeps its own mask state, so that it can be set before it is bound to a pin: the pin takes
 * it over (abi sheet §8.7).
 *
 * The table of pins has a lock of its own, taken before a line's. A hit takes only the line's: it may
 * come while the line is released, and finds an object that ends, not one that is freed.
 */
#include "kernel/ipc/invoke.h"
#include "kernel/lib/panic.h"
#include "kernel/object/irq.h"
#include "kernel/object/semaphore.h"
#include "kernel/object/thread.h"
#include "kernel/sched/cpu.h"
#include "kernel/trace.h"

static struct irq_line *at_pin[IRQ_PINS];
static struct spinlock pins;          /* guards at_pin, and lines' chip and pin */
static struct spinlock registrations; /* guards lines' watched, and threads' deletion_irq */

/* The kernel's own pins are never masked. */
static void soft_mask(unsigned pin)
{
	(void)pin;
}

static int soft_set_mode(unsigned pin, word_t mode)
{
	(void)pin, (void)mode;
	return 0;
}

static bool soft_is_level(unsigned pin)
{
	(void)pin;
	return false;
}

static struct irq_chip soft_chip = {
	.name     = "kernel",
	.mask     = soft_mask,
	.unmask   = soft_mask,
	.set_mode = soft_set_mode,
	.is_level = soft_is_level,
};

unsigned irq_pin_count(void)
{
	return min_of(arch_irq_pins(), (unsigned)IRQ_PINS_HARDWARE);
}

unsigned irq_msi_count(void)
{
	return arch_msi ? arch_msi->count : 0;
}

/* The controller of @p pin, or NULL when there is no such pin. */
static struct irq_chip *chip_of(unsigned pin)
{
	if (pin >= IRQ_PIN_MSI)
		return pin < IRQ_PIN_MSI + irq_msi_count() ? arch_msi->chip : NULL;
	if (pin >= IRQ_PINS_HARDWARE)
		return &soft_chip;
	return pin < irq_pin_count() ? arch_irq_chip(pin) : NULL;
}

struct irq_line *irq_pin_line(unsigned pin)
{
	return pin < IRQ_PINS ? __atomic_load_n(&at_pin[pin], __ATOMIC_ACQUIRE) : NULL;
}

struct irq_line *irq_line_of(struct object *obj)
{
	struct irq *irq      = irq_of(obj);
	struct semaphore *sm = semaphore_of(obj);

	if (irq)
		return &irq->line;
	return sm ? &sm->line : NULL;
}

void irq_line_init(struct irq_line *line, void (*hit)(struct irq_line *),
		   bool (*idle)(const struct irq_line *))
{
	line->hit  = hit;
	line->idle = idle;
	list_init(&line->watched);
}

void irq_line_mask(struct irq_line *line)
{
	line->masked = true;
	if (line->chip)
		line->chip->mask(line->pin);
}

void irq_line_overrun(struct irq_line *line)
{
	if (line->masked && line->chip)
		return; /* by the user; a trigger by software does not change that */
	irq_line_mask(line);
	line->overrun = true;
}

void irq_line_unmask(struct irq_line *line)
{
	line->masked  = false;
	line->overrun = false;
	if (line->chip)
		line->chip->unmask(line->pin);
}

/* ---- Pins ----------------------------------------------------------------------------------- */

/* With the lock of the pins. */
static void release(struct irq_line *line)
{
	if (!line->chip)
		return;
	__atomic_store_n(&at_pin[line->pin], NULL, __ATOMIC_RELEASE);
	spin_lock(&line->lock);
	line->chip->mask(line->pin);
	line->chip  = NULL;
	line->level = false;
	spin_unlock(&line->lock);
}

static void connect(struct irq_line *line, struct irq_chip *chip, unsigned pin)
{
	spin_lock(&line->lock);
	line->chip  = chip;
	line->pin   = pin;
	line->level = chip->is_level(pin);
	__atomic_store_n(&at_pin[pin], line, __ATOMIC_RELEASE);
	if (line->masked)
		chip->mask(pin);
	else
		chip->unmask(pin);
	spin_unlock(&line->lock);
}

int irq_pin_bind(unsigned pin, struct irq_line *line)
{
	struct irq_chip *chip = chip_of(pin);
	bool free;

	spin_lock(&pins);
	release(line);
	free = chip && !at_pin[pin];
	if (free)
		connect(line, chip, pin);
	spin_unlock(&pins);
	return free ? 0 : -L4_EINVAL;
}

void irq_pin_release(struct irq_line *line)
{
	spin_lock(&pins);
	release(line);
	spin_unlock(&pins);
}

int irq_pin_set_mode(unsigned pin, word_t mode)
{
	struct irq_chip *chip = chip_of(pin);
	int error             = -L4_EINVAL;

	spin_lock(&pins);
	if (chip)
		error = chip->set_mode(pin, mode);
	if (!error && at_pin[pin])
		at_pin[pin]->level = chip->is_level(pin);
	spin_unlock(&pins);
	return error;
}

void irq_pin_mask(unsigned pin, bool mask)
{
	struct irq_line *line = irq_pin_line(pin);

	if (!line)
		return;
	spin_lock(&line->lock);
	if (mask)
		irq_line_mask(line);
	else
		irq_line_unmask(line);
	spin_unlock(&line->lock);
}

void irq_pin_hit(unsigned pin)
{
	struct irq_line *line = irq_pin_line(pin);

	trace(irq, pin, line ? line->object.id : 0);
	if (line)
		line->hit(line);
}

void irq_dispatch(unsigned pin)
{
	struct irq_line *line = irq_pin_line(pin);
	struct irq_chip *chip = chip_of(pin);

	cpu_current()->interrupts++;
	trace(irq, pin, line ? line->object.id : 0);
	if (line)
		line->hit(line);
	else if (chip)
		chip->mask(pin); /* nobody wants it */
}

/* ---- Registered as deletion IRQ of threads -------------------------------------------------- */

long irq_line_watch(struct irq_line *line, struct thread *t)
{
	if (t->ended) /* nobody would take it off the list again */
		return -L4_EINVAL;
	if (t->deletion_irq)
		return -L4_EBUSY;
	spin_lock(&registrations);
	t->deletion_irq = line;
	list_append(&line->watched, &t->deletion_link);
	spin_unlock(&registrations);
	return 0;
}

static void end_registration(struct thread *t)
{
	list_remove(&t->deletion_link);
	t->deletion_irq = NULL;
}

void irq_line_forget(struct thread *t)
{
	spin_lock(&registrations);
	end_registration(t);
	spin_unlock(&registrations);
}

void irq_line_tell(struct thread *t)
{
	struct irq_line *line;

	spin_lock(&registrations);
	line = t->deletion_irq;
	if (line)
		object_get(&line->object);
	spin_unlock(&registrations);
	if (!line)
		return;
	line->hit(line);
	object_put(&line->object);
}

void irq_line_release(struct irq_line *line)
{
	irq_pin_release(line);
	spin_lock(&registrations);
	while (!list_empty(&line->watched))
		end_registration(list_first(&line->watched, struct thread, deletion_link));
	spin_unlock(&registrations);
}

/* ---- Protocol -1: trigger and EOI ----------------------------------------------------------- */

void irq_line_control(struct irq_line *line, struct invocation *inv, struct sender *from)
{
	bool empty  = l4_msgtag_words(inv->tag) == 0;
	unsigned op = empty ? L4_IRQ_OP_TRIGGER : message_word(inv, 0) & 0xffff;

	if (op == L4_IRQ_OP_TRIGGER) {
		line->hit(line);
		answer_none(inv, from);
	} else if (op == L4_IRQ_OP_EOI) {
		spin_lock(&line->lock);
		if (line->idle(line))
			irq_line_unmask(line);
		spin_unlock(&line->lock);
		answer_none(inv, from);
	} else {
		answer(inv, -L4_ENOSYS, 0);
	}
}
