/*
 * Memory of tasks, page by page. See task_memory.h.
 */
#include "jdb/task_memory.h"
#include "kernel/abi/l4_types.h"
#include "kernel/arch.h"
#include "kernel/object/task.h"
#include "kernel/space/page_table.h"

/* What of @p bytes lies in the page of @p address, and where the kernel reaches it; 0: no page. */
static size_t piece(const struct task *task, vaddr_t address, size_t bytes, paddr_t *pa)
{
	struct page page;

	if (address >= USER_TOP || !page_lookup(&task->mem, address, &page))
		return 0;
	*pa = page.pa + (address - page.va);
	return (size_t)min_of((uint64_t)bytes, (uint64_t)(page_end(&page) - address));
}

bool task_memory_read(const struct task *task, void *to, vaddr_t from, size_t bytes)
{
	char *at = to;
	paddr_t pa;

	if (!task)
		return arch_probe_read(to, from, bytes);
	for (size_t part; bytes > 0; at += part, from += part, bytes -= part) {
		part = piece(task, from, bytes, &pa);
		if (part == 0 || !arch_probe_read_phys(at, pa, part))
			return false;
	}
	return true;
}

bool task_memory_write(const struct task *task, vaddr_t to, const void *from, size_t bytes)
{
	const char *at = from;
	paddr_t pa;

	if (!task)
		return arch_probe_write(to, from, bytes);
	for (size_t part; bytes > 0; at += part, to += part, bytes -= part) {
		part = piece(task, to, bytes, &pa);
		if (part == 0 || !arch_probe_write((vaddr_t)phys_to_virt(pa), at, part))
			return false;
		arch_cache_sync(phys_to_virt(pa), part);
	}
	return true;
}

bool task_memory_is_code(const struct task *task, vaddr_t address)
{
	struct page page;

	return address < USER_TOP && page_lookup(&task->mem, address, &page) &&
	       (page.rights & L4_FPAGE_X);
}
