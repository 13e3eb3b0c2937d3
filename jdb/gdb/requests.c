/*
 * What GDB asks for: memory, registers, breakpoints, threads. See requests.h.
 *
 * Source: the GDB manual, appendix E, "Packets", "Stop Reply Packets", "General Query Packets".
 */
#include "jdb/gdb/requests.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "jdb/breakpoints.h"
#include "jdb/command.h"
#include "jdb/debugger.h"
#include "jdb/gdb/registers.h"
#include "jdb/inspect.h"
#include "jdb/memory.h"
#include "jdb/names.h"

enum {
	SIGNAL_TRAP  = 5,
	SIGNAL_ABORT = 6,
};

static bool panicked;
static uint32_t
	selected; /* the thread whose registers are meant; 0: the one that the kernel stopped in */
static uint32_t
	chosen_task; /* whose memory is below USER_TOP; 0: that of the selected thread's task */
static uint64_t list_cursor; /* of the list of threads */

static const struct thread *stopped_thread(void)
{
	return debugger_cpu()->current;
}

static const struct thread *thread_with_id(uint32_t id)
{
	struct object *obj = object_by_id(id);

	return obj ? thread_of(obj) : NULL;
}

/* One that was selected may have gone. */
static const struct thread *selected_thread(void)
{
	const struct thread *t = selected ? thread_with_id(selected) : NULL;

	return t ? t : stopped_thread();
}

static struct memory memory_meant(void)
{
	struct object *obj      = chosen_task ? object_by_id(chosen_task) : NULL;
	const struct task *task = obj ? task_of(obj) : NULL;

	return (struct memory){.task = task ? task : selected_thread()->task};
}

static void put_error(struct gdb_sender *s, bool good)
{
	gdb_put(s, good ? "OK" : "E01");
}

/* "p1.2c" never comes: we do not offer several processes. 0 and -1 stand for any thread. */
static bool take_thread(const char **at, uint32_t *id)
{
	uint64_t value = 0;

	*id = 0;
	if (gdb_take(at, "-1"))
		return true;
	if (!gdb_number(at, &value))
		return false;
	*id = (uint32_t)value;
	return true;
}

/* ---- Why the kernel stands ---------------------------------------------------------------------- */

void gdb_note_stop(bool by_panic)
{
	panicked = by_panic;
	selected = 0;
}

static void put_cause(struct gdb_sender *s)
{
	const struct breakpoint *b       = breakpoint_get(breakpoint_hit());
	static const char *const names[] = {
		[WATCH_WRITE] = "watch:", [WATCH_ACCESS] = "awatch:", [WATCH_PORT] = NULL};

	if (!b || b->owner != BREAK_GDB)
		return;
	if (b->what.watch == WATCH_EXECUTE) {
		gdb_put(s, b->soft ? "swbreak:;" : "hwbreak:;");
	} else if (names[b->what.watch]) {
		gdb_put(s, names[b->what.watch]);
		gdb_put_number(s, b->what.address);
		gdb_put(s, ";");
	}
}

void gdb_put_stop(struct gdb_sender *s)
{
	const uint8_t signal = panicked ? SIGNAL_ABORT : SIGNAL_TRAP;

	gdb_put(s, "T");
	gdb_put_hex(s, &signal, 1);
	put_cause(s);
	gdb_put(s, "thread:");
	gdb_put_number(s, stopped_thread()->object.id);
	gdb_put(s, ";");
}

/* ---- Memory and registers ----------------------------------------------------------------------- */

/* "addr,length"; what is there, as far as it goes. */
static void read_memory(struct gdb_sender *s, const char *at)
{
	static uint8_t data[GDB_TEXT_MAX / 2];
	struct memory m = memory_meant();
	uint64_t address, bytes;

	if (!gdb_number(&at, &address) || !gdb_take(&at, ",") || !gdb_number(&at, &bytes)) {
		put_error(s, false);
		return;
	}
	bytes = min_of(bytes, (uint64_t)sizeof(data));
	while (bytes > 0 && !memory_read(&m, data, address, (size_t)bytes))
		bytes /= 2;
	if (bytes == 0)
		put_error(s, false);
	else
		gdb_put_hex(s, data, (size_t)bytes);
}

static bool write_memory(const char *at)
{
	static uint8_t data[GDB_TEXT_MAX / 2];
	struct memory m = memory_meant();
	uint64_t address, bytes;

	return gdb_number(&at, &address) && gdb_take(&at, ",") && gdb_number(&at, &bytes) &&
	       gdb_take(&at, ":") && bytes <= sizeof(data) && gdb_bytes(&at, data, (size_t)bytes) &&
	       memory_write(&m, address, data, (size_t)bytes);
}

