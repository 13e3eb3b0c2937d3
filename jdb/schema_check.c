/*
 * The schema repeats a few of the kernel's numbers for the host's sake. The compiler compares them
 * here; there is no code in this file.
 */
#include "kernel/object/object.h"
#include "kernel/object/thread.h"
#include "jdb/trace/ring.h"

/* clang-format off */
enum {
#define OBJECT_KIND(number, name) SCHEMA_KIND_##name = number,
#define THREAD_STATE(bit, name, help) SCHEMA_STATE_##name = bit,
#include "jdb/link/schema.def"
#undef OBJECT_KIND
#undef THREAD_STATE
};

#define SAME_KIND(name, kernel_name) \
	_Static_assert((int)SCHEMA_KIND_##name == (int)OBJECT_##kernel_name, #name)
#define SAME_STATE(name, kernel_name) \
	_Static_assert((int)SCHEMA_STATE_##name == (int)THREAD_##kernel_name, #name)

SAME_KIND(task, TASK); SAME_KIND(thread, THREAD); SAME_KIND(factory, FACTORY);
SAME_KIND(gate, GATE); SAME_KIND(irq, IRQ); SAME_KIND(semaphore, SEMAPHORE);
SAME_KIND(icu, ICU); SAME_KIND(scheduler, SCHEDULER); SAME_KIND(log, LOG);
SAME_KIND(debugger, DEBUGGER);
SAME_STATE(ready, READY); SAME_STATE(sending, SENDING);
SAME_STATE(receiving, RECEIVING); SAME_STATE(transfer, TRANSFER);
SAME_STATE(fault, FAULT); SAME_STATE(exception, EXCEPTION);
SAME_STATE(blocked, BLOCKED); SAME_STATE(dead, DEAD);
SAME_STATE(dying, DYING); SAME_STATE(cancel, CANCEL);
SAME_STATE(alien, ALIEN); SAME_STATE(vcpu, VCPU);
SAME_STATE(timeout, TIMEOUT); SAME_STATE(trigger, TRIGGER);
SAME_STATE(allowed, ALLOWED); SAME_STATE(user_mode, USER_MODE);
SAME_STATE(open, OPEN); SAME_STATE(upcall, UPCALL);
SAME_STATE(no_fpu, NO_FPU);
/* clang-format on */
