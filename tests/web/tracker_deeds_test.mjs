// What is done with a whole case: archive and return, print, two vehicles for one patient; and what is implausible in it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, shoot } from "./browser.mjs";
import { clean, everythingKept, prefer, signIn } from "./signed_in.mjs";
import { exampleRecord, makeCase, startTrackerServer, typicalAttachments, typicalDeliveries } from "./tracker_server.mjs";
import { typicalAlarms } from "./tracker_rooms.mjs";

const rights = ["cases.read", "cases.write", "archive.read", "archive.write"];
const text = (page, selector) => page.textContent(selector);
const onTop = (page) => page.evaluate(() => document.querySelector("main").scrollTo(0, 0));

/** The record of a second vehicle to the same accident, and where its values cannot be. */
async function physicianOf(record) {
  const second = structuredClone(record);
  second.slip = { ...record.slip, case: "00000000000000000000000000000abc", sender: { organisation: "Notarztdienst Musterkreis", callsign: "NEF Musterstadt 1/82-1" } };
  second.arrival = { ...record.arrival, keyword: "Notarzt nachgefordert", callsign: "NEF Musterstadt 1/82-1", age: (record.arrival.age ?? 40) + 2 };
  delete second.patient;
  return second;
}

async function doubtful() {
  const record = await exampleRecord("stemi");
  const heart = record.measurements.findLastIndex(({ code }) => code === "8867-4");
  record.measurements[heart].value = 900;
  record.insurance.insurant_number = "A123456789";
  const flags = [{ pointer: `/measurements/${heart}`, flag: "out_of_range" }, { pointer: "/insurance/insurant_number", flag: "check_digit" }, { pointer: "/scores/gcs/0/sum", flag: "sum_differs" }];
  const came = { pointer: `/measurements/${heart}`, change: "added", before: null, after: record.measurements[heart] };
  const changes = { since: new Date(Date.now() - 300_000).toISOString(), until: new Date().toISOString(), changes: [came], transmissions: [], attachments: [] };
  return makeCase(record, { eta: 4, state: "arrived", flags, changes });
}

