import { Page } from '~/ui/Page';

export default function ProgramsPage() {
	return <Page title="ProgramsPage" />;
}
