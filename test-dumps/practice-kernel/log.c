/* The kernel's log, a ring that Linux owns; and the serial port, where the capture script listens. */
#include "kernel.h"

struct ihk_kmsg_buf *kmsg_buf;
static int printing;

static void log_put(char c)
{
	kmsg_buf->str[kmsg_buf->tail] = c;
	kmsg_buf->tail = (kmsg_buf->tail + 1) % kmsg_buf->len;
	if (kmsg_buf->tail == kmsg_buf->head)
		kmsg_buf->head = (kmsg_buf->head + 1) % kmsg_buf->len;
	serial_put(c);
}

static void number(void (*put)(char), u64 value, unsigned base, int width, char fill)
{
	char digits[24];
	int count = 0;

	do {
		digits[count++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (width-- > count)
		put(fill);
	while (count)
		put(digits[--count]);
}

/* Knows %s %d %x %lx and a width, as far as this kernel needs them. */
static void format_to(void (*put)(char), const char *format, __builtin_va_list arguments)
{
	for (; *format; format++) {
		int width = 0, wide = 0;
		char fill = ' ';

		if (*format != '%') {
			put(*format);
			continue;
		}
		format++;
		if (*format == '0')
			fill = '0';
		for (; *format >= '0' && *format <= '9'; format++)
			width = width * 10 + *format - '0';
		for (; *format == 'l'; format++)
			wide = 1;
		if (*format == 's') {
			const char *text = __builtin_va_arg(arguments, const char *);
			while (*text)
				put(*text++);
		} else if (*format == 'd') {
			long value = wide ? __builtin_va_arg(arguments, long) : __builtin_va_arg(arguments, int);
			if (value < 0) {
				put('-');
				value = -value;
			}
			number(put, value, 10, width, fill);
		} else {
			u64 value = wide ? __builtin_va_arg(arguments, u64) : __builtin_va_arg(arguments, u32);
			number(put, value, 16, width, fill);
		}
	}
}

void serial_printf(const char *format, ...)
{
	__builtin_va_list arguments;

	__builtin_va_start(arguments, format);
	format_to(serial_put, format, arguments);
	__builtin_va_end(arguments);
}

static void prefix(void (*put)(char), const char *format, ...)
{
	__builtin_va_list arguments;

	__builtin_va_start(arguments, format);
	format_to(put, format, arguments);
	__builtin_va_end(arguments);
}

/* One line; begins with the CPU's number, −1 before CPUs are known. */
void kprintf(const char *format, ...)
{
	__builtin_va_list arguments;

	while (__atomic_exchange_n(&printing, 1, __ATOMIC_ACQUIRE))
		relax();
	if (clv)
		prefix(log_put, "[%3d]: ", this_cpu());
	else
		prefix(log_put, "[ -1]: ");
	__builtin_va_start(arguments, format);
	format_to(log_put, format, arguments);
	__builtin_va_end(arguments);
	__atomic_store_n(&printing, 0, __ATOMIC_RELEASE);
}

void log_start(void)
{
	kmsg_buf = map_fixed(boot_param->msg_buffer, boot_param->msg_buffer_size / PAGE, MEMORY_KERNEL);
}
