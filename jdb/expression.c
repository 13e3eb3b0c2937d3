/*
 * Expressions, by precedence climbing. See expression.h.
 *
 * The debugger lives on a small stack: DEPTH_MAX bounds how deep brackets go. Nothing here faults or ends a
 * command: breakpoints ask for values while the kernel runs, on any CPU. So the state is on the stack, too.
 */
#include "jdb/expression.h"
#include "kernel/arch_debug.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "kernel/space/cap_table.h"
#include "jdb/command.h"
#include "jdb/memory.h"
#include "jdb/symbols.h"
#include "jdb/user_symbols.h"

enum {
	DEPTH_MAX = 12,
	NAME_MAX_ = 48,
};

struct reader {
	const char *at;
	const struct trap_frame *frame;
	struct memory memory;
	const char *error; /* NULL: fine so far */
	unsigned depth;
};

struct mark marks[MARKS_MAX];
static const char *last_error;

static uint64_t climb(struct reader *r, unsigned level);

static uint64_t fail(struct reader *r, const char *why)
{
	if (!r->error)
		r->error = why;
	return 0;
}

static void skip_blanks(struct reader *r)
{
	while (*r->at == ' ')
		r->at++;
}

static bool take(struct reader *r, const char *token)
{
	skip_blanks(r);
	if (strncmp(r->at, token, strlen(token)) != 0)
		return false;
	r->at += strlen(token);
	return true;
}

static void want(struct reader *r, const char *token)
{
	if (!take(r, token))
		fail(r, *token == ')' ? ") is missing" : ", is missing");
}

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.';
}

static void take_name(struct reader *r, char name[NAME_MAX_])
{
	size_t n = 0;

	skip_blanks(r);
	while (is_name_character(*r->at) && n < NAME_MAX_ - 1)
		name[n++] = *r->at++;
	name[n] = 0;
}

/* ---- Values ----------------------------------------------------------------------------------- */

static uint64_t read_bytes(struct reader *r, uint64_t address, size_t bytes)
{
	uint64_t value = 0;

	if (!r->error && !memory_read(&r->memory, &value, address, bytes))
		return fail(r, "that address is not readable");
	return value;
}

static uint64_t physical(struct reader *r)
{
	uint64_t address = climb(r, 0);
	paddr_t pa       = 0;

	want(r, ")");
	if (!r->error && !memory_to_phys(&r->memory, address, &pa))
		return fail(r, "nothing is mapped at that address");
	return pa;
}

static uint64_t capability(struct reader *r)
{
	char name[NAME_MAX_];
	const struct cap_slot *slot;
	const struct task *task;
	uint64_t index;

	take_name(r, name);
	task = task_of_word(name);
	want(r, ",");
	index = climb(r, 0);
	want(r, ")");
	if (r->error || !task)
		return fail(r, "cap(TASK,INDEX): there is no such task");
	slot = cap_slot_at(&task->caps, (word_t)index);
	return slot && slot->object ? (vaddr_t)slot->object : fail(r, "that slot is empty");
}

static uint64_t mark_value(struct reader *r)
{
	char name[NAME_MAX_];

	take_name(r, name);
	for (unsigned i = 0; i < MARKS_MAX; i++)
		if (marks[i].name[0] && strcmp(marks[i].name, name) == 0)
			return marks[i].value;
	return fail(r, "there is no such mark");
}

static bool machine_register(const struct reader *r, const char *name, uint64_t *value)
{
	word_t word;

	if (!r->frame || !arch_frame_register(r->frame, name, &word))
		return false;
	*value = word;
	return true;
}

static bool running(const char *name, uint64_t *value)
{
	const struct thread *t = thread_current();

	if (strcmp(name, "thread") == 0)
		*value = t->object.id;
	else if (strcmp(name, "task") == 0)
		*value = t->task ? t->task->object.id : 0;
	else if (strcmp(name, "cpu") == 0)
		*value = t->cpu->number;
	else
		return false;
	return true;
}

/* task:symbol */
static uint64_t of_program(struct reader *r, const char *task_name)
{
	const struct task *task = task_of_word(task_name);
	char name[NAME_MAX_];
	vaddr_t value;

	take_name(r, name);
	value = task ? user_symbol_address(task, name) : 0;
	if (!value)
		return fail(r, task ? "its program has no such symbol" : "there is no such task");
	r->memory.task = task;
	return value;
}

