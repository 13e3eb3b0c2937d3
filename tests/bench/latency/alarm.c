/*
 * The alarm: a thread above the one that measures, which sleeps until a time on the kernel clock.
 *
 * The clock counts microseconds, the counter instructions. Their ratio is measured over half a second, so that what
 * is derived from it is exact to an instruction for as long as a measurement takes.
 */
#include "tests/bench/latency/latency.h"
#include <l4/sys/kip.h>

enum {
	RATIO_US     = 500000,
	SOON_US      = 40,
	STORM_GAP_US = 2, /* between alarms of a storm, and up to STORM_SPREAD more */
	STORM_SPREAD = 17,
};

static struct {
	l4_cap_idx_t thread;
	volatile uint64_t at;   /* when it goes off next */
	volatile uint32_t woke; /* when it did, by the counter */
	volatile bool done;
	volatile bool storm;
	volatile int32_t latest;
	volatile unsigned alarms;

	uint64_t origin;       /* a time, */
	uint32_t origin_count; /* and what the counter said then, waking up included */
	uint64_t counts;       /* so many in RATIO_US */
} the_alarm;

uint64_t alarm_now(void)
{
	return l4_kip_clock(l4_kip());
}

uint32_t alarm_count(uint64_t us)
{
	return the_alarm.origin_count +
	       (uint32_t)((us - the_alarm.origin) * the_alarm.counts / RATIO_US);
}

static void sleep_until(uint64_t us)
{
	l4_ipc_sleep(l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_abs(us, 0)));
}

static void storm(void)
{
	unsigned phase = 0;

	while (the_alarm.storm) {
		uint64_t at = alarm_now() + STORM_GAP_US + phase++ % STORM_SPREAD;
		int32_t late;

		sleep_until(at);
		late = (int32_t)(counter_read() - alarm_count(at));
		if (late > the_alarm.latest)
			the_alarm.latest = late;
		the_alarm.alarms++;
	}
}

static void sleeper(void *unused)
{
	l4_umword_t label;

	(void)unused;
	for (;;) {
		l4_ipc_wait(l4_utcb(), &label, L4_IPC_NEVER);
		if (the_alarm.storm) {
			storm();
			continue;
		}
		sleep_until(the_alarm.at);
		the_alarm.woke = counter_read();
		the_alarm.done = true;
	}
}

static void wake_sleeper(void)
{
	bench_expect(l4_ipc_send(the_alarm.thread, l4_utcb(), l4_msgtag(0, 0, 0, 0), L4_IPC_NEVER),
		     0);
}

void alarm_set(uint64_t us)
{
	the_alarm.at   = us;
	the_alarm.done = false;
	wake_sleeper();
}

int32_t alarm_late(void)
{
	while (!the_alarm.done)
		;
	return (int32_t)(the_alarm.woke - alarm_count(the_alarm.at));
}

void alarm_storm(void)
{
	the_alarm.storm  = true;
	the_alarm.latest = 0;
	the_alarm.alarms = 0;
	wake_sleeper();
}

int32_t alarm_storm_end(unsigned *alarms)
{
	the_alarm.storm = false;
	l4_ipc_sleep(l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(1000)));
	*alarms = the_alarm.alarms;
	return the_alarm.latest;
}

/* The counter when the alarm of @p us has come, with this thread in user mode. */
static uint32_t woken_at(uint64_t us)
{
	alarm_set(us);
	while (!the_alarm.done)
		;
	return the_alarm.woke;
}

void alarm_init(void)
{
	the_alarm.thread = partner_start(NULL, sleeper, NULL, BENCH_PRIORITY + 2);
	woken_at(alarm_now() + SOON_US); /* warm up */
	the_alarm.origin       = alarm_now() + SOON_US;
	the_alarm.origin_count = woken_at(the_alarm.origin);
	the_alarm.counts       = woken_at(the_alarm.origin + RATIO_US) - the_alarm.origin_count;
}
