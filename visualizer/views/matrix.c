/*
 * Messages as numbers: who talks to whom as a matrix and as a list, and how long the answers of the
 * chosen pair took as a histogram.
 */
#include "visualizer/views/memory.h"
#include "visualizer/views/state.h"
#include "visualizer/views/traffic.h"

#include <math.h>
#include <stdio.h>

enum { PARTIES_MAX = 24 };

struct matrix {
	const struct traffic *t;
	uint32_t party[PARTIES_MAX]; /* threads, in order of their id */
	int parties;
	unsigned most;
};

static int party_index(const struct matrix *m, uint32_t id)
{
	for (int i = 0; i < m->parties; i++)
		if (m->party[i] == id)
			return i;
	return -1;
}

static void add_party(struct matrix *m, uint32_t id)
{
	int at = m->parties;

	if (party_index(m, id) >= 0 || m->parties == PARTIES_MAX)
		return;
	for (; at > 0 && m->party[at - 1] > id; at--)
		m->party[at] = m->party[at - 1];
	m->party[at] = id;
	m->parties++;
}

/* Those of the busiest pairs first: who talks little gives way when there are many. */
static struct matrix matrix_of(const struct traffic *t)
{
	struct matrix m = {.t = t};

	for (int i = 0; i < t->pairs; i++) {
		add_party(&m, t->pair[i].from);
		add_party(&m, t->pair[i].to);
		m.most = t->pair[i].messages > m.most ? t->pair[i].messages : m.most;
	}
	return m;
}

static bool chosen(const struct viz *v, const struct pair *p)
{
	return v->memory->pair_from == p->from && v->memory->pair_to == p->to;
}

static void choose(struct viz *v, const struct pair *p)
{
	v->memory->pair_from = p->from;
	v->memory->pair_to   = p->to;
	pick_set(v, p->slowest != MODEL_NONE ? pick_flow(p->slowest) : pick_object(p->from));
}

static void pair_tip(struct viz *v, struct box b, const struct pair *p)
{
	char from[NAME_MAX_BYTES];
	char to[NAME_MAX_BYTES];
	char mean[24];
	char most[24];
	double seconds = (double)(v->memory->traffic->to - v->memory->traffic->from) / 1e9;

	if (!ui_hovers(&v->ui, b))
		return;
	span_text(mean, sizeof(mean), p->answered ? p->waited / p->answered : 0);
	span_text(most, sizeof(most), p->longest);
	ui_tip(&v->ui, b,
	       "%s to %s: %u messages (%.1f a second), %u of them faults, %u failed; answers "
	       "after %s, at most %s",
	       name_of(v, p->from, from), name_of(v, p->to, to), p->messages,
	       seconds > 0 ? p->messages / seconds : 0, p->faults, p->failed,
	       p->answered ? mean : "—", p->answered ? most : "—");
}

static void draw_pair_cell(struct viz *v, struct box cell, const struct matrix *m,
			   const struct pair *p)
{
	struct ui *ui = &v->ui;
	float part    = logf(1 + (float)p->messages) / logf(1 + (float)m->most);
	rgba_t hue    = p->faults * 2 > p->messages ? ui->theme->faulting : ui->theme->sending;
	rgba_t fill   = color_mix(ui->theme->panel, hue, 0.25f + 0.75f * part);
	struct ui_style style = {FACE_BOLD, SIZE_SMALL, ALIGN_CENTER, 0xffffffff};
	char text[16];

	style.color = color_contrast(fill, 0xffffffff) > 4 ? 0xffffffff : 0xff000000;
	canvas_fill_box(ui->canvas, box_inset(cell, 1, 1), fill);
	if (chosen(v, p))
		ui_round_box(ui, cell, 2, (struct paint){0}, 2.4f, ui->theme->pick);
	snprintf(text, sizeof(text), p->messages < 10000 ? "%u" : "%uk",
		 p->messages < 10000 ? p->messages : p->messages / 1000);
	if (ui_text_width(ui, style, text) < cell.w - 2)
		ui_text(ui, cell, style, text);
	pair_tip(v, cell, p);
	if (ui_clicked(ui, cell))
		choose(v, p);
}

/* Rows have names and numbers, columns the numbers: names would not fit over them. */
static void draw_grid(struct viz *v, struct box grid, const struct matrix *m, int side, int label)
{
	struct ui *ui         = &v->ui;
	struct ui_style right = {0, SIZE_SMALL, ALIGN_RIGHT, 0};
	struct ui_style head  = {FACE_BOLD, SIZE_SMALL, ALIGN_CENTER, ui->theme->dim};
	char name[NAME_MAX_BYTES];

	for (int i = 0; i < m->parties; i++) {
		struct box row    = {grid.x - label, grid.y + i * side, label - ui_px(ui, 6), side};
		struct box number = cut_right(&row, ui_px(ui, 22));
		struct box above  = {grid.x + i * side, grid.y - ui_row(ui), side, ui_row(ui)};

		if (side >= ui_px(ui, 15)) {
			ui_text(ui, row, right, name_of(v, m->party[i], name));
			ui_textf(ui, number, head, "%d", i + 1);
		}
		if (side >= ui_px(ui, 17))
			ui_textf(ui, above, head, "%d", i + 1);
		ui_tip(ui, above, "%s", name_of(v, m->party[i], name));
		for (int k = 0; k < m->parties; k++)
			canvas_fill_box(
				ui->canvas,
				(struct box){grid.x + k * side + 1, row.y + 1, side - 2, side - 2},
				ui->theme->back);
	}
}

