// The rooms beside the live list: each with what it is for, only for those who may, in both languages.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser } from "./browser.mjs";
import { clean, everythingKept, prefer, signIn } from "./signed_in.mjs";
import { typicalMatches } from "./tracker_rooms.mjs";
import { account, everyRight, exampleRecord, makeCase, startTrackerServer } from "./tracker_server.mjs";

describe("rooms of the tracker", { timeout: 240_000 }, () => {
  let server, browser, page, stemi, stroke;
  before(async () => {
    stemi = makeCase(await exampleRecord("stemi"), { eta: 4, state: "seen" });
    stemi.matches = typicalMatches(stemi.summary.case);
    stroke = makeCase(await exampleRecord("stroke"), { eta: -500, state: "arrived" });
    server = await startTrackerServer({ cases: [stemi], rights: everyRight, roles: ["standard", "archive", "kis", "statistics", "admin"] });
    server.state.rooms.archived = [{ summary: stroke.summary, match: "sounds" }];
    browser = await openBrowser({ width: 1366, height: 900 });
    page = browser.page;
    await page.goto(server.url);
    await signIn(page);
    await page.waitForSelector(".rooms");
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  const enter = async (room, sign) => {
    const link = page.locator(`.rooms a[href="#/${room}"]`);
    if (!(await link.isVisible())) await page.click(".rooms .more summary");
    await link.click();
    await page.waitForSelector(sign);
  };

  it("links a case with the hospital's patient only after a person has compared, and takes the link back", async () => {
    await page.click(".item");
    await page.waitForSelector("#kis .candidate.strong");
    assert.ok(await page.isDisabled("#kis .candidate.strong button.primary"));
    await page.locator("#kis").scrollIntoViewIfNeeded();
    await clean(page, "room-kis");
    assert.match(await page.textContent("#kis .candidate.weak"), /Geburtsdaten widersprechen sich/);
    await page.click("#kis .candidate.weak input[type=checkbox]");
    await page.click("#kis .candidate.weak button.primary");
    await page.waitForSelector("#kis >> text=Verknüpft mit Patient 4711002");
    await page.click("#kis button >> text=Verknüpfung zurücknehmen");
    await page.waitForSelector("#kis .candidate.strong");
    await page.click("#kis .candidate.strong input[type=checkbox]");
    await page.click("#kis .candidate.strong button.primary");
    await page.waitForSelector("#kis >> text=Verknüpft mit Patient 4711001");
  });

  it("keeps its header in one line, and the rarer rooms behind a word that the keyboard opens", async () => {
    assert.ok((await page.$eval(".top", (top) => top.offsetHeight)) < 64);
    await page.focus(".rooms .more summary");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".rooms .more[open] a[href='#/boards']");
    await clean(page, "header-administration");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".rooms .more:not([open])");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Verwaltung");
  });

  it("searches the archive and puts a case back, with no name in an address", async () => {
    await enter("archive", "input[name=last_name]");
    await page.fill("input[name=last_name]", "Oppermann");
    await page.keyboard.press("Enter");
    await page.waitForSelector("td >> text=Schlaganfall");
    await page.waitForSelector("text=klingt ähnlich");
    await clean(page, "room-archive");
    await page.click("text=Zurück in die Liste");
    await page.waitForSelector("text=Nichts gefunden");
    assert.deepEqual(server.state.rooms.returned, [stroke.summary.case]);
    assert.ok(!server.state.paths.some((path) => /oppermann/i.test(path)));
  });

  it("shows figures as plots and tables, and hides small numbers", async () => {
    await enter("figures", ".columns");
    assert.match(await page.textContent(".bars"), /<5/);
    await clean(page, "room-figures");
  });

  it("shows what other systems have not taken, and sends it again for a reason", async () => {
    await enter("deliveries", "tr >> text=AR: unknown visit");
    await page.waitForSelector(".tile.bad >> text=antwortet nicht");
    assert.ok(await page.isDisabled("button >> text=Erneut senden"));
    await clean(page, "room-deliveries");
    await page.fill("input[name=reason]", "KIS war in Wartung");
    await page.click("button >> text=Erneut senden");
    await page.waitForSelector("text=Nichts.");
    assert.equal(server.state.rooms.deliveries[0].decision.reason, "KIS war in Wartung");
  });

  it("shows what the hospital information system brings, and what of it was not taken", async () => {
    await enter("deliveries", ".tile.bad >> text=Rahmen neu begonnen");
    await page.click("button >> text=Zeigen");
    await page.waitForSelector("pre >> text=PID|1||47");
    await clean(page, "room-admissions");
  });

  it("shows when it was last proved to work, also above every page", async () => {
    await enter("self-test", ".checks");
    assert.match(await page.textContent(".tile"), /Selbsttest vor 2 min/);
    await page.waitForSelector("header .proof >> text=Selbsttest vor", { timeout: 12_000 });
    await clean(page, "room-self-test");
  });

  it("tries the alarm rules without calling anybody", async () => {
    await enter("alarms", "input[name=keyword]");
    await page.fill("input[name=keyword]", "Polytrauma");
    await page.click("button >> text=Probe ohne Ruf");
    await page.waitForSelector(".verdict.raised >> text=Polytrauma, an 14:20");
    await page.waitForSelector(".verdict >> text=löst nicht aus");
    await clean(page, "room-alarms");
  });

  it("administers people, and asks before one is removed", async () => {
    await enter("people", "tr >> text=Muster, Erika");
    await clean(page, "room-people");
    await page.click("button >> text=Neuer Benutzer");
    await page.fill("dialog input[name=username]", "n.neu");
    await page.fill("dialog input[name=first_name]", "Nora");
    await page.fill("dialog input[name=last_name]", "Neu");
    await page.check("dialog input[value=kis]");
    await page.fill("dialog input[name=password]", "ein langes erstes Wort");
    await clean(page, "room-people-new");
    await page.click("dialog button >> text=Speichern");
    await page.waitForSelector("tr >> text=Neu, Nora");
    assert.deepEqual(server.state.rooms.people.at(-1).roles, ["standard", "kis"]);
    const row = page.locator("tr", { hasText: "Neu, Nora" });
    await row.locator("button", { hasText: "Löschen" }).click();
    await row.locator("button", { hasText: "Wirklich löschen" }).click();
    await page.waitForSelector("tr >> text=Neu, Nora", { state: "detached" });
  });

  it("shows the mailboxes: which keys open them, what a new case sets off, how many people see them", async () => {
    await enter("mailboxes", "tr >> text=zna-musterstadt");
    assert.match(await page.textContent("tbody tr"), /ECDH-ES\+A256KW · NzbLsXh8uDCcd-6M….*espax → rules.*Person/s);
    await clean(page, "room-mailboxes");
  });

  it("adds a board whose licence key is shown once, and never again", async () => {
    await enter("boards", "tr >> text=Schockraum 1");
    await clean(page, "room-boards");
    await page.click("button >> text=Neue Tafel");
    await page.fill("dialog input[name=description]", "Gipsraum");
    await page.selectOption("dialog select[name=sort_order]", "eta");
    await page.check("dialog input[name=sound_filter_priorities][value=sk1]");
    await page.fill("dialog input[name=filter_keywords]", "Fraktur, Sturz");
    await clean(page, "room-boards-new");
    await page.click("dialog button >> text=Speichern");
    await page.waitForSelector("dialog output >> text=c2BdX-wlmny-NEiQA-t9vWT");
    await clean(page, "room-boards-key");
    const { config } = server.state.rooms.boards.at(-1);
    assert.deepEqual([config.sort_order, config.filter, config.sound_filter], ["eta", { keywords: ["Fraktur", "Sturz"] }, { priorities: ["sk1"] }]);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("dialog a[download]")]);
    assert.equal(download.suggestedFilename(), "d4c21b8e7f605a93.bundle");
    await page.click("dialog button >> text=Notiert, schließen");
    await page.waitForSelector("tr >> text=Gipsraum");
    assert.ok(!(await page.content()).includes("c2BdX"));
    assert.ok(!(await everythingKept(page)).includes("c2BdX"));
  });

  it("configures a board, brings a former state back, replaces its browser, disables and forgets it", async () => {
    const row = (name) => page.locator("tr", { hasText: name });
    await row("Schockraum 1").locator("button", { hasText: "Ändern" }).click();
    await page.fill("dialog input[name=entries]", "20");
    await page.click("dialog button >> text=Speichern");
    await row("Schockraum 1").locator("text=höchstens 20").waitFor();
    await row("Schockraum 1").locator("button", { hasText: "Ändern" }).click();
    await page.click("dialog summary >> text=Frühere Stände (2)");
    await page.locator("dialog details li", { hasText: "höchstens 13" }).locator("button").click();
    await row("Schockraum 1").locator("text=höchstens 13").waitFor();
    await row("Schockraum 1").locator("button", { hasText: "Browser ersetzen" }).click();
    await row("Schockraum 1").locator("button", { hasText: "Wirklich ersetzen" }).click();
    await row("Schockraum 1").locator("text=in keinem Browser").waitFor();
    await row("Gipsraum").locator("button", { hasText: "Sperren" }).click();
    await row("Gipsraum").locator("button", { hasText: "Wirklich sperren" }).click();
    await row("Gipsraum").locator("button", { hasText: "Löschen" }).click();
    await row("Gipsraum").locator("button", { hasText: "Endgültig löschen" }).click();
    await row("Gipsraum").waitFor({ state: "detached" });
    server.state.rooms.boardKeyMissing = true;
    await page.click("button >> text=Neue Tafel");
    await page.fill("dialog input[name=description]", "Ohne");
    await page.click("dialog button >> text=Speichern");
    await page.waitForSelector("dialog [role=alert] >> text=board-key create");
    await page.keyboard.press("Escape");
  });

  it("shows what is kept for how long, and lets a second person confirm a deletion", async () => {
    await enter("retention", "tr >> text=10 Jahre");
    await clean(page, "room-retention");
    await page.fill("input[name=case]", stemi.summary.case);
    await page.selectOption("select[name=reason]", "hold:complaint");
    await page.click("button >> text=Beauftragen");
    await page.waitForSelector("tr >> text=Beschwerde");
    await page.click("button >> text=Bestätigen");
    await page.waitForSelector("tr >> text=bestätigt von m.beispiel");
    assert.equal(server.state.rooms.kept.holds[0].case, stemi.summary.case);
  });

  it("shows the audit and proves that it is as it was written", async () => {
    await enter("audit", "tr >> text=case.read");
    await page.click("button >> text=Protokoll prüfen");
    await page.waitForSelector("[role=status] >> text=Unverändert, 40210 Einträge");
    await clean(page, "room-audit");
  });

  it("changes one's own password, and says what is wrong with a new one", async () => {
    await page.click(".menu summary");
    await page.click("a.user");
    await page.waitForSelector("input[name=fresh]");
    const change = async (current, fresh, again = fresh) => {
      await page.fill("input[name=current]", current);
      await page.fill("input[name=fresh]", fresh);
      await page.fill("input[name=again]", again);
      await page.click("form.password button");
    };
    await change(account.password, "zwölf Zeichen und mehr", "andere zwölf Zeichen");
    await page.waitForSelector("[role=alert] >> text=verschieden");
    await change("falsch", "zwölf Zeichen und mehr");
    await page.waitForSelector("[role=alert] >> text=bisherige Passwort stimmt nicht");
    await change(account.password, "passwort1234");
    await page.waitForSelector("[role=alert] >> text=zu häufig");
    await clean(page, "room-account");
    await change(account.password, "zwölf Zeichen und mehr");
    await page.waitForSelector("[role=status] >> text=geändert");
    await page.click("button >> text=Dort abmelden");
    await page.waitForFunction(() => document.querySelectorAll(".session").length === 1);
  });

  it("is complete in English, in the dark and on a phone", async () => {
    await prefer(page, { language: "en", dark: true });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [room, sign] of [["figures", ".columns"], ["deliveries", ".tile"], ["people", "table"], ["boards", "table"], ["retention", "table"], ["audit", "table"], ["archive", "form"], ["account", "form.password"]]) {
      await page.evaluate((name) => (location.hash = `#/${name}`), room);
      await page.waitForSelector(`.room-body ${sign}`);
      await clean(page, `room-${room}-phone-en`);
    }
    await page.setViewportSize({ width: 1366, height: 900 });
    await prefer(page, { language: "de", dark: false });
  });

  it("keeps nothing of a patient in the browser, made no foreign request and broke no rule of its own", async () => {
    const kept = await everythingKept(page);
    for (const word of ["Brandst", "Oppermann", "4711001", "STEMI"]) assert.ok(!kept.includes(word), word);
    assert.deepEqual(browser.foreign, []);
    assert.deepEqual(browser.complaints, []);
  });
});

describe("rooms of somebody with the standard role and a first password", { timeout: 60_000 }, () => {
  it("leaves out what they may not do, and asks for a password of one's own first", async () => {
    const server = await startTrackerServer({ mustChangePassword: true, rights: ["cases.read", "cases.write", "alarms.read"] });
    const browser = await openBrowser({ width: 1366, height: 900 });
    const { page } = browser;
    try {
      await page.goto(server.url);
      await signIn(page);
      await page.waitForSelector("input[name=fresh]");
      await clean(page, "room-first-password");
      await page.fill("input[name=current]", account.password);
      await page.fill("input[name=fresh]", "zwölf Zeichen und mehr");
      await page.fill("input[name=again]", "zwölf Zeichen und mehr");
      await page.click("form.password button");
      await page.waitForSelector(".list");
      assert.deepEqual(await page.$$eval(".rooms a", (found) => found.map(({ hash }) => hash)), ["#/", "#/alarms"]);
      await page.evaluate(() => (location.hash = "#/people"));
      await page.waitForSelector("[role=alert] >> text=fehlt Ihnen die Rolle");
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
