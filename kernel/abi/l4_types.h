/*
 * The words of the kernel interface: machine words, message tags, capability selectors, flexpages
 * and timeouts.
 *
 * These headers (kernel/abi/) are the one truth of the binary interface. The kernel, user programs
 * in l4re/, the debugger and the tests all include them; nothing in here belongs to one side only.
 * What differs between architectures (the exception frame, address-space limits) is in
 * <arch_abi.h>, which the build takes from arch/<family>/<arch>/abi/.
 *
 * Names are those of the L4Re C interface, so that books and programs written for it apply.
 */
#ifndef L4_ABI_TYPES_H
#define L4_ABI_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define _Static_assert static_assert /* the word that C++ has for it */
#endif

#define L4_MWORD_BITS (__SIZEOF_LONG__ * 8)

typedef unsigned long l4_umword_t; /* one machine word, unsigned */
typedef long l4_mword_t;           /* one machine word, signed */
typedef unsigned long l4_addr_t;   /* a virtual address */
typedef unsigned char l4_uint8_t;
typedef unsigned short l4_uint16_t;
typedef unsigned int l4_uint32_t;
typedef unsigned long long l4_uint64_t;
typedef signed char l4_int8_t;
typedef short l4_int16_t;
typedef int l4_int32_t;
typedef long long l4_int64_t;
typedef __SIZE_TYPE__ l4_size_t;
typedef __PTRDIFF_TYPE__ l4_ssize_t;
typedef l4_uint64_t l4_cpu_time_t;     /* microseconds */
typedef l4_uint64_t l4_kernel_clock_t; /* microseconds since boot */

_Static_assert(sizeof(l4_umword_t) == sizeof(void *), "a word holds a pointer");

enum {
	L4_WORD_BITS  = sizeof(l4_umword_t) * 8,
	L4_PAGESHIFT  = 12,
	L4_PAGESIZE   = 1 << L4_PAGESHIFT,
	L4_CACHELINE_ = 64,
};

/* A word of an exception frame that goes by two names. */
#define L4_EXC_REG(name, other_name)          \
	union {                               \
		l4_umword_t name, other_name; \
	}

/* ---- Capability selectors (abi sheet §2.1) ------------------------------------------------- */

typedef l4_umword_t l4_cap_idx_t; /* capability index << L4_CAP_SHIFT | marker and operation bits */

enum {
	L4_CAP_SHIFT = 12,
};

#define L4_CAP_OFFSET        (1UL << L4_CAP_SHIFT) /* from one slot to the next */
#define L4_CAP_SIZE          L4_CAP_OFFSET
#define L4_CAP_MASK          (~0UL << (L4_CAP_SHIFT - 2)) /* selector without operation bits */
#define L4_INVALID_CAP_BIT   (1UL << 11)                  /* "invalid", or the calling thread */
#define L4_REPLY_CAP_BIT     (1UL << 10)                  /* a slot of the reply table */
#define L4_INVALID_CAP       (~0UL << 11)
#define L4_INVALID_REPLY_CAP (~0UL << 10)

/* Operation bits in the low nibble of a selector. */
enum l4_syscall_flags_t {
	L4_SYSF_NONE           = 0x0,
	L4_SYSF_SEND           = 0x1,
	L4_SYSF_RECV           = 0x2,
	L4_SYSF_OPEN_WAIT      = 0x4,
	L4_SYSF_REPLY          = 0x8,
	L4_SYSF_CALL           = L4_SYSF_SEND | L4_SYSF_RECV,
	L4_SYSF_WAIT           = L4_SYSF_OPEN_WAIT | L4_SYSF_RECV,
	L4_SYSF_SEND_AND_WAIT  = L4_SYSF_OPEN_WAIT | L4_SYSF_CALL,
	L4_SYSF_REPLY_AND_WAIT = L4_SYSF_WAIT | L4_SYSF_SEND | L4_SYSF_REPLY,
	L4_SYSF_MASK           = 0xf,
};

/* Where a program finds its first capabilities (§2.4). */
enum l4_default_caps_t {
	L4_BASE_TASK_CAP      = 1UL << L4_CAP_SHIFT,
	L4_BASE_FACTORY_CAP   = 2UL << L4_CAP_SHIFT,
	L4_BASE_THREAD_CAP    = 3UL << L4_CAP_SHIFT,
	L4_BASE_PAGER_CAP     = 4UL << L4_CAP_SHIFT,
	L4_BASE_LOG_CAP       = 5UL << L4_CAP_SHIFT,
	L4_BASE_ICU_CAP       = 6UL << L4_CAP_SHIFT,
	L4_BASE_SCHEDULER_CAP = 7UL << L4_CAP_SHIFT,
	L4_BASE_IOMMU_CAP     = 8UL << L4_CAP_SHIFT,
	L4_BASE_DEBUGGER_CAP  = 10UL << L4_CAP_SHIFT,
	L4_BASE_ARM_SMCCC_CAP = 11UL << L4_CAP_SHIFT,
	L4_BASE_CAPS_LAST_P1,
	L4_BASE_CAPS_LAST = L4_BASE_CAPS_LAST_P1 - 1,
};

