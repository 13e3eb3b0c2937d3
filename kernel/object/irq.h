/*
 * IRQ objects: asynchronous signals, from hardware pins or from software, delivered as messages
 * (abi sheet §7.9, §8.5, §8.7).
 *
 * What can stand at the end of an interrupt pin is a struct irq_line: an IRQ object, which tells a
 * thread by a message, or a semaphore, which counts.
 *
 *      pin --> irq_dispatch() --> line->hit() --> irq: message to a thread
 *                                            \--> semaphore: counter + 1, wake a waiter
 *
 * A line's lock guards what the line and the object around it say of themselves: any CPU may hit it.
 */
#ifndef KERNEL_OBJECT_IRQ_H
#define KERNEL_OBJECT_IRQ_H

#include "kernel/ipc/sender.h"
#include "kernel/object/object.h"
#include "kernel/sched/request.h"
#include "kernel/sched/spinlock.h"

struct thread;
struct irq_line;

/* A controller and its operations on one of its pins; provided by the port. */
struct irq_chip {
	const char *name;
	void (*mask)(unsigned pin);
	void (*unmask)(unsigned pin);
	/** L4_IRQ_F_* mode; 0 or -L4_EINVAL. */
	int (*set_mode)(unsigned pin, word_t mode);
	bool (*is_level)(unsigned pin);
};

/* The end of an interrupt line: what a pin can be bound to. */
struct irq_line {
	struct object object; /* an IRQ or a semaphore */
	struct spinlock lock;
	void (*hit)(struct irq_line *line);        /* takes the lock */
	bool (*idle)(const struct irq_line *line); /* no hit waits to be seen: EOI may unmask */
	const struct irq_chip *chip;               /* NULL: at no pin, raised by software only */
	unsigned pin;
	bool masked;  /* as the pin is, or would be */
	bool overrun; /* masked because a hit came too early; taking the message unmasks */
	bool level;   /* level-triggered; software interrupts are edges */
	struct list_node watched; /* threads whose deletion IRQ it is: thread::deletion_link */
};

struct irq {
	struct irq_line line;
	struct sender sender; /* in the line of the thread it tells; carries the label */
	struct thread
		*thread; /* NULL: unbound; holds a reference. Stays while there is a message */
	bool pending;    /* an edge came while nobody was bound */
	bool message;    /* one is on its way to the thread, or stands in its line */
	struct cpu_request request; /* carries it to the thread's CPU */
	uint32_t flow;              /* joins hit and delivery in the trace */
};

/** New IRQ object, unbound and masked, charged to @p q; NULL when out of quota. */
struct irq *irq_create(struct quota *q);

/** The IRQ object behind @p obj, or NULL when it is of another type. */
struct irq *irq_of(struct object *obj);

/** The line behind @p obj: an IRQ's or a semaphore's; NULL for other objects. */
struct irq_line *irq_line_of(struct object *obj);

/** The message of @p irq has been taken by its thread: an edge may come again. */
void irq_delivered(struct irq *irq);

/** On its thread's CPU: the message of @p irq comes back undelivered; an edge is remembered. */
void irq_message_back(struct irq *irq);

void irq_line_init(struct irq_line *line, void (*hit)(struct irq_line *),
		   bool (*idle)(const struct irq_line *));
/* With the line's lock: */
void irq_line_mask(struct irq_line *line);
void irq_line_unmask(struct irq_line *line);
/** An edge came before the last was seen: mask until it is. */
void irq_line_overrun(struct irq_line *line);

/** @p line becomes the deletion IRQ of @p t, which is on this CPU; 0 or an error (§8.3). */
long irq_line_watch(struct irq_line *line, struct thread *t);
/** A gate bound to @p t is gone: hit its deletion IRQ, if it has one. */
void irq_line_tell(struct thread *t);
/** @p t ends. */
void irq_line_forget(struct thread *t);
/** The object at the end of the line dies: free its pin, end its registrations. */
void irq_line_release(struct irq_line *line);

/* Behind the pins of the hardware: those that only the kernel itself hits, and messages. */
enum {
	IRQ_PINS_HARDWARE = 1024, /* at most; a GIC has 1020 */
	IRQ_PIN_LOG       = IRQ_PINS_HARDWARE,
	IRQ_PIN_SCHEDULER,
	IRQ_PIN_MSI,
	IRQ_MSIS = 64, /* at most */
	IRQ_PINS = IRQ_PIN_MSI + IRQ_MSIS,
};

/** Number of hardware pins, of message-signalled interrupts. */
unsigned irq_pin_count(void);
unsigned irq_msi_count(void);

/** Connect @p line to @p pin, from which it takes its mode. 0 or -L4_EINVAL (pin, occupied). */
int irq_pin_bind(unsigned pin, struct irq_line *line);
/** Disconnect @p line from the pin it is at, if any; the pin is masked. */
void irq_pin_release(struct irq_line *line);
/** Choose trigger mode and polarity (L4_IRQ_F_*) of @p pin; 0 or the chip's error. */
int irq_pin_set_mode(unsigned pin, word_t mode);
/** Mask or unmask what is bound to @p pin, if anything is. */
void irq_pin_mask(unsigned pin, bool mask);
/** The kernel's own pin @p pin is hit. */
void irq_pin_hit(unsigned pin);
/** What is at @p pin, or NULL. */
struct irq_line *irq_pin_line(unsigned pin);

/** Trigger and EOI (protocol -1), the same for both kinds; wrong messages are answered. */
void irq_line_control(struct irq_line *line, struct invocation *inv, struct sender *from);

#endif
