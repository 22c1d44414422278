/* Does the file hold what its measure wants: its documents, its amounts, the beneficiary's own share. */
import { Badge } from '@codegouvfr/react-dsfr/Badge';
import type { Application } from 'pvd/funding/v1/application_pb.js';
import type { Measure } from 'pvd/funding/v1/measure_pb.js';
import { Pillar } from 'pvd/funding/v1/measure_pb.js';
import type { ReactNode } from 'react';
import { euros } from '~/ui/format';
import { demandOf } from './application';
import { ReferenceText } from './DocumentReference';
import { documentTitle } from './measure';
import type { Demand } from './rule';
import { checksOf, citation, total, wholeCost } from './rule';

export function CheckList({ label, children }: { label: string; children: ReactNode }) {
	return (
		<ul className="pvd-checks" aria-label={label}>
			{children}
		</ul>
	);
}

interface LineProps {
	what: string;
	isMet?: boolean; // none: it is for who reads it to judge
	how?: ReactNode;
	source?: string;
	yes?: string;
	no?: string;
}

export function CheckLine({ what, isMet, how, source, yes = 'Conforme', no = 'À corriger' }: LineProps) {
	return (
		<li className="pvd-check">
			<span>
				{isMet !== undefined && (
					<Badge noIcon small severity={isMet ? 'success' : 'warning'}>
						{isMet ? yes : no}
					</Badge>
				)}
			</span>
			<span>
				{what}
				{how && <span className="pvd-check-how">{how}</span>}
				{source && <span className="pvd-check-how">Règle : {source}</span>}
			</span>
		</li>
	);
}

export function AmountChecks({ measure, demand }: { measure: Measure; demand: Demand }) {
	return (
		<>
			<p className="fr-text--sm">Règle : {citation(measure)}</p>
			<CheckList label="Montants">
				{checksOf(measure, demand).map(({ source, ...check }) => (
					<CheckLine key={check.what} {...check} source={source === citation(measure) ? '' : source} />
				))}
				<OwnShare measure={measure} demand={demand} />
			</CheckList>
		</>
	);
}

const OWN_SHARE =
	'CGCT, art. L1111-10 III : au moins 20 % des financements publics d’un investissement, sauf outre-mer et dérogations ; les autres subventions comptent aussi et ne sont pas connues ici';

/* What stays with the beneficiary. Other public money for the same operation is not known here: this is for who reads the
 * financing plan, and no verdict. */
function OwnShare({ measure, demand }: { measure: Measure; demand: Demand }) {
	const cost = wholeCost(demand);
	const own = cost - total(demand.amounts);
	if (cost <= 0n) {
		return null;
	}
	const share = (Number(own) / Number(cost)).toLocaleString('fr-FR', { style: 'percent', maximumFractionDigits: 1 });
	const isInvestment = measure.pillar === Pillar.FUNDING;
	return (
		<CheckLine
			what={`Reste au bénéficiaire : ${euros(own)}, soit ${share} du coût`}
			how={`${euros(cost)} − ${euros(total(demand.amounts))}`}
			source={isInvestment ? OWN_SHARE : ''}
		/>
	);
}

export function Checks({ application, measure }: { application: Application; measure: Measure }) {
	const { documents, requestedDocumentCodes } = application;
	const demand = demandOf(application);
	return (
		<>
			<h3>Pièces</h3>
			{documents.length === 0 ? (
				<p>La mesure ne demande aucune pièce.</p>
			) : (
				<CheckList label="Pièces">
					{documents.map(({ code, reference }) => {
						const isAsked = requestedDocumentCodes.includes(code);
						return (
							<CheckLine
								key={code}
								what={documentTitle(measure, code)}
								isMet={reference !== '' && !isAsked}
								how={reference ? <ReferenceText text={reference} /> : 'Aucune référence'}
								yes="Fournie"
								no={isAsked ? 'Demandée' : 'Manque'}
							/>
						);
					})}
				</CheckList>
			)}
			<h3>Montants</h3>
			<AmountChecks measure={measure} demand={demand} />
		</>
	);
}