/* ---- Message tags (§3.1) -------------------------------------------------------------------- */

enum L4_msgtag_flags {
	L4_MSGTAG_TRANSFER_FPU = 0x1000,
	L4_MSGTAG_SCHEDULE     = 0x2000,
	L4_MSGTAG_PROPAGATE    = 0x4000,
	L4_MSGTAG_ERROR        = 0x8000,
	L4_MSGTAG_FLAGS        = 0xf000,
};

typedef struct l4_msgtag_t {
	l4_mword_t raw; /* label << 16 | flags << 12 | items << 6 | words */
#ifdef __cplusplus      /* what C++ programs say for l4_msgtag_label(tag) and its like */
	inline long label() const noexcept;
	inline void label(long label) noexcept;
	inline unsigned words() const noexcept;
	inline unsigned items() const noexcept;
	inline unsigned flags() const noexcept;
	inline unsigned has_error() const noexcept;
#endif
} l4_msgtag_t;

static inline l4_msgtag_t l4_msgtag(long label, unsigned words, unsigned items, unsigned flags)
{
	return (l4_msgtag_t){(l4_mword_t)((l4_umword_t)label << 16 | (words & 0x3f) |
					  (items & 0x3f) << 6 | (flags & 0xf000))};
}

static inline long l4_msgtag_label(l4_msgtag_t t)
{
	return t.raw >> 16;
}

static inline unsigned l4_msgtag_words(l4_msgtag_t t)
{
	return (unsigned)t.raw & 0x3f;
}

static inline unsigned l4_msgtag_items(l4_msgtag_t t)
{
	return ((unsigned)t.raw >> 6) & 0x3f;
}

static inline unsigned l4_msgtag_flags(l4_msgtag_t t)
{
	return (unsigned)t.raw & 0xf000;
}

static inline unsigned l4_msgtag_has_error(l4_msgtag_t t)
{
	return (unsigned)t.raw & L4_MSGTAG_ERROR;
}

#ifdef __cplusplus
inline long l4_msgtag_t::label() const noexcept
{
	return l4_msgtag_label(*this);
}

inline void l4_msgtag_t::label(long label) noexcept
{
	*this = l4_msgtag(label, words(), items(), flags());
}

inline unsigned l4_msgtag_t::words() const noexcept
{
	return l4_msgtag_words(*this);
}

inline unsigned l4_msgtag_t::items() const noexcept
{
	return l4_msgtag_items(*this);
}

inline unsigned l4_msgtag_t::flags() const noexcept
{
	return l4_msgtag_flags(*this);
}

inline unsigned l4_msgtag_t::has_error() const noexcept
{
	return l4_msgtag_has_error(*this);
}
#endif

/* ---- Flexpages (§6.1) ------------------------------------------------------------------------ */

typedef union l4_fpage_t {
	l4_umword_t raw; /* page number << 12 | order << 6 | type << 4 | rights */
	l4_umword_t fpage;
} l4_fpage_t;

enum L4_fpage_type {
	L4_FPAGE_SPECIAL = 0,
	L4_FPAGE_MEMORY  = 1,
	L4_FPAGE_IO      = 2,
	L4_FPAGE_OBJ     = 3,
};

enum L4_fpage_consts {
	L4_FPAGE_RIGHTS_SHIFT  = 0,
	L4_FPAGE_TYPE_SHIFT    = 4,
	L4_FPAGE_SIZE_SHIFT    = 6,
	L4_FPAGE_ADDR_SHIFT    = 12,
	L4_FPAGE_RIGHTS_BITS   = 4,
	L4_FPAGE_TYPE_BITS     = 2,
	L4_FPAGE_SIZE_BITS     = 6,
	L4_FPAGE_ADDR_BITS     = L4_MWORD_BITS - L4_FPAGE_ADDR_SHIFT,
	L4_FPAGE_RIGHTS_MASK   = 0xf,
	L4_FPAGE_TYPE_MASK     = 0x3 << L4_FPAGE_TYPE_SHIFT,
	L4_FPAGE_SIZE_MASK     = 0x3f << L4_FPAGE_SIZE_SHIFT,
	L4_FPAGE_RIGHTS_ALL    = L4_FPAGE_RIGHTS_MASK,
	L4_WHOLE_ADDRESS_SPACE = 63, /* order of the flexpage that matches everything */
};

#define L4_FPAGE_ADDR_MASK (~0UL << L4_FPAGE_ADDR_SHIFT)

