/*
 * Where each field of the schema stands in its event or record: E_ipc_send_receiver is the index of
 * the field "receiver" among the values of an ipc_send event, R_thread_state that of "state" in a
 * thread record. A field that is taken out of the schema stops the build where it was used.
 */
#ifndef JDB_HOST_FIELDS_H
#define JDB_HOST_FIELDS_H

/* clang-format off */
#define END(name) };
#define EVENT(number, name, class, help) enum {
#define FIELD(owner, type, name, help) E_##owner##_##name,
#include "jdb/link/schema.def"
#undef EVENT
#undef FIELD
#define RECORD(number, name, help) enum {
#define FIELD(owner, type, name, help) R_##owner##_##name,
#include "jdb/link/schema.def"
#undef RECORD
#undef FIELD
#undef END
/* clang-format on */

#endif
