/*
 * IPC gates: the communication endpoints that programs hand out (abi sheet §7.8, §8.2).
 *
 * A message sent to a gate goes to the thread that is bound to it, with the gate's label in place
 * of the sender's: the label tells a server which of its objects is meant. Who has a capability
 * with the server right talks to the gate itself.
 */
#ifndef KERNEL_OBJECT_IPC_GATE_H
#define KERNEL_OBJECT_IPC_GATE_H

#include "kernel/ipc/sender.h"
#include "kernel/object/object.h"
#include "kernel/sched/spinlock.h"

struct task;
struct thread;

struct ipc_gate {
	struct object object;
	struct spinlock lock;        /* guards what follows */
	struct thread *thread;       /* NULL: unbound; holds a reference */
	word_t label;                /* low two bits clear */
	struct sender_queue waiting; /* callers that wait for the gate to be bound */
};

/**
 * New gate, charged to @p q.
 * @param thread  bound from the start, or NULL
 * @return NULL when out of quota.
 */
struct ipc_gate *ipc_gate_create(struct quota *q, struct thread *thread, word_t label);

/** The gate behind @p obj, or NULL when it is of another type. */
struct ipc_gate *ipc_gate_of(struct object *obj);

/** True when @p gate is bound to a thread of @p task; its label is in *@p label. */
bool ipc_gate_leads_to(struct ipc_gate *gate, const struct task *task, word_t *label);

#endif
