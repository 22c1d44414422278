/* The statement as RGAA 4 models it. */
import type { Site } from 'pvd/gateway/v1/site_pb.js';
import { AccessibilityState, AccessibilityStateSchema } from 'pvd/gateway/v1/site_pb.js';
import { date, percent } from '~/ui/format';
import { enumWord } from '~/words';
import { Lines, Owed, Reach } from './Owed';
import { SitePage } from './SitePage';

export default function AccessibilityPage() {
	return (
		<SitePage title="Déclaration d’accessibilité">
			{(site, { accessibilityState: state }) => (
				<>
					<p>
						{site ? site.publisher : 'L’éditeur de ce site, non renseigné par l’exploitant,'} s’engage à rendre ses
						services numériques accessibles, conformément à l’article 47 de la loi n° 2005-102 du 11 février 2005. Cette
						déclaration porte sur le site <strong>Petites villes de demain</strong>, à l’adresse{' '}
						<code>{window.location.origin}</code>.
					</p>
					{site?.accessibilityPlanPage && (
						<p>
							Schéma pluriannuel de mise en accessibilité et plans d’actions : <Reach at={site.accessibilityPlanPage} />
							.
						</p>
					)}
					<h2>État de conformité</h2>
					<p>
						Ce site est <strong>{enumWord(AccessibilityStateSchema, state)}</strong> avec le référentiel général
						d’amélioration de l’accessibilité (RGAA), version 4.1.{' '}
						{state === AccessibilityState.NOT_ASSESSED &&
							'Aucun audit n’a encore été fait : le référentiel veut alors que le site soit dit non conforme.'}
					</p>
					<h2>Résultats des tests</h2>
					<Results site={site} />
					<h2>Contenus non accessibles</h2>
					{site?.accessibilityExceptions ? (
						<p>
							<Lines text={site.accessibilityExceptions} />
						</p>
					) : (
						<p>{site ? 'L’exploitant ne signale aucun contenu non accessible.' : <Owed>{null}</Owed>}</p>
					)}
					<p>
						Les cartes et les graphiques sont des images : chacun est suivi de ses chiffres en tableau. Les cartes de
						points se lisent aussi dans la liste qui les accompagne.
					</p>
					<h2>Établissement de cette déclaration</h2>
					<Technology />
					<h2>Retour d’information et contact</h2>
					<p>
						Si vous n’arrivez pas à accéder à un contenu ou à un service, écrivez-nous pour être orienté vers une autre
						forme ou l’obtenir autrement :
					</p>
					<ul>
						{site?.contactEmail !== '' && (
							<li>
								adresse électronique : <Reach at={site?.contactEmail} />
							</li>
						)}
						{site?.contactPage && (
							<li>
								formulaire : <Reach at={site.contactPage} />
							</li>
						)}
					</ul>
					<h2>Voies de recours</h2>
					<Remedies />
				</>
			)}
		</SitePage>
	);
}

function Results({ site }: { site: Site | undefined }) {
	if (!site?.accessibilityAssessedOn) {
		return <p>Aucun audit de conformité n’a été publié.</p>;
	}
	return (
		<p>
			L’audit de conformité fait par {site.accessibilityAssessor} et daté du {date(site.accessibilityAssessedOn)} révèle
			que {percent(site.accessibilityRateBp, 2)} des critères applicables du RGAA sont respectés.
		</p>
	);
}

function Technology() {
	return (
		<>
			<p>Technologies dont le site dépend :</p>
			<ul>
				<li>HTML5, CSS, SVG et canvas ;</li>
				<li>JavaScript ;</li>
				<li>WAI-ARIA.</li>
			</ul>
			<p>
				Chaque version est vérifiée par un outil automatique (axe) sous Chromium, en thème clair et en thème sombre, et
				au clavier seul. Ces vérifications ne valent pas un audit.
			</p>
		</>
	);
}

function Remedies() {
	return (
		<>
			<p>
				Si vous avez signalé au responsable du site un défaut d’accessibilité qui vous empêche d’accéder à un contenu ou
				à un service, et que vous n’avez pas obtenu de réponse satisfaisante, vous pouvez :
			</p>
			<ul>
				<li>
					écrire un message au <a href="https://formulaire.defenseurdesdroits.fr/">Défenseur des droits</a> ;
				</li>
				<li>
					joindre le{' '}
					<a href="https://www.defenseurdesdroits.fr/carte-des-delegues">
						délégué du Défenseur des droits dans votre région
					</a>{' '}
					;
				</li>
				<li>
					envoyer un courrier (gratuit, sans timbre) : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07.
				</li>
			</ul>
		</>
	);
}
