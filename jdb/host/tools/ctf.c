/*
 * A model as a CTF trace. See ctf.h.
 *
 * libbabeltrace2 moves messages through a graph of components. Ours has two: a source, which is
 * this file and makes messages of the model's events, and the library's own sink.ctf.fs, which
 * writes them.
 *
 *      model -> source (next_messages) -> sink.ctf.fs -> directory
 *
 * The classes of events come from the schema: an event's fields keep their names and their numbers.
 * Every event carries its CPU in the common context. Start reading at ctf_write().
 */
#include "jdb/host/tools/ctf.h"

#include <babeltrace2/babeltrace.h>
#include <stdio.h>
#include <string.h>

#include "jdb/host/words.h"

enum {
	EVENT_TYPES   = 256,
	NS_PER_SECOND = 1000000000,
};

struct source {
	struct model *m;
	bt_event_class *event_class[EVENT_TYPES];
	bt_stream *stream;
	size_t next; /* event, by position */
	enum {
		AT_BEGINNING,
		AT_EVENTS,
		AT_END,
		DONE,
	} at;
};

/* ---- What events look like ------------------------------------------------------------------- */

static bt_field_class *class_of_field(bt_trace_class *trace, enum schema_type type)
{
	bt_field_class *c;

	switch (type) {
	case FIELD_TEXT:
		return bt_field_class_string_create(trace);
	case FIELD_INT:
	case FIELD_ERR:
		return bt_field_class_integer_signed_create(trace);
	default:
		c = bt_field_class_integer_unsigned_create(trace);
		if (type == FIELD_ADDR || type == FIELD_WORD || type == FIELD_TAG ||
		    type == FIELD_FPAGE)
			bt_field_class_integer_set_preferred_display_base(
				c, BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL);
		return c;
	}
}

static bt_event_class *make_event_class(bt_trace_class *trace, bt_stream_class *stream,
					const struct schema_entry *entry)
{
	bt_event_class *c      = bt_event_class_create(stream);
	bt_field_class *fields = bt_field_class_structure_create(trace);

	for (unsigned i = 0; i < entry->field_count; i++) {
		bt_field_class *f = class_of_field(trace, (enum schema_type)entry->fields[i].type);

		bt_field_class_structure_append_member(fields, entry->fields[i].name, f);
		bt_field_class_put_ref(f);
	}
	bt_event_class_set_name(c, entry->name);
	bt_event_class_set_payload_field_class(c, fields);
	bt_field_class_put_ref(fields);
	return c;
}

static void set_context(bt_trace_class *trace, bt_stream_class *stream)
{
	bt_field_class *context = bt_field_class_structure_create(trace);
	bt_field_class *cpu     = bt_field_class_integer_unsigned_create(trace);

	bt_field_class_integer_set_field_value_range(cpu, 8);
	bt_field_class_structure_append_member(context, "cpu_id", cpu);
	bt_stream_class_set_event_common_context_field_class(stream, context);
	bt_field_class_put_ref(cpu);
	bt_field_class_put_ref(context);
}

static void make_classes(struct source *s, bt_self_component *self)
{
	bt_trace_class *trace_class   = bt_trace_class_create(self);
	bt_stream_class *stream_class = bt_stream_class_create(trace_class);
	bt_clock_class *clock         = bt_clock_class_create(self);

	bt_clock_class_set_frequency(clock, NS_PER_SECOND);
	bt_clock_class_set_name(clock, "boot");
	bt_clock_class_set_origin_is_unix_epoch(clock, BT_FALSE);
	bt_stream_class_set_default_clock_class(stream_class, clock);
	set_context(trace_class, stream_class);
	for (size_t i = 0; i < schema_event_count; i++)
		s->event_class[schema_events[i].number] =
			make_event_class(trace_class, stream_class, &schema_events[i]);

	bt_trace *trace = bt_trace_create(trace_class);

	bt_trace_set_name(trace, "phial");
	bt_trace_set_environment_entry_string(trace, "architecture", model_machine(s->m)->arch);
	s->stream = bt_stream_create(stream_class, trace);
	bt_trace_put_ref(trace);
	bt_clock_class_put_ref(clock);
	bt_stream_class_put_ref(stream_class);
	bt_trace_class_put_ref(trace_class);
}

/* ---- The source ------------------------------------------------------------------------------ */

