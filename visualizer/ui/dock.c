/*
 * The tree behind movable panes: opening, closing, moving, and its text. Drawn by dock_draw.c.
 *
 * Start reading at dock_move(): everything that changes places is taking a pane out of its leaf
 * (take_out) and putting it into another, or into a new one beside another (split_off).
 */
#include "visualizer/ui/dock.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int new_node(struct dock *d, int parent)
{
	for (int i = 0; i < DOCK_NODES; i++) {
		if (d->node[i].used)
			continue;
		d->node[i] = (struct dock_node){.used = true, .parent = parent};
		return i;
	}
	return -1;
}

void dock_init(struct dock *d)
{
	*d      = (struct dock){.alone = -1, .dragged = -1, .menu = -1};
	d->root = new_node(d, -1);
}

static int leaf_of(const struct dock *d, int pane)
{
	for (int i = 0; i < DOCK_NODES; i++)
		for (int k = 0; d->node[i].used && !d->node[i].split && k < d->node[i].tabs; k++)
			if (d->node[i].tab[k] == pane)
				return i;
	return -1;
}

bool dock_has(const struct dock *d, int pane)
{
	return leaf_of(d, pane) >= 0;
}

bool dock_shows(const struct dock *d, int pane)
{
	int leaf = leaf_of(d, pane);

	return leaf >= 0 && d->node[leaf].tab[d->node[leaf].shown] == pane &&
	       (d->alone < 0 || d->alone == pane);
}

static bool node_ok(const struct dock *d, int at, int parent, unsigned *seen)
{
	const struct dock_node *n = &d->node[at];

	if (!n->used || n->parent != parent)
		return false;
	if (n->split)
		return node_ok(d, n->child[0], at, seen) && node_ok(d, n->child[1], at, seen);
	for (int i = 0; i < n->tabs; i++) {
		if (*seen >> n->tab[i] & 1)
			return false;
		*seen |= 1u << n->tab[i];
	}
	return n->tabs ? n->shown >= 0 && n->shown < n->tabs : at == d->root;
}

bool dock_ok(const struct dock *d)
{
	unsigned seen = 0;

	return node_ok(d, d->root, -1, &seen);
}

/* ── changing places ──────────────────────────────────────────────────────────────────────── */

static void put_in(struct dock *d, int leaf, int pane)
{
	struct dock_node *n = &d->node[leaf];

	if (n->tabs == DOCK_PANES)
		return;
	n->before       = n->tabs ? n->tab[n->shown] : pane;
	n->tab[n->tabs] = pane;
	n->shown        = n->tabs++;
}

void dock_front(struct dock *d, struct dock_node *leaf, int at)
{
	if (leaf->shown == at)
		return;
	leaf->before = leaf->tab[leaf->shown];
	leaf->shown  = at;
	d->changed   = true;
}

/* A leaf without panes goes: its parent becomes its brother. */
static void collapse(struct dock *d, int leaf)
{
	int parent = d->node[leaf].parent;

	if (parent < 0)
		return;
	int other   = d->node[parent].child[d->node[parent].child[0] == leaf];
	int grand   = d->node[parent].parent;
	bool second = grand >= 0 && d->node[grand].child[1] == parent;

	d->node[leaf].used = d->node[parent].used = false;
	d->node[other].parent                     = grand;
	if (grand < 0)
		d->root = other;
	else
		d->node[grand].child[second] = other;
}

static void take_out(struct dock *d, int pane)
{
	int leaf            = leaf_of(d, pane);
	struct dock_node *n = &d->node[leaf];
	int at              = 0;

	if (leaf < 0)
		return;
	while (n->tab[at] != pane)
		at++;
	bool seen = n->shown == at;

	n->tabs--;
	memmove(n->tab + at, n->tab + at + 1, (size_t)(n->tabs - at) * sizeof(*n->tab));
	if (n->shown > at || n->shown == n->tabs)
		n->shown = n->shown > 0 ? n->shown - 1 : 0;
	for (int i = 0; i < n->tabs && seen; i++)
		n->shown = n->tab[i] == n->before ? i : n->shown;
	if (n->tabs == 0)
		collapse(d, leaf);
}

