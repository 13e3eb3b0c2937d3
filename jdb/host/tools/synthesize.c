/*
 * phial-synthesize FILE [seconds [cpus]]: a made-up recording of the tour.
 *
 * For work on views and decoders where no kernel runs: the same frames that a kernel sends, from a
 * little story with fixed actors. Ping calls pong through a gate; a client faults and its pager
 * maps pages; a capability and a page go down a chain of three tasks and are revoked at the root; a
 * timer interrupt drives a producer and its consumer; a task is created and destroyed. Snapshots
 * come every half second. Nothing in it is measured; that it is made up stands in the machine's
 * build name.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "jdb/host/mimic.h"
#include "jdb/host/model.h"
#include "jdb/host/record.h"
#include "jdb/host/tools/synthesize_cpus.h"

/* The actors' ids. A task's thread has the next number. */
enum actor {
	SIGMA0     = 10,
	ROOT       = 12,
	PING       = 14,
	PONG       = 16,
	PAGER      = 18,
	CLIENT     = 20,
	ALICE      = 22,
	BOB        = 24,
	CAROL      = 26,
	PRODUCER   = 28,
	CONSUMER   = 30,
	TASKS_END  = 32,
	GATE_PONG  = 40,
	GATE_GIFT  = 41,
	IRQ_TIMER  = 42,
	GATE_GOODS = 43,
	FACTORY    = 44,
	IDLE       = 45,
	VISITORS   = 100, /* ids of tasks that come and go */
};

static const struct {
	uint32_t id;
	const char *name;
} names[] = {
	{SIGMA0, "sigma0"},  {ROOT, "root"},         {PING, "ping"},         {PONG, "pong"},
	{PAGER, "pager"},    {CLIENT, "client"},     {ALICE, "alice"},       {BOB, "bob"},
	{CAROL, "carol"},    {PRODUCER, "producer"}, {CONSUMER, "consumer"}, {GATE_PONG, "pong"},
	{GATE_GIFT, "gift"}, {IRQ_TIMER, "timer"},   {GATE_GOODS, "goods"},  {FACTORY, "factory"},
	{IDLE, "idle"},
};

enum {
	PAGE        = 12,
	GIFT_PA     = 0x700000,
	CLIENT_PA   = 0x900000,
	CLIENT_AREA = 0x10000000,
	MSEC        = 1000000, /* ns */
	TAG_CALL    = 1,       /* one word, label 0 */
	TAG_FAULT   = -2 * 65536 + 2,
};

struct story {
	struct mimic k;
	struct recorder *recorder;
	uint64_t flow;
	uint32_t running;
	uint32_t visitor; /* 0: none there */
	unsigned client_pages, gift_depth;
};

static void put(void *context, const void *bytes, size_t n, bool to_kernel)
{
	struct story *s = context;

	recorder_put(s->recorder, to_kernel ? RECORD_TO_KERNEL : RECORD_FROM_KERNEL, bytes, n,
		     1 + s->k.now);
}

static void event(struct story *s, unsigned type, size_t n, const uint64_t *value)
{
	s->k.now += 1500;
	mimic_event(&s->k, type, n, value);
}

