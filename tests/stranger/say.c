/*
 * Invoking, printing, counting: what both strangers share.
 *
 * Text goes to the kernel's log as the original's C library sends it: pieces of at most 61 words,
 * sent and forgotten.
 */
#include "tests/stranger/abi.h"

word entry_registers[ENTRY_REGISTERS];
static unsigned passed, failed;

word invoke(word selector, word tag, word *label, word timeouts)
{
	word nobody = 0;

	return enter_kernel(selector, tag, label ? label : &nobody, timeouts);
}

long call_selector(word selector, word tag)
{
	tag = invoke(selector | CALL, tag, NULL, NEVER);
	return tag & TAG_ERROR ? -(long)(IPC_ERROR + utcb()->error) : tag_label(tag);
}

long call(unsigned index, word tag)
{
	return call_selector(SLOT(index), tag);
}

/* ---- Printing -------------------------------------------------------------------------------- */

/* The C compiler may ask for these by itself. */
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);

void *memcpy(void *to, const void *from, size_t n)
{
	char *t       = to;
	const char *f = from;

	while (n--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int c, size_t n)
{
	char *t = to;

	while (n--)
		*t++ = (char)c;
	return to;
}

/* Whoever looks at an answer may print in between: the message registers stay as they are. */
static void write_piece(const char *text, size_t bytes)
{
	struct utcb *u = utcb();
	unsigned words = 2 + (unsigned)((bytes + sizeof(word) - 1) / sizeof(word));
	word kept[63];

	memcpy(kept, u->mr, sizeof(kept));
	u->mr[0] = 0;
	u->mr[1] = bytes;
	memcpy(&u->mr[2], text, bytes);
	invoke(SLOT(CONSOLE) | SEND, make_tag(LOG, words, 0), NULL, NEVER);
	memcpy(u->mr, kept, sizeof(kept));
}

void say(const char *text)
{
	while (*text) {
		size_t n = 0;

		while (text[n] && n < 61 * sizeof(word))
			n++;
		write_piece(text, n);
		text += n;
	}
}

void say_number(const char *text, word number)
{
	char digits[2 * sizeof(word) + 1];
	char *d = digits + sizeof(digits);

	*--d = 0;
	do
		*--d = "0123456789abcdef"[number & 15];
	while (number >>= 4);
	say(text);
	say(d);
}

/* ---- Verdicts -------------------------------------------------------------------------------- */

/* A line is one message, so that the lines of several threads do not mix. */
void step(const char *what, bool good, word seen)
{
	char line[120];
	size_t n = 0;

	for (const char *s = good ? "ok - " : "not ok - "; *s; s++)
		line[n++] = *s;
	while (*what && n < sizeof(line) - 2)
		line[n++] = *what++;
	line[n++] = '\n';
	line[n]   = 0;
	say(line);
	if (good) {
		passed++;
	} else {
		failed++;
		say_number("# seen: 0x", seen);
		say("\n");
	}
}

static void say_decimal(unsigned n)
{
	char digits[] = "   0";
	unsigned at   = sizeof(digits) - 1;

	for (; n; n /= 10)
		digits[--at] = (char)('0' + n % 10);
	say(digits[at] ? digits + at : "0");
}

void finish(void)
{
	say("stranger: ");
	say_decimal(passed);
	say(" passed, ");
	say_decimal(failed);
	say(" failed\n");
	utcb()->mr[0] = 1; /* shutdown … */
	utcb()->mr[1] = 0; /* … and power off */
	call(INTERRUPTS, make_tag(PLATFORM, 2, 0));
	for (;;)
		invoke(SELF | RECEIVE, 0, NULL, NEVER);
}
