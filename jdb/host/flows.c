/*
 * Flows: events that carry the same id belong together.
 *
 *      ipc_send ------------ ipc_receive            message: one flow
 *      page_fault -- ipc_send -- ipc_receive -- … -- page_fault_done     fault: one flow, the
 *                                                   pager message included
 *      ipc_send (call) … ipc_send (reply)           two flows, joined by reply / answers
 *
 * A call is a send whose selector also asks to receive; its answer is the next message from the
 * callee that arrives at the caller. A fault is a call to the pager, too: the message that brings
 * the page answers it.
 */
#include "jdb/host/array.h"
#include "jdb/host/events.h"
#include "kernel/abi/l4_types.h"

/* ---- Finding a flow by its id ---------------------------------------------------------------- */

static size_t hash_place(const struct flow_slot *slot, size_t slots, uint64_t id)
{
	size_t i = (size_t)(id * 0x9e3779b97f4a7c15u >> 20) & (slots - 1);

	while (slot[i].id != 0 && slot[i].id != id)
		i = (i + 1) & (slots - 1);
	return i;
}

static void grow_table(struct events *s)
{
	size_t slots           = s->slots ? s->slots * 2 : 1024;
	struct flow_slot *slot = memory_checked(calloc(slots, sizeof(*slot)));

	for (size_t i = 0; i < s->slots; i++)
		if (s->slot[i].id != 0)
			slot[hash_place(slot, slots, s->slot[i].id)] = s->slot[i];
	free(s->slot);
	s->slot  = slot;
	s->slots = slots;
}

void events_boot(struct events *s)
{
	memset(s->slot, 0, s->slots * sizeof(*s->slot));
	s->slots_used = 0;
	s->calls      = 0;
}

static struct model_flow *flow_with_id(struct events *s, uint64_t id, bool *fresh)
{
	if (s->slots_used * 2 >= s->slots)
		grow_table(s);
	struct flow_slot *slot = &s->slot[hash_place(s->slot, s->slots, id)];

	*fresh = slot->id == 0;
	if (*fresh) {
		s->flow = array_room(s->flow, s->flows, sizeof(*s->flow));
		*slot   = (struct flow_slot){id, (uint32_t)s->flows};
		s->slots_used++;
		s->flow[s->flows] = (struct model_flow){
			.id      = id,
			.number  = (uint32_t)s->flows,
			.first   = MODEL_NONE,
			.last    = MODEL_NONE,
			.reply   = MODEL_NONE,
			.answers = MODEL_NONE,
			.cause   = MODEL_NONE,
		};
		s->flows++;
	}
	return &s->flow[slot->flow];
}

/* ---- Calls and answers ----------------------------------------------------------------------- */

static struct open_call *call_of(struct events *s, uint32_t caller)
{
	for (size_t i = 0; i < s->calls; i++)
		if (s->call[i].caller == caller)
			return &s->call[i];
	return NULL;
}

static void begin_call(struct events *s, uint32_t caller, uint32_t flow)
{
	struct open_call *c = call_of(s, caller);

	if (!c) {
		s->call = array_room(s->call, s->calls, sizeof(*c));
		c       = &s->call[s->calls++];
	}
	*c = (struct open_call){caller, flow};
}

/* A message from @p sender arrived at @p receiver: did that one wait for it since a call? */
static void end_call(struct events *s, struct model_flow *answer, uint32_t sender,
		     uint32_t receiver)
{
	struct open_call *c = call_of(s, receiver);

	if (!c || c->flow == MODEL_NONE || s->flow[c->flow].to != sender)
		return;
	s->flow[c->flow].reply = answer->number;
	answer->answers        = c->flow;
	if (s->flow[c->flow].kind != FLOW_MESSAGE)
		answer->cause = c->flow;
	c->flow = MODEL_NONE;
}

/* ---- What each event says about its flow ----------------------------------------------------- */

static void take_send(struct events *s, struct model_flow *f, const struct model_event *e)
{
	uint64_t kind = model_event_value(e, "kind");

	f->to = (uint32_t)model_event_value(e, "receiver");
	if (f->kind != FLOW_MESSAGE) {
		begin_call(s, f->from, f->number); /* a fault calls the pager */
		return;
	}
	f->from    = (uint32_t)model_event_value(e, "sender");
	f->through = (uint32_t)model_event_value(e, "through");
	f->call    = (kind & L4_SYSF_RECV) && !(kind & L4_SYSF_OPEN_WAIT);
	if (f->call)
		begin_call(s, f->from, f->number);
}