static void draw_matrix(struct viz *v, struct box b, const struct matrix *m)
{
	struct ui *ui = &v->ui;
	int label     = ui_px(ui, 130);

	ui_text(ui, cut_top(&b, ui_row(ui)), small_dim(ui),
		b.w > ui_px(ui, 400) ? "Row sends to column; click a field for its answers"
				     : "Row sends to column");
	cut_top(&b, ui_row(ui));
	int side = m->parties ? (b.w - label) / m->parties : 1;

	side            = side > b.h / m->parties ? b.h / m->parties : side;
	side            = side > ui_px(ui, 44) ? ui_px(ui, 44) : side;
	struct box grid = {b.x + label, b.y, side * m->parties, side * m->parties};

	draw_grid(v, grid, m, side, label);
	for (int i = 0; i < m->t->pairs; i++) {
		int row    = party_index(m, m->t->pair[i].from);
		int column = party_index(m, m->t->pair[i].to);

		if (row >= 0 && column >= 0)
			draw_pair_cell(v,
				       (struct box){grid.x + column * side, grid.y + row * side,
						    side, side},
				       m, &m->t->pair[i]);
	}
}

/* ── how long answers took ────────────────────────────────────────────────────────────────── */

static struct pair all_pairs(const struct traffic *t)
{
	struct pair sum = {.slowest = MODEL_NONE};

	for (int i = 0; i < t->pairs; i++) {
		const struct pair *p = &t->pair[i];

		sum.answered += p->answered;
		sum.waited += p->waited;
		if (p->longest > sum.longest) {
			sum.longest = p->longest;
			sum.slowest = p->slowest;
		}
		for (int k = 0; k < LATENCY_BINS; k++)
			sum.latency[k] += p->latency[k];
	}
	return sum;
}

/* The time that so many hundredths of the answers did not exceed, to the bin's upper end. */
static model_time percentile(const struct pair *p, unsigned hundredths)
{
	unsigned seen = 0;

	for (int i = 0; i < LATENCY_BINS; i++) {
		seen += p->latency[i];
		if (seen * 100ull >= (uint64_t)p->answered * hundredths)
			return latency_of_bin(i + 1) < p->longest ? latency_of_bin(i + 1)
								  : p->longest;
	}
	return p->longest;
}

static void draw_bins(struct viz *v, struct box b, const struct pair *p)
{
	struct ui *ui   = &v->ui;
	struct box axis = cut_bottom(&b, ui_row(ui));
	int first       = 0;
	int last        = LATENCY_BINS - 1;
	unsigned most   = 1;
	char text[32];
	char to[32];

	while (first < last && p->latency[first] == 0)
		first++;
	while (last > first && p->latency[last] == 0)
		last--;
	first = first > 1 ? first - 2 : 0;
	last  = last < LATENCY_BINS - 2 ? last + 2 : last;
	for (int i = first; i <= last; i++)
		most = p->latency[i] > most ? p->latency[i] : most;
	float width = (float)b.w / (float)(last - first + 1);
	int free_x  = b.x;

	for (int i = first; i <= last; i++) {
		int x0         = b.x + (int)(width * (float)(i - first));
		int x1         = b.x + (int)(width * (float)(i - first + 1));
		int height     = (int)((double)p->latency[i] / most * b.h);
		struct box bar = {x0 + 1, b.y + b.h - height, x1 - x0 - 2, height};

		canvas_fill_box(ui->canvas, bar, ui->theme->accent);
		span_text(text, sizeof(text), latency_of_bin(i));
		span_text(to, sizeof(to), latency_of_bin(i + 1));
		ui_tip(ui, (struct box){x0, b.y, x1 - x0, b.h}, "%u answers after %s to %s",
		       p->latency[i], text, to);
		int w = ui_text_width(ui, small_dim(ui), text) + 2;

		if (x0 < free_x || x0 + w > b.x + b.w)
			continue;
		ui_text(ui, (struct box){x0, axis.y, w, axis.h}, small_dim(ui), text);
		free_x = x0 + w + ui_px(ui, 16);
	}
	canvas_fill_box(ui->canvas, (struct box){b.x, b.y + b.h, b.w, 1}, ui->theme->border);
}

