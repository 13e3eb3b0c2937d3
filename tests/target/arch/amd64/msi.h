/*
 * Tests of msi.c, for the table in group.c.
 */
#ifndef TESTS_TARGET_MSI_H
#define TESTS_TARGET_MSI_H

void icu_has_message_interrupts(void);
void message_interrupts_are_bound_like_pins(void);
void msi_info_names_address_and_data(void);
void a_device_interrupts_by_message(void);
void a_device_that_interrupts_too_often_is_heard_again(void);
void a_masked_message_waits(void);

#endif
