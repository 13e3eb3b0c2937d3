/*
 * Panes that the user arranges: a tree of splits whose leaves hold panes as tabs.
 *
 *      h1:210 [navigator] h2:310 v2:190 [*system threads] [timeline] [inspector]
 *
 * That line is a layout as it is saved. h puts two parts side by side, v one above the other; the
 * number is the size of part 1 or 2 in unscaled pixels, or with p the first one's share; * marks the
 * tab that is shown. Tabs are dragged to other places, closed, and reached by keys.
 *
 * Invariants (dock_ok): a pane is in one leaf at most; every split has two parts; no leaf is empty,
 * but the root when everything is closed.
 */
#ifndef VISUALIZER_UI_DOCK_H
#define VISUALIZER_UI_DOCK_H

#include "visualizer/ui/ui.h"

enum { DOCK_PANES = 16, DOCK_NODES = 2 * DOCK_PANES, DOCK_TEXT = 600 };

enum dock_side { DOCK_TAB, DOCK_LEFT, DOCK_RIGHT, DOCK_TOP, DOCK_BOTTOM };
enum dock_by { DOCK_FIRST, DOCK_SECOND, DOCK_PART };

struct dock_node {
	bool used, split;
	int parent; /* -1: root */

	bool stacked;    /* split: one above the other */
	enum dock_by by; /* what size says */
	float size;
	int child[2];

	int tab[DOCK_PANES], tabs, shown; /* leaf: panes, how many, which of them is seen */
	int before;                       /* pane that was seen before that one */
	struct box box;
};

/* What a pane is, besides its place. */
struct dock_pane {
	const char *name;    /* in saved layouts: one word */
	const char *title;   /* on its tab */
	const char *tip;     /* what it answers; NULL: nothing more to say */
	enum dock_side home; /* where it opens; DOCK_TAB: beside others of that kind */
	float size;          /* there, in unscaled pixels */
};

struct dock {
	struct dock_node node[DOCK_NODES];
	int root;
	int active;  /* pane that was used last */
	int alone;   /* pane that fills the window for now, or -1 */
	int dragged; /* pane whose tab is being dragged, or -1 */
	int menu;    /* pane whose menu was asked for with the right button, or -1 */
	int from_x, from_y;
	bool changed; /* since the caller cleared it: worth saving */
};

void dock_init(struct dock *d);
/** @return false, and nothing changed, when @p text is no layout. Unknown panes are left out. */
bool dock_parse(struct dock *d, const char *text, const struct dock_pane *panes, int count);
char *dock_text(const struct dock *d, const struct dock_pane *panes, char text[DOCK_TEXT]);
bool dock_ok(const struct dock *d);

/** Bring tab @p at of a leaf to the front. */
void dock_front(struct dock *d, struct dock_node *leaf, int at);

bool dock_has(const struct dock *d, int pane);
/** Is it there, and not behind another tab? */
bool dock_shows(const struct dock *d, int pane);
/** Open it if it is closed, and bring its tab to the front. */
void dock_show(struct dock *d, const struct dock_pane *panes, int pane);
void dock_close(struct dock *d, int pane);
/** Put it beside, above or below pane @p to, or as a tab with it. */
void dock_move(struct dock *d, int pane, int to, enum dock_side side);
/** The next (1) or previous (-1) pane that can be seen, from the active one on. */
int dock_next(const struct dock *d, int step);

/** Draw all panes, each by @p draw, and serve mouse and tabs. */
void dock_draw(struct dock *d, struct ui *ui, struct box b, const struct dock_pane *panes,
	       void (*draw)(void *context, int pane, struct box b), void *context);

#endif