describe("deeds on one case", { timeout: 300_000 }, () => {
  let server, browser, page, stemi, trauma, physician, minor;
  const caseOf = (one) => server.state.cases.get(one.summary.case);
  const open = async (keyword) => {
    await page.click(`.item >> text=${keyword}`);
    await page.waitForSelector(`article h2 >> text=${keyword}`);
  };
  before(async () => {
    stemi = await doubtful();
    const polytrauma = await exampleRecord("polytrauma");
    trauma = makeCase(polytrauma, { eta: 9 });
    const [photo] = (await typicalAttachments()).filter(({ kind }) => kind === "photo");
    physician = makeCase(await physicianOf(polytrauma), { eta: 12, attachments: [photo], deliveries: typicalDeliveries(), alarms: typicalAlarms() });
    minor = makeCase(await exampleRecord("minor_injury"), { eta: 70 });
    server = await startTrackerServer({ cases: [stemi, trauma, physician, minor], rights, roles: ["standard", "archive"] });
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

  it("marks implausible values with an icon and words wherever they stand, and leaves them as sent", async () => {
    await open("STEMI");
    assert.match(await text(page, ".doubts"), /3 Angaben sind unplausibel: bitte prüfen.*Herzfrequenz 900 \/min.*kaum mit dem Leben vereinbar.*Prüfziffer stimmt nicht/s);
    assert.match(await text(page, ".card:has-text('Herzfrequenz')"), /900.*unplausibel: bitte prüfen/);
    assert.equal(await page.locator(".card:has-text('Herzfrequenz') .implausible svg").count(), 1);
    assert.equal(await page.locator(".card .implausible").count(), 1, "no other value is doubted");
    assert.match(await text(page, "td:has(.implausible)"), /900/);
    assert.match(await text(page, ".trend .hint"), /Nicht gezeichnet, weil unplausibel: Herzfrequenz 900 \/min/);
    assert.match(await text(page, ".changes"), /900 \/min.*unplausibel: bitte prüfen/);
    assert.match(await text(page, ".sinnhaft"), /HF 900 \(unplausibel: bitte prüfen\)/);
    assert.match(await text(page, ".case-head"), /A123456789 \(unplausibel: bitte prüfen\)/);
    assert.match(await text(page, ".members dd:has(.implausible)"), /A123456789/);
    assert.equal(await page.locator(".score .implausible").count(), 1);
    await onTop(page);
    await clean(page, "deeds-implausible");
    await page.locator("#vitals").scrollIntoViewIfNeeded();
    await shoot(page, "deeds-implausible-vitals");
  });

  it("opens the server's document in a window of its own, and still prints the page", async () => {
    const link = page.locator(".actions a >> text=PDF");
    assert.equal(await link.getAttribute("href"), `/api/v1/mailboxes/zna-musterstadt/cases/${stemi.summary.case}/document.pdf`);
    assert.deepEqual([await link.getAttribute("target"), await link.getAttribute("rel")], ["_blank", "noopener"]);
    const asked = () => server.state.paths.filter((path) => path.endsWith("/document.pdf")).length;
    await link.focus();
    const [window] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Enter")]);
    await window.close();
    assert.ok(asked() > 0);
    await page.waitForSelector(".actions >> text=Drucken");
  });

  it("archives an arrived case at once, and returns it by one key", async () => {
    await page.focus(".actions button >> text=Archivieren");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".undo >> text=liegt im Archiv");
    await page.waitForSelector(".actions >> text=Diese Akte liegt im Archiv");
    assert.equal(await page.locator(".item >> text=STEMI").count(), 0);
    assert.equal(await page.locator(".actions button >> text=Übergeben").count(), 0, "what the list is for cannot be done in the archive");
    await clean(page, "deeds-archived");
    await page.keyboard.press("z");
    await page.waitForSelector(".item >> text=STEMI");
    await page.waitForSelector(".actions >> text=Archivieren");
    assert.ok(Date.parse(caseOf(stemi).summary.live_until) > Date.now());
  });

  it("archives by one key and puts it back by the same, and goes to the outcome by another", async () => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("x");
    await page.waitForSelector(".undo >> text=liegt im Archiv");
    await page.waitForSelector(".actions >> text=Zurück in die Liste");
    await page.keyboard.press("x");
    await page.waitForSelector(".undo >> text=steht wieder auf der Liste");
    await page.waitForSelector("#answers select");
    await page.keyboard.press("o");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-keyshortcuts")), "o");
    await page.evaluate(() => document.activeElement?.blur());
  });

  it("brings an archived case back with the button, too", async () => {
    await page.click(".actions button >> text=Archivieren");
    await page.click(".actions button >> text=Zurück in die Liste");
    await page.waitForSelector(".undo >> text=steht wieder auf der Liste");
    await page.waitForSelector(".item >> text=STEMI");
  });

  it("asks once more before it archives a patient who is on the way", async () => {
    await open("Polytrauma");
    await page.click(".actions button >> text=Archivieren");
    await page.waitForSelector(".asked >> text=noch nicht angekommen");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Abbrechen");
    await clean(page, "deeds-archive-asked");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".asked", { state: "detached" });
    assert.equal(await page.locator(".item >> text=Polytrauma").count(), 1);
  });

  it("offers the open cases of the mailbox for joining, likely ones first and with reasons", async () => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("v");
    await page.waitForSelector("dialog[open] .candidates");
    const offered = await page.$$eval(".candidates .keyword", (found) => found.map((one) => one.textContent));
    assert.equal(offered[0], "Notarzt nachgefordert");
    assert.equal(offered.length, 3);
    assert.match(await text(page, ".candidates li"), /etwa gleiches Alter.*Ankunft 3 min auseinander/);
    assert.match(await page.evaluate(() => document.activeElement?.textContent), /^Bringen zwei Fahrzeuge/, "a second Enter joins nothing");
    await clean(page, "deeds-join-dialog");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    assert.match(await page.evaluate(() => document.activeElement?.textContent), /Weiteres Fahrzeug/);
  });

  const join = async () => {
    await page.click(".actions button >> text=Weiteres Fahrzeug");
    await page.click(".candidates li:has-text('Notarzt nachgefordert') button");
    await page.waitForSelector("#vehicles >> text=NEF Musterstadt 1/82-1");
  };

  it("shows two vehicles as one case with the parts of both, and takes that back by one key", async () => {
    await join();
    await page.waitForSelector("#vehicles >> text=Ein Patient, 2 Fahrzeuge");
    assert.equal(await page.locator(".item").count(), 3);
    assert.match(await text(page, `.item[href*="${trauma.summary.case}"]`), /\+ NEF Musterstadt 1\/82-1/);
    assert.match(await text(page, ".attachment.photo h4"), /von NEF Musterstadt 1\/82-1/);
    assert.match(await text(page, "#alarms"), /herzkatheter\s*NEF Musterstadt 1\/82-1/, "the other vehicle's alarm, and whose it is");
    assert.match(await text(page, "section:has(> .scroll .delivery) table"), /HL7\s*NEF Musterstadt 1\/82-1/);
    await page.locator(".attachment.photo img").scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector(".attachment.photo img")?.naturalWidth > 50);
    await page.mouse.move(5, 5);
    await onTop(page);
    await clean(page, "deeds-joined");
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("z");
    await page.waitForSelector("#vehicles", { state: "detached" });
    await page.waitForSelector(".item >> text=Notarzt nachgefordert");
    assert.deepEqual(caseOf(trauma).parts, []);
  });

  it("shows what a part's vehicle sends later, though the list's row stays the same", async () => {
    await join();
    const news = structuredClone(caseOf(trauma).parts[0].record);
    news.handover = { text: "Zweites Fahrzeug: Beckenschlinge angelegt" };
    caseOf(trauma).parts[0].record = news;
    server.put(caseOf(trauma));
    await page.waitForSelector("article >> text=Beckenschlinge angelegt");
  });

  it("opens a part for itself, with the way to the whole, and separates it there", async () => {
    await page.click("#vehicles a >> text=Eigene Akte");
    await page.waitForSelector(".calm-notice >> text=Teil einer gemeinsamen Akte");
    assert.equal(await page.locator(".actions button >> text=Gesehen").count(), 0);
    await clean(page, "deeds-part");
    await page.click("a >> text=Zur gemeinsamen Akte");
    await page.waitForSelector("#vehicles");
    await page.click("#vehicles a >> text=Eigene Akte");
    await page.click(".calm-notice button >> text=Trennen");
    await page.waitForSelector(".undo >> text=ist getrennt");
    await page.waitForSelector(".item >> text=Notarzt nachgefordert");
    await page.waitForSelector(".actions >> text=Gesehen");
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("z");
    await page.waitForSelector(".calm-notice >> text=Teil einer gemeinsamen Akte");
    await page.click(".calm-notice button >> text=Trennen");
    await page.waitForSelector(".actions >> text=Gesehen");
  });

  it("says why nothing was joined when somebody else was faster", async () => {
    await open("Polytrauma");
    await page.click(".actions button >> text=Weiteres Fahrzeug");
    await page.waitForSelector(".candidates");
    caseOf(physician).joined_to = minor.summary.case;
    await page.click(".candidates li:has-text('Notarzt nachgefordert') button");
    await page.waitForSelector("[role=alert] >> text=Jemand anders hat die Akte inzwischen geändert");
    await clean(page, "deeds-conflict");
    caseOf(physician).joined_to = null;
  });

  it("is complete in English and in the dark", async () => {
    await prefer(page, { language: "en", dark: true });
    await page.click(".actions button >> text=Further vehicle");
    await page.waitForSelector("dialog[open] >> text=about the same age");
    await clean(page, "deeds-join-dialog-dark");
    await page.click(".candidates li:has-text('Notarzt nachgefordert') button");
    await page.waitForSelector("#vehicles >> text=One patient, 2 vehicles");
    await clean(page, "deeds-joined-dark");
    await page.click(".item >> text=STEMI");
    await page.waitForSelector(".doubts >> text=3 entries are implausible");
    await onTop(page);
    await clean(page, "deeds-implausible-dark");
    await page.setViewportSize({ width: 390, height: 844 });
    await clean(page, "deeds-phone");
    await page.setViewportSize({ width: 1366, height: 900 });
    await prefer(page, { language: "de", dark: false });
  });

  it("keeps nothing of a patient in the browser and made no foreign request", async () => {
    const kept = await everythingKept(page);
    for (const word of ["STEMI", "Polytrauma", "A123456789", stemi.summary.case]) assert.ok(!kept.includes(word), word);
    assert.deepEqual(browser.foreign, []);
    assert.deepEqual(browser.complaints, []);
  });
});

