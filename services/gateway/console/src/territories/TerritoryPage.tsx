import { Page } from '~/ui/Page';

export default function TerritoryPage() {
	return <Page title="TerritoryPage" />;
}
