/*
 * A state as text tables, or as JSON for programs.
 */
#ifndef JDB_HOST_TOOLS_TABLES_H
#define JDB_HOST_TOOLS_TABLES_H

#include <stdio.h>

#include "jdb/host/model.h"

void tables_print(FILE *out, struct model *m, const struct model_state *s);
void tables_json(FILE *out, struct model *m, const struct model_state *s);
/** Counters of the link, one a line: "bad frames  3". */
void tables_health(FILE *out, const struct model *m);

#endif
