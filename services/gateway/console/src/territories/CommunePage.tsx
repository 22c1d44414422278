import { Page } from '~/ui/Page';

export default function CommunePage() {
	return <Page title="CommunePage" />;
}
