/*
 * Reading a flattened device tree, the machine's own description that boot loaders hand over.
 * Format: Devicetree Specification v0.4, chapter 5.
 *
 * A walk visits the nodes in document order and remembers the way down to the current one:
 *
 *      struct fdt_walk w;
 *      fdt_walk_begin(&w, tree);
 *      while (fdt_walk_next(&w))
 *              if (fdt_compatible(&w, "arm,pl011")) …
 *
 * The tree comes from outside and may be damaged: nothing is read outside its bounds, every walk
 * ends, and what makes no sense reads as absent.
 */
#ifndef ARCH_FDT_H
#define ARCH_FDT_H

#include "kernel/lib/types.h"

enum {
	FDT_DEPTH_MAX = 12, /* nodes inside nodes */
};

struct fdt {
	const uint8_t *blob;
	uint32_t bytes;                /* of the whole tree */
	uint32_t structs, structs_end; /* offsets of the structure block */
	uint32_t strings, strings_end; /* … and of the property names */
	uint32_t reservations;
};

struct fdt_walk {
	const struct fdt *fdt;
	uint32_t at;                     /* next token */
	unsigned depth;                  /* of the current node; the root has 1, 0: none yet */
	const char *name[FDT_DEPTH_MAX]; /* names on the way down to the current node … */
	uint32_t node[FDT_DEPTH_MAX];    /* … and where their properties start */
};

struct fdt_property {
	const uint8_t *value;
	uint32_t bytes;
};

/** The tree at @p blob, at most @p limit bytes of which may be read; false when it is none. */
bool fdt_open(struct fdt *fdt, const void *blob, size_t limit);

void fdt_walk_begin(struct fdt_walk *w, const struct fdt *fdt);
/** Go to the next node; false at the end. */
bool fdt_walk_next(struct fdt_walk *w);

/** Walk to the node with absolute path or alias @p path (up to a ':'); false when there is none. */
bool fdt_find(struct fdt_walk *w, const struct fdt *fdt, const char *path);

/** A property of the current node. False when there is none of that name. */
bool fdt_property(const struct fdt_walk *w, const char *name, struct fdt_property *p);
/** … as a string; NULL when absent or not terminated. */
const char *fdt_string(const struct fdt_walk *w, const char *name);
/** 32-bit cell number @p index of @p p; 0 behind its end. */
uint32_t fdt_cell(const struct fdt_property *p, unsigned index);

/** Is @p what among the strings of the current node's "compatible"? */
bool fdt_compatible(const struct fdt_walk *w, const char *what);
/** False when the node's status says that the device is not to be used. */
bool fdt_enabled(const struct fdt_walk *w);

/**
 * Register block number @p index of the current node, translated to a physical address.
 * @return false when there is none, or a bus above it cannot be passed
 */
bool fdt_reg(const struct fdt_walk *w, unsigned index, uint64_t *address, uint64_t *bytes);

/** Entry @p index of the list of memory that must be left alone; false behind its end. */
bool fdt_reservation(const struct fdt *fdt, unsigned index, uint64_t *address, uint64_t *bytes);

#endif
