import { join, sep } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';
import { compileSteps } from './step-compiler';

// Cucumber requires this before the steps (see step-files.ts): from then on Node knows how to load them.
const STEPS = join(PACKAGE_ROOT, 'steps') + sep;

require.extensions['.ts'] = (module, file) => {
  if (!file.startsWith(STEPS)) throw new Error(`${file} is no file of steps.`);
  (module as unknown as Compiling)._compile(fromBuilt(compileSteps(file)), file);
};

/** What steps use of the product is built already; an installed package has nothing else of it. */
const fromBuilt = (code: string): string => code.replaceAll('require("../', 'require("../dist/');

interface Compiling {
  _compile(code: string, file: string): void;
}
