// The last part of `npm run build`: so that no run has to load the TypeScript compiler for its steps.
import steps from '../dist/runner/cucumber/step-compiler.js';

steps.compileAllSteps();
