// Runs yaml-language-server, which VS Code and other editors use, on documents. Standard input is a JSON array of YAML
// texts. The output has one line for each: the completions at the character '|', or the messages.
// Usage: node editor.cjs SCHEMA <DOCUMENTS
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const installed = createRequire(`${process.cwd()}/`);
const { getLanguageService } = installed('yaml-language-server/lib/umd/languageservice/yamlLanguageService');
const { TextDocument } = installed('vscode-languageserver-textdocument');

const schema = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const open = new Map();
const nothing = () => {};
const service = getLanguageService({
  schemaRequestService: async () => JSON.stringify(schema),
  workspaceContext: { resolveRelativePath: (path) => path },
  connection: { onRequest: nothing, sendNotification: nothing, console: { log: nothing, error: nothing } },
  yamlSettings: { documents: open, languageSettings: {} },
  telemetry: { send: nothing, sendError: nothing, sendTrack: nothing },
  clientCapabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
});
service.configure({ validate: true, completion: true, schemas: [{ uri: 'file:///stagecraft.schema.json', fileMatch: ['*.yml'], schema }] });

async function main() {
  let number = 0;
  for (const text of JSON.parse(readFileSync(0, 'utf8'))) {
    const at = text.indexOf('|');
    const document = TextDocument.create(`file:///${number++}.yml`, 'yaml', 1, text.replace('|', ''));
    open.set(document.uri, document);
    const found = at < 0
      ? (await service.doValidation(document, false)).map((problem) => `${problem.range.start.line + 1}: ${problem.message}`)
      : (await service.doComplete(document, document.positionAt(at), false)).items.map((item) => item.label);
    console.log(found.join(' '));
  }
}

main().then(() => process.exit(0));
