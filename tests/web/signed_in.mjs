// Sign-in and the checks that every page of the tracker must pass.
import assert from "node:assert/strict";
import { accessibilityFindings, shoot } from "./browser.mjs";
import { account } from "./tracker_server.mjs";

export async function signIn(page, password = account.password) {
  await page.fill("input[name=username]", account.username);
  await page.fill("input[name=password]", password);
  await page.keyboard.press("Enter");
}

export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Screenshot, accessibility, and nothing beyond the right edge. */
export async function clean(page, name) {
  await shoot(page, name);
  assert.deepEqual(await accessibilityFindings(page), [], name);
  assert.ok((await sideways(page)) <= 0, `${name} is wider than the window`);
}

/** Whatever the browser keeps for this page, as one text. */
export const everythingKept = (page) => page.evaluate(async () => {
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
  return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), kept, document.cookie]);
});

/** Language and colours, by the menu of whoever is signed in. */
export async function prefer(page, { language, dark } = {}) {
  if ((await page.getAttribute(".menu", "open")) === null) await page.click(".menu summary");
  if (language) await page.selectOption(".menu select", language);
  if (dark !== undefined && (await page.getAttribute(".menu [aria-pressed]", "aria-pressed")) !== String(dark)) await page.click(".menu [aria-pressed]");
  await page.click(".menu summary");
}
