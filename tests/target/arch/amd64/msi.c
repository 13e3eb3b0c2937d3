/*
 * Message-signalled interrupts: the ICU's answers, and a real device.
 *
 * The device is QEMU's "edu" (docs/specs/edu.rst), a PCI device that interrupts when it is told to.
 * tests/target/run adds it to the machine. It is found and set up through configuration space, which
 * on a PC is behind two I/O ports.
 */
#include <l4/sigma0/sigma0.h>

#include "tests/target/arch/amd64/msi.h"
#include "tests/target/target.h"

enum {
	PCI_ADDRESS       = 0xcf8, /* ports */
	PCI_DATA          = 0xcfc,
	PCI_PORTS_ORDER   = 3,
	PCI_DEVICES       = 32,
	PCI_COMMAND       = 0x04, /* bytes into configuration space */
	PCI_BAR0          = 0x10,
	PCI_CAPABILITIES  = 0x34,
	COMMAND_MEMORY    = 1 << 1,
	COMMAND_MASTER    = 1 << 2, /* a message is a write to memory */
	CAPABILITY_MSI    = 5,
	MSI_ENABLE        = 1 << 16, /* in the capability's first word */
	MSI_64BIT         = 1 << 23,
	EDU_VENDOR_DEVICE = 0x11e81234,

	EDU_RAISE       = 0x60 / 4, /* registers, words */
	EDU_ACKNOWLEDGE = 0x64 / 4,
	EDU_STATUS      = 0x24 / 4,

	LABEL  = 0x5140,
	WITHIN = 200000, /* us */
};

#define MSI(n) ((unsigned)L4_ICU_FLAG_MSI | (n))

/* ---- The device ------------------------------------------------------------------------------ */

static struct {
	unsigned number; /* on bus 0 */
	volatile uint32_t *registers;
} edu;

static void config_select(unsigned device, unsigned at)
{
	__asm__ volatile("outl %0, %w1" ::"a"(0x80000000u | device << 11 | at), "d"(PCI_ADDRESS));
}

static uint32_t config_read(unsigned device, unsigned at)
{
	uint32_t value;

	config_select(device, at);
	__asm__ volatile("inl %w1, %0" : "=a"(value) : "d"(PCI_DATA));
	return value;
}

static void config_write(unsigned device, unsigned at, uint32_t value)
{
	config_select(device, at);
	__asm__ volatile("outl %0, %w1" ::"a"(value), "d"(PCI_DATA));
}

static void fetch_config_ports(void)
{
	l4_utcb_mr()->mr[0] = l4_iofpage(PCI_ADDRESS, PCI_PORTS_ORDER).raw;
	l4_utcb_mr()->mr[1] = 0;
	l4_utcb_br()->bdr   = 0;
	l4_utcb_br()->br[0] = L4_ITEM_MAP;
	l4_utcb_br()->br[1] = l4_fpage_all().raw;
	EXPECT_LABEL(test_invoke(L4_BASE_PAGER_CAP, L4_SYSF_CALL,
				 l4_msgtag(L4_PROTO_IO_PAGE_FAULT, 2, 0, 0), L4_IPC_NEVER),
		     0);
	l4_utcb_br()->br[0] = 0;
}

/* Find the device, see its registers, and let it send @p message. */
static bool edu_start(const l4_icu_msi_info_t *message)
{
	l4_addr_t at = test_hole(L4_PAGESHIFT);
	unsigned capability, wide;

	fetch_config_ports();
	for (edu.number = 0; edu.number < PCI_DEVICES; edu.number++)
		if (config_read(edu.number, 0) == EDU_VENDOR_DEVICE)
			break;
	CHECK(edu.number < PCI_DEVICES);
	if (edu.number == PCI_DEVICES)
		return false;
	config_write(edu.number, PCI_COMMAND, COMMAND_MEMORY | COMMAND_MASTER);
	EXPECT(l4sigma0_map_iomem(L4_BASE_PAGER_CAP, config_read(edu.number, PCI_BAR0) & ~0xfu, at,
				  L4_PAGESIZE, 0),
	       0);
	edu.registers = (volatile uint32_t *)at;

	capability = config_read(edu.number, PCI_CAPABILITIES) & 0xff;
	while (capability && (config_read(edu.number, capability) & 0xff) != CAPABILITY_MSI)
		capability = config_read(edu.number, capability) >> 8 & 0xff;
	CHECK(capability);
	wide = config_read(edu.number, capability) & MSI_64BIT ? 4 : 0;
	config_write(edu.number, capability + 4, (uint32_t)message->msi_addr);
	if (wide)
		config_write(edu.number, capability + 8, (uint32_t)(message->msi_addr >> 32));
	config_write(edu.number, capability + 8 + wide, message->msi_data);
	config_write(edu.number, capability,
		     config_read(edu.number, capability) | (uint32_t)MSI_ENABLE);
	return true;
}

