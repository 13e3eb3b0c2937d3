/*
 * Memory for tests: pages to map around, holes to map into.
 */
#include <l4/sigma0/sigma0.h>
#include "tests/target/internal.h"

enum {
	HOLE_AT    = 0xa0000000UL, /* below the kernel on all machines, above our memory */
	HOLE_ORDER = 24,
};

/* Set by the linker script. */
extern char image_base[] __attribute__((visibility("hidden")));
extern char image_end[] __attribute__((visibility("hidden")));

static char pages[TEST_PAGES][L4_PAGESIZE] __attribute__((aligned(L4_PAGESIZE * TEST_PAGES)));

char *test_page(unsigned i)
{
	return pages[i];
}

/* Taken from sigma0 when a test first wants it. */
l4_addr_t test_superpage(void)
{
	static l4_addr_t at;

	if (!at && l4sigma0_map_any(L4_BASE_PAGER_CAP, L4_SUPERPAGESHIFT, &at))
		printf("Bail out! sigma0 has no superpage\n");
	return at;
}

l4_addr_t test_hole(unsigned order)
{
	return order <= HOLE_ORDER ? HOLE_AT : 0;
}

l4_addr_t memory_image_start(void)
{
	return l4_trunc_page((l4_addr_t)image_base);
}

l4_addr_t memory_image_end(void)
{
	return l4_round_page((l4_addr_t)image_end);
}

void memory_init(void)
{
	/* Reading is enough: sigma0 hands pages out with all rights. */
	for (l4_addr_t at = memory_image_start(); at < memory_image_end(); at += L4_PAGESIZE)
		(void)*(volatile char *)at;
}

void memory_clean_up(void)
{
	l4_task_unmap(L4_BASE_TASK_CAP, l4_fpage(HOLE_AT, HOLE_ORDER, L4_FPAGE_RWX),
		      L4_FP_ALL_SPACES);
	for (unsigned i = 0; i < TEST_PAGES; i++)
		l4_task_unmap(L4_BASE_TASK_CAP,
			      l4_fpage((l4_addr_t)pages[i], L4_PAGESHIFT, L4_FPAGE_RWX),
			      L4_FP_OTHER_SPACES);
	memset(pages, 0, sizeof(pages));
}
