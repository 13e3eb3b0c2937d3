/*
 * Memory as the debugger sees it. See memory.h.
 */
#include "jdb/memory.h"
#include "kernel/arch_debug.h"
#include "kernel/mem/frame.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/page_table.h"
#include "jdb/debugger.h"

struct memory memory_here(void)
{
	return (struct memory){.task = debugger_shown_cpu()->current->task};
}

bool memory_to_phys(const struct memory *m, uint64_t address, paddr_t *pa)
{
	struct page page;

	*pa = address;
	if (m->physical)
		return true;
	if (address >= USER_TOP)
		return arch_kernel_to_phys((vaddr_t)address, pa);
	if (!m->task || !page_lookup(&m->task->mem, (vaddr_t)address, &page))
		return false;
	*pa = page.pa + (address - page.va);
	return true;
}

/* How much of @p bytes lies in the page of @p address. */
static size_t piece(uint64_t address, size_t bytes)
{
	return (size_t)min_of((uint64_t)bytes, FRAME_SIZE - (address & (FRAME_SIZE - 1)));
}

bool memory_read(const struct memory *m, void *to, uint64_t address, size_t bytes)
{
	for (size_t done = 0, n; done < bytes; done += n, address += n) {
		paddr_t pa;

		n = piece(address, bytes - done);
		if (!m->physical && address >= USER_TOP) {
			if (!arch_probe_read((char *)to + done, (vaddr_t)address, n))
				return false;
		} else if (!memory_to_phys(m, address, &pa) ||
			   !arch_probe_read_phys((char *)to + done, pa, n)) {
			return false;
		}
	}
	return true;
}

bool memory_write(const struct memory *m, uint64_t address, const void *from, size_t bytes)
{
	for (size_t done = 0, n; done < bytes; done += n, address += n) {
		paddr_t pa;

		n = piece(address, bytes - done);
		if (!m->physical && address >= USER_TOP &&
		    arch_probe_write((vaddr_t)address, (const char *)from + done, n))
			continue;
		if (!memory_to_phys(m, address, &pa) ||
		    !arch_probe_write_phys(pa, (const char *)from + done, n))
			return false;
	}
	return true;
}

bool task_memory_read(const struct task *task, void *to, vaddr_t from, size_t bytes)
{
	const struct memory m = {.task = task};

	return from < USER_TOP && memory_read(&m, to, from, bytes);
}

bool task_memory_is_code(const struct task *task, vaddr_t address)
{
	struct page page;

	return address < USER_TOP && page_lookup(&task->mem, address, &page) &&
	       (page.rights & L4_FPAGE_X);
}
