/*
 * The system graph: what stands in it (system_graph.c) and where (system_place.c); how its boxes
 * (system_nodes.c), edges (system_edges.c) and messages (system_flow.c) are drawn; the view with
 * its mouse (system.c).
 */
#ifndef VISUALIZER_VIEWS_SYSTEM_H
#define VISUALIZER_VIEWS_SYSTEM_H

#include "visualizer/views/graph.h"
#include "visualizer/views/view.h"

enum { TASK_HEAD = 32, TASK_ROW = 28, TASK_PAD = 8 }; /* of a task's box, unscaled */

enum { SEMAPHORE = 46 }; /* width of its circle */

struct system_node {
	uint32_t id;
	uint8_t kind;
	unsigned
		common; /* kinds of everyday objects (log, scheduler …) that a task holds, as bits */
	uint32_t factory; /* that only this task (and the hub) holds: a gauge in the task's box */
	uint32_t parent;  /* gate of its own to the hub: written into the box */
	struct point start, goal; /* while the box glides to its new place */
};

struct system_edge {
	unsigned rights; /* of all slots together */
	int slots;       /* capabilities that this edge stands for; 0: only "is served by" */
	uint32_t slot;   /* index of the first of them */
	uint32_t bound;  /* thread that messages sent to this gate or IRQ go to, or 0 */
	bool hub;        /* from or to the task that holds nearly everything: drawn faintly */
	float row;       /* where in a task's box the edge ends: from its middle down */
};

struct system_place { /* where an object was drawn last */
	uint32_t id;
	float x, y;
};

/* What is not reached is dimmed. Directly, or through the servers that answer, too. */
enum reach_mode { REACH_OFF, REACH_TOUCHES, REACH_TOUCHES_FAR, REACH_HOLDERS, REACH_HOLDERS_FAR };

struct system_view {
	struct graph graph;
	struct system_node *node; /* beside graph.node */
	struct system_edge *edge; /* beside graph.edge */
	int node_room, edge_room;
	struct system_place *place;
	int places, place_room;
	uint64_t shape; /* changes when nodes, sizes or edges do */
	bool arranged;
	bool moved;   /* the user has put boxes where he wants them */
	int squeezed; /* nodes that came since everything was arranged */
	int edges_before;
	uint64_t change_ms; /* when the last one came */
	uint64_t glide_ms;  /* boxes glide since then; 0: they stand */
	bool everything;    /* also the everyday objects */
	bool no_messages;
	bool only_task;        /* the task in focus, and what it has to do with */
	unsigned hidden_kinds; /* as bits */
	enum reach_mode reach;

	float zoom, pan_x, pan_y;
	bool user_view; /* the user has zoomed or moved it: leave it alone */
	bool fitting;   /* on the way to show everything */
	bool seen;      /* it has been fitted once */
	int dragged;    /* node under the mouse since it was pressed, or -1 */
	int hot_node, hot_edge;
	uint32_t hot_thread;
};

enum { COMMON_MAX = 160 };
/** What a task holds without an edge, as text: "log · scheduler · alice". */
char *system_common(const struct viz *v, const struct system_node *n, char text[COMMON_MAX]);

/** Bring nodes and edges in line with v->state; positions stay. @p b: the window's part for it. */
void system_build(struct viz *v, struct system_view *s, struct box b);
/** Threads of a task in the order in which they stand in its box. @return how many */
int system_threads(const struct viz *v, uint32_t task, uint32_t *ids, int room);
int system_find(const struct system_view *s, uint32_t id);

/** Place what is new in a graph whose nodes or edges have changed. */
void system_place(struct viz *v, struct system_view *s, struct box b);
/** Once a frame: let boxes glide, tidy up after a burst of changes, keep everything in sight. */
void system_move(struct viz *v, struct system_view *s, struct box b);
/** Remember where nodes are now. */
void system_remember(struct system_view *s);
/** List @p list of @p count elements with room for one more. */
void *system_grow(void *list, int count, int *room, size_t size);

/** Middle of a semaphore's circle, in the graph. */
static inline struct point semaphore_middle(const struct graph_node *n)
{
	return (struct point){n->x, n->y - n->h / 2 + SEMAPHORE / 2.0f};
}

/** Place of a point of the graph in the window. */
struct point system_point(const struct system_view *s, struct box b, float x, float y);
/** Middle of a thread's pill, or of the node of any other object. @return false: not shown */
bool system_where(const struct viz *v, const struct system_view *s, struct box b, uint32_t id,
		  struct point *at);
/** Distance of a point of the window from an edge, in pixels. */
float system_edge_distance(const struct system_view *s, struct box b, int i, struct point mouse);
/** Does the edge belong to the pick? */
bool system_edge_picked(const struct viz *v, const struct system_view *s, int i);
void system_draw_edge(struct viz *v, struct system_view *s, struct box b, int i, bool lit);
/** The rights that an edge stands for, as a chip on it. */
void system_edge_rights(struct viz *v, struct system_view *s, struct box b, int i);
void system_edge_tip(struct viz *v, const struct system_view *s, struct box b, int i);
void system_draw_node(struct viz *v, struct system_view *s, struct box b, int i);
void system_messages(struct viz *v, struct system_view *s, struct box b);

/** A button cut off the left of @p bar, if there is room for it. */
bool system_button(struct viz *v, struct box *bar, const char *label, bool on);
/** The same for the filters; and what they show, in words. */
void system_filter_buttons(struct viz *v, struct box *bar);
void system_filter_text(struct viz *v, struct box bar);
/** For each node: does the filter by reachability leave it bright? The caller frees it. */
bool *system_bright(struct viz *v, const struct system_view *s);

#endif
