/*
 * The memory of a task as the task sees it, whatever address space is loaded. For what looks from outside:
 * nothing faults, and nobody's pager is asked. A NULL task: the kernel's own addresses.
 */
#ifndef JDB_TASK_MEMORY_H
#define JDB_TASK_MEMORY_H

#include "kernel/lib/types.h"

struct task;

/** @return false when not all of it is there. Kernel-user memory (UTCBs) belongs to it. */
bool task_memory_read(const struct task *task, void *to, vaddr_t from, size_t bytes);

/**
 * Write there, whatever rights the task itself has; instructions written so are seen when it executes.
 * @return false when not all of it is there; what is there up to that place is written
 */
bool task_memory_write(const struct task *task, vaddr_t to, const void *from, size_t bytes);

/** May @p task execute at @p address? */
bool task_memory_is_code(const struct task *task, vaddr_t address);

#endif
