/* Idempotency keys: ULIDs (github.com/ulid/spec), new for each intention, kept for each retry. They begin with the time
 * because the services' stores are much faster with keys that grow. */

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function digits(value: bigint, count: number): string {
	let text = '';
	for (let left = value, i = 0; i < count; i++, left >>= 5n) {
		text = DIGITS.charAt(Number(left & 31n)) + text;
	}
	return text;
}

export function newKey(): string {
	const random = crypto.getRandomValues(new Uint8Array(10)).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
	return digits(BigInt(Date.now()), 10) + digits(random, 16);
}
