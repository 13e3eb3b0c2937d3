/*
 * What all views share: the model, the instant that is shown, what is picked.
 *
 * A view is a function that draws itself into a box: void view_xxx(struct viz *v, struct box b).
 * It reads v->state (the model at the chosen instant), draws through v->ui, and tells others what
 * the user chose only by pick_set() and time_set(). Views do not know each other.
 *
 *      window ──> frame.c ──> title, dock (views and panes where the user put them), status
 *                                 │ read                     │ pick_set, time_set
 *                                 v                          v
 *                       struct model (jdb/host)        struct viz: pick, now
 */
#ifndef VISUALIZER_VIEWS_VIEW_H
#define VISUALIZER_VIEWS_VIEW_H

#include "jdb/host/model.h"
#include "visualizer/ui/dock.h"
#include "visualizer/ui/ui.h"

struct session;
struct viz;

enum view_number {
	VIEW_SYSTEM,
	VIEW_CAPS,
	VIEW_MAPPINGS,
	VIEW_MEMORY,
	VIEW_THREADS,
	VIEW_FLOWS,
	VIEW_NUMBERS,
	VIEW_CHANGES,
	VIEWS,
};
/* The other panes are numbered behind the views. */
enum { PANE_NAVIGATOR = VIEWS, PANE_INSPECTOR, PANE_TIMELINE, PANE_CONSOLE, PANES };
extern const struct dock_pane panes[PANES]; /* a view's tip is the question that it answers */

enum { FORMS = 5 };
/* Some views have several forms; their names on the buttons, NULL: no more. */
extern const char *const view_form_names[VIEWS][FORMS];
/** Buttons for the forms of a view, cut off the left of @p bar. @return the one to show */
int view_forms(struct viz *v, enum view_number view, struct box *bar);

/* What is picked: one thing, shown by every view in its own terms. */
enum pick_kind {
	PICK_NOTHING,
	PICK_OBJECT, /* id: a kernel object, tasks and threads among them */
	PICK_SLOT,   /* id: task, at: capability index */
	PICK_PAGE,   /* id: task, at: virtual address */
	PICK_FLOW,   /* at: number of the flow */
	PICK_EVENT,  /* at: number of the event */
};

struct pick {
	enum pick_kind kind;
	uint32_t id;
	uint64_t at;
};

enum { PICK_HISTORY = 64, MARKS = 2, BOOKMARKS = 64, NOTE = 80 };

struct bookmark {
	model_time at;
	char note[NOTE]; /* may be empty */
};

/* Menus that pop up. */
enum { MENU_PANE, MENU_EXPORT, MENU_KINDS, MENU_REACH, MENUS };

/* A line that is asked for. */
enum prompt { PROMPT_NONE, PROMPT_NOTE, PROMPT_TIME };

struct viz {
	struct ui ui;
	struct model *model;
	struct session *session; /* for typing to the kernel; NULL in tests */
	const char *source;      /* where the data comes from, for people */

	const struct model_state *state; /* the model at @now; never NULL while drawing */
	model_time now;                  /* the instant that all views show */
	bool follow;                     /* now is glued to the newest data */
	model_time from, to;             /* part of the time that timelines show */

	struct pick pick;
	struct pick history[PICK_HISTORY]; /* picks before this one, oldest first */
	int history_count;
	uint32_t task; /* task in focus: the pick's, or the last one that had one */

	enum view_number view, view_seen; /* the view that keys go to; as of the last frame */
	struct dock dock;
	struct ui_menu menu[MENUS];
	int menu_pane; /* whose menu is open */
	bool bare;     /* draw this view and nothing around it: for pictures */
	bool help;
	enum prompt prompt;
	char prompt_text[NOTE];
	bool searching;
	char search[64];
	char command[256];     /* line being typed into the console */
	char ask_debugger[64]; /* command for its prompt, as soon as the kernel stands */
	struct {
		bool object;
		uint64_t key;
	} tree; /* mapping tree in focus */
	model_time marks[MARKS];
	int mark_count;
	struct bookmark bookmarks[BOOKMARKS]; /* by time */
	int bookmark_count;
	bool notes_changed; /* since they were saved */

