import { Page } from '~/ui/Page';

export default function LegalPage() {
	return <Page title="LegalPage" />;
}
