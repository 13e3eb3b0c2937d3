/*
 * The debugger capability (protocol -23): names, marks in the trace, text on the console, and the
 * prompt, for programs. Source: abi sheet §8.10.
 */
#include "kernel/abi/l4_consts.h"
#include "kernel/abi/l4_utcb.h"
#include "kernel/hooks.h"
#include "kernel/ipc/invoke.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/fail_alloc.h"
#include "kernel/object/task.h"
#include "kernel/object/thread.h"
#include "kernel/sched/stop.h"
#include "kernel/space/mem_space.h"
#include "jdb/debugger.h"
#include "jdb/link/schema.h"
#include "jdb/names.h"
#include "jdb/obj_info.h"
#include "jdb/trace/ring.h"

enum {
	GROUP_OBJECT    = 1,
	GROUP_TRACE     = 2,
	FIRST_TYPE_ID   = 9, /* of a class of log events; the class's number is added */
	TEXT_MAX        = (L4_UTCB_GENERIC_DATA_SIZE - 1) * sizeof(word_t),
	OUT_HEX_FIRST   = L4_DEBUGGER_OUTHEX32_OP, /* 8 digits; then 5, 4, 3 and 2 */
	OUT_HEX_LAST    = 7,
	ENTER_TEXT_SIZE = 64,
};

/* Text of the message from word @p first on, up to @p limit bytes or the message's end. */
static size_t message_text(const struct invocation *inv, unsigned first, size_t limit,
			   const char **text)
{
	unsigned words = l4_msgtag_words(inv->tag);

	*text = (const char *)&inv->caller->utcb->mr[first];
	if (words <= first)
		return 0;
	return strnlen(*text, min_of(limit, (words - first) * sizeof(word_t)));
}

/* Text as an answer from MR0 on; the words it takes. */
static void answer_text(struct invocation *inv, unsigned first, const char *text)
{
	size_t bytes = strlen(text) + 1;

	if (invocation_flags(inv) & L4_SYSF_RECV)
		memcpy(&inv->caller->utcb->mr[first], text, bytes);
	answer(inv, 0, (unsigned)(first + (bytes + sizeof(word_t) - 1) / sizeof(word_t)));
}

static void answer_number(struct invocation *inv, word_t number)
{
	answer_word(inv, 0, number);
	answer(inv, 0, 1);
}

/* ---- Group 1: objects, and the classes of events --------------------------------------------- */

/* Class named like the message's text from MR2 on, or NULL. */
static const struct schema_name *class_in_message(const struct invocation *inv, size_t from)
{
	const char *text;
	size_t bytes = message_text(inv, 2, TEXT_MAX, &text);

	for (size_t i = from; i < schema_class_count; i++)
		if (strncmp(schema_classes[i].name, text, bytes) == 0 &&
		    schema_classes[i].name[bytes] == 0)
			return &schema_classes[i];
	return NULL;
}

static void query_log_typeid(struct invocation *inv, struct object *unused)
{
	const struct schema_name *class;

	(void)unused;
	if (l4_msgtag_words(inv->tag) < 3 || message_word(inv, 1) >= schema_class_count) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	class = class_in_message(inv, message_word(inv, 1));
	answer_number(inv, class ? class->number + FIRST_TYPE_ID : ~(word_t)0);
}

static void switch_log(struct invocation *inv, struct object *unused)
{
	const char *text;
	bool all = message_text(inv, 2, TEXT_MAX, &text) == 0;
	const struct schema_name *class;
	uint32_t bits;

	(void)unused;
	if (l4_msgtag_words(inv->tag) < 3) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	class = all ? NULL : class_in_message(inv, 0);
	if (!all && !class) {
		answer(inv, -L4_ENOENT, 0);
		return;
	}
	bits = all ? ~0u : 1u << class->number;
	trace_record_classes(message_word(inv, 1) ? trace_recorded | bits : trace_recorded & ~bits);
	answer(inv, 0, 0);
}

/* Two texts, each closed by a NUL: the short and the long name of a class. */
static void query_log_name(struct invocation *inv, struct object *unused)
{
	word_t index = message_word(inv, 1) & 0xff;
	char *to     = (char *)inv->caller->utcb->mr;
	int used;

	(void)unused;
	if (l4_msgtag_words(inv->tag) != 2 || index >= schema_class_count) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	if (!(invocation_flags(inv) & L4_SYSF_RECV))
		return;
	used = kernel_snprintf(to, TEXT_MAX, "%s%c%s", schema_classes[index].name, 0,
			       schema_classes[index].help);
	answer(inv, 0, (unsigned)(((size_t)used + sizeof(word_t)) / sizeof(word_t)));
}

