import { describe } from 'vitest';
import { path } from '../launchers/path';
import { behavesLikeAPacs } from '../../../tests/pacs/behaviour';
import { findOrthanc } from './find-orthanc';

const missing = findOrthanc() === undefined;
if (missing) process.stdout.write('Skipped: Orthanc from PATH, because Orthanc is not installed\n');

describe.skipIf(missing)('Orthanc from PATH', () => behavesLikeAPacs(path, { launcher: 'path', keepsStorage: true }));
