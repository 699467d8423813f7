/* The other source file: shares types with the first, and defines what the first only declares. */
#include "both.h"

struct later {
	struct pair pairs[2];
	struct later *next;
	enum colour colour;
};

struct later last;

__attribute__((noinline)) int other_file(struct pair *pair, int value)
{
	last.pairs[value & 1] = *pair;
	last.colour = value > 3 ? BLUE : RED;
	return shared(value) + pair->left;
}