	struct system_view *system;
	struct views_memory *memory; /* scroll positions, sort orders: see state.h */
	bool live;                   /* data still arrives */
	bool wants_fit;              /* F was pressed: show everything, or the pick */
	bool quit;
	char notice[256];   /* a message for the user … */
	uint64_t notice_ms; /* … since this tick */
	char request[256];  /* file to export into: its ending says what; the window serves it */
	bool request_bare;  /* the view alone */
};

/* ── frame.c: the whole window ────────────────────────────────────────────────────────────── */

/** Everything that outlives a frame. @return false when memory is short. */
bool viz_init(struct viz *v, struct model *m);
void viz_free(struct viz *v);
/** One frame: keys, all panes. Call between ui_begin() and ui_end(). */
void viz_frame(struct viz *v);
/** Choose the task and the tree that say most: for pictures without a user. */
void viz_choose(struct viz *v);
void viz_notice(struct viz *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
void viz_keys(struct viz *v);
/** The panes as suits a window of that size. */
void viz_default_layout(struct viz *v, int width, int height);

/** One line of the help; @return false when there are no more. */
bool key_help(int i, const char **key, const char **what);

/* ── pick.c: selection ────────────────────────────────────────────────────────────────────── */

void pick_set(struct viz *v, struct pick p);
void pick_back(struct viz *v);
bool pick_is(const struct viz *v, struct pick p);
static inline struct pick pick_object(uint32_t id)
{
	return (struct pick){PICK_OBJECT, id, 0};
}
static inline struct pick pick_slot(uint32_t task, uint32_t index)
{
	return (struct pick){PICK_SLOT, task, index};
}
static inline struct pick pick_page(uint32_t task, uint64_t address)
{
	return (struct pick){PICK_PAGE, task, address};
}
static inline struct pick pick_flow(uint32_t number)
{
	return (struct pick){PICK_FLOW, 0, number};
}
static inline struct pick pick_event(uint32_t number)
{
	return (struct pick){PICK_EVENT, 0, number};
}
/** The object that the pick is about (a slot's target, a page's task), its task, its thread; 0. */
uint32_t pick_target(const struct viz *v);
uint32_t pick_task(const struct viz *v);
uint32_t pick_thread(const struct viz *v);
/** Is the pick about this object, or does it touch it? */
bool pick_touches(const struct viz *v, uint32_t object);

void time_set(struct viz *v, model_time t);
void time_follow(struct viz *v, bool follow);
/** Show @p span of time around the cursor in the timelines. */
void time_zoom(struct viz *v, double factor, model_time fixed);
/** Next (1) or previous (-1) event of the pick, or change of its state. */
void time_step(struct viz *v, int step, bool state_changes);

/* ── kinds.c: shapes and colours of kinds and states ──────────────────────────────────────── */

void kind_shape(struct ui *ui, unsigned kind, float x, float y, float w, float h, rgba_t fill,
		rgba_t line, float width);
/** The outline alone, in dashes: what is known of it is old. */
void kind_outline(struct ui *ui, unsigned kind, float x, float y, float w, float h, rgba_t line,
		  float width);
/** Small picture of a kind at the left of @p row; cut off it. */
void kind_icon(struct ui *ui, unsigned kind, struct box *row);
struct paint mood_paint(const struct ui *ui, enum model_mood mood);
rgba_t mood_color(const struct ui *ui, enum model_mood mood);
/** Swatch with colour and pattern of a state, cut off @p row. */
void mood_icon(struct ui *ui, enum model_mood mood, struct box *row);
enum model_mood thread_mood(const struct model_thread *t);
/** Mood of thread @p id in a state of its history. Who waits for himself sleeps. */
enum model_mood mood_of(uint32_t id, uint32_t state, uint32_t partner);
/** Chips for rights; those of @p before that are missing now stay as empty chips. @return width */
int cap_rights(struct ui *ui, int x, struct box row, unsigned rights, unsigned before);
int page_rights(struct ui *ui, int x, struct box row, unsigned rights, unsigned before);
/** Hatched: data is missing here. */
void draw_missing(struct ui *ui, struct box b);

/** Text in one call, for the many short ones. */
struct ui_style dim(const struct ui *ui);
struct ui_style small(const struct ui *ui);
struct ui_style small_dim(const struct ui *ui);
struct ui_style bold(void);
struct ui_style mono(void);

/** Name of an object in a buffer of the caller. */
#define NAME_MAX_BYTES 64
const char *name_of(const struct viz *v, uint32_t id, char name[NAME_MAX_BYTES]);

/* ── views ────────────────────────────────────────────────────────────────────────────────── */

void view_system(struct viz *v, struct box b);
void view_caps(struct viz *v, struct box b);
void view_mappings(struct viz *v, struct box b);
void view_memory(struct viz *v, struct box b);
void view_threads(struct viz *v, struct box b);
void view_flows(struct viz *v, struct box b);
void view_numbers(struct viz *v, struct box b);
void view_changes(struct viz *v, struct box b);

void pane_title(struct viz *v, struct box b);
void pane_status(struct viz *v, struct box b);
void pane_navigator(struct viz *v, struct box b);
void pane_inspector(struct viz *v, struct box b);
void pane_timeline(struct viz *v, struct box b);
void pane_console(struct viz *v, struct box b);
/** Look up what is picked at the debugger's prompt; stops the kernel for it. */
void show_in_debugger(struct viz *v);
/** Once a frame: what waits for the prompt is typed when it is there. */
void debugger_asked(struct viz *v);
void pane_help(struct viz *v, struct box b);
void pane_search(struct viz *v, struct box b);
/** Menus and the line that is asked for, above everything. */
void pane_menus(struct viz *v);
bool menu_is_open(const struct viz *v);
/** Menus of the system view. */
void system_menus(struct viz *v);
void pane_prompt(struct viz *v, struct box window);

/** Note @p note at this instant, or replace the note there is. */
void bookmark_set(struct viz *v, model_time at, const char *note);
void bookmark_remove(struct viz *v, int i);

struct system_view *system_create(void);
void system_destroy(struct system_view *s);
void system_rearrange(struct viz *v);

/* ── lanes.c: time from left to right ─────────────────────────────────────────────────────── */

/** Where @p t lies in @p b, which shows v->from to v->to. May be outside. */
float time_x(const struct viz *v, struct box b, model_time t);
model_time time_at(const struct viz *v, struct box b, int x);
void time_axis(struct viz *v, struct box b);
/** The kernel's own thread of a CPU, which has no task; nobody (0) counts as such. */
bool is_idle(const struct viz *v, uint32_t id);
/** States of a thread, or threads on a CPU, as a bar. */
void lane_thread(struct viz *v, struct box b, uint32_t id);
void lane_cpu(struct viz *v, struct box b, uint32_t cpu);
/* The lanes of the CPUs, one below the other, in the state's order; those below row `rows` are not drawn. */
struct cpu_lanes {
	struct box plot, clip; /* where time is; where it may be drawn */
	int top, height, rows;
};
/** Migrations, requests, shootdowns, lock helping, over the lanes. cpu_lanes.c */
void cpu_lanes_crossings(struct viz *v, const struct cpu_lanes *lanes);
/** What the colours mean. */
void cpu_lanes_legend(struct viz *v, struct box b);
/** Gaps, marks and the cursor over everything in @p b; dragging and zooming in it. */
void lanes_overlay(struct viz *v, struct box b);
void lanes_mouse(struct viz *v, struct box b);

#endif
