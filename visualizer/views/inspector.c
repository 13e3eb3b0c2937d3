/*
 * The inspector: what is picked, in a sentence, then in numbers, then what leads on from there.
 */
#include "visualizer/views/inspector.h"
#include "visualizer/views/state.h"
#include "visualizer/views/system.h"

#include <stdio.h>
#include <string.h>

/* "just now", "12 s ago": how old the kernel's last word about it is. */
static void age(struct page *p, model_time seen)
{
	char span[32];

	if (seen == 0)
		page_value(p, "reported", "never: known from events only");
	else if (p->v->now < seen + 1000000000ull)
		page_value(p, "reported", "just now");
	else
		page_value(p, "reported", "%s ago",
			   span_text(span, sizeof(span), p->v->now - seen));
}

static void holders(struct page *p, uint32_t object)
{
	const struct model_state *s = p->v->state;
	char name[NAME_MAX_BYTES];
	char rights[24];
	char text[NAME_MAX_BYTES + 64];
	int shown = 0;

	page_section(p, "Who can reach it");
	for (size_t i = 0; i < s->tasks; i++) {
		for (size_t k = 0; k < s->task[i].slots && shown < 40; k++) {
			const struct model_slot *slot = &s->task[i].slot[k];

			if (slot->object != object)
				continue;
			snprintf(text, sizeof(text), "%s · slot 0x%x · %s",
				 name_of(p->v, s->task[i].id, name), slot->index,
				 object_rights_text(rights, sizeof(rights), slot->rights & 15));
			page_link(p, KIND_task, pick_slot(s->task[i].id, slot->index), text);
			shown++;
		}
	}
	if (shown == 0)
		page_say(p, "No capability to it has been reported at this instant.");
}

/* The first factory may use all there is: its limit is no number worth reading. */
static const char *limit_text(char *to, size_t size, uint64_t limit)
{
	char bytes[24];

	if (limit >> 40)
		snprintf(to, size, ", no limit");
	else
		snprintf(to, size, " of %s", bytes_text(bytes, sizeof(bytes), limit));
	return to;
}

static void describe_thread(struct page *p, const struct model_thread *t)
{
	struct viz *v = p->v;
	char story[256];
	char span[40];
	struct box row = cut_top(&p->b, ui_px(&v->ui, 24));

	mood_icon(&v->ui, thread_mood(t), &row);
	ui_text(&v->ui, row, bold(), model_mood_name(thread_mood(t)));
	model_thread_story(v->model, v->state, t, story, sizeof(story));
	page_say(p, "It %s.", story);
	if (t->fault != MODEL_NONE) {
		char flow[256];

		page_say(p, "Why: %s.",
			 model_flow_text(v->model, model_flow(v->model, t->fault), flow,
					 sizeof(flow)));
	}
	page_object(p, "in task ", t->task);
	page_object(p, "partner ", t->partner);
	page_section(p, "Details");
	page_value(p, "CPU, priority", "%u, %u", t->cpu, t->priority);
	page_value(p, "CPU time", "%s", span_text(span, sizeof(span), t->consumed_us * 1000));
	page_value(p, "instruction", "0x%llx", (unsigned long long)t->ip);
	page_value(p, "stack", "0x%llx", (unsigned long long)t->sp);
	page_value(p, "pager", t->pager < 0xfffff ? "slot 0x%x" : "none", t->pager);
	page_value(p, "handler", t->handler < 0xfffff ? "slot 0x%x" : "none", t->handler);
	page_value(p, "senders", "%u in line", t->senders);
	if (t->timeout != MODEL_NEVER && t->timeout > v->now)
		page_value(p, "gives up in", "%s",
			   span_text(span, sizeof(span), t->timeout - v->now));
	age(p, t->seen);
}

static void describe_task(struct page *p, const struct model_task *t)
{
	struct viz *v = p->v;
	char used[32];
	char limit[32];

	uint32_t ids[64];
	int threads = system_threads(v, t->id, ids, 64);

	page_say(p, "A protection domain with %d thread%s, %llu capabilities and %llu pages.",
		 threads, threads == 1 ? "" : "s",
		 (unsigned long long)(t->slots ? t->slots : t->caps),
		 (unsigned long long)(t->page_count ? t->page_count : t->pages));
	page_section(p, "Kernel memory");
	page_value(p, "used", "%s%s", bytes_text(used, sizeof(used), t->quota_used),
		   limit_text(limit, sizeof(limit), t->quota_limit));
	struct box bar = box_inset(cut_top(&p->b, ui_px(&v->ui, 14)), 0, ui_px(&v->ui, 3));

	ui_round_box(&v->ui, bar, 3, solid(v->ui.theme->back), 1, v->ui.theme->border);
	if (t->quota_limit)
		bar.w = (int)((double)bar.w * (double)t->quota_used / (double)t->quota_limit);
	ui_round_box(&v->ui, bar, 3, solid(v->ui.theme->accent), 0, 0);
	page_value(p, "KU memory", "%s", bytes_text(used, sizeof(used), t->ku_bytes));
	age(p, t->seen);
	page_section(p, "Threads");
	for (size_t i = 0; i < v->state->threads; i++)
		if (v->state->thread[i].task == t->id)
			page_object(p, "", v->state->thread[i].id);
}

