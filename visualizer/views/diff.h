/*
 * What differs between two states: objects, capabilities, pages, threads that came, went, changed.
 *
 * A state is taken down as facts, each with a key that says what it is about and a value; two such
 * lists in order of their keys are then merged.
 */
#ifndef VISUALIZER_VIEWS_DIFF_H
#define VISUALIZER_VIEWS_DIFF_H

#include "jdb/host/model.h"

enum fact_kind { FACT_OBJECT, FACT_SLOT, FACT_PAGE, FACT_THREAD, FACT_KINDS };

struct fact {
	enum fact_kind kind;
	uint32_t id;    /* object; task of the slot or page; thread */
	uint64_t at;    /* slot: index; page: address */
	uint64_t value; /* slot: object and rights; page: frame, rights and size; thread: state … */
	uint32_t other; /* object: what it is bound to; slot: object; thread: partner */
};

struct change {
	const struct fact *before, *after; /* NULL: came, or went */
};

struct diff {
	struct fact *fact[2];
	size_t facts[2];
	struct change *change;
	size_t changes;
	size_t count[FACT_KINDS][3]; /* came, went, changed */
};

/** Compare the states at two instants; gives back what @p d held before. */
void diff_make(struct diff *d, struct model *m, model_time a, model_time b);
void diff_free(struct diff *d);

/* Parts of a fact's value. */
static inline unsigned fact_rights(const struct fact *f)
{
	return (unsigned)(f->value & 15);
}

#endif
