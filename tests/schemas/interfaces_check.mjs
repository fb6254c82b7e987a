// The OpenAPI and AsyncAPI documents: they parse, every $ref leads somewhere, every problem is documented, their examples hold.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { check } from './report.mjs';
import { compile_all, read_json, schemas } from './support.mjs';

const read_yaml = (name) => parse(readFileSync(new URL(name, schemas), 'utf8'), { uniqueKeys: true });

function* references(node) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.$ref === 'string') yield node.$ref;
  for (const inner of Object.values(node)) yield* references(inner);
}

function resolve(reference, document) {
  const [file, pointer = ''] = reference.split('#');
  const start = file ? read_json(new URL(file, schemas)) : document;
  const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce((node, step) => node?.[step], start);
}

function check_references(name) {
  const document = read_yaml(name);
  check(`${name}: every $ref leads somewhere`, () => {
    const all = [...references(document)];
    assert(all.length > 0);
    for (const reference of all) assert(resolve(reference, document), reference);
  });
  return document;
}

const CALLS = [
  'post /oauth2/token', 'get /.well-known/oauth-authorization-server', 'get /.well-known/jwks.json', 'get /v1/mailboxes',
  'post /v1/mailboxes/{mailbox}/transmissions', 'get /v1/mailboxes/{mailbox}/cases/{case}/attachments/{attachment}',
  'put /v1/mailboxes/{mailbox}/cases/{case}/attachments/{attachment}/chunks/{chunk}', 'get /v1/transmissions/{transmission}', 'post /hospital/v1/answers', 'post /hospital/v1/marks',
  'get /v1/cases/{case}/events', 'post /v1/positions', 'post /v1/assignments', 'post /board/session', 'get /board/session', 'delete /board/session', 'get /board/feed', 'get /board/',
  'get /healthz', 'get /readyz', 'get /metrics',
];

function check_openapi(document) {
  const verbs = ['get', 'put', 'post', 'delete'];
  const operations = Object.entries(document.paths).flatMap(([path, item]) => verbs.filter((verb) => item[verb]).map((verb) => [`${verb} ${path}`, item]));
  check('OpenAPI has every call, and no other', () => assert.deepEqual(operations.map(([call]) => call).sort(), [...CALLS].sort()));
  check('OpenAPI declares every parameter of every path', () => {
    for (const [call, item] of operations) {
      const declared = (item.parameters ?? []).map((parameter) => (parameter.$ref ? resolve(parameter.$ref, document) : parameter).name);
      for (const [, name] of call.matchAll(/\{(\w+)\}/g)) assert(declared.includes(name), `${call}: ${name}`);
    }
  });
  check('OpenAPI documents every type of problem', () => {
    const text = JSON.stringify(document);
    for (const type of read_json(new URL('problem.schema.json', schemas)).properties.type.enum) assert(text.includes(`\`${type}\``), type);
  });
}

function check_asyncapi(document) {
  const holds = compile_all().validator('board-feed');
  for (const [name, { examples = [] }] of Object.entries(document.components.messages))
    for (const { payload } of examples) check(`AsyncAPI example ${name}`, () => assert(holds(payload), JSON.stringify(holds.errors)));
}

export function check_interfaces() {
  check_openapi(check_references('gateway.openapi.yaml'));
  check_asyncapi(check_references('board.asyncapi.yaml'));
}
