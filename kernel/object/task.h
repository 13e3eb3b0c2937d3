/*
 * Tasks: protection domains. A task is passive: a memory space and a capability table; threads run
 * in it. (abi sheet §8.1, §12)
 */
#ifndef KERNEL_OBJECT_TASK_H
#define KERNEL_OBJECT_TASK_H

#include "kernel/abi/l4_types.h"
#include "kernel/ipc/reply.h"
#include "kernel/object/object.h"
#include "kernel/sched/spinlock.h"
#include "kernel/space/cap_table.h"
#include "kernel/space/mem_space.h"

struct task {
	struct object object;
	struct mem_space mem;
	struct mem_space *ports; /* I/O ports; NULL: none. kernel/space/io_space.h */
	struct cap_table caps;
	struct reply_table replies; /* explicit reply capabilities of its threads */
	struct spinlock lock;       /* guards threads */
	struct list_node threads;   /* bound threads, struct thread::in_task */
};

/** New task without capabilities; memory is charged to @p q. NULL when out of quota. */
struct task *task_create(struct quota *q);

/** The task behind @p obj, or NULL when it is of another type. */
struct task *task_of(struct object *obj);

extern struct task *sigma0_task; /* owns all physical memory; set by kernel/boot/workload.c */

#endif
