/*
 * Events and states as comma-separated values. See export.h; the JSON is in export_chrome.c.
 */
#include "jdb/host/export.h"

#include <inttypes.h>
#include <string.h>

/* A text as a CSV value: always in quotes, quotes doubled (RFC 4180). */
static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

/* "flow=12 sender=7 …": every field with its number, whatever the type. */
static void put_fields(FILE *out, const struct model_event *e, const struct schema_entry *entry)
{
	fputc('"', out);
	for (unsigned i = 0; i < entry->field_count; i++) {
		bool signed_field =
			entry->fields[i].type == FIELD_INT || entry->fields[i].type == FIELD_ERR;

		fprintf(out, signed_field ? "%s%s=%" PRId64 : "%s%s=%" PRIu64, i ? " " : "",
			entry->fields[i].name, e->value[i]);
	}
	fputc('"', out);
}

bool export_events_csv(FILE *out, struct model *m)
{
	char text[512];

	fputs("time_ns,cpu,class,event,fields,text\n", out);
	for (size_t i = 0; i < model_events(m) && !ferror(out); i++) {
		const struct model_event *e      = model_event_at(m, i);
		const struct schema_entry *entry = schema_event(e->type);

		if (!entry)
			continue;
		fprintf(out, "%" PRIu64 ",%u,%s,%s,", e->time, e->cpu,
			schema_class_name(entry->trace_class), entry->name);
		put_fields(out, e, entry);
		fputc(',', out);
		put_text(out, model_event_text(m, e, text, sizeof(text)));
		fputc('\n', out);
	}
	return !ferror(out);
}

/* ---- A state --------------------------------------------------------------------------------- */

static void put_objects(FILE *out, const struct model_state *s)
{
	fputs("#object,id,kind,name,dying,refs,counted,bound,label,used,born_ns\n", out);
	for (size_t i = 0; i < s->objects; i++) {
		const struct model_object *o = &s->object[i];

		fprintf(out, "object,%u,%s,", o->id, schema_kind_name(o->kind));
		put_text(out, o->name);
		fprintf(out, ",%d,%u,%u,%u,0x%" PRIx64 ",%" PRIu64 ",%" PRIu64 "\n", o->dying,
			o->refs, o->counted, o->bound, o->label, o->used, o->born);
	}
}

static void put_threads(FILE *out, const struct model_state *s)
{
	char state[128];

	fputs("#thread,id,task,state,running,cpu,priority,partner,since_ns,pager,handler,ip\n",
	      out);
	for (size_t i = 0; i < s->threads; i++) {
		const struct model_thread *t = &s->thread[i];

		state_text(state, sizeof(state), t->state & 0xffff);
		fprintf(out, "thread,%u,%u,", t->id, t->task);
		put_text(out, state);
		fprintf(out, ",%d,%u,%u,%u,%" PRIu64 ",0x%x,0x%x,0x%" PRIx64 "\n",
			(t->state & STATE_RUNNING) != 0, t->cpu, t->priority, t->partner, t->since,
			t->pager, t->handler, t->ip);
	}
}

static void put_tasks(FILE *out, const struct model_state *s)
{
	fputs("#task,id,threads,quota_used,quota_limit,ku_bytes\n"
	      "#slot,task,index,object,kind,rights,depth\n"
	      "#page,task,address,frame,order,rights,cache\n",
	      out);
	for (size_t i = 0; i < s->tasks; i++) {
		const struct model_task *t = &s->task[i];

		fprintf(out, "task,%u,%u,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n", t->id, t->threads,
			t->quota_used, t->quota_limit, t->ku_bytes);
		for (size_t k = 0; k < t->slots; k++)
			fprintf(out, "slot,%u,0x%x,%u,%s,0x%x,%u\n", t->id, t->slot[k].index,
				t->slot[k].object, schema_kind_name(t->slot[k].kind),
				t->slot[k].rights, t->slot[k].depth);
		for (size_t k = 0; k < t->page_count; k++)
			fprintf(out, "page,%u,0x%" PRIx64 ",0x%" PRIx64 ",%u,0x%x,%u\n", t->id,
				t->page[k].address, t->page[k].pa, t->page[k].order,
				t->page[k].rights, t->page[k].cache);
	}
}

static void put_trees(FILE *out, const struct model_state *s)
{
	fputs("#node,tree,key,depth,task,address,order,rights\n", out);
	for (size_t i = 0; i < s->trees; i++)
		for (size_t k = 0; k < s->tree[i].nodes; k++) {
			const struct model_node *n = &s->tree[i].node[k];

			fprintf(out, "node,%s,0x%" PRIx64 ",%u,%u,0x%" PRIx64 ",%u,0x%x\n",
				s->tree[i].object ? "object" : "page", s->tree[i].key, n->depth,
				n->task, n->address, n->order, n->rights);
		}
}

bool export_state_csv(FILE *out, const struct model_state *s)
{
	put_objects(out, s);
	put_threads(out, s);
	put_tasks(out, s);
	put_trees(out, s);
	fputs("#cpu,number,current,ready,switches,interrupts\n", out);
	for (size_t i = 0; i < s->cpus; i++)
		fprintf(out, "cpu,%u,%u,%u,%" PRIu64 ",%" PRIu64 "\n", s->cpu[i].number,
			s->cpu[i].current, s->cpu[i].ready, s->cpu[i].switches,
			s->cpu[i].interrupts);
	return !ferror(out);
}
