/*
 * Pictures without a display: read the input to its end, go to an instant, draw views into files.
 */
#include "visualizer/app/app.h"

#include "visualizer/views/state.h"

#include "jdb/host/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

float scale_for(int width, int height)
{
	if (width >= 3000 && height >= 1700)
		return 2;
	return 1;
}

int view_by_name(const char *name)
{
	for (int i = 0; i < VIEWS; i++)
		if (strcasecmp(name, panes[i].name) == 0)
			return i;
	if (strcasecmp(name, "caps") == 0)
		return VIEW_CAPS;
	return -1;
}

static bool is_called(const struct viz *v, const struct model_state *s,
		      const struct model_object *o, const char *wanted)
{
	char name[NAME_MAX_BYTES];

	if (o->name[0])
		model_name(s, o->id, name, sizeof(name));
	else
		model_any_name(v->model, o->id, name, sizeof(name));
	return strcmp(name, wanted) == 0;
}

/* A task, its thread and its gate often have one name: the task is meant first. */
uint32_t object_by_name(const struct viz *v, const struct model_state *s, const char *wanted)
{
	uint32_t number = (uint32_t)strtoul(wanted, NULL, 0);

	for (int tasks = 1; tasks >= 0; tasks--)
		for (size_t i = 0; i < s->objects; i++)
			if ((s->object[i].kind == KIND_task) == (tasks == 1) &&
			    is_called(v, s, &s->object[i], wanted))
				return s->object[i].id;
	return model_object(s, number) ? number : 0;
}

static bool apply_select(struct viz *v, const char *wanted)
{
	uint32_t id = object_by_name(v, v->state, wanted);

	if (id == 0) {
		fprintf(stderr, "phial-viz: nothing is called %s at that instant\n", wanted);
		return false;
	}
	pick_set(v, pick_object(id));
	return true;
}

static bool chooses_instant(const struct options *o)
{
	return o->headless && (!o->at || strcmp(o->at, "auto") == 0);
}

static bool apply_time(struct viz *v, const char *at)
{
	model_time first = model_first_time(v->model);
	model_time last  = model_last_time(v->model);
	char *end;
	double number = strtod(at, &end);

	if (strcmp(at, "end") == 0 || strcmp(at, "auto") == 0)
		return true;
	if (end == at || (*end && strcmp(end, "%") != 0 && strcmp(end, "s") != 0)) {
		fprintf(stderr,
			"phial-viz: --at %s: want seconds, a percentage, \"end\" or \"auto\"\n",
			at);
		return false;
	}
	if (*end == '%')
		time_set(v, first + (model_time)((double)(last - first) * number / 100));
	else
		time_set(v, (model_time)(number * 1e9));
	return true;
}

/* "memory:frames": a view in one of its forms. @return its number, or -1 */
static int choose_form(struct viz *v, const char *text)
{
	char name[40];
	const char *colon = strchr(text, ':');
	size_t n          = colon ? (size_t)(colon - text) : strlen(text);

	snprintf(name, sizeof(name), "%.*s", (int)n, text);
	int view = view_by_name(name);

	if (view < 0 || !colon)
		return view;
	for (int i = 0; i < FORMS && view_form_names[view][i]; i++)
		if (strcasecmp(view_form_names[view][i], colon + 1) == 0) {
			v->memory->form[view] = i;
			return view;
		}
	return -1;
}

bool options_apply(struct viz *v, const struct options *o)
{
	v->state = model_at(v->model, MODEL_LIVE);
	v->now   = model_last_time(v->model);
	if (o->at && !apply_time(v, o->at))
		return false;
	v->state = model_at(v->model, v->follow ? MODEL_LIVE : v->now);
	if (o->view && strcmp(o->view, "all") != 0) {
		int view = choose_form(v, o->view);

		if (view < 0) {
			fprintf(stderr, "phial-viz: there is no view called %s\n", o->view);
			return false;
		}
		v->view = (enum view_number)view;
	}
	if (o->select && !chooses_instant(o))
		return apply_select(v, o->select);
	return true;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Who waits for a long recording at a terminal is told how far it is. */
static void read_input(struct viz *v, const struct options *o)
{
	double end = seconds() + o->wait;
	bool seen  = !v->live && isatty(STDERR_FILENO);
	int shown  = -1;

	while (session_poll(v->session, 20) != SESSION_END) {
		int percent = (int)(session_progress(v->session) * 100);

		if (v->live && seconds() > end)
			break;
		if (seen && percent != shown)
			fprintf(stderr, "\rreading %s: %d %%", v->source, percent);
		shown = percent;
	}
	if (seen && shown >= 0)
		fputs("\r\x1b[K", stderr);
}

static void report(const struct ui_report *r, const char *path)
{
	int a        = 0;
	int b        = 0;
	int overlaps = ui_report_overlaps(r, &a, &b);

	printf("%s: %d texts, %d cut, %d overlap\n", path, r->count, ui_report_cut(r), overlaps);
	if (overlaps)
		printf("  \"%s\" overlaps \"%s\"\n", r->entries[a].text, r->entries[b].text);
	for (int i = 0; i < r->count; i++)
		if (r->entries[i].cut)
			printf("  cut: \"%s\"\n", r->entries[i].text);
}

/* Nothing chosen: the view shows its best moment, and the things that say most at it. */
static void choose_instant(struct viz *v, const struct options *o)
{
	if (!chooses_instant(o))
		return;
	time_set(v, telling_instant(v, v->view, o->select));
	v->state       = model_at(v->model, v->now);
	v->pick        = (struct pick){0};
	v->task        = 0;
	v->tree.key    = 0;
	v->tree.object = false;
	viz_choose(v);
	if (o->select)
		apply_select(v, o->select);
	else
		pick_telling(v);
}

static bool picture(struct viz *v, const struct options *o, const char *path)
{
	struct ui_report texts = {0};

	choose_instant(v, o);
	v->ui.report = &texts;
	bool ok      = export_view(v, o->width, o->height, o->bare, path);

	if (o->report)
		report(&texts, path);
	v->ui.report = NULL;
	ui_report_free(&texts);
	return ok;
}

int headless_run(struct viz *v, const struct options *o)
{
	char path[512];
	bool ok = true;

	read_input(v, o);
	if (model_health(v->model)->frames == 0)
		fprintf(stderr, "phial-viz: no frame of a Phial in %s %s\n", o->input,
			session_problem(v->session));
	if (!options_apply(v, o))
		return 2;
	if (o->view && strcmp(o->view, "all") != 0)
		return picture(v, o, o->file) ? 0 : 1;
	mkdir(o->file, 0777);
	for (int i = 0; i < VIEWS; i++) {
		snprintf(path, sizeof(path), "%s/%s.%s", o->file, panes[i].name, o->kind);
		v->view = (enum view_number)i;
		if (picture(v, o, path))
			printf("%s\n", path);
		else
			ok = false;
	}
	return ok ? 0 : 1;
}
