/* Where the processor comes in, and the one place where it changes stacks. */
	.section .head.text, "ax"
	.globl _head, ap_head
/* rdi: physical address of the boot parameters; rsi: physical address of the image. On Linux's page table. */
_head:
	.cfi_startproc
	.cfi_undefined rip
	cli
	movq $boot_stack_top, %rsp
	xorl %ebp, %ebp
	call kernel_start
1:	hlt
	jmp 1b
	.cfi_endproc
	.type _head, @function
	.size _head, . - _head

/* rdi: number of this CPU. The trampoline has set the stack. */
ap_head:
	.cfi_startproc
	.cfi_undefined rip
	xorl %ebp, %ebp
	call other_cpu_start
1:	hlt
	jmp 1b
	.cfi_endproc
	.type ap_head, @function
	.size ap_head, . - ap_head

	.macro PUSH register
	pushq %\register
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset \register, 0
	.endm
	.macro POP register
	popq %\register
	.cfi_adjust_cfa_offset -8
	.cfi_restore \register
	.endm
	.macro PUSH_REGISTERS
	PUSH rdi
	PUSH rsi
	PUSH rdx
	PUSH rcx
	PUSH rax
	PUSH r8
	PUSH r9
	PUSH r10
	PUSH r11
	PUSH rbx
	PUSH rbp
	PUSH r12
	PUSH r13
	PUSH r14
	PUSH r15
	.endm
/* The stack holds an error code and what the processor pushes: rip, cs, rflags, rsp, ss. */
	.macro CFI_ENTRY
	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_def_cfa rsp, 48
	.cfi_offset rip, -40
	.cfi_offset rsp, -16
	.endm
	.macro EXCEPTION name, handler, own_error
	.globl \name
	.type \name, @function
\name:
	CFI_ENTRY
	.if \own_error
	.cfi_adjust_cfa_offset -8
	pushq $0
	.cfi_adjust_cfa_offset 8
	.endif
	PUSH_REGISTERS
	testb $3, 136(%rsp)
	jz 1f
	swapgs
1:	movq %rsp, %rdi
	call \handler
	ud2
	.cfi_endproc
	.size \name, . - \name
	.endm

	.text
EXCEPTION page_fault_entry, on_page_fault, 0
EXCEPTION general_protection_entry, on_general_protection, 0
EXCEPTION nmi_entry, on_nmi, 1

/* SYSCALL: rcx holds the user's rip, r11 its flags; the stack is still the user's. */
	.globl system_call_entry
	.type system_call_entry, @function
system_call_entry:
	.cfi_startproc simple
	.cfi_signal_frame
	.cfi_def_cfa rsp, 0
	.cfi_register rip, rcx
	swapgs
	movq %rsp, %gs:24
	movq %gs:16, %rsp
	pushq $0x23
	pushq %gs:24
	pushq %r11
	pushq $0x2b
	pushq %rcx
	pushq $0
	.cfi_def_cfa rsp, 48
	.cfi_offset rip, -40
	.cfi_offset rsp, -16
	PUSH_REGISTERS
	movq %rsp, %rdi
	call system_call
	POP r15
	POP r14
	POP r13
	POP r12
	POP rbp
	POP rbx
	POP r11
	POP r10
	POP r9
	POP r8
	POP rax
	POP rcx
	POP rdx
	POP rsi
	POP rdi
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	swapgs
	iretq
	.cfi_endproc
	.size system_call_entry, . - system_call_entry

/* rdi: rip, rsi: rsp of the program, rdx: its argument. */
	.globl enter_user_mode
	.type enter_user_mode, @function
enter_user_mode:
	.cfi_startproc
	.cfi_undefined rip
	pushq $0x23
	pushq %rsi
	pushq $0x2
	pushq $0x2b
	pushq %rdi
	movq %rdx, %rdi
	swapgs
	xorl %ebp, %ebp
	iretq
	.cfi_endproc
	.size enter_user_mode, . - enter_user_mode

/* rdi: context of the thread that goes, rsi: of the one that comes. */
	.globl ihk_mc_switch_context
	.type ihk_mc_switch_context, @function
ihk_mc_switch_context:
	.cfi_startproc
	pushfq
	.cfi_adjust_cfa_offset 8
	popq 72(%rdi)
	.cfi_adjust_cfa_offset -8
	movq %rsp, 0(%rdi)
	movq %rbp, 8(%rdi)
	movq %rbx, 16(%rdi)
	movq %rsi, 24(%rdi)
	movq %rdi, 32(%rdi)
	movq %r12, 40(%rdi)
	movq %r13, 48(%rdi)
	movq %r14, 56(%rdi)
	movq %r15, 64(%rdi)
	movq 0(%rsi), %rsp
	movq 8(%rsi), %rbp
	movq 16(%rsi), %rbx
	movq 40(%rsi), %r12
	movq 48(%rsi), %r13
	movq 56(%rsi), %r14
	movq 64(%rsi), %r15
	ret
	.cfi_endproc
	.size ihk_mc_switch_context, . - ihk_mc_switch_context

/* A new thread begins here: rbx is its function, r12 the argument. */
	.globl thread_start
	.type thread_start, @function
	nop
thread_start:
	.cfi_startproc
	.cfi_undefined rip
	movq %r12, %rdi
	call *%rbx
	ud2
	.cfi_endproc
	.size thread_start, . - thread_start

/* Runs in user mode: rdi is what to ask the kernel for again and again, 0 to compute forever. */
	.section .rodata
	.globl user_program, user_program_end
user_program:
	testq %rdi, %rdi
	jz 2f
	movq %rdi, %rbx
1:	movq %rbx, %rax
	syscall
	jmp 1b
2:	xorl %eax, %eax
	movl $0x1234, %ebx
3:	incq %rax
	leaq (%rax,%rax,2), %rcx
	jmp 3b
user_program_end:

	.bss
	.balign 4096
	.skip 16384
boot_stack_top:
	.section .note.GNU-stack, "", @progbits
