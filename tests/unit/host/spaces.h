/*
 * For tests that map: tasks, and the requests that IPC or a task object would make.
 */
#ifndef TESTS_UNIT_SPACES_H
#define TESTS_UNIT_SPACES_H

#include "kernel/abi/l4_consts.h"
#include "kernel/object/task.h"
#include "kernel/space/map.h"
#include "kernel/space/mapdb.h"
#include "tests/unit/host/host.h"

/* Physical memory that no test pool lies in. */
#define RAM 0x40000000ul

/** host_start(), and the task that owns all physical memory. */
struct task *start_with_sigma0(void);
/** A task with a quota of its own, so that its bytes can be counted. */
struct task *make_task(size_t limit);
/** Bytes charged to the task's quota. */
size_t bytes_of(const struct task *t);
/** Delete the task, as the last capability to it going would do. */
void kill_task(struct task *t);

l4_fpage_t memory_page(uint64_t start, unsigned order, unsigned rights);
l4_fpage_t object_page(word_t index, unsigned order, unsigned rights);
extern const l4_fpage_t everywhere;

/** Send @p what to address (object: index) @p at; control bits besides the hot spot in @p control. */
long map_to(struct task *from, struct task *to, l4_fpage_t what, uint64_t at, word_t control);
/** 4 KiB from sigma0's physical page @p pa, all rights. */
void give_page(struct task *to, paddr_t pa, vaddr_t at);

/** The page at @p va, or one of order 0 when there is none. */
struct page page_at(const struct task *t, vaddr_t va);

/** object_kill() and cap_slot_make() with the lock that they want. */
void kill_object(struct object *obj);
struct cap_slot *make_slot(struct task *t, word_t index);
/** A capability at @p index with slot byte @p rights to @p obj, as the first one. */
void give_cap(struct task *t, word_t index, struct object *obj, word_t rights);
/** Slot byte at @p index; 0 when it is empty. */
word_t cap_at(const struct task *t, word_t index);

/** Everything that can be checked about memory and these tasks. */
void check_all(void);

#endif