/* Rights of a memory flexpage. */
enum L4_fpage_rights {
	L4_FPAGE_X    = 1,
	L4_FPAGE_W    = 2,
	L4_FPAGE_RO   = 4,
	L4_FPAGE_RX   = 5,
	L4_FPAGE_RW   = 6,
	L4_FPAGE_RWX  = 7,
	L4_FPAGE_KERN = 8,
};

/* Rights of an object flexpage. */
enum L4_cap_fpage_rights {
	L4_CAP_FPAGE_W    = 0x1,
	L4_CAP_FPAGE_S    = 0x2,
	L4_CAP_FPAGE_R    = 0x4,
	L4_CAP_FPAGE_D    = 0x8,
	L4_CAP_FPAGE_RO   = 0x4,
	L4_CAP_FPAGE_RW   = 0x5,
	L4_CAP_FPAGE_RS   = 0x6,
	L4_CAP_FPAGE_RWS  = 0x7,
	L4_CAP_FPAGE_RWD  = 0xd,
	L4_CAP_FPAGE_RSD  = 0xe,
	L4_CAP_FPAGE_RWSD = 0xf,
};

static inline l4_fpage_t l4_fpage_raw_make(l4_umword_t page_number, unsigned type, unsigned order,
					   unsigned rights)
{
	return (l4_fpage_t){page_number << L4_FPAGE_ADDR_SHIFT | (l4_umword_t)order << 6 |
			    (l4_umword_t)type << 4 | (rights & 0xf)};
}

static inline unsigned l4_fpage_type(l4_fpage_t f)
{
	return ((unsigned)f.raw >> L4_FPAGE_TYPE_SHIFT) & 3;
}

static inline unsigned l4_fpage_size(l4_fpage_t f)
{
	return ((unsigned)f.raw >> L4_FPAGE_SIZE_SHIFT) & 0x3f;
}

static inline unsigned l4_fpage_rights(l4_fpage_t f)
{
	return (unsigned)f.raw & 0xf;
}

/** Page number, port number or capability index, depending on the type. */
static inline l4_umword_t l4_fpage_page(l4_fpage_t f)
{
	return f.raw >> L4_FPAGE_ADDR_SHIFT;
}

/* ---- Typed items and receive buffers (§6.2, §6.3) ------------------------------------------- */

enum l4_msg_item_consts_t {
	L4_ITEM_CONT                 = 0x1, /* the next item uses the same receive buffer */
	L4_MAP_ITEM_GRANT            = 0x2,
	L4_ITEM_MAP                  = 0x8,
	L4_MAP_ITEM_MAP              = 0x0, /* no grant */
	L4_RCV_ITEM_FORWARD_MAPPINGS = 0x1,
	L4_RCV_ITEM_SINGLE_CAP       = L4_ITEM_MAP | 0x2,
	L4_RCV_ITEM_LOCAL_ID         = 0x4,
};

/* Attribute bits of a send item, as they stand in its first word (user constants: >> 4). */
enum {
	L4_ITEM_ATTR_MASK   = 0xf0,
	L4_ITEM_CACHE_OPT   = 0x10, /* memory: bits 6..5 choose the cache attribute */
	L4_ITEM_UNCACHED    = 0x10,
	L4_ITEM_CACHED      = 0x30,
	L4_ITEM_BUFFERED    = 0x50,
	L4_ITEM_WEAK_REF    = 0x10, /* object: do not count the new reference */
	L4_ITEM_GATE_SERVER = 0x20, /* object: keep the gate's server right */
};

/* What the receiver finds in bits 2..1 of an item's first word (§6.4). */
enum l4_item_result {
	L4_ITEM_RESULT_MAPPED   = 0 << 1,
	L4_ITEM_RESULT_NOTHING  = 1 << 1,
	L4_ITEM_RESULT_LOCAL_ID = 2 << 1,
	L4_ITEM_RESULT_FPAGE    = 3 << 1,
};

/* Masks of task unmap (§6.8). */
#define L4_FP_ALL_SPACES   0x80000000UL
#define L4_FP_DELETE_OBJ   0xc0000000UL
#define L4_FP_OTHER_SPACES 0UL

/* ---- Timeouts (§5) ---------------------------------------------------------------------------- */

typedef struct l4_timeout_s {
	l4_uint16_t t; /* absolute flag 15, exponent 14..10, mantissa 9..0 */
} l4_timeout_s;

typedef union l4_timeout_t {
	l4_uint32_t raw; /* send timeout << 16 | receive timeout */
	struct {
		l4_timeout_s rcv;
		l4_timeout_s snd;
	} p;
} l4_timeout_t;

enum {
	L4_TIMEOUT_NEVER_RAW    = 0,
	L4_TIMEOUT_ZERO_RAW     = 0x0400,
	L4_TIMEOUT_ABSOLUTE_BIT = 0x8000,
};

#endif
