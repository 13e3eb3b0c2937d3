/*
 * What a program starts with: its first capabilities, by number and by name.
 *
 * The loader writes this to the top of the new stack; the stack pointer points to a struct
 * l4re_start. Fixed capability slots are those of every L4 program (L4_BASE_*_CAP).
 */
#ifndef L4_RE_ENV_H
#define L4_RE_ENV_H

#include <l4/sys/types.h>

enum {
	L4RE_ENV_NAME_SIZE = 16,

	/* Message from a program to its parent gate: MR0 = exit code. There is no answer. */
	L4RE_PROTO_PARENT_EXIT = 0x4001,
};

typedef struct l4re_env_cap_entry_t {
	l4_cap_idx_t cap;
	l4_umword_t flags; /* ~0: end of the list */
	char name[L4RE_ENV_NAME_SIZE];
} l4re_env_cap_entry_t;

typedef struct l4re_env_t {
	l4_cap_idx_t parent; /* gate of the loader: told when the program ends */
	l4_cap_idx_t log;
	l4_cap_idx_t main_thread;
	l4_cap_idx_t factory;
	l4_cap_idx_t scheduler;
	l4_umword_t first_free_cap; /* index of the first slot that the program may use */
	l4_fpage_t utcb_area;
	l4_addr_t first_free_utcb;
	const l4re_env_cap_entry_t *caps;
} l4re_env_t;

/* Lies at the stack pointer when a loaded program starts. */
struct l4re_start {
	l4re_env_t env;
	l4_umword_t argc;
	char **argv;
};

L4_BEGIN_DECLS

/** The environment; never NULL. */
const l4re_env_t *l4re_env(void);

/** Capability that the loader passed under @p name, or L4_INVALID_CAP. */
l4_cap_idx_t l4re_env_get_cap(const char *name);

L4_END_DECLS

#endif
