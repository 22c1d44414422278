import { FundingService } from 'pvd/funding/v1/funding_pb.js';
import { CommandForm } from '~/form/CommandForm';
import type { ActProps } from './Acts';
import { missingDocuments } from './application';
import type { Wanted } from './DocumentsField';
import { DocumentCodesField, DocumentsField } from './DocumentsField';
import { documentTitle } from './measure';
import { audienceOf } from './payers';

function wantedOf({ application, measure }: ActProps): Wanted[] {
	return application.documents.map(({ code, reference }) => {
		const isAsked = application.requestedDocumentCodes.includes(code);
		const said = reference === '' ? 'Manque.' : `Là : ${reference}.`;
		return { code, title: documentTitle(measure, code), hint: isAsked ? `Demandée par la préfecture. ${said}` : said };
	});
}

export function RequestForm(props: ActProps) {
	const { application, onDone } = props;
	const initial = { document_codes: missingDocuments(application) };
	return (
		<CommandForm
			method={FundingService.method.requestDocuments}
			title={`Pièces demandées : ${application.title}`}
			form={`demande/${application.id}/demander`}
			given={{ application_id: application.id }}
			initial={initial}
			fields={['note']}
			onDone={() => onDone('Pièces demandées : le délai est arrêté jusqu’à ce qu’elles soient là')}
		>
			{(form) => (
				<DocumentCodesField
					form={form}
					legend="Pièces demandées"
					hint="Celles qui manquent sont cochées."
					wanted={wantedOf(props)}
				/>
			)}
		</CommandForm>
	);
}

export function ProvideForm(props: ActProps) {
	const { application, onDone } = props;
	return (
		<CommandForm
			method={FundingService.method.provideDocuments}
			title={`Pièces fournies : ${application.title}`}
			form={`demande/${application.id}/fournir`}
			given={{ application_id: application.id }}
			fields={[]}
			onDone={() => onDone('Pièces fournies')}
		>
			{(form) => (
				<>
					{application.requestNote !== '' && (
						<p className="pvd-cell-text fr-mb-2w">
							<strong>La préfecture demande :</strong> {application.requestNote}
						</p>
					)}
					<DocumentsField
						form={form}
						legend="Pièces fournies"
						hint="La référence de chaque pièce, de quoi la retrouver : « délibération 2026-14 du 3 mars 2026 ». Laissez vide ce que vous ne fournissez pas."
						wanted={wantedOf(props)}
						audience={audienceOf(
							application.departementCodes,
							application.beneficiaryCode,
							application.lines.map(({ payer }) => payer),
						)}
					/>
				</>
			)}
		</CommandForm>
	);
}

export function DeclareForm({ application, onDone }: ActProps) {
	return (
		<CommandForm
			method={FundingService.method.declareComplete}
			title={`Dossier complet : ${application.title}`}
			form={`demande/${application.id}/complet`}
			given={{ application_id: application.id }}
			onDone={() => onDone('Dossier déclaré complet')}
		>
			<p>
				Toutes les pièces sont là. Une fois complet, le dossier ne peut plus être renvoyé à la recherche de pièces ; il
				peut être accordé ou refusé.
			</p>
		</CommandForm>
	);
}