/* A new leaf with @p pane on one side of node @p at. */
static void split_off(struct dock *d, int at, int pane, enum dock_side side, enum dock_by by,
		      float size)
{
	int parent  = d->node[at].parent;
	int split   = new_node(d, parent);
	int leaf    = new_node(d, split);
	bool before = side == DOCK_LEFT || side == DOCK_TOP;

	if (split < 0 || leaf < 0) {
		if (split >= 0)
			d->node[split].used = false;
		return;
	}
	struct dock_node *n = &d->node[split];

	n->split           = true;
	n->stacked         = side == DOCK_TOP || side == DOCK_BOTTOM;
	n->by              = by == DOCK_PART ? by : before ? DOCK_FIRST : DOCK_SECOND;
	n->size            = size;
	n->child[0]        = before ? leaf : at;
	n->child[1]        = before ? at : leaf;
	d->node[at].parent = split;
	if (parent < 0)
		d->root = split;
	else
		d->node[parent].child[d->node[parent].child[1] == at] = split;
	put_in(d, leaf, pane);
}

void dock_move(struct dock *d, int pane, int to, enum dock_side side)
{
	int leaf = leaf_of(d, to);

	if (leaf < 0 || (leaf_of(d, pane) == leaf && d->node[leaf].tabs == 1))
		return;
	take_out(d, pane);
	leaf = pane == to ? leaf : leaf_of(d, to);
	if (side == DOCK_TAB)
		put_in(d, leaf, pane);
	else
		split_off(d, leaf, pane, side, DOCK_PART, 0.5f);
	d->active  = pane;
	d->changed = true;
}

void dock_close(struct dock *d, int pane)
{
	int leaf = leaf_of(d, pane);

	if (leaf < 0)
		return;
	take_out(d, pane);
	if (d->active == pane && d->node[leaf].used && !d->node[leaf].split && d->node[leaf].tabs)
		d->active = d->node[leaf].tab[d->node[leaf].shown];
	if (d->alone == pane)
		d->alone = -1;
	d->changed = true;
}

/* Beside another pane that opens as a tab; without one, where the rest is. */
static void open_tab(struct dock *d, const struct dock_pane *panes, int pane)
{
	for (int i = 0; i < DOCK_NODES; i++) {
		struct dock_node *n = &d->node[i];

		if (!n->used || n->split || (n->tabs && panes[n->tab[0]].home != DOCK_TAB))
			continue;
		put_in(d, i, pane);
		return;
	}
	split_off(d, d->root, pane, DOCK_RIGHT, DOCK_PART, 0.3f);
}

void dock_show(struct dock *d, const struct dock_pane *panes, int pane)
{
	int leaf = leaf_of(d, pane);

	d->alone = d->alone >= 0 && d->alone != pane && panes[pane].home == DOCK_TAB ? pane
		   : d->alone == pane                                                ? pane
										     : -1;
	if (leaf < 0) {
		d->changed = true;
		if (panes[pane].home == DOCK_TAB)
			open_tab(d, panes, pane);
		else if (d->node[d->root].tabs == 0 && !d->node[d->root].split)
			put_in(d, d->root, pane);
		else
			split_off(d, d->root, pane, panes[pane].home, DOCK_FIRST, panes[pane].size);
		leaf = leaf_of(d, pane);
	}
	for (int i = 0; leaf >= 0 && i < d->node[leaf].tabs; i++)
		if (d->node[leaf].tab[i] == pane)
			dock_front(d, &d->node[leaf], i);
	d->active = pane;
}

int dock_next(const struct dock *d, int step)
{
	for (int i = 1; i <= DOCK_PANES; i++) {
		int pane = (d->active + step * i + DOCK_PANES) % DOCK_PANES;

		if (dock_shows(d, pane))
			return pane;
	}
	return d->active;
}

/* ── text ─────────────────────────────────────────────────────────────────────────────────── */