/* What follows walks over all objects: nobody else may add or remove one meanwhile. */

static void kernel_pointer_to_id(struct invocation *inv, struct object *unused)
{
	word_t id = ~(word_t)0;

	(void)unused;
	cpus_stop();
	list_for_each (node, &all_objects) {
		const struct object *obj = container_of(node, struct object, all);

		if ((word_t)obj == message_word(inv, 1))
			id = obj->id;
	}
	cpus_go();
	answer_number(inv, id);
}

static void query_name(struct invocation *inv, struct object *unused)
{
	const char *name;

	(void)unused;
	cpus_stop();
	name = name_of_id((uint32_t)message_word(inv, 1));
	if (*name)
		answer_text(inv, 0, name);
	else
		answer(inv, -L4_ENOENT, 0);
	cpus_go();
}

static void set_name(struct invocation *inv, struct object *obj)
{
	const char *text;
	size_t bytes = message_text(inv, 1, TEXT_MAX, &text);

	answer(inv, name_set(obj, text, bytes), 0);
}

static void get_name(struct invocation *inv, struct object *obj)
{
	if (*name_of(obj))
		answer_text(inv, 0, name_of(obj));
	else
		answer(inv, -L4_ENOENT, 0);
}

static void add_image(struct invocation *inv, struct object *obj)
{
	const char *text;
	size_t bytes = message_text(inv, 2, TEXT_MAX, &text);

	if (l4_msgtag_words(inv->tag) < 2 || !task_of(obj))
		answer(inv, -L4_EINVAL, 0);
	else
		answer(inv, image_add(obj, message_word(inv, 1), text, bytes), 0);
}

/* All objects as records of 64 bytes into the caller's KU memory. */
static void object_infos(struct invocation *inv, struct object *unused)
{
	word_t bytes = message_word(inv, 2) / sizeof(struct obj_info) * sizeof(struct obj_info);
	struct obj_info *to;
	word_t total, written;

	(void)unused;
	if (l4_msgtag_words(inv->tag) < 4) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	to = ku_mem_at(&inv->caller->task->mem, message_word(inv, 1), bytes);
	if (!to) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	cpus_stop();
	written = obj_info_fill(to, bytes / sizeof(*to), message_word(inv, 3), &total);
	cpus_go();
	answer_word(inv, 0, written);
	answer_word(inv, 1, total);
	answer(inv, 0, 2);
}

static void global_id(struct invocation *inv, struct object *obj)
{
	answer_number(inv, obj->id);
}

/* Every operation of this group wants an object, even those that do not look at it. */
static void object_group(struct invocation *inv)
{
	static const struct {
		uint16_t number;
		void (*run)(struct invocation *inv, struct object *obj);
	} operations[] = {
		{L4_DEBUGGER_NAME_SET_OP, set_name},
		{L4_DEBUGGER_GLOBAL_ID_OP, global_id},
		{L4_DEBUGGER_KOBJ_TO_ID_OP, kernel_pointer_to_id},
		{L4_DEBUGGER_QUERY_LOG_TYPEID_OP, query_log_typeid},
		{L4_DEBUGGER_SWITCH_LOG_OP, switch_log},
		{L4_DEBUGGER_QUERY_NAME_OP, query_name},
		{L4_DEBUGGER_QUERY_LOG_NAME_OP, query_log_name},
		{L4_DEBUGGER_ADD_IMAGE_INFO_OP, add_image},
		{L4_DEBUGGER_NAME_GET_OP, get_name},
		{L4_DEBUGGER_OBJ_INFO_OP, object_infos},
	};
	struct object *obj = NULL;
	word_t rights;
	long error = capability_argument(inv, 0, &obj, &rights);

	if (error) {
		answer_result(inv, error);
		return;
	}
	for (size_t i = 0; i < array_size(operations); i++) {
		if (operations[i].number == message_word(inv, 0)) {
			operations[i].run(inv, obj);
			return;
		}
	}
	answer(inv, -L4_ENOSYS, 0);
}

/* ---- Group 2: the trace ----------------------------------------------------------------------- */

