/*
 * Where the boxes of a graph lie and how its edges run: Graphviz does the work, as a library.
 *
 * Nothing moves without reason: graph_arrange() places everything anew, and is used rarely;
 * graph_place_new() leaves what has a place where it is, and finds a free spot for each new node
 * near the nodes that it is joined to. graph_route() then draws all edges around the boxes.
 */
#ifndef VISUALIZER_VIEWS_GRAPH_H
#define VISUALIZER_VIEWS_GRAPH_H

#include "visualizer/draw/canvas.h"

struct graph_node {
	uint32_t id;
	float x, y; /* centre; y grows downwards */
	float w, h;
	bool placed;
	const char *shape; /* Graphviz's name for the outline: where edges end */
};

struct graph_edge {
	int from, to; /* nodes */
	bool loose;   /* decides nothing about who stands where: only its way is looked for */
	struct point *spline; /* start, then three control points for each piece of a curve */
	int points;
};

struct graph {
	struct graph_node *node;
	struct graph_edge *edge;
	int nodes, edges;
	bool down; /* holders stand above what they hold, not left of it */
};

/**
 * Place all nodes anew, from left (who holds) to right (what is held) or from top to bottom:
 * whichever is seen larger in a window of @p width to @p height.
 */
void graph_arrange(struct graph *g, int width, int height);
/** Place only nodes that are not placed. */
void graph_place_new(struct graph *g);
/** Find the way of every edge. Without Graphviz's help it is a straight line. */
void graph_route(struct graph *g);
/** Straight lines instead: for boxes on the move. */
void graph_straighten(struct graph *g);
void graph_free(struct graph *g);
/** Smallest box around all nodes and edges. */
struct box graph_bounds(const struct graph *g);

#endif
