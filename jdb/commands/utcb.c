/*
 * utcb: the message registers of a thread, and what its message and its receive buffers mean.
 */
#include "kernel/abi/l4_utcb.h"
#include "kernel/ipc/invoke.h"
#include "kernel/object/thread.h"
#include "jdb/commands/commands.h"
#include "jdb/out.h"

/* Registers that are 0 are left out, but for the first few. */
static void out_numbered(const char *name, const l4_umword_t *word, unsigned count)
{
	const unsigned always = 4;

	for (unsigned i = 0; i < count; i++)
		if (i < always || word[i])
			out("  %s%-2u %lx\n", name, i, (unsigned long)word[i]);
}

/* A send item: where to in the receiver, and a flexpage. */
static void out_item(unsigned number, word_t control, word_t fpage)
{
	static const char *const kinds[] = {"special", "memory", "I/O ports", "capability"};

	out("  sends item %u: %s %#lx, 2^%u, at %#lx%s\n", number, kinds[fpage >> 4 & 3],
	    (unsigned long)(fpage >> 12), (unsigned)(fpage >> 6 & 0x3f),
	    (unsigned long)(control >> 12), control & L4_MAP_ITEM_GRANT ? ", grant" : "");
}

static void out_message(const struct thread *t)
{
	l4_msgtag_t tag = t->message->tag;
	unsigned words = l4_msgtag_words(tag), items = l4_msgtag_items(tag);

	out("  tag: label %ld, %u words, %u items; flags %lx\n", l4_msgtag_label(tag), words, items,
	    (unsigned long)(tag.raw & 0xf000));
	for (unsigned i = 0; i < items && words + 2 * i + 1 < L4_UTCB_GENERIC_DATA_SIZE; i++)
		out_item(i, t->utcb->mr[words + 2 * i], t->utcb->mr[words + 2 * i + 1]);
}

void command_utcb(const struct arguments *args)
{
	const struct thread *t = arg_thread(arg_word(args, 0));

	if (!t->utcb)
		command_fail("thread %u has no UTCB yet", (unsigned)t->object.id);
	out("UTCB of thread %u at user address %lx\n", (unsigned)t->object.id,
	    (unsigned long)t->utcb_user);
	if (t->message)
		out_message(t);
	out_numbered("MR", t->utcb->mr, L4_UTCB_GENERIC_DATA_SIZE);
	out("  BDR  %lx: buffers for memory from BR%lu, ports from BR%lu, capabilities from "
	    "BR%lu%s\n",
	    (unsigned long)t->utcb->bdr, (unsigned long)(t->utcb->bdr & L4_BDR_OFFSET_MASK),
	    (unsigned long)(t->utcb->bdr >> L4_BDR_IO_SHIFT & L4_BDR_OFFSET_MASK),
	    (unsigned long)(t->utcb->bdr >> L4_BDR_OBJ_SHIFT & L4_BDR_OFFSET_MASK),
	    t->utcb->bdr & L4_UTCB_INHERIT_FPU ? "; FPU state is welcome" : "");
	out_numbered("BR", t->utcb->br, L4_UTCB_GENERIC_BUFFERS_SIZE);
	out("  error %lx\n", (unsigned long)t->utcb->error);
}
