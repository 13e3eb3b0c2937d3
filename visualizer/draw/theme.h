/*
 * Colours: a dark theme for work and a light one for projectors and print.
 *
 * Colour says the state of a thing, never its kind, and always together with a pattern, so that
 * nobody needs to tell green from red. The palette is that of Okabe and Ito.
 */
#ifndef VISUALIZER_DRAW_THEME_H
#define VISUALIZER_DRAW_THEME_H

#include "visualizer/draw/canvas.h"

struct theme {
	const char *name;
	rgba_t back;   /* behind everything */
	rgba_t panel;  /* a pane */
	rgba_t raised; /* a button, a table head, a box in a graph */
	rgba_t border;
	rgba_t text;
	rgba_t dim;      /* secondary text; still 4.5 : 1 on a panel */
	rgba_t hover;    /* a row under the mouse */
	rgba_t selected; /* a selected row */
	rgba_t accent;   /* what can be clicked, the focus */
	rgba_t pick;     /* ring around what is selected */
	rgba_t mark;     /* marks and bookmarks */
	rgba_t warn;     /* loss, errors */
	rgba_t edge;     /* capability edges */
	rgba_t running, ready, sending, receiving, faulting, sleeping;
};

extern const struct theme theme_dark, theme_light;

#endif
