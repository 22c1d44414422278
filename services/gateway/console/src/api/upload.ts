/* Files that are left at the gateway: described, sent by parts, finished (routes /api/uploads, no methods). What was sent
 * stays there for a day, so that a lost network, a reload or tomorrow goes on where it stopped. */
import type { DescMessage, JsonValue, MessageShape } from '@bufbuild/protobuf';
import { create, fromJson, toJson } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { errorFromJson } from '@connectrpc/connect/protocol-connect';
import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Document } from 'pvd/gateway/v1/document_pb.js';
import {
	BeginUploadRequestSchema,
	BeginUploadResponseSchema,
	FinishUploadResponseSchema,
	GetUploadResponseSchema,
	PutUploadResponseSchema,
} from 'pvd/gateway/v1/document_pb.js';
import { isUnknown, refusalOf } from './refusal';
import { csrf } from './session';

export interface Audience {
	departementCodes?: string[];
	collectiviteCodes?: string[];
	partnerIds?: string[];
}

export type Phase = 'digest' | 'sending' | 'waiting' | 'finishing';

export interface Progress {
	phase: Phase;
	sent: number; // bytes; of the digest: read
}

export interface UploadOptions {
	mediaType: string;
	audience: Audience;
	upload?: string; // one that stopped; none: a new one
	signal: AbortSignal;
	onBegun: (upload: string) => void; // it can be gone on with from now on
	onProgress: (progress: Progress) => void;
}

const PART_BYTES = 1 << 20; // the most that the gateway takes at once
const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 30_000;

/* ---- One request */

async function ask<Answer extends DescMessage>(
	answer: Answer,
	verb: string,
	path: string,
	body?: BodyInit,
	type?: string,
	signal?: AbortSignal,
) {
	const headers = { 'X-CSRF-Token': csrf(), Accept: 'application/json', ...(type && { 'Content-Type': type }) };
	const response = await fetch(`/api/uploads${path}`, { method: verb, headers, body, signal });
	const json = (await response.json()) as JsonValue;
	if (!response.ok) {
		throw errorFromJson(json, response.headers, new ConnectError(`${response.status}`, Code.Unavailable));
	}
	return fromJson(answer, json, { ignoreUnknownFields: true }) as MessageShape<Answer>;
}

async function uploadOffset(upload: string, signal?: AbortSignal): Promise<number> {
	return (await ask(GetUploadResponseSchema, 'GET', `/${upload}`, undefined, undefined, signal)).offset;
}

export async function abandonUpload(upload: string): Promise<void> {
	await fetch(`/api/uploads/${upload}`, { method: 'DELETE', headers: { 'X-CSRF-Token': csrf() } });
}

/* ---- The whole way */

function wait(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = window.setTimeout(resolve, ms);
		signal.addEventListener('abort', () => {
			window.clearTimeout(timer);
			reject(signal.reason as Error);
		});
	});
}

/* Again and again while nobody answers: each step may be repeated. */
async function insist<T>(step: () => Promise<T>, signal: AbortSignal, onWait: () => void): Promise<T> {
	for (let delay = FIRST_WAIT_MS; ; delay = Math.min(delay * 2, LAST_WAIT_MS)) {
		try {
			return await step();
		} catch (error) {
			signal.throwIfAborted();
			if (!isUnknown(refusalOf(error))) {
				throw error;
			}
			onWait();
			await wait(delay, signal);
		}
	}
}

async function digestOf(file: File, signal: AbortSignal, onRead: (bytes: number) => void): Promise<string> {
	const hash = blake2b.create({ dkLen: 32 });
	for (let at = 0; at < file.size; at += PART_BYTES) {
		signal.throwIfAborted();
		hash.update(new Uint8Array(await file.slice(at, at + PART_BYTES).arrayBuffer()));
		onRead(Math.min(at + PART_BYTES, file.size));
	}
	return bytesToHex(hash.digest());
}

async function begin(file: File, { mediaType, audience, signal }: UploadOptions, digest: string): Promise<string> {
	const said = create(BeginUploadRequestSchema, {
		fileName: file.name,
		mediaType,
		sizeBytes: BigInt(file.size),
		digest,
		...audience,
	});
	const body = JSON.stringify(toJson(BeginUploadRequestSchema, said));
	return (await ask(BeginUploadResponseSchema, 'POST', '', body, 'application/json', signal)).uploadId;
}

/* The part that is missing next; where one was lost or came twice, the gateway says where it stands. */
async function sendPart(upload: string, file: File, offset: number, signal: AbortSignal): Promise<number> {
	const part = file.slice(offset, offset + PART_BYTES);
	try {
		return (
			await ask(PutUploadResponseSchema, 'PUT', `/${upload}?offset=${offset}`, part, 'application/octet-stream', signal)
		).offset;
	} catch (error) {
		if (refusalOf(error).reason !== 'OFFSET_MISMATCH') {
			throw error;
		}
		return uploadOffset(upload, signal);
	}
}

export async function leaveFile(file: File, options: UploadOptions): Promise<Document> {
	const { signal, onProgress } = options;
	let sent = 0;
	const again = <T>(step: () => Promise<T>) => insist(step, signal, () => onProgress({ phase: 'waiting', sent }));
	let upload = options.upload ?? '';
	if (upload === '') {
		const digest = await digestOf(file, signal, (read) => onProgress({ phase: 'digest', sent: read }));
		// Not asked twice: where its answer is lost, one upload more is left to its end of a day.
		upload = await begin(file, options, digest);
		options.onBegun(upload);
	} else {
		sent = await again(() => uploadOffset(upload, signal));
	}
	while (sent < file.size) {
		onProgress({ phase: 'sending', sent });
		const offset = sent;
		sent = await again(() => sendPart(upload, file, offset, signal));
	}
	onProgress({ phase: 'finishing', sent });
	const { document } = await again(() =>
		ask(FinishUploadResponseSchema, 'POST', `/${upload}/finish`, undefined, undefined, signal),
	);
	if (!document) {
		throw new ConnectError('La passerelle n’a pas décrit le document.', Code.Internal);
	}
	return document;
}
