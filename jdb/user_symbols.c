/*
 * Symbols of programs. See user_symbols.h.
 */
#include "jdb/user_symbols.h"
#include "kernel/arch.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"
#include "jdb/link/crc32c.h"
#include "jdb/symbols/symbol_table.h"
#include "jdb/memory.h"

enum {
	KNOWN_TASKS = 16, /* a power of two */
};

/* A program in a task, found before: a page may look different once a breakpoint is in it. */
struct known {
	uint32_t task; /* debugger id */
	const struct program_symbols *program;
	vaddr_t moved; /* from where it is linked to */
};

static const char *file;
static size_t file_bytes;
static struct known known[KNOWN_TASKS];

/* The program's description that begins @p at bytes into the file; NULL: none, or no sound one. */
static const struct program_symbols *program_at(size_t at)
{
	const struct program_symbols *p = (const struct program_symbols *)(file + at);
	size_t left                     = at < file_bytes ? file_bytes - at : 0;

	if (left < sizeof(*p) || p->magic != PROGRAM_MAGIC || p->bytes > left ||
	    p->bytes < sizeof(*p) + sizeof(struct symbol_table) || p->bytes % 8 != 0 ||
	    p->pages > (p->bytes - sizeof(*p) - sizeof(struct symbol_table)) / sizeof(uint32_t))
		return NULL;
	return p;
}

void debugger_program_symbols(const void *data, size_t bytes)
{
	file       = data;
	file_bytes = bytes;
}

static const struct symbol_table *table_of(const struct program_symbols *p)
{
	return (const struct symbol_table *)&p->crc[p->pages];
}

static vaddr_t linked_to(const struct program_symbols *p)
{
	return (vaddr_t)((uint64_t)p->code_high << 32 | p->code_low);
}

static size_t bytes_of_page(const struct program_symbols *p, uint32_t page)
{
	return min_of((size_t)PROGRAM_PAGE, p->code_bytes - (size_t)page * PROGRAM_PAGE);
}

/* Is what @p task has at @p address page @p page of @p p? */
static bool same_page(const struct program_symbols *p, uint32_t page, const uint8_t *data)
{
	return crc32c(0, data, bytes_of_page(p, page)) == p->crc[page];
}

static bool identify(struct known *k, const struct task *task, vaddr_t address)
{
	static uint8_t data[PROGRAM_PAGE];
	vaddr_t start = align_down(address, FRAME_ORDER);
	const struct program_symbols *p;

	if (!task_memory_read(task, data, start, sizeof(data)))
		return false;
	for (size_t at = 0; (p = program_at(at)); at += p->bytes) {
		for (uint32_t page = 0; page < p->pages; page++) {
			if (!same_page(p, page, data))
				continue;
			*k = (struct known){(uint32_t)task->object.id, p,
					    start - page * PROGRAM_PAGE - linked_to(p)};
			return true;
		}
	}
	return false;
}

static bool in_code(const struct known *k, vaddr_t address)
{
	return k->program && address - k->moved - linked_to(k->program) < k->program->code_bytes;
}

/* Which program is in @p task at @p address? NULL: not known. */
static struct known *program_in(const struct task *task, vaddr_t address)
{
	struct known *k = &known[task->object.id % KNOWN_TASKS];

	if (k->task == task->object.id && in_code(k, address))
		return k;
	return identify(k, task, address) && in_code(k, address) ? k : NULL;
}

static vaddr_t first_symbol(const struct known *k)
{
	const struct symbol_table *t = table_of(k->program);

	return (vaddr_t)((uint64_t)t->base_high << 32 | t->base_low) + k->moved;
}

vaddr_t user_symbol_address(const struct task *task, const char *name)
{
	list_for_each (node, &task->threads) {
		const struct thread *t = container_of(node, struct thread, in_task);
		const struct known *k  = program_in(task, arch_user_ip(t));
		vaddr_t offset;

		if (k && symbol_find(table_of(k->program), name, &offset))
			return first_symbol(k) + offset;
	}
	return 0;
}

bool user_symbol_at(const struct task *task, vaddr_t address, const char **program,
		    struct symbol_place *place)
{
	const struct known *k = program_in(task, address);

	if (!k)
		return false;
	*program = k->program->name;
	return symbol_in_table(table_of(k->program), address - first_symbol(k), place);
}

void user_symbol_format(char *buffer, size_t size, const struct task *task, vaddr_t address)
{
	struct symbol_place place;
	const char *program;
	char where[112];

	buffer[0] = 0;
	if (!user_symbol_at(task, address, &program, &place))
		return;
	symbol_format_place(where, sizeof(where), &place);
	kernel_snprintf(buffer, size, "%s: %s", program, where);
}
