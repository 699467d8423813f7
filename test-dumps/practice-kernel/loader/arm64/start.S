/* Bare code that does IHK's part: see ../loader.c. It ends at the practice kernel's entry, on Linux's tables. */
#define IMAGE_FILE 0x42000000
#define IMAGE_LIMIT 0x42100000
#define LOW_CODE 0x40200000
#define PARAMETERS 0x40280000
#define LOW_TABLE 0x40216000

	.text
	.globl start
start:
	ldr x9, =stack_top
	mov sp, x9
	ldr w0, =IMAGE_FILE
	bl loader
	/* The copy of the file must not be taken for the kernel. */
	ldr x0, =IMAGE_FILE
	ldr x1, =IMAGE_LIMIT
1:	stp xzr, xzr, [x0], #16
	cmp x0, x1
	b.lo 1b
	ldr x9, =page_table
	ldr w20, [x9]
	ldr x9, =entry
	ldr x21, [x9]
	ldr x9, =boot_param_at
	ldr w22, [x9]
	ldr x9, =kernel_base
	ldr w23, [x9]
	mov x0, x20
	bl enable
	mov x0, x22
	mov x1, x23
	mov x2, #0x40000000
	br x21

/* Runs at LOW_CODE on the other CPUs; its parameters: page table, CPU, stack, entry. */
	.globl trampoline, trampoline_end
trampoline:
	movz x19, #PARAMETERS >> 16, lsl #16
	movk x19, #PARAMETERS & 0xffff
	ldr x0, [x19]
	bl enable
	ldp x0, x1, [x19, #8]
	ldr x2, [x19, #24]
	br x2

/* x0: table for high addresses. Attributes: 0 ordinary memory, 1 devices. 48 bits and 4 KiB pages in both halves. */
enable:
	movz x1, #0x04ff
	msr mair_el1, x1
	movz x1, #0x3510
	movk x1, #0xb510, lsl #16
	movk x1, #0x2, lsl #32
	msr tcr_el1, x1
	msr ttbr1_el1, x0
	movz x1, #LOW_TABLE >> 16, lsl #16
	movk x1, #LOW_TABLE & 0xffff
	msr ttbr0_el1, x1
	tlbi vmalle1
	dsb sy
	isb
	mrs x1, sctlr_el1
	movz x2, #0x1005
	orr x1, x1, x2
	bic x1, x1, #2
	msr sctlr_el1, x1
	isb
	ret
trampoline_end:
	.ltorg

	.bss
	.balign 16
	.skip 8192
stack_top:
	.section .note.GNU-stack, "", @progbits