static void take_receive(struct events *s, struct model_flow *f, const struct model_event *e)
{
	uint32_t sender   = (uint32_t)model_event_value(e, "sender");
	uint32_t receiver = (uint32_t)model_event_value(e, "receiver");

	f->to = receiver;
	if (f->from == 0)
		f->from = sender;
	if (f->kind == FLOW_FAULT || f->kind == FLOW_EXCEPTION)
		return;
	f->end = FLOW_DONE;
	end_call(s, f, sender, receiver);
}

static void take_event(struct events *s, struct model_flow *f, const struct model_event *e)
{
	switch (e->type) {
	case TRACE_ipc_send:
		take_send(s, f, e);
		break;
	case TRACE_ipc_receive:
		take_receive(s, f, e);
		break;
	case TRACE_ipc_error:
		f->end = FLOW_FAILED;
		break;
	case TRACE_page_fault:
	case TRACE_exception:
		/* The pager's CPU may have told first that it got the message: that is no end. */
		if (f->kind == FLOW_MESSAGE)
			f->end = FLOW_OPEN;
		f->kind = e->type == TRACE_page_fault ? FLOW_FAULT : FLOW_EXCEPTION;
		f->from = (uint32_t)model_event_value(e, "thread");
		break;
	case TRACE_page_fault_done:
		f->kind = FLOW_FAULT;
		f->end  = model_event_value(e, "resolved") ? FLOW_DONE : FLOW_FAILED;
		f->from = (uint32_t)model_event_value(e, "thread");
		if (model_event_value(e, "pager"))
			f->to = (uint32_t)model_event_value(e, "pager");
		break;
	case TRACE_exception_done:
		f->kind = FLOW_EXCEPTION;
		f->end  = FLOW_DONE;
		f->from = (uint32_t)model_event_value(e, "thread");
		break;
	case TRACE_irq_trigger:
		f->kind = FLOW_INTERRUPT;
		f->from = (uint32_t)model_event_value(e, "object");
		f->to   = (uint32_t)model_event_value(e, "thread");
		break;
	default:
		break;
	}
}

/* Put the event into the chain, by time. */
static void chain(struct events *s, struct model_flow *f, struct model_event *e)
{
	if (f->events == 0 || e->time < f->start)
		f->start = e->time;
	if (e->time > f->finish)
		f->finish = e->time;
	f->events++;
	if (f->first == MODEL_NONE || events_at(s, f->first)->time > e->time) {
		e->next  = f->first;
		f->first = e->number;
	} else {
		struct model_event *before = events_at(s, f->first);

		if (events_at(s, f->last)->time <= e->time)
			before = events_at(s, f->last);
		while (before->next != MODEL_NONE && events_at(s, before->next)->time <= e->time)
			before = events_at(s, before->next);
		e->next      = before->next;
		before->next = e->number;
	}
	if (e->next == MODEL_NONE)
		f->last = e->number;
}

static void note_finish(struct events *s, const struct model_flow *f)
{
	size_t block = f->number / FLOW_BLOCK;

	if (block == s->blocks) {
		s->block_finish = array_room(s->block_finish, block, sizeof(*s->block_finish));
		s->block_finish[s->blocks++] = 0;
	}
	if (s->block_finish[block] < f->finish)
		s->block_finish[block] = f->finish;
}

void flows_take(struct events *s, struct model_event *e)
{
	const struct schema_entry *entry = schema_event(e->type);
	bool fresh;

	e->flow = e->next = MODEL_NONE;
	/* In the schema, the flow is an event's first field. */
	if (!entry || entry->field_count == 0 || entry->fields[0].type != FIELD_FLOW ||
	    e->value[0] == 0)
		return;
	struct model_flow *f = flow_with_id(s, e->value[0], &fresh);

	e->flow = f->number;
	chain(s, f, e);
	take_event(s, f, e);
	note_finish(s, f);
}
