/*
 * mappings: who sees a page, and from whom they have it.
 *
 *      jdb: mappings client 8000
 *      sigma0 4000000/22 RWX
 *        root 4000000/22 RWX
 *          pager 4103000/12 RW-
 *            client 8000/12 R--
 */
#include "kernel/object/task.h"
#include "kernel/space/page_table.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/inspect.h"
#include "jdb/out.h"

enum {
	INDENT_MAX = 40,
};

void command_mappings(const struct arguments *args)
{
	struct walk walk = {0};
	record_values v; /* task, address, order, rights, depth, physical address */
	struct page page;
	char task[VALUE_SIZE];

	if (args->count < 2) {
		walk.argument = arg_address(arg_word(args, 0));
	} else {
		const struct task *t = arg_task(args->word[0]);
		vaddr_t va           = (vaddr_t)arg_address(args->word[1]);

		if (!page_lookup(&t->mem, va, &page))
			command_fail("nothing is mapped there");
		walk.argument = page.pa + (va - page.va);
	}
	out("Page at physical address %#llx:\n", (unsigned long long)walk.argument);
	while (page_tree_next(&walk, v)) {
		format_object(task, sizeof(task), v[0]);
		out("  %*s%s  %llx/%u  %s\n", (int)min_of(2 * v[4], (uint64_t)INDENT_MAX), "", task,
		    (unsigned long long)v[1], (unsigned)v[2], format_memory_rights((unsigned)v[3]));
	}
	if (walk.cursor == 0)
		out("  nobody has a mapping of it\n");
}
