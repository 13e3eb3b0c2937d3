/*
 * Moving one message: untyped words, FPU state, then typed items (item.c).
 *
 * A message comes from the sender's UTCB, or, when the sender has raised an exception, from its
 * registers; it goes to the receiver's UTCB, or, when the receiver waits for the answer to an
 * exception, to its registers (abi sheet §4.3, §9.3).
 */
#include "kernel/ipc/ipc.h"
#include "kernel/lib/string.h"
#include <arch_abi.h>

/* Where the error flag means something in what is sent: a word for the last user word of the UTCB. */
static void transfer_extra_word(const struct thread *from, struct thread *to)
{
	if (L4_EXC_EXTRA_WORD != 0 && l4_msgtag_has_error(from->message->tag) &&
	    from->send_rights & L4_CAP_FPAGE_S)
		to->utcb->user[2] = from->utcb->mr[L4_EXC_EXTRA_WORD];
}

/* True when the receiver takes what comes after the words; an exception reply must be complete. */
static bool transfer_words(struct thread *from, struct thread *to)
{
	unsigned words   = l4_msgtag_words(from->message->tag);
	const word_t *mr = from->utcb->mr;
	word_t registers[L4_EXC_WORDS];

	if (from->state & THREAD_EXCEPTION) {
		words = arch_exception_to_words(from, registers);
		mr    = registers;
	}
	if (!(to->state & THREAD_EXCEPTION)) {
		memcpy(to->utcb->mr, mr, words * sizeof(word_t));
		return true;
	}
	if (words < L4_EXC_WORDS)
		return false;
	arch_exception_from_words(to, mr, words);
	transfer_extra_word(from, to);
	return true;
}

static long save_fpu(struct thread *t, void *unused)
{
	(void)unused;
	arch_thread_leave(t);
	return 0;
}

static void transfer_fpu(struct thread *from, struct thread *to)
{
	if (!(l4_msgtag_flags(from->message->tag) & L4_MSGTAG_TRANSFER_FPU) ||
	    !(to->utcb->bdr & L4_UTCB_INHERIT_FPU) || !(from->send_rights & L4_CAP_FPAGE_S))
		return;
	if (!thread_is_here(from)) /* its CPU may still have the registers */
		thread_call(from, save_fpu, NULL);
	arch_fpu_transfer(from, to);
}

unsigned transfer_message(struct thread *from, struct thread *to)
{
	if (!transfer_words(from, to))
		return 0;
	transfer_fpu(from, to);
	return l4_msgtag_items(from->message->tag) ? transfer_items(from, to) : 0;
}
