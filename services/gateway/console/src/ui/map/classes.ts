import type { ValueClass } from '~/ui/quintiles';
import { CLASSES_MAX, classOf, quintiles } from '~/ui/quintiles';

/* Into which colours the values of a map fall. */

/* Zero is of no class. */
export function classesOf(values: readonly number[]): ValueClass[] {
	return quintiles(values.filter((value) => value > 0));
}

/* From 0, which is nothing, to 5, the darkest: few classes are spread over the same range. */
export function shadeOf(value: number, classes: readonly ValueClass[]): number {
	const number = value > 0 ? classOf(value, classes) : 0;
	return number === 0 ? 0 : shadeOfClass(number - 1, classes.length);
}

export function shadeOfClass(index: number, count: number): number {
	return count === 1 ? 3 : 1 + Math.round((index * (CLASSES_MAX - 1)) / (count - 1));
}
