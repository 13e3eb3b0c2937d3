/*
 * check: evaluate every invariant predicate of the kernel, on everything there is, and name what broke.
 */
#include "kernel/lib/invariant.h"
#include "kernel/mem/slab.h"
#include "kernel/object/factory.h"
#include "kernel/object/ipc_gate.h"
#include "kernel/object/semaphore.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/sched/helping_lock.h"
#include "kernel/space/cap_table.h"
#include "kernel/space/map.h"
#include "kernel/space/mapdb.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/out.h"

static unsigned checked, broken;

/* Count predicate @p ok about @p what; say so when it does not hold. */
static void expect(bool ok, const char *what, const struct object *obj)
{
	char object[VALUE_SIZE] = "";

	checked++;
	if (ok)
		return;
	broken++;
	if (obj)
		format_object(object, sizeof(object), obj->id);
	out("broken: %s %s\n", what, object);
	if (invariant_broken.rule)
		out("        \"%s\" does not hold for %p\n", invariant_broken.rule,
		    invariant_broken.object);
	invariant_broken.rule = NULL;
}

static void check_task(struct task *task)
{
	expect(cap_table_ok(&task->caps), "capability table of task", &task->object);
	expect(page_tables_ok(&task->mem), "page tables of task", &task->object);
}

static void check_thread(struct thread *t)
{
	expect(thread_ok(t), "thread", &t->object);
	expect(sender_queue_ok(&t->senders), "sender queue of thread", &t->object);
}

static void check_object(struct object *obj)
{
	expect(object_ok(obj), "object", obj);
	expect(map_tree_ok(&obj->slots), "capabilities to object", obj);
	expect(quota_ok(obj->quota), "quota that pays for object", obj);
	if (task_of(obj))
		check_task(task_of(obj));
	if (thread_of(obj))
		check_thread(thread_of(obj));
	if (ipc_gate_of(obj))
		expect(sender_queue_ok(&ipc_gate_of(obj)->waiting), "callers of gate", obj);
	if (semaphore_of(obj))
		expect(sender_queue_ok(&semaphore_of(obj)->waiting), "waiters of semaphore", obj);
	if (factory_of(obj))
		expect(quota_ok(factory_of(obj)->pays), "quota of factory", obj);
}

static void check_cpu(struct cpu *c)
{
	expect(cpu_ok(c), "CPU that runs", &c->current->object);
	expect(ready_queue_ok(&c->ready), "ready queue", NULL);
	expect(timeout_queue_ok(&c->timeouts), "timeouts", NULL);
}

void command_check(const struct arguments *args)
{
	(void)args;
	checked = broken      = 0;
	invariant_broken.rule = NULL;
	list_for_each (node, &all_objects)
		check_object(container_of(node, struct object, all));
	for (unsigned i = 0; i < cpu_count; i++)
		check_cpu(&cpus[i]);
	expect(helping_lock_ok(&mapping_lock), "lock of the mappings", NULL);
	expect(helping_lock_ok(&capability_lock), "lock of the capabilities", NULL);
	expect(mapdb_ok(), "mapping database", NULL);
	expect(quota_ok(&root_quota), "root quota", NULL);
	expect(frame_pool_ok(), "frame pool", NULL);
	for (struct slab *s = all_slabs; s; s = s->next)
		expect(slab_ok(s), s->name, NULL);
	out("%u invariants checked, %u broken\n", checked, broken);
}