#define EMIT(s, type, ...)                             \
	event(s, TRACE_##type, TRACE_FIELDS_OF_##type, \
	      (const uint64_t[TRACE_FIELDS_OF_##type]){__VA_ARGS__})

/* ---- Little scenes --------------------------------------------------------------------------- */

static void switch_to(struct story *s, uint32_t to, uint32_t state)
{
	if (s->running == to)
		return;
	EMIT(s, context_switch, s->running, to, to == IDLE ? 0 : 20, state);
	s->running = to;
}

static void wait_for(struct story *s, uint32_t thread, uint32_t from)
{
	EMIT(s, ipc_wait, thread, from, UINT64_MAX);
}

/* A message between two threads of which the receiver waits. */
static uint64_t message(struct story *s, uint32_t from, uint32_t to, uint32_t gate, bool call)
{
	uint64_t flow = ++s->flow;

	switch_to(s, from, STATE_ready);
	EMIT(s, ipc_send, flow, from, to, gate, TAG_CALL, call ? 3 : 9);
	EMIT(s, ipc_receive, flow, to, from, TAG_CALL, gate ? 0x100 : 0, 42);
	EMIT(s, wakeup, to, from, 20);
	if (call)
		wait_for(s, from, to);
	else
		wait_for(s, from, 0);
	switch_to(s, to, STATE_receiving);
	return flow;
}

static void ping_pong(struct story *s)
{
	EMIT(s, timeout, PING + 1, s->k.now / 1000);
	EMIT(s, wakeup, PING + 1, IDLE, 20);
	switch_to(s, PING + 1, STATE_ready);
	for (int i = 0; i < 3; i++) {
		message(s, PING + 1, PONG + 1, GATE_PONG, true);
		s->k.now += 40000;
		message(s, PONG + 1, PING + 1, 0, false);
	}
	EMIT(s, ipc_wait, PING + 1, PING + 1, s->k.now / 1000 + 100000);
	switch_to(s, IDLE, STATE_receiving);
}

static uint64_t flexpage(uint64_t address, unsigned type, unsigned rights)
{
	return address | PAGE << 6 | type << 4 | rights;
}

static void client_fault(struct story *s)
{
	uint64_t address = CLIENT_AREA + ((uint64_t)s->client_pages << PAGE);
	uint64_t flow    = ++s->flow;

	EMIT(s, wakeup, CLIENT + 1, IDLE, 20);
	switch_to(s, CLIENT + 1, STATE_ready);
	EMIT(s, page_fault, flow, CLIENT + 1, CLIENT, address + 0x10, 2, 0x400120);
	EMIT(s, ipc_send, flow, CLIENT + 1, PAGER + 1, 0, (uint64_t)(int64_t)TAG_FAULT, 3);
	EMIT(s, ipc_receive, flow, PAGER + 1, CLIENT + 1, (uint64_t)(int64_t)TAG_FAULT, 0, address);
	EMIT(s, wakeup, PAGER + 1, CLIENT + 1, 20);
	switch_to(s, PAGER + 1, STATE_receiving | STATE_fault);
	s->k.now += 80000;
	EMIT(s, map, PAGER, CLIENT, flexpage(CLIENT_PA + ((uint64_t)s->client_pages << PAGE), 1, 6),
	     address, 6, 0);
	message(s, PAGER + 1, CLIENT + 1, 0, false);
	EMIT(s, page_fault_done, flow, CLIENT + 1, PAGER + 1, 0, 1);
	s->client_pages = (s->client_pages + 1) % 16;
	switch_to(s, IDLE, STATE_receiving);
}

/* One step down the chain; at its end everything is revoked at the root. */
static void hand_down(struct story *s)
{
	static const uint32_t chain[] = {ROOT, ALICE, BOB, CAROL};

	if (s->gift_depth < 3) {
		uint32_t from = chain[s->gift_depth], to = chain[s->gift_depth + 1];

		EMIT(s, map, from, to, flexpage(GIFT_PA, 1, 7 - s->gift_depth), GIFT_PA,
		     6 - 2 * (s->gift_depth > 1), 0);
		EMIT(s, map, from, to, 0x104000 | 3 << 4 | 0xf, 0x104, 7, 0);
		s->gift_depth++;
		return;
	}
	EMIT(s, unmap, ROOT, flexpage(GIFT_PA, 1, 7), 0, 3);
	for (unsigned i = 3; i > 0; i--) {
		EMIT(s, unmapped, chain[i], GIFT_PA, PAGE, i + 1);
		EMIT(s, cap_gone, chain[i], 0x104, GATE_GIFT);
	}
	s->gift_depth = 0;
}

static void timer_tick(struct story *s)
{
	uint64_t flow = ++s->flow;

	EMIT(s, irq, 4, IRQ_TIMER);
	EMIT(s, irq_trigger, flow, IRQ_TIMER, PRODUCER + 1);
	EMIT(s, ipc_receive, flow, PRODUCER + 1, IRQ_TIMER, (uint64_t)(int64_t)(-1 * 65536), 4, 0);
	EMIT(s, wakeup, PRODUCER + 1, IDLE, 30);
	switch_to(s, PRODUCER + 1, STATE_ready);
	s->k.now += 30000;
	message(s, PRODUCER + 1, CONSUMER + 1, GATE_GOODS, true);
	s->k.now += 60000;
	message(s, CONSUMER + 1, PRODUCER + 1, 0, false);
	wait_for(s, PRODUCER + 1, IRQ_TIMER);
	switch_to(s, IDLE, STATE_receiving);
}

static void visit(struct story *s)
{
	static uint32_t next = VISITORS;

	if (s->visitor == 0) {
		s->visitor = next;
		next += 2;
		EMIT(s, object_create, s->visitor, KIND_task, ROOT + 1, 12288);
		EMIT(s, object_create, s->visitor + 1, KIND_thread, ROOT + 1, 8192);
		EMIT(s, thread_bind, s->visitor + 1, s->visitor);
		return;
	}
	for (uint32_t i = 2; i-- > 0;) {
		uint64_t kind = i ? KIND_thread : KIND_task;

		EMIT(s, object_kill, s->visitor + i, kind, ROOT + 1);
		EMIT(s, object_free, s->visitor + i, kind);
	}
	s->visitor = 0;
}

/* ---- Snapshots ------------------------------------------------------------------------------- */

static const char *name_of(uint32_t id)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].id == id)
			return names[i].name;
	return id >= VISITORS && id % 2 == 0 ? "visitor" : "";
}

