/*
 * See notes.h.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "tests/user/fake/notes.h"

l4_utcb_t own, lent;
struct notes noted;
struct answer answer;

l4_utcb_t *l4_utcb_direct(void)
{
	return &own;
}

l4_msgtag_t l4_syscall(l4_umword_t dest, l4_msgtag_t tag, l4_umword_t *label, l4_timeout_t timeout)
{
	noted.calls++;
	noted.dest    = dest;
	noted.tag     = tag;
	noted.timeout = timeout;
	noted.utcb[0] = own;
	noted.utcb[1] = lent;
	memcpy(own.mr, answer.mr, sizeof(answer.mr));
	memcpy(lent.mr, answer.mr, sizeof(answer.mr));
	*label = answer.label;
	return answer.tag;
}

void notes_begin(void)
{
	memset(&noted, 0, sizeof(noted));
	memset(&own, POISON, sizeof(own));
	memset(&lent, POISON, sizeof(lent));
}

bool notes_untouched(const void *from, size_t bytes)
{
	const unsigned char *p = from;

	for (size_t i = 0; i < bytes; i++) {
		if (p[i] != POISON)
			return false;
	}
	return true;
}

static void check_item(const char *what, const l4_utcb_t *utcb, unsigned at, l4_umword_t cap)
{
	cr_expect_eq(utcb->mr[at] & 0xf, 8, "%s: a map item, not granted, not compound", what);
	cr_expect_eq(utcb->mr[at + 1] & ~0xfUL, cap | 3 << 4, "%s: one capability, the right one",
		     what);
	cr_expect_eq(utcb->mr[at + 1] & 7, 7, "%s: rights RWS", what);
}

void notes_check(const char *what, bool is_lent, l4_umword_t op, l4_umword_t dest, long protocol,
		 unsigned words, l4_umword_t item, unsigned n, const l4_umword_t *mr)
{
	const l4_utcb_t *utcb = &noted.utcb[is_lent], *rest = &noted.utcb[!is_lent];
	unsigned end = words + (item ? ITEM_WORDS : 0);

	cr_expect_eq(noted.calls, 1, "%s: one system call, not %u", what, noted.calls);
	cr_expect_eq(noted.dest, dest | op, "%s: selector %#lx", what, noted.dest);
	cr_expect_eq(l4_msgtag_label(noted.tag), protocol, "%s: protocol", what);
	cr_expect_eq(l4_msgtag_words(noted.tag), words, "%s: %u words", what,
		     l4_msgtag_words(noted.tag));
	cr_expect_eq(l4_msgtag_items(noted.tag), item ? 1 : 0, "%s: items", what);
	for (unsigned i = 0; i < n; i++)
		cr_expect_eq(utcb->mr[i], mr[i], "%s: MR%u is %#lx", what, i, utcb->mr[i]);
	if (item)
		check_item(what, utcb, words, item);
	cr_expect(notes_untouched(&utcb->mr[end],
				  (L4_UTCB_GENERIC_DATA_SIZE - end) * sizeof(l4_umword_t)),
		  "%s: nothing behind the message", what);
	cr_expect(notes_untouched(rest, sizeof(*rest)), "%s: in one UTCB only", what);
}

void answer_with(l4_msgtag_t tag, l4_umword_t mr0, l4_umword_t mr1, l4_umword_t mr2)
{
	answer.tag   = tag;
	answer.mr[0] = mr0;
	answer.mr[1] = mr1;
	answer.mr[2] = mr2;
}

void notes_reset(void)
{
	memset(&answer, 0, sizeof(answer));
}
