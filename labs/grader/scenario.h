/*
 * What a lab's tests are written with: one machine, on which the lab's stage plays one scenario, seen
 * through the link.
 *
 *      LAB_TEST(sessions_are_told_apart)
 *      {
 *              struct scenario *s = scenario_start("sessions");
 *
 *              expect_mark_value(s, "open", 0, "alice opens a session");
 *              ...
 *      }
 *
 * A test ends at its first failed expectation, which says what was expected and what was observed.
 * Facts come from events and objects, never from the console. The stage's marks carry this run's
 * nonce; others are not seen. Everything is cleaned up behind the test, however it ended.
 */
#ifndef LABS_GRADER_SCENARIO_H
#define LABS_GRADER_SCENARIO_H

#include "jdb/host/session.h"

struct scenario;

/** Define a test; the manifest gives it points. */
#define LAB_TEST(test)                                                         \
	static void test(void);                                                \
	static struct lab_test lab_test_##test = {.name = #test, .run = test}; \
	__attribute__((constructor)) static void lab_register_##test(void)     \
	{                                                                      \
		lab_register(&lab_test_##test);                                \
	}                                                                      \
	static void test(void)

struct lab_test {
	const char *name;
	void (*run)(void);
	struct lab_test *next;
};
void lab_register(struct lab_test *t);

/** Boot, with the scenario @p name of the lab's stage; it begins to play at once. */
struct scenario *scenario_start(const char *name);
/** The same on @p cpus CPUs. */
struct scenario *scenario_start_smp(const char *name, unsigned cpus);

/* ---- Time goes on ---------------------------------------------------------------------------- */

struct mark {
	uint64_t value, more;
	model_time time;
	size_t position; /* of its event: model_event_at() */
};

/** Go on to the next mark; it must be called @p name. */
struct mark expect_mark(struct scenario *s, const char *name);
/** Go on to the next mark called @p name; others before it are passed over. */
struct mark skip_to_mark(struct scenario *s, const char *name);
/** As expect_mark(), and its first value must be @p expected; @p what names it for the student. */
struct mark expect_mark_value(struct scenario *s, const char *name, int64_t expected,
			      const char *what);

/**
 * Go on to the pause @p name, where everything stands still, and look around: the state is newer
 * than the pause. It is good until scenario_go().
 */
const struct model_state *scenario_look(struct scenario *s, const char *name);
/** End the pause. */
void scenario_go(struct scenario *s);
/** Play until the scenario is done. */
void scenario_finish(struct scenario *s);

struct model *scenario_model(struct scenario *s);

/* ---- Expecting ------------------------------------------------------------------------------- */

/**
 * End the test as failed unless @p good. @p expected is one clause for the student; the rest says,
 * as printf does, what was observed instead.
 */
#define expect(good, expected, ...)                                \
	do {                                                       \
		if (!(good))                                       \
			expectation_failed(expected, __VA_ARGS__); \
	} while (0)
_Noreturn void expectation_failed(const char *expected, const char *observed, ...)
	__attribute__((format(printf, 2, 3)));

/** The task called @p name; fails the test if there is none. */
const struct model_task *expect_task(const struct model_state *s, const char *name);
/** The thread called @p name. */
const struct model_thread *expect_thread(const struct model_state *s, const char *name);
/** What task @p t holds in slot @p index; NULL: nothing. */
const struct model_slot *slot_of(const struct model_task *t, uint32_t index);
/** Mapping tree of the frame at @p pa, at a pause. Pointers of scenario_look() end their life here. */
const struct model_tree *expect_tree(struct scenario *s, uint64_t pa);
/** How many capability slots, of all tasks, hold object @p id; @p who gets the last holder's name. */
unsigned holders_of(const struct model_state *s, uint32_t id, char *who, size_t size);
/** "RWSD" as far as @p rights of a slot say so, "none" for 0. */
const char *rights_text(unsigned rights);

/**
 * The next event of type @p type at or behind *@p position; advances *@p position behind it.
 * @return NULL when there is none before @p end (a position, or SIZE_MAX)
 */
const struct model_event *next_event(struct scenario *s, unsigned type, size_t *position,
				     size_t end);

#endif