static void object(struct story *s, uint32_t id, unsigned kind, uint64_t a, uint64_t b, uint64_t c)
{
	mimic_record(&s->k, RECORD_object, (uint64_t[]){id, kind, 0, 2, 1, 0, a, b, c},
		     (const char *[]){name_of(id)});
}

static void tell_objects(struct story *s)
{
	mimic_list(&s->k, REQUEST_objects, 0);
	for (uint32_t id = SIGMA0; id < TASKS_END; id += 2) {
		object(s, id, KIND_task, 0, 0, 1);
		object(s, id + 1, KIND_thread, id, 0, 0);
	}
	object(s, GATE_PONG, KIND_gate, PONG + 1, 0x100, 0);
	object(s, GATE_GIFT, KIND_gate, ROOT + 1, 0x200, 0);
	object(s, IRQ_TIMER, KIND_irq, PRODUCER + 1, 4, 0);
	object(s, GATE_GOODS, KIND_gate, CONSUMER + 1, 0x300, 0);
	object(s, FACTORY, KIND_factory, 0, 64 << 20, 3 << 20);
	object(s, IDLE, KIND_thread, 0, 0, 0);
	if (s->visitor) {
		object(s, s->visitor, KIND_task, 0, 0, 1);
		object(s, s->visitor + 1, KIND_thread, s->visitor, 0, 0);
	}
	if (s->k.cpus > 1)
		cpus_tell_objects(&s->k);
	mimic_list_end(&s->k);
}

static void tell_thread(struct story *s, uint32_t id, uint64_t state, uint32_t partner)
{
	mimic_record(&s->k, RECORD_thread,
		     (uint64_t[RECORD_FIELDS_MAX]){id, 0, id == IDLE ? 0 : id - 1, state, 0, 20,
						   partner, 1000, UINT64_MAX, s->k.now / 9000,
						   0x400100, 0x7fff0000, 4, 4, 0},
		     (const char *[]){""});
}

static void tell_tasks(struct story *s)
{
	mimic_list(&s->k, REQUEST_tasks, 0);
	for (uint32_t id = SIGMA0; id < TASKS_END; id += 2)
		mimic_record(&s->k, RECORD_task,
			     (uint64_t[]){id, 0, 1, 6, 8, 4096, 40960 + id * 1000, 16 << 20},
			     (const char *[]){name_of(id)});
	if (s->k.cpus > 1)
		cpus_tell_tasks(&s->k);
	mimic_list_end(&s->k);
	mimic_list(&s->k, REQUEST_threads, 0);
	for (uint32_t id = SIGMA0; id < TASKS_END; id += 2)
		tell_thread(s, id + 1, STATE_receiving,
			    id == PRODUCER ? (uint32_t)IRQ_TIMER
			    : id == PING   ? (uint32_t)PING + 1
					   : 0);
	tell_thread(s, IDLE, STATE_ready, 0);
	if (s->k.cpus > 1)
		cpus_tell_threads(&s->k);
	mimic_list_end(&s->k);
	mimic_list(&s->k, REQUEST_cpus, 0);
	mimic_record(&s->k, RECORD_cpu,
		     (uint64_t[RECORD_FIELDS_OF_cpu]){0, s->running, 0, s->k.now / 1100,
						      s->k.now / 100000, s->k.now / 400000},
		     (const char *[]){""});
	if (s->k.cpus > 1)
		cpus_tell_cpus(&s->k);
	mimic_list_end(&s->k);
	mimic_list(&s->k, REQUEST_memory, 0);
	mimic_record(&s->k, RECORD_memory, (uint64_t[]){64 << 20, 55 << 20, 30, 420}, NULL);
	mimic_list_end(&s->k);
}

static void slot(struct story *s, uint32_t task, uint32_t index, uint32_t obj, unsigned kind,
		 unsigned rights, unsigned depth)
{
	mimic_record(&s->k, RECORD_cap, (uint64_t[]){task, index, obj, kind, rights, depth}, NULL);
}

static void tell_slots(struct story *s, uint32_t task)
{
	mimic_list(&s->k, REQUEST_caps, task);
	slot(s, task, 1, task, KIND_task, 0x1f, 2);
	slot(s, task, 2, FACTORY, KIND_factory, 0x1f, 2);
	slot(s, task, 3, task + 1, KIND_thread, 0x1f, 2);
	slot(s, task, 4, (task == CLIENT ? PAGER : ROOT) + 1, KIND_thread, 0x17, 2);
	if (task == PING || task == PONG)
		slot(s, task, 0x100, GATE_PONG, KIND_gate, task == PONG ? 0x3f : 0x15, 2);
	if (task == ROOT || (task == ALICE && s->gift_depth > 0) ||
	    (task == BOB && s->gift_depth > 1) || (task == CAROL && s->gift_depth > 2))
		slot(s, task, 0x104, GATE_GIFT, KIND_gate, task == ROOT ? 0x3f : 0x17,
		     (task - ROOT) / 5 + 1);
	if (task == PRODUCER)
		slot(s, task, 0x106, IRQ_TIMER, KIND_irq, 0x17, 2);
	if (task == PRODUCER || task == CONSUMER)
		slot(s, task, 0x108, GATE_GOODS, KIND_gate, task == CONSUMER ? 0x3f : 0x15, 2);
	mimic_list_end(&s->k);
}

