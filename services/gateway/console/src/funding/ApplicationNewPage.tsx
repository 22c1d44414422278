import { Page } from '~/ui/Page';

export default function ApplicationNewPage() {
	return <Page title="ApplicationNewPage" />;
}
