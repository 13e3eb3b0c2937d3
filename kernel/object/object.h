/*
 * Kernel objects: what capabilities point to.
 *
 * Every object starts with a struct object. Its type says how it answers an invocation and how it
 * dies. Life of an object:
 *
 *   alive      at least one counted capability exists
 *   dying      the last counted one is gone, or somebody deleted it. Its slots are emptied; then,
 *              when no CPU can still be about to take a reference (grace period), type->kill cuts
 *              its relations (wakes waiters, unbinds). Runs deferred, in the deleting thread,
 *              never nested: killing a task that holds the last capability to another task queues
 *              that one in turn.
 *   freed      the last kernel-internal reference is gone: type->free returns the memory
 *
 * Kernel code that keeps a pointer to an object across a preemption point or while blocked must
 * hold a reference (object_get / object_put). Without one, a pointer from a capability look-up is
 * good only until the next preemption point.
 *
 * Invariants (object_ok): an object that exists has references; one that is dying has no slots, as
 * soon as it has left the list of the thread that deletes it.
 * "counted" starts as the number of slots with the counted attribute, but servers may change it.
 */
#ifndef KERNEL_OBJECT_OBJECT_H
#define KERNEL_OBJECT_OBJECT_H

#include "kernel/mem/quota.h"
#include "kernel/space/map_tree.h"

struct object;
struct invocation;

enum object_kind {
	OBJECT_TASK,
	OBJECT_THREAD,
	OBJECT_FACTORY,
	OBJECT_GATE,
	OBJECT_IRQ,
	OBJECT_SEMAPHORE,
	OBJECT_ICU,
	OBJECT_SCHEDULER,
	OBJECT_LOG,
	OBJECT_DEBUGGER,
	OBJECT_KINDS,
};

struct object_type {
	enum object_kind kind;
	const char *name; /* "task", "thread" …: for people */
	/** Answer a message sent to the object through a capability with @p rights (slot byte). */
	void (*invoke)(struct object *obj, word_t rights, struct invocation *inv);
	/** The object is unreachable: cut its relations. May have preemption points. */
	void (*kill)(struct object *obj);
	/** The last reference is gone: give the memory back to obj->quota. */
	void (*free)(struct object *obj);
};

struct object {
	const struct object_type *type;
	struct quota *quota;   /* who pays for the structure */
	struct map_node slots; /* head of the depth-first list of all capabilities to it */
	uint32_t counted;      /* slots with the counted attribute; dec_refcnt subtracts from it */
	uint32_t refs;         /* kernel-internal references; being alive is one. Atomic */
	uint32_t id;           /* unique number for people and traces, never reused */
	bool dying;
	bool permanent;        /* log, ICU, scheduler …: deletion is ignored */
	struct list_node all;  /* all_objects */
	struct list_node reap; /* queue of the thread that deleted it */
};

/* Every object there is, oldest first; for the debugger. */
extern struct list_node all_objects;
extern uint32_t object_generation; /* changes whenever an object comes or goes */

/** Make @p obj known: gives it an id and its first reference. @p q has been charged already. */
void object_init(struct object *obj, const struct object_type *type, struct quota *q);

static inline void object_get(struct object *obj)
{
	__atomic_fetch_add(&obj->refs, 1, __ATOMIC_RELAXED);
}
/** The last reference to @p obj is gone. */
__attribute__((noinline)) void object_free(struct object *obj);

/** Drop a reference; the last one frees the object. */
static inline void object_put(struct object *obj)
{
	if (unlikely(!__atomic_sub_fetch(&obj->refs, 1, __ATOMIC_ACQ_REL)))
		object_free(obj);
}

/**
 * The object shall go: nothing is mapped from its slots any more, and it stands in line for
 * object_reap(), which comes before the calling thread returns to user mode. No effect on permanent or
 * dying objects. Holding capability_lock.
 */
void object_kill(struct object *obj);

/** Carry out the deletions of the current thread. Has preemption points; no lock is held. */
void object_reap(void);

/** Object with debugger id @p id, or NULL. Linear; for the debugger. */
struct object *object_by_id(uint32_t id);

bool object_ok(const struct object *obj);

#endif
