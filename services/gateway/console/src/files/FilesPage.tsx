import { Tabs } from '@codegouvfr/react-dsfr/Tabs';
import { GatewayService } from 'pvd/gateway/v1/gateway_pb.js';
import { useNavigate } from 'react-router';
import { useLive } from '~/api/events';
import { OnlyFor } from '~/ui/OnlyFor';
import { Page } from '~/ui/Page';
import { useAddress } from '~/ui/useAddress';
import { Documents, Leave } from './Documents';
import { ExportForm } from './ExportForm';
import { Exports } from './Exports';

export default function FilesPage() {
	return (
		<Page title="Mes fichiers" lead="Les documents que vous déposez ou pouvez lire, et les listes que vous emportez.">
			<OnlyFor method={GatewayService.method.listDocuments}>
				<Files />
			</OnlyFor>
		</Page>
	);
}

const VIEWS = [
	{ tabId: 'documents', label: 'Documents' },
	{ tabId: 'exports', label: 'Exports' },
];

function Files() {
	useLive('gateway');
	const [view] = useAddress('vue', 'documents');
	const navigate = useNavigate();
	const shown = view === 'exports' ? 'exports' : 'documents';
	return (
		<Tabs
			selectedTabId={shown}
			tabs={VIEWS}
			onTabChange={(tab) => void navigate(`?vue=${tab}`, { preventScrollReset: true })}
			label="Fichiers"
		>
			{shown === 'documents' ? (
				<>
					<h2>Déposer</h2>
					<Leave />
					<h2>Documents</h2>
					<Documents />
				</>
			) : (
				<>
					<h2>Demander un export</h2>
					<ExportForm />
					<h2 className="fr-mt-4w">Mes exports</h2>
					<Exports />
				</>
			)}
		</Tabs>
	);
}
