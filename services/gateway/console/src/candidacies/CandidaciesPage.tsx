import { Page } from '~/ui/Page';

export default function CandidaciesPage() {
	return <Page title="CandidaciesPage" />;
}
