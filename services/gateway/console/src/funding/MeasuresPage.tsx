import { Page } from '~/ui/Page';

export default function MeasuresPage() {
	return <Page title="MeasuresPage" />;
}
