/*
 * trace: the last events, merged from all CPUs. record: which classes are recorded.
 *
 *      jdb: trace 3 IPC
 *      -0.000412  +3      CPU 0  ipc_send       flow=~310 sender=21:ping receiver=22:pong …
 *
 * In front: how long ago, in seconds; how long after the event above, in microseconds.
 */
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/out.h"
#include "jdb/trace/ring.h"

enum {
	DEFAULT_COUNT = 20,
	TEXT_SIZE     = 320,
};

static uint64_t next_number[CPU_MAX];   /* of the event of each CPU to show next */
static uint64_t only_object, only_flow; /* 0: all */

static bool is_wanted(const struct trace_event_record *event, uint32_t classes)
{
	const struct schema_entry *e = schema_event(event->event);
	bool object = only_object == 0, flow = only_flow == 0;

	if (!(classes & 1u << e->trace_class))
		return false;
	for (unsigned i = 0; i < event->fields; i++) {
		object |= e->fields[i].type == FIELD_OBJ && event->values[i] == only_object;
		flow |= e->fields[i].type == FIELD_FLOW && event->values[i] == only_flow;
	}
	return object && flow;
}

/* Go back on the ring of @p cpu by one event of @p classes. @return false at its end */
static bool step_back(unsigned cpu, uint32_t classes, struct trace_event_record *event)
{
	const struct trace_ring *ring = trace_ring_of(cpu);

	while (next_number[cpu] > ring->cleared && trace_read(ring, next_number[cpu] - 1, event)) {
		next_number[cpu]--;
		if (is_wanted(event, classes))
			return true;
	}
	return false;
}

/* Find where the newest @p count events of @p classes begin: the oldest of them on each CPU. */
static void rewind(uint64_t count, uint32_t classes)
{
	struct trace_event_record event;
	uint64_t newest;
	int best;

	for (unsigned cpu = 0; cpu < cpu_count; cpu++)
		next_number[cpu] = trace_ring_of(cpu)->written;
	for (; count > 0; count--) {
		best   = -1;
		newest = 0;
		for (unsigned cpu = 0; cpu < cpu_count; cpu++) {
			uint64_t keep = next_number[cpu];

			if (step_back(cpu, classes, &event) && (best < 0 || event.time > newest)) {
				best   = (int)cpu;
				newest = event.time;
			}
			next_number[cpu] = keep;
		}
		if (best < 0)
			return;
		step_back((unsigned)best, classes, &event);
	}
}

/* The oldest event that is still to be shown; false when all are. */
static bool next_event(uint32_t classes, struct trace_event_record *event)
{
	struct trace_event_record candidate;
	int best = -1;

	for (unsigned cpu = 0; cpu < cpu_count; cpu++) {
		const struct trace_ring *ring = trace_ring_of(cpu);

		while (next_number[cpu] < ring->written &&
		       (!trace_read(ring, next_number[cpu], &candidate) ||
			!is_wanted(&candidate, classes)))
			next_number[cpu]++;
		if (next_number[cpu] < ring->written &&
		    (best < 0 || candidate.time < event->time)) {
			best   = (int)cpu;
			*event = candidate;
		}
	}
	if (best >= 0)
		next_number[best]++;
	return best >= 0;
}

void command_trace(const struct arguments *args)
{
	static char text[TEXT_SIZE];
	struct trace_event_record event;
	uint64_t count = DEFAULT_COUNT, now = clock_cycles(), number, us, before = 0;
	uint32_t classes = 0;

	only_object = only_flow = 0;
	for (unsigned i = 0; i < args->count; i++) {
		const char *value;

		if ((value = arg_option(args->word[i], "object")))
			only_object = arg_object(value)->id;
		else if ((value = arg_option(args->word[i], "flow")))
			only_flow = arg_number(value);
		else if (strcmp(args->word[i], "all") == 0)
			count = UINT64_MAX;
		else if (parse_number(args->word[i], 10, &number))
			count = number;
		else
			classes |= 1u << arg_class(args->word[i]);
	}
	if (classes == 0)
		classes = ~0u;
	rewind(count, classes);
	while (next_event(classes, &event)) {
		us = (now - event.time) * 1000 / arch_cycles_khz();
		format_event(text, sizeof(text), &event);
		out("-%llu.%06u  +%-6llu CPU %u  %s\n", (unsigned long long)(us / 1000000),
		    (unsigned)(us % 1000000), (unsigned long long)(before ? before - us : 0),
		    event.cpu, text);
		before = us;
	}
}

void command_record(const struct arguments *args)
{
	uint32_t classes = trace_recorded;

	for (unsigned i = 0; i < args->count; i++) {
		const char *word = args->word[i];
		uint32_t bits    = strcmp(word + 1, "all") == 0 ? ~0u : 1u << arg_class(word + 1);

		if (*word == '+')
			classes |= bits;
		else if (*word == '-')
			classes &= ~bits;
		else
			command_fail("+CLASS to record a class, -CLASS not to");
	}
	trace_record_classes(classes);
	for (size_t i = 0; i < schema_class_count; i++)
		out("  %c%-8s %10llu  %s\n",
		    trace_recorded & 1u << schema_classes[i].number ? '+' : '-',
		    schema_classes[i].name,
		    (unsigned long long)trace_count(schema_classes[i].number),
		    schema_classes[i].help);
}
