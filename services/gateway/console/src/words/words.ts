/* French for what the contract names in English: fields of requests, enum values, methods, events. One file for each
 * package beside this one; a name has one meaning in one message, and may have a common one for all. */

export interface FieldWord {
	label: string;
	hint?: string;
	optional?: boolean; // its absence has a meaning, which the hint says
	as?: FieldKind; // where its name and type do not tell
	isTold?: boolean; // by the service, of what it answers: nobody is asked for it
}

/* How a field is asked for. */
export type FieldKind =
	| 'text'
	| 'long'
	| 'date'
	| 'instant'
	| 'euros'
	| 'percent'
	| 'integer'
	| 'decimal'
	| 'commune'
	| 'epci'
	| 'collectivite'
	| 'departement'
	| 'region'
	| 'measure'
	| 'territory'
	| 'payer'
	| 'indicator'
	| 'group';

export interface Words {
	/* "pvd.registry.v1.GiveOpinionRequest.rank", or "rank" for every message of the package. */
	fields: Record<string, FieldWord>;
	/* "pvd.registry.v1.OpinionKind": by the value's own name, "OPINION_KIND_FAVOURABLE". */
	enums: Record<string, Record<string, string>>;
	/* What a method does, as a button says it: "GiveOpinion": "Donner un avis". */
	methods: Record<string, string>;
	/* What has happened, as a journal says it: "OpinionGiven": "Avis donné". */
	events: Record<string, string>;
}

export class WordMissing extends Error {}
