/*
 * The inspector's page about a message, fault or interrupt, and about a single event.
 */
#include "visualizer/views/inspector.h"
#include "visualizer/views/path.h"

#include <stdio.h>

/* What was sent: the tag's words, the label the receiver saw, registers and items. */
static void message_content(struct page *p, const struct model_flow *f)
{
	struct viz *v   = p->v;
	uint32_t number = f->first;
	char text[200];
	bool said = false;

	for (unsigned i = 0; i < 24 && number != MODEL_NONE; i++) {
		const struct model_event e = *model_event(v->model, number);

		number = e.next;
		if (e.type != TRACE_ipc_receive && e.type != TRACE_ipc_item)
			continue;
		if (!said)
			page_section(p, "Content");
		said = true;
		if (e.type == TRACE_ipc_item) {
			page_value(
				p, "item", "%s",
				flexpage_text(text, sizeof(text), model_event_value(&e, "fpage")));
			continue;
		}
		page_value(p, "tag", "%s",
			   tag_text(text, sizeof(text), model_event_value(&e, "tag")));
		page_value(p, "label", "0x%llx, as the receiver sees it",
			   (unsigned long long)model_event_value(&e, "label"));
		if (model_event_value(&e, "tag") & 0x3f)
			page_value(p, "word 0", "0x%llx (%lld)",
				   (unsigned long long)model_event_value(&e, "word0"),
				   (long long)model_event_value(&e, "word0"));
	}
}

static const char *doing(enum model_mood mood)
{
	switch (mood) {
	case MOOD_RUNNING:
		return "works";
	case MOOD_READY:
		return "waits for a CPU";
	case MOOD_SENDING:
		return "sends";
	case MOOD_RECEIVING:
		return "waits for a message";
	case MOOD_FAULT:
		return "waits for its pager";
	case MOOD_SLEEPING:
		return "sleeps or is blocked";
	default:
		return "stands";
	}
}

/* The whole path as one bar, then its steps, deeper ones further in; a click goes to the instant. */
static void flow_path(struct page *p, const struct model_flow *f)
{
	static struct path path;
	struct viz *v = p->v;
	struct ui *ui = &v->ui;
	char span[24];
	char name[NAME_MAX_BYTES];

	if (!path_of(v, f, &path))
		return;
	model_time all = path.end > path.start ? path.end - path.start : 1;

	page_section(p, "Where the time went");
	page_say(p, "%s in all.", span_text(span, sizeof(span), all));
	struct box bar = cut_top(&p->b, ui_px(ui, 18));

	for (int i = 0; i < path.steps; i++) {
		const struct path_step *s = &path.step[i];
		int x0 = bar.x + (int)((double)(s->start - path.start) / (double)all * bar.w);
		int x1 = bar.x + (int)((double)(s->end - path.start) / (double)all * bar.w);

		int down = (int)(s->depth < 4 ? s->depth : 4) * ui_px(ui, 3);

		ui_round_box(
			ui, (struct box){x0, bar.y + down, x1 - x0 > 1 ? x1 - x0 : 1, bar.h - down},
			0, mood_paint(ui, s->mood), 0, 0);
	}
	cut_top(&p->b, ui_px(ui, 4));
	for (int i = 0; i < path.steps && i < 40; i++) {
		const struct path_step *s = &path.step[i];
		struct box row            = cut_top(&p->b, ui_px(ui, 20));

		if (ui_hovers(ui, row))
			canvas_fill_box(ui->canvas, row, ui->theme->hover);
		if (ui_clicked(ui, row)) {
			time_set(v, s->start);
			return;
		}
		ui_text(ui, cut_right(&row, ui_px(ui, 62)),
			(struct ui_style){0, SIZE_SMALL, ALIGN_RIGHT, 0},
			span_text(span, sizeof(span), s->end - s->start));
		cut_left(&row, (int)(s->depth < 6 ? s->depth : 6) * ui_px(ui, 9));
		mood_icon(ui, s->mood, &row);
		ui_textf(ui, row, small(ui), "%s %s", name_of(v, s->thread, name), doing(s->mood));
	}
}

static void flow_events(struct page *p, const struct model_flow *f)
{
	struct viz *v    = p->v;
	uint32_t number  = f->first;
	model_time start = f->start;
	char text[300];
	char span[32];

	page_section(p, "Step by step");
	for (unsigned i = 0; i < 12 && number != MODEL_NONE; i++) {
		const struct model_event *e = model_event(v->model, number);
		struct ui_style style       = small_dim(&v->ui);

		if (e->time > start)
			ui_textf(&v->ui, cut_top(&p->b, ui_px(&v->ui, 18)), style, "after %s",
				 span_text(span, sizeof(span), e->time - start));
		page_say(p, "%s", model_event_text(v->model, e, text, sizeof(text)));
		number = e->next;
	}
}

void page_of_flow(struct page *p)
{
	static const char *const titles[] = {"Message", "Page fault", "Exception", "Interrupt"};
	struct viz *v                     = p->v;
	const struct model_flow *f        = model_flow(v->model, (uint32_t)v->pick.at);
	char text[300];

	page_title(p, KIND_UNKNOWN, titles[f->kind < 4 ? f->kind : 0]);
	page_say(p, "%s.", model_flow_text(v->model, f, text, sizeof(text)));
	page_object(p, "from ", f->from);
	page_object(p, "to ", f->to);
	page_object(p, "through ", f->through);
	if (f->answers != MODEL_NONE)
		page_link(p, KIND_UNKNOWN, pick_flow(f->answers), "the call it answers");
	if (f->reply != MODEL_NONE)
		page_link(p, KIND_UNKNOWN, pick_flow(f->reply), "the reply to it");
	if (f->cause != MODEL_NONE)
		page_link(p, KIND_UNKNOWN, pick_flow(f->cause), "the fault that caused it");
	message_content(p, f);
	flow_path(p, f);
	flow_events(p, f);
}

void page_of_event(struct page *p)
{
	struct viz *v                    = p->v;
	const struct model_event *e      = model_event(v->model, (uint32_t)v->pick.at);
	const struct schema_entry *entry = schema_event(e->type);
	char text[300];
	char at[40];

	page_title(p, KIND_UNKNOWN, entry ? entry->name : "Event");
	page_say(p, "%s.", model_event_text(v->model, e, text, sizeof(text)));
	page_value(p, "at", "%s", time_text(at, sizeof(at), e->time));
	page_value(p, "CPU", "%u", e->cpu);
	for (unsigned i = 0; entry && i < entry->field_count; i++)
		page_value(p, entry->fields[i].name, "%s",
			   model_value_text(v->model, (enum schema_type)entry->fields[i].type,
					    e->value[i], text, sizeof(text)));
	if (e->flow != MODEL_NONE)
		page_link(p, KIND_UNKNOWN, pick_flow(e->flow), "the flow it belongs to");
}
