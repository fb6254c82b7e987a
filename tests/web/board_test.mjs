import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { massCasualty, settledArrivals, typicalArrivals } from "./arrivals.mjs";
import { licenceKey, makeBoardKey, makeEntry, sealArrival, startBoardServer } from "./board_server.mjs";
import { accessibilityFindings, openBrowser, shoot } from "./browser.mjs";

const sealAll = (list, key) => Promise.all(list.map(([arrival, how]) => makeEntry(arrival, key.publicKey, how)));
const clean = async (page, name) => {
  await shoot(page, name);
  assert.deepEqual(await accessibilityFindings(page, { strict: true }), [], name);
};

async function enter(page, key = licenceKey) {
  await page.fill("input[name=licence]", key);
  await page.keyboard.press("Enter");
}

const texts = (page, selector) => page.$$eval(selector, (found) => found.map((element) => element.textContent.trim()));
const set = (page, settings) => page.evaluate((value) => localStorage.setItem("vorab-board-settings", JSON.stringify(value)), settings);

/** What reaches beyond the screen, and text smaller than the floor of 16 minutes of arc. */
const faults = (page) => page.evaluate(() => {
  const unit = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--u"));
  const wrong = [];
  for (const element of document.querySelectorAll(".board *")) {
    const box = element.getBoundingClientRect();
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!text || element.closest(".hidden-visually") || box.width === 0) continue;
    if (parseFloat(getComputedStyle(element).fontSize) < 15.99 * unit && !element.closest(".mark")) wrong.push(`small: ${element.outerHTML}`);
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1) wrong.push(`outside: ${element.outerHTML}`);
  }
  return wrong;
});

