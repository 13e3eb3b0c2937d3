/*
 * Fuzzing the filters: any text is parsed or refused, and what was parsed can be used.
 */
#include <stdlib.h>
#include <string.h>

#include "jdb/host/filter.h"
#include "jdb/host/model_feed.h"

/* One event of every type. */
static struct model *make_model(void)
{
	static const struct model_object named = {.id = 7, .kind = KIND_thread, .name = "ping"};
	static const uint64_t value[EVENT_FIELDS_MAX] = {7, 8, 9, 0x600010, 2, 3};
	struct model *m                               = model_create();

	feed_note(m,
		  &(struct note){
			  .kind = NOTE_OBJECTS, .high = UINT64_MAX, .items = &named, .count = 1});
	for (size_t i = 0; i < schema_event_count; i++)
		feed_event(m, schema_events[i].number, 0, i * 1000, value, false);
	return m;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct model *m;
	struct filter f;
	char *text = malloc(size + 1);

	if (!m)
		m = make_model();
	memcpy(text, data, size);
	text[size] = 0;
	if (filter_parse(&f, text)) {
		if (f.problem[0])
			abort();
		for (size_t i = 0; i < model_events(m); i++)
			filter_matches(&f, m, model_event_at(m, i));
	} else if (!f.problem[0] || f.problem_at > strlen(text)) {
		abort();
	}
	free(text);
	return 0;
}
