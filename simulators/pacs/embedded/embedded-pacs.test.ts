import { describe } from 'vitest';
import { embedded } from '../launchers/embedded';
import { behavesLikeAPacs } from '../../../tests/pacs/behaviour';

describe('the embedded PACS', () => behavesLikeAPacs(embedded, { launcher: 'embedded', keepsStorage: true }));
