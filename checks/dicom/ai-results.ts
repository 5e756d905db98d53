/** Reading helpers for checks of the workflow: what an object is, what it states, declares and names. */
export { algorithmsNamed, type AlgorithmNamed } from './algorithm-identity';
export { declaredPerformance, type DeclaredPerformance } from './declared-performance';
export { hasOverlay, kindOfResult } from './kind';
export { type FindingLocation, type StatedFinding, statedFindings } from './stated-findings';
