enum colour { RED, GREEN = 5, BLUE };

struct pair {
	int left, right;
};

static inline int shared(int value)
{
	return value % 7 + (value >> 3);
}

int other_file(struct pair *pair, int value);
