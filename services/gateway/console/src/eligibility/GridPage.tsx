import { Page } from '~/ui/Page';

export default function GridPage() {
	return <Page title="GridPage" />;
}
