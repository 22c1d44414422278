import { Page } from '~/ui/Page';

export default function SelectionPage() {
	return <Page title="SelectionPage" />;
}
