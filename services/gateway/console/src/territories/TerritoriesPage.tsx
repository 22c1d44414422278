import { Page } from '~/ui/Page';

export default function TerritoriesPage() {
	return <Page title="TerritoriesPage" />;
}
