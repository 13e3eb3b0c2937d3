/*
 * What a view joins, as a graph for Graphviz: objects by capabilities, tasks by mappings, threads by
 * whom they wait for or talk to. One function a view.
 */
#include "visualizer/app/app.h"

#include "visualizer/views/traffic.h"

#include <stdio.h>

struct dot {
	struct viz *v;
	FILE *file;
};

/* A name between quotes. */
static void put_name(struct dot *d, uint32_t id)
{
	char name[NAME_MAX_BYTES];

	for (const char *at = name_of(d->v, id, name); *at; at++)
		if (*at == '"' || *at == '\\')
			fprintf(d->file, "\\%c", *at);
		else
			fputc(*at, d->file);
}

static void put_node(struct dot *d, uint32_t id, unsigned kind)
{
	const char *shape = kind == KIND_task        ? "box\", style=\"rounded"
			    : kind == KIND_thread    ? "ellipse"
			    : kind == KIND_gate      ? "diamond"
			    : kind == KIND_semaphore ? "circle"
			    : kind == KIND_irq       ? "cds"
						     : "box";

	fprintf(d->file, "\tn%u [label=\"", id);
	put_name(d, id);
	fprintf(d->file, "\", shape=\"%s\"];\n", shape);
}

static void put_slots(struct dot *d, const struct model_task *t)
{
	char rights[24];

	for (size_t i = 0; i < t->slots; i++)
		fprintf(d->file, "\tn%u -> n%u [label=\"0x%x %s\"];\n", t->id, t->slot[i].object,
			t->slot[i].index,
			object_rights_text(rights, sizeof(rights), t->slot[i].rights & 15));
}

static void dot_system(struct dot *d)
{
	const struct model_state *s = d->v->state;

	for (size_t i = 0; i < s->objects; i++) {
		const struct model_object *o = &s->object[i];

		put_node(d, o->id, o->kind);
		if (o->bound)
			fprintf(d->file, "\tn%u -> n%u [style=dashed, label=\"%s\"];\n", o->id,
				o->bound, o->kind == KIND_thread ? "in" : "served by");
	}
	for (size_t i = 0; i < s->tasks; i++)
		put_slots(d, &s->task[i]);
}

static void dot_caps(struct dot *d)
{
	const struct model_task *t = model_task(d->v->state, d->v->task);

	if (!t)
		return;
	put_node(d, t->id, KIND_task);
	for (size_t i = 0; i < t->slots; i++)
		put_node(d, t->slot[i].object, t->slot[i].kind);
	put_slots(d, t);
}

static void dot_mappings(struct dot *d)
{
	const struct viz *v        = d->v;
	const struct model_tree *t = v->tree.object
					     ? model_tree_of_object(v->state, (uint32_t)v->tree.key)
					     : model_tree_of_page(v->state, v->tree.key);
	char rights[24];

	for (size_t i = 0; t && i < t->nodes; i++) {
		const struct model_node *n = &t->node[i];
		long parent                = model_tree_parent(t, i);

		fprintf(d->file, "\tm%zu [shape=box, style=rounded, label=\"", i);
		put_name(d, n->task);
		fprintf(d->file, "\\n%s0x%llx %s\"];\n", t->object ? "slot " : "",
			(unsigned long long)n->address,
			t->object ? object_rights_text(rights, sizeof(rights), n->rights)
				  : memory_rights_text(rights, sizeof(rights), n->rights));
		if (parent >= 0)
			fprintf(d->file, "\tm%ld -> m%zu;\n", parent, i);
	}
}

/* Tasks that see the same pages, each edge with how many trees they share. */
static void dot_memory(struct dot *d)
{
	const struct model_state *s = d->v->state;

	for (size_t i = 0; i < s->tasks; i++)
		put_node(d, s->task[i].id, KIND_task);
	for (size_t i = 0; i < s->tasks; i++) {
		for (size_t k = 0; k < s->tasks; k++) {
			unsigned shared = 0;

			for (size_t j = 0; j < s->trees; j++)
				for (size_t n = 0; !s->tree[j].object && n < s->tree[j].nodes;
				     n++) {
					long parent = model_tree_parent(&s->tree[j], n);

					shared += s->tree[j].node[n].task == s->task[k].id &&
						  parent >= 0 &&
						  s->tree[j].node[parent].task == s->task[i].id;
				}
			if (shared)
				fprintf(d->file, "\tn%u -> n%u [label=\"%u pages given\"];\n",
					s->task[i].id, s->task[k].id, shared);
		}
	}
}

static void dot_threads(struct dot *d)
{
	const struct model_state *s = d->v->state;

	for (size_t i = 0; i < s->threads; i++) {
		const struct model_thread *t = &s->thread[i];

		put_node(d, t->id, KIND_thread);
		if (t->partner && t->partner != t->id && thread_mood(t) != MOOD_RUNNING)
			fprintf(d->file, "\tn%u -> n%u [label=\"%s\"];\n", t->id, t->partner,
				model_mood_name(thread_mood(t)));
	}
}

/* Who sent to whom in the timelines' window, and how often. */
static void dot_messages(struct dot *d)
{
	const struct traffic *t = traffic_now(d->v);

	for (int i = 0; i < t->pairs; i++) {
		put_node(d, t->pair[i].from, KIND_thread);
		put_node(d, t->pair[i].to, KIND_thread);
		fprintf(d->file, "\tn%u -> n%u [label=\"%u\"];\n", t->pair[i].from, t->pair[i].to,
			t->pair[i].messages);
	}
}

bool dot_write(struct viz *v, enum view_number view, FILE *file)
{
	static void (*const write[VIEWS])(struct dot *) = {
		dot_system,  dot_caps,     dot_mappings, dot_memory,
		dot_threads, dot_messages, dot_messages, dot_system,
	};
	struct dot d = {v, file};

	fprintf(file, "// %s at %.9f s\ndigraph \"%s\" {\n\trankdir=LR;\n", panes[view].title,
		(double)v->now / 1e9, panes[view].name);
	write[view](&d);
	fputs("}\n", file);
	return !ferror(file);
}
