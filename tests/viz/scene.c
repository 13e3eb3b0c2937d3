/*
 * See scene.h.
 */
#include "tests/viz/scene.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* Graphviz, fontconfig and SDL keep caches until the program ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libgvc\nleak:libcgraph\nleak:libfontconfig\nleak:libSDL2\nleak:libgvplugin\n"
	       "leak:libpango\nleak:libltdl\nleak:libexpat\nleak:libglib\n";
}

const char *scene_recording(void)
{
	const char *path = getenv("PHIAL_RECORDING");

	cr_assert_not_null(path, "PHIAL_RECORDING names the recording");
	return path;
}

void scene_open(struct scene *s, const char *recording, int width, int height)
{
	const char *why;

	*s = (struct scene){.viz.ui.theme = &theme_dark};
	cr_assert(viz_init(&s->viz, model_create()));
	s->viz.ui.fonts = fonts_open(&why);
	cr_assert_not_null(s->viz.ui.fonts, "%s", why);
	cr_assert(canvas_init(&s->canvas, width, height));
	s->viz.session = session_open(recording, s->viz.model, SESSION_ONCE);
	cr_assert_not_null(s->viz.session);
	session_speed(s->viz.session, 0);
	while (session_poll(s->viz.session, 10) == SESSION_OK)
		continue;
}

void scene_close(struct scene *s)
{
	struct model *m = s->viz.model;

	session_close(s->viz.session);
	fonts_close(s->viz.ui.fonts);
	viz_free(&s->viz);
	model_destroy(m);
	canvas_free(&s->canvas);
	ui_report_free(&s->texts);
}

static void frame(struct scene *s, const struct ui_input *in)
{
	ui_report_free(&s->texts);
	s->viz.ui.report = &s->texts;
	ui_begin(&s->viz.ui, &s->canvas, in);
	viz_frame(&s->viz);
	ui_end(&s->viz.ui);
}

void scene_draw(struct scene *s, const struct ui_input *in)
{
	const struct ui_input nothing = {.mouse_x = -1000, .mouse_y = -1000};

	frame(s, &nothing);
	frame(s, in ? in : &nothing);
}

void scene_key(struct scene *s, int key, unsigned mods)
{
	struct ui_input in = {.mouse_x = -1000, .mouse_y = -1000, .key_count = 1};

	in.keys[0] = (struct ui_key){key, mods};
	frame(s, &in);
}

void scene_click(struct scene *s, int x, int y)
{
	struct ui_input in = {.mouse_x = x, .mouse_y = y, .clicks = 1};

	in.down[0] = in.pressed[0] = true;
	frame(s, &in);
	in.down[0] = in.pressed[0] = false;
	in.released[0]             = true;
	frame(s, &in);
}

uint32_t scene_object(struct scene *s, const char *name)
{
	uint32_t id = object_by_name(&s->viz, s->viz.state, name);

	cr_assert_neq(id, 0, "%s exists", name);
	return id;
}
