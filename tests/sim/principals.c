#include "principals.h"

#include <zmq.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/require.h"
#include "bus/enrol.h"
#include "bus/keyfile.h"
#include "cast.h"
#include "node.h"

const char *principal_key(const char *name)
{
	static char key[Z85_KEY_SIZE];
	struct hash hash = hash_of(bytes_text("key of "), bytes_text(name), (struct bytes){0});

	require(zmq_z85_encode(key, hash.bytes, HASH_SIZE));
	return key;
}

/* Z85 has neither quote nor backslash. */
static void add(struct buf *out, const char *id, const char *kind, const char *role, const char *scope)
{
	buf_printf(out,
		   "%s{\"id\":\"%s\",\"kind\":\"PRINCIPAL_KIND_%s\",\"roles\":[\"ROLE_%s\"],\"scope\":{%s},"
		   "\"publicKeys\":[\"%s\"]}",
		   out->len > 1 ? "," : "", id, kind, role, scope, principal_key(id));
}

void principals_enrol(void)
{
	struct buf out = {0};

	buf_byte(&out, '[');
	for (unsigned i = 0; i < SIM_SERVICE_COUNT; i++)
		if (!service_is_hub(SIM_SERVICES[i]))
			add(&out, SIM_SERVICES[i]->name, "SERVICE", "SERVICE", "");
	for (unsigned i = 0; i < CAST_COUNT; i++)
		add(&out, CAST[i].name, "PERSON", CAST[i].role, CAST[i].scope);
	buf_byte(&out, ']');
	require(file_write(ENROL_FILE, buf_bytes(&out), 0600) == 0);
	buf_free(&out);
}