static bool write_registers(const char *at)
{
	for (unsigned i = 0; i < arch_gdb.general && *at; i++) {
		/* Those that are nowhere GDB sends back as they came: "x", or zeros. */
		const char *next = at + 2 * (arch_gdb.registers[i].bits / 8);

		gdb_set_register(selected_thread(), i, &at);
		at = next;
	}
	return true;
}

static bool write_register(const char *at)
{
	uint64_t number;

	return gdb_number(&at, &number) && gdb_take(&at, "=") && number < arch_gdb.count &&
	       gdb_set_register(selected_thread(), number, &at);
}

/* ---- Breakpoints -------------------------------------------------------------------------------- */

/* "type,address,kind" as a breakpoint; @return false: there is no such type. */
static bool take_breakpoint(const char *at, struct breakpoint *b)
{
	static const enum arch_watch watch[] = {WATCH_EXECUTE, WATCH_EXECUTE, WATCH_WRITE,
						WATCH_ACCESS, WATCH_ACCESS};
	uint64_t type, address, kind;

	if (!gdb_number(&at, &type) || type >= array_size(watch) || !gdb_take(&at, ",") ||
	    !gdb_number(&at, &address) || !gdb_take(&at, ",") || !gdb_number(&at, &kind))
		return false;
	*b = (struct breakpoint){
		.what  = {watch[type], (unsigned)kind, (vaddr_t)address},
		.owner = BREAK_GDB,
		.soft  = type == 0,
		.cpu   = ANY_CPU,
	};
	/* The code of a program is found through its task. */
	if (address < USER_TOP && memory_meant().task)
		b->task = (uint32_t)memory_meant().task->object.id;
	return true;
}

static bool same_place(const struct breakpoint *a, const struct breakpoint *b)
{
	return a->owner == b->owner && a->what.watch == b->what.watch &&
	       a->what.address == b->what.address;
}

/* GDB inserts what is there already, and takes out what is not: both are as it wants then. */
static void breakpoint(struct gdb_sender *s, const char *text, bool insert)
{
	struct breakpoint wanted;
	bool there = false;

	if (!take_breakpoint(text, &wanted))
		return;
	for (unsigned i = 1; i <= BREAKPOINTS_MAX; i++) {
		const struct breakpoint *b = breakpoint_get(i);

		if (!b || !same_place(b, &wanted))
			continue;
		there = true;
		if (!insert)
			breakpoint_clear(i);
	}
	put_error(s, !insert || there || breakpoint_set(&wanted) > 0);
}

/* ---- Threads ------------------------------------------------------------------------------------ */

static void put_threads(struct gdb_sender *s, bool first)
{
	enum { ROOM_FOR_ONE = 18 };
	struct walk walk = {.cursor = first ? 0 : list_cursor};
	const char *mark = "m";
	record_values values;

	while (gdb_room(s) > ROOM_FOR_ONE && threads_next(&walk, values)) {
		gdb_put(s, mark);
		gdb_put_number(s, values[0]);
		mark        = ",";
		list_cursor = walk.cursor;
	}
	if (*mark == 'm')
		gdb_put(s, "l");
}

/* What "info threads" shows of a thread. */
static void put_thread_text(struct gdb_sender *s, const char *at)
{
	static char text[160], name[48], partner[48];
	const struct thread *t;
	record_values v;
	uint32_t id;

	t = take_thread(&at, &id) ? thread_with_id(id) : NULL;
	if (!t) {
		put_error(s, false);
		return;
	}
	thread_record((struct thread *)t, v);
	kernel_snprintf(name, sizeof(name), "%s", name_of_id(id));
	partner[0] = 0;
	if (v[6])
		kernel_snprintf(partner, sizeof(partner), " (partner %llu %s)",
				(unsigned long long)v[6], name_of_id((uint32_t)v[6]));
	kernel_snprintf(text, sizeof(text), "%s%s%s%s, CPU %u, priority %u", name,
			*name ? ": " : "", t == t->cpu->current ? "runs" : thread_state_name(t),
			partner, t->cpu->number, (unsigned)v[5]);
	gdb_put_hex(s, text, strlen(text));
}

/* ---- Queries ------------------------------------------------------------------------------------ */

