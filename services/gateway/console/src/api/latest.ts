/* Questions that change faster than a service answers, as while one drags: never more than one is on its way, and the last
 * one is asked in the end. What lies between them nobody waits for. */
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { useCallback, useEffect, useRef, useState } from 'react';
import { answerQuery, queries } from './queries';

interface Heard<Answer> {
	asked: string; // what it is the answer to
	answer: Answer | undefined; // the last there was, whatever came after
	error: unknown;
}

export interface Latest<Answer> {
	answer: Answer | undefined;
	error: unknown; // of the last question; none: it was answered
	isSettled: boolean; // nothing is on its way
	retry: () => void;
}

export function useLatest<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	request: MessageInitShape<I>,
): Latest<MessageShape<O>> {
	const text = toJsonString(method.input, create(method.input, request));
	const [heard, setHeard] = useState<Heard<MessageShape<O>>>({ asked: '', answer: undefined, error: undefined });
	const wanted = useRef(text);
	wanted.current = text;
	const isBusy = useRef(false);
	const isShown = useRef(true);

	const ask = useCallback(async () => {
		if (isBusy.current) {
			return; // whoever is asking goes on to what is wanted then
		}
		isBusy.current = true;
		let last = '';
		while (isShown.current && last !== wanted.current) {
			const asked = wanted.current; // of its own each time: what is set below may be worked out after the next was asked
			const { answer, error } = await answered(method, asked);
			setHeard((before) => ({ asked, answer: answer ?? before.answer, error }));
			last = asked;
		}
		isBusy.current = false;
	}, [method]);

	useEffect(() => {
		isShown.current = true;
		return () => {
			isShown.current = false;
		};
	}, []);
	useEffect(() => void ask(), [ask, text]);

	return { answer: heard.answer, error: heard.error, isSettled: heard.asked === text, retry: () => void ask() };
}

async function answered<I extends DescMessage, O extends DescMessage>(
	method: DescMethodUnary<I, O>,
	asked: string,
): Promise<{ answer?: MessageShape<O>; error?: unknown }> {
	try {
		const request = fromJsonString(method.input, asked) as MessageInitShape<I>;
		return { answer: await queries.fetchQuery({ ...answerQuery(method, request), gcTime: 0 }) };
	} catch (error) {
		return { error };
	}
}
