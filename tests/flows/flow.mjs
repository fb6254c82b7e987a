// What every flow uses: where the system is, its checks, its wishes to the runner, calls that are kept for contract.mjs, and
// what lies in the databases.
import '../support/platform.mjs';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export const system = JSON.parse(readFileSync(process.env.VORAB_FLOWS, 'utf8'));
export const file = (...parts) => [system.folder, ...parts].join('/');
export const pem = (name) => readFileSync(`${system.pki}/${name}`, 'utf8');
/** Sanitizers take their time; a limit that a check is about is given so. */
export const patience = (milliseconds) => (system.slow ? milliseconds * 4 : milliseconds);

const say = (word) => process.stdout.write(`${JSON.stringify(word)}\n`);

/** A sentence, and what has to hold: an assertion of node that throws makes it false. */
export async function check(sentence, holds) {
  try {
    const found = await holds();
    say({ check: sentence, ok: true });
    return found;
  } catch (error) {
    say({ check: sentence, ok: false, why: `${error.message}`.split('\n').slice(0, 12).join(' | ').slice(0, 900) });
    return undefined;
  }
}

const input = createInterface({ input: process.stdin });
const answers = input[Symbol.asyncIterator]();
/** Of the runner: "kill", "stop", "start", "freeze", "thaw" a process, or "administer" a server. */
export async function ask(what, name, ...words) {
  say({ do: what, process: name, arguments: words });
  return JSON.parse((await answers.next()).value);
}
export const finish = () => input.close();

/** fetch, with what was answered kept for the contract. `body` is the text, `json` what it says where it is JSON. */
export async function call(method, path, { headers = {}, body, base = system.gateway, signal } = {}) {
  const response = await fetch(base + path, { method, headers, body, redirect: 'error', signal });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const answer = { status: response.status, type, headers: response.headers, body: text, json: /json/.test(type) ? JSON.parse(text) : undefined };
  keep(method, path, base, answer);
  return answer;
}
export function keep(method, path, base, { status, type, body, headers }) {
  if (base === system.tracker) return;
  const fields = Object.fromEntries(headers);
  appendFileSync(file('answers.jsonl'), `${JSON.stringify({ method, path, status, type, body, headers: fields })}\n`);
}

/** Waits for something that will come by itself. */
export async function until(what, attempt, milliseconds = 15_000) {
  const end = Date.now() + patience(milliseconds);
  for (;;) {
    const found = await attempt();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${patience(milliseconds)} ms`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Rows of fields, as text. */
export function query(database, sql) {
  const words = ['--no-defaults', `--socket=${system.database_socket}`, '--batch', '--skip-column-names', system.databases[database]];
  const ran = spawnSync('mariadb', words, { input: sql, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`MariaDB: ${ran.stderr}`);
  return ran.stdout.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
}

/** All that a database holds, as text. */
export function dump(database) {
  const ran = spawnSync('mariadb-dump', ['--no-defaults', `--socket=${system.database_socket}`, '--skip-comments', system.databases[database]],
    { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`mariadb-dump: ${ran.stderr}`);
  return ran.stdout;
}

const counted = Object.fromEntries(Object.keys(system.databases).map((database) => [database, query(database, 'SHOW TABLES').map(([name]) => name)]));
const AGEING = new Set(['audit', 'audit_anchor', 'deletion_record', 'retention_run', 'used_assertion', 'known_address', 'under_way', 'sent', 'alarm', 'alarm_event', 'self_test']);
/** How many rows each table has, the audit, what ages by itself and what is written a moment later apart. */
export function rows() {
  const all = {};
  for (const [database, tables] of Object.entries(counted)) {
    const parts = tables.filter((name) => !AGEING.has(name)).map((name) => `SELECT '${name}', COUNT(*) FROM ${name}`);
    for (const [name, count] of query(database, parts.join(' UNION ALL '))) all[`${database}.${name}`] = Number(count);
  }
  return all;
}

/** The refusals in all three audits: place, event, problem. `since` is what lastAudit() said. */
export function lastAudit() {
  return Object.fromEntries(Object.keys(system.databases).map((database) => [database, Number(query(database, 'SELECT COALESCE(MAX(id), 0) FROM audit')[0][0])]));
}
export function auditSince(since) {
  return Object.entries(since).flatMap(([database, id]) =>
    query(database, `SELECT event, COALESCE(problem, '') FROM audit WHERE id > ${id} AND event NOT IN ('delivery.delivered', 'delivery.put_off', 'delivery.rejected') ORDER BY id`).map(([event, problem]) => ({ place: database, event, problem })));
}

/** The tracker, as a person signed in. */
export async function signIn(username = system.user, password = system.password) {
  const body = JSON.stringify({ username, password });
  const signed = await call('POST', '/api/v1/session', { base: system.tracker, headers: { 'content-type': 'application/json' }, body });
  if (signed.status !== 200) throw new Error(`not signed in: ${signed.status} ${signed.body}`);
  const headers = { cookie: signed.headers.get('set-cookie').split(';')[0], 'x-csrf-token': signed.json.csrf };
  return (method, path, further = {}, said = undefined) => call(method, `/api/v1/${path}`, {
    base: system.tracker, headers: { ...headers, ...(said && { 'content-type': 'application/json' }), ...further }, body: said && JSON.stringify(said),
  });
}
