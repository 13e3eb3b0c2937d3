/*
 * Touching memory that may not be there: each such instruction notes its address in the section
 * .fixups, together with the place to go on at when it aborts.
 */
#include "arch/arm/v7/probe.h"
#include "arch/arm/v7/memory.h"
#include "kernel/lib/string.h"
#include <arch/lpae.h>

struct fixup {
	word_t instruction, otherwise;
};

extern const struct fixup _fixups[], _fixups_end[]; /* linker script */

bool probe_fixup(struct trap_frame *frame)
{
	for (const struct fixup *f = _fixups; (vaddr_t)f < (vaddr_t)_fixups_end; f++) {
		if (f->instruction != frame->pc)
			continue;
		frame->pc = f->otherwise;
		return true;
	}
	return false;
}

/* The access, and whether it came through: ok stays 0 when it aborts. */
#define PROBE(ok, instruction, ...)                       \
	__asm__ volatile("	mov %0, #0\n"                  \
			 "1:	" instruction "\n"        \
			 "	mov %0, #1\n"                  \
			 "2:\n"                           \
			 "	.pushsection .fixups, \"a\"\n" \
			 "	.word 1b, 2b\n"                \
			 "	.popsection\n"                 \
			 : "=&r"(ok), __VA_ARGS__         \
			 : "memory")

bool probe_load(word_t *value, vaddr_t from, unsigned order, bool user)
{
	word_t ok, got = 0;

	if (user && order == 0)
		PROBE(ok, "ldrbt %1, [%2], #0", "+&r"(got) : "r"(from));
	else if (user && order == 1)
		PROBE(ok, "ldrht %1, [%2], #0", "+&r"(got) : "r"(from));
	else if (user)
		PROBE(ok, "ldrt %1, [%2], #0", "+&r"(got) : "r"(from));
	else if (order == 0)
		PROBE(ok, "ldrb %1, [%2]", "+&r"(got) : "r"(from));
	else if (order == 1)
		PROBE(ok, "ldrh %1, [%2]", "+&r"(got) : "r"(from));
	else
		PROBE(ok, "ldr %1, [%2]", "+&r"(got) : "r"(from));
	*value = got;
	return ok;
}

bool probe_store(vaddr_t to, word_t value, unsigned order, bool user)
{
	word_t ok, at = to;

	if (user && order == 0)
		PROBE(ok, "strbt %2, [%1], #0", "+&r"(at) : "r"(value));
	else if (user && order == 1)
		PROBE(ok, "strht %2, [%1], #0", "+&r"(at) : "r"(value));
	else if (user)
		PROBE(ok, "strt %2, [%1], #0", "+&r"(at) : "r"(value));
	else if (order == 0)
		PROBE(ok, "strb %2, [%1]", "+&r"(at) : "r"(value));
	else if (order == 1)
		PROBE(ok, "strh %2, [%1]", "+&r"(at) : "r"(value));
	else
		PROBE(ok, "str %2, [%1]", "+&r"(at) : "r"(value));
	return ok;
}

/* ---- For the debugger ----------------------------------------------------------------------- */

/* Words where possible: device registers want them, and it is quicker. */
static unsigned step_order(vaddr_t a, vaddr_t b, size_t left)
{
	return ((a | b) & 3) == 0 && left >= 4 ? 2 : 0;
}

bool arch_probe_read(void *to, vaddr_t from, size_t bytes)
{
	for (size_t done = 0; done < bytes;) {
		unsigned order = step_order(from + done, (vaddr_t)to + done, bytes - done);
		word_t value;

		if (!probe_load(&value, from + done, order, false))
			return false;
		memcpy((char *)to + done, &value, 1UL << order);
		done += 1UL << order;
	}
	return true;
}

bool arch_probe_write(vaddr_t to, const void *from, size_t bytes)
{
	for (size_t done = 0; done < bytes;) {
		unsigned order = step_order(to + done, (vaddr_t)from + done, bytes - done);
		word_t value   = 0;

		memcpy(&value, (const char *)from + done, 1UL << order);
		if (!probe_store(to + done, value, order, false))
			return false;
		done += 1UL << order;
	}
	return true;
}

bool arch_probe_read_phys(void *to, paddr_t from, size_t bytes)
{
	enum { PAGE = 1 << LPAE_PAGE_ORDER };

	for (size_t done = 0, part; done < bytes; done += part) {
		paddr_t at = from + done;

		part = min_of(bytes - done, (size_t)(PAGE - (at & (PAGE - 1))));
		/* An entry holds 40 bits of address: more would show another page. */
		if (align_down(at, LPAE_PAGE_ORDER) & ~LPAE_ADDRESS_MASK)
			return false;
		if (at >= direct_map_start && at + part <= memory_direct_end()) {
			if (!arch_probe_read((char *)to + done, (vaddr_t)phys_to_virt(at), part))
				return false;
			continue;
		}
		memory_probe_window(at);
		if (!arch_probe_read((char *)to + done, PROBE_WINDOW + (at & (PAGE - 1)), part))
			return false;
	}
	return true;
}
