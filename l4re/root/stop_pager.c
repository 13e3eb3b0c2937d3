/*
 * Stop 2: a program that is the pager of two others.
 *
 * The clients' images come from the root task as always, but their paged area belongs to the pager:
 * reading shows the original, shared by both; the first write makes a copy. client0 runs first and
 * writes; client1 then must still see the originals.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <stdio.h>
#include "l4re/root/tour.h"
#include "l4re/tour/tour.h"

enum {
	STEP_MS    = 150,
	PAGER_PRIO = PROGRAM_PRIORITY + 10,
};

static const char *const names[PAGER_CLIENTS]  = {"client0", "client1"};
static const char *const writes[PAGER_CLIENTS] = {"02", "3"}; /* pages that each writes */

static bool run_client(unsigned i, l4_cap_idx_t gate)
{
	struct program *client =
		program_create("client", names[i], L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	char arguments[32];
	bool ok;

	if (!client)
		return false;
	snprintf(arguments, sizeof(arguments), "%u %s", pace_us(STEP_MS), writes[i]);
	printf("      %s reads %d pages, writes page(s) %s\n", names[i], PAGED_PAGES, writes[i]);
	program_set_pager(client, gate);
	ok = program_start(client, PROGRAM_PRIORITY, arguments) &&
	     expect_success(client, STOP_LIMIT_MS);
	program_destroy(client);
	return ok;
}

bool stop_pager(void)
{
	struct program *pager =
		program_create("pager", "pager", L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	l4_cap_idx_t gates[PAGER_CLIENTS];
	bool ok = pager != NULL;
	unsigned i;

	for (i = 0; i < PAGER_CLIENTS; i++) {
		gates[i] = tour_object(L4_PROTO_KOBJECT, names[i]);
		ok       = ok && program_pass_cap(pager, names[i], gates[i], L4_CAP_FPAGE_RWS,
						  L4_FPAGE_C_IPCGATE_SVR);
	}
	ok = ok && program_start(pager, PAGER_PRIO, "");
	for (i = 0; ok && i < PAGER_CLIENTS; i++)
		ok = run_client(i, gates[i]);
	program_destroy(pager);
	for (i = 0; i < PAGER_CLIENTS; i++)
		l4re_util_cap_delete(gates[i]);
	return ok;
}