static void page(struct story *s, uint32_t task, uint64_t address, uint64_t pa, unsigned rights)
{
	mimic_record(&s->k, RECORD_page, (uint64_t[]){task, address, pa, PAGE, rights, 0}, NULL);
}

static void tell_pages(struct story *s, uint32_t task)
{
	mimic_list(&s->k, REQUEST_pages, task);
	page(s, task, 0x400000, 0x800000 + ((uint64_t)task << PAGE), 5);
	page(s, task, 0x401000, 0xa00000 + ((uint64_t)task << PAGE), 6);
	if (task == ROOT || (task == ALICE && s->gift_depth > 0) ||
	    (task == BOB && s->gift_depth > 1) || (task == CAROL && s->gift_depth > 2))
		page(s, task, GIFT_PA, GIFT_PA, 6);
	for (unsigned i = 0; i < s->client_pages && task == PAGER; i++)
		page(s, task, CLIENT_PA + ((uint64_t)i << PAGE), CLIENT_PA + ((uint64_t)i << PAGE),
		     7);
	for (unsigned i = 0; i < s->client_pages && task == CLIENT; i++)
		page(s, task, CLIENT_AREA + ((uint64_t)i << PAGE),
		     CLIENT_PA + ((uint64_t)i << PAGE), 6);
	mimic_list_end(&s->k);
}

static void node(struct story *s, uint32_t task, unsigned depth, unsigned rights)
{
	mimic_record(&s->k, RECORD_mapping,
		     (uint64_t[]){task, GIFT_PA, PAGE, rights, depth, GIFT_PA}, NULL);
}

static void tell_everything(struct story *s)
{
	static const uint32_t chain[] = {ALICE, BOB, CAROL};

	tell_objects(s);
	tell_tasks(s);
	for (uint32_t id = SIGMA0; id < TASKS_END; id += 2) {
		tell_slots(s, id);
		tell_pages(s, id);
	}
	mimic_list(&s->k, REQUEST_page_tree, GIFT_PA);
	node(s, SIGMA0, 1, 7);
	node(s, ROOT, 2, 7);
	for (unsigned i = 0; i < s->gift_depth; i++)
		node(s, chain[i], 3 + i, i > 1 ? 4 : 6);
	mimic_list_end(&s->k);
}

/* ---- The story ------------------------------------------------------------------------------- */

static void play(struct story *s, unsigned ticks)
{
	mimic_text(&s->k, "Phial on amd64, a made-up tour\n");
	mimic_hello(&s->k, "amd64");
	tell_everything(s);
	for (unsigned tick = 1; tick <= ticks; tick++) { /* of 50 ms */
		s->k.now = (uint64_t)tick * 50 * MSEC;
		if (tick % 2 == 0)
			ping_pong(s);
		if (tick % 5 == 0)
			timer_tick(s);
		if (tick % 8 == 0)
			client_fault(s);
		if (tick % 12 == 0)
			hand_down(s);
		if (tick % 40 == 0)
			visit(s);
		if (s->k.cpus > 1)
			cpus_tick(&s->k, tick, &s->flow);
		mimic_flush(&s->k);
		if (tick % 10 == 0)
			tell_everything(s);
		if (tick % 20 == 0) {
			mimic_text(&s->k, "tour: watch ping and pong\n");
			mimic_status(&s->k);
		}
	}
}

int main(int count, char **arg)
{
	static struct story s = {.running = IDLE};

	if (count < 2) {
		fputs("usage: phial-synthesize FILE [seconds [cpus]]\n", stderr);
		return 2;
	}
	s.recorder = recorder_open(arg[1]);
	if (!s.recorder) {
		perror(arg[1]);
		return 1;
	}
	mimic_init(&s.k, put, &s);
	s.k.cpus = count > 3 ? (unsigned)atoi(arg[3]) : 1;
	if (s.k.cpus < 1 || s.k.cpus > MIMIC_CPUS) {
		fprintf(stderr, "phial-synthesize: 1 to %d CPUs\n", MIMIC_CPUS);
		return 2;
	}
	play(&s, (count > 2 ? (unsigned)atoi(arg[2]) : 20) * 20);
	return recorder_close(s.recorder) ? 0 : 1;
}