static uint64_t named(struct reader *r)
{
	char name[NAME_MAX_];
	uint64_t value;

	take_name(r, name);
	if (take(r, ":"))
		return of_program(r, name);
	if (name[0] >= '0' && name[0] <= '9')
		return parse_number(name, 16, &value) ? value : fail(r, "that is no number");
	if (strcmp(name, "phys") == 0 && take(r, "("))
		return physical(r);
	if (strcmp(name, "cap") == 0 && take(r, "("))
		return capability(r);
	if (machine_register(r, name, &value) || running(name, &value))
		return value;
	value = symbol_address(name);
	if (!value && r->memory.task)
		value = user_symbol_address(r->memory.task, name);
	if (value || parse_number(name, 16, &value))
		return value;
	return fail(r, name[0] ? "that is neither an address nor a register nor a kernel symbol"
			       : "a value is missing");
}

static uint64_t decimal(struct reader *r)
{
	char name[NAME_MAX_];
	uint64_t value;

	take_name(r, name);
	return parse_number(name, 10, &value) ? value : fail(r, "# wants a decimal number");
}

static uint64_t dereference(struct reader *r)
{
	size_t bytes = sizeof(word_t);

	if (r->at[0] > '0' && r->at[0] <= '8' && r->at[1] == '(') {
		bytes = (size_t)(r->at[0] - '0');
		r->at++;
	}
	return read_bytes(r, climb(r, DEPTH_MAX), bytes);
}

static uint64_t primary(struct reader *r)
{
	char name[NAME_MAX_];
	uint64_t value;

	if (take(r, "(")) {
		value = climb(r, 0);
		want(r, ")");
		return value;
	}
	if (take(r, "-"))
		return -climb(r, DEPTH_MAX);
	if (take(r, "~"))
		return ~climb(r, DEPTH_MAX);
	if (take(r, "!"))
		return !climb(r, DEPTH_MAX);
	if (take(r, "*"))
		return dereference(r);
	if (take(r, "#"))
		return decimal(r);
	if (take(r, "@"))
		return mark_value(r);
	if (!take(r, "$"))
		return named(r);
	take_name(r, name);
	return machine_register(r, name, &value) ? value : fail(r, "there is no such register");
}

/* ---- Operators -------------------------------------------------------------------------------- */

/* Longer ones first where one begins with the other. */
static const struct operation {
	char text[3];
	uint8_t level; /* higher binds tighter */
} operations[] = {
	{"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6}, {"<<", 8}, {">>", 8},
	{"<=", 7}, {">=", 7}, {"<", 7},  {">", 7},  {"|", 3},  {"^", 4},
	{"&", 5},  {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10},
};

static uint64_t apply(struct reader *r, const char *op, uint64_t a, uint64_t b)
{
	switch (op[0]) {
	case '+':
		return a + b;
	case '-':
		return a - b;
	case '*':
		return a * b;
	case '/':
		return b ? a / b : fail(r, "division by zero");
	case '%':
		return b ? a % b : fail(r, "division by zero");
	case '^':
		return a ^ b;
	case '&':
		return op[1] ? a && b : a & b;
	case '|':
		return op[1] ? a || b : a | b;
	case '=':
		return a == b;
	case '!':
		return a != b;
	case '<':
		return op[1] == '<' ? a << (b & 63) : op[1] ? a <= b : a < b;
	default:
		return op[1] == '>' ? a >> (b & 63) : op[1] ? a >= b : a > b;
	}
}

static const struct operation *next_operation(struct reader *r, unsigned level)
{
	skip_blanks(r);
	for (size_t i = 0; i < array_size(operations); i++)
		if (strncmp(r->at, operations[i].text, strlen(operations[i].text)) == 0)
			return operations[i].level > level ? &operations[i] : NULL;
	return NULL;
}

/* A value and all operators behind it that bind tighter than @p level. */
static uint64_t climb(struct reader *r, unsigned level)
{
	const struct operation *op;
	uint64_t value;

	if (r->depth >= DEPTH_MAX)
		return fail(r, "that is too deep");
	r->depth++;
	value = primary(r);
	while (!r->error && (op = next_operation(r, level))) {
		r->at += strlen(op->text);
		value = apply(r, op->text, value, climb(r, op->level));
	}
	r->depth--;
	return value;
}

bool expression_value(const char *text, const struct trap_frame *frame, uint64_t *value)
{
	struct reader r = {.at = text, .frame = frame, .memory = memory_here()};

	*value = (word_t)climb(&r, 0);
	skip_blanks(&r);
	if (!r.error && *r.at)
		r.error = "there is something behind it that does not belong there";
	last_error = r.error;
	return !r.error;
}

const char *expression_error(void)
{
	return last_error;
}
