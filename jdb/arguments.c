/*
 * Arguments of commands: words into numbers, addresses, objects. See command.h.
 */
#include "jdb/command.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/object/task.h"
#include "kernel/sched/cpu.h"
#include "jdb/debugger.h"
#include "jdb/expression.h"
#include "jdb/names.h"
#include "jdb/out.h"
#include "jdb/recover.h"

void command_fail(const char *format, ...)
{
	static char text[128];
	va_list args;

	va_start(args, format);
	kernel_vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	out("%s\n", text);
	recover_now();
	panic("a debugger command failed outside of the prompt: %s", text);
}

const char *arg_word(const struct arguments *args, unsigned i)
{
	return i < args->count ? args->word[i] : NULL;
}

const char *arg_rest(const struct arguments *args, unsigned i)
{
	static char text[128];
	size_t used = 0;

	text[0] = 0;
	for (; i < args->count && used < sizeof(text); i++)
		used += (size_t)kernel_snprintf(text + used, sizeof(text) - used, "%s%s",
						used ? " " : "", args->word[i]);
	return text;
}

const char *arg_option(const char *word, const char *name)
{
	size_t n = strlen(name);

	return strncmp(word, name, n) == 0 && word[n] == '=' ? word + n + 1 : NULL;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

bool parse_number(const char *word, unsigned base, uint64_t *value)
{
	if (word[0] == '0' && word[1] == 'x') {
		word += 2;
		base = 16;
	}
	*value = 0;
	if (*word == 0)
		return false;
	for (; *word; word++) {
		if (digit(*word) >= (int)base)
			return false;
		*value = *value * base + (unsigned)digit(*word);
	}
	return true;
}

uint64_t arg_number(const char *word)
{
	uint64_t value;

	if (!word || !parse_number(word, 10, &value))
		command_fail("%s is no number", word ? word : "(nothing)");
	return value;
}

uint64_t arg_address(const char *word)
{
	uint64_t value;

	if (!word)
		command_fail("an address is missing");
	if (!expression_value(word, debugger_frame(), &value))
		command_fail("%s: %s", word, expression_error());
	return value;
}

/* A name may belong to a task, its thread and its factory: @p kind is what is looked for. */
static struct object *object_of_word(const char *word, enum object_kind kind)
{
	uint64_t id;

	if (parse_number(word, 10, &id))
		return id <= UINT32_MAX ? object_by_id((uint32_t)id) : NULL;
	return object_by_name(word, kind);
}

struct task *task_of_word(const char *word)
{
	struct object *obj = object_of_word(word, OBJECT_TASK);

	if (obj && thread_of(obj))
		return thread_of(obj)->task;
	return obj ? task_of(obj) : NULL;
}

struct object *arg_object_of_kind(const char *word, enum object_kind kind)
{
	struct object *obj;

	if (!word)
		command_fail("which object? Its id or name is missing");
	obj = object_of_word(word, kind);
	if (!obj)
		command_fail("there is no object %s", word);
	return obj;
}

struct object *arg_object(const char *word)
{
	return arg_object_of_kind(word, OBJECT_KINDS);
}

/* Equal but for capitals; @p capitals has nothing but them. */
static bool same_letters(const char *capitals, const char *word)
{
	while (*word && (*word == *capitals || *word == *capitals + ('a' - 'A'))) {
		word++;
		capitals++;
	}
	return *word == *capitals;
}

unsigned arg_class(const char *word)
{
	for (size_t i = 0; i < schema_class_count; i++)
		if (same_letters(schema_classes[i].name, word))
			return schema_classes[i].number;
	command_fail("there is no class %s; \"record\" lists them", word);
}

struct thread *arg_thread(const char *word)
{
	struct object *obj = word ? arg_object_of_kind(word, OBJECT_THREAD) : NULL;
	struct thread *t   = obj ? thread_of(obj) : debugger_shown_cpu()->current;

	if (!t)
		command_fail("%s is a %s, not a thread", word, obj->type->name);
	return t;
}

struct task *arg_task(const char *word)
{
	struct object *obj = word ? arg_object_of_kind(word, OBJECT_TASK) : NULL;
	struct task *task  = obj ? task_of(obj) : debugger_shown_cpu()->current->task;

	if (!task && obj)
		command_fail("%s is a %s, not a task", word, obj->type->name);
	if (!task)
		command_fail("the current thread has no task: say which");
	return task;
}
