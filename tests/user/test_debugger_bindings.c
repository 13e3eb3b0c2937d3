/*
 * The messages to the kernel debugger's capability, held to the sheet's tables. How to read a line:
 * fake/notes.h.
 */
#include <criterion/criterion.h>
#include <string.h>
#include <l4/sys/debugger.h>
#include <l4/sys/kdump.h>
#include <l4/sys/ktrace.h>
#include <l4/sys/obj_info.h>
#include "tests/user/fake/notes.h"

TestSuite(debugger_bindings, .init = notes_reset);

Test(debugger_bindings, of_the_debugger_send_the_messages_of_section_8_10)
{
	const l4_umword_t debugger = 0xa000;
	l4_umword_t text, written = 0, all = 0;
	char name[8], other_name[8];

	memset(&text, POISON, sizeof(text));
	memcpy(&text, "moe", 4);
	TWINS(l4_debugger_set_object_name, (OTHER, "moe"), CALL, debugger, -23, 2, OTHER, 0x100,
	      text);
	TWINS(l4_debugger_global_id, (OTHER), CALL, debugger, -23, 1, OTHER, 0x101);
	TWINS(l4_debugger_kobj_to_id, (OTHER, 0x80), CALL, debugger, -23, 2, OTHER, 0x102, 0x80);
	TWINS(l4_debugger_query_log_typeid, (OTHER, "moe", 9), CALL, debugger, -23, 3, OTHER, 0x103,
	      9, text);
	TWINS(l4_debugger_switch_log, (OTHER, "moe", 1), CALL, debugger, -23, 3, OTHER, 0x104, 1,
	      text);
	TWINS(l4_debugger_add_image_info, (OTHER, 0x400000, "moe"), CALL, debugger, -23, 3, OTHER,
	      0x107, 0x400000, text);
	answer_with(l4_msgtag(-L4_EINVAL, 0, 0, 0), 7, 0, 0);
	cr_expect_eq(l4_debugger_global_id(OTHER), ~0UL, "an empty slot has no number");
	notes_reset();
	memcpy(answer.mr, "long\0short", 11);
	TWINS(l4_debugger_get_object_name, (OTHER, 7, name, 4), CALL, debugger, -23, 2, OTHER,
	      0x105, 7);
	cr_expect_str_eq(name, "lon", "cut to the buffer");
	TWINS(l4_debugger_get_own_name, (OTHER, name, 8), CALL, debugger, -23, 1, OTHER, 0x108);
	TWINS(l4_debugger_query_log_name, (OTHER, 9, name, 8, other_name, 8), CALL, debugger, -23,
	      2, OTHER, 0x106, 9);
	cr_expect_str_eq(name, "long");
	cr_expect_str_eq(other_name, "short");
	answer_with(l4_msgtag(0, 2, 0, 0), 3, 30, 0);
	TWINS(l4_debugger_query_obj_infos, (OTHER, 0x9000, 0x1000, 5, &written, &all), CALL,
	      debugger, -23, 4, OTHER, 0x110, 0x9000, 0x1000, 5);
	cr_expect(written == 3 && all == 30);
	own.mr[0] = 1; /* a program may leave out the group */
	l4_invoke_debugger(OTHER, l4_msgtag(0, 1, 0, 0), &own);
	cr_expect_eq(noted.utcb[0].mr[0], 0x101);
	notes_begin();
	cr_expect_eq(l4_error(l4_invoke_debugger(L4_INVALID_CAP, l4_msgtag(0, 1, 0, 0), &own)),
		     -L4_EINVAL);
	cr_expect_eq(noted.calls, 0, "an invalid selector is no object");
}

/* The functions of kdebug.h may be called in the middle of writing a message. */
static void check_print(const char *what, unsigned words, unsigned n, const l4_umword_t *mr)
{
	cr_expect_eq(noted.calls, 1, "%s: one system call", what);
	cr_expect_eq(noted.dest, 0xa000 | CALL, "%s: to the debugger", what);
	cr_expect_eq(noted.tag.raw, l4_msgtag(-23, words, 0, 0).raw, "%s: tag", what);
	for (unsigned i = 0; i < n; i++)
		cr_expect_eq(noted.utcb[0].mr[i], mr[i], "%s: MR%u", what, i);
	cr_expect(notes_untouched(own.mr, sizeof(own.mr)), "%s: message registers are restored",
		  what);
}

#define PRINTS(call, words, ...)                             \
	do {                                                 \
		notes_begin();                               \
		call;                                        \
		check_print(#call, words, MRS(__VA_ARGS__)); \
	} while (0)

Test(debugger_bindings, that_print_through_the_debugger_keep_the_message_registers)
{
	char long_text[1000];
	l4_umword_t text;

	memset(&text, POISON, sizeof(text));
	memcpy(&text, "moe", 3);
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	PRINTS(l4_kd_enter("moe"), 3, 0, 3, text);
	IN_OWN(l4_kd_enter(NULL), CALL, 0xa000, -23, 0, NONE, POISON * 0x0101010101010101UL);
	PRINTS(outchar('A'), 2, 1, 'A');
	PRINTS(outnstring("moe", 3), 3, 2, 3, text);
	PRINTS(outstring("moe"), 3, 2, 3, text);
	PRINTS(outstring(long_text), 63, 2, 61 * 8);
	PRINTS(outhex32(0x12345678), 2, 3, 0x12345678);
	PRINTS(outhex20(0x12345), 2, 4, 0x12345);
	PRINTS(outhex16(0x1234), 2, 5, 0x1234);
	PRINTS(outhex12(0x123), 2, 6, 0x123);
	PRINTS(outhex8(0x12), 2, 7, 0x12);
	PRINTS(outdec(-5), 2, 8, -5UL);
	PRINTS(fiasco_tbuf_log("moe"), 3, 0x201, 3, text);
	PRINTS(fiasco_tbuf_clear(), 1, 0x202);
	PRINTS(fiasco_tbuf_dump(), 1, 0x203);
	PRINTS(fiasco_tbuf_log_3val("moe", 7, 8, 9), 6, 0x204, 7, 8, 9, 3, text);
	PRINTS(fiasco_tbuf_log_binary((const unsigned char *)long_text), 5, 0x205, 24);
	PRINTS(fiasco_dump_kmem_stats(), 1, 0x500);
}

Test(debugger_bindings, of_the_trace_buffer_return_where_it_is_seen)
{
	l4_fpage_t area = l4_fpage(0x40000, 12, 6);

	answer_with(l4_msgtag(0, 1, 0, 0), 0x50310, 0, 0);
	IN_OWN(fiasco_tbuf_map_status(&area), CALL, 0xa000, -23, 2, NONE, 0x210, 0x40316);
	cr_expect_eq(area.raw, 0x50310);
	IN_OWN(fiasco_tbuf_map_slots(&area), CALL, 0xa000, -23, 2, NONE, 0x211, 0x50310);
	IN_OWN(fiasco_tbuf_validate(), CALL, 0x1000, -11, 2, NONE, 2, 0xa000);
}
