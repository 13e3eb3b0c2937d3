/*
 * From bytes to the model. See ingest.h.
 */
#include "jdb/host/ingest.h"

#include "jdb/host/array.h"
#include "jdb/host/convert.h"
#include "jdb/host/demux.h"
#include "jdb/host/fields.h"

enum {
	CPUS_MAX      = 256,  /* all that a frame can name */
	QUESTIONS_MAX = 16,   /* asked and not answered yet */
	LISTS_MAX     = 16,   /* being received in pieces */
	PAGE_ORDER    = 12,   /* the kernel tells trees page by page */
	SYNC_JITTER   = 2000, /* ns by which two readings of the clocks may differ: rounding */
};

/* So many cycles can be multiplied by a million in 64 bits: half an hour at 4 GHz. */
static const int64_t NEAR_CYCLES = INT64_MAX / 1000000;

struct question {
	uint32_t id;
	uint32_t request;
	uint64_t argument, cursor;
};

/* A list of which some pieces came. */
struct partial {
	uint32_t request;
	uint64_t argument;
	model_time started;
	uint64_t low;            /* key behind the last piece */
	struct model_node *node; /* a tree is put in when it is complete */
	size_t nodes;
};

struct cpu_stream {
	bool started;
	uint64_t lost; /* as last told */
	model_time last;
};

struct ingest {
	struct model *m;
	struct ingest_sink sink;
	struct demux down, up;

	bool heard;  /* a frame has come: now_us is known, at least its low bits */
	bool synced; /* cycles and kernel clock are joined */
	bool read;   /* sync_cycles and sync_ns are known, the frequency is not */
	uint64_t sync_cycles;
	model_time sync_ns, base; /* kernel clock at sync_cycles; model time of its zero */
	uint32_t khz;
	uint64_t now_us; /* kernel clock, all bits, as last heard */
	struct cpu_stream cpu[CPUS_MAX];
	uint64_t class_base[TRACE_CLASSES + 1];
	bool class_known;

	struct question question[QUESTIONS_MAX];
	size_t questions;
	struct partial partial[LISTS_MAX];
	size_t partials;

	uint64_t rate_start_ns, rate_bytes; /* for bytes per second */
	struct decoded decoded;
	struct piece piece;
};

/* ---- Clocks ---------------------------------------------------------------------------------- */

/* Kernel clock from the low 32 bits that a frame carries: the value nearest to the last one. */
static uint64_t full_time(struct ingest *g, uint32_t low)
{
	int32_t step = (int32_t)(low - (uint32_t)g->now_us);

	if (step < 0 && (uint64_t) - (int64_t)step > g->now_us)
		return low;
	return g->now_us + (uint64_t)(int64_t)step;
}

static model_time model_of(const struct ingest *g, uint64_t us)
{
	return g->base + us * 1000;
}

static model_time cycles_to_time(const struct ingest *g, uint64_t cycles)
{
	int64_t since = (int64_t)(cycles - g->sync_cycles);
	__int128 past = since > -NEAR_CYCLES && since < NEAR_CYCLES
				? since * 1000000 / (int64_t)g->khz
				: (__int128)since * 1000000 / g->khz;
	__int128 ns   = (__int128)g->sync_ns + past;

	/* A damaged frame passes the CRC once in a lifetime; a broken kernel may do worse. */
	if (ns < 0)
		ns = 0;
	if (ns > (__int128)INT64_MAX)
		ns = INT64_MAX;
	return g->base + (model_time)ns;
}

static void sync_clocks(struct ingest *g, uint64_t cycles, uint64_t us)
{
	int64_t error = (int64_t)(us * 1000 - (cycles_to_time(g, cycles) - g->base));

	g->now_us = us;
	if (g->synced && error > -SYNC_JITTER && error < SYNC_JITTER)
		return;
	g->sync_cycles = cycles;
	g->sync_ns     = us * 1000;
	g->synced      = true;
}

/*
 * STATUS names both clocks, too. When HELLO was lost (a recording that begins in the middle, say),
 * two of them tell the frequency.
 */
static void sync_without_hello(struct ingest *g, uint64_t cycles, uint64_t us)
{
	uint64_t past = us - g->sync_ns / 1000;

	if (g->read && cycles > g->sync_cycles && us * 1000 > g->sync_ns && past >= 100000) {
		uint64_t khz = (cycles - g->sync_cycles) * 1000 / past;

		if (khz > 0 && khz <= UINT32_MAX) {
			g->khz = (uint32_t)khz;
			sync_clocks(g, cycles, us);
			return;
		}
	}
	g->read        = true;
	g->sync_cycles = cycles;
	g->sync_ns     = us * 1000;
	g->now_us      = us;
}

