// Sign-in by the hospital's OpenID Connect provider: a browser at the tracker's own button, and everything that must not work.
import '../support/platform.mjs';
import assert from 'node:assert/strict';
import { SignJWT, decodeJwt, generateKeyPair } from 'jose';
import { openBrowser } from '../web/browser.mjs';
import { ask, check, finish, lastAudit, auditSince, query, system } from './flow.mjs';
import { startProvider } from './provider.mjs';

const people = {
  erika: { given_name: 'Erika', family_name: 'Müster', groups: ['notaufnahme', 'alle'] },
  nobody: { given_name: 'In', family_name: 'No Group', groups: ['alle'] },
  impostor: { preferred_username: 'ERIKA', groups: ['notaufnahme'] },
  [system.user]: { groups: ['notaufnahme'] },
};
let provider = await startProvider(people);

/** A browser without a page: its cookies, by origin and path. */
function visitor() {
  const jar = [];
  async function visit(url, { method = 'GET', form } = {}) {
    const { origin, pathname } = new URL(url);
    const cookie = jar.filter((one) => one.origin === origin && pathname.startsWith(one.path)).map(({ name, value }) => `${name}=${value}`).join('; ');
    const body = form && new URLSearchParams(form).toString();
    const response = await fetch(url, { method, body, redirect: 'manual', headers: { cookie, ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      const path = /path=([^;]*)/i.exec(line)?.[1] ?? '/';
      const at = jar.findIndex((one) => one.origin === origin && one.name === name && one.path === path);
      if (at >= 0) jar.splice(at, 1);
      if (value !== '' && !/max-age=0(;|$)/i.test(line)) jar.push({ origin, name, value, path, line });
    }
    return { status: response.status, headers: response.headers, text: await response.text(), url };
  }
  const go = async (answer) => visit(new URL(answer.headers.get('location'), answer.url).href);
  return { jar, visit, go, has: (name) => jar.some((one) => one.name === name) };
}

/** As far as the provider's answer, which is the address of our callback. */
async function answered(browser, user) {
  let answer = await browser.visit(`${system.tracker}/api/v1/session/openid`);
  assert.equal(answer.status, 303);
  for (let step = 0; step < 12; ++step) {
    const next = answer.headers.get('location');
    if (next?.startsWith(system.tracker)) return next;
    if (next) answer = await browser.go(answer);
    else answer = await browser.visit(new URL(/action="([^"]+)"/.exec(answer.text)[1], answer.url).href, { method: 'POST', form: { prompt: 'login', login: user, password: 'any' } });
  }
  throw new Error(`the provider does not come back: ${answer.status} ${answer.text.slice(0, 300)}`);
}
/** Where the callback's page leads. */
const leadsTo = ({ status, text }) => {
  assert.equal(status, 200);
  return /content="0;url=([^"]+)"/.exec(text)[1];
};
async function signIn(browser, user) {
  return leadsTo(await browser.visit(await answered(browser, user)));
}
async function refused(how, user = 'erika', word = 'refused') {
  const browser = visitor();
  const before = lastAudit();
  const answer = await how(browser, await answered(browser, user));
  assert.equal(leadsTo(answer), `/?signin=${word}`);
  assert(!browser.has('vorab_session') && !browser.has('vorab_openid'));
  assert.equal(auditSince(before).filter(({ event }) => event === 'person.refused').length, 1);
}
/** The same claims with some changed, signed as the provider does or otherwise. */
const forged = (change, sign = {}) => async (token, { key, privateKey }) =>
  new SignJWT({ ...decodeJwt(token), ...change }).setProtectedHeader({ alg: sign.alg ?? 'RS256', kid: key.kid }).sign(sign.key ?? privateKey);
const meddled = async (meddle) => {
  provider.meddle = meddle;
  try {
    await refused((browser, url) => browser.visit(url));
  } finally {
    provider.meddle = null;
  }
};
const session = (browser) => browser.visit(`${system.tracker}/api/v1/session`);