static void describe_gate(struct page *p, const struct model_object *o)
{
	char name[NAME_MAX_BYTES];

	if (o->bound)
		page_say(p, "Messages sent to it go to %s, who sees the label 0x%llx.",
			 name_of(p->v, o->bound, name), (unsigned long long)o->label);
	else
		page_say(p, "Nobody receives from it yet: senders wait.");
	page_object(p, "served by ", o->bound);
}

static void describe_object(struct page *p, const struct model_object *o)
{
	char used[32];
	char limit[32];

	switch (o->kind) {
	case KIND_gate:
	case KIND_irq:
		describe_gate(p, o);
		break;
	case KIND_semaphore:
		page_say(p, "A counter of %llu: taking from 0 waits.",
			 (unsigned long long)o->label);
		break;
	case KIND_factory:
		page_say(p, "Makes objects; pays for them from its quota: %s%s.",
			 bytes_text(used, sizeof(used), o->used),
			 limit_text(limit, sizeof(limit), o->label));
		break;
	default:
		page_say(p, "A kernel object of kind %s.", schema_kind_name(o->kind));
		break;
	}
	page_section(p, "Details");
	page_value(p, "references", "%u kernel, %u counted", o->refs, o->counted);
	age(p, o->seen);
}

static void object_page(struct page *p, uint32_t id)
{
	struct viz *v                     = p->v;
	const struct model_object *o      = model_object(v->state, id);
	const struct model_task *task     = model_task(v->state, id);
	const struct model_thread *thread = model_thread(v->state, id);
	unsigned kind = task ? KIND_task : thread ? KIND_thread : o ? o->kind : KIND_UNKNOWN;
	char name[NAME_MAX_BYTES];

	page_title(p, kind, name_of(v, id, name));
	if (kind == KIND_UNKNOWN) {
		page_say(p, "It does not exist at this instant.");
		return;
	}
	page_say(p, "%s %u%s", schema_kind_name(kind), id,
		 o && o->dying ? ", deleted, not freed yet" : "");
	if (task)
		describe_task(p, task);
	else if (thread)
		describe_thread(p, thread);
	else
		describe_object(p, o);
	holders(p, id);
}

static int others(const struct viz *v, uint32_t task, uint32_t object)
{
	int count = 0;

	for (size_t i = 0; i < v->state->tasks; i++) {
		const struct model_task *t = &v->state->task[i];
		size_t k                   = 0;

		while (k < t->slots && t->slot[k].object != object)
			k++;
		count += t->id != task && k < t->slots;
	}
	return count;
}

static void slot_page(struct page *p)
{
	struct viz *v              = p->v;
	const struct model_task *t = model_task(v->state, v->pick.id);
	const struct model_slot *s = t ? model_slot(t, (uint32_t)v->pick.at) : NULL;
	char name[NAME_MAX_BYTES];
	char target[NAME_MAX_BYTES];
	char rights[24];
	char text[40];

	snprintf(text, sizeof(text), "Slot 0x%llx", (unsigned long long)v->pick.at);
	page_title(p, KIND_UNKNOWN, text);
	if (!s) {
		page_say(p, "The slot is empty at this instant.");
		return;
	}
	int more = others(v, t->id, s->object);

	page_say(p,
		 "Slot 0x%x of task %s holds a capability to %s with rights %s; %d other task%s "
		 "hold%s "
		 "it too.",
		 s->index, name_of(v, t->id, name), name_of(v, s->object, target),
		 object_rights_text(rights, sizeof(rights), s->rights & 15), more,
		 more == 1 ? "" : "s", more == 1 ? "s" : "");
	page_object(p, "holder ", t->id);
	page_object(p, "object ", s->object);
	holders(p, s->object);
}

