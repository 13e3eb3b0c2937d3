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
} attributes = {.input = L4_VCON_ICRNL, .output = L4_VCON_ONLCR, .local = L4_VCON_ECHO};

static void log_write(struct invocation *inv)
{
	const word_t special = L4_VCON_OCRNL | L4_VCON_ONLRET;
	const char *text     = (const char *)&inv->caller->utcb->mr[2];
	word_t bytes         = message_word(inv, 1);

	if (bytes > L4_VCON_WRITE_SIZE)
		bytes = 0;
	if (!(attributes.output & special)) {
		console_write(text, bytes);
		bytes = 0;
	}
	for (; bytes; bytes--, text++) {
		char c = *text == '\r' && attributes.output & L4_VCON_OCRNL ? '\n' : *text;

		if (c != '\r' || !(attributes.output & L4_VCON_ONLRET))
			console_write(&c, 1);
	}
	answer_none(inv, NULL);
}

static int ahead = -1; /* a byte of input that was looked at and nobody has taken yet */

/* Next byte of input, not taken yet; -1: none. */
static int input_look(void)
{
	if (ahead < 0)
		ahead = console_input_get();
	return ahead;
}

/* @p c as the attributes want it; -1: not at all. */
static int translate_input(int c)
{
	if (c == '\n' && attributes.input & L4_VCON_INLCR)
		c = '\r';
	if (c == '\r' && attributes.input & L4_VCON_IGNCR)
		return -1;
	return c == '\r' && attributes.input & L4_VCON_ICRNL ? '\n' : c;
}

/* The answer's tag has 0 words, though there is data: that is how the interface is. */
static void log_read(word_t rights, struct invocation *inv)
{
	const word_t no_more = 0x80000000UL;
	char *data           = (char *)&inv->caller->utcb->mr[1];
	word_t wanted        = min_of(message_word(inv, 0) >> 16, (word_t)L4_VCON_READ_SIZE);
	word_t got           = 0;

	answer(inv, rights & L4_CAP_FPAGE_W ? 0 : -L4_EPERM, 0);
	if (!(rights & L4_CAP_FPAGE_W) || !(invocation_flags(inv) & L4_SYSF_RECV))
		return; /* what nobody would get stays */
	for (int c; got < wanted && (c = input_look()) >= 0;) {
		ahead = -1;
		c     = translate_input(c);
		if (c < 0)
			continue;
		data[got++] = (char)c;
		if (attributes.local & L4_VCON_ECHO)
			console_write(&data[got - 1], 1);
	}
	answer_word(inv, 0, input_look() < 0 ? got | no_more : got);
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
	if (l4_msgtag_words(inv->tag) < 1) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
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