/* ---- HELLO, STATUS --------------------------------------------------------------------------- */

static void forget_kernel(struct ingest *g)
{
	for (size_t i = 0; i < g->partials; i++)
		free(g->partial[i].node);
	g->partials  = 0;
	g->questions = 0;
	g->synced    = false;
	g->read      = false;
	memset(g->cpu, 0, sizeof(g->cpu));
}

static void take_hello(struct ingest *g, const struct decoded_record *r, bool restarted)
{
	struct model_machine machine = {
		.cpus       = (uint32_t)r->value[R_hello_cpus],
		.word_bits  = (uint32_t)r->value[R_hello_word_bits],
		.cycles_khz = (uint32_t)r->value[R_hello_cycles_khz],
		.protocol   = (uint32_t)r->value[R_hello_protocol],
		.schema     = (uint32_t)r->value[R_hello_schema],
	};
	struct model_health *health = feed_health(g->m);
	uint64_t us                 = r->value[R_hello_now];
	bool before                 = g->heard;
	bool boot                   = before && (restarted || us + 1000000 < g->now_us);

	memcpy(machine.arch, r->text[R_hello_arch], sizeof(machine.arch));
	memcpy(machine.build, r->text[R_hello_build], sizeof(machine.build));
	if (boot) {
		forget_kernel(g);
		/* Its clock may go on or begin at 0; the model's never goes back. */
		if (us < g->now_us)
			g->base = (model_last_time(g->m) / 1000000 + 1) * 1000000;
	}
	g->khz = machine.cycles_khz ? machine.cycles_khz : 1000;
	sync_clocks(g, r->value[R_hello_cycles], us);
	health->alive          = true;
	health->schema_differs = machine.schema != schema_hash();
	health->stopped        = r->value[R_hello_stopped] != 0;
	feed_machine(g->m, &machine, boot, model_of(g, us));
	if (g->sink.hello)
		g->sink.hello(g->sink.context, boot);
}

static void take_losses(struct ingest *g, const struct decoded *d)
{
	uint64_t lost[TRACE_CLASSES + 1] = {0};
	struct model_health *health      = feed_health(g->m);

	for (size_t i = 0; i < d->records; i++) {
		const struct decoded_record *r = &d->record[i];

		if (r->number != RECORD_loss)
			continue;
		uint64_t class = r->value[R_loss_class];

		lost[class < TRACE_CLASSES ? class : TRACE_CLASSES] += r->value[R_loss_count];
	}
	for (unsigned c = 0; c <= TRACE_CLASSES; c++) {
		/* What was lost before we listened is no loss of ours. */
		if (!g->class_known || lost[c] < g->class_base[c])
			g->class_base[c] = lost[c];
		health->lost[c] = lost[c] - g->class_base[c];
	}
	g->class_known = true;
}

static void take_status(struct ingest *g, const struct decoded *d)
{
	const struct decoded_record *r = decoded_record(d, RECORD_status);
	struct model_health *health    = feed_health(g->m);

	if (!r)
		return;
	if (g->synced)
		sync_clocks(g, r->value[R_status_cycles], r->value[R_status_now]);
	else
		sync_without_hello(g, r->value[R_status_cycles], r->value[R_status_now]);
	health->stopped   = r->value[R_status_stopped] != 0;
	health->tracing   = r->value[R_status_attached] != 0;
	health->text_lost = r->value[R_status_text_lost];
	if (decoded_record(d, RECORD_loss))
		take_losses(g, d);
}

/* ---- Events ---------------------------------------------------------------------------------- */

/* Kernel-side loss since the last frame of this CPU. */
static uint64_t count_lost(struct ingest *g, struct cpu_stream *cpu, uint64_t lost)
{
	uint64_t more = cpu->started && lost > cpu->lost ? lost - cpu->lost : 0;

	cpu->lost = lost;
	feed_health(g->m)->lost_total += more;
	return more;
}

