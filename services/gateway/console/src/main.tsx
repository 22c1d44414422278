import '@codegouvfr/react-dsfr/dsfr/dsfr.main.min.css';
import './icons.css';
import './console.css';
import { startReactDsfr } from '@codegouvfr/react-dsfr/spa';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { queries } from './api/queries';
import { router } from './router';
import { RouteLink } from './ui/RouteLink';

declare module '@codegouvfr/react-dsfr/spa' {
	interface RegisterLink {
		Link: typeof RouteLink;
	}
}

startReactDsfr({ defaultColorScheme: 'system', Link: RouteLink });

const root = document.getElementById('root');
if (!root) {
	throw new Error('index.html has no root');
}
createRoot(root).render(
	<StrictMode>
		<QueryClientProvider client={queries}>
			<RouterProvider router={router} />
		</QueryClientProvider>
	</StrictMode>,
);
