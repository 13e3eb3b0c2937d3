/*
 * Changes: what came, went and changed between two instants, and the bookmarks with their notes.
 *
 * The instants are the marks A and B; as long as there are none, A is where the timelines' window
 * begins and B the chosen instant.
 */
#include "visualizer/views/diff.h"
#include "visualizer/views/state.h"

#include <stdio.h>
#include <stdlib.h>

struct span {
	model_time a, b;
};

static struct span chosen_span(const struct viz *v)
{
	model_time a = v->mark_count > 0 ? v->marks[0] : v->from;
	model_time b = v->mark_count == MARKS ? v->marks[1] : v->now;

	return a < b ? (struct span){a, b} : (struct span){b, a};
}

/* Made anew when an instant or the past has changed. */
static const struct diff *diff_now(struct viz *v, struct span s)
{
	struct views_memory *m = v->memory;
	uint64_t generation    = model_generation(v->model, TOPIC_PAST) +
			      (v->follow ? model_generation(v->model, TOPIC_STATE) : 0);

	if (!m->diff || m->diff_a != s.a || m->diff_b != s.b || m->diff_generation != generation) {
		m->diff = m->diff ? m->diff : calloc(1, sizeof(*m->diff));
		if (!m->diff)
			abort();
		diff_make(m->diff, v->model, s.a, s.b);
		m->diff_a          = s.a;
		m->diff_b          = s.b;
		m->diff_generation = generation;
		v->state           = model_at(v->model, v->follow ? MODEL_LIVE : v->now);
	}
	return m->diff;
}

/* ── words ────────────────────────────────────────────────────────────────────────────────── */

static void object_words(struct viz *v, const struct fact *f, char *to, size_t size)
{
	char name[NAME_MAX_BYTES];

	snprintf(to, size, "%s%s%s%s", schema_kind_name((unsigned)f->value & 127),
		 f->value & 128 ? ", being deleted" : "", f->other ? ", bound to " : "",
		 f->other ? name_of(v, f->other, name) : "");
}

static void slot_words(struct viz *v, const struct fact *f, char *to, size_t size)
{
	char name[NAME_MAX_BYTES];
	char rights[24];

	snprintf(to, size, "%s %s", name_of(v, f->other, name),
		 object_rights_text(rights, sizeof(rights), fact_rights(f)));
}

static void page_words(const struct fact *f, char *to, size_t size)
{
	char rights[8];
	char bytes[24];

	snprintf(to, size, "%s %s at physical 0x%llx",
		 bytes_text(bytes, sizeof(bytes), 1ull << (f->value >> 4 & 63)),
		 memory_rights_text(rights, sizeof(rights), (unsigned)f->value & 7),
		 (unsigned long long)(f->value >> 12 << 12));
}

static void thread_words(struct viz *v, const struct fact *f, char *to, size_t size)
{
	char name[NAME_MAX_BYTES];
	enum model_mood mood = (enum model_mood)(f->value >> 48);
	bool with            = f->other && f->other != f->id && mood != MOOD_RUNNING;

	snprintf(to, size, "%s%s%s, CPU %u, priority %u", model_mood_name(mood), with ? ", " : "",
		 with ? name_of(v, f->other, name) : "", (unsigned)(f->value >> 40 & 255),
		 (unsigned)(f->value >> 32 & 255));
}

static void fact_words(struct viz *v, const struct fact *f, char *to, size_t size)
{
	snprintf(to, size, "—");
	if (!f)
		return;
	switch (f->kind) {
	case FACT_OBJECT:
		object_words(v, f, to, size);
		break;
	case FACT_SLOT:
		slot_words(v, f, to, size);
		break;
	case FACT_PAGE:
		page_words(f, to, size);
		break;
	default:
		thread_words(v, f, to, size);
		break;
	}
}

static void subject(struct viz *v, const struct fact *f, char *to, size_t size)
{
	char name[NAME_MAX_BYTES];

	name_of(v, f->id, name);
	if (f->kind == FACT_SLOT)
		snprintf(to, size, "%s, slot 0x%llx", name, (unsigned long long)f->at);
	else if (f->kind == FACT_PAGE)
		snprintf(to, size, "%s, 0x%llx", name, (unsigned long long)f->at);
	else
		snprintf(to, size, "%s", name);
}

static struct pick pick_of(const struct fact *f)
{
	return f->kind == FACT_SLOT   ? pick_slot(f->id, (uint32_t)f->at)
	       : f->kind == FACT_PAGE ? pick_page(f->id, f->at)
				      : pick_object(f->id);
}

/* ── drawing ──────────────────────────────────────────────────────────────────────────────── */

static void change_row(struct viz *v, struct span s, const struct change *c)
{
	static const char *const words[] = {"came", "went", "changed"};
	struct ui *ui                    = &v->ui;
	struct ui_table *table           = &v->memory->changes;
	const struct fact *f             = c->after ? c->after : c->before;
	int how                          = !c->before ? 0 : !c->after ? 1 : 2;
	rgba_t colors[]                  = {ui->theme->running, ui->theme->warn, ui->theme->accent};
	struct box cell;
	char text[200];

	if (!ui_table_row(ui, table, pick_is(v, pick_of(f))))
		return;
	cell = ui_table_cell(ui, table, 0);
	ui_chip(ui, cell.x, cell, words[how], colors[how], true);
	subject(v, f, text, sizeof(text));
	cell = ui_table_cell(ui, table, 1);
	if (f->kind == FACT_OBJECT)
		kind_icon(ui, (unsigned)f->value & 127, &cell);
	ui_text(ui, cell, (struct ui_style){0}, text);
	fact_words(v, c->before, text, sizeof(text));
	ui_table_text(ui, table, 2, c->before ? small(ui) : small_dim(ui), text);
	fact_words(v, c->after, text, sizeof(text));
	ui_table_text(ui, table, 3, c->after ? small(ui) : small_dim(ui), text);
	if (!ui_table_clicked(ui, table))
		return;
	time_set(v, c->after ? s.b : s.a);
	v->state = model_at(v->model, v->now);
	pick_set(v, pick_of(f));
}

