/*
 * The inspector: what is picked, in a sentence, then in numbers, then what leads on from there.
 */
#include "visualizer/views/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A page that is written from top to bottom. */
struct page {
	struct viz *v;
	struct box b; /* what is left of it */
};

static void title(struct page *p, unsigned kind, const char *text)
{
	struct box row = cut_top(&p->b, ui_px(&p->v->ui, 30));

	if (kind != KIND_UNKNOWN)
		kind_icon(&p->v->ui, kind, &row);
	ui_text(&p->v->ui, row,
		(struct ui_style){.face = FACE_BOLD, .size = SIZE_LARGE, .color = 0}, text);
}

static void say(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct page *p, const char *format, ...)
{
	char text[UI_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	cut_top(&p->b, ui_paragraph(&p->v->ui, p->b, (struct ui_style){0}, text, true) +
			       ui_px(&p->v->ui, 6));
}

static void value(struct page *p, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void value(struct page *p, const char *name, const char *format, ...)
{
	struct ui *ui = &p->v->ui;
	char text[UI_TEXT_MAX];
	va_list args;
	struct box row = cut_top(&p->b, ui_px(ui, 21));

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (ui_hovers(ui, row) && ui->in.clicks == 2 && ui->in.pressed[0]) {
		ui_copy(ui, text);
		viz_notice(p->v, "Copied %s", text);
	}
	ui_text(ui, cut_left(&row, ui_px(ui, row.w > ui_px(ui, 240) ? 96 : 82)), small_dim(ui),
		name);
	ui_text(ui, row, small(ui), text);
}

/* A row that leads to another pick. */
static void link_to(struct page *p, unsigned kind, struct pick to, const char *text)
{
	struct ui *ui  = &p->v->ui;
	struct box row = cut_top(&p->b, ui_px(ui, 22));
	bool hover     = ui_hovers(ui, row);

	if (hover) {
		canvas_fill_box(ui->canvas, row, ui->theme->hover);
		ui->pointer = POINTER_HAND;
	}
	if (kind != KIND_UNKNOWN)
		kind_icon(ui, kind, &row);
	ui_text(ui, row, (struct ui_style){.color = ui->theme->accent}, text);
	if (hover && ui->in.pressed[0])
		pick_set(p->v, to);
}

static void link_object(struct page *p, const char *what, uint32_t id)
{
	const struct model_object *o = model_object(p->v->state, id);
	char name[NAME_MAX_BYTES];
	char text[NAME_MAX_BYTES + 40];

	if (id == 0)
		return;
	snprintf(text, sizeof(text), "%s%s", what, name_of(p->v, id, name));
	link_to(p, o ? o->kind : KIND_UNKNOWN, pick_object(id), text);
}

static void section(struct page *p, const char *text)
{
	cut_top(&p->b, ui_px(&p->v->ui, 4));
	ui_rule(&p->v->ui, &p->b);
	ui_heading(&p->v->ui, &p->b, text);
}

/* "just now", "12 s ago": how old the kernel's last word about it is. */
static void age(struct page *p, model_time seen)
{
	char span[32];

	if (seen == 0)
		value(p, "reported", "never: known from events only");
	else if (p->v->now < seen + 1000000000ull)
		value(p, "reported", "just now");
	else
		value(p, "reported", "%s ago", span_text(span, sizeof(span), p->v->now - seen));
}

static void holders(struct page *p, uint32_t object)
{
	const struct model_state *s = p->v->state;
	char name[NAME_MAX_BYTES];
	char rights[24];
	char text[NAME_MAX_BYTES + 64];
	int shown = 0;

	section(p, "Who can reach it");
	for (size_t i = 0; i < s->tasks; i++) {
		for (size_t k = 0; k < s->task[i].slots && shown < 40; k++) {
			const struct model_slot *slot = &s->task[i].slot[k];

			if (slot->object != object)
				continue;
			snprintf(text, sizeof(text), "%s · slot 0x%x · %s",
				 name_of(p->v, s->task[i].id, name), slot->index,
				 object_rights_text(rights, sizeof(rights), slot->rights & 15));
			link_to(p, KIND_task, pick_slot(s->task[i].id, slot->index), text);
			shown++;
		}
	}
	if (shown == 0)
		say(p, "No capability to it has been reported at this instant.");
}

/* The first factory may use all there is: its limit is no number worth reading. */
static const char *limit_text(char *to, size_t size, uint64_t limit)
{
	if (limit >> 40)
		snprintf(to, size, "all there is");
	else
		bytes_text(to, size, limit);
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
	say(p, "It %s.", story);
	if (t->fault != MODEL_NONE) {
		char flow[256];

		say(p, "Why: %s.",
		    model_flow_text(v->model, model_flow(v->model, t->fault), flow, sizeof(flow)));
	}
	link_object(p, "in task ", t->task);
	link_object(p, "partner ", t->partner);
	section(p, "Details");
	value(p, "CPU, priority", "%u, %u", t->cpu, t->priority);
	value(p, "CPU time", "%s", span_text(span, sizeof(span), t->consumed_us * 1000));
	value(p, "instruction", "0x%llx", (unsigned long long)t->ip);
	value(p, "stack", "0x%llx", (unsigned long long)t->sp);
	value(p, "pager", t->pager < 0xfffff ? "slot 0x%x" : "none", t->pager);
	value(p, "handler", t->handler < 0xfffff ? "slot 0x%x" : "none", t->handler);
	value(p, "senders", "%u in line", t->senders);
	if (t->timeout != MODEL_NEVER && t->timeout > v->now)
		value(p, "gives up in", "%s", span_text(span, sizeof(span), t->timeout - v->now));
	age(p, t->seen);
}

static void describe_task(struct page *p, const struct model_task *t)
{
	struct viz *v = p->v;
	char used[32];
	char limit[32];

	say(p, "A protection domain with %u thread%s, %llu capabilities and %llu pages.",
	    t->threads, t->threads == 1 ? "" : "s",
	    (unsigned long long)(t->slots ? t->slots : t->caps),
	    (unsigned long long)(t->page_count ? t->page_count : t->pages));
	section(p, "Kernel memory");
	value(p, "used", "%s of %s", bytes_text(used, sizeof(used), t->quota_used),
	      limit_text(limit, sizeof(limit), t->quota_limit));
	struct box bar = box_inset(cut_top(&p->b, ui_px(&v->ui, 14)), 0, ui_px(&v->ui, 3));

	ui_round_box(&v->ui, bar, 3, solid(v->ui.theme->back), 1, v->ui.theme->border);
	if (t->quota_limit)
		bar.w = (int)((double)bar.w * (double)t->quota_used / (double)t->quota_limit);
	ui_round_box(&v->ui, bar, 3, solid(v->ui.theme->accent), 0, 0);
	value(p, "KU memory", "%s", bytes_text(used, sizeof(used), t->ku_bytes));
	age(p, t->seen);
	section(p, "Threads");
	for (size_t i = 0; i < v->state->threads; i++)
		if (v->state->thread[i].task == t->id)
			link_object(p, "", v->state->thread[i].id);
}

static void describe_gate(struct page *p, const struct model_object *o)
{
	char name[NAME_MAX_BYTES];

	if (o->bound)
		say(p, "Messages sent to it go to %s, who sees the label 0x%llx.",
		    name_of(p->v, o->bound, name), (unsigned long long)o->label);
	else
		say(p, "Nobody receives from it yet: senders wait.");
	link_object(p, "served by ", o->bound);
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
		say(p, "A counter of %llu: taking from 0 waits.", (unsigned long long)o->label);
		break;
	case KIND_factory:
		say(p, "Makes objects; pays for them from its quota: %s of %s are used.",
		    bytes_text(used, sizeof(used), o->used),
		    limit_text(limit, sizeof(limit), o->label));
		break;
	default:
		say(p, "A kernel object of kind %s.", schema_kind_name(o->kind));
		break;
	}
	section(p, "Details");
	value(p, "references", "%u kernel, %u counted", o->refs, o->counted);
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

	title(p, kind, name_of(v, id, name));
	if (kind == KIND_UNKNOWN) {
		say(p, "It does not exist at this instant.");
		return;
	}
	say(p, "%s %u%s", schema_kind_name(kind), id,
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
	title(p, KIND_UNKNOWN, text);
	if (!s) {
		say(p, "The slot is empty at this instant.");
		return;
	}
	int more = others(v, t->id, s->object);

	say(p,
	    "Slot 0x%x of task %s holds a capability to %s with rights %s; %d other task%s hold%s "
	    "it too.",
	    s->index, name_of(v, t->id, name), name_of(v, s->object, target),
	    object_rights_text(rights, sizeof(rights), s->rights & 15), more, more == 1 ? "" : "s",
	    more == 1 ? "s" : "");
	link_object(p, "holder ", t->id);
	link_object(p, "object ", s->object);
	holders(p, s->object);
}

static void node_links(struct page *p, const struct model_tree *tree, uint64_t pa)
{
	struct viz *v = p->v;
	char name[NAME_MAX_BYTES];
	char rights[8];
	char text[NAME_MAX_BYTES + 64];

	section(p, "Who sees this page");
	for (size_t i = 0; tree && i < tree->nodes && i < 40; i++) {
		const struct model_node *n = &tree->node[i];

		snprintf(text, sizeof(text), "%*s%s 0x%llx %s", n->depth, "",
			 name_of(v, n->task, name), (unsigned long long)n->address,
			 memory_rights_text(rights, sizeof(rights), n->rights));
		link_to(p, KIND_UNKNOWN, pick_page(n->task, n->address), text);
	}
	if (!tree)
		say(p, "The mapping tree of 0x%llx is not known yet.", (unsigned long long)pa);
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
	title(p, KIND_UNKNOWN, text);
	if (page && page->pa != MODEL_NEVER)
		tree = model_tree_of_page(v->state, page->pa + (v->pick.at - page->address));
	if (!tree && !v->tree.object)
		tree = model_tree_of_page(v->state, v->tree.key);
	if (page)
		say(p, "Task %s sees %s of memory here with rights %s; it lies at physical 0x%llx.",
		    name_of(v, v->pick.id, name),
		    bytes_text(bytes, sizeof(bytes), 1ull << page->order),
		    memory_rights_text(rights, sizeof(rights), page->rights),
		    (unsigned long long)page->pa);
	else
		say(p, "A mapping of task %s at this address.", name_of(v, v->pick.id, name));
	link_object(p, "task ", v->pick.id);
	node_links(p, tree, page ? page->pa : v->tree.key);
}

static void flow_events(struct page *p, const struct model_flow *f)
{
	struct viz *v    = p->v;
	uint32_t number  = f->first;
	model_time start = f->start;
	char text[300];
	char span[32];

	section(p, "Step by step");
	for (unsigned i = 0; i < 12 && number != MODEL_NONE; i++) {
		const struct model_event *e = model_event(v->model, number);
		struct ui_style style       = small_dim(&v->ui);

		if (e->time > start)
			ui_textf(&v->ui, cut_top(&p->b, ui_px(&v->ui, 18)), style, "after %s",
				 span_text(span, sizeof(span), e->time - start));
		say(p, "%s", model_event_text(v->model, e, text, sizeof(text)));
		number = e->next;
	}
}

static void flow_page(struct page *p)
{
	static const char *const titles[] = {"Message", "Page fault", "Exception", "Interrupt"};
	struct viz *v                     = p->v;
	const struct model_flow *f        = model_flow(v->model, (uint32_t)v->pick.at);
	char text[300];

	title(p, KIND_UNKNOWN, titles[f->kind < 4 ? f->kind : 0]);
	say(p, "%s.", model_flow_text(v->model, f, text, sizeof(text)));
	link_object(p, "from ", f->from);
	link_object(p, "to ", f->to);
	link_object(p, "through ", f->through);
	if (f->answers != MODEL_NONE)
		link_to(p, KIND_UNKNOWN, pick_flow(f->answers), "the call it answers");
	if (f->reply != MODEL_NONE)
		link_to(p, KIND_UNKNOWN, pick_flow(f->reply), "the reply to it");
	if (f->cause != MODEL_NONE)
		link_to(p, KIND_UNKNOWN, pick_flow(f->cause), "the fault that caused it");
	flow_events(p, f);
}

static void event_page(struct page *p)
{
	struct viz *v                    = p->v;
	const struct model_event *e      = model_event(v->model, (uint32_t)v->pick.at);
	const struct schema_entry *entry = schema_event(e->type);
	char text[300];
	char at[40];

	title(p, KIND_UNKNOWN, entry ? entry->name : "Event");
	say(p, "%s.", model_event_text(v->model, e, text, sizeof(text)));
	value(p, "at", "%s", time_text(at, sizeof(at), e->time));
	value(p, "CPU", "%u", e->cpu);
	for (unsigned i = 0; entry && i < entry->field_count; i++)
		value(p, entry->fields[i].name, "%s",
		      model_value_text(v->model, (enum schema_type)entry->fields[i].type,
				       e->value[i], text, sizeof(text)));
	if (e->flow != MODEL_NONE)
		link_to(p, KIND_UNKNOWN, pick_flow(e->flow), "the flow it belongs to");
}

/* Nothing picked: the machine as a whole. */
static void machine_page(struct page *p)
{
	struct viz *v                 = p->v;
	const struct model_machine *m = model_machine(v->model);
	const struct model_state *s   = v->state;
	char bytes[32];
	char all[32];

	title(p, KIND_UNKNOWN, "The machine");
	say(p, "Click anything to learn about it. Everything you see here is told by the kernel "
	       "while it runs.");
	if (m->boots == 0 && s->objects == 0) {
		say(p, "No kernel has been heard yet.");
		return;
	}
	section(p, "Kernel");
	value(p, "architecture", "%s, %u bits", m->arch[0] ? m->arch : "?", m->word_bits);
	value(p, "build", "%s", m->build[0] ? m->build : "?");
	value(p, "started", m->boots == 1 ? "once" : "%u times", m->boots);
	value(p, "objects", "%zu (%zu tasks)", s->objects, s->tasks);
	value(p, "threads", "%zu", s->threads);
	if (s->memory.seen) {
		value(p, "memory", "%s of %s",
		      bytes_text(bytes, sizeof(bytes), s->memory.pool - s->memory.free),
		      bytes_text(all, sizeof(all), s->memory.pool));
		value(p, "mappings", "%llu", (unsigned long long)s->memory.mappings);
	}
	section(p, "CPUs");
	for (size_t i = 0; i < s->cpus; i++) {
		char name[NAME_MAX_BYTES];
		char text[NAME_MAX_BYTES + 32];

		snprintf(text, sizeof(text), "CPU %u runs %s", s->cpu[i].number,
			 name_of(v, s->cpu[i].current, name));
		link_to(p, KIND_thread, pick_object(s->cpu[i].current), text);
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
		flow_page(&p);
	else if (v->pick.kind == PICK_EVENT && v->pick.at < model_events(v->model))
		event_page(&p);
	else
		machine_page(&p);
	ui_scroll_end(ui, &v->memory->inspector, p.b.y - top + ui_px(ui, 12));
}
