// What the grammars of the extension colour in Markdown files, in the engine that editors use.
// Arguments: a folder of node modules, that of the grammars, the files.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const [modules, syntaxes, ...files] = process.argv.slice(2);
const textmate = require(path.join(modules, "vscode-textmate"));
const oniguruma = require(path.join(modules, "vscode-oniguruma"));
const grammars = {
  "source.secg-datalog": path.join(syntaxes, "datalog.tmLanguage.json"),
  "markdown.secg-datalog.codeblock": path.join(syntaxes, "markdown.tmLanguage.json"),
  "text.html.markdown": path.join(modules, "tm-grammars", "grammars", "markdown.json"),
};

async function main() {
  const engine = path.dirname(require.resolve(path.join(modules, "vscode-oniguruma")));
  await oniguruma.loadWASM(fs.readFileSync(path.join(engine, "onig.wasm")).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    getInjections: (scope) => (scope === "text.html.markdown" ? ["markdown.secg-datalog.codeblock"] : undefined),
    loadGrammar: async (scope) => {
      const file = grammars[scope];
      return file ? textmate.parseRawGrammar(fs.readFileSync(file, "utf8"), file) : null;
    },
  });
  const grammar = await registry.loadGrammar("text.html.markdown");
  console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, coloured(grammar, file)]))));
}

/** For each line the pieces that the grammar of rules names, each with its scope. */
function coloured(grammar, file) {
  let state = textmate.INITIAL;
  return fs.readFileSync(file, "utf8").split("\n").map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    const named = tokens.filter(({ scopes }) => scopes.at(-1).endsWith(".secg-datalog") && !scopes.at(-1).startsWith("meta."));
    return named.map(({ scopes, startIndex, endIndex }) => [
      scopes.at(-1).slice(0, -".secg-datalog".length),
      line.slice(startIndex, endIndex),
    ]);
  });
}

main();
