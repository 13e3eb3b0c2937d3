/*
 * The objects that exist from the start, one of each kind; the boot tasks find capabilities to them
 * at fixed indices (abi sheet §2.4).
 */
#ifndef KERNEL_OBJECT_INITIAL_H
#define KERNEL_OBJECT_INITIAL_H

#include "kernel/object/object.h"

/** Create them: root factory, log, ICU, scheduler, debugger. Once, at boot. */
void initial_objects_create(void);

/**
 * The object whose capability stands at @p index (not shifted: 2 factory, 5 log, 6 ICU,
 * 7 scheduler, 10 debugger) in the boot tasks, or NULL where there is none.
 */
struct object *initial_object(unsigned index);

#endif
