/*
 * A made-up crowd of threads. See crowd.h.
 *
 * Ten threads make a task; each thread lives on one CPU. A round is one call: a client wakes up,
 * calls a server on its CPU or on the next one, gets its answer and sleeps again. Some clients
 * fault on a page, and a task comes and goes now and then.
 */
#include "tests/bench-viz/crowd.h"

#include <stdio.h>
#include <stdlib.h>

#include "jdb/host/mimic.h"
#include "jdb/host/model.h"
#include "jdb/host/record.h"

enum {
	TASKS       = CROWD_THREADS / 10,
	TASK        = 100,  /* ids: + number */
	IDLE        = 1000, /* + CPU */
	THREAD      = 2000, /* + number */
	GATE        = 4000, /* + task */
	VISITOR     = 10000,
	PRIORITY    = 20,
	STEP_NS     = 300,    /* of the whole machine, between two events */
	SNAPSHOT    = 100000, /* rounds between two */
	VISIT       = 500,
	SLOTS       = 16,
	PAGES       = 24,
	PAGE        = 12,
	TAG_FAULT   = -2 * 65536,
	FLUSH_BYTES = 40000,
};

struct crowd {
	struct mimic k;
	struct recorder *recorder;
	uint8_t buffer[1 << 16]; /* one direction's bytes, as a read of the line would bring them */
	size_t used;
	bool to_kernel;
	uint64_t flow, events, random;
	uint32_t visitor;
};

static void flush(struct crowd *c)
{
	if (c->used)
		recorder_put(c->recorder, c->to_kernel ? RECORD_TO_KERNEL : RECORD_FROM_KERNEL,
			     c->buffer, c->used, c->k.now);
	c->used = 0;
}

static void put(void *context, const void *bytes, size_t n, bool to_kernel)
{
	struct crowd *c = context;

	if (to_kernel != c->to_kernel || c->used + n > FLUSH_BYTES)
		flush(c);
	c->to_kernel = to_kernel;
	for (size_t i = 0; i < n; i++)
		c->buffer[c->used++] = ((const uint8_t *)bytes)[i];
}

/* The same numbers every time. */
static uint32_t chance(struct crowd *c, uint32_t below)
{
	c->random = c->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(c->random >> 33) % below;
}

static void event(struct crowd *c, unsigned cpu, unsigned type, size_t n, const uint64_t *value)
{
	c->k.now += 1 + chance(c, 2 * STEP_NS);
	c->k.cpu = cpu;
	mimic_event(&c->k, type, n, value);
	c->events++;
}

