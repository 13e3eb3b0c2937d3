/*
 * The house that the stranger's root task builds: one program with two threads and then a third, and
 * the servers it calls. Root task and program are one image, which both see at the same addresses.
 *
 *      root task      serves:  region map (pager), allocator, names, parent, dataspace
 *      program        its first thread serves the second one: region map, pager, exception handler
 */
#ifndef TESTS_STRANGER_HOUSE_H
#define TESTS_STRANGER_HOUSE_H

#include "tests/stranger/abi.h"

/* The program's capabilities, where the original's loader puts them, and those it gets. */
enum {
	EXTERNAL_RM = 0x10,
	ALLOCATOR,
	NAMES,
	PARENT,
	KIP_MEMORY,
	FILE_GATE = 0x20,
	DATASPACE,
	LOCAL_RM,
	HANDLER,
	APP_THREAD,
	APP_SEMAPHORE,
	MANAGER,
	MANAGER_SEMAPHORE,
};

/* The program's memory. */
enum { STACK_BYTES = 0x8000, DATA_PAGES = 4 };
#define STACK_PLACE   0x80000000UL
#define DATA_PLACE    0xa0000000UL
#define REFUSED_PLACE 0xa1000000UL /* nobody serves faults there */
#define UTCB_AREA     0xb3000000UL /* eight UTCBs */
#define UTCB_ORDER    12u + (UTCB_BYTES == 1024)
#define MORE_UTCBS    0xb3100000UL

/* What our own servers are asked in MR0. */
enum request { ASK_NAME = 1, ASK_MAP, ASK_ATTACH, ASK_SIGNAL, ASK_NOTHING };
enum { TYPE_DATASPACE = 0x4000 }; /* of the allocator, which is a factory */

extern char image_start[], image_end[];
extern char thread_entry[], trampoline_entry[], touch_refused[];
word touch(word address);

/** What every thread of the program runs; threads other than boot programs' start at thread_entry. */
_Noreturn void thread_start(const word *frame);
_Noreturn void on_page_fault(void *trampoline, word fault);
/** The program's first thread. */
_Noreturn void region_mapper(word argument);

/* ---- Kernel operations that both use: ops.c --------------------------------------------------- */

/** Factory @p factory makes an object of @p type into @p slot; MR1.. hold @p words more words. */
long create(unsigned factory, unsigned slot, long type, unsigned words, unsigned items);
long create_gate(unsigned slot, unsigned thread, word label);
/** Bind a gate or IRQ to @p thread. */
long bind(unsigned slot, unsigned thread, word label);
/** Control (pager and handler, bind), as the C++ bindings send it. */
long control_thread(unsigned thread, unsigned pager, unsigned task, word its_utcb);
long run_thread(unsigned thread, unsigned priority);
long set_registers(unsigned thread, word ip, word sp, word flags);
/** 1: the slot holds something. */
long is_valid(unsigned slot);
/** Unmap @p count flexpages of the own task; @p mask as in §6.8. */
long unmap(const word *pages, unsigned count, word mask);
#define ALL_SPACES     0x80000000UL
#define DELETE_OBJECTS 0xc0000000UL
void name_object(unsigned slot, const char *text);
/** Microseconds since boot, by the code in the kernel info page at @p kip. */
uint64_t clock_us(word kip);
/** Words that thread_entry takes from the top of a new thread's stack; returns its sp. */
word prepare_stack(word *top, word top_seen_by_it, void (*run)(word), word argument);

#endif