describe("arrival board", { timeout: 240_000 }, () => {
  let key, server, browser, page;
  before(async () => {
    key = await makeBoardKey();
    server = await startBoardServer({ boardKey: key });
    browser = await openBrowser();
    page = browser.page;
    await page.goto(server.url);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it("asks a new screen for the licence key, and says what is wrong with it", async () => {
    await page.waitForSelector("input[name=licence]");
    await clean(page, "board-licence");
    await enter(page, "c2BdX-wlmny");
    await page.waitForSelector("[role=alert] >> text=20 Zeichen");
    await enter(page, "AAAAA-AAAAA-AAAAA-AAAAA");
    await page.waitForSelector("[role=alert] >> text=gibt es nicht");
    await clean(page, "board-licence-unknown");
  });

  it("says so when the key is in use on another screen", async () => {
    server.setRefusal(409);
    await enter(page);
    await page.waitForSelector("[role=alert] >> text=anderen Bildschirm");
    await clean(page, "board-licence-elsewhere");
    server.setRefusal(null);
  });

  it("takes the key with spaces and dashes and shows the empty board", async () => {
    await enter(page, " c2BdX wlmny-NEiQA t9vWT ");
    await page.waitForSelector(".empty >> text=Keine Voranmeldungen");
    await clean(page, "board-empty");
  });

  it("keeps neither the licence key nor a readable private key", async () => {
    const kept = await page.evaluate(async () => {
      const request = indexedDB.open("vorab-board");
      const database = await new Promise((done) => (request.onsuccess = () => done(request.result)));
      const get = database.transaction("keys").objectStore("keys").get("board");
      const { key: stored } = await new Promise((done) => (get.onsuccess = () => done(get.result)));
      const exported = await crypto.subtle.exportKey("jwk", stored).catch(() => "refused");
      return { extractable: stored.extractable, exported, storage: JSON.stringify({ ...localStorage, ...sessionStorage }), cookie: document.cookie };
    });
    assert.equal(kept.extractable, false);
    assert.equal(kept.exported, "refused");
    assert.equal(kept.cookie, "");
    assert.ok(!kept.storage.includes("t9vWT") && !kept.storage.includes("c2BdX"));
  });

  it("opens sealed arrivals within a second and sorts them by arrival", async () => {
    const entries = await sealAll(typicalArrivals(), key);
    const started = Date.now();
    for (const entry of entries) server.upsert(entry);
    await page.waitForFunction(() => document.querySelectorAll(".row").length === 5);
    assert.ok(Date.now() - started < 1000);
    assert.deepEqual(await texts(page, ".row .mark"), ["1", "2", "1", "1", "3"]);
    assert.match((await texts(page, ".row .eta"))[0], /^\+\d+min\s*überfällig/);
    assert.equal(await page.getAttribute("html", "data-played"), "sk1");
    assert.deepEqual(await faults(page), []);
    await clean(page, "board-normal");
  });

  it("starts again after a reload without being asked for the key", async () => {
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll(".row").length === 5);
  });

  it("shows the announcement text where it is configured", async () => {
    server.configure({ announcement_text: true, entries: 4 });
    await page.waitForSelector(".said >> text=Fieber");
    assert.deepEqual(await faults(page), []);
    await clean(page, "board-with-text");
    server.configure({ announcement_text: false, entries: 60 });
  });

  it("shows an entry that it cannot open as such, on top", async () => {
    const other = await makeBoardKey();
    const foreign = await makeEntry({ keyword: "x" }, other.publicKey);
    const cut = { ...foreign, id: crypto.randomUUID(), board: (await sealArrival({}, key.publicKey)).replace(/..$/, "AA") };
    server.upsert(foreign);
    server.upsert(cut);
    await page.waitForFunction(() => document.querySelectorAll(".row.unreadable").length === 2);
    assert.match((await texts(page, ".row .keyword"))[0], /nicht lesbar/);
    await clean(page, "board-unreadable");
    server.remove(foreign.id);
    server.remove(cut.id);
    await page.waitForFunction(() => document.querySelectorAll(".row.unreadable").length === 0);
  });

  it("strikes cancelled ones and lets what is over sink", async () => {
    for (const entry of await sealAll(settledArrivals(), key)) server.upsert(entry);
    await page.waitForFunction(() => document.querySelectorAll(".row").length === 7);
    assert.deepEqual((await texts(page, ".row .tag.solid")).slice(-2).sort(), ["ANGEKOMMEN", "STORNIERT"]);
    assert.deepEqual(await faults(page), []);
    await clean(page, "board-busy");
  });

  it("filters by priority and keyword, and says how many are not shown", async () => {
    server.configure({ filter: { priorities: ["sk1", "sk2"] } });
    await page.waitForFunction(() => ![...document.querySelectorAll(".row .mark")].some((mark) => mark.textContent === "3"));
    server.configure({ filter: { keywords: ["stemi"] } });
    await page.waitForFunction(() => document.querySelectorAll(".row").length === 1);
    server.configure({ filter: {}, entries: 2 });
    await page.waitForSelector("footer >> text=5 weitere nicht gezeigt");
    server.configure({ entries: 60, sort_order: "priority" });
    await page.waitForFunction(() => document.querySelectorAll(".row").length === 7);
    assert.deepEqual((await texts(page, ".row .mark")).slice(0, 5), ["1", "1", "1", "2", "3"]);
    server.configure({ sort_order: "eta" });
  });

  it("shows forty arrivals on pages, none smaller than legible", async () => {
    server.replace(await sealAll(massCasualty(40), key));
    await page.waitForSelector("footer >> text=Seite 1/2", { timeout: 25_000 });
    assert.equal((await page.$$(".row")).length, 26);
    assert.deepEqual(await faults(page), []);
    await clean(page, "board-forty");
    await page.waitForSelector("footer >> text=Seite 2/2", { timeout: 40_000 });
    await shoot(page, "board-forty-page-2");
  });

  it("shows thirteen in one line each", async () => {
    server.replace(await sealAll(massCasualty(13), key));
    await page.waitForFunction(() => document.querySelectorAll(".board.one .row").length === 13);
    assert.deepEqual(await faults(page), []);
    await clean(page, "board-thirteen");
  });

  it("is as legible by day as by night, and in English", async () => {
    server.replace(await sealAll([...typicalArrivals(), ...settledArrivals()].slice(0, 6), key));
    for (const [scheme, language] of [["light", "de"], ["dark", "en"], ["light", "en"]]) {
      await set(page, { scheme });
      await page.evaluate((value) => localStorage.setItem("vorab-language", value), language);
      await page.reload();
      await page.waitForSelector(".row");
      await clean(page, `board-${scheme}-${language}`);
    }
    await page.evaluate(() => localStorage.setItem("vorab-language", "de"));
    await set(page, {});
    await page.reload();
    await page.waitForSelector(".row");
  });

  it("keeps everything on the screen and legible on other screens", async () => {
    const screens = [[3840, 2160, 75, 5], [1920, 1080, 43, 5], [1366, 768, 32, 3], [1920, 1200, 65, 4]];
    const all = await sealAll([...typicalArrivals(), ...massCasualty(35)], key);
    for (const [width, height, inches, metres] of screens) {
      await set(page, { inches, metres });
      await page.setViewportSize({ width, height });
      await page.reload();
      for (const count of [1, 4, 9, 40]) {
        server.replace(all.slice(0, count));
        await page.waitForFunction((wanted) => {
          const shown = document.querySelectorAll(".row").length;
          return shown === wanted || (wanted === 40 && /Seite|Page/.test(document.querySelector("footer")?.textContent ?? ""));
        }, count);
        assert.deepEqual(await faults(page), [], `${width}x${height}, ${inches} inches, ${count}`);
      }
    }
    await set(page, {});
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.reload();
    server.replace(await sealAll([...typicalArrivals(), ...settledArrivals()].slice(0, 6), key));
    await page.waitForFunction(() => document.querySelectorAll(".row").length === 6);
  });

  it("does not grow while arrivals come and go", async () => {
    const devtools = await browser.context.newCDPSession(page);
    const used = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      return (await devtools.send("Runtime.getHeapUsage")).usedSize;
    };
    const comeAndGo = async (count) => {
      for (let i = 0; i < count; i++) {
        const entry = await makeEntry({ priority: "sk3", keyword: `Nr. ${i}` }, key.publicKey, { state: "seen" });
        server.upsert(entry);
        server.remove(entry.id);
      }
      const last = await makeEntry({ priority: "sk3", keyword: "Schluss" }, key.publicKey, { state: "seen" });
      server.upsert(last);
      await page.waitForSelector(`[data-id="${last.id}"]`, { timeout: 60_000 });
      server.remove(last.id);
      await page.waitForSelector(`[data-id="${last.id}"]`, { state: "detached" });
    };
    await comeAndGo(300);
    const before = await used();
    await comeAndGo(1000);
    const grown = (await used()) - before;
    assert.ok(grown < 300_000, `${grown} bytes`);
  });

  it("settings open by keyboard and stay in the browser", async () => {
    await page.focus("footer button[aria-label=Einstellungen]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    await clean(page, "board-settings");
    await page.selectOption("dialog select >> nth=0", "light");
    assert.equal(await page.getAttribute("html", "data-theme"), "light");
    await page.selectOption("dialog select >> nth=0", "dark");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog[open]", { state: "hidden" });
  });

  it("says that the connection is lost within 15 s of silence, keeps every row, and comes back by itself", async () => {
    server.heartbeat(false);
    const silent = Date.now();
    await page.waitForSelector("header.lost", { timeout: 22_000 });
    assert.ok(Date.now() - silent < 21_000);
    assert.match((await texts(page, "header.lost"))[0], /KEINE VERBINDUNG seit \d\d:\d\d · Tel\. 4711/);
    assert.equal((await page.$$(".row")).length, 6);
    await clean(page, "board-lost");
    server.heartbeat(true);
    await page.waitForSelector("header.lost", { state: "detached", timeout: 6000 });
  });

  it("is back within 5 s of the server's return", async () => {
    const { port, cookies } = server;
    await server.close();
    await page.waitForSelector("header.lost", { timeout: 16_000 });
    await page.waitForFunction(() => /[4-9]\. Versuch/.test(document.querySelector("footer").textContent), null, { timeout: 20_000 });
    server = await startBoardServer({ boardKey: key, port, cookies });
    const back = Date.now();
    await page.waitForSelector(".empty >> text=Keine Voranmeldungen", { timeout: 6000 });
    assert.ok(Date.now() - back < 5000, `${Date.now() - back} ms`);
  });

  it("says so when the server cannot be reached at the start, and then starts", async () => {
    server.setRefusal(503);
    await page.reload();
    await page.waitForSelector("[role=alert] >> text=KEINE VERBINDUNG");
    await clean(page, "board-start-unreachable");
    server.setRefusal(null);
    await page.waitForSelector(".empty >> text=Keine Voranmeldungen");
  });

  it("asks for the key again when its session was ended", async () => {
    server.cookies.clear();
    await page.reload();
    await page.waitForSelector("input[name=licence]");
  });

  it("can be signed off at the screen, and gives the licence key free", async () => {
    await enter(page);
    await page.click("footer button[aria-label=Einstellungen]");
    await page.click("dialog >> text=Tafel abmelden");
    await page.click("dialog [role=alert] button >> text=Tafel abmelden");
    await page.waitForSelector("input[name=licence]");
    assert.equal(server.cookies.size, 0);
    await page.reload();
    await page.waitForSelector("input[name=licence]");
  });

  it("made no foreign request and broke no rule of its own", () => {
    assert.deepEqual(browser.foreign, []);
    assert.deepEqual(browser.complaints, []);
  });
});

describe("arrival board without leave to sound", { timeout: 60_000 }, () => {
  it("says that sound is blocked until somebody touches it", async () => {
    const key = await makeBoardKey();
    const server = await startBoardServer({ boardKey: key, entries: await sealAll(typicalArrivals(), key) });
    const browser = await openBrowser({ sound: false });
    try {
      await browser.page.goto(server.url);
      await enter(browser.page);
      await browser.page.waitForSelector(".row");
      const untouched = await browser.context.newPage();
      await untouched.goto(server.url);
      await untouched.waitForSelector("footer >> text=Ton gesperrt");
      await clean(untouched, "board-sound-blocked");
      await untouched.click("footer >> text=Ton gesperrt");
      await untouched.waitForSelector("footer >> text=Ton an");
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