static void draw_changes(struct viz *v, struct box b, struct span s, const struct diff *d)
{
	static const struct ui_column columns[] = {
		{"", 92, ALIGN_LEFT, NULL, 0},
		{"What", 0, ALIGN_LEFT, NULL, 0},
		{"At A", 0, ALIGN_LEFT, "Click a row: it is picked, at the instant it was there",
		 0},
		{"At B", 0, ALIGN_LEFT, NULL, 0},
	};
	int form = v->memory->form[VIEW_CHANGES]; /* all, then each kind */

	v->memory->changes.sort = -1;
	ui_table_begin(&v->ui, ui_id("changes", 0), b, &v->memory->changes, columns, 4);
	for (size_t i = 0; i < d->changes; i++) {
		const struct change *c = &d->change[i];
		enum fact_kind kind    = c->before ? c->before->kind : c->after->kind;

		if (form == 0 || (int)kind == form - 1)
			change_row(v, s, c);
	}
	ui_table_end(&v->ui, &v->memory->changes);
}

static void bookmark_rows(struct viz *v, struct box b)
{
	static const struct ui_column columns[] = {
		{"Bookmarks", 130, ALIGN_LEFT, NULL, 0},
		{"Note", 0, ALIGN_LEFT, "B bookmarks the chosen instant", 0},
		{"", 40, ALIGN_RIGHT, NULL, 0},
	};
	struct ui *ui          = &v->ui;
	struct ui_table *table = &v->memory->bookmarks;
	int remove             = -1;
	char at[40];

	table->sort = -1;
	ui_table_begin(ui, ui_id("bookmarks", 0), b, table, columns, 3);
	for (int i = 0; i < v->bookmark_count; i++) {
		if (!ui_table_row(ui, table, v->bookmarks[i].at == v->now))
			continue;
		ui_table_text(ui, table, 0, mono(), time_text(at, sizeof(at), v->bookmarks[i].at));
		ui_table_text(ui, table, 1, (struct ui_style){0}, v->bookmarks[i].note);
		struct box cell = ui_table_cell(ui, table, 2);

		ui_text(ui, cell, (struct ui_style){.align = ALIGN_RIGHT, .color = ui->theme->dim},
			"×");
		if (ui_clicked(ui, cell))
			remove = i;
		else if (ui_table_clicked(ui, table))
			time_set(v, v->bookmarks[i].at);
	}
	ui_table_end(ui, table);
	if (v->bookmark_count == 0)
		ui_text(ui, cut_bottom(&b, b.h - ui_row(ui)),
			(struct ui_style){0, SIZE_SMALL, ALIGN_CENTER, ui->theme->dim},
			"B bookmarks the chosen instant, with a note");
	if (remove >= 0)
		bookmark_remove(v, remove);
}

static void draw_sentence(struct viz *v, struct box head, struct span s, const struct diff *d)
{
	struct ui *ui = &v->ui;
	size_t came   = 0;
	size_t went   = 0;
	size_t other  = 0;
	char a[40];
	char b[40];
	char span[24];

	for (int i = 0; i < FACT_KINDS; i++) {
		came += d->count[i][0];
		went += d->count[i][1];
		other += d->count[i][2];
	}
	time_text(a, sizeof(a), s.a);
	time_text(b, sizeof(b), s.b);
	span_text(span, sizeof(span), s.b - s.a);
	ui_textf(ui, cut_top(&head, ui_row(ui)), bold(), "From %s to %s: %s, %zu events", a, b,
		 span, model_event_find(v->model, s.b) - model_event_find(v->model, s.a));
	ui_textf(ui, cut_top(&head, ui_row(ui)), small_dim(ui),
		 head.w > ui_px(ui, 620) ? "%zu came, %zu went, %zu changed%s"
					 : "%zu came, %zu went, %zu changed",
		 came, went, other,
		 v->mark_count == MARKS ? "; between marks A and B"
		 : v->mark_count == 1
			 ? "; from mark A to the chosen instant, M sets mark B"
			 : "; from the window's left edge to the chosen instant: M sets "
			   "marks");
}

void view_changes(struct viz *v, struct box b)
{
	struct ui *ui        = &v->ui;
	struct span s        = chosen_span(v);
	const struct diff *d = diff_now(v, s);
	struct box bar       = box_inset(cut_top(&b, ui_px(ui, 34)), ui_px(ui, 8), ui_px(ui, 4));

	view_forms(v, VIEW_CHANGES, &bar);
	draw_sentence(v, box_inset(cut_top(&b, 2 * ui_row(ui) + ui_px(ui, 4)), ui_px(ui, 10), 0), s,
		      d);
	bookmark_rows(v, cut_bottom(&b, b.h / 4));
	draw_changes(v, b, s, d);
}
