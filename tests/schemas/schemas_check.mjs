// Properties of the schemas themselves: closed objects, bounded text, and only the keywords that the server's validator knows.
import assert from 'node:assert/strict';
import { check } from './report.mjs';
import { names_in, read_json, schemas } from './support.mjs';

const KEYWORDS = new Set(
  ('$schema $id $ref $defs $comment title description type enum const properties required additionalProperties items ' +
    'minItems maxItems uniqueItems minLength maxLength pattern minimum maximum format oneOf').split(' '),
);

/** Calls visit(schema, pointer) for the schema and every schema inside it. */
function walk(schema, visit, pointer = '') {
  visit(schema, pointer);
  for (const group of ['properties', '$defs'])
    for (const [name, inner] of Object.entries(schema[group] ?? {})) walk(inner, visit, `${pointer}/${group}/${name}`);
  if (schema.items) walk(schema.items, visit, `${pointer}/items`);
  schema.oneOf?.forEach((inner, i) => walk(inner, visit, `${pointer}/oneOf/${i}`));
}

function check_one(schema, pointer) {
  const says = (text) => `${pointer}: ${text}`;
  for (const keyword of Object.keys(schema)) assert(KEYWORDS.has(keyword), says(`keyword ${keyword}`));
  if (schema.properties) {
    assert.equal(schema.additionalProperties, false, says('an open object'));
    for (const name of Object.keys(schema.properties)) assert.match(name, /^[A-Za-z0-9_]+$/, says(name));
  }
  const bounded = schema.maxLength || schema.pattern || schema.enum || schema.const || schema.format;
  if (schema.type === 'string') assert(bounded, says('text without a bound'));
  if (schema.type === 'array') assert(schema.maxItems, says('a list without a bound'));
  if (schema.pattern) assert.match(schema.pattern, /^\^[^|()]*\$$/, says('a pattern beyond classes and counts'));
}

export function check_schemas() {
  for (const name of names_in(schemas, '.schema.json')) {
    const schema = read_json(new URL(name, schemas));
    check(`${name} is closed, bounded and within the keywords of the validator`, () => walk(schema, check_one));
    check(`${name} has an $id that follows from its name`, () => {
      const noun = name.replace('.schema.json', '').replaceAll('_', '-');
      assert.equal(schema.$id, `urn:vorab:schema:${noun}:1`);
    });
  }
}
