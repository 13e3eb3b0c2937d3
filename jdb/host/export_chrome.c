/*
 * The trace event format of Chrome, which Perfetto reads: JSON. See export.h.
 *
 *      process 0  "CPUs"      a track for each CPU: which thread ran
 *      process 1  "threads"   a track for each thread: its states, and what happened to it
 *
 * Flows are arrows between threads. Times are microseconds with three digits behind the point.
 */
#include "jdb/host/export.h"

#include <inttypes.h>
#include <string.h>

enum {
	CPUS    = 0,
	THREADS = 1,
};

struct writer {
	FILE *out;
	struct model *m;
	bool any;
};

static void put_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < ' ')
			fprintf(out, "\\u%04x", *text);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

/* What every entry begins with; the caller adds more and closes it. */
static void begin(struct writer *w, const char *phase, const char *name, int process,
		  uint32_t track)
{
	fprintf(w->out,
		"%s\n{\"ph\":\"%s\",\"pid\":%d,\"tid\":%" PRIu32 ",\"name\":", w->any ? "," : "",
		phase, process, track);
	put_string(w->out, name);
	w->any = true;
}

static void put_time(struct writer *w, const char *key, model_time ns)
{
	fprintf(w->out, ",\"%s\":%" PRIu64 ".%03" PRIu64, key, ns / 1000, ns % 1000);
}

static void end(struct writer *w)
{
	fputc('}', w->out);
}

static void name_track(struct writer *w, const char *what, int process, uint32_t track,
		       const char *name)
{
	begin(w, "M", what, process, track);
	fputs(",\"args\":{\"name\":", w->out);
	put_string(w->out, name);
	fputc('}', w->out);
	end(w);
}

static void put_interval(struct writer *w, int process, uint32_t track, const char *name,
			 model_time start, model_time stop)
{
	begin(w, "X", name, process, track);
	put_time(w, "ts", start);
	put_time(w, "dur", stop > start ? stop - start : 0);
	end(w);
}

static model_time stop_of(const struct writer *w, const struct model_interval *list, size_t i,
			  size_t count)
{
	return i + 1 < count ? list[i + 1].start : model_last_time(w->m);
}

static void put_cpus(struct writer *w)
{
	const struct model_state *s = model_at(w->m, MODEL_LIVE);
	char name[64];

	name_track(w, "process_name", CPUS, 0, "CPUs");
	for (size_t c = 0; c < s->cpus; c++) {
		uint32_t cpu = s->cpu[c].number;
		size_t count;
		const struct model_interval *list = model_cpu_history(w->m, cpu, &count);

		snprintf(name, sizeof(name), "CPU %u", cpu);
		name_track(w, "thread_name", CPUS, cpu, name);
		for (size_t i = 0; i < count; i++)
			if (list[i].state)
				put_interval(
					w, CPUS, cpu,
					model_any_name(w->m, list[i].state, name, sizeof(name)),
					list[i].start, stop_of(w, list, i, count));
	}
}

static void put_threads(struct writer *w)
{
	size_t threads, count;
	const uint32_t *id = model_threads_ever(w->m, &threads);
	char name[64];

	name_track(w, "process_name", THREADS, 0, "threads");
	for (size_t t = 0; t < threads; t++) {
		const struct model_interval *list = model_thread_history(w->m, id[t], &count);

		name_track(w, "thread_name", THREADS, id[t],
			   model_any_name(w->m, id[t], name, sizeof(name)));
		for (size_t i = 0; i < count; i++)
			put_interval(w, THREADS, id[t],
				     model_mood_name(model_mood(list[i].state, list[i].partner)),
				     list[i].start, stop_of(w, list, i, count));
	}
}

static void put_flows(struct writer *w)
{
	for (uint32_t i = 0; i < model_flows(w->m); i++) {
		const struct model_flow *f = model_flow(w->m, i);

		if (f->end == FLOW_OPEN || f->from == 0 || f->to == 0)
			continue;
		begin(w, "s", "flow", THREADS, f->from);
		fprintf(w->out, ",\"cat\":\"flow\",\"id\":%" PRIu32, f->number);
		put_time(w, "ts", f->start);
		end(w);
		begin(w, "f", "flow", THREADS, f->to);
		fprintf(w->out, ",\"cat\":\"flow\",\"bp\":\"e\",\"id\":%" PRIu32, f->number);
		put_time(w, "ts", f->finish);
		end(w);
	}
}

/* A mark on the track of its CPU. */
static void put_event(struct writer *w, const struct model_event *e)
{
	const struct schema_entry *entry = schema_event(e->type);
	char text[512];

	if (!entry)
		return;
	begin(w, "i", entry->name, CPUS, e->cpu);
	put_time(w, "ts", e->time);
	fputs(",\"s\":\"t\",\"cat\":", w->out);
	put_string(w->out, schema_class_name(entry->trace_class));
	fputs(",\"args\":{\"text\":", w->out);
	put_string(w->out, model_event_text(w->m, e, text, sizeof(text)));
	fputc('}', w->out);
	end(w);
}

bool export_chrome(FILE *out, struct model *m)
{
	struct writer w = {out, m, false};

	fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[", out);
	put_cpus(&w);
	put_threads(&w);
	put_flows(&w);
	for (size_t i = 0; i < model_events(m) && !ferror(out); i++)
		put_event(&w, model_event_at(m, i));
	fputs("\n]}\n", out);
	return !ferror(out);
}
