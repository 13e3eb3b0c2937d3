/*
 * Debugger stories: a session at the console, and the same objects over the link.
 *
 * Whatever the debugger prints as a table comes from the same records that the link carries. So the
 * kernel is stopped, both are asked, and every line of the tables must be found in the model with
 * the same values.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/system/story.h"

enum {
	ROWS_MAX = 400,
	CELL_MAX = 48,
};

static const char prompt[] = "\njdb: ";

/* ---- Talking to it ---------------------------------------------------------------------------- */

static void enter(struct machine *m)
{
	machine_type(m, "\x1b");
	machine_expect(m, "Phial debugger", 20);
	machine_expect(m, prompt, 20);
}

/* Type a command; its output, up to the next prompt. Good until the next command. */
static const char *command(struct machine *m, const char *line)
{
	static char *output;
	size_t start = strlen(machine_all_text(m));
	char typed[128];

	snprintf(typed, sizeof(typed), "%s\r", line);
	machine_type(m, typed);
	machine_expect(m, prompt, 30);
	free(output);
	output = strdup(machine_all_text(m) + start);
	check(output != NULL, "out of memory");
	return output;
}

/* ---- Tables ----------------------------------------------------------------------------------- */

/* A printed table: the cells of a column begin where its heading does. */
struct table {
	const char *row[ROWS_MAX];
	size_t rows;
	const char *heading;
};

static size_t line_bytes(const char *line)
{
	return strcspn(line, "\n");
}

/* The table in @p text whose heading begins with @p first, with as many rows as start with a digit. */
static struct table read_table(const char *text, const char *first)
{
	struct table t   = {.rows = 0};
	const char *line = text;

	while (*line && strncmp(line, first, strlen(first)) != 0)
		line += line_bytes(line) + (line[line_bytes(line)] == '\n');
	check(*line, "no table beginning with \"%s\" in:\n%.600s", first, text);
	t.heading = line;
	for (line += line_bytes(line) + 1; isxdigit((unsigned char)*line);
	     line += line_bytes(line) + 1) {
		/* The line below a table begins with its count: "12 objects". */
		size_t digits = strspn(line, "0123456789");

		if (line[digits] == ' ' && isalpha((unsigned char)line[digits + 1]))
			break;
		check(t.rows < ROWS_MAX, "a table of more than %d rows", ROWS_MAX);
		t.row[t.rows++] = line;
	}
	return t;
}

/* The cell of @p row below the heading @p name. */
static const char *cell(const struct table *t, size_t row, const char *name, char *to)
{
	const char *at = t->heading;
	size_t width, n = 0;

	for (;; at++) {
		check(at < t->heading + line_bytes(t->heading), "no column \"%s\"", name);
		if ((at == t->heading || at[-1] == ' ') && strncmp(at, name, strlen(name)) == 0 &&
		    (at[strlen(name)] == ' ' || at[strlen(name)] == '\n'))
			break;
	}
	width            = strlen(name) + strspn(at + strlen(name), " ");
	const char *from = t->row[row] + (at - t->heading);

	if ((size_t)(at - t->heading) < line_bytes(t->row[row]))
		while (n < width && n + 1 < CELL_MAX && from[n] != '\n' && from[n])
			n++;
	memcpy(to, from, n);
	while (n > 0 && to[n - 1] == ' ')
		n--;
	to[n] = 0;
	return to;
}

/* "12:client" or "12" is object 12; "-" none. */
static uint32_t object_cell(const struct table *t, size_t row, const char *name)
{
	char text[CELL_MAX];

	return (uint32_t)strtoul(cell(t, row, name, text), NULL, 10);
}

static uint64_t number_cell(const struct table *t, size_t row, const char *name, int base)
{
	char text[CELL_MAX];

	return strtoull(cell(t, row, name, text), NULL, base);
}

/* ---- Comparing -------------------------------------------------------------------------------- */

