/*
 * The scheduler of a CPU: who runs next, and the switch to it.
 *
 * The running thread is in no queue. It runs on a scheduling context: its own, or that of a thread
 * that donated its time by calling it (abi sheet §7.4); the context's priority decides who may
 * preempt, and the context's time slice is used up.
 *
 *      schedule()   best of ready queue and current thread; everybody on his own context
 *      yield()      the same, but the current thread goes behind its peers first
 *      switch_to()  donation: this one, now, on the context that is running
 *
 * Nobody is switched away from while in the kernel, except where he says so: by blocking, at a
 * preemption_point(), and at the end in before_return_to_user().
 */
#include "kernel/hooks.h"
#include "kernel/lib/invariant.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/mem_space.h"
#include "kernel/object/task.h"
#include "kernel/trace.h"

struct cpu cpus[CPU_MAX];
unsigned cpu_count;

static struct mem_space kernel_space; /* no user memory; for threads without a task */
static struct thread boot_thread;     /* stands for the boot stack in the very first switch */
static void (*continue_boot)(struct thread *idle);

static struct mem_space *space_of(const struct thread *t)
{
	return t->task ? &vcpu_task(t)->mem : &kernel_space;
}

void cpu_leave_space(struct cpu *c)
{
	(void)c;
	arch_space_activate(&kernel_space);
}

void cpu_account(struct cpu *c)
{
	uint64_t cycles  = clock_cycles();
	usec_t now       = arch_cycles_us(cycles);
	uint64_t elapsed = now - c->switched_at;

	c->switched_at = now;
	cpu_account_thread(c, cycles);
	if (c->current == c->idle)
		c->idle_us += elapsed;
	else
		c->context->left_us -= (uint32_t)min_of(elapsed, (uint64_t)c->context->left_us);
}

void switch_finish(void)
{
	struct cpu *c          = cpu_current();
	struct thread *ended   = c->ended;
	struct thread *leaving = c->leaving;

	c->ended = c->leaving = NULL;
	if (ended)
		object_put(&ended->object);
	if (leaving)
		thread_leave(leaving, leaving->home);
}

/* The last stretch of every switch. Running time is booked, the context is chosen. */
static void switch_over(struct cpu *c, struct thread *from, struct thread *to)
{
	assert(!list_linked(&to->sched.link));

	if (from->home != c) /* it moves as soon as it has left its stack */
		c->leaving = from;
	c->current = to;
	c->switches++;
	if (c->context->left_us == 0)
		c->context->left_us = c->context->quantum_us;
	trace(context_switch, thread_id(from), thread_id(to), c->context->priority, from->state);
	timer_update();
	arch_space_activate(space_of(to));
	arch_switch(from, to);
	switch_finish();
}

static struct thread *take_best(struct cpu *c)
{
	struct schedule_context *best = ready_queue_best(&c->ready);

	if (!best)
		return c->idle;
	ready_queue_remove(&c->ready, best);
	return container_of(best, struct thread, sched);
}

/* The next thread to run, out of the ready queue; the current one is put back if it could go on. */
static struct thread *choose(struct cpu *c, struct thread *self)
{
	struct schedule_context *best = ready_queue_best(&c->ready);
	struct thread *next;

	if (self == c->idle || self->home != c || !(self->state & THREAD_READY) ||
	    !thread_runnable(self))
		return take_best(c);
	if (c->slice_over) { /* its turn is over: to the end of the line */
		ready_queue_append(&c->ready, &self->sched);
		return take_best(c);
	}
	if (!best || best->priority < c->context->priority)
		return self;
	next = take_best(c); /* who became ready with the same priority goes first */
	ready_queue_push(&c->ready, &self->sched);
	return next;
}

void schedule(void)
{
	struct thread *self = thread_current();
	struct cpu *c       = self->cpu;
	struct thread *next;

	cpu_account(c);
	next = choose(c, self);
	if (next != self || c->slice_over)
		c->context = &next->sched;
	c->reschedule = c->slice_over = false;
	if (next != self) {
		switch_over(c, self, next);
	} else if (c->context->left_us == 0) {
		c->context->left_us = c->context->quantum_us;
		timer_update();
	}
}

void yield(void)
{
	cpu_current()->slice_over = true;
	schedule();
}

static bool better_is_ready(const struct cpu *c)
{
	const struct schedule_context *best = ready_queue_best(&c->ready);

	return best && best->priority > c->context->priority;
}