/* A mark with text (at word @p text_at, its length before it) and up to three values. */
static void mark(struct invocation *inv, unsigned values, unsigned text_at)
{
	uint64_t value[3] = {0};
	const char *text;
	size_t bytes;

	if (l4_msgtag_words(inv->tag) < text_at) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
		return;
	}
	for (unsigned i = 0; i < values; i++)
		value[i] = message_word(inv, 1 + i);
	bytes = message_text(inv, text_at, message_word(inv, text_at - 1), &text);
	trace_user_mark(value, text, bytes);
	answer(inv, 0, 0);
}

static void trace_group(struct invocation *inv)
{
	switch (message_word(inv, 0)) {
	case L4_DEBUGGER_TBUF_LOG_OP:
	case L4_DEBUGGER_TBUF_LOG_BIN_OP:
		mark(inv, 0, 2);
		break;
	case L4_DEBUGGER_TBUF_LOG_3VAL_OP:
		mark(inv, 3, 5);
		break;
	case L4_DEBUGGER_TBUF_CLEAR_OP:
		trace_clear();
		answer(inv, 0, 0);
		break;
	case L4_DEBUGGER_TBUF_DUMP_OP:
		debugger_execute("trace all");
		answer(inv, 0, 0);
		break;
	default: /* among them: the original's trace memory, which looks different here */
		answer(inv, -L4_ENOSYS, 0);
	}
}

/* ---- Group 0: console output and the prompt --------------------------------------------------- */

static void enter(struct invocation *inv)
{
	char text[ENTER_TEXT_SIZE];
	const char *from;
	size_t bytes = message_text(inv, 2, message_word(inv, 1), &from);

	bytes = min_of(bytes, sizeof(text) - 1);
	memcpy(text, from, bytes);
	text[bytes] = 0;
	answer(inv, 0, 0);
	if (strncmp(text, "*#", 2) == 0)
		debugger_execute(text + 2);
	else
		debugger_enter(text, NULL);
}

static void output(struct invocation *inv, word_t operation)
{
	static const uint8_t digits[] = {8, 5, 4, 3, 2};
	word_t value                  = message_word(inv, 1);
	const char *text;

	if (operation == L4_DEBUGGER_OUTCHAR_OP) {
		printk("%c", (char)value);
	} else if (operation == L4_DEBUGGER_OUTNSTRING_OP) {
		size_t bytes = message_text(inv, 2, value, &text);

		console_write(text, bytes);
	} else if (operation == L4_DEBUGGER_OUTDEC_OP) {
		printk("%lu", (unsigned long)value);
	} else if (operation >= OUT_HEX_FIRST && operation <= OUT_HEX_LAST) {
		unsigned n = digits[operation - OUT_HEX_FIRST];

		printk("%0*lx", (int)n, (unsigned long)(value & (((uint64_t)1 << 4 * n) - 1)));
	} else {
		answer(inv, -L4_ENOSYS, 0);
		return;
	}
	answer(inv, 0, 0);
}

static void console_group(struct invocation *inv)
{
	word_t operation = message_word(inv, 0) & 0xff;

	if (l4_msgtag_words(inv->tag) < 2)
		answer(inv, -L4_EMSGTOOSHORT, 0);
	else if (operation == L4_DEBUGGER_ENTER_OP)
		enter(inv);
	else
		output(inv, operation);
}

void debugger_invoke(struct object *obj, word_t rights, struct invocation *inv)
{
	(void)obj;
	(void)rights;
	if (l4_msgtag_words(inv->tag) == 0 && l4_msgtag_items(inv->tag) == 0) {
		answer(inv, 0, 0);
		debugger_enter("a program asked for it", NULL);
		return;
	}
	if (l4_msgtag_label(inv->tag) != L4_PROTO_DEBUGGER) {
		answer(inv, -L4_EBADPROTO, 0);
		return;
	}
	if (l4_msgtag_words(inv->tag) < 1) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
		return;
	}
	switch (message_word(inv, 0) >> 8) {
	case GROUP_OBJECT:
		object_group(inv);
		break;
	case GROUP_TRACE:
		trace_group(inv);
		break;
	case 4: /* coverage: not built */
		answer(inv, -L4_ENOSYS, 0);
		break;
	case 5:
		answer(inv, message_word(inv, 0) == L4_DEBUGGER_MEMORY_OP ? 0 : -L4_ENOSYS, 0);
		if (message_word(inv, 0) == L4_DEBUGGER_MEMORY_OP)
			debugger_execute("memory");
		break;
#ifdef CONFIG_FAIL_ALLOC
	case 6:
		answer_number(inv, fail_alloc_at(message_word(inv, 1)));
		break;
#endif
	default:
		console_group(inv);
	}
}
