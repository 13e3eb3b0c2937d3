/*
 * A small immediate-mode widget layer.
 *
 * There are no widget objects: every frame the program draws its whole window by calling functions
 * such as ui_button(), each of which draws itself and says at once whether it was used. What must
 * survive from frame to frame (scroll positions, splitters, sort order) belongs to the caller.
 * Space is divided by cutting boxes off a box:
 *
 *      struct box body = window;
 *      struct box bar = cut_bottom(&body, ui_row(ui));     status bar; body is what remains
 *
 * Every text that is drawn can be recorded (ui_report): tests then ask whether any was cut short or
 * lies over another of the same layer.
 */
#ifndef VISUALIZER_UI_UI_H
#define VISUALIZER_UI_UI_H

#include "visualizer/draw/canvas.h"
#include "visualizer/draw/text.h"
#include "visualizer/draw/theme.h"

#include <stddef.h>

enum { UI_KEYS = 16, UI_TEXT_MAX = 512 };

enum ui_mod { MOD_SHIFT = 1, MOD_CTRL = 2, MOD_ALT = 4 };

struct ui_key {
	int code; /* SDL_Keycode; 0: consumed */
	unsigned mods;
};

/* What happened since the last frame, and what is held down now. */
struct ui_input {
	int mouse_x, mouse_y;
	bool down[3], pressed[3], released[3]; /* left, middle, right */
	int clicks;                            /* 2: the press was a double click */
	float wheel;                           /* notches, up is positive */
	unsigned mods;
	struct ui_key keys[UI_KEYS];
	int key_count;
	char text[256]; /* characters typed or pasted, UTF-8 */
};

enum ui_size { SIZE_NORMAL, SIZE_SMALL, SIZE_LARGE, UI_SIZES };
enum ui_align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };
enum ui_pointer { POINTER_ARROW, POINTER_HAND, POINTER_MOVE, POINTER_WE, POINTER_NS, POINTER_TEXT };

/* How a text looks. */
struct ui_style {
	enum face face;
	enum ui_size size;
	enum ui_align align;
	rgba_t color; /* 0: the theme's text colour */
};

struct ui_report;

struct ui {
	struct canvas *canvas;
	struct fonts *fonts;
	const struct theme *theme;
	struct ui_input in;
	float scale;
	struct ui_report *report; /* NULL: nothing is recorded */

	uint32_t active; /* widget that holds the mouse */
	uint32_t focus;  /* widget that gets typed text */
	uint32_t edited; /* the line that cursor is in, as long as it has the focus */
	size_t cursor;   /* byte before which typed text goes */
	int layer;       /* 0: window, 1: overlay above it */
	bool blocked;    /* an overlay takes the mouse: lower layers see none */
	bool wheel_used;
	enum ui_pointer pointer;
	struct box tip_box;
	char tip[UI_TEXT_MAX];
	char clipboard[UI_TEXT_MAX]; /* filled by ui_copy(); the window hands it on */
	int last_mouse_x, last_mouse_y;
	bool animating; /* somebody wants another frame soon */
};

/** Start a frame on @p canvas, which is cleared, with what the user did since the last one. */
void ui_begin(struct ui *ui, struct canvas *canvas, const struct ui_input *in);
/** End it: draws the tool tip, forgets the input. */
void ui_end(struct ui *ui);

uint32_t ui_id(const char *name, long number);
/** @p n pixels of an unscaled design in pixels of this window. */
int ui_px(const struct ui *ui, float n);
int ui_font(const struct ui *ui, enum ui_size size);
/** Height of a row of a list: the measure of most things. */
int ui_row(const struct ui *ui);

struct box cut_left(struct box *b, int n);
struct box cut_right(struct box *b, int n);
struct box cut_top(struct box *b, int n);
struct box cut_bottom(struct box *b, int n);
struct box box_inset(struct box b, int dx, int dy);

