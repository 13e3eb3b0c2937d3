/*
 * memory: where kernel memory went. irqs: pins.
 */
#include "kernel/mem/slab.h"
#include "kernel/object/factory.h"
#include "jdb/commands/commands.h"
#include "jdb/format.h"
#include "jdb/inspect.h"
#include "jdb/out.h"

static void out_quotas(void)
{
	char name[VALUE_SIZE];

	out("Quotas (of factories):\n");
	list_for_each (node, &all_objects) {
		struct factory *f = factory_of(container_of(node, struct object, all));

		if (!f)
			continue;
		format_object(name, sizeof(name), f->object.id);
		if (f->pays->limit == QUOTA_UNLIMITED)
			out("  %-20s %10lu used, no limit\n", name, (unsigned long)f->pays->used);
		else
			out("  %-20s %10lu used of %lu\n", name, (unsigned long)f->pays->used,
			    (unsigned long)f->pays->limit);
	}
}

void command_memory(const struct arguments *args)
{
	struct walk walk = {0};
	record_values values;

	(void)args;
	memory_next(&walk, values);
	out_record(RECORD_memory, values);
	out("Slabs:\n");
	for (const struct slab *s = all_slabs; s; s = s->next)
		out("  %-20s %6lu of %lu bytes\n", s->name, (unsigned long)s->in_use,
		    (unsigned long)s->size);
	out_quotas();
}

void command_irqs(const struct arguments *args)
{
	(void)args;
	out("%u pins bound\n", out_table(REQUEST_irqs, 0, NULL));
}