static void compare_objects(struct machine *m, const struct model_state *s)
{
	struct table t = read_table(command(m, "objects"), "id");
	char text[CELL_MAX];

	check(t.rows == s->objects, "%zu objects at the prompt, %zu over the link", t.rows,
	      s->objects);
	for (size_t i = 0; i < t.rows; i++) {
		uint32_t id                  = object_cell(&t, i, "id");
		const struct model_object *o = model_object(s, id);

		check(o, "object %u is not known over the link", id);
		check(strcmp(cell(&t, i, "kind", text), schema_kind_name(o->kind)) == 0,
		      "object %u is a %s here and a %s there", id, text, schema_kind_name(o->kind));
		check(object_cell(&t, i, "a") == o->bound, "object %u is bound to %u and to %u", id,
		      object_cell(&t, i, "a"), o->bound);
		check(number_cell(&t, i, "counted", 10) == o->counted, "object %u: counted", id);
	}
}

static void compare_threads(struct machine *m, const struct model_state *s)
{
	struct table t = read_table(command(m, "threads"), "id");

	check(t.rows == s->threads, "%zu threads at the prompt, %zu over the link", t.rows,
	      s->threads);
	for (size_t i = 0; i < t.rows; i++) {
		uint32_t id                   = object_cell(&t, i, "id");
		const struct model_thread *th = model_thread(s, id);

		check(th, "thread %u is not known over the link", id);
		check(object_cell(&t, i, "task") == th->task, "thread %u: task", id);
		check(number_cell(&t, i, "priority", 10) == th->priority, "thread %u: priority",
		      id);
		check(object_cell(&t, i, "partner") == th->partner, "thread %u: partner", id);
		check(number_cell(&t, i, "ip", 16) == th->ip, "thread %u: ip", id);
	}
}

static void compare_slots(struct machine *m, const struct model_task *task)
{
	char line[32], text[CELL_MAX], rights[16];

	snprintf(line, sizeof(line), "caps %u", task->id);
	struct table t = read_table(command(m, line), "index");

	check(t.rows == task->slots, "task %u: %zu slots at the prompt, %zu over the link",
	      task->id, t.rows, task->slots);
	for (size_t i = 0; i < t.rows; i++) {
		const struct model_slot *slot = &task->slot[i];

		check(object_cell(&t, i, "object") == slot->object, "task %u, slot %#x: object",
		      task->id, slot->index);
		object_rights_text(rights, sizeof(rights), slot->rights & 0xf);
		check(strncmp(cell(&t, i, "rights", text), rights, 4) == 0,
		      "task %u, slot %#x: rights %s and %s", task->id, slot->index, text, rights);
	}
}

static void compare_pages(struct machine *m, const struct model_task *task)
{
	char line[32];

	snprintf(line, sizeof(line), "pages %u", task->id);
	struct table t = read_table(command(m, line), "address");

	check(t.rows == task->page_count, "task %u: %zu pages at the prompt, %zu over the link",
	      task->id, t.rows, task->page_count);
	for (size_t i = 0; i < t.rows; i++) {
		const struct model_page *page = &task->page[i];

		check(number_cell(&t, i, "address", 16) == page->address &&
			      number_cell(&t, i, "pa", 16) == page->pa &&
			      number_cell(&t, i, "order", 10) == page->order,
		      "task %u: page %#llx differs", task->id, (unsigned long long)page->address);
	}
}

/* A mapping tree is printed with a line for each node, deeper ones further in. */
static void compare_tree(struct machine *m, const struct model_tree *tree)
{
	char line[48];
	const char *at;
	size_t node = 0;

	snprintf(line, sizeof(line), "mappings 0x%llx", (unsigned long long)tree->key);
	at = strstr(command(m, line), "Page at");
	check(at, "no tree is printed for %s", line);
	for (at += line_bytes(at) + 1; *at == ' '; at += line_bytes(at) + 1, node++) {
		unsigned task;
		unsigned long long address;
		unsigned order;

		check(node < tree->nodes, "%s: more nodes than the link told", line);
		check(sscanf(at, " %u%*[^ ] %llx/%u", &task, &address, &order) == 3,
		      "%s: cannot read \"%.60s\"", line, at);
		check(task == tree->node[node].task && address == tree->node[node].address &&
			      order == tree->node[node].order,
		      "%s: node %zu differs: \"%.60s\"", line, node, at);
	}
	check(node == tree->nodes, "%s: %zu nodes at the prompt, %zu over the link", line, node,
	      tree->nodes);
}

