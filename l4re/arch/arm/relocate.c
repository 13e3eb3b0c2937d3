/*
 * A boot program relocates itself: the kernel put it anywhere, the linker made it for address 0.
 *
 * Called before anything else, so it may not use data that needs relocation itself: all it
 * touches is reached relative to the program counter.
 * Source: ELF for the ARM Architecture, "Dynamic relocations"; R_ARM_RELATIVE adds the base to the
 * word in place.
 */
#include "l4re/lib/start/start.h"

enum {
	R_ARM_RELATIVE = 23,
};

struct relocation {
	l4_uint32_t offset, info;
};

/* Hidden, both: or the compiler would look up their addresses in a table not relocated yet. */
extern const struct relocation image_relocations[] __attribute__((visibility("hidden")));
extern const struct relocation image_relocations_end[] __attribute__((visibility("hidden")));

void image_relocate(l4_addr_t base)
{
	const struct relocation *r;

	for (r = image_relocations; (l4_addr_t)r < (l4_addr_t)image_relocations_end; r++)
		if ((r->info & 0xff) == R_ARM_RELATIVE)
			*(l4_addr_t *)(base + r->offset) += base;
}
