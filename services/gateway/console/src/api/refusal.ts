/* What a call came to when it did not do what was asked, in the words of the service that refused. */
import { Code, ConnectError } from '@connectrpc/connect';
import { StatusSchema } from 'pvd/bus/v1/envelope_pb.js';

export interface Refusal {
	code: Code;
	reason: string; // UPPER_SNAKE, stable; '' where no service has spoken
	message: string; // French, for the screen
	fields: readonly string[]; // of the request, at fault
	legalReference: string;
}

const OFFLINE: Omit<Refusal, 'code'> = {
	reason: 'OFFLINE',
	message: 'Le service ne répond pas. Vérifiez votre connexion ; nous réessayons.',
	fields: [],
	legalReference: '',
};

export function refusalOf(error: unknown): Refusal {
	const connect = ConnectError.from(error);
	const [status] = connect.findDetails(StatusSchema);
	if (status) {
		return { ...status, code: connect.code };
	}
	if (connect.code === Code.Unknown || connect.code === Code.Unavailable || connect.code === Code.DeadlineExceeded) {
		return { ...OFFLINE, code: Code.Unavailable };
	}
	return { code: connect.code, reason: '', message: connect.rawMessage, fields: [], legalReference: '' };
}

/* Whether it was done is unknown: the same command, with the same key, may be sent again, and must be. */
export function isUnknown(refusal: Refusal): boolean {
	return refusal.code === Code.Unavailable || refusal.code === Code.DeadlineExceeded;
}

/* A command is kept until there is an answer: nobody knows whether it was done, or whoever sent it must sign in anew. */
export function isPending(refusal: Refusal): boolean {
	return isUnknown(refusal) || isSignInNeeded(refusal);
}

export function isSignInNeeded(refusal: Refusal): boolean {
	return refusal.code === Code.Unauthenticated;
}
