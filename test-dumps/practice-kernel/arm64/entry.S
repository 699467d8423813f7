/* Where the processor comes in, and the one place where it changes stacks. */
#define PC_COLUMN 32
	.section .head.text, "ax"
	.globl _head, ap_head
/*
 * x0: physical address of the boot parameters; x1: of the image; x2: of the first byte of Linux's direct map. Linux's tables
 * are in use: its direct map, the image, and low memory one to one.
 */
_head:
	.cfi_startproc
	.cfi_undefined x30
	msr daifset, #15
	msr spsel, #1
	adrp x9, boot_stack_top
	add x9, x9, :lo12:boot_stack_top
	mov sp, x9
	adrp x9, arm64_st_phys_base
	str x2, [x9, :lo12:arm64_st_phys_base]
	mov x29, xzr
	mov x30, xzr
	bl kernel_start
1:	wfi
	b 1b
	.cfi_endproc
	.type _head, @function
	.size _head, . - _head

/* x0: number of this CPU; x1: its stack. */
ap_head:
	.cfi_startproc
	.cfi_undefined x30
	msr spsel, #1
	mov sp, x1
	mov x29, xzr
	mov x30, xzr
	bl other_cpu_start
1:	wfi
	b 1b
	.cfi_endproc
	.type ap_head, @function
	.size ap_head, . - ap_head

	.text
	.macro VECTOR target
	.balign 128
	b \target
	.endm
	.balign 2048
	.globl vectors
vectors:
	VECTOR bad_entry
	VECTOR bad_entry
	VECTOR bad_entry
	VECTOR bad_entry
	VECTOR el1_sync
	VECTOR bad_entry
	VECTOR el1_fiq
	VECTOR bad_entry
	VECTOR el0_sync
	VECTOR bad_entry
	VECTOR el0_fiq
	VECTOR bad_entry
	VECTOR bad_entry
	VECTOR bad_entry
	VECTOR bad_entry
	VECTOR bad_entry
	.type vectors, @object
	.size vectors, . - vectors

/*
 * struct saved_registers: x0 to x30, sp, pc, pstate, two words. The call frame information gives the interrupted program
 * counter apart from its link register: a column of its own, which is the return address of these functions.
 */
	.macro ENTRY name, handler, user
	.globl \name
	.type \name, @function
\name:
	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_return_column PC_COLUMN
	.cfi_def_cfa sp, 0
	sub sp, sp, #288
	.cfi_def_cfa sp, 288
	stp x0, x1, [sp, #0]
	stp x2, x3, [sp, #16]
	stp x4, x5, [sp, #32]
	stp x6, x7, [sp, #48]
	stp x8, x9, [sp, #64]
	stp x10, x11, [sp, #80]
	stp x12, x13, [sp, #96]
	stp x14, x15, [sp, #112]
	stp x16, x17, [sp, #128]
	stp x18, x19, [sp, #144]
	stp x20, x21, [sp, #160]
	stp x22, x23, [sp, #176]
	stp x24, x25, [sp, #192]
	stp x26, x27, [sp, #208]
	stp x28, x29, [sp, #224]
	.if \user
	mrs x20, sp_el0
	.else
	add x20, sp, #288
	.endif
	stp x30, x20, [sp, #240]
	mrs x21, elr_el1
	mrs x22, spsr_el1
	stp x21, x22, [sp, #256]
	stp x0, xzr, [sp, #272]
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, PC_COLUMN
	.cfi_offset \n, 8 * \n - 288
	.endr
	mov x0, sp
	.if \user
	mov x29, xzr
	.endif
	bl \handler
	.endm
	.macro END_ENTRY name
	brk #0
	.cfi_endproc
	.size \name, . - \name
	.endm

ENTRY bad_entry, on_bad_entry, 0
END_ENTRY bad_entry
ENTRY el1_sync, on_kernel_exception, 0
END_ENTRY el1_sync
ENTRY el1_fiq, on_nmi, 0
END_ENTRY el1_fiq
ENTRY el0_fiq, on_nmi, 1
END_ENTRY el0_fiq
ENTRY el0_sync, on_user_exception, 1
	ldp x21, x22, [sp, #256]
	msr elr_el1, x21
	msr spsr_el1, x22
	ldp x30, x20, [sp, #240]
	msr sp_el0, x20
	ldp x0, x1, [sp, #0]
	ldp x2, x3, [sp, #16]
	ldp x4, x5, [sp, #32]
	ldp x6, x7, [sp, #48]
	ldp x8, x9, [sp, #64]
	ldp x10, x11, [sp, #80]
	ldp x12, x13, [sp, #96]
	ldp x14, x15, [sp, #112]
	ldp x16, x17, [sp, #128]
	ldp x18, x19, [sp, #144]
	ldp x20, x21, [sp, #160]
	ldp x22, x23, [sp, #176]
	ldp x24, x25, [sp, #192]
	ldp x26, x27, [sp, #208]
	ldp x28, x29, [sp, #224]
	add sp, sp, #288
	.cfi_def_cfa sp, 0
	eret
END_ENTRY el0_sync

/* x0: pc, x1: sp of the program, x2: its argument. Its next entry begins at the end of this kernel stack. */
	.globl enter_user_mode
	.type enter_user_mode, @function
enter_user_mode:
	.cfi_startproc
	.cfi_undefined x30
	msr elr_el1, x0
	msr sp_el0, x1
	msr spsr_el1, xzr
	mov x9, sp
	orr x9, x9, #8191
	add x9, x9, #1
	mov sp, x9
	mov x0, x2
	mov x29, xzr
	mov x30, xzr
	eret
	.cfi_endproc
	.size enter_user_mode, . - enter_user_mode

/* x0: thread_info of the thread that goes, x1: of the one that comes. */
	.globl cpu_switch_to
	.type cpu_switch_to, @function
cpu_switch_to:
	.cfi_startproc
	mov x9, sp
	add x8, x0, #16
	stp x19, x20, [x8], #16
	stp x21, x22, [x8], #16
	stp x23, x24, [x8], #16
	stp x25, x26, [x8], #16
	stp x27, x28, [x8], #16
	stp x29, x9, [x8], #16
	str x30, [x8]
	add x8, x1, #16
	ldp x19, x20, [x8], #16
	ldp x21, x22, [x8], #16
	ldp x23, x24, [x8], #16
	ldp x25, x26, [x8], #16
	ldp x27, x28, [x8], #16
	ldp x29, x9, [x8], #16
	ldr x30, [x8]
	mov sp, x9
	ret
	.cfi_endproc
	.size cpu_switch_to, . - cpu_switch_to

/* A new thread begins here: x19 is its function, x20 the argument. */
	.globl thread_start
	.type thread_start, @function
	nop
thread_start:
	.cfi_startproc
	.cfi_undefined x30
	mov x0, x20
	blr x19
1:	wfi
	b 1b
	.cfi_endproc
	.size thread_start, . - thread_start

/* Runs in user mode: x0 is what to ask the kernel for again and again, 0 to compute forever. */
	.section .rodata
	.balign 4
	.globl user_program, user_program_end
user_program:
	cbz x0, 2f
	mov x19, x0
1:	mov x8, x19
	svc #0
	b 1b
2:	mov x1, #0x1234
3:	add x0, x0, #1
	add x2, x0, x0, lsl #1
	b 3b
user_program_end:

	.bss
	.balign 4096
	.skip 16384
boot_stack_top:
	.section .note.GNU-stack, "", @progbits
