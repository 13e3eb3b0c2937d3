/*
 * Through an operation, from where the alarm woke to where it wakes next.
 */
#include "tests/bench/latency/latency.h"
#include <stdio.h>

enum {
	LEAD_US = 60, /* from setting the alarm until it goes off; longer than setting it takes */
	STEP_LEAST = 24,  /* instructions */
	OVERLAP    = 400, /* an alarm taken in the kernel takes that much longer at most */
};

unsigned latency_failed;

void latency_report(const char *name, int32_t worst, int32_t at, unsigned alarms)
{
	printf("%-8slatency: %s: %ld instructions, at %ld of it, %u alarms\n",
	       worst > LATENCY_TARGET ? "not ok" : "ok", name, (long)worst, (long)at, alarms);
	latency_failed += worst > LATENCY_TARGET;
}

static void call(void (*f)(void))
{
	if (f)
		f();
}

/*
 * Run @p op so that the alarm comes when it has executed @p wanted instructions. How many it really were is in
 * *@p offset; negative: it came before. *@p over: it came after the end.
 * @return how late the alarm was
 */
static int32_t probe(const struct operation *op, int32_t wanted, int32_t *offset, bool *over)
{
	uint64_t at;
	uint32_t due, begin, end;
	int32_t late;

	call(op->prepare);
	at  = alarm_now() + LEAD_US + (uint64_t)wanted / 1000;
	due = alarm_count(at);
	alarm_set(at);
	while ((int32_t)(counter_read() - due) < -wanted)
		;
	begin = counter_read();
	op->run();
	end     = counter_read();
	late    = alarm_late();
	*offset = (int32_t)(due - begin);
	*over   = (int32_t)(end - due) < 0;
	call(op->undo);
	return late;
}

/* The first time warms up. */
void latency_walk(const struct operation *op)
{
	int32_t wanted = 0, worst = 0, worst_at = 0, offset;
	unsigned alarms = 0;
	bool over;

	probe(op, wanted, &offset, &over);
	for (over = false; !over; alarms++) {
		int32_t late = probe(op, wanted, &offset, &over);

		if (!over && offset >= 0 && late > worst) {
			worst    = late;
			worst_at = offset;
		}
		if (late > 2 * OVERLAP)
			wanted += late - OVERLAP;
		else
			wanted += late / 2 > STEP_LEAST ? late / 2 : STEP_LEAST;
	}
	latency_report(op->name, worst, worst_at, alarms);
}

void latency_storm(const char *name, void (*run)(void))
{
	unsigned alarms;
	int32_t worst;

	alarm_storm();
	run();
	worst = alarm_storm_end(&alarms);
	latency_report(name, worst, 0, alarms);
}