static void take_trace(struct ingest *g, const struct link_frame *f, const struct decoded *d)
{
	struct cpu_stream *cpu = &g->cpu[f->cpu];
	uint64_t lost          = count_lost(g, cpu, d->lost);
	bool gap               = lost > 0;

	for (size_t i = 0; i < d->events; i++) {
		const struct decoded_event *e = &d->event[i];
		model_time time               = cycles_to_time(g, e->cycles);

		if (cpu->started && time < cpu->last)
			time = cpu->last; /* two readings of the clock differ a little */
		if (gap)
			feed_gap(g->m, cpu->last, time, 0, lost);
		feed_event(g->m, e->type, f->cpu, time, e->value, gap);
		gap          = false;
		cpu->last    = time;
		cpu->started = true;
	}
	if (lost > 0 && g->sink.loss)
		g->sink.loss(g->sink.context);
}

/* ---- Replies --------------------------------------------------------------------------------- */

static bool answered(struct ingest *g, uint32_t id, struct question *q)
{
	for (size_t i = 0; i < g->questions; i++) {
		if (g->question[i].id != id)
			continue;
		*q = g->question[i];
		array_cut(g->question, g->questions, sizeof(*q), i, 1);
		g->questions--;
		return true;
	}
	return false;
}

static void drop_partial(struct ingest *g, size_t i)
{
	free(g->partial[i].node);
	array_cut(g->partial, g->partials, sizeof(g->partial[0]), i, 1);
	g->partials--;
}

static struct partial *partial_of(struct ingest *g, const struct question *q, model_time time)
{
	struct partial *p = NULL;

	for (size_t i = 0; i < g->partials && !p; i++)
		if (g->partial[i].request == q->request && g->partial[i].argument == q->argument)
			p = &g->partial[i];
	if (p && q->cursor != 0)
		return p;
	if (p)
		drop_partial(g, (size_t)(p - g->partial));
	if (g->partials == LISTS_MAX)
		drop_partial(g, 0);
	p  = &g->partial[g->partials++];
	*p = (struct partial){
		.request  = q->request,
		.argument = q->argument,
		.started  = time,
		.low = q->cursor ? UINT64_MAX : 0, /* the beginning was lost: take nothing away */
	};
	return p;
}

static void gather_tree(struct partial *p, const struct piece *piece)
{
	for (size_t i = 0; i < piece->count; i++) {
		p->node             = array_room(p->node, p->nodes, sizeof(*p->node));
		p->node[p->nodes++] = piece->item.node[i];
	}
}

static void note_piece(struct ingest *g, struct partial *p, model_time time, bool complete)
{
	const struct piece *piece = &g->piece;
	struct note note          = {
			 .time    = time,
			 .started = p->started,
			 .kind    = piece->kind,
			 .subject = p->argument,
			 .low     = p->low,
			 .high    = complete ? UINT64_MAX : piece->last_key,
			 .items   = &piece->item,
			 .count   = piece->count,
        };

	if (!piece->ordered)
		note.low = note.high = UINT64_MAX;
	if (piece->kind == NOTE_TREE) {
		gather_tree(p, piece);
		if (!complete)
			return;
		note.object_tree = piece->object_tree;
		if (!piece->object_tree) {
			note.order   = PAGE_ORDER;
			note.subject = p->argument >> PAGE_ORDER << PAGE_ORDER;
		}
		note.items = p->node;
		note.count = p->nodes;
	}
	feed_note(g->m, &note);
	p->low = piece->last_key + 1;
}

static void take_reply(struct ingest *g, const struct link_frame *f, const struct decoded *d,
		       model_time time)
{
	const struct decoded_record *end = decoded_record(d, RECORD_boundary);
	struct ingest_reply reply        = {
		       .id     = d->id,
		       .result = d->result,
		       .next   = end ? end->value[R_boundary_next] : UINT64_MAX,
		       .bytes  = f->bytes,
        };
	struct question q;

	if (decoded_record(d, RECORD_status))
		take_status(g, d);
	if (answered(g, d->id, &q) && d->result == 0 &&
	    convert_reply(&g->piece, q.request, d, g->base)) {
		struct partial *p = partial_of(g, &q, time);

		note_piece(g, p, time, reply.next == UINT64_MAX);
		if (reply.next == UINT64_MAX)
			drop_partial(g, (size_t)(p - g->partial));
	}
	if (g->sink.reply)
		g->sink.reply(g->sink.context, &reply);
}

/* ---- Frames ---------------------------------------------------------------------------------- */

