/*
 * The state model: everything the host knows about a running (or recorded) Phial, now and at any
 * instant of the past. The visualizer and the command-line tools only read it; session.c feeds it.
 *
 *      bytes -> demux -> decode -> model:  events    in time order, kept for good
 *                                          flows     events that belong together
 *                                          history   thread and CPU states as intervals
 *                                          state     objects, tasks, threads, slots, trees
 *                                          console   text lines with time stamps
 *                                          health    what the link delivered and lost
 *
 * Time is nanoseconds on the kernel clock, since boot (model_time). One state is kept for "now";
 * a past one is made on demand from the nearest checkpoint by applying what came after it:
 *
 *      const struct model_state *s = model_at(m, cursor);       MODEL_LIVE: the present
 *      const struct model_thread *t = model_thread(s, id);
 *
 * Pointers into a state, an event or a flow are good until the model is fed again (session_poll);
 * for a past state, until model_at() is asked for another past time; for an event, until some ten
 * thousand others were asked for. Keep ids, not pointers: object ids are never reused by the
 * kernel, event and flow numbers never change.
 *
 * To know what to draw anew, compare model_generation() with the value seen at the last drawing.
 *
 * Nothing here is thread-safe: feed and read from one thread.
 */
#ifndef JDB_HOST_MODEL_H
#define JDB_HOST_MODEL_H

#include <stdbool.h>

#include "jdb/host/words.h"

struct model;

typedef uint64_t model_time; /* nanoseconds since boot */

#define MODEL_LIVE  UINT64_MAX /* as a time: the present */
#define MODEL_NEVER UINT64_MAX /* as a point in time that does not come */
#define MODEL_NONE  UINT32_MAX /* no such event, flow or interval */

/* ---- State: what exists, at one instant ------------------------------------------------------ */

/* Kinds of kernel objects: KIND_task, KIND_thread, KIND_gate … from the schema. */
enum model_kind {
#define OBJECT_KIND(number, name) KIND_##name = (number),
#include "jdb/link/schema.def"
#undef OBJECT_KIND
	KIND_UNKNOWN = 255, /* mentioned by an event, never described yet */
};

/* Bits of a thread's state: STATE_ready, STATE_receiving … from the schema, and our own. */
enum model_thread_state {
#define THREAD_STATE(bit, name, help) STATE_##name = (bit),
#include "jdb/link/schema.def"
#undef THREAD_STATE
	STATE_RUNNING = 0x10000, /* ready, and on a CPU at that moment */
	STATE_UNKNOWN = 0x20000, /* events were lost since it was last known */
};

/* How a thread's state is drawn: one of these for every combination of bits. */
enum model_mood {
	MOOD_RUNNING,
	MOOD_READY,
	MOOD_SENDING,
	MOOD_RECEIVING,
	MOOD_FAULT,    /* waits for its pager or exception handler */
	MOOD_SLEEPING, /* receives from nobody, with a timeout; or blocked in the kernel */
	MOOD_STOPPED,  /* not started, ended, or dying */
	MOOD_UNKNOWN,
	MOODS,
};
enum model_mood model_mood(uint32_t state, uint32_t partner);
const char *model_mood_name(enum model_mood mood);

/* A kernel object of any kind. Tasks and threads have a second entry with more about them. */
struct model_object {
	uint32_t id;
	uint8_t kind;                   /* enum model_kind */
	bool dying;                     /* deleted, not freed yet */
	char name[SCHEMA_TEXT_MAX + 1]; /* as given by a program; may be empty */
	uint32_t refs, counted;         /* kernel references; counted capabilities */
	uint32_t bound;                 /* gate, IRQ: bound thread; thread: its task; 0: none */
	uint64_t label;  /* gate, IRQ: label; semaphore: counter; factory: limit, bytes */
	uint64_t used;   /* factory: bytes used; task: number of threads */
	model_time born; /* 0: before we watched */
	model_time seen; /* when the kernel last told about it: age of this entry */
};

struct model_slot { /* a capability in a task's table */
	uint32_t index;
	uint32_t object;
	uint8_t kind;   /* enum model_kind of the object */
	uint8_t rights; /* R 4, W 1, S 2, D 8; attributes above (0x10: counted) */
	uint16_t depth; /* in the object's mapping tree */
};

struct model_page { /* a translation in a task's page table */
	uint64_t address;
	uint64_t pa;    /* physical; MODEL_NEVER: seen being mapped, frame not known yet */
	uint8_t order;  /* log2 bytes */
	uint8_t rights; /* R 4, W 2, X 1 */
	uint8_t cache;  /* 0 cached, 1 uncached, 2 buffered */
};

