/*
 * The stage's end of an actor's strings. See actor.h.
 */
#include <l4/re/c/util/cap_alloc.h>
#include <l4/sys/ipc.h>
#include <l4/sys/task.h>
#include <string.h>

#include "labs/stage/actor.h"
#include "labs/stage/stage.h"

enum {
	ACTORS_MAX  = 6,
	ORDER_WORDS = sizeof(struct actor_order) / sizeof(l4_umword_t),
};

static struct actor actors[ACTORS_MAX];
static unsigned actor_count;

struct actor *actor_new(const char *name)
{
	struct actor *a = &actors[actor_count++];

	stage_need(actor_count <= ACTORS_MAX, "room for another actor");
	a->strings = stage_object(L4_PROTO_KOBJECT, name);
	a->program = program_create("lab-actor", name, L4_BASE_FACTORY_CAP, PROGRAM_QUOTA);
	stage_need(a->program && program_pass_cap(a->program, "strings", a->strings,
						  L4_CAP_FPAGE_RWS, L4_FPAGE_C_IPCGATE_SVR),
		   name);
	return a;
}

void actor_pass(struct actor *a, l4_umword_t slot, l4_cap_idx_t cap, unsigned char rights)
{
	stage_need(l4_error(l4_task_map(
			   a->program->task, L4_BASE_TASK_CAP, l4_obj_fpage(cap, 0, rights),
			   l4_map_obj_control(slot << L4_CAP_SHIFT, L4_MAP_ITEM_MAP))) >= 0,
		   "a capability for an actor");
}

void actor_start(struct actor *a)
{
	stage_need(program_start(a->program, PROGRAM_PRIORITY, ""), "an actor");
}

struct actor_result actor_do(struct actor *a, const struct actor_order *o)
{
	l4_timeout_s limit    = l4_timeout_from_us(ACTOR_LIMIT_MS * 1000);
	struct actor_result r = {.error = ACTOR_STUCK};
	l4_msgtag_t tag;

	memcpy(l4_utcb_mr()->mr, o, sizeof(*o));
	tag = l4_ipc_call(a->strings, l4_utcb(), l4_msgtag(0, ORDER_WORDS, 0, 0),
			  l4_timeout(limit, limit));
	if (!l4_msgtag_has_error(tag))
		memcpy(&r, l4_utcb_mr()->mr, sizeof(r));
	return r;
}

struct actor_result actor_last(struct actor *a)
{
	return actor_do(a, &(struct actor_order){.work = ACTOR_LAST});
}
