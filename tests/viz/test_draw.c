/*
 * The canvas, text and the widget layer.
 */
#include "tests/viz/scene.h"

#include <criterion/criterion.h>
#include <string.h>

static uint32_t pixel(const struct canvas *c, int x, int y)
{
	return c->pixels[y * c->width + x] & 0xffffff;
}

Test(canvas, a_path_covers_pixels_by_their_area)
{
	struct canvas c;

	cr_assert(canvas_init(&c, 20, 20));
	canvas_clear(&c, 0xff000000);
	path_round_box(&c, 2.5f, 3, 10, 5, 0);
	path_fill(&c, solid(0xffffffff));
	cr_expect_eq(pixel(&c, 5, 5), 0xffffff, "inside");
	cr_expect_eq(pixel(&c, 1, 5), 0, "outside");
	cr_expect_eq(pixel(&c, 5, 2), 0, "above");
	cr_expect((pixel(&c, 2, 5) & 255) > 120 && (pixel(&c, 2, 5) & 255) < 135, "half covered");
	canvas_free(&c);
}

Test(canvas, overlapping_pieces_of_a_stroke_do_not_add_up)
{
	struct canvas c;

	cr_assert(canvas_init(&c, 40, 40));
	canvas_clear(&c, 0xff000000);
	path_move(&c, 5, 20);
	path_line(&c, 20, 20);
	path_line(&c, 20, 20.01f);
	path_line(&c, 35, 20);
	path_stroke(&c, 6, 0, false, 0x80ffffff);
	cr_expect_eq(pixel(&c, 10, 20), pixel(&c, 20, 20), "same tone at the joint");
	canvas_free(&c);
}

Test(canvas, nothing_is_drawn_outside_of_the_clip)
{
	struct canvas c;

	cr_assert(canvas_init(&c, 60, 60));
	canvas_clear(&c, 0xff000000);
	canvas_clip_push(&c, (struct box){10, 10, 20, 20});
	path_circle(&c, 20, 20, 1000);
	path_fill(&c, solid(0xffff0000));
	draw_line(&c, (struct point){-500, -500}, (struct point){500, 480}, 30, 0xff00ff00);
	canvas_clip_pop(&c);
	for (int y = 0; y < 60; y++)
		for (int x = 0; x < 60; x++)
			if (!box_has((struct box){10, 10, 20, 20}, x, y))
				cr_assert_eq(pixel(&c, x, y), 0, "%d,%d", x, y);
	cr_expect_neq(pixel(&c, 15, 28), 0);
	canvas_free(&c);
}

Test(theme, text_can_be_read)
{
	const struct theme *themes[] = {&theme_dark, &theme_light};

	for (int i = 0; i < 2; i++) {
		const struct theme *t  = themes[i];
		const rgba_t grounds[] = {t->panel, t->raised, t->back, t->hover, t->selected};

		for (int k = 0; k < 5; k++) {
			cr_expect_geq(color_contrast(t->text, grounds[k]), 7, "%s %d", t->name, k);
			cr_expect_geq(color_contrast(t->dim, grounds[k]), 4.5, "%s %d", t->name, k);
		}
		cr_expect_geq(color_contrast(t->accent, t->panel), 4.5, "%s", t->name);
		cr_expect_geq(color_contrast(t->warn, t->panel), 4.5, "%s", t->name);
	}
}

Test(text, a_character_is_never_split)
{
	const char *why;
	struct fonts *fonts = fonts_open(&why);
	const char *text    = "größe … Ω→x";

	cr_assert_not_null(fonts, "%s", why);
	for (int width = 0; width < 200; width++) {
		int bytes = text_fit(fonts, FACE_SANS, 14, text, width);

		cr_assert((text[bytes] & 0xc0) != 0x80, "cut at byte %d", bytes);
		cr_assert_leq(text_width(fonts, FACE_SANS, 14, text, bytes), width);
	}
	cr_expect_eq(text_fit(fonts, FACE_SANS, 14, text, 1000), (int)strlen(text));
	/* What is no UTF-8 is drawn as replacement characters, and ends. */
	cr_expect_gt(text_width(fonts, FACE_SANS, 14, "\xff\xc3(\xe2\x82", -1), 0);
	fonts_close(fonts);
}

/* A frame of its own for widgets. */
static struct ui begin(struct canvas *c, struct fonts *fonts, struct ui_report *r,
		       const struct ui_input *in)
{
	struct ui ui = {.theme = &theme_dark, .fonts = fonts, .scale = 1, .report = r};

	ui_begin(&ui, c, in);
	return ui;
}

Test(ui, the_report_tells_cut_and_overlapping_texts)
{
	const char *why;
	struct fonts *fonts = fonts_open(&why);
	struct canvas c;
	struct ui_report r = {0};
	struct ui_input in = {.mouse_x = -9};
	int a;
	int b;

	cr_assert(canvas_init(&c, 400, 200));
	struct ui ui = begin(&c, fonts, &r, &in);

	ui_text(&ui, (struct box){10, 10, 200, 20}, (struct ui_style){0}, "fits");
	ui_text(&ui, (struct box){10, 40, 200, 20}, (struct ui_style){0}, "fits as well");
	cr_expect_eq(ui_report_cut(&r), 0);
	cr_expect_eq(ui_report_overlaps(&r, &a, &b), 0);
	ui_text(&ui, (struct box){10, 70, 40, 20}, (struct ui_style){0}, "much too long for it");
	cr_expect_eq(ui_report_cut(&r), 1);
	ui_text(&ui, (struct box){15, 44, 200, 20}, (struct ui_style){0}, "over it");
	cr_expect_eq(ui_report_overlaps(&r, &a, &b), 1);
	ui.layer = 1;
	ui_text(&ui, (struct box){10, 10, 200, 20}, (struct ui_style){0}, "a layer above");
	cr_expect_eq(ui_report_overlaps(&r, &a, &b), 1, "another layer may cover it");
	ui_end(&ui);
	ui_report_free(&r);
	canvas_free(&c);
	fonts_close(fonts);
}

Test(ui, a_button_answers_a_click_on_it_and_no_other)
{
	const char *why;
	struct fonts *fonts = fonts_open(&why);
	struct canvas c;
	struct ui_input in = {.mouse_x = 50, .mouse_y = 20, .pressed = {true}, .down = {true}};

	cr_assert(canvas_init(&c, 200, 100));
	struct ui ui = begin(&c, fonts, NULL, &in);

	cr_expect(ui_button(&ui, (struct box){10, 10, 80, 24}, "this", false));
	cr_expect_not(ui_button(&ui, (struct box){10, 50, 80, 24}, "other", false));
	canvas_clip_push(&c, (struct box){100, 0, 100, 100});
	cr_expect_not(ui_button(&ui, (struct box){10, 10, 80, 24}, "clipped away", false));
	canvas_clip_pop(&c);
	ui.blocked = true;
	cr_expect_not(ui_button(&ui, (struct box){10, 10, 80, 24}, "under an overlay", false));
	ui_end(&ui);
	canvas_free(&c);
	fonts_close(fonts);
}

Test(ui, boxes_are_cut_without_loss)
{
	struct box b      = {0, 0, 100, 50};
	struct box left   = cut_left(&b, 30);
	struct box bottom = cut_bottom(&b, 20);
	struct box all    = cut_right(&b, 500);

	cr_expect(left.w == 30 && left.h == 50 && left.x == 0);
	cr_expect(bottom.x == 30 && bottom.y == 30 && bottom.w == 70 && bottom.h == 20);
	cr_expect(all.w == 70 && all.h == 30 && b.w == 0, "no more than there is");
}
