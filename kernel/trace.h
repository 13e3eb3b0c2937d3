/*
 * Trace points: where the kernel tells what it is doing.
 *
 * trace(event, fields…) records an event of the schema (jdb/link/schema.def) in this CPU's ring.
 * The debugger plugs in behind <trace_points.h>, a header that the build finds in jdb/trace/. In a
 * kernel built with JDB=0 every trace point vanishes.
 *
 * A class that is switched off costs a load and a branch.
 */
#ifndef KERNEL_TRACE_H
#define KERNEL_TRACE_H

#include "kernel/lib/types.h"

#ifdef CONFIG_JDB
#include <trace_points.h>
/** Is there any class that is on? */
#define trace_is_on() (trace_mask != 0)
#else
#define trace_is_on()     false
#define trace(event, ...) ((void)0)
#endif

#endif
