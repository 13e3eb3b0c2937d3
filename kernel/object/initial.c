/*
 * The objects that exist from the start: see initial.h.
 */
#include "kernel/abi/l4_types.h"
#include "kernel/hooks.h"
#include "kernel/lib/panic.h"
#include "kernel/object/factory.h"
#include "kernel/object/icu.h"
#include "kernel/object/initial.h"
#include "kernel/object/log.h"
#include "kernel/object/scheduler.h"

static const struct object_type debugger_type = {
	.kind   = OBJECT_DEBUGGER,
	.name   = "debugger",
	.invoke = debugger_invoke,
};

static struct object log, icu, scheduler, debugger;
static struct factory *root_factory;

/* They persist: deleting them has no effect, so they need no kill and no free. */
static void create(struct object *obj, const struct object_type *type)
{
	object_init(obj, type, &root_quota);
	obj->permanent = true;
}

void initial_objects_create(void)
{
	root_factory = factory_create_root();
	if (!root_factory)
		panic("no memory for the root factory");
	create(&log, &log_type);
	create(&icu, &icu_type);
	create(&scheduler, &scheduler_type);
	create(&debugger, &debugger_type);
}

struct object *initial_object(unsigned index)
{
	switch ((l4_cap_idx_t)index << L4_CAP_SHIFT) {
	case L4_BASE_FACTORY_CAP:
		return &root_factory->object;
	case L4_BASE_LOG_CAP:
		return &log;
	case L4_BASE_ICU_CAP:
		return &icu;
	case L4_BASE_SCHEDULER_CAP:
		return &scheduler;
	case L4_BASE_DEBUGGER_CAP:
		return &debugger;
	default:
		return NULL;
	}
}
