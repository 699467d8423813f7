/* A multiboot kernel that does IHK's part: see ../loader.c. It ends in 64-bit mode at the practice kernel's entry. */
	.section .multiboot, "a"
	.long 0x1badb002, 0x3, -(0x1badb002 + 0x3)

	.text
	.code32
	.globl start
start:
	movl $stack_top, %esp
	movl 24(%ebx), %eax
	pushl (%eax)
	call loader
	lgdt gdt_register
	movl $0x20, %eax
	movl %eax, %cr4
	movl page_table, %eax
	movl %eax, %cr3
	movl $0xc0000080, %ecx
	rdmsr
	orl $0x100, %eax
	wrmsr
	movl %cr0, %eax
	orl $0x80000001, %eax
	movl %eax, %cr0
	movl boot_param_at, %edi
	movl kernel_base, %esi
	movl $entry, %ebx
	ljmp $0x18, $1f
	.code64
1:	movl %edi, %edi
	movl %esi, %esi
	movl %ebx, %ebx
	movq (%rbx), %rax
	jmp *%rax

/* Runs at 0x8000 on the other CPUs; its parameters are at 0x8fd8: page table, CPU, stack, entry. */
#define LOW(symbol) (0x8000 + symbol - trampoline)
	.globl trampoline, trampoline_end
	.code16
trampoline:
	cli
	xorw %ax, %ax
	movw %ax, %ds
	lgdtl LOW(low_gdt_register)
	movl %cr0, %eax
	orl $1, %eax
	movl %eax, %cr0
	ljmpl $8, $LOW(2f)
	.code32
2:	movw $0x10, %ax
	movw %ax, %ds
	movw %ax, %ss
	movl $0x20, %eax
	movl %eax, %cr4
	movl 0x8fd8, %eax
	movl %eax, %cr3
	movl $0xc0000080, %ecx
	rdmsr
	orl $0x100, %eax
	wrmsr
	movl %cr0, %eax
	orl $0x80000001, %eax
	movl %eax, %cr0
	ljmp $0x18, $LOW(3f)
	.code64
3:	movq 0x8fe0, %rdi
	movq 0x8fe8, %rsp
	movq 0x8ff0, %rax
	jmp *%rax
	.balign 8
low_gdt:
	.quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00af9b000000ffff
low_gdt_register:
	.word 31
	.long LOW(low_gdt)
trampoline_end:

	.data
	.balign 8
gdt:	.quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00af9b000000ffff
gdt_register:
	.word 31
	.long gdt
	.bss
	.skip 8192
stack_top:
	.section .note.GNU-stack, "", @progbits
