/*
 * Machines: QEMU with its serial line on a socket, and a session on it. See story.h.
 *
 * QEMU waits with the first instruction until we are connected, so that nothing is missed. Every
 * wait has an end; whatever happens, the process we started is ended by its number.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/system/story.h"

enum {
	MACHINES_MAX    = 4,
	ARGUMENTS       = 48,
	CONNECT_SECONDS = 20,
	TURNS           = 8, /* more emulated CPUs than this take turns */
};

struct machine {
	pid_t qemu, hub; /* hub: 0 without one */
	bool ended;
	int status;
	struct model *model;
	struct session *session;
	char *text; /* of the console */
	size_t bytes, found;
	char where[128], recording[128], log[128], gdb[128];
};

static struct machine *machines[MACHINES_MAX];
static size_t machine_count;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void on_text(void *context, const char *text, size_t n)
{
	struct machine *m = context;

	m->text = realloc(m->text, m->bytes + n + 1);
	if (!m->text)
		abort();
	for (size_t i = 0; i < n; i++)
		if (text[i] != '\r')
			m->text[m->bytes++] = text[i];
	m->text[m->bytes] = 0;
}

/* ---- Starting -------------------------------------------------------------------------------- */

struct arguments {
	const char *arg[ARGUMENTS];
	size_t count;
};

static void add(struct arguments *a, const char *arg)
{
	if (a->count + 1 < ARGUMENTS)
		a->arg[a->count++] = strdup(arg);
}

static void add_file(struct arguments *a, const char *option, const char *directory,
		     const char *file)
{
	char path[256];

	snprintf(path, sizeof(path), "%s%s%s", directory, *directory ? "/" : "", file);
	if (access(path, R_OK) != 0)
		infrastructure("%s is missing: build it first", path);
	add(a, option);
	add(a, path);
}

static void add_machine(struct arguments *a, const struct boot *b)
{
	bool arm        = strcmp(story_arch, "arm") == 0;
	const char *smp = getenv("SMP");
	char memory[16], cpus[16], device[256];

	snprintf(memory, sizeof(memory), "%u", b->megabytes ? b->megabytes : 256);
	snprintf(cpus, sizeof(cpus), "%u", b->cpus);
	add(a, arm ? "qemu-system-arm" : "qemu-system-x86_64");
	add(a, "-M");
	add(a, b->machine ? b->machine : arm ? "virt" : "q35");
	add(a, "-cpu");
	add(a, arm ? "cortex-a15" : "max");
	add(a, "-m");
	add(a, memory);
	add(a, "-smp");
	add(a, b->cpus ? cpus : smp && *smp ? smp : "1");
	if (b->cpus > TURNS) { /* a host thread for each would spend its time waking the others */
		add(a, "-accel");
		add(a, "tcg,thread=single");
	}
	if (b->iso) {
		add_file(a, "-cdrom", "", b->iso);
		return;
	}
	add_file(a, "-kernel", story_build,
		 b->loader ? b->loader
		 : arm     ? "kernel.img"
			   : "kernel.elf");
	if (b->loader && arm) {
		snprintf(device, sizeof(device), "loader,addr=0x50000000,force-raw=on,file=%s",
			 b->archive);
		add(a, "-device");
		add(a, device);
	} else if (b->loader) {
		add(a, "-initrd");
		add(a, b->archive);
	} else if (!b->archive)
		add_file(a, "-initrd", story_build, "boot.cpio");
	else if (*b->archive)
		add_file(a, "-initrd", "", b->archive);
	add(a, "-append");
	add(a, b->append ? b->append : "");
}

/* The serial line. QEMU chooses TCP port and terminal itself, and says so: find_line(). */
static void add_line(struct arguments *a, struct machine *m, const struct boot *b)
{
	char chardev[256];

	if (!b->line || strcmp(b->line, "unix") == 0) {
		unlink(m->where + strlen("unix:"));
		snprintf(chardev, sizeof(chardev), "socket,id=link,path=%s,server=on,wait=on",
			 m->where + strlen("unix:"));
	} else if (strcmp(b->line, "tcp") == 0) {
		snprintf(chardev, sizeof(chardev),
			 "socket,id=link,host=127.0.0.1,port=0,server=on,wait=on");
	} else {
		snprintf(chardev, sizeof(chardev), "pty,id=link");
	}
	add(a, "-chardev");
	add(a, chardev);
	add(a, "-serial");
	add(a, "chardev:link");
}

