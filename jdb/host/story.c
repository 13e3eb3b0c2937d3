/*
 * Sentences: what an event, a flow or a thread's state means, for people.
 *
 * An event's sentence is a template: %s takes the next field of the list behind it. Events without
 * one are told by their field names.
 */
#include <inttypes.h>
#include <stdio.h>

#include "jdb/host/fields.h"
#include "jdb/host/model.h"

enum {
	WORD_SIZE = 96,
};

/* ---- Events ---------------------------------------------------------------------------------- */

struct template
{
	const char *text;
	uint8_t field[4];
};

static const struct template sentences[] = {
	[TRACE_ipc_send]        = {"%s sends to %s: %s",
				   {E_ipc_send_sender, E_ipc_send_receiver, E_ipc_send_tag}},
	[TRACE_ipc_wait]        = {"%s waits for %s", {E_ipc_wait_receiver, E_ipc_wait_from}},
	[TRACE_ipc_receive]     = {"%s receives from %s: %s, label %s",
				   {E_ipc_receive_receiver, E_ipc_receive_sender, E_ipc_receive_tag,
				    E_ipc_receive_label}},
	[TRACE_ipc_error]       = {"message of %s (partner %s) fails: %s",
				   {E_ipc_error_thread, E_ipc_error_partner, E_ipc_error_code}},
	[TRACE_ipc_item]        = {"item from %s to %s: %s",
				   {E_ipc_item_from, E_ipc_item_to, E_ipc_item_fpage}},
	[TRACE_page_fault]      = {"%s faults at %s, instruction %s",
				   {E_page_fault_thread, E_page_fault_address, E_page_fault_ip}},
	[TRACE_page_fault_done] = {"page fault of %s ends: answered by %s, resolved: %s",
				   {E_page_fault_done_thread, E_page_fault_done_pager,
				    E_page_fault_done_resolved}},
	[TRACE_exception]       = {"%s raises exception %s at %s",
				   {E_exception_thread, E_exception_cause, E_exception_ip}},
	[TRACE_exception_done]  = {"exception of %s ends: registers set: %s",
				   {E_exception_done_thread, E_exception_done_applied}},
	[TRACE_map]   = {"%s maps to %s: %s at %s", {E_map_from, E_map_to, E_map_fpage, E_map_at}},
	[TRACE_unmap] = {"unmap from %s: %s, %s gone",
			 {E_unmap_task, E_unmap_fpage, E_unmap_count}},
	[TRACE_unmapped] = {"%s loses its mapping at %s", {E_unmapped_task, E_unmapped_address}},
	[TRACE_object_create] = {"%s comes to be (%s), asked for by %s",
				 {E_object_create_object, E_object_create_kind,
				  E_object_create_creator}},
	[TRACE_object_kill] = {"%s is deleted by %s", {E_object_kill_object, E_object_kill_killer}},
	[TRACE_object_free] = {"%s is freed", {E_object_free_object}},
	[TRACE_cap_gone]    = {"%s loses slot %s (%s)",
			       {E_cap_gone_task, E_cap_gone_index, E_cap_gone_object}},
	[TRACE_gate_bind]   = {"%s is bound to %s, label %s",
			       {E_gate_bind_gate, E_gate_bind_thread, E_gate_bind_label}},
	[TRACE_thread_bind] = {"%s is bound to task %s",
			       {E_thread_bind_thread, E_thread_bind_task}},
	[TRACE_context_switch] = {"CPU goes from %s (%s) to %s",
				  {E_context_switch_from, E_context_switch_state,
				   E_context_switch_to}},
	[TRACE_wakeup]         = {"%s wakes up, by %s", {E_wakeup_thread, E_wakeup_by}},
	[TRACE_migrate]        = {"%s moves from CPU %s to CPU %s",
				  {E_migrate_thread, E_migrate_from, E_migrate_to}},
	[TRACE_cpu_request]    = {"CPU %s is asked to do something", {E_cpu_request_to}},
	[TRACE_tlb_shootdown]  = {"CPU %s is made to forget translations", {E_tlb_shootdown_to}},
	[TRACE_lock_help]      = {"%s waits for a lock and lends its time to %s",
				  {E_lock_help_waiter, E_lock_help_holder}},
	[TRACE_irq]            = {"interrupt on pin %s, %s", {E_irq_pin, E_irq_object}},
	[TRACE_irq_trigger] = {"%s is hit, tells %s", {E_irq_trigger_object, E_irq_trigger_thread}},
	[TRACE_timeout]     = {"timeout of %s", {E_timeout_thread}},
};

