import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { renderSarif } from '../../reports/sarif';
import * as make from '../kit/objects';
import { breathe, bundle, checkThe, type Content, notice, study } from './files-kit';

beforeEach(breathe);

/** The schema of SARIF 2.1.0, as a package for testing SARIF ships it. */
const shipped = dirname(createRequire(__filename).resolve('@microsoft/jest-sarif/package.json'));
const file = join(shipped, 'lib', 'schemas', 'sarif-2.1.0-rtm.5.json');
// It is of draft 4, and uses nothing of it that later drafts read otherwise but the names of these two.
const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema);

const HOSTILE = 'x\u0000\ud800<script>\u202e';
const sets: [string, Record<string, Content>][] = [
  ['nothing', {}],
  ['good objects', { ...study(), 'n.hl7': notice() }],
  [
    'spoilt and broken ones',
    {
      ...study(),
      'a b ü.dcm': { ...make.ctImage(0), BitsStored: 17, PatientName: HOSTILE },
      'broken.dcm': 'nothing',
      'n.hl7': `${notice({ orc1: 'QQ' })}${notice({ orc1: '' })}`,
      'r.json': bundle('absent'),
      'readme.txt': 'left out',
    },
  ],
];

describe('SARIF', () => {
  it.each(sets)('is valid by its schema for %s', (_, files) => {
    const sarif = renderSarif(checkThe(files, true), { version: '1.2.3', folder: '/' });
    validate(JSON.parse(JSON.stringify(sarif)));
    expect(validate.errors).toBeNull();
  });

  it('would not be with a level that does not exist', () => {
    const sarif = renderSarif(checkThe({ 'broken.dcm': 'nothing' }), { version: '1.2.3', folder: '/' });
    const wrong = JSON.parse(JSON.stringify(sarif).replace('"level":"error"', '"level":"terrible"')) as object;
    expect(validate(wrong)).toBe(false);
  });
});