static void start_qemu(struct machine *m, const struct boot *b)
{
	struct arguments a = {.count = 0};

	add_machine(&a, b);
	add_line(&a, m, b);
	add(&a, "-display");
	add(&a, "none");
	add(&a, "-monitor");
	add(&a, "none");
	add(&a, "-net");
	add(&a, "none");
	if (b->no_reboot)
		add(&a, "-no-reboot");
	if (b->icount) {
		add(&a, "-icount");
		add(&a, b->icount);
	}
	m->qemu = fork();
	if (m->qemu == 0) {
		int log = open(m->log, O_WRONLY | O_CREAT | O_TRUNC, 0644);

		if (log >= 0) {
			dup2(log, STDOUT_FILENO);
			dup2(log, STDERR_FILENO);
		}
		execvp(a.arg[0], (char *const *)a.arg);
		fprintf(stderr, "%s: %s\n", a.arg[0], strerror(errno));
		_exit(127);
	}
	for (size_t i = 0; i < a.count; i++)
		free((void *)a.arg[i]);
	if (m->qemu < 0)
		infrastructure("cannot start a process: %s", strerror(errno));
}

static void reap(struct machine *m)
{
	if (!m->ended && m->qemu > 0 && waitpid(m->qemu, &m->status, WNOHANG) == m->qemu)
		m->ended = true;
}

/* What QEMU itself had to say, one line of it. */
static const char *qemu_words(const struct machine *m)
{
	static char line[200];
	FILE *f = fopen(m->log, "r");

	line[0] = 0;
	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = 0;
		fclose(f);
	}
	line[strcspn(line, "\n")] = 0;
	return line[0] ? line : "it said nothing";
}

/* Where QEMU has put the line: its words name a port or a terminal. */
static void find_line(struct machine *m, const struct boot *b)
{
	double limit = now() + story_seconds(CONNECT_SECONDS);
	const char *at;
	char rest[100];

	if (!b->line || strcmp(b->line, "unix") == 0)
		return;
	for (; now() < limit; usleep(20000)) {
		const char *words = qemu_words(m);

		at = strstr(words, strcmp(b->line, "tcp") == 0 ? "tcp:" : "/dev/pts/");
		if (at && sscanf(at, "%99[^, ]", rest) == 1) {
			snprintf(m->where, sizeof(m->where), "%s%s", *at == '/' ? "pty:" : "",
				 rest);
			return;
		}
	}
	infrastructure("QEMU does not say where its line is: %s", qemu_words(m));
}

static void wait_connected(struct machine *m)
{
	double limit = now() + story_seconds(CONNECT_SECONDS);

	while (!model_health(m->model)->connected) {
		session_poll(m->session, 20);
		reap(m);
		if (m->ended)
			infrastructure("QEMU ended at once (%d): %s", m->status, qemu_words(m));
		if (now() > limit)
			infrastructure("no connection to QEMU: %s", session_problem(m->session));
	}
}

/* From now on the line is where the hub shares it. */
static void start_hub(struct machine *m)
{
	char share[128];

	snprintf(m->gdb, sizeof(m->gdb), "%s/gdb%zu", story_directory(), machine_count);
	snprintf(share, sizeof(share), "%s/share%zu", story_directory(), machine_count);
	m->hub = fork();
	if (m->hub == 0) {
		execl("build/host/phial-hub", "phial-hub", m->where, "--gdb", m->gdb, "--share",
		      share, "--quiet", (char *)NULL);
		_exit(127);
	}
	if (m->hub < 0)
		infrastructure("cannot start a process: %s", strerror(errno));
	snprintf(m->where, sizeof(m->where), "unix:%.100s", share);
}

struct machine *machine_boot(const struct boot *b)
{
	struct machine *m = calloc(1, sizeof(*m));

	if (!m || machine_count == MACHINES_MAX)
		infrastructure("too many machines in one story");
	machines[machine_count++] = m;
	snprintf(m->where, sizeof(m->where), "unix:%s/link%zu", story_directory(), machine_count);
	snprintf(m->recording, sizeof(m->recording), "%s/line%zu.rec", story_directory(),
		 machine_count);
	snprintf(m->log, sizeof(m->log), "%s/qemu%zu.log", story_directory(), machine_count);
	m->text = calloc(1, 1);
	start_qemu(m, b);
	find_line(m, b);
	if (b->hub)
		start_hub(m);
	m->model   = model_create();
	m->session = session_open(m->where, m->model, b->passive ? SESSION_PASSIVE : 0);
	session_on_text(m->session, on_text, m);
	if (!session_record(m->session, m->recording))
		infrastructure("%s", session_problem(m->session));
	wait_connected(m);
	return m;
}

/* ---- Ending ---------------------------------------------------------------------------------- */

