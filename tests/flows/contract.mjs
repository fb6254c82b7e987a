// The OpenAPI document against what the gateway says: every answer that any flow saw, and then whatever no flow asked for.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { call, check, file, finish, system } from './flow.mjs';
import { packed, post, tokenBySecret } from './sender.mjs';

const folder = `${system.root}/schemas`;
const document = parse(readFileSync(`${folder}/gateway.openapi.yaml`, 'utf8'));
const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
for (const name of readdirSync(folder).filter((one) => one.endsWith('.schema.json'))) ajv.addSchema(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')), name);
ajv.addSchema(document, 'gateway');

const VERBS = ['get', 'put', 'post', 'delete'];
const resolved = (node) => (node.$ref ? node.$ref.split('/').slice(1).reduce((at, step) => at[step], document) : node);
const escaped = (step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Every operation: { call: "get /v1/mailboxes", matches, responses, planned }. */
const operations = Object.entries(document.paths).flatMap(([path, item]) => VERBS.filter((verb) => item[verb]).map((verb) => ({
  call: `${verb} ${path}`, verb, path, planned: item[verb]['x-status'] === 'planned', responses: item[verb].responses,
  matches: new RegExp(`^${path.replaceAll(/[.]/g, '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
})));

/** What is wrong with this answer by the document, in words; nothing when it is as promised. */
function complaint({ method, path, status, type, body, headers }) {
  const operation = operations.find((one) => one.verb === method.toLowerCase() && one.matches.test(path.split('?')[0]));
  const elsewhere = !operation || operation.planned;
  if (elsewhere && ![400, 404, 405, 411, 413, 415, 421, 431, 505].includes(status)) return `${status} of a call that is not documented`;
  const name = operation && operation.responses[status] ? status : 'default';
  if (!elsewhere && name === 'default' && status < 400) return `${status} is not documented`;
  const response = elsewhere ? document.components.responses.Otherwise : resolved(operation.responses[name] ?? document.components.responses.Otherwise);
  if (response['x-status'] === 'planned') return `${status} is marked as planned, and came`;
  const medium = type.split(';')[0];
  if (!response.content) return body === '' ? undefined : `a body where none is documented: ${body.slice(0, 80)}`;
  const content = response.content[medium];
  if (!content) return `content type "${medium}" is not documented`;
  for (const [header, { schema, required }] of Object.entries(response.headers ?? {})) {
    const value = headers[header.toLowerCase()];
    if (required && value === undefined) return `the header ${header} is missing`;
    if (value !== undefined && schema && !ajv.validate(schema, schema.type === 'integer' ? Number(value) : value)) return `${header}: ${value}`;
  }
  if (!/json$/.test(medium)) return undefined;
  const said = JSON.parse(body);
  if (/problem/.test(medium) && said.status !== status) return `the problem says ${said.status}`;
  const holds = validator(elsewhere ? undefined : operation, name, response, medium);
  return holds(said) ? undefined : ajv.errorsText(holds.errors);
}

const validators = new Map();
function validator(operation, name, response, medium) {
  const shared = Object.entries(document.components.responses).find(([, one]) => one === response)?.[0];
  const pointer = shared ? `/components/responses/${shared}` : `/paths/${escaped(operation.path)}/${operation.verb}/responses/${name}`;
  const reference = `gateway#${pointer}/content/${escaped(medium)}/schema`;
  if (!validators.has(reference)) validators.set(reference, ajv.compile({ $ref: reference }));
  return validators.get(reference);
}

// What no other flow asks for.

const token = await tokenBySecret();
const bearer = { authorization: `Bearer ${token}` };
for (const path of ['/healthz', '/readyz', '/metrics']) await call('GET', path, { base: system.gateway_operations });
await call('GET', '/board/');
await call('GET', '/board/no-such-file');
await call('GET', '/nowhere');
await call('DELETE', '/v1/mailboxes', { headers: bearer });
await call('POST', '/oauth2/token', { headers: { 'content-type': 'application/json' }, body: '{}' });
await call('POST', '/oauth2/token', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=password' });
const { record, envelope } = await packed('minor_injury', token);
await post(token, envelope);
await post(token, envelope);
const attachment = `/v1/mailboxes/${system.mailbox}/cases/${record.slip.case}/attachments/11111111-2222-4333-8444-555555555555`;
for (const headers of [bearer, {}]) await call('GET', attachment, { headers });
await call('GET', attachment.replace(system.mailbox, system.other_mailbox), { headers: bearer });
await call('GET', attachment.replace(system.mailbox, 'nowhere'), { headers: bearer });
await call('PUT', `${attachment.replace(system.mailbox, 'nowhere')}/chunks/0`, { headers: { ...bearer, 'content-type': 'application/octet-stream' }, body: Buffer.alloc(20) });
await call('PUT', `${attachment}/chunks/0`, { headers: { 'content-type': 'application/octet-stream' }, body: Buffer.alloc(20) });
await call('GET', '/v1/transmissions/01900000-0000-7000-8000-000000000000', { headers: bearer });

await check('what is marked as planned, if anything is, is not there yet: it answers 404', async () => {
  const planned = operations.filter((operation) => operation.planned);
  for (const { verb, path } of planned) {
    const answer = await call(verb.toUpperCase(), path.replaceAll(/\{\w+\}/g, record.slip.case), { headers: bearer });
    assert.equal(answer.status, 404, path);
  }
});

const answers = readFileSync(file('answers.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
await check(`every answer of all flows is as the document says (${answers.length} answers)`, () => {
  const complaints = answers.map((answer) => [answer, complaint(answer)]).filter(([, wrong]) => wrong);
  const words = complaints.map(([{ method, path, status }, wrong]) => `${method} ${path} ${status}: ${wrong}`);
  assert.deepEqual([...new Set(words)], []);
});
await check('the check itself can fail: an invented member, another status and another type are found', () => {
  const good = answers.find(({ path, status }) => path === '/v1/mailboxes' && status === 200);
  assert.equal(complaint(good), undefined);
  assert.match(complaint({ ...good, body: JSON.stringify({ ...JSON.parse(good.body), patient: 'x' }) }), /additional/);
  assert.match(complaint({ ...good, status: 204 }), /not documented/);
  assert.match(complaint({ ...good, type: 'text/html' }), /not documented/);
  assert.match(complaint({ ...good, path: '/v2/mailboxes' }), /not documented/);
});

await check('whoever opens the gateway in a browser finds the document: rendered, as YAML and as JSON, with its schemas', async () => {
  const at = (path) => fetch(system.gateway + path, { redirect: 'manual' });
  for (const entrance of ['/', '/docs']) assert.deepEqual([(await at(entrance)).status, (await at(entrance)).headers.get('location')], [308, '/docs/']);
  for (const [file, type] of [['', 'text/html; charset=utf-8'], ['gateway.openapi.yaml', 'application/yaml'], ['gateway.openapi.json', 'application/json'], ['problem.schema.json', 'application/json']])
    assert.equal((await at(`/docs/${file}`)).headers.get('content-type'), type, file);
  assert.deepEqual(await (await at('/docs/gateway.openapi.json')).json(), document);
});

/** Documented answers that nobody can bring about here: the gateway's own database would have to fail, or the hospital in the middle of a chunk. */
const OUT_OF_REACH = new Set(['put /v1/mailboxes/{mailbox}/cases/{case}/attachments/{attachment}/chunks/{chunk} 503', 'post /v1/mailboxes/{mailbox}/transmissions 503', 'get /readyz 503']);
const ran = (flow) => existsSync(`${system.log}/flow_${flow}.err`);
if (['foreign_senders.mjs', 'bad_input.mjs', 'attachments.mjs', 'board.mjs', 'answers.mjs', 'hospital_down.mjs'].every(ran)) {
  await check('every documented call and status was seen at least once', () => {
    const seen = new Set(answers.map(({ method, path, status }) => {
      const operation = operations.find((one) => one.verb === method.toLowerCase() && one.matches.test(path.split('?')[0]));
      return `${operation?.call} ${status}`;
    }));
    const missing = operations.filter(({ planned }) => !planned).flatMap(({ call: name, responses }) =>
      Object.entries(responses).filter(([status, response]) => status !== 'default' && resolved(response)['x-status'] !== 'planned')
        .map(([status]) => `${name} ${status}`).filter((one) => !seen.has(one) && !OUT_OF_REACH.has(one)));
    assert.deepEqual(missing, []);
  });
}
finish();