void switch_to(struct thread *to)
{
	struct thread *self = thread_current();
	struct cpu *c       = self->cpu;

	assert(to->cpu == c && to->state & THREAD_READY);

	cpu_account(c);
	if (list_linked(&to->sched.link))
		ready_queue_remove(&c->ready, &to->sched);
	if (to->sched.priority > c->context->priority)
		c->context = &to->sched; /* time may be lent, but a better priority stays */
	c->slice_over = false;
	c->reschedule = better_is_ready(c);
	switch_over(c, self, to);
}

void preemption_point(void)
{
	thread_current()->state &=
		~(uint32_t)THREAD_OPEN; /* in the midst of something: no messages */
	irq_on();
	irq_off();
	if (cpu_current()->reschedule)
		schedule();
}

void wait_point(void)
{
	cpu_relax(); /* to hardware threads that share the core, and to emulators that take turns */
	preemption_point();
}

void before_return_to_user(void)
{
	struct thread *self = thread_current();

	/* Nothing has happened: whatever makes a thread not runnable sets "reschedule", too. */
	if (likely(list_empty(&self->reap) && self->state == THREAD_READY &&
		   !self->cpu->reschedule))
		return;
	for (;;) {
		if (!list_empty(&self->reap)) {
			object_reap();
		} else if (self->state & THREAD_VCPU && vcpu_before_return(self)) {
			continue; /* a message has come: it has other registers now */
		} else if (self->state & THREAD_DYING) {
			thread_exit();
		} else if (self->cpu->reschedule || !thread_runnable(self)) {
			schedule();
		} else if (self->state & THREAD_TRIGGER) {
			self->state &= ~THREAD_TRIGGER;
			arch_trigger_exception(self);
			user_exception();
		} else {
			return;
		}
	}
}

void cpu_idle_loop(void)
{
	struct cpu *c = cpu_current();

	for (;;) {
		debugger_poll();
		if (c->ready.length) {
			schedule();
		} else {
			timer_update();
			arch_idle();
		}
	}
}

static void idle_first(struct thread *idle)
{
	arch_space_activate(&kernel_space);
	continue_boot(idle);
	cpu_idle_loop();
}

/* Everything that @p c needs to be idle. False: no memory. */
static bool make_idle(struct cpu *c)
{
	struct thread *idle = thread_create(&root_quota);

	if (!idle)
		return false;
	ready_queue_init(&c->ready);
	c->number  = (unsigned)(c - cpus);
	c->current = c->idle = idle;
	c->context           = &idle->sched;
	c->timer_at          = USEC_NEVER;

	idle->cpu = idle->home = c;
	idle->state            = THREAD_READY;
	idle->scheduled        = true;
	idle->sched.priority   = 0;
	idle->object.permanent = true;
	return true;
}

void cpu_start(struct cpu *c, void (*then)(struct thread *idle))
{
	if (!make_idle(c) || !mem_space_init(&kernel_space, NULL, &root_quota))
		panic("no memory for the idle thread");
	c->online = true;
	cpu_count = 1;
	arch_thread_init(c->idle, idle_first);

	continue_boot   = then;
	boot_thread.cpu = c;
	arch_switch(&boot_thread, c->idle);
	panic("the boot stack was switched to again");
}

bool cpu_add(bool (*start)(struct cpu *c, word_t id), word_t id)
{
	const usec_t patience = 1000000;
	struct cpu *c         = &cpus[cpu_count];
	usec_t begin          = arch_clock_us();

	/* One that never came has left its idle thread. */
	if (cpu_count == CPU_MAX || (!c->idle && !make_idle(c)) || !start(c, id))
		return false;
	while (!__atomic_load_n(&c->online, __ATOMIC_ACQUIRE)) {
		if (arch_clock_us() - begin > patience)
			return false;
		cpu_relax();
	}
	cpu_count++;
	return true;
}

void kernel_cpu_main(void)
{
	struct cpu *c = cpu_current();

	c->running_since = clock_cycles();
	c->switched_at   = arch_cycles_us(c->running_since);
	arch_space_activate(&kernel_space);
	__atomic_store_n(&c->online, true, __ATOMIC_RELEASE);
	cpu_idle_loop();
}

bool cpu_ok(const struct cpu *c)
{
	if (!(c->current->state & THREAD_READY) && !(c->current->state & THREAD_DEAD))
		return invariant_failed("the running thread is ready", c->current);
	if (list_linked(&c->current->sched.link))
		return invariant_failed("the running thread stands in no queue", c->current);
	if (list_linked(&c->idle->sched.link))
		return invariant_failed("the idle thread stands in no queue", c->idle);
	return ready_queue_ok(&c->ready) && timeout_queue_ok(&c->timeouts);
}
