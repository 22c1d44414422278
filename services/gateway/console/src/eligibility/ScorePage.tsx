import { Page } from '~/ui/Page';

export default function ScorePage() {
	return <Page title="ScorePage" />;
}
