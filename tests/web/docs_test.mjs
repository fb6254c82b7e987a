// The page of the API in a real Chromium: whole without its script, searched with it, found by deep link, legible in the dark and
// on a telephone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessibilityFindings, openBrowser, shoot } from "./browser.mjs";
import { servePage } from "./page_server.mjs";

describe("the page of the API", () => {
  let server, browser, page, url;
  before(async () => {
    server = await servePage({ page: "docs", prefix: "/docs/", api: async () => false, feed: "/none", onSocket: () => {} });
    browser = await openBrowser({ width: 1400, height: 900 });
    page = browser.page;
    url = `http://localhost:${server.port}/docs/`;
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const visible = () => page.$$eval("main section", (all) => all.filter((one) => !one.hidden).map((one) => one.id));

  for (const [name, width, scheme] of [["wide", 1400, "light"], ["dark", 1400, "dark"], ["phone", 390, "dark"]]) {
    it(`${name}: nothing for axe-core to say, nothing wider than the screen`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`${url}#send_transmission`);
      assert.deepEqual(await accessibilityFindings(page), []);
      assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await shoot(page, `docs-${name}`);
    });
  }

  it("a deep link leads to its call", async () => {
    await page.setViewportSize({ width: 1400, height: 900 });
    await page.goto(`${url}#send_chunk`);
    const top = await page.$eval("#send_chunk", (section) => section.getBoundingClientRect().top);
    assert(top >= -20 && top < 400, `${top}`);
  });

  it("the search leaves what holds every word, and its headings", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("unknown-key 409");
    assert.deepEqual(await visible(), ["send_transmission"]);
    assert.match(await page.textContent("#found"), /^1 of \d+ /);
    assert.deepEqual(await page.$$eval("nav h2", (all) => all.filter((one) => !one.hidden).map((one) => one.textContent)), ["sending"]);
  });

  it("a link into what the search has hidden shows it again", async () => {
    await page.evaluate(() => { location.hash = "type-Mailbox"; });
    await page.waitForFunction(() => !document.querySelector("#type-Mailbox").hidden);
    assert.equal(await page.inputValue("#search"), "");
  });

  it("without its script the page is whole, and has no search that does nothing", async () => {
    const html = await (await fetch(url)).text();
    assert.match(html, /<search hidden>/);
    assert.match(html, /id="send_transmission"/);
  });

  it("nothing was asked of anybody else, and the policy was never broken", () => {
    assert.deepEqual([browser.foreign, browser.complaints], [[], []]);
  });
});
