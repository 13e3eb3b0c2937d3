/*
 * The inspector's page, written from top to bottom: how its lines look (inspector_page.c), what stands
 * in it for objects, slots and pages (inspector.c), for flows and events (inspector_flow.c).
 */
#ifndef VISUALIZER_VIEWS_INSPECTOR_H
#define VISUALIZER_VIEWS_INSPECTOR_H

#include "visualizer/views/view.h"

struct page {
	struct viz *v;
	struct box b; /* what is left of it */
};

void page_title(struct page *p, unsigned kind, const char *text);
void page_section(struct page *p, const char *text);
/** A paragraph. */
void page_say(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** A name and a value; double click copies the value. */
void page_value(struct page *p, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** A row that leads to another pick. */
void page_link(struct page *p, unsigned kind, struct pick to, const char *text);
void page_object(struct page *p, const char *what, uint32_t id);

void page_of_flow(struct page *p);
void page_of_event(struct page *p);

#endif
