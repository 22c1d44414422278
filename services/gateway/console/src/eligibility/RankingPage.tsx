import { Page } from '~/ui/Page';

export default function RankingPage() {
	return <Page title="RankingPage" />;
}
