import { Accordion } from '@codegouvfr/react-dsfr/Accordion';
import type { Committee } from 'pvd/registry/v1/committee_pb.js';
import type { Territory } from 'pvd/registry/v1/territory_pb.js';
import { date } from '~/ui/format';
import { Empty } from '~/ui/states';

/* The axes in force, then each meeting, latest first. */
export function Committees({ territory }: { territory: Territory }) {
	const meetings = [...territory.committees].sort((one, other) => other.heldOn.localeCompare(one.heldOn));
	if (meetings.length === 0) {
		return (
			<Empty>
				Aucune réunion du comité de projet n’est enregistrée. La collectivité ou la préfecture enregistre chacune
				d’elles, avec les axes du projet qu’elle adopte.
			</Empty>
		);
	}
	return (
		<>
			{territory.axes.length > 0 && (
				<>
					<h3 className="fr-h6">Axes du projet</h3>
					<Axes axes={territory.axes} />
				</>
			)}
			<h3 className="fr-h6">Réunions du comité de projet</h3>
			<div className="fr-accordions-group">
				{meetings.map((meeting) => (
					<Accordion
						key={`${meeting.heldOn} ${meeting.place}`}
						titleAs="h4"
						label={`${date(meeting.heldOn)}, ${meeting.place}`}
					>
						<Meeting of={meeting} />
					</Accordion>
				))}
			</div>
		</>
	);
}

function Axes({ axes }: { axes: readonly string[] }) {
	return (
		<ol>
			{axes.map((axis) => (
				<li key={axis}>{axis}</li>
			))}
		</ol>
	);
}

function Meeting({ of }: { of: Committee }) {
	return (
		<>
			<p className="pvd-text">{of.decisions === '' ? 'Aucune décision n’est consignée.' : of.decisions}</p>
			{of.axes.length > 0 && (
				<>
					<p className="fr-mb-1w">Axes adoptés :</p>
					<Axes axes={of.axes} />
				</>
			)}
		</>
	);
}
