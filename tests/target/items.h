/*
 * Typed items for tests: control words and flexpages, receivers with given buffers, and the test's
 * own side that sends to them.
 */
#ifndef TESTS_TARGET_ITEMS_H
#define TESTS_TARGET_ITEMS_H

#include "tests/target/target.h"

#define NEVER L4_IPC_NEVER

enum {
	WINDOW    = 0x20000000, /* free in every sandbox; aligned to 64 KiB and more */
	CAP_AT    = 0x200,      /* free slots in every sandbox */
	BUFFERS   = 6,          /* buffer registers that a receiver sets */
	UNTOUCHED = 0xeeee,     /* in a receiver's message registers before the message */
};

/** Address of test page @p i, and the page as flexpage. */
l4_addr_t page(unsigned i);
l4_fpage_t rw_page(unsigned i);

/** Control words of send items, with hot spot. */
l4_umword_t memory_item(l4_umword_t spot);
l4_umword_t object_item(l4_cap_idx_t at);

/** Buffers of one word: for any capability; for one that may come as label or flexpage. */
l4_umword_t small_buffer(unsigned index);
l4_umword_t local_buffer(l4_cap_idx_t slot);

/* ---- Receivers ------------------------------------------------------------------------------ */

/*
 * A worker in @p s (NULL: own task) that waits for one message. Afterwards tag, label and error are
 * kept, and value[0..7] are its first message registers.
 */
struct worker *receiver_with(const struct sandbox *s, const l4_umword_t br[BUFFERS],
			     l4_umword_t bdr);
/** All types of items start at BR0. */
struct worker *receiver(const struct sandbox *s, l4_umword_t br0, l4_umword_t br1, l4_umword_t br2);
struct worker *memory_receiver(const struct sandbox *s, l4_addr_t at, unsigned order);

/** What it was told of the item whose control word is in value[@p word]: L4_ITEM_RESULT_*. */
unsigned result_of(const struct worker *w, unsigned word);

/** Is there something in slot @p index of @p s? */
bool in_sandbox(const struct sandbox *s, unsigned index);

/* ---- Senders -------------------------------------------------------------------------------- */

/** Send @p words words and the given items through the thread capability of @p w. */
l4_msgtag_t send_items(const struct worker *w, unsigned words, unsigned items, l4_umword_t control0,
		       l4_fpage_t fpage0, l4_umword_t control1, l4_fpage_t fpage1);
l4_msgtag_t send_item(const struct worker *w, l4_umword_t control, l4_fpage_t fpage);

/** A thread of @p s sends the capability in its slot @p index to @p to. */
void send_from(const struct sandbox *s, struct worker *to, unsigned index);
/** The same with @p rights at most, through a capability to @p to with the rights @p path. */
void send_rights_from(const struct sandbox *s, struct worker *to, unsigned path, unsigned index,
		      unsigned rights);

#endif
