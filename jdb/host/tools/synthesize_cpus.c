/*
 * Several CPUs, made up. See synthesize_cpus.h.
 *
 * Each CPU from 1 on has an idle thread and a worker. In turn each worker computes, and calls the worker of the
 * next CPU; a traveller computes on one CPU after the other.
 */
#include "jdb/host/tools/synthesize_cpus.h"

#include <stdio.h>

#include "jdb/host/model.h"

enum {
	IDLES     = 1000, /* ids: + number of the CPU */
	WORKERS   = 1100,
	TRAVELLER = 1200,
	GROUP     = 1202, /* their task */
	TAG       = 1,
	USEC      = 1000, /* ns */
};

static void event(struct mimic *k, unsigned cpu, unsigned type, size_t n, const uint64_t *value)
{
	k->now += 3 * USEC;
	k->cpu = cpu;
	mimic_event(k, type, n, value);
	k->cpu = 0;
}

#define EMIT(k, cpu, type, ...)                             \
	event(k, cpu, TRACE_##type, TRACE_FIELDS_OF_##type, \
	      (const uint64_t[TRACE_FIELDS_OF_##type]){__VA_ARGS__})

static void switch_over(struct mimic *k, unsigned cpu, uint32_t from, uint32_t to, uint32_t state)
{
	EMIT(k, cpu, context_switch, from, to, from < to ? 20 : 0, state);
}

/* The worker of @p cpu calls that of @p other, which answers. */
static void call_across(struct mimic *k, unsigned cpu, unsigned other, uint64_t *flow)
{
	uint32_t caller = WORKERS + cpu, callee = WORKERS + other;

	switch_over(k, cpu, IDLES + cpu, caller, STATE_ready);
	k->now += 200 * USEC;
	EMIT(k, cpu, ipc_send, ++*flow, caller, callee, 0, TAG, 3);
	EMIT(k, cpu, cpu_request, other, 0);
	EMIT(k, other, wakeup, callee, IDLES + other, 20);
	switch_over(k, cpu, caller, IDLES + cpu, STATE_receiving);
	switch_over(k, other, IDLES + other, callee, STATE_ready);
	EMIT(k, other, ipc_receive, *flow, callee, caller, TAG, 0, cpu);
	k->now += 300 * USEC;
	EMIT(k, other, ipc_send, ++*flow, callee, caller, 0, TAG, 9);
	EMIT(k, other, cpu_request, cpu, 0);
	EMIT(k, cpu, wakeup, caller, IDLES + cpu, 20);
	EMIT(k, other, ipc_wait, callee, 0, UINT64_MAX);
	switch_over(k, other, callee, IDLES + other, STATE_receiving);
	switch_over(k, cpu, IDLES + cpu, caller, STATE_ready);
	EMIT(k, cpu, ipc_receive, *flow, caller, callee, TAG, 0, other);
	k->now += 100 * USEC;
	switch_over(k, cpu, caller, IDLES + cpu, STATE_receiving);
}

static void travel(struct mimic *k, unsigned from, unsigned to)
{
	switch_over(k, from, IDLES + from, TRAVELLER, STATE_ready);
	k->now += 800 * USEC;
	switch_over(k, from, TRAVELLER, IDLES + from, STATE_ready);
	EMIT(k, from, migrate, TRAVELLER, from, to);
	switch_over(k, to, IDLES + to, TRAVELLER, STATE_ready);
	k->now += 400 * USEC;
	switch_over(k, to, TRAVELLER, IDLES + to, STATE_receiving);
}

/* One CPU unmaps, the others forget; on one of them a waiter helps the lock's holder. */
static void shoot_down(struct mimic *k, unsigned cpu)
{
	unsigned helper = cpu % (k->cpus - 1) + 1;

	for (unsigned other = 0; other < k->cpus; other++)
		if (other != cpu)
			EMIT(k, cpu, tlb_shootdown, other);
	EMIT(k, helper, lock_help, WORKERS + helper, WORKERS + cpu);
}

void cpus_tick(struct mimic *k, unsigned tick, uint64_t *flow)
{
	unsigned others = k->cpus - 1; /* numbered from 1 */

	for (unsigned i = 0; i < others; i++) {
		unsigned cpu = 1 + (tick + i) % others;

		if (others > 1 && i % 2 == 0)
			call_across(k, cpu, 1 + cpu % others, flow);
	}
	if (others > 1)
		travel(k, 1 + tick % others, 1 + (tick + 1) % others);
	if (tick % 7 == 0)
		shoot_down(k, 1 + tick % others);
}

static void tell_object(struct mimic *k, uint32_t id, unsigned kind, const char *name)
{
	mimic_record(k, RECORD_object,
		     (uint64_t[]){id, kind, 0, 2, 1, 0, kind == KIND_thread ? GROUP : 0, 0, 0},
		     (const char *[]){name});
}

void cpus_tell_objects(struct mimic *k)
{
	char name[24];

	for (unsigned cpu = 1; cpu < k->cpus; cpu++)
		tell_object(k, IDLES + cpu, KIND_thread, "idle");
	for (unsigned cpu = 1; cpu < k->cpus; cpu++) {
		snprintf(name, sizeof(name), "worker%u", cpu);
		tell_object(k, WORKERS + cpu, KIND_thread, name);
	}
	tell_object(k, TRAVELLER, KIND_thread, "traveller");
	tell_object(k, GROUP, KIND_task, "workers");
}

void cpus_tell_tasks(struct mimic *k)
{
	mimic_record(k, RECORD_task, (uint64_t[]){GROUP, 0, k->cpus, 6, 8, 4096, 90000, 16 << 20},
		     (const char *[]){"workers"});
}

static void tell_thread(struct mimic *k, uint32_t id, uint64_t state, unsigned cpu,
			const char *name)
{
	mimic_record(k, RECORD_thread,
		     (uint64_t[RECORD_FIELDS_MAX]){id, 0, id < WORKERS ? 0 : GROUP, state, cpu,
						   id < WORKERS ? 0 : 20, 0, 1000, UINT64_MAX,
						   k->now / 9000, 0x400010, 0xb0001000, 4, 0, 0},
		     (const char *[]){name});
}

void cpus_tell_threads(struct mimic *k)
{
	char name[24];

	for (unsigned cpu = 1; cpu < k->cpus; cpu++)
		tell_thread(k, IDLES + cpu, STATE_ready, cpu, "idle");
	for (unsigned cpu = 1; cpu < k->cpus; cpu++) {
		snprintf(name, sizeof(name), "worker%u", cpu);
		tell_thread(k, WORKERS + cpu, STATE_receiving, cpu, name);
	}
	tell_thread(k, TRAVELLER, STATE_receiving, 1, "traveller");
}

void cpus_tell_cpus(struct mimic *k)
{
	for (unsigned cpu = 1; cpu < k->cpus; cpu++)
		mimic_record(k, RECORD_cpu,
			     (uint64_t[RECORD_FIELDS_OF_cpu]){cpu, IDLES + cpu, 0, k->now / 1100,
							      k->now / 100000, k->now / 400000, 0,
							      0, 0, 40},
			     (const char *[]){""});
}
