import { Page } from '~/ui/Page';

export default function ComparisonPage() {
	return <Page title="ComparisonPage" />;
}
