/*
 * Lists of pages and mappings, and the state of kernel memory. See inspect.h.
 */
#include "jdb/inspect.h"
#include "kernel/arch.h"
#include "kernel/object/task.h"
#include "kernel/space/mapdb.h"

static bool shows(const struct mapping *m, paddr_t pa)
{
	return pa >= m->pa && (pa - m->pa) >> mapping_order(m) == 0;
}

/* Every mapping that shows the byte at physical address walk->argument. The cursor counts them. */
bool page_tree_next(struct walk *walk, uint64_t *values)
{
	const struct mapping *m = walk->at      ? mapdb_next(walk->at)
				  : sigma0_task ? mapdb_root(&sigma0_task->mem, walk->argument)
						: NULL;
	uint64_t skip           = walk->at ? 0 : walk->cursor;

	for (; m && (!shows(m, walk->argument) || skip > 0); m = mapdb_next(m))
		if (shows(m, walk->argument))
			skip--;
	if (!m)
		return false;
	walk->at = m;
	walk->cursor++;
	const struct task *task                   = mapping_space(m)->task;
	uint64_t record[RECORD_FIELDS_OF_mapping] = {
		task ? task->object.id : 0, mapping_va(m),    mapping_order(m),
		m->entry.node.rights,       mapping_depth(m), m->pa};

	record_fill(values, record, array_size(record));
	return true;
}

bool pages_next(struct walk *walk, uint64_t *values)
{
	const struct task *task = walk->at;
	struct page page;

	if (!task) {
		task     = task_of(object_by_id((uint32_t)walk->argument));
		walk->at = task;
	}
	if (walk->cursor >= USER_TOP ||
	    !page_next(&task->mem, (vaddr_t)walk->cursor, USER_TOP, &page))
		return false;
	walk->cursor = (uint64_t)page.va + ((uint64_t)1 << page.order);

	uint64_t record[RECORD_FIELDS_OF_page] = {task->object.id, page.va,     page.pa,
						  page.order,      page.rights, page.cache};

	record_fill(values, record, array_size(record));
	return true;
}

bool memory_next(struct walk *walk, uint64_t *values)
{
	unsigned objects = 0;

	if (walk->cursor++ > 0)
		return false;
	list_for_each (node, &all_objects)
		objects++;
	uint64_t record[RECORD_FIELDS_OF_memory] = {frame_pool_bytes(), frame_pool_free_bytes(),
						    objects, mapdb_count()};

	record_fill(values, record, array_size(record));
	return true;
}
