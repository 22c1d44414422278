import { Page } from '~/ui/Page';

export default function SelectionsPage() {
	return <Page title="SelectionsPage" />;
}
