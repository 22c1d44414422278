import { Page } from '~/ui/Page';

export default function DigestPage() {
	return <Page title="DigestPage" />;
}
