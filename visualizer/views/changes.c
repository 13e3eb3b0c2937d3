/*
 * Changes: what came, went and changed between marks A and B; and the bookmarks with their notes.
 */
#include "visualizer/views/state.h"

#include <stdio.h>

static void bookmark_rows(struct viz *v, struct box b)
{
	static const struct ui_column columns[] = {
		{"Time", 130, ALIGN_LEFT, NULL, 0},
		{"Note", 0, ALIGN_LEFT, "B bookmarks the chosen instant", 0},
		{"", 40, ALIGN_RIGHT, NULL, 0},
	};
	struct ui *ui          = &v->ui;
	struct ui_table *table = &v->memory->bookmarks;
	int remove             = -1;
	char at[40];

	table->sort = -1;
	ui_table_begin(ui, ui_id("bookmarks", 0), b, table, columns, 3);
	for (int i = 0; i < v->bookmark_count; i++) {
		if (!ui_table_row(ui, table, v->bookmarks[i].at == v->now))
			continue;
		ui_table_text(ui, table, 0, mono(), time_text(at, sizeof(at), v->bookmarks[i].at));
		ui_table_text(ui, table, 1, (struct ui_style){0}, v->bookmarks[i].note);
		struct box cell = ui_table_cell(ui, table, 2);

		ui_text(ui, cell, (struct ui_style){.align = ALIGN_RIGHT, .color = ui->theme->dim},
			"×");
		if (ui_clicked(ui, cell))
			remove = i;
		else if (ui_table_clicked(ui, table))
			time_set(v, v->bookmarks[i].at);
	}
	ui_table_end(ui, table);
	if (remove >= 0)
		bookmark_remove(v, remove);
}

void view_changes(struct viz *v, struct box b)
{
	struct ui *ui   = &v->ui;
	struct box head = box_inset(cut_top(&b, ui_px(ui, 32)), ui_px(ui, 10), 0);

	ui_text(ui, head, bold(), "Bookmarks and notes");
	bookmark_rows(v, b);
}
