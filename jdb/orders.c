/*
 * Orders about objects. See orders.h.
 */
#include "jdb/orders.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/helping_lock.h"
#include "kernel/space/cap_table.h"

enum {
	ORDERS_MAX = 8,
};

struct order {
	enum order_kind kind;
	struct object *object; /* with a reference */
	uint64_t value;
};

static struct order orders[ORDERS_MAX];
static unsigned given, begun, taken; /* begun: a thread was made for it */

bool order(enum order_kind kind, struct object *obj, uint64_t value)
{
	if (given - taken == ORDERS_MAX || obj->dying)
		return false;
	object_get(obj);
	orders[given % ORDERS_MAX] = (struct order){kind, obj, value};
	given++;
	return true;
}

bool orders_waiting(void)
{
	return given != begun;
}

/* On the CPU of @p t. */
static long carry_out_here(struct thread *t, void *argument)
{
	const struct order *o            = argument;
	const struct schedule_context *s = &t->sched;

	switch (o->kind) {
	case ORDER_HALT:
		thread_schedule(t, NULL, s->priority, s->quantum_us);
		break;
	case ORDER_RESUME:
		thread_schedule(t, t->home, s->priority, s->quantum_us);
		break;
	case ORDER_CANCEL:
		thread_cancel(t);
		break;
	case ORDER_EXPIRE:
		if (t->timeout.armed) {
			thread_timeout_disarm(t);
			thread_timeout_arm(t, arch_clock_us());
		}
		break;
	default:
		thread_schedule(t, t->scheduled ? t->home : NULL, (unsigned)o->value,
				s->quantum_us);
	}
	return 0;
}

static void kill(struct object *obj)
{
	helping_lock(&capability_lock);
	object_kill(obj);
	helping_unlock(&capability_lock);
	object_reap();
}

/* The life of a thread that carries out one order. */
static void work(struct thread *self)
{
	struct order o;

	(void)self;
	switch_finish();
	o = orders[taken++ %
		   ORDERS_MAX]; /* they all run on the boot CPU, with interrupts off here */
	if (o.kind == ORDER_KILL)
		kill(o.object);
	else
		thread_call(thread_of(o.object), carry_out_here, &o);
	object_put(o.object);
	thread_exit();
}

static void poll_by_request(struct cpu_request *r)
{
	(void)r;
	orders_poll();
}

void orders_go(void)
{
	static struct cpu_request wake = {.run = poll_by_request};

	if (given == begun)
		return;
	if (cpu_current()->number == 0)
		timer_update(); /* debugger_next_poll() says: now */
	else
		cpu_request(&cpus[0], &wake);
}

void orders_poll(void)
{
	struct thread *t;

	if (cpu_current()->number != 0 || begun == given)
		return;
	t = thread_create(&root_quota);
	if (!t)
		return; /* the next time, perhaps */
	begun++;
	t->cpu = t->home  = cpu_current();
	t->state          = THREAD_READY | THREAD_DYING;
	t->object.dying   = true;
	t->scheduled      = true;
	t->sched.priority = PRIORITY_MAX;
	arch_thread_init(t, work);
	thread_enqueue(t);
}
