import { Page } from '~/ui/Page';

export default function ActPage() {
	return <Page title="ActPage" />;
}
