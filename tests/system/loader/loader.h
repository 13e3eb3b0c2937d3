/*
 * What the start code of a port finds out for the loader proper. All addresses are physical.
 */
#ifndef TESTS_SYSTEM_LOADER_H
#define TESTS_SYSTEM_LOADER_H

#include "kernel/abi/l4_kip.h"
#include "kernel/lib/types.h"

enum {
	MODULES_MAX = 32,
	MEMORY_MAX  = 16,
};

struct module {
	uint64_t start, end;
	const char *line; /* name and arguments */
};

struct memory {
	uint64_t start, end;
	unsigned type; /* descriptor bits: enum l4_mem_type_t, sub-type << 4 */
};

struct found {
	struct module modules[MODULES_MAX]; /* kernel, sigma0, root task; then others */
	unsigned module_count;
	struct memory memory[MEMORY_MAX];
	unsigned memory_count;
	const char *line; /* options, then arguments of the root task */
	uint64_t device_tree;
};

/* The port's part: machine.h, machine.c. */
void machine_put(char c);
void find_module(struct found *f, uint64_t start, uint64_t end, const char *line);
void find_memory(struct found *f, uint64_t start, uint64_t end, unsigned type);

extern char loader_start[], loader_end[];

void say(const char *text);
_Noreturn void give_up(const char *why);
_Noreturn void load(const struct found *found);

#endif
