/*
 * A boot program relocates itself: the kernel put it anywhere, the linker made it for address 0.
 *
 * Called before anything else, so it may not use data that needs relocation itself: all it
 * touches is reached relative to the instruction pointer.
 * Source: System V ABI, AMD64 supplement, "Relocation"; R_X86_64_RELATIVE adds the base.
 */
#include "l4re/lib/start/start.h"

enum {
	R_X86_64_RELATIVE = 8,
};

struct relocation {
	l4_uint64_t offset, info, addend;
};

/* Hidden, both: or the compiler would look up their addresses in a table not relocated yet. */
extern const struct relocation image_relocations[] __attribute__((visibility("hidden")));
extern const struct relocation image_relocations_end[] __attribute__((visibility("hidden")));

void image_relocate(l4_addr_t base)
{
	const struct relocation *r;

	for (r = image_relocations; (l4_addr_t)r < (l4_addr_t)image_relocations_end; r++)
		if ((l4_uint32_t)r->info == R_X86_64_RELATIVE)
			*(l4_addr_t *)(base + r->offset) = base + r->addend;
}
