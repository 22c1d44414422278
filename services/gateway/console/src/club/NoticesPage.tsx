import { Page } from '~/ui/Page';

export default function NoticesPage() {
	return <Page title="NoticesPage" />;
}
