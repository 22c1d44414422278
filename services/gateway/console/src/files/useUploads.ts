/* Files on their way to the gateway, and those that stopped: what was begun is kept with the file's name, so that choosing
 * the same file again goes on where it stopped. */

import type { Document } from 'pvd/gateway/v1/document_pb.js';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { queries } from '~/api/queries';
import type { Refusal } from '~/api/refusal';
import { refusalOf } from '~/api/refusal';
import { useSession } from '~/api/session';
import { names, read, remove, subscribe, write } from '~/api/store';
import type { Audience, Progress } from '~/api/upload';
import { abandonUpload, leaveFile } from '~/api/upload';
import { mediaTypeOf } from './media';

export interface Begun {
	upload: string;
	fileName: string;
	size: number;
	modified: number;
}

export interface Going {
	id: number;
	file: File;
	progress: Progress;
	refusal?: Refusal;
	document?: Document;
}

const BOX = 'upload/';

function useBegun(principal: string): Begun[] {
	const text = useSyncExternalStore(subscribe, () =>
		JSON.stringify(names(principal, BOX).flatMap((name) => read<Begun>(principal, name) ?? [])),
	);
	return useMemo(() => JSON.parse(text) as Begun[], [text]);
}

function isOf({ fileName, size, modified }: Begun, file: File): boolean {
	return fileName === file.name && size === file.size && modified === file.lastModified;
}

let lastId = 0;

export function useUploads(onDone?: (document: Document) => void) {
	const { principal } = useSession().actor;
	const begun = useBegun(principal);
	const [going, setGoing] = useState<Going[]>([]);
	const stops = useRef(new Map<number, AbortController>());
	const change = (id: number, what: Partial<Going>) =>
		setGoing((all) => all.map((one) => (one.id === id ? { ...one, ...what } : one)));
	const forget = (upload: string) => remove(principal, BOX + upload);

	const send = async (id: number, file: File, audience: Audience) => {
		const stop = new AbortController();
		stops.current.set(id, stop);
		let upload = begun.find((one) => isOf(one, file))?.upload;
		try {
			const document = await leaveFile(file, {
				mediaType: mediaTypeOf(file),
				audience,
				upload,
				signal: stop.signal,
				onBegun: (made) => {
					upload = made;
					write(principal, BOX + made, {
						upload: made,
						fileName: file.name,
						size: file.size,
						modified: file.lastModified,
					} satisfies Begun);
				},
				onProgress: (progress) => change(id, { progress }),
			});
			forget(upload ?? '');
			change(id, { document });
			void queries.invalidateQueries({ queryKey: ['gateway'] });
			onDone?.(document);
		} catch (error) {
			if (stop.signal.aborted) {
				setGoing((all) => all.filter((one) => one.id !== id));
				return;
			}
			forget(upload ?? ''); // what is refused is not gone on with
			change(id, { refusal: refusalOf(error) });
		}
	};

	useEffect(
		() => () => {
			for (const stop of stops.current.values()) {
				stop.abort();
			}
		},
		[],
	);

	return {
		going,
		stopped: begun.filter((one) => !going.some(({ file, document }) => !document && isOf(one, file))),
		add: (files: readonly File[], audience: Audience) => {
			for (const file of files) {
				const id = ++lastId;
				setGoing((all) => [...all, { id, file, progress: { phase: 'digest', sent: 0 } }]);
				void send(id, file, audience);
			}
		},
		stop: (id: number) => stops.current.get(id)?.abort(),
		dismiss: (id: number) => setGoing((all) => all.filter((one) => one.id !== id)),
		abandon: async ({ upload }: Begun) => {
			await abandonUpload(upload);
			forget(upload);
		},
	};
}