static char *generic_text(const struct model *m, const struct schema_entry *entry,
			  const struct model_event *e, char *to, size_t size)
{
	size_t used = (size_t)snprintf(to, size, "%s", entry->name);
	char word[WORD_SIZE];

	for (unsigned i = 0; i < entry->field_count && used < size; i++) {
		model_value_text(m, (enum schema_type)entry->fields[i].type, e->value[i], word,
				 sizeof(word));
		used += (size_t)snprintf(to + used, size - used, "%s%s %s", i ? ", " : ": ",
					 entry->fields[i].name, word);
	}
	return to;
}

/* Fill @p text's %s with the fields; nothing but %s is special in it. */
static char *template_text(const struct model *m, const struct schema_entry *entry,
			   const struct template *sentence, const struct model_event *e, char *to,
			   size_t size)
{
	const char *from     = sentence->text;
	const uint8_t *field = sentence->field;
	size_t used          = 0;

	while (*from && used + 1 < size) {
		if (from[0] == '%' && from[1] == 's') {
			char word[WORD_SIZE];
			int n = snprintf(
				to + used, size - used, "%s",
				model_value_text(m, (enum schema_type)entry->fields[*field].type,
						 e->value[*field], word, sizeof(word)));

			used += (size_t)n;
			field++;
			from += 2;
		} else {
			to[used++] = *from++;
		}
	}
	to[used < size ? used : size - 1] = 0;
	return to;
}

char *model_event_text(const struct model *m, const struct model_event *e, char *to, size_t size)
{
	static const struct template open_wait = {"%s waits for anyone", {E_ipc_wait_receiver}};
	const struct schema_entry *entry       = schema_event(e->type);

	if (!entry)
		snprintf(to, size, "event %u, unknown here", e->type);
	else if (e->type == TRACE_ipc_wait && e->value[E_ipc_wait_from] == 0)
		template_text(m, entry, &open_wait, e, to, size);
	else if (e->type < sizeof(sentences) / sizeof(sentences[0]) && sentences[e->type].text)
		template_text(m, entry, &sentences[e->type], e, to, size);
	else
		generic_text(m, entry, e, to, size);
	return to;
}

/* ---- Flows ----------------------------------------------------------------------------------- */

static const char *end_word(const struct model_flow *f)
{
	static const char *const fault[]   = {"not resolved yet", "resolved", "not resolved"};
	static const char *const message[] = {"not received yet", "received", "failed"};

	if (f->end > FLOW_FAILED)
		return "?";
	return f->kind == FLOW_FAULT || f->kind == FLOW_EXCEPTION ? fault[f->end] : message[f->end];
}

static char *fault_text(const struct model *m, const struct model_flow *f, char *to, size_t size)
{
	const struct model_event *e = model_event(m, f->first);
	char from[WORD_SIZE], by[WORD_SIZE], span[32], where[64] = "", answer[WORD_SIZE + 8] = "";

	model_any_name(m, f->from, from, sizeof(from));
	span_text(span, sizeof(span), f->finish - f->start);
	if (e && e->type == TRACE_page_fault)
		snprintf(where, sizeof(where), " at %#" PRIx64 " (%s)",
			 e->value[E_page_fault_address],
			 e->value[E_page_fault_flags] & 4   ? "fetch"
			 : e->value[E_page_fault_flags] & 2 ? "write"
							    : "read");
	if (f->to)
		snprintf(answer, sizeof(answer), " by %s",
			 model_any_name(m, f->to, by, sizeof(by)));
	snprintf(to, size, "%s of %s%s, %s%s after %s",
		 f->kind == FLOW_FAULT ? "page fault" : "exception", from, where, end_word(f),
		 f->end == FLOW_OPEN ? "" : answer, span);
	return to;
}

