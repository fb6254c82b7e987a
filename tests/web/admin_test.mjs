// The administration page of a rescue service, in a real browser: empty, busy, failing, by keyboard, in both languages.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { account, device, startAdminServer } from "./admin_server.mjs";
import { accessibilityFindings, openBrowser, shoot } from "./browser.mjs";

const clean = async (page, name) => {
  await shoot(page, name);
  assert.deepEqual(await accessibilityFindings(page), [], name);
};

async function signIn(page, password = account.password) {
  await page.fill("input[name=username]", account.username);
  await page.fill("input[name=password]", password);
  await page.keyboard.press("Enter");
}

describe("administration", { timeout: 120_000 }, () => {
  let server, browser, page;
  before(async () => {
    server = await startAdminServer({ mustChangePassword: true });
    browser = await openBrowser({ width: 1280, height: 900 });
    page = browser.page;
    await page.goto(server.url);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it("says what is wrong with a sign-in", async () => {
    await signIn(page, "falsch");
    await page.waitForSelector("[role=alert] >> text=stimmen nicht");
    await clean(page, "admin-sign-in-wrong");
    server.state.slowed = true;
    await signIn(page);
    await page.waitForSelector("[role=alert] >> text=Zu viele Versuche");
    server.state.slowed = false;
  });

  it("asks for a password of one's own before anything else", async () => {
    await signIn(page);
    await page.waitForSelector("text=Eigenes Passwort setzen");
    await clean(page, "admin-own-password");
    await page.fill("input[name=current]", "falsch");
    await page.fill("input[name=new]", "ein eigenes, das reicht");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[role=alert] >> text=Nicht geändert");
    await page.fill("input[name=current]", account.password);
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=Noch keine Geräte");
    await clean(page, "admin-empty");
  });

  it("makes a device whose secret is shown once, by keyboard alone", async () => {
    await page.focus("input[name=label]");
    await page.keyboard.type("RTW 83/1");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".secret");
    const secret = await page.textContent(".secret dd:last-of-type code");
    assert.equal(secret.length, 43);
    await clean(page, "admin-secret");
    await page.focus(".secret button");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".secret", { state: "detached" });
    assert(!(await page.content()).includes(secret));
    await page.reload();
    await page.waitForSelector(".device");
    assert(!(await page.content()).includes(secret));
  });

  it("assigns a mailbox, takes it away, disables and enables", async () => {
    const [rtw] = server.state.devices;
    await page.selectOption(".device select", "stroke-unit");
    await page.click(".device form button");
    await page.waitForSelector(".assignments li >> text=Stroke Unit");
    assert.deepEqual(rtw.mailboxes, ["stroke-unit"]);
    await page.click(".assignments li button");
    await page.waitForSelector("text=Darf an kein Postfach senden");
    assert.deepEqual(rtw.mailboxes, []);
    await page.click("button[aria-label^='Sperren']");
    await page.waitForSelector(".device.off >> text=gesperrt");
    assert.equal(rtw.disabled, true);
    await page.click("button[aria-label^='Freigeben']");
    await page.waitForSelector(".state.on >> text=freigegeben");
    await page.waitForSelector("td >> text=Postfach zugewiesen");
  });

  it("renews a secret only when asked twice", async () => {
    await page.click("text=Neues Geheimnis");
    await page.waitForSelector("text=enden sofort");
    await page.click("text=Abbrechen");
    assert.equal(await page.locator(".secret").count(), 0);
    await page.click("text=Neues Geheimnis");
    await page.click("text=Jetzt erneuern");
    await page.waitForSelector(".secret");
    await page.click("text=Ist eingetragen");
  });

  it("shows a busy service with silent hospitals, and the last word when the gateway is gone", async () => {
    for (let i = 2; i < 12; ++i) server.state.devices.push(device(`RTW 83/${i}`, { disabled: i % 5 === 0, by_key: i === 3, mailboxes: ["zna-musterstadt", ...(i % 2 ? ["kreissaal"] : [])] }));
    await page.reload();
    await page.waitForSelector(".device:nth-child(11)");
    await page.waitForSelector(".state.trouble >> text=antwortet nicht");
    await clean(page, "admin-busy");
    await page.locator("#events-title").scrollIntoViewIfNeeded();
    await shoot(page, "admin-log");
    server.state.failing = true;
    await page.click(".device:nth-child(2) button[aria-label^='Sperren']");
    await page.waitForSelector("[role=alert]");
    assert.equal(await page.locator(".device").count(), 11);
    await page.evaluate(() => scrollTo(0, 0));
    await clean(page, "admin-failing");
    server.state.failing = false;
  });

  it("speaks English as well", async () => {
    await page.selectOption(".top select", "en");
    await page.waitForSelector("h1 >> text=Manage devices");
    await clean(page, "admin-english");
  });

  it("ends with the session, and complains of nothing", async () => {
    server.state.csrf = undefined;
    await page.click(".device:nth-child(2) button[aria-label^='Disable']");
    await page.waitForSelector("[role=alert] >> text=session has ended");
    assert.deepEqual(browser.complaints, []);
    assert.deepEqual(browser.foreign, []);
  });
});