static bt_component_class_initialize_method_status
initialize(bt_self_component_source *self, bt_self_component_source_configuration *configuration,
	   const bt_value *parameters, void *data)
{
	bt_self_component *component = bt_self_component_source_as_self_component(self);

	(void)configuration;
	(void)parameters;
	make_classes(data, component);
	bt_self_component_set_data(component, data);
	bt_self_component_source_add_output_port(self, "out", NULL, NULL);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static void set_field(bt_field *field, enum schema_type type, uint64_t value)
{
	char text[SCHEMA_TEXT_MAX + 1];

	if (type == FIELD_TEXT)
		bt_field_string_set_value(field, packed_text(text, sizeof(text), value));
	else if (type == FIELD_INT || type == FIELD_ERR)
		bt_field_integer_signed_set_value(field, (int64_t)value);
	else
		bt_field_integer_unsigned_set_value(field, value);
}

static const bt_message *message_of(struct source *s, bt_self_message_iterator *self,
				    const struct model_event *e)
{
	const struct schema_entry *entry = schema_event(e->type);
	bt_message *message              = bt_message_event_create_with_default_clock_snapshot(
			     self, s->event_class[e->type], s->stream, e->time);
	bt_event *event   = bt_message_event_borrow_event(message);
	bt_field *payload = bt_event_borrow_payload_field(event);
	bt_field *context = bt_event_borrow_common_context_field(event);

	bt_field_integer_unsigned_set_value(
		bt_field_structure_borrow_member_field_by_index(context, 0), e->cpu);
	for (unsigned i = 0; i < entry->field_count; i++)
		set_field(bt_field_structure_borrow_member_field_by_index(payload, i),
			  (enum schema_type)entry->fields[i].type, e->value[i]);
	return message;
}

/* The next message, or NULL at the end. */
static const bt_message *next_message(struct source *s, bt_self_message_iterator *self)
{
	switch (s->at) {
	case AT_BEGINNING:
		s->at = AT_EVENTS;
		return bt_message_stream_beginning_create(self, s->stream);
	case AT_EVENTS:
		while (s->next < model_events(s->m)) {
			const struct model_event *e = model_event_at(s->m, s->next++);

			if (e->type < EVENT_TYPES && s->event_class[e->type])
				return message_of(s, self, e);
		}
		s->at = AT_END;
		/* fall through */
	case AT_END:
		s->at = DONE;
		return bt_message_stream_end_create(self, s->stream);
	default:
		return NULL;
	}
}

static bt_message_iterator_class_next_method_status next_messages(bt_self_message_iterator *self,
								  bt_message_array_const messages,
								  uint64_t capacity,
								  uint64_t *count)
{
	struct source *s =
		bt_self_component_get_data(bt_self_message_iterator_borrow_component(self));

	for (*count = 0; *count < capacity; (*count)++) {
		messages[*count] = next_message(s, self);
		if (!messages[*count])
			break;
	}
	return *count ? BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK
		      : BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END;
}

/* ---- The graph ------------------------------------------------------------------------------- */

static const bt_component_source *add_source(bt_graph *graph, struct source *s)
{
	bt_message_iterator_class *iterator = bt_message_iterator_class_create(next_messages);
	bt_component_class_source *class    = bt_component_class_source_create("phial", iterator);
	const bt_component_source *source   = NULL;

	bt_component_class_source_set_initialize_method(class, initialize);
	if (bt_graph_add_source_component_with_initialize_method_data(
		    graph, class, "phial", NULL, s, BT_LOGGING_LEVEL_NONE, &source) !=
	    BT_GRAPH_ADD_COMPONENT_STATUS_OK)
		source = NULL;
	bt_component_class_source_put_ref(class);
	bt_message_iterator_class_put_ref(iterator);
	return source;
}

static const bt_component_sink *add_sink(bt_graph *graph, const char *path)
{
	const bt_plugin *plugin       = NULL;
	bt_value *parameters          = bt_value_map_create();
	const bt_component_sink *sink = NULL;

	bt_value_map_insert_string_entry(parameters, "path", path);
	bt_value_map_insert_bool_entry(parameters, "quiet", BT_TRUE);
	bt_value_map_insert_bool_entry(parameters, "assume-single-trace", BT_TRUE);
	if (bt_plugin_find("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &plugin) ==
	    BT_PLUGIN_FIND_STATUS_OK) {
		bt_graph_add_sink_component(
			graph, bt_plugin_borrow_sink_component_class_by_name_const(plugin, "fs"),
			"file", parameters, BT_LOGGING_LEVEL_NONE, &sink);
		bt_plugin_put_ref(plugin);
	}
	bt_value_put_ref(parameters);
	return sink;
}

static bool run(struct source *s, const char *path)
{
	bt_graph *graph                   = bt_graph_create(0);
	const bt_component_source *source = add_source(graph, s);
	const bt_component_sink *sink     = add_sink(graph, path);
	bool good                         = source && sink &&
		    bt_graph_connect_ports(
			    graph, bt_component_source_borrow_output_port_by_index_const(source, 0),
			    bt_component_sink_borrow_input_port_by_index_const(sink, 0),
			    NULL) == BT_GRAPH_CONNECT_PORTS_STATUS_OK &&
		    bt_graph_run(graph) == BT_GRAPH_RUN_STATUS_OK;

	bt_graph_put_ref(graph);
	return good;
}

bool ctf_write(struct model *m, const char *path)
{
	struct source s = {.m = m};
	bool good       = run(&s, path);

	for (unsigned i = 0; i < EVENT_TYPES; i++)
		bt_event_class_put_ref(s.event_class[i]);
	bt_stream_put_ref(s.stream);
	if (!good)
		fprintf(stderr, "phial-export: %s: libbabeltrace2 could not write it\n", path);
	return good;
}
