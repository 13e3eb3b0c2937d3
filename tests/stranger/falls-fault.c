/*
 * A sigma0 that touches what not even it may see: the kernel's own memory, which the kernel info page
 * names. tests/system/sigma0.c watches the end.
 */
#include "tests/stranger/abi.h"

enum { RESERVED = 2, VIRTUAL = 0x200 };

void stranger_main(word argument)
{
	const unsigned char *page = (const unsigned char *)argument;
	const word *d             = (const word *)(page + *(const uint32_t *)(page + 0x54));

	say("sigma0: about to fall\n");
	while ((d[0] & 15) != RESERVED || d[0] & VIRTUAL)
		d += 2;
	*(volatile word *)(d[0] & ~(word)0x3ff) = 1;
	say("sigma0: did not fall\n");
	finish();
}
