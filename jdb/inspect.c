/*
 * Which list answers which request. See inspect.h.
 */
#include "jdb/inspect.h"
#include "kernel/abi/l4_consts.h"
#include "kernel/object/task.h"
#include "jdb/trace/ring.h"

static uint64_t objects_generation(void)
{
	return object_generation;
}

/* Capabilities and mappings come and go with objects, too. */
static uint64_t spaces_generation(void)
{
	return trace_count(TRACE_CLASS_OBJECT) + trace_count(TRACE_CLASS_MAP);
}

static uint64_t no_generation(void)
{
	return 0;
}

static long check_object(uint64_t id)
{
	return id <= UINT32_MAX && object_by_id((uint32_t)id) ? 0 : -L4_ENOENT;
}

static long check_task(uint64_t id)
{
	return check_object(id) == 0 && task_of(object_by_id((uint32_t)id)) ? 0 : -L4_ENOENT;
}

static const struct inspect_list lists[] = {
	{REQUEST_objects, RECORD_object, NULL, objects_next, objects_generation},
	{REQUEST_tasks, RECORD_task, NULL, tasks_next, objects_generation},
	{REQUEST_threads, RECORD_thread, NULL, threads_next, objects_generation},
	{REQUEST_caps, RECORD_cap, check_task, caps_next, spaces_generation},
	{REQUEST_page_tree, RECORD_mapping, NULL, page_tree_next, spaces_generation},
	{REQUEST_pages, RECORD_page, check_task, pages_next, spaces_generation},
	{REQUEST_cpus, RECORD_cpu, NULL, cpus_next, no_generation},
	{REQUEST_memory, RECORD_memory, NULL, memory_next, no_generation},
	{REQUEST_object_tree, RECORD_mapping, check_object, object_tree_next, spaces_generation},
	{REQUEST_locks, RECORD_lock, NULL, locks_next, no_generation},
	{REQUEST_irqs, RECORD_irq, NULL, irqs_next, objects_generation},
};

const struct inspect_list *inspect_list(unsigned request)
{
	for (size_t i = 0; i < array_size(lists); i++)
		if (lists[i].request == request)
			return &lists[i];
	return NULL;
}
