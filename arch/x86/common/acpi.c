/*
 * Reading ACPI tables.
 *
 *      RSDP --> RSDT or XSDT --> MADT ("APIC")  interrupt controllers and CPUs
 *                            '-> FADT ("FACP")  timer, reset register, power registers
 *                                  '-> DSDT     byte code; of it only the package \_S5_
 *
 * All of it is firmware's word: lengths and checksums are verified, a bad table counts as absent.
 * Source: ACPI Specification 6.4, chapter 5.2.
 */
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/loader.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"

struct rsdp {
	char signature[8]; /* "RSD PTR " */
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length; /* this and the rest: revision 2 */
	uint64_t xsdt;
	uint8_t checksum_all, reserved[3];
} __attribute__((packed));

struct table {
	char signature[4];
	uint32_t length; /* with this header */
	uint8_t revision, checksum;
	char oem[6], oem_table[8];
	uint32_t oem_revision, creator, creator_revision;
} __attribute__((packed));

struct madt {
	struct table header;
	uint32_t local_apic, flags;
	uint8_t entries[];
} __attribute__((packed));

enum madt_type {
	MADT_CPU                 = 0,
	MADT_IO_APIC             = 1,
	MADT_ISA_OVERRIDE        = 2,
	MADT_LOCAL_APIC_OVERRIDE = 5,
	MADT_CPU_X2APIC          = 9,
};

/* An entry of the MADT; which part counts is told by its type. */
struct madt_entry {
	uint8_t type, length;
	union {
		struct {
			uint8_t processor, apic_id;
			uint32_t flags;
		} __attribute__((packed)) cpu;
		struct {
			uint16_t reserved;
			uint32_t apic_id, flags;
		} __attribute__((packed)) x2cpu;
		struct {
			uint8_t id, reserved;
			uint32_t registers, first_pin;
		} __attribute__((packed)) io_apic;
		struct {
			uint8_t bus, irq;
			uint32_t pin;
			uint16_t flags; /* bits 1..0 polarity, 3..2 trigger mode; 3 is low, level */
		} __attribute__((packed)) isa;
		struct {
			uint16_t reserved;
			uint64_t registers;
		} __attribute__((packed)) local_apic;
	};
} __attribute__((packed));

struct fadt {
	struct table header;
	uint32_t facs, dsdt;
	uint8_t reserved0[4];
	uint32_t smi_command;
	uint8_t acpi_enable, reserved1[11];
	uint32_t pm1a_control;
	uint8_t reserved2[8];
	uint32_t pm_timer;
	uint8_t reserved3[32];
	uint32_t flags;
	uint8_t reset_space, reset_bits, reset_offset, reset_access;
	uint64_t reset_address;
	uint8_t reset_value;
} __attribute__((packed));

_Static_assert(offsetof(struct fadt, smi_command) == 48, "ACPI layout");
_Static_assert(offsetof(struct fadt, pm1a_control) == 64, "ACPI layout");
_Static_assert(offsetof(struct fadt, pm_timer) == 76, "ACPI layout");
_Static_assert(offsetof(struct fadt, flags) == 112, "ACPI layout");
_Static_assert(offsetof(struct fadt, reset_value) == 128, "ACPI layout");

enum {
	MADT_CPU_ENABLED    = 1 << 0,
	FADT_TIMER_32BIT    = 1 << 8,
	FADT_RESET_REGISTER = 1 << 10,
	SPACE_IO            = 1,
	AML_PACKAGE         = 0x12,
	AML_BYTE            = 0x0a,
	TABLE_BYTES_MAX     = 16 << 20, /* a length beyond is nonsense */
};

struct acpi acpi;

static bool checksum_ok(const void *data, size_t bytes)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < bytes; i++)
		sum = (uint8_t)(sum + ((const uint8_t *)data)[i]);
	return sum == 0;
}

/* The table at @p at if it is sound, else NULL. */
static const struct table *table_at(paddr_t at)
{
	const struct table *t = boot_memory_at(at);

	if (!t || t->length < sizeof(*t) || t->length > TABLE_BYTES_MAX ||
	    !checksum_ok(t, t->length))
		return NULL;
	return t;
}

static bool rsdp_ok(const struct rsdp *r)
{
	return r && memcmp(r->signature, "RSD PTR ", 8) == 0 && checksum_ok(r, 20);
}

/* Search [start, end) in steps of 16 bytes, as the specification demands (5.2.5.1). */
static const struct rsdp *rsdp_search(paddr_t start, paddr_t end)
{
	for (paddr_t at = start; at < end; at += 16)
		if (rsdp_ok(boot_memory_at(at)))
			return boot_memory_at(at);
	return NULL;
}

static const struct rsdp *rsdp_in_firmware(void)
{
	paddr_t ebda         = (paddr_t) * (const volatile uint16_t *)boot_memory_at(0x40e) << 4;
	const struct rsdp *r = NULL;

	if (ebda >= 0x80000 && ebda < 0xa0000)
		r = rsdp_search(ebda, ebda + 1024);
	return r ? r : rsdp_search(0xe0000, 0x100000);
}

