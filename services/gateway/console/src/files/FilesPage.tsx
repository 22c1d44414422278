import { Page } from '~/ui/Page';

export default function FilesPage() {
	return <Page title="FilesPage" />;
}
