/*
 * A doubly linked ring of nodes that live inside other structures.
 *
 * A list head is a node like any other; an empty list is a head that points to itself, and a node
 * that is in no list points to itself too, so that list_remove() is harmless when repeated.
 */
#ifndef KERNEL_LIB_LIST_H
#define KERNEL_LIB_LIST_H

#include "kernel/lib/types.h"

struct list_node {
	struct list_node *next, *prev;
};

#define LIST_INIT(name)          \
	{                        \
		&(name), &(name) \
	}

static inline void list_init(struct list_node *n)
{
	n->next = n->prev = n;
}

static inline bool list_empty(const struct list_node *head)
{
	return head->next == head;
}

/** True when @p n is a member of some list. */
static inline bool list_linked(const struct list_node *n)
{
	return n->next != n;
}

static inline void list_insert_after(struct list_node *pos, struct list_node *n)
{
	n->prev         = pos;
	n->next         = pos->next;
	pos->next->prev = n;
	pos->next       = n;
}

/** Put @p n at the front of the list (list_push) or at its end (list_append). */
static inline void list_push(struct list_node *head, struct list_node *n)
{
	list_insert_after(head, n);
}

static inline void list_append(struct list_node *head, struct list_node *n)
{
	list_insert_after(head->prev, n);
}

static inline void list_remove(struct list_node *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	list_init(n);
}

#define list_for_each(n, head) for (struct list_node *n = (head)->next; n != (head); n = n->next)

/* As list_for_each, but the body may remove n. */
#define list_for_each_safe(n, head)                                                \
	for (struct list_node *n = (head)->next, *n##_next = n->next; n != (head); \
	     n = n##_next, n##_next = n->next)

#define list_first(head, type, member) container_of((head)->next, type, member)

#endif
