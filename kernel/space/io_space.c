/*
 * The beginning and the end of a task's ports; io_space.h has the idea.
 */
#include "kernel/arch.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/slab.h"
#include "kernel/object/task.h"
#include "kernel/space/io_space.h"
#include "kernel/space/map.h"

static struct slab io_spaces = SLAB_INIT(io_spaces, "I/O space", struct mem_space);

struct mem_space *io_space(struct task *task)
{
	return !task->ports && task->mem.physical ? io_space_make(task) : task->ports;
}

struct mem_space *io_space_make(struct task *task)
{
	struct mem_space *s = task->ports;

	if (s || !arch_io_ports || task->mem.closed)
		return s;
	s = slab_alloc(&io_spaces, task->mem.quota);
	if (!s)
		return NULL;
	s->quota    = task->mem.quota;
	s->task     = task;
	s->format   = arch_io_ports->format;
	s->physical = task->mem.physical;
	s->ports    = true;
	if (!arch_io_ports->init(s)) {
		slab_free(&io_spaces, s->quota, s);
		return NULL;
	}
	task->ports = s;
	return s;
}

void io_space_flush(struct task *task)
{
	if (task->ports)
		mem_space_flush(task->ports);
}

void io_space_destroy(struct task *task)
{
	struct mem_space *s = task->ports;
	struct page left;

	if (!s)
		return;
	assert(page_tables_ok(s) && !page_next(s, 0, (vaddr_t)page_tables_end(s), &left));
	(void)left;
	arch_io_ports->destroy(s);
	task->ports = NULL;
	slab_free(&io_spaces, s->quota, s);
}

struct flex_range io_addresses(struct flex_range r)
{
	r.start <<= FRAME_ORDER;
	r.order = min_of(r.order + FRAME_ORDER, (unsigned)FLEX_ORDER_MAX);
	return r;
}
