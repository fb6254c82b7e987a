// Holds what crosses Vorab's boundaries against independent tools: `npm ci` in tests/, then `node schemas/check.mjs`.
import { check, closing_line } from './report.mjs';
import { check_schemas } from './schemas_check.mjs';
import { check_cases, check_documents } from './cases_check.mjs';
import { check_examples } from './examples_check.mjs';
import { check_handbook } from './handbook_check.mjs';
import { check_interfaces } from './interfaces_check.mjs';
import { check_pages } from './pages_check.mjs';
import { compile_all } from './support.mjs';

let compiled;
check('every schema compiles in strict mode', () => {
  compiled = compile_all();
});
if (compiled) {
  check_schemas();
  check_handbook();
  check_cases(compiled.validator);
  check_documents(compiled.validator);
  check_examples(compiled.validator);
  check_interfaces();
  check_pages();
}
process.exitCode = closing_line();