static void note_missing(struct ingest *g, uint32_t missing, model_time before, model_time now)
{
	feed_gap(g->m, before, now, missing, 0);
	if (g->sink.loss)
		g->sink.loss(g->sink.context);
}

static void on_frame(void *context, const struct link_frame *f, uint32_t missing, bool restarted)
{
	struct ingest *g            = context;
	struct decoded *d           = &g->decoded;
	struct model_health *health = feed_health(g->m);
	model_time before           = health->last_frame;

	if (!decode_frame(d, f)) {
		health->bad_bodies++;
		return;
	}
	health->unknown += d->unknown;
	if (f->type == LINK_HELLO && decoded_record(d, RECORD_hello))
		take_hello(g, decoded_record(d, RECORD_hello), restarted && f->sequence == 0);
	g->now_us          = g->heard ? full_time(g, f->time) : f->time;
	g->heard           = true;
	model_time now     = model_of(g, g->now_us);
	health->last_frame = now;
	if (missing)
		note_missing(g, missing, before < now ? before : now, now);
	if (f->type == LINK_TRACE && g->synced)
		take_trace(g, f, d);
	else if (f->type == LINK_REPLY)
		take_reply(g, f, d, now);
	else if (f->type == LINK_STATUS)
		take_status(g, d);
}

static void on_text(void *context, const char *text, size_t bytes)
{
	struct ingest *g = context;

	feed_text(g->m, text, bytes, g->heard ? model_of(g, g->now_us) : model_last_time(g->m));
	if (g->sink.text)
		g->sink.text(g->sink.context, text, bytes);
}

/* A frame that we sent, or that somebody sent when this was recorded. */
static void on_question(void *context, const struct link_frame *f, uint32_t missing, bool restarted)
{
	struct ingest *g  = context;
	struct decoded *d = &g->decoded;

	(void)missing;
	(void)restarted;
	if (f->type != LINK_REQUEST || !decode_frame(d, f))
		return;
	if (g->questions == QUESTIONS_MAX) {
		array_cut(g->question, g->questions, sizeof(g->question[0]), 0, 1);
		g->questions--;
	}
	g->question[g->questions++] = (struct question){d->id, d->ask, d->argument, d->cursor};
}

/* ---- The outside ----------------------------------------------------------------------------- */

struct ingest *ingest_create(struct model *m, const struct ingest_sink *sink)
{
	struct ingest *g = memory_checked(calloc(1, sizeof(*g)));

	g->m    = m;
	g->khz  = 1000;
	g->sink = *sink;
	demux_init(&g->down, &(struct demux_sink){on_text, on_frame, g});
	demux_init(&g->up, &(struct demux_sink){NULL, on_question, g});
	return g;
}

void ingest_destroy(struct ingest *g)
{
	forget_kernel(g);
	free(g);
}

static void measure(struct ingest *g, size_t bytes, uint64_t host_ns)
{
	struct model_health *health = feed_health(g->m);
	uint64_t span               = host_ns - g->rate_start_ns;

	g->rate_bytes += bytes;
	if (g->rate_start_ns == 0 || span > 10000000000) {
		g->rate_start_ns = host_ns;
		g->rate_bytes    = bytes;
	} else if (span >= 1000000000) {
		health->bytes_per_second = (double)g->rate_bytes * 1e9 / (double)span;
		g->rate_start_ns         = host_ns;
		g->rate_bytes            = 0;
	}
	if (bytes > 0)
		health->host_ns = host_ns;
}

void ingest_from_kernel(struct ingest *g, const void *data, size_t bytes, uint64_t host_ns)
{
	struct model_health *health = feed_health(g->m);

	measure(g, bytes, host_ns);
	demux_bytes(&g->down, data, bytes);
	health->bytes           = g->down.bytes;
	health->text_bytes      = g->down.text_bytes;
	health->frames          = g->down.frames;
	health->bad_frames      = g->down.bad_frames;
	health->missing_frames  = g->down.missing_frames;
	health->repeated_frames = g->down.repeated_frames;
	model_touch(g->m, TOPIC_HEALTH);
}

void ingest_to_kernel(struct ingest *g, const void *data, size_t bytes)
{
	demux_bytes(&g->up, data, bytes);
}

void ingest_cut(struct ingest *g)
{
	struct model_health *health = feed_health(g->m);

	demux_cut(&g->down);
	demux_cut(&g->up);
	health->alive = health->tracing = false;
	model_touch(g->m, TOPIC_HEALTH);
}
