/*
 * Factories: where objects come from, and who pays for them (abi sheet §8.4).
 */
#ifndef KERNEL_OBJECT_FACTORY_H
#define KERNEL_OBJECT_FACTORY_H

#include "kernel/object/object.h"

struct factory {
	struct object object;
	struct quota *pays; /* what is created here is charged to it */
};

/** The factory that every other one descends from; without limit. */
struct factory *factory_create_root(void);

/** The factory behind @p obj, or NULL when it is of another type. */
struct factory *factory_of(struct object *obj);

#endif
