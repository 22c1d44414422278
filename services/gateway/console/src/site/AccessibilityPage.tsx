import { Page } from '~/ui/Page';

export default function AccessibilityPage() {
	return <Page title="AccessibilityPage" />;
}
