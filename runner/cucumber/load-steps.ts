import { join, relative, sep } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';
import { compileSteps } from './step-compiler';

// Cucumber requires this before the steps (see step-files.ts): from then on Node knows how to load them.
const STEPS = join(PACKAGE_ROOT, 'steps') + sep;

require.extensions['.ts'] = (module, file) => {
  if (file.startsWith(STEPS)) (module as unknown as Compiling)._compile(compileSteps(file), file);
  // What they use of the product is built already.
  else
    module.exports = module.require(join(PACKAGE_ROOT, 'dist', relative(PACKAGE_ROOT, file).replace(/\.ts$/, '.js')));
};

interface Compiling {
  _compile(code: string, file: string): void;
}