static void edu_raise(void)
{
	edu.registers[EDU_RAISE] = 1;
}

static void edu_acknowledge(void)
{
	edu.registers[EDU_ACKNOWLEDGE] = edu.registers[EDU_STATUS];
}

static void edu_stop(void)
{
	edu_acknowledge();
	config_write(edu.number, PCI_COMMAND, 0);
	l4_task_unmap(L4_BASE_TASK_CAP,
		      l4_fpage((l4_addr_t)edu.registers, L4_PAGESHIFT, L4_FPAGE_RWX),
		      L4_FP_ALL_SPACES);
}

/* ---- Interrupts ------------------------------------------------------------------------------ */

static l4_cap_idx_t make_irq(void)
{
	l4_cap_idx_t slot = test_slot();

	EXPECT_LABEL(l4_factory_create(test_factory(), L4_PROTO_IRQ_SENDER, slot), 0);
	return slot;
}

/* An IRQ object that tells this thread of message @p n. */
static l4_cap_idx_t bound_irq(unsigned n, l4_icu_msi_info_t *message)
{
	l4_cap_idx_t irq = make_irq();

	EXPECT_LABEL(l4_rcv_ep_bind_thread(irq, L4_BASE_THREAD_CAP, LABEL), 0);
	EXPECT_LABEL(l4_icu_bind(L4_BASE_ICU_CAP, MSI(n), irq), 0);
	EXPECT_LABEL(l4_icu_msi_info(L4_BASE_ICU_CAP, MSI(n), 0, message), 0);
	return irq;
}

static bool interrupted_within(unsigned us)
{
	l4_umword_t label = 0;
	l4_msgtag_t tag   = l4_ipc_wait(l4_utcb(), &label,
					l4_timeout(L4_IPC_TIMEOUT_NEVER, l4_timeout_from_us(us)));

	return !l4_msgtag_has_error(tag) && label == LABEL;
}

/* ---- Tests ----------------------------------------------------------------------------------- */

void icu_has_message_interrupts(void)
{
	l4_icu_info_t info = {0, 0, 0};

	EXPECT_LABEL(l4_icu_info(L4_BASE_ICU_CAP, &info), 0);
	EXPECT(info.features, (unsigned)L4_ICU_FLAG_MSI);
	CHECK(info.nr_msis >= 2);
	CHECK(info.nr_irqs >= 24);
}

void message_interrupts_are_bound_like_pins(void)
{
	l4_cap_idx_t irq = make_irq(), other = make_irq(), weak = test_slot();
	l4_icu_info_t info = {0, 0, 0};

	l4_icu_info(L4_BASE_ICU_CAP, &info);
	test_copy(weak, irq, L4_CAP_FPAGE_RS, 0);
	EXPECT_LABEL(l4_icu_bind(L4_BASE_ICU_CAP, MSI(info.nr_msis), irq), -L4_EINVAL);
	EXPECT_LABEL(l4_icu_bind(L4_BASE_ICU_CAP, MSI(1), weak), -L4_EPERM);
	EXPECT_LABEL(l4_icu_bind(L4_BASE_ICU_CAP, MSI(1), irq), 0);
	EXPECT_LABEL(l4_icu_bind(L4_BASE_ICU_CAP, MSI(1), other), -L4_EINVAL);
	EXPECT_LABEL(l4_icu_unbind(L4_BASE_ICU_CAP, MSI(1), irq), 0);
	EXPECT_LABEL(l4_icu_unbind(L4_BASE_ICU_CAP, MSI(1), irq), 0);
	EXPECT_LABEL(l4_icu_bind(L4_BASE_ICU_CAP, MSI(1), other), 0);
	EXPECT_LABEL(l4_icu_set_mode(L4_BASE_ICU_CAP, MSI(1), L4_IRQ_F_POS_EDGE), 0);
	EXPECT_LABEL(l4_icu_set_mode(L4_BASE_ICU_CAP, MSI(info.nr_msis), L4_IRQ_F_POS_EDGE),
		     -L4_EINVAL);
	/* Log and scheduler have a pin each, but no messages. */
	EXPECT_LABEL(l4_icu_bind(L4_BASE_LOG_CAP, MSI(0), irq), -L4_EINVAL);
}

