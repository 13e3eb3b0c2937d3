/*
 * A model as a trace in the Common Trace Format 1.8, through libbabeltrace2.
 */
#ifndef JDB_HOST_TOOLS_CTF_H
#define JDB_HOST_TOOLS_CTF_H

#include "jdb/host/model.h"

/** Write the events into directory @p path, which is made. @return false after a message */
bool ctf_write(struct model *m, const char *path);

#endif
