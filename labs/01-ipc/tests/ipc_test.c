/*
 * Questions that several tests of lab 01 ask. See ipc_test.h.
 */
#include "labs/01-ipc/tests/ipc_test.h"

#include <stdio.h>
#include <string.h>

const struct model_object *expect_session(const struct model_state *now, const char *name)
{
	const struct model_slot *slot = slot_of(expect_task(now, name), SLOT_SESSION);
	const struct model_object *o  = slot ? model_object(now, slot->object) : NULL;

	expect(o && o->kind == KIND_gate, "the answer to OPEN carries the capability of a gate",
	       "%s's slot for it %s", name, o ? "holds another kind of object" : "is empty");
	return o;
}

void expect_answer(struct scenario *s, const char *name, int64_t error, int64_t word)
{
	char text[200];
	struct mark m;

	snprintf(text, sizeof(text), "the answer to \"%s\"", name);
	m = expect_mark_value(s, name, error, text);
	snprintf(text, sizeof(text), "the first word of the answer to \"%s\": %lld", name,
		 (long long)word);
	expect((int64_t)m.more == word, text, "%lld", (long long)m.more);
}

uint64_t label_received_from(struct scenario *s, const struct model_state *now, const char *name)
{
	uint32_t client = expect_thread(now, name)->id, server = expect_thread(now, "server")->id;
	const struct model_event *e;
	uint64_t label  = 0;
	size_t position = 0;

	while ((e = next_event(s, TRACE_ipc_receive, &position, SIZE_MAX)))
		if (model_event_value(e, "receiver") == server &&
		    model_event_value(e, "sender") == client)
			label = model_event_value(e, "label");
	return label;
}
