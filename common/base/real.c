#include "base/real.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __FAST_MATH__
#error "results must not depend on how the compiler arranges sums"
#endif

#define PI      3.14159265358979323846
#define LN2_HI  0x1.62e42fefa3800p-1 /* ln 2 = HI + LO; HI times any exponent is exact */
#define LN2_LO  0x1.ef35793c76730p-45
#define SQRT1_2 0.70710678118654752440

static const double TERMS[] = {1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
			       1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3};

/* Two numbers that one instruction takes, and as many such pairs as keep a processor busy while each waits for its own. */
enum { PAIR = 2, PAIRS = 4 };

typedef double pair __attribute__((vector_size(PAIR * sizeof(double))));
typedef uint64_t pair_bits __attribute__((vector_size(PAIR * sizeof(uint64_t))));

/* x = mantissa × 2^exponent, the mantissa from √½ to √2. The exponent's bits become a number behind those of 2^52. */
static inline pair split(pair x, pair *exponent)
{
	const pair one = {1, 1};
	pair_bits bits = (pair_bits)x;
	pair mantissa = (pair)((bits & 0x000fffffffffffffULL) | 0x3fe0000000000000ULL); /* from ½ to 1 */
	pair_bits small = (pair_bits)(mantissa < SQRT1_2);

	*exponent =
		(pair)(bits >> 52 | 0x4330000000000000ULL) - (0x1p52 + 1022) - (pair)(small & (pair_bits)one);
	return mantissa + (pair)(small & (pair_bits)mantissa);
}

/* ln m = 2 artanh s with s = (m − 1) / (m + 1), at most 0.172: eleven terms reach beyond the last bit. */
static inline __attribute__((always_inline)) void logs(const pair *x, unsigned pairs, pair *ret)
{
	pair exponent[PAIRS], s[PAIRS], square[PAIRS], sum[PAIRS];

#pragma GCC unroll 4
	for (unsigned p = 0; p < pairs; p++) {
		pair m = split(x[p], &exponent[p]);

		s[p] = (m - 1) / (m + 1);
		square[p] = s[p] * s[p];
		sum[p] = (pair){0, 0};
	}
	for (unsigned n = 0; n < sizeof(TERMS) / sizeof(TERMS[0]); n++) {
#pragma GCC unroll 4
		for (unsigned p = 0; p < pairs; p++)
			sum[p] = (sum[p] + TERMS[n]) * square[p];
	}
#pragma GCC unroll 4
	for (unsigned p = 0; p < pairs; p++)
		ret[p] = exponent[p] * LN2_HI + (exponent[p] * LN2_LO + 2 * s[p] * sum[p] + 2 * s[p]);
}

double real_log(double x)
{
	pair both = {x, x};

	logs(&both, 1, &both);
	return both[0];
}

void real_logs(const double *x, size_t count, double *ret)
{
	size_t done = 0;
	pair all[PAIRS];

	for (; count - done >= PAIRS * PAIR; done += PAIRS * PAIR) {
		memcpy(all, x + done, sizeof(all));
		logs(all, PAIRS, all);
		memcpy(ret + done, all, sizeof(all));
	}
	for (; done < count; done++)
		ret[done] = real_log(x[done]);
}

/* e^x = 2^n × e^r, r at most ½ ln 2 either side of zero: fourteen terms of Taylor's series reach beyond the last bit. */
double real_exp(double x)
{
	double n = floor(x / (LN2_HI + LN2_LO) + 0.5);
	double r = x - n * LN2_HI - n * LN2_LO, sum = 1;

	for (int term = 14; term >= 1; term--)
		sum = 1 + sum * r / term;
	return ldexp(sum, (int)n);
}

/* Taylor's series of an angle of at most π/4: x − x³/3! + …, or 1 − x²/2! + … */
static double series(double x, int first)
{
	double square = x * x, sum = 0;

	for (int n = first + 18; n > first; n -= 2)
		sum = (1 - sum) * square / (n * (n - 1));
	return (1 - sum) * (first ? x : 1);
}

/* Quarters of a turn are taken off while the angle is still exact. */
static double sine(double degrees, int quarters)
{
	double turned = floor((degrees + 45) / 90), x = (degrees - 90 * turned) * (PI / 180);
	int quarter = ((int)turned + quarters) & 3;
	double value = series(x, quarter & 1 ? 0 : 1);

	return quarter & 2 ? -value : value;
}

double real_sin_degrees(double degrees)
{
	return sine(degrees, 0);
}

double real_cos_degrees(double degrees)
{
	return sine(degrees, 1);
}

/* The series converges well below one half; above, the other half of the triangle is taken. */
double real_asin(double x)
{
	double square = x * x, term = x, sum = x;

	if (x > 0.5)
		return PI / 2 - 2 * real_asin(sqrt((1 - x) / 2));
	for (int n = 1; n < 30; n++) {
		term = term * square * (2 * n - 1) / (2 * n);
		sum += term / (2 * n + 1);
	}
	return sum;
}
