/*
 * Memory as the debugger reads and writes it: of the kernel, of a task, physical. Nothing here faults.
 *
 * Writing goes to the page whatever its rights: code, constants and what a task may only read can be
 * changed, too. A page that several tasks see changes for all of them.
 */
#ifndef JDB_MEMORY_H
#define JDB_MEMORY_H

#include "kernel/lib/types.h"

struct task;

struct memory {
	const struct task *task; /* whose the addresses below USER_TOP are; NULL: nobody's */
	bool physical;           /* addresses are physical */
};

/** @return false when not all of it is there; then nothing can be said about *@p to */
bool memory_read(const struct memory *m, void *to, uint64_t address, size_t bytes);
/** @return false when not all of it is there; what comes before that has been written */
bool memory_write(const struct memory *m, uint64_t address, const void *from, size_t bytes);

/** The physical address behind @p address; false: nothing is mapped there. */
bool memory_to_phys(const struct memory *m, uint64_t address, paddr_t *pa);

/** The same of what @p task sees below USER_TOP; and may it execute there? */
bool task_memory_read(const struct task *task, void *to, vaddr_t from, size_t bytes);
bool task_memory_is_code(const struct task *task, vaddr_t address);

/** What the current thread of the CPU that is shown sees. */
struct memory memory_here(void);

#endif
