/*
 * Filters: which events somebody wants to see, in words.
 *
 *      class = ipc and not cpu = 0
 *      event = page_fault and address >= 0x600000
 *      object = ping and (time > 1.5 or sender = pong)
 *      fault client                    words without a sign: the event's sentence contains them all
 *
 *      filter    any { "or" any }      any    one { ["and"] one }
 *      one       "not" one | "(" filter ")" | name sign value | word
 *      sign      = != < <= > >=        value  number (0x… too), name of an object, "quoted text"
 *
 * Names are time (seconds), cpu, class, event, object (any that the event names), flow, and every
 * field of the schema. An event without that field does not match, whatever the sign. Objects are
 * compared by what they are called, numbers by value.
 */
#ifndef JDB_HOST_FILTER_H
#define JDB_HOST_FILTER_H

#include "jdb/host/model.h"

enum {
	FILTER_STEPS = 48, /* tests and operators of a filter */
	FILTER_WORD  = 40, /* bytes of a name or value, with the zero */
};

enum filter_kind {
	FILTER_TEST,
	FILTER_CONTAINS,
	FILTER_NOT,
	FILTER_AND,
	FILTER_OR,
};

struct filter_step {
	uint8_t kind; /* enum filter_kind */
	uint8_t sign;
	bool number_given; /* value is a number, too */
	double number;
	char name[FILTER_WORD], value[FILTER_WORD];
};

/* A filter ready for use: its steps in the order in which a stack machine takes them. */
struct filter {
	struct filter_step step[FILTER_STEPS];
	unsigned steps; /* 0: everything matches */
	char problem[80];
	size_t problem_at; /* where in the text */
};

/** @return false when @p text makes no sense: f->problem says why. */
bool filter_parse(struct filter *f, const char *text);
bool filter_matches(const struct filter *f, const struct model *m, const struct model_event *e);
/** Next (@p step 1) or previous (-1) match behind or before @p position; model_events(): none. */
size_t filter_step(const struct filter *f, const struct model *m, size_t position, int step);

#endif
