import { Page } from '~/ui/Page';

export default function MeasurePage() {
	return <Page title="MeasurePage" />;
}
