/*
 * Programs: what the root task loads, starts, watches and destroys.
 *
 * A program is a task with one thread at first, memory from frames.c, and a factory of its own, so
 * that whatever it creates is paid from its quota and vanishes with it. Its faults, exceptions and
 * its end come as messages to the keeper (keeper.c).
 *
 *      create -> pass_cap, map ... -> start -> wait -> destroy
 *
 * Address space of a program:
 *
 *      0x00010000 .. 0x60000000   its image, where the ELF file wants it
 *      L4_KIP_ADDRESS             kernel info page
 *      0x80000000 ..              whatever the tour maps or leaves to a pager (PROGRAM_WINDOW)
 *      .. 0xa0000000              stack, 16 KiB; struct l4re_start at its top
 *      0xb3000000                 UTCBs, one page of kernel-user memory
 */
#ifndef L4RE_ROOT_PROGRAM_H
#define L4RE_ROOT_PROGRAM_H

#include <l4/re/env.h>

#define PROGRAM_IMAGE_MIN 0x00010000UL
#define PROGRAM_IMAGE_MAX 0x60000000UL
#define PROGRAM_WINDOW    0x80000000UL
#define PROGRAM_STACK_TOP 0xa0000000UL
#define PROGRAM_UTCB_AREA 0xb3000000UL

enum {
	PROGRAMS_MAX        = 16,
	PROGRAM_PIECES_MAX  = 8,
	PROGRAM_CAPS_MAX    = 8,
	PROGRAM_ARGS_MAX    = 8,
	PROGRAM_NAME_SIZE   = 16,
	PROGRAM_TEXT_SIZE   = 128,
	PROGRAM_STACK_SIZE  = 16 * 1024,
	PROGRAM_PARENT_SLOT = 0x10, /* gate to the keeper; the named capabilities follow */
	PROGRAM_FREE_SLOT   = 0x20,
	PROGRAM_QUOTA       = 256 * 1024,
	PROGRAM_PRIORITY    = 100,
};

enum program_end {
	PROGRAM_RUNS,
	PROGRAM_EXITED,
	PROGRAM_STOPPED,  /* made a fault that nobody resolves */
	PROGRAM_VANISHED, /* its thread is gone without a word */
};

/* A piece of memory that was allocated for a program. */
struct program_piece {
	void *frames;
	l4_umword_t bytes;
};

struct program {
	bool used;
	char name[PROGRAM_NAME_SIZE];
	l4_cap_idx_t factory, task, thread;
	l4_cap_idx_t keeper; /* gate to the keeper; its label is the program's number */
	l4_cap_idx_t ended;  /* semaphore: up when the program ends */
	bool own_factory;
	struct program_piece pieces[PROGRAM_PIECES_MAX];
	unsigned piece_count;
	char *stack; /* its stack, as the root task sees it */
	l4_addr_t entry;
	l4_cap_idx_t pager; /* who serves its faults; keeper, unless program_set_pager() */
	l4re_env_cap_entry_t caps[PROGRAM_CAPS_MAX];
	unsigned cap_count;

	/* Written by the keeper. */
	enum program_end end;
	int exit_code;
	l4_addr_t fallback;   /* page that the keeper fills in when it is touched; 0: none */
	void *fallback_frame; /* … with this */
	unsigned fallback_faults;
};

/**
 * A new program from the file @p file of the boot archive.
 *
 * @param name    for people: debugger, pictures, messages
 * @param factory who pays
 * @param quota   bytes that it may use of @p factory; 0: it gets @p factory itself
 * @return NULL after a message that names the culprit
 */
struct program *program_create(const char *file, const char *name, l4_cap_idx_t factory,
			       l4_umword_t quota);

/**
 * Hand over a capability; the program finds it with l4re_env_get_cap(@p name).
 * @param rights L4_CAP_FPAGE_*
 * @param attributes L4_FPAGE_C_IPCGATE_SVR if it shall serve the gate, else 0
 */
bool program_pass_cap(struct program *p, const char *name, l4_cap_idx_t cap, unsigned char rights,
		      unsigned attributes);

/** Let the program use the kernel debugger's capability, to name the objects that it makes. */
bool program_allow_debugger(struct program *p);

/** Let the program see @p bytes at @p from (page-aligned) at address @p at. */
bool program_map(struct program *p, const void *from, l4_umword_t bytes, l4_addr_t at,
		 unsigned char rights);

/** Allocate memory that lives as long as the program and map it as above. NULL: none left. */
void *program_add_memory(struct program *p, l4_umword_t bytes, l4_addr_t at, unsigned char rights);

/** Its page faults go to @p gate (whose server may be another program). */
void program_set_pager(struct program *p, l4_cap_idx_t gate);

/** When the program touches @p page and has nothing there, the keeper maps @p frame read-only. */
void program_set_fallback(struct program *p, l4_addr_t page, void *frame);

/** Let it run with @p arguments (words separated by blanks; the first is argv[1]). */
bool program_start(struct program *p, unsigned priority, const char *arguments);

/** Wait at most @p ms milliseconds for its end. PROGRAM_RUNS: it has not ended. */
enum program_end program_wait(struct program *p, unsigned ms);

/** Destroy it with all it has; NULL is none. */
void program_destroy(struct program *p);

/** The program with number @p number, or NULL. */
struct program *program_by_number(l4_umword_t number);

#endif
