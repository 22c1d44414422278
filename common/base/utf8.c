#include "base/utf8.h"

#include <string.h>

size_t utf8_next(const char *text, size_t len, uint32_t *ret_code)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = (const unsigned char *)text;
	size_t size;
	uint32_t code;

	if (len == 0)
		return 0;
	if (at[0] < 0x80) {
		*ret_code = at[0];
		return 1;
	}
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	size = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if (size > len)
		return 0;
	code = at[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	if (code < smallest[size] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return size;
}

/* How many bytes `text` begins with that are ASCII without NUL, in steps of eight: most texts are nothing
 * else. */
static size_t plain_prefix(const char *text, size_t len)
{
	static const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
	size_t at = 0;
	uint64_t word;

	for (; len - at >= sizeof word; at += sizeof word) {
		memcpy(&word, text + at, sizeof word);
		/* A byte under 1 borrows into its high bit. */
		if ((word | (word - ones)) & highs)
			break;
	}
	return at;
}

static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

bool utf8_valid(const char *text, size_t len)
{
	uint32_t code;

	for (size_t i = plain_prefix(text, len), size; i < len; i += size) {
		size = utf8_next(text + i, len - i, &code);
		if (size == 0 || code == 0)
			return false;
		if (size > 1)
			size += plain_prefix(text + i + size, len - i - size);
	}
	return true;
}

bool utf8_is_text(const char *text, size_t len)
{
	uint32_t code;

	for (size_t i = 0, size; i < len; i += size) {
		size = utf8_next(text + i, len - i, &code);
		if (size == 0 || (is_control(code) && code != '\t' && code != '\n'))
			return false;
	}
	return true;
}

void utf8_make_text(char *text)
{
	size_t left = strlen(text), taken;
	uint32_t code;

	for (; left; text += taken, left -= taken) {
		taken = utf8_next(text, left, &code);
		if (taken && utf8_is_text(text, taken))
			continue;
		*text = '?';
		taken = 1;
	}
}

size_t utf8_cut(const char *text, size_t len)
{
	for (size_t back = 1; back <= 3 && back <= len; back++) {
		unsigned char c = (unsigned char)text[len - back];

		if (c < 0x80)
			return len;
		if (c < 0xc0)
			continue;
		size_t size = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

		return size > back ? len - back : len;
	}
	return len;
}

/* U+00C0 to U+017F, in order; " " separates words. */
static const char *const LATIN[] = {
	"a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",  /* À */
	"d", "n", "o",  "o",  "o", "o", "o",  " ", "o", "u", "u", "u", "u", "y", "th", "ss", /* Ð */
	"a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",  /* à */
	"d", "n", "o",  "o",  "o", "o", "o",  " ", "o", "u", "u", "u", "u", "y", "th", "y",  /* ð */
	"a", "a", "a",  "a",  "a", "a", "c",  "c", "c", "c", "c", "c", "c", "c", "d",  "d",  /* Ā */
	"d", "d", "e",  "e",  "e", "e", "e",  "e", "e", "e", "e", "e", "g", "g", "g",  "g",  /* Đ */
	"g", "g", "g",  "g",  "h", "h", "h",  "h", "i", "i", "i", "i", "i", "i", "i",  "i",  /* Ġ */
	"i", "i", "ij", "ij", "j", "j", "k",  "k", "k", "l", "l", "l", "l", "l", "l",  "l",  /* İ */
	"l", "l", "l",  "n",  "n", "n", "n",  "n", "n", "n", "n", "n", "o", "o", "o",  "o",  /* ŀ */
	"o", "o", "oe", "oe", "r", "r", "r",  "r", "r", "r", "s", "s", "s", "s", "s",  "s",  /* Ő */
	"s", "s", "t",  "t",  "t", "t", "t",  "t", "u", "u", "u", "u", "u", "u", "u",  "u",  /* Š */
	"u", "u", "u",  "u",  "w", "w", "y",  "y", "y", "z", "z", "z", "z", "z", "z",  "s",  /* Ű */
};
_Static_assert(sizeof LATIN / sizeof *LATIN == 0x180 - 0xc0, "one entry for each character");

static bool is_dropped(uint32_t code)
{
	return (code >= 0x300 && code <= 0x36f) /* combining accents */
	       || code == 0xad                  /* soft hyphen */
	       || (code >= 0x200b && code <= 0x200f) || code == 0x2060 || code == 0xfeff; /* no width */
}

static bool is_separator(uint32_t code)
{
	return (code >= 0x2b0 && code < 0x300)      /* modifier letters, the Tahitian ʻ among them */
	       || (code >= 0x2000 && code < 0x2c00) /* punctuation, currencies, symbols */
	       || (code >= 0x3000 && code < 0x3005) || code >= 0x1f000;
}

/* What stands for `code` in folded text: letters, " ", "" for nothing, NULL for the character itself. */
static const char *fold_char(uint32_t code, char ascii[2])
{
	if (code < 0x80) {
		bool digit = code >= '0' && code <= '9';
		bool letter = (code | 0x20) >= 'a' && (code | 0x20) <= 'z';

		ascii[0] = digit ? (char)code : letter ? (char)(code | 0x20) : ' ';
		ascii[1] = '\0';
		return ascii;
	}
	if (is_dropped(code))
		return "";
	if (code == 0xaa)
		return "a";
	if (code == 0xba)
		return "o";
	if (code < 0xc0)
		return " ";
	if (code < 0x180)
		return LATIN[code - 0xc0];
	if (code == 0x1e9e)
		return "ss";
	if (code >= 0x218 && code <= 0x21b)
		return code < 0x21a ? "s" : "t";
	return is_separator(code) ? " " : NULL;
}

size_t utf8_fold(const char *text, char *out, size_t out_size)
{
	size_t left = strlen(text), used = 0;
	bool space = false;

	if (out_size == 0)
		return 0;
	while (left) {
		char ascii[2];
		uint32_t code = ' ';
		size_t size = utf8_next(text, left, &code);
		const char *folded = fold_char(code, ascii);
		size_t len = folded ? strlen(folded) : size;

		if (folded && folded[0] == ' ') {
			space = used > 0;
		} else if (len) {
			if (used + space + len >= out_size)
				break;
			if (space)
				out[used++] = ' ';
			memcpy(out + used, folded ? folded : text, len);
			used += len;
			space = false;
		}
		size += size == 0; /* a malformed byte separates, as anything that is no letter */
		text += size;
		left -= size;
	}
	out[used] = '\0';
	return used;
}