static void compare_everything(struct machine *m)
{
	const struct model_state *s;

	/* The link answers while the prompt waits. */
	session_refresh(machine_session(m));
	machine_run(m, story_seconds(3));
	s = model_at(machine_model(m), MODEL_LIVE);
	compare_objects(m, s);
	compare_threads(m, model_at(machine_model(m), MODEL_LIVE));
	s = model_at(machine_model(m), MODEL_LIVE);
	for (size_t i = 0; i < s->tasks; i++) {
		compare_slots(m, &s->task[i]);
		s = model_at(machine_model(m), MODEL_LIVE);
		compare_pages(m, &s->task[i]);
		s = model_at(machine_model(m), MODEL_LIVE);
	}
	for (size_t i = 0; i < s->trees && i < 5; i++) {
		compare_tree(m, &s->tree[i]);
		s = model_at(machine_model(m), MODEL_LIVE);
	}
}

/* ---- Stories ---------------------------------------------------------------------------------- */

static void prompt_and_link_agree_on_a_quiet_system(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=off"});

	machine_expect(m, "Hello from the root task", 60);
	machine_run(m, 1);
	enter(m);
	compare_everything(m);
}

static void prompt_and_link_agree_in_the_middle_of_the_tour(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=once"});

	machine_expect(m, "[2/5]", 100);
	machine_run(m, 1);
	enter(m);
	check(model_at(machine_model(m), MODEL_LIVE)->tasks > 3, "only the boot tasks are there");
	compare_everything(m);
	machine_type(m, "go\r");
	machine_expect(m, "tour complete: 5 of 5 stops", 300);
}

static void stopped_kernel_stands_still_and_goes_on(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=once"});
	size_t bytes;

	machine_expect(m, "[1/5]", 100);
	enter(m);
	machine_run(m, 1);
	bytes = strlen(machine_all_text(m));
	machine_run(m, 3);
	check(strlen(machine_all_text(m)) == bytes, "text came while the kernel was stopped:\n%s",
	      machine_all_text(m) + bytes);
	check(model_health(machine_model(m))->stopped, "the link does not tell that it is stopped");
	machine_type(m, "go\r");
	machine_expect(m, "tour complete: 5 of 5 stops", 300);
	check(!model_health(machine_model(m))->stopped, "the link tells that it is still stopped");
}

static void link_stops_and_continues_the_kernel(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=once"});

	machine_expect(m, "[1/5]", 100);
	machine_run(m, 1);
	session_stop(machine_session(m));
	machine_expect(m, prompt, 20);
	session_go(machine_session(m));
	machine_expect(m, "tour complete: 5 of 5 stops", 300);
}

static void expect_in(struct machine *m, const char *line, const char *word)
{
	const char *output = command(m, line);

	check(strstr(output, word), "\"%s\" does not say \"%s\", but:\n%.1000s", line, word,
	      output);
}

static void commands_show_what_they_promise(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=off"});

	machine_expect(m, "Hello from the root task", 60);
	machine_run(m, 1);
	enter(m);
	expect_in(m, "help", "mapping tree");
	expect_in(m, "thread root", "kernel stack");
	expect_in(m, "backtrace root", "kernel/ipc/ipc.c:");
	expect_in(m, "registers root", "sp");
	expect_in(m, "trace 20", "context_switch");
	expect_in(m, "trace all FAULT", "page_fault");
	check(!strstr(command(m, "trace all FAULT"), "context_switch"),
	      "the class filter lets all pass");
	expect_in(m, "check", " 0 broken");
	expect_in(m, "threads | grep keeper", "keeper");
	check(!strstr(command(m, "threads | grep keeper"), "sigma0"), "grep lets all pass");
	expect_in(m, "symbol kernel_main", "kernel/boot/main.c");
	expect_in(m, "nonsense", "nonsense");
	expect_in(m, "memory", "free");
}

