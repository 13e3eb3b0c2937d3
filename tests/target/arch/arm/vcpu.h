/*
 * Tests of vcpu.c, for the table in group.c.
 */
#ifndef TESTS_TARGET_ARM_VCPU_H
#define TESTS_TARGET_ARM_VCPU_H

void thread_registers_of_kernel_mode_come_back(void);
void tpidruro_set_from_outside_waits_for_kernel_mode(void);
void user_mode_may_be_thumb_code(void);
void foreign_system_calls_in_user_mode_are_events(void);

#endif