static void draw_histogram(struct viz *v, struct box b, const struct traffic *t)
{
	struct ui *ui   = &v->ui;
	struct pair p   = all_pairs(t);
	char title[180] = "All answers";
	char from[NAME_MAX_BYTES];
	char to[NAME_MAX_BYTES];
	char text[3][24];

	for (int i = 0; i < t->pairs; i++)
		if (chosen(v, &t->pair[i])) {
			p = t->pair[i];
			snprintf(title, sizeof(title), "%s → %s", name_of(v, p.from, from),
				 name_of(v, p.to, to));
		}
	ui_textf(ui, cut_top(&b, ui_row(ui)), bold(), "%s: %u answers", title, p.answered);
	if (p.answered == 0) {
		ui_text(ui, cut_top(&b, ui_row(ui)), small_dim(ui),
			"No call was answered in this window");
		return;
	}
	span_text(text[0], sizeof(text[0]), percentile(&p, 50));
	span_text(text[1], sizeof(text[1]), percentile(&p, 99));
	span_text(text[2], sizeof(text[2]), p.longest);
	struct box row = cut_top(&b, ui_row(ui));

	ui_textf(ui, row, small_dim(ui),
		 row.w > ui_px(ui, 340) ? "half within %s, 99 %% within %s, longest %s"
					: "50 %%: %s, 99 %%: %s, all: %s",
		 text[0], text[1], text[2]);
	if (p.slowest != MODEL_NONE && ui_clicked(ui, row)) {
		pick_set(v, pick_flow(p.slowest));
		time_set(v, model_flow(v->model, p.slowest)->start);
	}
	ui_tip(ui, row, "Click: go to the slowest one");
	draw_bins(v, b, &p);
}

/* ── the list ─────────────────────────────────────────────────────────────────────────────── */

static void pair_row(struct viz *v, const struct traffic *t, const struct pair *p)
{
	struct ui *ui          = &v->ui;
	struct ui_table *table = &v->memory->pairs;
	double seconds         = (double)(t->to - t->from) / 1e9;
	char from[NAME_MAX_BYTES];
	char to[NAME_MAX_BYTES];
	char text[40];

	if (!ui_table_row(ui, table, chosen(v, p)))
		return;
	ui_textf(ui, ui_table_cell(ui, table, 0), (struct ui_style){0}, "%s → %s",
		 name_of(v, p->from, from), name_of(v, p->to, to));
	snprintf(text, sizeof(text), "%u", p->messages);
	ui_table_text(ui, table, 1, small(ui), text);
	snprintf(text, sizeof(text), "%.1f/s", seconds > 0 ? p->messages / seconds : 0);
	ui_table_text(ui, table, 2, small(ui), text);
	snprintf(text, sizeof(text), "%u", p->faults);
	ui_table_text(ui, table, 3, p->faults ? small(ui) : small_dim(ui), text);
	snprintf(text, sizeof(text), "%u", p->failed);
	ui_table_text(ui, table, 4, p->failed ? small(ui) : small_dim(ui), text);
	if (p->answered) {
		ui_table_text(ui, table, 5, small(ui),
			      span_text(text, sizeof(text), p->waited / p->answered));
		ui_table_text(ui, table, 6, small(ui), span_text(text, sizeof(text), p->longest));
	}
	if (ui_table_clicked(ui, table))
		choose(v, p);
}

static void draw_pairs(struct viz *v, struct box b, const struct traffic *t)
{
	static const struct ui_column columns[] = {
		{"From → to", 0, ALIGN_LEFT, "Replies are counted with their calls", 0},
		{"Messages", 86, ALIGN_RIGHT, NULL, 0},
		{"Rate", 80, ALIGN_RIGHT, "In the timelines' window", 560},
		{"Faults", 66, ALIGN_RIGHT, "Page faults that the receiver answered", 420},
		{"Failed", 66, ALIGN_RIGHT, "Timed out, aborted, not resolved", 480},
		{"Mean", 76, ALIGN_RIGHT, "Mean time to the answer", 0},
		{"Longest", 80, ALIGN_RIGHT, "Click the row: picks the slowest call", 520},
	};

	v->memory->pairs.sort = -1;
	ui_table_begin(&v->ui, ui_id("pairs", 0), b, &v->memory->pairs, columns, 7);
	for (int i = 0; i < t->pairs; i++)
		pair_row(v, t, &t->pair[i]);
	ui_table_end(&v->ui, &v->memory->pairs);
}

void numbers_messages(struct viz *v, struct box b)
{
	struct ui *ui           = &v->ui;
	const struct traffic *t = traffic_now(v);
	struct matrix m         = matrix_of(t);
	struct box head         = box_inset(cut_top(&b, ui_px(ui, 28)), ui_px(ui, 10), 0);
	struct box list         = cut_bottom(&b, b.h * 2 / 5);
	char span[32];

	ui_textf(ui, head, bold(), "Who talks to whom, in the timelines' window (%s)%s",
		 span_text(span, sizeof(span), t->to > t->from ? t->to - t->from : 0),
		 t->cut ? ", of which the first part is counted" : "");
	if (t->pairs == 0) {
		ui_text(ui, b, (struct ui_style){.align = ALIGN_CENTER, .color = ui->theme->dim},
			"No message in this window: zoom out in the timeline (−)");
		return;
	}
	draw_pairs(v, list, t);
	b                = box_inset(b, ui_px(ui, 10), ui_px(ui, 4));
	struct box right = cut_right(&b, b.w * 2 / 5);

	draw_matrix(v, b, &m);
	cut_left(&right, ui_px(ui, 16));
	draw_histogram(v, right, t);
}