describe("deeds of those who may less", { timeout: 120_000 }, () => {
  let server, browser, page, stemi;
  const startAs = async (held, roles) => {
    server = await startTrackerServer({ cases: [stemi], rights: held, roles });
    await page.goto(server.url);
    await signIn(page);
    await page.click(".item");
    await page.waitForSelector(".actions >> text=PDF");
  };
  before(async () => {
    stemi = makeCase(await exampleRecord("stemi"), { eta: 4 });
    browser = await openBrowser({ width: 1366, height: 900 });
    page = browser.page;
  });
  after(() => browser.close());

  it("offers to the emergency department no archive, and says so when somebody else has archived the case", async () => {
    await startAs(["cases.read", "cases.write"], ["standard"]);
    await page.waitForSelector(".actions >> text=Weiteres Fahrzeug");
    assert.equal(await page.locator(".actions button >> text=Archivieren").count(), 0);
    stemi.summary.live_until = new Date().toISOString();
    server.remove(stemi.summary.case);
    server.state.cases.set(stemi.summary.case, stemi);
    await page.waitForSelector("main >> text=Diese Akte liegt im Archiv. Dafür fehlt Ihnen die Rolle.");
    await server.close();
  });

  it("offers to the archive neither actions nor joining, and puts a refusal into words", async () => {
    stemi = makeCase(await exampleRecord("stemi"), { eta: 4, state: "arrived" });
    await startAs(["cases.read", "archive.read", "archive.write"], ["archive"]);
    for (const name of ["Übergeben", "Weiteres Fahrzeug"]) assert.equal(await page.locator(`.actions button >> text=${name}`).count(), 0, name);
    server.state.refusingDeeds = true;
    await page.click(".actions button >> text=Archivieren");
    await page.waitForSelector("[role=alert] >> text=Dafür fehlt Ihnen die Rolle");
    await server.close();
  });
});
