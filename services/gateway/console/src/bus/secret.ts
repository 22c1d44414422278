/* Secrets that links and tokens are made of (common/base/secret.h): drawn here, told to nobody but the person before the
 * screen; what the gateway is given, and keeps, is their hash. */
import { blake2b } from '@noble/hashes/blake2.js';

export interface Secret {
	text: string; // base64url, without padding
	hash: string; // BLAKE2b-256, as the contract's JSON writes bytes: base64
}

const SIZE = 32;

function base64(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes));
}

export function newSecret(): Secret {
	const bytes = crypto.getRandomValues(new Uint8Array(SIZE));
	return {
		text: base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
		hash: base64(blake2b(bytes, { dkLen: SIZE })),
	};
}
