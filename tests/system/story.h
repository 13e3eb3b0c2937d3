/*
 * Stories: a machine is booted, something happens, and what comes over the line is judged.
 *
 *      static void boot_reaches_the_end_of_the_tour(void)
 *      {
 *              struct machine *m = machine_boot(&(struct boot){.append = "tour=once pace=fast"});
 *
 *              machine_expect(m, "tour complete", 60);
 *              check(model_events(machine_model(m)) > 100, "only few events came");
 *      }
 *
 * There are three verdicts. A failed check() or machine_expect() fails the story. infrastructure()
 * says that nothing could be judged: QEMU is missing or died before it said a word, a tool failed,
 * no socket. The runner cleans up behind the story, however it ended.
 */
#ifndef TESTS_SYSTEM_STORY_H
#define TESTS_SYSTEM_STORY_H

#include <stdbool.h>
#include <stddef.h>

#include "jdb/host/session.h"

struct story {
	const char *name; /* a sentence with underscores */
	void (*run)(void);
	const char *arch; /* only there; NULL: everywhere */
};

/* The stories of each file; each list ends with an entry without a name. */
extern const struct story boot_stories[], debugger_stories[], archive_stories[], link_stories[],
	cpu_stories[], sigma0_stories[], stopping_stories[], control_stories[], prompt_stories[],
	gdb_stories[], manual_stories[];

/** What is under test. */
extern const char *story_arch;  /* "amd64", "arm" */
extern const char *story_build; /* build directory of the kernel */
/** Directory of the running story, below build/test/. */
const char *story_directory(void);

/** A path in the story's directory; good until the fourth call from now. */
const char *story_path(const char *file);

/** End the story as failed, unless @p good; the text says what was wrong. */
#define check(good, ...)                                             \
	do {                                                         \
		if (!(good))                                         \
			story_fail(__FILE__, __LINE__, __VA_ARGS__); \
	} while (0)
_Noreturn void story_fail(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** End the story without a verdict. */
_Noreturn void infrastructure(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Run a shell command in the source tree; a failure is one of the infrastructure. */
void story_shell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Seconds that a limit of @p seconds means on this machine, at its present load. */
double story_seconds(double seconds);

/* ---- Machines -------------------------------------------------------------------------------- */

struct machine;

struct boot {
	const char *append;  /* kernel command line */
	const char *archive; /* NULL: the build's boot.cpio; "": none */
	const char *iso;     /* boot from this instead of -kernel */
	const char *
		loader; /* start this; `archive`: a list of modules (QEMU: -initrd), an archive on ARM */
	const char *machine; /* QEMU's -M; NULL: q35, virt */
	unsigned megabytes;  /* 0: 256 */
	unsigned cpus;       /* 0: as the environment says (SMP), or 1 */
	const char *line;    /* kind of serial line: "unix" (NULL), "tcp", "pty" */
	bool passive;        /* nothing is asked over the link: console only */
	bool hub;            /* a hub has the line, and shares it with GDB: machine_gdb_socket() */
	bool no_reboot;      /* a reset ends QEMU */
	const char *icount;  /* QEMU's -icount: time is counted in instructions; NULL: real time */
};

/** Start QEMU with a socket as its serial line, and connect. Everything is recorded. */
struct machine *machine_boot(const struct boot *b);
/** Hang up and connect again, with a fresh model: another host comes to a running system. */
void machine_reconnect(struct machine *m);
/** Stop it at once. The runner does so at the end of a story. */
void machine_end(struct machine *m);

/**
 * Wait until @p text appears on the console, behind what an earlier call has found. Fails the
 * story after @p seconds (scaled to the machine), or when QEMU ends before.
 */
void machine_expect(struct machine *m, const char *text, double seconds);
/** The same without failing. */
bool machine_says(struct machine *m, const char *text, double seconds);
/** Console text since the last find, up to now. */
const char *machine_text(struct machine *m);
/** All console text. */
const char *machine_all_text(struct machine *m);
void machine_type(struct machine *m, const char *keys);
/** Let it run and keep the model fresh, for so long. */
void machine_run(struct machine *m, double seconds);
/** Wait until @p done says so; fails the story with @p what behind the limit. */
void machine_until(struct machine *m, bool (*done)(struct model *m), double seconds,
		   const char *what);
/** Has QEMU ended? */
bool machine_ended(const struct machine *m);
/** CPU time that QEMU has used so far. */
double machine_cpu_seconds(struct machine *m);
/** Wait for QEMU to end by itself. */
void machine_expect_end(struct machine *m, double seconds);

struct model *machine_model(struct machine *m);
struct session *machine_session(struct machine *m);
/** Where GDB attaches, with boot.hub. */
const char *machine_gdb_socket(const struct machine *m);
/** The recording of its line. */
const char *machine_recording(const struct machine *m);

/** For the runner. */
void machines_cleanup(void);

#endif