struct model_task {
	uint32_t id;
	uint32_t threads;
	uint64_t pages, caps, ku_bytes;
	uint64_t quota_used, quota_limit;        /* bytes */
	model_time seen, slots_seen, pages_seen; /* when each part was last reported; 0: never */
	const struct model_slot *slot;           /* by ascending index */
	size_t slots;
	const struct model_page *page; /* by ascending address */
	size_t page_count;
};

struct model_thread {
	uint32_t id;
	uint32_t task;
	uint32_t state; /* enum model_thread_state */
	uint32_t cpu, priority;
	uint32_t partner;        /* whom it waits for or sends to; 0: anyone or nobody */
	model_time since;        /* in this state since */
	model_time timeout;      /* end of its wait; MODEL_NEVER: none */
	uint64_t consumed_us;    /* CPU time */
	uint64_t ip, sp;         /* user registers, as last reported */
	uint32_t pager, handler; /* capability indices in its task */
	uint32_t senders;        /* threads waiting to send to it */
	uint32_t fault;          /* flow of the fault it waits for; MODEL_NONE */
	uint64_t fault_address;  /* and where it happened */
	uint32_t flow; /* flow of the message it sends or waits to be answered; MODEL_NONE */
	model_time seen;
};

struct model_node {       /* of a mapping tree */
	uint32_t task;    /* who sees it */
	uint64_t address; /* where; for a capability: its index */
	uint64_t pa;      /* physical address of its first byte; for a capability: the object */
	uint8_t order;    /* log2 bytes; 0 for a capability */
	uint8_t rights;
	uint16_t depth;
};

/*
 * Mapping tree of a page, or of the capabilities to an object: nodes in depth-first order. The tree
 * of a page has only nodes that show this page; they may be larger than it.
 */
struct model_tree {
	bool object;   /* a tree of capabilities; key is then the object's id */
	uint64_t key;  /* physical address of the page */
	uint8_t order; /* log2 of the page's bytes */
	const struct model_node *node;
	size_t nodes;
	model_time seen;
};

struct model_cpu {
	uint32_t number;
	uint32_t current; /* thread that runs; 0: unknown */
	uint32_t ready;
	uint64_t idle_us, switches, interrupts;
	model_time seen;
};

struct model_memory {
	uint64_t pool, free; /* bytes */
	uint64_t objects, mappings;
	model_time seen; /* 0: never reported */
};

/* Everything that exists at one instant. Arrays are ordered by id, tasks by creation. */
struct model_state {
	model_time time;
	const struct model_object *object;
	const struct model_task *task;
	const struct model_thread *thread;
	const struct model_tree *tree; /* ordered by (object, key) */
	const struct model_cpu *cpu;
	size_t objects, tasks, threads, trees, cpus;
	struct model_memory memory;
};

/** The state at @p time, or now (MODEL_LIVE). Never NULL; empty before anything was heard. */
const struct model_state *model_at(struct model *m, model_time time);

const struct model_object *model_object(const struct model_state *s, uint32_t id);
const struct model_task *model_task(const struct model_state *s, uint32_t id);
const struct model_thread *model_thread(const struct model_state *s, uint32_t id);
const struct model_slot *model_slot(const struct model_task *t, uint32_t index);
const struct model_page *model_page(const struct model_task *t, uint64_t address);
/** Tree whose root covers physical address @p pa; tree of the capabilities to object @p id. */
const struct model_tree *model_tree_of_page(const struct model_state *s, uint64_t pa);
const struct model_tree *model_tree_of_object(const struct model_state *s, uint32_t id);
/** Index of the parent of node @p i, or -1 at the root; end of the subtree of node @p i. */
long model_tree_parent(const struct model_tree *t, size_t i);
size_t model_tree_end(const struct model_tree *t, size_t i);

/**
 * What people call an object: its name, or kind and number ("gate 17"); "nobody" for 0. A thread
 * without a name is called after its task. @return @p to
 */
char *model_name(const struct model_state *s, uint32_t id, char *to, size_t size);
/** The same for any object ever heard of, also when it is gone: for texts about events. */
char *model_any_name(const struct model *m, uint32_t id, char *to, size_t size);

/** "waits for a reply from pager since 3.2 ms": the state of @p t at s->time, in words. */
char *model_thread_story(const struct model *m, const struct model_state *s,
			 const struct model_thread *t, char *to, size_t size);

