import { Page } from '~/ui/Page';

export default function SiteMapPage() {
	return <Page title="SiteMapPage" />;
}
