/* What C can say of types, and calls that compilers build in; compiled in many ways by dwarf-variants.sh. */
#include "both.h"

struct bits {
	unsigned a : 3, b : 11;
	signed c : 5;
	unsigned : 0;
	unsigned long wide : 40;
	enum colour shade : 4;
	_Bool flag : 1;
};

struct nested {
	struct { int x, y; } point;
	union { long word; char bytes[8]; struct { short low, high; }; };
	struct { short index; struct bits field; } rows[3][2];
	const char text[5];
	volatile const int *const pointer;
	int (*table[4])(const struct nested *, ...);
	void (*(*maker)(int))(char);
	struct later *forward;
	struct nested *restrict self;
	long double big;
	double _Complex number;
	__int128 huge;
	int flexible[];
} __attribute__((aligned(32)));

struct packed {
	char c;
	long l;
	struct bits b;
} __attribute__((packed));

typedef int vector __attribute__((vector_size(16)));
typedef const char name[12];
enum negative { MINUS = -5, ZERO = 0, MANY = 1 << 20 };
enum unsigned_long { LARGE = 0xfedcba9876543210UL };
struct empty {};

name constant_name = "constant";
vector lanes;
struct nested whole;
struct packed tight;
struct empty nothing;
enum negative minus = MINUS;
enum unsigned_long large = LARGE;
static int hidden[2][3][4];
struct bits bit_fields = {5, 1000, -3, 0x123456789a, GREEN, 1};

static inline int built_in(int value, struct pair *pair)
{
	int doubled = value * 2;
	if (doubled > 10) {
		int inner = doubled ^ pair->left;
		hidden[0][1][2] += inner;
		return inner;
	}
	return doubled + pair->right;
}

static __attribute__((noinline)) int jumps_on(struct pair *pair, int value)
{
	return other_file(pair, value + 1);
}

__attribute__((noinline)) int first(int value, struct pair *pair)
{
	struct pair copy = *pair;
	int sum = 0;
	for (int i = 0; i < value; i++) {
		sum += built_in(i, &copy);
		if (sum & 1)
			sum += shared(sum);
	}
	return jumps_on(&copy, sum);
}

void start(void)
{
	struct pair pair = {1, 2};
	whole.point.x = first(minus + 9, &pair);
	tight.l = (long)&nothing + large + lanes[0] + constant_name[1] + bit_fields.a;
	for (;;)
		;
}
