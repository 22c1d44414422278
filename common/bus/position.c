#include "bus/position.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

bool position_parse_number(const char **text, uint64_t max, uint64_t *ret)
{
	uint64_t number;
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	errno = 0;
	number = strtoull(*text, &end, 10);
	if (errno || number > max)
		return false;
	*text = end;
	*ret = number;
	return true;
}

bool position_parse(const char *text, char ret_service[SERVICE_NAME_MAX + 1], struct position *ret)
{
	size_t len = strcspn(text, ":");
	const char *rest = text + len;
	uint64_t epoch, sequence;

	if (len == 0 || len > SERVICE_NAME_MAX || *rest++ != ':')
		return false;
	if (!position_parse_number(&rest, UINT32_MAX, &epoch) || *rest++ != ':' ||
	    !position_parse_number(&rest, UINT64_MAX, &sequence) || *rest)
		return false;
	memcpy(ret_service, text, len);
	ret_service[len] = '\0';
	*ret = (struct position){.epoch = (uint32_t)epoch, .sequence = sequence};
	return true;
}

void position_text(const char *service, const struct position *position, char out[POSITION_TEXT_SIZE])
{
	snprintf(out, POSITION_TEXT_SIZE, "%.*s:%" PRIu32 ":%" PRIu64, SERVICE_NAME_MAX, service,
		 position->epoch, position->sequence);
}
