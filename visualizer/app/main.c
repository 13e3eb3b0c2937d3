/*
 * phial-viz: shows a running or recorded Phial.
 */
#include "visualizer/app/app.h"

#include "jdb/host/session.h"

#include <errno.h>
#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"phial-viz [options] INPUT\n"
	"\n"
	"  INPUT   unix:PATH | tcp:HOST:PORT | pty:DEVICE | tty:DEVICE[@BAUD] | exec:COMMAND | a "
	"recording\n"
	"\n"
	"  --record FILE        record what arrives\n"
	"  --terminal           the kernel's console in this terminal as well\n"
	"  --view NAME          system, capabilities, mappings, memory, threads, flows, numbers, "
	"changes\n"
	"  --at TIME            instant to show: seconds, a percentage of the recording, \"end\", "
	"or \"auto\":\n"
	"                       where the view has most to show (what --headless does by itself)\n"
	"  --select NAME        pick the object of that name\n"
	"  --theme dark|light   --size WIDTHxHEIGHT   --scale FACTOR\n"
	"  --headless           no window: draw into files; with --view all (the default) every "
	"view\n"
	"  --png | --svg | --dot FILE-or-DIR   where to: a file for one view, a directory for all\n"
	"  --bare               the view alone, without what is around it\n"
	"  --wait SECONDS       how long to listen to a live input before drawing (5)\n"
	"  --report             with --headless: texts that are cut short or overlap\n";

static int complain(const char *what, const char *value)
{
	fprintf(stderr, "phial-viz: %s %s\n%s", what, value ? value : "", usage);
	return 2;
}

/* Options with a value. @return false: not one of them */
static bool take_option(struct options *o, const char *name, const char *value)
{
	if (strcmp(name, "--record") == 0)
		o->record = value;
	else if (strcmp(name, "--view") == 0)
		o->view = value;
	else if (strcmp(name, "--at") == 0)
		o->at = value;
	else if (strcmp(name, "--select") == 0)
		o->select = value;
	else if (strcmp(name, "--png") == 0 || strcmp(name, "--svg") == 0 ||
		 strcmp(name, "--dot") == 0) {
		o->file = value;
		o->kind = name + 2;
	} else if (strcmp(name, "--wait") == 0)
		o->wait = strtod(value, NULL);
	else if (strcmp(name, "--scale") == 0)
		o->scale = strtof(value, NULL);
	else if (strcmp(name, "--theme") == 0) {
		o->theme       = strcmp(value, "light") == 0 ? &theme_light : &theme_dark;
		o->theme_given = true;
	} else if (strcmp(name, "--size") == 0)
		return sscanf(value, "%dx%d", &o->width, &o->height) == 2;
	else
		return false;
	return true;
}

static bool sizes_ok(const struct options *o)
{
	return o->width >= 320 && o->width <= 16384 && o->height >= 240 && o->height <= 16384 &&
	       (o->scale == 0 || (o->scale >= 0.5f && o->scale <= 4));
}

static int parse(struct options *o, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(usage, stdout);
			exit(0);
		}
		if (strcmp(argv[i], "--headless") == 0)
			o->headless = true;
		else if (strcmp(argv[i], "--bare") == 0)
			o->bare = true;
		else if (strcmp(argv[i], "--report") == 0)
			o->report = true;
		else if (strcmp(argv[i], "--terminal") == 0)
			o->terminal = true;
		else if (strncmp(argv[i], "--", 2) != 0)
			o->input = argv[i];
		else if (i + 1 == argc || !take_option(o, argv[i], argv[i + 1]))
			return complain("what is", argv[i]);
		else
			i++;
	}
	if (!o->input)
		return complain("say where the data comes from", NULL);
	if (!sizes_ok(o))
		return complain("sizes go from 320x240 to 16384x16384, scales from 0.5 to 4", NULL);
	if (o->headless && !o->file)
		return complain("--headless wants --png, --svg or --dot", NULL);
	return 0;
}

static int run(struct viz *v, const struct options *o, bool recorded)
{
	int status;

	if (o->record && !session_record(v->session, o->record)) {
		fprintf(stderr, "phial-viz: %s: %s\n", o->record, session_problem(v->session));
		return 1;
	}
	v->live     = !recorded;
	v->source   = o->input;
	v->ui.theme = o->theme;
	v->ui.scale = o->scale > 0 ? o->scale : scale_for(o->width, o->height);
	if (recorded)
		session_speed(v->session, 0);
	if (o->headless)
		return headless_run(v, o);
	settings_load(v, o);
	notes_load(v, o);
	if (o->terminal)
		terminal_open(v);
	status = window_run(v, o);
	terminal_close();
	settings_save(v);
	notes_save(v, o);
	return status;
}

static bool is_recording(const char *input)
{
	char magic[8] = "";
	FILE *f;

	if (strncmp(input, "file:", 5) == 0)
		return true;
	f = strchr(input, ':') ? NULL : fopen(input, "rb");
	if (!f)
		return false;
	size_t n = fread(magic, 1, sizeof(magic), f);

	fclose(f);
	return n == sizeof(magic) && memcmp(magic, "PHIALREC", sizeof(magic)) == 0;
}

/* Does the video driver that SDL found show anything to anybody? Some draw into memory only. */
static bool has_display(void)
{
	const char *driver = SDL_GetCurrentVideoDriver();

	return driver && strcmp(driver, "dummy") != 0 && strcmp(driver, "offscreen") != 0 &&
	       strcmp(driver, "evdev") != 0;
}

/* A word without a colon is a file, which has to be there. */
static bool input_exists(const char *input)
{
	FILE *f;

	if (strchr(input, ':') || strcmp(input, "-") == 0)
		return true;
	f = fopen(input, "rb");
	if (f)
		fclose(f);
	return f != NULL;
}

int main(int argc, char **argv)
{
	struct options o = {.theme = &theme_dark, .width = 1600, .height = 1000, .wait = 5};
	int status       = parse(&o, argc, argv);
	const char *why  = "";

	if (status)
		return status;
	if (!input_exists(o.input)) {
		fprintf(stderr, "phial-viz: %s: %s\n", o.input, strerror(errno));
		return 1;
	}
	if (o.headless)
		SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy");
	if (SDL_Init(o.headless ? 0 : SDL_INIT_VIDEO) < 0 || (!o.headless && !has_display())) {
		fprintf(stderr,
			"phial-viz: there is no display; --headless makes pictures without one\n");
		SDL_Quit();
		return 1;
	}
	struct viz *v   = calloc(1, sizeof(*v));
	struct model *m = model_create();

	if (!v || !m || !viz_init(v, m))
		return 1;
	v->ui.fonts = fonts_open(&why);
	v->session  = session_open(o.input, m, o.headless ? SESSION_ONCE : 0);
	if (!v->ui.fonts || !v->session) {
		fprintf(stderr, "phial-viz: %s\n", v->ui.fonts ? "INPUT makes no sense" : why);
		status = 1;
	} else {
		status = run(v, &o, is_recording(o.input));
	}
	if (v->session)
		session_close(v->session);
	fonts_close(v->ui.fonts);
	viz_free(v);
	model_destroy(m);
	free(v);
	SDL_Quit();
	return status;
}
