// Writes model/dicom/data/dictionary.json from the dictionary that dcmjs ships (its generate/ folder, MIT), so that the
// model needs no library at run time. Run again after dcmjs was updated: node scripts/build-dicom-dictionary.mjs
import { writeFileSync } from 'node:fs';
import dictionary from '../node_modules/dcmjs/generate/dictionary.mjs';

const OUTPUT = new URL('../model/dicom/data/dictionary.json', import.meta.url);
// DCMTK's internal names for a VR that depends on the data set (PS3.6 writes `US or SS`).
const VR = { ox: 'OB or OW', xs: 'US or SS', lt: 'US or OW', up: 'UL', na: '-' };
const PLAIN = /^\(([0-9A-F]{4}),([0-9A-F]{4})\)$/;
// Repeating groups: overlays and curves (PS3.5 7.6), and the retired source image ids.
const REPEATING = /^\((50|60)00-\1FF,([0-9A-F]{4})\)$/;

const rows = new Map();
for (const [key, entry] of Object.entries(dictionary)) {
  if (!entry.name || entry.version === 'PrivateTag' || entry.version === 'PRIVATE' || entry.version === 'GENERIC')
    continue;
  if (entry.version === 'ILLEGAL' || entry.name === 'undefined') continue;
  const plain = PLAIN.exec(key);
  const repeating = REPEATING.exec(key);
  const tag = plain ? plain[1] + plain[2] : repeating ? `${repeating[1]}xx${repeating[2]}` : undefined;
  if (!tag) continue;
  const retired = entry.version.endsWith('retired') || entry.name.startsWith('RETIRED_');
  const keyword = entry.name.replace(/^RETIRED_/, '');
  rows.set(
    tag,
    [tag, keyword, (VR[entry.vr] ?? entry.vr).replaceAll(' ', '_'), entry.vm, ...(retired ? ['retired'] : [])].join(
      ' ',
    ),
  );
}
const sorted = [...rows.keys()].sort().map((tag) => rows.get(tag));
writeFileSync(OUTPUT, `${JSON.stringify({ origin: 'dcmjs (MIT), generate/dictionary.mjs', rows: sorted }, null, 2)}\n`);
console.log(`${sorted.length} elements written to ${OUTPUT.pathname}`);