await check('the sign-in page is told that there is a provider, and its name', async () => {
  const { status, text } = await visitor().visit(`${system.tracker}/api/v1/session/ways`);
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), { password: true, openid: { name: 'Klinik-Konto', url: '/api/v1/session/openid' } });
});
await check('a person signs in by the button of the sign-in page, in a real browser, from another site and back', async () => {
  const browser = await openBrowser();
  try {
    await browser.context.route(({ hostname }) => !['localhost', '127.0.0.1'].includes(hostname), (route) => route.abort());
    await browser.page.goto(system.tracker);
    await browser.page.click('text=Anmelden mit Klinik-Konto');
    await browser.page.fill('input[name=login]', 'erika');
    await browser.page.fill('input[name=password]', 'any');
    await browser.page.click('button[type=submit]');
    await browser.page.waitForSelector('.list');
    assert.equal(new URL(browser.page.url()).origin, system.tracker);
    const kept = (await browser.context.cookies(system.tracker)).find(({ name }) => name === 'vorab_session');
    assert.deepEqual([kept.httpOnly, kept.secure, kept.sameSite], [true, true, 'Strict']);
    await browser.page.reload();
    await browser.page.waitForSelector('.list');
    assert.deepEqual(browser.complaints, []);
  } finally {
    await browser.close();
  }
});
await check('the account has the names, roles and mailboxes that the provider and the table of groups give', async () => {
  const browser = visitor();
  assert.equal(await signIn(browser, 'erika'), '/');
  const { user, source, rights, must_change_password } = JSON.parse((await session(browser)).text);
  assert.deepEqual([user.username, user.last_name, user.roles, user.mailboxes.map(({ id }) => id)], ['erika', 'Müster', ['standard'], [system.mailbox]]);
  assert.deepEqual([source, must_change_password, rights.includes('cases.write')], ['openid', false, true]);
  assert(!browser.has('vorab_openid'));
  assert.equal(query('hospital', "SELECT COUNT(*) FROM audit WHERE event = 'person.signed_in' AND target = 'openid' AND user_name = 'erika'")[0][0] >= 1, true);
});
await check('a change of groups holds from the next sign-in', async () => {
  const browser = visitor();
  provider.people.erika.groups = ['notaufnahme', 'leitung'];
  assert.equal(await signIn(browser, 'erika'), '/');
  assert.deepEqual(JSON.parse((await session(browser)).text).user.roles, ['standard', 'statistics']);
  provider.people.erika.groups = [];
  assert.equal(await signIn(visitor(), 'erika'), '/?signin=no_role');
  assert.equal((await session(browser)).status, 401);
  provider.people.erika.groups = ['notaufnahme'];
  assert.equal(await signIn(browser, 'erika'), '/');
});
await check('who is in none of the groups is told so, and gets no account', async () => {
  await refused((browser, url) => browser.visit(url), 'nobody', 'no_role');
  assert.deepEqual(query('hospital', "SELECT user_name FROM person WHERE user_name = 'nobody'"), []);
});
await check('a user name that is a local account\'s, or another person\'s at the provider, is taken', async () => {
  await refused((browser, url) => browser.visit(url), 'impostor', 'taken');
  await refused((browser, url) => browser.visit(url), system.user, 'taken');
  assert.deepEqual(query('hospital', `SELECT source FROM person WHERE user_name = '${system.user}'`), [['local']]);
});
await check('an account that was disabled here stays out', async () => {
  query('hospital', "UPDATE person SET disabled = TRUE WHERE user_name = 'erika'");
  await refused((browser, url) => browser.visit(url));
  query('hospital', "UPDATE person SET disabled = FALSE WHERE user_name = 'erika'");
});
await check('another state, none, or another browser\'s answer is refused', async () => {
  await refused((browser, url) => browser.visit(url.replace(/state=[^&]+/, 'state=another')));
  await refused((browser, url) => browser.visit(url.replace(/state=[^&]+&?/, '')));
  await refused((browser, url) => {
    browser.jar.length = 0;
    return browser.visit(url);
  });
  const other = visitor();
  await answered(other, 'nobody');
  await refused((browser, url) => {
    browser.jar.splice(0, browser.jar.length, ...other.jar);
    return browser.visit(url);
  });
});
await check('an answer of another issuer, an error and no code are refused', async () => {
  await refused((browser, url) => browser.visit(url.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Felsewhere.example')));
  await refused((browser, url) => browser.visit(url.replace(/code=[^&]+/, 'error=access_denied')));
  await refused((browser, url) => browser.visit(url.replace(/code=[^&]+/, '')));
  await refused((browser, url) => browser.visit(url.replace(/code=[^&]+/, 'code=guessed')));
});
await check('a code is good once', async () => {
  const browser = visitor();
  const url = await answered(browser, 'erika');
  const begun = browser.jar.filter(({ name }) => name === 'vorab_openid');
  assert.match(begun[0].line, /Max-Age=600; Path=\/api\/v1\/session\/openid; HttpOnly; Secure; SameSite=Lax$/);
  assert.equal(leadsTo(await browser.visit(url)), '/');
  const again = visitor();
  assert.equal(leadsTo(await again.visit(url)), '/?signin=refused');
  again.jar.push(...begun);
  assert.equal(leadsTo(await again.visit(url)), '/?signin=refused');
  assert(!again.has('vorab_session'));
});
await check('an ID token for another sign-in, another client, of another issuer or of another time is refused', async () => {
  const now = Math.floor(Date.now() / 1000);
  for (const change of [
    { nonce: 'another' }, { nonce: undefined }, { aud: 'another' }, { aud: ['vorab', 'another'] }, { iss: 'https://elsewhere.example' },
    { exp: now - 120 }, { exp: undefined }, { iat: now + 3600 }, { sub: '' }, { sub: undefined },
  ]) await meddled(forged(change));
});
await check('an ID token that somebody else, nobody or our own secret has signed is refused', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  await meddled(forged({}, { key: privateKey }));
  await meddled(forged({}, { alg: 'HS256', key: new TextEncoder().encode(system.openid_secret) }));
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  await meddled((token) => `${encoded({ alg: 'none' })}.${token.split('.')[1]}.`);
  await meddled((token) => token.replace(/\.[^.]*\./, `.${encoded({ ...decodeJwt(token), preferred_username: 'chief' })}.`));
  await meddled(() => 'no token');
});
await check('while the provider is down its people are told, and local accounts sign in', async () => {
  const browser = visitor();
  const url = await answered(browser, 'erika');
  await provider.close();
  assert.equal(leadsTo(await browser.visit(url)), '/?signin=unavailable');
  await ask('stop', 'vorab-hospital');
  await ask('start', 'vorab-hospital');
  const begun = await visitor().visit(`${system.tracker}/api/v1/session/openid`);
  assert.deepEqual([begun.status, begun.headers.get('location')], [303, '/?signin=unavailable']);
  const local = await fetch(`${system.tracker}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: system.user, password: system.password }) });
  assert.equal(local.status, 200);
});
await check('a provider that comes back with new keys, of another kind too, is believed by its certificate', async () => {
  for (const alg of ['RS256', 'ES256', 'PS256', 'EdDSA']) {
    provider = await startProvider(people, alg);
    assert.equal(await signIn(visitor(), 'erika'), '/', alg);
    await provider.close();
  }
});
finish();
