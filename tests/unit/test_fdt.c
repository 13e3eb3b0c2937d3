/*
 * The device tree reader: what it finds in a small tree, and that damage never leads it astray (the
 * tree lies in memory of exactly its size, and the sanitizers watch).
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "arch/arm/common/fdt.h"
#include "kernel/lib/types.h"

enum {
	HEADER       = 40,
	RESERVATIONS = HEADER,
	STRUCTS      = RESERVATIONS + 32,
	BLOB_MAX     = 2048,
};

/* ---- A tree under construction --------------------------------------------------------------- */

static uint8_t blob[BLOB_MAX];
static uint32_t end;    /* of what is written so far */
static char names[256]; /* the strings block; appended at the end */
static uint32_t names_end;
static struct fdt tree;

static void put_at(uint32_t at, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		blob[at + i] = (uint8_t)(word >> (24 - 8 * i));
}

static void put(uint32_t word)
{
	put_at(end, word);
	end += 4;
}

static void put_text(const char *text)
{
	size_t bytes = strlen(text) + 1;

	memcpy(blob + end, text, bytes);
	end = align_up(end + (uint32_t)bytes, 2);
}

static void node(const char *name)
{
	put(1);
	put_text(name);
}

static void node_end(void)
{
	put(2);
}

static void property_head(const char *name, uint32_t bytes)
{
	put(3);
	put(bytes);
	put(names_end);
	strcpy(names + names_end, name);
	names_end += (uint32_t)strlen(name) + 1;
}

static void text_property(const char *name, const char *text)
{
	property_head(name, (uint32_t)strlen(text) + 1);
	put_text(text);
}

static void cells_property(const char *name, unsigned count, const uint32_t *cells)
{
	property_head(name, count * 4);
	for (unsigned i = 0; i < count; i++)
		put(cells[i]);
}
#define CELLS(...)                                          \
	sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]) \
	{                                                   \
		__VA_ARGS__                                 \
	}

static void finish_tree(void)
{
	uint32_t strings;

	put(9);
	strings = end;
	memcpy(blob + end, names, names_end);
	end += names_end;
	put_at(0, 0xd00dfeed);
	put_at(4, end);
	put_at(8, STRUCTS);
	put_at(12, strings);
	put_at(16, RESERVATIONS);
	put_at(20, 17);
	put_at(24, 16);
	put_at(32, names_end);
	put_at(36, strings - STRUCTS);
}

static void make_tree(void)
{
	memset(blob, 0, sizeof(blob));
	put_at(RESERVATIONS + 4, 0x1000);
	put_at(RESERVATIONS + 12, 0x2000);
	end       = STRUCTS;
	names_end = 0;

	node("");
	cells_property("#address-cells", CELLS(2));
	cells_property("#size-cells", CELLS(1));
	node("aliases");
	text_property("serial0", "/soc/uart@100");
	node_end();
	node("memory@40000000");
	text_property("device_type", "memory");
	cells_property("reg", CELLS(0, 0x40000000, 0x10000000, 1, 0, 0x8000000));
	node_end();
	node("soc");
	cells_property("#address-cells", CELLS(1));
	cells_property("#size-cells", CELLS(1));
	cells_property("ranges", CELLS(0, 0, 0x9000000, 0x1000));
	node("uart@100");
	text_property("compatible", "arm,pl011");
	cells_property("reg", CELLS(0x100, 0x20));
	node_end();
	node("lost@2000");
	cells_property("reg", CELLS(0x2000, 0x20));
	text_property("status", "disabled");
	node_end();
	node_end();
	node_end();
	finish_tree();
	cr_assert(fdt_open(&tree, blob, end));
}

TestSuite(fdt, .init = make_tree);

/* ---- What a good tree says --------------------------------------------------------------------- */

Test(fdt, nodes_come_in_document_order)
{
	static const char *const order[] = {"",    "aliases",  "memory@40000000",
					    "soc", "uart@100", "lost@2000"};
	struct fdt_walk w;

	fdt_walk_begin(&w, &tree);
	for (unsigned i = 0; i < array_size(order); i++) {
		cr_assert(fdt_walk_next(&w));
		cr_assert_str_eq(w.name[w.depth - 1], order[i]);
	}
	cr_assert_not(fdt_walk_next(&w));
}

Test(fdt, addresses_have_as_many_cells_as_the_parent_says)
{
	struct fdt_walk w;
	uint64_t address, bytes;

	cr_assert(fdt_find(&w, &tree, "/memory@40000000"));
	cr_assert(fdt_reg(&w, 0, &address, &bytes));
	cr_assert_eq(address, 0x40000000);
	cr_assert_eq(bytes, 0x10000000);
	cr_assert(fdt_reg(&w, 1, &address, &bytes));
	cr_assert_eq(address, 0x100000000);
	cr_assert_not(fdt_reg(&w, 2, &address, &bytes));
}