/* "monitor task NAME": from now on, whose memory is below USER_TOP. */
static void monitor(struct gdb_sender *s, const char *hex)
{
	static char text[128], answer[160];
	const struct task *task = NULL;
	size_t n                = 0;

	while (n < sizeof(text) - 1 && *hex && gdb_bytes(&hex, &text[n], 1))
		n++;
	text[n]   = 0;
	answer[0] = 0;
	if (strncmp(text, "task", 4) != 0)
		strcopy(answer,
			"Known: task NAME (or id), whose memory is meant; task (that of the "
			"selected thread)\n",
			sizeof(answer));
	else if (text[4] == ' ' && !(task = task_of_word(text + 5)))
		strcopy(answer, "There is no such task.\n", sizeof(answer));
	else
		chosen_task = task ? (uint32_t)task->object.id : 0;
	if (answer[0])
		gdb_put_hex(s, answer, strlen(answer));
	else
		put_error(s, true);
}

static void put_description(struct gdb_sender *s, const char *at)
{
	uint64_t from, characters;

	if (gdb_number(&at, &from) && gdb_take(&at, ",") && gdb_number(&at, &characters))
		gdb_put_description(s, from, characters);
}

static void query(struct gdb_sender *s, const char *at)
{
	if (gdb_take(&at, "Supported")) {
		gdb_put(s, "PacketSize=");
		gdb_put_number(s, GDB_TEXT_MAX);
		gdb_put(s, ";qXfer:features:read+;swbreak+;hwbreak+;vContSupported+");
	} else if (gdb_take(&at, "Xfer:features:read:target.xml:")) {
		put_description(s, at);
	} else if (gdb_take(&at, "fThreadInfo")) {
		put_threads(s, true);
	} else if (gdb_take(&at, "sThreadInfo")) {
		put_threads(s, false);
	} else if (gdb_take(&at, "ThreadExtraInfo,")) {
		put_thread_text(s, at);
	} else if (gdb_take(&at, "Attached")) {
		gdb_put(s, "1");
	} else if (gdb_take(&at, "Rcmd,")) {
		monitor(s, at);
	} else if (*at == 'C' && at[1] == 0) {
		gdb_put(s, "QC");
		gdb_put_number(s, stopped_thread()->object.id);
	}
}

/* ---- Packets ------------------------------------------------------------------------------------ */

/* "Hg12": the thread that is meant from now on. "Hc" is for packets that we need not know. */
static void select_thread(struct gdb_sender *s, const char *at)
{
	bool registers = *at == 'g';
	uint32_t id;

	at++;
	if (!take_thread(&at, &id) || (id && !thread_with_id(id))) {
		put_error(s, false);
		return;
	}
	if (registers)
		selected = id;
	put_error(s, true);
}

/* "vCont;s:12;c": the first action is what the thread that the kernel stopped in does. Others just run. */
static enum gdb_answer continue_how(struct gdb_sender *s, const char *at)
{
	bool step = gdb_take(&at, ";s") || gdb_take(&at, ";S");
	uint64_t signal;
	uint32_t id;

	gdb_number(&at, &signal);
	if (step && gdb_take(&at, ":") && take_thread(&at, &id) && id &&
	    id != stopped_thread()->object.id) {
		put_error(s, false); /* only a thread that a CPU executes can be stepped */
		return GDB_ANSWER;
	}
	return step ? GDB_STEP : GDB_CONTINUE;
}

enum gdb_answer gdb_execute(struct gdb_sender *s, const char *text)
{
	const char *at = text + 1;
	uint64_t number;
	uint32_t id;

	switch (text[0]) {
	case '?':
		return GDB_STOP_REASON;
	case 'c':
	case 'C':
		return GDB_CONTINUE;
	case 's':
	case 'S':
		return GDB_STEP;
	case 'D':
	case 'k': /* nothing ends because GDB does */
		put_error(s, true);
		return GDB_DETACH;
	case 'g':
		gdb_put_registers(s, selected_thread());
		break;
	case 'G':
		put_error(s, write_registers(at));
		break;
	case 'p':
		if (!gdb_number(&at, &number) || !gdb_put_register(s, selected_thread(), number))
			put_error(s, false);
		break;
	case 'P':
		put_error(s, write_register(at));
		break;
	case 'm':
		read_memory(s, at);
		break;
	case 'M':
		put_error(s, write_memory(at));
		break;
	case 'Z':
	case 'z':
		breakpoint(s, at, text[0] == 'Z');
		break;
	case 'H':
		select_thread(s, at);
		break;
	case 'T':
		put_error(s, take_thread(&at, &id) && thread_with_id(id));
		break;
	case 'q':
		query(s, at);
		break;
	case 'v':
		if (gdb_take(&at, "Cont?"))
			gdb_put(s, "vCont;c;C;s;S");
		else if (gdb_take(&at, "Cont"))
			return continue_how(s, at);
		break;
	default:
		break;
	}
	return GDB_ANSWER;
}
