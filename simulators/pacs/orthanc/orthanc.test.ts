import { describe } from 'vitest';
import { path } from '../launchers/path';
import { behavesLikeAPacs } from '../../../tests/pacs/behaviour';
import { findOrthanc } from './find-orthanc';

describe.skipIf(findOrthanc() === undefined)('Orthanc from PATH', () =>
  behavesLikeAPacs(path, { launcher: 'path', keepsStorage: true }),
);
