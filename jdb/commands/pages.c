/*
 * pages: what a task sees, as its page table says; or how the hardware finds one address.
 */
#include "kernel/arch.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/space/page_table.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/out.h"

/* Entry number @p index of the table at @p table, which may be damaged. */
static uint64_t read_entry(const struct page_format *f, vaddr_t table, size_t index)
{
	uint64_t wide;
	uint32_t narrow;
	vaddr_t at = table + index * f->entry_bytes;

	if (f->entry_bytes == sizeof(narrow) && arch_probe_read(&narrow, at, sizeof(narrow)))
		return narrow;
	if (f->entry_bytes == sizeof(wide) && arch_probe_read(&wide, at, sizeof(wide)))
		return wide;
	command_fail("the table at %#lx cannot be read", (unsigned long)table);
}

/* From the root table down to the leaf, an entry a line. */
static void walk(const struct mem_space *s, vaddr_t va)
{
	const struct page_format *f = s->format;
	vaddr_t table               = (vaddr_t)s->arch.root;

	for (unsigned level = 0; level < f->levels; level++) {
		const struct page_level *l = &f->level[level];
		size_t index   = (size_t)(va >> l->shift) & (((size_t)1 << l->bits) - 1);
		uint64_t entry = read_entry(f, table, index);
		bool present   = entry & f->present;
		bool leaf      = level + 1u == f->levels || (entry & f->kind_mask) != f->kind_table;

		out("  level %u: table %#lx, entry %3lu = %016llx  %s\n", level,
		    (unsigned long)table, (unsigned long)index, (unsigned long long)entry,
		    !present ? "empty"
		    : leaf   ? "leaf"
			     : "table");
		if (!present || leaf)
			return;
		table = (vaddr_t)phys_to_virt(entry & f->address_mask);
	}
}

/* What would become of an access in user mode. */
static void out_verdict(vaddr_t va, unsigned rights)
{
	static const struct {
		const char *what;
		unsigned right;
	} accesses[] = {{"read", L4_FPAGE_RO}, {"write", L4_FPAGE_W}, {"fetch", L4_FPAGE_X}};

	for (size_t i = 0; i < array_size(accesses); i++)
		out("  a %s %s\n", accesses[i].what,
		    va >= USER_TOP ? "faults: the address is the kernel's; the exception handler "
				     "hears of it"
		    : rights & accesses[i].right ? "succeeds"
		    : rights ? "faults: the page is there, the right is not; the pager is asked"
			     : "faults: nothing is mapped there; the pager is asked");
}

void command_pages(const struct arguments *args)
{
	const struct task *task = arg_task(arg_word(args, 0));
	struct page page;
	vaddr_t va;

	if (args->count < 2) {
		out("%u pages\n",
		    out_table(REQUEST_pages, task->object.id, "address pa order rights cache"));
		return;
	}
	va = (vaddr_t)arg_address(args->word[1]);
	out("Walk through the %s table of task %u to %#lx:\n", task->mem.format->name,
	    (unsigned)task->object.id, (unsigned long)va);
	walk(&task->mem, va);
	if (page_lookup(&task->mem, va, &page))
		out("  %#lx shows %#llx, %lu bytes, %s%s%s\n", (unsigned long)page.va,
		    (unsigned long long)page.pa, 1ul << page.order,
		    format_memory_rights(page.rights),
		    page.flags & PAGE_REFERENCED ? " referenced" : "",
		    page.flags & PAGE_DIRTY ? " dirty" : "");
	else
		page.rights = 0;
	out_verdict(va, page.rights);
}
