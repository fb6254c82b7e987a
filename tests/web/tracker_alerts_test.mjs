// Sound and desktop notification: each with a filter of its own, without a word of the patient, and silence is not acknowledgement.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import { clean, everythingKept, signIn } from "./signed_in.mjs";
import { exampleRecord, makeCase, startTrackerServer } from "./tracker_server.mjs";

/** In the page, before its own script: every notification is noted, and time can be moved on. */
const stand = () => {
  window.shown = [];
  window.later = 0;
  const real = Date.now;
  Date.now = () => real() + window.later;
  window.Notification = class {
    static permission = "default";
    static requestPermission = async () => (this.permission = window.permitted ?? "granted");
    constructor(title, options) {
      window.shown.push({ title, ...options });
    }
    close() {}
  };
};

describe("alerts of the tracker", { timeout: 120_000 }, () => {
  let server, browser, page, stemi, stroke, minor;
  const put = async (one) => {
    server.put(one);
    await page.waitForSelector(`.item[href$="${one.summary.case}"]`);
  };
  const again = async (one, id) => {
    const copy = structuredClone(one);
    copy.summary.case = copy.record.slip.case = id.repeat(32);
    await put(copy);
  };
  const shown = () => page.evaluate(() => window.shown);
  const played = () => page.evaluate(() => document.documentElement.dataset.played ?? null);
  const silence = () => page.evaluate(() => delete document.documentElement.dataset.played);
  const settings = async (deed) => {
    await page.click("header .sound");
    await page.waitForSelector("dialog[open] input[name=notify]");
    await deed();
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
  };
  const fieldset = (legend) => page.locator("dialog fieldset", { hasText: legend });
  before(async () => {
    stemi = makeCase(await exampleRecord("stemi"), { eta: 4 });
    stroke = makeCase(await exampleRecord("stroke"), { eta: 12 });
    minor = makeCase(await exampleRecord("minor_injury"), { eta: 30 });
    server = await startTrackerServer({ cases: [] });
    browser = await openBrowser({ width: 1366, height: 768 });
    page = browser.page;
    await page.addInitScript(stand);
    await page.goto(server.url);
    await signIn(page);
    await page.waitForSelector(".list");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it("says so when the browser allows no notification, and shows none", async () => {
    await page.evaluate(() => (window.permitted = "denied"));
    await settings(async () => {
      await page.click("dialog input[name=notify]");
      await page.waitForSelector("dialog [role=alert] >> text=erlaubt keine Hinweise");
      await clean(page, "alerts-denied");
    });
    await page.evaluate(() => (window.permitted = "granted"));
  });

  it("notifies of red ones alone where that is chosen, while yellow and green sound", async () => {
    await settings(async () => {
      await page.check("dialog input[name=notify]");
      await fieldset("Hinweis nur für").locator("label", { hasText: "rot" }).click();
      await fieldset("Ton nur für").locator("label", { hasText: "grün" }).click();
    });
    await put(minor);
    assert.equal(await played(), "sk3");
    assert.deepEqual(await shown(), []);
    await silence();
    await put(stemi);
    assert.equal((await shown()).length, 1);
    assert.equal(await played(), null, "a red one is filtered from the sound");
  });

  it("tells priority and time, neither name nor keyword, and leads to the case", async () => {
    const [notice] = await shown();
    assert.match(notice.body, /^Priorität 1, rot · \d\d:\d\d$/);
    const { last_name, first_name } = stemi.summary.patient;
    for (const word of [last_name, first_name, stemi.summary.arrival.keyword]) assert.ok(!JSON.stringify(notice).includes(word), word);
    assert.equal(notice.tag, stemi.summary.case);
  });

  it("sounds again for a red one until somebody has seen it", async () => {
    await settings(() => fieldset("Ton nur für").locator("label", { hasText: "rot" }).click());
    const minutesPass = () => page.evaluate(() => (window.later += 31_000));
    await silence();
    await minutesPass();
    server.heartbeat();
    await page.waitForFunction(() => document.documentElement.dataset.played === "sk1");
    server.put({ ...stemi, summary: { ...stemi.summary, state: "seen", seen_at: new Date().toISOString(), seen_by: "M. Beispiel" } });
    await page.waitForSelector(`.item.seen[href$="${stemi.summary.case}"]`);
    await silence();
    await minutesPass();
    server.heartbeat();
    await again(minor, "b");
    assert.equal(await played(), "sk3", "the heartbeat before it repeated nothing");
  });

  it("is silent for two minutes by one key, and says so", async () => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("m");
    await page.waitForSelector("header .sound >> text=Ton kurz aus");
    await silence();
    await again(stemi, "a");
    assert.equal(await played(), null);
    await page.keyboard.press("m");
    await page.waitForSelector("header .sound >> text=Ton an");
  });

  it("keeps the settings over a reload, in this browser, and nothing else", async () => {
    const kept = await everythingKept(page);
    assert.match(kept, /notifyFor/);
    for (const one of [stemi, stroke, minor]) for (const word of [one.summary.case, one.summary.patient?.last_name, one.summary.arrival.keyword]) assert.ok(!word || !kept.includes(word), word);
    await page.reload();
    await page.waitForSelector(".item");
    await settings(async () => assert.ok(await page.isChecked("dialog input[name=notify]")));
    assert.deepEqual(await shown(), [], "what was there already is no news");
    assert.deepEqual(browser.complaints, []);
  });
});