#define EMIT(c, cpu, type, ...)                             \
	event(c, cpu, TRACE_##type, TRACE_FIELDS_OF_##type, \
	      (const uint64_t[TRACE_FIELDS_OF_##type]){__VA_ARGS__})

static uint32_t task_of(uint32_t thread)
{
	return TASK + (thread - THREAD) % TASKS;
}

/* ---- Rounds ---------------------------------------------------------------------------------- */

static void fault(struct crowd *c, unsigned cpu, uint32_t client, uint32_t pager)
{
	uint64_t address = 0x10000000 + ((uint64_t)chance(c, PAGES) << PAGE);
	uint64_t flow    = ++c->flow;
	uint64_t source  = address | PAGE << 6 | 1 << 4 | 7;

	EMIT(c, cpu, page_fault, flow, client, task_of(client), address + 0x18, 2, 0x400120);
	EMIT(c, cpu, ipc_send, flow, client, pager, 0, (uint64_t)(int64_t)TAG_FAULT, 3);
	EMIT(c, cpu, context_switch, client, pager, PRIORITY, STATE_receiving | STATE_fault);
	EMIT(c, cpu, ipc_receive, flow, pager, client, (uint64_t)(int64_t)TAG_FAULT, 0, address);
	EMIT(c, cpu, map, task_of(pager), task_of(client), source, address, 6, 0);
	EMIT(c, cpu, context_switch, pager, client, PRIORITY, STATE_receiving);
	EMIT(c, cpu, page_fault_done, flow, client, pager, 0, 1);
}

static void call_here(struct crowd *c, unsigned cpu, uint32_t client, uint32_t server)
{
	EMIT(c, cpu, ipc_send, ++c->flow, client, server, GATE + task_of(server) - TASK, 0x10002,
	     3);
	EMIT(c, cpu, context_switch, client, server, PRIORITY, STATE_receiving);
	EMIT(c, cpu, ipc_receive, c->flow, server, client, 0x10002, 0x140, chance(c, 1 << 16));
	EMIT(c, cpu, ipc_send, ++c->flow, server, client, 0, 1, 9);
	EMIT(c, cpu, ipc_wait, server, 0, UINT64_MAX);
	EMIT(c, cpu, context_switch, server, client, PRIORITY, STATE_receiving);
	EMIT(c, cpu, ipc_receive, c->flow, client, server, 1, 0, chance(c, 1 << 16));
}

static void call_across(struct crowd *c, unsigned cpu, unsigned other, uint32_t client,
			uint32_t server)
{
	uint64_t call = ++c->flow, answer = ++c->flow;

	EMIT(c, cpu, ipc_send, call, client, server, GATE + task_of(server) - TASK, 0x10002, 3);
	EMIT(c, cpu, cpu_request, other, 0);
	EMIT(c, cpu, context_switch, client, IDLE + cpu, 0, STATE_receiving);
	EMIT(c, other, wakeup, server, IDLE + other, PRIORITY);
	EMIT(c, other, context_switch, IDLE + other, server, PRIORITY, STATE_ready);
	EMIT(c, other, ipc_receive, call, server, client, 0x10002, 0x140, 1);
	EMIT(c, other, ipc_send, answer, server, client, 0, 1, 9);
	EMIT(c, other, cpu_request, cpu, 0);
	EMIT(c, other, context_switch, server, IDLE + other, 0, STATE_receiving);
	EMIT(c, cpu, wakeup, client, IDLE + cpu, PRIORITY);
	EMIT(c, cpu, context_switch, IDLE + cpu, client, PRIORITY, STATE_ready);
	EMIT(c, cpu, ipc_receive, answer, client, server, 1, 0, 1);
}

static void visit(struct crowd *c, unsigned cpu)
{
	uint32_t maker = THREAD, id = VISITOR + 2 * c->visitor++;

	EMIT(c, cpu, object_create, id, KIND_task, maker, 12288);
	EMIT(c, cpu, object_create, id + 1, KIND_thread, maker, 8192);
	EMIT(c, cpu, thread_bind, id + 1, id);
	EMIT(c, cpu, object_kill, id + 1, KIND_thread, maker);
	EMIT(c, cpu, object_free, id + 1, KIND_thread);
	EMIT(c, cpu, object_kill, id, KIND_task, maker);
	EMIT(c, cpu, object_free, id, KIND_task);
}

static void play_round(struct crowd *c)
{
	unsigned cpu    = chance(c, CROWD_CPUS);
	unsigned there  = chance(c, CROWD_THREADS / CROWD_CPUS);
	uint32_t client = THREAD + cpu + CROWD_CPUS * there;
	uint32_t server = THREAD + cpu + CROWD_CPUS * ((there + 1) % (CROWD_THREADS / CROWD_CPUS));

	EMIT(c, cpu, wakeup, client, IDLE + cpu, PRIORITY);
	EMIT(c, cpu, context_switch, IDLE + cpu, client, PRIORITY, STATE_ready);
	if (chance(c, 8) == 0)
		fault(c, cpu, client, server);
	if (chance(c, 8) == 0) {
		unsigned other = (cpu + 1) % CROWD_CPUS;

		call_across(c, cpu, other, client,
			    THREAD + other + CROWD_CPUS * ((there + 1) % 20));
	} else {
		call_here(c, cpu, client, server);
	}
	if (chance(c, 3) == 0)
		EMIT(c, cpu, ipc_wait, client, 0, c->k.now / 1000 + 10000);
	EMIT(c, cpu, context_switch, client, IDLE + cpu, 0, STATE_receiving);
}

/* ---- Snapshots ------------------------------------------------------------------------------- */

static void tell_object(struct crowd *c, uint32_t id, unsigned kind, uint64_t a, const char *name)
{
	mimic_record(&c->k, RECORD_object, (uint64_t[]){id, kind, 0, 2, 1, 0, a, 0, 0},
		     (const char *[]){name});
}

static void tell_objects(struct crowd *c)
{
	char name[SCHEMA_TEXT_MAX + 1];

	mimic_list(&c->k, REQUEST_objects, 0);
	for (uint32_t i = 0; i < TASKS; i++) {
		snprintf(name, sizeof(name), "task%u", i);
		tell_object(c, TASK + i, KIND_task, 0, name);
	}
	for (uint32_t i = 0; i < CROWD_CPUS; i++)
		tell_object(c, IDLE + i, KIND_thread, 0, "idle");
	for (uint32_t i = 0; i < CROWD_THREADS; i++) {
		snprintf(name, sizeof(name), "thread%u", i);
		tell_object(c, THREAD + i, KIND_thread, task_of(THREAD + i), name);
	}
	for (uint32_t i = 0; i < TASKS; i++)
		tell_object(c, GATE + i, KIND_gate, THREAD + i, "service");
	mimic_list_end(&c->k);
}

static void tell_thread(struct crowd *c, uint32_t id, uint32_t task, uint64_t state, uint32_t cpu)
{
	mimic_record(&c->k, RECORD_thread,
		     (uint64_t[RECORD_FIELDS_MAX]){id, 0, task, state, cpu, task ? PRIORITY : 0, 0,
						   1000, UINT64_MAX, c->k.now / 9000, 0x400100,
						   0x7fff0000, 4, 4, 0},
		     (const char *[]){""});
}

static void tell_threads(struct crowd *c)
{
	mimic_list(&c->k, REQUEST_threads, 0);
	for (uint32_t i = 0; i < CROWD_CPUS; i++)
		tell_thread(c, IDLE + i, 0, STATE_ready, i);
	for (uint32_t i = 0; i < CROWD_THREADS; i++)
		tell_thread(c, THREAD + i, task_of(THREAD + i), STATE_receiving, i % CROWD_CPUS);
	mimic_list_end(&c->k);
	mimic_list(&c->k, REQUEST_cpus, 0);
	for (uint32_t i = 0; i < CROWD_CPUS; i++)
		mimic_record(&c->k, RECORD_cpu,
			     (uint64_t[RECORD_FIELDS_OF_cpu]){i, IDLE + i, 0, c->k.now / 1100,
							      c->k.now / 100000, c->k.now / 400000},
			     (const char *[]){""});
	mimic_list_end(&c->k);
}

static void tell_task(struct crowd *c, uint32_t task)
{
	mimic_list(&c->k, REQUEST_caps, task);
	for (uint32_t i = 0; i < SLOTS; i++)
		mimic_record(&c->k, RECORD_cap,
			     (uint64_t[]){task, 0x100 + i, GATE + (task + i) % TASKS, KIND_gate,
					  0x15, 2},
			     NULL);
	mimic_list_end(&c->k);
	mimic_list(&c->k, REQUEST_pages, task);
	for (uint64_t i = 0; i < PAGES; i++)
		mimic_record(&c->k, RECORD_page,
			     (uint64_t[]){task, 0x10000000 + (i << PAGE),
					  ((uint64_t)task << 20) + (i << PAGE), PAGE, 6, 0},
			     NULL);
	mimic_list_end(&c->k);
}

static void tell_everything(struct crowd *c)
{
	tell_objects(c);
	mimic_list(&c->k, REQUEST_tasks, 0);
	for (uint32_t i = 0; i < TASKS; i++)
		mimic_record(&c->k, RECORD_task,
			     (uint64_t[]){TASK + i, 0, 10, SLOTS, PAGES, 4096, 90000, 16 << 20},
			     (const char *[]){""});
	mimic_list_end(&c->k);
	tell_threads(c);
	for (uint32_t i = 0; i < TASKS; i++)
		tell_task(c, TASK + i);
}

uint64_t crowd_write(const char *path, uint64_t events)
{
	struct crowd *c = calloc(1, sizeof(*c));
	uint64_t done   = 0;

	if (!c)
		return 0;
	c->recorder = recorder_open(path);
	if (c->recorder) {
		mimic_init(&c->k, put, c);
		c->k.cpus = CROWD_CPUS;
		mimic_hello(&c->k, "amd64");
		for (uint64_t i = 0; c->events < events; i++) {
			if (i % SNAPSHOT == 0)
				tell_everything(c);
			if (i % VISIT == 0)
				visit(c, chance(c, CROWD_CPUS));
			play_round(c);
		}
		mimic_flush(&c->k);
		mimic_status(&c->k);
		flush(c);
		done = recorder_close(c->recorder) ? c->events : 0;
	}
	free(c);
	return done;
}
