import { Page } from '~/ui/Page';

export default function SelectionNewPage() {
	return <Page title="SelectionNewPage" />;
}
