/*
 * A state that can be changed: the arrays behind struct model_state.
 *
 * Arrays are sorted by id (slots by index, pages by address) and searched by bisection; what comes
 * new has mostly the highest id and goes to the end. Readers get the same arrays as const.
 */
#ifndef JDB_HOST_STATE_H
#define JDB_HOST_STATE_H

#include "jdb/host/model_feed.h"

enum {
	STATE_FREED = 128,
};

struct state {
	struct model_state view;
	/* The last objects that were freed: an event that comes late must not bring them back. */
	uint32_t freed[STATE_FREED];
	unsigned freed_next;
};

void state_init(struct state *s);
void state_clear(struct state *s);                           /* empty, and its memory given back */
void state_copy(struct state *to, const struct state *from); /* @p to is cleared first */

/** How much there is to copy: entries of all lists. */
size_t state_items(const struct state *s);

/** What exists, or NULL. */
struct model_object *state_object(struct state *s, uint64_t id);
struct model_task *state_task(struct state *s, uint64_t id);
struct model_thread *state_thread(struct state *s, uint64_t id);
struct model_tree *state_tree(struct state *s, bool object, uint64_t key);

/** The same, made when it is not there; NULL for 0, for freed objects and numbers out of range. */
struct model_object *state_need_object(struct state *s, uint64_t id, enum model_kind kind);
struct model_task *state_need_task(struct state *s, uint64_t id);
struct model_thread *state_need_thread(struct state *s, uint64_t id);
struct model_tree *state_need_tree(struct state *s, bool object, uint64_t key);
struct model_cpu *state_need_cpu(struct state *s, uint64_t number);

/** The object is gone, with all that hangs on it; @p freed: for good. */
void state_drop_object(struct state *s, uint64_t id, bool freed);

/** Put in or replace. */
void task_put_slot(struct model_task *t, const struct model_slot *slot);
void task_put_page(struct model_task *t, const struct model_page *page);
/** Replace everything from key @p low to @p high by @p count items in order. */
void task_replace_slots(struct model_task *t, uint64_t low, uint64_t high,
			const struct model_slot *item, size_t count);
void task_replace_pages(struct model_task *t, uint64_t low, uint64_t high,
			const struct model_page *item, size_t count);
void tree_replace(struct model_tree *t, const struct model_node *item, size_t count);
void tree_insert(struct model_tree *t, size_t at, const struct model_node *node);
/** Remove node @p i alone; its descendants move up by one. */
void tree_remove(struct model_tree *t, size_t i);

#endif
