#include "bus/service.h"

#include "bus/address.h"
#include "bus/endpoint.h"
#include "bus/state.h"
#include "bus/traffic.h"
#include "bus_binding.h"

const struct service BUS_SERVICE = {
	.name = "bus",
	.per_instance = true,
	.tables = BUS_TABLES,
	.table_count = BUS_TABLE_COUNT,
	.bindings = BUS_BINDINGS,
	.binding_count = &BUS_BINDING_COUNT,
	.appliers = BUS_APPLIERS,
	.applier_count = &BUS_APPLIER_COUNT,
	.option = address_option,
	.metrics = traffic_metrics,
	.frontend = &ENDPOINT,
};
