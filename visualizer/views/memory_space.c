/*
 * The address space of a task as a strip: from the whole space down to one page, by the wheel.
 *
 * Spaces are nearly empty: what lies together is a cluster, as wide as the root of its size, and the
 * gaps between clusters are cut out. Above, the whole space with the part in sight marked; below, that
 * part. Mappings are coloured by the task that gave them; what may be written reaches up to the top,
 * what may only be read is half as high.
 */
#include "visualizer/views/memory.h"

#include <math.h>
#include <stdio.h>

enum { CLUSTERS = 48 };

struct cluster {
	double from, to; /* addresses */
	double at, end;  /* where on the strip, in a unit of its own */
};

struct strip {
	struct cluster cluster[CLUSTERS];
	int clusters;
	double end; /* of the last one */
};

int table_levels(const struct viz *v, unsigned order)
{
	if (model_machine(v->model)->word_bits == 32) /* sections of 1 MiB, small pages */
		return order >= 20 ? 1 : 2;
	return order >= 30 ? 2 : order >= 21 ? 3 : 4;
}

uint32_t page_origin(const struct viz *v, uint32_t task, const struct model_page *p)
{
	const struct model_tree *tree =
		p->pa != MODEL_NEVER ? model_tree_of_page(v->state, p->pa) : NULL;

	for (size_t i = 0; tree && i < tree->nodes; i++) {
		long parent = model_tree_parent(tree, i);

		if (tree->node[i].task == task && parent >= 0)
			return tree->node[parent].task;
	}
	return 0;
}

/* Pages less than @p gap bytes apart are one cluster. @return false: there are too many */
static bool find_clusters(const struct model_task *t, struct strip *s, double gap)
{
	s->clusters = 0;
	for (size_t i = 0; i < t->page_count; i++) {
		double from            = (double)t->page[i].address;
		double to              = from + ldexp(1, t->page[i].order);
		struct cluster *before = s->clusters ? &s->cluster[s->clusters - 1] : NULL;

		if (before && from - before->to < gap) {
			before->to = to > before->to ? to : before->to;
			continue;
		}
		if (s->clusters == CLUSTERS)
			return false;
		s->cluster[s->clusters++] = (struct cluster){.from = from, .to = to};
	}
	return true;
}

static void make_strip(const struct model_task *t, struct strip *s)
{
	double gap = 16 * 4096.0;
	double sum = 0;

	while (!find_clusters(t, s, gap))
		gap *= 2;
	for (int i = 0; i < s->clusters; i++)
		sum += sqrt((s->cluster[i].to - s->cluster[i].from) / 4096);
	s->end = sum * 0.01;
	for (int i = 0; i < s->clusters; i++) {
		struct cluster *c = &s->cluster[i];

		c->at  = s->end;
		c->end = c->at + fmax(sqrt((c->to - c->from) / 4096), sum * 0.02);
		s->end = c->end + sum * 0.02;
	}
}

/* Where an address lies on the strip. */
static double strip_at(const struct strip *s, double address)
{
	for (int i = 0; i < s->clusters; i++) {
		const struct cluster *c = &s->cluster[i];

		if (address <= c->to)
			return c->at + (address - c->from) / (c->to - c->from) * (c->end - c->at);
	}
	return s->end;
}

static float place(struct box b, double from, double to, double at)
{
	return (float)b.x + (float)((at - from) / (to - from) * b.w);
}

static void page_tip(struct viz *v, const struct model_task *t, const struct model_page *p,
		     struct box where)
{
	char bytes[24];
	char rights[8];
	char name[NAME_MAX_BYTES];
	uint32_t origin = page_origin(v, t->id, p);

	ui_tip(&v->ui, where,
	       "0x%llx: %s, %s, physical 0x%llx, given by %s, through %d levels of tables",
	       (unsigned long long)p->address, bytes_text(bytes, sizeof(bytes), 1ull << p->order),
	       memory_rights_text(rights, sizeof(rights), p->rights), (unsigned long long)p->pa,
	       origin ? name_of(v, origin, name) : "nobody known", table_levels(v, p->order));
}

static void draw_page(struct viz *v, const struct model_task *t, const struct model_page *p,
		      struct box b, const struct strip *s)
{
	struct ui *ui = &v->ui;
	double from   = v->memory->space_from;
	double to     = v->memory->space_to;
	double at     = strip_at(s, (double)p->address);
	double end    = strip_at(s, (double)p->address + ldexp(1, p->order));
	float x0      = fmaxf(place(b, from, to, at), (float)b.x);
	float x1      = fminf(place(b, from, to, end), (float)(b.x + b.w));
	int height    = p->rights & 2 ? b.h : b.h / 2;

	if (x1 <= (float)b.x || x0 >= (float)(b.x + b.w))
		return;
	int width       = (int)x1 - (int)x0 > 2 ? (int)x1 - (int)x0 : 2;
	struct box body = {(int)x0, b.y + b.h - height, width, height};
	uint32_t origin = page_origin(v, t->id, p);
	int index       = task_index(v, origin);
	bool picked     = v->pick.kind == PICK_PAGE && v->pick.id == t->id &&
		      v->pick.at >= p->address && v->pick.at - p->address < 1ull << p->order;
	struct paint paint = index >= 0 ? task_paint(ui, index) : solid(ui->theme->sleeping);

