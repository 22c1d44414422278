import { Page } from '~/ui/Page';

export default function GridsPage() {
	return <Page title="GridsPage" />;
}
