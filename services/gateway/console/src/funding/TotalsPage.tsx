import { Page } from '~/ui/Page';

export default function TotalsPage() {
	return <Page title="TotalsPage" />;
}
