/*
 * The stage: what the root task of every lab has in common.
 *
 * A lab's scenario runs here, in the root task; the programs under examination and the actors (actor.h)
 * are tasks of their own. What happened is told to the grader by marks in the kernel's trace, which
 * only the root task can set, and which carry a number that is new in every run (the nonce):
 * nothing that a student's program prints or sends can look like one.
 *
 *      static void two_friends(void)
 *      {
 *              ... start programs, let actors do something ...
 *              stage_mark("answer", r.word[0], 0);      the grader: expect_mark(s, "answer")
 *              stage_pause("both-in");                  the grader: scenario_look(s, "both-in")
 *      }
 *
 * Boot words: run=NAME the scenario, nonce=HEX, seed=NUMBER. A lab's directory `stage` defines
 * stage_scenarios[]. Start reading at main() in stage.c.
 */
#ifndef LABS_STAGE_STAGE_H
#define LABS_STAGE_STAGE_H

#include "l4re/root/program.h"

struct stage_scenario {
	const char *name;
	void (*run)(void);
};

/** The lab's scenarios; the last one has no name. */
extern const struct stage_scenario stage_scenarios[];

/** Varies what scenarios do: stage_random() is derived from it. */
extern l4_umword_t stage_seed;

/** The next number of a row that the seed alone decides, 0 .. @p below - 1. */
l4_umword_t stage_random(l4_umword_t below);

/** Tell the grader: @p what (at most 16 characters) with two numbers. */
void stage_mark(const char *what, l4_umword_t value, l4_umword_t more);

/** Tell the grader, and stand still until it has looked around and says go. */
void stage_pause(const char *what);

/** A new object of the root factory, named @p name. Never fails: the stage has memory enough. */
l4_cap_idx_t stage_object(long protocol, const char *name);

/** Stop the run, because the stage itself does not work: no student's fault. */
_Noreturn void stage_broken(const char *what, long error);

/** Fails the stage unless @p good. */
void stage_need(bool good, const char *what);

#endif
