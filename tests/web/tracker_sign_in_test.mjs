// The sign-in page: by password, by the hospital's own provider, and each way in which it does not work, in both languages.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import { clean, signIn } from "./signed_in.mjs";
import { startTrackerServer } from "./tracker_server.mjs";

const alert = (page) => page.textContent("[role=alert]");

describe("tracker's sign-in page", { timeout: 200_000 }, () => {
  let server, browser, page;
  before(async () => {
    server = await startTrackerServer();
    browser = await openBrowser({ width: 1366, height: 900 });
    page = browser.page;
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it("has no other way where none is configured", async () => {
    await page.goto(server.url);
    await page.waitForSelector("input[name=password]");
    await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/session/ways")));
    assert.equal(await page.locator("a.button").count(), 0);
  });

  it("offers the hospital's provider under its name", async () => {
    server.state.openid = { name: "Klinik-Konto", url: "/api/v1/session/openid" };
    await page.reload();
    await page.waitForSelector("a.button");
    assert.equal(await page.textContent("a.button"), "Anmelden mit Klinik-Konto");
    assert.equal(await page.getAttribute("a.button", "href"), "/api/v1/session/openid");
    await clean(page, "tracker-sign-in-openid");
  });

  it("says what the provider came back with, once", async () => {
    for (const [word, sentence] of [["refused", /abgebrochen oder ist abgelaufen/], ["no_role", /keiner der dafür eingetragenen Gruppen/], ["taken", /anderen Konto/], ["unavailable", /Anmeldedienst der Klinik antwortet nicht/]]) {
      await page.goto(`${server.url}?signin=${word}`);
      await page.waitForSelector("[role=alert]");
      assert.match(await alert(page), sentence);
      assert.equal(new URL(page.url()).search, "");
    }
    await clean(page, "tracker-sign-in-unavailable");
    await page.reload();
    await page.waitForSelector("a.button");
    assert.equal(await page.locator("[role=alert]").count(), 0);
  });

  it("tells a directory that is down from a wrong password", async () => {
    for (const [refusing, sentence] of [
      [{ status: 503, detail: "the hospital's directory does not answer (LDAP -1); local accounts still work" }, /Verzeichnis der Klinik antwortet nicht/],
      [{ status: 503, detail: "" }, /Server antwortet nicht/], [{ status: 403 }, /keiner der/], [{ status: 429 }, /Zu viele Versuche/],
    ]) {
      server.state.refusing = refusing;
      await signIn(page, "gleichviel");
      await page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[role=alert]")?.textContent ?? ""), sentence.source);
    }
    server.state.refusing = null;
  });

  it("speaks English", async () => {
    await page.selectOption(".sign-in select", "en");
    await page.waitForSelector("text=Sign in with Klinik-Konto");
    await clean(page, "tracker-sign-in-en");
  });
});
