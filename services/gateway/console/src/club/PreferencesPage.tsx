import { Page } from '~/ui/Page';

export default function PreferencesPage() {
	return <Page title="PreferencesPage" />;
}
