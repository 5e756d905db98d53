import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'reports/runs/**', 'reports/allure/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Output belongs to cli/ and goes through its console; a simulator logs through its Logger.
      'no-console': 'error',
    },
  },
  {
    files: ['cli/**', 'bench/**', 'scripts/**', 'steps/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', require: 'readonly', module: 'writable' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['reports/html/templates/*.js'],
    languageOptions: { globals: { document: 'readonly', window: 'readonly', location: 'readonly' } },
  },
  { files: ['console/web/**/*.tsx'], ...jsxA11y.flatConfigs.strict },
  { files: ['console/web/**/*.{ts,tsx}'], ...reactHooks.configs.flat['recommended-latest'] },
  {
    // Runs inside the page under test.
    files: ['reports/**/*.test.ts'],
    rules: { 'no-console': 'off' },
  },
  prettier,
);
