/* Entry and system calls. */
	.text
	.globl _start
	.type _start, @function
_start:
	.cfi_startproc
	.cfi_undefined rip
	xorl %ebp, %ebp
	movq %rsp, %rdi
	andq $-16, %rsp
	call program
	movl %eax, %edi
	movl $231, %eax
	syscall
	hlt
	.cfi_endproc
	.size _start, . - _start

	.globl wait_for_ever
	.type wait_for_ever, @function
wait_for_ever:
	.cfi_startproc
	movl $34, %eax
	syscall
	ret
	.cfi_endproc
	.size wait_for_ever, . - wait_for_ever

	.globl map_memory
	.type map_memory, @function
map_memory:
	.cfi_startproc
	movq %rdi, %rsi
	movl $9, %eax
	movl $0x10000000, %edi
	movl $3, %edx
	movl $0x32, %r10d
	movq $-1, %r8
	xorl %r9d, %r9d
	syscall
	ret
	.cfi_endproc
	.size map_memory, . - map_memory

/* rdi: end of the new stack; rsi: what worker() gets. */
	.globl start_thread
	.type start_thread, @function
start_thread:
	.cfi_startproc
	movq %rsi, %r9
	movq %rdi, %rsi
	movl $0x10f00, %edi
	xorl %edx, %edx
	xorl %r10d, %r10d
	xorl %r8d, %r8d
	movl $56, %eax
	syscall
	testq %rax, %rax
	jz 1f
	ret
	.cfi_endproc
	.size start_thread, . - start_thread
	.globl thread_begin
	.type thread_begin, @function
thread_begin:
	.cfi_startproc
	.cfi_undefined rip
1:	xorl %ebp, %ebp
	movq %r9, %rdi
	call worker
	hlt
	.cfi_endproc
	.size thread_begin, . - thread_begin
	.section .note.GNU-stack, "", @progbits
