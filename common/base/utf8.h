/* UTF-8 as text from outside must be: well formed (RFC 3629), no NUL, no control characters. */
#ifndef PVD_BASE_UTF8_H
#define PVD_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the first character of `text`: returns its length and sets `ret_code`; 0, and nothing set, if it
 * is malformed, cut off, or `len` is 0. */
size_t utf8_next(const char *text, size_t len, uint32_t *ret_code);

/* Well formed by RFC 3629 (no overlong form, no surrogate, at most U+10FFFF) and without NUL. */
bool utf8_valid(const char *text, size_t len);

/* As above, and without control characters other than tab and line feed. */
bool utf8_is_text(const char *text, size_t len);

/* Puts a question mark in the place of each byte that would keep `text` from being one: a control character, a character
 * cut in two. */
void utf8_make_text(char *text);

/* The largest n <= len such that text[0..n) does not end within a character. */
size_t utf8_cut(const char *text, size_t len);

/* Writes the text folded for search: French letters without accent, lower case, ligatures opened
 * (œ → oe), every run of anything but letters and digits one space, none at the ends. Combining accents
 * and invisible characters are dropped, so that composed and decomposed text fold alike. Letters outside
 * Latin are kept. `out` holds `out_size` bytes, NUL included; returns the length, which is
 * cut where it would not fit. */
size_t utf8_fold(const char *text, char *out, size_t out_size);

#endif
