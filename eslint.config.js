import js from '@eslint/js';
import globals from 'globals';

export default [
  js.configs.recommended,
  {
    languageOptions: {
      ecmaVersion: 2023,
      sourceType: 'module',
      globals: { ...globals.browser, L: 'readonly', town: 'readonly', maplibregl: 'readonly' },
    },
    rules: {
      eqeqeq: 'error',
      'no-implicit-globals': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-shadow': 'error',
    },
  },
  { files: ['tests/**'], languageOptions: { globals: globals.node } },
];
