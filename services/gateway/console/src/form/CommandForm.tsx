import type { DescMessage, DescMethodUnary, JsonValue, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { fromJson } from '@bufbuild/protobuf';
import { Alert } from '@codegouvfr/react-dsfr/Alert';
import { Button } from '@codegouvfr/react-dsfr/Button';
import type { ReactNode } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useDraft } from '~/api/draft';
import type { Item } from '~/api/outbox';
import { abandon, dismiss, post, useAttend, useOutbox } from '~/api/outbox';
import type { Refusal } from '~/api/refusal';
import { isPending, isSignInNeeded } from '~/api/refusal';
import { RefusalText, WaitingText } from '~/ui/states';
import { methodWord } from '~/words';
import { FormFields } from './FormFields';
import type { Faults, Values } from './values';
import { emptyValues, requestOf } from './values';

/* What a page's own controls within the form show and change. */
export interface FormState {
	values: Values;
	faults: Faults; // by path
	set: (values: Values) => void;
}

interface Props<I extends DescMessage, O extends DescMessage> {
	method: DescMethodUnary<I, O>;
	title: string; // what is done, to whom: "Avis sur la candidature de Tende"; for whoever finds it waiting later
	form: string; // names its draft: "avis/01J…"
	given?: Values; // fields that the page knows and does not ask for, by their names in the contract
	initial?: Values; // what the form begins with
	fields?: readonly string[]; // which to ask for, in this order; none: all but the given ones
	service?: string; // that is meant, of a method that every service serves
	submit?: string; // on the button; the method's own word by default
	children?: ReactNode | ((state: FormState) => ReactNode); // above the button; a function: controls of the page's own
	onDone?: (answer: MessageShape<O>, request: JsonValue) => void; // what was asked: the page may be another one by then
	onChange?: (values: Values) => void;
}

/* A form for any command of the contract. It asks for what the request holds, sends it once, and shows what the service
 * says beside the fields it names. What is typed is kept until it was sent. */
export function CommandForm<I extends DescMessage, O extends DescMessage>(props: Props<I, O>) {
	const { method, title, form, given = {}, initial, fields, service = '', onDone, onChange } = props;
	const startText = JSON.stringify(initial ?? {}); // pages write it anew each time they are drawn
	const start = useMemo(
		() => ({ ...emptyValues(method.input), ...(JSON.parse(startText) as Values) }),
		[method, startText],
	);
	const [values, setValues, clear, isKept] = useDraft<Values>(form, start);
	const [faults, setFaults] = useState<Faults>({});
	const [refusal, setRefusal] = useState<Refusal>();
	const [isDone, setIsDone] = useState(false);
	const [isSending, setIsSending] = useState(false);
	const summary = useRef<HTMLDivElement>(null);
	const waiting = useOutbox().find((item) => item.form === form);
	useAttend(form);

	useEffect(() => onChange?.(values), [values, onChange]);

	const settle = (item: Item, answer: MessageShape<O> | undefined, refused: Refusal | undefined) => {
		dismiss(item.key);
		setRefusal(refused);
		setFaults(refused ? faultsOf(refused) : {});
		setIsDone(!refused);
		if (answer) {
			clear();
			onDone?.(answer, item.request);
		}
		requestAnimationFrame(() => summary.current?.focus());
	};

	/* Answered while this page was away, or after a wait. */
	useEffect(() => {
		if (waiting?.outcome && !isSending) {
			const { outcome } = waiting;
			if ('answer' in outcome) {
				settle(waiting, fromJson(method.output, outcome.answer), undefined);
			} else {
				settle(waiting, undefined, outcome.refusal);
			}
		}
	}, [waiting?.outcome, isSending]);

	const send = async () => {
		const { request, faults: found } = requestOf(method.input, { ...values, ...given });
		setFaults(found);
		setRefusal(undefined);
		setIsDone(false);
		if (!request) {
			requestAnimationFrame(() => summary.current?.focus());
			return;
		}
		setIsSending(true);
		const sent = await post(method, request as MessageInitShape<I>, { title, form, service });
		setIsSending(false);
		if (sent.answer || (sent.refusal && !isPending(sent.refusal))) {
			settle(sent.item, sent.answer, sent.refusal);
		}
	};

	const asked = method.input.fields.filter((field) => !(field.name in given));
	const shown = fields ? fields.flatMap((name) => asked.find((field) => field.name === name) ?? []) : asked;
	const isWaiting = waiting !== undefined && !waiting.outcome && !isSending;
	return (
		<form
			className="pvd-form"
			noValidate
			aria-label={title}
			onSubmit={(event) => {
				event.preventDefault();
				void send();
			}}
		>
			<div ref={summary} tabIndex={-1} className="pvd-form-summary" aria-live="polite">
				<Summary faults={faults} refusal={refusal} isDone={isDone} />
			</div>
			<fieldset disabled={isSending || isWaiting} className="pvd-fieldset">
				<legend className="fr-sr-only">{title}</legend>
				<FormFields
					fields={shown}
					values={values}
					path={[]}
					faults={faults}
					onChange={setValues}
					context={{ ...values, ...given }}
				/>
				{typeof props.children === 'function' ? props.children({ values, faults, set: setValues }) : props.children}
			</fieldset>
			{isWaiting ? (
				<Waiting onAbandon={() => abandon(waiting.key)} refusal={waiting.refusal} />
			) : (
				<div className="pvd-actions fr-mt-3w">
					<Button type="submit" disabled={isSending}>
						{isSending ? 'Envoi…' : (props.submit ?? methodWord(method))}
					</Button>
					{isKept && !isSending && (
						<Button type="button" priority="tertiary" onClick={clear}>
							Effacer la saisie
						</Button>
					)}
				</div>
			)}
		</form>
	);
}

function faultsOf(refusal: Refusal): Faults {
	return Object.fromEntries(refusal.fields.map((field) => [field, refusal.message]));
}

function Summary({ faults, refusal, isDone }: { faults: Faults; refusal: Refusal | undefined; isDone: boolean }) {
	if (refusal) {
		return <Alert severity="error" title="Refusé" description={<RefusalText refusal={refusal} />} />;
	}
	if (Object.keys(faults).length > 0) {
		return <Alert severity="error" title="À corriger" description={<FaultList faults={faults} />} />;
	}
	return isDone ? <Alert severity="success" small description="Enregistré." closable /> : null;
}

function FaultList({ faults }: { faults: Faults }) {
	return <>{[...new Set(Object.values(faults))].join(' ')}</>;
}

function Waiting({ refusal, onAbandon }: { refusal: Refusal | undefined; onAbandon: () => void }) {
	const mustSignIn = refusal !== undefined && isSignInNeeded(refusal);
	return (
		<div className="fr-mt-3w">
			<Alert
				severity="warning"
				title={mustSignIn ? 'En attente de votre connexion' : 'En attente du service'}
				description={
					<WaitingText
						refusal={refusal}
						kept="Votre saisie est gardée et renvoyée d’elle-même ; elle ne prendra effet qu’une fois."
					/>
				}
			/>
			<Button type="button" priority="tertiary" className="fr-mt-2w" onClick={onAbandon}>
				Ne plus l’envoyer et corriger
			</Button>
		</div>
	);
}
