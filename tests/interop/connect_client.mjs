// A client of the Connect protocol as its authors make it: what somebody writes who has npm and our .proto files.
//   node connect_client.mjs BASE_URL
// Reads calls from standard input and writes what came of each, in order, one JSON object a line:
//   {service, method, request, headers, binary, get, timeoutMs} → {response, headers} or {error, headers},
// an error being {code, message, details}: details as our Status in JSON.
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRegistry, fromJson, toJson } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { createConnectTransport } from "@connectrpc/connect-node";

const GENERATED = new URL("../../build/gen-es/", import.meta.url);
const baseUrl = process.argv[2];

// Every file of the contract, as a registry of its services and messages.
async function contract() {
	const names = readdirSync(GENERATED, { recursive: true }).filter((name) => name.endsWith("_pb.js"));
	const modules = await Promise.all(names.map((name) => import(new URL(name, GENERATED))));
	return createRegistry(...modules.flatMap((module) => Object.values(module).filter((part) => part.kind === "file")));
}

const registry = await contract();
const Status = registry.getMessage("pvd.bus.v1.Status");

function find(service, name) {
	const method = registry.getService(service)?.methods.find((method) => method.name === name);
	if (!method)
		throw new Error(`no method ${service}/${name}`);
	return method;
}

async function call({ service, method: name, request, headers, binary, get, timeoutMs }) {
	const method = find(service, name);
	const transport = createConnectTransport({
		baseUrl, httpVersion: "1.1", useBinaryFormat: Boolean(binary), useHttpGet: Boolean(get),
	});
	const message = fromJson(method.input, request ?? {});
	const answer = await transport.unary(method, undefined, timeoutMs, headers, message);
	return { response: toJson(method.output, answer.message), headers: Object.fromEntries(answer.header) };
}

function refusal(thrown) {
	if (!(thrown instanceof ConnectError))
		throw thrown;
	const details = thrown.findDetails(Status).map((detail) => toJson(Status, detail));
	return {
		error: { code: codeToString(thrown.code), message: thrown.rawMessage, details },
		headers: Object.fromEntries(thrown.metadata),
	};
}

for await (const line of createInterface({ input: process.stdin }))
	console.log(JSON.stringify(await call(JSON.parse(line)).catch(refusal)));
