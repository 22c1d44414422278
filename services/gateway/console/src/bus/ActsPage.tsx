import { Page } from '~/ui/Page';

export default function ActsPage() {
	return <Page title="ActsPage" />;
}