static void end_qemu(struct machine *m)
{
	double limit = now() + 5;

	if (m->qemu <= 0)
		return;
	reap(m);
	if (!m->ended)
		kill(m->qemu, SIGTERM);
	while (!m->ended && now() < limit) {
		usleep(10000);
		reap(m);
	}
	if (!m->ended) {
		kill(m->qemu, SIGKILL);
		waitpid(m->qemu, &m->status, 0);
		m->ended = true;
	}
}

void machine_end(struct machine *m)
{
	if (m->session) {
		session_record_stop(m->session);
		session_close(m->session);
		m->session = NULL;
	}
	end_qemu(m);
	if (m->hub > 0) {
		kill(m->hub, SIGTERM);
		waitpid(m->hub, NULL, 0);
		m->hub = 0;
	}
}

void machines_cleanup(void)
{
	for (size_t i = 0; i < machine_count; i++) {
		struct machine *m = machines[i];
		char path[160];
		FILE *f;

		machine_end(m);
		snprintf(path, sizeof(path), "%s/console%zu.txt", story_directory(), i + 1);
		f = fopen(path, "w");
		if (f) {
			fwrite(m->text, 1, m->bytes, f);
			fclose(f);
		}
		if (strncmp(m->where, "unix:", 5) == 0)
			unlink(m->where + 5);
		if (m->model)
			model_destroy(m->model);
		free(m->text);
		free(m);
	}
	machine_count = 0;
}

void machine_reconnect(struct machine *m)
{
	session_close(m->session);
	model_destroy(m->model);
	m->model   = model_create();
	m->session = session_open(m->where, m->model, 0);
	session_on_text(m->session, on_text, m);
	wait_connected(m);
}

/* ---- Watching -------------------------------------------------------------------------------- */

/* One look at the line; false when there is nothing more to come. */
static bool step(struct machine *m)
{
	enum session_result result = session_poll(m->session, 10);

	reap(m);
	return !(m->ended && result == SESSION_WAITING);
}

bool machine_says(struct machine *m, const char *text, double seconds)
{
	double limit = now() + story_seconds(seconds);
	bool alive   = true;

	for (;;) {
		const char *at = strstr(m->text + m->found, text);

		if (at) {
			m->found = (size_t)(at - m->text) + strlen(text);
			return true;
		}
		if (!alive || now() > limit)
			return false;
		alive = step(m);
	}
}

void machine_expect(struct machine *m, const char *text, double seconds)
{
	const char *tail;

	if (machine_says(m, text, seconds))
		return;
	if (m->bytes == 0 && m->ended)
		infrastructure("QEMU ended without a word on the line: %s", qemu_words(m));
	tail = m->text + (m->bytes > 1500 ? m->bytes - 1500 : 0);
	story_fail(__FILE__, __LINE__,
		   "\"%s\" did not come within %.0f s%s; the end of the text:\n%s", text,
		   story_seconds(seconds), m->ended ? " (QEMU has ended)" : "", tail);
}

const char *machine_text(struct machine *m)
{
	return m->text + m->found;
}

const char *machine_all_text(struct machine *m)
{
	return m->text;
}

void machine_type(struct machine *m, const char *keys)
{
	session_type(m->session, keys, strlen(keys));
}

void machine_run(struct machine *m, double seconds)
{
	double limit = now() + seconds;

	while (now() < limit && step(m))
		continue;
}

void machine_until(struct machine *m, bool (*done)(struct model *m), double seconds,
		   const char *what)
{
	double limit = now() + story_seconds(seconds);

	while (!done(m->model)) {
		if (now() > limit || !step(m))
			story_fail(__FILE__, __LINE__, "%s: not within %.0f s", what,
				   story_seconds(seconds));
	}
}

bool machine_ended(const struct machine *m)
{
	return m->ended;
}

double machine_cpu_seconds(struct machine *m)
{
	unsigned long user = 0, system = 0;
	char path[40];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)m->qemu);
	f = fopen(path, "r");
	if (!f)
		infrastructure("cannot read %s", path);
	/* Fields 14 and 15; the second is a name in brackets. */
	if (fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
		   &system) != 2)
		infrastructure("cannot understand %s", path);
	fclose(f);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

void machine_expect_end(struct machine *m, double seconds)
{
	double limit = now() + story_seconds(seconds);

	while (!m->ended) {
		if (now() > limit)
			story_fail(__FILE__, __LINE__, "QEMU did not end within %.0f s",
				   story_seconds(seconds));
		step(m);
	}
}

struct model *machine_model(struct machine *m)
{
	return m->model;
}

struct session *machine_session(struct machine *m)
{
	return m->session;
}

const char *machine_gdb_socket(const struct machine *m)
{
	return m->gdb;
}

const char *machine_recording(const struct machine *m)
{
	return m->recording;
}