void msi_info_names_address_and_data(void)
{
	l4_icu_msi_info_t none = {0, 1}, first = {0, 0}, second = {0, 0};
	l4_icu_info_t info = {0, 0, 0};
	l4_msgtag_t tag;

	l4_icu_info(L4_BASE_ICU_CAP, &info);
	EXPECT_LABEL(l4_icu_msi_info(L4_BASE_ICU_CAP, 0, 0, &none), -L4_ERANGE);
	EXPECT_LABEL(l4_icu_msi_info(L4_BASE_ICU_CAP, MSI(info.nr_msis), 0, &none), -L4_ERANGE);
	EXPECT_LABEL(l4_icu_msi_info(L4_BASE_LOG_CAP, MSI(0), 0, &none), -L4_ENOSYS);
	tag = l4_icu_msi_info(L4_BASE_ICU_CAP, MSI(0), 0, &none); /* nobody is bound to it */
	EXPECT_LABEL(tag, 0);
	EXPECT(none.msi_data, 0);

	bound_irq(0, &first);
	bound_irq(1, &second);
	EXPECT(first.msi_addr >> 20, 0xfee);
	CHECK(first.msi_data >= 32); /* a vector that is no exception */
	CHECK(first.msi_data != second.msi_data);
}

void a_device_interrupts_by_message(void)
{
	l4_icu_msi_info_t message = {0, 0};
	l4_cap_idx_t irq          = bound_irq(0, &message);

	(void)irq;
	if (!edu_start(&message))
		return;
	l4_icu_unmask(L4_BASE_ICU_CAP, MSI(0), NULL, L4_IPC_NEVER);
	for (unsigned i = 0; i < 3; i++) {
		edu_raise();
		CHECK(interrupted_within(WITHIN));
		edu_acknowledge();
		CHECK(!interrupted_within(1000));
	}
	/* After unbinding nobody hears of it. */
	l4_icu_unbind(L4_BASE_ICU_CAP, MSI(0), irq);
	edu_raise();
	CHECK(!interrupted_within(10000));
	edu_stop();
}

/* The second interrupt finds the first undelivered, and masks; taking that one must unmask again. */
void a_device_that_interrupts_too_often_is_heard_again(void)
{
	l4_icu_msi_info_t message = {0, 0};

	bound_irq(0, &message);
	if (!edu_start(&message))
		return;
	l4_icu_unmask(L4_BASE_ICU_CAP, MSI(0), NULL, L4_IPC_NEVER);
	for (unsigned i = 0; i < 2; i++) {
		edu_raise();
		test_pause(5);
		edu_acknowledge();
	}
	CHECK(interrupted_within(WITHIN));
	CHECK(!interrupted_within(1000));
	edu_raise();
	CHECK(interrupted_within(WITHIN));
	edu_stop();
}

void a_masked_message_waits(void)
{
	l4_icu_msi_info_t message = {0, 0};

	bound_irq(0, &message); /* and masked, as a new IRQ is */
	if (!edu_start(&message))
		return;
	edu_raise();
	CHECK(!interrupted_within(10000));
	edu_acknowledge();
	l4_icu_unmask(L4_BASE_ICU_CAP, MSI(0), NULL, L4_IPC_NEVER);
	CHECK(interrupted_within(WITHIN));

	l4_icu_mask(L4_BASE_ICU_CAP, MSI(0), NULL, L4_IPC_NEVER);
	edu_raise();
	CHECK(!interrupted_within(10000));
	l4_icu_unmask(L4_BASE_ICU_CAP, MSI(0), NULL, L4_IPC_NEVER);
	CHECK(interrupted_within(WITHIN));
	CHECK(!interrupted_within(1000));
	edu_stop();
}
