#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

const char *fault_name(enum fault fault)
{
	switch (fault) {
	case FAULT_NONE:
		return "OK";
	case FAULT_INVALID_ARGUMENT:
		return "INVALID_ARGUMENT";
	case FAULT_DEADLINE_EXCEEDED:
		return "DEADLINE_EXCEEDED";
	case FAULT_NOT_FOUND:
		return "NOT_FOUND";
	case FAULT_ALREADY_EXISTS:
		return "ALREADY_EXISTS";
	case FAULT_PERMISSION_DENIED:
		return "PERMISSION_DENIED";
	case FAULT_RESOURCE_EXHAUSTED:
		return "RESOURCE_EXHAUSTED";
	case FAULT_FAILED_PRECONDITION:
		return "FAILED_PRECONDITION";
	case FAULT_ABORTED:
		return "ABORTED";
	case FAULT_INTERNAL:
		return "INTERNAL";
	case FAULT_UNAVAILABLE:
		return "UNAVAILABLE";
	case FAULT_UNAUTHENTICATED:
		return "UNAUTHENTICATED";
	}
	return "UNKNOWN";
}

bool fault_is_unknown_outcome(enum fault fault)
{
	return fault == FAULT_UNAVAILABLE || fault == FAULT_DEADLINE_EXCEEDED;
}

bool refuse(struct refusal *refusal, enum fault fault, const char *reason, const char *field,
	    const char *message, ...)
{
	va_list args;

	if (refused(refusal))
		return false;
	*refusal = (struct refusal){.fault = fault, .reason = reason};
	va_start(args, message);
	vsnprintf(refusal->message, sizeof refusal->message, message, args);
	va_end(args);
	refusal->message[utf8_cut(refusal->message, strlen(refusal->message))] = '\0';
	/* It quotes what is from outside, and must not make the whole reply one that cannot be read. */
	utf8_make_text(refusal->message);
	if (field)
		refusal_add_field(refusal, field);
	return false;
}

void refusal_add_field(struct refusal *refusal, const char *field)
{
	if (refusal->field_count == REFUSAL_FIELDS)
		return;
	snprintf(refusal->fields[refusal->field_count++], REFUSAL_FIELD_MAX, "%s", field);
}

void refusal_cite(struct refusal *refusal, const char *legal_reference)
{
	refusal->legal_reference = legal_reference;
}
