/*
 * A state as text tables or JSON. See tables.h.
 */
#include "jdb/host/tools/tables.h"

#include <inttypes.h>

enum {
	NAME_SIZE = 64,
};

static const char *name(const struct model_state *s, uint64_t id, char *to)
{
	return model_name(s, (uint32_t)id, to, NAME_SIZE);
}

/* ---- Text ------------------------------------------------------------------------------------ */

static void print_objects(FILE *out, const struct model_state *s)
{
	char who[NAME_SIZE], bound[NAME_SIZE];

	fprintf(out, "Objects (%zu)\n  %5s %-10s %-16s %4s %4s  bound to, label\n", s->objects,
		"id", "kind", "name", "refs", "caps");
	for (size_t i = 0; i < s->objects; i++) {
		const struct model_object *o = &s->object[i];

		fprintf(out, "  %5" PRIu32 " %-10s %-16s %4" PRIu32 " %4" PRIu32 "  ", o->id,
			o->kind == KIND_UNKNOWN ? "?" : schema_kind_name(o->kind),
			o->name[0] ? o->name : name(s, o->id, who), o->refs, o->counted);
		if (o->bound)
			fprintf(out, "%s, ", name(s, o->bound, bound));
		fprintf(out, "%#" PRIx64 "%s\n", o->label, o->dying ? ", dying" : "");
	}
}

static void print_threads(FILE *out, struct model *m, const struct model_state *s)
{
	char who[NAME_SIZE], task[NAME_SIZE], story[256];

	fprintf(out, "Threads (%zu)\n  %5s %-16s %-16s %4s  state\n", s->threads, "id", "name",
		"task", "prio");
	for (size_t i = 0; i < s->threads; i++) {
		const struct model_thread *t = &s->thread[i];

		fprintf(out, "  %5" PRIu32 " %-16s %-16s %4" PRIu32 "  %s\n", t->id,
			name(s, t->id, who), t->task ? name(s, t->task, task) : "-", t->priority,
			model_thread_story(m, s, t, story, sizeof(story)));
	}
}

static void print_task(FILE *out, const struct model_state *s, const struct model_task *t)
{
	char who[NAME_SIZE], rights[16], size[32], limit[32];

	fprintf(out, "Task %" PRIu32 " %s: %s of %s of kernel memory\n", t->id, name(s, t->id, who),
		bytes_text(size, sizeof(size), t->quota_used),
		bytes_text(limit, sizeof(limit), t->quota_limit));
	for (size_t i = 0; i < t->slots; i++)
		fprintf(out, "  slot %#7" PRIx32 "  %-10s %-12s depth %u  %s\n", t->slot[i].index,
			schema_kind_name(t->slot[i].kind),
			object_rights_text(rights, sizeof(rights), t->slot[i].rights),
			t->slot[i].depth, name(s, t->slot[i].object, who));
	for (size_t i = 0; i < t->page_count; i++)
		fprintf(out, "  page %#14" PRIx64 " -> %#12" PRIx64 "  %s %s\n", t->page[i].address,
			t->page[i].pa,
			memory_rights_text(rights, sizeof(rights), t->page[i].rights),
			bytes_text(size, sizeof(size), (uint64_t)1 << (t->page[i].order & 63)));
}

static void print_trees(FILE *out, const struct model_state *s)
{
	char who[NAME_SIZE], rights[16];

	for (size_t i = 0; i < s->trees; i++) {
		const struct model_tree *t = &s->tree[i];

		fprintf(out, "Tree of %s %#" PRIx64 "\n", t->object ? "object" : "page", t->key);
		for (size_t n = 0; n < t->nodes; n++)
			fprintf(out, "  %*s%s %#" PRIx64 " %s\n", t->node[n].depth * 2, "",
				name(s, t->node[n].task, who), t->node[n].address,
				t->object ? object_rights_text(rights, sizeof(rights),
							       t->node[n].rights)
					  : memory_rights_text(rights, sizeof(rights),
							       t->node[n].rights));
	}
}

void tables_print(FILE *out, struct model *m, const struct model_state *s)
{
	const struct model_machine *machine = model_machine(m);
	char now[32], who[NAME_SIZE], pool[32], left[32];

	fprintf(out, "Phial on %s, kernel %s, at %s\n", machine->arch, machine->build,
		time_text(now, sizeof(now), s->time));
	if (s->memory.seen)
		fprintf(out,
			"Kernel memory: %s of %s free, %" PRIu64 " objects, %" PRIu64 " mappings\n",
			bytes_text(left, sizeof(left), s->memory.free),
			bytes_text(pool, sizeof(pool), s->memory.pool), s->memory.objects,
			s->memory.mappings);
	for (size_t i = 0; i < s->cpus; i++)
		fprintf(out, "CPU %" PRIu32 " runs %s, %" PRIu64 " switches\n", s->cpu[i].number,
			name(s, s->cpu[i].current, who), s->cpu[i].switches);
	print_objects(out, s);
	print_threads(out, m, s);
	for (size_t i = 0; i < s->tasks; i++)
		print_task(out, s, &s->task[i]);
	print_trees(out, s);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* A comma before every item but the first. */
static const char *comma(size_t i)
{
	return i ? ",\n " : "\n ";
}

static void json_text(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', out);
		if ((unsigned char)*text >= ' ')
			putc(*text, out);
	}
	putc('"', out);
}