/* ---- Events ---------------------------------------------------------------------------------- */

/*
 * Events have a number (order of arrival, never changes) and a position (order of time). They are
 * the same as long as everything comes in order, which one CPU on an undisturbed line does.
 */
struct model_event {
	model_time time;
	uint64_t value[EVENT_FIELDS_MAX]; /* in the order of the schema; unused ones are 0 */
	uint32_t number;
	uint32_t flow; /* flow it belongs to, or MODEL_NONE */
	uint32_t next; /* next event of the same flow (number), or MODEL_NONE */
	uint16_t type; /* enum trace_event; schema_event(type) describes it */
	uint8_t cpu;
	bool after_gap; /* something was lost between the event before (on this CPU) and this one */
};

size_t model_events(const struct model *m);
const struct model_event *model_event(const struct model *m, uint32_t number);
const struct model_event *model_event_at(const struct model *m, size_t position);
/** Position of the first event that is not before @p time; model_events() when there is none. */
size_t model_event_find(const struct model *m, model_time time);
/** About the same, at once, for what is drawn in pixels. */
size_t model_event_find_about(const struct model *m, model_time time);
size_t model_event_position(const struct model *m, uint32_t number);
/** Value of the field @p name, or 0 when the event has none of that name. */
uint64_t model_event_value(const struct model_event *e, const char *name);
/** True when one of the event's OBJ fields is @p object. */
bool model_event_concerns(const struct model_event *e, uint32_t object);
/**
 * Next (@p step 1) or previous (-1) event that concerns @p object (0: any event) behind or before
 * @p position. @return its position, or model_events() when there is none.
 */
size_t model_event_step(const struct model *m, size_t position, int step, uint32_t object);
/** "ping sends to pong through gate 12: label 0, 1 word": one line. */
char *model_event_text(const struct model *m, const struct model_event *e, char *to, size_t size);
/** One value of a field, objects by name (also those that are gone). */
char *model_value_text(const struct model *m, enum schema_type type, uint64_t value, char *to,
		       size_t size);

/* ---- Flows: events that belong together ------------------------------------------------------ */

enum model_flow_kind {
	FLOW_MESSAGE,   /* ipc_send .. ipc_receive or ipc_error */
	FLOW_FAULT,     /* page_fault .. (pager message) .. page_fault_done */
	FLOW_EXCEPTION, /* exception .. exception_done */
	FLOW_INTERRUPT, /* irq_trigger .. ipc_receive */
};

enum model_flow_end {
	FLOW_OPEN,   /* not ended (or its end was lost) */
	FLOW_DONE,   /* received, resolved, applied */
	FLOW_FAILED, /* error, fault not resolved */
};

struct model_flow {
	uint64_t id; /* as the kernel numbers it */
	uint32_t number;
	uint8_t kind : 4;         /* enum model_flow_kind */
	uint8_t end : 3;          /* enum model_flow_end */
	bool call : 1;            /* a message whose sender waits for the answer */
	uint16_t events;          /* so many belong to it (or more) */
	uint32_t from, to;        /* threads (or IRQ); to: pager or receiver, 0 until known */
	uint32_t through;         /* gate, or 0 */
	uint32_t first, last;     /* events, by number; follow model_event.next */
	uint32_t reply;           /* flow that answered this call, or MODEL_NONE */
	uint32_t answers;         /* call that this flow answers, or MODEL_NONE */
	uint32_t cause;           /* fault that this message from the pager ends, or MODEL_NONE */
	model_time start, finish; /* finish: of the last event so far */
};

/** Flows in the order in which they were first heard of (start grows, but for late events). */
size_t model_flows(const struct model *m);
const struct model_flow *model_flow(const struct model *m, uint32_t number);
/** First flow that may still be visible at @p time: every earlier one finished before it. */
uint32_t model_flow_find(const struct model *m, model_time time);
/** "page fault of client at 0x600000 (write), resolved by pager after 84 µs". */
char *model_flow_text(const struct model *m, const struct model_flow *f, char *to, size_t size);

/* ---- History: who was in which state, when --------------------------------------------------- */

struct model_interval {
	model_time start; /* it ends where the next one starts; the last one lasts */
	uint32_t state;   /* thread: enum model_thread_state; CPU: the thread that ran */
	uint32_t partner; /* thread: as in struct model_thread; CPU: 0 */
};

/**
 * Intervals of a thread's states, or of what ran on a CPU, oldest first.
 * @return array of *@p count intervals; NULL when there are none
 */
