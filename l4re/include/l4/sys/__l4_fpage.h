/*
 * Flexpages: naturally aligned ranges of memory, I/O ports or capability slots, with rights.
 *
 * A flexpage says *what* is to be mapped, received or revoked; the control word of a send item
 * (l4_map_control) says *how*. Layout: kernel/abi/l4_types.h; rules: abi sheet §6.
 */
#ifndef L4_SYS_L4_FPAGE_H
#define L4_SYS_L4_FPAGE_H

#include <l4/sys/consts.h>

/* Cache attribute of a memory send item, for l4_map_control(). */
enum l4_fpage_cacheability_opt_t {
	L4_FPAGE_CACHE_OPT = 0x1, /* set in all of them; without it the sender's attribute stays */
	L4_FPAGE_UNCACHEABLE = L4_ITEM_UNCACHED >> 4,
	L4_FPAGE_CACHEABLE   = L4_ITEM_CACHED >> 4,
	L4_FPAGE_BUFFERABLE  = L4_ITEM_BUFFERED >> 4,
};

/* Attributes of an object send item: or them to the result of l4_map_obj_control(). */
enum L4_obj_fpage_ctl {
	L4_FPAGE_C_REF_CNT     = 0x00,
	L4_FPAGE_C_NO_REF_CNT  = L4_ITEM_WEAK_REF, /* the new capability does not keep it alive */
	L4_FPAGE_C_OBJ_RIGHT1  = 0x20,             /* rights that mean something to one type only */
	L4_FPAGE_C_OBJ_RIGHT2  = 0x40,
	L4_FPAGE_C_OBJ_RIGHT3  = 0x80,
	L4_FPAGE_C_OBJ_RIGHTS  = 0xe0,
	L4_FPAGE_C_IPCGATE_SVR = L4_ITEM_GATE_SERVER, /* may bind the gate and ask for its label */
};

enum L4_fpage_control {
	L4_FPAGE_CONTROL_OFFSET_SHIFT = 12, /* a control word's hot spot starts at this bit */
};

#define L4_FPAGE_CONTROL_MASK (~0UL << L4_FPAGE_CONTROL_OFFSET_SHIFT)

enum {
	L4_WHOLE_IOADDRESS_SPACE = 16,
	L4_IOPORT_MAX            = 1 << L4_WHOLE_IOADDRESS_SPACE, /* last port + 1 */
	L4_FPAGE_MAX_ORDER       = 30, /* l4_fpage_max_order() stops at 1 GiB */
};

/* A send item as it stands in two message registers. */
typedef struct l4_snd_fpage_t {
	l4_umword_t snd_base; /* control word */
	l4_fpage_t fpage;
} l4_snd_fpage_t;

/** 2^@p order bytes of memory at @p address with L4_FPAGE_* @p rights. */
L4_INLINE l4_fpage_t l4_fpage(l4_addr_t address, unsigned order, unsigned char rights)
{
	return l4_fpage_raw_make(address >> L4_PAGESHIFT, L4_FPAGE_MEMORY, order, rights);
}

/** Receive window that takes everything, or argument of an unmap that revokes everything. */
L4_INLINE l4_fpage_t l4_fpage_all(void)
{
	return l4_fpage_raw_make(0, L4_FPAGE_SPECIAL, L4_WHOLE_ADDRESS_SPACE, 0);
}

L4_INLINE l4_fpage_t l4_fpage_invalid(void)
{
	return (l4_fpage_t){0};
}

/** 2^@p order I/O ports from @p port on. */
L4_INLINE l4_fpage_t l4_iofpage(unsigned long port, unsigned order)
{
	return l4_fpage_raw_make(port, L4_FPAGE_IO, order, L4_FPAGE_RW);
}

/** 2^@p order capability slots from @p cap on with L4_CAP_FPAGE_* @p rights. */
L4_INLINE l4_fpage_t l4_obj_fpage(l4_cap_idx_t cap, unsigned order, unsigned char rights)
{
	return l4_fpage_raw_make(cap >> L4_CAP_SHIFT, L4_FPAGE_OBJ, order, rights);
}

L4_INLINE int l4_is_fpage_writable(l4_fpage_t f)
{
	return (l4_fpage_rights(f) & L4_FPAGE_W) != 0;
}

L4_INLINE l4_addr_t l4_fpage_memaddr(l4_fpage_t f)
{
	return l4_fpage_page(f) << L4_PAGESHIFT;
}

L4_INLINE unsigned long l4_fpage_ioport(l4_fpage_t f)
{
	return l4_fpage_page(f);
}

L4_INLINE l4_cap_idx_t l4_fpage_obj(l4_fpage_t f)
{
	return l4_fpage_page(f) << L4_CAP_SHIFT;
}

L4_INLINE l4_fpage_t l4_fpage_set_rights(l4_fpage_t f, unsigned char rights)
{
	return (l4_fpage_t){(f.raw & ~(l4_umword_t)L4_FPAGE_RIGHTS_MASK) | rights};
}

/** Does @p f cover 2^@p order bytes at @p address? */
L4_INLINE int l4_fpage_contains(l4_fpage_t f, l4_addr_t address, unsigned order)
{
	unsigned size = l4_fpage_size(f);

	return size >= order && l4_trunc_size(address, (unsigned char)size) == l4_fpage_memaddr(f);
}

/**
 * Control word of a send item for memory.
 *
 * @param spot   where in a larger receive window the range shall go (or which part of a larger
 *               range shall go into a smaller window); a multiple of the page size
 * @param cache  L4_FPAGE_*CACHE* option, or 0 for the sender's own attribute
 * @param grant  L4_MAP_ITEM_MAP or L4_MAP_ITEM_GRANT
 */
L4_INLINE l4_umword_t l4_map_control(l4_umword_t spot, unsigned char cache, unsigned grant)
{
	return (spot & L4_PAGEMASK) | (l4_umword_t)cache << 4 | L4_ITEM_MAP | grant;
}

/** Control word of a send item for capabilities or ports; @p spot is a selector. */
L4_INLINE l4_umword_t l4_map_obj_control(l4_umword_t spot, unsigned grant)
{
	return l4_map_control(spot, 0, grant);
}

/**
 * Order of the largest flexpage that contains @p address, lies in [@p min_address, @p max_address)
 * and is at most as well aligned as @p hotspot; at least @p order, at most L4_FPAGE_MAX_ORDER.
 *
 * Used to map a large range with few items: source and destination must agree in the low bits.
 *
 * @param max_address first address behind; 0 is the end of the address space
 * @param hotspot     address in the destination; ~0: there is none, @p order is the answer
 */
L4_INLINE unsigned char l4_fpage_max_order(unsigned char order, l4_addr_t address,
					   l4_addr_t min_address, l4_addr_t max_address,
					   l4_addr_t hotspot L4_DEFAULT_PARAM(0))
{
	if (hotspot == L4_INVALID_ADDR)
		return order;
	while (order < L4_FPAGE_MAX_ORDER) {
		l4_addr_t mask = ~0UL << (order + 1), base = address & mask;

		if (base < min_address || (base | ~mask) > max_address - 1 ||
		    ((hotspot ^ address) & ~mask))
			break;
		order++;
	}
	return order;
}

#endif