char *model_flow_text(const struct model *m, const struct model_flow *f, char *to, size_t size)
{
	char from[WORD_SIZE], receiver[WORD_SIZE], span[32];

	if (f->kind == FLOW_FAULT || f->kind == FLOW_EXCEPTION)
		return fault_text(m, f, to, size);
	model_any_name(m, f->from, from, sizeof(from));
	model_any_name(m, f->to, receiver, sizeof(receiver));
	span_text(span, sizeof(span), f->finish - f->start);
	snprintf(to, size, "%s from %s to %s, %s after %s",
		 f->kind == FLOW_INTERRUPT  ? "interrupt"
		 : f->answers != MODEL_NONE ? "answer"
		 : f->call                  ? "call"
					    : "message",
		 from, receiver, end_word(f), span);
	return to;
}

/* ---- Threads --------------------------------------------------------------------------------- */

enum model_mood model_mood(uint32_t state, uint32_t partner)
{
	if (state & (STATE_dead | STATE_dying))
		return MOOD_STOPPED;
	if (state & STATE_UNKNOWN)
		return MOOD_UNKNOWN;
	if (state & STATE_RUNNING)
		return MOOD_RUNNING;
	if (state & (STATE_fault | STATE_exception))
		return MOOD_FAULT;
	if (state & STATE_sending)
		return MOOD_SENDING;
	if (state & STATE_receiving)
		return MOOD_RECEIVING;
	if (state & STATE_blocked)
		return MOOD_SLEEPING;
	if (state & (STATE_ready | STATE_transfer))
		return MOOD_READY;
	(void)partner;
	return MOOD_STOPPED;
}

const char *model_mood_name(enum model_mood mood)
{
	static const char *const name[] = {
		"running",    "ready",    "sending", "receiving",
		"in a fault", "sleeping", "stopped", "unknown",
	};

	return mood < MOODS ? name[mood] : "?";
}

static void fault_story(const struct model_thread *t, const char *partner, char *to, size_t size)
{
	if (t->state & STATE_exception)
		snprintf(to, size, "waits for its exception handler %s", partner);
	else if (t->fault_address)
		snprintf(to, size, "waits for its pager %s to resolve a page fault at %#" PRIx64,
			 partner, t->fault_address);
	else
		snprintf(to, size, "waits for its pager %s to resolve a page fault", partner);
}

static void receive_story(const struct model *m, const struct model_thread *t, const char *partner,
			  char *to, size_t size)
{
	const struct model_flow *call = model_flow(m, t->flow);
	char when[32];

	if (t->partner && call && call->call && call->to == t->partner)
		snprintf(to, size, "waits for a reply from %s", partner);
	else if (t->partner == t->id && t->timeout == MODEL_NEVER)
		snprintf(to, size, "sleeps");
	else if (t->partner == t->id)
		snprintf(to, size, "sleeps until %s", time_text(when, sizeof(when), t->timeout));
	else if (t->partner)
		snprintf(to, size, "waits for a message from %s", partner);
	else
		snprintf(to, size, "waits for a message from anyone");
}

char *model_thread_story(const struct model *m, const struct model_state *s,
			 const struct model_thread *t, char *to, size_t size)
{
	char partner[WORD_SIZE], what[WORD_SIZE * 2], span[32];

	model_name(s, t->partner, partner, sizeof(partner));
	switch (model_mood(t->state, t->partner)) {
	case MOOD_RUNNING:
		snprintf(what, sizeof(what), "runs on CPU %" PRIu32, t->cpu);
		break;
	case MOOD_READY:
		snprintf(what, sizeof(what), "is ready, priority %" PRIu32, t->priority);
		break;
	case MOOD_SENDING:
		snprintf(what, sizeof(what), "waits until %s receives its message", partner);
		break;
	case MOOD_RECEIVING:
		receive_story(m, t, partner, what, sizeof(what));
		break;
	case MOOD_FAULT:
		fault_story(t, partner, what, sizeof(what));
		break;
	case MOOD_SLEEPING:
		snprintf(what, sizeof(what), "is blocked in the kernel");
		break;
	case MOOD_STOPPED:
		snprintf(what, sizeof(what),
			 t->state & STATE_dying ? "is being deleted" : "does not run");
		break;
	default:
		snprintf(what, sizeof(what), "state not known, events were lost");
	}
	if (t->since == 0 || t->since > s->time)
		snprintf(to, size, "%s", what);
	else
		snprintf(to, size, "%s since %s", what,
			 span_text(span, sizeof(span), s->time - t->since));
	return to;
}
