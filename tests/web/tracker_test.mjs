import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, shoot } from "./browser.mjs";
import { clean, prefer, signIn } from "./signed_in.mjs";
import { exampleRecord, makeCase, startTrackerServer, typicalAttachments, typicalDeliveries } from "./tracker_server.mjs";

const text = (page, selector) => page.textContent(selector);

describe("tracker", { timeout: 400_000 }, () => {
  let server, browser, page, stemi, stroke, minor;
  before(async () => {
    stemi = makeCase(await exampleRecord("stemi"), { eta: 4, attachments: await typicalAttachments(), deliveries: typicalDeliveries() });
    stroke = makeCase(await exampleRecord("stroke"), { eta: -3, state: "seen" });
    minor = makeCase(await exampleRecord("minor_injury"), { eta: 18 });
    server = await startTrackerServer();
    browser = await openBrowser({ width: 1366, height: 900 });
    page = browser.page;
    await page.goto(server.url);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it("asks who is there, and tells a wrong password without naming the wrong part", async () => {
    await page.waitForSelector("input[name=password]");
    await clean(page, "tracker-sign-in");
    await signIn(page, "falsch");
    assert.match(await text(page, "[role=alert]"), /Benutzername oder Passwort/);
    await clean(page, "tracker-wrong-password");
  });

  it("shows an empty list as empty", async () => {
    await signIn(page);
    await page.waitForSelector(".list >> text=Keine Voranmeldungen");
    await clean(page, "tracker-empty");
  });

  it("shows a new case at once, and counts it in the title", async () => {
    const before = Date.now();
    for (const one of [minor, stemi, stroke]) server.put(one);
    await page.waitForFunction(() => document.querySelectorAll(".item").length === 3);
    assert.ok(Date.now() - before < 500);
    assert.deepEqual(await page.$$eval(".item .keyword", (found) => found.map((one) => one.textContent)), [
      stroke.summary.arrival.keyword, stemi.summary.arrival.keyword, minor.summary.arrival.keyword,
    ]);
    assert.equal(await page.title(), "(2) Voranmeldungen");
    assert.match(await text(page, ".item .arrival-time.overdue"), /\+2 min.*überfällig/);
  });

  it("opens a case with everything that was sent, the worry first", async () => {
    await page.click(`.item >> text=${stemi.summary.arrival.keyword}`);
    await page.waitForSelector("article h2");
    const article = await text(page, "article");
    for (const part of ["BRANDSTÄTTER, Heinz-Peter", "Herzfrequenz", "Acetylsalicylsäure", "Penicillin", "Glasgow Coma Scale", "kaltschweißig", "Notarzt", "Yıldız", "Defi-Patches", "B429173602", "Alarmserver kennt die Alarmkette 12 nicht", "1 von 4 Teilen", "passt nicht zu dem, was angekündigt war"]) {
      assert.ok(article.includes(part), part);
    }
    assert.ok(!article.includes("undefined") && !article.includes("[object") && !article.includes("NaN"));
    await page.waitForSelector(".ecg canvas");
    await page.locator(".attachment.photo img").first().scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector(".attachment.photo img")?.naturalWidth > 50);
    await page.evaluate(() => document.querySelector("main").scrollTo(0, 0));
    await clean(page, "tracker-case");
  });

  it("draws the ECG to scale, 25 mm/s and 10 mm/mV", async () => {
    await page.locator(".ecg").first().scrollIntoViewIfNeeded();
    const drawn = await page.$eval(".ecg canvas", (canvas) => {
      const millimetre = canvas.clientWidth / (250 + 15);
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      const ratio = canvas.width / canvas.clientWidth;
      const dark = (x, y) => pixels[4 * (Math.round(y * millimetre * ratio) * canvas.width + Math.round(x * millimetre * ratio))] < 170;
      const near = (x, y) => [-0.3, 0, 0.3].some((dy) => dark(x, y + dy));
      const room = canvas.parentElement.clientWidth;
      return { fits: canvas.clientWidth <= room + 1, height: canvas.clientHeight / millimetre, top: near(7.5, 17.5 - 10), foot: near(5.5, 17.5), above: near(7.5, 17.5 - 12) };
    });
    assert.ok(drawn.fits && Math.abs(drawn.height - 110) < 1, JSON.stringify(drawn));
    assert.deepEqual([drawn.top, drawn.foot, drawn.above], [true, true, false]);
    await shoot(page, "tracker-ecg");
  });

  it("shows scores and attachments", async () => {
    await page.locator(".attachments:not(.wide)").first().scrollIntoViewIfNeeded();
    await shoot(page, "tracker-attachments");
    await page.locator(".parts").scrollIntoViewIfNeeded();
    await shoot(page, "tracker-record");
    await page.locator("section[aria-label='Weitergabe im Haus']").scrollIntoViewIfNeeded();
    await shoot(page, "tracker-deliveries");
  });

  it("marks a case as seen by keyboard alone, with the CSRF token", async () => {
    await page.focus(".actions .primary");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".actions >> text=gesehen");
    assert.equal(server.state.cases.get(stemi.summary.case).summary.state, "seen");
    assert.equal(await page.title(), "(1) Voranmeldungen");
  });

  it("says so when an action was not stored", async () => {
    server.state.failing = true;
    await page.click(".actions >> text=Angekommen");
    await page.waitForSelector("[role=alert] >> text=Nicht gespeichert");
    server.state.failing = false;
    await page.click(".actions >> text=Angekommen");
    await page.waitForSelector(".case-head >> text=angekommen");
  });

  it("shows a newer version of the open case by itself", async () => {
    const changed = structuredClone({ ...stemi, summary: server.state.cases.get(stemi.summary.case).summary });
    changed.record.pre_notification.diagnosis = "Neue Diagnose nach zweitem EKG";
    changed.summary = { ...changed.summary, sequence: 2, updated_at: new Date().toISOString() };
    server.put(changed);
    await page.waitForSelector("article >> text=Neue Diagnose");
  });

  it("comes back to the same case after a reload, still signed in", async () => {
    await page.reload();
    await page.waitForSelector("article h2 >> text=STEMI");
  });

  it("is complete in English and in dark colours", async () => {
    await prefer(page, { language: "en" });
    await page.click(`.item >> text=${stroke.summary.arrival.keyword}`);
    await page.waitForSelector("article >> text=Last seen well at");
    await page.waitForSelector("article >> text=OPPERMANN-ŁUKASIK");
    const article = await text(page, "article");
    for (const part of ["Pre-notification", "Vital signs", "4I-SS", "sNIHSS-EMS", "PEES", "No medication given"]) assert.ok(article.includes(part), part);
    await clean(page, "tracker-english");
    await page.locator(".score-grid").scrollIntoViewIfNeeded();
    await shoot(page, "tracker-scores");
    await prefer(page, { dark: true });
    await clean(page, "tracker-dark");
    await prefer(page, { language: "de", dark: false });
  });

  it("works on a small window", async () => {
    await page.setViewportSize({ width: 800, height: 900 });
    await clean(page, "tracker-narrow");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.setViewportSize({ width: 1366, height: 900 });
  });

  it("shows five hundred open cases and scrolls them without a stumble", async () => {
    const many = Array.from({ length: 500 }, (_, i) => {
      const one = structuredClone({ ...minor, attachments: [] });
      one.summary.case = one.record.slip.case = i.toString(16).padStart(32, "0");
      return one;
    });
    for (const one of many) server.put(one);
    await page.waitForFunction(() => document.querySelectorAll(".item").length === 503);
    const slow = await page.evaluate(async () => {
      const list = document.querySelector(".list");
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const frames = [];
      for (let step = 0; step < 60; step++) {
        const before = performance.now();
        list.scrollTop += 400;
        void list.scrollHeight;
        await frame();
        frames.push(performance.now() - before);
      }
      return frames.sort((a, b) => a - b)[30];
    });
    assert.ok(slow < 250, `${slow} ms for the median frame`);
    await page.evaluate(() => {
      window.touched = new Set();
      new MutationObserver((changes) => changes.forEach(({ target }) => window.touched.add(target.closest("li"))))
        .observe(document.querySelector(".list ul"), { subtree: true, attributes: true, attributeFilter: ["class"] });
    });
    server.put({ ...many[250], summary: { ...many[250].summary, state: "seen", seen_at: new Date().toISOString(), seen_by: "E. Muster" } });
    await page.waitForFunction((id) => document.querySelector(`.item[href$="${id}"]`)?.classList.contains("seen"), many[250].summary.case);
    assert.equal(await page.evaluate(() => window.touched.size), 1, "one change draws one row anew");
    for (const one of many) server.remove(one.summary.case);
    await page.waitForFunction(() => document.querySelectorAll(".item").length === 3);
  });

  it("keeps nothing of a patient in the browser, and puts nothing of a patient into an address", async () => {
    const storage = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys()]));
    for (const word of ["Brandst", "Oppermann", "STEMI", "1958"]) {
      assert.ok(!storage.includes(word), word);
      assert.ok(!server.state.paths.some((path) => path.includes(word)), word);
    }
  });

  it("says that the connection is lost, and since when", async () => {
    server.state.beating = false;
    await page.waitForSelector(".lost", { timeout: 25_000 });
    assert.match(await text(page, ".lost"), /Keine Verbindung seit \d\d:\d\d.*Telefon/);
    await clean(page, "tracker-lost");
    server.state.beating = true;
    await page.waitForSelector(".lost", { state: "detached", timeout: 20_000 });
  });

  it("asks for the password again when the session is over", async () => {
    server.cookies.clear();
    await page.click(`.item >> text=${minor.summary.arrival.keyword}`);
    await page.waitForSelector("[role=alert] >> text=abgelaufen");
    assert.equal(await page.locator(".item").count(), 0);
  });

  it("made no foreign request and broke no rule of its own", () => {
    assert.deepEqual(browser.foreign, []);
    assert.deepEqual(browser.complaints, []);
  });
});
