/*
 * Registers for GDB. See registers.h.
 *
 * A thread that a CPU was executing has all of its registers in a trap frame: its own, if it was in user mode,
 * else that of the exception or interrupt. A thread that is switched out has a few on its stack: those that
 * the switch saves.
 */
#include "jdb/gdb/registers.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include "jdb/debugger.h"

/* Where the registers of a CPU's current thread are; NULL: nobody knows. */
static struct trap_frame *registers_of(const struct thread *t)
{
	return t->cpu == debugger_cpu() ? debugger_frame() : t->cpu->stopped_frame;
}

static bool is_current(const struct thread *t)
{
	return t->cpu->current == t;
}

/* The place of a register, or NULL. */
static const void *place_of(const struct thread *t, const struct arch_gdb_register *r)
{
	const char *base =
		is_current(t) ? (const char *)registers_of(t) : (const char *)t->arch.kernel_sp;
	int at = is_current(t) ? r->frame : r->switched;

	return base && at >= 0 ? base + at : NULL;
}

static void put_unknown(struct gdb_sender *s, unsigned bits)
{
	for (unsigned i = 0; i < bits / 4; i++)
		gdb_put(s, "x");
}

static void put_register(struct gdb_sender *s, const struct thread *t,
			 const struct arch_gdb_register *r)
{
	const void *place = place_of(t, r);
	word_t behind     = t->arch.kernel_sp + arch_gdb.switched_bytes;

	if (!is_current(t) && r->switched == ARCH_GDB_BEHIND)
		place = &behind;
	if (place)
		gdb_put_hex(s, place, r->bits / 8);
	else
		put_unknown(s, r->bits);
}

void gdb_put_registers(struct gdb_sender *s, const struct thread *t)
{
	for (unsigned i = 0; i < arch_gdb.general; i++)
		put_register(s, t, &arch_gdb.registers[i]);
}

bool gdb_put_register(struct gdb_sender *s, const struct thread *t, uint64_t number)
{
	if (number >= arch_gdb.count)
		return false;
	put_register(s, t, &arch_gdb.registers[number]);
	return true;
}

bool gdb_set_register(const struct thread *t, uint64_t number, const char **text)
{
	const struct arch_gdb_register *r = &arch_gdb.registers[number];
	word_t value                      = 0;
	void *place;

	if (number >= arch_gdb.count || r->bits > 8 * sizeof(value) ||
	    !gdb_bytes(text, &value, r->bits / 8))
		return false;
	place = (void *)place_of(t, r);
	if (!place)
		return false;
	memcpy(place, &value, r->bits / 8);
	if (is_current(t))
		arch_frame_changed(registers_of(t));
	return true;
}

/* ---- The description -------------------------------------------------------------------------- */

/* Of a text that is made anew each time, the part that is wanted. */
struct window {
	struct gdb_sender *to;
	uint64_t at, from, end;
};

static void show(struct window *w, const char *text)
{
	char one[2] = {0};

	for (; *text; text++, w->at++) {
		one[0] = *text;
		if (w->at >= w->from && w->at < w->end)
			gdb_put(w->to, one);
	}
}

static void show_decimal(struct window *w, unsigned number)
{
	char text[4] = {(char)('0' + number / 100), (char)('0' + number / 10 % 10),
			(char)('0' + number % 10), 0};

	show(w, number >= 100 ? text : number >= 10 ? text + 1 : text + 2);
}

static void show_description(struct window *w)
{
	show(w, "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM "
		"\"gdb-target.dtd\"><target><architecture>");
	show(w, arch_gdb.architecture);
	show(w, "</architecture><feature name=\"");
	show(w, arch_gdb.feature);
	show(w, "\">");
	for (unsigned i = 0; i < arch_gdb.count; i++) {
		show(w, "<reg name=\"");
		show(w, arch_gdb.registers[i].name);
		show(w, "\" bitsize=\"");
		show_decimal(w, arch_gdb.registers[i].bits);
		show(w, "\" type=\"");
		show(w, arch_gdb.registers[i].type);
		show(w, "\"/>");
	}
	show(w, "</feature></target>");
}

void gdb_put_description(struct gdb_sender *s, uint64_t from, uint64_t characters)
{
	struct window w = {.to = s, .from = from};

	characters = min_of(characters, (uint64_t)gdb_room(s) - 1);
	w.end      = from + characters;
	/* "m": there is more; "l": this is the last part. How long it is, is known when it has been made. */
	size_t mark = s->used;

	gdb_put(s, "m");
	show_description(&w);
	if (w.at <= w.end)
		s->bytes[mark] = 'l';
}
