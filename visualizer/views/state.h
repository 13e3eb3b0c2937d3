/*
 * What views remember from frame to frame: where they are scrolled to, how they are sorted.
 */
#ifndef VISUALIZER_VIEWS_STATE_H
#define VISUALIZER_VIEWS_STATE_H

#include "visualizer/views/view.h"

struct diff;
struct traffic;

enum { TOGGLED_MAX = 128 };

struct views_memory {
	struct ui_table caps, threads, trees, pages, tasks, pairs, bookmarks, changes;
	char caps_filter[64];
	struct ui_scroll navigator, inspector, lanes, console, mapping, frames, cpus;
	uint32_t toggled[TOGGLED_MAX]; /* nodes of the navigator that the user opened or closed */
	int toggled_count;

	struct box search_field, search_list;
	bool search_enter; /* Enter was pressed in it: take the first hit */

	int form[VIEWS];             /* which of a view's forms is shown: view_form_names */
	double space_from, space_to; /* part of the address space in sight */
	uint32_t space_task;

	struct diff *diff; /* kept, made for these instants; NULL at first */
	model_time diff_a, diff_b;
	uint64_t diff_generation;

	struct traffic *traffic;     /* kept from frame to frame; NULL at first */
	uint32_t pair_from, pair_to; /* whose answers are shown; 0: all */

	bool flows_picked; /* only flows of the pick */
	long flows_first;  /* first row shown, when not following */
	bool flows_follow; /* the chart moves with the cursor */
	float flows_x;

	struct pick shown;   /* pick that lists were last scrolled to */
	uint64_t shown_tree; /* key of the tree that the list was last scrolled to, and 1 */
	float mapping_x;
	uint64_t console_lines; /* lines seen: the console stays at its end */
};

#endif
