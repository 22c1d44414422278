import { PATHS } from '~/paths';
import type { Elsewhere } from '~/words/elsewhere';

const PAGES: Partial<Record<NonNullable<Elsewhere['page']>, string>> = {
	access: 'Connexions et jetons',
	files: 'Mes fichiers',
	indicators: 'Indicateurs',
};

export function ElsewhereText({ elsewhere: { reason, command, page } }: { elsewhere: Elsewhere }) {
	return (
		<>
			{reason}{' '}
			{page && (
				<>
					Dans la console : <a href={PATHS[page]}>{PAGES[page] ?? PATHS[page]}</a>.{' '}
				</>
			)}
			{command && (
				<>
					En ligne de commande : <code>{command}</code>.
				</>
			)}
		</>
	);
}
