/*
 * The memory view in two forms: the address space of a task as a strip that is zoomed from the whole
 * space to one page (memory_space.c) over a table of its regions (memory.c); and physical frames by who
 * sees them (memory_frames.c).
 */
#ifndef VISUALIZER_VIEWS_MEMORY_H
#define VISUALIZER_VIEWS_MEMORY_H

#include "visualizer/views/state.h"

enum { LINE_FRAMES = 64, FRAME_ORDER = 12 };

/* 64 neighbouring frames, and which tasks (by their order in the state) see each. */
struct frame_line {
	uint64_t pa;
	uint64_t tasks[LINE_FRAMES];
};

struct frame_map {
	struct frame_line *line; /* by address; those that nobody sees are left out */
	size_t lines;
};

/** Who sees which frame at the chosen instant; frames_free() gives it back. */
struct frame_map frames_collect(const struct model_state *s);
void frames_free(struct frame_map *map);
/** Index of the task that the frame is shown as: who got it last. @p sharers: how many others. */
int frame_owner(uint64_t tasks, int *sharers);

/** @return height used */
int memory_space(struct viz *v, const struct model_task *t, struct box b);
void memory_frames(struct viz *v, struct box b);

/** Tables that a translation of that size hangs below, the root among them. */
int table_levels(const struct viz *v, unsigned order);
/** The task that handed this page to @p task, or 0: it is the first owner, or unknown. */
uint32_t page_origin(const struct viz *v, uint32_t task, const struct model_page *p);
/** Colour and pattern of the task that stands at @p index in the state. */
struct paint task_paint(const struct ui *ui, int index);
int task_index(const struct viz *v, uint32_t task);
/** What the colours mean: tasks in a row. */
void task_legend(struct viz *v, struct box row);

#endif
