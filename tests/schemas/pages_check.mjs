// The pages of docs/ against what they speak of: the table of errors against the schema and the code, and no link into nowhere.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './report.mjs';
import { read_json, schemas } from './support.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');

/** "unknown-key" -> 422, as common/http/problem.cpp answers it. */
function statuses_in_code() {
  const body = /int status_of\(Problem problem\) \{(.*?)\n\}/s.exec(read('common/http/problem.cpp'))[1];
  const found = {};
  let waiting = [];
  for (const [, name, status] of body.matchAll(/case Problem::(\w+):|return (\d+);/g)) {
    if (name) waiting.push(name.replaceAll('_', '-'));
    else waiting.splice(0).forEach((one) => { found[one] = Number(status); });
  }
  return found;
}

const rows = (page) => Object.fromEntries([...page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, name, status]) => [name, Number(status)]));

function* pages(folder = 'docs') {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* pages(`${folder}/${entry.name}`);
    else if (entry.name.endsWith('.md')) yield `${folder}/${entry.name}`;
  }
}

export function check_pages() {
  check('docs/reference/errors.md: each problem with its status, as the schema and the code have them', () => {
    const listed = rows(read('docs/reference/errors.md'));
    const published = read_json(new URL('problem.schema.json', schemas)).properties.type.enum.map((type) => type.replace('urn:vorab:problem:', ''));
    assert.deepEqual(Object.keys(listed).sort(), published.sort());
    assert.deepEqual(listed, statuses_in_code());
  });
  for (const page of ['README.md', ...pages()]) {
    check(`${page}: every link leads somewhere`, () => {
      for (const [, target] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) assert(existsSync(join(root, dirname(page), target)), target);
    });
  }
}
