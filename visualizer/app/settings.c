/*
 * What outlives the program: the layout, theme and size of the user; the bookmarks of a recording.
 *
 * The first are in $XDG_CONFIG_HOME/phial/visualizer (or ~/.config), lines of a word and a value.
 * Bookmarks stand beside the recording, in RECORDING.notes: "seconds<TAB>note", so that whoever gets
 * the recording gets them, too. What cannot be read is left out; nothing here is ever fatal.
 */
#include "visualizer/app/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_ROOM = 512 };

static bool config_path(char path[PATH_ROOM], bool make)
{
	const char *base = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	int n;

	if (base && *base)
		n = snprintf(path, PATH_ROOM, "%s/phial/visualizer", base);
	else if (home && *home)
		n = snprintf(path, PATH_ROOM, "%s/.config/phial/visualizer", home);
	else
		return false;
	for (char *slash = path + 1; make && (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		mkdir(path, 0777);
		*slash = '/';
	}
	return n < PATH_ROOM;
}

static void take_setting(struct viz *v, const struct options *o, const char *word,
			 const char *value)
{
	if (strcmp(word, "layout") == 0)
		dock_parse(&v->dock, value, panes, PANES);
	else if (strcmp(word, "theme") == 0 && !o->theme_given)
		v->ui.theme = strcmp(value, "light") == 0 ? &theme_light : &theme_dark;
	else if (strcmp(word, "scale") == 0 && o->scale == 0) {
		float scale = strtof(value, NULL);

		v->ui.scale = scale >= 0.6f && scale <= 4 ? scale : v->ui.scale;
	}
}

void settings_load(struct viz *v, const struct options *o)
{
	char path[PATH_ROOM];
	char line[DOCK_TEXT + 32];
	FILE *f = config_path(path, false) ? fopen(path, "r") : NULL;

	while (f && fgets(line, sizeof(line), f)) {
		char *value = strchr(line, ' ');

		line[strcspn(line, "\n")] = 0;
		if (!value)
			continue;
		*value = 0;
		take_setting(v, o, line, value + 1);
	}
	if (f)
		fclose(f);
	/* The view that was worked in, unless the command line names one. */
	if (dock_has(&v->dock, v->dock.active) && v->dock.active < VIEWS && !o->view)
		v->view = v->view_seen = (enum view_number)v->dock.active;
}

void settings_save(const struct viz *v)
{
	char path[PATH_ROOM];
	char layout[DOCK_TEXT];
	FILE *f = config_path(path, true) ? fopen(path, "w") : NULL;

	if (!f)
		return;
	fprintf(f, "theme %s\nscale %.3f\nlayout %s\n", v->ui.theme->name, (double)v->ui.scale,
		dock_text(&v->dock, panes, layout));
	fclose(f);
}

static bool notes_path(const struct options *o, char path[PATH_ROOM])
{
	const char *recording = o->record ? o->record : o->input;

	if (!recording || (!o->record && strchr(recording, ':') && strncmp(recording, "file:", 5)))
		return false;
	recording += strncmp(recording, "file:", 5) == 0 ? 5 : 0;
	return snprintf(path, PATH_ROOM, "%s.notes", recording) < PATH_ROOM;
}

void notes_load(struct viz *v, const struct options *o)
{
	char path[PATH_ROOM];
	char line[160];
	FILE *f = notes_path(o, path) ? fopen(path, "r") : NULL;

	while (f && fgets(line, sizeof(line), f)) {
		char *note;
		double at = strtod(line, &note);

		note[strcspn(note, "\n")] = 0;
		if (note > line && at >= 0 && at < 1e9)
			bookmark_set(v, (model_time)(at * 1e9 + 0.5), note + (*note == '\t'));
	}
	if (f)
		fclose(f);
	v->notes_changed = false;
}

void notes_save(struct viz *v, const struct options *o)
{
	char path[PATH_ROOM];
	FILE *f = v->notes_changed && notes_path(o, path) ? fopen(path, "w") : NULL;

	if (!f)
		return;
	for (int i = 0; i < v->bookmark_count; i++)
		fprintf(f, "%.9f\t%s\n", (double)v->bookmarks[i].at / 1e9, v->bookmarks[i].note);
	fclose(f);
	v->notes_changed = false;
}
