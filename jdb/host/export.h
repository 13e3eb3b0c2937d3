/*
 * A model as files that other programs read.
 *
 *      export_events_csv()  one line an event: for spreadsheets and scripts
 *      export_state_csv()   all objects, threads, slots, pages and trees of one instant
 *      export_chrome()      lanes and arrows for Perfetto (ui.perfetto.dev) and chrome://tracing
 *
 * CTF, for babeltrace2 and Trace Compass, is written by tools/phial-export, which alone needs
 * libbabeltrace2. All return false when something could not be written.
 */
#ifndef JDB_HOST_EXPORT_H
#define JDB_HOST_EXPORT_H

#include <stdio.h>

#include "jdb/host/model.h"

bool export_events_csv(FILE *out, struct model *m);
/** Each line begins with its table's name; a table's first line names its columns behind a '#'. */
bool export_state_csv(FILE *out, const struct model_state *s);
bool export_chrome(FILE *out, struct model *m);

#endif
