/* Functions of real numbers that give the same bits on every machine.
 *
 * IEEE 754 defines + − × ÷ and the square root to the last bit, and these are made of nothing else. The C library's own
 * log and sin are not defined so far: glibc has several of each, and takes the one that the processor at hand does
 * best. What is journaled by its digest must not depend on that. Errors are of a few units in the last place. */
#ifndef PVD_BASE_REAL_H
#define PVD_BASE_REAL_H

#include <stddef.h>

/* Natural logarithm. `x` is positive, normal and finite. */
double real_log(double x);
/* Of each, the same bits in a quarter of the time. `ret` may be `x`. */
void real_logs(const double *x, size_t count, double *ret);
/* `x` is from −700 to 700. */
double real_exp(double x);
/* Of an angle in degrees, from −360 to 360. */
double real_sin_degrees(double degrees);
double real_cos_degrees(double degrees);
/* In radians; `x` is from 0 to 1. */
double real_asin(double x);

#endif