/** Is the mouse here, free, and is this part of the window not covered or clipped? */
bool ui_hovers(const struct ui *ui, struct box b);
/** Was the left button pressed here? */
bool ui_clicked(const struct ui *ui, struct box b);
/** Was this key pressed? Takes it, so that nobody else reacts. @p mods must match exactly. */
bool ui_key(struct ui *ui, int code, unsigned mods);
/** While the left button is down after a press in @p b: true, with the movement. */
bool ui_drag(struct ui *ui, uint32_t id, struct box b, int *dx, int *dy);
void ui_tip(struct ui *ui, struct box b, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void ui_copy(struct ui *ui, const char *text);

/* ── text ─────────────────────────────────────────────────────────────────────────────────── */

/** One line, centred vertically in @p b, cut with "…" when too long. @return its width. */
int ui_text(struct ui *ui, struct box b, struct ui_style style, const char *text);
int ui_textf(struct ui *ui, struct box b, struct ui_style style, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/** Several lines, broken at spaces. @return height used. With @p draw false: only measured. */
int ui_paragraph(struct ui *ui, struct box b, struct ui_style style, const char *text, bool draw);
int ui_text_width(struct ui *ui, struct ui_style style, const char *text);
/** Text at any size and place (graphs); recorded like every other. */
void ui_label(struct ui *ui, enum face face, int size, int x, int y, rgba_t color,
	      const char *text);

/* ── widgets ──────────────────────────────────────────────────────────────────────────────── */

void ui_panel(struct ui *ui, struct box b, rgba_t fill);
void ui_round_box(struct ui *ui, struct box b, float radius, struct paint fill, float line,
		  rgba_t border);
void ui_rule(struct ui *ui, struct box *b);
/** Title line of a pane, cut off the top of @p b. */
void ui_heading(struct ui *ui, struct box *b, const char *text);
bool ui_button(struct ui *ui, struct box b, const char *label, bool on);
/** Small label in a box; an empty chip (@p on false) says "not there". @return its width. */
int ui_chip(struct ui *ui, int x, struct box row, const char *label, rgba_t color, bool on);
/** A handle on the edge of a pane; changes *size by dragging. @p grow: sign of growth. */
void ui_splitter(struct ui *ui, uint32_t id, struct box handle, bool vertical, int grow, int *size,
		 int least, int most);
/** One line of editable text. @return true when Enter was pressed. */
bool ui_input_line(struct ui *ui, uint32_t id, struct box b, char *text, size_t room,
		   const char *hint);

struct ui_menu_item {
	const char *label, *key; /* key: what does the same without the menu, or NULL */
	bool off;                /* cannot be chosen now */
};
struct ui_menu {
	bool open, fresh;
	int x, y, at;
};
void ui_menu_open(struct ui *ui, struct ui_menu *m, int x, int y);
/** Draw it, above everything, if it is open. @return index of the item chosen now, or -1 */
int ui_menu(struct ui *ui, struct ui_menu *m, const struct ui_menu_item *items, int count);

struct ui_scroll {
	float y;
	float content; /* height of what was drawn last time */
};
/** Clip to @p b and draw a scroll bar. @return the box to draw into, moved by the scroll. */
struct box ui_scroll_begin(struct ui *ui, uint32_t id, struct box b, struct ui_scroll *s);
/** @p used: height that the content needs. */
void ui_scroll_end(struct ui *ui, struct ui_scroll *s, int used);
/** Scroll so that y..y+h of the content is seen in a window of @p window pixels. */
void ui_scroll_show(struct ui_scroll *s, int y, int h, int window);

/* ── tables and trees ─────────────────────────────────────────────────────────────────────── */

struct ui_column {
	const char *title;
	float width; /* unscaled pixels; 0: takes what is left */
	enum ui_align align;
	const char *help; /* tool tip of the title */
	float from; /* left out of tables narrower than this, unscaled; cells are then empty */
};

struct ui_table {
	struct ui_scroll scroll;
	int sort; /* column, or -1 */
	bool descending;

	/* Valid between begin and end. */
	uint32_t id;
	const struct ui_column *columns;
	int count;
	struct box body, row;
	int x[16], w[16];
	int rows;
};

void ui_table_begin(struct ui *ui, uint32_t id, struct box b, struct ui_table *t,
		    const struct ui_column *columns, int count);
/** Next row. @return true when it can be seen and its cells must be drawn. */
bool ui_table_row(struct ui *ui, struct ui_table *t, bool selected);
/** Was the row just started clicked? */
bool ui_table_clicked(const struct ui *ui, const struct ui_table *t);
struct box ui_table_cell(const struct ui *ui, const struct ui_table *t, int column);
void ui_table_text(struct ui *ui, const struct ui_table *t, int column, struct ui_style style,
		   const char *text);
void ui_table_end(struct ui *ui, struct ui_table *t);

enum tree_click { TREE_NONE, TREE_PICKED, TREE_TOGGLED };
/** A row of a tree with a triangle when it has children. *label gets the space for the text. */
enum tree_click ui_tree_row(struct ui *ui, struct box row, int depth, bool children, bool open,
			    bool selected, struct box *label);

/* ── report for tests ─────────────────────────────────────────────────────────────────────── */

struct ui_report_entry {
	struct box box;
	int layer;
	bool cut; /* shortened with "…" or clipped at a side */
	char text[64];
};

struct ui_report {
	struct ui_report_entry *entries;
	int count, room;
};

void ui_report_add(struct ui_report *r, struct box b, struct box clip, int layer, bool cut,
		   const char *text);
/** Do two recorded texts of one layer cover each other? @return pairs; the first in *a and *b. */
int ui_report_overlaps(const struct ui_report *r, int *a, int *b);
int ui_report_cut(const struct ui_report *r);
void ui_report_free(struct ui_report *r);

#endif
