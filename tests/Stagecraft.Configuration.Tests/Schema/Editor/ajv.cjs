// Compiles a schema with ajv's strict mode, in which every warning is an error: https://ajv.js.org/strict-mode.html
// The additional keywords are those of editors: https://github.com/redhat-developer/yaml-language-server
// Usage: node ajv.cjs SCHEMA
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const Ajv = createRequire(`${process.cwd()}/`)('ajv');

const ajv = new Ajv({ strict: true });
ajv.addVocabulary(['doNotSuggest', 'deprecationMessage', 'errorMessage']);
ajv.compile(JSON.parse(readFileSync(process.argv[2], 'utf8')));
