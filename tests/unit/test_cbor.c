/*
 * The small CBOR: the examples of RFC 8949 (appendix A), overflow of the writer, distrust of the
 * reader.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "jdb/link/cbor.h"

static uint8_t buffer[64];
static struct cbor_writer w;

static void fresh(void)
{
	cbor_writer_init(&w, buffer, sizeof(buffer));
}
TestSuite(cbor, .init = fresh);

#define wrote(bytes) (w.used == sizeof(bytes) - 1 && !memcmp(buffer, bytes, sizeof(bytes) - 1))

static bool uint_is(uint64_t value, const char *bytes, size_t count)
{
	fresh();
	cbor_uint(&w, value);
	return w.used == count && !memcmp(buffer, bytes, count);
}

Test(cbor, unsigned_integers_take_the_shortest_form)
{
	cr_assert(uint_is(0, "\x00", 1));
	cr_assert(uint_is(23, "\x17", 1));
	cr_assert(uint_is(24, "\x18\x18", 2));
	cr_assert(uint_is(255, "\x18\xff", 2));
	cr_assert(uint_is(256, "\x19\x01\x00", 3));
	cr_assert(uint_is(65536, "\x1a\x00\x01\x00\x00", 5));
	cr_assert(uint_is(1000000000000, "\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00", 9));
	cr_assert(uint_is(UINT64_MAX, "\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 9));
}

Test(cbor, negative_integers_strings_and_arrays)
{
	cbor_int(&w, -1);
	cbor_int(&w, -1000);
	cbor_int(&w, 10);
	cr_assert(wrote("\x20\x39\x03\xe7\x0a"));
	fresh();
	cbor_text(&w, "IETF", 4);
	cbor_bytes(&w, "\1\2", 2);
	cr_assert(wrote("\x64IETF\x42\1\2"));
	fresh();
	cbor_array(&w, 2);
	cbor_uint(&w, 1);
	cbor_array_open(&w);
	cbor_uint(&w, 2);
	cbor_end(&w);
	cr_assert(wrote("\x82\x01\x9f\x02\xff"));
}

Test(cbor, a_record_that_does_not_fit_can_be_taken_back)
{
	cbor_writer_init(&w, buffer, 5);
	cbor_uint(&w, 1000);
	size_t mark = w.used;

	cbor_text(&w, "too long", 8);
	cr_assert(w.full);
	cbor_uint(&w, 1);
	cr_assert(w.full, "nothing is written behind a gap");
	cbor_rewind(&w, mark);
	cr_assert_not(w.full);
	cbor_uint(&w, 7);
	cr_assert(wrote("\x19\x03\xe8\x07"));
}

Test(cbor, the_reader_takes_what_the_writer_wrote)
{
	struct cbor_reader r;
	size_t bytes;

	cbor_array_open(&w);
	cbor_uint(&w, UINT64_MAX);
	cbor_int(&w, INT64_MIN);
	cbor_text(&w, "sigma0", 6);
	cbor_array(&w, 1);
	cbor_uint(&w, 24);
	cbor_end(&w);

	cbor_reader_init(&r, buffer, w.used);
	cr_assert_eq(cbor_read_array(&r), CBOR_OPEN);
	cr_assert_not(cbor_read_end(&r));
	cr_assert_eq(cbor_read_uint(&r), UINT64_MAX);
	cr_assert_eq(cbor_read_int(&r), INT64_MIN);
	const uint8_t *text = cbor_read_string(&r, &bytes);

	cr_assert_eq(bytes, 6);
	cr_assert_eq(memcmp(text, "sigma0", 6), 0);
	cr_assert_eq(cbor_read_array(&r), 1);
	cr_assert_eq(cbor_read_uint(&r), 24);
	cr_assert(cbor_read_end(&r));
	cr_assert_not(r.bad);
	cr_assert_eq(cbor_read_uint(&r), 0);
	cr_assert(r.bad, "there is nothing behind the end");
}

static bool refused(const char *bytes, size_t count, char what)
{
	struct cbor_reader r;
	size_t length;

	cbor_reader_init(&r, (const uint8_t *)bytes, count);
	switch (what) {
	case 'u':
		cbor_read_uint(&r);
		break;
	case 'i':
		cbor_read_int(&r);
		break;
	case 'a':
		cbor_read_array(&r);
		break;
	default:
		cr_assert_null(cbor_read_string(&r, &length));
		cr_assert_eq(length, 0);
	}
	return r.bad;
}

Test(cbor, the_reader_refuses_wrong_types_and_lengths)
{
	cr_assert(refused("\x20", 1, 'u'), "a negative number is not unsigned");
	cr_assert(refused("\x61x", 2, 'u'), "text is no number");
	cr_assert(refused("\x19\x01", 2, 'u'), "argument cut off");
	cr_assert(refused("\x1c", 1, 'u'), "reserved length");
	cr_assert(refused("\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 9, 'i'), "beyond 63 bits");
	cr_assert(refused("\x64IET", 4, 's'), "text cut off");
	cr_assert(refused("\x5b\xff\xff\xff\xff\xff\xff\xff\xffx", 10, 's'), "absurd length");
	cr_assert(refused("\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 9, 'a'), "absurd count");
	cr_assert(refused("\x83\x01\x02", 3, 'a'), "more items than bytes");
}

Test(cbor, random_bytes_never_lead_the_reader_out_of_its_input)
{
	srand(2);
	for (unsigned round = 0; round < 20000; round++) {
		uint8_t *data =
			malloc(12); /* its own block, so that sanitizers see any step outside */
		struct cbor_reader r;
		size_t length;

		for (unsigned i = 0; i < 12; i++)
			data[i] = (uint8_t)rand();
		cbor_reader_init(&r, data, 12);
		while (!r.bad && r.at != r.end) {
			const uint8_t *before = r.at;

			if (rand() % 2)
				cbor_read_string(&r, &length);
			else if (rand() % 2)
				cbor_read_array(&r);
			else
				cbor_read_int(&r);
			cr_assert(r.at >= before && r.at <= data + 12);
		}
		free(data);
	}
}
