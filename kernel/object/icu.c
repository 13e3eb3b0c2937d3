/*
 * The ICU object: interrupt pins (protocol -1), and on the same capability platform control
 * (protocol 0): power off and reboot. Source: abi sheet §8.7, §8.11.
 */
#include "kernel/arch.h"
#include "kernel/hooks.h"
#include "kernel/ipc/invoke.h"
#include "kernel/object/icu.h"
#include "kernel/object/irq.h"

/* ---- Pins ----------------------------------------------------------------------------------- */

/* The pin that the message names in MR1; IRQ_PINS, which is none, if there is no such pin. */
static unsigned pin_argument(struct icu_pins pins, const struct invocation *inv)
{
	word_t pin = message_word(inv, 1);

	if (pin < pins.count)
		return pins.first + (unsigned)pin;
	pin ^= L4_ICU_FLAG_MSI;
	return pin < pins.messages ? IRQ_PIN_MSI + (unsigned)pin : IRQ_PINS;
}

/* The line in the message's item; the pin is MR1. */
static long line_argument(struct invocation *inv, struct irq_line **line, word_t *rights)
{
	struct object *obj;
	long error;

	if (l4_msgtag_words(inv->tag) < 2 || !l4_msgtag_items(inv->tag))
		return -L4_EMSGTOOSHORT;
	error = capability_argument(inv, 0, &obj, rights);
	if (error)
		return error;
	*line = irq_line_of(obj);
	return *line ? 0 : -L4_EINVAL;
}

static long pin_bind(struct icu_pins pins, struct invocation *inv)
{
	struct irq_line *line;
	word_t rights;
	long error = line_argument(inv, &line, &rights);

	if (error)
		return error;
	if (!(rights & L4_CAP_FPAGE_W))
		return -L4_EPERM;
	if (line->object.dying) {
		irq_pin_release(line);
		return -L4_EINVAL;
	}
	return irq_pin_bind(pin_argument(pins, inv), line);
}

/* Whatever is at the pin: the item must only be an interrupt line. */
static long pin_unbind(struct icu_pins pins, struct invocation *inv)
{
	struct irq_line *line;
	word_t rights;
	long error = line_argument(inv, &line, &rights);

	if (error)
		return error;
	line = irq_pin_line(pin_argument(pins, inv));
	if (line)
		irq_pin_release(line);
	return 0;
}

static void icu_info(struct icu_pins pins, struct invocation *inv)
{
	answer_word(inv, 0, pins.messages ? L4_ICU_FLAG_MSI : 0);
	answer_word(inv, 1, pins.count);
	answer_word(inv, 2, pins.messages);
	answer(inv, 0, 3);
}

/* What a device must write where, for the message in MR1; nothing as long as it is unbound. */
static void icu_msi_info(struct icu_pins pins, struct invocation *inv)
{
	const unsigned u64_words = sizeof(uint64_t) / sizeof(word_t);
	const unsigned pin       = pin_argument(pins, inv);
	uint64_t address         = 0;
	uint32_t data            = 0;
	long error               = 0;

	if (l4_msgtag_words(inv->tag) < 2 + u64_words) /* the device's number, aligned to 8 bytes */
		error = -L4_EMSGTOOSHORT;
	else if (!pins.messages)
		error = -L4_ENOSYS;
	else if (pin < IRQ_PIN_MSI || pin >= IRQ_PINS)
		error = -L4_ERANGE;
	if (error) {
		answer(inv, error, 0);
		return;
	}
	if (irq_pin_line(pin))
		arch_msi->message(pin - IRQ_PIN_MSI, &address, &data);
	answer_u64(inv, address);
	answer_word(inv, u64_words, data);
	answer(inv, 0, u64_words + 1);
}

/* No answer, and no effect on pins that nothing is bound to. */
static void pin_mask(struct icu_pins pins, struct invocation *inv, bool mask)
{
	if (l4_msgtag_words(inv->tag) >= 2)
		irq_pin_mask(pin_argument(pins, inv), mask);
	answer_none(inv, NULL);
}

static long pin_set_mode(struct icu_pins pins, struct invocation *inv)
{
	const unsigned pin = pin_argument(pins, inv);
	const word_t mode  = message_word(inv, 2);

	if (l4_msgtag_words(inv->tag) < 3)
		return -L4_EMSGTOOSHORT;
	if (pin == IRQ_PINS)
		return -L4_EINVAL;
	return mode & L4_IRQ_F_SET_MODE ? irq_pin_set_mode(pin, mode) : 0;
}

void icu_control(struct icu_pins pins, struct invocation *inv)
{
	if (l4_msgtag_words(inv->tag) < 1) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
		return;
	}
	switch (message_word(inv, 0)) {
	case L4_ICU_OP_BIND:
		answer_result(inv, pin_bind(pins, inv));
		break;
	case L4_ICU_OP_UNBIND:
		answer_result(inv, pin_unbind(pins, inv));
		break;
	case L4_ICU_OP_INFO:
		icu_info(pins, inv);
		break;
	case L4_ICU_OP_UNMASK:
		pin_mask(pins, inv, false);
		break;
	case L4_ICU_OP_MASK:
		pin_mask(pins, inv, true);
		break;
	case L4_ICU_OP_SET_MODE:
		answer(inv, pin_set_mode(pins, inv), 0);
		break;
	case L4_ICU_OP_MSI_INFO:
		icu_msi_info(pins, inv);
		break;
	default:
		answer(inv, -L4_ENOSYS, 0);
		break;
	}
}

/* ---- Platform control ----------------------------------------------------------------------- */

static long shutdown(const struct invocation *inv)
{
	if (l4_msgtag_words(inv->tag) != 2)
		return -L4_EINVAL;
	console_flush();
	switch (message_word(inv, 1)) {
	case 0:
		arch_power_off();
	case 1:
		arch_reset();
	default:
		return -L4_ENOSYS;
	}
}

static long platform_control(const struct invocation *inv)
{
	if (l4_msgtag_words(inv->tag) < 1)
		return -L4_EMSGTOOSHORT;
	switch (message_word(inv, 0)) {
	case L4_PLATFORM_CTL_SYS_SHUTDOWN_OP:
		return shutdown(inv);
	case L4_PLATFORM_CTL_CPU_ALLOW_SHUTDOWN_OP:
		return 0; /* no CPU is ever shut down here */
	default:
		return -L4_ENOSYS;
	}
}

static void icu_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	(void)obj, (void)rights;
	switch (l4_msgtag_label(inv->tag)) {
	case L4_PROTO_IRQ:
		icu_control((struct icu_pins){0, irq_pin_count(), irq_msi_count()}, inv);
		break;
	case L4_PROTO_PLATFORM_CTL:
		answer(inv, platform_control(inv), 0);
		break;
	default:
		answer(inv, -L4_EBADPROTO, 0);
		break;
	}
}

const struct object_type icu_type = {.kind = OBJECT_ICU, .name = "ICU", .invoke = icu_invoke};
