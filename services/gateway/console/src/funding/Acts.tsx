/* What may be done with an application, by who looks at it, where it stands (services/funding/decide_*.c). */

import type { DescMethod } from '@bufbuild/protobuf';
import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { Actor } from 'pvd/bus/v1/actor_pb.js';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import { ApplicationStatus as Status } from 'pvd/funding/v1/application_pb.js';
import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import type { ReactNode } from 'react';
import { useMay, useSession } from '~/api/session';
import { euros } from '~/ui/format';
import { methodWord } from '~/words';
import { payerWord } from '~/words/payers';
import { isBeingCompleted, leftToCommit, leftToPay, missingDocuments, sum } from './application';
import { GrantForm, RefuseForm, WithdrawForm } from './DecisionForms';
import { DeclareForm, ProvideForm, RequestForm } from './DocumentForms';
import { CommitForm, PayForm } from './MoneyForms';
import { actsFor } from './payers';

export interface ActProps {
	application: Application;
	measure: Measure | undefined;
	onDone: (said: string) => void;
}

interface Act {
	key: string;
	label: string;
	method: DescMethod;
	form: NonNullable<ReactNode>;
}

const { method: METHOD } = FundingService;

function completing(props: ActProps): Act[] {
	const { application } = props;
	if (!isBeingCompleted(application)) {
		return [];
	}
	const hasDocuments = application.documents.length > 0;
	const acts: Act[] = [];
	if (hasDocuments) {
		acts.push({
			key: 'fournir',
			label: methodWord(METHOD.provideDocuments),
			method: METHOD.provideDocuments,
			form: <ProvideForm {...props} />,
		});
	}
	if (missingDocuments(application).length === 0) {
		acts.push({
			key: 'complet',
			label: methodWord(METHOD.declareComplete),
			method: METHOD.declareComplete,
			form: <DeclareForm {...props} />,
		});
	}
	if (hasDocuments) {
		acts.push({
			key: 'demander',
			label: methodWord(METHOD.requestDocuments),
			method: METHOD.requestDocuments,
			form: <RequestForm {...props} />,
		});
	}
	return acts;
}

function deciding(props: ActProps): Act[] {
	const { status, lines } = props.application;
	const isOpen = isBeingCompleted(props.application) || status === Status.COMPLETE;
	const acts: Act[] = [];
	if (status === Status.COMPLETE) {
		acts.push({
			key: 'accorder',
			label: methodWord(METHOD.grantApplication),
			method: METHOD.grantApplication,
			form: <GrantForm {...props} />,
		});
	}
	if (isOpen) {
		acts.push({
			key: 'refuser',
			label: methodWord(METHOD.refuseApplication),
			method: METHOD.refuseApplication,
			form: <RefuseForm {...props} />,
		});
	}
	if (isOpen || (status === Status.GRANTED && sum(lines, 'committedCents') === 0n)) {
		acts.push({
			key: 'retirer',
			label: methodWord(METHOD.withdrawApplication),
			method: METHOD.withdrawApplication,
			form: <WithdrawForm {...props} />,
		});
	}
	return acts;
}

function paying(props: ActProps, actor: Actor): Act[] {
	const commits = leftToCommit(props.application).map((left) => ({
		key: `engager/${left.line.payer}/${left.cents}`,
		payer: left.line.payer,
		label: `Engager pour ${payerWord(left.line.payer)} : ${euros(left.cents)} accordés et pas encore engagés`,
		method: METHOD.commitFunds,
		form: <CommitForm {...props} {...left} />,
	}));
	const pays = leftToPay(props.application).map((left) => ({
		key: `payer/${left.line.payer}/${left.cents}`,
		payer: left.line.payer,
		label: `Enregistrer un paiement de ${payerWord(left.line.payer)} : ${euros(left.cents)} engagés et pas encore payés`,
		method: METHOD.recordPayment,
		form: <PayForm {...props} {...left} />,
	}));
	return [...commits, ...pays].filter(({ payer }) => actsFor(actor, payer));
}

export function Acts(props: ActProps) {
	const may = useMay();
	const { actor } = useSession();
	const acts = [...completing(props), ...paying(props, actor), ...deciding(props)].filter(({ method }) => may(method));
	if (acts.length === 0) {
		return null;
	}
	return (
		<section aria-labelledby="agir" className="fr-mt-4w">
			<h2 id="agir">Agir sur cette demande</h2>
			<div className="fr-accordions-group">
				{acts.map(({ key, label, form }) => (
					<Accordion key={key} label={label}>
						{form}
					</Accordion>
				))}
			</div>
		</section>
	);
}
