import { Page } from '~/ui/Page';

export default function PrincipalPage() {
	return <Page title="PrincipalPage" />;
}
