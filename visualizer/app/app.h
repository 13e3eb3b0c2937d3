/*
 * The program around the views: options, a window or none, pictures.
 */
#ifndef VISUALIZER_APP_APP_H
#define VISUALIZER_APP_APP_H

#include "visualizer/views/view.h"

#include <stdio.h>

struct options {
	const char *input;  /* as session_open() wants it */
	const char *record; /* file to record into, or NULL */
	const struct theme *theme;
	float scale; /* 0: chosen by the size of the screen */
	int width, height;
	bool theme_given;
	bool headless, report, terminal, bare;
	const char *view; /* name of one, or "all" */
	const char *at;   /* instant: seconds, a part of the recording ("40%"), "end", or "auto" */
	const char *file; /* to draw into: .png, .svg, .dot; or directory for all views */
	const char *kind; /* "png", "svg", "dot": of the files in a directory */
	const char *select; /* name of the object to pick */
	double wait;        /* seconds to collect from a live input before making pictures */
};

/** Show the window until it is closed. @return exit status */
int window_run(struct viz *v, const struct options *o);
/** Make pictures. @return exit status: 1 when one could not be written */
int headless_run(struct viz *v, const struct options *o);

/** The kernel's console in this terminal: begin, take the keys typed so far, end. */
void terminal_open(struct viz *v);
void terminal_poll(struct viz *v);
void terminal_close(void);

/** Draw the view, in a window of that size, or @p bare, into a file of a kind that its ending says. */
bool export_view(struct viz *v, int width, int height, bool bare, const char *path);
bool dot_write(struct viz *v, enum view_number view, FILE *file);

/** The user's layout, theme and size; the bookmarks of the recording. */
void settings_load(struct viz *v, const struct options *o);
void settings_save(const struct viz *v);
void notes_load(struct viz *v, const struct options *o);
void notes_save(struct viz *v, const struct options *o);

bool png_write(const struct canvas *c, const char *path);
/** Number of the view called @p name (any case), or -1. */
int view_by_name(const char *name);
/** Choose view, instant and pick as the options say. @return false after a message to stderr. */
bool options_apply(struct viz *v, const struct options *o);
/** Id of the object called @p name (or of that number) in a state; 0: none. */
uint32_t object_by_name(const struct viz *v, const struct model_state *s, const char *name);
/** The instant at which @p view has most to show, while there is something called @p wanted. */
model_time telling_instant(struct viz *v, enum view_number view, const char *wanted);
/** Pick what makes the view's picture say most: so that the inspector explains something. */
void pick_telling(struct viz *v);
/** Scale that suits a window of this size. */
float scale_for(int width, int height);

#endif
