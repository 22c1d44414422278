import { Page } from '~/ui/Page';

export default function ContactPage() {
	return <Page title="ContactPage" />;
}
