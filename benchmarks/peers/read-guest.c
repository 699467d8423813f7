/* Reads every page of a vmcore through libkdumpfile, one page a call, and prints seconds, bytes and their checksum. */
#include <fcntl.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: read-guest VMCORE END\n");
		return 2;
	}
	int fd = open(argv[1], O_RDONLY);
	kdump_ctx_t *context = kdump_new();
	if (fd < 0 || !context || kdump_open_fd(context, fd) != KDUMP_OK) {
		fprintf(stderr, "read-guest: %s: %s\n", argv[1], context ? kdump_get_err(context) : "no context");
		return 1;
	}
	uint64_t end = strtoull(argv[2], NULL, 0), bytes = 0, sum = 0;
	static uint64_t page[512];
	double begin = now();
	for (uint64_t at = 0; at < end; at += sizeof(page)) {
		size_t length = sizeof(page);
		if (kdump_read(context, KDUMP_MACHPHYSADDR, at, page, &length) == KDUMP_OK) {
			bytes += length;
			for (int i = 0; i < 512; i++) /* the sum proves that both read the same */
				sum += page[i];
		} else {
			kdump_clear_err(context);
		}
	}
	printf("%.3f %llu %llx\n", now() - begin, (unsigned long long)bytes, (unsigned long long)sum);
	return 0;
}