Test(fdt, a_bus_translates_the_addresses_behind_it)
{
	struct fdt_walk w;
	uint64_t address, bytes;

	cr_assert(fdt_find(&w, &tree, "serial0:115200"));
	cr_assert(fdt_compatible(&w, "arm,pl011"));
	cr_assert(fdt_enabled(&w));
	cr_assert(fdt_reg(&w, 0, &address, &bytes));
	cr_assert_eq(address, 0x9000100);
	cr_assert_eq(bytes, 0x20);
}

Test(fdt, an_address_that_no_bus_passes_on_is_none)
{
	struct fdt_walk w;
	uint64_t address, bytes;

	cr_assert(fdt_find(&w, &tree, "/soc/lost@2000"));
	cr_assert_not(fdt_enabled(&w));
	cr_assert_not(fdt_reg(&w, 0, &address, &bytes));
}

Test(fdt, paths_match_whole_names_only)
{
	struct fdt_walk w;

	cr_assert_not(fdt_find(&w, &tree, "/soc/uart"));
	cr_assert_not(fdt_find(&w, &tree, "/soc/uart@100/x"));
	cr_assert_not(fdt_find(&w, &tree, "serial1"));
	cr_assert_not(fdt_find(&w, &tree, ""));
}

Test(fdt, the_reservation_list_ends_with_an_empty_entry)
{
	uint64_t address, bytes;

	cr_assert(fdt_reservation(&tree, 0, &address, &bytes));
	cr_assert_eq(address, 0x1000);
	cr_assert_eq(bytes, 0x2000);
	cr_assert_not(fdt_reservation(&tree, 1, &address, &bytes));
}

/* ---- Damage ------------------------------------------------------------------------------------ */

/* Ask everything that can be asked about the @p bytes at @p from, copied to where they just fit. */
static unsigned ask_everything(const uint8_t *from, size_t bytes)
{
	uint8_t *copy = malloc(bytes);
	struct fdt f;
	struct fdt_walk w;
	struct fdt_property p;
	uint64_t address, size;
	unsigned nodes = 0;

	memcpy(copy, from, bytes);
	if (fdt_open(&f, copy, bytes)) {
		for (fdt_walk_begin(&w, &f); fdt_walk_next(&w); nodes++) {
			fdt_compatible(&w, "arm,pl011");
			fdt_enabled(&w);
			fdt_string(&w, "device_type");
			if (fdt_property(&w, "reg", &p))
				fdt_cell(&p, 3);
			for (unsigned i = 0; i < 8; i++)
				fdt_reg(&w, i, &address, &size);
		}
		fdt_find(&w, &f, "/soc/uart@100");
		fdt_find(&w, &f, "serial0");
		for (unsigned i = 0; i < 8; i++)
			fdt_reservation(&f, i, &address, &size);
	}
	free(copy);
	return nodes;
}

Test(fdt, the_whole_tree_has_six_nodes)
{
	cr_assert_eq(ask_everything(blob, end), 6);
}

Test(fdt, a_tree_cut_short_is_no_tree)
{
	for (uint32_t bytes = 1; bytes < end; bytes++)
		cr_assert_eq(ask_everything(blob, bytes), 0);
}

Test(fdt, a_tree_cut_short_that_lies_about_its_size_is_survived)
{
	for (uint32_t bytes = STRUCTS; bytes < end; bytes++) {
		put_at(4, bytes);
		put_at(36, bytes - STRUCTS); /* structures up to the cut, and the names … */
		ask_everything(blob, bytes);
		put_at(12, STRUCTS); /* … in the same place */
		put_at(32, bytes - STRUCTS);
		ask_everything(blob, bytes);
	}
}

Test(fdt, every_damaged_byte_is_survived)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};

	for (uint32_t at = 0; at < end; at++) {
		uint8_t good = blob[at];

		for (unsigned i = 0; i < array_size(values); i++) {
			blob[at] = values[i];
			cr_assert_leq(ask_everything(blob, end), 2 * end);
		}
		blob[at] = good;
	}
}

Test(fdt, nodes_nested_without_end_stop_the_walk)
{
	end = STRUCTS;
	for (unsigned i = 0; i < 100; i++)
		node("n");
	finish_tree();
	cr_assert_eq(ask_everything(blob, end), FDT_DEPTH_MAX);
}