static void bad_memory_is_said_and_the_prompt_stays(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=off"});

	machine_expect(m, "Hello from the root task", 60);
	machine_run(m, 1);
	enter(m);
	expect_in(m, "dump 10", "not readable");
	expect_in(m, "dump root 3000 10", "not ");
	expect_in(m, "dump phys ffffffffff0", "not readable");
	expect_in(m, "thread 4711", "4711");
	expect_in(m, "caps nobody", "nobody");
	expect_in(m, "check", " 0 broken");
}

static void prompt_survives_its_own_faults_and_works_in_a_panic(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=off"});

	machine_expect(m, "Hello from the root task", 60);
	machine_run(m, 1);
	enter(m);
	command(m, "crash fault");
	command(m, "crash assert");
	expect_in(m, "threads", "root");
	machine_type(m, "crash go\r");
	machine_expect(m, "anic", 20);
	machine_expect(m, prompt, 20);
	expect_in(m, "backtrace", "read_nowhere");
	expect_in(m, "objects", "root");
}

/* The calls that stand one below the other in @p output, each in a line with that word. */
static void expect_order(const char *output, const char *const *word)
{
	const char *at = output;

	for (; *word; word++) {
		const char *found = strstr(at, *word);

		check(found, "\"%s\" is missing, or not behind what calls it:\n%.2000s", *word,
		      output);
		at = found;
	}
}

static void backtrace_of_a_null_pointer_call_shows_who_called(void)
{
	static const char *const calls[] = {"user_page_fault",
					    "in user mode",
					    " 0x0 (not executable)",
					    "debuggee: planted_null_call+",
					    "tests/system/debuggee/main.c:",
					    "debuggee: fallen+",
					    NULL};
	char archive[128];

	snprintf(archive, sizeof(archive), "%s/debuggee.cpio", story_build);
	struct machine *m = machine_boot(&(struct boot){.archive = archive});

	machine_expect(m, "debuggee: planted", 60);
	machine_run(m, 1);
	enter(m);
	expect_in(m, "threads | grep fallen", "fault");
	expect_order(command(m, "backtrace fallen"), calls);
}

static void reset_starts_the_machine_again(void)
{
	struct machine *m = machine_boot(&(struct boot){.append = "tour=off"});

	machine_expect(m, "Hello from the root task", 60);
	machine_run(m, 1);
	enter(m);
	machine_type(m, "reset\r");
	machine_expect(m, "Phial, a microkernel in a glass", 60);
	machine_expect(m, "Hello from the root task", 60);
	machine_run(m, 2);
	check(model_machine(machine_model(m))->boots == 2, "the model saw %u boots",
	      model_machine(machine_model(m))->boots);
	check(model_at(machine_model(m), MODEL_LIVE)->objects > 5,
	      "nothing is known of the second life");
}

const struct story debugger_stories[] = {
	{"commands_show_what_they_promise", commands_show_what_they_promise, NULL},
	{"bad_memory_is_said_and_the_prompt_stays", bad_memory_is_said_and_the_prompt_stays, NULL},
	{"prompt_and_link_agree_on_a_quiet_system", prompt_and_link_agree_on_a_quiet_system, NULL},
	{"prompt_and_link_agree_in_the_middle_of_the_tour",
	 prompt_and_link_agree_in_the_middle_of_the_tour, NULL},
	{"stopped_kernel_stands_still_and_goes_on", stopped_kernel_stands_still_and_goes_on, NULL},
	{"link_stops_and_continues_the_kernel", link_stops_and_continues_the_kernel, NULL},
	{"prompt_survives_its_own_faults_and_works_in_a_panic",
	 prompt_survives_its_own_faults_and_works_in_a_panic, NULL},
	{"backtrace_of_a_null_pointer_call_shows_who_called",
	 backtrace_of_a_null_pointer_call_shows_who_called, NULL},
	{"reset_starts_the_machine_again", reset_starts_the_machine_again, NULL},
	{NULL, NULL, NULL},
};
