import { Page } from '~/ui/Page';

export default function BusPage() {
	return <Page title="BusPage" />;
}
