/*
 * The log object: programs write to the console and read what was typed there.
 *
 * Writing never blocks and is never answered: the text goes to console_write(), which knows about
 * buffers and drops. Reading takes what is there; pin 0 tells when there is more.
 * Source: abi sheet §8.9.
 */
#include "kernel/abi/l4_utcb.h"
#include "kernel/hooks.h"
#include "kernel/ipc/invoke.h"
#include "kernel/object/icu.h"
#include "kernel/object/irq.h"
#include "kernel/object/log.h"
#include "kernel/object/thread.h"

static struct {
	word_t input, output, local; /* L4_VCON_* */
} attributes = {.output = L4_VCON_ONLCR};

/* In place: the message is the sender's own copy. */
static void translate_output(char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes && attributes.output & L4_VCON_OCRNL; i++)
		if (text[i] == '\r')
			text[i] = '\n';
}

static void log_write(struct invocation *inv)
{
	word_t bytes = message_word(inv, 1);
	char *text   = (char *)&inv->caller->utcb->mr[2];

	if (bytes <= L4_VCON_WRITE_SIZE) {
		translate_output(text, bytes);
		console_write(text, bytes);
	}
	answer_none(inv, NULL);
}

/* Next byte of input as the attributes want it; -1: none. */
static int input_byte(void)
{
	int c = console_input_get();

	while (c == '\r' && attributes.input & L4_VCON_IGNCR)
		c = console_input_get();
	if (c == '\r' && attributes.input & L4_VCON_ICRNL)
		c = '\n';
	else if (c == '\n' && attributes.input & L4_VCON_INLCR)
		c = '\r';
	return c;
}

static void echo(char c)
{
	if (attributes.local & L4_VCON_ECHO)
		console_write(&c, 1);
}

/* The answer's tag has 0 words, though there is data: that is how the interface is. */
static void log_read(word_t rights, struct invocation *inv)
{
	const word_t no_more = 0x80000000UL;
	char *data           = (char *)&inv->caller->utcb->mr[1];
	word_t wanted        = min_of(message_word(inv, 0) >> 16, (word_t)L4_VCON_READ_SIZE);
	word_t got           = 0;
	int c                = 0;

	if (!(rights & L4_CAP_FPAGE_W)) {
		answer(inv, -L4_EPERM, 0);
		return;
	}
	while (got < wanted && (c = input_byte()) >= 0) {
		data[got++] = (char)c;
		echo((char)c);
	}
	answer_word(inv, 0, c < 0 ? got | no_more : got);
	answer(inv, 0, 0);
}

static void set_attributes(struct invocation *inv)
{
	attributes.input  = message_word(inv, 1);
	attributes.output = message_word(inv, 2) | L4_VCON_ONLCR;
	attributes.local  = message_word(inv, 3);
	answer(inv, 0, 0);
}

static void get_attributes(struct invocation *inv)
{
	answer_word(inv, 1, attributes.input);
	answer_word(inv, 2, attributes.output);
	answer_word(inv, 3, attributes.local);
	answer(inv, 0, 4);
}

static void log_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	(void)obj;
	if (l4_msgtag_label(inv->tag) == L4_PROTO_IRQ) {
		icu_control((struct icu_pins){IRQ_PIN_LOG, 1, 0}, inv);
		return;
	}
	if (l4_msgtag_label(inv->tag) != L4_PROTO_LOG) {
		answer(inv, -L4_EBADPROTO, 0);
		return;
	}
	switch (message_word(inv, 0) & 0xffff) {
	case L4_VCON_WRITE_OP:
		log_write(inv);
		break;
	case L4_VCON_READ_OP:
		log_read(rights, inv);
		break;
	case L4_VCON_SET_ATTR_OP:
		set_attributes(inv);
		break;
	case L4_VCON_GET_ATTR_OP:
		get_attributes(inv);
		break;
	default:
		answer(inv, -L4_ENOSYS, 0);
		break;
	}
}

void log_input_ready(void)
{
	irq_pin_hit(IRQ_PIN_LOG);
}

const struct object_type log_type = {.kind = OBJECT_LOG, .name = "log", .invoke = log_invoke};
