/* Entry and system calls. The stack is moved to where the practice kernel has its programs' stacks: 4 pages below STACK_END. */
#define STACK_END 0x3ffffffff000
	.text
	.globl _start
	.type _start, @function
_start:
	.cfi_startproc
	.cfi_undefined x30
	mov x29, xzr
	mov x30, xzr
	ldr x19, [sp]
	ldr x0, =STACK_END - 0x4000
	mov x1, #0x4000
	mov x2, #3
	mov x3, #0x32
	mov x4, #-1
	mov x5, xzr
	mov x8, #222
	svc #0
	ldr x0, =STACK_END - 64
	mov sp, x0
	str x19, [sp]
	bl program
	mov x8, #94
	svc #0
	brk #0
	.cfi_endproc
	.size _start, . - _start
	.ltorg

	.globl wait_for_ever
	.type wait_for_ever, @function
wait_for_ever:
	.cfi_startproc
	mov x0, xzr
	mov x1, xzr
	mov x2, xzr
	mov x3, xzr
	mov x4, xzr
	mov x8, #73
	svc #0
	ret
	.cfi_endproc
	.size wait_for_ever, . - wait_for_ever
	.section .note.GNU-stack, "", @progbits
