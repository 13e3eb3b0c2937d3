/*
 * Filters of the system graph: kinds that are left out, one task alone, and reachability, which dims
 * what is not reached so that everything stays in its place.
 */
#include "visualizer/views/reach.h"
#include "visualizer/views/system.h"

#include <stdio.h>
#include <stdlib.h>

static const unsigned kinds[] = {KIND_thread, KIND_gate, KIND_irq, KIND_semaphore, KIND_factory};
static const char *const titles[] = {"threads of the kernel", "gates", "interrupts", "semaphores",
				     "factories"};

enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

static void kinds_menu(struct viz *v)
{
	struct system_view *s = v->system;
	struct ui_menu_item items[KINDS];
	char label[KINDS][48];

	for (int i = 0; i < KINDS; i++) {
		bool hidden = s->hidden_kinds >> kinds[i] & 1;

		snprintf(label[i], sizeof(label[i]), "%s %s", hidden ? "Show" : "Hide", titles[i]);
		items[i] = (struct ui_menu_item){label[i], NULL, false};
	}
	int chosen = ui_menu(&v->ui, &v->menu[MENU_KINDS], items, KINDS);

	if (chosen >= 0)
		s->hidden_kinds ^= 1u << kinds[chosen];
}

static void reach_menu(struct viz *v)
{
	static const struct ui_menu_item items[] = {
		{"Everything is bright", NULL, false},
		{"What it can touch", NULL, false},
		{"What it can touch, also through servers", NULL, false},
		{"Who can reach it", NULL, false},
		{"Who can reach it, also through servers", NULL, false},
	};
	int chosen = ui_menu(&v->ui, &v->menu[MENU_REACH], items, 5);

	if (chosen >= 0)
		v->system->reach = (enum reach_mode)chosen;
	if (chosen > 0 && !pick_target(v))
		viz_notice(v, "Pick a task or object: what it reaches stays bright");
}

void system_menus(struct viz *v)
{
	kinds_menu(v);
	reach_menu(v);
}

static void drop_menu(struct viz *v, struct box *bar, int menu, const char *label, bool on)
{
	int x = bar->x;

	if (system_button(v, bar, label, on))
		ui_menu_open(&v->ui, &v->menu[menu], x, bar->y + bar->h + 2);
}

void system_filter_buttons(struct viz *v, struct box *bar)
{
	struct system_view *s = v->system;

	drop_menu(v, bar, MENU_REACH, "Reach …", s->reach != REACH_OFF);
	drop_menu(v, bar, MENU_KINDS, "Kinds …", s->hidden_kinds != 0);
	if (system_button(v, bar, "This task", s->only_task))
		s->only_task = !s->only_task;
}

void system_filter_text(struct viz *v, struct box bar)
{
	static const char *const words[][2] = {
		{"", ""},
		{"What ", " can touch"},
		{"What ", " can touch, through servers too"},
		{"Who can reach ", ""},
		{"Who can reach ", ", through servers too"},
	};
	const char *const *w = words[v->system->reach];
	char name[NAME_MAX_BYTES];
	char text[NAME_MAX_BYTES + 48];

	if (v->system->reach == REACH_OFF || !pick_target(v))
		return;
	snprintf(text, sizeof(text), "%s%s%s", w[0], name_of(v, pick_target(v), name), w[1]);
	if (ui_text_width(&v->ui, small(&v->ui), text) < bar.w)
		ui_text(&v->ui, bar, small(&v->ui), text);
}

/* Bright is what the pick reaches, or who reaches the pick. Found anew each frame: it is cheap. */
bool *system_bright(struct viz *v, const struct system_view *s)
{
	unsigned far   = s->reach == REACH_TOUCHES || s->reach == REACH_HOLDERS ? 1 : REACH_FAR - 1;
	bool forward   = s->reach == REACH_TOUCHES || s->reach == REACH_TOUCHES_FAR;
	uint32_t id    = pick_target(v);
	bool *bright   = calloc((size_t)s->graph.nodes + 1, sizeof(*bright));
	struct reach r = {0};

	if (s->reach != REACH_OFF && id)
		r = forward ? reach_from(v->state, pick_task(v) ? pick_task(v) : id, far)
			    : reach_to(v->state, id, far);
	for (int i = 0; i < s->graph.nodes && bright; i++)
		bright[i] = !r.hands || reach_hands(&r, s->node[i].id) != REACH_FAR;
	reach_free(&r);
	return bright;
}
