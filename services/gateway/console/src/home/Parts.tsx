/* How one takes part, by who one is. */
import { Tile } from '@codegouvfr/react-dsfr/Tile';
import type { PageName } from '~/paths';
import { PATHS } from '~/paths';

const PARTS: readonly { title: string; desc: string; page: PageName }[] = [
	{
		title: 'Vous êtes une commune ou une intercommunalité',
		desc: 'Manifestez votre intérêt, suivez votre candidature, déposez vos demandes d’aide et vos pièces.',
		page: 'candidacyNew',
	},
	{
		title: 'Vous êtes en préfecture',
		desc: 'Donnez l’avis du préfet sur les candidatures, dites les demandes complètes, décidez des aides.',
		page: 'candidacies',
	},
	{
		title: 'Vous êtes en préfecture de région',
		desc: 'Réunissez le comité régional et proposez une sélection de candidatures.',
		page: 'selections',
	},
	{
		title: 'Vous êtes un financeur du programme',
		desc: 'Voyez l’offre de services, engagez et versez les aides ; votre système d’information peut le faire pour vous.',
		page: 'measures',
	},
	{
		title: 'Vous êtes membre du Club',
		desc: 'Recevez échéances, décisions et appels à projets, aussitôt ou en résumé.',
		page: 'club',
	},
	{
		title: 'Vous vous intéressez à une commune',
		desc: 'Cherchez un territoire, comprenez le score d’une commune, comparez-en deux.',
		page: 'eligibility',
	},
];

export function Parts() {
	return (
		<section aria-labelledby="participer" className="fr-mt-4w">
			<h2 id="participer">Prendre part</h2>
			<ul className="pvd-tiles">
				{PARTS.map(({ title, desc, page }) => (
					<li key={page}>
						<Tile title={title} titleAs="h3" desc={desc} small enlargeLinkOrButton linkProps={{ href: PATHS[page] }} />
					</li>
				))}
			</ul>
		</section>
	);
}
