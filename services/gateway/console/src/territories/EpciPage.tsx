import { Page } from '~/ui/Page';

export default function EpciPage() {
	return <Page title="EpciPage" />;
}
