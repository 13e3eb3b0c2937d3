/*
 * A visualizer without a window, over the made-up recording named by $PHIAL_RECORDING.
 */
#ifndef TESTS_VIZ_SCENE_H
#define TESTS_VIZ_SCENE_H

#include "visualizer/app/app.h"

#include "jdb/host/session.h"

struct scene {
	struct viz viz;
	struct canvas canvas;
	struct ui_report texts; /* of the last frame drawn */
};

/** Load the recording; a window of that size. The test fails when there is none. */
void scene_open(struct scene *s, const char *recording, int width, int height);
void scene_close(struct scene *s);
/** Draw frames until scrolled lists know their length; with @p in in the last one. */
void scene_draw(struct scene *s, const struct ui_input *in);
void scene_key(struct scene *s, int key, unsigned mods);
void scene_click(struct scene *s, int x, int y);
const char *scene_recording(void);
/** Id of what is called @p name at the scene's instant. */
uint32_t scene_object(struct scene *s, const char *name);

#endif
