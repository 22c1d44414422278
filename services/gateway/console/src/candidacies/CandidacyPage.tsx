import { Page } from '~/ui/Page';

export default function CandidacyPage() {
	return <Page title="CandidacyPage" />;
}