	paint.color = color_mix(ui->theme->panel, paint.color, 0.75f);
	ui_round_box(ui, body, 0, paint, width > 6 ? 1 : 0,
		     picked ? ui->theme->pick : ui->theme->panel);
	if (picked)
		canvas_fill_box(ui->canvas,
				(struct box){body.x, b.y + b.h - ui_px(ui, 4), width, ui_px(ui, 4)},
				ui->theme->pick);
	if (width > ui_px(ui, 74))
		page_rights(ui, body.x + ui_px(ui, 5),
			    (struct box){body.x, body.y, width, body.h < 40 ? body.h : 40},
			    p->rights, 7);
	if (!ui_hovers(ui, body))
		return;
	page_tip(v, t, p, body);
	if (ui_clicked(ui, body))
		pick_set(v, pick_page(t->id, p->address));
}

static void zoom(struct viz *v, struct box b, double high)
{
	struct views_memory *m = v->memory;
	struct ui *ui          = &v->ui;
	double span            = m->space_to - m->space_from;
	int dx;
	int dy;

	if (ui_hovers(ui, b) && ui->in.wheel != 0 && !ui->wheel_used) {
		double at     = m->space_from + span * (ui->in.mouse_x - b.x) / b.w;
		double factor = pow(0.7, ui->in.wheel);

		factor         = span * factor < high / 20000 ? high / 20000 / span : factor;
		factor         = span * factor > high ? high / span : factor;
		m->space_from  = at - (at - m->space_from) * factor;
		m->space_to    = m->space_from + span * factor;
		ui->wheel_used = true;
	}
	if (ui_drag(ui, ui_id("space", 0), b, &dx, &dy)) {
		m->space_from -= span * dx / b.w;
		m->space_to -= span * dx / b.w;
	}
	if (m->space_from < 0) {
		m->space_to -= m->space_from;
		m->space_from = 0;
	}
	if (m->space_to > high) {
		m->space_from = fmax(0, m->space_from - (m->space_to - high));
		m->space_to   = high;
	}
}

/* Below the strip: where each cluster begins, and how long it is, where there is room for it. */
static void address_axis(struct viz *v, struct box b, const struct strip *s)
{
	struct ui *ui = &v->ui;
	int free_from = b.x;
	char text[64];
	char bytes[24];

	for (int i = 0; i < s->clusters; i++) {
		const struct cluster *c = &s->cluster[i];
		int x = (int)place(b, v->memory->space_from, v->memory->space_to, c->at);

		bytes_text(bytes, sizeof(bytes), (uint64_t)(c->to - c->from));
		snprintf(text, sizeof(text), "0x%llx · %s", (unsigned long long)c->from, bytes);
		int width = ui_text_width(ui, small_dim(ui), text) + 4;

		if (x < b.x || x >= b.x + b.w)
			continue;
		canvas_fill_box(ui->canvas, (struct box){x, b.y, 1, ui_px(ui, 5)}, ui->theme->dim);
		if (x < free_from || x + width > b.x + b.w)
			continue;
		ui_text(ui, (struct box){x, b.y + ui_px(ui, 4), width, b.h - ui_px(ui, 4)},
			small_dim(ui), text);
		free_from = x + width + ui_px(ui, 10);
	}
}

/* The whole space, and which part of it is in sight. */
static void overview(struct viz *v, struct box all, const struct strip *s)
{
	struct ui *ui = &v->ui;
	float x0      = place(all, 0, s->end, v->memory->space_from);
	float x1      = place(all, 0, s->end, v->memory->space_to);

	canvas_fill_box(ui->canvas, all, ui->theme->back);
	for (int i = 0; i < s->clusters; i++) {
		int from = (int)place(all, 0, s->end, s->cluster[i].at);
		int to   = (int)place(all, 0, s->end, s->cluster[i].end);

		canvas_fill_box(ui->canvas,
				(struct box){from, all.y + all.h / 3, to - from + 1, all.h / 3},
				ui->theme->dim);
	}
	ui_round_box(ui, (struct box){(int)x0, all.y, x1 - x0 < 3 ? 3 : (int)(x1 - x0), all.h}, 2,
		     solid(color_alpha(ui->theme->accent, 0.2f)), 1.4f, ui->theme->accent);
}

/* @return height used */
int memory_space(struct viz *v, const struct model_task *t, struct box b)
{
	struct views_memory *m = v->memory;
	struct ui *ui          = &v->ui;
	int top                = b.y;
	struct strip s;

	make_strip(t, &s);
	if (m->space_task != t->id || m->space_to <= m->space_from || v->wants_fit) {
		m->space_task = t->id;
		m->space_from = 0;
		m->space_to   = s.end;
	}
	b = box_inset(b, ui_px(ui, 10), ui_px(ui, 2));
	overview(v, cut_top(&b, ui_px(ui, 12)), &s);
	struct box strip = cut_top(&b, ui_px(ui, 84));

	strip = box_inset(strip, 0, ui_px(ui, 4));
	canvas_fill_box(ui->canvas, strip, ui->theme->back);
	canvas_clip_push(ui->canvas, strip);
	for (size_t i = 0; i < t->page_count; i++)
		draw_page(v, t, &t->page[i], strip, &s);
	canvas_clip_pop(ui->canvas);
	address_axis(v, cut_top(&b, ui_px(ui, 24)), &s);
	zoom(v, strip, s.end);
	ui_tip(ui, (struct box){strip.x, strip.y, strip.w, ui_px(ui, 10)},
	       "Wheel: zoom down to one page; drag: move; F: all. Full height: may be written");
	return b.y - top;
}
