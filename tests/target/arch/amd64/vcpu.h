/*
 * Tests of vcpu.c, for the table in group.c.
 */
#ifndef TESTS_TARGET_AMD64_VCPU_H
#define TESTS_TARGET_AMD64_VCPU_H

void segments_of_kernel_mode_come_back(void);
void the_handler_chooses_its_segments(void);
void user_mode_may_be_32_bit_code(void);
void a_foreign_interrupt_gate_in_user_mode_is_an_event(void);
void user_mode_has_not_the_ports_of_kernel_mode(void);
void user_mode_has_the_ports_of_its_task(void);

#endif
