#include "base/code.h"

#include <string.h>

enum { COMMUNE_LEN = 5, REGION_LEN = 2, SIREN_LEN = 9, SIRET_LEN = 14, RNA_LEN = 10, POSTAL_LEN = 5 };

static const char LA_POSTE[] = "356000000";

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Exactly `len` digits. */
static bool is_digits(const char *text, size_t len)
{
	return strlen(text) == len && strspn(text, "0123456789") == len;
}

/* The length of the code of a département that `text` begins with; 0 if none. */
static size_t departement_prefix(const char *text)
{
	if (text[0] == '2' && (text[1] == 'A' || text[1] == 'B'))
		return 2;
	if (!is_digit(text[0]) || !is_digit(text[1]))
		return 0;
	if (text[0] == '9' && text[1] == '7')
		return text[2] >= '1' && text[2] <= '8' ? 3 : 0;
	if (text[0] == '9' && text[1] == '8')
		return text[2] == '4' || (text[2] >= '6' && text[2] <= '9') ? 3 : 0;
	if (strncmp(text, "00", 2) == 0 || strncmp(text, "20", 2) == 0 || strncmp(text, "95", 2) > 0)
		return 0;
	return 2;
}

bool code_is_departement(const char *code)
{
	size_t len = departement_prefix(code);

	return len && code[len] == '\0';
}

bool code_is_commune(const char *code)
{
	size_t len = departement_prefix(code);

	return len && is_digits(code + len, COMMUNE_LEN - len);
}

bool code_is_region(const char *code)
{
	return is_digits(code, REGION_LEN);
}

bool code_is_arrondissement(const char *code)
{
	size_t len = departement_prefix(code);

	return len && is_digits(code + len, 1);
}

static unsigned digit_sum(const char *digits)
{
	unsigned sum = 0;

	for (; *digits; digits++)
		sum += (unsigned)(*digits - '0');
	return sum;
}

/* Every second digit from the right is doubled, and the digits of the result added. */
static unsigned luhn_sum(const char *digits, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)(digits[len - 1 - i] - '0') << (i % 2);

		sum += digit / 10 + digit % 10;
	}
	return sum;
}

bool code_is_siren(const char *code)
{
	return is_digits(code, SIREN_LEN) && luhn_sum(code, SIREN_LEN) % 10 == 0;
}

bool code_is_siret(const char *code)
{
	if (!is_digits(code, SIRET_LEN) || luhn_sum(code, SIREN_LEN) % 10 != 0)
		return false;
	if (luhn_sum(code, SIRET_LEN) % 10 == 0)
		return true;
	return strncmp(code, LA_POSTE, SIREN_LEN) == 0 && digit_sum(code) % 5 == 0;
}

bool code_is_rna(const char *code)
{
	if (code[0] != 'W' || !is_digit(code[1]))
		return false;
	if (!is_digit(code[2]) && !(code[2] >= 'A' && code[2] <= 'Z'))
		return false;
	return is_digits(code + 3, RNA_LEN - 3);
}

bool code_is_postal(const char *code)
{
	return is_digits(code, POSTAL_LEN);
}

bool code_departement_of_commune(const char *insee, char out[CODE_DEPARTEMENT_SIZE])
{
	size_t len = code_is_commune(insee) ? departement_prefix(insee) : 0;

	memcpy(out, insee, len);
	out[len] = '\0';
	return len > 0;
}
