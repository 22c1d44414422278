// What is typed faster than a page is drawn stays, and where it was typed; the address has it in the end.
import assert from 'node:assert/strict';

export async function typing(box, end, start) {
	await box.pressSequentially(end);
	await box.press('Home');
	await box.pressSequentially(start);
	assert.equal(await box.inputValue(), start + end);
	await box.page().waitForURL((url) => [...url.searchParams.values()].includes(start + end));
	assert.equal(await box.inputValue(), start + end);
}
