import { Page } from '~/ui/Page';

export default function PrincipalsPage() {
	return <Page title="PrincipalsPage" />;
}
