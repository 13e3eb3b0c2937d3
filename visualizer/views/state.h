/*
 * What views remember from frame to frame: where they are scrolled to, how they are sorted.
 */
#ifndef VISUALIZER_VIEWS_STATE_H
#define VISUALIZER_VIEWS_STATE_H

#include "visualizer/views/view.h"

enum { TOGGLED_MAX = 128 };

struct views_memory {
	struct ui_table caps, threads, trees, pages, tasks, pairs, bookmarks, changes;
	char caps_filter[64];
	struct ui_scroll navigator, inspector, lanes, console, mapping;
	uint32_t toggled[TOGGLED_MAX]; /* nodes of the navigator that the user opened or closed */
	int toggled_count;

	struct box search_field, search_list;
	bool search_enter; /* Enter was pressed in it: take the first hit */

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
