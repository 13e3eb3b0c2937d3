/*
 * What programs say about their objects: names, and where program images lie.
 *
 * Set through the debugger capability (abi sheet §8.10), kept until the object is freed, charged to
 * whoever pays for the object.
 */
#ifndef JDB_NAMES_H
#define JDB_NAMES_H

#include "kernel/object/object.h"
#include "jdb/link/schema.h"

enum {
	NAME_SIZE = SCHEMA_TEXT_MAX, /* characters; longer names are cut */
};

/** Name @p obj. 0 or -L4_ENOMEM. */
long name_set(struct object *obj, const char *text, size_t bytes);

/**
 * The name of @p obj, or "" when it has none. What the kernel itself has made goes by its role: "idle",
 * "sigma0", "log" … until somebody gives it another name.
 */
const char *name_of(const struct object *obj);
/** The same by id; objects do not come or go meanwhile. */
const char *name_of_id(uint32_t id);

/** Object called @p name, of kind @p kind if there is one (OBJECT_KINDS: of any); or NULL. */
struct object *object_by_name(const char *name, enum object_kind kind);

/** Remember that an image called @p text was loaded into @p task at @p base. 0 or -L4_ENOMEM. */
long image_add(struct object *task, word_t base, const char *text, size_t bytes);

/** Next image of @p task behind @p after (NULL: the first), or NULL. */
struct image {
	struct image *next;
	uint32_t task;
	word_t base;
	char name[NAME_SIZE + 1];
};
const struct image *image_next(const struct object *task, const struct image *after);

/** @p obj is about to be freed. */
void names_forget(struct object *obj);

#endif
