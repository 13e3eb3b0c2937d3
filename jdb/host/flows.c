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
#include "jdb/host/fields.h"
#include "kernel/abi/l4_types.h"

/* ---- Finding a flow by its id ---------------------------------------------------------------- */

struct model_flow *flow_at(const struct events *s, uint32_t number)
{
	return &s->flow[number / FLOW_CHUNK][number % FLOW_CHUNK];
}

/* Ids that follow each other are neighbours in the table, eight by eight: so in the CPU's cache. */
static uint32_t *slot_of(const struct events *s, uint64_t id)
{
	size_t i =
		((size_t)((id >> 3) * 0x9e3779b97f4a7c15u >> 20) << 3 | (id & 7)) & (s->slots - 1);

	while (s->slot[i] != 0 && flow_at(s, s->slot[i] - 1)->id != id)
		i = (i + 1) & (s->slots - 1);
	return &s->slot[i];
}

static void grow_table(struct events *s)
{
	uint32_t *old = s->slot;
	size_t slots  = s->slots;

	s->slots = slots ? slots * 2 : 1024;
	s->slot  = memory_checked(calloc(s->slots, sizeof(*s->slot)));
	for (size_t i = 0; i < slots; i++)
		if (old[i] != 0)
			*slot_of(s, flow_at(s, old[i] - 1)->id) = old[i];
	free(old);
}

void events_boot(struct events *s)
{
	if (s->slot)
		memset(s->slot, 0, s->slots * sizeof(*s->slot));
	s->slots_used = 0;
	s->calls      = 0;
	id_index_clear(&s->call_index);
}

static struct model_flow *new_flow(struct events *s, uint64_t id)
{
	uint32_t number = (uint32_t)s->flows++;

	if (number == s->flow_chunks * FLOW_CHUNK) {
		s->flow = array_room(s->flow, s->flow_chunks, sizeof(*s->flow));
		s->flow[s->flow_chunks++] =
			memory_checked(malloc(FLOW_CHUNK * sizeof(struct model_flow)));
	}
	*flow_at(s, number) = (struct model_flow){
		.id      = id,
		.number  = number,
		.first   = MODEL_NONE,
		.last    = MODEL_NONE,
		.reply   = MODEL_NONE,
		.answers = MODEL_NONE,
		.cause   = MODEL_NONE,
	};
	return flow_at(s, number);
}

struct model_flow *flows_need(struct events *s, const struct model_event *e)
{
	bool has_flow;

	event_fields(e->type, &has_flow);
	/* In the schema, the flow is an event's first field. */
	if (!has_flow || e->value[0] == 0)
		return NULL;
	if (s->slots_used * 4 >= s->slots * 3)
		grow_table(s);
	uint32_t *slot = slot_of(s, e->value[0]);

	if (*slot != 0)
		return flow_at(s, *slot - 1);
	s->slots_used++;
	struct model_flow *f = new_flow(s, e->value[0]);

	*slot = f->number + 1;
	return f;
}

/* ---- Calls and answers ----------------------------------------------------------------------- */

static void begin_call(struct events *s, uint32_t caller, uint32_t flow)
{
	size_t i = id_index_find(&s->call_index, caller);

	if (i == ID_INDEX_NONE) {
		i = s->calls++;
		id_index_put(&s->call_index, caller, i);
		s->call = array_room(s->call, i, sizeof(*s->call));
	}
	s->call[i] = (struct open_call){caller, flow};
}

/* A message from @p sender arrived at @p receiver: did that one wait for it since a call? */
static void end_call(struct events *s, struct model_flow *answer, uint32_t sender,
		     uint32_t receiver)
{
	size_t i = id_index_find(&s->call_index, receiver);

	if (i == ID_INDEX_NONE || s->call[i].flow == MODEL_NONE)
		return;
	struct model_flow *call = flow_at(s, s->call[i].flow);

	if (call->to != sender)
		return;
	call->reply     = answer->number;
	answer->answers = call->number;
	if (call->kind != FLOW_MESSAGE)
		answer->cause = call->number;
	s->call[i].flow = MODEL_NONE;
}

/* ---- What each event says about its flow ----------------------------------------------------- */

static void take_send(struct events *s, struct model_flow *f, const struct model_event *e)
{
	uint64_t kind = e->value[E_ipc_send_kind];

	f->to = (uint32_t)e->value[E_ipc_send_receiver];
	if (f->kind != FLOW_MESSAGE) {
		begin_call(s, f->from, f->number); /* a fault calls the pager */
		return;
	}
	f->from    = (uint32_t)e->value[E_ipc_send_sender];
	f->through = (uint32_t)e->value[E_ipc_send_through];
	f->call    = (kind & L4_SYSF_RECV) && !(kind & L4_SYSF_OPEN_WAIT);
	if (f->call)
		begin_call(s, f->from, f->number);
}

static void take_receive(struct events *s, struct model_flow *f, const struct model_event *e)
{
	uint32_t sender   = (uint32_t)e->value[E_ipc_receive_sender];
	uint32_t receiver = (uint32_t)e->value[E_ipc_receive_receiver];

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
		f->from = (uint32_t)e->value[E_page_fault_thread];
		break;
	case TRACE_page_fault_done:
		f->kind = FLOW_FAULT;
		f->end  = e->value[E_page_fault_done_resolved] ? FLOW_DONE : FLOW_FAILED;
		f->from = (uint32_t)e->value[E_page_fault_done_thread];
		if (e->value[E_page_fault_done_pager])
			f->to = (uint32_t)e->value[E_page_fault_done_pager];
		break;
	case TRACE_exception_done:
		f->kind = FLOW_EXCEPTION;
		f->end  = FLOW_DONE;
		f->from = (uint32_t)e->value[E_exception_done_thread];
		break;
	case TRACE_irq_trigger:
		f->kind = FLOW_INTERRUPT;
		f->from = (uint32_t)e->value[E_irq_trigger_object];
		f->to   = (uint32_t)e->value[E_irq_trigger_thread];
		break;
	default:
		break;
	}
}

/* Put the event into the chain, by time: nearly always at its end. */
static void chain(struct events *s, struct model_flow *f, const struct model_event *e)
{
	if (f->events == 0 || e->time < f->start) {
		events_set_next(s, e->number, f->first);
		f->first = e->number;
		f->start = e->time;
		if (f->events == 0)
			f->last = e->number;
	} else {
		uint32_t before = f->last;

		if (e->time < f->finish)
			for (before = f->first;; before = events_next(s, before))
				if (events_at(s, events_next(s, before))->time > e->time)
					break;
		events_set_next(s, e->number, events_next(s, before));
		events_set_next(s, before, e->number);
		if (before == f->last)
			f->last = e->number;
	}
	if (e->time > f->finish)
		f->finish = e->time;
	if (f->events < UINT16_MAX)
		f->events++;
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

void flows_join(struct events *s, struct model_flow *f, const struct model_event *e)
{
	chain(s, f, e);
	take_event(s, f, e);
	note_finish(s, f);
}
