import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';

const version = (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }).version;

/** Who wrote a file or opened an association, as every Airworthy simulator says it (PS3.7 D.3.3.2). */
export const IMPLEMENTATION_CLASS_UID = '2.25.288031646488230094106403660125219985564';
/** SH: 16 characters at most. */
export const IMPLEMENTATION_VERSION_NAME = `AIRWORTHY_${version}`.slice(0, 16);
