import { Page } from '~/ui/Page';

export default function CandidacyNewPage() {
	return <Page title="CandidacyNewPage" />;
}
