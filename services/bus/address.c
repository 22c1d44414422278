#include "bus/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One per process, as its command line is. */
static struct {
	unsigned port;
	char address[INET_ADDRSTRLEN];
} self = {.address = "127.0.0.1"};

static bool read_port(const char *value)
{
	char *end;
	unsigned long port = strtoul(value, &end, 10);

	if (end == value || *end || port > 65535)
		return false;
	self.port = (unsigned)port;
	return true;
}

static bool read_address(const char *value)
{
	struct in_addr address;

	return inet_pton(AF_INET, value, &address) == 1 &&
	       inet_ntop(AF_INET, &address, self.address, sizeof self.address);
}

bool address_option(const char *name, const char *value)
{
	if (strcmp(name, "--port") == 0)
		return read_port(value);
	return strcmp(name, "--address") == 0 && read_address(value);
}

void address_endpoint(char out[ADDRESS_ENDPOINT_MAX])
{
	if (self.port)
		snprintf(out, ADDRESS_ENDPOINT_MAX, "tcp://%s:%u", self.address, self.port);
	else
		snprintf(out, ADDRESS_ENDPOINT_MAX, "tcp://%s:*", self.address);
}
