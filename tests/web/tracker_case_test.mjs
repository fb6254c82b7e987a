// The case on one page: what it shows, what can be done with it, and that others see it at once.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, shoot } from "./browser.mjs";
import { clean, everythingKept, prefer, sideways, signIn } from "./signed_in.mjs";
import { typicalAlarms, typicalChanges } from "./tracker_rooms.mjs";
import { exampleRecord, makeCase, startTrackerServer, typicalAttachments, typicalDeliveries } from "./tracker_server.mjs";

const text = (page, selector) => page.textContent(selector);
const summaryAt = (server, one) => server.state.cases.get(one.summary.case).summary;

describe("one case", { timeout: 400_000 }, () => {
  let server, browser, page, stemi, trauma;
  before(async () => {
    const attachments = await typicalAttachments();
    const photo = attachments.find(({ kind }) => kind === "photo");
    stemi = makeCase(await exampleRecord("stemi"), { eta: 4, attachments, deliveries: typicalDeliveries(), changes: typicalChanges(photo.id), alarms: typicalAlarms() });
    attachments.find(({ kind }) => kind === "protocol_pdf").id = stemi.record.protocols[0].attachment;
    stemi.summary.alarm = { state: "accepted", by: "Dienstarzt", at: new Date().toISOString() };
    stemi.telemetry = { vendor: "corpuls", url: "/licences" };
    trauma = makeCase(await exampleRecord("polytrauma"), { eta: 9 });
    trauma.summary.alarm = { state: "unanswered", by: null, at: new Date().toISOString() };
    server = await startTrackerServer({ cases: [stemi, trauma] });
    browser = await openBrowser({ width: 1366, height: 900 });
    page = browser.page;
    await page.goto(server.url);
    await signIn(page);
    await page.waitForSelector(".item");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it("opens from the list by keyboard alone, and loads the drawing of the trend only then", async () => {
    const scripts = () => page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js")).length);
    const first = await scripts();
    await page.keyboard.press("j");
    await page.waitForSelector("article h2 >> text=STEMI");
    await page.waitForSelector(".plot canvas");
    assert.ok((await scripts()) > first);
    await clean(page, "case-top");
  });

  it("shows the worst of the alarms in the list and on the case", async () => {
    assert.match(await text(page, `.item[href*="${trauma.summary.case}"] .alarm.urgent`), /Niemand hat den Alarm angenommen.*anrufen/);
    await page.waitForSelector("#worry >> text=Alarm angenommen");
    await page.waitForSelector("#alarms >> text=herzkatheter");
    await page.click("#alarms summary");
    await page.waitForSelector("#alarms >> text=STEMI, an 14:14");
  });

  it("says what has changed since the last look, before and after, and that it was looked at", async () => {
    const changes = await text(page, ".changes");
    for (const part of [/Neu seit Ihrem letzten Blick/, /Ankunft/, /vorher/, /128/, /neuer Anhang/]) assert.match(changes, part);
    assert.doesNotMatch(changes, /sequence/);
    assert.equal(await page.locator(".changes > ul > li").count(), 6, "the attachment and five changes, and not the screen full of them");
    await page.click(".changes summary >> text=2 weitere");
    await page.waitForSelector(".changes details li >> visible=true");
    assert.equal(server.state.cases.get(stemi.summary.case).looked, true);
    await page.click(".changes button");
    await page.waitForSelector(".changes", { state: "detached" });
  });

  it("draws the trend of the vital signs, unjudged, and lets a curve be left out", async () => {
    await page.locator(".trend").scrollIntoViewIfNeeded();
    const inked = () => page.$eval(".plot canvas", (canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, index) => index % 4 === 3 && value > 0).length;
    });
    const before = await inked();
    assert.ok(before > 2000);
    await shoot(page, "case-trend");
    await page.click(".legend button >> nth=0");
    await page.waitForSelector(".legend button[aria-pressed=false]");
    await page.waitForFunction((much) => {
      const canvas = document.querySelector(".plot canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, index) => index % 4 === 3 && value > 0).length !== much;
    }, before);
    await page.click(".legend button >> nth=0");
    assert.match(await page.getAttribute(".plot", "aria-label"), /Herzfrequenz/);
  });

  it("fills the handover card in SINNHAFT order", async () => {
    assert.equal((await page.$$eval(".sinnhaft dt b", (found) => found.map((one) => one.textContent))).join(""), "SINNHAFT");
    const card = await text(page, ".sinnhaft");
    for (const part of ["67 J. m", "Hinterwandinfarkt", "C: Puls regelmäßig", "Acetylsalicylsäure 250 mg i.v.", "Kein Nitrat", "Penicillin", "Read-back"]) assert.ok(card.includes(part), part);
    assert.ok(!card.includes("undefined"));
    await page.locator("#handover").scrollIntoViewIfNeeded();
    await shoot(page, "case-handover");
  });

  it("lists medication and measures on one time line", async () => {
    const times = await page.$$eval(".timeline time", (found) => found.map((one) => one.dateTime));
    assert.ok(times.length >= 6);
    assert.deepEqual(times, [...times].sort());
    await page.locator(".timeline").scrollIntoViewIfNeeded();
    await shoot(page, "case-timeline");
  });

  it("draws the same ECG from raw samples and from FHIR", async () => {
    await page.waitForFunction(() => document.querySelectorAll(".ecg canvas").length === 2);
    const sheets = await page.$$eval(".ecg canvas", (found) => found.map((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let dark = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i] < 100) dark++;
      return { width: canvas.width, height: canvas.height, dark };
    }));
    assert.equal(sheets[0].width, sheets[1].width);
    assert.ok(Math.abs(sheets[0].dark - sheets[1].dark) < 0.05 * sheets[0].dark, JSON.stringify(sheets));
    await page.locator(".attachment.ecg_fhir").scrollIntoViewIfNeeded();
    await shoot(page, "case-ecg-fhir");
  });

  it("seeks in a video by ranges", async () => {
    const seeked = await page.$eval("video", (video) => new Promise((done) => {
      const seek = () => {
        video.currentTime = video.duration / 2;
        video.onseeked = () => done(video.currentTime / video.duration);
      };
      return video.readyState > 0 ? seek() : (video.onloadedmetadata = seek);
    }));
    assert.ok(Math.abs(seeked - 0.5) < 0.2);
    assert.ok(server.state.ranges.length > 0);
  });

  it("shows all protocols with their versions", async () => {
    await page.waitForSelector("#protocols >> text=NA-2026-00087");
    await page.locator("#protocols").scrollIntoViewIfNeeded();
    await shoot(page, "case-protocols");
  });

  it("keeps the window of the monitor's maker in a sandbox", async () => {
    const frame = await page.$eval("#telemetry iframe", ({ sandbox, referrerPolicy }) => ({ sandbox: sandbox.value, referrerPolicy }));
    assert.ok(!frame.sandbox.includes("same-origin") && !frame.sandbox.includes("top-navigation"));
    assert.equal(frame.referrerPolicy, "no-referrer");
  });

  it("takes seen, room, arrival and handover by keys alone, and each can be undone for ten seconds", async () => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("s");
    await page.waitForSelector(".undo >> text=als gesehen markiert");
    assert.equal(summaryAt(server, stemi).state, "seen");
    await shoot(page, "case-undo");
    await page.keyboard.press("z");
    await page.waitForSelector(".item.new .keyword >> text=STEMI");
    assert.equal(summaryAt(server, stemi).state, "new");
    await page.keyboard.press("s");
    await page.waitForSelector(".actions >> text=gesehen");
    await page.keyboard.press("a");
    await page.keyboard.type("Herzkatheter 1");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".actions >> text=→ Herzkatheter 1");
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("d");
    await page.waitForSelector(".actions >> text=Übergeben");
    await page.focus("#handover input");
    await page.keyboard.press("Space");
    await page.keyboard.press("u");
    await page.waitForSelector("#handover >> text=Read-back erfolgt");
    const { state, destination, read_back } = summaryAt(server, stemi);
    assert.deepEqual({ state, destination, read_back }, { state: "arrived", destination: "Herzkatheter 1", read_back: true });
    assert.equal(await page.locator(".steps li.done").count(), 5);
  });

  it("says when it is too late to undo", async () => {
    await page.click(".item >> text=Polytrauma");
    await page.waitForSelector("article h2 >> text=Polytrauma");
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("s");
    await page.waitForSelector(".undo >> text=als gesehen markiert");
    server.state.cases.get(trauma.summary.case).before = null;
    await page.keyboard.press("z");
    await page.waitForSelector(".undo >> text=kann nicht mehr zurückgenommen werden");
  });

  it("shows each other's actions in two browsers at once", async () => {
    const second = await openBrowser({ width: 1366, height: 900 });
    try {
      await second.page.goto(server.url);
      await signIn(second.page);
      await second.page.click(".item >> text=Polytrauma");
      await second.page.waitForSelector("article h2");
      await second.page.waitForSelector(".actions >> text=Angekommen");
      await page.keyboard.press("d");
      await second.page.waitForSelector(".actions >> text=Übergeben");
      await second.page.keyboard.press("u");
      await page.waitForSelector(".actions >> text=übergeben");
    } finally {
      await second.close();
    }
  });

  it("never shows data that were changed in the database without saying so first", async () => {
    const kept = server.state.cases.get(trauma.summary.case);
    const altered = (integrity) => (kept.integrity = integrity, kept.versions.forEach((version) => (version.integrity = integrity)));
    altered("changed");
    await page.click(".item >> text=STEMI");
    await page.waitForSelector("article h2 >> text=STEMI");
    assert.equal(await page.locator("article > .notice").count(), 0);
    await page.click(".item >> text=Polytrauma");
    await page.waitForSelector("article > .notice[role=alert]:first-child >> text=nach dem Empfang in der Datenbank verändert");
    assert.match(await text(page, ".versions"), /nach dem Empfang verändert/);
    await clean(page, "case-altered");
    altered("as_received");
  });

  it("explains its keys, and lets them be switched off", async () => {
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open] >> text=Read-back", { state: "detached" });
    await page.waitForSelector("dialog[open] >> text=offene Akte: gesehen");
    await clean(page, "case-keys");
    await page.click("dialog input[type=checkbox]");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    assert.match(await text(page, "article h2"), /Polytrauma/);
    await page.keyboard.press("?");
    await page.click("dialog input[type=checkbox]");
    await page.keyboard.press("Escape");
  });

  it("prints one page", async () => {
    await page.click(".item >> text=STEMI");
    await page.waitForSelector("article h2 >> text=STEMI");
    const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1);
    await page.emulateMedia({ media: "print" });
    await shoot(page, "case-print");
    await page.emulateMedia({ media: "screen" });
  });

  it("is complete in the dark, in English, and on a phone", async () => {
    await prefer(page, { language: "en", dark: true });
    await page.evaluate(() => document.querySelector("main").scrollTo(0, 0));
    await clean(page, "case-dark-english");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForSelector(".back");
    await clean(page, "case-phone");
    assert.ok((await sideways(page)) <= 0);
    await page.click(".back");
    await page.waitForSelector(".list .item");
    await clean(page, "list-phone");
    await page.setViewportSize({ width: 1366, height: 900 });
    await prefer(page, { language: "de", dark: false });
  });

  it("keeps nothing of a patient in the browser", async () => {
    const kept = await everythingKept(page);
    for (const word of ["Brandst", "STEMI", "1958", "Polytrauma", stemi.summary.case]) assert.ok(!kept.includes(word), word);
  });

  it("made no foreign request and broke no rule of its own", () => {
    assert.deepEqual(browser.foreign, []);
    assert.deepEqual(browser.complaints, []);
  });
});