static void node_links(struct page *p, const struct model_tree *tree, uint64_t pa)
{
	struct viz *v = p->v;
	char name[NAME_MAX_BYTES];
	char rights[8];
	char text[NAME_MAX_BYTES + 64];

	page_section(p, "Who sees this page");
	for (size_t i = 0; tree && i < tree->nodes && i < 40; i++) {
		const struct model_node *n = &tree->node[i];

		snprintf(text, sizeof(text), "%*s%s 0x%llx %s", n->depth, "",
			 name_of(v, n->task, name), (unsigned long long)n->address,
			 memory_rights_text(rights, sizeof(rights), n->rights));
		page_link(p, KIND_UNKNOWN, pick_page(n->task, n->address), text);
	}
	if (!tree)
		page_say(p, "The mapping tree of 0x%llx is not known yet.", (unsigned long long)pa);
}

static void page_page(struct page *p)
{
	struct viz *v                 = p->v;
	const struct model_task *t    = model_task(v->state, v->pick.id);
	const struct model_page *page = t ? model_page(t, v->pick.at) : NULL;
	const struct model_tree *tree = NULL;
	char name[NAME_MAX_BYTES];
	char text[64];
	char rights[8];
	char bytes[32];

	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)v->pick.at);
	page_title(p, KIND_UNKNOWN, text);
	if (page && page->pa != MODEL_NEVER)
		tree = model_tree_of_page(v->state, page->pa + (v->pick.at - page->address));
	if (!tree && !v->tree.object)
		tree = model_tree_of_page(v->state, v->tree.key);
	if (page)
		page_say(p,
			 "Task %s sees %s of memory here with rights %s; it lies at physical "
			 "0x%llx.",
			 name_of(v, v->pick.id, name),
			 bytes_text(bytes, sizeof(bytes), 1ull << page->order),
			 memory_rights_text(rights, sizeof(rights), page->rights),
			 (unsigned long long)page->pa);
	else
		page_say(p, "A mapping of task %s at this address.", name_of(v, v->pick.id, name));
	page_object(p, "task ", v->pick.id);
	node_links(p, tree, page ? page->pa : v->tree.key);
}

/* Nothing picked: the machine as a whole. */
static void machine_page(struct page *p)
{
	struct viz *v                 = p->v;
	const struct model_machine *m = model_machine(v->model);
	const struct model_state *s   = v->state;
	char bytes[32];
	char all[32];

	page_title(p, KIND_UNKNOWN, "The machine");
	page_say(p,
		 "Click anything to learn about it. Everything you see here is told by the kernel "
		 "while it runs.");
	if (m->boots == 0 && s->objects == 0) {
		page_say(p, "No kernel has been heard yet.");
		return;
	}
	page_section(p, "Kernel");
	page_value(p, "architecture", "%s, %u bits", m->arch[0] ? m->arch : "?", m->word_bits);
	page_value(p, "build", "%s", m->build[0] ? m->build : "?");
	page_value(p, "started", m->boots == 1 ? "once" : "%u times", m->boots);
	page_value(p, "objects", "%zu (%zu tasks)", s->objects, s->tasks);
	page_value(p, "threads", "%zu", s->threads);
	if (s->memory.seen) {
		page_value(p, "memory", "%s of %s",
			   bytes_text(bytes, sizeof(bytes), s->memory.pool - s->memory.free),
			   bytes_text(all, sizeof(all), s->memory.pool));
		page_value(p, "mappings", "%llu", (unsigned long long)s->memory.mappings);
	}
	page_section(p, "CPUs");
	for (size_t i = 0; i < s->cpus; i++) {
		char name[NAME_MAX_BYTES];
		char text[NAME_MAX_BYTES + 32];

		snprintf(text, sizeof(text), "CPU %u runs %s", s->cpu[i].number,
			 name_of(v, s->cpu[i].current, name));
		page_link(p, KIND_thread, pick_object(s->cpu[i].current), text);
	}
}

void pane_inspector(struct viz *v, struct box b)
{
	struct ui *ui = &v->ui;

	canvas_fill_box(ui->canvas, b, ui->theme->panel);
	struct box rows = ui_scroll_begin(ui, ui_id("inspector", 0), b, &v->memory->inspector);
	struct page p   = {v, box_inset(rows, ui_px(ui, 12), ui_px(ui, 8))};
	int top         = rows.y;

	p.b.h = 100000; /* as long as it takes: the scroll area cuts it */
	if (v->pick.kind == PICK_OBJECT && v->pick.id)
		object_page(&p, v->pick.id);
	else if (v->pick.kind == PICK_SLOT)
		slot_page(&p);
	else if (v->pick.kind == PICK_PAGE)
		page_page(&p);
	else if (v->pick.kind == PICK_FLOW && v->pick.at < model_flows(v->model))
		page_of_flow(&p);
	else if (v->pick.kind == PICK_EVENT && v->pick.at < model_events(v->model))
		page_of_event(&p);
	else
		machine_page(&p);
	ui_scroll_end(ui, &v->memory->inspector, p.b.y - top + ui_px(ui, 12));
}
