import { Page } from '~/ui/Page';

export default function JournalPage() {
	return <Page title="JournalPage" />;
}
