/*
 * A canvas as a PNG file. The same canvas makes the same bytes: no time stamp is written.
 */
#include "visualizer/app/app.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>

bool png_write(const struct canvas *c, const char *path)
{
	size_t pixels   = (size_t)c->width * (size_t)c->height;
	uint8_t *rgb    = malloc(pixels * 3);
	png_image image = {.version = PNG_IMAGE_VERSION,
			   .width   = (png_uint_32)c->width,
			   .height  = (png_uint_32)c->height,
			   .format  = PNG_FORMAT_RGB};

	if (!rgb)
		return false;
	for (size_t i = 0; i < pixels; i++) {
		rgb[3 * i]     = (uint8_t)(c->pixels[i] >> 16);
		rgb[3 * i + 1] = (uint8_t)(c->pixels[i] >> 8);
		rgb[3 * i + 2] = (uint8_t)c->pixels[i];
	}
	int ok = png_image_write_to_file(&image, path, 0, rgb, 0, NULL);

	if (!ok)
		fprintf(stderr, "phial-viz: %s: %s\n", path, image.message);
	free(rgb);
	return ok != 0;
}
