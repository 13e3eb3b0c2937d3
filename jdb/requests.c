/*
 * What the host asks, and the answers. See requests.h; bodies are described in jdb/link/README.md.
 */
#include "jdb/requests.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/stop.h"
#include "jdb/debugger.h"
#include "jdb/gdb/gdb.h"
#include "jdb/inspect.h"
#include "jdb/link_out.h"
#include "jdb/trace/ring.h"
#include "jdb/wire.h"

enum {
	QUEUE_LENGTH = 8,
	BOUNDARY_SIZE =
		1 + 1 + 2 * 9 + 1, /* bytes of a boundary record, and the end mark behind it */
	PAUSE_MIN_US = 200,
	PAUSE_MAX_US = 12800,
};

struct request {
	uint64_t id;
	bool control;
	uint64_t number; /* enum link_request or enum link_control */
	uint64_t argument, cursor, limit;
};

static struct request queue[QUEUE_LENGTH];
static unsigned queue_first, queue_length;
static usec_t pause_us = PAUSE_MIN_US; /* what the other CPUs are given to stand still */

/* ---- Coming in -------------------------------------------------------------------------------- */

/* [id, number, argument, cursor, limit]; what a host leaves out at the end is 0. */
static bool decode(const struct link_frame *f, struct request *r)
{
	struct cbor_reader reader;
	uint64_t fields[5] = {0};

	cbor_reader_init(&reader, f->body, f->bytes);
	long count = cbor_read_array(&reader);

	for (unsigned i = 0; i < array_size(fields) && (count == CBOR_OPEN || count-- > 0); i++) {
		if (count == CBOR_OPEN && cbor_read_end(&reader))
			break;
		fields[i] = cbor_read_uint(&reader);
	}
	*r = (struct request){.id       = fields[0],
			      .control  = f->type == LINK_CONTROL,
			      .number   = fields[1],
			      .argument = fields[2],
			      .cursor   = fields[3],
			      .limit    = fields[4]};
	return !reader.bad;
}

void requests_frame(const struct link_frame *f)
{
	struct request r;

	if (f->type == LINK_GDB_IN) {
		gdb_frame(f);
		return;
	}
	if ((f->type != LINK_REQUEST && f->type != LINK_CONTROL) || !decode(f, &r)) {
		link_bad_frames++;
		return;
	}
	if (queue_length == QUEUE_LENGTH) {
		link_requests_lost++;
		return;
	}
	queue[(queue_first + queue_length++) % QUEUE_LENGTH] = r;
}

bool requests_waiting(void)
{
	return queue_length > 0;
}

/* ---- Going out -------------------------------------------------------------------------------- */

static void put_boundary(struct cbor_writer *w, uint64_t generation, uint64_t next)
{
	uint64_t values[RECORD_FIELDS_OF_boundary] = {generation, next};

	put_record(w, RECORD_boundary, values);
}

/* A piece of a list: as many records as fit, at most as many as the host wants. */
static void answer_list(struct cbor_writer *w, const struct inspect_list *list,
			const struct request *r)
{
	struct walk walk = {.argument = r->argument, .cursor = r->cursor};
	uint64_t limit   = r->limit - 1 < LINK_ENTRIES_MAX ? r->limit : LINK_ENTRIES_MAX;
	uint64_t next = walk.cursor, records = 0;
	bool more = true;
	record_values values;

	w->size -= BOUNDARY_SIZE;
	while (records < limit && (more = list->next(&walk, values))) {
		size_t mark = w->used;

		put_record(w, list->record, values);
		if (w->full) {
			cbor_rewind(w, mark);
			break;
		}
		next = walk.cursor;
		records++;
	}
	w->size += BOUNDARY_SIZE;
	put_boundary(w, list->generation(), more ? next : UINT64_MAX);
}

/*
 * Let the other CPUs stand while a piece is copied, unless the debugger has stopped them anyway. When
 * they cannot (interrupts are off somewhere, or an emulator lets one wait), the host asks again, and we wait longer.
 */
static bool others_stand(void)
{
	if (cpu_count == 1 || debugger_active())
		return true;
	if (cpus_pause(pause_us)) {
		pause_us = max_of(pause_us / 2, (usec_t)PAUSE_MIN_US);
		return true;
	}
	pause_us = min_of(pause_us * 2, (usec_t)PAUSE_MAX_US);
	return false;
}

static void others_go(void)
{
	if (cpu_count > 1 && !debugger_active())
		cpus_go();
}

static void answer_request(struct cbor_writer *w, const struct request *r)
{
	const struct inspect_list *list = inspect_list((unsigned)r->number);
	long error                      = 0;

	if (r->number == REQUEST_status) {
		cbor_int(w, 0);
		w->size -= BOUNDARY_SIZE;
		put_status(w);
		put_losses(w);
		w->size += BOUNDARY_SIZE;
		put_boundary(w, 0, UINT64_MAX);
		return;
	}
	if (!list || r->number > UINT8_MAX || !others_stand()) {
		cbor_int(w, list && r->number <= UINT8_MAX ? -L4_EBUSY : -L4_ENOSYS);
		return;
	}
	if (list->check)
		error = list->check(r->argument);
	cbor_int(w, error);
	if (error == 0)
		answer_list(w, list, r);
	others_go();
}

static long control(const struct request *r)
{
	switch (r->number) {
	case LINK_DETACH:
		link_attach(false, 0);
		return 0;
	case LINK_ATTACH:
		link_attach(true, (uint32_t)r->argument);
		return 0;
	case LINK_TRACE_CLASS:
		trace_record_classes((uint32_t)r->argument);
		return 0;
	case LINK_STOP:
		debugger_want_stop();
		return 0;
	case LINK_GO:
		return debugger_want_go() ? 0 : -L4_EBUSY;
	case LINK_SAY_HELLO:
		link_want_hello();
		return 0;
	default:
		return -L4_ENOSYS;
	}
}

void requests_answer(void)
{
	struct request r = queue[queue_first];
	struct cbor_writer w;
	long result = r.control ? control(&r) : 0;

	queue_first = (queue_first + 1) % QUEUE_LENGTH;
	queue_length--;
	wire_begin(WIRE_URGENT, &w);
	w.size -= 1; /* for the end mark */
	cbor_array_open(&w);
	cbor_uint(&w, r.id);
	if (r.control) {
		cbor_int(&w, result);
		put_status(&w);
	} else {
		answer_request(&w, &r);
	}
	w.size += 1;
	cbor_end(&w);
	wire_send(WIRE_URGENT, LINK_REPLY, cpu_current()->number, &w);
}
