/*
 * The log object: what of the text written and typed passes its attributes, and how a reader learns
 * that there is more (abi sheet §8.9).
 */
#include <criterion/criterion.h>
#include <string.h>
#include "kernel/ipc/invoke.h"
#include "kernel/object/log.h"
#include "kernel/object/object.h"
#include "tests/unit/host/host.h"

enum {
	NO_MORE    = 0x80000000U,
	READ_WORDS = 1,
};

static struct object log_object;
static l4_utcb_t utcb;

static void set_attributes(word_t input, word_t output, word_t local);

static void setup(void)
{
	host_start();
	host_self()->utcb = &utcb;
	host_typed        = "";
	set_attributes(0, 0, 0);
	host_said();
}

TestSuite(log, .init = setup);

static l4_msgtag_t invoke_log(unsigned flags, word_t rights, unsigned words)
{
	struct invocation inv = {
		.dest   = flags,
		.tag    = l4_msgtag(L4_PROTO_LOG, words, 0, 0),
		.caller = host_self(),
	};

	log_type.invoke(&log_object, rights, &inv);
	return inv.tag;
}

static void set_attributes(word_t input, word_t output, word_t local)
{
	utcb.mr[0] = L4_VCON_SET_ATTR_OP;
	utcb.mr[1] = input;
	utcb.mr[2] = output;
	utcb.mr[3] = local;
	invoke_log(L4_SYSF_CALL, 0, 4);
}

/* Read at most @p max bytes; what came is in the UTCB. @return what the kernel put into MR0. */
static word_t read_log(unsigned max)
{
	memset(&utcb.mr[1], 0, sizeof(utcb.mr) - sizeof(utcb.mr[0]));
	utcb.mr[0] = L4_VCON_READ_OP | max << 16;
	cr_assert_eq(l4_msgtag_label(invoke_log(L4_SYSF_CALL, L4_CAP_FPAGE_W, READ_WORDS)), 0);
	return utcb.mr[0];
}

static const char *data(void)
{
	return (const char *)&utcb.mr[1];
}

static void write_log(const char *text)
{
	utcb.mr[0] = L4_VCON_WRITE_OP;
	utcb.mr[1] = strlen(text);
	strcpy((char *)&utcb.mr[2], text);
	invoke_log(L4_SYSF_SEND, 0, 2);
	cr_assert_str_eq((char *)&utcb.mr[2], text, "the writer's message stays as it was");
}

Test(log, a_reader_learns_that_it_has_got_everything)
{
	host_typed = "abcdef";
	cr_assert_eq(read_log(4), 4);
	cr_assert_str_eq(data(), "abcd");
	cr_assert_eq(read_log(2), 2 | NO_MORE);
	cr_assert_str_eq(data(), "ef");
	cr_assert_eq(read_log(8), 0 | NO_MORE);
}

Test(log, a_read_of_nothing_tells_whether_there_is_something)
{
	cr_assert_eq(read_log(0), 0 | NO_MORE);
	host_typed = "x";
	cr_assert_eq(read_log(0), 0);
	cr_assert_eq(read_log(1), 1 | NO_MORE);
}

Test(log, a_read_that_nobody_waits_for_takes_nothing)
{
	host_typed = "x";
	utcb.mr[0] = L4_VCON_READ_OP | 8 << 16;
	utcb.mr[1] = 0x55;
	invoke_log(L4_SYSF_SEND, L4_CAP_FPAGE_W, READ_WORDS);
	cr_assert_eq(utcb.mr[1], 0x55);
	cr_assert_eq(read_log(8), 1 | NO_MORE);
}

Test(log, line_ends_that_are_typed_become_what_the_attributes_say)
{
	host_typed = "a\rb\n";
	read_log(8);
	cr_assert_str_eq(data(), "a\rb\n");

	set_attributes(L4_VCON_ICRNL, 0, 0);
	host_typed = "a\rb\n";
	read_log(8);
	cr_assert_str_eq(data(), "a\nb\n");

	set_attributes(L4_VCON_INLCR, 0, 0);
	host_typed = "a\rb\n";
	read_log(8);
	cr_assert_str_eq(data(), "a\rb\r");

	set_attributes(L4_VCON_IGNCR, 0, 0);
	host_typed = "a\rb\r\r";
	cr_assert_eq(read_log(2), 2);
	cr_assert_str_eq(data(), "ab");
}

Test(log, what_is_typed_is_echoed_on_request)
{
	host_typed = "ab";
	read_log(8);
	cr_assert_str_eq(host_said(), "");
	set_attributes(0, 0, L4_VCON_ECHO);
	host_typed = "ab";
	read_log(8);
	cr_assert_str_eq(host_said(), "ab");
}

Test(log, carriage_returns_are_written_as_the_attributes_say)
{
	write_log("a\rb");
	cr_assert_str_eq(host_said(), "a\rb");
	set_attributes(0, L4_VCON_OCRNL, 0);
	write_log("a\rb");
	cr_assert_str_eq(host_said(), "a\nb");
	set_attributes(0, L4_VCON_ONLRET, 0);
	write_log("a\rb");
	cr_assert_str_eq(host_said(), "ab");
}

Test(log, a_text_longer_than_a_message_is_not_written_at_all)
{
	utcb.mr[0] = L4_VCON_WRITE_OP;
	utcb.mr[1] = L4_VCON_WRITE_SIZE + 1;
	memset(&utcb.mr[2], 'x', L4_VCON_WRITE_SIZE);
	invoke_log(L4_SYSF_SEND, 0, 2);
	cr_assert_str_eq(host_said(), "");
	utcb.mr[1] = L4_VCON_WRITE_SIZE;
	invoke_log(L4_SYSF_SEND, 0, 2);
	cr_assert_eq(strlen(host_said()), L4_VCON_WRITE_SIZE);
}

Test(log, messages_are_checked_by_protocol_length_and_operation)
{
	utcb.mr[0] = L4_VCON_GET_ATTR_OP;
	cr_assert_eq(l4_msgtag_label(invoke_log(L4_SYSF_CALL, 0, 0)), -L4_EMSGTOOSHORT);
	utcb.mr[0] = 17;
	cr_assert_eq(l4_msgtag_label(invoke_log(L4_SYSF_CALL, 0, 1)), -L4_ENOSYS);
	utcb.mr[0] = L4_VCON_READ_OP;
	cr_assert_eq(l4_msgtag_label(invoke_log(L4_SYSF_CALL, L4_CAP_FPAGE_S, 1)), -L4_EPERM);
}
