/*
 * One block of memory from sigma0, and a bit for each page of it.
 *
 * sigma0 maps the block where it is physically, so addresses here are physical ones as well.
 */
#include <l4/sigma0/sigma0.h>
#include <l4/sys/task.h>
#include <string.h>
#include "l4re/root/frames.h"

enum {
	BLOCK_ORDER_MAX = 22, /* 4 MiB if possible … */
	BLOCK_ORDER_MIN = 20, /* … at least 1 MiB */
	PAGES_MAX       = 1 << (BLOCK_ORDER_MAX - L4_PAGESHIFT),
};

static l4_addr_t block;
static unsigned pages;
static bool used[PAGES_MAX];

bool frames_init(void)
{
	unsigned order;

	for (order = BLOCK_ORDER_MAX; order >= BLOCK_ORDER_MIN; order--) {
		if (l4sigma0_map_any(L4_BASE_PAGER_CAP, order, &block) != 0)
			continue;
		pages = 1U << (order - L4_PAGESHIFT);
		return true;
	}
	return false;
}

static unsigned page_count(l4_umword_t bytes)
{
	return (unsigned)(l4_round_page(bytes) >> L4_PAGESHIFT);
}

void *frames_alloc(l4_umword_t bytes)
{
	unsigned wanted = page_count(bytes), run = 0, i;

	if (bytes == 0 || bytes > (l4_umword_t)pages << L4_PAGESHIFT)
		return NULL;
	for (i = 0; i < pages; i++) {
		run = used[i] ? 0 : run + 1;
		if (run == wanted) {
			void *start = (void *)(block + ((l4_addr_t)(i + 1 - run) << L4_PAGESHIFT));

			memset(&used[i + 1 - run], true, run);
			memset(start, 0, (l4_umword_t)run << L4_PAGESHIFT);
			return start;
		}
	}
	return NULL;
}

void frames_free(void *start, l4_umword_t bytes)
{
	unsigned first = (unsigned)(((l4_addr_t)start - block) >> L4_PAGESHIFT);
	unsigned n     = page_count(bytes), i;

	for (i = 0; i < n; i++) {
		l4_addr_t page = (l4_addr_t)start + ((l4_addr_t)i << L4_PAGESHIFT);

		l4_task_unmap(L4_BASE_TASK_CAP, l4_fpage(page, L4_PAGESHIFT, L4_FPAGE_RWX),
			      L4_FP_OTHER_SPACES);
		used[first + i] = false;
	}
}
