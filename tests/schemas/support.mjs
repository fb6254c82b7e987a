// What the checks of this folder share: reading, the validator, JSON patch, the pointer of a refusal, the KVNR's check digit.
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync, readdirSync } from 'node:fs';

export const schemas = new URL('../../schemas/', import.meta.url);
export const read_json = (url) => JSON.parse(readFileSync(url, 'utf8'));
export const names_in = (url, ending) => readdirSync(url).filter((name) => name.endsWith(ending)).sort();

/** All schemas of the folder, compiled in strict mode; get one by its short name. */
export function compile_all() {
  const ajv = new Ajv({ strict: true, allErrors: true });
  addFormats(ajv);
  const ids = names_in(schemas, '.schema.json').map((name) => {
    const schema = read_json(new URL(name, schemas));
    ajv.addSchema(schema);
    return schema.$id;
  });
  ids.forEach((id) => ajv.getSchema(id)); // compiles; throws on an unknown keyword or an open $ref
  return { ids, validator: (name) => ajv.getSchema(`urn:vorab:schema:${name}:1`) };
}

/** Where it is wrong. A missing member is named itself; of an unknown one only the object around it, for its name is the sender's. */
export function pointers(errors) {
  const of = ({ instancePath, params }) => (params.missingProperty ? `${instancePath}/${params.missingProperty}` : instancePath);
  return [...new Set((errors ?? []).map(of))];
}

/** JSON patch (RFC 6902), of which the cases use add, replace and remove. Changes the document. */
export function patch(document, changes) {
  for (const { op, path, value } of changes) {
    const steps = path.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop();
    const parent = steps.reduce((node, step) => node[step], document);
    if (op !== 'add' && !Object.hasOwn(parent, last)) throw new Error(`nothing to ${op} at ${path}`);
    if (op === 'remove') Array.isArray(parent) ? parent.splice(Number(last), 1) : delete parent[last];
    else if (Array.isArray(parent) && op === 'add') parent.splice(last === '-' ? parent.length : Number(last), 0, value);
    else Object.defineProperty(parent, last, { value, enumerable: true, writable: true, configurable: true });
  }
  return document;
}

/** Check digit of the German insurant number: letter as two digits, weights 1 and 2 in turn, sum of the products' digits mod 10. */
export function kvnr_holds(text) {
  if (!/^[A-Z][0-9]{9}$/.test(text)) return false;
  const digits = String(text.charCodeAt(0) - 64).padStart(2, '0') + text.slice(1, 9);
  const sum = [...digits].map((digit, i) => Number(digit) * (1 + (i % 2))).reduce((all, p) => all + Math.floor(p / 10) + (p % 10), 0);
  return sum % 10 === Number(text[9]);
}
