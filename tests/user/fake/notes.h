/*
 * A system call that takes notes, and what a test says about them.
 *
 * The bindings must put into the UTCB and the registers what the sheet says, and nothing else. A line of a
 * test is a call and the message that it must be, in the sheet's numbers, not in names of the headers:
 *
 *      TWINS(l4_task_map, (TASK, OTHER, page, 0x70008), CALL, TASK, -11, 3, OTHER, 0, 0x70008, 0x10317)
 *
 * says: operation CALL of the selector TASK, protocol -11, 3 words, capability OTHER as the item behind
 * them (NONE: no item), and then the message registers from MR0 on.
 *
 * TWINS makes the call a second time through the function with _u, handing it a UTCB that is not the
 * thread's own: all must be in that one then.
 */
#ifndef NOTES_H
#define NOTES_H

#include <l4/sys/ipc.h>

enum {
	TASK    = 0x21000, /* selectors of objects that are called … */
	THREAD  = 0x22000,
	FACTORY = 0x23000,
	OBJECT  = 0x24000,
	OTHER   = 0x25000, /* … and of arguments */
	SLOT    = 0x26000,
	NONE    = 0, /* no item */

	SEND     = 1, /* operations */
	CALL     = 3,
	SEND_ALL = 7, /* send, and wait for anybody */

	ITEM_WORDS = 2,
	POISON     = 0x5a,
};

extern l4_utcb_t own, lent; /* the thread's UTCB; the one that is given to _u functions */

/* What the last system call was given. */
extern struct notes {
	unsigned calls;
	l4_umword_t dest;
	l4_msgtag_t tag;
	l4_timeout_t timeout;
	l4_utcb_t utcb[2]; /* own and lent, at the time of the call */
} noted;

/* What it answers. */
extern struct answer {
	l4_msgtag_t tag;
	l4_umword_t mr[8], label;
} answer;

/** Answer like this from now on. */
void answer_with(l4_msgtag_t tag, l4_umword_t mr0, l4_umword_t mr1, l4_umword_t mr2);

/** Answer an empty message: how a test starts. */
void notes_reset(void);

/** Before a call: forget the last, and fill both UTCBs with rubbish. */
void notes_begin(void);

/** Are the @p bytes still that rubbish? */
bool notes_untouched(const void *from, size_t bytes);

/** The message that was sent is in one UTCB, and the other was left alone. See TWINS above. */
void notes_check(const char *what, bool is_lent, l4_umword_t op, l4_umword_t dest, long protocol,
		 unsigned words, l4_umword_t item, unsigned n, const l4_umword_t *mr);

#define MRS(...)                                                                    \
	sizeof((l4_umword_t[]){__VA_ARGS__}) / sizeof(l4_umword_t), (l4_umword_t[]) \
	{                                                                           \
		__VA_ARGS__                                                         \
	}
#define IN_OWN(call, op, dest, protocol, words, item, ...)                                    \
	do {                                                                                  \
		notes_begin();                                                                \
		(void)(call);                                                                 \
		notes_check(#call, false, op, dest, protocol, words, item, MRS(__VA_ARGS__)); \
	} while (0)
#define IN_LENT(call, op, dest, protocol, words, item, ...)                                  \
	do {                                                                                 \
		notes_begin();                                                               \
		(void)(call);                                                                \
		notes_check(#call, true, op, dest, protocol, words, item, MRS(__VA_ARGS__)); \
	} while (0)
#define LENT(...) (__VA_ARGS__, &lent)
#define TWINS(name, arguments, ...)                            \
	do {                                                   \
		IN_OWN(name arguments, __VA_ARGS__);           \
		IN_LENT(name##_u LENT arguments, __VA_ARGS__); \
	} while (0)

#endif
