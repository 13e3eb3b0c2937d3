/*
 * Orders: what the debugger does to objects. While the kernel stands, it may be in the midst of anything; so an
 * order is only noted, and carried out by a thread of the kernel as soon as the kernel goes on. That thread is
 * made for one order and ends behind it: it is born dying, which is how the scheduler takes a thread without a task.
 */
#ifndef JDB_ORDERS_H
#define JDB_ORDERS_H

#include "kernel/lib/types.h"

struct object;

enum order_kind {
	ORDER_HALT,     /* a thread has no CPU any more … */
	ORDER_RESUME,   /* … and has one again */
	ORDER_CANCEL,   /* whatever a thread waits for is cancelled */
	ORDER_EXPIRE,   /* … has timed out */
	ORDER_PRIORITY, /* a thread has another priority: the value */
	ORDER_KILL,     /* an object is deleted, as by its last capability */
};

/** Note an order about @p obj. @return false: too many wait already, or it dies anyway */
bool order(enum order_kind kind, struct object *obj, uint64_t value);

/** Is one to be carried out? */
bool orders_waiting(void);
/** The debugger is left: make the boot CPU see to it soon. */
void orders_go(void);
/** See to it. At a timer interrupt, or when idle; the boot CPU. */
void orders_poll(void);

#endif