const struct model_interval *model_thread_history(struct model *m, uint32_t id, size_t *count);
const struct model_interval *model_cpu_history(struct model *m, uint32_t cpu, size_t *count);
/** Index of the interval in which @p time lies, or MODEL_NONE before the first. */
uint32_t model_interval_find(const struct model_interval *list, size_t count, model_time time);
/** Was that thread ever told to be a CPU's idle thread? */
bool model_thread_idle(const struct model *m, uint32_t id);
/** Every thread that was ever heard of, in order of appearance: *@p count ids. */
const uint32_t *model_threads_ever(struct model *m, size_t *count);

/* ---- Console --------------------------------------------------------------------------------- */

struct model_line {
	model_time time;  /* when it began to arrive, on the kernel clock as far as known */
	const char *text; /* zero-terminated, without the line end; control characters removed */
	size_t bytes;
};

/** Lines so far; the last one may still grow. */
size_t model_lines(const struct model *m);
struct model_line model_line(const struct model *m, size_t number);
/** Number of lines that began not later than @p time. */
size_t model_line_find(const struct model *m, model_time time);

/* ---- The link -------------------------------------------------------------------------------- */

struct model_health {
	bool connected;      /* transport is open */
	bool alive;          /* HELLO was received on this connection */
	bool schema_differs; /* the kernel was built with another schema: decoded as far as possible */
	bool stopped;        /* the debugger's prompt is active: the kernel stands still */
	bool tracing;        /* the kernel sends events */
	uint64_t bytes, text_bytes, frames;
	uint64_t bad_frames;      /* wrong CRC, cut, no COBS */
	uint64_t bad_bodies;      /* good frame, body not as the protocol says */
	uint64_t missing_frames;  /* gaps in the sequence numbers */
	uint64_t repeated_frames; /* sequence number seen already: dropped */
	uint64_t text_lost;       /* console characters that the kernel dropped */
	uint64_t unknown;         /* frames, events or records of a type we do not know */
	uint64_t lost[TRACE_CLASSES +
		      1]; /* events the kernel dropped, by class; last: class unknown */
	uint64_t lost_total;
	uint32_t resyncs;        /* fresh snapshots because of loss */
	double bytes_per_second; /* over the last second or so */
	model_time last_frame;   /* kernel time of the last good frame */
	model_time snapshot;     /* kernel time at which the present snapshot round was complete */
	uint64_t host_ns; /* host clock at the last byte: age of everything if the line is dead */
};
const struct model_health *model_health(const struct model *m);

/* A stretch of time in which something is missing: draw it hatched. */
struct model_gap {
	model_time start, end;
	uint32_t frames; /* lost on the wire */
	uint64_t events; /* dropped by the kernel, all classes */
};
size_t model_gaps(const struct model *m);
const struct model_gap *model_gap(const struct model *m, size_t number);

/* What HELLO said about the machine. Zero and empty strings before. */
struct model_machine {
	char arch[SCHEMA_TEXT_MAX + 1];  /* "amd64", "arm" */
	char build[SCHEMA_TEXT_MAX + 1]; /* names the kernel image */
	uint32_t cpus, word_bits;
	uint32_t cycles_khz; /* frequency of the trace clock */
	uint32_t protocol;
	uint32_t schema; /* hash of the kernel's schema; ours is schema_hash() */
	uint32_t boots;  /* times the kernel started while we watched, and the first HELLO */
};
const struct model_machine *model_machine(const struct model *m);

/** First and last instant that the model knows something about. */
model_time model_first_time(const struct model *m);
model_time model_last_time(const struct model *m);

/* ---- What changed ---------------------------------------------------------------------------- */

enum model_topic {
	TOPIC_STATE,   /* objects, threads, slots, trees: anything behind model_at(MODEL_LIVE) */
	TOPIC_OBJECTS, /* an object, task or thread came or went, or was named */
	TOPIC_SLOTS,   /* capability tables, page tables, mapping trees */
	TOPIC_EVENTS,  /* events, flows, histories */
	TOPIC_CONSOLE,
	TOPIC_HEALTH, /* link counters and machine */
	TOPIC_PAST,   /* something older than the last event was changed: drop cached past views */
	TOPICS,
};
/** A number that grows whenever something of @p topic changed. */
uint64_t model_generation(const struct model *m, enum model_topic topic);

/* ---- Making one ------------------------------------------------------------------------------ */

struct model *model_create(void);
void model_destroy(struct model *m);

#endif
