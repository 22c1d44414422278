import { PATHS } from '~/paths';
import { Page } from '~/ui/Page';
import { RouteLink } from '~/ui/RouteLink';
import './site.css';

const HERE = window.location.origin;

const READ = `curl ${HERE}/api/pvd.registry.v1.RegistryService/SearchCommunes \\
    --json '{"text": "la ferte sous"}'

# Ce qui ne change rien se demande aussi par GET.
curl -G ${HERE}/api/pvd.registry.v1.RegistryService/GetCommune \\
    -d connect=v1 -d encoding=json --data-urlencode 'message={"code": "77183"}'`;

const TOKEN = `curl ${HERE}/api/pvd.registry.v1.RegistryService/ListCandidacies \\
    -H "Authorization: Bearer $JETON" --json '{"departementCode": "77"}'`;

const ACT = `curl ${HERE}/api/pvd.club.v1.ClubService/JoinClub \\
    -H "Authorization: Bearer $JETON" -H "Idempotency-Key: $CLE" \\
    --json '{"topics": ["TOPIC_LABEL"]}'`;

const CSV = `curl -G ${HERE}/api/csv/pvd.eligibility.v1.EligibilityService/ListScores \\
    --data-urlencode 'message={"departementCode": "77"}' -o scores-77.csv`;

const EVENTS = `curl -N "${HERE}/api/events?service=registry&after=0" \\
    -H "Authorization: Bearer $JETON"`;

export default function ProgramsPage() {
	return (
		<Page
			title="Pour les programmes"
			lead="Tout ce que montre cette console se lit et se fait aussi par un programme : les mêmes méthodes, les mêmes règles, les mêmes refus."
			above={[]}
		>
			<div className="pvd-prose">
				<ul>
					<li>
						<a href="/openapi.json">Description de toutes les méthodes (OpenAPI)</a>
					</li>
					<li>
						<a href="/api/session">Sous quel nom je suis connecté</a>
					</li>
					<li>
						<a href="/healthz">État du service</a>
					</li>
				</ul>
				<h2>Lire ce qui est public</h2>
				<p>
					Chaque méthode s’appelle par <code>POST /api/&lt;service&gt;/&lt;méthode&gt;</code>, en JSON ou en Protocol
					Buffers, selon le <a href="https://connectrpc.com/docs/protocol">protocole Connect</a> : tout client Connect
					ou HTTP convient. Sans jeton, un programme voit ce qui est public.
				</p>
				<Code label="Lire ce qui est public" text={READ} />
				<h2>Se présenter</h2>
				<p>
					Un programme se présente par un jeton, qui parle au nom d’un acteur de l’annuaire et a ses rôles et son
					périmètre. L’exploitant le remet (<code>pvd token add</code>), pour 400 jours au plus, et peut le révoquer. Un
					jeton ne passe que par HTTPS, ou sur la machine même.
				</p>
				<Code label="Se présenter par un jeton" text={TOKEN} />
				<h2>Agir</h2>
				<p>
					Ce qui change quelque chose porte une clé d’idempotence (un ULID, propre à chaque intention). Renvoyé avec la
					même clé, l’acte donne la même réponse et ne prend effet qu’une fois. Les réponses 503 et 504 veulent dire «
					on ne sait pas » : renvoyez, avec la même clé.
				</p>
				<Code label="Agir avec une clé d’idempotence" text={ACT} />
				<p>
					Un refus dit pourquoi : un motif stable (<code>POPULATION_LIMIT</code>), une phrase en français, le champ en
					cause et, quand le droit refuse, l’article.
				</p>
				<h2>Télécharger une liste</h2>
				<p>
					Toute liste se télécharge en CSV, pour un tableur ou, avec <code>form=machine</code>, pour un programme. Les
					plus longues se préparent en tâche de fond (<code>RequestExport</code>) ; une fois connecté, voyez{' '}
					<RouteLink href={PATHS.files}>vos fichiers</RouteLink>.
				</p>
				<Code label="Télécharger une liste en CSV" text={CSV} />
				<h2>Suivre ce qui se passe</h2>
				<p>
					Le journal de chaque service se lit en flux d’événements (SSE), depuis le début ou depuis un point :
					l’identifiant de chaque événement est sa place au journal, et <code>Last-Event-ID</code> y reprend. Rien ne
					manque, rien ne vient deux fois. Chacun reçoit ce que son périmètre lui permet de lire.
				</p>
				<Code label="Suivre les événements d’un service" text={EVENTS} />
				<h2>Être relié au bus</h2>
				<p>
					Le système d’information d’un partenaire peut aussi être un client du bus, avec sa propre clé (ZeroMQ,
					CurveZMQ) : mêmes messages, mêmes règles. Adressez-vous à l’
					<RouteLink href={PATHS.contact}>exploitant</RouteLink>.
				</p>
			</div>
		</Page>
	);
}

/* Longer than a narrow screen: its frame scrolls, by the keyboard too. */
function Code({ label, text }: { label: string; text: string }) {
	return (
		<pre className="pvd-example" tabIndex={0} role="region" aria-label={label}>
			<code>{text}</code>
		</pre>
	);
}