static int put_node(const struct dock *d, int at, const struct dock_pane *panes, char *to, int room)
{
	const struct dock_node *n = &d->node[at];
	int used                  = 0;

	if (room < 2)
		return 0;
	if (n->split) {
		used = snprintf(to, (size_t)room, n->by == DOCK_PART ? "%c%c:%.3f " : "%c%c:%.0f ",
				n->stacked ? 'v' : 'h', "12p"[n->by], (double)n -> size);
		for (int i = 0; i < 2 && used < room; i++)
			used += put_node(d, n->child[i], panes, to + used, room - used);
		return used;
	}
	used = snprintf(to, (size_t)room, "[");
	for (int i = 0; i < n->tabs && used < room; i++)
		used += snprintf(to + used, (size_t)(room - used), "%s%s%s", i ? " " : "",
				 i == n->shown && n->tabs > 1 ? "*" : "", panes[n->tab[i]].name);
	if (used < room)
		used += snprintf(to + used, (size_t)(room - used), "] ");
	return used;
}

char *dock_text(const struct dock *d, const struct dock_pane *panes, char text[DOCK_TEXT])
{
	put_node(d, d->root, panes, text, DOCK_TEXT);
	return text;
}

struct reader {
	const char *at;
	const struct dock_pane *panes;
	int count;
	unsigned seen;
};

static int pane_by_name(const struct reader *r, const char *name, size_t bytes)
{
	for (int i = 0; i < r->count; i++)
		if (strlen(r->panes[i].name) == bytes &&
		    strncmp(r->panes[i].name, name, bytes) == 0)
			return i;
	return -1;
}

/* "*system threads]": the inside of a leaf. */
static bool read_leaf(struct dock *d, int leaf, struct reader *r)
{
	int shown = 0;

	while (*r->at && *r->at != ']') {
		bool star = *r->at == '*';

		r->at += star;
		size_t bytes = strcspn(r->at, " ]");
		int pane     = pane_by_name(r, r->at, bytes);

		if (pane >= 0 && !(r->seen >> pane & 1)) {
			r->seen |= 1u << pane;
			put_in(d, leaf, pane);
			shown = star ? d->node[leaf].tabs - 1 : shown;
		}
		r->at += bytes;
		r->at += *r->at == ' ';
	}
	if (*r->at++ != ']')
		return false;
	d->node[leaf].shown = shown;
	return true;
}

static bool read_node(struct dock *d, int at, struct reader *r)
{
	while (isspace((unsigned char)*r->at))
		r->at++;
	if (at < 0)
		return false;
	if (*r->at == '[') {
		r->at++;
		return read_leaf(d, at, r);
	}
	char *end;
	bool stacked = *r->at == 'v';
	const char *by =
		(*r->at == 'h' || *r->at == 'v') && r->at[1] ? strchr("12p", r->at[1]) : NULL;

	if (!by || r->at[2] != ':')
		return false;
	float size = strtof(r->at + 3, &end);

	if (end == r->at + 3 || !(size > 0 && size < 10000))
		return false;
	r->at                = end;
	int first            = new_node(d, at);
	int second           = new_node(d, at);
	d->node[at].split    = true;
	d->node[at].stacked  = stacked;
	d->node[at].by       = (enum dock_by)(*by == '1'   ? DOCK_FIRST
					      : *by == '2' ? DOCK_SECOND
							   : DOCK_PART);
	d->node[at].size     = size;
	d->node[at].child[0] = first;
	d->node[at].child[1] = second;
	return read_node(d, first, r) && read_node(d, second, r);
}

/* Leaves whose panes were all unknown. */
static void drop_empty(struct dock *d)
{
	for (int i = 0; i < DOCK_NODES; i++)
		if (d->node[i].used && !d->node[i].split && d->node[i].tabs == 0 && i != d->root) {
			collapse(d, i);
			i = -1;
		}
}

bool dock_parse(struct dock *d, const char *text, const struct dock_pane *panes, int count)
{
	struct dock fresh;
	struct reader r = {text, panes, count, 0};

	dock_init(&fresh);
	if (!read_node(&fresh, fresh.root, &r) || r.seen == 0)
		return false;
	drop_empty(&fresh);
	while (!(r.seen >> fresh.active & 1))
		fresh.active++;
	*d = fresh;
	return true;
}
