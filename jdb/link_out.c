/*
 * What the kernel tells the host: when, and HELLO and STATUS. Trace frames: trace_out.c; answers:
 * requests.c. See link_out.h.
 */
#include "jdb/link_out.h"
#include <arch_abi.h>
#include "kernel/sched/cpu.h"
#include "kernel/sched/timeout.h"
#include "jdb/debugger.h"
#include "jdb/gdb/gdb.h"
#include "jdb/inspect.h"
#include "jdb/requests.h"
#include "jdb/symbols.h"
#include "jdb/trace/ring.h"
#include "jdb/trace_out.h"
#include "jdb/wire.h"

enum {
	BUSY_US   = 1000,    /* how long nothing is tried while the wire is full */
	STATUS_US = 1000000, /* a status frame each second tells a host that we live */
};

bool link_attached;
uint32_t link_classes;
uint32_t link_bad_frames, link_requests_lost;

static bool hello_wanted;
static usec_t status_at = USEC_NEVER;

void link_init(void)
{
	hello_wanted = true;
}

void link_want_hello(void)
{
	hello_wanted = true;
}

void link_want_status(void)
{
	if (link_attached)
		status_at = 0;
}

void link_attach(bool attach, uint32_t classes)
{
	if (attach && !link_attached)
		trace_out_rewind();
	link_attached = attach;
	link_classes  = attach ? classes : 0;
	hello_wanted  = attach;
	status_at     = attach ? 0 : USEC_NEVER;
	timer_update();
}

void put_record(struct cbor_writer *w, unsigned record, const uint64_t *values)
{
	const struct schema_entry *schema = schema_record(record);

	cbor_array(w, schema->field_count + 1u);
	cbor_uint(w, record);
	for (unsigned i = 0; i < schema->field_count; i++) {
		if (schema->fields[i].type == FIELD_TEXT) {
			const char *text = (const char *)(uintptr_t)values[i];
			size_t bytes     = 0;

			while (bytes < SCHEMA_TEXT_MAX && text[bytes])
				bytes++;
			cbor_text(w, text, bytes);
		} else {
			cbor_uint(w, values[i]);
		}
	}
}

static void put_hello(struct cbor_writer *w)
{
	uint64_t values[RECORD_FIELDS_OF_hello] = {LINK_PROTOCOL,
						   schema_hash(),
						   record_text(L4_ARCH_NAME),
						   record_text(symbols_build_name()),
						   arch_cycles_khz(),
						   cpu_count,
						   8 * sizeof(word_t),
						   clock_cycles(),
						   arch_clock_us(),
						   debugger_active()};

	put_record(w, RECORD_hello, values);
}

void put_status(struct cbor_writer *w)
{
	uint64_t values[RECORD_FIELDS_OF_status] = {
		link_attached,   debugger_active(), trace_recorded,  link_classes,
		wire_frames,     wire_text_lost,    link_bad_frames, link_requests_lost,
		arch_clock_us(), clock_cycles()};

	put_record(w, RECORD_status, values);
}

void put_losses(struct cbor_writer *w)
{
	for (unsigned cpu = 0; cpu < cpu_count; cpu++) {
		for (unsigned class = 0; class <= TRACE_CLASSES; class ++) {
			uint64_t count     = trace_out_lost(cpu, class);
			uint64_t values[3] = {cpu, class == TRACE_CLASSES ? UINT64_MAX : class,
					      count};
			size_t mark        = w->used;

			if (count > 0)
				put_record(w, RECORD_loss, values);
			if (w->full) {
				cbor_rewind(w, mark);
				return;
			}
		}
	}
}

static void send_hello(void)
{
	struct cbor_writer w;

	wire_begin(WIRE_URGENT, &w);
	cbor_array(&w, 1);
	put_hello(&w);
	wire_send(WIRE_URGENT, LINK_HELLO, cpu_current()->number, &w);
}

static void send_status(void)
{
	struct cbor_writer w;

	wire_begin(WIRE_URGENT, &w);
	w.size -= 1; /* for the end mark */
	cbor_array_open(&w);
	put_status(&w);
	put_losses(&w);
	w.size += 1;
	cbor_end(&w);
	wire_send(WIRE_URGENT, LINK_STATUS, cpu_current()->number, &w);
}

/* Put the most urgent thing that waits into the free slot; false when nothing waits. */
static bool fill_urgent(void)
{
	usec_t now = arch_clock_us();

	if (hello_wanted) {
		hello_wanted = false;
		send_hello();
	} else if (gdb_waiting()) {
		gdb_answer();
	} else if (requests_waiting()) {
		requests_answer();
	} else if (now >= status_at) {
		status_at = now + STATUS_US;
		send_status();
	} else {
		return false;
	}
	return true;
}

void link_poll(void)
{
	bool more = true;

	while (more && wire_free(WIRE_URGENT)) {
		more = fill_urgent();
		wire_pump();
	}
	if (link_attached && wire_trace_room() && trace_out_fill())
		wire_pump();
}

/*
 * While a frame is on its way, the transmitter's interrupt tells when there is room for the next. A
 * timer that fires at once until then would keep that very interrupt from coming: it has the higher
 * priority, and nothing but time would pass.
 */
usec_t link_next_poll(void)
{
	bool busy   = !wire_free(WIRE_URGENT) || !wire_trace_room();
	usec_t soon = busy ? arch_clock_us() + BUSY_US : 0;

	if (!link_attached)
		return hello_wanted || requests_waiting() ? soon : USEC_NEVER;
	return max_of(min_of(status_at, trace_out_next()), soon);
}
