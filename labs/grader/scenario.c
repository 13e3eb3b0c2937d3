/*
 * Scenarios: boot the lab's archive, follow the stage's marks, look at objects. See scenario.h.
 *
 * QEMU counts instructions instead of time, so that a run does not depend on how fast this machine is.
 * The stage stands still at pauses; only there objects are looked at, so that what is seen does not
 * depend on when it was asked for.
 */
#include "labs/grader/scenario.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "labs/grader/verdict.h"
#include "tests/system/story.h"

enum {
	QUIET_SECONDS = 30, /* no mark for so long: nothing more will happen */
	LAST_EVENTS   = 12,
	CONSOLE_TAIL  = 2500,
	MARK_NAME     = 16,
	AT_NONCE      = 1, /* of user_mark */
	AT_VALUE      = 2,
	AT_MORE       = 3,
	AT_TEXT       = 4,
};

static const char instruction_clock[] = "shift=2"; /* 4 ns an instruction; sleeps take real time */

struct scenario {
	struct machine *machine;
	struct model *model;
	uint32_t nonce;
	size_t position; /* of the event behind the last mark taken */
	size_t seen;     /* events looked through so far */
	char done[MARK_NAME + 1];
};

static struct scenario scenario; /* one a test */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- Saying how it ended --------------------------------------------------------------------- */