static void json_objects(FILE *out, const struct model_state *s)
{
	fprintf(out, "\"objects\": [");
	for (size_t i = 0; i < s->objects; i++) {
		const struct model_object *o = &s->object[i];

		fprintf(out, "%s{\"id\": %" PRIu32 ", \"kind\": \"%s\", \"name\": ", comma(i),
			o->id, schema_kind_name(o->kind));
		json_text(out, o->name);
		fprintf(out,
			", \"refs\": %" PRIu32 ", \"counted\": %" PRIu32 ", \"bound\": %" PRIu32
			", \"label\": %" PRIu64 ", \"dying\": %s}",
			o->refs, o->counted, o->bound, o->label, o->dying ? "true" : "false");
	}
	fprintf(out, "],\n");
}

static void json_threads(FILE *out, const struct model_state *s)
{
	char who[NAME_SIZE], state[128];

	fprintf(out, "\"threads\": [");
	for (size_t i = 0; i < s->threads; i++) {
		const struct model_thread *t = &s->thread[i];

		fprintf(out, "%s{\"id\": %" PRIu32 ", \"name\": ", comma(i), t->id);
		json_text(out, name(s, t->id, who));
		fprintf(out,
			", \"task\": %" PRIu32 ", \"state\": \"%s\", \"cpu\": %" PRIu32
			", \"priority\": %" PRIu32 ", \"partner\": %" PRIu32 ", \"ip\": %" PRIu64
			", \"sp\": %" PRIu64 "}",
			t->task, state_text(state, sizeof(state), t->state), t->cpu, t->priority,
			t->partner, t->ip, t->sp);
	}
	fprintf(out, "],\n");
}

static void json_task(FILE *out, const struct model_state *s, const struct model_task *t)
{
	char who[NAME_SIZE];

	fprintf(out, "{\"id\": %" PRIu32 ", \"name\": ", t->id);
	json_text(out, name(s, t->id, who));
	fprintf(out, ", \"quota_used\": %" PRIu64 ", \"quota_limit\": %" PRIu64 ", \"slots\": [",
		t->quota_used, t->quota_limit);
	for (size_t i = 0; i < t->slots; i++)
		fprintf(out,
			"%s {\"index\": %" PRIu32 ", \"object\": %" PRIu32
			", \"rights\": %u, \"depth\": %u}",
			comma(i), t->slot[i].index, t->slot[i].object, t->slot[i].rights,
			t->slot[i].depth);
	fprintf(out, "], \"pages\": [");
	for (size_t i = 0; i < t->page_count; i++)
		fprintf(out,
			"%s {\"address\": %" PRIu64 ", \"pa\": %" PRIu64
			", \"order\": %u, \"rights\": %u}",
			comma(i), t->page[i].address, t->page[i].pa, t->page[i].order,
			t->page[i].rights);
	fprintf(out, "]}");
}

static void json_trees(FILE *out, const struct model_state *s)
{
	fprintf(out, "\"trees\": [");
	for (size_t i = 0; i < s->trees; i++) {
		const struct model_tree *t = &s->tree[i];

		fprintf(out, "%s{\"of\": \"%s\", \"key\": %" PRIu64 ", \"nodes\": [", comma(i),
			t->object ? "object" : "page", t->key);
		for (size_t n = 0; n < t->nodes; n++)
			fprintf(out,
				"%s {\"task\": %" PRIu32 ", \"address\": %" PRIu64
				", \"order\": %u, \"rights\": %u, \"depth\": %u}",
				comma(n), t->node[n].task, t->node[n].address, t->node[n].order,
				t->node[n].rights, t->node[n].depth);
		fprintf(out, "]}");
	}
	fprintf(out, "],\n");
}

void tables_json(FILE *out, struct model *m, const struct model_state *s)
{
	const struct model_machine *machine = model_machine(m);

	fprintf(out, "{\"arch\": ");
	json_text(out, machine->arch);
	fprintf(out, ", \"build\": ");
	json_text(out, machine->build);
	fprintf(out, ", \"time_ns\": %" PRIu64 ",\n", s->time);
	json_objects(out, s);
	json_threads(out, s);
	json_trees(out, s);
	fprintf(out, "\"tasks\": [");
	for (size_t i = 0; i < s->tasks; i++) {
		fprintf(out, "%s", comma(i));
		json_task(out, s, &s->task[i]);
	}
	fprintf(out, "]}\n");
}

/* ---- Health ---------------------------------------------------------------------------------- */

void tables_health(FILE *out, const struct model *m)
{
	const struct model_health *h = model_health(m);

	fprintf(out, "bytes %" PRIu64 ", of them text %" PRIu64 "\n", h->bytes, h->text_bytes);
	fprintf(out,
		"frames %" PRIu64 ", bad %" PRIu64 ", missing %" PRIu64 ", repeated %" PRIu64
		", bad bodies %" PRIu64 ", unknown %" PRIu64 "\n",
		h->frames, h->bad_frames, h->missing_frames, h->repeated_frames, h->bad_bodies,
		h->unknown);
	fprintf(out, "events %zu, lost %" PRIu64 ", gaps %zu, fresh snapshots %" PRIu32 "\n",
		model_events(m), h->lost_total, model_gaps(m), h->resyncs);
	for (unsigned c = 0; c <= TRACE_CLASSES; c++)
		if (h->lost[c])
			fprintf(out, "lost of class %s: %" PRIu64 "\n",
				c < TRACE_CLASSES ? schema_class_name(c) : "(unknown)", h->lost[c]);
	if (h->schema_differs)
		fprintf(out, "the kernel was built with another schema\n");
}
