/*
 * Tests of hostile.c, for the table in group.c.
 */
#ifndef TESTS_TARGET_HOSTILE_H
#define TESTS_TARGET_HOSTILE_H

void privileged_deeds_are_exceptions(void);
void a_stack_selector_that_is_none_harms_only_its_user(void);
void a_system_call_may_end_the_address_space(void);
void a_reply_at_the_end_of_a_system_call_sets_all_registers(void);
void a_descriptor_may_vanish_behind_its_selector(void);
void a_system_call_in_32_bit_mode_is_undefined(void);

#endif
