import { Page } from '~/ui/Page';

export default function ApplicationsPage() {
	return <Page title="ApplicationsPage" />;
}