/* Firmware may name a CPU twice, once in each form. */
static void add_cpu(uint32_t apic_id, uint32_t flags)
{
	if (!(flags & MADT_CPU_ENABLED))
		return;
	for (unsigned i = 0; i < acpi.cpu_count; i++)
		if (acpi.cpus[i] == apic_id)
			return;
	if (acpi.cpu_count < ACPI_CPUS_MAX)
		acpi.cpus[acpi.cpu_count++] = apic_id;
}

static void read_madt_entry(const struct madt_entry *e)
{
	switch (e->type) {
	case MADT_CPU:
		add_cpu(e->cpu.apic_id, e->cpu.flags);
		break;
	case MADT_CPU_X2APIC:
		add_cpu(e->x2cpu.apic_id, e->x2cpu.flags);
		break;
	case MADT_IO_APIC:
		if (acpi.io_apic_count < ACPI_IO_APICS_MAX)
			acpi.io_apics[acpi.io_apic_count++] =
				(struct acpi_io_apic){e->io_apic.registers, e->io_apic.first_pin};
		break;
	case MADT_ISA_OVERRIDE:
		if (e->isa.irq < ISA_IRQS)
			acpi.isa[e->isa.irq] = (struct acpi_isa_irq){
				.pin   = e->isa.pin,
				.low   = (e->isa.flags & 3) == 3,
				.level = (e->isa.flags >> 2 & 3) == 3,
			};
		break;
	case MADT_LOCAL_APIC_OVERRIDE:
		acpi.local_apic = e->local_apic.registers;
		break;
	}
}

static void read_madt(const struct madt *m)
{
	const uint8_t *end = (const uint8_t *)m + m->header.length;

	acpi.local_apic = m->local_apic;
	for (const uint8_t *at = m->entries; end - at >= 2 && at[1] >= 2 && at[1] <= end - at;
	     at += at[1])
		read_madt_entry((const struct madt_entry *)at);
}

/*
 * The sleep type for "off" stands in the DSDT as Name(\_S5, Package {type, …}):
 *      '_S5_'  12 <length> <count>  [0a] <type> …
 * Without an AML interpreter, the bytes are searched; every firmware writes them like this.
 */
static void read_dsdt(const struct table *dsdt)
{
	const uint8_t *aml = (const uint8_t *)(dsdt + 1);
	const uint8_t *end = (const uint8_t *)dsdt + dsdt->length;

	for (; end - aml >= 12; aml++) {
		if (memcmp(aml, "_S5_", 4) != 0 || aml[4] != AML_PACKAGE)
			continue;

		/* Bits 7..6 of the package length tell how many more bytes it has. */
		const uint8_t *value = aml + 5 + 1 + (aml[5] >> 6) + 1;

		if (end - value < 2)
			return;
		acpi.sleep_type    = *value == AML_BYTE ? value[1] : value[0];
		acpi.can_power_off = true;
		return;
	}
}

static void read_fadt(const struct fadt *f)
{
	const struct table *dsdt;

	if (f->header.length < offsetof(struct fadt, flags) + 4)
		return;
	acpi.timer_port  = (uint16_t)f->pm_timer;
	acpi.timer_32bit = f->flags & FADT_TIMER_32BIT;
	acpi.smi_port    = (uint16_t)f->smi_command;
	acpi.smi_enable  = f->acpi_enable;
	acpi.power_port  = (uint16_t)f->pm1a_control;
	if (f->header.length >= sizeof(*f) && f->flags & FADT_RESET_REGISTER &&
	    f->reset_space == SPACE_IO) {
		acpi.reset_port  = (uint16_t)f->reset_address;
		acpi.reset_value = f->reset_value;
	}
	dsdt = table_at(f->dsdt);
	if (dsdt)
		read_dsdt(dsdt);
}

static void read_table(const struct table *t)
{
	if (!t)
		return;
	if (memcmp(t->signature, "APIC", 4) == 0)
		read_madt((const struct madt *)t);
	else if (memcmp(t->signature, "FACP", 4) == 0)
		read_fadt((const struct fadt *)t);
}

/* The root table's entries are physical addresses of @p entry_bytes each, not always aligned. */
static void read_root_table(const struct table *root, size_t entry_bytes)
{
	const char *end = (const char *)root + root->length;

	for (const char *at = (const char *)(root + 1); at + entry_bytes <= end;
	     at += entry_bytes) {
		uint64_t address = 0;

		memcpy(&address, at, entry_bytes);
		read_table(table_at(address));
	}
}

paddr_t acpi_search(paddr_t start, paddr_t end)
{
	return (paddr_t)(uintptr_t)rsdp_search(start, end);
}

paddr_t acpi_init(paddr_t at)
{
	const struct rsdp *given = boot_memory_at(at);
	const struct rsdp *there = rsdp_in_firmware();
	const struct rsdp *rsdp  = rsdp_ok(given) ? given : there;
	const struct table *root;

	for (uint32_t i = 0; i < ISA_IRQS; i++)
		acpi.isa[i].pin = i;
	if (!rsdp)
		return 0;
	root = rsdp->revision >= 2 ? table_at(rsdp->xsdt) : NULL;
	if (root) {
		read_root_table(root, 8);
	} else {
		root = table_at(rsdp->rsdt);
		if (root)
			read_root_table(root, 4);
	}
	acpi.found = root != NULL;

	/* A loader's copy of the root pointer is gone soon; user level gets firmware's own. */
	return there ? (paddr_t)(uintptr_t)there : (paddr_t)(uintptr_t)rsdp;
}
