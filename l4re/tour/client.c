/*
 * A client of the pager: reads its paged area, writes the pages it is told to, and checks that it
 * sees its own writes and nobody else's. At the end it asks the pager what that took.
 *
 * Arguments: pause in microseconds, then the digits of the pages to write, e.g. "02" or "none".
 */
#include <l4/re/env.h>
#include <l4/util/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "l4re/tour/tour.h"

static const char *name;
static unsigned pause_us;

static char *page(unsigned n)
{
	return (char *)(PAGED_AREA + ((l4_addr_t)n << L4_PAGESHIFT));
}

/* Does page @p n hold "<what> page n"? */
static bool check(unsigned n, const char *what)
{
	char expected[PAGED_TEXT_MAX], seen[PAGED_TEXT_MAX];

	snprintf(expected, sizeof(expected), "%s page %u", what, n);
	strlcpy(seen, page(n), sizeof(seen));
	if (strcmp(seen, expected) == 0)
		return true;
	printf("%s: page %u: expected \"%s\", saw \"%s\"\n", name, n, expected, seen);
	return false;
}

static bool work(const char *to_write, unsigned *written)
{
	bool ok = true;
	unsigned n;

	for (n = 0; n < PAGED_PAGES; n++) {
		ok = check(n, "original") && ok;
		l4_usleep(pause_us);
	}
	*written = 0;
	for (n = 0; n < PAGED_PAGES; n++) {
		if (!strchr(to_write, (int)('0' + n)))
			continue;
		snprintf(page(n), PAGED_TEXT_MAX, "%s page %u", name, n);
		ok = check(n, name) && ok;
		(*written)++;
		l4_usleep(pause_us);
	}
	for (n = 0; n < PAGED_PAGES; n++)
		ok = check(n, strchr(to_write, (int)('0' + n)) ? name : "original") && ok;
	return ok;
}

/* Each page was shown once, each written page was copied once. */
static bool check_pager(unsigned written)
{
	l4_msg_regs_t *m = l4_utcb_mr();
	l4_umword_t shown, copied;
	long error = l4_error(l4_ipc_call(L4_BASE_PAGER_CAP, l4_utcb(),
					  l4_msgtag(PAGER_PROTO, 0, 0, 0), L4_IPC_NEVER));

	shown  = m->mr[0];
	copied = m->mr[1];
	if (error >= 0 && shown == PAGED_PAGES && copied == written)
		return true;
	printf("%s: pager counts %lu pages shown and %lu copied, expected %d and %u (%s)\n", name,
	       shown, copied, PAGED_PAGES, written, l4sys_errtostr(error));
	return false;
}

int main(int argc, char **argv)
{
	unsigned written;
	bool ok;

	name     = argv[0];
	pause_us = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
	ok       = work(argc > 2 ? argv[2] : "", &written);
	return check_pager(written) && ok ? 0 : 1;
}
