/** What the console's client and server say to each other: types, and the routes with their roles as data. Nothing else. */
export * from './attest';
export * from './problem';
export * from './products';
export * from './reports';
export * from './roles';
export * from './routes';
export * from './runs';
export * from './session';
export * from './traffic';
