import { useSession } from '~/api/session';
import { Page } from '~/ui/Page';
import { Duties } from './Duties';
import { National } from './National';
import { Parts } from './Parts';
import './home.css';

const LEAD =
	'Le programme donne aux communes de moins de 20 000 habitants qui exercent des fonctions de centralité, et à leurs intercommunalités, les moyens de concrétiser leur projet de revitalisation.';

export default function HomePage() {
	const { signedIn } = useSession();
	return (
		<Page title="Petites villes de demain" lead={LEAD}>
			{signedIn && <Duties />}
			<National />
			<Programme />
			<Parts />
		</Page>
	);
}

function Programme() {
	return (
		<section aria-labelledby="programme">
			<h2 id="programme">Le programme</h2>
			<p>
				Lancé le 1<sup>er</sup> octobre 2020, il est piloté par l’Agence nationale de la cohésion des territoires
				(ANCT). Les préfets de département recueillent et instruisent les candidatures, les préfets de région les
				proposent, l’ANCT labellise. Chaque territoire réunit une ou plusieurs communes et leur intercommunalité : il
				signe une convention d’adhésion, puis, sur un diagnostic, une stratégie et un plan d’action, une
				convention-cadre qui vaut opération de revitalisation de territoire (code de la construction et de l’habitation,
				art. L. 303-2).
			</p>
			<p>Les projets suivent quatre axes :</p>
			<ul>
				<li>un développement économique et commercial équilibré ;</li>
				<li>la rénovation énergétique des bâtiments publics et une offre attractive de l’habitat ;</li>
				<li>des liaisons douces et un développement durable ;</li>
				<li>le patrimoine et le développement touristique.</li>
			</ul>
			<p>
				Le Club Petites villes de demain relie les élus, les chefs de projet et leurs partenaires : échanges
				d’expériences, rencontres, échéances et appels à projets.
			</p>
		</section>
	);
}
