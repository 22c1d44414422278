import { Page } from '~/ui/Page';

export default function ApplicationPage() {
	return <Page title="ApplicationPage" />;
}