static void add(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void add(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list list;

	va_start(list, format);
	if (used + 1 < size)
		vsnprintf(text + used, size - used, format, list);
	va_end(list);
}

static bool worth_telling(const struct model_event *e)
{
	switch (e->type) {
	case TRACE_context_switch:
	case TRACE_wakeup:
	case TRACE_timeout:
	case TRACE_irq:
		return false;
	default:
		return true;
	}
}

/* The events before @p end (a position), the oldest first. */
static void add_events(char *text, size_t size, size_t end)
{
	size_t chosen[LAST_EVENTS], n = 0;
	char line[300];

	while (end > 0 && n < LAST_EVENTS)
		if (worth_telling(model_event_at(scenario.model, --end)))
			chosen[n++] = end;
	add(text, size, "the last events:\n");
	while (n > 0) {
		const struct model_event *e = model_event_at(scenario.model, chosen[--n]);

		add(text, size, "  %.6f  %s\n", (double)e->time / 1e9,
		    model_event_text(scenario.model, e, line, sizeof(line)));
	}
}

static void add_threads(char *text, size_t size)
{
	const struct model_state *s = model_at(scenario.model, MODEL_LIVE);
	char name[64], story[200];

	add(text, size, "where the threads are:\n");
	for (size_t i = 0; i < s->threads; i++)
		add(text, size, "  %-14s %s\n", model_name(s, s->thread[i].id, name, sizeof(name)),
		    model_thread_story(scenario.model, s, &s->thread[i], story, sizeof(story)));
}

/* The last lines of the console; they are for people, nothing is concluded from them. */
static void add_last_lines(char *text, size_t size)
{
	const char *all = machine_all_text(scenario.machine), *at = all + strlen(all);

	for (unsigned lines = 0; at > all && lines < 4;)
		lines += *--at == '\n' && at[1];
	add(text, size, "the last lines on the console:\n%.1000s\n", *at == '\n' ? at + 1 : at);
}

static double present(void)
{
	return (double)model_last_time(scenario.model) / 1e9;
}

_Noreturn void expectation_failed(const char *expected, const char *format, ...)
{
	static char context[VERDICT_TEXT];
	char observed[1600];
	va_list list;

	va_start(list, format);
	vsnprintf(observed, sizeof(observed), format, list);
	va_end(list);
	if (scenario.machine) {
		add_events(context, sizeof(context), scenario.position);
		add_last_lines(context, sizeof(context));
	}
	verdict_end(VERDICT_FAIL, expected, observed, context,
		    scenario.position
			    ? (double)model_event_at(scenario.model, scenario.position - 1)->time /
				      1e9
			    : -1);
}

/* What the console said last: where a panic and its backtrace are. */
static void add_console(char *text, size_t size)
{
	const char *all = machine_all_text(scenario.machine);
	const char *at  = strstr(all, "Kernel panic");

	if (!at)
		at = strlen(all) > CONSOLE_TAIL ? all + strlen(all) - CONSOLE_TAIL : all;
	add(text, size, "on the console:\n%.*s\n", CONSOLE_TAIL, at);
}

_Noreturn static void crashed(void)
{
	static char context[VERDICT_TEXT];

	machine_run(scenario.machine, 1); /* let the panic's text come in */
	add_console(context, sizeof(context));
	add_events(context, sizeof(context), model_events(scenario.model));
	verdict_end(VERDICT_CRASH, "the kernel goes on", "it stopped in the debugger", context,
		    present());
}

_Noreturn static void timed_out(const char *expected)
{
	static char context[VERDICT_TEXT];

	session_refresh(machine_session(scenario.machine));
	machine_run(scenario.machine, 2);
	add_threads(context, sizeof(context));
	add_events(context, sizeof(context), model_events(scenario.model));
	add_last_lines(context, sizeof(context));
	verdict_end(VERDICT_TIMEOUT, expected, "nothing more happened", context, present());
}

/* ---- Time goes on ---------------------------------------------------------------------------- */

static struct scenario *start(const char *name, unsigned cpus)
{
	char append[100], archive[300];
	struct scenario *s = &scenario;
	int random         = open("/dev/urandom", O_RDONLY);

	if (random < 0 || read(random, &s->nonce, sizeof(s->nonce)) != sizeof(s->nonce))
		infrastructure("no random number for the run");
	close(random);
	s->nonce &= 0x7fffffff;
	snprintf(append, sizeof(append), "run=%s nonce=%x seed=%lu", name, s->nonce, verdict_seed);
	snprintf(archive, sizeof(archive), "%s/lab-%s.cpio", story_build, verdict_lab);
	s->machine = machine_boot(&(struct boot){
		.append = append, .archive = archive, .cpus = cpus, .icount = instruction_clock});
	s->model   = machine_model(s->machine);
	scenario_look(s, "ready");
	scenario_go(s);
	return s;
}

struct scenario *scenario_start(const char *name)
{
	return start(name, 1);
}

struct scenario *scenario_start_smp(const char *name, unsigned cpus)
{
	return start(name, cpus);
}

static void mark_name(const struct model_event *e, char name[MARK_NAME + 1])
{
	for (unsigned i = 0; i < MARK_NAME; i++)
		name[i] = (char)(e->value[AT_TEXT + i / 8] >> 8 * (i % 8));
	name[MARK_NAME] = 0;
}

/* The next mark of the stage, of whatever name, among the events that are there. */
static const struct model_event *next_mark(struct scenario *s, char name[MARK_NAME + 1])
{
	for (; s->seen < model_events(s->model); s->seen++) {
		const struct model_event *e = model_event_at(s->model, s->seen);

		if (e->type != TRACE_user_mark || e->value[AT_NONCE] != s->nonce)
			continue;
		mark_name(e, name);
		s->position = ++s->seen;
		return e;
	}
	return NULL;
}

/* Context switches and timers are the first that the kernel drops; no test needs every one of them. */
static uint64_t lost_events(const struct model_health *h)
{
	return h->lost_total - h->lost[TRACE_CLASS_SCHED] - h->lost[TRACE_CLASS_TIMER] -
	       h->lost[TRACE_CLASS_CPU];
}

/* One more look at the line. The kernel must live, and no event may have been lost. */
static void go_on(struct scenario *s)
{
	const struct model_health *h = model_health(s->model);

	machine_run(s->machine, 0.01);
	if (h->stopped)
		crashed();
	if (lost_events(h) || h->missing_frames || h->bad_frames)
		infrastructure("%llu events and %llu frames were lost on the line",
			       (unsigned long long)lost_events(h),
			       (unsigned long long)(h->missing_frames + h->bad_frames));
	if (machine_ended(s->machine)) {
		if (model_events(s->model) == 0)
			infrastructure("QEMU ended before the kernel said a word");
		crashed();
	}
}

/* The next mark; what the stage says about itself ends the test. */
static const struct model_event *await_mark(struct scenario *s, const char *wanted,
					    char name[MARK_NAME + 1])
{
	double limit = now() + story_seconds(QUIET_SECONDS);
	const struct model_event *e;
	char text[100];

	while (!(e = next_mark(s, name))) {
		snprintf(text, sizeof(text), "the scenario goes on to its mark \"%s\"", wanted);
		if (now() > limit)
			timed_out(text);
		go_on(s);
	}
	if (strcmp(name, "broken") == 0)
		infrastructure("the stage is broken: %.300s", machine_all_text(s->machine));
	return e;
}

static struct mark mark_of(struct scenario *s, const struct model_event *e)
{
	return (struct mark){e->value[AT_VALUE], e->value[AT_MORE], e->time, s->position - 1};
}

struct mark expect_mark(struct scenario *s, const char *wanted)
{
	char name[MARK_NAME + 1], text[100];
	const struct model_event *e = await_mark(s, wanted, name);

	snprintf(text, sizeof(text), "next comes \"%s\"", wanted);
	expect(strcmp(name, wanted) == 0, text, "\"%s\" (values %lld, %lld)", name,
	       (long long)e->value[AT_VALUE], (long long)e->value[AT_MORE]);
	return mark_of(s, e);
}

struct mark skip_to_mark(struct scenario *s, const char *wanted)
{
	char name[MARK_NAME + 1];

	for (;;) {
		const struct model_event *e = await_mark(s, wanted, name);

		if (strcmp(name, wanted) == 0)
			return mark_of(s, e);
		if (strcmp(name, "done") == 0)
			infrastructure("the scenario ended without its mark \"%s\"", wanted);
	}
}

/* A word of the target as a signed number. */
static int64_t signed_word(struct scenario *s, uint64_t value)
{
	return model_machine(s->model)->word_bits == 32 ? (int32_t)(uint32_t)value : (int64_t)value;
}

struct mark expect_mark_value(struct scenario *s, const char *name, int64_t expected,
			      const char *what)
{
	struct mark m  = expect_mark(s, name);
	int64_t actual = signed_word(s, m.value);
	char text[300];

	snprintf(text, sizeof(text), "%s: %lld", what, (long long)expected);
	expect(actual == expected, text, "%lld%s", (long long)actual,
	       actual == -9999 ? " (no answer came within a second)" : "");
	return m;
}

const struct model_state *scenario_look(struct scenario *s, const char *name)
{
	double limit      = now() + story_seconds(QUIET_SECONDS);
	struct mark m     = skip_to_mark(s, name);
	model_time before = model_health(s->model)->snapshot;

	session_refresh(machine_session(s->machine));
	while (model_health(s->model)->snapshot == before ||
	       model_health(s->model)->snapshot < m.time) {
		if (now() > limit)
			infrastructure("no complete snapshot at the pause \"%s\"", name);
		go_on(s);
	}
	return model_at(s->model, MODEL_LIVE);
}

const struct model_tree *expect_tree(struct scenario *s, uint64_t pa)
{
	double limit      = now() + story_seconds(QUIET_SECONDS);
	model_time before = model_last_time(s->model);

	session_watch(machine_session(s->machine), WATCH_PAGE_TREE, pa);
	for (;;) {
		const struct model_tree *t = model_tree_of_page(model_at(s->model, MODEL_LIVE), pa);

		if (t && t->seen > before)
			return t;
		if (now() > limit)
			infrastructure("no answer about the mapping tree of 0x%llx",
				       (unsigned long long)pa);
		go_on(s);
	}
}

void scenario_go(struct scenario *s)
{
	machine_type(s->machine, "g");
}

void scenario_finish(struct scenario *s)
{
	skip_to_mark(s, "done");
}

struct model *scenario_model(struct scenario *s)
{
	return s->model;
}

/* ---- Looking --------------------------------------------------------------------------------- */

static const struct model_object *named(const struct model_state *s, const char *name,
					unsigned kind)
{
	for (size_t i = 0; i < s->objects; i++)
		if (s->object[i].kind == kind && strcmp(s->object[i].name, name) == 0)
			return &s->object[i];
	return NULL;
}

const struct model_task *expect_task(const struct model_state *s, const char *name)
{
	const struct model_object *o = named(s, name, KIND_task);

	expect(o, "the program's task exists", "there is no task \"%s\"", name);
	return model_task(s, o->id);
}

const struct model_thread *expect_thread(const struct model_state *s, const char *name)
{
	const struct model_object *o = named(s, name, KIND_thread);

	expect(o, "the program's thread exists", "there is no thread \"%s\"", name);
	return model_thread(s, o->id);
}

const struct model_slot *slot_of(const struct model_task *t, uint32_t index)
{
	return model_slot(t, index);
}

unsigned holders_of(const struct model_state *s, uint32_t id, char *who, size_t size)
{
	unsigned n = 0;
	char name[64];

	for (size_t i = 0; i < s->tasks; i++) {
		for (size_t k = 0; k < s->task[i].slots; k++) {
			if (s->task[i].slot[k].object != id)
				continue;
			n++;
			snprintf(who, size, "%s in slot 0x%x",
				 model_name(s, s->task[i].id, name, sizeof(name)),
				 s->task[i].slot[k].index);
		}
	}
	return n;
}

const char *rights_text(unsigned rights)
{
	static char text[4][5];
	static unsigned next;
	char *t = text[next++ % 4], *at = t;

	if (rights & 4)
		*at++ = 'R';
	if (rights & 1)
		*at++ = 'W';
	if (rights & 2)
		*at++ = 'S';
	if (rights & 8)
		*at++ = 'D';
	*at = 0;
	return at == t ? "none" : t;
}

const struct model_event *next_event(struct scenario *s, unsigned type, size_t *position,
				     size_t end)
{
	while (*position < model_events(s->model) && *position < end) {
		const struct model_event *e = model_event_at(s->model, (*position)++);

		if (e->type == type)
			return e;
	}
	return NULL;
}
